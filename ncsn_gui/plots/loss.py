"""The loss over steps or time, and at each noise level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg

from ncsn_gui.language import tr
from ncsn_gui.plots.logarithmic import above_zero, left_out
from ncsn_gui.plots.plot import Plot
from ncsn_gui.plots.thinning import moving_average

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["LevelPlot", "LossPlot"]

_TITLE = tr("Loss ÷ (D/2): 1 means “knows nothing”")


class LossPlot(Plot):
    """Loss over steps or time: raw faint, smoothed strong, held-out as dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_TITLE, tr("step"), parent=parent)
        self.setObjectName("plot.loss")
        self.setToolTip(tr("Drag to move, wheel to zoom, double click to see all"))
        self.raw = self.curve("accent|faint", 1.0)
        self.smooth = self.curve("accent", 2.0)
        self.held_out = self.curve("second", 0.0, dots=True)
        self.least = self.curve("good", 1.5, dashed=True)
        self._least: float | None = None
        self.begin_at(0)
        named = {tr("each step"): self.raw, tr("smoothed"): self.smooth, tr("held-out"): self.held_out}
        self.name_curves((-8, 8), named)

    def show_least(self, loss: float | None) -> None:
        """Draw the best possible loss with the curves from now on; None: it is not known."""
        self._least = loss
        self.name_also(self.least, "" if loss is None else tr("best possible: {loss:.3f}").format(loss=loss))

    def show_curves(
        self, x: np.ndarray, loss: np.ndarray, smoothing: float, held_out: np.ndarray, label: str, note: str = ""
    ) -> None:
        """Draw the curves anew; on a logarithmic axis it is said how many losses have no place there.

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
        note
            What else is to be known of these curves.
        """
        smooth = moving_average(loss, max(1, int(len(loss) * smoothing)))
        if self.log:
            note = left_out([loss, held_out[:, 1]]) or note
            loss, smooth, held_out = above_zero(loss), above_zero(smooth), held_out[held_out[:, 1] > 0]
        self.name(_TITLE, label, label == tr("step"), note)
        if not len(loss):  # an empty plot shows where curves will run, not a meaningless range
            self.setRange(xRange=(0, 100), yRange=(-1, 0.1) if self.log else (0, 1.2), padding=0)
            self.enableAutoRange()
        self.show_long(self.raw, x, loss, extremes=True)
        self.show_long(self.smooth, x, smooth)
        self.held_out.setData(held_out[:, 0], held_out[:, 1])
        known = self._least is not None and len(x)
        self.least.setData([x[0], x[-1]] if known else [], [self._least, self._least] if known else [])


class LevelPlot(Plot):
    """Loss at each noise level, of training and held-out pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        title = tr("Loss by noise level: 1 (dashed) “knows nothing”")
        super().__init__(title, tr("level (1 = largest σ)"), parent=parent)
        self.setObjectName("plot.levels")
        self.nothing = self.line(1.0)
        self.train = self.curve("accent", 2.0, dots=True)
        self.held_out = self.curve("second", 1.0, dots=True)
        self.least = self.curve("good", 1.5, dashed=True)
        self.in_view = pg.PlotDataItem(pen=pg.mkPen(0, 0, 0, 0))  # unseen: from 0 to "knows nothing", at all levels
        self.addItem(self.in_view)
        self.name_curves((8, 24), {tr("training"): self.train, tr("held-out"): self.held_out})

    def show_levels(self, train: np.ndarray, held_out: np.ndarray, least: np.ndarray | None = None) -> None:
        """Draw (L,) losses, and the best possible where it is known; nan is left out."""
        least = np.empty(0) if least is None else least
        for curve, values in ((self.train, train), (self.held_out, held_out), (self.least, least)):
            known = np.isfinite(values)
            curve.setData(np.arange(1, len(values) + 1)[known], values[known])
        self.name_also(self.least, tr("best possible") if len(least) else "")
        last = max(len(train), len(held_out), 2)
        self.begin_at(0.5, last + 0.5)
        self.in_view.setData([1, last], [0, 1.05])
