"""Measures the shown run at each noise level when the page is seen, and shows the samples of each level's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from ncsn_engine.config import is_points
from ncsn_engine.export import to_pixels
from ncsn_gui.language import tr
from ncsn_gui.views.levels import errands

if TYPE_CHECKING:
    from ncsn_engine.inspection import LevelTable
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.views.levels.view import LevelsView
    from ncsn_gui.works.films import Film
    from ncsn_gui.works.models import Models
    from ncsn_gui.works.sampling import Sampling
    from ncsn_gui.works.training import Training

__all__ = ["Measuring"]

_MOST_ENDS = 48  # levels whose ends are shown
_MOST_SAMPLES = 12  # pictures beside each other


class Measuring(QObject):
    """Joins the view Levels to the desk, the models and the films."""

    def __init__(
        self,
        view: LevelsView,
        workshop: Workshop,
        desk: Desk,
        models: Models,
        training: Training,
        sampling: Sampling,
    ) -> None:
        super().__init__(view)
        self._view, self._workshop, self._desk, self._models, self._sampling = view, workshop, desk, models, sampling
        self._latest = workshop.latest()
        self._measured: object = None  # what is shown
        workshop.up.connect(self._turn)
        desk.turned.connect(self._turn)
        for told in (desk.turned, desk.edited):
            told.connect(lambda *_: view.speak_of(is_points(desk.config.data.kind)))
        training.changed.connect(lambda: None if training.session else self._measure_anew())
        sampling.changed.connect(self._show_ends)
        sampling.job.changed.connect(self._show_ends)
        view.wanted.connect(lambda *_: self.measure())

    def measure(self) -> None:
        """Measure again, if the view is seen and shows something else."""
        view, run = self._view, self._desk.run
        if not view.isVisible() or not self._workshop.ready or run is None:
            return
        saved, training = run.checkpoints(), self._desk.held is not None
        if not saved and not training:
            view.clear(
                tr("{run} has saved nothing yet. Press Train; the first checkpoint comes soon.").format(run=run.name)
            )
            return
        wanted = (saved[:1], self._desk.config.sampling.weights, view.first.value(), view.count.value())
        if wanted != self._measured or training:
            self._measured = wanted
            self._latest.ask(self._ask, view.show_measured)

    def _measure_anew(self) -> None:
        self._measured = None
        self.measure()

    async def _ask(self) -> LevelTable:
        first, count = int(self._view.first.value() or 1) - 1, int(self._view.count.value() or 1)
        model = await self._models.open()
        return await self._workshop.run(errands.measure_levels, model, first, count)

    def _turn(self) -> None:
        self._measured = None
        self._latest.forget()
        run = self._desk.run
        if run is None:
            self._view.clear(tr("A new run has learned nothing yet. Press Train; or choose a run on the left."))
        elif run.checkpoints():
            waits = tr("{run} is measured…") if self._workshop.ready else tr("{run} is measured once torch is loaded…")
            self._view.clear(waits.format(run=run.name))
        self.measure()

    # -- samples at each level's end --------------------------------------------------------

    def _show_ends(self) -> None:
        """Show the shown film as it stood at each level's end, once it is recorded."""
        film = self._sampling.shown
        if film is None or film.trajectory.final is None:
            self._view.clear_ends()
        else:
            self._show_ends_of(film)

    def _show_ends_of(self, film: Film) -> None:
        recorded, model = film.trajectory, film.model
        ends = recorded.level_ends()
        levels = sorted({f.level for f in recorded.facts if f.index in set(recorded.indices)})
        sigma = {f.level: f.sigma for f in recorded.facts}
        if len(ends) > _MOST_ENDS:  # samplers whose every step is a level
            chosen = np.linspace(0, len(ends) - 1, _MOST_ENDS).round().astype(int)
            ends, levels = [ends[i] for i in chosen], [levels[i] for i in chosen]
        states = [recorded.frame(i).x for i in ends]
        frames = [to_pixels(x if x.ndim == 2 else x[:_MOST_SAMPLES], model.low, model.high) for x in states]
        self._view.show_ends([sigma[v] for v in levels], levels, np.stack(frames), film.made)
