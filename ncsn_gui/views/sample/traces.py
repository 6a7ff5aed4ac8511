"""Numbers about every step of a film: two plots, and which levels had not settled."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ncsn_engine.film import trace
from ncsn_engine.thermometer import Settled, Verdict, judge, levels_walked, name_levels
from ncsn_gui.language import tr
from ncsn_gui.plots.trace import TracePlot
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.elided import Elided

if TYPE_CHECKING:
    from ncsn_engine.trajectory import Trajectory

__all__ = ["Traces"]

_TALL, _LOW = 128, 92  # pixels of the plots, without and with the tree of films
_TRACES = {  # what the second plot shows -> entry, title, whether logarithmic
    "temperature": (tr("Thermometer"), tr("Thermometer σ²|s|²/D, and where it settles"), False),
    "score": (tr("Norm of the score"), tr("Norm of the score |s|"), True),
    "snr": (tr("Signal to noise"), tr("Drift ÷ noise of a step: √(α/2)|s|/√D in Langevin dynamics"), False),
}


class Traces(QWidget):
    """The plots, and below them what they amount to."""

    step_wanted = Signal(int)  # a click

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._film: Trajectory | None = None
        self._settled: Settled | str | None = None
        self.steps_plot = TracePlot(tr("σ (strong) and α by step"), {"sigma": "accent", "alpha": "dim"}, log=True)
        self.heat_plot = TracePlot(_TRACES["temperature"][1], {"temperature": "second", "settled": "dim"}, log=False)
        self.steps_plot.setObjectName("sample.plot.steps")
        self.heat_plot.setObjectName("sample.plot.trace")
        self.one = self.heat_plot.line(1.0)  # of the signal to noise, where both are alike
        self.one.setVisible(False)
        about = tr(
            "What the right plot shows. Thermometer: the grey line is where each level settles; levels that had not "
            "are shaded. Signal to noise: how far the score moves x over how far the noise does; nothing "
            "where a method adds none"
        )
        self.traced = Combo("sample.trace", about, [(entry, name) for name, (entry, _, _) in _TRACES.items()])
        about = tr(
            "Settled: at a level's last step, what the thermometer was off at its first has fallen to 1/e of that, "
            "and to a quarter of the settled value;\n5 % and three standard errors over all that is drawn are let "
            "pass. The settled value is measured on held-out data: 1 − loss, and the known bias of the steps."
        )
        self.settled, self.model = Elided("", about), Elided()
        self.settled.setObjectName("sample.settled")
        self.model.setObjectName("sample.model")
        self.model.setAlignment(Qt.AlignmentFlag.AlignRight)
        for part in (self.settled, self.model):
            part.setProperty("role", "dim")
        plots, below = QHBoxLayout(), QHBoxLayout()
        plots.setSpacing(8)
        for plot in (self.steps_plot, self.heat_plot):
            plot.setMinimumHeight(46)
            plot.setMaximumHeight(_TALL)
            plot.clicked.connect(self.step_wanted)
            plots.addWidget(plot)
        below.addWidget(self.settled)
        below.addWidget(self.model, 1)
        below.addWidget(self.traced)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(plots)
        layout.addLayout(below)
        self.traced.currentIndexChanged.connect(lambda _: self._change())

    def begin(self, film: Trajectory | None, model: str) -> None:
        """Begin with another recording; `model` says whose it is."""
        self._film, self._settled = film, None
        self.model.setText(model)
        self.settled.setText("")
        self.heat_plot.show_shades([])
        self.heat_plot.show_trace(1, temperature=np.empty(0), settled=np.empty(0))

    def say_whose(self, text: str, strange: bool) -> None:
        """Say whose film is shown; `strange`: not that of the run which was chosen."""
        self.model.setText(text)
        self.model.strange = strange
        self.model.update()

    def shrink(self, low: bool) -> None:
        """Take less room, as something else needs it, or no longer."""
        for plot in (self.steps_plot, self.heat_plot):
            plot.setMaximumHeight(_LOW if low else _TALL)

    def grow(self) -> list[int]:
        """Take in what was recorded since; returns the steps where levels begin."""
        assert self._film is not None
        facts = self._film.facts[:]
        self.steps_plot.show_trace(
            self._film.total, sigma=np.array([f.sigma for f in facts]), alpha=np.array([f.alpha for f in facts])
        )
        self._show()
        return [0, *(f.index for a, f in itertools.pairwise(facts) if f.level != a.level)]

    def show_settled(self, settled: Settled | str | None) -> None:
        """Show where the levels settle, or say why nobody knows; None: no level can tell."""
        self._settled = settled
        self._show()

    def show_cursor(self, index: int) -> None:
        """Mark the shown step."""
        for plot in (self.steps_plot, self.heat_plot):
            plot.show_cursor(index)

    def _change(self) -> None:
        name = self.traced.currentData()
        _, title, log = _TRACES[name]
        self.heat_plot.change_to(title, log)
        self.one.setVisible(name == "snr")
        self._show()

    def _show(self) -> None:
        """Draw the second plot, and say which levels had not settled."""
        film, name = self._film, self.traced.currentData()
        if film is None or not film.facts:
            return
        warm = name == "temperature"
        verdict = judge(film, self._settled) if isinstance(self._settled, Settled) else Verdict()
        aims = verdict.settled if warm else np.empty(0)
        self.heat_plot.show_trace(film.total, temperature=trace(film, name), settled=aims)
        spans = {**verdict.heated, **verdict.restless}
        self.heat_plot.show_shades(list(spans.values()) if warm else [])
        self.settled.setText(self._worded(film, verdict))

    def _worded(self, film: Trajectory, verdict: Verdict) -> str:
        if isinstance(self._settled, str):
            return self._settled
        over = film.facts[-1].index == film.total
        if self._settled is None:
            single = over and not len(levels_walked(film))
            return tr("One step a level: whether it settles can't be told") if single else ""
        if not verdict.levels:
            return ""  # none is over
        said = []
        if verdict.heated:
            heat = tr("The steps are too large: {count} levels settle at up to {heat} times their noise")
            size = f"{verdict.heat:.2f}" if np.isfinite(verdict.heat) else "∞"
            said.append(heat.format(count=len(verdict.heated), heat=size))
        if verdict.restless:
            restless = tr("{count} of {levels} levels had not settled: {names}")
            names = name_levels(sorted(verdict.restless))
            said.append(restless.format(count=len(verdict.restless), levels=verdict.levels, names=names))
        return " · ".join(said) or tr("All {levels} levels had settled").format(levels=verdict.levels)
