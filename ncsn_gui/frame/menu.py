"""Everything that can be done, with its key: the menu behind the three dots, the palette and the shortcuts read it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from ncsn_engine.config import InputError, kinds
from ncsn_gui.frame.palette import Entry, Palette
from ncsn_gui.frame.shortcuts import ShortcutsDialog, load_shortcuts, native
from ncsn_gui.language import tr
from ncsn_gui.words import kind_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import QSettings, SignalInstance
    from PySide6.QtWidgets import QDockWidget, QMenu, QWidget

    from ncsn_engine.runs import Run
    from ncsn_gui.form.form import SettingsForm
    from ncsn_gui.page import Command, Page
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.teller import Teller

__all__ = ["Menu", "panels", "runs", "samplers"]


class Menu(QObject):
    """Turns commands into entries with keys.

    Parameters
    ----------
    menu
        That is filled.
    shown
        Actions that have a button of their own and may have another key.
    front
        Returns the page in front.
    """

    def __init__(
        self,
        menu: QMenu,
        shown: Iterable[QAction],
        teller: Teller,
        store: QSettings,
        front: Callable[[], Page],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._menu, self._shown, self._teller, self._store = menu, list(shown), teller, store
        self._front, self._parent = front, parent
        self._commands: list[tuple[QAction, Command, Page | None]] = []

    def add(self, *commands: Command, page: Page | None = None) -> None:
        """Add entries; those of a page that are of use only while it is in front can be chosen only then."""
        for command in commands:
            action = QAction(command.title, self._menu)
            action.setObjectName(command.name)
            action.setShortcuts(QKeySequence.listFromString(command.key) if command.key else [])
            action.triggered.connect(partial(self._do, command))
            self._menu.addAction(action)
            self._commands.append((action, command, page))

    def add_line(self) -> None:
        """Add a line between entries."""
        self._menu.addSeparator()

    def full(self, when: Iterable[SignalInstance]) -> None:
        """Give the entries the keys that were chosen for them; `when` tells that others may be chosen than before."""
        load_shortcuts(self.actions(), self._store)
        self._menu.aboutToShow.connect(self.refresh)
        for signal in when:
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Enable what can be done."""
        front = self._front()
        for action, command, page in self._commands:
            action.setEnabled(command.able() and (not command.here or page is front))

    def actions(self) -> list[QAction]:
        """Return everything that has a name and may have a key."""
        return [*self._shown, *(action for action, _, _ in self._commands)]

    def _do(self, command: Command, *_: object) -> None:
        try:
            command.do()
        except InputError as error:
            self._teller.report(error)

    # -- palette and shortcuts --------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """Return what the palette offers of these."""
        self.refresh()
        return [
            Entry(action.text().rstrip("…").replace("&", ""), tr("Action"), action.trigger, native(action))
            for action in self.actions()
            if action.isEnabled() and action.objectName() != "commands"
        ]

    def ask_keys(self, pages: Iterable[Page]) -> None:
        """Show all keys; those that pages obey by themselves too."""
        fixed = [keys for page in pages for keys in page.keys]
        ShortcutsDialog(self.actions(), fixed, self._store, self._parent).open()

    def open_palette(self, others: Iterable[Entry], elsewhere: Callable[[str], object]) -> None:
        """Offer these and others, found by typing; what is not found may be sought elsewhere."""
        Palette([*self.entries(), *others], self._parent, elsewhere).show()


def panels(docks: Iterable[QDockWidget]) -> list[Entry]:
    """Show or hide a panel."""
    said = tr("Panel {name}")
    return [
        Entry(said.format(name=dock.windowTitle()), tr("Action"), dock.toggleViewAction().trigger) for dock in docks
    ]


def runs(shelf: Shelf, desk: Desk) -> list[Entry]:
    """Lay a run on the desk; those that other programs made meanwhile are found too."""
    return [Entry(run.name, tr("Run"), partial(_open, shelf, desk, run)) for run in shelf.found()]


def _open(shelf: Shelf, desk: Desk, run: Run) -> None:
    shelf.list_again()
    desk.show(run)


def samplers(form: SettingsForm) -> list[Entry]:
    """Choose a method of sampling."""

    def choose(kind: str) -> None:
        form.open_sections(["sampling"])
        form.change("sampling.kind", kind)

    return [Entry(kind_title(kind), tr("Sampler"), partial(choose, kind)) for kind in kinds("sampling")]
