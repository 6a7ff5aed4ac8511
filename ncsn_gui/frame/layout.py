"""Where everything stands in the window: as it was left, or as it was at first."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QMainWindow, QWidget

    from ncsn_gui.frame.folding import Folding

__all__ = ["Layout"]


class Layout:
    """Keeps size, panels and the lines between parts of a window.

    Parameters
    ----------
    middle
        That holds the splitters, which are remembered by their names.
    store
        Where it is kept.
    """

    def __init__(self, window: QMainWindow, middle: QWidget, folding: Folding, store: QSettings) -> None:
        self._main, self._folding, self._store = window, folding, store
        self._splitters = {splitter: splitter.saveState() for splitter in middle.findChildren(QSplitter)}
        self._take_first_size()
        with contextlib.suppress(TypeError):  # settings of another version may hold something else
            geometry: Any = store.value("geometry", b"")
            layout: Any = store.value("layout", b"")
            window.restoreGeometry(geometry)
            window.restoreState(layout)
            for splitter in self._splitters:
                state: Any = store.value(f"splitters/{splitter.objectName()}", b"")
                splitter.restoreState(state)
        folding.restore()

    def reset(self) -> None:
        """Put the panels and the lines between them back where they were at first, in a window of its first size.

        One that fills the screen goes on to do so.
        """
        window, placed = self._main, self._folding.placed
        if not window.isMaximized() and not window.isFullScreen():
            self._take_first_size()
        for splitter, first in self._splitters.items():
            splitter.restoreState(first)
        for dock, area, _ in placed:
            dock.setFloating(False)
            window.addDockWidget(area, dock)
        self._folding.unfold_all()
        docks, widths = [dock for dock, _, _ in placed], [width for _, _, width in placed]
        window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)  # each is where it belongs by now

    def remember(self) -> None:
        """Keep it for the next start."""
        self._store.setValue("geometry", self._main.saveGeometry())
        self._store.setValue("layout", self._main.saveState())
        self._folding.remember()
        for splitter in self._splitters:
            self._store.setValue(f"splitters/{splitter.objectName()}", splitter.saveState())

    def _take_first_size(self) -> None:
        window = self._main
        room = window.screen().availableGeometry()
        laptop = room.width() < 1440 or room.height() < 940  # all of the screen
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(min(1440, room.width()), min(900, room.height()))
        if laptop:
            window.setWindowState(Qt.WindowState.WindowMaximized)
