"""Plots in the colours of the theme."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from ncsn_gui import theme

__all__ = ["LevelPlot", "LossPlot", "Plot", "TracePlot", "moving_average", "thinned"]

pg.setConfigOptions(antialias=True)
_COLUMNS = 600  # groups that a long curve is thinned to: about the pixels of a plot


class Plot(pg.PlotWidget):
    """A plot with a title, quiet axes and the theme's colours."""

    def __init__(self, title: str, x: str = "", y: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._labels = title, {"bottom": x, "left": y}
        self._styled: list[tuple[Any, str, float, bool]] = []  # curve, colour's name, width, dashed
        self._legend: Any = None
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        self.setAccessibleName(title)
        self.showGrid(x=False, y=True, alpha=0.12)
        self.setMinimumHeight(90)
        self.restyle()

    def curve(self, colour: str, width: float = 1.0, dashed: bool = False, dots: bool = False) -> pg.PlotDataItem:
        """Add a curve; `colour` names a field of the theme, with ``"|faint"`` for a thin veil of it."""
        # Smooth edges cost most where a line is long and jagged, and a faint one does not need them.
        options: dict[str, Any] = {"antialias": "|" not in colour}
        if dots:
            options |= {"symbol": "o", "symbolSize": 5, "symbolPen": None}
        made = pg.PlotDataItem(**options)
        self.addItem(made)
        self._styled.append((made, colour, width, dashed))
        self.restyle()
        return made

    def name_curves(self, offset: tuple[int, int], curves: dict[str, pg.PlotDataItem]) -> None:
        """Add a legend; a negative offset counts from the right or the bottom."""
        self._legend = self.addLegend(offset=offset, labelTextSize="9pt")
        for name, curve in curves.items():
            self._legend.addItem(curve, name)
        self.restyle()

    def line(self, at: float, vertical: bool = False) -> pg.InfiniteLine:
        """Add a straight line across the plot."""
        made = pg.InfiniteLine(at, angle=90 if vertical else 0)
        self.addItem(made, ignoreBounds=True)
        self._styled.append((made, "text" if vertical else "dim", 1.0, not vertical))
        self.restyle()
        return made

    def restyle(self) -> None:
        """Take on the colours of the theme."""
        colours = theme.current()
        self.setBackground(QColor(colours.base))
        item = self.getPlotItem()
        font = QApplication.font()
        item.setTitle(self._title, color=colours.dim, size="12px")
        item.titleLabel.item.setFont(font)
        for side, label in self._labels.items():
            axis = item.getAxis(side)
            axis.setPen(pg.mkPen(colours.line))
            axis.setTextPen(pg.mkPen(colours.dim))
            axis.setStyle(tickFont=font, tickLength=-4)
            if label:
                axis.setLabel(label, color=colours.dim)
                axis.label.setFont(font)
        item.getAxis("left").setWidth(58)
        for made, name, width, dashed in self._styled:
            plain, _, faint = name.partition("|")
            colour = QColor(getattr(colours, plain))
            colour.setAlpha(70 if faint else 255)
            style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
            pen = pg.mkPen(colour, width=width, style=style)
            if isinstance(made, pg.PlotDataItem) and made.opts.get("symbol"):
                made.setSymbolBrush(colour)
                made.setPen(pen if width else None)
            else:
                made.setPen(pen)
        for sample, label in self._legend.items if self._legend else ():
            label.setText(label.text, color=colours.dim)
            sample.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything again after a zoom."""
        self.enableAutoRange()
        super().mouseDoubleClickEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_styled"):
            self.restyle()
        super().changeEvent(event)


class LossPlot(Plot):
    """Loss over steps or time: raw faint, smoothed strong, held-out as dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Loss ÷ (D/2): 1 means “knows nothing”", "step", parent=parent)
        self.setObjectName("plot.loss")
        self.setToolTip("Drag to move, wheel to zoom, double click to see all")
        self.log = False
        self.raw = self.curve("accent|faint", 1.0)
        self.smooth = self.curve("accent", 2.0)
        self.held_out = self.curve("second", 0.0, dots=True)
        self.name_curves((-8, 8), {"each step": self.raw, "smoothed": self.smooth, "held-out": self.held_out})

    def set_log(self, log: bool) -> None:
        """Choose a logarithmic or a linear axis."""
        self.log = log
        self.setLogMode(False, log)

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
        self.raw.setData(*thinned(x, loss, extremes=True))
        self.smooth.setData(*thinned(x, moving_average(loss, max(1, int(len(loss) * smoothing)))))
        self.held_out.setData(held_out[:, 0], held_out[:, 1])


class LevelPlot(Plot):
    """Loss at each noise level, of training and held-out pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Loss by noise level: 1 (dashed) “knows nothing”", "level (1 = largest σ)", parent=parent)
        self.setObjectName("plot.levels")
        self.nothing = self.line(1.0)
        self.train = self.curve("accent", 2.0, dots=True)
        self.held_out = self.curve("second", 1.0, dots=True)
        self.name_curves((8, 24), {"training": self.train, "held-out": self.held_out})

    def show_levels(self, train: np.ndarray, held_out: np.ndarray) -> None:
        """Draw (L,) losses; nan is left out."""
        for curve, values in ((self.train, train), (self.held_out, held_out)):
            known = np.isfinite(values)
            curve.setData(np.arange(1, len(values) + 1)[known], values[known])
        highest = np.nanmax(np.concatenate([train, held_out, [1.0]]))
        self.setYRange(0, float(highest) * 1.05, padding=0)


class TracePlot(Plot):
    """Numbers about each step of a sampling, with a cursor; a click moves the film."""

    clicked = Signal(int)

    def __init__(self, title: str, curves: dict[str, str], log: bool, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.setMouseEnabled(x=False, y=False)
        self.setLogMode(False, log)
        self.curves = {name: self.curve(colour, 1.0) for name, colour in curves.items()}
        self.cursor_line = self.line(0, vertical=True)
        self.scene().sigMouseClicked.connect(self._click)

    def show_trace(self, total: int, **values: np.ndarray) -> None:
        """Draw one value a step for each named curve."""
        for name, numbers in values.items():
            known = np.isfinite(numbers) & ((numbers > 0) | ~np.array(self.getPlotItem().ctrl.logYCheck.isChecked()))
            self.curves[name].setData(np.flatnonzero(known), numbers[known])
        self.setXRange(0, max(1, total), padding=0.02)

    def show_cursor(self, index: int) -> None:
        """Move the cursor."""
        self.cursor_line.setValue(index)

    def _click(self, event: Any) -> None:
        place = self.getPlotItem().vb.mapSceneToView(event.scenePos())
        self.clicked.emit(round(place.x()))


def thinned(x: np.ndarray, y: np.ndarray, extremes: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Reduce a long curve to about as many points as a plot has pixels.

    With `extremes`, each group of points gives its smallest and largest, so that no spike is lost;
    else its first.
    """
    size = len(y) // _COLUMNS
    if size < 2:
        return x, y
    cut = len(y) // size * size
    groups, places = y[:cut].reshape(-1, size), x[:cut].reshape(-1, size)[:, 0]
    if not extremes:
        return np.append(places, x[-1]), np.append(groups[:, 0], y[-1])
    both = np.stack([np.nanmin(groups, axis=1), np.nanmax(groups, axis=1)], axis=1)
    return places.repeat(2), both.ravel()


def moving_average(y: np.ndarray, width: int) -> np.ndarray:
    """Return the mean over the last values at each place, (S,).

    Over `width` of them, but never over more than the last quarter of what there is: a loss falls
    fast at first, and a long memory would hide it.
    """
    if width <= 1 or not len(y):
        return y
    total = np.concatenate([[0.0], np.cumsum(np.nan_to_num(y), dtype=np.float64)])
    ends = np.arange(1, len(y) + 1)
    starts = ends - np.minimum(width, np.maximum(1, ends // 4))
    mean: np.ndarray = (total[ends] - total[starts]) / (ends - starts)
    return mean
