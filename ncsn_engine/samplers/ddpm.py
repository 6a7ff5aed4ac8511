"""DDPM's ancestral sampling and DDIM, in steps from any noise level to the next.

Written for ``x = x_0 + σ n``, which a process that shrinks the picture reaches by dividing by its scale s;
with s² = 1/(1 + σ²) = ᾱ these are the papers' formulas.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import torch

from ncsn_engine.config import DDIM, Ancestral
from ncsn_engine.samplers.plan import Plan, draws
from ncsn_engine.samplers.step import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.score import Denoiser
    from ncsn_engine.seeds import PictureNoise

__all__ = ["ancestral", "ddim"]


@draws(Ancestral)
@torch.no_grad()
def ancestral(model: Denoiser, x: torch.Tensor, plan: Plan, settings: Ancestral, noise: PictureNoise) -> Iterator[Step]:
    """DDPM's ancestral sampling (Ho et al. 2020, algorithm 2, eq. 6 and 7).

    ``x' = σ'²/σ² x + (1 - σ'²/σ²) D + √v z``, v the posterior's variance σ'²(σ² - σ'²)/σ² (small) or the
    forward step's own (large).
    """
    total = plan.steps
    scales = plan.process.scale(torch.from_numpy(plan.sigmas)).tolist()
    sigmas = plan.sigmas.tolist()
    for level, (sigma, smaller) in enumerate(itertools.pairwise([*sigmas, 0.0])):
        denoised = model.denoise(x, sigma)
        share = (smaller / sigma) ** 2
        added = smaller * math.sqrt(1 - share)
        if smaller and settings.variance == "large":
            added = scales[level] / scales[level + 1] * math.sqrt(sigma**2 - smaller**2)
        step = Step.at(level, total, level, sigma, sigma**2 - smaller**2, x, denoised, added)
        yield step
        x = share * x + (1 - share) * denoised
        if smaller:
            x = x + added * noise.normal(x.device)
    yield step.result(x)


@draws(DDIM)
@torch.no_grad()
def ddim(model: Denoiser, x: torch.Tensor, plan: Plan, settings: DDIM, noise: PictureNoise) -> Iterator[Step]:
    """Denoising diffusion implicit models (Song, Meng & Ermon 2021, eq. 12 and 16).

    ``x' = D + √(σ'² - c²) (x - D)/σ + c z`` with ``c = η σ'/σ √(σ² - σ'²)``: η = 0 is Euler's step of the
    probability-flow ODE, η = 1 DDPM's.
    """
    total = plan.steps
    for level, (sigma, smaller) in enumerate(itertools.pairwise([*plan.sigmas.tolist(), 0.0])):
        denoised = model.denoise(x, sigma)
        fresh = settings.eta * smaller / sigma * math.sqrt(sigma**2 - smaller**2)
        kept = math.sqrt(smaller**2 - fresh**2)
        step = Step.at(level, total, level, sigma, sigma * (sigma - kept), x, denoised, fresh)
        yield step
        x = denoised + kept * (x - denoised) / sigma
        if fresh:
            x = x + fresh * noise.normal(x.device)
    yield step.result(x)
