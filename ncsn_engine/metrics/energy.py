"""The energy distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy.spatial.distance import cdist

from ncsn_engine.metrics.rows import both

if TYPE_CHECKING:
    import numpy as np

    from ncsn_engine.metrics.rows import Rows

__all__ = ["energy_distance", "energy_of"]

_HELD = 2**23  # bytes of distances at once; more is not faster


def energy_distance(x: Rows, y: Rows, unbiased: bool = True) -> float:
    """Estimate the squared energy distance between two distributions from samples of each.

    ``2 E‖X - Y‖ - E‖X - X'‖ - E‖Y - Y'‖`` (Székely & Rizzo 2013, J. Stat. Plan. Inference 143, eq.
    2.1), which is 0 for equal distributions and positive for any others.

    Parameters
    ----------
    x, y
        (N, D) and (M, D), at least two rows each; on any device. Costs O((N + M)² D) on the CPU in
        float64, 8 MiB at a time.
    unbiased
        Leave each sample's distance to itself out of the means within a set (U-statistics): right on
        average, and slightly negative at times where the distributions are equal. Else
        (V-statistics) never negative, and for equal distributions about (1/N + 1/M) E‖X - X'‖.

    Returns
    -------
    float
        In units of x.

    Raises
    ------
    InputError
        If a set has fewer than two rows or numbers that are not finite, or the sets differ in D.
    """
    a, b = both("energy distance", x, y)
    n, m = len(a), len(b)
    between = _sum_of_distances(a, b) / (n * m)
    within_a = _sum_of_distances(a, a) / (n * (n - unbiased))
    within_b = _sum_of_distances(b, b) / (m * (m - unbiased))
    return 2 * between - within_a - within_b


def energy_of(between: np.ndarray, within_x: np.ndarray, within_y: np.ndarray) -> float:
    """Return the unbiased estimate from distances (N, M), (N, N) and (M, M) that are known already."""
    n, m = between.shape
    within = within_x.sum() / (n * (n - 1)) + within_y.sum() / (m * (m - 1))
    return float(2 * between.mean() - within)


def _sum_of_distances(a: np.ndarray, b: np.ndarray) -> float:
    few = max(1, _HELD // (8 * len(b)))
    return sum(float(cdist(a[i : i + few], b).sum()) for i in range(0, len(a), few))
