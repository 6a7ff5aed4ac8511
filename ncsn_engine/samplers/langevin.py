"""Langevin dynamics: at one noise level, down a ladder, and down a ladder with exact noise."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from ncsn_engine.config import AnnealedLangevin, ConsistentAnnealed, Langevin
from ncsn_engine.samplers.plan import Plan, draws
from ncsn_engine.samplers.step import Step, finish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.score import Denoiser
    from ncsn_engine.seeds import PictureNoise

__all__ = ["annealed_langevin", "consistent_annealed", "langevin"]


@draws(AnnealedLangevin)
@torch.no_grad()
def annealed_langevin(
    model: Denoiser, x: torch.Tensor, plan: Plan, settings: AnnealedLangevin, noise: PictureNoise
) -> Iterator[Step]:
    """Annealed Langevin dynamics (Song & Ermon 2019, algorithm 1; 2020, algorithm 3).

    ``x ← x + α_i s(x, σ_i) + √(2α_i) z``, T times at each level, from large σ to small; at last, if
    asked, ``x ← x + σ_L² s(x, σ_L)``, which is the model's last estimate.
    """
    total = plan.steps
    index = 0
    for level, (sigma, alpha) in enumerate(zip(plan.sigmas.tolist(), plan.alphas.tolist(), strict=True)):
        for _ in range(settings.steps_per_level):
            denoised = model.denoise(x, sigma)
            step = Step.at(index, total, level, sigma, alpha, x, denoised, math.sqrt(2 * alpha))
            yield step
            score = (denoised - x) / sigma**2
            x = x + alpha * score + math.sqrt(2 * alpha) * noise.normal(x.device)
            index += 1
    yield from finish(model, x, sigma, level, total, None if settings.denoise else step)


@draws(Langevin)
@torch.no_grad()
def langevin(model: Denoiser, x: torch.Tensor, plan: Plan, settings: Langevin, noise: PictureNoise) -> Iterator[Step]:
    """Plain Langevin dynamics at one noise level (Song & Ermon 2019, eq. 4), ``x ← x + ε s(x, σ) + √(2ε) z``.

    Between far modes it mixes so slowly that their weights come out wrong (ibid., section 3.2.2).
    """
    total, sigma, alpha = plan.steps, float(plan.sigmas[0]), plan.epsilon
    for index in range(settings.n_steps):
        denoised = model.denoise(x, sigma)
        step = Step.at(index, total, 0, sigma, alpha, x, denoised, math.sqrt(2 * alpha))
        yield step
        x = x + alpha * (denoised - x) / sigma**2 + math.sqrt(2 * alpha) * noise.normal(x.device)
    yield from finish(model, x, sigma, 0, total, None if settings.denoise else step)


@draws(ConsistentAnnealed)
@torch.no_grad()
def consistent_annealed(
    model: Denoiser, x: torch.Tensor, plan: Plan, settings: ConsistentAnnealed, noise: PictureNoise
) -> Iterator[Step]:
    """Consistent annealed sampling (Jolicoeur-Martineau et al. 2020, algorithm 2).

    ``x ← x + η σ_i² s(x, σ_i) + β_i σ_{i+1} z`` with η = ε/σ_L² and β chosen so that the noise left,
    (1-η) σ_i, and the noise added make exactly σ_{i+1}. The last step stays at σ_L, or removes all noise.
    """
    sigmas, total = plan.sigmas.tolist(), plan.steps
    eta = plan.epsilon / sigmas[-1] ** 2
    for level, sigma in enumerate(sigmas):
        denoised = model.denoise(x, sigma)
        smaller = sigmas[min(level + 1, len(sigmas) - 1)]
        added = math.sqrt(max(0.0, smaller**2 - (1 - eta) ** 2 * sigma**2))
        step = Step.at(level, total, level, sigma, eta * sigma**2, x, denoised, added)
        yield step
        x = x + eta * (denoised - x) + added * noise.normal(x.device)
    yield from finish(model, x, sigma, level, total, None if settings.denoise else step)
