"""What an export asks of the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ncsn_engine.config import ExportConfig
    from ncsn_engine.encoding import FilmKind
    from ncsn_engine.recipe import Recipe
    from ncsn_gui.export.showing import Showing

__all__ = ["StoppedError", "export", "measure_export"]

_MEASURED = 2 * 10**7  # pixels that are encoded to tell how large a file will be: about a second


class StoppedError(Exception):
    """The user asked for an end."""


def export(path: Path, showing: Showing, look: ExportConfig, progress: Callable[[float], None]) -> list[Path]:
    """Save an export; returns what was written. What `progress` raises stops it, and nothing is written."""
    from ncsn_engine.recipe import save_export

    return save_export(path, showing.trajectory, _recipe_of(showing, look), progress)


def measure_export(showing: Showing, look: ExportConfig) -> int:
    """Return how many bytes a file will have, of films and of many files about; 0 where to know it would take long."""
    from ncsn_engine.encoding import animation, has_video
    from ncsn_engine.recipe import rendered
    from ncsn_engine.sheets import Sheets

    recipe = _recipe_of(showing, look)
    sheets = Sheets(showing.trajectory, recipe.export, recipe.low, recipe.high)
    w, h = sheets.size
    pixels = w * h * sheets.scale**2
    if pixels > _MEASURED or (look.format == "mp4" and not has_video()):
        return 0
    if look.format == "pictures":
        return len(rendered(showing.trajectory, recipe)) * showing.trajectory.shape[0]
    if not look.is_film:
        return len(rendered(showing.trajectory, recipe))
    few = max(1, min(6, _MEASURED // pixels, len(sheets)))
    some = [sheets[int((i + 0.5) * len(sheets) / few)] for i in range(few)]
    text = recipe.to_json() if look.recipe else ""
    kind: FilmKind = look.format  # type: ignore[assignment]
    return round(len(animation(kind, some, look.fps, 0.0, "", sheets.scale)) * len(sheets) / few) + len(text)


def _recipe_of(showing: Showing, look: ExportConfig) -> Recipe:
    """Write down how an export is made; of a sampling that was stopped, that it ends there."""
    from ncsn_engine.sheets import last_step_of

    if look.last_step is None and showing.trajectory.facts:
        look = look.replace(last_step=last_step_of(showing.trajectory))
    return showing.recipe(look)
