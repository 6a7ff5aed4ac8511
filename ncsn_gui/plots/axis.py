"""The axes and the straight lines of a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from ncsn_gui.numbers import spaced

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

__all__ = ["Axis", "Line"]

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_BESIDE, _ABOVE = 1.6, 1.4  # lines of text that a number needs to the next: beside it, or above it


class Axis(pg.AxisItem):
    """An axis whose numbers stand apart, whatever its length and the size of text; logarithmic ones too.

    Attributes
    ----------
    whole
        Whether it counts: steps, levels.
    """

    def __init__(self, side: str, whole: bool = False) -> None:
        super().__init__(side)
        self.whole = whole
        self._closer = 1.0  # how much closer numbers may stand, where there would be none
        self.enableAutoSIPrefix(False)

    def take_font(self, font: QFont) -> None:
        """Write numbers in this font; the room for them grows and shrinks with it."""
        self.setStyle(tickFont=font, tickLength=-4)
        metrics = QFontMetricsF(font)
        self.label.setFont(font)
        self.label.adjustSize()
        if self.orientation in ("left", "right"):
            self.setWidth(metrics.horizontalAdvance("0.00001") + 8)
        else:
            named = self.label.boundingRect().height() * 0.8 if self.label.isVisible() else 0
            self.setHeight(metrics.height() + named + self.style["tickTextOffset"][1])

    def boundingRect(self) -> QRectF:
        """Return where numbers may stand: those at an end stand out a little."""
        metrics = QFontMetricsF(self.style["tickFont"] or QApplication.font())
        found: QRectF = super().boundingRect()
        if self.orientation in ("left", "right"):
            return found.adjusted(0, -metrics.height() / 3, 0, metrics.height() / 3)
        return found.adjusted(-metrics.horizontalAdvance("0"), 0, metrics.horizontalAdvance("0"), 0)

    def room(self, low: float, high: float) -> float:
        """Return the pixels from one number to the next, of those between two values."""
        metrics = QFontMetricsF(self.style["tickFont"] or QApplication.font())
        if self.orientation in ("left", "right"):
            return _ABOVE * metrics.height() / self._closer
        step = max(1e-12, (high - low) / 10)
        widest = max(metrics.horizontalAdvance(text) for text in self.tickStrings([low, high], 1.0, step))
        return (widest + _BESIDE * metrics.height()) / self._closer

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float | None, list[float]]]:
        """Return a spacing and its values; where there is room for none, the one nearest to the middle."""
        for self._closer in (1.0, 2.0, 4.0, 8.0, 16.0):
            found: list[tuple[float | None, list[float]]] = super().tickValues(low, high, size)
            if any(values for _, values in found):
                break
        if self._closer > 1:
            found = [
                (spacing, sorted(values, key=lambda v: abs(v - (low + high) / 2))[:1]) for spacing, values in found
            ]
        self._closer = 1.0
        return found

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return one spacing, of 1, 2 or 5, so that each number has room; a whole one where it counts."""
        if not high > low:
            return []
        step = _nice((high - low) * min(1.0, self.room(low, high) / max(1.0, size)))
        return [(max(1.0, step) if self.whole else step, 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write counts in groups of three digits."""
        if self.whole:
            return [spaced(round(value * scale)) for value in values]
        found: list[str] = super().tickStrings(values, scale, spacing)
        return found

    def logTickValues(self, low: float, high: float, size: float, plain: list[Any]) -> list[Any]:
        """Return exponents: whole ones, those of 1, 2 and 5, or of evenly spaced values; as many as there is room."""
        decades = np.arange(np.ceil(low), np.floor(high) + 1)
        each = size / max(1e-9, high - low)  # pixels of a decade
        room = self.room(low, high)
        if 3.4 * room > each:
            every = max(1, int(np.ceil(room / each)))
            found, spacing = decades[(len(decades) - 1) % every // 2 :: every], float(every)
        elif high - low > 0.7:
            decades = np.arange(np.floor(low), np.ceil(high) + 1)
            found, spacing = (decades[:, None] + np.log10([1, 2, 5])).ravel(), None
        else:
            first, last = 10.0**low, 10.0**high
            # The upper numbers of a logarithmic axis stand closest.
            step = _nice(last * (1 - 10 ** (-min(high - low, room / each))))
            values = np.arange(np.ceil(first / step), np.floor(last / step) + 1) * step
            found, spacing = np.log10(values[values > 0]), None
        return [(spacing, found[(found >= low) & (found <= high)].tolist())]

    def logTickStrings(self, values: list[float], scale: float, spacing: float | None) -> list[str]:
        """Write what the exponents stand for; a decade as a power of ten where its zeros would be many."""
        plain = [f"{10.0**value * scale:.5g}" for value in values]
        powers = [f"10{str(round(value)).translate(_RAISED)}" for value in values]
        return [
            power if "e" in text and spacing is not None else text for text, power in zip(plain, powers, strict=True)
        ]


class Line(pg.InfiniteLine):
    """A line that has no part in the plot's range: when it moves, only what is under it is drawn again."""

    def informViewBoundsChanged(self) -> None:
        """Tell nobody; else the whole plot would be drawn anew."""


def _nice(rough: float) -> float:
    """Return the least of 1, 2 and 5, times a power of ten, that is no less."""
    size = 10.0 ** np.floor(np.log10(rough))
    return float(size * next(step for step in (1, 2, 5, 10) if step * size >= rough * (1 - 1e-9)))
