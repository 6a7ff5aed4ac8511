"""Long curves as few points: thinned, or smoothed."""

from __future__ import annotations

import numpy as np

__all__ = ["COLUMNS", "moving_average", "thinned"]

COLUMNS = 600  # groups that a long curve is thinned to: about the pixels of a plot


def thinned(x: np.ndarray, y: np.ndarray, extremes: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Reduce a long curve to about as many points as a plot has pixels.

    With `extremes`, each group of points gives its smallest and largest, so that no spike is lost;
    else its first.
    """
    size = len(y) // COLUMNS
    if size < 2:
        return x, y
    cut = len(y) // size * size
    groups, places = y[:cut].reshape(-1, size), x[:cut].reshape(-1, size)[:, 0]
    if not extremes:
        return np.append(places, x[-1]), np.append(groups[:, 0], y[-1])
    both = np.stack([np.fmin.reduce(groups, axis=1), np.fmax.reduce(groups, axis=1)], axis=1)  # nan where all are
    return places.repeat(2), both.ravel()


def moving_average(y: np.ndarray, width: int) -> np.ndarray:
    """Return the mean over the last values at each place, (S,); nan where all of them are.

    Over `width` of them, but never over more than the last quarter of what there is: a loss falls
    fast at first, and a long memory would hide it.
    """
    if width <= 1 or not len(y):
        return y
    known = np.isfinite(y)
    total = np.concatenate([[0.0], np.cumsum(np.where(known, y, 0.0), dtype=np.float64)])
    count = np.concatenate([[0], np.cumsum(known)])
    ends = np.arange(1, len(y) + 1)
    starts = ends - np.minimum(width, np.maximum(1, ends // 4))
    with np.errstate(invalid="ignore"):
        mean: np.ndarray = (total[ends] - total[starts]) / (count[ends] - count[starts])
    return mean
