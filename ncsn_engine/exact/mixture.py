"""A mixture of Gaussians."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from ncsn_engine.config import InputError
from ncsn_engine.exact.given import expect, noise_for, numbers, refuse_negative

if TYPE_CHECKING:
    from ncsn_engine.exact.given import Numbers

__all__ = ["GaussianMixture"]

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
        self.means = numbers("means", means)
        if self.means.ndim != 2:
            raise InputError(
                "exact: means have shape {shape}; expected (K, D), a row for each part.", shape=tuple(self.means.shape)
            )
        count, dim = self.means.shape
        self.weights = numbers("weights", weights)
        expect("weights", self.weights, (count,))
        refuse_negative("weights", self.weights)
        if not self.weights.sum() > 0:
            raise InputError("exact: all weights are 0; give at least one part a weight.")
        self.weights = self.weights / self.weights.sum()

        if (stds is None) == (covariances is None):
            found = "neither" if stds is None else "both"
            raise InputError(
                "exact: found {found} of stds and covariances; give one, stds where the parts are round.", found=found
            )
        self.stds: torch.Tensor | None = None
        self.axes: torch.Tensor | None = None  # (K, D, D), an axis a column; None where every direction is one
        if stds is not None:
            self.stds = numbers("stds", stds)
            expect("stds", self.stds, (count,))
            refuse_negative("stds", self.stds)
            self.variances = self.stds[:, None].square().expand(count, dim)  # along the axes
        else:
            matrices = numbers("covariances", covariances)
            expect("covariances", matrices, (count, dim, dim))
            self.variances, self.axes = _decompose(matrices)

        self.shape = (dim,)
        self.sigmas: torch.Tensor | None = None
        reach = 3 * math.sqrt(self.variances.max())
        self.low, self.high = float(self.means.min()) - reach, float(self.means.max()) + reach

    def _parts(self, x: torch.Tensor, sigma: torch.Tensor | float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return log(w_k N(x; μ_k, Σ_k + σ² I)), (N, K), and along the axes x - μ and the variances, (N, K, D)."""
        sigma = noise_for(x, sigma, self.shape, float(self.variances.min()))
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


def _decompose(covariances: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the variances along the axes, (K, D), and the axes as columns, (K, D, D)."""
    for k, matrix in enumerate(covariances):
        largest = float(matrix.abs().max())
        if float((matrix - matrix.T).abs().max()) > _ROUNDING * largest:
            raise InputError("exact: covariances are not symmetric at row {k}; give (Σ + Σᵀ)/2 if that is meant.", k=k)
    variances, axes = torch.linalg.eigh((covariances + covariances.mT) / 2)
    for k, (lowest, highest) in enumerate(zip(variances[:, 0].tolist(), variances[:, -1].tolist(), strict=True)):
        if lowest < -_ROUNDING * max(highest, -lowest):
            raise InputError(
                "exact: covariances are not positive semi-definite at row {k}: its smallest eigenvalue is "
                "{lowest:g}; expected 0 or more.",
                k=k,
                lowest=lowest,
            )
    return variances.clamp(min=0), axes
