"""Numbers about each step of a sampling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor

from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.plots.plot import Plot
from ncsn_gui.plots.thinning import thinned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

__all__ = ["TracePlot"]


class TracePlot(Plot):
    """Numbers about each step of a sampling, with a cursor; a click moves the film."""

    clicked = Signal(int)
    least_lines = 3  # its axis has no name

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
        """Let a logarithmic axis show whole decades, so that there are numbers on it."""
        first = int(np.floor(np.log10(self._spanned[0])))
        last = max(int(np.ceil(np.log10(self._spanned[1]))), first + 1)
        self.setYRange(first, last, padding=0.1)

    def show_shades(self, spans: Sequence[tuple[int, int]]) -> None:
        """Shade steps: from the first of each span to its last."""
        self.shade.setOpts(x0=[a - 0.5 for a, _ in spans], x1=[b + 0.5 for _, b in spans])

    def change_to(self, title: str, log: bool) -> None:
        """Show numbers of another kind."""
        self._title, self.decades = title, log
        self.setAccessibleName(title)
        self.setLogMode(False, log)
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
