"""From settings to a data set, split into pictures to learn from and pictures to judge by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ncsn_engine.data.keeping import kept, read_kept
from ncsn_engine.data.sets import Pictures, Points, Split, Streamed, split
from ncsn_engine.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.config import DataConfig

__all__ = ["Progress", "capped", "load", "loads"]

Progress = Callable[[str, float], None]  # what is being done, and the share done, 0 to 1

_loaders = Registry[Callable[[Any, Progress | None], Pictures | Points | Streamed]]("ncsn_engine.data")
loads = _loaders.serves


def load(settings: DataConfig, progress: Progress | None = None, split_file: Path | None = None) -> Split:
    """Open a data set and split it once into train and held-out.

    Parameters
    ----------
    settings
        The data section of a run.
    progress
        Called with what is being done and the share done, 0 to 1, where it takes long.
    split_file
        How a run has split its folder (:mod:`ncsn_engine.data.keeping`): a folder that has changed since is split as
        it was. Without, or where there is no such file, the split is drawn by its seed.

    Raises
    ------
    InputError
        If there are no pictures, naming the folder and what to do.
    """
    source = _loaders.find(settings)(settings, progress)
    if split_file and source.album:
        source = replace(source, album=source.album.known(progress))
    found, said = split(source, settings), ""
    before = read_kept(split_file) if split_file and source.album else None
    if before and before.is_of(settings):
        found, said = kept(found, before)
    else:
        said = capped(settings.held_out, len(found.held_out_indices), len(source))
    skipped = source.skipped
    no_pictures = f"{len(skipped)} files are no pictures and were skipped: {_listed(skipped)}" if skipped else ""
    return replace(found, notes=tuple(filter(None, (said, no_pictures, *source.notes))))


def capped(asked: int, held_out: int, n: int) -> str:
    """Say that fewer are held out of n than was asked, if it is so."""
    if asked <= held_out:
        return ""
    return f"data.held_out = {asked}: is more than a quarter of the {n} there are; {held_out} are held out."


def _listed(names: tuple[str, ...]) -> str:
    return "; ".join(name.rstrip(".") for name in names[:3]) + (
        f"; and {len(names) - 3} more." if len(names) > 3 else "."
    )
