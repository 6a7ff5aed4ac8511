"""Densities whose score is known: the truth that samplers and learned scores are checked against.

Each answers :class:`~ncsn_engine.score.Denoiser`, and ``log_prob`` and ``sample`` besides. Noise σ
turns a density into its convolution with N(0, σ² I). Numbers are computed in the dtype and on the
device of x; σ is a number, or a tensor () or (N,), in units of x.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from ncsn_engine.config import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Numbers = Sequence[Any] | np.ndarray | torch.Tensor

__all__ = ["GaussianMixture", "KernelDensity", "empirical"]

_HELD = 2**24  # bytes of one matrix of distances; up to four such are held at once
_ROUNDING = 1e-6  # of the largest entry: what single precision may leave of asymmetry, or below zero


class GaussianMixture:
    """A mixture of Gaussians, Σ_k w_k N(μ_k, Σ_k), smoothed by noise at will.

    Parameters
    ----------
    weights
        (K,), not negative; brought to sum 1.
    means
        μ_k, (K, D).
    stds
        s_k of round parts, Σ_k = s_k² I, (K,); may be 0 for points.
    covariances
        Σ_k of parts of any form, (K, D, D), positive semi-definite. Give these or `stds`.

    Raises
    ------
    InputError
        Naming what does not fit, and where.

    Notes
    -----
    With Σ_k = A diag(v) Aᵀ, noise only adds to the variances along the axes: Σ_k + σ² I =
    A diag(v + σ²) Aᵀ. Memory: a few times N K D numbers.
    """

    def __init__(
        self,
        weights: Numbers,
        means: Numbers,
        stds: Numbers | None = None,
        *,
        covariances: Numbers | None = None,
    ) -> None:
        self.means = _numbers("means", means)
        if self.means.ndim != 2:
            raise InputError(
                f"exact: means have shape {tuple(self.means.shape)}; expected (K, D), a row for each part."
            )
        count, dim = self.means.shape
        self.weights = _numbers("weights", weights)
        _expect("weights", self.weights, (count,))
        _refuse_negative("weights", self.weights)
        if not self.weights.sum() > 0:
            raise InputError("exact: all weights are 0; give at least one part a weight.")
        self.weights = self.weights / self.weights.sum()

        if (stds is None) == (covariances is None):
            found = "neither" if stds is None else "both"
            raise InputError(f"exact: found {found} of stds and covariances; give one, stds where the parts are round.")
        self.stds: torch.Tensor | None = None
        self.axes: torch.Tensor | None = None  # (K, D, D), an axis a column; None where every direction is one
        if stds is not None:
            self.stds = _numbers("stds", stds)
            _expect("stds", self.stds, (count,))
            _refuse_negative("stds", self.stds)
            self.variances = self.stds[:, None].square().expand(count, dim)  # along the axes
        else:
            matrices = _numbers("covariances", covariances)
            _expect("covariances", matrices, (count, dim, dim))
            self.variances, self.axes = _decompose(matrices)

        self.shape = (dim,)
        self.sigmas: torch.Tensor | None = None
        reach = 3 * math.sqrt(self.variances.max())
        self.low, self.high = float(self.means.min()) - reach, float(self.means.max()) + reach

    def _parts(self, x: torch.Tensor, sigma: torch.Tensor | float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return log(w_k N(x; μ_k, Σ_k + σ² I)), (N, K), and along the axes x - μ and the variances, (N, K, D)."""
        sigma = _noise(x, sigma, self.shape, float(self.variances.min()))
        weights, means, variances = (t.to(x) for t in (self.weights, self.means, self.variances))
        along = x[:, None, :] - means
        if self.axes is not None:
            along = torch.einsum("nkd,kde->nke", along, self.axes.to(x))
        variance = variances + sigma[:, None, None] ** 2
        log_p = weights.log() - 0.5 * (along.square() / variance + torch.log(2 * math.pi * variance)).sum(-1)
        return log_p, along, variance

    def _together(self, along: torch.Tensor) -> torch.Tensor:
        """Sum vectors over the parts, given along each part's axes (N, K, D); (N, D)."""
        if self.axes is None:
            return along.sum(1)
        return torch.einsum("nke,kde->nd", along, self.axes.to(along))

    def log_prob(self, x: torch.Tensor, sigma: torch.Tensor | float = 0.0) -> torch.Tensor:
        """Return log p_σ(x), (N,), for x (N, D)."""
        return torch.logsumexp(self._parts(x, sigma)[0], dim=1)

    def score(self, x: torch.Tensor, sigma: torch.Tensor | float = 0.0) -> torch.Tensor:
        """Return ∇ log p_σ(x) = -Σ_k p(k | x) (Σ_k + σ² I)⁻¹ (x - μ_k), (N, D)."""
        log_p, along, variance = self._parts(x, sigma)
        share = torch.softmax(log_p, dim=1)  # which part x belongs to
        return -self._together(share[..., None] * along / variance)

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        """Return E[x₀ | x] = Σ_k p(k | x) (μ_k + Σ_k (Σ_k + σ² I)⁻¹ (x - μ_k)) at noise σ, (N, D)."""
        log_p, along, variance = self._parts(x, sigma)
        share = torch.softmax(log_p, dim=1)
        pulled = along * self.variances.to(x) / variance
        return share @ self.means.to(x) + self._together(share[..., None] * pulled)

    def mean(self) -> torch.Tensor:
        """Return the mean of the whole mixture, (D,) float64."""
        return self.weights @ self.means

    def covariance(self) -> torch.Tensor:
        """Return the covariance of the whole mixture, Σ_k w_k (Σ_k + (μ_k - μ)(μ_k - μ)ᵀ), (D, D) float64."""
        away = self.means - self.mean()
        between = torch.einsum("k,kd,ke->de", self.weights, away, away)
        if self.axes is None:
            return between + torch.diag(self.weights @ self.variances)
        return between + torch.einsum("k,kde,ke,kfe->df", self.weights, self.axes, self.variances, self.axes)

    def sample(self, count: int, seed: int = 0) -> torch.Tensor:
        """Draw points, (count, D) float64 on the CPU."""
        generator = torch.Generator().manual_seed(seed)
        part = torch.multinomial(self.weights, count, replacement=True, generator=generator)
        z = torch.randn(count, self.means.shape[1], generator=generator, dtype=torch.float64)
        z = self.variances.sqrt()[part] * z
        if self.axes is not None:
            for k, axes in enumerate(self.axes):
                z[part == k] = z[part == k] @ axes.T
        return self.means[part] + z


