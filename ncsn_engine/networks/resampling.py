"""How NCSN++ halves and doubles pictures: by means and repetition, or by StyleGAN2's filter."""

from __future__ import annotations

from collections import OrderedDict
from typing import Literal

import torch
import torch.nn.functional as F
from torch import nn

from ncsn_engine.networks.first_weights import fresh

__all__ = ["Change", "FirFilter", "pyramid_down", "pyramid_skip", "resample"]

Change = Literal["", "down", "up"]


class FirFilter(nn.Module):
    """The filter [1, 3, 3, 1] along both axes, zeros outside (Karras et al. 2020, StyleGAN2).

    Parameters
    ----------
    change
        ``"down"`` halves the picture and ``"up"`` doubles it; ``"blur"`` adds one row and one column, so that a
        3×3 convolution of stride 2 without padding then halves it.
    """

    kernel: torch.Tensor

    def __init__(self, change: Literal["down", "up", "blur"]) -> None:
        super().__init__()
        self.change = change
        taps = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
        if change == "up":
            taps = 2 * taps  # three of four pixels that it sees are zeros in between
        self.register_buffer("kernel", torch.outer(taps, taps)[None, None], persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return `x` (N, C, H, W) filtered, at its new size."""
        channels = x.shape[1]
        kernel = self.kernel.expand(channels, -1, -1, -1)
        if self.change == "up":
            return F.conv_transpose2d(x, kernel, stride=2, padding=1, groups=channels)
        stride, padding = (2, 1) if self.change == "down" else (1, 2)
        return F.conv2d(x, kernel, stride=stride, padding=padding, groups=channels)


def resample(change: Change, fir: bool) -> nn.Module:
    """Make what changes the size of a picture, by the filter or without."""
    if not change:
        return nn.Identity()
    if fir:
        return FirFilter(change)
    return nn.AvgPool2d(2) if change == "down" else nn.Upsample(scale_factor=2)


def pyramid_down(channels: int, out: int, fir: bool) -> nn.Module:
    """Halve the picture and bring it to `out` channels."""
    conv = fresh(nn.Conv2d(channels, out, 3, stride=2))
    if fir:
        return nn.Sequential(OrderedDict(blur=FirFilter("blur"), Conv2d_0=conv))
    return nn.Sequential(OrderedDict(pad=nn.ZeroPad2d((0, 1, 0, 1)), Conv_0=conv))


def pyramid_skip(channels: int, out: int) -> nn.Module:
    """Bring the picture to `out` channels."""
    return nn.Sequential(OrderedDict(Conv_0=fresh(nn.Conv2d(channels, out, 1))))
