"""Sliders: one through the steps of a film, with its levels marked; one that does not move by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QWheelEvent

__all__ = ["CalmSlider", "StepSlider"]


class StepSlider(QWidget):
    """A slider over steps that shows where each noise level begins, and follows the mouse at once."""

    spoken_role = QAccessible.Role.Slider

    moved = Signal(int)  # by the user

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value, self.maximum = 0, 0
        self.marks: Sequence[int] = ()
        self.setAutoFillBackground(True)  # else all that is behind it is painted again at each step
        self.setMinimumSize(120, 32)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Step"))
        self.setToolTip(tr("Which step is shown; the marks are where noise levels begin"))

    def spoken(self) -> str:
        """Return what is shown now, in words."""
        return tr("step {step} of {total}").format(step=self.value, total=self.maximum)

    def x_of(self, value: float) -> float:
        """Return where a step lies, in pixels."""
        return 8 + (self.width() - 16) * (value / self.maximum if self.maximum else 0)

    def value_at(self, x: float) -> int:
        """Return the step nearest to a place."""
        share = (x - 8) / max(1, self.width() - 16)
        return round(min(max(share, 0.0), 1.0) * self.maximum)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track, the marks and the handle."""
        colours, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        y, here = 11.0, self.x_of(self.value)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(QRectF(8, y - 2, self.width() - 16, 4), 2, 2)
        if not self.maximum:
            return
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(QRectF(8, y - 2, here - 8, 4), 2, 2)
        # Marks closer than 3 pixels would melt into a bar: then only some are drawn.
        every = max(1, round(3 * len(self.marks) / max(1, self.width() - 16)))
        seen = self.marks[::every]
        for colour, marks in (
            (colours.accent, [mark for mark in seen if mark <= self.value]),
            (colours.dim, [mark for mark in seen if mark > self.value]),
        ):
            painter.setBrush(QColor(colour))
            painter.drawRects([QRectF(round(self.x_of(mark)), 22, 1, 6) for mark in marks])
        painter.setBrush(QColor(colours.accent if self.hasFocus() else colours.text))
        painter.drawEllipse(QPointF(here, y), 7, 7)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the mouse."""
        if event.button() == Qt.MouseButton.LeftButton and self.maximum:
            self.moved.emit(self.value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton and self.maximum:
            self.moved.emit(self.value_at(event.position().x()))


class CalmSlider(QSlider):
    """A slider that the wheel moves only while it has the focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page instead, unless this has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
