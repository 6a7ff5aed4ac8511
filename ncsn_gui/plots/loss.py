"""The loss over steps or time, and at each noise level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ncsn_gui.language import tr
from ncsn_gui.plots.plot import Plot
from ncsn_gui.plots.thinning import moving_average

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["LevelPlot", "LossPlot"]


class LossPlot(Plot):
    """Loss over steps or time: raw faint, smoothed strong, held-out as dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Loss ÷ (D/2): 1 means “knows nothing”"), tr("step"), parent=parent)
        self.setObjectName("plot.loss")
        self.setToolTip(tr("Drag to move, wheel to zoom, double click to see all"))
        self.raw = self.curve("accent|faint", 1.0)
        self.smooth = self.curve("accent", 2.0)
        self.held_out = self.curve("second", 0.0, dots=True)
        named = {tr("each step"): self.raw, tr("smoothed"): self.smooth, tr("held-out"): self.held_out}
        self.name_curves((-8, 8), named)

    def show_curves(self, x: np.ndarray, loss: np.ndarray, smoothing: float, held_out: np.ndarray, label: str) -> None:
        """Draw the curves anew.

        Parameters
        ----------
        x, loss
            One value a step, (S,).
        smoothing
            Share of all steps that one smoothed point averages over.
        held_out
            (H, 2): x and loss.
        label
            Of the x axis.
        """
        if label != self._labels["bottom"]:
            self._labels["bottom"] = label
            self.restyle()
        if not len(loss):  # an empty plot shows where curves will run, not a meaningless range
            self.setRange(xRange=(0, 100), yRange=(-1, 0.1) if self.log else (0, 1.2), padding=0)
            self.enableAutoRange()
        self.show_long(self.raw, x, loss, extremes=True)
        self.show_long(self.smooth, x, moving_average(loss, max(1, int(len(loss) * smoothing))))
        self.held_out.setData(held_out[:, 0], held_out[:, 1])


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
