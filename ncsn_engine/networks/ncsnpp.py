"""NCSN++ and DDPM++ (Song et al. 2021, arXiv 2011.13456, appendix H).

Modules have the names, and parameters the order, of the authors' PyTorch code: their weights load as they
are, averaged ones too, which are kept as a list.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import torch
import torch.nn.functional as F
from torch import nn

from ncsn_engine.config import InputError, NCSNppConfig
from ncsn_engine.networks.build import builds, check_halvings, whole_numbers
from ncsn_engine.networks.embedding import Position
from ncsn_engine.networks.first_weights import fresh, uniform
from ncsn_engine.networks.resampling import FirFilter, pyramid_down, resample

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from ncsn_engine.networks.resampling import Change

__all__ = ["FirFilter", "NCSNpp", "fresh"]


def _conv(channels: int, out: int, scale: float = 1.0) -> nn.Conv2d:
    return fresh(nn.Conv2d(channels, out, 3, padding=1), scale)


def _norm(channels: int) -> nn.GroupNorm:
    groups = max(1, min(channels // 4, 32))
    while channels % groups:  # widths that the authors' code refuses
        groups -= 1
    return nn.GroupNorm(groups, channels, eps=1e-6)


class _Fourier(nn.Module):
    """σ (N,) to (N, 2·count): sines and cosines of log σ at fixed random frequencies."""

    W: torch.Tensor

    def __init__(self, count: int, scale: float) -> None:
        super().__init__()
        self.register_buffer("W", scale * torch.randn(count))

    def forward(self, sigma: torch.Tensor) -> torch.Tensor:
        # In the authors' order: angles reach hundreds, where rounding otherwise shows.
        angle = sigma.log()[:, None] * self.W * 2 * math.pi
        return torch.cat([angle.sin(), angle.cos()], dim=1)


class _Nin(nn.Module):
    """A product over channels at each position: (N, H·W, C) to (N, H·W, C)."""

    def __init__(self, channels: int, scale: float) -> None:
        super().__init__()
        self.W = nn.Parameter(torch.empty(channels, channels))  # (in, out)
        self.b = nn.Parameter(torch.zeros(channels))
        uniform(self.W, scale)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.W + self.b


class _Attention(nn.Module):
    """Self-attention with one head over all positions; cost and memory grow with (H·W)²."""

    def __init__(self, channels: int, factor: float) -> None:
        super().__init__()
        self.factor = factor
        self.GroupNorm_0 = _norm(channels)
        self.NIN_0, self.NIN_1, self.NIN_2 = (_Nin(channels, 0.1) for _ in range(3))
        self.NIN_3 = _Nin(channels, 0.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.GroupNorm_0(x).flatten(2).transpose(1, 2)
        q, k, v = self.NIN_0(h), self.NIN_1(h), self.NIN_2(h)  # each (N, H·W, C)
        # Written out, because torch's fused attention can't be differentiated twice.
        weights = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(x.shape[1]), dim=-1)
        mixed = self.NIN_3(weights @ v).transpose(1, 2).reshape(x.shape)
        out: torch.Tensor = self.factor * (x + mixed)
        return out


class _Block(nn.Module):
    """BigGAN's residual block (Brock et al. 2019), which resamples inside; the embedding shifts its middle."""

    def __init__(
        self, channels: int, out: int, embedding: int, dropout: float, fir: bool, factor: float, change: Change = ""
    ) -> None:
        super().__init__()
        self.factor = factor
        self.resample = resample(change, fir)
        self.GroupNorm_0 = _norm(channels)
        self.Conv_0 = _conv(channels, out)
        self.Dense_0 = fresh(nn.Linear(embedding, out))
        self.GroupNorm_1 = _norm(out)
        self.Dropout_0 = nn.Dropout(dropout)
        self.Conv_1 = _conv(out, out, scale=0.0)
        self.Conv_2 = fresh(nn.Conv2d(channels, out, 1)) if change or channels != out else nn.Identity()

    def forward(self, x: torch.Tensor, embedding: torch.Tensor) -> torch.Tensor:
        h = self.Conv_0(self.resample(F.silu(self.GroupNorm_0(x))))
        h = h + self.Dense_0(F.silu(embedding))[:, :, None, None]
        h = self.Conv_1(self.Dropout_0(F.silu(self.GroupNorm_1(h))))
        out: torch.Tensor = self.factor * (self.Conv_2(self.resample(x)) + h)
        return out


