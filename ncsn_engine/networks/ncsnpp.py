"""NCSN++, DDPM++ and DDPM as score SDEs have them (Song et al. 2021, arXiv 2011.13456, appendix H).

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
from ncsn_engine.networks.embedding import Position, Time
from ncsn_engine.networks.first_weights import fresh
from ncsn_engine.networks.resampling import pyramid_down, pyramid_skip, resample
from ncsn_engine.networks.sde_layers import Attention, BigGANBlock, DDPMBlock, FourierOfLog, Resampling, conv, norm

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

__all__ = ["NCSNpp"]


class NCSNpp(nn.Module):
    """The U-Net of score SDEs (Song et al. 2021).

    NCSN++ is ``embedding="fourier", fir=True, skip_rescale=True, progressive_input="residual"`` with `width` 128,
    `multipliers` (1, 2, 2, 2), 4 `blocks` (8 if "deep") and attention at 16 px; for pictures of 256 px and more
    ``progressive="output-skip", progressive_input="input-skip"`` and more multipliers. DDPM++ has ``"positional"``, no
    FIR and no pyramids instead. DDPM has, besides, 2 `blocks` of ``block_type="DDPM"`` and no `skip_rescale`.

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
        ``"fourier"``: of log σ. DDPM's are of a number: ``"positional"`` of the place of σ on the ladder, counted
        from the smallest, ``"descending"`` from the largest, ``"time"`` of 999 t.
    fir
        Resample with the filter [1, 3, 3, 1] instead of means and repetition.
    skip_rescale
        Divide each sum of a block and its shortcut by √2.
    progressive_input
        ``"residual"`` adds smaller copies of the picture on the way down, each made of the one before and the
        features there; ``"input-skip"`` adds those of the picture itself.
    sigmas
        The ladder (L,), descending, L ≥ 2; only ``"positional"`` and ``"descending"`` look at it. Not part of the
        state dict.
    block_type
        ``"BigGAN"`` blocks resample inside; between ``"DDPM"`` blocks, whose norms have 32 groups, a convolution does.
    progressive
        ``"output-skip"``: the output is the sum of a picture of each resolution, doubled on its way up.
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
        embedding: Literal["fourier", "positional", "descending", "time"],
        fir: bool,
        skip_rescale: bool,
        progressive_input: Literal["residual", "input-skip", "none"],
        sigmas: np.ndarray | torch.Tensor,
        block_type: Literal["BigGAN", "DDPM"] = "BigGAN",
        progressive: Literal["output-skip", "none"] = "none",
        fourier_scale: float = 16.0,
        classes: int = 0,
    ) -> None:
        super().__init__()
        check_halvings(size, multipliers)
        self.channels, self.width, self.blocks, self.dropout, self.fir = channels, width, blocks, dropout, fir
        self.classes, self.ddpm = classes, block_type == "DDPM"
        self.factor = math.sqrt(0.5) if skip_rescale else 1.0
        self.attends = [size // 2**level in attention_at for level in range(len(multipliers))]
        self.progressive, self.progressive_input = progressive, progressive_input
        self.shrink, self.enlarge = resample("down", fir), resample("up", fir)  # of the pyramids that skip
        self.number: nn.Module | None = None
        if embedding == "time":
            self.number = Time(width)
        elif embedding != "fourier":
            self.number = Position(width, sigmas, descending=embedding == "descending")
        widths = [multiplier * width for multiplier in multipliers]
        self.all_modules = nn.ModuleList([*self._told(fourier_scale), *self._down(widths), *self._up(widths)])
        self.labels = nn.Embedding(classes + 1, 4 * width) if classes else None

    # What follows makes all layers, in the order in which `forward` takes them.

    def _told(self, fourier_scale: float) -> Iterator[nn.Module]:
        """Make what the network is told σ by."""
        if not self.number:
            yield FourierOfLog(self.width, fourier_scale)
        yield fresh(nn.Linear(self.width if self.number else 2 * self.width, 4 * self.width))
        yield fresh(nn.Linear(4 * self.width, 4 * self.width))

    def _block(self, channels: int, out: int) -> nn.Module:
        made = (channels, out, 4 * self.width, self.dropout, self.factor)
        return DDPMBlock(*made) if self.ddpm else BigGANBlock(*made, self.fir)

    def _between(self, channels: int, change: Literal["down", "up"]) -> nn.Module:
        """Make what leads from one resolution to the next."""
        if self.ddpm:
            return Resampling(channels, change)
        return BigGANBlock(channels, channels, 4 * self.width, self.dropout, self.factor, self.fir, change)

    def _attention(self, channels: int, level: int) -> Iterator[nn.Module]:
        if self.attends[level]:
            yield Attention(channels, self.factor, self.ddpm)

    def _down(self, widths: list[int]) -> Iterator[nn.Module]:
        yield conv(self.channels, self.width)
        last, pyramid = self.width, self.channels  # channels of h, and of the input pyramid
        for level, out in enumerate(widths):
            for _ in range(self.blocks):
                yield self._block(last, out)
                yield from self._attention(out, level)
                last = out
            if level < len(widths) - 1:
                yield self._between(out, "down")
                if self.progressive_input == "residual":
                    yield pyramid_down(pyramid, out, self.fir)
                    pyramid = out
                elif self.progressive_input == "input-skip":
                    yield pyramid_skip(self.channels, out)

    def _up(self, widths: list[int]) -> Iterator[nn.Module]:
        last = widths[-1]
        yield from (self._block(last, last), Attention(last, self.factor, self.ddpm), self._block(last, last))
        # Channels of what `forward` keeps on its way down: of the first layer, of each block, of each halved picture.
        skips = [self.width, *(out for out in widths for _ in range(self.blocks + 1))][:-1]
        for level, out in reversed(list(enumerate(widths))):
            for _ in range(self.blocks + 1):
                yield self._block(last + skips.pop(), out)
                last = out
            yield from self._attention(out, level)
            if self.progressive == "output-skip" or not level:
                yield norm(out, self.ddpm)
                yield conv(out, self.channels, scale=0.0)
            if level:
                yield self._between(out, "up")

    def forward(self, x: torch.Tensor, sigma: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """Return the raw output, σ times the score, shape of `x`.

        Parameters
        ----------
        x
            (N, C, H, W), pixels brought to [-1, 1].
        sigma
            (N,), in units of `sigmas`; t where the embedding is ``"time"``.
        label
            (N,), int64, each below `classes`, or `classes` for "no label", which None means for all.
        """
        step = iter(self.all_modules)  # taken in the order in which they were made
        features = self.number(sigma) if self.number else next(step)(sigma)
        embedding = next(step)(features)
        embedding = next(step)(F.silu(embedding))
        if self.labels:
            label = torch.full_like(sigma, self.classes, dtype=torch.int64) if label is None else label
            embedding = embedding + self.labels(label)
        h, skips = self._go_down(step, x, embedding)
        h = next(step)(h, embedding)
        h = next(step)(h)
        h = next(step)(h, embedding)
        return self._go_up(step, h, skips, embedding)

    def _go_down(
        self, step: Iterator[nn.Module], x: torch.Tensor, embedding: torch.Tensor
    ) -> tuple[torch.Tensor, list[torch.Tensor]]:
        pyramid, h = x, next(step)(x)
        skips = [h]
        for level, attends in enumerate(self.attends):
            for _ in range(self.blocks):
                h = next(step)(h, embedding)
                h = next(step)(h) if attends else h
                skips.append(h)
            if level < len(self.attends) - 1:
                h = next(step)(h, embedding)
                if self.progressive_input == "residual":
                    h = pyramid = self.factor * (next(step)(pyramid) + h)
                elif self.progressive_input == "input-skip":
                    pyramid = self.shrink(pyramid)
                    h = next(step)(pyramid) + h
                skips.append(h)
        return h, skips

    def _go_up(
        self, step: Iterator[nn.Module], h: torch.Tensor, skips: list[torch.Tensor], embedding: torch.Tensor
    ) -> torch.Tensor:
        out: torch.Tensor | None = None
        for level, attends in reversed(list(enumerate(self.attends))):
            for _ in range(self.blocks + 1):
                h = next(step)(torch.cat([h, skips.pop()], dim=1), embedding)
            h = next(step)(h) if attends else h
            if self.progressive == "output-skip" or not level:
                shown = F.silu(next(step)(h))
                shown = next(step)(shown)
                out = shown if out is None else self.enlarge(out) + shown
            h = next(step)(h, embedding) if level else h
        assert out is not None
        return out


@builds(NCSNppConfig)
def ncsnpp(settings: NCSNppConfig, shape: tuple[int, ...], sigmas: np.ndarray, classes: int) -> NCSNpp:
    """Build the network."""
    if shape[1] != shape[2]:
        raise InputError(
            "network.kind = 'ncsnpp': takes square pictures, these are {shape}×{shape_2}; crop them.",
            shape=shape[1],
            shape_2=shape[2],
        )
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
        block_type=settings.block_type,
        progressive=settings.progressive,
        classes=classes,
    )
