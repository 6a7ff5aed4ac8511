"""Ladders: the noise levels of a run, and what follows from them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch

from ncsn_engine.config import (
    GeometricLadder,
    InputError,
    KarrasLadder,
    LinearLadder,
    RulesLadder,
    SubVPProcess,
    VPProcess,
)
from ncsn_engine.design import design, largest_distance
from ncsn_engine.noise.processes import COSINE, preserving

if TYPE_CHECKING:
    from ncsn_engine.config import NoiseConfig

__all__ = ["geometric", "karras", "ladder", "linear", "nearest_level", "ratio", "step_sizes"]


def geometric(sigma_max: float, sigma_min: float, n_levels: int) -> np.ndarray:
    """Return σ_i = σ_max (σ_min/σ_max)^((i-1)/(L-1)), descending, shape (L,), float64 (Song & Ermon 2019, sec. 4.1)."""
    return np.geomspace(sigma_max, sigma_min, n_levels)


def linear(sigma_max: float, sigma_min: float, n_levels: int) -> np.ndarray:
    """Return L levels of equal difference, descending, shape (L,), float64."""
    return np.linspace(sigma_max, sigma_min, n_levels)


def karras(sigma_max: float, sigma_min: float, n_levels: int, rho: float = 7.0) -> np.ndarray:
    """Return L levels equally spaced in σ^(1/ρ), descending, shape (L,), float64 (Karras et al. 2022, eq. 5)."""
    levels: np.ndarray = np.linspace(sigma_max ** (1 / rho), sigma_min ** (1 / rho), n_levels) ** rho
    return levels


def ladder(settings: NoiseConfig, pictures: torch.Tensor | None = None) -> np.ndarray:
    """Return the noise levels that the settings ask for, descending, shape (L,), float64.

    Parameters
    ----------
    settings
        A ladder; :class:`~ncsn_engine.config.RulesLadder` designs itself from `pictures`.
    pictures
        All pictures or points of the data set in model space, shape (N, ...).
    """
    match settings:
        case GeometricLadder():
            return geometric(settings.sigma_max, settings.sigma_min, settings.n_levels)
        case LinearLadder():
            return linear(settings.sigma_max, settings.sigma_min, settings.n_levels)
        case KarrasLadder():
            return karras(settings.sigma_max, settings.sigma_min, settings.n_levels, settings.rho)
        case RulesLadder():
            return _by_the_rules(settings, pictures)
        case VPProcess() if settings.training_sigma == "levels":
            return _in_steps(settings)
        case VPProcess() | SubVPProcess():
            made = preserving(settings)
            return made.sigma(torch.linspace(made.t_max, made.t_min, settings.n_levels, dtype=torch.float64)).numpy()


def _by_the_rules(settings: RulesLadder, pictures: torch.Tensor | None) -> np.ndarray:
    if pictures is None:
        raise InputError("noise.kind = 'rules': needs the data; use 'geometric' without.")
    sigma_max = largest_distance(pictures)
    if not sigma_max > 0:
        raise InputError("data: all of it is one and the same, and there is nothing to learn; choose other data.")
    if sigma_max <= settings.sigma_min:
        raise InputError(
            "noise.sigma_min = {sigma_min:g}: must be smaller than the largest distance "
            "in the data ({sigma_max:g}), which the rules take as sigma_max; lower it, or choose data that differ.",
            sigma_min=settings.sigma_min,
            sigma_max=sigma_max,
        )
    made = design(sigma_max, settings.sigma_min, pictures[0].numel(), settings.overlap)
    return geometric(made.sigma_max, made.sigma_min, made.n_levels)


def _in_steps(settings: VPProcess) -> np.ndarray:
    """Return σ of DDPM's steps, ᾱ_i = Π (1 - β_j) (Ho et al. 2020, eq. 4; Nichol & Dhariwal 2021, eq. 17)."""
    n = settings.n_levels
    if settings.schedule == "linear":
        betas = np.linspace(settings.beta_min / n, settings.beta_max / n, n)
    else:
        angle = (np.arange(n + 1) / n + COSINE) / (1 + COSINE) * np.pi / 2
        betas = 1 - (np.cos(angle[1:]) / np.cos(angle[:-1])) ** 2
    kept = np.cumprod(1 - betas.clip(max=0.999))  # ᾱ; 0.999 as in the paper, or the last step would keep nothing
    levels: np.ndarray = np.sqrt(1 / kept - 1)[::-1].copy()
    return levels


def nearest_level(sigma: torch.Tensor, sigmas: torch.Tensor) -> torch.Tensor:
    """Return for each σ the index of the level nearest in log σ, int64, shape of `sigma`."""
    middles = torch.sqrt(sigmas[1:] * sigmas[:-1]).flip(0)  # ascending, for bucketize
    return len(sigmas) - 1 - torch.bucketize(sigma, middles)


def step_sizes(sigmas: np.ndarray, epsilon: float, rule: str) -> np.ndarray:
    """Return Langevin's step α of each level, (L,): ε σ²/σ_L² (Song & Ermon 2019, alg. 1), or ε for ``"constant"``."""
    if rule == "constant":
        return np.full(len(sigmas), epsilon)
    alphas: np.ndarray = epsilon * (sigmas / sigmas[-1]) ** 2
    return alphas


def ratio(sigmas: np.ndarray) -> float:
    """Return γ, the mean ratio of neighbouring levels (the geometric mean where they differ)."""
    return math.exp(math.log(sigmas[0] / sigmas[-1]) / (len(sigmas) - 1))
