"""From a model and settings to a stream of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from ncsn_engine.config import AnnealedLangevin, DormandPrince, InputError, InTime, OnGrid
from ncsn_engine.devices import finest
from ncsn_engine.samplers.plan import find, plan
from ncsn_engine.score import Guided, ScoreModel
from ncsn_engine.seeds import PictureNoise, seed_for
from ncsn_engine.threads import share_cores

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ncsn_engine.config import Branch, NoiseConfig, SamplingConfig
    from ncsn_engine.samplers.step import Step
    from ncsn_engine.score import Denoiser

__all__ = ["carry_on", "sample", "sample_branched", "sample_with"]


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
        The sampler; by default the one of the model's run, or else annealed Langevin.
    count, seed
        Instead of those in the settings.
    noise
        A ladder or process to sample on; by default the model's own.

    Raises
    ------
    InputError
        If the settings do not fit the model, for example a step size that is not stable, or a class
        asked of a model that knows none. Later, if the sampling leaves the finite numbers.
    """
    settings = settings or (model.config.sampling if isinstance(model, ScoreModel) else AnnealedLangevin())
    told = {"count": count, "seed": seed}
    settings = settings.replace(**{k: v for k, v in told.items() if v is not None})
    return sample_with(model, settings, PictureNoise(settings.seed, settings.count, model.shape), noise)


def carry_on(
    model: Denoiser, settings: SamplingConfig, x: torch.Tensor, sigma: float, noise: NoiseConfig | None = None
) -> Iterator[Step]:
    """Go on from a state of another sampling, with other settings: a branch of its film.

    Parameters
    ----------
    x
        The state, ``x_0 + σ n``, (N, ...): the `x` of a :class:`Step`. `count` of the settings is not looked at.
    sigma
        σ of that step. The new sampling walks the noise levels below it.
    noise
        A ladder or process to sample on; by default the model's own.

    Raises
    ------
    InputError
        As :func:`sample`; also if x does not have the model's shape.
    """
    if tuple(x.shape[1:]) != tuple(model.shape) or not torch.isfinite(x).all():
        raise InputError(
            "x: is of shape {shape}; this model carries on finite states (N, {shape_2}).",
            shape=tuple(x.shape),
            shape_2=model.shape,
        )
    noises = PictureNoise(seed_for(settings.seed, "branch"), len(x), tuple(model.shape))
    return sample_with(model, settings, noises, noise, start=(x, sigma))


def sample_branched(
    model: Denoiser, settings: SamplingConfig, branches: Sequence[Branch] = (), noise: NoiseConfig | None = None
) -> Iterator[Step]:
    """Draw pictures as a chain of branches did, yielding the steps of the last one; without any, as :func:`sample`.

    A branch begins from what the film holds of a step: x in half precision.

    Raises
    ------
    InputError
        As :func:`sample` and :func:`carry_on`; also if a branch leaves a sampling at a step that it does not have.
    """
    steps = sample(model, settings, noise=noise)
    for branch in branches:
        step = next((step for step in steps if step.index == branch.at), None)
        if step is None or step.index == step.total:
            raise InputError(
                "branch at step {at}: the sampling before it has no such step to go on from.", at=branch.at
            )
        limits = torch.finfo(torch.float16)
        recorded = step.x.clip(limits.min, limits.max).half().float()
        steps = carry_on(model, branch.sampling, recorded, step.sigma, noise)
    return steps


def sample_with(
    model: Denoiser,
    settings: SamplingConfig,
    noises: PictureNoise,
    noise: NoiseConfig | None = None,
    start: tuple[torch.Tensor, float] | None = None,
) -> Iterator[Step]:
    """Sample as :func:`sample` does, from noise that is given, or from a state and its σ."""
    asked = _of_class(model, settings)
    planned = plan(asked, settings, noise, below=start[1] if start else None)
    device = torch.device("cpu") if model.sigmas is None else model.sigmas.device
    if start is not None:
        x = start[0].to(device).float()
    elif getattr(settings, "start", "normal") == "normal":
        x = planned.start * noises.normal(device)
    else:
        x = noises.uniform(model.low, model.high, device)
    if isinstance(settings, OnGrid | InTime | DormandPrince):
        x = x.to(finest(device))  # many small steps add up (Karras et al. 2022)
    return _watched(find(settings)(asked, x, planned, settings, noises))


def _of_class(model: Denoiser, settings: SamplingConfig) -> Denoiser:
    """Return the model as it answers for the class that is asked for."""
    if settings.label is None:
        if settings.guidance != 1:
            raise InputError(
                "sampling.guidance = {guidance:g}: needs a class; set sampling.label too.", guidance=settings.guidance
            )
        return model
    classes = model.classes if isinstance(model, ScoreModel) else 0
    if settings.label >= classes or not isinstance(model, ScoreModel):
        known = f"0 to {classes - 1}" if classes else "none: it was trained without network.labels"
        raise InputError(
            "sampling.label = {label}: the model knows the classes {known}; leave it out.",
            label=settings.label,
            known=known,
        )
    return Guided(model, settings.label, settings.guidance)


def _watched(steps: Iterator[Step]) -> Iterator[Step]:
    """Stop when a sampling has left the finite numbers: what follows would be noise about nothing."""
    for step in steps:
        share_cores()
        if step.index < step.total and not torch.isfinite(step.temperature).all():
            raise InputError(
                "the sampling left the finite numbers at step {index} of {total} (σ {sigma:.3g}): "
                "the step size or the guidance is too large, or the model's weights are damaged.",
                index=step.index,
                total=step.total,
                sigma=step.sigma,
            )
        yield step
