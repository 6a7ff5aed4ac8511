"""A slider that does not move by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSlider

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

__all__ = ["CalmSlider"]


class CalmSlider(QSlider):
    """A slider that the wheel moves only while it has the focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page instead, unless this has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
