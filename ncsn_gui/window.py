"""The main window: the only file that knows all views, and joins them to the worker."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QMenu,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.config import (
    AnnealedLangevin,
    DigitsConfig,
    ExportConfig,
    InputError,
    PointsConfig,
    RulesLadder,
    RunConfig,
)
from ncsn_engine.export import to_pixels
from ncsn_engine.history import read_history
from ncsn_engine.presets import preset
from ncsn_engine.runs import Run, change_settings, create_run, discard_run, list_runs, open_run, ready_made_run
from ncsn_engine.trajectory import Trajectory
from ncsn_gui import jobs, theme
from ncsn_gui.crash import log_file, report_of
from ncsn_gui.dropping import kind_of
from ncsn_gui.export_dialog import ExportDialog
from ncsn_gui.form import SettingsForm
from ncsn_gui.help import HelpDialog
from ncsn_gui.manners import Manners
from ncsn_gui.session import TrainingSession
from ncsn_gui.settings_panel import SettingsPanel
from ncsn_gui.statusbar import StatusBar, clock, spaced
from ncsn_gui.toolbar import MainToolBar
from ncsn_gui.views.levels import LevelsView
from ncsn_gui.views.runs import RunList
from ncsn_gui.views.sample import SampleView
from ncsn_gui.views.train import TrainView
from ncsn_gui.widgets.banner import Banner
from ncsn_gui.widgets.image_grid import to_image

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from ncsn_engine.film import NearestPictures
    from ncsn_engine.history import History
    from ncsn_engine.score import ScoreModel
    from ncsn_engine.training import TrainEvent
    from ncsn_engine.worker import Worker

__all__ = ["MainWindow"]

log = logging.getLogger("ncsn")

_DRAW_EVERY = 1.0  # seconds between redraws while training, which needs every core itself
_LEARNT = ("data", "network", "noise", "objective")  # sections that a trained model can't change any more
_MOST_OVERLAID = 5  # runs beside the shown one: as many as there are colours
_MOST_ENDS = 48  # levels whose ends are shown
_OPEN_SECTIONS = {"train": ("data", "noise", "objective", "training"), "levels": ("noise",), "sample": ("sampling",)}


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
        self.session: TrainingSession | None = None
        self.trajectory: Trajectory | None = None
        self.closed: asyncio.Future[None] | None = None  # set by the app: done when all is over
        self._sampled: tuple[ScoreModel, Any] | None = None  # model and settings of the recording
        self._tasks: set[asyncio.Task[Any]] = set()
        self._sampling: asyncio.Task[Any] | None = None
        self._stop_sampling = False
        self._searching = False  # for nearest training pictures
        self._closing = self._may_close = self._warned = False
        self._ready = False  # torch is there
        self._levels_for: Any = None  # what the Levels view shows
        self._drawn = 0.0
        self._overlaid: dict[Path, History] = {}  # of runs beside the shown one
        self._pace: deque[tuple[float, int]] = deque(maxlen=40)

        self.form = SettingsForm(preset("digits"))
        self.settings = SettingsPanel(self.form)
        self.runs = RunList()
        self.train_view, self.levels_view, self.sample_view = TrainView(), LevelsView(), SampleView()
        self.banner = Banner()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("views")
        self.tabs.setDocumentMode(True)
        self._views = {"train": self.train_view, "levels": self.levels_view, "sample": self.sample_view}
        for name, view in self._views.items():
            self.tabs.addTab(view, name.capitalize())
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
        self._join()
        self.manners = Manners(self)
        self._fill_menu()
        self._restore_layout()
        self._show_state()

    # -- building ---------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        bar = self.bar
        bar.add_to_menu("New run", "Ctrl+N", lambda: self.draft(self.form.config, self.form.base))
        bar.add_to_menu("Sample", "Ctrl+Return", self.sample)
        bar.add_to_menu("Export…", "Ctrl+E", self.ask_export)
        bar.add_to_menu("Copy pictures", "Ctrl+C", lambda: self.copy_pictures(None))
        self.manners.fill_menu()
        bar.menu.addSeparator()
        panels = bar.menu.addMenu("Panels")
        for dock, _, _ in self._docks:
            panels.addAction(dock.toggleViewAction())
        bar.add_to_menu("Reset layout", "", self.reset_layout)
        bar.menu.addSeparator()
        bar.add_to_menu("Quit", QKeySequence(QKeySequence.StandardKey.Quit), self.close)
        self.manners.menu_is_full()

    def _build_docks(self) -> None:
        self._docks = []
        for title, name, widget, area, width in (
            ("Runs", "dock.runs", self.runs, Qt.DockWidgetArea.LeftDockWidgetArea, 200),
            ("Settings", "dock.settings", self.settings, Qt.DockWidgetArea.RightDockWidgetArea, 280),
        ):
            dock = QDockWidget(title)
            dock.setObjectName(name)
            dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
            dock.setWidget(widget)
            self.addDockWidget(area, dock)
            self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
            self._docks.append((dock, area, width))

    def _join(self) -> None:
        self.bar.train.triggered.connect(lambda: self.start_or_resume())
        self.bar.pause.triggered.connect(lambda: self.pause())
        self.bar.stop.triggered.connect(lambda: self.stop())
        self.bar.theme.triggered.connect(lambda: self.toggle_theme())
        self.bar.help.triggered.connect(lambda: HelpDialog(self).show())
        self.runs.chosen.connect(self.show_run)
        self.runs.overlaid.connect(self._overlay)
        self.train_view.saved.connect(self.status.say)
        self.train_view.failed.connect(lambda error: self.report(error))
        self.runs.new_wanted.connect(lambda: self.draft(self.form.config, self.form.base))
        self.form.edited.connect(self._edited)
        self.form.wrong.connect(lambda message: self._show_state(wrong=message))
        self.sample_view.sample_wanted.connect(self.sample)
        self.sample_view.stop_wanted.connect(self.stop_sampling)
        self.sample_view.export_wanted.connect(self.ask_export)
        self.sample_view.copy_wanted.connect(self._copy_menu)
        self.sample_view.nearest_wanted.connect(self._find_nearest)
        self.levels_view.wanted.connect(lambda *_: self._refresh_levels())
        self.tabs.currentChanged.connect(self._turned)

    # -- beginning and ending ---------------------------------------------------------------

    def begin(self, opened: Path | None) -> None:
        """Show the runs at once; then bring up torch, and sample from the ready-made model."""
        self._spawn(self._begin(opened))

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
        self._list_runs(chosen)
        self.tabs.setCurrentWidget(self.sample_view if chosen is self.ready_made else self.train_view)
        self.show_run(chosen)
        self.status.say("Starting the engine…")
        self.status.show_progress(0, 0)
        try:
            devices = await self.worker.run(jobs.warm_up)
        finally:
            self.status.show_idle()
        self.bar.show_devices(devices)
        self.status.device = devices[0].title.split(" · ")[0]
        self._ready = True
        self.manners.offer_to_resume()
        self._show_state()
        self._describe()
        self.status.say("Ready")
        if chosen is self.ready_made:
            self.sample(play=True)
        elif self.tabs.currentWidget() is self.levels_view:
            self._refresh_levels()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save and stop everything first; then close."""
        if self._may_close:
            self.status.timer.stop()
            event.accept()
            return
        event.ignore()
        if not self._closing:
            self._closing = True
            self._spawn(self._shut_down())

    async def _shut_down(self) -> None:
        self.status.say("Saving…")
        self.stop_sampling()
        if self.session and not self._warned:
            try:
                await self.session.checkpoint()
            except InputError as error:
                self._warned, self._closing = True, False
                self.banner.say(
                    f"{error} Training stands. Make room and close again; closing now loses its last steps."
                )
                return
        if self.session:
            self.session.stop()
        # What ends may begin something new: wait until nothing is left.
        while others := [task for task in self._tasks if task is not asyncio.current_task()]:
            await asyncio.gather(*others, return_exceptions=True)
        self.sample_view.show_sampling(None)
        if self.trajectory:
            self.trajectory.close()
        self.store.setValue("geometry", self.saveGeometry())
        self.store.setValue("layout", self.saveState())
        self.store.setValue("run", str(self.run.folder) if self.run and self.run is not self.ready_made else "")
        self.store.sync()
        self.manners.end()
        self._may_close = True
        self.close()
        if self.closed and not self.closed.done():
            self.closed.set_result(None)

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
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
        where = f" The report is in {log_file()}." if log_file() else ""
        self.banner.say(f"Something went wrong: {type(error).__name__}: {error}.{where}", report_of(error))
        self.manners.show_fault(error)

    # -- runs and settings ------------------------------------------------------------------

    def _list_runs(self, chosen: Run | None) -> None:
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
        self.train_view.show_history(read_history(run), run.config.training.ema_rate > 0, run.name)
        self._show_state()
        self._describe()
        self._levels_for = None
        self._refresh_levels()

    def _overlay(self, runs: list[Run]) -> None:
        """Show other selected runs' curves over those of the shown one; what was read before is not read again."""
        shown = self.run.folder if self.run else None
        others = [run for run in runs if run.folder != shown] if len(runs) > 1 else []
        if len(others) > _MOST_OVERLAID:
            self.status.say(f"The first {_MOST_OVERLAID + 1} of {len(others) + 1} runs are shown.")
        others = others[:_MOST_OVERLAID]
        self._overlaid = {run.folder: self._overlaid.get(run.folder) or read_history(run) for run in others}
        told = [(run.name, run.config, self._overlaid[run.folder]) for run in others]
        self.train_view.overlay(self.run.config if self.run else None, told)

    def open_run(self, run: Run) -> None:
        """Show a run, and frame it in the list if it is there."""
        self._list_runs(run)
        self.show_run(run)

    def draft(self, config: RunConfig, base: RunConfig | None = None) -> None:
        """Set up a new run with these settings, begun from `base`; nothing is made until Train is pressed."""
        self.run = None
        self.runs.choose_nothing()
        self.form.show_config(config, base)
        self.manners.note()
        self.bar.preset.setCurrentIndex(self.bar.preset.findText(config.name))
        self.train_view.clear("A new run. Look over the settings on the right, then press Train.")
        self.levels_view.clear("A new run has learned nothing yet. Press Train; or choose a run on the left.")
        self._show_state()
        self._describe()
        if self.tabs.currentWidget() is not self.train_view and not self.sender_is_form():
            self.tabs.setCurrentWidget(self.train_view)

    def sender_is_form(self) -> bool:
        """Tell whether an edit of a setting led here."""
        return self.sender() is self.form

    def _edited(self, config: RunConfig, dotted: str) -> None:
        section = dotted.split(".")[0]
        trained = self.run is not None and (self.run is self.ready_made or self.run.checkpoints())
        if section == "sampling":
            self._describe()
        elif trained and (section in _LEARNT or self.run is self.ready_made):
            self.draft(config, self.form.base)
            self.form.open_sections(_OPEN_SECTIONS["train"])
        else:
            self.show_settings_again()

    def show_settings_again(self) -> None:
        """Bring all in line with settings that were changed."""
        self._show_state()
        self._describe()

    def _describe(self) -> None:
        """Fill in the remarks under Noise and Sampling, when the worker has time."""
        config = self.form.config
        self.form.set_hint("sampling", "")
        epsilon, smallest = getattr(config.sampling, "epsilon", None), getattr(config.noise, "sigma_min", None)
        stable = 2 * smallest**2 if smallest and isinstance(config.sampling, AnnealedLangevin) else None
        wrong = epsilon is not None and stable is not None and epsilon >= stable
        self.form.complain("sampling.epsilon", f"ε is only stable below {stable:.3g}." if wrong else "")
        rules = isinstance(config.noise, RulesLadder)
        self.form.set_hint("noise", "σ₁, L and the ratio are taken from the data." if rules else "")
        if self._ready and not self._closing:
            self._spawn(self._describe_more(config))

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

    # -- training ---------------------------------------------------------------------------

    def start_or_resume(self) -> None:
        """Train the shown run from where it stands, or make the new one."""
        self.banner.hide()
        if self.session:
            self.session.resume()
            self._show_state()
        elif self._ready and self.bar.train.isEnabled():
            self._spawn(self._train())

    def pause(self) -> None:
        """Let the training stand; everything is saved first."""
        if self.session:
            self.session.pause()
            self._show_state()

    def stop(self) -> None:
        """Save and end the training."""
        if self.session:
            self.session.stop()
            self.bar.stop.setEnabled(False)
            self.status.say("Saving…")

    def _resumable(self) -> bool:
        if self.run is None or self.run is self.ready_made:
            return False
        return self.run.status()[1] < self.form.config.training.steps

    async def _train(self) -> None:
        config = self.form.config
        if self._resumable() and self.run:
            run, new = self.run, False
            if run.config != config:
                run = change_settings(run, config)
        else:
            run, new = create_run(config), True
        self.run = run
        self.session = TrainingSession(self.worker, run, self.bar.device.currentData(), self._show_progress)
        self._pace.clear()
        try:
            self._list_runs(run)
            self.bar.preset.setCurrentIndex(-1)
            self.train_view.show_history(read_history(run), config.training.ema_rate > 0, run.name)
            self.tabs.setCurrentWidget(self.train_view)
            self.status.say("Reading the data…")
            self._show_state()
            begun = False
            async with aclosing(self.session.events()) as events:
                async for event in events:
                    begun = True
                    self._show_event(run, event)
        except InputError:
            if not begun and new:  # nothing was learned: back to the settings, with the message above them
                discard_run(run)
                self.draft(config)
            raise
        finally:
            self.session = None
            self.status.show_idle()
            self._list_runs(self.run)
            if self.run and self.run.folder == run.folder:
                self.train_view.draw()
                self._levels_for = None
                self._refresh_levels()
            if run.folder.exists():
                status, step = run.status()
                self.status.say(f"{run.name}: {status} at step {spaced(step)}")
            else:
                self.status.say("The training did not begin.")
            self._show_state()
            self._describe()

    def _show_event(self, run: Run, event: TrainEvent) -> None:
        shown = self.run is not None and self.run.folder == run.folder
        if shown:
            self.train_view.add(event)
        if event.note:
            self.banner.say(event.note, wrong=False)
        if event.problem:
            self.banner.say(f"{event.problem} Training stands still; put it right, then press Resume.")
            self._show_state()
        now = time.perf_counter()
        self._pace.append((now, event.step))
        pausing = self.session is not None and self.session.paused
        if now - self._drawn < _DRAW_EVERY and event.step < event.steps and not pausing:
            return
        self._drawn = now
        if shown and self.tabs.currentWidget() is self.train_view:
            self.train_view.draw()
        self._show_training(run, event)

    def _show_training(self, run: Run, event: TrainEvent) -> None:
        self.status.show_progress(event.step, event.steps)
        (then, before), (now, after) = self._pace[0], self._pace[-1]
        rate = (after - before) / (now - then) if now > then else 0.0
        parts = [f"Training {run.name}: step {spaced(event.step)} of {spaced(event.steps)}"]
        if event.doing != "training":
            parts.append(event.doing)
        if rate:
            parts.append(f"{spaced(round(rate * run.config.training.batch_size))} images/s")
            parts.append(f"{clock((event.steps - event.step) / rate)} left")
        self.status.say(" · ".join(parts))
        share = f"training · {event.step * 100 // event.steps} %"
        self.runs.refresh(run, "paused" if self.session and self.session.paused else share)
        if self.run and self.run.folder == run.folder:
            self.bar.subtitle.setText(f"{spaced(event.step)} of {spaced(event.steps)} steps")

    def _show_progress(self, what: str, share: float) -> None:
        self.status.show_progress(round(1000 * share), 1000)
        self.status.say(f"{what.capitalize()}… {share:.0%}")

    # -- sampling ---------------------------------------------------------------------------

    def sample(self, play: bool = False, checkpoint: Path | None = None) -> None:
        """Draw pictures from the shown run's newest weights, or from this checkpoint."""
        if self._ready and self._sampling is None and not self._closing:
            if not self.session and not play:  # what was said at the start is not yet read
                self.banner.hide()
            self._sampling = self._spawn(self._sample(play, checkpoint))
            self.sample_view.set_busy(True)

    def stop_sampling(self) -> None:
        """Stop; what was recorded stays."""
        self._stop_sampling = True

    async def _sample(self, play: bool, checkpoint: Path | None) -> None:
        self._stop_sampling = False
        try:
            self.tabs.setCurrentWidget(self.sample_view)
            model = await self._model(checkpoint)
            settings = self.form.config.sampling
            fresh = Trajectory()
            try:
                steps = await self.worker.run(jobs.start_sampling, model, settings, fresh)
            except InputError:  # the old film stays
                fresh.close()
                raise
            old, self.trajectory = self.trajectory, fresh
            self.sample_view.show_sampling(self.trajectory, model.low, model.high, _named(model))
            self.levels_view.clear_ends()
            if old:
                old.close()
            self._sampled = (model, settings)
            began = time.perf_counter()
            async with aclosing(self.worker.stream(steps)) as stream:
                async for step in stream:
                    self.sample_view.grow()
                    if not (self.session and not self.session.paused):
                        self.status.show_progress(step.index, step.total)
                        spent = time.perf_counter() - began
                        left = spent / max(1, step.index) * (step.total - step.index)
                        self.status.say(f"Sampling: step {step.index} of {step.total} · {clock(left)} left")
                    if self._stop_sampling:
                        break
            self.sample_view.grow()
            self._show_ends()
            spent = time.perf_counter() - began
            done = len(self.trajectory.facts) - 1  # the first one is the start
            if not (self.session and not self.session.paused):
                self.status.say(f"{settings.count} pictures · {done} steps · {spent:.1f} s")
                self.status.show_idle()
            if self.trajectory.thinned:
                self.banner.say(
                    "The film was longer than its room on disk: evenly spread steps were kept.", wrong=False
                )
            if play and not self._stop_sampling and not self._closing:
                self.sample_view.transport.toggle()
        finally:
            self._sampling = None
            self.sample_view.set_busy(False)

    def _find_nearest(self) -> None:
        if not self._searching and not self._closing:
            self._searching = True
            self._spawn(self._search_nearest())

    async def _search_nearest(self) -> None:
        """Look for training pictures like the chosen one, until no other has been chosen meanwhile."""
        view = self.sample_view
        try:
            while (picture := view.unsearched()) is not None and self._sampled and not self._closing:
                film = self.trajectory
                if film is None or film.final is None:
                    return
                found: NearestPictures | str
                try:
                    found = await self.worker.run(jobs.nearest_pictures, self._sampled[0], film.final[picture])
                except InputError as error:  # the data is gone: the film is of use without it
                    found = str(error)
                view.show_nearest(film, picture, found)
        finally:
            self._searching = False

    async def _model(self, checkpoint: Path | None = None) -> ScoreModel:
        """Return the model to sample from: of the shown run, as it stands now, unless another is named."""
        if self.run is None:
            raise InputError("A new run has learned nothing yet: press Train, or choose a run on the left.")
        if checkpoint is None:
            checkpoint = await self._newest(self.run)
        weights = self.form.config.sampling.weights
        return await self.worker.run(jobs.open_model, checkpoint, weights, self.bar.device.currentData())

    async def _newest(self, run: Run) -> Path:
        """Return the run's newest checkpoint, made now if it is being trained."""
        if self.session and self.session.run.folder == run.folder:
            return await self.session.checkpoint()
        saved = run.checkpoints()
        if not saved:
            raise InputError(f"{run.name} has saved nothing yet: train it first.")
        return saved[0]

    def _show_ends(self) -> None:
        """Give the Levels view the samples as they stood at each level's end."""
        if self.trajectory is None or not self.trajectory.facts:
            return
        ends = self.trajectory.level_ends()
        levels = sorted({f.level for f in self.trajectory.facts if f.index in set(self.trajectory.indices)})
        sigma = {f.level: f.sigma for f in self.trajectory.facts}
        low, high = self.sample_view.low, self.sample_view.high
        if len(ends) > _MOST_ENDS:  # samplers whose every step is a level
            chosen = np.linspace(0, len(ends) - 1, _MOST_ENDS).round().astype(int)
            ends, levels = [ends[i] for i in chosen], [levels[i] for i in chosen]
        states = [self.trajectory.frame(i).x for i in ends]
        frames = [to_pixels(x if x.ndim == 2 else x[:12], low, high) for x in states]
        made = self.sample_view.model.text()
        self.levels_view.show_ends([sigma[v] for v in levels], levels, np.stack(frames), made)

    def ask_export(self) -> None:
        """Open the dialog that asks how and where."""
        if not self.sample_view.export.isEnabled() or self._sampled is None:
            return
        _, settings = self._sampled
        name = f"{self.run.name if self.run else 'samples'}-seed{settings.seed}"
        look = ExportConfig(picture=max(0, self.sample_view.grid.selected))
        dialog = ExportDialog(look, name, self)
        dialog.confirmed.connect(lambda look, path: self._spawn(self._export(look, Path(path))))
        dialog.open()

    async def _export(self, look: ExportConfig, path: Path) -> None:
        if self._sampled is None or self.trajectory is None:
            return
        model, settings = self._sampled
        self.status.say(f"Saving {path.name}…")
        self.status.show_progress(0, 0)
        try:
            written = await self.worker.run(jobs.export, path, self.trajectory, model, settings, look)
        finally:
            self.status.show_idle()
        said = f"Saved {written if look.format != 'pictures' else path}"
        self.status.say(said)
        if self.session:  # whose progress takes the status bar at once
            self.banner.say(said, wrong=False)

    def _copy_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("copy")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("All pictures", lambda: self.copy_pictures(None))
        chosen = self.sample_view.grid.selected
        if chosen >= 0:
            menu.addAction(f"Picture {chosen + 1}", lambda: self.copy_pictures(chosen))
        menu.popup(self.sample_view.copy.mapToGlobal(self.sample_view.copy.rect().topLeft()))

    def copy_pictures(self, index: int | None) -> None:
        """Put all shown pictures, or one, on the clipboard, four times enlarged."""
        picture = self.sample_view.picture(index)
        if picture is None:
            return
        QGuiApplication.clipboard().setImage(to_image(picture))
        self.status.say(f"Copied {'all pictures' if index is None else f'picture {index + 1}'}")

    # -- levels -----------------------------------------------------------------------------

    def _turned(self) -> None:
        name = next(n for n, v in self._views.items() if v is self.tabs.currentWidget())
        self.form.open_sections(_OPEN_SECTIONS[name])
        if name == "levels":
            self._refresh_levels()
        elif name == "train":
            self.train_view.draw()

    def _refresh_levels(self) -> None:
        """Measure again, if the view is seen and shows something else."""
        if self.tabs.currentWidget() is not self.levels_view or not self._ready or self.run is None:
            return
        saved = self.run.checkpoints()
        if not saved and not self.session:
            self.levels_view.clear(
                f"{self.run.name} has saved nothing yet. Press Train; the first checkpoint comes soon."
            )
            return
        view = self.levels_view
        wanted = (saved[:1], self.form.config.sampling.weights, view.first.value(), view.count.value())
        if wanted != self._levels_for or self.session:
            self._levels_for = wanted
            self._spawn(self._measure_levels())

    async def _measure_levels(self) -> None:
        view = self.levels_view
        first, count = int(view.first.value() or 1) - 1, int(view.count.value() or 1)
        model = await self._model()
        view.show_measured(await self.worker.run(jobs.measure_levels, model, first, count))

    # -- showing ----------------------------------------------------------------------------

    def _show_state(self, wrong: str = "") -> None:
        """Bring buttons, title and locks in line with what is going on."""
        running = self.session is not None and not self.session.paused
        if self.session:
            text = "Train" if running else "Resume"
        else:
            trained = self.run is not None and bool(self.run.checkpoints())
            text = "Resume" if trained and self._resumable() else "Train"
        self.bar.train.setText(text)
        self.bar.train.setEnabled(self._ready and not running and not wrong)
        self.bar.pause.setEnabled(running)
        self.bar.stop.setEnabled(self.session is not None)
        self.sample_view.start.setEnabled(self._ready and self._sampling is None and self.run is not None)
        own = self.session is not None and self.run is not None and self.session.run.folder == self.run.folder
        self.form.lock((*_LEARNT, "training") if own else (), "Stop the training to change these.")
        if self.run is None:
            self.bar.show_run("New run", "")
        else:
            status, step = self.run.status()
            made = "ready-made" if self.run is self.ready_made else ("paused" if own and not running else status)
            self.bar.show_run(self.run.name, f"{made} · {spaced(step)} steps")
        if self.session:
            self.runs.refresh(self.session.run, "training" if running else "paused")
            if not running:
                self.status.say(f"{self.session.run.name} is paused; everything is saved.")
        self.manners.refresh()
        self.bar.paint_icons()

    def toggle_theme(self) -> None:
        """Change between light and dark, and remember."""
        chosen = theme.LIGHT if theme.current() is theme.DARK else theme.DARK
        self.store.setValue("theme", chosen.name)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, chosen)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what may be dropped."""
        self.manners.drag_enter(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open, show or import what is dropped."""
        self.manners.drop(event)

    def reset_layout(self) -> None:
        """Put the panels back where they were at first."""
        for dock, area, width in self._docks:
            dock.setFloating(False)
            self.addDockWidget(area, dock)
            dock.show()
            self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)

    def _restore_layout(self) -> None:
        room = self.screen().availableGeometry()
        self.resize(min(1440, room.width()), min(900, room.height()))
        if room.width() < 1440 or room.height() < 940:  # a laptop: all of the screen
            self.setWindowState(Qt.WindowState.WindowMaximized)
        with contextlib.suppress(TypeError):  # settings of another version may hold something else
            geometry: Any = self.store.value("geometry", b"")
            layout: Any = self.store.value("layout", b"")
            self.restoreGeometry(geometry)
            self.restoreState(layout)


def _named(model: ScoreModel) -> str:
    source = model.source
    return f"by {source.run}, step {spaced(source.step)}, {source.weights} weights" if source else ""
