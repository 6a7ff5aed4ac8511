"""Noise ladders and the distribution of σ in training."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch

from ncsn_engine.config import GeometricLadder, InputError, LinearLadder, RulesLadder
from ncsn_engine.design import design, largest_distance

if TYPE_CHECKING:
    from ncsn_engine.config import NoiseConfig

__all__ = ["geometric", "ladder", "linear", "nearest_level", "training_sigma"]


def geometric(sigma_max: float, sigma_min: float, n_levels: int) -> np.ndarray:
    """Return σ_i = σ_max (σ_min/σ_max)^((i-1)/(L-1)), descending, shape (L,), float64."""
    return np.geomspace(sigma_max, sigma_min, n_levels)


def linear(sigma_max: float, sigma_min: float, n_levels: int) -> np.ndarray:
    """Return L levels of equal difference, descending, shape (L,), float64."""
    return np.linspace(sigma_max, sigma_min, n_levels)


def ladder(settings: NoiseConfig, pictures: torch.Tensor | None = None) -> np.ndarray:
    """Return the noise levels that the settings ask for, descending, shape (L,), float64.

    Parameters
    ----------
    settings
        A ladder; :class:`~ncsn_engine.config.RulesLadder` designs itself from `pictures`.
    pictures
        All pictures of the data set in model space, shape (N, ...).
    """
    match settings:
        case GeometricLadder():
            return geometric(settings.sigma_max, settings.sigma_min, settings.n_levels)
        case LinearLadder():
            return linear(settings.sigma_max, settings.sigma_min, settings.n_levels)
        case RulesLadder():
            if pictures is None:
                raise InputError("noise.kind = 'rules': needs the data; use 'geometric' without.")
            sigma_max = largest_distance(pictures)
            if sigma_max <= settings.sigma_min:
                raise InputError(
                    f"noise.sigma_min = {settings.sigma_min:g}: must be smaller than the largest distance "
                    f"in the data ({sigma_max:g}), which the rules take as sigma_max; lower it."
                )
            made = design(sigma_max, settings.sigma_min, pictures[0].numel(), settings.overlap)
            return geometric(made.sigma_max, made.sigma_min, made.n_levels)


def training_sigma(kind: str, sigmas: torch.Tensor, count: int, generator: torch.Generator) -> torch.Tensor:
    """Draw the noise level of each picture in a training batch, shape (count,).

    Parameters
    ----------
    kind
        ``"levels"``, ``"log-uniform"`` or ``"uniform"``.
    sigmas
        The ladder, descending, shape (L,), on the device of `generator`.
    """
    u = torch.rand(count, generator=generator, device=sigmas.device)
    if kind == "levels":
        return sigmas[(u * len(sigmas)).long().clamp_(max=len(sigmas) - 1)]
    largest, smallest = sigmas[0], sigmas[-1]
    if kind == "log-uniform":
        return smallest * torch.exp(u * torch.log(largest / smallest))
    return smallest + u * (largest - smallest)


def nearest_level(sigma: torch.Tensor, sigmas: torch.Tensor) -> torch.Tensor:
    """Return for each σ the index of the level nearest in log σ, int64, shape of `sigma`."""
    middles = torch.sqrt(sigmas[1:] * sigmas[:-1]).flip(0)  # ascending, for bucketize
    return len(sigmas) - 1 - torch.bucketize(sigma, middles)


def step_sizes(sigmas: np.ndarray, epsilon: float, rule: str) -> np.ndarray:
    """Return the Langevin step α of each level, shape (L,): ε σ²/σ_L², or ε for ``"constant"``."""
    if rule == "constant":
        return np.full(len(sigmas), epsilon)
    alphas: np.ndarray = epsilon * (sigmas / sigmas[-1]) ** 2
    return alphas


def ratio(sigmas: np.ndarray) -> float:
    """Return γ, the mean ratio of neighbouring levels (the geometric mean where they differ)."""
    return math.exp(math.log(sigmas[0] / sigmas[-1]) / (len(sigmas) - 1))
