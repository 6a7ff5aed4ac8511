"""DDPM's U-Net (Ho et al. 2020, arXiv 2006.11239, appendix B).

Modules have the names of ``UNet2DModel`` in Hugging Face's diffusers, and compute what that computes with the
settings of google/ddpm-cifar10-32: weights go either way as they are.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING, cast

import torch
import torch.nn.functional as F
from torch import nn

from ncsn_engine.config import DDPMConfig, InputError
from ncsn_engine.networks.build import builds, check_halvings, whole_numbers
from ncsn_engine.networks.embedding import Position
from ncsn_engine.networks.first_weights import fresh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np

__all__ = ["DDPMUNet", "groups_of"]


def groups_of(width: int) -> int:
    """Return into how many groups every norm parts its channels: 32, fewer where that leaves less than 4 in one."""
    groups = max(1, min(width // 4, 32))
    while width % groups:
        groups -= 1
    return groups


def _norm(channels: int, groups: int) -> nn.GroupNorm:
    return nn.GroupNorm(groups, channels, eps=1e-6)


class _Block(nn.Module):
    """Residual block; the embedding shifts its middle."""

    def __init__(self, channels: int, out: int, embedding: int, dropout: float, groups: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = _norm(channels, groups), fresh(nn.Conv2d(channels, out, 3, padding=1))
        self.time_emb_proj = fresh(nn.Linear(embedding, out))
        self.norm2, self.conv2 = _norm(out, groups), fresh(nn.Conv2d(out, out, 3, padding=1), scale=0.0)
        self.dropout = nn.Dropout(dropout)
        self.conv_shortcut = fresh(nn.Conv2d(channels, out, 1)) if channels != out else nn.Identity()

    def forward(self, x: torch.Tensor, embedding: torch.Tensor) -> torch.Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        h = h + self.time_emb_proj(F.silu(embedding))[:, :, None, None]
        h = self.conv2(self.dropout(F.silu(self.norm2(h))))
        out: torch.Tensor = self.conv_shortcut(x) + h
        return out


class _Attention(nn.Module):
    """Self-attention with one head over all positions; cost and memory grow with (H·W)²."""

    def __init__(self, channels: int, groups: int) -> None:
        super().__init__()
        self.group_norm = _norm(channels, groups)
        self.to_q, self.to_k, self.to_v = (fresh(nn.Linear(channels, channels)) for _ in range(3))
        self.to_out = nn.Sequential(fresh(nn.Linear(channels, channels), scale=0.0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.group_norm(x).flatten(2).transpose(1, 2)
        q, k, v = self.to_q(h), self.to_k(h), self.to_v(h)  # each (N, H·W, C)
        # Written out, because torch's fused attention can't be differentiated twice.
        weights = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(x.shape[1]), dim=-1)
        out: torch.Tensor = x + self.to_out(weights @ v).transpose(1, 2).reshape(x.shape)
        return out


def _shrink(channels: int) -> nn.Module:
    """Halve the picture; a row and a column of zeros come behind it, as TensorFlow pads."""
    conv = fresh(nn.Conv2d(channels, channels, 3, stride=2))
    return nn.Sequential(OrderedDict(pad=nn.ZeroPad2d((0, 1, 0, 1)), conv=conv))


def _enlarge(channels: int) -> nn.Module:
    conv = fresh(nn.Conv2d(channels, channels, 3, padding=1))
    return nn.Sequential(OrderedDict(repeat=nn.Upsample(scale_factor=2), conv=conv))


class _Stage(nn.Module):
    """The blocks of one resolution with what comes behind each, and what leads on to the next resolution."""

    def __init__(
        self,
        resnets: Iterable[nn.Module],
        attentions: Iterable[nn.Module],
        downsamplers: Iterable[nn.Module] = (),
        upsamplers: Iterable[nn.Module] = (),
    ) -> None:
        super().__init__()
        self.resnets, self.attentions = nn.ModuleList(resnets), nn.ModuleList(attentions)
        self.downsamplers, self.upsamplers = nn.ModuleList(downsamplers), nn.ModuleList(upsamplers)

    def pairs(self) -> Iterator[tuple[nn.Module, nn.Module]]:
        """Yield each block and what comes behind it."""
        return zip(self.resnets, self.attentions, strict=True)


class DDPMUNet(nn.Module):
    """The U-Net that DDPM predicts the noise with (Ho et al. 2020, appendix B).

    The paper's for CIFAR-10 is `width` 128, `multipliers` (1, 2, 2, 2), 2 `blocks`, attention at 16 px and
    `dropout` 0.1: 35.7 million weights.

    Parameters
    ----------
    channels, size
        Of the pictures: 1 or 3, and their side in pixels.
    width, multipliers
        Channels at full resolution, and in units of that at each resolution; each is half of the one before.
    blocks
        Residual blocks at each resolution on the way down; one more on the way up.
    attention_at
        Resolutions with attention behind each block, in pixels; the middle has it in any case.
    dropout
        Share of features that training hides at random.
    sigmas
        The ladder (L,), descending, L ≥ 2: the network is told the place of σ on it. Not part of the state dict.
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
        multipliers: tuple[int, ...],
        blocks: int,
        attention_at: tuple[int, ...],
        dropout: float,
        sigmas: np.ndarray | torch.Tensor,
        classes: int = 0,
    ) -> None:
        super().__init__()
        check_halvings(size, multipliers)
        widths = [multiplier * width for multiplier in multipliers]
        first, embedding, groups = widths[0], 4 * widths[0], groups_of(width)
        self.classes = classes

        def block(before: int, out: int) -> nn.Module:
            return _Block(before, out, embedding, dropout, groups)

        def attentions(level: int, count: int) -> list[nn.Module]:
            attends = size // 2**level in attention_at
            return [_Attention(widths[level], groups) if attends else nn.Identity() for _ in range(count)]

        self.position = Position(first, sigmas)
        # Rounded as diffusers rounds; at place 1000 another order moves angles by 3e-5.
        self.position.frequencies = torch.exp(-math.log(10_000) * torch.arange(first // 2) / (first // 2 - 1))
        layers = {"linear_1": fresh(nn.Linear(first, embedding)), "linear_2": fresh(nn.Linear(embedding, embedding))}
        self.time_embedding = nn.ModuleDict(layers)
        self.class_embedding = nn.Embedding(classes + 1, embedding) if classes else None
        if self.class_embedding:
            nn.init.zeros_(self.class_embedding.weight)
        self.conv_in = fresh(nn.Conv2d(channels, first, 3, padding=1))
        self.down_blocks, self.up_blocks = nn.ModuleList(), nn.ModuleList()
        last, skips = first, [first]  # channels of h, and of what is kept
        for level, out in enumerate(widths):
            befores = [last] + [out] * (blocks - 1)
            shrink = [_shrink(out)] if level < len(widths) - 1 else []
            resnets = [block(before, out) for before in befores]
            self.down_blocks.append(_Stage(resnets, attentions(level, blocks), downsamplers=shrink))
            last = out
            skips += [out] * (blocks + len(shrink))
        self.mid_block = _Stage([block(last, last), block(last, last)], [_Attention(last, groups), nn.Identity()])
        for level, out in reversed(list(enumerate(widths))):
            befores = [last] + [out] * blocks
            enlarge = [_enlarge(out)] if level else []
            resnets = [block(before + skips.pop(), out) for before in befores]
            self.up_blocks.append(_Stage(resnets, attentions(level, blocks + 1), upsamplers=enlarge))
            last = out
        self.conv_norm_out = _norm(last, groups)
        self.conv_out = fresh(nn.Conv2d(last, channels, 3, padding=1), scale=0.0)

    def forward(self, x: torch.Tensor, sigma: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """Return the raw output, the noise in units of σ, shape of `x`.

        Parameters
        ----------
        x
            (N, C, H, W), scaled to unit size.
        sigma
            (N,), in units of `sigmas`.
        label
            (N,), int64, each below `classes`, or `classes` for "no label", which None means for all.
        """
        embedding = self.time_embedding["linear_1"](self.position(sigma))
        embedding = self.time_embedding["linear_2"](F.silu(embedding))
        if self.class_embedding:
            label = torch.full_like(sigma, self.classes, dtype=torch.int64) if label is None else label
            embedding = embedding + self.class_embedding(label)
        h = self.conv_in(x)
        skips = [h]
        for stage in cast("Iterable[_Stage]", self.down_blocks):
            for block, attention in stage.pairs():
                h = attention(block(h, embedding))
                skips.append(h)
            for shrink in stage.downsamplers:
                h = shrink(h)
                skips.append(h)
        for block, attention in self.mid_block.pairs():
            h = attention(block(h, embedding))
        for stage in cast("Iterable[_Stage]", self.up_blocks):
            for block, attention in stage.pairs():
                h = attention(block(torch.cat([h, skips.pop()], dim=1), embedding))
            for enlarge in stage.upsamplers:
                h = enlarge(h)
        out: torch.Tensor = self.conv_out(F.silu(self.conv_norm_out(h)))
        return out


@builds(DDPMConfig)
def ddpm(settings: DDPMConfig, shape: tuple[int, ...], sigmas: np.ndarray, classes: int) -> DDPMUNet:
    """Build the network."""
    if shape[1] != shape[2]:
        raise InputError(
            "network.kind = 'ddpm-unet': takes square pictures, these are {shape}×{shape_2}; crop them.",
            shape=shape[1],
            shape_2=shape[2],
        )
    return DDPMUNet(
        shape[0],
        shape[1],
        settings.width,
        whole_numbers("network.multipliers", settings.multipliers, empty=False),
        settings.blocks,
        whole_numbers("network.attention_at", settings.attention_at),
        settings.dropout,
        sigmas,
        classes,
    )