class NCSNpp(nn.Module):
    """The U-Net of score SDEs (Song et al. 2021).

    NCSN++ is ``embedding="fourier", fir=True, skip_rescale=True, progressive_input="residual"`` with `width` 128,
    `multipliers` (1, 2, 2, 2), 4 `blocks` (8 if "deep") and attention at 16 px; DDPM++ has ``"positional"``, no
    FIR and no pyramid instead.

    Parameters
    ----------
    channels, size
        Of the pictures: 1 or 3, and their side in pixels.
    width, multipliers
        Channels at full resolution, and in units of that at each resolution; each is half of the one before.
    blocks, dropout
        Residual blocks at each resolution on the way down (one more on the way up), and the share of their
        features that training hides at random.
    attention_at
        Resolutions with attention, in pixels; the lowest has it in any case.
    embedding
        ``"fourier"``: of log σ. ``"positional"``: DDPM's, of the place of σ on the ladder.
    fir
        Resample with the filter [1, 3, 3, 1] instead of means and repetition.
    skip_rescale
        Divide each sum of a block and its shortcut by √2.
    progressive_input
        ``"residual"`` adds smaller copies of the picture on the way down.
    sigmas
        The ladder (L,), descending, L ≥ 2; only ``"positional"`` looks at it. Not part of the state dict.
    fourier_scale
        Standard deviation of the Fourier frequencies.
    classes
        Number of labels; 0 for a network without.

    Raises
    ------
    InputError
        Where the size can't be halved as often as `multipliers` asks.
    """

    def __init__(
        self,
        channels: int,
        size: int,
        width: int,
        *,
        multipliers: tuple[int, ...],
        blocks: int,
        attention_at: tuple[int, ...],
        dropout: float,
        embedding: Literal["fourier", "positional"],
        fir: bool,
        skip_rescale: bool,
        progressive_input: Literal["residual", "none"],
        sigmas: np.ndarray | torch.Tensor,
        fourier_scale: float = 16.0,
        classes: int = 0,
    ) -> None:
        super().__init__()
        check_halvings(size, multipliers)
        self.blocks, self.classes = blocks, classes
        self.factor = math.sqrt(0.5) if skip_rescale else 1.0
        self.attends = [size // 2**level in attention_at for level in range(len(multipliers))]
        self.pyramid = progressive_input == "residual"
        self.position = Position(width, sigmas) if embedding == "positional" else None
        widths = [multiplier * width for multiplier in multipliers]
        self.all_modules = nn.ModuleList(
            [*self._told(width, fourier_scale), *self._layers(channels, width, widths, dropout, fir)]
        )
        self.labels = nn.Embedding(classes + 1, 4 * width) if classes else None

    def _told(self, width: int, fourier_scale: float) -> Iterator[nn.Module]:
        """Make what the network is told σ by."""
        if not self.position:
            yield _Fourier(width, fourier_scale)
        yield fresh(nn.Linear(width if self.position else 2 * width, 4 * width))
        yield fresh(nn.Linear(4 * width, 4 * width))

    def _layers(self, channels: int, width: int, widths: list[int], dropout: float, fir: bool) -> Iterator[nn.Module]:
        """Make all layers that see the picture, in the order in which `forward` takes them."""

        def block(channels: int, out: int, change: Change = "") -> nn.Module:
            return _Block(channels, out, 4 * width, dropout, fir, self.factor, change)

        def attention(channels: int, level: int) -> Iterator[nn.Module]:
            if self.attends[level]:
                yield _Attention(channels, self.factor)

        yield _conv(channels, width)
        last, pyramid, skips = width, channels, [width]  # channels of h, of the pyramid, and of what is kept
        for level, out in enumerate(widths):
            for _ in range(self.blocks):
                yield block(last, out)
                yield from attention(out, level)
                last = out
                skips.append(out)
            if level < len(widths) - 1:
                yield block(out, out, "down")
                if self.pyramid:
                    yield pyramid_down(pyramid, out, fir)
                    pyramid = out
                skips.append(out)
        yield from (block(last, last), _Attention(last, self.factor), block(last, last))
        for level, out in reversed(list(enumerate(widths))):
            for _ in range(self.blocks + 1):
                yield block(last + skips.pop(), out)
                last = out
            yield from attention(out, level)
            if level:
                yield block(out, out, "up")
        yield _norm(last)
        yield _conv(last, channels, scale=0.0)

    def forward(self, x: torch.Tensor, sigma: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """Return the raw output, σ times the score, shape of `x`.

        Parameters
        ----------
        x
            (N, C, H, W), pixels brought to [-1, 1].
        sigma
            (N,), in units of `sigmas`.
        label
            (N,), int64, each below `classes`, or `classes` for "no label", which None means for all.
        """
        step = iter(self.all_modules)  # taken in the order in which they were made
        features = self.position(sigma) if self.position else next(step)(sigma)
        embedding = next(step)(features)
        embedding = next(step)(F.silu(embedding))
        if self.labels:
            label = torch.full_like(sigma, self.classes, dtype=torch.int64) if label is None else label
            embedding = embedding + self.labels(label)
        pyramid, h = x, next(step)(x)
        skips = [h]
        for level, attends in enumerate(self.attends):
            for _ in range(self.blocks):
                h = next(step)(h, embedding)
                h = next(step)(h) if attends else h
                skips.append(h)
            if level < len(self.attends) - 1:
                h = next(step)(h, embedding)
                if self.pyramid:
                    h = pyramid = self.factor * (next(step)(pyramid) + h)
                skips.append(h)
        h = next(step)(h, embedding)
        h = next(step)(h)
        h = next(step)(h, embedding)
        for level, attends in reversed(list(enumerate(self.attends))):
            for _ in range(self.blocks + 1):
                h = next(step)(torch.cat([h, skips.pop()], dim=1), embedding)
            h = next(step)(h) if attends else h
            h = next(step)(h, embedding) if level else h
        h = F.silu(next(step)(h))
        out: torch.Tensor = next(step)(h)
        return out


@builds(NCSNppConfig)
def ncsnpp(settings: NCSNppConfig, shape: tuple[int, ...], sigmas: np.ndarray, classes: int) -> NCSNpp:
    """Build the network."""
    if shape[1] != shape[2]:
        raise InputError(f"network.kind = 'ncsnpp': takes square pictures, these are {shape[1]}×{shape[2]}; crop them.")
    return NCSNpp(
        shape[0],
        shape[1],
        settings.width,
        multipliers=whole_numbers("network.multipliers", settings.multipliers, empty=False),
        blocks=settings.blocks,
        attention_at=whole_numbers("network.attention_at", settings.attention_at),
        dropout=settings.dropout,
        embedding=settings.embedding,
        fir=settings.fir,
        skip_rescale=settings.skip_rescale,
        progressive_input=settings.progressive_input,
        sigmas=sigmas,
        classes=classes,
    )
