"""A line of text that changes often and never moves what stands beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

__all__ = ["Readout"]


class Readout(QLabel):
    """Has the size of its longest text so far.

    A label's other sizes make Qt lay out and paint the whole view again at each new text: twice the work of a
    film's step.

    Parameters
    ----------
    longest
        A text that there is to be room for from the start.
    """

    def __init__(self, longest: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAutoFillBackground(True)  # else all that is behind it is painted again with each text
        self._longest = longest
        self._fit()

    def make_room(self, text: str) -> None:
        """Grow if a text needs it, whatever its digits."""
        if self._needed(text) > self.width():
            self._longest = text
            self._fit()

    def setText(self, text: str) -> None:
        """Say something else."""
        self.make_room(text)
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_longest"):
            self._fit()
        super().changeEvent(event)

    def _needed(self, text: str) -> int:
        wide = "".join(self._widest if sign.isdigit() else sign for sign in text)
        return self.fontMetrics().horizontalAdvance(wide) + 4

    def _fit(self) -> None:
        self._widest = max("0123456789", key=self.fontMetrics().horizontalAdvance)
        self.setFixedSize(self._needed(self._longest), self.fontMetrics().height())
