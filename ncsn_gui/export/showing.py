"""What a page shows of a recorded sampling, for Export, Copy and a drag: they ask for nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ncsn_engine.config import ExportConfig
from ncsn_engine.recipe import recipe_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.recipe import Recipe
    from ncsn_engine.trajectory import Trajectory
    from ncsn_gui.works.films import Film

__all__ = ["Showing", "of_film"]


@dataclass(frozen=True)
class Showing:
    """A step of a recording, and how it looks.

    Attributes
    ----------
    trajectory, low, high
        The recording, and the pixel range.
    step
        That is shown.
    look
        How it is shown: what of it, and in which range.
    recipe
        How an export that looks so is made.
    chosen
        The picture that is enlarged; -1: none.
    name
        Of a file of it, without a suffix.
    empty
        Whether there is nothing to be seen at this step, as there is no change before the first.
    """

    trajectory: Trajectory
    low: float
    high: float
    step: int
    look: ExportConfig
    recipe: Callable[[ExportConfig], Recipe]
    chosen: int = -1
    name: str = "samples"
    empty: bool = False


def of_film(film: Film, step: int, look: ExportConfig | None = None, chosen: int = -1) -> Showing:
    """Return a step of a film."""

    def recipe(look: ExportConfig) -> Recipe:
        sampling, branches = film.chain()
        return recipe_for(film.model, sampling, look, film.noise, branches)

    low, high = film.model.low, film.model.high
    return Showing(film.trajectory, low, high, step, look or ExportConfig(), recipe, chosen, film.name)
