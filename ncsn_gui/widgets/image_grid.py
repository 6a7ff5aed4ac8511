"""Pictures in a grid, enlarged by whole factors with nearest neighbour; one of them can be chosen."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ncsn_gui import theme

__all__ = ["ImageGrid", "to_image"]


def to_image(pixels: np.ndarray) -> QImage:
    """Return a picture (H, W, 1 or 3) uint8 as a QImage that owns its pixels."""
    h, w, c = pixels.shape
    data = np.ascontiguousarray(pixels)
    form = QImage.Format.Format_Grayscale8 if c == 1 else QImage.Format.Format_RGB888
    return QImage(data.data, w, h, w * c, form).copy()


class ImageGrid(QWidget):
    """Shows uint8 pictures (N, H, W, C) as large as whole factors allow.

    Parameters
    ----------
    empty
        What to say while there are none.
    selectable
        Whether a click or the arrow keys choose a picture.
    """

    picked = Signal(int)

    def __init__(
        self, empty: str = "", selectable: bool = False, gap: int = 4, largest: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.empty, self.selectable, self.gap, self.largest = empty, selectable, gap, largest
        self.selected = -1
        self.pixels = np.empty((0, 1, 1, 1), np.uint8)
        self.caption = ""
        self._image = QImage()
        self.setMinimumSize(64, 64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if selectable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_pictures(self, pixels: np.ndarray) -> None:
        """Show other pictures; costs one copy of their bytes."""
        self.pixels = pixels
        n, h, w, c = pixels.shape
        # One tall strip: picture i is the rows from i·h on, ready to be drawn from.
        self._image = to_image(pixels.reshape(n * h, w, c)) if n else QImage()
        if self.selected >= n:
            self.selected = -1
        self.update()

    def clear(self, empty: str | None = None) -> None:
        """Show no pictures, and perhaps another remark instead."""
        if empty is not None:
            self.empty = empty
        self.show_pictures(np.empty((0, 1, 1, 1), np.uint8))

    def select(self, index: int) -> None:
        """Frame a picture, and tell."""
        if self.selectable and 0 <= index < len(self.pixels):
            self.selected = index
            self.update()
            self.picked.emit(index)

    def layout_now(self) -> tuple[int, float, QPointF]:
        """Return columns, the size of one pixel, and the corner of the first picture."""
        n, h, w, _ = self.pixels.shape
        ratio = self.devicePixelRatioF()
        room_w, room_h = self.width() - 2, self.height() - 2
        best, most = (1, 0.05), (0.0, 0.0)
        for columns in range(1, max(1, n) + 1):
            rows = math.ceil(n / columns)
            fit = min(
                (room_w - (columns - 1) * self.gap) / (columns * w), (room_h - (rows - 1) * self.gap) / (rows * h)
            )
            # Whole factors of the screen's own pixels; below 1 nothing whole fits, so it is shrunk.
            scale = min(math.floor(fit * ratio), self.largest * ratio) / ratio if fit * ratio >= 1 else max(fit, 0.05)
            # Large pictures are worth more than full rows, but not if they are only a little larger.
            worth = (scale * (0.75 if n % columns else 1.0), -abs(columns - rows))
            if worth > most:
                most, best = worth, (columns, scale)
        columns, scale = best
        rows = math.ceil(n / columns)
        used_w = columns * w * scale + (columns - 1) * self.gap
        used_h = rows * h * scale + (rows - 1) * self.gap
        corner = QPointF(round((self.width() - used_w) / 2), round((self.height() - used_h) / 2))
        return columns, scale, corner

    def rect_of(self, index: int) -> QRectF:
        """Return where picture `index` is drawn."""
        columns, scale, corner = self.layout_now()
        _, h, w, _ = self.pixels.shape
        step_x, step_y = w * scale + self.gap, h * scale + self.gap
        return QRectF(
            corner.x() + index % columns * step_x, corner.y() + index // columns * step_y, w * scale, h * scale
        )

    def index_at(self, point: QPointF) -> int:
        """Return the picture at a point, or -1."""
        inside = (i for i in range(len(self.pixels)) if self.rect_of(i).contains(point))
        return next(inside, -1)

    # -- Qt ---------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return a middling size; the layout decides."""
        return QSize(320, 320)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pictures, or the remark."""
        painter = QPainter(self)
        colours = theme.current()
        n, h, w, _ = self.pixels.shape
        if not n:
            painter.setPen(QColor(colours.dim))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), flags, self.empty)
            return
        columns, scale, corner = self.layout_now()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        step_x, step_y = w * scale + self.gap, h * scale + self.gap
        for i in range(n):
            place = QRectF(corner.x() + i % columns * step_x, corner.y() + i // columns * step_y, w * scale, h * scale)
            painter.drawImage(place, self._image, QRectF(0, i * h, w, h))
        if self.selected >= 0:
            i = self.selected
            frame = QRectF(corner.x() + i % columns * step_x, corner.y() + i // columns * step_y, w * scale, h * scale)
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(frame.adjusted(-2, -2, 2, 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the picture under the mouse."""
        index = self.index_at(event.position())
        if self.selectable and index >= 0:
            self.select(index)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the neighbour with the arrow keys."""
        columns = self.layout_now()[0] if len(self.pixels) else 1
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        move = moves.get(Qt.Key(event.key()))
        if move is None or not self.selectable or not len(self.pixels):
            super().keyPressEvent(event)
            return
        self.select(min(max(0, max(self.selected, 0) + move), len(self.pixels) - 1))

    def event(self, event: QEvent) -> bool:
        """Say which picture is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and self.selectable:
            index = self.index_at(QPointF(event.pos()))  # type: ignore[attr-defined]
            QToolTip.showText(event.globalPos(), f"picture {index + 1}" if index >= 0 else "")  # type: ignore[attr-defined]
            return True
        return super().event(event)
