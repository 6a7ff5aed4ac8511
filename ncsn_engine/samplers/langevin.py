"""Langevin dynamics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from ncsn_engine.samplers.step import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from ncsn_engine.score import Denoiser
    from ncsn_engine.seeds import PictureNoise

__all__ = ["annealed_langevin"]


@torch.no_grad()
def annealed_langevin(
    model: Denoiser,
    x: torch.Tensor,
    sigmas: np.ndarray,
    alphas: np.ndarray,
    steps_per_level: int,
    noise: PictureNoise,
    denoise: bool = True,
) -> Iterator[Step]:
    """Annealed Langevin dynamics (Song & Ermon 2019, algorithm 1; 2020, algorithm 3).

    ``x ← x + α_i s(x, σ_i) + √(2α_i) z``, T times at each level, from large σ to small; at last, if
    asked, ``x ← x + σ_L² s(x, σ_L)``, which is the model's last estimate.

    Parameters
    ----------
    x
        Where to start, (N, ...).
    sigmas, alphas
        Noise levels, descending, and the step size at each, (L,).
    steps_per_level
        T.
    noise
        Gives z, a stream for each picture.
    """
    total = len(sigmas) * steps_per_level + int(denoise)
    levels = enumerate(zip(sigmas.tolist(), alphas.tolist(), strict=True))
    schedule = [(level, sigma, alpha) for level, (sigma, alpha) in levels for _ in range(steps_per_level)]
    for index, (level, sigma, alpha) in enumerate(schedule):
        denoised = model.denoise(x, torch.full((len(x),), sigma, device=x.device))
        step = Step.at(index, total, level, sigma, alpha, x, denoised)
        yield step
        score = (denoised - x) / sigma**2
        x = x + alpha * score + (2 * alpha) ** 0.5 * noise.normal(x.device)
    if denoise:
        denoised = model.denoise(x, torch.full((len(x),), sigma, device=x.device))
        step = Step.at(index + 1, total, level, sigma, sigma**2, x, denoised)
        yield step
        x = denoised
    yield step.result(x)
