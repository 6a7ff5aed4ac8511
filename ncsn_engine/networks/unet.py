"""A small U-Net told σ by Fourier features of log σ (Song et al. 2021; Karras et al. 2022)."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from ncsn_engine.config import InputError, UNetConfig
from ncsn_engine.networks.build import builds
from ncsn_engine.networks.embedding import Fourier, Labels

if TYPE_CHECKING:
    import numpy as np

__all__ = ["UNet"]


def _norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(math.gcd(8, channels), channels)


class _Block(nn.Module):
    """Residual block; the embedding of σ scales and shifts its middle. Starts as the identity."""

    def __init__(self, channels: int, out: int, embedding: int, dropout: float) -> None:
        super().__init__()
        self.norm1, self.conv1 = _norm(channels), nn.Conv2d(channels, out, 3, padding=1)
        self.film = nn.Linear(embedding, 2 * out)
        self.norm2, self.conv2 = _norm(out), nn.Conv2d(out, out, 3, padding=1)
        self.dropout = nn.Dropout(dropout)
        self.skip = nn.Conv2d(channels, out, 1) if channels != out else nn.Identity()
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)  # type: ignore[arg-type]

    def forward(self, x: torch.Tensor, embedding: torch.Tensor) -> torch.Tensor:
        scale, shift = self.film(embedding)[:, :, None, None].chunk(2, dim=1)
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.norm2(h) * (1 + scale) + shift
        out: torch.Tensor = self.skip(x) + self.conv2(self.dropout(F.silu(h)))
        return out


class _Attention(nn.Module):
    """Self-attention over all positions; cost grows with (H·W)²."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.heads = max(1, channels // 16)
        while channels % self.heads:
            self.heads -= 1
        self.norm = _norm(channels)
        self.qkv, self.out = nn.Conv2d(channels, 3 * channels, 1), nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)  # type: ignore[arg-type]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, c, h, w = x.shape
        qkv = self.qkv(self.norm(x)).reshape(n, 3, self.heads, c // self.heads, h * w)
        q, k, v = qkv.transpose(3, 4).unbind(1)  # each (N, heads, H·W, c/heads)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(2, 3).reshape(n, c, h, w)
        out: torch.Tensor = x + self.out(mixed)
        return out


class UNet(nn.Module):
    """x (N, C, H, W) and σ (N,) to (N, C, H, W); H and W divisible by 2^(resolutions - 1)."""

    def __init__(self, settings: UNetConfig, shape: tuple[int, ...], classes: int = 0) -> None:
        super().__init__()
        width, blocks = settings.width, settings.blocks
        # Full resolution is the dear one: it gets `width` channels, every lower one twice that.
        widths = [width] + [2 * width] * (settings.resolutions - 1)
        embedding = 4 * width

        def stack(channels: int, out: int, count: int) -> nn.ModuleList:
            sizes = [channels] + [out] * (count - 1)
            return nn.ModuleList(_Block(c, out, embedding, settings.dropout) for c in sizes)

        self.embed = nn.Sequential(
            Fourier(width), nn.Linear(2 * width, embedding), nn.SiLU(), nn.Linear(embedding, embedding), nn.SiLU()
        )
        self.labels = Labels(classes, embedding) if classes else None
        self.begin = nn.Conv2d(shape[0], width, 3, padding=1)
        self.down = nn.ModuleList(stack(w, w, blocks) for w in widths[:-1])
        self.shrink = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in itertools.pairwise(widths))
        self.middle = stack(widths[-1], widths[-1], blocks + 1)
        self.attention = _Attention(widths[-1]) if settings.attention else nn.Identity()
        # Doubling: 1×1 convolution to 4w channels, then each becomes a 2×2 square.
        self.enlarge = nn.ModuleList(nn.Conv2d(b, 4 * a, 1) for a, b in itertools.pairwise(widths))
        self.up = nn.ModuleList(stack(2 * w, w, blocks) for w in widths[:-1])
        self.norm = _norm(width)
        self.end = nn.Conv2d(width, shape[0], 3, padding=1)
        nn.init.zeros_(self.end.weight)
        nn.init.zeros_(self.end.bias)  # type: ignore[arg-type]

    def forward(self, x: torch.Tensor, sigma: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """Return the raw output, shape of `x`."""
        embedding = self.embed(sigma)
        if self.labels is not None:
            embedding = embedding + self.labels(label, len(x))
        h, skips = self.begin(x), []
        for blocks, shrink in zip(self.down, self.shrink, strict=True):
            for block in blocks:  # type: ignore[attr-defined]
                h = block(h, embedding)
            skips.append(h)
            h = shrink(h)
        for index, block in enumerate(self.middle):
            h = block(h, embedding)
            if index == 0:
                h = self.attention(h)
        for blocks, enlarge in zip(reversed(self.up), reversed(self.enlarge), strict=True):
            h = torch.cat([F.pixel_shuffle(enlarge(h), 2), skips.pop()], dim=1)
            for block in blocks:  # type: ignore[attr-defined]
                h = block(h, embedding)
        out: torch.Tensor = self.end(F.silu(self.norm(h)))
        return out


@builds(UNetConfig)
def unet(settings: UNetConfig, shape: tuple[int, ...], sigmas: np.ndarray, classes: int) -> UNet:
    """Build the network."""
    step = 2 ** (settings.resolutions - 1)
    if shape[1] % step or shape[2] % step:
        raise InputError(
            "network.resolutions = {resolutions}: pictures of {shape}×{shape_2} can't be "
            "halved {resolutions_2} times; choose fewer, or a size divisible by {step}.",
            resolutions=settings.resolutions,
            shape=shape[1],
            shape_2=shape[2],
            resolutions_2=settings.resolutions - 1,
            step=step,
        )
    return UNet(settings, shape, classes)
