"""Data sets: one file a kind. ``load`` opens the one that the settings name.

A new kind is a file with a function that returns a :class:`Pictures` or a :class:`Streamed`, its
settings in ``config.py`` and a line in ``load``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_engine.config import DigitsConfig, DownloadedConfig, FolderConfig
from ncsn_engine.data.sets import Pictures, Split, Streamed, split

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.config import DataConfig

__all__ = ["Pictures", "Split", "Streamed", "load"]


def load(settings: DataConfig, progress: Callable[[str, float], None] | None = None) -> Split:
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
    match settings:
        case DigitsConfig():
            from ncsn_engine.data.digits import digits

            pictures: Pictures | Streamed = digits()
        case DownloadedConfig():
            from ncsn_engine.data.downloaded import downloaded

            pictures = downloaded(settings.kind, settings.folder, progress)
        case FolderConfig():
            from ncsn_engine.data.folder import folder

            pictures = folder(settings, progress)
    return split(pictures, settings)
