"""A row's label that can carry a mark: a dot in the accent colour before its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel

from ncsn_gui import theme
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

__all__ = ["MarkedLabel"]

_ROOM = 8  # for the dot, kept free where there is none


class MarkedLabel(QLabel):
    """The label of a setting; marked where it is not as it was at the beginning."""

    def __init__(self, text: str, tip: str) -> None:
        super().__init__(text)
        self.marked = False
        self._tip = tip
        self.setProperty("role", "dim")
        self.setContentsMargins(_ROOM, 0, 0, 0)
        self.setMinimumWidth(10 * self.fontMetrics().averageCharWidth() + _ROOM)
        self.setToolTip(tip)

    def mark(self, marked: bool, was: str) -> None:
        """Show or take away the mark; `was` is the value that it began from."""
        self.marked = marked
        said = tr("Changed; it was: {was}").format(was=was) if marked else ""
        self.setToolTip(f"{self._tip}\n{said}" if marked else self._tip)
        self.setAccessibleDescription(said)
        self.setProperty("role", "" if marked else "dim")
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, and the dot before it."""
        super().paintEvent(event)
        if self.marked:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().accent))
            painter.drawEllipse(QPointF(3, self.height() / 2), 2.5, 2.5)
