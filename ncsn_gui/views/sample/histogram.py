"""How many pixels have which value."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ncsn_gui import theme

__all__ = ["Histogram"]

_BINS = 24


class Histogram(QWidget):
    """How many pixels have which value; two lines mark the pixel range."""

    spoken_role = QAccessible.Role.Chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = np.zeros(0, int)
        self._ends = self._range = (0.0, 1.0)
        self.setAutoFillBackground(True)  # else all that is behind it is painted again at each step
        self.setMinimumSize(64, 40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def spoken(self) -> str:
        """Return nothing: its name says what it is."""
        return ""

    def show_values(self, values: np.ndarray, low: float, high: float) -> None:
        """Count other values; the axis reaches over them and the pixel range."""
        known = values[np.isfinite(values)].astype(np.float32)
        least, most = (float(known.min()), float(known.max())) if len(known) else (low, high)
        self._ends, self._range = (min(low, least), max(high, most)), (low, high)
        self.counts = np.histogram(known, _BINS, self._ends)[0]
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.counts = np.zeros(0, int)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars, the pixel range, and the numbers at both ends."""
        if not len(self.counts) or not self.counts.max():
            return
        painter, colours = QPainter(self), theme.current()
        text = self.fontMetrics().height()
        room = QRectF(4, 4, self.width() - 8, self.height() - 8 - text)
        (least, most), wide = self._ends, room.width() / len(self.counts)
        for i, count in enumerate(self.counts):
            tall = room.height() * count / self.counts.max()
            bar = QRectF(room.left() + i * wide, room.bottom() - tall, max(1.0, wide - 1), tall)
            painter.fillRect(bar, QColor(colours.accent))
        painter.setPen(QColor(colours.dim))
        for mark in self._range:
            x = round(room.left() + room.width() * (mark - least) / (most - least))
            painter.drawLine(x, round(room.top()), x, round(room.bottom()))
        painter.drawLine(round(room.left()), round(room.bottom()), round(room.right()), round(room.bottom()))
        below = QRectF(room.left(), room.bottom() + 2, room.width(), text)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, f"{least:.3g}")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{most:.3g}")
