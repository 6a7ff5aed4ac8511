"""The window's sampling: draws from a model, records the film, and shows it."""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject

from ncsn_engine.config import InputError
from ncsn_engine.export import to_pixels
from ncsn_engine.trajectory import Trajectory
from ncsn_gui import jobs
from ncsn_gui.films import Film
from ncsn_gui.language import tr
from ncsn_gui.preferences import recording_bytes
from ncsn_gui.statusbar import clock, spaced

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from ncsn_engine.config import Branch, NoiseConfig, SamplingConfig
    from ncsn_engine.film import NearestPictures
    from ncsn_engine.runs import Run
    from ncsn_engine.samplers import Step
    from ncsn_engine.score import ScoreModel
    from ncsn_gui.window import MainWindow

__all__ = ["Sampling"]

_DRAWN = tr("{count} pictures · {steps} steps · {seconds:.1f} s")
_MOST_ENDS = 48  # levels whose ends are shown


class Sampling(QObject):
    """Joins the settings of the sampler, the worker and the view Sample.

    Attributes
    ----------
    task
        The sampling that is under way, or None.
    films, shown
        All films of one start, the first one first, and the one that is shown.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.task: asyncio.Task[Any] | None = None
        self.films: list[Film] = []
        self.shown: Film | None = None
        self._stopping = False
        self._searching = False  # for nearest training pictures
        view = window.sample_view
        view.sample_wanted.connect(self.sample)
        view.stop_wanted.connect(self.stop)
        view.nearest_wanted.connect(self.find_nearest)
        view.branch_wanted.connect(self.branch)
        view.film_wanted.connect(self.show_film)
        view.film_given_up.connect(self.give_up)

    @property
    def trajectory(self) -> Trajectory | None:
        """The recording of the shown film."""
        return self.shown.trajectory if self.shown else None

    def sample(
        self,
        play: bool = False,
        checkpoint: Path | None = None,
        branches: tuple[Branch, ...] = (),
        noise: NoiseConfig | None = None,
    ) -> None:
        """Draw pictures from the shown run's newest weights, or from this checkpoint; then these branches of it."""
        if self._may_begin():
            if not self._window.training.session and not play:  # what was said at the start is not yet read
                self._window.banner.hide()
            self._begin(self._sample(play, checkpoint, branches, noise))

    def branch(self) -> None:
        """Go on from the shown step with the present settings, as a film of its own beside the shown one."""
        film, frame = self.shown, self._window.sample_view.frame
        if not self._may_begin() or film is None or frame is None:
            return
        if not frame.alpha:
            self._window.status.say(tr("The result is the end: go to an earlier step to branch off."))
            return
        self._window.banner.hide()
        self._begin(self._branch(film, frame.index, self._window.form.config.sampling))

    def stop(self) -> None:
        """Stop; what was recorded stays."""
        self._stopping = True

    def close(self) -> None:
        """Delete all recordings."""
        self._show(None)
        for film in self.films:
            film.trajectory.close()
        self.films = []

    def show_film(self, film: Film) -> None:
        """Show another film of this start, where it stands at the same noise.

        Where a film stood beside, the one that was shown before stands there now.
        """
        if film is self.shown or film not in self.films:
            return
        before, at = self.shown, self._window.sample_view.transport.index
        self._show(film)
        view = self._window.sample_view
        view.show_tree(self.films, film, before if view.beside.currentData() in self.films else None)
        view.grow()
        if before:
            view.transport.seek(film.step_beside(before, at))
        self._show_ends()

    def give_up(self, film: Film) -> None:
        """Delete a branch, and all that were made from it."""
        gone = [other for other in self.films if film in other.line()]
        if film.parent is None:
            return
        if self.task or self._window.exporting.busy:
            self._window.status.say(tr("Wait for the sampling or the export, or stop it first."))
            return
        if self.shown in gone:
            self.show_film(film.parent)
        self.films = [other for other in self.films if other not in gone]
        for number, kept in enumerate(self.films):
            kept.number = number + 1
        for other in gone:
            other.trajectory.close()
        self._window.sample_view.show_tree(self.films, self.shown, None)
        self._window.status.say(tr("{count} films given up").format(count=len(gone)))

    # -- drawing ----------------------------------------------------------------------------

    def _may_begin(self) -> bool:
        return self._window.ready and self.task is None and not self._window.closing

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._stopping = False
        self.task = self._window.spawn(self._busy(work))
        self._window.sample_view.set_busy(True)

    async def _busy(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            self._window.tabs.setCurrentWidget(self._window.sample_view)
            await work
        finally:
            self.task = None
            self._window.sample_view.set_busy(False)

    async def _sample(
        self, play: bool, checkpoint: Path | None, branches: tuple[Branch, ...], noise: NoiseConfig | None
    ) -> None:
        model = await self.model(checkpoint)
        settings = self._window.form.config.sampling
        film = Film(1, self._recording(branches), model, settings, noise)
        await self._record(film, jobs.start_sampling, model, settings, film.trajectory, noise)
        for number, branch in enumerate(branches):
            if self._stopping or self._window.closing:
                return
            await self._branch(self.films[-1], branch.at, branch.sampling, branches[number + 1 :])
        if play and not self._stopping and not self._window.closing:
            self._window.sample_view.transport.toggle()

    async def _branch(self, film: Film, at: int, settings: SamplingConfig, later: tuple[Branch, ...] = ()) -> None:
        """Record a branch of a film, from one of its steps on."""
        frame = film.trajectory.frame(at)
        settings = settings.replace(count=film.sampling.count, weights=film.sampling.weights)
        fresh = Film(len(self.films) + 1, self._recording(later), film.model, settings, film.noise, film, frame.index)
        start = (frame.x, frame.sigma)
        await self._record(fresh, jobs.start_branch, film.model, settings, fresh.trajectory, start, film.noise)

    def _recording(self, branches: tuple[Branch, ...]) -> Trajectory:
        """Return an empty recording that keeps the step where a branch will begin."""
        return Trajectory(recording_bytes(self._window.store), keep=[branch.at for branch in branches[:1]])

    async def _record(self, film: Film, start: Callable[..., Any], *told: Any) -> None:
        """Record a film on the worker and show it as it grows. Until it can begin, the films before it stay."""
        window, view = self._window, self._window.sample_view
        try:
            steps = await window.worker.run(start, *told)
        except BaseException:
            film.trajectory.close()
            raise
        old = [] if film.parent else self.films
        self.films = [*self.films, film] if film.parent else [film]
        self._show(film)
        view.show_tree(self.films, film, film.parent)
        window.levels_view.clear_ends()
        for other in old:
            other.trajectory.close()
        began, said = time.perf_counter(), tr("The sampling ended before it was done.")
        try:
            async with aclosing(window.worker.stream(steps)) as stream:
                async for step in stream:
                    view.grow()
                    self._show_progress(step, time.perf_counter() - began)
                    if self._stopping:
                        break
            done, spent = len(film.trajectory.facts) - 1, time.perf_counter() - began  # the first one is the start
            points = len(film.trajectory.shape) == 2
            said = tr("{count} points · {steps} steps · {seconds:.1f} s") if points else _DRAWN
            said = said.format(count=film.sampling.count, steps=done, seconds=spent)
        finally:  # what was recorded is seen, whatever ended it
            if self.shown is film:
                view.grow()
                self._show_ends()
            if not self._training():
                window.status.say(said)
                window.status.show_idle()
        if film.trajectory.thinned:
            said = tr("The film was longer than its room on disk: evenly spread steps were kept.")
            window.banner.say(said, wrong=False)

    def _show_progress(self, step: Step, spent: float) -> None:
        if not self._training():
            self._window.status.show_progress(step.index, step.total)
            left = spent / max(1, step.index) * (step.total - step.index)
            said = tr("Sampling: step {step} of {total} · {left} left")
            self._window.status.say(said.format(step=step.index, total=step.total, left=clock(left)))

    def _training(self) -> bool:
        """Tell whether a training runs, whose progress takes the status bar."""
        session = self._window.training.session
        return session is not None and not session.paused

    def _show(self, film: Film | None) -> None:
        self.shown = film
        if film is None:
            self._window.sample_view.show_sampling(None)
        else:
            model = film.model
            self._window.sample_view.show_sampling(film.trajectory, model.low, model.high, _named(model))

    # -- nearest pictures -------------------------------------------------------------------

    def find_nearest(self) -> None:
        """Look for the training pictures nearest to the chosen one."""
        if not self._searching and not self._window.closing:
            self._searching = True
            self._window.spawn(self._search_nearest())

    async def _search_nearest(self) -> None:
        """Look for training pictures like the chosen one, until no other has been chosen meanwhile."""
        view = self._window.sample_view
        try:
            while (picture := view.unsearched()) is not None and self.shown and not self._window.closing:
                film = self.shown.trajectory
                if film.final is None:
                    return
                found: NearestPictures | str
                try:
                    found = await self._window.worker.run(jobs.nearest_pictures, self.shown.model, film.final[picture])
                except InputError as error:  # the data is gone: the film is of use without it
                    found = str(error)
                view.show_nearest(film, picture, found)
        finally:
            self._searching = False

    async def model(self, checkpoint: Path | None = None) -> ScoreModel:
        """Return the model to sample from: of the shown run, as it stands now, unless another is named."""
        if self._window.run is None:
            raise InputError(tr("A new run has learned nothing yet: press Train, or choose a run on the left."))
        if checkpoint is None:
            checkpoint = await self.newest(self._window.run)
        weights = self._window.form.config.sampling.weights
        return await self._window.worker.run(
            jobs.open_model, checkpoint, weights, self._window.bar.device.currentData()
        )

    async def newest(self, run: Run) -> Path:
        """Return the run's newest checkpoint, made now if it is being trained."""
        if self._window.training.session and self._window.training.session.run.folder == run.folder:
            return await self._window.training.session.checkpoint()
        saved = run.checkpoints()
        if not saved:
            raise InputError(tr("{run} has saved nothing yet: train it first.").format(run=run.name))
        return saved[0]

    def _show_ends(self) -> None:
        """Give the Levels view the samples as they stood at each level's end."""
        if self.trajectory is None or not self.trajectory.facts:
            return
        ends = self.trajectory.level_ends()
        levels = sorted({f.level for f in self.trajectory.facts if f.index in set(self.trajectory.indices)})
        sigma = {f.level: f.sigma for f in self.trajectory.facts}
        low, high = self._window.sample_view.low, self._window.sample_view.high
        if len(ends) > _MOST_ENDS:  # samplers whose every step is a level
            chosen = np.linspace(0, len(ends) - 1, _MOST_ENDS).round().astype(int)
            ends, levels = [ends[i] for i in chosen], [levels[i] for i in chosen]
        states = [self.trajectory.frame(i).x for i in ends]
        frames = [to_pixels(x if x.ndim == 2 else x[:12], low, high) for x in states]
        made = self._window.sample_view.model.text()
        self._window.levels_view.show_ends([sigma[v] for v in levels], levels, np.stack(frames), made)


def _named(model: ScoreModel) -> str:
    source = model.source
    if source is None:
        return ""
    said = tr("by {run}, step {step}, {weights} weights")
    return said.format(run=source.run, step=spaced(source.step), weights=source.weights)
