"""A line for a path, whose end is seen: the beginnings are all alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

__all__ = ["PathEdit"]


class PathEdit(QLineEdit):
    """Shows the end of a path that is too long, unless it is being edited."""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go back to the end."""
        super().focusOutEvent(event)
        self.end(False)
