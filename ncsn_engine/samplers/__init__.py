"""Samplers: one file a family. Each is a generator that reads like its paper and yields every step.

A new sampler is a function in its family's file, its settings in ``config.py`` and a case in ``sample``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from ncsn_engine.config import AnnealedLangevin, InputError
from ncsn_engine.design import best_epsilon
from ncsn_engine.noise import geometric, ladder, ratio, step_sizes
from ncsn_engine.samplers.langevin import annealed_langevin
from ncsn_engine.samplers.step import Step
from ncsn_engine.score import ScoreModel
from ncsn_engine.seeds import PictureNoise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.config import NoiseConfig, SamplingConfig
    from ncsn_engine.score import Denoiser

__all__ = ["Plan", "Step", "plan", "sample"]


@dataclass(frozen=True)
class Plan:
    """What a sampling will do, known before it starts.

    Attributes
    ----------
    sigmas, alphas
        The ladder and the step size at each level, (L,).
    epsilon
        Base step size ε, chosen by the rule if the settings leave it open.
    evaluations
        Network evaluations a picture (NFE).
    """

    sigmas: np.ndarray
    alphas: np.ndarray
    epsilon: float
    evaluations: int


def plan(own: np.ndarray | None, settings: SamplingConfig, noise: NoiseConfig | None = None) -> Plan:
    """Work out ladder, steps and cost of a sampling.

    Parameters
    ----------
    own
        The model's own ladder, (L,), or None.
    noise
        Another ladder to sample on.

    Raises
    ------
    InputError
        If ε is outside the stable range 0 < ε < 2σ_L².
    """
    if noise is None and own is None:
        raise InputError("noise: this model has no ladder of its own; give one, for example a GeometricLadder.")
    sigmas = ladder(noise) if noise is not None else np.asarray(own, dtype=np.float64)
    if settings.n_levels is not None:
        sigmas = geometric(sigmas[0], sigmas[-1], settings.n_levels)
    epsilon = settings.epsilon
    if epsilon is None:
        epsilon = best_epsilon(float(sigmas[-1]), ratio(sigmas), settings.steps_per_level)
    stable = 2 * float(sigmas[-1]) ** 2
    if not epsilon < stable:
        raise InputError(
            f"sampling.epsilon = {epsilon:g}: is only stable for 0 < ε < 2σ_L² = {stable:g}; lower it, or leave it out."
        )
    alphas = step_sizes(sigmas, epsilon, settings.step_rule)
    cost = len(sigmas) * settings.steps_per_level + int(settings.denoise)
    return Plan(sigmas, alphas, epsilon, cost)


def sample(
    model: Denoiser,
    settings: SamplingConfig | None = None,
    *,
    count: int | None = None,
    seed: int | None = None,
    noise: NoiseConfig | None = None,
) -> Iterator[Step]:
    """Draw pictures from a model, yielding every step; the last one holds the pictures.

    Parameters
    ----------
    model
        A :class:`~ncsn_engine.score.ScoreModel`, or an exact density.
    settings
        The sampler; by default the one of the model's run, or else its defaults.
    count, seed
        Instead of those in the settings.
    noise
        A ladder to sample on; by default the model's own.

    Raises
    ------
    InputError
        If the settings do not fit the model, for example a step size that is not stable.
    """
    settings = settings or (model.config.sampling if isinstance(model, ScoreModel) else AnnealedLangevin())
    told = {"count": count, "seed": seed}
    settings = settings.replace(**{k: v for k, v in told.items() if v is not None})
    own = model.sigmas
    device = torch.device("cpu") if own is None else own.device
    planned = plan(None if own is None else own.cpu().numpy(), settings, noise)
    draws = PictureNoise(settings.seed, settings.count, model.shape)
    match settings:
        case AnnealedLangevin():
            if settings.start == "normal":
                x = float(planned.sigmas[0]) * draws.normal(device)
            else:
                x = draws.uniform(model.low, model.high, device)
            return annealed_langevin(
                model, x, planned.sigmas, planned.alphas, settings.steps_per_level, draws, settings.denoise
            )
