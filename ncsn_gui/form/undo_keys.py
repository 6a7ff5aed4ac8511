"""Keys of undo and redo in text lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

__all__ = ["REDO", "UNDO", "LetsUndoThrough"]

UNDO, REDO = "Ctrl+Z", "Ctrl+Shift+Z; Ctrl+Y"


class LetsUndoThrough(QObject):
    """Lets the keys of undo and redo pass a text line that has nothing to undo itself.

    Qt's text lines take these keys even then, and the window would never hear of them.
    """

    def watch(self, control: QWidget) -> None:
        """Watch a control's line, if it has one."""
        lines = [control] if isinstance(control, QLineEdit) else control.findChildren(QLineEdit)
        for line in (*lines, control):
            line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take from the line what it would only swallow."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        line = watched if isinstance(watched, QLineEdit) else watched.findChild(QLineEdit)
        keys = QKeySequence(event.keyCombination())
        undo, redo = (keys in QKeySequence.listFromString(text) for text in (UNDO, REDO))
        if not isinstance(line, QLineEdit):
            return False
        if (undo and not line.isUndoAvailable()) or (redo and not line.isRedoAvailable()):
            event.ignore()
            return True
        return False
