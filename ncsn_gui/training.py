"""The window's training: begins, follows, pauses and ends it, and shows what happens."""

from __future__ import annotations

import time
from collections import deque
from contextlib import aclosing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ncsn_engine.config import InputError
from ncsn_engine.history import read_history
from ncsn_engine.runs import Run, change_settings, create_run, discard_run
from ncsn_gui.session import TrainingSession
from ncsn_gui.statusbar import clock, spaced

if TYPE_CHECKING:
    from ncsn_engine.training import TrainEvent
    from ncsn_gui.window import MainWindow

__all__ = ["Training"]

_DRAW_EVERY = 1.0  # seconds between redraws while training, which needs every core itself


class Training(QObject):
    """Joins the Train buttons, the session and the view Train.

    Attributes
    ----------
    session
        The training that is under way, paused or not; None: none is.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.session: TrainingSession | None = None
        self._drawn = 0.0
        self._pace: deque[tuple[float, int]] = deque(maxlen=40)

    def start_or_resume(self) -> None:
        """Train the shown run from where it stands, or make the new one."""
        self._window.banner.hide()
        if self.session:
            self.session.resume()
            self._window.show_state()
        elif self._window.ready and self._window.bar.train.isEnabled():
            self._window.spawn(self._train())

    def pause(self) -> None:
        """Let the training stand; everything is saved first."""
        if self.session:
            self.session.pause()
            self._window.show_state()

    def stop(self) -> None:
        """Save and end the training."""
        if self.session:
            self.session.stop()
            self._window.bar.stop.setEnabled(False)
            self._window.status.say("Saving…")

    def resumable(self) -> bool:
        """Tell whether the shown run has steps left to train."""
        if self._window.run is None or self._window.run is self._window.ready_made:
            return False
        return self._window.run.status()[1] < self._window.form.config.training.steps

    async def _train(self) -> None:
        config = self._window.form.config
        if self.resumable() and self._window.run:
            run, new = self._window.run, False
            if run.config != config:
                run = change_settings(run, config)
        else:
            run, new = create_run(config), True
        self._window.run = run
        device = self._window.bar.device.currentData()
        self.session = TrainingSession(self._window.worker, run, device, self._show_progress)
        self._pace.clear()
        try:
            self._window.list_runs(run)
            self._window.bar.preset.setCurrentIndex(-1)
            self._window.train_view.show_history(read_history(run), config.training.ema_rate > 0, run.name)
            self._window.tabs.setCurrentWidget(self._window.train_view)
            self._window.status.say("Reading the data…")
            self._window.show_state()
            begun = False
            async with aclosing(self.session.events()) as events:
                async for event in events:
                    begun = True
                    self._show_event(run, event)
        except InputError:
            if not begun and new:  # nothing was learned: back to the settings, with the message above them
                discard_run(run)
                self._window.draft(config)
            raise
        finally:
            self.session = None
            self._window.status.show_idle()
            self._window.list_runs(self._window.run)
            if self._window.run and self._window.run.folder == run.folder:
                self._window.train_view.draw()
                self._window.levels_for = None
                self._window.refresh_levels()
            if run.folder.exists():
                status, step = run.status()
                self._window.status.say(f"{run.name}: {status} at step {spaced(step)}")
            else:
                self._window.status.say("The training did not begin.")
            self._window.show_state()
            self._window.describe()

    def _show_event(self, run: Run, event: TrainEvent) -> None:
        shown = self._window.run is not None and self._window.run.folder == run.folder
        if shown:
            self._window.train_view.add(event)
        if event.note:
            self._window.banner.say(event.note, wrong=False)
        if event.problem:
            self._window.banner.say(f"{event.problem} Training stands still; put it right, then press Resume.")
            self._window.show_state()
        now = time.perf_counter()
        self._pace.append((now, event.step))
        pausing = self.session is not None and self.session.paused
        if now - self._drawn < _DRAW_EVERY and event.step < event.steps and not pausing:
            return
        self._drawn = now
        if shown and self._window.tabs.currentWidget() is self._window.train_view:
            self._window.train_view.draw()
        self._show_training(run, event)

    def _show_training(self, run: Run, event: TrainEvent) -> None:
        self._window.status.show_progress(event.step, event.steps)
        (then, before), (now, after) = self._pace[0], self._pace[-1]
        rate = (after - before) / (now - then) if now > then else 0.0
        parts = [f"Training {run.name}: step {spaced(event.step)} of {spaced(event.steps)}"]
        if event.doing != "training":
            parts.append(event.doing)
        if rate:
            parts.append(f"{spaced(round(rate * run.config.training.batch_size))} images/s")
            parts.append(f"{clock((event.steps - event.step) / rate)} left")
        self._window.status.say(" · ".join(parts))
        share = f"training · {event.step * 100 // event.steps} %"
        self._window.runs.refresh(run, "paused" if self.session and self.session.paused else share)
        if self._window.run and self._window.run.folder == run.folder:
            self._window.bar.subtitle.setText(f"{spaced(event.step)} of {spaced(event.steps)} steps")

    def _show_progress(self, what: str, share: float) -> None:
        self._window.status.show_progress(round(1000 * share), 1000)
        self._window.status.say(f"{what.capitalize()}… {share:.0%}")
