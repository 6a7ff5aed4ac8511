"""Pictures in a grid, enlarged by whole factors with nearest neighbour; one of them can be chosen."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.widgets.accessible import tell_change

__all__ = ["ImageGrid", "to_image"]


def to_image(pixels: np.ndarray) -> QImage:
    """Return a picture (H, W, 1 or 3) uint8 as a QImage that owns its pixels."""
    h, w, c = pixels.shape
    data = np.ascontiguousarray(pixels)
    form = QImage.Format.Format_Grayscale8 if c == 1 else QImage.Format.Format_RGB888
    return QImage(data.data, w, h, w * c, form).copy()


_DOT, _DARK, _ARROW = QColor(122, 176, 255), QColor(16, 18, 22), QColor(255, 176, 92)  # as in the engine's scatter
_DRAWN = 20_000  # more points than this look the same and cost time


class ImageGrid(QWidget):
    """Shows uint8 pictures (N, H, W, C) as large as whole factors allow, or points in the plane.

    Parameters
    ----------
    empty
        What to say while there are none.
    selectable
        Whether a click or the arrow keys choose a picture.
    """

    spoken_role = QAccessible.Role.Graphic

    picked = Signal(int)
    dragged = Signal(int)  # the mouse was pressed on a picture, and moved on

    def __init__(
        self, empty: str = "", selectable: bool = False, gap: int = 4, largest: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.empty, self.selectable, self.gap, self.largest = empty, selectable, gap, largest
        self.selected = -1
        self.pixels = np.empty((0, 1, 1, 1), np.uint8)
        self.points = np.empty((0, 2))
        self.names: list[str] = []  # what the tooltip calls each; else its number
        self._towards: np.ndarray | None = None
        self._joined = False
        self._range = (0.0, 1.0)
        self._image = QImage()
        self._pressed: tuple[int, QPointF] | None = None  # the picture under the mouse's button, and where
        self.setMinimumSize(64, 64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAutoFillBackground(True)  # else everything behind it is painted again with each picture
        if selectable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def spoken(self) -> str:
        """Return what is shown now, in words."""
        count = len(self.points) or len(self.pixels)
        if not count:
            return self.empty
        said = tr("{count} points") if len(self.points) else tr("{count} pictures")
        chosen = tr("number {number} is chosen").format(number=self.selected + 1) if self.selected >= 0 else ""
        return ", ".join(part for part in (said.format(count=count), chosen) if part)

    def show_pictures(self, pixels: np.ndarray) -> None:
        """Show other pictures; costs one copy of their bytes."""
        self.pixels, self.points = pixels, np.empty((0, 2))
        n, h, w, c = pixels.shape
        # One tall strip: picture i is the rows from i·h on, ready to be drawn from.
        self._image = to_image(pixels.reshape(n * h, w, c)) if n else QImage()
        if self.selected >= n:
            self.selected = -1
        self.update()

    def show_points(
        self,
        points: np.ndarray,
        low: float,
        high: float,
        towards: np.ndarray | None = None,
        joined: bool = False,
    ) -> None:
        """Show points (N, 2) in the square from `low` to `high`.

        Parameters
        ----------
        towards
            (M, 2): lines lead there from the first M points.
        joined
            Draw a line from each point to the next.
        """
        selected, self._joined = self.selected, joined
        self.show_pictures(np.empty((0, 1, 1, 1), np.uint8))
        self.points, self._towards, self._range = points[:_DRAWN].astype(np.float64), towards, (low, high)
        self.selected = selected if selected < len(self.points) else -1

    def clear(self, empty: str | None = None) -> None:
        """Show no pictures, and perhaps another remark instead."""
        if empty is not None:
            self.empty = empty
        self.show_pictures(np.empty((0, 1, 1, 1), np.uint8))

    def select(self, index: int) -> None:
        """Frame a picture, and tell."""
        if self.selectable and 0 <= index < max(len(self.pixels), len(self.points)):
            self.selected = index
            self.update()
            tell_change(self)
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
        """Return the picture at a place, or the nearest point of data; -1 where there is none."""
        if len(self.points):
            away = np.hypot(*(self._places(self.points) - (point.x(), point.y())).T)
            return int(np.nanargmin(away)) if np.nanmin(away) < 16 else -1
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
        if len(self.points):
            self._paint_points(painter)
            return
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

    def _square(self) -> QRectF:
        """Return where the plane is drawn: the largest square in the middle."""
        side = min(self.width(), self.height()) - 2
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _places(self, points: np.ndarray) -> np.ndarray:
        """Return where points are drawn, (N, 2), y downwards."""
        square, (low, high) = self._square(), self._range
        unit = (points - low) / (high - low)
        return np.stack(
            [square.left() + unit[:, 0] * square.width(), square.bottom() - unit[:, 1] * square.height()], 1
        )

    def _paint_points(self, painter: QPainter) -> None:
        square = self._square()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(square, _DARK)
        painter.setClipRect(square)
        # Few points are large, many are small and see-through, so that dense places glow.
        size = min(6.0, max(1.5, 0.35 * square.width() / math.sqrt(len(self.points))))
        dot = QColor(_DOT)
        dot.setAlpha(235 if len(self.points) < 500 else 150)
        places = self._places(self.points)
        seen = np.isfinite(places).all(1) & (np.abs(places) < 1e6).all(1)
        painter.setPen(QPen(dot, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints([QPointF(x, y) for x, y in places[seen]])
        if self._joined:
            painter.setPen(QPen(_ARROW, 1))
            painter.drawPolyline([QPointF(x, y) for x, y in places[np.isfinite(places).all(1)].clip(-1e4, 1e4)])
        if self._towards is not None:
            painter.setPen(QPen(_ARROW, 1))
            ends = self._places(self._towards.astype(np.float64))
            for here, there in zip(places, ends, strict=False):
                painter.drawLine(QPointF(*here.clip(-1e4, 1e4)), QPointF(*there.clip(-1e4, 1e4)))
        if self.selectable and 0 <= self.selected < len(places):
            painter.setPen(QPen(QColor("white"), 2))
            painter.drawEllipse(QPointF(*places[self.selected].clip(-1e4, 1e4)), size + 3, size + 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the picture under the mouse."""
        index = self.index_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._pressed = index, event.position()
        if self.selectable and index >= 0:
            self.select(index)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell once when a picture is dragged away."""
        if self._pressed and event.buttons() & Qt.MouseButton.LeftButton:
            index, begun = self._pressed
            if (event.position() - begun).manhattanLength() >= QApplication.startDragDistance():
                self._pressed = None
                self.dragged.emit(index)
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the neighbour with the arrow keys."""
        columns = self.layout_now()[0] if len(self.pixels) else 1
        count = max(len(self.pixels), len(self.points))
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        move = moves.get(Qt.Key(event.key()))
        if move is None or not self.selectable or not count:
            super().keyPressEvent(event)
            return
        self.select(min(max(0, max(self.selected, 0) + move), count - 1))

    def event(self, event: QEvent) -> bool:
        """Say which picture is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and self.selectable:
            index = self.index_at(QPointF(event.pos()))  # type: ignore[attr-defined]
            noun = tr("point {number}") if len(self.points) else tr("picture {number}")
            place: QPoint = event.globalPos()  # type: ignore[attr-defined]
            name = self.names[index] if index < len(self.names) else noun.format(number=index + 1)
            QToolTip.showText(place, name if index >= 0 else "")
            return True
        return super().event(event)
