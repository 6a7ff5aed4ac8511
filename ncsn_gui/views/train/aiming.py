"""Draws the best possible loss beside that of the run on the desk, where it is known."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from ncsn_engine.config import PointsConfig
from ncsn_gui.views.train import errands

if TYPE_CHECKING:
    from ncsn_engine.least import Least
    from ncsn_engine.runs import Run
    from ncsn_engine.training import TrainEvent
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.views.train.view import TrainView
    from ncsn_gui.works.training import Training

__all__ = ["Aiming"]


class Aiming(QObject):
    """Joins the view Train to what is known of the data's density."""

    def __init__(self, view: TrainView, workshop: Workshop, desk: Desk, training: Training) -> None:
        super().__init__(view)
        self._view, self._workshop, self._desk = view, workshop, desk
        self._latest = workshop.latest()
        self._asked = ""  # of which data and levels
        workshop.up.connect(self._turn)
        desk.turned.connect(self._turn)
        training.happened.connect(self._take)

    def _turn(self) -> None:
        past = self._desk.past
        self._ask(past.sigmas if past else np.empty(0))

    def _take(self, run: Run, event: TrainEvent) -> None:
        if self._desk.holds_shown:
            self._ask(event.sigmas)

    def _ask(self, sigmas: np.ndarray) -> None:
        """Ask for it where the run's levels are known, once for each data and ladder."""
        run, sigmas = self._desk.run, np.asarray(sigmas, dtype=np.float64)
        if not self._workshop.ready:
            return
        known = run is not None and isinstance(run.config.data, PointsConfig) and len(sigmas)
        asked = f"{run.config.data} {run.config.noise} {sigmas.tobytes()!r}" if known and run else ""
        if asked == self._asked:
            return
        self._asked = asked
        self._latest.forget()
        self._show(None)
        if run and asked:
            ask = partial(self._workshop.run, errands.best_possible, run.config.data, run.config.noise, sigmas)
            self._latest.ask(ask, self._show)

    def _show(self, found: Least | None) -> None:
        self._view.show_least(found.loss if found else None, found.by_level if found else np.empty(0))
