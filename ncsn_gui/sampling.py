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
from ncsn_gui.statusbar import clock, spaced

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from ncsn_engine.film import NearestPictures
    from ncsn_engine.runs import Run
    from ncsn_engine.score import ScoreModel
    from ncsn_gui.window import MainWindow

__all__ = ["Sampling"]

_MOST_ENDS = 48  # levels whose ends are shown


class Sampling(QObject):
    """Joins the settings of the sampler, the worker and the view Sample.

    Attributes
    ----------
    task
        The sampling that is under way, or None.
    trajectory, made_by
        The shown film; the model and the settings that it was made with.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.task: asyncio.Task[Any] | None = None
        self.trajectory: Trajectory | None = None
        self.made_by: tuple[ScoreModel, Any] | None = None
        self._stopping = False
        self._searching = False  # for nearest training pictures

    def sample(self, play: bool = False, checkpoint: Path | None = None) -> None:
        """Draw pictures from the shown run's newest weights, or from this checkpoint."""
        if self._window.ready and self.task is None and not self._window.closing:
            if not self._window.training.session and not play:  # what was said at the start is not yet read
                self._window.banner.hide()
            self.task = self._window.spawn(self._sample(play, checkpoint))
            self._window.sample_view.set_busy(True)

    def stop(self) -> None:
        """Stop; what was recorded stays."""
        self._stopping = True

    async def _sample(self, play: bool, checkpoint: Path | None) -> None:
        self._stopping = False
        try:
            self._window.tabs.setCurrentWidget(self._window.sample_view)
            model = await self.model(checkpoint)
            settings = self._window.form.config.sampling
            fresh = Trajectory()
            try:
                steps = await self._window.worker.run(jobs.start_sampling, model, settings, fresh)
            except InputError:  # the old film stays
                fresh.close()
                raise
            old, self.trajectory = self.trajectory, fresh
            self._window.sample_view.show_sampling(self.trajectory, model.low, model.high, _named(model))
            self._window.levels_view.clear_ends()
            if old:
                old.close()
            self.made_by = (model, settings)
            began = time.perf_counter()
            async with aclosing(self._window.worker.stream(steps)) as stream:
                async for step in stream:
                    self._window.sample_view.grow()
                    if not (self._window.training.session and not self._window.training.session.paused):
                        self._window.status.show_progress(step.index, step.total)
                        spent = time.perf_counter() - began
                        left = spent / max(1, step.index) * (step.total - step.index)
                        self._window.status.say(f"Sampling: step {step.index} of {step.total} · {clock(left)} left")
                    if self._stopping:
                        break
            self._window.sample_view.grow()
            self._show_ends()
            spent = time.perf_counter() - began
            done = len(self.trajectory.facts) - 1  # the first one is the start
            if not (self._window.training.session and not self._window.training.session.paused):
                self._window.status.say(f"{settings.count} pictures · {done} steps · {spent:.1f} s")
                self._window.status.show_idle()
            if self.trajectory.thinned:
                self._window.banner.say(
                    "The film was longer than its room on disk: evenly spread steps were kept.", wrong=False
                )
            if play and not self._stopping and not self._window.closing:
                self._window.sample_view.transport.toggle()
        finally:
            self.task = None
            self._window.sample_view.set_busy(False)

    def find_nearest(self) -> None:
        """Look for the training pictures nearest to the chosen one."""
        if not self._searching and not self._window.closing:
            self._searching = True
            self._window.spawn(self._search_nearest())

    async def _search_nearest(self) -> None:
        """Look for training pictures like the chosen one, until no other has been chosen meanwhile."""
        view = self._window.sample_view
        try:
            while (picture := view.unsearched()) is not None and self.made_by and not self._window.closing:
                film = self.trajectory
                if film is None or film.final is None:
                    return
                found: NearestPictures | str
                try:
                    found = await self._window.worker.run(jobs.nearest_pictures, self.made_by[0], film.final[picture])
                except InputError as error:  # the data is gone: the film is of use without it
                    found = str(error)
                view.show_nearest(film, picture, found)
        finally:
            self._searching = False

    async def model(self, checkpoint: Path | None = None) -> ScoreModel:
        """Return the model to sample from: of the shown run, as it stands now, unless another is named."""
        if self._window.run is None:
            raise InputError("A new run has learned nothing yet: press Train, or choose a run on the left.")
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
            raise InputError(f"{run.name} has saved nothing yet: train it first.")
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
    return f"by {source.run}, step {spaced(source.step)}, {source.weights} weights" if source else ""
