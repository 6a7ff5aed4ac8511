"""From settings to a data set, split into pictures to learn from and pictures to judge by."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ncsn_engine.data.sets import Pictures, Points, Split, Streamed, split
from ncsn_engine.registry import Registry

if TYPE_CHECKING:
    from ncsn_engine.config import DataConfig

__all__ = ["Progress", "load", "loads"]

Progress = Callable[[str, float], None]  # what is being done, and the share done, 0 to 1

_loaders = Registry[Callable[[Any, Progress | None], Pictures | Points | Streamed]]("ncsn_engine.data")
loads = _loaders.serves


def load(settings: DataConfig, progress: Progress | None = None) -> Split:
    """Open a data set and split it once into train and held-out.

    Parameters
    ----------
    settings
        The data section of a run.
    progress
        Called with what is being done and the share done, 0 to 1, where it takes long.

    Raises
    ------
    InputError
        If there are no pictures, naming the folder and what to do.
    """
    return split(_loaders.find(settings)(settings, progress), settings)
