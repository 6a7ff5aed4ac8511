"""σ in training: which noise level each picture of a batch gets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import torch

from ncsn_engine.config import KarrasLadder
from ncsn_engine.noise.ladders import nearest_level
from ncsn_engine.noise.processes import preserving

if TYPE_CHECKING:
    from ncsn_engine.config import NoiseConfig, SubVPProcess, VPProcess

__all__ = ["log_density", "training_sigma"]


def training_sigma(settings: NoiseConfig, sigmas: torch.Tensor, count: int, generator: torch.Generator) -> torch.Tensor:
    """Draw the noise level of each picture in a training batch, shape (count,).

    Parameters
    ----------
    settings
        Its ``training_sigma`` says how: ``levels``, ``log-uniform``, ``uniform``, ``log-normal``
        (Karras et al. 2022, table 1) or ``time`` (Song et al. 2021, eq. 7).
    sigmas
        The ladder, descending, shape (L,), on the device of `generator`.
    """
    if isinstance(settings, KarrasLadder) and settings.training_sigma == "log-normal":
        z = torch.randn(count, generator=generator, device=sigmas.device)
        return torch.exp(settings.log_mean + settings.log_std * z)
    u = torch.rand(count, generator=generator, device=sigmas.device)
    largest, smallest = sigmas[0], sigmas[-1]
    match settings.training_sigma:
        case "levels":
            return sigmas[(u * len(sigmas)).long().clamp_(max=len(sigmas) - 1)]
        case "log-uniform":
            return smallest * torch.exp(u * torch.log(largest / smallest))
        case "uniform":
            return smallest + u * (largest - smallest)
    made = preserving(cast("VPProcess | SubVPProcess", settings))
    return made.sigma(made.t_min + u * (made.t_max - made.t_min))


def log_density(settings: NoiseConfig, sigmas: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
    """Return q(ln σ), how densely :func:`training_sigma` draws ratios of σ; shape of `sigma`, 1/ln σ.

    On levels, each level's share spread over its room between the neighbours.
    """
    span = torch.log(sigmas[0] / sigmas[-1])
    match settings.training_sigma:
        case "levels":
            logs = sigmas.log()
            room = -torch.gradient(logs)[0]
            return 1 / (len(sigmas) * room[nearest_level(sigma, sigmas)])
        case "log-uniform":
            return torch.ones_like(sigma) / span
        case "uniform":
            return sigma / (sigmas[0] - sigmas[-1])
        case "log-normal" if isinstance(settings, KarrasLadder):
            away = (sigma.log() - settings.log_mean) / settings.log_std
            return torch.exp(-0.5 * away**2) / (settings.log_std * math.sqrt(2 * math.pi))
    made = preserving(settings)
    t = made.time(sigma)
    growth = 0.5 * (made.diffusion(t) / (made.scale(sigma) * sigma)) ** 2  # d ln σ/dt
    return 1 / (growth * (made.t_max - made.t_min))
