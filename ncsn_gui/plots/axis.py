"""The axis of values and the straight lines of a plot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg

__all__ = ["Line", "ValueAxis"]

_NUMBER_ROOM = 24  # pixels that a number needs beside the next on an upright axis


class ValueAxis(pg.AxisItem):
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


class Line(pg.InfiniteLine):
    """A line that has no part in the plot's range: when it moves, only what is under it is drawn again."""

    def informViewBoundsChanged(self) -> None:
        """Tell nobody; else the whole plot would be drawn anew."""
