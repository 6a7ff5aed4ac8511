"""Which levels of a film had settled: σ²‖s‖²/D against what it is when a level is in equilibrium. Needs no torch.

With n the noise in x = x₀ + σn, the true score is s = -E[n | x]/σ, so that in equilibrium σ² E‖s‖²/D = 1 - L(σ), with
the denoising loss L of the level in units of D/2. Only where the data are thin beside σ is that 1.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ncsn_engine.trajectory import Fact, Trajectory

__all__ = ["Settled", "Verdict", "joined", "judge", "levels_walked", "name_levels"]

_SURE = 3.0  # standard errors: of twenty levels that have settled, all are called so in 95 of 100 films
_REST = math.exp(-1)  # of a level's first misfit may be left at its last look: one relaxation time
_LEAST, _MOST = 0.05, 0.25  # of the settled value that are always, and never more, let pass
_BIAS = 1.25  # times the level's settled value is what a step size may make of it


@dataclass(frozen=True)
class Settled:
    """What the thermometer reads at each noise level when it has settled.

    Attributes
    ----------
    sigmas
        (L,).
    value
        Mean of σ²‖s‖²/D over data with exactly this noise, (L,).
    slope
        Its growth for each part of σ² that the noise has more, (L,).
    spread
        Standard deviation from picture to picture, (L,).
    looked_at
        How many pictures of the data.
    """

    sigmas: np.ndarray
    value: np.ndarray
    slope: np.ndarray
    spread: np.ndarray
    looked_at: int

    def at(self, sigma: float, h: float = 0.0) -> tuple[float, float]:
        """Return the settled value at a level, and its spread; nan where it was not measured.

        Parameters
        ----------
        h
            α/σ² of the Langevin steps there. Along a direction in which the score falls with slope a/σ², such steps
            settle at 2/(2 - ha) times the variance, infinite where ha ≥ 2. The value is the mean of a, the slope that
            of a²: exact where all a that are not 0 are alike, and to first order in h else.
        """
        near = np.flatnonzero(np.isclose(self.sigmas, sigma, rtol=1e-6))
        if not len(near):
            return math.nan, math.nan
        value, slope, spread = (float(numbers[near[0]]) for numbers in (self.value, self.slope, self.spread))
        steep = max(slope, 0.0) / value if value > 0 else 0.0
        warm = value + max(slope, 0.0) * h / (2 - h * steep) if h * steep < 2 else math.inf
        return warm, spread * (warm / value if value > 0 and math.isfinite(warm) else 1.0)


def joined(parts: Sequence[Settled]) -> Settled:
    """Put levels together that were measured one after another."""
    sigmas, value, slope, spread = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("sigmas", "value", "slope", "spread")
    )
    return Settled(sigmas, value, slope, spread, parts[0].looked_at)


@dataclass(frozen=True)
class Verdict:
    """What the thermometer tells of a film.

    Attributes
    ----------
    levels
        How many levels of several Langevin steps are over.
    restless
        Levels that had not settled when they were left -> their first and last step.
    heated
        Levels whose steps are so large that their noise settles a quarter or more too high -> first and last step.
    heat
        The most that the steps of a level raise its settled value, as a factor; infinite where it grows without end.
    settled
        The settled value at each step so far, (S,); nan where it is not known.
    """

    levels: int = 0
    restless: dict[int, tuple[int, int]] = field(default_factory=dict)
    heated: dict[int, tuple[int, int]] = field(default_factory=dict)
    heat: float = 1.0
    settled: np.ndarray = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class _Level:
    """One noise level of a film, from step `first` to `last`."""

    level: int
    sigma: float
    first: int
    last: int
    langevin: int  # how many of its steps are Langevin's
    h: float  # α/σ² of the last of these


def _levels(facts: list[Fact], total: int) -> tuple[list[_Level], bool]:
    """Return the levels so far, and whether the last one is over."""
    found = []
    for level, group in itertools.groupby((f for f in facts if f.index < total), key=lambda f: f.level):
        steps = list(group)
        langevin = [f for f in steps if f.alpha > 0 and math.isclose(f.noise, math.sqrt(2 * f.alpha), rel_tol=1e-6)]
        h = langevin[-1].alpha / langevin[-1].sigma ** 2 if langevin else 0.0
        found.append(_Level(level, steps[0].sigma, steps[0].index, steps[-1].index, len(langevin), h))
    return found, bool(facts) and facts[-1].index == total


def levels_walked(trajectory: Trajectory) -> np.ndarray:
    """Return σ of the levels at which a film takes several Langevin steps, so that they may settle, (L,)."""
    levels, _ = _levels(trajectory.facts[:], trajectory.total)
    return np.unique([level.sigma for level in levels if level.langevin > 1])[::-1]


def judge(trajectory: Trajectory, settled: Settled) -> Verdict:
    """Tell which levels of a film had settled when they were left.

    A level has settled when what its first look was off has fallen to 1/e of that, which takes one relaxation time, and
    to a quarter of the settled value; 5 % are let pass, for a model's pictures are not quite the data, and three
    standard errors over the pictures drawn. Samplers with one step a level have none that could settle.

    Parameters
    ----------
    settled
        For the levels of the film, as :func:`~ncsn_engine.inspection.settled_levels` measures it.
    """
    facts = trajectory.facts[:]
    levels, over = _levels(facts, trajectory.total)
    drawn, aims = trajectory.shape[0] if trajectory.shape else 1, np.full(len(facts), np.nan)
    restless, heated, heat, count = dict[int, tuple[int, int]](), dict[int, tuple[int, int]](), 1.0, 0
    for number, at in enumerate(levels):
        plain, _ = settled.at(at.sigma)
        aim, spread = settled.at(at.sigma, at.h)
        aims[at.first : at.last + 1] = aim if math.isfinite(aim) else np.nan
        left = over or number < len(levels) - 1
        if at.langevin < 2 or not left or math.isnan(plain):
            continue
        count += 1
        first, last = (facts[step].temperature ** 2 for step in (at.first, at.last))
        if aim > _BIAS * plain:
            heated[at.level], heat = (at.first, at.last), max(heat, aim / plain)
        aim = min(aim, _BIAS * plain)
        allowed = max(_LEAST * aim, min(_REST * abs(first - aim), _MOST * aim))
        error = spread * math.sqrt(1 / drawn + 1 / settled.looked_at)
        if not abs(last - aim) <= allowed + _SURE * error:
            restless[at.level] = (at.first, at.last)
    return Verdict(count, restless, heated, heat, aims)


def name_levels(levels: list[int]) -> str:
    """Name ascending levels, counted from 1: ``"1, 2, 5–9"``."""
    said, begin = list[str](), 0
    for i in range(1, len(levels) + 1):
        if i == len(levels) or levels[i] != levels[i - 1] + 1:
            group = [v + 1 for v in levels[begin:i]]
            said += [f"{group[0]}–{group[-1]}"] if len(group) > 3 else map(str, group)
            begin = i
    return ", ".join(said)
