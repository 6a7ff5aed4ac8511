"""The panels beside the pages, each folded to a slim rail by hand, or where there is too little room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolBar, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.widgets.buttons import tool_button
from ncsn_gui.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QMainWindow

__all__ = ["Folding", "Panel", "Placed"]

_MIDDLE = 580  # pixels: pictures and plots want them, whatever the size of text
_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea


class Placed(NamedTuple):
    """A panel, with its side and its width at first."""

    dock: QDockWidget
    area: Qt.DockWidgetArea
    width: int


class Panel(QObject):
    """A panel and its rail, of which one is seen.

    Parameters
    ----------
    name, title
        Under which it is remembered, and as it is called.
    picture
        On the rail's button.
    letters
        Its width at first.
    """

    def __init__(
        self, name: str, title: str, picture: str, letters: int, widget: QWidget, area: Qt.DockWidgetArea
    ) -> None:
        super().__init__(widget)
        self.name, self.widget, self.area, self.letters = name, widget, area, letters
        self.by_hand = False  # folded, whatever the room
        self.dock = QDockWidget(title)
        self.dock.setObjectName(f"dock.{name}")
        feature = QDockWidget.DockWidgetFeature
        self.dock.setFeatures(feature.DockWidgetMovable | feature.DockWidgetClosable)
        self.dock.setWidget(widget)
        fold = tr("Fold {panel} to a slim rail").format(panel=title)
        self.fold = tool_button(f"fold.{name}", "", fold, lambda: None)
        self.fold.setProperty("tight", True)
        label = QLabel(title)
        label.setProperty("role", "title")
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 3, 6, 3)
        row.addWidget(label, 1)
        row.addWidget(self.fold)
        self.dock.setTitleBarWidget(bar)
        self.rail = QToolBar(title)
        self.rail.setObjectName(f"rail.{name}")
        self.rail.setProperty("role", "rail")
        self.rail.setMovable(False)
        self.rail.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.rail.toggleViewAction().setVisible(False)
        self.rail.setIconSize(QSize(18, 18))
        self.unfold = QAction(tr("Unfold {panel}").format(panel=title), self)
        self.rail.addAction(self.unfold)
        button: Any = self.rail.widgetForAction(self.unfold)
        button.setObjectName(f"unfold.{name}")
        button.setAccessibleName(self.unfold.text())
        button.setProperty("tight", True)
        self._picture = picture

    def paint_icons(self) -> None:
        """Draw the icons in the colours of the theme."""
        colour = theme.current().text
        self.unfold.setIcon(icon(f"ph.{self._picture}", colour))
        to_left = self.area == _LEFT
        self.fold.setIcon(icon("ph.caret-double-left" if to_left else "ph.caret-double-right", theme.current().dim))

    def show_folded(self, folded: bool) -> None:
        """Show the rail, or the panel."""
        self.dock.setVisible(not folded)
        self.rail.setVisible(folded)


class Folding(QObject):
    """Decides which panels are folded: by the room, and by hand.

    Parameters
    ----------
    pages
        What stands between the panels.
    views
        That stand between the panels.
    panels
        The first is folded last.
    store
        Where it is remembered which ones were folded by hand.
    """

    def __init__(
        self, window: QMainWindow, views: Sequence[QWidget], panels: Sequence[Panel], store: QSettings
    ) -> None:
        super().__init__(window)
        self._main, self._views, self._panels, self._store = window, views, panels, store
        self._kept: Panel | None = None  # unfolded by hand where there was too little room
        for panel in panels:
            window.addDockWidget(panel.area, panel.dock)
            side = Qt.ToolBarArea.LeftToolBarArea if panel.area == _LEFT else Qt.ToolBarArea.RightToolBarArea
            window.addToolBar(side, panel.rail)
            panel.rail.hide()
            panel.paint_icons()
            panel.fold.clicked.connect(self._hand(panel, True))
            panel.unfold.triggered.connect(self._hand(panel, False))
            panel.dock.toggleViewAction().triggered.connect(lambda on, panel=panel: self.set_folded(panel, not on))
        letter = window.fontMetrics().averageCharWidth()
        self.placed = [Placed(panel.dock, panel.area, panel.letters * letter) for panel in panels]
        docks, widths = [placed.dock for placed in self.placed], [placed.width for placed in self.placed]
        window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        window.installEventFilter(self)

    def restore(self) -> None:
        """Fold what was folded by hand when the window was closed."""
        for panel in self._panels:
            told: Any = self._store.value(f"folded/{panel.name}")  # older versions told of hidden docks alone
            panel.by_hand = panel.dock.isHidden() if told is None else str(told) == "true"
        self.fit()

    def remember(self) -> None:
        """Keep for the next start what is folded by hand."""
        for panel in self._panels:
            self._store.setValue(f"folded/{panel.name}", "true" if panel.by_hand else "false")

    def unfold_all(self) -> None:
        """Forget what was folded by hand."""
        self._kept = None
        for panel in self._panels:
            panel.by_hand = False
        self.fit()

    def set_folded(self, panel: Panel, folded: bool) -> None:
        """Fold or unfold a panel by hand; where there is no room for two, the other one gives way."""
        panel.by_hand = folded
        self._kept = None if folded else panel
        self.fit()
        where = panel.unfold if folded else None
        if where is not None and panel.rail.isVisible():
            panel.rail.widgetForAction(where).setFocus()
        elif not folded:
            panel.fold.setFocus()

    def fit(self) -> None:
        """Fold as many panels as have no room beside the page, and unfold those that have it again."""
        folded = {panel for panel in self._panels if panel.by_hand}
        if self._needed(folded) <= self._main.width():
            self._kept = None
        for panel in reversed(self._panels):
            if self._needed(folded) > self._main.width() and panel is not self._kept:
                folded.add(panel)
        for panel in self._panels:
            panel.show_folded(panel in folded)

    def _needed(self, folded: set[Panel]) -> int:
        """Return the width that the window needs if these are folded."""
        views = [view.minimumSizeHint().width() for view in self._views]
        sides = sum(
            panel.rail.sizeHint().width()
            if panel in folded
            else max(panel.widget.minimumSizeHint().width(), panel.widget.minimumWidth()) + 1
            for panel in self._panels
        )
        return max(_MIDDLE, *views) + sides

    def _hand(self, panel: Panel, folded: bool) -> Callable[[], None]:
        return lambda: self.set_folded(panel, folded)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size, the size of text and the theme."""
        if event.type() == QEvent.Type.Resize:
            self.fit()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            for panel in self._panels:
                panel.paint_icons()
            self.fit()
        return False
