"""The main window: the only file that knows all views, and joins them to the worker."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QFile, QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.config import (
    AnnealedLangevin,
    DigitsConfig,
    InputError,
    PointsConfig,
    RulesLadder,
    RunConfig,
)
from ncsn_engine.history import read_history, written
from ncsn_engine.presets import preset
from ncsn_engine.runs import CHANGEABLE, Run, list_runs, open_run, ready_made_run, rename_run
from ncsn_gui import jobs, theme
from ncsn_gui.crash import log_file, report_of
from ncsn_gui.dropping import kind_of
from ncsn_gui.exporting import Exporting
from ncsn_gui.form import SettingsForm
from ncsn_gui.help import help_button
from ncsn_gui.language import tr
from ncsn_gui.manners import Manners
from ncsn_gui.sampling import Sampling
from ncsn_gui.settings_panel import SettingsPanel
from ncsn_gui.statusbar import StatusBar, spaced
from ncsn_gui.time_machine import TimeMachine
from ncsn_gui.toolbar import MainToolBar
from ncsn_gui.training import Training
from ncsn_gui.views.levels import LevelsView
from ncsn_gui.views.runs import RunList
from ncsn_gui.views.sample import SampleView
from ncsn_gui.views.time_machine import TimeMachineView
from ncsn_gui.views.train import TrainView
from ncsn_gui.widgets.banner import Banner

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from ncsn_engine.history import History
    from ncsn_engine.worker import Worker

__all__ = ["MainWindow"]

log = logging.getLogger("ncsn")

_LEARNT = ("data", "network", "noise", "objective")  # sections that a trained model can't change any more
_MOST_OVERLAID = 5  # runs beside the shown one: as many as there are colours
_TITLES = {
    "train": tr("Train"),
    "levels": tr("Levels"),
    "sample": tr("Sample"),
    "time-machine": tr("Time machine"),
}
_OPEN_SECTIONS = {"train": ("data", "noise", "objective", "training"), "levels": ("noise",), "sample": ("sampling",)}
_OPEN_SECTIONS["time-machine"] = ("sampling",)


class MainWindow(QMainWindow):
    """Frame, views and what happens between them.

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
        self.worker, self.store = worker, store
        self.run: Run | None = None  # the run that is shown; None: a new one is being set up
        self.ready_made: Run | None = None
        self.closed: asyncio.Future[None] | None = None  # set by the app: done when all is over
        self._tasks: set[asyncio.Task[Any]] = set()
        self.closing = self._may_close = self._warned = False
        self.ready = False  # torch is there
        self.levels_for: Any = None  # what the Levels view shows
        self._overlaid: dict[Path, tuple[Run, tuple[int, int], History]] = {}  # runs beside the shown one, as read

        self.form = SettingsForm(preset("digits"))
        self.settings = SettingsPanel(self.form)
        self.runs = RunList()
        self.train_view, self.levels_view, self.sample_view = TrainView(), LevelsView(), SampleView()
        self.time_machine_view = TimeMachineView()
        self.banner = Banner()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("views")
        self.tabs.setAccessibleName(tr("Views"))
        self.help_corner = help_button("views.help", tr("Help on this view (F1)"))
        self.tabs.setCornerWidget(self.help_corner)
        self._views = {"train": self.train_view, "levels": self.levels_view, "sample": self.sample_view}
        self._views["time-machine"] = self.time_machine_view
        for name, view in self._views.items():
            self.tabs.addTab(view, _TITLES[name])
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.tabs, 1)
        self.setCentralWidget(middle)
        self.bar, self.status = MainToolBar(self), StatusBar(self)
        self.addToolBar(self.bar)
        self.setStatusBar(self.status)
        self._build_docks()
        self.training, self.sampling, self.exporting = Training(self), Sampling(self), Exporting(self)
        self.time_machine = TimeMachine(self)
        self._join()
        self.manners = Manners(self)
        self._fill_menu()
        self._restore_layout()
        self.show_state()

    # -- building ---------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        bar = self.bar
        bar.add_to_menu("new-run", tr("New run"), "Ctrl+N", lambda: self.draft(self.form.config, self.form.base))
        bar.add_to_menu("sample", tr("Sample"), "Ctrl+Return", self.sampling.sample)
        bar.add_to_menu("branch-off-here", tr("Branch off here"), "Ctrl+B", self.sampling.branch)
        bar.add_to_menu("export", tr("Export…"), "Ctrl+E", self.exporting.ask)
        bar.add_to_menu("copy-pictures", tr("Copy pictures"), "Ctrl+C", lambda: self.exporting.copy_pictures(None))
        self.manners.fill_menu()
        bar.menu.addSeparator()
        panels = bar.menu.addMenu(tr("Panels"))
        for dock, _, _ in self.docks:
            panels.addAction(dock.toggleViewAction())
        bar.add_to_menu("reset-layout", tr("Reset layout"), "", self.reset_layout)
        bar.menu.addSeparator()
        bar.add_to_menu("quit", tr("Quit"), QKeySequence(QKeySequence.StandardKey.Quit), self.close)
        self.manners.menu_is_full()

    def _build_docks(self) -> None:
        self.docks = []
        letter = self.fontMetrics().averageCharWidth()
        for title, name, widget, area, letters in (
            (tr("Runs"), "dock.runs", self.runs, Qt.DockWidgetArea.LeftDockWidgetArea, 25),
            (tr("Settings"), "dock.settings", self.settings, Qt.DockWidgetArea.RightDockWidgetArea, 35),
        ):
            dock = QDockWidget(title)
            dock.setObjectName(name)
            feature = QDockWidget.DockWidgetFeature
            dock.setFeatures(feature.DockWidgetMovable | feature.DockWidgetClosable)  # by the menu Panels
            dock.setWidget(widget)
            width = letters * letter
            self.addDockWidget(area, dock)
            self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
            self.docks.append((dock, area, width))

    def _join(self) -> None:
        self.bar.train.triggered.connect(lambda: self.training.start_or_resume())
        self.bar.pause.triggered.connect(lambda: self.training.pause())
        self.bar.stop.triggered.connect(lambda: self.training.stop())
        self.bar.theme.triggered.connect(lambda: self.toggle_theme())
        self.bar.help.triggered.connect(lambda: self.manners.show_help())
        self.help_corner.clicked.connect(lambda: self.manners.show_help())
        self.form.help_wanted.connect(lambda place: self.manners.show_help(place))
        self.runs.chosen.connect(self.show_run)
        self.runs.overlaid.connect(self._overlay)
        self.train_view.save_wanted.connect(self.exporting.save)
        self.runs.renamed.connect(self._rename_run)
        self.runs.deleted.connect(self._delete_run)
        self.runs.new_wanted.connect(lambda: self.draft(self.form.config, self.form.base))
        self.form.edited.connect(self._edited)
        self.form.wrong.connect(lambda message: self.show_state(wrong=message))
        self.sample_view.export_wanted.connect(self.exporting.ask)
        self.sample_view.copy_wanted.connect(self.exporting.copy_menu)
        self.levels_view.wanted.connect(lambda *_: self.refresh_levels())
        self.tabs.currentChanged.connect(self._turned)

    # -- beginning and ending ---------------------------------------------------------------

    def begin(self, opened: Path | None) -> None:
        """Show the runs at once; then bring up torch, and sample from the ready-made model."""
        self.spawn(self._begin(opened))

    async def _begin(self, opened: Path | None) -> None:
        self.ready_made = ready_made_run()
        self.manners.begin()
        if opened is not None and kind_of(opened) not in ("", "run"):  # not a run, but something to be shown
            self.manners.receive(opened)
            opened = None
        chosen, last = self.ready_made, self.store.value("run", "")
        for wanted in (opened, Path(str(last)) if last else None):
            if wanted is None:
                continue
            try:
                chosen = open_run(wanted)
                break
            except InputError as error:
                if wanted is opened:
                    self.banner.say(str(error))
        self.list_runs(chosen)
        self.tabs.setCurrentWidget(self.sample_view if chosen is self.ready_made else self.train_view)
        self.show_run(chosen)
        if opened is None and str(self.store.value("run", "")) == self._run_as_stored():
            self._restore_view()
        self.status.say(tr("Starting the engine…"))
        self.status.show_progress(0, 0)
        try:
            devices = await self.worker.run(jobs.warm_up)
        finally:
            self.status.show_idle()
        self.bar.show_devices(devices)
        await self.manners.engine_is_up()
        self.status.device = devices[0].title.split(" · ")[0]
        self.ready = True
        self.manners.offer_to_resume()
        self.show_state()
        self.describe()
        self.status.say(tr("Ready"))
        if self.tabs.currentWidget() is self.levels_view:
            self.refresh_levels()
        elif self.tabs.currentWidget() is self.time_machine_view:
            self.time_machine.draw()
        elif self.tabs.currentWidget() is self.sample_view and chosen is self.ready_made:
            self.sampling.sample(play=True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save and stop everything first; then close."""
        if self._may_close:
            self.status.timer.stop()
            event.accept()
            return
        event.ignore()
        if not self.closing:
            self.closing = True
            self.spawn(self._shut_down())

    async def _shut_down(self) -> None:
        self.status.say(tr("Saving…"))
        self.sampling.stop()
        if self.training.session and not self._warned:
            try:
                await self.training.session.checkpoint()
            except InputError as error:
                self._warned, self.closing = True, False
                self.banner.say(
                    f"{error} " + tr("Training stands. Make room and close again; closing now loses its last steps.")
                )
                return
        if self.training.session:
            self.training.session.stop()
        # What ends may begin something new: wait until nothing is left.
        while others := [task for task in self._tasks if task is not asyncio.current_task()]:
            await asyncio.gather(*others, return_exceptions=True)
        self.sampling.close()
        self.exporting.close()
        self._remember()
        self.manners.end()
        self._may_close = True
        self.close()
        if self.closed and not self.closed.done():
            self.closed.set_result(None)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a task; what goes wrong in it is shown."""
        task = asyncio.get_event_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.report(error)

    def report(self, error: BaseException) -> None:
        """Show what went wrong: a sentence for mistakes, a report for faults. The one place for both."""
        if isinstance(error, InputError):
            log.warning("%s", error)
            self.banner.say(str(error))
            return
        log.error("unexpected", exc_info=error)
        where = " " + tr("The report is in {file}.").format(file=log_file()) if log_file() else ""
        self.banner.say(tr("Something went wrong:") + f" {type(error).__name__}: {error}.{where}", report_of(error))
        self.manners.show_fault(error)

    # -- runs and settings ------------------------------------------------------------------

    def list_runs(self, chosen: Run | None) -> None:
        """Fill the run list again, and frame one."""
        runs, problems = list_runs()
        if problems:
            self.banner.say(problems[0])
        self.runs.show_runs(runs, self.ready_made, chosen.folder if chosen else None)

    def show_run(self, run: Run) -> None:
        """Show a run: its settings, its past, its levels."""
        self.run = run
        self.form.show_config(run.config)
        self.manners.forget()
        self.bar.preset.setCurrentIndex(-1)
        history = read_history(run)
        self.train_view.show_history(history, run.config.training.ema_rate > 0, run.name)
        self.time_machine.show_run(run, history)
        self.show_state()
        self.describe()
        self.levels_for = None
        self.refresh_levels()

    def _overlay(self, runs: list[Run]) -> None:
        """Show other selected runs' curves over those of the shown one."""
        shown = self.run.folder if self.run else None
        others = [run for run in runs if run.folder != shown] if len(runs) > 1 else []
        if len(others) > _MOST_OVERLAID:
            self.status.say(
                tr("The first {shown} of {all} runs are shown.").format(shown=_MOST_OVERLAID + 1, all=len(others) + 1)
            )
        others = others[:_MOST_OVERLAID]
        self._overlaid = {run.folder: self._past(run) for run in others}
        self._show_overlaid()

    def follow_overlaid(self, run: Run) -> None:
        """Read a run on that is being trained, if its curves lie over those of the shown one."""
        if run.folder in self._overlaid:
            self._overlaid[run.folder] = self._past(run)
            self._show_overlaid()

    def overlaid(self) -> list[tuple[Run, History]]:
        """Return the runs whose curves lie over those of the shown one."""
        return [(run, history) for run, _, history in self._overlaid.values()]

    def _past(self, run: Run) -> tuple[Run, tuple[int, int], History]:
        """Read a run's past, unless it is the one that was read before."""
        now, known = written(run), self._overlaid.get(run.folder)
        return run, now, known[2] if known and known[1] == now else read_history(run)

    def _show_overlaid(self) -> None:
        told = [(run.name, run.config, history) for run, history in self.overlaid()]
        self.train_view.overlay(self.run.config if self.run else None, told)

    def open_run(self, run: Run) -> None:
        """Show a run, and frame it in the list if it is there."""
        self.list_runs(run)
        self.show_run(run)

    def _rename_run(self, run: Run, name: str) -> None:
        if name != run.name:
            shown = self.run is not None and self.run.folder == run.folder
            try:
                renamed = rename_run(run, name)
            except InputError as error:
                self.report(error)
                return
            self.open_run(renamed) if shown else self.list_runs(self.run)

    def _delete_run(self, run: Run) -> None:
        """Move a run's folder to the system's bin."""
        if run.locked():
            self.report(InputError(tr("{run} is being trained; stop it first.").format(run=run.name)))
            return
        moved = QFile.moveToTrash(str(run.folder))
        if not (moved[0] if isinstance(moved, tuple) else moved):
            said = tr("{folder} can't be moved to the bin; delete the folder by hand.").format(folder=run.folder)
            self.report(InputError(said))
            return
        if self.run and self.run.folder == run.folder and self.ready_made:
            self.open_run(self.ready_made)
        else:
            self.list_runs(self.run)
        self.status.say(tr("{run} is in the bin").format(run=run.name))

    def draft(self, config: RunConfig, base: RunConfig | None = None) -> None:
        """Set up a new run with these settings, begun from `base`; nothing is made until Train is pressed."""
        self.run = None
        self.runs.choose_nothing()
        self.form.show_config(config, base)
        self.manners.note()
        self.bar.preset.setCurrentIndex(self.bar.preset.findText(config.name))
        self.train_view.clear(tr("A new run. Look over the settings on the right, then press Train."))
        self.levels_view.clear(tr("A new run has learned nothing yet. Press Train; or choose a run on the left."))
        self.time_machine.show_run(None)
        self.show_state()
        self.describe()
        if self.tabs.currentWidget() is not self.train_view and not self.sender_is_form():
            self.tabs.setCurrentWidget(self.train_view)

    def sender_is_form(self) -> bool:
        """Tell whether an edit of a setting led here."""
        return self.sender() is self.form

    def _edited(self, config: RunConfig, dotted: str) -> None:
        section = dotted.split(".")[0]
        trained = self.run is not None and (self.run is self.ready_made or self.run.checkpoints())
        if section == "sampling":
            self.describe()
        elif trained and not self.training.of_shown and (section in _LEARNT or self.run is self.ready_made):
            self.draft(config, self.form.base)
            self.form.open_sections(_OPEN_SECTIONS["train"])
        else:
            self.show_settings_again()

    def show_settings_again(self) -> None:
        """Bring all in line with settings that were changed, the training that is under way too."""
        self.training.change(self.form.config)
        self.show_state()
        self.describe()

    def describe(self) -> None:
        """Fill in the remarks under Noise and Sampling, when the worker has time."""
        config = self.form.config
        self.form.set_hint("sampling", "")
        epsilon, smallest = getattr(config.sampling, "epsilon", None), getattr(config.noise, "sigma_min", None)
        stable = 2 * smallest**2 if smallest and isinstance(config.sampling, AnnealedLangevin) else None
        wrong = epsilon is not None and stable is not None and epsilon >= stable
        self.form.complain(
            "sampling.epsilon", tr("ε is only stable below {most:.3g}.").format(most=stable) if wrong else ""
        )
        rules = isinstance(config.noise, RulesLadder)
        self.form.set_hint("noise", tr("σ₁, L and the ratio are taken from the data.") if rules else "")
        if self.ready and not self.closing:
            self.spawn(self._describe_more(config))

    async def _describe_more(self, config: RunConfig) -> None:
        if isinstance(config.noise, RulesLadder) and isinstance(config.data, DigitsConfig | PointsConfig):
            told = await self.worker.run(jobs.describe_noise, config)
            if config.noise == self.form.config.noise:
                self.form.set_hint("noise", told)
        saved = self.run.checkpoints() if self.run else []
        if saved:
            model = await self.worker.run(jobs.open_model, saved[0], config.sampling.weights, "cpu")
            told = await self.worker.run(jobs.describe_sampling, model, config.sampling)
            if config.sampling == self.form.config.sampling:
                self.form.set_hint("sampling", told)

    # -- levels -----------------------------------------------------------------------------

    def shown_view(self) -> str:
        """Return the name of the shown view."""
        return next(name for name, view in self._views.items() if view is self.tabs.currentWidget())

    def _turned(self) -> None:
        name = self.shown_view()
        self.form.open_sections(_OPEN_SECTIONS[name])
        if name == "levels":
            self.refresh_levels()
        elif name == "train":
            self.train_view.draw()

    def refresh_levels(self) -> None:
        """Measure again, if the view is seen and shows something else."""
        if self.tabs.currentWidget() is not self.levels_view or not self.ready or self.run is None:
            return
        saved = self.run.checkpoints()
        if not saved and not self.training.session:
            self.levels_view.clear(
                tr("{run} has saved nothing yet. Press Train; the first checkpoint comes soon.").format(
                    run=self.run.name
                )
            )
            return
        view = self.levels_view
        wanted = (saved[:1], self.form.config.sampling.weights, view.first.value(), view.count.value())
        if wanted != self.levels_for or self.training.session:
            self.levels_for = wanted
            self.spawn(self._measure_levels())

    async def _measure_levels(self) -> None:
        view = self.levels_view
        first, count = int(view.first.value() or 1) - 1, int(view.count.value() or 1)
        model = await self.sampling.model()
        view.show_measured(await self.worker.run(jobs.measure_levels, model, first, count))

    # -- showing ----------------------------------------------------------------------------

    def show_state(self, wrong: str = "") -> None:
        """Bring buttons, title and locks in line with what is going on."""
        running = self.training.session is not None and not self.training.session.paused
        if self.training.session:
            text = tr("Train") if running else tr("Resume")
        else:
            trained = self.run is not None and bool(self.run.checkpoints())
            text = tr("Resume") if trained and self.training.resumable() else tr("Train")
        self.bar.train.setText(text)
        self.bar.train.setEnabled(self.ready and not running and not wrong)
        self.bar.pause.setEnabled(running)
        self.bar.stop.setEnabled(self.training.session is not None)
        self.sample_view.start.setEnabled(self.ready and self.sampling.task is None and self.run is not None)
        own = self.training.of_shown
        told = tr("Stop the training to change this: what it has learned rests on it.")
        self.form.lock((*_LEARNT, "training") if own else (), told, CHANGEABLE)
        if self.run is None:
            self.bar.show_run(tr("New run"), "")
        else:
            status, step = self.run.status()
            made = "ready-made" if self.run is self.ready_made else ("paused" if own and not running else status)
            self.bar.show_run(self.run.name, tr("{status} · {steps} steps").format(status=tr(made), steps=spaced(step)))
        if self.training.session:
            self.runs.refresh(self.training.session.run, "training" if running else "paused")
            if not running:
                self.status.say(tr("{run} is paused; everything is saved.").format(run=self.training.session.run.name))
        self.time_machine.show_state()
        self.manners.refresh()
        self.bar.paint_icons()

    def toggle_theme(self) -> None:
        """Change between light and dark, and remember."""
        chosen = theme.LIGHT if theme.current() is theme.DARK else theme.DARK
        self.store.setValue("theme", chosen.name)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.choose(app, chosen.name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what may be dropped."""
        self.manners.drag_enter(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open, show or import what is dropped."""
        self.manners.drop(event)

    def reset_layout(self) -> None:
        """Put the panels and the lines between them back where they were at first, in a window of its first size."""
        self._take_first_size()
        for splitter, first in self._splitters.items():
            splitter.restoreState(first)
        for dock, area, _ in self.docks:
            dock.setFloating(False)
            self.addDockWidget(area, dock)
            dock.show()
        docks, widths = [dock for dock, _, _ in self.docks], [width for _, _, width in self.docks]
        self.resizeDocks(docks, widths, Qt.Orientation.Horizontal)  # each is where it belongs by now

    def _take_first_size(self) -> None:
        room = self.screen().availableGeometry()
        laptop = room.width() < 1440 or room.height() < 940  # all of the screen
        self.setWindowState(Qt.WindowState.WindowNoState)
        self.resize(min(1440, room.width()), min(900, room.height()))
        if laptop:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _restore_layout(self) -> None:
        self._splitters = {splitter: splitter.saveState() for splitter in self.tabs.findChildren(QSplitter)}
        self._take_first_size()
        with contextlib.suppress(TypeError):  # settings of another version may hold something else
            geometry: Any = self.store.value("geometry", b"")
            layout: Any = self.store.value("layout", b"")
            self.restoreGeometry(geometry)
            self.restoreState(layout)
            for splitter in self._splitters:
                state: Any = self.store.value(f"splitters/{splitter.objectName()}", b"")
                splitter.restoreState(state)

    def _restore_view(self) -> None:
        """Turn to the view that was seen last, with the sections of the settings that were unfolded."""
        if view := self._views.get(str(self.store.value("view", ""))):
            self.tabs.setCurrentWidget(view)
            self.form.open_sections(str(self.store.value("sections", "")).split())

    def _run_as_stored(self) -> str:
        return str(self.run.folder) if self.run and self.run is not self.ready_made else ""

    def _remember(self) -> None:
        """Remember the layout, the last run and what was seen of it, for the next start."""
        self.store.setValue("geometry", self.saveGeometry())
        self.store.setValue("layout", self.saveState())
        for splitter in self._splitters:
            self.store.setValue(f"splitters/{splitter.objectName()}", splitter.saveState())
        self.store.setValue("run", self._run_as_stored())
        self.store.setValue("view", self.shown_view() if self.run else "")  # a draft is not there at the next start
        self.store.setValue("sections", " ".join(self.form.unfolded()))
        self.store.sync()
