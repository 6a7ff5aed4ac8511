"""Noise designed from the data: NCSNv2's five rules, what they give here, and why."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ncsn_engine.config import AnnealedLangevin, InputError, OnLadder, RulesLadder
from ncsn_engine.data import load
from ncsn_engine.design import best_epsilon, largest_distance, overlap, residual_variance
from ncsn_engine.design import design as by_the_rules
from ncsn_engine.noise import geometric, ladder, ratio
from ncsn_engine.score import ScoreModel
from ncsn_engine.timing import seconds_a_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import torch

    from ncsn_engine.config import RunConfig

__all__ = ["Advice", "Rules", "advise", "rules", "too_alike"]

_HARDLY_SEEN = 2.0  # grey values of 255


@dataclass(frozen=True)
class Rules:
    """What NCSNv2's rules make of some data.

    Attributes
    ----------
    dim
        Numbers in a picture.
    sigma_max, sigma_min, ratio, n_levels, steps_per_level, epsilon
        Techniques 1, 2 and 4 of Song & Ermon 2020, in units of x.
    residual
        Noise left after a level over its own variance; 1 is perfect.
    why
        One sentence for each choice.
    """

    dim: int
    sigma_max: float
    sigma_min: float
    ratio: float
    n_levels: int
    steps_per_level: int
    epsilon: float
    residual: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class Advice(Rules):
    """What the rules make of a data set, and what a chosen ladder does to it.

    Attributes
    ----------
    count
        Pictures.
    evaluations
        Network evaluations a picture.
    seconds
        Predicted for 64 pictures by this network on this machine, one thread of work at a time; nan where one look
        takes more memory than is free.
    warnings
        Where the settings break a rule, and how to mend it.
    """

    count: int
    evaluations: int
    seconds: float
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        return asdict(self)


def advise(config: RunConfig, progress: Callable[[str, float], None] | None = None) -> Advice:
    """Apply NCSNv2's rules to the data of some settings, and compare the settings with them.

    Costs the data's pairwise distances and three evaluations of the network.

    Raises
    ------
    InputError
        If the data can't be read, or all of it is one point.
    """
    data = load(config.data, progress)
    x, facts = data.all, data.facts()
    found = rules(config, x)
    by_rules = isinstance(config.noise, RulesLadder)
    chosen = geometric(found.sigma_max, found.sigma_min, found.n_levels) if by_rules else ladder(config.noise)
    target = _overlap_asked(config)
    evaluations = found.n_levels * found.steps_per_level + 1
    return Advice(
        **vars(found),
        count=len(data.source),
        evaluations=evaluations,
        seconds=evaluations * _seconds(config, facts, chosen),
        warnings=(
            *too_alike(x, found.sigma_max, facts.high - facts.low),
            *_broken(config, chosen, found.sigma_max, found.dim, target),
        ),
    )


def rules(config: RunConfig, x: torch.Tensor) -> Rules:
    """Apply the rules to pictures (N, C, H, W) or points (N, 2) in model space; costs their pairwise distances.

    Raises
    ------
    InputError
        If all of them are one and the same, or nearer to each other than σ_L.
    """
    dim, what = x[0].numel(), "points" if x.ndim == 2 else "pictures"
    sigma_max = largest_distance(x)
    if not sigma_max > 0:
        raise InputError("data: all of it is one and the same, and there is nothing to learn; choose other data.")
    sigma_min = config.noise.sigma_min if isinstance(config.noise, RulesLadder) else float(ladder(config.noise)[-1])
    if sigma_max <= sigma_min:
        raise InputError(
            "noise.sigma_min = {sigma_min:g}: must be smaller than the largest distance in the data ({sigma_max:g}).",
            sigma_min=sigma_min,
            sigma_max=sigma_max,
        )
    target = _overlap_asked(config)
    made = by_the_rules(sigma_max, sigma_min, dim, target)
    steps = config.sampling.steps_per_level if isinstance(config.sampling, OnLadder) else 5
    gamma = (made.sigma_max / made.sigma_min) ** (1 / (made.n_levels - 1))
    epsilon = best_epsilon(sigma_min, gamma, steps)
    left = residual_variance(epsilon, sigma_min, gamma, steps)
    why = (
        f"σ₁ = {sigma_max:.4g}: the largest distance between two of {len(x)} {what}, so that noise joins them all.",
        f"γ = {gamma:.4g}, L = {made.n_levels}: neighbouring levels overlap by {overlap(gamma, dim):.2f} "
        f"in D = {dim} (wanted: {target:g}).",
        f"T = {steps}: as many steps as time allows; 3 to 5 are usual.",
        f"ε = {epsilon:.3g}: leaves {left:.3f} times a level's own noise, the nearest to 1 that T allows.",
        f"σ_L = {sigma_min:g}: as in the settings; it should not be seen.",
    )
    return Rules(dim, sigma_max, sigma_min, gamma, made.n_levels, steps, epsilon, left, why)


def _overlap_asked(config: RunConfig) -> float:
    return config.noise.overlap if isinstance(config.noise, RulesLadder) else 0.5


def too_alike(x: torch.Tensor, sigma_max: float, span: float) -> list[str]:
    """Return whether pictures (N, C, H, W) or points (N, 2) are hardly more than one.

    Parameters
    ----------
    sigma_max, span
        The largest distance between two of them, and from the darkest to the brightest value; in units of x.
    """
    what = "points" if x.ndim == 2 else "pictures"
    found, different = [], len({hash(row.tobytes()) for row in x.flatten(1).numpy()})
    if different <= len(x) / 2:
        found.append(
            f"Only {different} of {len(x)} {what} differ, the others are copies of them: the model will learn these "
            "by heart, and held-out ones are known to it. Take the copies out."
        )
    greys = 255 * sigma_max / math.sqrt(x[0].numel()) / span
    if x.ndim > 2 and greys < _HARDLY_SEEN:
        found.append(
            f"These pictures are nearly the same: the two farthest apart differ by {greys:.2g} of 255 grey values a "
            "pixel (RMS). There is little to learn but the one that they all show."
        )
    return found


def _broken(config: RunConfig, chosen: np.ndarray, sigma_max: float, dim: int, target: float) -> list[str]:
    """Return which rules the chosen ladder and step size break."""
    found, largest, smallest, gamma = [], float(chosen[0]), float(chosen[-1]), ratio(chosen)
    if largest < 0.9 * sigma_max:
        found.append(
            f"The largest σ, {largest:.4g}, is below the largest distance in the data, {sigma_max:.4g}: samples may "
            "miss some of its kinds. Raise noise.sigma_max, or choose noise.kind = 'rules'."
        )
    if largest > 5 * sigma_max:
        found.append(
            f"The largest σ, {largest:.4g}, is far above the largest distance in the data, {sigma_max:.4g}: "
            "levels are spent where there is nothing to see. Lower noise.sigma_max."
        )
    worst = float((chosen[:-1] / chosen[1:]).max())
    least = overlap(worst, dim)
    if least < 0.9 * target:
        needed = by_the_rules(largest, smallest, dim, target).n_levels
        found.append(
            f"Neighbouring levels overlap by {least:.2g} only where they are farthest apart (ratio {worst:.3g}), "
            f"below {target:g}: samples of one level are strangers to the next. Take {needed} geometric levels."
        )
    if isinstance(config.sampling, AnnealedLangevin):
        steps, epsilon = config.sampling.steps_per_level, config.sampling.epsilon
        best = best_epsilon(smallest, gamma, steps)
        left = residual_variance(epsilon or best, smallest, gamma, steps)
        if not left < 1.25:
            cure = f"Set sampling.epsilon to {best:.3g}" if epsilon else "Take more levels or more steps a level"
            found.append(f"After a level {left:.3g} times its own noise is left, where 1 is right. {cure}.")
    return found


def _seconds(config: RunConfig, facts: Any, sigmas: np.ndarray) -> float:
    """Return how long one evaluation of 64 pictures takes here; nan where one takes more memory than is free."""
    return 64 * seconds_a_picture(ScoreModel(config, facts, sigmas).eval())
