"""The reverse stochastic differential equation (Song et al. 2021).

These two walk in the process's own space, ``y = s x``, whose score is ``s(x)/s``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from ncsn_engine.config import EulerMaruyama, PredictorCorrector
from ncsn_engine.samplers.plan import Plan, draws
from ncsn_engine.samplers.step import Step, finish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.score import Denoiser
    from ncsn_engine.seeds import PictureNoise

__all__ = ["euler_maruyama", "predictor_corrector"]


@draws(PredictorCorrector)
@torch.no_grad()
def predictor_corrector(
    model: Denoiser, x: torch.Tensor, plan: Plan, settings: PredictorCorrector, noise: PictureNoise
) -> Iterator[Step]:
    """Predictor-corrector sampling (Song et al. 2021, algorithms 1 to 5).

    At each time M Langevin steps of the size ``2 A² (snr ‖z‖/‖score‖)²`` (algorithms 4 and 5), then the
    predictor to the next time. The lengths are taken at their expected values, ‖z‖ = √D and ‖score‖ =
    √D/(s σ), where the official code takes a mean over the batch: so a picture does not depend on its
    neighbours, and a chance zero of the score in few dimensions does not throw it away. With i+1 the
    next time, the forward step is ``y_i = A y_{i+1} + G z``, A = s_i/s_{i+1}, G² = s_i² (σ_i² - σ_{i+1}²):

    - reverse diffusion (eq. 46): ``y ← (2 - A) y + G² score + G z``
    - ancestral (eq. 47; for VP eq. 4 with the posterior's variance): the posterior's mean and variance
    """
    sigmas, total = plan.sigmas.tolist(), plan.steps
    scales = plan.process.scale(torch.from_numpy(plan.sigmas)).tolist()
    index, last = 0, len(sigmas) - 1
    for level, (sigma, scale) in enumerate(zip(sigmas, scales, strict=True)):
        smaller, scale_after = sigmas[min(level + 1, last)], scales[min(level + 1, last)]
        kept = scale / scale_after  # A
        for _ in range(settings.corrector_steps):
            denoised = model.denoise(x, sigma)
            score = (denoised - x) / (sigma**2 * scale)
            size = 2 * (kept * settings.snr * scale * sigma) ** 2
            step = Step.at(index, total, level, sigma, size / scale**2, x, denoised, math.sqrt(2 * size) / scale)
            yield step
            x = x + (size * score + math.sqrt(2 * size) * noise.normal(x.device)) / scale
            index += 1
        if level == last or settings.predictor == "none":
            continue
        denoised = model.denoise(x, sigma)
        share = (smaller / sigma) ** 2  # of the noise that stays
        forward = scale * math.sqrt(sigma**2 - smaller**2)  # G
        ancestral = settings.predictor == "ancestral"
        added = smaller * math.sqrt(1 - share) if ancestral else forward / scale_after
        step = Step.at(index, total, level, sigma, sigma**2 - smaller**2, x, denoised, added)
        yield step
        z = noise.normal(x.device)
        if ancestral:
            x = share * x + (1 - share) * denoised + added * z
        else:
            score = (denoised - x) / (sigma**2 * scale)
            x = ((2 - kept) * scale * x + forward**2 * score + forward * z) / scale_after
        index += 1
    yield from finish(model, x, sigma, last, total, None if settings.denoise else step)


@draws(EulerMaruyama)
@torch.no_grad()
def euler_maruyama(
    model: Denoiser, x: torch.Tensor, plan: Plan, settings: EulerMaruyama, noise: PictureNoise
) -> Iterator[Step]:
    """Solve the reverse SDE by Euler and Maruyama (Song et al. 2021, eq. 6).

    ``dy = [f y - g² score] dt + g dw`` from t = 1 down, in equal steps of t.
    """
    sigmas, total, process = plan.sigmas.tolist(), plan.steps, plan.process
    levels = torch.from_numpy(plan.sigmas)
    scales, times = process.scale(levels).tolist(), process.time(levels)
    drift, diffusion = process.drift(times).tolist(), process.diffusion(times).tolist()
    strides = (times[:-1] - times[1:]).tolist()
    for level, sigma in enumerate(sigmas[:-1]):
        scale, g, dt = scales[level], diffusion[level], strides[level]
        denoised = model.denoise(x, sigma)
        added = g * math.sqrt(dt)
        step = Step.at(level, total, level, sigma, (g / scale) ** 2 * dt, x, denoised, added / scales[level + 1])
        yield step
        y, score = scale * x, (denoised - x) / (sigma**2 * scale)
        y = y - (drift[level] * y - g**2 * score) * dt + added * noise.normal(x.device)
        x = y / scales[level + 1]
    yield from finish(model, x, sigmas[-1], len(sigmas) - 1, total, None if settings.denoise else step)
