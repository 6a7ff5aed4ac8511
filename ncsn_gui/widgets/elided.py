"""A label that gives way: what does not fit ends in dots, and stands in the tooltip."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from ncsn_gui import theme

__all__ = ["Elided", "plain_tip"]

_LETTERS = 6  # of which there is always room


def plain_tip(text: str) -> str:
    """Return a text as a tooltip shows it letter by letter, even if it looks like markup, as a folder's name may."""
    return f"<p style='white-space:pre'>{html.escape(text)}</p>" if "<" in text else text


class Elided(QLabel):
    """One line that asks for room for all of its text, and can do with a few letters.

    Parameters
    ----------
    about
        What the tooltip says besides the text.
    """

    def __init__(self, text: str = "", about: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = about
        self.strange = False  # said with emphasis
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Say something else."""
        super().setText(text)
        self.setToolTip(plain_tip("\n".join(part for part in (text, self._about) if part)))

    def minimumSizeHint(self) -> QSize:
        """Return the size of a few letters."""
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), _LETTERS * self.fontMetrics().averageCharWidth()), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        painter.setPen(QColor(theme.current().second) if self.strange else self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, self.alignment() | Qt.AlignmentFlag.AlignVCenter, fitting)
