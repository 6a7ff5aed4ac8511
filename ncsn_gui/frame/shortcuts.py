"""All keyboard shortcuts: shown, changed, remembered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QKeySequenceEdit,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ncsn_gui.frame.toolbar import show_key
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QAction, QWheelEvent

_Fixed = tuple[str, "Sequence[tuple[str, str]]"]

__all__ = ["ShortcutsDialog", "load_shortcuts", "native"]


def native(action: QAction) -> str:
    """Return an action's key as this system writes it."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def load_shortcuts(actions: Iterable[QAction], store: QSettings) -> None:
    """Give the actions the keys that were chosen for them; their own are kept in mind."""
    for action in actions:
        action.setProperty("own_keys", [k.toString() for k in action.shortcuts()])
        chosen = store.value(f"shortcuts/{action.objectName()}")
        if isinstance(chosen, str):
            action.setShortcut(QKeySequence(chosen))
            show_key(action)


class ShortcutsDialog(QDialog):
    """Lists what has a key or may have one; a click into a line and the new keys change it.

    Parameters
    ----------
    actions
        Whose keys can be changed.
    fixed
        Keys that can't, by where they work: what they do, and how they are called.
    """

    def __init__(self, actions: Sequence[QAction], fixed: Sequence[_Fixed], store: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle(tr("Shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions, self._store = list(actions), store
        self._lines: dict[str, QKeySequenceEdit] = {}
        rows = QWidget()
        form = QFormLayout(rows)
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(5)
        for action in self._actions:
            line = _KeyLine(action.shortcut())
            line.setObjectName(f"shortcut.{action.objectName()}")
            line.setAccessibleName(tr("Shortcut of {action}").format(action=_title(action)))
            line.setToolTip(tr("Click here and press the new keys"))
            line.setMaximumSequenceLength(1)
            line.setClearButtonEnabled(True)
            line.editingFinished.connect(partial(self._change, action))
            self._lines[action.objectName()] = line
            form.addRow(_title(action), line)
        for where, lines in fixed:
            head = QLabel(where)
            head.setProperty("role", "title")
            form.addRow(head)
            for text, keys in lines:
                form.addRow(text, QLabel(keys))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(rows)
        self.note = QLabel("", wordWrap=True)
        self.note.setObjectName("shortcuts.note")
        self.note.setProperty("role", "wrong")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        self.reset = buttons.addButton(tr("Reset all"), QDialogButtonBox.ButtonRole.ResetRole)
        self.reset.setObjectName("shortcuts.reset")
        self.reset.setAccessibleName(tr("Reset all"))
        self.reset.setToolTip(tr("Gives everything the key that it had at first"))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._reset)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.resize(460, 560)

    def _change(self, action: QAction) -> None:
        line = self._lines[action.objectName()]
        wanted = line.keySequence()
        if wanted == action.shortcut():
            return
        taken = next((a for a in self._actions if a is not action and wanted in a.shortcuts()), None)
        if taken is not None and not wanted.isEmpty():
            keys = wanted.toString(QKeySequence.SequenceFormat.NativeText)
            said = tr("{keys} is the key of “{action}” already; choose another, or clear that one first.")
            self.note.setText(said.format(keys=keys, action=_title(taken)))
            line.setKeySequence(action.shortcut())
            return
        self.note.setText("")
        action.setShortcut(wanted)
        show_key(action)
        self._store.setValue(f"shortcuts/{action.objectName()}", wanted.toString())

    def _reset(self) -> None:
        self.note.setText("")
        self._store.remove("shortcuts")
        for action in self._actions:
            action.setShortcuts([QKeySequence(k) for k in action.property("own_keys") or []])
            show_key(action)
            self._lines[action.objectName()].setKeySequence(action.shortcut())


class _KeyLine(QKeySequenceEdit):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page."""
        event.ignore()


def _title(action: QAction) -> str:
    return action.text().rstrip("…")
