"""The main window: pages in tabs, panels beside them, where they stand, and how all of it ends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMainWindow, QTabWidget, QVBoxLayout, QWidget

from ncsn_engine.config import InputError
from ncsn_gui import pages
from ncsn_gui.form.form import REDO, UNDO
from ncsn_gui.form.panel import SettingsPanel
from ncsn_gui.frame.dropping import Dropping, dropped_paths
from ncsn_gui.frame.faults import Faults
from ncsn_gui.frame.folding import Folding, Panel
from ncsn_gui.frame.helping import Helping
from ncsn_gui.frame.layout import Layout
from ncsn_gui.frame.menu import Menu, panels, runs, samplers
from ncsn_gui.frame.palette import Entry
from ncsn_gui.frame.preferring import Preferring
from ncsn_gui.frame.presets import Presets
from ncsn_gui.frame.recipes import Recipes
from ncsn_gui.frame.run_list import RunList
from ncsn_gui.frame.starting import Starting
from ncsn_gui.frame.statusbar import StatusBar
from ncsn_gui.frame.toolbar import MainToolBar
from ncsn_gui.help_pages import Help
from ncsn_gui.language import tr
from ncsn_gui.page import Command, Page, make_studio
from ncsn_gui.plots.menu import PlotMenus
from ncsn_gui.widgets.banner import Banner
from ncsn_gui.widgets.buttons import help_button
from ncsn_gui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from ncsn_engine.worker import Worker

__all__ = ["MainWindow"]

_LEARNING, _FIRST = "train", "sample"  # the pages that are seen first: of a run, and of the ready-made one


class MainWindow(QMainWindow):
    """Frame and pages.

    Parameters
    ----------
    worker
        The thread that runs all of torch.
    store
        Where layout, theme and the last run are remembered.
    """

    def __init__(self, worker: Worker, store: QSettings) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle("NCSN Studio")
        self.setAcceptDrops(True)
        self.closed: asyncio.Future[None] | None = None  # set by the app: done when all is over
        self._may_close = self._warned = False
        self._store = store
        self.studio = studio = make_studio(worker, store, self)
        self._add_bars()
        self.panel = SettingsPanel(studio.workshop, studio.desk)
        self.runs = RunList(studio.workshop, studio.shelf, studio.desk, studio.beside, studio.teller)
        self.pages: list[Page] = [make(studio) for make in pages.PAGES]
        self._add_tabs()
        self._add_docks()
        self._add_frame()
        self.places = Layout(self, self.tabs, self.folding, store)
        self._fill_menu()

    # -- building ---------------------------------------------------------------------------

    def _add_bars(self) -> None:
        studio = self.studio
        self.bar = MainToolBar(studio.workshop, studio.shelf, studio.desk, studio.training, self)
        self.status = StatusBar(studio.teller, studio.workshop, self)
        self.addToolBar(self.bar)
        self.setStatusBar(self.status)

    def _add_tabs(self) -> None:
        self.banner = Banner()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("views")
        self.tabs.setAccessibleName(tr("Views"))
        self.help_corner = help_button("views.help", tr("Help on this view (F1)"))
        self.tabs.setCornerWidget(self.help_corner)
        for page in self.pages:
            self.tabs.addTab(Scrolled(page.view), page.title)
            PlotMenus(page.view, partial(self._save_plot, page))
            if page.wanted is not None:
                page.wanted.connect(partial(self.turn_to, page.name))
        self.tabs.currentChanged.connect(self._turned)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.tabs, 1)
        self.setCentralWidget(middle)

    def _add_docks(self) -> None:
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        panels = (
            Panel("runs", tr("Runs"), "list-bullets", 25, self.runs, left),
            Panel("settings", tr("Settings"), "sliders-horizontal", 35, self.panel, right),
        )
        self.folding = Folding(self, [page.view for page in self.pages], panels, self._store)
        self.docks = self.folding.placed

    def _add_frame(self) -> None:
        s = self.studio
        Faults(self.banner, s.teller, self)
        self.presets = Presets(self.bar.preset, s.desk, s.teller, self)
        self.preferring = Preferring(s.workshop, s.teller, s.shelf, self._store, self)
        help_pages = Help({page.name: page.help for page in self.pages})
        self.helping = Helping(help_pages, lambda: self.front().name, self)
        recipes = Recipes(s.workshop, s.teller, s.shelf, s.desk, s.sampling, s.exporting, self)
        recipes.curves_wanted.connect(lambda: self.turn_to(_LEARNING))
        recipes.sampling_wanted.connect(lambda: self.panel.form.open_sections(["sampling"]))
        self.dropping = Dropping(s.workshop, s.teller, s.shelf, s.desk, recipes, self.front, self)
        self._starting = Starting(
            s.workshop, s.teller, s.shelf, s.desk, s.training, self.preferring, self.dropping, self._store, self
        )
        self._starting.laid.connect(self._show_first)
        self._starting.first.connect(self._play_first)
        self.bar.theme.triggered.connect(lambda: self.preferring.toggle_theme())
        self.bar.help.triggered.connect(lambda: self.helping.show())
        self.help_corner.clicked.connect(lambda: self.helping.show())
        self.panel.form.help_wanted.connect(self.helping.show)
        s.desk.drafted.connect(lambda _: self.panel.form.open_sections(self._page(_LEARNING).sections))
        s.workshop.at_end(self._remember)

    def _fill_menu(self) -> None:
        s, shown = self.studio, [action for action in self.bar.actions() if action.objectName() and action.text()]
        menu = self.menu = Menu(self.bar.menu, shown, s.teller, self._store, self.front, self)
        desk, history = s.desk, s.desk.history
        menu.add(Command("new-run", tr("New run"), desk.renew, "Ctrl+N"))
        for page in self.pages:
            menu.add(*page.commands, page=page)
        menu.add(
            Command("export", tr("Export…"), lambda: s.exporting.ask(self.front().showing()), "Ctrl+E"),
            Command("copy-pictures", tr("Copy pictures"), lambda: s.exporting.copy(self.front().showing()), "Ctrl+C"),
            Command(
                "copy-as-command", tr("Copy as command"), lambda: s.workshop.spawn(self._copy_line()), "Ctrl+Shift+C"
            ),
        )
        menu.add_line()
        menu.add(
            Command("undo", tr("Undo"), desk.undo, UNDO, lambda: history.can_undo or bool(desk.wrong)),
            Command("redo", tr("Redo"), desk.redo, REDO, lambda: history.can_redo),
            Command("find-a-setting", tr("Find a setting"), self.panel.focus_search, "Ctrl+F"),
            Command("open-settings", tr("Open settings…"), self.presets.ask_open, "Ctrl+O"),
            Command("save-settings-as", tr("Save settings as…"), self.presets.ask_save, "Ctrl+Shift+S"),
        )
        menu.add_line()
        menu.add(
            Command("commands", tr("Commands…"), self._open_palette, "Ctrl+K; Ctrl+Shift+P"),
            Command("shortcuts", tr("Shortcuts…"), lambda: menu.ask_keys(self.pages)),
            Command("preferences", tr("Preferences…"), self.preferring.ask, "Ctrl+,"),
        )
        menu.add_line()
        panels = self.bar.menu.addMenu(tr("Panels"))
        for placed in self.docks:
            panels.addAction(placed.dock.toggleViewAction())
        menu.add(Command("reset-layout", tr("Reset layout"), self.places.reset))
        menu.add_line()
        menu.add(Command("quit", tr("Quit"), self.close, QKeySequence(QKeySequence.StandardKey.Quit).toString()))
        menu.full([s.workshop.up, s.workshop.jobs_changed, desk.turned, desk.edited, desk.stood, s.training.changed])

    def _open_palette(self) -> None:
        self.menu.open_palette(self._entries(), self.helping.search)

    def _entries(self) -> list[Entry]:
        """Return what the palette offers besides commands."""
        desk, shelf, form = self.studio.desk, self.studio.shelf, self.panel.form
        return [
            *panels(placed.dock for placed in self.docks),
            *self.runs.entries(),
            *(Entry(page.title, tr("View"), partial(self.turn_to, page.name)) for page in self.pages),
            *self.presets.entries(),
            *runs(shelf, desk),
            *samplers(form),
            *self.helping.entries(),
        ]

    # -- the page in front ------------------------------------------------------------------

    def front(self) -> Page:
        """Return the page that is seen."""
        return self.pages[self.tabs.currentIndex()]

    def turn_to(self, name: str) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(self.pages.index(self._page(name)))

    def _page(self, name: str) -> Page:
        return next(page for page in self.pages if page.name == name)

    def _turned(self) -> None:
        page = self.front()
        self.panel.form.open_sections(page.sections)
        page.turned_to()
        self.menu.refresh()

    def _save_plot(self, page: Page, path: Path, data: bytes | Callable[[], bytes]) -> None:
        self.studio.exporting.save(path, data, page.origin(path.suffix.lower() == ".csv"))

    async def _copy_line(self) -> None:
        """Put on the clipboard the command that does what the page in front is set to do."""
        line = self.front().line
        if line is None:
            self.studio.teller.say(tr("There is no command for what this page does."))
            return
        said = await line()
        QGuiApplication.clipboard().setText(said)
        self.studio.teller.say(tr("Copied: {line}").format(line=said))

    # -- beginning and ending ---------------------------------------------------------------

    def begin(self, opened: Path | None) -> None:
        """Show the runs at once; then bring up torch, and sample from the ready-made model."""
        self.studio.workshop.spawn(self._starting.begin(opened))

    def _show_first(self, as_before: bool) -> None:
        """Turn to the page of a run, or to the one that was seen last, as it was seen."""
        run = self.studio.desk.run
        self.turn_to(_FIRST if run and run is self.studio.shelf.ready_made else _LEARNING)
        seen = str(self._store.value("view", ""))
        if as_before and seen in [page.name for page in self.pages]:
            self.turn_to(seen)
            self.panel.form.open_sections(str(self._store.value("sections", "")).split())

    def _play_first(self) -> None:
        if self.front().name == _FIRST:
            self.studio.sampling.sample(play=True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save and stop everything first; then close."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        workshop = self.studio.workshop
        if not workshop.closing:
            workshop.closing = True
            workshop.spawn(self._shut_down())

    async def _shut_down(self) -> None:
        workshop, teller, training = self.studio.workshop, self.studio.teller, self.studio.training
        teller.say(tr("Saving…"))
        self.studio.sampling.stop()
        if training.session and not self._warned:
            try:
                await training.session.checkpoint()
            except InputError as error:
                self._warned, workshop.closing = True, False
                said = tr("Training stands. Make room and close again; closing now loses its last steps.")
                teller.note(f"{error} {said}", wrong=True)
                return
        training.stop()
        await workshop.close()
        self._may_close = True
        self.close()
        if self.closed and not self.closed.done():
            self.closed.set_result(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders; what they are is told when they are dropped."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Do what the first of the dropped things asks for."""
        if paths := dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self.dropping.receive(paths[0])

    def _remember(self) -> None:
        """Remember where all stands and what was seen, for the next start."""
        self.places.remember()
        seen = self.front().name if self.studio.desk.run else ""  # a draft is not there at the next start
        self._store.setValue("view", seen)
        self._store.setValue("sections", " ".join(self.panel.form.unfolded()))
        self._store.sync()
