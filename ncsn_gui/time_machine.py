"""The window's time machine: draws at the kept checkpoints, names them, and goes back to them."""

from __future__ import annotations

import time
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox

from ncsn_engine.config import InputError, is_points
from ncsn_engine.history import moments, read_history
from ncsn_engine.runs import changed_settings
from ncsn_gui import jobs
from ncsn_gui.language import tr
from ncsn_gui.statusbar import clock, spaced

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    import numpy as np

    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.history import History, Moment
    from ncsn_engine.runs import Run
    from ncsn_engine.training import TrainEvent
    from ncsn_gui.session import TrainingSession
    from ncsn_gui.window import MainWindow

__all__ = ["TimeMachine"]

_MOST_PICTURES, _MOST_POINTS = 36, 2000  # drawn at a checkpoint: two grids share the room
_MOST_BYTES = 2**29  # of what is drawn that is remembered

_Drawn = tuple["np.ndarray", float, float]  # uint8 (N, H, W, C), or points (N, 2); and the data's range
_Key = tuple[str, int, str, str]  # file, when it was written, weights, settings of the sampler


class TimeMachine(QObject):
    """Joins the view Time machine, the run's checkpoints and the worker.

    Parameters
    ----------
    window
        With its view.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._view = window, window.time_machine_view
        self._run: Run | None = None
        self._names: dict[str, str] = {}  # of checkpoints, by their file's name
        self._held_out: dict[int, float] = {}
        self._drawn: dict[_Key, _Drawn] = {}  # what was looked at last comes last
        self._failed: dict[_Key, str] = {}
        self._task: asyncio.Task[Any] | None = None
        self._all = self._stopping = False
        self._doing: tuple[_Key, float] | None = None  # what is being drawn, and the share that is done
        self._begun, self._done = 0.0, 0  # when drawing began, and how many are drawn since
        view = self._view
        view.moved.connect(self._show)
        view.rested.connect(self.draw)
        view.all_wanted.connect(self._draw_all)
        view.stop_wanted.connect(self.stop)
        view.save_wanted.connect(self.ask_name)
        view.roll_back_wanted.connect(self.ask_roll_back)
        view.sample_wanted.connect(self._sample)
        window.form.edited.connect(lambda _, dotted: self._edited(dotted))

    # -- checkpoints ------------------------------------------------------------------------

    def show_run(self, run: Run | None, history: History | None = None) -> None:
        """Show another run's checkpoints; None: of a new run, which has none."""
        self._run = run
        self._names = dict(history.names) if history else {}
        self._held_out = {int(step): float(loss) for step, loss in history.held_out} if history else {}
        self._list(newest=True)

    def follow(self, run: Run, event: TrainEvent) -> None:
        """Take in what the training of the shown run tells."""
        self._run = run
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
        found = moments(self._run, self._names, self._held_out) if self._run else []
        self._view.show_moments(found, self._what_to_do(), newest)
        self._say_how_many()
        self.show_state()

    def _what_to_do(self) -> str:
        training = (self._run or self._window.form).config.training
        return tr(
            "Train first. Every {every} steps a checkpoint is kept, and what the model draws at each can be compared "
            "here. Raise training.keep_checkpoints (now {kept}) to keep more of them."
        ).format(every=spaced(training.checkpoint_every), kept=training.keep_checkpoints)

    def show_state(self) -> None:
        """Enable what can be done."""
        view, window, own = self._view, self._window, self._window.training.of_shown
        moment = view.moment()
        view.all.setEnabled(window.ready and moment is not None and not self._all)
        view.save.setEnabled(own)
        later = moment is not None and (own or moment != view.moments[-1])
        view.back.setEnabled(window.ready and later and window.run is not window.ready_made)
        view.sample.setEnabled(window.ready and moment is not None and window.sampling.task is None)

    # -- drawing ----------------------------------------------------------------------------

    def stop(self) -> None:
        """Stop drawing; what is drawn stays."""
        self._stopping = True

    def _edited(self, dotted: str) -> None:
        if dotted.startswith("sampling."):
            self._show()
            self._say_how_many()
            self.draw()

    def _settings(self) -> SamplingConfig:
        config = self._window.form.config
        most = _MOST_POINTS if self._run and is_points(self._run.config.data.kind) else _MOST_PICTURES
        return config.sampling.replace(count=min(config.sampling.count, most), weights="ema")

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
        window = self._window
        if window.ready and not window.closing and self._task is None and self._missing():
            self._stopping = False
            self._begun, self._done = time.perf_counter(), 0
            self._task = window.spawn(self._work())
        else:
            self._all = self._all and self._task is not None
        self.show_state()

    async def _work(self) -> None:
        try:
            while (missing := self._missing()) and not self._stopping and not self._window.closing:
                await self._draw_one(*missing[0])
        finally:
            self._task = self._doing = None
            self._all = False
            self._say_how_many()
            self._show()
            self.show_state()

    async def _draw_one(self, moment: Moment, weights: str, key: _Key) -> None:
        device = self._window.bar.device.currentData()
        drawing = jobs.start_drawing(moment.path, weights, device, self._settings())
        try:
            async with aclosing(self._window.worker.stream(drawing)) as stream:
                async for share, drawn in stream:
                    self._doing = (key, share)
                    if drawn is not None:
                        self._keep(key, drawn)
                        self._done += 1
                    self._show_progress(share if drawn is None else 0.0)
                    if moment == self._view.moment():
                        self._show()
                    given_up = self._stopping or self._window.closing or not self._wanted(moment, key)
                    if given_up and drawn is None:
                        return
        except InputError as error:  # a torn file, or a sampler that does not suit
            self._failed[key] = str(error)
            self._all = False
            if moment.path.exists():  # else the training has deleted it meanwhile
                self._window.report(error)
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

    def _say_how_many(self) -> None:
        """Say at how many checkpoints all is drawn, unless more is being drawn."""
        if self._task is None:
            missing = {moment.path for moment, _, key in self._keys(self._view.moments) if key not in self._drawn}
            every = len(self._view.moments)
            said = tr("{done} of {all} checkpoints drawn").format(done=every - len(missing), all=every)
            self._view.show_progress(said if every else "", False)

    # -- keeping and going back -------------------------------------------------------------

    def ask_name(self) -> None:
        """Ask how the present moment of the training is to be called, and keep it."""
        ask = QInputDialog(self._window)
        ask.setObjectName("time-machine.name")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setWindowTitle(tr("Save checkpoint"))
        ask.setLabelText(
            tr("A name for this moment of the training. The checkpoint is kept until you delete its file.")
        )
        ask.setOkButtonText(tr("Save"))
        if session := self._window.training.session:
            ask.textValueSelected.connect(partial(self._save, session))
        ask.open()

    def _save(self, session: TrainingSession, name: str) -> None:
        if name.strip() and session is self._window.training.session:
            session.save_as(name.strip())
        elif name.strip():  # it ended while the name was thought of
            self.keep(session.run, name.strip())

    def keep(self, run: Run, name: str) -> None:
        """Keep the newest checkpoint of a training that has ended under a name."""
        self._window.spawn(self._keep_newest(run, name))

    async def _keep_newest(self, run: Run, name: str) -> None:
        path = await self._window.worker.run(jobs.name_newest, run, name)
        if self._run and self._run.folder == run.folder:
            history = read_history(run)
            self._window.train_view.show_history(history, run.config.training.ema_rate > 0, run.name)
            self.show_run(self._run, history)
        said = tr("The training had ended; its newest checkpoint is kept as “{name}”: {file}")
        self._window.status.say(said.format(name=name, file=path.name))

    def ask_roll_back(self) -> None:
        """Ask whether the run is to go back to the shown moment, saying what is set aside."""
        self._view.pause()  # what is asked about stays in sight
        moment, run = self._view.moment(), self._window.run
        if moment is None or run is None:
            return
        later = len(self._view.moments) - 1 - self._view.moments.index(moment)
        named = f" “{moment.name}”" if moment.name else ""
        ask = QMessageBox(self._window)
        ask.setObjectName("time-machine.confirm")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setIcon(QMessageBox.Icon.Question)
        ask.setWindowTitle(tr("Roll back"))
        said = tr("Roll {run} back to step {step}{named}?")
        ask.setText(said.format(run=run.name, step=spaced(moment.step), named=named))
        ask.setInformativeText(
            tr(
                "What came after it is set aside in the run's folder, under set-aside: {count} later checkpoints, and "
                "the curves, previews and settings up to now. Nothing is deleted. The training then goes on from "
                "there, with the settings of that moment."
            ).format(count=later)
            + self._what_is_lost(run)
        )
        back = ask.addButton(tr("Roll back"), QMessageBox.ButtonRole.AcceptRole)
        back.setObjectName("time-machine.confirm.yes")
        ask.addButton(QMessageBox.StandardButton.Cancel)
        ask.setDefaultButton(back)
        ask.accepted.connect(partial(self._roll_back, run, moment.path))
        ask.open()

    def _what_is_lost(self, run: Run) -> str:
        """Say which settings were changed since the run was trained; a training under way knows them already."""
        if self._window.training.of_shown:
            return ""
        now = self._window.form.config
        names = [name for name, _, _ in changed_settings(run.config, now)]
        if now.sampling != run.config.sampling:
            names.append("sampling")
        if not names:
            return ""
        lost = tr("What you changed under Settings since is lost: {names}.").format(names=", ".join(names))
        return f"\n\n{lost}"

    def _roll_back(self, run: Run, checkpoint: Path) -> None:
        session = self._window.training.session
        if session and session.run.folder == run.folder:
            session.roll_back(checkpoint)
        else:
            self._window.spawn(self._roll_back_stopped(run, checkpoint))

    async def _roll_back_stopped(self, run: Run, checkpoint: Path) -> None:
        changed = await self._window.worker.run(jobs.roll_back, run, checkpoint)
        self._window.open_run(changed)
        said = tr("{run} stands at step {step} again; Resume goes on from there.")
        self._window.status.say(said.format(run=run.name, step=spaced(changed.status()[1])))

    def _sample(self) -> None:
        if moment := self._view.moment():
            self._window.sampling.sample(checkpoint=moment.path)
