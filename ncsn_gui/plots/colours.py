"""The colours of curves."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QColor

from ncsn_gui import theme

__all__ = ["colour_of"]

# The part of viridis, which colour-blind people see in order too, that is plain on each theme's ground.
_ORDERED = {"dark": (0.35, 1.0), "light": (0.0, 0.68)}


def colour_of(name: str) -> QColor:
    """Return a field of the theme; "series 2": the third of its series; "ordered 0.5": between dark and light."""
    named, _, number = name.partition(" ")
    if named == "ordered":
        low, high = _ORDERED[theme.current().name]
        return QColor(pg.colormap.get("viridis").map(low + float(number) * (high - low), mode="qcolor"))
    found = getattr(theme.current(), named)
    return QColor(found[int(number) % len(found)] if number else found)
