"""A sheet on which points are sprayed with the mouse."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr

__all__ = ["PointCanvas"]

_REACH = 4.0  # the sheet shows [-4, 4]², the size of the other sets in the plane
_MOVES = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}


class PointCanvas(QWidget):
    """Collects points (N, 2) in [-4, 4]²; each movement with the button down sprays some around the mouse.

    With the keyboard: arrows move a cross, with Shift far; Space sprays around it.
    """

    spoken_role = QAccessible.Role.Canvas

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("points.canvas")
        self.setAccessibleName(tr("Sheet for points"))
        self.setToolTip(tr("Draw with the mouse; or move the cross with the arrow keys (Shift: far), Space sprays"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 320)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.spread, self.density = 0.15, 12
        self.strokes: list[np.ndarray] = []
        self._random = np.random.default_rng(0)
        self._cross = (0.0, 0.0)  # where the keyboard sprays

    def spoken(self) -> str:
        """Return what is shown now, in words."""
        return tr("{count} points").format(count=len(self.points))

    @property
    def points(self) -> np.ndarray:
        """All points, float32 (N, 2)."""
        return np.concatenate([np.empty((0, 2)), *self.strokes]).astype(np.float32)

    def undo(self) -> None:
        """Take the last stroke back."""
        if self.strokes:
            self.strokes.pop()
            self._tell()

    def clear(self) -> None:
        """Begin anew."""
        self.strokes.clear()
        self._tell()

    def sizeHint(self) -> QSize:
        """Return a middling size; the layout decides."""
        return QSize(440, 440)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.strokes.append(np.empty((0, 2)))
            self._spray(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke."""
        if event.buttons() & Qt.MouseButton.LeftButton and self.strokes:
            self._spray(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cross, or spray around it."""
        if event.key() == Qt.Key.Key_Space:
            self.strokes.append(np.empty((0, 2)))
            self._add(*self._cross)
        elif event.key() in _MOVES:
            far = 1.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0.1
            x, y = (was + far * move for was, move in zip(self._cross, _MOVES[Qt.Key(event.key())], strict=True))
            self._cross = (min(max(x, -_REACH), _REACH), min(max(y, -_REACH), _REACH))
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cross."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cross."""
        super().focusOutEvent(event)
        self.update()

    def _spray(self, place: QPointF) -> None:
        side = min(self.width(), self.height())
        x = (place.x() - self.width() / 2) / side * 2 * _REACH
        y = -(place.y() - self.height() / 2) / side * 2 * _REACH
        self._add(x, y)

    def _add(self, x: float, y: float) -> None:
        fresh = (x, y) + self.spread * self._random.standard_normal((self.density, 2))
        self.strokes[-1] = np.concatenate([self.strokes[-1], fresh])
        self._tell()

    def _tell(self) -> None:
        self.update()
        self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet, its axes and the points."""
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        painter.translate(self.width() / 2, self.height() / 2)
        painter.fillRect(-side // 2, -side // 2, side, side, QColor(colours.base))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(-side // 2, 0, side // 2, 0)
        painter.drawLine(0, -side // 2, 0, side // 2)
        painter.setPen(QPen(QColor(colours.accent), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        places = self.points / (2 * _REACH) * side
        painter.drawPoints([QPointF(x, -y) for x, y in places.tolist()])
        if self.hasFocus():
            x, y = (part / (2 * _REACH) * side for part in self._cross)
            painter.setPen(QPen(QColor(colours.text), 1))
            painter.drawLine(QPointF(x - 6, -y), QPointF(x + 6, -y))
            painter.drawLine(QPointF(x, -y - 6), QPointF(x, -y + 6))
