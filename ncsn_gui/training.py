"""The window's training: begins, follows, changes, pauses and ends it, and shows what happens."""

from __future__ import annotations

import time
from collections import deque
from contextlib import aclosing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ncsn_engine.config import InputError
from ncsn_engine.history import read_history
from ncsn_engine.runs import Run, change_settings, changeable, changed_settings, create_run, discard_run
from ncsn_gui.language import tr
from ncsn_gui.session import TrainingSession
from ncsn_gui.statusbar import clock, spaced

if TYPE_CHECKING:
    from ncsn_engine.config import RunConfig
    from ncsn_engine.training import TrainEvent
    from ncsn_gui.window import MainWindow

__all__ = ["Training"]

_DRAW_EVERY = 1.0  # seconds between redraws while training, which needs every core itself
_READ_SHARE = 0.05  # of the time may be spent on reading a run on whose curves lie over the shown one's
_READ = 4.0  # seconds for which what was just done stands in the status bar
# What the engine says while data is read, by how it begins; what follows is a name.
_READING = {"downloading ": tr("Downloading {what}"), "reading pictures in ": tr("Reading pictures in {what}")}


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
        self._drawn = self._quiet_until = self._read_next = 0.0
        self._pace: deque[tuple[float, int]] = deque(maxlen=40)

    @property
    def of_shown(self) -> bool:
        """Whether the shown run is the one that is being trained, paused or not."""
        shown = self._window.run
        return self.session is not None and shown is not None and shown.folder == self.session.run.folder

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
            self._window.status.say(tr("Saving…"))

    def change(self, config: RunConfig) -> None:
        """Send changed settings to the training of the shown run; what it can't take goes back, and it is said why."""
        if not self.of_shown or self.session is None:
            return
        now = self.session.run.config
        wanted = config.model_copy(update={"name": now.name, "sampling": now.sampling})
        try:
            changed = changeable(now, wanted, self._pace[-1][1] if self._pace else 0)
        except InputError as error:
            self._show_settings(now)
            self._window.report(error)
            return
        if changed or self.session.unanswered:
            self.session.change(wanted)

    def _show_settings(self, config: RunConfig) -> None:
        """Show the settings that are in force; those of sampling are the form's own."""
        form = self._window.form
        if changed_settings(form.config, config):
            form.show_config(config.model_copy(update={"sampling": form.config.sampling}), form.base)
            self._window.manners.note()

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
            history = read_history(run)
            self._window.train_view.show_history(history, config.training.ema_rate > 0, run.name)
            self._window.time_machine.show_run(run, history)
            self._window.tabs.setCurrentWidget(self._window.train_view)
            self._window.status.say(tr("Reading the data…"))
            self._window.show_state()
            begun = False
            async with aclosing(self.session.events()) as events:
                async for event in events:
                    begun = True
                    self._show_event(self.session.run, event)
        except InputError:
            if not begun and new:  # nothing was learned: back to the settings, with the message above them
                discard_run(run)
                self._window.draft(config)
            raise
        finally:
            late, self.session = self.session.unsaved, None
            self._window.status.show_idle()
            self._window.list_runs(self._window.run)
            if self._window.run and self._window.run.folder == run.folder:
                self._window.train_view.draw()
                self._window.levels_for = None
                self._window.refresh_levels()
            if run.folder.exists():
                status, step = run.status()
                said = tr("{run}: {status} at step {step}")
                self._window.status.say(said.format(run=run.name, status=tr(status), step=spaced(step)))
            else:
                self._window.status.say(tr("The training did not begin."))
            for name in late:
                self._window.time_machine.keep(run, name)
            self._window.show_state()
            self._window.describe()

    def _show_event(self, run: Run, event: TrainEvent) -> None:
        shown = self.of_shown
        if event.config:
            self._take(run, event)
        if shown and not event.rolled_back:  # else all that is known was read anew
            self._window.train_view.add(event)
        if shown:
            self._window.time_machine.follow(run, event)
        if event.marks:
            step, what = event.marks[-1]
            self._window.status.say(tr("Step {step}: {what}").format(step=spaced(step), what=what))
            self._quiet_until = time.perf_counter() + _READ
        if event.note:
            self._window.banner.say(event.note, wrong=False)
        if event.problem:
            self._window.banner.say(f"{event.problem} " + tr("Training stands still; put it right, then press Resume."))
            self._window.show_state()
        now = time.perf_counter()
        self._pace.append((now, event.step))
        pausing = self.session is not None and self.session.paused
        due = now - self._drawn >= _DRAW_EVERY or pausing or event.marks or event.rolled_back
        if not due and event.step < event.steps:
            return
        self._drawn = now
        if shown and self._window.tabs.currentWidget() is self._window.train_view:
            self._window.train_view.draw()
        elif not shown and now >= self._read_next:
            self._window.follow_overlaid(run)
            after = time.perf_counter()
            self._read_next = after + (after - now) / _READ_SHARE
        self._show_training(run, event)

    def _take(self, run: Run, event: TrainEvent) -> None:
        """Show settings that are in force from now on, or went back."""
        window = self._window
        if self.of_shown:
            window.run = run
            if self.session and not self.session.unanswered:
                self._show_settings(run.config)
            window.train_view.show_weights(run.config.training.ema_rate > 0)
        if event.rolled_back:
            self._pace.clear()
            self._pace.append((time.perf_counter(), event.step))
            if self.of_shown:
                window.manners.forget()
                window.train_view.show_history(read_history(run), run.config.training.ema_rate > 0, run.name)
                window.levels_for = None
        window.list_runs(window.run)
        window.show_state()

    def _show_training(self, run: Run, event: TrainEvent) -> None:
        self._window.status.show_progress(event.step, event.steps)
        (then, before), (now, after) = self._pace[0], self._pace[-1]
        rate = (after - before) / (now - then) if now > then else 0.0
        steps = {"step": spaced(event.step), "steps": spaced(event.steps)}
        parts = [tr("Training {run}: step {step} of {steps}").format(run=run.name, **steps)]
        if event.doing != "training":
            parts.append(tr(event.doing))
        if rate:
            parts.append(tr("{number} images/s").format(number=spaced(round(rate * run.config.training.batch_size))))
            parts.append(tr("{time} left").format(time=clock((event.steps - event.step) / rate)))
        standing = self.session is not None and self.session.paused  # which is said already
        if time.perf_counter() >= self._quiet_until and event.doing != "paused" and not standing:
            self._window.status.say(" · ".join(parts))
        share = tr("training · {share} %").format(share=event.step * 100 // event.steps)
        self._window.runs.refresh(run, tr("paused") if self.session and self.session.paused else share)
        if self.of_shown:
            self._window.bar.subtitle.setText(tr("{step} of {steps} steps").format(**steps))

    def _show_progress(self, what: str, share: float) -> None:
        self._window.status.show_progress(round(1000 * share), 1000)
        for begun, text in _READING.items():
            if what.startswith(begun):
                what = text.format(what=what.removeprefix(begun))
        self._window.status.say(f"{what}… {share:.0%}")
