"""InstanceNorm++ (Song & Ermon 2019, appendix A): one for every level, one of each level's own, and none."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

__all__ = ["ConditionalNorm", "InstanceNorm", "NoNorm"]


def _instance_norm_plus(x: torch.Tensor, gamma: torch.Tensor, alpha: torch.Tensor, beta: torch.Tensor) -> torch.Tensor:
    """InstanceNorm++ (Song & Ermon 2019, appendix A); γ, α, β are (N, C) or (1, C).

    Instance normalisation forgets each channel's mean; here it comes back, standardised over the channels.
    """
    means = x.mean(dim=(2, 3))
    variance, mean = torch.var_mean(means, dim=1, keepdim=True)  # the variance unbiased, as in the authors' code
    means = (means - mean) / torch.sqrt(variance + 1e-5)
    h = F.instance_norm(x) + (alpha * means)[..., None, None]
    return gamma[..., None, None] * h + beta[..., None, None]


class ConditionalNorm(nn.Module):
    """InstanceNorm++ with its own γ, α and β at each of L levels."""

    def __init__(self, channels: int, levels: int) -> None:
        super().__init__()
        ones = torch.empty(levels, 2 * channels).normal_(1, 0.02)
        weight = torch.cat([ones, torch.zeros(levels, channels)], dim=1)
        self.embed = nn.Embedding(levels, 3 * channels, _weight=weight)

    def forward(self, x: torch.Tensor, level: torch.Tensor | None) -> torch.Tensor:
        """Return `x` (N, C, H, W) normed; `level` (N,) is the index of its level."""
        gamma, alpha, beta = self.embed(level).chunk(3, dim=1)
        return _instance_norm_plus(x, gamma, alpha, beta)


class InstanceNorm(nn.Module):
    """InstanceNorm++, the same at every level."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.empty(channels).normal_(1, 0.02))
        self.gamma = nn.Parameter(torch.empty(channels).normal_(1, 0.02))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x: torch.Tensor, level: torch.Tensor | None) -> torch.Tensor:
        """Return `x` (N, C, H, W) normed; `level` (N,) is the index of its level."""
        return _instance_norm_plus(x, self.gamma[None], self.alpha[None], self.beta[None])


class NoNorm(nn.Module):
    """What NCSNv2 has in its refine blocks instead."""

    def __init__(self, channels: int) -> None:
        super().__init__()

    def forward(self, x: torch.Tensor, level: torch.Tensor | None) -> torch.Tensor:
        """Return `x` as it is."""
        return x
