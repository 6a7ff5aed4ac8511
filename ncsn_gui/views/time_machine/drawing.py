"""Draws the same seeds at the kept checkpoints of the run on the desk; nothing is drawn twice."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ncsn_engine.config import InputError, is_points
from ncsn_engine.history import moments
from ncsn_gui.language import tr
from ncsn_gui.numbers import clock, spaced
from ncsn_gui.views.time_machine import errands
from ncsn_gui.words import worded

if TYPE_CHECKING:
    import numpy as np

    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.history import Moment
    from ncsn_engine.runs import Run
    from ncsn_engine.training import TrainEvent
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.views.time_machine.view import TimeMachineView
    from ncsn_gui.works.training import Training

__all__ = ["Drawing"]

_MOST_PICTURES, _MOST_POINTS = 36, 2000  # drawn at a checkpoint: two grids share the room
_MOST_BYTES = 2**29  # of what is drawn that is remembered

_Drawn = tuple["np.ndarray", float, float]  # uint8 (N, H, W, C), or points (N, 2); and the data's range
_Key = tuple[str, int, str, str]  # file, when it was written, weights, settings of the sampler


class Drawing(QObject):
    """Joins the view Time machine, the run's checkpoints and the worker."""

    def __init__(
        self, view: TimeMachineView, workshop: Workshop, teller: Teller, desk: Desk, training: Training
    ) -> None:
        super().__init__(view)
        self._view, self._workshop, self._teller, self._desk = view, workshop, teller, desk
        self.job = workshop.job("time-machine")
        self._names: dict[str, str] = {}  # of checkpoints, by their file's name
        self._held_out: dict[int, float] = {}
        self._drawn: dict[_Key, _Drawn] = {}  # what was looked at last comes last
        self._failed: dict[_Key, str] = {}
        self._all = False
        self._doing: tuple[_Key, float] | None = None  # what is being drawn, and the share that is done
        self._begun, self._done = 0.0, 0  # when drawing began, and how many are drawn since
        view.moved.connect(self._show)
        view.rested.connect(self.draw)
        view.all_wanted.connect(self._draw_all)
        view.stop_wanted.connect(self.job.stop)
        workshop.up.connect(self.draw)
        desk.turned.connect(self._turn)
        desk.edited.connect(self._edited)
        training.happened.connect(self._follow)
        training.changed.connect(lambda: None if training.session else self._list())
        self.job.changed.connect(self.show_state)
        desk.stood.connect(self.show_state)

    # -- checkpoints ------------------------------------------------------------------------

    def _turn(self) -> None:
        """Show another run's checkpoints; a new run has none."""
        history = self._desk.past
        self._names = dict(history.names) if history else {}
        self._held_out = {int(step): float(loss) for step, loss in history.held_out} if history else {}
        self._list(newest=True)

    def _follow(self, run: Run, event: TrainEvent, due: bool) -> None:
        """Take in what the training of the shown run tells."""
        if not self._desk.holds_shown:
            return
        if event.rolled_back:
            self._held_out = {step: loss for step, loss in self._held_out.items() if step <= event.step}
        if event.held_out:
            self._held_out[event.held_out.step] = event.held_out.loss
        if event.checkpoint and event.checkpoint_name:
            self._names[event.checkpoint.name] = event.checkpoint_name
        if event.checkpoint:
            self._list(newest=event.rolled_back or bool(event.checkpoint_name))

    def _list(self, newest: bool = False) -> None:
        """Show which checkpoints there are now."""
        run = self._desk.run
        found = moments(run, self._names, self._held_out) if run else []
        self._view.show_moments(found, self._what_to_do(), newest)
        self._say_how_many()
        self.show_state()

    def _what_to_do(self) -> str:
        training = (self._desk.run or self._desk).config.training
        return tr(
            "Train first. Every {every} steps a checkpoint is kept, and what the model draws at each can be compared "
            "here. Raise training.keep_checkpoints (now {kept}) to keep more of them."
        ).format(every=spaced(training.checkpoint_every), kept=training.keep_checkpoints)

    def show_state(self) -> None:
        """Enable what can be drawn."""
        self._view.all.setEnabled(self._workshop.ready and self._view.moment() is not None and not self._all)

    # -- drawing ----------------------------------------------------------------------------

    def _edited(self, dotted: str) -> None:
        if dotted.startswith("sampling.") or not dotted:
            self._show()
            self._say_how_many()
            self.draw()

    def _settings(self) -> SamplingConfig:
        sampling, run = self._desk.config.sampling, self._desk.run
        most = _MOST_POINTS if run and is_points(run.config.data.kind) else _MOST_PICTURES
        return sampling.replace(count=min(sampling.count, most), weights="ema")

    def _keys(self, moments: list[Moment]) -> list[tuple[Moment, str, _Key]]:
        """Return what can be drawn at these moments: with which weights, and by what it is remembered."""
        settings = self._settings().model_dump_json()
        return [(one, w, (str(one.path), one.written, w, settings)) for one in moments for w in one.weights]

    def _show(self) -> None:
        """Show what is drawn of the shown moment."""
        moment = self._view.moment()
        if moment is None:
            return
        known = {weights: self._known(key) for _, weights, key in self._keys([moment])}
        self._view.show_drawn(known or {"ema": tr("This checkpoint can't be read; its file is torn or damaged.")})
        self.show_state()

    def _known(self, key: _Key) -> _Drawn | str:
        if key in self._drawn:
            self._drawn[key] = self._drawn.pop(key)
            return self._drawn[key]
        if self._doing and self._doing[0] == key:
            return tr("Drawing… {share:.0%}").format(share=self._doing[1])
        return self._failed.get(key) or tr("Not drawn yet.")

    def _missing(self) -> list[tuple[Moment, str, _Key]]:
        """Return what is to be drawn: the shown moment first, then, if all are asked for, the others, oldest first."""
        shown = self._view.moment()
        wanted = [shown] if shown and self._view.isVisible() else []
        wanted += [moment for moment in self._view.moments if self._all and moment != shown]
        return [one for one in self._keys(wanted) if one[2] not in self._drawn and one[2] not in self._failed]

    def _draw_all(self) -> None:
        self._failed.clear()
        self._all = True
        self.draw()

    def draw(self) -> None:
        """Draw what is missing, one after the other, until nothing is."""
        if self._missing() and self.job.may_begin():
            self._begun, self._done = time.perf_counter(), 0
            self.job.begin(self._work)
        else:
            self._all = self._all and self.job.busy
        self.show_state()

    async def _work(self) -> None:
        try:
            while (missing := self._missing()) and not self.job.stopping and not self._workshop.closing:
                await self._draw_one(*missing[0])
        finally:
            self._doing = None
            self._all = False
            self._say_how_many(done=True)
            self._show()

    async def _draw_one(self, moment: Moment, weights: str, key: _Key) -> None:
        drawing = errands.start_drawing(moment.path, weights, self._workshop.device, self._settings())
        try:
            async with self.job.steps(drawing) as each:
                async for share, drawn in each:
                    self._doing = (key, share)
                    if drawn is not None:
                        self._keep(key, drawn)
                        self._done += 1
                    self._show_progress(share if drawn is None else 0.0)
                    if moment == self._view.moment():
                        self._show()
                    if drawn is None and not self._wanted(moment, key):
                        return
        except InputError as error:  # a torn file, or a sampler that does not suit
            self._failed[key] = worded(error)
            self._all = False
            if moment.path.exists():  # else the training has deleted it meanwhile
                self._teller.report(error)
            self._show()

    def _wanted(self, moment: Moment, key: _Key) -> bool:
        """Tell whether somebody still waits for this."""
        here = self._all or (moment == self._view.moment() and self._view.isVisible())
        return here and key in [found for _, _, found in self._keys([moment])]

    def _keep(self, key: _Key, drawn: _Drawn) -> None:
        self._drawn[key] = drawn
        while sum(pixels.nbytes for pixels, _, _ in self._drawn.values()) > _MOST_BYTES and len(self._drawn) > 1:
            del self._drawn[next(iter(self._drawn))]

    def _show_progress(self, share: float) -> None:
        left = len(self._missing())
        spent = time.perf_counter() - self._begun
        parts = [tr("Drawing {number} of {all}").format(number=self._done + 1, all=self._done + left)] if left else []
        if self._done + share > 0 and left:
            rest = tr("{time} left").format(time=clock(spent / (self._done + share) * (left - share)))
            parts.append(rest)
        self._view.show_progress(" · ".join(parts), True)

    def _say_how_many(self, done: bool = False) -> None:
        """Say at how many checkpoints all is drawn, unless more is being drawn."""
        if done or not self.job.busy:
            missing = {moment.path for moment, _, key in self._keys(self._view.moments) if key not in self._drawn}
            every = len(self._view.moments)
            said = tr("{done} of {all} checkpoints drawn").format(done=every - len(missing), all=every)
            self._view.show_progress(said if every else "", False)
