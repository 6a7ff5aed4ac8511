"""A combo box that the wheel never changes: one scrolls past it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip

from ncsn_gui.widgets.elided import plain_tip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent, QWheelEvent

__all__ = ["Combo"]

_LETTERS = 8  # of which there is always room


class Combo(QComboBox):
    """A combo box with a name, a tooltip and entries (text, data).

    Parameters
    ----------
    name, about
        Its ``objectName``, and what it is for: tooltip and accessible name.
    """

    def __init__(self, name: str = "", about: str = "", entries: Iterable[tuple[str, object]] = ()) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setToolTip(about)
        self.setAccessibleName(about)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # also when the text grows
        for text, data in entries:
            self.addItem(text, data)

    def minimumSizeHint(self) -> QSize:
        """Return the size of a few letters; its own size has room for the longest entry."""
        whole, letter = super().minimumSizeHint(), self.fontMetrics().averageCharWidth()
        return QSize(min(whole.width(), _LETTERS * letter + 32), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as always, but end a text that is too long with dots."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self._elided()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _elided(self) -> str:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        text = option.currentText or self.placeholderText()
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)

    def event(self, event: QEvent) -> bool:
        """Say all of a text that is seen in part."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.currentText()
            if text and self._elided() != text:
                QToolTip.showText(event.globalPos(), plain_tip(f"{text}\n{self.toolTip()}"), self)
                return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()
