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
