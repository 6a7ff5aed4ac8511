"""Reads what ships with the program: fonts and help texts."""

from __future__ import annotations

import importlib.resources
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

__all__ = ["app_font", "resource"]


def resource(*parts: str) -> Path:
    """Return the path of a file in ``resources/``."""
    return Path(str(importlib.resources.files("ncsn_resources"))).joinpath(*parts)


def app_font() -> QFont:
    """Load Inter and return it at the size of text, with figures of equal width."""
    family = "Inter"
    for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"):
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))
    font = QFont(family)
    font.setPixelSize(13)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setFeature(QFont.Tag("tnum"), 1)  # numbers that change must not wobble
    return font
