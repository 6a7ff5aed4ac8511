"""Distances between two sets of samples: Fréchet, kernel, sliced Wasserstein; all in float64."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from ncsn_engine.metrics.rows import both

if TYPE_CHECKING:
    from torchmetrics.image.fid import FrechetInceptionDistance

    from ncsn_engine.metrics.rows import Rows

__all__ = [
    "directions",
    "frechet_distance",
    "frechet_of",
    "kernel",
    "kernel_distance",
    "kernel_of",
    "sliced_of",
    "sliced_wasserstein",
]

_NAMES = ("x", "real")


def frechet_distance(x: Rows, real: Rows) -> float:
    """Return the Fréchet distance between the normal distributions fitted to two sets of features.

    ``‖μ₁ - μ₂‖² + tr(C₁ + C₂ - 2 (C₁ C₂)^½)`` (Dowson & Landau 1982, J. Multivariate Anal. 12, eq. 4;
    of generated pictures: Heusel et al. 2017, eq. 6, the FID).

    It grows as samples get fewer, roughly by a constant over n (Bińkowski et al. 2018):
    values compare at the same n only, and with real against real at that n. With fewer samples than
    features the covariances are singular; the value is then exact still, and says little.

    Parameters
    ----------
    x, real
        Features, (N, D) and (M, D), at least two rows each.

    Returns
    -------
    float
        In squared units of the features; 0 for equal sets, up to rounding.
    """
    return frechet_of(*both("Fréchet distance", x, real, _NAMES))


def frechet_of(x: np.ndarray, real: np.ndarray) -> float:
    """Return the Fréchet distance of float64 rows.

    By torchmetrics, which sums the square roots of the eigenvalues of C₁ C₂. Where there are no more
    samples than features, most of these are rounding errors about 0, whose roots are not small (up
    to 1e-7 of the trace); then, with A and B the centred sets over √(n-1), the same trace is the sum
    of the singular values of A Bᵀ, which takes no root.
    """
    if min(len(x), len(real)) > x.shape[1]:
        metric = _frechet_metric(x.shape[1])
        metric.reset()
        metric.update(torch.from_numpy(real), real=True)
        metric.update(torch.from_numpy(x), real=False)
        return float(metric.compute())
    a, b = ((rows - rows.mean(0)) / np.sqrt(len(rows) - 1) for rows in (x, real))
    means = ((x.mean(0) - real.mean(0)) ** 2).sum()
    return float(means + (a**2).sum() + (b**2).sum() - 2 * np.linalg.svd(a @ b.T, compute_uv=False).sum())


class _Given(nn.Module):
    """A feature network that is handed features."""

    def __init__(self, num_features: int) -> None:
        super().__init__()
        self.num_features = num_features

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


@functools.lru_cache(maxsize=1)
def _frechet_metric(width: int) -> FrechetInceptionDistance:
    from torchmetrics.image.fid import FrechetInceptionDistance  # takes two seconds to import

    return FrechetInceptionDistance(feature=_Given(width))


def kernel_distance(x: Rows, real: Rows) -> float:
    """Estimate the kernel distance, without bias: about 0 on average for equal distributions.

    The squared maximum mean discrepancy (Gretton et al. 2012, J. Mach. Learn. Res. 13, eq. 3) with the
    kernel ``k(a, b) = (a·b/D + 1)³`` (Bińkowski et al. 2018: the KID), over all samples at once.

    Parameters
    ----------
    x, real
        Features, (N, D) and (M, D), at least two rows each. Costs O((N + M)²) memory.
    """
    a, b = both("kernel distance", x, real, _NAMES)
    return kernel_of(kernel(a, b), kernel(a, a), kernel(b, b))


def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the cubic kernel of all pairs, (N, M)."""
    linear: np.ndarray = a @ b.T / a.shape[1] + 1
    found: np.ndarray = linear * linear * linear  # many times faster than a power
    return found


def kernel_of(between: np.ndarray, within_x: np.ndarray, within_real: np.ndarray) -> float:
    """Return the unbiased estimate from kernels (N, M), (N, N) and (M, M)."""
    n, m = between.shape
    mean_x = (within_x.sum() - np.trace(within_x)) / (n * (n - 1))
    mean_real = (within_real.sum() - np.trace(within_real)) / (m * (m - 1))
    return float(mean_x + mean_real - 2 * between.mean())


def sliced_wasserstein(x: Rows, real: Rows, projections: int = 256, seed: int = 0) -> float:
    """Return the sliced Wasserstein distance of order 2 between two sets of samples.

    The root of the mean over directions of W₂² between the two sets as seen along each (Rabin et al.
    2011; Bonneel et al. 2015, J. Math. Imaging Vis. 51). On a line W₂ is exact: it matches
    quantiles. It grows as samples get fewer: compare at the same n.

    Parameters
    ----------
    x, real
        (N, D) and (M, D); the sets need not be of one size.
    projections, seed
        How many random directions, and which.

    Returns
    -------
    float
        In units of x.
    """
    a, b = both("sliced Wasserstein distance", x, real, _NAMES, least=1)
    along = directions(a.shape[1], projections, seed)
    return sliced_of(along @ a.T, along @ b.T)


def directions(dim: int, count: int, seed: int) -> np.ndarray:
    """Return random unit vectors, (count, dim)."""
    drawn = np.random.default_rng([seed, dim]).standard_normal((count, dim))
    found: np.ndarray = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return found


def sliced_of(x: np.ndarray, real: np.ndarray) -> float:
    """Return the distance from the samples' places along each direction, (P, N) and (P, M)."""
    n, m = x.shape[1], real.shape[1]
    # Both quantile functions are steps; between two neighbouring cuts (in units of 1/(n m)) they stand still.
    cuts = np.union1d(m * np.arange(1, n + 1), n * np.arange(1, m + 1))
    widths = np.diff(cuts, prepend=0) / (n * m)
    gaps = np.sort(x)[:, (cuts - 1) // m] - np.sort(real)[:, (cuts - 1) // n]
    return float(np.sqrt((gaps**2 @ widths).mean()))
