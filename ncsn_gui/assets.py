"""Reads what ships with the program: fonts, languages and help texts."""

from __future__ import annotations

import importlib.resources
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

__all__ = ["app_font", "resource"]


def resource(*parts: str) -> Path:
    """Return the path of a file in ``resources/``."""
    return Path(str(importlib.resources.files("ncsn_resources"))).joinpath(*parts)


def app_font(percent: int = 100) -> QFont:
    """Load Inter and return it at the size of text, with figures of equal width.

    Parameters
    ----------
    percent
        Of the system's size of text, which is taken as at least 13 pixels where a pixel is 1/96 inch.
    """
    for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"):
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))
    usual = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()
    font = QFont("Inter")
    font.setPointSizeF(max(usual, 9.75) * percent / 100)  # points grow with the screen's density, as the system's do
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setFeature(QFont.Tag("tnum"), 1)  # numbers that change must not wobble
    return font
