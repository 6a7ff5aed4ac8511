"""A Gaussian at every point of a data set, and the data set itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from ncsn_engine.config import InputError
from ncsn_engine.exact.given import noise_for, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.exact.given import Numbers

__all__ = ["KernelDensity", "empirical"]

_HELD = 2**24  # bytes of one matrix of distances; up to four such are held at once


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
        self.points = numbers("points", points)
        if self.points.ndim < 2:
            raise InputError(
                "exact: points have shape {shape}; expected (P, D), or (P, C, H, W) for pictures.",
                shape=tuple(self.points.shape),
            )
        if not 0 <= bandwidth < math.inf:
            raise InputError(
                "exact: bandwidth = {bandwidth:g}: must be a finite number, 0 or more.", bandwidth=bandwidth
            )
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
        return noise_for(x, sigma, self.shape, self.bandwidth) ** 2 + self.bandwidth**2

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


def _column(values: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Return (N,) so that it multiplies x, (N, ...)."""
    return values.view(-1, *[1] * (x.ndim - 1))
