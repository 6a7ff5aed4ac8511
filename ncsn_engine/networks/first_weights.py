"""The weights with which DDPM's and the score SDEs' networks begin."""

from __future__ import annotations

import math
from typing import TypeVar

import torch
from torch import nn

__all__ = ["fresh", "uniform"]

_Layer = TypeVar("_Layer", nn.Linear, nn.Conv2d)


def uniform(weight: torch.Tensor, scale: float) -> None:
    """Fill with a uniform distribution of variance scale / mean(fan in, fan out); a scale of 0 means almost 0."""
    nn.init.xavier_uniform_(weight, gain=math.sqrt(scale or 1e-10))


def fresh(layer: _Layer, scale: float = 1.0) -> _Layer:
    """Fill a layer with DDPM's first weights: as small as `scale` asks, and no bias."""
    uniform(layer.weight, scale)
    nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
    return layer
