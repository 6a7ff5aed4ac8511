"""Icons from QtAwesome's Phosphor set, in a colour of the theme."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import qtawesome

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

__all__ = ["icon"]


@functools.lru_cache(maxsize=256)
def icon(name: str, colour: str, mirrored: bool = False) -> QIcon:
    """Return an icon, for example ``icon("ph.play-fill", theme.accent)``; or its mirror image."""
    made: QIcon = qtawesome.icon(name, color=colour, hflip=mirrored)
    return made
