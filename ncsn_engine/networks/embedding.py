"""How networks are told σ and a picture's class."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Fourier", "Labels", "LogVariance", "Position", "Sinusoidal", "Time"]


class Fourier(nn.Module):
    """σ (N,) to (N, 2·count): sines and cosines of ¼ log σ at fixed random frequencies (Tancik et al. 2020)."""

    frequencies: torch.Tensor

    def __init__(self, count: int) -> None:
        super().__init__()
        self.register_buffer("frequencies", 2 * math.pi * torch.randn(count))

    def forward(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return the features."""
        angle = (sigma.log() / 4)[:, None] * self.frequencies
        return torch.cat([angle.sin(), angle.cos()], dim=1)


class Sinusoidal(Fourier):
    """As :class:`Fourier`, at frequencies from 1/4 to 64 in equal ratios, as transformers place words."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.frequencies = 2 * math.pi * torch.logspace(-2, 6, count, base=2.0)


class _Number(nn.Module):
    """A number (N,) to (N, count): DDPM's embedding, as transformers place words (Ho et al. 2020, appendix B)."""

    frequencies: torch.Tensor

    def __init__(self, count: int) -> None:
        super().__init__()
        half = count // 2
        frequencies = torch.exp(torch.arange(half) * (-math.log(10_000) / (half - 1)))
        self.register_buffer("frequencies", frequencies, persistent=False)
        self.odd = count % 2

    def features(self, number: torch.Tensor) -> torch.Tensor:
        angle = number[:, None] * self.frequencies
        return F.pad(torch.cat([angle.sin(), angle.cos()], dim=1), (0, self.odd))


class Position(_Number):
    """σ (N,) to (N, count): DDPM's embedding of the place on a ladder, 0 for the smallest σ to L - 1.

    Between levels the place is interpolated in log σ, but next to a level it is that level's; beyond the ladder it is
    that of its end. Where it is `descending`, 0 is the largest σ.
    """

    log_sigmas: torch.Tensor

    def __init__(self, count: int, sigmas: np.ndarray | torch.Tensor, descending: bool = False) -> None:
        super().__init__(count)
        ascending = torch.as_tensor(sigmas, dtype=torch.float32).log().flip(0)
        self.register_buffer("log_sigmas", ascending, persistent=False)
        self.descending = descending

    def forward(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return the features."""
        value, ladder = sigma.log(), self.log_sigmas
        above = torch.bucketize(value, ladder).clamp(1, len(ladder) - 1)
        low, high = ladder[above - 1], ladder[above]
        place = above - 1 + ((value - low) / (high - low)).clamp(0, 1)
        # DDPM's σ in single precision, √(1 - ᾱ)/√ᾱ, misses its level by up to 3e-4 of a step.
        level = place.round()
        place = torch.where((place - level).abs() < 1e-3, level, place)
        return self.features(len(ladder) - 1 - place if self.descending else place)


class Time(_Number):
    """t (N,), from 0 to 1, to (N, count): DDPM's embedding of 999 t, as score SDEs in continuous time have it."""

    def forward(self, time: torch.Tensor) -> torch.Tensor:
        """Return the features."""
        return self.features(999 * time)


class Labels(nn.Module):
    """Class (N,) to (N, features), added to the embedding of σ; one more class means "any"."""

    def __init__(self, classes: int, features: int) -> None:
        super().__init__()
        self.classes = classes
        self.table = nn.Embedding(classes + 1, features)
        nn.init.zeros_(self.table.weight)

    def forward(self, label: torch.Tensor | None, count: int) -> torch.Tensor:
        """Return the features of each label; of "any" where there is none."""
        if label is None:
            label = torch.full((count,), self.classes, device=self.table.weight.device)
        out: torch.Tensor = self.table(label)
        return out


class LogVariance(nn.Module):
    """u(σ), (N,) to (N,): how large the loss is at each σ, learned beside the network (Karras et al. 2024, eq. 15)."""

    def __init__(self, count: int = 64) -> None:
        super().__init__()
        self.embed, self.end = Fourier(count), nn.Linear(2 * count, 1, bias=False)
        nn.init.zeros_(self.end.weight)

    def forward(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return u."""
        out: torch.Tensor = self.end(self.embed(sigma))[:, 0]
        return out
