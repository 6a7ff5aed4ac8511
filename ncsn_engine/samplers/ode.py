"""The probability-flow ODE, ``dx/dσ = (x - D(x; σ))/σ`` (Karras et al. 2022, eq. 1 with σ(t) = t, s = 1)."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import torch

from ncsn_engine.adaptive import solve
from ncsn_engine.config import DormandPrince, DPMSolver, Euler, Heun
from ncsn_engine.samplers.plan import Plan, draws
from ncsn_engine.samplers.step import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.adaptive import State
    from ncsn_engine.score import Denoiser
    from ncsn_engine.seeds import PictureNoise

__all__ = ["dormand_prince", "dpm_solver", "euler", "heun"]


@draws(Euler)
@torch.no_grad()
def euler(model: Denoiser, x: torch.Tensor, plan: Plan, settings: Euler, noise: PictureNoise) -> Iterator[Step]:
    """Euler's steps, ``x ← x + (σ' - σ) (x - D)/σ`` (Song et al. 2021, eq. 13): error of first order."""
    total = plan.steps
    for level, (sigma, smaller) in enumerate(itertools.pairwise([*plan.sigmas.tolist(), 0.0])):
        denoised = model.denoise(x, sigma)
        step = Step.at(level, total, level, sigma, sigma * (sigma - smaller), x, denoised)
        yield step
        x = x + (smaller - sigma) * (x - denoised) / sigma
    yield step.result(x)


@draws(Heun)
@torch.no_grad()
def heun(model: Denoiser, x: torch.Tensor, plan: Plan, settings: Heun, noise: PictureNoise) -> Iterator[Step]:
    """Heun's steps with churn (Karras et al. 2022, algorithm 2; without churn algorithm 1): second order.

    Each step but the last looks twice: the slope at the end of Euler's step is averaged with the one at
    its beginning.
    """
    sigmas = plan.sigmas.tolist()
    churn = min(settings.s_churn / len(sigmas), math.sqrt(2) - 1)
    for level, (sigma, smaller) in enumerate(itertools.pairwise([*sigmas, 0.0])):
        fresh = 0.0
        if churn and settings.s_min <= sigma <= settings.s_max:
            raised = sigma * (1 + churn)
            fresh = settings.s_noise * math.sqrt(raised**2 - sigma**2)
            x, sigma = x + fresh * noise.normal(x.device), raised
        denoised = model.denoise(x, sigma)
        step = Step.at(level, len(sigmas), level, sigma, sigma * (sigma - smaller), x, denoised, fresh)
        yield step
        slope = (x - denoised) / sigma
        ahead = x + (smaller - sigma) * slope
        if smaller:
            slope_ahead = (ahead - model.denoise(ahead, smaller)) / smaller
            ahead = x + (smaller - sigma) * (slope + slope_ahead) / 2
        x = ahead
    yield step.result(x)


@draws(DPMSolver)
@torch.no_grad()
def dpm_solver(
    model: Denoiser, x: torch.Tensor, plan: Plan, settings: DPMSolver, noise: PictureNoise
) -> Iterator[Step]:
    """DPM-Solver++ (2M) (Lu et al. 2022b, algorithm 2, with λ = -ln σ): second order, one look a step.

    Solves the linear part exactly, ``x ← σ'/σ x + (1 - σ'/σ) D'``, with D' extrapolated to the middle of
    the step from this and the last estimate.
    """
    total = plan.steps
    before, stride_before = x, 0.0
    for level, (sigma, smaller) in enumerate(itertools.pairwise([*plan.sigmas.tolist(), 0.0])):
        denoised = model.denoise(x, sigma)
        step = Step.at(level, total, level, sigma, sigma * (sigma - smaller), x, denoised)
        yield step
        aim = denoised
        if smaller:  # the last step, to 0, is of first order
            stride = math.log(sigma / smaller)
            if level:
                aim = denoised + stride / (2 * stride_before) * (denoised - before)
            before, stride_before = denoised, stride
        x = smaller / sigma * x + (1 - smaller / sigma) * aim
    yield step.result(x)


@draws(DormandPrince)
@torch.no_grad()
def dormand_prince(
    model: Denoiser, x: torch.Tensor, plan: Plan, settings: DormandPrince, noise: PictureNoise
) -> Iterator[Step]:
    """Adaptive steps of fifth order (Dormand & Prince 1980), in ln σ: ``dx/d ln σ = x - D``.

    Each picture has steps of its own, as many as it needs.
    """
    first, last = math.log(plan.sigmas[0]), math.log(plan.sigmas[-1])
    logs = np.linspace(first, last, settings.frames if last < first else 1).tolist()  # a branch may begin at the end
    stride = torch.full((len(x),), (last - first) / max(1, len(logs) - 1), dtype=x.dtype, device=x.device)
    tolerance = settings.rtol, settings.atol

    def slope(log_sigma: torch.Tensor, state: State, _: torch.Tensor) -> State:
        return (state[0] - model.denoise(state[0], log_sigma.exp()),)

    for level, log_sigma in enumerate(logs):
        sigma = math.exp(log_sigma)
        denoised = model.denoise(x, sigma)
        step = Step.at(level, len(logs), level, sigma, sigma**2, x, denoised)
        yield step
        if level < len(logs) - 1:  # one interval a frame, so that each is seen as it comes
            ends = log_sigma, logs[level + 1]
            (x,), stride = solve(slope, (x,), ends, tolerance, stride, (x - denoised,))
    yield step.result(denoised)
