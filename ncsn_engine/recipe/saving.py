"""Exports as files: which kind, where, what is in them, and their recipe with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ncsn_engine import export
from ncsn_engine.config import ExportConfig, InputError
from ncsn_engine.encoding import VIDEO_MISSING, animation, has_video
from ncsn_engine.sheets import Sheets, facts_of
from ncsn_engine.storage import SaveError, say_why, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.encoding import FilmKind
    from ncsn_engine.recipe.record import Recipe
    from ncsn_engine.trajectory import Trajectory

__all__ = ["beside", "kind_for", "places", "rendered", "save_export", "save_image_grid"]

_KINDS = {
    ".png": "grid",
    ".gif": "gif",
    ".apng": "apng",
    ".webp": "webp",
    ".mp4": "mp4",
    ".npz": "npz",
    "": "pictures",
}


def kind_for(path: Path, look: ExportConfig) -> ExportConfig:
    """Choose the kind of export from a file's name: .png, a film's, .npz, or a folder without suffix."""
    suffix = path.suffix.lower()
    if suffix not in _KINDS:
        raise InputError(
            "{path}: can't write {suffix} files; use {names}, or a folder.",
            path=path,
            suffix=suffix,
            names=", ".join(filter(None, _KINDS)),
        )
    if suffix == ".png" and look.format in ("picture", "apng"):
        return look
    if suffix == ".mp4" and not has_video():
        raise InputError(VIDEO_MISSING)
    return look.replace(format=_KINDS[suffix])


def beside(path: Path) -> Path:
    """Return where the recipe of an exported file stands once more, as JSON."""
    return path.with_name(path.name + ".recipe.json")


def places(path: Path, trajectory: Trajectory, look: ExportConfig) -> list[Path]:
    """Return every file that an export would write or, of a recipe that is left out, remove."""
    if look.format != "pictures":
        return [path, beside(path)]
    count = len(trajectory.final) if trajectory.final is not None and trajectory.final.ndim > 2 else 1
    return [*(path / f"{i:0{len(str(count - 1))}d}.png" for i in range(count)), path / "recipe.json"]


def save_export(
    path: Path, trajectory: Trajectory, recipe: Recipe, progress: Callable[[float], None] = lambda share: None
) -> list[Path]:
    """Save an export with its recipe inside, and as JSON beside it; without, if the export is told to leave it out.

    Parameters
    ----------
    path
        A file, or for the kind ``pictures`` a folder.
    progress
        Told the share that is done, from 0 to 1. What it raises stops the export, and nothing is written.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    SaveError, InputError
        If it could not be written, or the recipe asks for a picture or a step that is not there.
    """
    files = places(path, trajectory, recipe.export)
    if recipe.export.format == "pictures":
        pictures = []
        for i in range(len(files) - 1):
            progress(i / len(files))
            one = replace(recipe, export=recipe.export.replace(format="picture", picture=i))
            pictures.append(rendered(trajectory, one))
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SaveError(f"{path}: can't be made: {say_why(error)}") from error
    else:
        pictures = [rendered(trajectory, recipe, progress)]
    progress(1.0)
    for file, data in zip(files, pictures, strict=False):
        write_whole(file, data)
    return [*files[:-1], *_write_text(files[-1], recipe)]


def _write_text(path: Path, recipe: Recipe) -> list[Path]:
    """Write the recipe by itself; one that is left out does not stay from an earlier export either."""
    if recipe.export.recipe:
        write_whole(path, recipe.to_json().encode())
        return [path]
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise SaveError(f"{path}: can't be removed: {say_why(error)}") from error
    return []


def rendered(trajectory: Trajectory, recipe: Recipe, progress: Callable[[float], None] = lambda share: None) -> bytes:
    """Return the bytes of an exported file; of the kind ``pictures``, of the picture that is named."""
    if trajectory.final is None:
        raise InputError("nothing was sampled yet; sample first, then export.")
    look = recipe.export
    text = recipe.to_json() if look.recipe else ""
    if look.format == "npz":
        return _arrays(trajectory, look, text)
    sheets = Sheets(trajectory, look, recipe.low, recipe.high, progress)
    if look.is_film:
        kind: FilmKind = look.format  # type: ignore[assignment]
        return animation(kind, sheets, look.fps, look.hold, text, sheets.scale)
    picture = export.enlarged(sheets[-1], sheets.scale)
    return export.png(picture, {"ncsn-recipe": text} if text else None)


def _arrays(trajectory: Trajectory, look: ExportConfig, text: str) -> bytes:
    """Return x or the model's estimate at the last step, and numbers about each step from the first to it."""
    facts = facts_of(trajectory, look)
    last = facts[-1].index
    frame = trajectory.frame(last)
    x = frame.denoised if look.shown == "denoised" else trajectory.final if last == trajectory.total else frame.x
    ends = [i for i in trajectory.level_ends() if look.first_step <= i < last] + [last]
    arrays: dict[str, Any] = {
        "x": x,
        "sigma": np.array([f.sigma for f in facts]),
        "alpha": np.array([f.alpha for f in facts]),
        "level": np.array([f.level for f in facts]),
        "temperature": np.array([f.temperature for f in facts]),
        "level_ends": np.stack([trajectory.frame(i).x for i in ends]),
        **({"recipe": np.array(text)} if text else {}),
    }
    return export.npz(arrays)


def save_image_grid(file: Path | str, x: Any, low: float = 0.0, high: float = 1.0, scale: int = 4) -> None:
    """Save pictures (N, C, H, W), an array or a tensor, as one PNG, enlarged by a whole factor."""
    pixels = export.to_pixels(np.asarray(x.cpu() if hasattr(x, "cpu") else x), low, high)
    write_whole(Path(file), export.png(export.grid(pixels, scale=scale)))
