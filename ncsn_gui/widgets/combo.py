"""A combo box that the wheel never changes: one scrolls past it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent, QWheelEvent

__all__ = ["Combo"]


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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as always, but end a text that is too long with dots."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        if not option.currentText:
            option.currentText = self.placeholderText()
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        elided = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        option.currentText = elided
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()
