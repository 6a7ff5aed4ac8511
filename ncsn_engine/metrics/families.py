"""Families of metrics: numbers that are computed together, of any choice among generated and real samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.spatial.distance import cdist

from ncsn_engine.metrics.distances import directions, frechet_of, kernel, kernel_of, sliced_of
from ncsn_engine.metrics.energy import energy_of
from ncsn_engine.metrics.neighbours import K_COVERAGE, K_SHARES, neighbours_of

__all__ = ["FAMILIES", "PICTURES", "POINTS", "PROJECTIONS", "Family", "Part"]

PROJECTIONS = 256
_PAIRS = 2500  # samples of each side where all pairs are held at once

Statistic = Callable[[np.ndarray, np.ndarray], tuple[float, ...]]  # of indices of generated and real rows


@dataclass(frozen=True)
class Part:
    """One number of a family: its name, which way is better, its unit, whether it is a share, a remark."""

    name: str
    better: Literal["lower", "higher"]
    unit: str = ""
    share: bool = False
    note: str = ""


@dataclass(frozen=True)
class Family:
    """Metrics that are computed together.

    Attributes
    ----------
    parts
        Each number's name and meaning.
    prepare
        From all rows, (N, D), generated and real, to a function of two sets of indices.
    least
        The fewest samples of each side.
    most
        The most, where all pairs are held at once.
    """

    parts: tuple[Part, ...]
    prepare: Callable[[np.ndarray], Statistic]
    least: int = 2
    most: int = 2**31


def _frechet(rows: np.ndarray) -> Statistic:
    return lambda i, j: (frechet_of(rows[i], rows[j]),)


def _blocks(pairs: np.ndarray, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what is between and within the samples i and j, of a table of all pairs."""
    return pairs[np.ix_(i, j)], pairs[np.ix_(i, i)], pairs[np.ix_(j, j)]


def _kernel(rows: np.ndarray) -> Statistic:
    k = kernel(rows, rows)
    return lambda i, j: (kernel_of(*_blocks(k, i, j)),)


def _neighbours(rows: np.ndarray) -> Statistic:
    d = cdist(rows, rows)
    return lambda i, j: neighbours_of(*_blocks(d, i, j))


def _energy(rows: np.ndarray) -> Statistic:
    d = cdist(rows, rows)
    return lambda i, j: (energy_of(*_blocks(d, i, j)),)


def _sliced(rows: np.ndarray) -> Statistic:
    along = directions(rows.shape[1], PROJECTIONS, seed=0) @ rows.T
    return lambda i, j: (sliced_of(along[:, i], along[:, j]),)


_GROWS = "grows as samples get fewer: compare at the same n only"
_UNBIASED = "about 0 on average for equal distributions, at any n"

FAMILIES = {
    "frechet": Family((Part("Fréchet distance", "lower", "squared features", note=_GROWS),), _frechet),
    "kernel": Family((Part("kernel distance", "lower", note=_UNBIASED),), _kernel, most=_PAIRS),
    "neighbours": Family(
        (
            Part("precision", "higher", share=True, note=f"k = {K_SHARES}; generated samples where real ones are"),
            Part("recall", "higher", share=True, note=f"k = {K_SHARES}; real samples where generated ones are"),
            Part("density", "higher", note=f"k = {K_COVERAGE}; above 1: crowded where real samples are many"),
            Part("coverage", "higher", share=True, note=f"k = {K_COVERAGE}; real samples with a generated one near"),
        ),
        _neighbours,
        least=K_COVERAGE + 1,
        most=_PAIRS,
    ),
    "energy": Family((Part("energy distance", "lower", "x", note=_UNBIASED),), _energy, most=_PAIRS),
    "sliced": Family((Part("sliced Wasserstein distance", "lower", "x", note=_GROWS),), _sliced),
}

PICTURES, POINTS = ("frechet", "kernel", "neighbours"), ("energy", "sliced", "neighbours")
