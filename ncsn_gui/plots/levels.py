"""The loss at each noise level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ncsn_gui.language import tr
from ncsn_gui.plots.plot import Plot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["LevelPlot"]


class LevelPlot(Plot):
    """Loss at each noise level, of training and held-out pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        title = tr("Loss by noise level: 1 (dashed) “knows nothing”")
        super().__init__(title, tr("level (1 = largest σ)"), parent=parent)
        self.setObjectName("plot.levels")
        self.nothing = self.line(1.0)
        self.train = self.curve("accent", 2.0, dots=True)
        self.held_out = self.curve("second", 1.0, dots=True)
        self.name_curves((8, 24), {tr("training"): self.train, tr("held-out"): self.held_out})

    def show_levels(self, train: np.ndarray, held_out: np.ndarray) -> None:
        """Draw (L,) losses; nan is left out."""
        for curve, values in ((self.train, train), (self.held_out, held_out)):
            known = np.isfinite(values)
            curve.setData(np.arange(1, len(values) + 1)[known], values[known])
        highest = np.nanmax(np.concatenate([train, held_out, [1.0]]))
        self.setYRange(0, float(highest) * 1.05, padding=0)
