"""One training: what its parts do together, step by step and command by command."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ncsn_engine.checkpoint import read_checkpoint
from ncsn_engine.config import InputError
from ncsn_engine.export import write_tiles
from ncsn_engine.runs import change_settings, changeable, changed_settings, mark_of, set_aside
from ncsn_engine.storage import SaveError
from ncsn_engine.threads import share_cores
from ncsn_engine.training.clock import Clock, Due
from ncsn_engine.training.commands import Change, Pause, Resume, RollBack, Save
from ncsn_engine.training.divergence import Divergence
from ncsn_engine.training.events import News, Preview, TrainEvent
from ncsn_engine.training.logbook import Logbook
from ncsn_engine.training.measuring import Judge, Meter
from ncsn_engine.training.opening import listed, open_training, write_down
from ncsn_engine.training.previews import draw
from ncsn_engine.training.saving import Keeper, checkpoint_of, kept_of, restore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ncsn_engine.checkpoint import Checkpoint
    from ncsn_engine.config import RunConfig
    from ncsn_engine.export import Pixels
    from ncsn_engine.runs import Run
    from ncsn_engine.training.commands import Command

__all__ = ["NotFiniteError", "Trainer"]


class NotFiniteError(InputError):
    """A loss was not finite: what was learned just before it is not to be kept."""


class Trainer:
    """Joins what learns, measures, writes down, tells and saves; each of these is a part of its own.

    Attributes
    ----------
    run
        What is trained; its settings are those in force.
    paused
        Whether no step is to be taken until told so.
    news
        What the next event tells.
    """

    def __init__(self, run: Run, device: str, progress: Callable[[str, float], None] | None) -> None:
        self.run, self.paused = run, False
        self.news, self._clock, self._keeper = News(), Clock(), Keeper()
        self.run, self._learner, saved = open_training(run, device, self._keeper, self.news, progress)
        run = self.run
        self._meter, self._logbook = Meter(self._learner), Logbook(run, len(self._learner.sigmas))
        if saved:
            self._stand_at(saved)
        write_down(run, self._learner.data)
        if saved:
            self._mark_edits(saved)
        self._logbook.rewind(self._learner.step)
        self._divergence = Divergence(run)
        self._judge = Judge(self._learner.data, self._learner.facts)
        self._begin_here()

    def _begin_here(self) -> None:
        """Forget what was measured and not told yet: steps are taken from here on."""
        self._learner.begin_here()
        self._meter.begin_here()
        self._logbook.begin_here(self.run, self._clock.seconds)
        self._clock.go_on()

    def is_done(self) -> bool:
        """Tell whether all steps are taken."""
        return self._learner.step >= self.run.config.training.steps

    # -- one slice --------------------------------------------------------------------------

    def slice(self, seconds: float) -> Iterator[str]:
        """Train for a while, and do what falls due then; yields what was done."""
        training = self.run.config.training
        due = Due(seconds)
        share_cores()
        while True:
            self._meter.count(self._learner.take_step())
            if lost := self._learner.lost:
                self.news.note(f"{len(lost)} pictures can't be read any more and are left out: {listed(tuple(lost))}")
                lost.clear()
            falls_due = [
                every and self._learner.step % every == 0
                for every in (training.held_out_every, training.preview_every, training.checkpoint_every)
            ]
            ended = self._learner.step >= training.steps
            if ended or any(falls_due) or due.reached():
                break
        self._check_finite()
        if falls_due[0] or ended:
            yield from self._judge_now(seconds)
        yield "training"
        if falls_due[2]:  # after the event: its losses are written down before the checkpoint is
            self.try_to_save()
            yield "training"
        if (falls_due[1] or ended) and training.preview_every:
            yield from self._preview(seconds)

    def _check_finite(self) -> None:
        if self._learner.is_bad():
            self._learner.step -= self._meter.drop_bad()
            step, kept = self._learner.step, "No checkpoint was saved yet; the run begins anew."
            if saved := self.run.kept():
                again = f"the run goes on from there, and takes the {step - saved[0].step} steps since anew."
                kept = f"The last good checkpoint is {saved[0].path.name}; {again}"
            rate = self.run.config.training.learning_rate
            raise NotFiniteError(
                f"{self.run.name}: the loss is not finite at step {self._learner.step + 1}; training stopped before "
                f"it. {kept} Lower training.learning_rate (now {rate:g}) or set training.gradient_clip, and go on."
            )

    def _judge_now(self, seconds: float) -> Iterator[str]:
        found = yield from self._judge.measure(self._learner, seconds)
        self.news.tell(held_out=found)
        first = math.inf if self._learner.first is None else float(self._learner.first)
        if word := self._divergence.word(found, first, self.run.config):
            self.news.note(word)
        self._logbook.held_out(found, self._clock.now())

    def _preview(self, seconds: float) -> Iterator[str]:
        """Draw a preview and keep it."""
        try:
            self._keep_preview((yield from draw(self._learner, seconds)))
        except SaveError:
            raise
        except InputError as error:  # a preview that fails is no reason to stop learning
            self.news.tell(note=f"No preview at step {self._learner.step}: {error}")
        self._learner.model.train()
        yield "training"

    def _keep_preview(self, pixels: Pixels) -> None:
        step = self._learner.step
        file = self.run.folder / "previews" / f"step-{step:09d}.png"
        self.news.tell(preview=Preview(step, pixels))
        self.news.attempt(partial(write_tiles, file, pixels))
        self._logbook.note({"kind": "preview", "step": step, "file": file.name, "count": len(pixels)})

    # -- telling ----------------------------------------------------------------------------

    def event(self, doing: str = "training") -> TrainEvent:
        """Fetch what was measured from the device, write it down, and put it into an event."""
        training = self.run.config.training
        passed = self._clock.lap()
        learnt = self._meter.read()
        with np.errstate(invalid="ignore"):
            level_loss = learnt.level_sum / learnt.level_count
        self._logbook.learnt(learnt)
        if self._logbook.is_due() or doing == "finished":
            self._write_down()
        return TrainEvent(
            step=self._learner.step,
            steps=training.steps,
            losses=learnt.losses,
            level_loss=level_loss,
            level_count=learnt.level_count,
            sigmas=self._learner.sigmas,
            seconds=self._clock.seconds,
            images_per_second=len(learnt.losses) * training.batch_size / passed if len(learnt.losses) else 0.0,
            doing=doing,
            **self._meter.rates()._asdict(),
            **self.news.take(),
        )

    def _write_down(self) -> None:
        """Write what was measured; what a full disk refuses is told and tried again."""
        batch_size = self.run.config.training.batch_size
        now = (self._learner.step, self._clock.seconds, batch_size, self._meter.rates())
        self.news.attempt(partial(self._logbook.write, *now))

    def _mark(self, record: dict[str, Any]) -> None:
        self._logbook.note(record)
        self.news.mark(self._learner.step, mark_of(record))

    def _mark_changes(self, changes: list[tuple[str, Any, Any]]) -> None:
        for what, before, after in changes:
            self._mark({"kind": "change", "step": self._learner.step, "what": what, "from": before, "to": after})

    # -- obeying ----------------------------------------------------------------------------

    def obey(self, command: Command) -> None:
        """Do what was sent; the time since the last event does not count as training."""
        self._clock.go_on()
        if command is not None:
            self.news.tell(answers=True)
        try:
            match command:
                case Save(name):
                    self.news.attempt(partial(self._save, name))
                case Change(config):
                    self.news.attempt(partial(self._change, config))
                    self.news.tell(config=self.run.config)
                case RollBack(checkpoint):
                    self.news.attempt(partial(self._roll_back, checkpoint))
                case Pause():
                    self.paused = True
                case Resume():
                    self.paused = False
        except InputError as error:  # nothing was changed
            self.news.tell(note=str(error), config=self.run.config)

    def _change(self, config: RunConfig) -> None:
        """Go on with other settings; the run's file knows first, so that a crash can't forget them."""
        changes = changeable(self.run.config, config, self._learner.step)
        self.run = change_settings(self.run, config)
        self._learner.take(config)
        self._mark_changes(changes)
        if changes:
            self._keeper.outdate()  # what was saved at this step holds the settings before

    def _roll_back(self, checkpoint: Path) -> None:
        kept, came_from = kept_of(self.run, checkpoint), self._learner.step
        saved = read_checkpoint(checkpoint)
        self._write_down()
        self._save(spared=checkpoint)
        self._keeper.outdate()  # should the next fail halfway
        self.run = set_aside(self.run, kept, saved.config)
        self._learner.take(self.run.config)
        self._stand_at(saved)
        self._begin_here()
        step, mark = self._learner.step, mark_of({"kind": "rollback", "from": came_from})
        self.news.tell(config=self.run.config, checkpoint=checkpoint, rolled_back=True, marks=((step, mark),))

    # -- saving and going on ----------------------------------------------------------------

    def _save(self, name: str = "", spared: Path | None = None) -> None:
        """Save everything; raises a SaveError where that is not possible."""
        step = self._learner.step
        if self._keeper.is_saved(step) and not name:
            self.news.tell(checkpoint=self.run.checkpoints()[0])
            return
        checkpoint = checkpoint_of(self._learner, self._clock.seconds)
        self._write_down()  # a run that goes on from here knows every loss before it
        path = self._keeper.write(self.run, checkpoint, name)
        self.news.tell(checkpoint=path, checkpoint_name=name)
        if name:
            self._mark({"kind": "checkpoint", "step": step, "name": name, "file": path.name})
        self._keeper.tidy(self.run, path, self.run.config.training.keep_checkpoints, spared)

    def try_to_save(self) -> bool:
        """Save everything; tells whether that was possible, and the next event why not."""
        return self.news.attempt(self._save)

    def end(self, why: str) -> None:
        """Save and write down how it ended.

        Raises
        ------
        SaveError
            Where that is not possible.
        """
        self._save()
        self.record_end(why)

    def rescue(self) -> str:
        """Save after a fault, if that is possible, and write down that it failed; tells what became of it."""
        try:
            self._check_finite()
            if not self._learner.whole:
                raise InputError("it was cut off in the middle of a step.")
            self._save()
            saved = f"Everything up to step {self._learner.step} is saved."
        except Exception as error:  # the fault that ended it is the one to be told; this is told beside it
            saved = f"What was learned since the last checkpoint could not be saved: {error}"
        self.record_end("failed")
        return saved

    def record_end(self, why: str) -> None:
        """Write down how it ended, without saving."""
        self.event("finished")  # what was measured since the last one
        self.news.attempt(partial(self._logbook.end, self._learner.step, why))

    def _stand_at(self, saved: Checkpoint) -> None:
        """Go on from a checkpoint."""
        self._clock.seconds = saved.extra["seconds"]
        restore(self._learner, saved, self.run)
        self._keeper.went_on_from(self._learner.step)

    def _mark_edits(self, saved: Checkpoint) -> None:
        """Note what was changed since the checkpoint was made, unless that is noted already."""
        changes = changed_settings(saved.config, self.run.config)
        if changes:
            step = self._learner.step
            noted = [r for r in self.run.metrics() if r["kind"] == "change" and r["step"] == step]
            known = [(r["what"], r["to"]) for r in noted]
            self._mark_changes([c for c in changes if (c[0], c[2]) not in known])
            self._keeper.outdate()
