"""Icons from QtAwesome's Phosphor set, in a colour of the theme.

Its font and its table of names are read, its code is not: that loads ten more sets and all of QtGui's names, an eighth
of the time until the window is seen.
"""

from __future__ import annotations

import functools
import importlib.util
import json
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

__all__ = ["icon"]

_SHARE = 0.875  # of an icon's height that its letter takes: a font keeps room around it


@functools.lru_cache(maxsize=256)
def icon(name: str, colour: str, mirrored: bool = False) -> QIcon:
    """Return an icon, for example ``icon("ph.play-fill", theme.accent)``; or its mirror image."""
    return QIcon(_Letter(name.removeprefix("ph."), colour, mirrored))


@functools.cache
def _set() -> tuple[str, dict[str, str]]:
    """Return the family of the font, and the code of each icon's letter in it."""
    found = importlib.util.find_spec("qtawesome")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "fonts"
    (font,), (names,) = folder.glob("phosphor-*.ttf"), folder.glob("phosphor-charmap-*.json")
    (family,) = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font)))
    return family, json.loads(names.read_text(encoding="utf-8"))


class _Letter(QIconEngine):
    """Draws a letter of the font at any size."""

    def __init__(self, name: str, colour: str, mirrored: bool) -> None:
        super().__init__()
        family, codes = _set()
        self._family, self._letter = family, chr(int(codes[name], 16))
        self._colour, self._mirrored = colour, mirrored

    def clone(self) -> QIconEngine:
        """Return another one like it."""
        made = _Letter.__new__(_Letter)
        QIconEngine.__init__(made)
        made.__dict__.update(self.__dict__)
        return made

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw it into a rectangle."""
        off = mode == QIcon.Mode.Disabled
        faded = QApplication.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        font = QFont(self._family)
        font.setPixelSize(max(1, round(_SHARE * rect.height())))
        painter.save()
        painter.setPen(faded if off else QColor(self._colour))
        painter.setFont(font)
        if self._mirrored:
            painter.translate(rect.left() + rect.right() + 1, 0)
            painter.scale(-1, 1)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._letter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return it as a picture on nothing."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made
