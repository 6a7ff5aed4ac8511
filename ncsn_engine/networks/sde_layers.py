"""The layers of the networks of score SDEs (Song et al. 2021, arXiv 2011.13456, appendix H).

Modules have the names, and parameters the order, of the authors' PyTorch code.
"""

from __future__ import annotations

import math
from typing import Literal

import torch
import torch.nn.functional as F
from torch import nn

from ncsn_engine.networks.first_weights import fresh, uniform
from ncsn_engine.networks.resampling import Change, resample

__all__ = ["Attention", "BigGANBlock", "DDPMBlock", "FourierOfLog", "Resampling", "conv", "norm"]


def conv(channels: int, out: int, scale: float = 1.0) -> nn.Conv2d:
    """Return a 3×3 convolution that keeps the size."""
    return fresh(nn.Conv2d(channels, out, 3, padding=1), scale)


def norm(channels: int, ddpm: bool = False) -> nn.GroupNorm:
    """Return a norm of 32 groups; of no more than a quarter of the channels where it isn't DDPM's own."""
    groups = max(1, min(channels if ddpm else channels // 4, 32))
    while channels % groups:  # widths that the authors' code refuses
        groups -= 1
    return nn.GroupNorm(groups, channels, eps=1e-6)


class FourierOfLog(nn.Module):
    """σ (N,) to (N, 2·count): sines and cosines of log σ at fixed random frequencies."""

    W: torch.Tensor

    def __init__(self, count: int, scale: float) -> None:
        super().__init__()
        self.register_buffer("W", scale * torch.randn(count))

    def forward(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return the features."""
        # In the authors' order: angles reach hundreds, where rounding otherwise shows.
        angle = sigma.log()[:, None] * self.W * 2 * math.pi
        return torch.cat([angle.sin(), angle.cos()], dim=1)


class _Nin(nn.Module):
    """A product over channels at each position: (N, …, C) to (N, …, out)."""

    def __init__(self, channels: int, out: int, scale: float) -> None:
        super().__init__()
        self.W = nn.Parameter(torch.empty(channels, out))  # (in, out)
        self.b = nn.Parameter(torch.zeros(out))
        uniform(self.W, scale)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.W + self.b


class Attention(nn.Module):
    """Self-attention with one head over all positions; cost and memory grow with (H·W)²."""

    def __init__(self, channels: int, factor: float, ddpm: bool) -> None:
        super().__init__()
        self.factor = factor
        self.GroupNorm_0 = norm(channels, ddpm)
        self.NIN_0, self.NIN_1, self.NIN_2 = (_Nin(channels, channels, 0.1) for _ in range(3))
        self.NIN_3 = _Nin(channels, channels, 0.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return `x` (N, C, H, W) with what its positions have learned of each other."""
        h = self.GroupNorm_0(x).flatten(2).transpose(1, 2)
        q, k, v = self.NIN_0(h), self.NIN_1(h), self.NIN_2(h)  # each (N, H·W, C)
        # Written out, because torch's fused attention can't be differentiated twice.
        weights = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(x.shape[1]), dim=-1)
        mixed = self.NIN_3(weights @ v).transpose(1, 2).reshape(x.shape)
        out: torch.Tensor = self.factor * (x + mixed)
        return out


class _Block(nn.Module):
    """A residual block; the embedding shifts its middle. The kinds differ in what leads around it."""

    ddpm = False

    def __init__(self, channels: int, out: int, embedding: int, dropout: float, factor: float) -> None:
        super().__init__()
        self.factor = factor
        self.GroupNorm_0 = norm(channels, self.ddpm)
        self.Conv_0 = conv(channels, out)
        self.Dense_0 = fresh(nn.Linear(embedding, out))
        self.GroupNorm_1 = norm(out, self.ddpm)
        self.Dropout_0 = nn.Dropout(dropout)
        self.Conv_1 = conv(out, out, scale=0.0)

    def around(self, x: torch.Tensor, h: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return `x` as it is added at the end, and what the first convolution takes, both at their new size."""
        raise NotImplementedError

    def forward(self, x: torch.Tensor, embedding: torch.Tensor) -> torch.Tensor:
        x, h = self.around(x, F.silu(self.GroupNorm_0(x)))
        h = self.Conv_0(h) + self.Dense_0(F.silu(embedding))[:, :, None, None]
        h = self.Conv_1(self.Dropout_0(F.silu(self.GroupNorm_1(h))))
        out: torch.Tensor = self.factor * (x + h)
        return out


class BigGANBlock(_Block):
    """BigGAN's residual block (Brock et al. 2019), which resamples inside."""

    def __init__(
        self, channels: int, out: int, embedding: int, dropout: float, factor: float, fir: bool, change: Change = ""
    ) -> None:
        super().__init__(channels, out, embedding, dropout, factor)
        self.resample = resample(change, fir)
        self.Conv_2 = fresh(nn.Conv2d(channels, out, 1)) if change or channels != out else nn.Identity()

    def around(self, x: torch.Tensor, h: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return both resampled."""
        return self.Conv_2(self.resample(x)), self.resample(h)


class DDPMBlock(_Block):
    """DDPM's residual block (Ho et al. 2020), which keeps the size."""

    ddpm = True

    def __init__(self, channels: int, out: int, embedding: int, dropout: float, factor: float) -> None:
        super().__init__(channels, out, embedding, dropout, factor)
        self.NIN_0 = _Nin(channels, out, 0.1) if channels != out else nn.Identity()

    def around(self, x: torch.Tensor, h: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return `x` brought to its new channels."""
        return self.NIN_0(x.movedim(1, -1)).movedim(-1, 1), h


class Resampling(nn.Module):
    """What halves or doubles the picture between DDPM's blocks: a convolution, which is not told σ."""

    def __init__(self, channels: int, change: Literal["down", "up"]) -> None:
        super().__init__()
        self.down = change == "down"
        self.Conv_0 = fresh(nn.Conv2d(channels, channels, 3, stride=2)) if self.down else conv(channels, channels)

    def forward(self, x: torch.Tensor, embedding: torch.Tensor) -> torch.Tensor:
        """Return `x` (N, C, H, W) at its new size."""
        # A row and a column of zeros come behind what is halved, as TensorFlow pads.
        x = F.pad(x, (0, 1, 0, 1)) if self.down else F.interpolate(x, scale_factor=2)
        out: torch.Tensor = self.Conv_0(x)
        return out
