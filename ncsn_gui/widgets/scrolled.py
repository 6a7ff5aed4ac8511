"""A frame in which what is too large is scrolled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

__all__ = ["Scrolled"]

_LEAST = 60  # pixels, of what is seen


class Scrolled(QScrollArea):
    """Gives a widget all the room there is; where that is less than it needs, it is scrolled instead of cut.

    Parameters
    ----------
    sideways
        Whether it is scrolled from left to right as well; else there is always room for its width.
    """

    def __init__(self, inside: QWidget, sideways: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside, self._sideways = inside, sideways
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is inside has it
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def minimumSizeHint(self) -> QSize:
        """Return a little; or the width of what is inside, and of the bar beside it."""
        bar = self.verticalScrollBar().sizeHint().width()
        inside = self._inside.minimumSizeHint().expandedTo(self._inside.minimumSize())
        return QSize(_LEAST if self._sideways else inside.width() + bar, min(_LEAST, inside.height()))

    def sizeHint(self) -> QSize:
        """Return what the widget inside asks for."""
        return self._inside.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for more room when what is inside needs it."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
