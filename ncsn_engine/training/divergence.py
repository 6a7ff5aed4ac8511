"""A training that gets worse than it was without ever leaving the finite numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ncsn_engine.history.trend import diverges

if TYPE_CHECKING:
    from ncsn_engine.config import RunConfig
    from ncsn_engine.runs import Run
    from ncsn_engine.training.events import HeldOut

__all__ = ["Divergence"]


class Divergence:
    """Remembers the best held-out loss of a run, and has a word when a look finds it far off."""

    def __init__(self, run: Run) -> None:
        told = [r["by_level"] for r in run.metrics() if r["kind"] == "held-out"]
        self._best = min((_mean([math.nan if v is None else v for v in levels]) for levels in told), default=math.inf)
        self._told = False

    def word(self, found: HeldOut, first: float, config: RunConfig) -> str:
        """Return what is to be said of a look; empty if all is well, or it was said already.

        Parameters
        ----------
        first
            The loss with λ = σ² of this session's first step, over D/2: what there is to compare a first look with.
        """
        now, best = _mean(found.by_level.tolist()), min(self._best, first)
        self._best = min(best, now)
        said, self._told = self._told, diverges(now, best)
        if not self._told or said:
            return ""
        return (
            f"The training diverges: at step {found.step} the held-out loss with λ = σ² is {now:.3g}, where 1 is to "
            f"know nothing and {best:.3g} was reached before. Lower training.learning_rate (now "
            f"{config.training.learning_rate:g}) or set training.gradient_clip, and go back to an earlier checkpoint."
        )


def _mean(by_level: list[float]) -> float:
    known = [value for value in by_level if math.isfinite(value)]
    return float(np.mean(known)) if known else math.inf
