"""NCSNv2's rules: from a data set to σ₁, γ, L, T and ε (Song & Ermon 2020, arXiv 2006.09011).

Plain arithmetic on numbers; only :func:`largest_distance` touches the data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.optimize import brentq, minimize_scalar
from scipy.special import ndtr

if TYPE_CHECKING:
    import torch

__all__ = [
    "Design",
    "best_epsilon",
    "design",
    "largest_distance",
    "levels_for_ratio",
    "overlap",
    "ratio_for_overlap",
    "residual_variance",
]

_STEEPEST = 2.0  # largest γ of a designed ladder: in few dimensions the rule would allow any, and leave two levels
_AT_ONCE = 2**22  # numbers that are subtracted from each other at once
_EXACT_UP_TO = 10_000  # pictures; beyond, the largest distance is sought among this many


@dataclass(frozen=True)
class Design:
    """A noise ladder designed from data.

    Attributes
    ----------
    dim
        D, numbers in one picture.
    sigma_max, sigma_min
        Ends of the ladder, in units of x.
    ratio
        γ = σ_i / σ_{i+1} at which neighbouring levels overlap by the amount asked for.
    n_levels
        L, rounded up, so that the levels overlap at least that much.
    """

    dim: int
    sigma_max: float
    sigma_min: float
    ratio: float
    n_levels: int


def design(sigma_max: float, sigma_min: float, dim: int, overlap: float = 0.5) -> Design:
    """Design a ladder from the largest distance in the data (Song & Ermon 2020, techniques 1, 2)."""
    ratio = min(ratio_for_overlap(dim, overlap), _STEEPEST)
    n_levels = max(2, math.ceil(levels_for_ratio(sigma_max, sigma_min, ratio) - 1e-9))
    return Design(dim, sigma_max, sigma_min, ratio, n_levels)


def largest_distance(x: torch.Tensor) -> float:
    """Return the largest Euclidean distance between two rows of `x`, σ₁ of Song & Ermon 2020, technique 1.

    Parameters
    ----------
    x
        Pictures or points, shape (N, ...), N ≥ 2. Costs O(N² D); beyond 10 000 rows an even
        choice of 10 000 is compared, which can only be a little too small.

    Returns
    -------
    float
        In units of `x`, to about six digits; 0 if and only if all rows are one and the same.
    """
    import torch

    rows = x.flatten(1)
    if len(rows) > _EXACT_UP_TO:
        rows = rows[torch.linspace(0, len(rows) - 1, _EXACT_UP_TO).long()]
    # Distances by a matrix product lose what is small beside the values themselves, so they are taken from a row of
    # the data and in units of the farthest value, and only choose each row's farthest one; that pair is exact.
    there = (rows - rows[0]).float()
    reach = float(there.abs().max())
    if not 0 < reach < math.inf:  # all rows are one and the same, or they are no numbers
        return reach
    there /= reach
    lengths, other = there.square().sum(1), []
    for begin in range(0, len(rows), 1024):  # with the rows from here on: the others have looked at these
        part, rest = there[begin : begin + 1024], there[begin:]
        other.append(begin + torch.addmm(lengths[begin:], part, rest.T, alpha=-2).argmax(1))
    few = max(1, _AT_ONCE // rows.shape[1])
    pairs = zip(torch.split(rows, few), torch.split(torch.cat(other), few), strict=True)
    return max(float((some.double() - rows[farthest].double()).norm(dim=1).max()) for some, farthest in pairs)


def overlap(ratio: float, dim: int) -> float:
    """Return C, how likely a sample of one level is at home in the next (Song & Ermon 2020, proposition 2).

    In radius, level i is about N(√D σ_i, σ_i²/2); C is the mass of one inside three standard
    deviations of the other: ``Φ(√(2D)(γ-1) + 3γ) - Φ(√(2D)(γ-1) - 3γ)``.
    """
    shift = math.sqrt(2 * dim) * (ratio - 1)
    return float(ndtr(shift + 3 * ratio) - ndtr(shift - 3 * ratio))


def ratio_for_overlap(dim: int, target: float = 0.5) -> float:
    """Return γ > 1 at which neighbouring levels overlap by `target`."""
    highest = 2.0
    while overlap(highest, dim) > target and highest < 1e6:
        highest *= 2
    if overlap(highest, dim) > target:  # in few dimensions any two levels overlap this much
        return highest
    return float(brentq(lambda ratio: overlap(ratio, dim) - target, 1.0, highest, xtol=1e-14))


def levels_for_ratio(sigma_max: float, sigma_min: float, ratio: float) -> float:
    """Return L, not rounded, of the geometric ladder with the ratio γ."""
    return 1 + math.log(sigma_max / sigma_min) / math.log(ratio)


def residual_variance(epsilon: float, sigma_min: float, ratio: float, steps_per_level: int) -> float:
    """Return the variance left after a level's T steps, over its target σ² (Song & Ermon 2020, technique 4).

    ``r^{2T}(γ² - B) + B`` with ``r = 1 - ε/σ_L²`` and ``B = 2ε/(σ_L² - σ_L² r²)``; 1 is perfect.
    Infinite where the step is not stable, that is outside 0 < ε < 2σ_L².
    """
    h = epsilon / sigma_min**2
    if not 0 < h < 2:
        return math.inf
    r = 1 - h
    b = 2 * h / (1 - r * r)
    return float(r ** (2 * steps_per_level) * (ratio**2 - b) + b)


def best_epsilon(sigma_min: float, ratio: float, steps_per_level: int) -> float:
    """Return the ε whose residual variance is nearest to 1 (Song & Ermon 2020, technique 4)."""

    def miss(log_h: float) -> float:
        h = math.exp(log_h)
        return abs(residual_variance(h * sigma_min**2, sigma_min, ratio, steps_per_level) - 1)

    # B > 1 for every stable step, so the variance has one valley in h; its floor is the best.
    best = minimize_scalar(miss, bounds=(math.log(1e-9), 0.0), method="bounded", options={"xatol": 1e-10})
    return float(math.exp(best.x) * sigma_min**2)
