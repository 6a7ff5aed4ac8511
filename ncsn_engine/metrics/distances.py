"""Distances between two sets of samples: Fréchet, kernel, sliced Wasserstein; all in float64."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from ncsn_engine.metrics.rows import both

if TYPE_CHECKING:
    from ncsn_engine.metrics.rows import Rows

__all__ = [
    "directions",
    "frechet_cost",
    "frechet_distance",
    "frechet_of",
    "kernel",
    "kernel_distance",
    "kernel_of",
    "sliced_of",
    "sliced_wasserstein",
]

_NAMES = ("x", "real")
_NARROW = 256  # features or samples, up to which the slowest way takes no time


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

    With A and B the centred sets over √(n-1), ``tr (C₁ C₂)^½`` is the sum of the singular values of A Bᵀ. Sets of more
    samples than features are brought to squares first, R with RᵀR = C, which have the same.
    """
    a, b = (torch.from_numpy((rows - rows.mean(0)) / np.sqrt(len(rows) - 1)) for rows in (x, real))
    means = ((x.mean(0) - real.mean(0)) ** 2).sum()
    mixed = _square(a) @ _square(b).T if min(len(a), len(b)) > a.shape[1] else a @ b.T
    return float(means + a.square().sum() + b.square().sum() - 2 * _sum_of_singular_values(mixed))


def frechet_cost(n: int, m: int, dim: int) -> float:
    """Return about how many operations a Fréchet distance takes; the symmetric eigenvalues' count sixfold, as slow."""
    if min(n, m) > dim:
        return 2.0 * (n + m) * dim**2 + 13.0 * dim**3
    return 2.0 * n * m * dim + 10.0 * min(n, m) ** 3


def _square(rows: torch.Tensor) -> torch.Tensor:
    """Return R (D, D) with RᵀR = rowsᵀ rows."""
    if rows.shape[1] <= _NARROW:
        narrow: torch.Tensor = torch.linalg.qr(rows, mode="r").R
        return narrow
    product = rows.T @ rows
    lower, failed = torch.linalg.cholesky_ex(product)
    if failed:  # constant or dependent features: lifted by less than what is seen of the distance
        lifted = product + 1e-14 * product.trace() * torch.eye(len(product), dtype=product.dtype)
        lower = torch.linalg.cholesky(lifted)
    wide: torch.Tensor = lower.T
    return wide


def _sum_of_singular_values(mixed: torch.Tensor) -> float:
    """Return tr (M Mᵀ)^½: by singular values where there are few, else by the symmetric form, ten times sooner."""
    if min(mixed.shape) <= _NARROW:
        return float(torch.linalg.svdvals(mixed).sum())
    form = mixed @ mixed.T if mixed.shape[0] <= mixed.shape[1] else mixed.T @ mixed
    values = torch.linalg.eigvalsh(form)
    rounding = torch.finfo(form.dtype).eps * len(values) * values[-1]  # below, the root of a rounding error
    return float(values[values > rounding].sqrt().sum())


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
