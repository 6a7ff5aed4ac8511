"""The training that is under way: begun, followed, changed, paused and ended."""

from __future__ import annotations

import gc
import time
from collections import deque
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ncsn_engine.config import InputError
from ncsn_engine.runs import Run, changeable, create_run, discard_run
from ncsn_gui.language import tr
from ncsn_gui.numbers import clock, spaced
from ncsn_gui.words import titled
from ncsn_gui.works import errands
from ncsn_gui.works.session import TrainingSession

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.config import RunConfig
    from ncsn_engine.training import TrainEvent
    from ncsn_gui.studio.beside import Beside
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["Training"]

_TELL_EVERY = 1.0  # seconds between two reports while training, which needs every core itself
_READ_SHARE = 0.05  # of the time may be spent on reading a run on whose curves lie over the shown one's
_LOUD, _STANDING = 1, -1  # how a training stands against other works in the status bar: running, paused
# What the engine says while data is read, by how it begins; what follows is a name.
_READING = {"downloading ": tr("Downloading {what}"), "reading pictures in ": tr("Reading pictures in {what}")}


class Training(QObject):
    """Trains the run on the desk.

    Attributes
    ----------
    session
        The training that is under way, paused or not; None: none is.
    """

    begun = Signal()  # a training of the run on the desk: it is to be seen
    changed = Signal()  # begun, paused, resumed, being stopped, or ended
    happened = Signal(object, object, bool)  # Run, TrainEvent, and whether it is time to draw
    progressed = Signal(int, int)  # of the shown run: step, of how many

    def __init__(
        self, workshop: Workshop, teller: Teller, shelf: Shelf, desk: Desk, beside: Beside, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workshop, self._teller, self._shelf, self._desk, self._beside = workshop, teller, shelf, desk, beside
        self.session: TrainingSession | None = None
        self.job = workshop.job("training", _LOUD)
        self._asked: RunConfig | None = None  # the settings that were sent last, or are in force
        self._told = self._read_next = 0.0
        self._spared = False
        self._pace: deque[tuple[float, int]] = deque(maxlen=40)  # time, step
        desk.edited.connect(lambda _: self._change())
        desk.drafted.connect(self._say_new)

    def _say_new(self, wished: bool) -> None:
        """Say that an edit led to a new run."""
        if not wished:
            said = tr("What was learned rests on that setting: this is a new run now. Ctrl+Z goes back to the other.")
            self._teller.say(said)

    @property
    def running(self) -> bool:
        """Whether steps are being taken."""
        return self.session is not None and not self.session.paused

    # -- what a person asks for -------------------------------------------------------------

    def start_or_resume(self) -> None:
        """Train the shown run from where it stands, or make the new one."""
        self._teller.hush()
        if self.session:
            self.session.resume()
            self._stand()
        elif not self._desk.wrong:
            self.job.begin(self._train)

    def pause(self) -> None:
        """Let the training stand; everything is saved first."""
        if self.session:
            self.session.pause()
            self._stand()

    def stop(self) -> None:
        """Save and end the training."""
        if self.session:
            self.session.stop()
            self.job.stopping = True
            self._teller.say(tr("Saving…"))
            self.changed.emit()

    def save_as(self, name: str, session: TrainingSession) -> None:
        """Keep this moment under a name; of a training that has ended meanwhile, the newest checkpoint."""
        if session is self.session:
            session.save_as(name)
        else:
            self._workshop.spawn(self._keep_newest(session.run, name))

    def roll_back(self, run: Run, checkpoint: Path) -> None:
        """Let a run go on from an earlier checkpoint, whether it is being trained or not."""
        if self.session and self.session.run.folder == run.folder:
            self.session.roll_back(checkpoint)
        else:
            self._workshop.spawn(self._roll_back_stopped(run, checkpoint))

    async def _roll_back_stopped(self, run: Run, checkpoint: Path) -> None:
        changed = await self._workshop.run(errands.roll_back, run, checkpoint)
        self._shelf.list_again()
        self._desk.show(changed)
        said = tr("{run} stands at step {step} again; Resume goes on from there.")
        self._teller.say(said.format(run=run.name, step=spaced(changed.status()[1])))

    async def _keep_newest(self, run: Run, name: str) -> None:
        path = await self._workshop.run(errands.name_newest, run, name)
        if self._desk.run and self._desk.run.folder == run.folder:
            self._desk.become(self._desk.run)
        said = tr("The training had ended; its newest checkpoint is kept as “{name}”: {file}")
        self._teller.say(said.format(name=name, file=path.name))

    def _change(self) -> None:
        """Send changed settings to the training of the shown run; what it can't take goes back, and it is said why."""
        if not self._desk.holds_shown or self.session is None or self._asked is None:
            return
        now = self.session.run.config
        wanted = self._desk.config.model_copy(update={"name": now.name, "sampling": now.sampling})
        try:
            changeable(now, wanted, self._pace[-1][1] if self._pace else 0)
        except InputError as error:
            self._desk.put_back(self._asked)
            self._teller.report(error)
            return
        if wanted != (self._asked if self.session.unanswered else now):
            self._asked = wanted
            self.session.change(wanted)

    # -- the training itself ----------------------------------------------------------------

    async def _train(self) -> None:
        desk, config = self._desk, self._desk.config
        stood = desk.run if desk.resumable else None
        run = replace(stood, config=config) if stood else create_run(config)
        session = self.session = TrainingSession(self._workshop, run, self._workshop.device, self._show_reading)
        self._asked = run.config
        self._pace.clear()
        begun = False
        try:
            self._stand()
            self._shelf.list_again()
            desk.hold(run)
            desk.become(run)
            self.begun.emit()
            self.job.say(tr("Reading the data…"))
            async with aclosing(session.events()) as events:
                async for event in events:
                    begun = True
                    self._take(session.run, event)
        except Exception:
            if not begun and stood:  # what was refused was not written down either
                desk.become(stood)
            elif not begun:  # nothing was learned: back to the settings, with the message above them
                discard_run(run)
                desk.draft(config)
            raise
        finally:
            self._end(run, session)

    def _end(self, run: Run, session: TrainingSession) -> None:
        self.session = self._asked = None
        self.job.rank = _LOUD  # it has the last word, though it stood
        self._shelf.follow(None)
        self._shelf.list_again()
        self._desk.hold(None)
        if run.folder.exists():
            said = tr("{run}: {status} at step {step}")
            self.job.end(said.format(run=run.name, status=self._shelf.word(run), step=spaced(run.status()[1])))
        else:
            self.job.end(tr("The training did not begin."))
        for name in session.unsaved:
            self._workshop.spawn(self._keep_newest(run, name))
        self.changed.emit()

    def _stand(self) -> None:
        """Tell that the training runs or stands."""
        session = self.session
        if session is None:
            return
        self.job.rank = _STANDING if session.paused else _LOUD
        self._shelf.follow(session.run, session.paused)
        if session.paused:
            self._teller.say(tr("{run} is paused; everything is saved.").format(run=session.run.name))
        self.changed.emit()

    def _take(self, run: Run, event: TrainEvent) -> None:
        """Take in what happened, and tell of it."""
        now = time.perf_counter()
        if event.step and not self._spared:
            # The first step of an optimiser brings another hundred thousand objects of torch that never die; looking
            # through them for garbage would stop the window for 75 ms at some time later (see errands.warm_up).
            self._spared = True
            gc.freeze()
        if event.rolled_back:
            self._pace.clear()
        self._pace.append((now, event.step))
        if event.config:
            self._settle(run, event)
        if event.marks:
            step, what = event.marks[-1]
            self._teller.say(tr("Step {step}: {what}").format(step=spaced(step), what=what))
        if event.note:
            self._teller.note(titled(event.note))
        if event.problem:
            said = tr("Training stands still; put it right, then press Resume.")
            self._teller.note(f"{titled(event.problem)} {said}", wrong=True)
            self._stand()
        due = now - self._told >= _TELL_EVERY or not self.running or bool(event.marks) or event.rolled_back
        due = due or event.step >= event.steps
        self.happened.emit(run, event, due)
        if due:
            self._told = now
            self._read_beside(run, now)
            self._tell(run, event)

    def _settle(self, run: Run, event: TrainEvent) -> None:
        """Take in settings that are in force from now on, or went back."""
        self._desk.hold(run)
        if self.session and not self.session.unanswered:
            self._asked = run.config
            if self._desk.holds_shown:
                self._desk.put_back(run.config)
        if event.rolled_back and self._desk.holds_shown:
            self._desk.rewrite(run)
        self._shelf.list_again()

    def _read_beside(self, run: Run, now: float) -> None:
        """Read on in the trained run where its curves lie over those of another one; not for too long."""
        if not self._desk.holds_shown and now >= self._read_next:
            self._beside.read_on(run)
            after = time.perf_counter()
            self._read_next = after + (after - now) / _READ_SHARE

    def _tell(self, run: Run, event: TrainEvent) -> None:
        (then, before), (now, after) = self._pace[0], self._pace[-1]
        rate = (after - before) / (now - then) if now > then else 0.0
        steps = {"step": spaced(event.step), "steps": spaced(event.steps)}
        parts = [tr("Training {run}: step {step} of {steps}").format(run=run.name, **steps)]
        if event.doing != "training":
            parts.append(tr(event.doing))
        if rate:
            parts.append(tr("{number} images/s").format(number=spaced(round(rate * run.config.training.batch_size))))
            parts.append(tr("{time} left").format(time=clock((event.steps - event.step) / rate)))
        if event.doing != "paused" and self.running:  # standing was said already
            self.job.say(" · ".join(parts), event.step, event.steps)
        share = tr("{share} %").format(share=event.step * 100 // event.steps)
        self._shelf.follow(run, not self.running, share)
        if self._desk.holds_shown:
            self.progressed.emit(event.step, event.steps)

    def _show_reading(self, what: str, share: float) -> None:
        for begun, text in _READING.items():
            if what.startswith(begun):
                what = text.format(what=what.removeprefix(begun))
        self.job.say(f"{what}… {share:.0%}", round(1000 * share), 1000)
