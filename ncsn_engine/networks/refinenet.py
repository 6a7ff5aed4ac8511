"""The RefineNets of NCSN (Song & Ermon 2019) and NCSNv2 (Song & Ermon 2020).

Modules have the names, and parameters the order, of the authors' code: their weights load as they are.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

from ncsn_engine.config import InputError, NCSNConfig, NCSNv2Config
from ncsn_engine.networks.build import builds
from ncsn_engine.networks.instance_norm import ConditionalNorm, InstanceNorm, NoNorm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np

    # Makes the norm of so many channels; it is called with x (N, C, H, W) and the level index (N,) or None.
    Norm = Callable[[int], nn.Module]
    Pool = type[nn.AvgPool2d] | type[nn.MaxPool2d]
    Variant = Literal["base", "deeper", "deepest"]

__all__ = ["ConditionalRefineNet", "RefineNet"]


class _Stage(NamedTuple):
    """Two residual blocks on the way down, and the block on the way up that takes in their output."""

    res: str
    refine: str
    multiple: int  # channels, in units of the network's width
    dilation: int = 1
    halve: bool = False


_DEEPER = (
    _Stage("res1", "refine5", 1),
    _Stage("res2", "refine4", 2, halve=True),
    _Stage("res3", "refine3", 2, halve=True),
    _Stage("res4", "refine2", 4, dilation=2),
    _Stage("res5", "refine1", 4, dilation=4),
)
_STAGES: dict[Variant, tuple[_Stage, ...]] = {
    "base": (
        _Stage("res1", "refine4", 1),
        _Stage("res2", "refine3", 2, halve=True),
        _Stage("res3", "refine2", 2, dilation=2),
        _Stage("res4", "refine1", 2, dilation=4),
    ),
    "deeper": _DEEPER,
    "deepest": (*_DEEPER[:3], _Stage("res31", "refine31", 2, halve=True), *_DEEPER[3:]),
}


def _conv(channels: int, out: int, dilation: int = 1, bias: bool = True) -> nn.Conv2d:
    return nn.Conv2d(channels, out, 3, padding=dilation, dilation=dilation, bias=bias)


def _pooled_conv(channels: int, out: int, kernel: int) -> nn.Module:
    """Make a convolution followed by the mean of each 2×2 square."""
    conv = nn.Conv2d(channels, out, kernel, padding=kernel // 2)
    return nn.Sequential(OrderedDict(conv=conv, pool=nn.AvgPool2d(2)))


class _Block(nn.Module):
    """Norm, ELU, convolution, twice, around a shortcut."""

    def __init__(self, channels: int, out: int, norm: Norm, stage: _Stage, first: bool) -> None:
        super().__init__()
        halve = first and stage.halve
        self.conv1 = _conv(channels, channels, stage.dilation)
        self.normalize2 = norm(channels)
        self.conv2 = _pooled_conv(channels, out, 3) if halve else _conv(channels, out, stage.dilation)
        # A dilated stage has in its shortcut the convolution that would have halved, now with a 3×3 kernel.
        if halve:
            self.shortcut = _pooled_conv(channels, out, 1)
        elif first and stage.dilation > 1:
            self.shortcut = _conv(channels, out, stage.dilation)
        else:
            self.shortcut = nn.Identity()
        self.normalize1 = norm(channels)

    def forward(self, x: torch.Tensor, level: torch.Tensor | None) -> torch.Tensor:
        h = self.conv1(F.elu(self.normalize1(x, level)))
        h = self.conv2(F.elu(self.normalize2(h, level)))
        out: torch.Tensor = self.shortcut(x) + h
        return out


class _Units(nn.ModuleDict):
    """Residual conv units: ELU and convolution, twice, around a shortcut; `count` of them."""

    def __init__(self, channels: int, count: int, norm: Norm) -> None:
        super().__init__()
        self.count = count
        for unit in range(1, count + 1):
            for half in (1, 2):
                self[f"{unit}_{half}_norm"] = norm(channels)
                self[f"{unit}_{half}_conv"] = _conv(channels, channels, bias=False)

    def forward(self, x: torch.Tensor, level: torch.Tensor | None) -> torch.Tensor:
        for unit in range(1, self.count + 1):
            h = x
            for half in (1, 2):
                h = self[f"{unit}_{half}_conv"](F.elu(self[f"{unit}_{half}_norm"](h, level)))
            x = x + h
        return x


class _Convs(nn.Module):
    """Some convolutions, each with the norm that comes before it."""

    def __init__(self, channels: int, out: int, count: int, norm: Norm, bias: bool) -> None:
        super().__init__()
        self.convs = nn.ModuleList(_conv(channels, out, bias=bias) for _ in range(count))
        self.norms = nn.ModuleList(norm(channels) for _ in range(count))

    def pairs(self) -> Iterator[tuple[nn.Module, nn.Module]]:
        return zip(self.norms, self.convs, strict=True)


class _Refine(nn.Module):
    """A refine block (Lin et al. 2017); its first input sets the size of its output."""

    def __init__(self, channels: int, out: int, inputs: int, units: int, norm: Norm, pool: Pool) -> None:
        super().__init__()
        self.adapt_convs = nn.ModuleList(_Units(channels, 2, norm) for _ in range(inputs))
        self.output_convs = _Units(out, units, norm)
        self.msf = _Convs(channels, out, inputs, norm, bias=True) if inputs > 1 else None
        self.crp = _Convs(out, out, 2, norm, bias=False)
        self.pool = pool(5, stride=1, padding=2)

    def forward(self, inputs: list[torch.Tensor], level: torch.Tensor | None) -> torch.Tensor:
        made = [adapt(x, level) for adapt, x in zip(self.adapt_convs, inputs, strict=True)]
        if self.msf is not None:  # multi-resolution fusion
            made = [conv(norm(h, level)) for h, (norm, conv) in zip(made, self.msf.pairs(), strict=True)]
            made = [F.interpolate(h, inputs[0].shape[2:], mode="bilinear", align_corners=True) for h in made]
        total = path = F.elu(sum(made[1:], made[0]))  # chained residual pooling
        for norm, conv in self.crp.pairs():
            path = conv(self.pool(norm(path, level)))
            total = total + path
        out: torch.Tensor = self.output_convs(total, level)
        return out


class _RefineNet(nn.Module):
    """What both papers share: residual stages down, a refine block up for each, then norm, ELU and convolution."""

    def __init__(self, channels: int, width: int, variant: Variant, norm: Norm, refine_norm: Norm, pool: Pool) -> None:
        super().__init__()
        self.stages = stages = _STAGES[variant]
        self.begin_conv = _conv(channels, width)
        self.normalizer = norm(width)
        self.end_conv = _conv(width, channels)
        outs = [stage.multiple * width for stage in stages]
        # What enters a stage has as many channels as what leaves its refine block.
        plan = list(zip(stages, [width, *outs[:-1]], outs, strict=True))
        for stage, a, b in plan:
            blocks = _Block(a, b, norm, stage, first=True), _Block(b, b, norm, stage, first=False)
            self.add_module(stage.res, nn.ModuleList(blocks))
        for stage, a, b in sorted(plan, key=lambda item: item[0].refine):
            inputs = 1 if stage is stages[-1] else 2
            units = 3 if stage is stages[0] else 1
            self.add_module(stage.refine, _Refine(b, a, inputs, units, refine_norm, pool))

    def _raw(self, x: torch.Tensor, level: torch.Tensor | None) -> torch.Tensor:
        h, kept = self.begin_conv(x), []
        for stage in self.stages:
            for block in getattr(self, stage.res):
                h = block(h, level)
            kept.append(h)
        refined: list[torch.Tensor] = []  # what the refine block below gave; the lowest has none below
        for stage in reversed(self.stages):
            refined = [getattr(self, stage.refine)([kept.pop(), *refined], level)]
        out: torch.Tensor = self.end_conv(F.elu(self.normalizer(refined[0], level)))
        return out


class ConditionalRefineNet(_RefineNet):
    """NCSN's network, each of whose norms has weights of its own for every noise level (Song & Ermon 2019).

    Parameters
    ----------
    channels
        Of the pictures, 1 or 3.
    width
        Channels at full resolution, twice as many below; the paper: 64 for MNIST, else 128.
    sigmas
        The ladder (L,), descending, in units of the pictures. Not part of the state dict.
    """

    sigmas: torch.Tensor

    def __init__(self, channels: int, width: int, sigmas: np.ndarray | torch.Tensor) -> None:
        norm = partial(ConditionalNorm, levels=len(sigmas))
        super().__init__(channels, width, "base", norm, norm, nn.AvgPool2d)
        self.register_buffer("sigmas", torch.as_tensor(sigmas, dtype=torch.float32), persistent=False)

    def forward(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        """Return the raw output, which is the score itself, shape of `x`.

        Parameters
        ----------
        x
            (N, C, H, W), pixels brought to [-1, 1].
        sigma
            (N,), in units of `sigmas`; each picture gets the weights of the level nearest in log σ.
        """
        # The same as noise.nearest_level, which networks don't know: how many borders of levels lie above.
        borders = torch.sqrt(self.sigmas[1:] * self.sigmas[:-1])
        return self._raw(x, (sigma[:, None] <= borders).sum(dim=1))


class RefineNet(_RefineNet):
    """NCSNv2's network, which isn't told σ: its output is divided by σ to make the score (Song & Ermon 2020).

    Parameters
    ----------
    channels
        Of the pictures, 1 or 3.
    width
        Channels at full resolution, up to four times as many below; the paper: 128.
    variant
        ``"base"`` (the paper: 32 and 64 px), ``"deeper"`` (96 and 128 px) or ``"deepest"`` (256 px).
    size
        Smaller side of the pictures in pixels, to refuse a variant that halves them to nothing.

    Raises
    ------
    InputError
        Where the pictures are too small for the variant.
    """

    def __init__(self, channels: int, width: int, variant: Variant, size: int) -> None:
        halvings = sum(stage.halve for stage in _STAGES[variant])
        least = 2 ** (halvings + 1)  # a norm needs more than one position
        if size < least:
            raise InputError(
                "network.variant = '{variant}': pictures of {size}×{size} are too small to be halved "
                "{halvings} times; choose a shallower variant, or pictures of at least {least}×{least}.",
                variant=variant,
                size=size,
                halvings=halvings,
                least=least,
            )
        super().__init__(channels, width, variant, InstanceNorm, NoNorm, nn.MaxPool2d)

    def forward(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        """Return the raw output, σ times the score, shape of `x`.

        Parameters
        ----------
        x
            (N, C, H, W), pixels brought to [-1, 1].
        sigma
            Not looked at.
        """
        return self._raw(x, None)


@builds(NCSNConfig)
def ncsn(settings: NCSNConfig, shape: tuple[int, ...], sigmas: np.ndarray, classes: int) -> ConditionalRefineNet:
    """Build NCSN's network."""
    return ConditionalRefineNet(shape[0], settings.width, sigmas)


@builds(NCSNv2Config)
def ncsnv2(settings: NCSNv2Config, shape: tuple[int, ...], sigmas: np.ndarray, classes: int) -> RefineNet:
    """Build NCSNv2's network."""
    return RefineNet(shape[0], settings.width, settings.variant, min(shape[1:]))
