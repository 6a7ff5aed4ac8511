"""Fully connected layers, for points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from ncsn_engine.config import MLPConfig
from ncsn_engine.networks.build import builds
from ncsn_engine.networks.embedding import Fourier, Labels, Sinusoidal

if TYPE_CHECKING:
    import numpy as np

__all__ = ["MLP"]


class MLP(nn.Module):
    """x (N, ...) and σ (N,) to the shape of x; each hidden layer hears σ again, the last one starts at zero."""

    def __init__(self, settings: MLPConfig, shape: tuple[int, ...], classes: int = 0) -> None:
        super().__init__()
        dim, width = math.prod(shape), settings.width
        features: nn.Module = (Fourier if settings.embedding == "fourier" else Sinusoidal)(32)
        self.embed = nn.Sequential(features, nn.Linear(64, width), nn.SiLU())
        self.labels = Labels(classes, width) if classes else None
        self.begin = nn.Linear(dim, width)
        self.hidden = nn.ModuleList(nn.Linear(width, width) for _ in range(settings.depth))
        self.told = nn.ModuleList(nn.Linear(width, width, bias=False) for _ in range(settings.depth))
        self.end = nn.Linear(width, dim)
        nn.init.zeros_(self.end.weight)
        nn.init.zeros_(self.end.bias)

    def forward(self, x: torch.Tensor, sigma: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """Return the raw output, shape of `x`."""
        embedding = self.embed(sigma)
        if self.labels is not None:
            embedding = embedding + self.labels(label, len(x))
        h = self.begin(x.flatten(1))
        for layer, told in zip(self.hidden, self.told, strict=True):
            h = layer(F.silu(h + told(embedding)))
        out: torch.Tensor = self.end(F.silu(h))
        return out.view_as(x)


@builds(MLPConfig)
def mlp(settings: MLPConfig, shape: tuple[int, ...], sigmas: np.ndarray, classes: int) -> MLP:
    """Build the network."""
    return MLP(settings, shape, classes)
