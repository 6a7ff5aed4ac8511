"""A plot that may have nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ncsn_gui.plots.plot import Plot

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

__all__ = ["SayingPlot"]


class SayingPlot(Plot):
    """A plot that says in its middle why there is nothing to see."""

    def __init__(self, title: str, x: str = "", y: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, x, y, parent)
        self.sentence = QLabel(self)
        self.sentence.setProperty("role", "dim")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self.sentence.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say(self, sentence: str) -> None:
        """Say why there is nothing to see; an empty sentence takes it back."""
        self.sentence.setText(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sentence in the middle."""
        super().resizeEvent(event)
        if hasattr(self, "sentence"):
            self.sentence.setGeometry(self.rect().adjusted(70, 24, -16, -30))
