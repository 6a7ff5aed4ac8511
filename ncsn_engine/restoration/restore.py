"""Drawing answers to what is given: split Gibbs sampling, and editing by SDEdit."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import torch

from ncsn_engine.config import EditConfig, InputError
from ncsn_engine.noise import geometric
from ncsn_engine.restoration.operators import moved
from ncsn_engine.restoration.tasks import operator
from ncsn_engine.samplers.step import Step, finish
from ncsn_engine.score import ScoreModel
from ncsn_engine.seeds import PictureNoise, seed_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.config import Restoration, RestorationConfig
    from ncsn_engine.restoration.operators import Operator
    from ncsn_engine.score import Denoiser

__all__ = ["consistency", "restore"]

_EXACT = 1e-3  # σ_y of noiseless data, in units of the data's own spread: what is known stays known


@torch.no_grad()
def restore(
    model: Denoiser, y: torch.Tensor, settings: RestorationConfig, task: Operator | None = None
) -> Iterator[Step]:
    """Draw answers to what is given, yielding every step; the last one holds them, (count, C, H, W).

    Parameters
    ----------
    model
        The prior: a :class:`~ncsn_engine.score.ScoreModel`, or an exact density.
    y
        What is given, one of it: A x, under noise of σ_y; for editing the drawing itself.
    task
        A; by default the one of the settings.

    Raises
    ------
    InputError
        If y does not have the shape of what A gives.
    """
    if model.sigmas is None:
        raise InputError("restoration: this model has no ladder of its own; use a trained model.")
    if isinstance(model, ScoreModel) and model.only_levels:
        raise InputError(
            "restoration: asks for σ between the levels, but this network (NCSN's) knows its levels only; "
            "use a model whose network is told σ."
        )
    device = model.sigmas.device
    task, y = moved(task or operator(settings, model.shape), device), y.to(device)
    expected = tuple(task.forward(torch.zeros(1, *model.shape, device=device)).shape[1:])
    if tuple(y.shape) != expected:
        raise InputError(
            "restoration: what is given has shape {shape}, this task expects {expected}.",
            shape=tuple(y.shape),
            expected=expected,
        )
    if not torch.isfinite(y).all():
        raise InputError("restoration: what is given holds numbers that are not finite.")
    noise = PictureNoise(settings.seed, settings.count, model.shape)
    ends = float(model.sigmas[0]), float(model.sigmas[-1])
    if isinstance(settings, EditConfig):
        return _edit(model, y, settings, noise, ends)
    return _gibbs(model, y, settings, task, noise, ends)


def _edit(
    model: Denoiser, y: torch.Tensor, settings: EditConfig, noise: PictureNoise, ends: tuple[float, float]
) -> Iterator[Step]:
    """Noise the drawing to a middle level, then denoise (Meng et al. 2022, SDEdit, algorithm 1)."""
    start = min(settings.strength, ends[0])
    x, total = y + start * noise.normal(y.device), settings.rounds * settings.steps + 1
    for step, x in _denoise(model, x, start, ends[1], total - 1, noise, total, 0):  # noqa: B007, B020 - the last counts
        yield step
    yield from finish(model, x, ends[1], step.level, total, None)


def _gibbs(
    model: Denoiser,
    y: torch.Tensor,
    settings: Restoration,
    task: Operator,
    noise: PictureNoise,
    ends: tuple[float, float],
) -> Iterator[Step]:
    largest, smallest = (
        min(ends[0], model.high - model.low),
        ends[1],
    )  # further apart x and z know nothing of each other
    sigma_y = max(settings.sigma_y, _EXACT)
    total = settings.rounds * settings.steps + 1
    of_data = PictureNoise(seed_for(settings.seed, "data"), settings.count, tuple(y.shape))
    x = largest * noise.normal(y.device)
    for index, rho in enumerate(geometric(largest, 2 * smallest, settings.rounds).tolist()):
        # x stands at the smallest noise σ_L, z at ρ. z | x, y is normal with precision AᵀA/σ_y² + 1/(ρ² - σ_L²):
        # noise on both sides of its mean makes it a sample.
        added = math.sqrt(rho**2 - smallest**2)
        share = (sigma_y / added) ** 2
        given = task.adjoint(y + sigma_y * of_data.normal(y.device))
        z = task.solve(given + share * (x + added * noise.normal(y.device)), share)
        for step, x in _denoise(model, z, rho, smallest, settings.steps, noise, total, index):  # noqa: B007
            yield step
    *middle, last = finish(model, x, smallest, step.level, total, None)
    yield from middle
    x = last.x
    if not settings.sigma_y:  # what is known without noise comes out as it went in
        x = x + task.solve(task.adjoint(y - task.forward(x)), _EXACT**2)
    yield last.result(x)


def _denoise(
    model: Denoiser,
    x: torch.Tensor,
    first: float,
    last: float,
    steps: int,
    noise: PictureNoise,
    total: int,
    level: int,
) -> Iterator[tuple[Step, torch.Tensor]]:
    """Draw from p(x at σ = last | x at σ = first): the reverse SDE by second-order steps (Lu et al. 2022b, eq. 18).

    Yields each step with what follows it.
    """
    sigmas = geometric(first, last, steps + 1).tolist()
    before, stride = x, math.log(sigmas[0] / sigmas[1])
    for index, (sigma, smaller) in enumerate(itertools.pairwise(sigmas)):
        denoised = model.denoise(x, sigma)
        step = Step.at(level * steps + index, total, level, sigma, sigma**2 - smaller**2, x, denoised)
        # Equal strides in ln σ: half a stride ahead is half the last change ahead.
        aim = denoised + (denoised - before) / 2 if index else denoised
        before, share = denoised, math.exp(-2 * stride)
        x = share * x + (1 - share) * aim + smaller * math.sqrt(1 - share) * noise.normal(x.device)
        yield step, x


def consistency(task: Operator, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Return the root mean square of A x - y of each answer, (N,), in units of x: how well it fits what is given.

    Wherever these are, it is computed where the answers are.
    """
    task, y = moved(task, x.device), y.to(x.device)
    return (task.forward(x) - y).flatten(1).square().mean(1).sqrt()
