"""The loss by level over time, as colours."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.plots.saying import SayingPlot

__all__ = ["HeatPlot"]

_CELLS = 256  # columns of a heat map


class HeatPlot(SayingPlot):
    """Loss at each level over steps or time: the largest σ at the top, colours fixed from 0 to 1."""

    beside = 66  # the bar of colours, and its numbers

    def __init__(self, parent: QWidget | None = None) -> None:
        self._map = pg.colormap.get("cividis")
        super().__init__("", tr("step"), tr("level (1 = largest σ)"), parent=parent)
        self.setObjectName("plot.heat")
        self.setToolTip(tr("Loss ÷ (D/2) by colour: 1 means “knows nothing”. Wheel to zoom, double click to see all"))
        self.showGrid(x=False, y=False)
        self.getPlotItem().getAxis("left").whole = True
        self.image = pg.ImageItem(axisOrder="row-major")
        self.addItem(self.image)
        self.invertY(True)
        self.begin_at(0)
        self.getPlotItem().vb.setDefaultPadding(0)
        self.bar = pg.ColorBarItem(values=(0, 1), width=12, colorMap=self._map, interactive=False, colorMapMenu=False)
        self.bar.axis.setWidth(34)
        item = self.getPlotItem()
        item.layout.addItem(self.bar, 2, 5)
        item.layout.setColumnFixedWidth(4, 8)
        self.restyle()

    def show_past(self, title: str, label: str, x: np.ndarray, values: np.ndarray, levels: int) -> None:
        """Draw losses (R, rows) that were measured at x (R,), of a ladder of so many levels; nan stays empty."""
        self.name(title, label, label == tr("step"))
        shown = bool(values.size and x[-1] > 0)
        self.image.setVisible(shown)
        self.say("" if shown else tr("No loss by level is recorded yet."))
        if not shown:
            self.setRange(xRange=(0, 100), yRange=(0.5, max(10, levels) + 0.5), padding=0)
            self.enableAutoRange()
            return
        # Each record tells of the time since the one before it; columns are evenly wide.
        centres = (np.arange(_CELLS) + 0.5) * x[-1] / _CELLS
        columns = values[np.searchsorted(x, centres).clip(0, len(x) - 1)].T
        colours = self._map.getLookupTable(nPts=256, alpha=True)
        known = np.isfinite(columns)
        pixels = colours[(np.where(known, columns, 0).clip(0, 1) * 255).round().astype(int)].astype(np.uint8)
        pixels[..., 3] = np.where(known, 255, 0)
        self.image.setImage(pixels, autoLevels=False, levels=(0, 255))
        self.image.setRect(QRectF(0, 0.5, float(x[-1]), levels))

    def restyle(self) -> None:
        """Take on the colours of the theme, the colour bar too."""
        super().restyle()
        if hasattr(self, "bar"):
            colours = theme.current()
            for side in ("left", "right", "top", "bottom"):
                self.bar.getAxis(side).setPen(pg.mkPen(colours.line))
            self.bar.axis.setTextPen(pg.mkPen(colours.dim))
            self.bar.axis.setStyle(tickFont=QApplication.font(), tickLength=-3)
