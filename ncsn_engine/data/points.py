"""Toy sets of points in the plane, drawn; ``points_file`` reads others.

Each set is a function that draws n points, independent of each other, and says which moon, ring, arm,
square or Gaussian each belongs to. All but ``pair`` lie within about [-4, 4] in both directions. The
forms are those that normalising flows made common (Grathwohl et al. 2019, FFJORD), scaled to one size.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ncsn_engine.config import PointsConfig
from ncsn_engine.data.load import Progress, loads
from ncsn_engine.data.points_file import read_points, write_points
from ncsn_engine.data.sets import Points
from ncsn_engine.exact import GaussianMixture

if TYPE_CHECKING:
    from collections.abc import Callable

    Drawn = tuple[np.ndarray, np.ndarray]  # float32 (n, 2) and int64 (n,)

__all__ = ["SETS", "density", "read_points", "write_points"]


# Weights, means and standard deviations.
_MIXTURES: dict[str, tuple[list[float], list[list[float]], list[float]]] = {
    "eight-gaussians": (
        [1 / 8] * 8,
        [[3 * math.cos(k * math.pi / 4), 3 * math.sin(k * math.pi / 4)] for k in range(8)],
        [0.3] * 8,
    ),
    "pair": ([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0]),
}


def moons(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from two half circles of radius 2 that reach into each other, noise 0.2; labels 0 above, 1 below."""
    labels = rng.integers(2, size=n)
    turn = rng.uniform(0, math.pi, n)
    side = 1 - 2 * labels  # +1: the upper moon
    x = np.stack([2 * side * np.cos(turn) - side, 2 * side * np.sin(turn) - side / 2], axis=1)
    return _noisy(x, 0.2, rng), labels


def circles(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from two rings of radius 3.2 (label 0) and 1.6 (label 1), half of the points each, noise 0.15."""
    labels = rng.integers(2, size=n)
    x = _around(np.where(labels == 0, 3.2, 1.6), rng.uniform(0, 2 * math.pi, n))
    return _noisy(x, 0.15, rng), labels


def swiss_roll(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from one rolled sheet seen from its end, angle U[3π/2, 9π/2], noise 0.2; all labels 0."""
    turn = rng.uniform(1.5 * math.pi, 4.5 * math.pi, n)
    x = _around(turn / 4, turn)
    return _noisy(x, 0.2, rng), np.zeros(n, dtype=np.int64)


def spiral(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from two arms that wind 1.5 times around each other, noise 0.1; labels by arm."""
    labels = rng.integers(2, size=n)
    turn = 3 * math.pi * np.sqrt(rng.uniform(0, 1, n))  # √: as many points for each length of the arm
    x = _around(turn / 2.6, turn + math.pi * labels)
    return _noisy(x, 0.1, rng), labels


def checkerboard(n: int, rng: np.random.Generator) -> Drawn:
    """Draw uniformly from the dark squares of a 4×4 board on [-4, 4]²; labels 0 to 7 by square.

    A square is 2 wide; dark are those where ⌊x/2⌋ + ⌊y/2⌋ is even. Labels go up the columns, from
    left to right.
    """
    labels = rng.integers(8, size=n)
    column = labels // 2
    row = 2 * (labels % 2) + column % 2
    # Midpoints of 2²² equal steps: float32 holds them, so none is rounded onto a light square.
    inside = (rng.integers(2**22, size=(n, 2)) + 0.5) / 2**22
    x = 2 * (np.stack([column, row], axis=1) - 2 + inside)
    return x.astype(np.float32), labels


def eight_gaussians(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from eight Gaussians of std 0.3 on a circle of radius 3; labels count them from the right, leftwards."""
    return _mixed("eight-gaussians", n, rng)


def pair(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from 0.2 N((-5, -5), I) + 0.8 N((5, 5), I), the toy of NCSN's paper (Song & Ermon 2019, §3.2.2)."""
    return _mixed("pair", n, rng)


def pinwheel(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from five blades, Gaussians sheared around the centre (Johnson et al. 2016); labels by blade."""
    labels = rng.integers(5, size=n)
    out = 1 + 0.3 * rng.standard_normal(n)
    across = 0.1 * rng.standard_normal(n)
    turn = 2 * math.pi / 5 * labels + 0.25 * np.exp(out)
    x = 2 * np.stack(
        [out * np.cos(turn) - across * np.sin(turn), out * np.sin(turn) + across * np.cos(turn)],
        axis=1,
    )
    return x.astype(np.float32), labels


SETS: dict[str, Callable[[int, np.random.Generator], Drawn]] = {
    "moons": moons,
    "circles": circles,
    "swiss-roll": swiss_roll,
    "spiral": spiral,
    "checkerboard": checkerboard,
    "eight-gaussians": eight_gaussians,
    "pair": pair,
    "pinwheel": pinwheel,
}


def density(name: str) -> GaussianMixture | None:
    """Return the density that a set of :data:`SETS` draws from, where its score is known; else None."""
    return GaussianMixture(*_MIXTURES[name]) if name in _MIXTURES else None


@loads(PointsConfig)
def points(settings: PointsConfig, progress: Progress | None = None) -> Points:
    """Return a set drawn anew; the split's seed decides its points too."""
    return Points.labelled(*SETS[settings.kind](settings.count, np.random.default_rng([settings.split_seed, 2])))


def _around(radius: np.ndarray, turn: np.ndarray) -> np.ndarray:
    return np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)


def _noisy(x: np.ndarray, std: float, rng: np.random.Generator) -> np.ndarray:
    return (x + std * rng.standard_normal(x.shape)).astype(np.float32)


def _mixed(name: str, n: int, rng: np.random.Generator) -> Drawn:
    weights, means, stds = map(np.asarray, _MIXTURES[name])
    labels = rng.choice(len(weights), size=n, p=weights)
    z = rng.standard_normal((n, 2))
    return (means[labels] + stds[labels, None] * z).astype(np.float32), labels
