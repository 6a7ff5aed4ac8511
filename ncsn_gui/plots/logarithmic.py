"""What a logarithmic axis has no place for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["above_zero", "left_out"]


def above_zero(y: np.ndarray) -> np.ndarray:
    """Return values with nan for those at or below 0."""
    found: np.ndarray = np.where(y > 0, y, np.nan)
    return found


def left_out(curves: Iterable[np.ndarray]) -> str:
    """Say how many values of some curves are at or below 0; empty: none."""
    values = np.concatenate([np.empty(0), *curves])
    known, below = int(np.isfinite(values).sum()), int((values <= 0).sum())
    said = tr("{count} of {all} values are at or below 0, not on a logarithmic axis; Linear shows them")
    return said.format(count=spaced(below), all=spaced(known)) if below else ""
