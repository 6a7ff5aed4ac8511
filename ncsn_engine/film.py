"""What a recorded sampling shows: values made into pixels, and numbers about each step. Needs no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from ncsn_engine.trajectory import Fact, Frame, Trajectory

__all__ = [
    "Bounds",
    "NearestPictures",
    "Range",
    "Shown",
    "Trace",
    "before",
    "bounds_of",
    "change",
    "in_step",
    "numbers",
    "path",
    "score_lines",
    "score_size",
    "seen",
    "trace",
]

Range = Literal["fixed", "step", "clipped"]
Shown = Literal["x", "denoised", "score", "change"]
Trace = Literal["temperature", "score", "snr"]
Bounds = tuple[float, float]

_LINES = 400  # of which each is still seen
_UNIT = 0.07  # of the square: a line where σ‖s‖/√D is 1, as noise alone makes it
_SEEN = 20_000  # values that percentiles are taken of: more would make the film stumble


@dataclass(frozen=True)
class NearestPictures:
    """The training pictures nearest to one picture.

    Attributes
    ----------
    pixels
        uint8, (N, H, W, C), the nearest first, mirrored where that is nearer.
    distances, mirrored
        Euclidean over all pixels, and whether the mirrored one is the nearer, (N,).
    numbers
        Which pictures of the data set.
    looked_at
        How many were looked through.
    """

    pixels: np.ndarray
    distances: np.ndarray
    mirrored: np.ndarray
    numbers: np.ndarray
    looked_at: int


def score_size(frame: Frame) -> np.ndarray:
    """Return σ‖s‖ at each pixel, root mean square over channels, float32 (N, 1, H, W)."""
    away = (frame.denoised.astype(np.float32) - frame.x.astype(np.float32)) / frame.sigma
    size: np.ndarray = np.sqrt(np.square(away).mean(1, keepdims=True))
    return size


def change(frame: Frame, before: Frame) -> np.ndarray:
    """Return how x differs from that of another step, float32."""
    moved: np.ndarray = frame.x.astype(np.float32) - before.x.astype(np.float32)
    return moved


def bounds_of(values: np.ndarray, how: Range, fixed: Bounds) -> Bounds:
    """Return the values that are drawn black and white.

    Parameters
    ----------
    values
        All pictures of a step.
    how
        ``"fixed"``; ``"step"``: the smallest and the largest; ``"clipped"``: the percentiles 1 and 99.
    fixed
        The bounds that do not depend on the step.
    """
    if how == "fixed":
        return fixed
    known = values.ravel()
    if how == "clipped":
        known = known[:: max(1, len(known) // _SEEN)]
    known = known[np.isfinite(known)].astype(np.float32)
    if not len(known):
        return fixed
    if how == "step":
        low, high = float(known.min()), float(known.max())
    else:
        low, high = (float(v) for v in np.percentile(known, (1, 99)))
    return low, max(high, low + 1e-6)


def score_lines(frame: Frame, fixed: Bounds) -> tuple[np.ndarray, Bounds]:
    """Return what shows the score of points: where a line leads from each of the first ones, (M, 2), and the range.

    A line has the score's direction, and as length σ‖s‖, in a unit of the square that is seen. The way to the model's
    estimate itself, σ²s, is as long as the noise: at a large σ all lines would cross in one place.

    Parameters
    ----------
    fixed
        The range of the data; what is seen is never smaller, and holds nearly all points.
    """
    x = frame.x.astype(np.float64)
    middle, half = (fixed[0] + fixed[1]) / 2, (fixed[1] - fixed[0]) / 2
    away = np.abs(x - middle)
    away = away[np.isfinite(away)]
    half = max(half, 1.05 * float(np.percentile(away, 99))) if len(away) else half
    some = x[:_LINES]
    score = (frame.denoised[:_LINES].astype(np.float64) - some) / frame.sigma
    return some + score * (_UNIT * 2 * half / np.sqrt(x.shape[1])), (middle - half, middle + half)


def before(trajectory: Trajectory, frame: Frame) -> Frame | None:
    """Return the recorded step before one; None at the start."""
    return trajectory.frame(frame.index - 1) if frame.index > trajectory.indices[0] else None


def seen(
    frame: Frame, earlier: Frame | None, which: Shown, how: Range, fixed: Bounds
) -> tuple[np.ndarray, Bounds] | None:
    """Return what pictures show of a step: values (N, C, H, W), and those that are drawn black and white.

    Parameters
    ----------
    earlier
        The recorded step before, of which a change is seen.
    how
        As in :func:`bounds_of`; of a change, grey is none.
    fixed
        The pixel range.

    Returns
    -------
    tuple or None
        None where there is nothing to see: no step follows the result, so it has no score, and at the start nothing
        has changed yet.
    """
    match which:
        case "x" | "denoised":
            values = frame.x if which == "x" else frame.denoised
            return values, bounds_of(values, how, fixed)
        case "score" if frame.alpha:
            values = score_size(frame)
            return values, bounds_of(values, how, (0.0, 2.0))
        case "change" if earlier is not None:
            values, half = change(frame, earlier), (fixed[1] - fixed[0]) / 2
            most = max(map(abs, bounds_of(values, how, (-half, half))))
            return values, (-most, most)
    return None


def trace(trajectory: Trajectory, which: Trace) -> np.ndarray:
    """Return a number about each step so far, (S,); nan where there is none.

    ``"temperature"``: σ²‖s‖²/D, mean over the pictures. ``"score"``: ‖s‖, root of its mean square. ``"snr"``: how far
    the score moves a picture over how far the noise does, α‖s‖ / (β√D) with the noise's standard deviation β; of a
    Langevin step, β = √(2α), that is √(α/2) ‖s‖/√D. Nan where no noise is added.
    """
    return _traced(trajectory, trajectory.facts[:], which)


def numbers(trajectory: Trajectory, index: int) -> dict[Trace, float]:
    """Return what :func:`trace` says of one step."""
    fact = [trajectory.facts[index]]
    names: tuple[Trace, ...] = ("temperature", "score", "snr")
    return {name: float(_traced(trajectory, fact, name)[0]) for name in names}


def _traced(trajectory: Trajectory, facts: list[Fact], which: Trace) -> np.ndarray:
    needle, sigma, alpha = (np.array([getattr(f, n) for f in facts]) for n in ("temperature", "sigma", "alpha"))
    match which:
        case "temperature":
            squared: np.ndarray = needle**2
            return squared
        case "score":
            norm: np.ndarray = needle / sigma * float(np.sqrt(np.prod(trajectory.shape[1:])))
            return norm
        case "snr":
            ratio: np.ndarray = alpha * needle / sigma / np.array([f.noise or np.nan for f in facts])
            return ratio


def _depth(trajectory: Trajectory) -> np.ndarray:
    """Return how far down each step so far has come, (S,), falling: ln σ, led on through a level's steps."""
    facts = trajectory.facts[:]
    level, sigma = np.array([f.level for f in facts]), np.array([f.sigma for f in facts])
    begins = np.flatnonzero(np.diff(level, prepend=-1))  # each level's first step
    ends = np.append(begins[1:], len(facts))
    logs = np.log(sigma[begins])
    fall = np.append(np.diff(logs), logs[-1] - logs[-2] if len(logs) > 1 else -1.0)
    which = np.repeat(np.arange(len(begins)), ends - begins)
    depth: np.ndarray = logs[which] + fall[which] * (np.arange(len(facts)) - begins[which]) / (ends - begins)[which]
    if facts[-1].index == trajectory.total:
        depth[-1] = -np.inf  # the result, where no noise is left
    return depth


def in_step(one: Trajectory, other: Trajectory) -> np.ndarray:
    """Return for each step of one film so far the step of another that stands at the same noise, (S,).

    Where both walk the same levels it is the same step of the same level; of samplers with other levels, the last one
    that has not come further down.
    """
    found: np.ndarray = np.searchsorted(-_depth(other), -_depth(one) + 1e-9, side="right") - 1
    return found.clip(0, len(other.facts) - 1)


def path(trajectory: Trajectory, picture: int, count: int) -> tuple[list[int], np.ndarray]:
    """Return one picture at about `count` evenly spread recorded steps: the steps, and x there, (S, ...)."""
    kept = trajectory.indices
    chosen = np.unique(np.linspace(0, len(kept) - 1, min(count, len(kept))).round().astype(int))
    steps = [kept[i] for i in chosen]
    return steps, np.stack([trajectory.frame(step).x[picture] for step in steps])