class KernelDensity:
    """A round Gaussian of equal weight at every point, 1/P Σ_i N(y_i, h² I) (Rosenblatt 1956; Parzen 1962).

    With bandwidth 0 it is the data set itself; see :func:`empirical`.

    Parameters
    ----------
    points
        y_i, points or pictures, (P, *shape), in model space.
    bandwidth
        h, in units of the points.

    Raises
    ------
    InputError
        Naming what does not fit, and where.

    Notes
    -----
    Costs P distances for each x. About 64 MiB are held besides x, unless autograd keeps more; the
    points stay in float64 and, once asked, also in the dtype and on the device of the x last seen.
    """

    def __init__(self, points: Numbers, bandwidth: float = 0.0) -> None:
        self.points = _numbers("points", points)
        if self.points.ndim < 2:
            raise InputError(
                f"exact: points have shape {tuple(self.points.shape)}; expected (P, D), or (P, C, H, W) for pictures."
            )
        if not 0 <= bandwidth < math.inf:
            raise InputError(f"exact: bandwidth = {bandwidth:g}: must be a finite number, 0 or more.")
        self.bandwidth = float(bandwidth)
        self.shape = tuple(self.points.shape[1:])
        self.sigmas: torch.Tensor | None = None
        reach = 3 * self.bandwidth
        self.low, self.high = float(self.points.min()) - reach, float(self.points.max()) + reach
        self._rows = self.points.flatten(1)

    def _rows_like(self, x: torch.Tensor) -> torch.Tensor:
        """Return the points, (P, D), where x is and as x is."""
        rows = self._rows
        if rows.dtype != x.dtype or rows.device != x.device:
            self._rows = rows = self.points.flatten(1).to(x)
        return rows

    def _variance(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        """Return h² + σ², (N,)."""
        return _noise(x, sigma, self.shape, self.bandwidth) ** 2 + self.bandwidth**2

    def _exponents(self, x: torch.Tensor, variance: torch.Tensor) -> Iterator[torch.Tensor]:
        """Yield -‖x - y_i‖²/2(h² + σ²), (n, P), for a few x at a time."""
        points = self._rows_like(x)
        few = max(1, _HELD // (len(points) * x.element_size()))
        for rows, v in zip(torch.split(x.flatten(1), few), torch.split(variance, few), strict=True):
            # From differences: ‖x‖² + ‖y‖² - 2xᵀy is faster, but its rounding, divided by a small σ², is not small.
            distance = torch.cdist(rows, points, compute_mode="donot_use_mm_for_euclid_dist")
            yield distance.square() / (-2 * v[:, None])

    def _nearby(self, x: torch.Tensor, variance: torch.Tensor) -> torch.Tensor:
        """Return Σ_i p(i | x) y_i, the mean of the points that x may come from, shape of x."""
        points = self._rows_like(x)
        means = [torch.softmax(exponents, dim=1) @ points for exponents in self._exponents(x, variance)]
        return torch.cat(means).view(x.shape)

    def log_prob(self, x: torch.Tensor, sigma: torch.Tensor | float = 0.0) -> torch.Tensor:
        """Return log p_σ(x), (N,), for x (N, *shape).

        Raises
        ------
        InputError
            If neither σ nor the bandwidth gives the points a width.
        """
        variance = self._variance(x, sigma)
        log_sums = torch.cat([torch.logsumexp(exponents, dim=1) for exponents in self._exponents(x, variance)])
        count, dim = self._rows.shape
        return log_sums - math.log(count) - 0.5 * dim * torch.log(2 * math.pi * variance)

    def score(self, x: torch.Tensor, sigma: torch.Tensor | float = 0.0) -> torch.Tensor:
        """Return ∇ log p_σ(x) = (Σ_i p(i | x) y_i - x)/(h² + σ²), shape of x."""
        variance = self._variance(x, sigma)
        return (self._nearby(x, variance) - x) / _column(variance, x)

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        """Return E[x₀ | x] at noise σ, shape of x (with bandwidth 0: Karras et al. 2022, eq. 57)."""
        variance = self._variance(x, sigma)
        nearby = self._nearby(x, variance)
        return nearby + _column(self.bandwidth**2 / variance, x) * (x - nearby)

    def sample(self, count: int, seed: int = 0) -> torch.Tensor:
        """Draw points or pictures, (count, *shape) float64 on the CPU."""
        generator = torch.Generator().manual_seed(seed)
        chosen = torch.randint(len(self.points), (count,), generator=generator)
        z = torch.randn(count, *self.shape, generator=generator, dtype=torch.float64)
        return self.points[chosen] + self.bandwidth * z


def empirical(pictures: Numbers) -> KernelDensity:
    """Return the data set itself as a density, whose ``denoise`` is the optimal denoiser.

    ``D(x; σ) = Σ_i N(x; y_i, σ² I) y_i / Σ_i N(x; y_i, σ² I)`` (Karras et al. 2022, arXiv
    2206.00364, eq. 57, app. B.3): a softmax over the training pictures, the least denoising loss that
    any network can reach on them, and whose samples are those pictures again.

    Parameters
    ----------
    pictures
        (P, C, H, W), or points (P, D), in model space.
    """
    return KernelDensity(pictures)


def _noise(x: torch.Tensor, sigma: torch.Tensor | float, shape: tuple[int, ...], narrowest: float) -> torch.Tensor:
    """Return σ as (N,) in x's dtype, on its device.

    Parameters
    ----------
    shape
        Of one x of the density.
    narrowest
        Smallest width of the density without noise; where it is 0, σ must not be.
    """
    if tuple(x.shape[1:]) != shape:
        expected = ", ".join(["N", *map(str, shape)])
        raise InputError(f"exact: x has shape {tuple(x.shape)}; expected ({expected}), as the density's own points.")
    if not x.is_floating_point():
        raise InputError(f"exact: x holds {x.dtype}; expected floating point: call x.float() or x.double() first.")
    sigma = torch.as_tensor(sigma, dtype=x.dtype, device=x.device)
    if sigma.shape not in ((), (1,), (len(x),)):
        raise InputError(
            f"exact: sigma has shape {tuple(sigma.shape)}; expected a number or ({len(x)},), one for each x."
        )
    if not (sigma >= 0).all():
        raise InputError("exact: sigma is negative or NaN; expected 0 or more.")
    if narrowest == 0 and not (sigma > 0).all():
        raise InputError(
            "exact: at sigma 0 there is no density, for a part of it has no width; "
            "ask at a sigma above 0, or give every part a width (a bandwidth, a std, a covariance of full rank)."
        )
    return sigma.expand(len(x))


def _column(values: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Return (N,) so that it multiplies x, (N, ...)."""
    return values.view(-1, *[1] * (x.ndim - 1))


def _decompose(covariances: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the variances along the axes, (K, D), and the axes as columns, (K, D, D)."""
    for k, matrix in enumerate(covariances):
        largest = float(matrix.abs().max())
        if float((matrix - matrix.T).abs().max()) > _ROUNDING * largest:
            raise InputError(f"exact: covariances are not symmetric at row {k}; give (Σ + Σᵀ)/2 if that is meant.")
    variances, axes = torch.linalg.eigh((covariances + covariances.mT) / 2)
    for k, (lowest, highest) in enumerate(zip(variances[:, 0].tolist(), variances[:, -1].tolist(), strict=True)):
        if lowest < -_ROUNDING * max(highest, -lowest):
            raise InputError(
                f"exact: covariances are not positive semi-definite at row {k}: its smallest eigenvalue is "
                f"{lowest:g}; expected 0 or more."
            )
    return variances.clamp(min=0), axes


def _numbers(name: str, values: Numbers | None) -> torch.Tensor:
    """Return a copy as float64 on the CPU; refuses what is empty or not finite, naming the row."""
    try:
        if isinstance(values, torch.Tensor):
            found = values.detach().to("cpu", torch.float64, copy=True)
        else:
            found = torch.from_numpy(np.array(values, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise InputError(
            f"exact: {name} are not an array of numbers ({error}); expected rows of equal length."
        ) from error
    if found.ndim == 0 or found.numel() == 0:
        raise InputError(f"exact: {name} have shape {tuple(found.shape)}; expected at least one row of numbers.")
    rows = found.view(len(found), -1)
    bad = (~rows.isfinite().all(1)).nonzero()
    if len(bad):
        row = int(bad[0])
        what = "NaN" if rows[row].isnan().any() else "infinity"
        raise InputError(f"exact: {name} hold {what} at row {row}; expected finite numbers (rows count from 0).")
    return found


def _expect(name: str, values: torch.Tensor, shape: tuple[int, ...]) -> None:
    if tuple(values.shape) != shape:
        raise InputError(f"exact: {name} have shape {tuple(values.shape)}; expected {shape}, to go with the means.")


def _refuse_negative(name: str, values: torch.Tensor) -> None:
    if (values < 0).any():
        row = int((values < 0).nonzero()[0])
        raise InputError(
            f"exact: {name} hold {float(values[row]):g} at row {row}; expected 0 or more (rows count from 0)."
        )
