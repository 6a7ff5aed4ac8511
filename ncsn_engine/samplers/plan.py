"""What a sampling will do, known before it starts: its noise levels, its step sizes, its cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from ncsn_engine.config import (
    AnnealedLangevin,
    ConsistentAnnealed,
    DormandPrince,
    GeometricLadder,
    InputError,
    InTime,
    Langevin,
    OnGrid,
    OnLadder,
)
from ncsn_engine.design import best_epsilon
from ncsn_engine.noise import geometric, karras, ladder, process, ratio, step_sizes
from ncsn_engine.registry import Registry
from ncsn_engine.samplers.stability import stable_below
from ncsn_engine.samplers.step import Step
from ncsn_engine.score import Guided, ScoreModel

if TYPE_CHECKING:
    from ncsn_engine.config import NoiseConfig, SamplingConfig
    from ncsn_engine.noise import Process
    from ncsn_engine.score import Denoiser

__all__ = ["Plan", "UnstableError", "draws", "find", "plan"]

_samplers = Registry[Callable[..., Iterator[Step]]]("ncsn_engine.samplers")
draws, find = _samplers.serves, _samplers.find


class UnstableError(InputError):
    """ε is beyond its stable range; who says `allow_unstable` may see what happens."""


@dataclass(frozen=True)
class Plan:
    """What a sampling will do.

    Attributes
    ----------
    sigmas
        The noise levels it walks down, descending, (L,).
    start
        σ of the normal noise it begins with.
    process
        The model's process: which σ and scale belong to which time.
    alphas
        Langevin step size at each level, (L,); empty for other samplers.
    epsilon
        Base step size ε, chosen by the rule if the settings leave it open; 0 for other samplers.
    steps
        Network evaluations that the sampler itself asks for; 0 where they can't be known before.
    evaluations
        Network evaluations a picture (NFE): `steps`, or twice as many under guidance.
    stable
        Below which ε is stable, in units of x²; 0 for other samplers.
    """

    sigmas: np.ndarray
    start: float
    process: Process
    alphas: np.ndarray
    epsilon: float
    steps: int
    evaluations: int = 0
    stable: float = 0.0


def plan(
    model: Denoiser, settings: SamplingConfig, noise: NoiseConfig | None = None, below: float | None = None
) -> Plan:
    """Work out noise levels, steps and cost of a sampling.

    Parameters
    ----------
    model
        Whose ladder and process are used, unless others are given.
    noise
        Another ladder or process to sample on; an exact density needs one.
    below
        σ at which a state stands that is to be carried on: only noise levels up to it are walked.

    Raises
    ------
    InputError
        If there is no ladder, or the sampler does not fit the model.
    UnstableError
        If ε is beyond its stable range, and the settings do not allow that.
    """
    own = model.model if isinstance(model, Guided) else model
    if noise is not None:
        sigmas = ladder(noise)
    elif model.sigmas is not None:
        sigmas = model.sigmas.cpu().numpy().astype(np.float64)
    else:
        raise InputError("noise: this model has no ladder of its own; give one, for example a GeometricLadder.")
    as_trained = own.process if noise is None and isinstance(own, ScoreModel) else None
    made = as_trained or process(noise or GeometricLadder(), sigmas)
    if isinstance(own, ScoreModel) and own.only_levels:
        _stay_on_levels(settings, len(own.sigmas), noise)
    trained_ratio, largest = ratio(sigmas), float(sigmas[0])
    sigmas = _grid(settings, sigmas, made)
    if below is not None and not isinstance(settings, Langevin):
        sigmas = _rest(settings, sigmas, made, below)
    epsilon, stable, alphas = 0.0, 0.0, np.empty(0)
    if isinstance(settings, OnLadder | Langevin):
        epsilon, stable = _epsilon(model, settings, sigmas, largest, trained_ratio)
        alphas = step_sizes(sigmas, epsilon, getattr(settings, "step_rule", "annealed"))
    steps = settings.evaluations(len(sigmas))
    if steps == 0 and not isinstance(settings, DormandPrince):
        raise InputError(
            "sampling.predictor = 'none': without corrector steps and final denoising nothing is done; "
            "choose a predictor, or raise sampling.corrector_steps."
        )
    twice = isinstance(model, Guided) and model.guidance != 1
    start = largest if isinstance(settings, Langevin) else float(sigmas[0])
    return Plan(sigmas, start, made, alphas, epsilon, steps, steps * (2 if twice else 1), stable)


def _stay_on_levels(settings: Any, n_levels: int, noise: NoiseConfig | None) -> None:
    """Refuse samplers that ask for σ between levels of a network that knows its levels only."""
    free = (
        (isinstance(settings, AnnealedLangevin) and settings.n_levels is None)
        or (isinstance(settings, Langevin) and settings.sigma is None)
        or (isinstance(settings, OnGrid) and settings.spacing == "levels" and not getattr(settings, "s_churn", 0.0))
    )
    if noise is not None or not free:
        raise InputError(
            "sampling.kind = {kind!r}: asks for σ between the levels, but this network knows its "
            "{n_levels} levels only; use annealed Langevin as trained, or a sampler with spacing 'levels'.",
            kind=settings.kind,
            n_levels=n_levels,
        )


def _grid(settings: Any, sigmas: np.ndarray, made: Process) -> np.ndarray:
    """Return the noise levels that a sampler walks down, (L,)."""
    largest, smallest = float(sigmas[0]), float(sigmas[-1])
    match settings:
        case Langevin():
            return np.array([settings.sigma or smallest])
        case ConsistentAnnealed():  # its T steps a level are that many levels more (its paper, appendix)
            return geometric(largest, smallest, (settings.n_levels or len(sigmas)) * settings.steps_per_level)
        case OnLadder():
            return sigmas if settings.n_levels is None else geometric(largest, smallest, settings.n_levels)
        case InTime():
            return _sigma_at(made, made.t_max, made.t_min, settings.n_steps)
        case OnGrid():
            return _walk(settings, sigmas, made)
    return np.array([largest, smallest])


def _rest(settings: Any, sigmas: np.ndarray, made: Process, below: float) -> np.ndarray:
    """Return the levels that are left from σ = `below` on, which comes first itself."""
    left = sigmas[sigmas < below * (1 - 1e-6)]
    if not len(left):
        left = sigmas[-1:]
    if isinstance(settings, InTime):  # equal steps of time again
        ends = made.time(torch.tensor([max(below, float(left[-1])), float(sigmas[-1])], dtype=torch.float64)).tolist()
        return _sigma_at(made, ends[0], ends[1], max(2, len(left)))
    rest: np.ndarray = np.concatenate([[below], left]) if below > left[0] else left
    return rest


def _walk(settings: OnGrid, sigmas: np.ndarray, made: Process) -> np.ndarray:
    largest = settings.sigma_max or float(sigmas[0])
    smallest = settings.sigma_min or float(sigmas[-1])
    if smallest >= largest:
        raise InputError(
            "sampling.sigma_min = {smallest:g}: must be smaller than sampling.sigma_max = {largest:g}; "
            "lower the one or raise the other.",
            smallest=smallest,
            largest=largest,
        )
    if settings.spacing == "karras":
        return karras(largest, smallest, settings.n_steps, settings.rho)
    if settings.spacing == "time":
        times = made.time(torch.tensor([largest, smallest], dtype=torch.float64)).tolist()
        return _sigma_at(made, times[0], times[1], settings.n_steps)
    inside = sigmas[(sigmas <= largest * (1 + 1e-9)) & (sigmas >= smallest * (1 - 1e-9))]
    if settings.n_steps > len(inside):
        raise InputError(
            "sampling.n_steps = {n_steps}: there are only {count} levels to step on; "
            "take fewer steps, or another spacing.",
            n_steps=settings.n_steps,
            count=len(inside),
        )
    chosen: np.ndarray = inside[np.linspace(0, len(inside) - 1, settings.n_steps).round().astype(int)]
    return chosen


def _sigma_at(made: Process, first: float, last: float, count: int) -> np.ndarray:
    sigmas: np.ndarray = made.sigma(torch.linspace(first, last, count, dtype=torch.float64)).numpy()
    return sigmas


def _epsilon(
    model: Denoiser, settings: Any, sigmas: np.ndarray, largest: float, trained_ratio: float
) -> tuple[float, float]:
    """Return ε, as said or by the rule, and below what it is stable; refuse what is not, unless that is allowed."""
    variance = float(sigmas[-1]) ** 2
    lowest, stable = 0.0, 2 * variance
    rule = "0 < ε < 2σ_L² = {stable:g}"
    match settings:
        case Langevin():
            stable = stable_below(model, float(sigmas[0]), largest)
            epsilon, rule = settings.epsilon or stable / 10, "0 < ε < 2σ²/a = {stable:.4g}"
        case ConsistentAnnealed():
            # The noise that a step leaves, (1-η) σ_i, must not be more than the next level's.
            keeps = 1 / ratio(sigmas) if len(sigmas) > 1 else 0.0
            lowest, stable = (1 - keeps) * variance, (1 + keeps) * variance
            rule = "|1 - ε/σ_L²| ≤ σ_{{i+1}}/σ_i, which is {lowest:.6g} ≤ ε ≤ {stable:.6g}"
            by_rule = best_epsilon(float(sigmas[-1]), trained_ratio, settings.steps_per_level)
            epsilon = settings.epsilon or min(max(by_rule, lowest), stable)
            lowest, stable = lowest * (1 - 1e-9), stable * (1 + 1e-9)
        case _:
            epsilon = settings.epsilon or best_epsilon(float(sigmas[-1]), ratio(sigmas), settings.steps_per_level)
    if not lowest <= epsilon < stable and not settings.allow_unstable:
        told = {"epsilon": epsilon, "rule": rule.format(lowest=lowest, stable=stable), "stable": stable}
        if epsilon < lowest:
            raise UnstableError(
                "sampling.epsilon = {epsilon:g}: is only stable for {rule}; raise it, leave it out, or set "
                "sampling.allow_unstable to see what it does all the same.",
                **told,
            )
        raise UnstableError(
            "sampling.epsilon = {epsilon:g}: is only stable for {rule}; lower it, leave it out, or set "
            "sampling.allow_unstable to see what it does all the same.",
            **told,
        )
    return float(epsilon), float(stable)
