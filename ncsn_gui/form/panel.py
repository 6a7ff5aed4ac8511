"""The settings of what lies on the desk: the form, and a line above it in which settings are searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from ncsn_engine.runs import CHANGEABLE
from ncsn_gui.finding import nothing_found, unheard
from ncsn_gui.form.form import SettingsForm
from ncsn_gui.form.hints import Hints
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["SettingsPanel"]


class SettingsPanel(QWidget):
    """Search line above, form below. The desk is told what is edited, and decides what becomes of it."""

    def __init__(self, workshop: Workshop, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.form = form = SettingsForm(desk.config)
        Hints(form, workshop, desk, self)
        self.line = _SearchLine(self)
        self.line.textChanged.connect(self._search)
        self._nothing = QLabel("", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._nothing.setObjectName("settings.nothing")
        self._nothing.setProperty("role", "dim")
        self._nothing.setContentsMargins(16, 4, 8, 8)
        self._nothing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        row = QVBoxLayout()
        row.setContentsMargins(8, 2, 8, 2)
        row.addWidget(self.line)
        layout.addLayout(row)
        layout.addWidget(self._nothing)
        layout.addWidget(form, 1)
        self._widen()
        form.edited.connect(desk.take)
        form.wrong.connect(desk.refuse)
        desk.turned.connect(self._show)
        desk.edited.connect(lambda _: self._follow())
        desk.stood.connect(self._lock)
        self._lock()

    def _show(self) -> None:
        """Show what lies on the desk; what was refused is gone."""
        self.form.show_config(self._desk.config, self._desk.base)

    def _follow(self) -> None:
        """Show what was edited, unless it was entered here."""
        if self.form.config is not self._desk.config:
            self._show()

    def _lock(self) -> None:
        if self.form.refuses and not self._desk.wrong:  # what was refused was taken back
            self._show()
        told = tr("Stop the training to change this: what it has learned rests on it.")
        self.form.lock(self._desk.locked, told, CHANGEABLE)

    def _widen(self) -> None:
        """Keep room for a label and a choice beside each other."""
        self.setMinimumWidth(32 * self.fontMetrics().averageCharWidth())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        if event.type() == QEvent.Type.FontChange:
            self._widen()
        super().changeEvent(event)

    def focus_search(self) -> None:
        """Put the cursor into the search line."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def _search(self, text: str) -> None:
        found = self.form.search(text)
        if not found:
            self._nothing.setText(nothing_found(unheard(text, self.form.holds)))
        self._nothing.setVisible(not found)


class _SearchLine(QLineEdit):
    """Escape clears it, and a second time leaves it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settings.search")
        self.setAccessibleName(tr("Search the settings"))
        tip = tr("Shows the settings whose title, name, choices or explanation hold these words (Ctrl+F); Esc clears")
        self.setToolTip(tip)
        self.setPlaceholderText(tr("Search the settings"))
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.clearFocus()
            return
        super().keyPressEvent(event)
