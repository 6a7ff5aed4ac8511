"""Densities whose score is known: the truth that samplers and learned scores are checked against."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["GaussianMixture"]


class GaussianMixture:
    """A mixture of round Gaussians, Σ_k w_k N(μ_k, s_k² I), smoothed by noise at will.

    Parameters
    ----------
    weights
        (K,), positive; brought to sum 1.
    means
        (K, D).
    stds
        (K,), may be 0 for points.
    """

    def __init__(
        self,
        weights: Sequence[float] | torch.Tensor,
        means: Sequence[Sequence[float]] | torch.Tensor,
        stds: Sequence[float] | torch.Tensor,
    ) -> None:
        self.weights = torch.as_tensor(weights, dtype=torch.float64)
        self.weights = self.weights / self.weights.sum()
        self.means = torch.as_tensor(means, dtype=torch.float64)
        self.stds = torch.as_tensor(stds, dtype=torch.float64)
        self.shape = (self.means.shape[1],)
        self.sigmas: torch.Tensor | None = None
        reach = 3 * float(self.stds.max())
        self.low, self.high = float(self.means.min()) - reach, float(self.means.max()) + reach

    def _parts(self, x: torch.Tensor, sigma: torch.Tensor | float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return log(w_k N(x; μ_k, s_k² + σ²)) and the variances, (N, K), and x - μ, (N, K, D)."""
        sigma = torch.as_tensor(sigma, dtype=x.dtype, device=x.device).expand(len(x))
        weights, means, stds = (t.to(x) for t in (self.weights, self.means, self.stds))
        variance = stds**2 + sigma[:, None] ** 2
        away = x[:, None, :] - means
        log_p = (
            weights.log()
            - 0.5 * away.square().sum(-1) / variance
            - 0.5 * means.shape[1] * torch.log(2 * math.pi * variance)
        )
        return log_p, variance, away

    def log_prob(self, x: torch.Tensor, sigma: torch.Tensor | float = 0.0) -> torch.Tensor:
        """Return log p_σ(x), (N,), for x (N, D)."""
        return torch.logsumexp(self._parts(x, sigma)[0], dim=1)

    def score(self, x: torch.Tensor, sigma: torch.Tensor | float = 0.0) -> torch.Tensor:
        """Return ∇ log p_σ(x), (N, D)."""
        log_p, variance, away = self._parts(x, sigma)
        share = torch.softmax(log_p, dim=1)  # which part x belongs to
        return -((share / variance)[..., None] * away).sum(1)

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        """Return E[x₀ | x] at noise σ, (N, D)."""
        column = torch.as_tensor(sigma, dtype=x.dtype, device=x.device).expand(len(x))[:, None]
        return x + column**2 * self.score(x, sigma)

    def sample(self, count: int, seed: int = 0) -> torch.Tensor:
        """Draw points, (count, D) float64."""
        generator = torch.Generator().manual_seed(seed)
        part = torch.multinomial(self.weights, count, replacement=True, generator=generator)
        z = torch.randn(count, self.means.shape[1], generator=generator, dtype=torch.float64)
        return self.means[part] + self.stds[part, None] * z
