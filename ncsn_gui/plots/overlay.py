"""Curves of several runs over each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_gui.language import tr
from ncsn_gui.plots.logarithmic import above_zero, left_out
from ncsn_gui.plots.saying import SayingPlot

if TYPE_CHECKING:
    import numpy as np
    import pyqtgraph as pg
    from PySide6.QtWidgets import QWidget

__all__ = ["OverlayPlot"]


class OverlayPlot(SayingPlot):
    """Curves of one or several runs, each in a colour of its own; held-out values as dots.

    Parameters
    ----------
    name
        Of the object.
    ordered
        Whether the curves have an order, as noise levels have: then their colours go from dark to light.
    """

    def __init__(self, name: str = "plot.overlay", ordered: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("", tr("step"), parent=parent)
        self.setObjectName(name)
        self._ordered = ordered
        self.begin_at(0)
        self.lines: dict[str, pg.PlotDataItem] = {}
        self.dots: dict[str, pg.PlotDataItem] = {}

    def show_runs(
        self, title: str, label: str, log: bool, curves: dict[str, tuple[np.ndarray, np.ndarray]], note: str = ""
    ) -> None:
        """Draw a line and dots, (N, 2) each, for every run by its name; one run needs no legend.

        `note` stands below the title, unless values are left out of a logarithmic axis.
        """
        if list(curves) != list(self.lines):
            self._begin(list(curves))
        values = [part[:, 1] for line, dots in curves.values() for part in (line, dots)]
        self.name(title, label, label == tr("step"), (left_out(values) if log else "") or note)
        self.set_log(log)
        self.say("")
        if not any(len(line) for line, _ in curves.values()):
            self.setRange(xRange=(0, 100), yRange=(-1, 0.1) if log else (0, 1), padding=0)
            self.enableAutoRange()
        for name, (line, dots) in curves.items():
            self.show_long(self.lines[name], line[:, 0], above_zero(line[:, 1]) if log else line[:, 1])
            self.dots[name].setData(*(dots[dots[:, 1] > 0] if log else dots).T)

    def _begin(self, names: list[str]) -> None:
        for made in (*self.lines.values(), *self.dots.values()):
            self.removeItem(made)
        if self._legend is not None:
            self._legend.scene().removeItem(self._legend)
            self._legend = self.getPlotItem().legend = None
        self._styled, self._long = [], {}
        count = max(1, len(names) - 1)
        colours = [f"ordered {i / count}" if self._ordered else f"series {i}" for i in range(len(names))]
        self.lines, self.dots = {}, {}
        for i, (name, colour) in enumerate(zip(names, colours, strict=True)):
            self.lines[name] = self.curve(colour, 2.0, dashed=not self._ordered and i % 2 == 1)
            self.dots[name] = self.curve(colour, 0.0, dots=True)
        if len(names) > 1:
            self.name_curves((-2, 24) if self._ordered else (-8, 8), self.lines, beside=self._ordered)
