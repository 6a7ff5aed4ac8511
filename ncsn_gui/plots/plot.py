"""Plots in the colours of the theme."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QFont, QFontMetrics, QMouseEvent, QTextOption
from PySide6.QtWidgets import QApplication, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.plots.axis import Axis, Line
from ncsn_gui.plots.colours import colour_of
from ncsn_gui.plots.thinning import COLUMNS, thinned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

__all__ = ["Plot"]

pg.setConfigOptions(antialias=True)
_MARK_ROOM, _MARK_LETTERS = 18, 44  # pixels that a mark's text needs beside the next; letters that it may have
_Range = tuple[float, float] | None  # None: all is shown


class Plot(pg.PlotWidget):
    """A plot with a title, quiet axes and the theme's colours."""

    spoken_role = QAccessible.Role.Chart
    beside = 0  # pixels that something takes at the right
    least_lines = 5  # of text that it is high below its title: two numbers, an axis and its name

    def __init__(self, title: str, x: str = "", y: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={"left": Axis("left"), "bottom": Axis("bottom", whole=True)})
        self._title, self._labels, self._note = title, {"bottom": x, "left": y}, ""
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
        self.restyle()
        self.sigXRangeChanged.connect(lambda *_: self._write_marks())
        self.sigXRangeChanged.connect(lambda *_: self._look_closer())

    def spoken(self) -> str:
        """Return what is shown now, in words."""
        return ". ".join(filter(None, [self._title, self._note])) or tr("Plot")

    def name(self, title: str, x: str, whole: bool = True, note: str = "") -> None:
        """Say what is shown, and over what.

        Parameters
        ----------
        whole
            Whether x counts: steps, not seconds.
        note
            Said below the title: what one would look for here and does not see.
        """
        if (title, x, note) != (self._title, self._labels["bottom"], self._note):
            self._title, self._labels["bottom"], self._note = title, x, note
            self.getPlotItem().getAxis("bottom").whole = whole
            self.setAccessibleName(title)
            self.restyle()

    def curve(self, colour: str, width: float = 1.0, dashed: bool = False, dots: bool = False) -> pg.PlotDataItem:
        """Add a curve; `colour` names one as :func:`colour_of` knows them, with ``"|faint"`` for a thin veil of it."""
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

    def name_also(self, curve: pg.PlotDataItem, name: str) -> None:
        """Give a curve another name in the legend, where there is one; empty: none."""
        if self._legend is None or [label.text for sample, label in self._legend.items if sample.item is curve] == (
            [name] if name else []
        ):
            return
        self._legend.removeItem(curve)
        if name:
            self._legend.addItem(curve, name)
        self.restyle()

    def begin_at(self, x: float, end: float | None = None) -> None:
        """Let x end here: there is nothing beyond."""
        self.getPlotItem().vb.setLimits(xMin=x, xMax=end)

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
            if len(x) < 2 * COLUMNS:
                continue
            first, end = max(0, int(np.searchsorted(x, low)) - 1), int(np.searchsorted(x, high)) + 1
            first -= first % max(1, (end - first) // COLUMNS)  # so that groups stay the same while it is dragged
            seen = thinned(x[first:end], y[first:end], extremes)
            left, right = rough[0] < seen[0][0], rough[0] > seen[0][-1]
            curve.setData(*(np.concatenate([r[left], s, r[right]]) for r, s in zip(rough, seen, strict=True)))

    def line(self, at: float, vertical: bool = False) -> pg.InfiniteLine:
        """Add a straight line across the plot."""
        made = Line(at, angle=90 if vertical else 0)
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
            self.addItem(line, ignoreBounds=True)
            self._mark_lines.append(line)
        self._style_marks()
        self._write_marks()

    def _style_marks(self) -> None:
        colours = theme.current()
        small = QFont(QApplication.font())
        small.setPointSizeF(0.85 * small.pointSizeF())
        for line in self._mark_lines:
            line.label.setFont(small)
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
        self._write_title()
        for side, label in self._labels.items():
            axis = item.getAxis(side)
            axis.setPen(pg.mkPen(colours.line))
            axis.setTextPen(pg.mkPen(colours.dim))
            if label:
                axis.setLabel(label, color=colours.dim)
            axis.take_font(font)
        for made, name, width, dashed in self._styled:
            plain, _, faint = name.partition("|")
            colour = colour_of(plain)
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

    def _write_title(self) -> None:
        """Write title and note, as much of them as fits: a longer one would push the plot out of its place."""
        item, font = self.getPlotItem(), QApplication.font()
        font.setPointSizeF(0.92 * font.pointSizeF())
        metrics, said = QFontMetrics(font), [line for line in (self._title, self._note) if line]
        room = max(20, self.width() - int(item.getAxis("left").width()) - self.beside - 24)
        lines = [html.escape(metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)) for line in said]
        written = item.titleLabel.item
        written.setTextWidth(-1)
        item.setTitle("<br>".join(lines), color=theme.current().dim, size=f"{font.pointSizeF():.1f}pt")
        written.setFont(font)
        written.document().setDefaultTextOption(QTextOption(Qt.AlignmentFlag.AlignHCenter))
        written.setTextWidth(written.document().idealWidth())  # else lines are not centred
        item.titleLabel.resizeEvent(None)
        tall = metrics.height() * len(said) + 8
        item.layout.setRowFixedHeight(0, tall)
        item.titleLabel.setMaximumHeight(tall)
        self.setMinimumHeight(min(tall + self.least_lines * metrics.height(), self.maximumHeight()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much of the title as fits now."""
        if hasattr(self, "_styled"):
            self._write_title()  # first: the plot is never narrower than its title
        super().resizeEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything again after a zoom."""
        self.enableAutoRange()
        super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Let it pass: what holds the plot knows where its curves come from, and offers to save it."""
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the size of text."""
        followed = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange)
        if event.type() in followed and hasattr(self, "_styled"):
            self.restyle()
        super().changeEvent(event)
