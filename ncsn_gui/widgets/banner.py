"""A message in place, above the view: what went wrong and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Banner"]


class Banner(QFrame):
    """Hidden until it has something to say; details are one click away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.text = QLabel("", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.text.setObjectName("banner.text")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.more = QPushButton(tr("Details"))
        self.more.setObjectName("banner.details")
        self.more.setToolTip(tr("Shows what happened where"))
        self.more.setCheckable(True)
        self.copy = QPushButton(tr("Copy report"))
        self.copy.setObjectName("banner.copy")
        self.copy.setToolTip(tr("Puts the message and its report on the clipboard"))
        self.act = QPushButton("")
        self.act.setObjectName("banner.act")
        self.act.setAccessibleName(tr("What the message offers"))
        self.act.setToolTip(tr("Does what the message offers"))
        self.act.setProperty("primary", True)
        self._do: Callable[[], Any] | None = None
        self.close_button = QPushButton(tr("Dismiss"))
        self.close_button.setToolTip(tr("Hides this message"))
        self.close_button.setObjectName("banner.dismiss")
        self.details = QPlainTextEdit(readOnly=True)
        self.details.setObjectName("banner.report")
        self.details.setAccessibleName(tr("Report"))
        self.details.setToolTip(tr("What happened where; nothing of it leaves this machine by itself"))
        self.details.setMaximumHeight(12 * self.fontMetrics().height())
        row = QHBoxLayout()
        row.addWidget(self.text, 1)
        for part in (self.act, self.more, self.copy, self.close_button):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.addLayout(row)
        layout.addWidget(self.details)
        self.more.toggled.connect(self.details.setVisible)
        self.copy.clicked.connect(self._copy)
        self.act.clicked.connect(self._act)
        self.close_button.clicked.connect(self.hide)
        self.hide()

    def say(self, text: str, details: str = "", *, wrong: bool = True) -> None:
        """Show a message until it is dismissed or another takes its place."""
        self.setProperty("role", "banner" if wrong else "note")
        self.style().unpolish(self)
        self.style().polish(self)
        self.text.setText(text)
        self.details.setPlainText(details)
        self.more.setChecked(False)
        self.details.hide()
        self.more.setVisible(bool(details))
        self.copy.setVisible(bool(details))
        self.act.hide()
        self.show()

    def offer(self, text: str, label: str, do: Callable[[], Any]) -> None:
        """Show a message with a button that does something about it."""
        self.say(text, wrong=False)
        self._do = do
        self.act.setText(label)
        self.act.setAccessibleName(label)
        self.act.setToolTip(text)
        self.act.show()

    def _act(self) -> None:
        self.hide()
        if self._do:
            self._do()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.text.text()}\n\n{self.details.toPlainText()}")
