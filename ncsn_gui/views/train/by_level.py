"""The loss by noise level: now, over time as colours, or some levels over time as curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ncsn_engine.history import lagging, row_levels
from ncsn_gui.language import tr
from ncsn_gui.plots.heat import HeatPlot
from ncsn_gui.plots.loss import LevelPlot
from ncsn_gui.plots.overlay import OverlayPlot
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.elided import Elided
from ncsn_gui.widgets.wrapping import Wrapping

if TYPE_CHECKING:
    from ncsn_engine.history import History

__all__ = ["AXES", "UNLIKE", "ByLevel"]

_LEVELS_DRAWN = 6  # curves over time: as many as can be told apart
AXES = {  # what curves may run over -> label
    "steps": tr("step"),
    "epochs": tr("epoch"),
    "time": tr("training time, s"),
    "wall": tr("wall time since it began, s"),
}
UNLIKE = tr("Training: what an older version optimised; held-out: denoising loss. They are two measures")
_RULE = tr(
    "The level whose held-out loss is highest above its training loss, both averaged over the last quarter of their "
    "records: there the model has learned its pictures more than the rule behind them"
)


class ByLevel(QWidget):
    """A choice above, a plot below."""

    chosen = Signal()  # another way of showing it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ways = [(tr("By level"), 0), (tr("Over time"), 1), (tr("Curves over time"), 2)]
        self.way = Combo("train.levels-as", tr("How the loss by noise level is shown"), ways)
        whose = [(tr("Training"), False), (tr("Held-out"), True)]
        self.which = Combo("train.which", tr("Whose loss is shown"), whose)
        self.lags = Elided("", _RULE)
        self.lags.setObjectName("train.lags")
        self.lags.setProperty("role", "dim")
        self.lags.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.lags.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.level_plot, self.heat_plot = LevelPlot(), HeatPlot()
        self.past_plot = OverlayPlot("plot.past", ordered=True)
        self.all_plots = (self.level_plot, self.heat_plot, self.past_plot)
        self.least = np.empty(0)  # the best possible loss at each level, (L,), where it is known
        self.plots = QStackedWidget()
        for plot in self.all_plots:
            self.plots.addWidget(plot)
        for combo in (self.way, self.which):
            combo.currentTextChanged.connect(lambda _: self.chosen.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        row = Wrapping()
        for part in (self.way, self.which, self.lags):
            row.add(part)
        column.addWidget(row)
        column.addWidget(self.plots, 1)

    @property
    def curves(self) -> bool:
        """Whether some levels are shown as curves over time."""
        return bool(self.way.currentData() == 2)

    def shown_as(self) -> dict[str, object]:
        """Return how it is drawn, for a saved plot to tell."""
        ways = ("by level", "over time", "curves over time")
        return {"levels": ways[self.way.currentData()], "held_out": bool(self.which.currentData())}

    def draw(self, now: History, over: str, log: bool) -> None:
        """Draw what is known now.

        Parameters
        ----------
        over
            What curves run over, as ``AXES`` names it.
        log
            Whether curves over time have a logarithmic axis.
        """
        way = self.way.currentData()
        if way:
            self._draw_past(now, over, log)
        else:
            least = self.least if len(self.least) == _count(now) else None
            self.level_plot.show_levels(now.levels, now.held_out_levels, least)
        self.which.setVisible(bool(way))
        self.plots.setCurrentIndex(way)
        self.lags.setText(self._lagging(now))

    def _draw_past(self, now: History, over: str, log: bool) -> None:
        """Draw the loss by level over time: all levels as colours, or some as curves."""
        held_out = self.which.currentData()
        steps, past = (now.held_out_steps, now.held_out_past) if held_out else (now.level_steps, now.level_past)
        known = now.along(over, steps)
        x = steps if known is None else known
        levels = _count(now, least=1)
        title = tr("Held-out loss ÷ (D/2) by noise level") if held_out else tr("Training loss ÷ (D/2) by noise level")
        label = AXES[over if known is not None else "steps"]
        if not self.curves:
            self.heat_plot.show_past(title, label, x, past, levels)
            return
        rows = past.shape[1] if len(past) else 0
        chosen = np.unique(np.linspace(0, rows - 1, min(rows, _LEVELS_DRAWN)).round().astype(int)).tolist()
        curves = {}
        for row in chosen:
            line = np.column_stack([x, past[:, row]])
            curves[_row_name(row, levels, now.sigmas)] = (line[np.isfinite(line[:, 1])], np.empty((0, 2)))
        self.past_plot.show_runs(title, label, log, curves)
        if not any(len(line) for line, _ in curves.values()):
            self.past_plot.say(tr("No loss by level is recorded yet."))

    def _lagging(self, now: History) -> str:
        found = lagging(now.level_past, now.held_out_past)
        if found is None or not now.alike:
            return ""
        row, behind = found
        name = _row_name(row, _count(now), now.sigmas)
        return tr("lags: {levels} (+{behind:.3f})").format(levels=name, behind=behind)


def _count(now: History, least: int = 0) -> int:
    return max(len(now.levels), len(now.held_out_levels), least)


def _row_name(row: int, levels: int, sigmas: np.ndarray) -> str:
    """Name what a row of the loss over time tells of: one level or several, and their σ where it is known."""
    first, end = row_levels(levels)[row]
    named = tr("level {level}").format(level=first + 1)
    if end > first + 1:
        named = tr("levels {first}–{last}").format(first=first + 1, last=end)
    sigma = f", σ {sigmas[(first + end - 1) // 2]:.2g}" if len(sigmas) == levels else ""
    return named + sigma
