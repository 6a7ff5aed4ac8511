"""Which way a training goes."""

from __future__ import annotations

import numpy as np

__all__ = ["diverges", "diverging"]

_FEWEST, _SHARE = 20, 50  # losses that are averaged: these many, or one of so many of all
_TWICE = 2.0


def diverges(newest: float, least: float) -> bool:
    """Tell whether a loss over D/2 is more than twice the least there was, and twice that of knowing nothing."""
    return newest > _TWICE * max(1.0, least)


def diverging(loss: np.ndarray, held_out: np.ndarray) -> float | None:
    """Return the newest loss, where it says that a training diverges; else None.

    It does where the mean of the last losses, or the last held-out loss, is more than 2, twice that of a model that
    knows nothing, and more than twice the least there was of either. A training that begins high and falls does not
    diverge; nor does one whose loss jumps once. The held-out loss is looked at as well, for a network that broke may be
    harmless on most data, and far off on some.

    Parameters
    ----------
    loss
        Of each step, over D/2, (S,); nan is left out.
    held_out
        Over D/2, (H,).
    """
    known = loss[np.isfinite(loss)]
    width = max(_FEWEST, len(known) // _SHARE)
    if len(known) < width:
        return None
    means = known[len(known) % width :].reshape(-1, width).mean(1, dtype=np.float64)
    newest = max([float(means[-1]), *held_out[-1:].tolist()])
    least = min([float(means.min()), *held_out.tolist()])
    return newest if diverges(newest, least) else None
