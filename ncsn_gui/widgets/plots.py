"""Plots in the colours of the theme."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "HeatPlot",
    "LevelPlot",
    "LossPlot",
    "OverlayPlot",
    "Plot",
    "SayingPlot",
    "TracePlot",
    "moving_average",
    "picture",
    "thinned",
    "vector",
]

pg.setConfigOptions(antialias=True)
_COLUMNS = 600  # groups that a long curve is thinned to: about the pixels of a plot
_CELLS = 256  # columns of a heat map
_MARK_ROOM, _MARK_LETTERS = 18, 44  # pixels that a mark's text needs beside the next; letters that it may have
# The part of viridis, which colour-blind people see in order too, that is plain on each theme's ground.
_ORDERED = {"dark": (0.35, 1.0), "light": (0.0, 0.68)}
_NUMBER_ROOM = 24  # pixels that a number needs beside the next on an upright axis
_Range = tuple[float, float] | None  # None: all is shown


class Plot(pg.PlotWidget):
    """A plot with a title, quiet axes and the theme's colours."""

    def __init__(self, title: str, x: str = "", y: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={"left": _ValueAxis("left")})
        self._title, self._labels = title, {"bottom": x, "left": y}
        self._styled: list[tuple[Any, str, float, bool]] = []  # curve, colour's name, width, dashed
        self._legend: Any = None
        self._legend_beside = False
        self._long: dict[pg.PlotDataItem, tuple[np.ndarray, np.ndarray, bool, tuple[np.ndarray, np.ndarray]]] = {}
        self._marks: list[tuple[float, str]] = []
        self._mark_lines: list[pg.InfiniteLine] = []
        self.log = False
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        self.setAccessibleName(title)
        self.setToolTip(tr("Drag to move, wheel to zoom, double click to see all"))
        self.showGrid(x=False, y=True, alpha=0.12)
        self.setMinimumHeight(90)
        self.restyle()
        self.sigXRangeChanged.connect(lambda *_: self._write_marks())
        self.sigXRangeChanged.connect(lambda *_: self._look_closer())

    def curve(self, colour: str, width: float = 1.0, dashed: bool = False, dots: bool = False) -> pg.PlotDataItem:
        """Add a curve; `colour` names one as :func:`_colour` knows them, with ``"|faint"`` for a thin veil of it."""
        # Smooth edges cost most where a line is long and jagged, and a faint one does not need them.
        options: dict[str, Any] = {"antialias": "|" not in colour}
        if dots:
            options |= {"symbol": "o", "symbolSize": 5, "symbolPen": None}
        made = pg.PlotDataItem(**options)
        self.addItem(made)
        self._styled.append((made, colour, width, dashed))
        self.restyle()
        return made

    def name_curves(self, offset: tuple[int, int], curves: dict[str, pg.PlotDataItem], beside: bool = False) -> None:
        """Add a legend; a negative offset counts from the right or the bottom, of all the plot if `beside` it."""
        self._legend, self._legend_beside = self.addLegend(offset=offset), beside
        if beside:
            item = self.getPlotItem()
            self._legend.setParentItem(item)
            item.layout.removeItem(item.titleLabel)
            item.layout.addItem(item.titleLabel, 0, 1, 1, 4)  # above both: else it takes room from the legend
        for name, curve in curves.items():
            self._legend.addItem(curve, name)
        self.restyle()

    def set_log(self, log: bool) -> None:
        """Choose a logarithmic or a linear y axis; x stays as it is zoomed, y shows all."""
        if log != self.log:
            x, _ = self.zoom()
            self.log = log
            self.setLogMode(False, log)  # shows all of x too
            self.set_zoom(x, None)

    def zoom(self) -> tuple[_Range, _Range]:
        """Return the ranges of x and y that a person chose; of a logarithmic axis, the exponents."""
        box = self.getPlotItem().vb
        x, y = ((float(low), float(high)) for low, high in box.viewRange())
        all_x, all_y = box.autoRangeEnabled()
        return None if all_x else x, None if all_y else y

    def set_zoom(self, x: _Range, y: _Range) -> None:
        """Show these ranges; None: all."""
        box = self.getPlotItem().vb
        box.enableAutoRange(x=x is None, y=y is None)
        if x or y:
            box.setRange(xRange=x, yRange=y, padding=0)

    def show_long(self, curve: pg.PlotDataItem, x: np.ndarray, y: np.ndarray, extremes: bool = False) -> None:
        """Give a curve values that may be many more than the plot has pixels, x ascending; see :func:`thinned`."""
        rough = thinned(x, y, extremes)
        self._long[curve] = (x, y, extremes, rough)
        curve.setData(*rough)
        self._look_closer()

    def _look_closer(self) -> None:
        """Draw what is in view of long curves as finely as there are pixels; the rest is there for the range of all."""
        low, high = self.viewRange()[0]
        for curve, (x, y, extremes, rough) in self._long.items():
            if len(x) < 2 * _COLUMNS:
                continue
            first, end = max(0, int(np.searchsorted(x, low)) - 1), int(np.searchsorted(x, high)) + 1
            first -= first % max(1, (end - first) // _COLUMNS)  # so that groups stay the same while it is dragged
            seen = thinned(x[first:end], y[first:end], extremes)
            left, right = rough[0] < seen[0][0], rough[0] > seen[0][-1]
            curve.setData(*(np.concatenate([r[left], s, r[right]]) for r, s in zip(rough, seen, strict=True)))

    def line(self, at: float, vertical: bool = False) -> pg.InfiniteLine:
        """Add a straight line across the plot."""
        made = _Line(at, angle=90 if vertical else 0)
        self.addItem(made, ignoreBounds=True)
        self._styled.append((made, "text" if vertical else "dim", 1.0, not vertical))
        self.restyle()
        return made

    def show_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """Draw a thin dashed line at each place; its text stands along it where there is room, and in its tooltip.

        Parameters
        ----------
        marks
            (x, text), ascending. The first line of a text says where it is; the others say what happened.
        """
        same = [text for _, text in marks] == [text for _, text in self._marks]
        self._marks = list(marks)
        if same:
            for line, (x, _) in zip(self._mark_lines, marks, strict=True):
                line.setValue(x)
            return
        for line in self._mark_lines:
            self.removeItem(line)
        self._mark_lines = []
        for x, text in marks:
            options = {"rotateAxis": (1, 0), "anchors": [(0, 0), (0, 0)], "position": 0.03}
            line = pg.InfiniteLine(x, angle=90, label="", labelOpts=options, hoverPen=pg.mkPen(width=2))
            line.setToolTip(text)
            line.label.setFont(QFont(QApplication.font().family(), 8))
            self.addItem(line, ignoreBounds=True)
            self._mark_lines.append(line)
        self._style_marks()
        self._write_marks()

    def _style_marks(self) -> None:
        colours = theme.current()
        for line in self._mark_lines:
            line.setPen(pg.mkPen(colours.dim, width=1, style=Qt.PenStyle.DashLine))
            line.setHoverPen(pg.mkPen(colours.accent, width=2))
            line.label.setColor(QColor(colours.dim))
            ground = QColor(colours.base)
            ground.setAlpha(130)
            line.label.fill = pg.mkBrush(ground)  # so that it can be read across a curve

    def _write_marks(self) -> None:
        """Write along each line what it says, unless the line before is too near: then its tooltip tells."""
        if not self._marks:
            return
        wide, free = max(1e-9, self.viewRange()[0][1] - self.viewRange()[0][0]), -np.inf
        room = _MARK_ROOM * wide / max(1, self.getPlotItem().vb.width())
        for line, (x, text) in zip(self._mark_lines, self._marks, strict=True):
            # Without the section of a setting.
            said = ", ".join(re.sub(r"^\w+\.(?=\w+:)", "", part) for part in text.split("\n")[1:])
            said = said if len(said) <= _MARK_LETTERS else f"{said[: _MARK_LETTERS - 1]}…"
            line.label.setFormat(said.replace("{", "{{").replace("}", "}}") if x >= free else "")
            free = x + room if x >= free else free

    def restyle(self) -> None:
        """Take on the colours of the theme."""
        colours = theme.current()
        self._style_marks()
        self.setBackground(QColor(colours.base))
        item = self.getPlotItem()
        font = QApplication.font()
        small = f"{font.pointSizeF() * 0.92:.1f}pt"
        item.setTitle(self._title, color=colours.dim, size=small)
        item.titleLabel.item.setFont(font)
        for side, label in self._labels.items():
            axis = item.getAxis(side)
            axis.setPen(pg.mkPen(colours.line))
            axis.setTextPen(pg.mkPen(colours.dim))
            axis.setStyle(tickFont=font, tickLength=-4)
            if label:
                axis.setLabel(label, color=colours.dim)
                axis.label.setFont(font)
        item.getAxis("left").setWidth(QFontMetrics(font).horizontalAdvance("0.00001") + 8)
        for made, name, width, dashed in self._styled:
            plain, _, faint = name.partition("|")
            colour = _colour(plain)
            colour.setAlpha(70 if faint else 255)
            style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
            pen = pg.mkPen(colour, width=width, style=style)
            if isinstance(made, pg.PlotDataItem) and made.opts.get("symbol"):
                made.setSymbolBrush(colour)
                made.setPen(pen if width else None)
            else:
                made.setPen(pen)
        if self._legend:
            ground = QColor(colours.base)
            ground.setAlpha(120)
            self._legend.setBrush(pg.mkBrush(ground))  # so that it can be read across a curve
        for sample, label in self._legend.items if self._legend else ():
            label.setText(label.text, color=colours.dim, size=small)
            sample.update()
        if self._legend and self._legend_beside:
            self._legend.updateSize()
            self._legend.setOffset(self._legend.opts["offset"])  # at the edge still, now that it is wider
            self.getPlotItem().layout.setColumnFixedWidth(4, self._legend.boundingRect().width())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything again after a zoom."""
        self.enableAutoRange()
        super().mouseDoubleClickEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_styled"):
            self.restyle()
        super().changeEvent(event)


class _ValueAxis(pg.AxisItem):
    """An axis whose logarithmic numbers stand apart, and are there however near one looks."""

    def logTickValues(self, low: float, high: float, size: float, plain: list[Any]) -> list[Any]:
        """Return exponents: whole ones, those of 1, 2 and 5, or of evenly spaced values; as many as there is room."""
        decades = np.arange(np.floor(low), np.ceil(high) + 1)
        if 3 * _NUMBER_ROOM * (high - low) > size:
            whole = [(spacing, values) for spacing, values in plain if spacing >= 1]
            return whole or [(1.0, decades.tolist())]
        if high - low > 0.7:
            found = (decades[:, None] + np.log10([1, 2, 5])).ravel()
        else:
            first, last = 10.0**low, 10.0**high
            rough = (last - first) / 4
            size_of = 10 ** np.floor(np.log10(rough))
            step = size_of * min((1, 2, 5, 10), key=lambda nice: abs(nice - rough / size_of))
            values = np.arange(np.ceil(first / step), np.floor(last / step) + 1) * step
            found = np.log10(values[values > 0])
        return [(None, found[(found >= low) & (found <= high)].tolist())]

    def logTickStrings(self, values: list[float], scale: float, spacing: float | None) -> list[str]:
        """Write what the exponents stand for; decades as powers of ten where that is shorter."""
        if spacing is None:
            return [f"{10.0**value * scale:.5g}" for value in values]
        found: list[str] = super().logTickStrings(values, scale, spacing)
        return found


class _Line(pg.InfiniteLine):
    """A line that has no part in the plot's range: when it moves, only what is under it is drawn again."""

    def informViewBoundsChanged(self) -> None:
        """Tell nobody; else the whole plot would be drawn anew."""


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


class TracePlot(Plot):
    """Numbers about each step of a sampling, with a cursor; a click moves the film."""

    clicked = Signal(int)

    def __init__(self, title: str, curves: dict[str, str], log: bool, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.setToolTip(tr("A click moves the film to that step"))
        self.setMouseEnabled(x=False, y=False)
        self.setLogMode(False, log)
        self.decades = log  # whether the axis is logarithmic, and shows whole decades
        self._spanned = (1.0, 1.0)  # smallest and largest value shown
        # One item for all shades: a sampling may have a thousand levels.
        self.shade = pg.BarGraphItem(x0=[], x1=[], y0=-1e6, y1=1e6, pen=None)
        self.addItem(self.shade, ignoreBounds=True)
        self.curves = {name: self.curve(colour, 1.0) for name, colour in curves.items()}
        self.cursor_line = self.line(0, vertical=True)
        self.scene().sigMouseClicked.connect(self._click)

    def show_trace(self, total: int, **values: np.ndarray) -> None:
        """Draw one value a step for each named curve."""
        log = self.getPlotItem().ctrl.logYCheck.isChecked()
        ends: list[float] = []
        for name, numbers in values.items():
            known = np.isfinite(numbers) & ((numbers > 0) | ~np.array(log))
            self.curves[name].setData(*thinned(np.flatnonzero(known), numbers[known], extremes=True))
            ends += [float(numbers[known].min()), float(numbers[known].max())] if known.any() else []
        if self.decades and ends:
            self._spanned = min(ends), max(ends)
            self._show_decades()
        self.setXRange(0, max(1, total), padding=0.02)

    def _show_decades(self) -> None:
        """Let a logarithmic axis show whole decades, as many as have room: else it writes too many numbers, or none."""
        first = int(np.floor(np.log10(self._spanned[0])))
        last = max(int(np.ceil(np.log10(self._spanned[1]))), first + 1)
        room = max(1, int(self.height() - 60) // (2 * self.fontMetrics().height()))  # numbers with a line between them
        step = max(1, -(-(last - first) // room))
        marks = range(first + (step // 2 if room == 1 else 0), last + 1, step)  # one alone stands in the middle
        self.getPlotItem().getAxis("left").setTicks([[(mark, f"{10.0**mark:g}") for mark in marks], []])
        self.setYRange(first, last, padding=0.1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as many numbers as have room."""
        super().resizeEvent(event)
        if getattr(self, "decades", False):
            self._show_decades()

    def show_shades(self, spans: Sequence[tuple[int, int]]) -> None:
        """Shade steps: from the first of each span to its last."""
        self.shade.setOpts(x0=[a - 0.5 for a, _ in spans], x1=[b + 0.5 for _, b in spans])

    def change_to(self, title: str, log: bool) -> None:
        """Show numbers of another kind."""
        self._title, self.decades = title, log
        self.setAccessibleName(title)
        self.setLogMode(False, log)
        self.getPlotItem().getAxis("left").setTicks(None)
        self.enableAutoRange(y=True)
        self.restyle()

    def restyle(self) -> None:
        """Take on the colours of the theme."""
        super().restyle()
        if hasattr(self, "shade"):
            colour = QColor(theme.current().bad)
            colour.setAlpha(45)
            self.shade.setOpts(brush=colour)

    def show_cursor(self, index: int) -> None:
        """Move the cursor."""
        self.cursor_line.setValue(index)

    def _click(self, event: Any) -> None:
        place = self.getPlotItem().vb.mapSceneToView(event.scenePos())
        self.clicked.emit(round(place.x()))


class SayingPlot(Plot):
    """A plot that says in its middle why there is nothing to see."""

    def __init__(self, title: str, x: str = "", y: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, x, y, parent)
        self.sentence = QLabel(self)
        self.sentence.setProperty("role", "dim")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self.sentence.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say(self, sentence: str) -> None:
        """Say why there is nothing to see; an empty sentence takes it back."""
        self.sentence.setText(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sentence in the middle."""
        super().resizeEvent(event)
        if hasattr(self, "sentence"):
            self.sentence.setGeometry(self.rect().adjusted(70, 24, -16, -30))


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
        self.lines: dict[str, pg.PlotDataItem] = {}
        self.dots: dict[str, pg.PlotDataItem] = {}

    def show_runs(self, title: str, label: str, log: bool, curves: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
        """Draw a line and dots, (N, 2) each, for every run by its name; one run needs no legend."""
        if list(curves) != list(self.lines):
            self._begin(list(curves))
        if (title, label) != (self._title, self._labels["bottom"]):
            self._title, self._labels["bottom"] = title, label
            self.setAccessibleName(title)
            self.restyle()
        self.set_log(log)
        self.say("")
        if not any(len(line) for line, _ in curves.values()):
            self.setRange(xRange=(0, 100), yRange=(-1, 0.1) if log else (0, 1), padding=0)
            self.enableAutoRange()
        for name, (line, dots) in curves.items():
            self.show_long(self.lines[name], *_seen(line, log))
            self.dots[name].setData(*_seen(dots, log))

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


class HeatPlot(SayingPlot):
    """Loss at each level over steps or time: the largest σ at the top, colours fixed from 0 to 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._map = pg.colormap.get("cividis")
        super().__init__("", tr("step"), tr("level (1 = largest σ)"), parent=parent)
        self.setObjectName("plot.heat")
        self.setToolTip(tr("Loss ÷ (D/2) by colour: 1 means “knows nothing”. Wheel to zoom, double click to see all"))
        self.showGrid(x=False, y=False)
        self.image = pg.ImageItem(axisOrder="row-major")
        self.addItem(self.image)
        self.invertY(True)
        self.getPlotItem().vb.setDefaultPadding(0)
        self.bar = pg.ColorBarItem(values=(0, 1), width=12, colorMap=self._map, interactive=False, colorMapMenu=False)
        self.bar.axis.setWidth(34)
        item = self.getPlotItem()
        item.layout.addItem(self.bar, 2, 5)
        item.layout.setColumnFixedWidth(4, 8)
        self.restyle()

    def show_past(self, title: str, label: str, x: np.ndarray, values: np.ndarray, levels: int) -> None:
        """Draw losses (R, rows) that were measured at x (R,), of a ladder of so many levels; nan stays empty."""
        if (title, label) != (self._title, self._labels["bottom"]):
            self._title, self._labels["bottom"] = title, label
            self.setAccessibleName(title)
            self.restyle()
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


def _colour(name: str) -> QColor:
    """Return a field of the theme; "series 2": the third of its series; "ordered 0.5": between dark and light."""
    named, _, number = name.partition(" ")
    if named == "ordered":
        low, high = _ORDERED[theme.current().name]
        return QColor(pg.colormap.get("viridis").map(low + float(number) * (high - low), mode="qcolor"))
    found = getattr(theme.current(), named)
    return QColor(found[int(number) % len(found)] if number else found)


def _seen(points: np.ndarray, log: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of (N, 2) points; a logarithmic axis has no place for what is not positive."""
    if log:
        points = points[points[:, 1] > 0]
    return points[:, 0], points[:, 1]


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


def picture(plot: Plot) -> bytes:
    """Return a plot as a PNG, twice as large as it is seen."""
    image = QImage(plot.size() * 2, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.current().base))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plot.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def vector(plot: Plot) -> bytes:
    """Return a plot as an SVG; pyqtgraph's own exporter fails on pictures."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(plot.size())
    generator.setViewBox(plot.rect())
    generator.setTitle(plot.accessibleName())
    painter = QPainter(generator)
    painter.fillRect(plot.rect(), QColor(theme.current().base))
    plot.render(painter)
    painter.end()
    return bytes(buffer.data().data())
