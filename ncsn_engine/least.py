"""The least denoising loss that any model can have, where the density that the data are drawn from is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from ncsn_engine.config import PointsConfig
from ncsn_engine.data.points import density
from ncsn_engine.noise import nearest_level, training_sigma
from ncsn_engine.objectives import denoising_loss
from ncsn_engine.seeds import seed_for

if TYPE_CHECKING:
    from ncsn_engine.config import DataConfig, NoiseConfig

__all__ = ["Least", "least_loss"]

_DRAWS, _A_LEVEL, _AT_ONCE = 2**16, 500, 2**14  # points in all at least, of each level about, and held at once


@dataclass(frozen=True)
class Least:
    """The loss of the exact density, in units of D/2 with λ = σ².

    Attributes
    ----------
    loss
        Averaged over the σ that the training draws.
    by_level
        Of those σ that are nearest to each level, (L,); nan where none is drawn.
    """

    loss: float
    by_level: np.ndarray


@torch.no_grad()
def least_loss(data: DataConfig, noise: NoiseConfig, sigmas: np.ndarray, seed: int = 0) -> Least | None:
    """Return the loss of the exact density under the training's noise; None where the density is not known.

    Of the exact score, σ² E‖s‖²/D = 1 - L(σ) (see :mod:`~ncsn_engine.thermometer`), so that each draw tells L twice: as
    ‖D(x) - x₀‖²/σ²D, which hardly varies at large σ, and as 1 - σ²‖s‖²/D, which hardly varies at small σ. Of both, that
    mixture is averaged which varies least: within about 0.005 of the truth at every level.

    Parameters
    ----------
    sigmas
        The ladder, descending, (L,).
    """
    exact = density(data.kind) if isinstance(data, PointsConfig) else None
    if exact is None:
        return None
    count, generator = max(_DRAWS, _A_LEVEL * len(sigmas)), torch.Generator().manual_seed(seed_for(seed, "least"))
    ladder = torch.from_numpy(np.asarray(sigmas, dtype=np.float64))
    clean, half_dim = exact.sample(count, seed), exact.shape[0] / 2
    sigma = training_sigma(noise, ladder, count, generator).double()
    z = torch.randn(clean.shape, generator=generator, dtype=torch.float64)
    missed, still = [], []
    for x, s, n in zip(*(torch.split(t, _AT_ONCE) for t in (clean, sigma, z)), strict=True):
        missed.append(denoising_loss(exact, x, s, n) / half_dim)
        still.append(1 - (s[:, None] * exact.score(x + s[:, None] * n, s)).square().sum(1) / (2 * half_dim))
    each, levels = torch.stack([torch.cat(missed), torch.cat(still)]).numpy(), nearest_level(sigma, ladder).numpy()
    found = [_steadiest(each[:, levels == level]) for level in range(len(sigmas))]
    drawn = np.bincount(levels, minlength=len(sigmas))
    known = drawn > 0
    by_level = np.where(known, found, np.nan)
    return Least(float(np.average(by_level[known], weights=drawn[known])), by_level)


def _steadiest(pair: np.ndarray) -> float:
    """Return the mean of that mixture of two estimates (2, N) of one number which varies least; nan if N is 0."""
    if pair.shape[1] < 2:
        return float(pair[0].mean()) if pair.size else float("nan")
    first, apart = pair[0], pair[1] - pair[0]
    spread = float(apart.var())
    share = -float(np.mean((first - first.mean()) * (apart - apart.mean()))) / spread if spread > 0 else 0.0
    return float((first + share * apart).mean())
