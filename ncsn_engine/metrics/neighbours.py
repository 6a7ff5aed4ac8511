"""What the nearest neighbours tell: precision, recall, density, coverage, and whether pictures are copies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import betabinom

from ncsn_engine.config import InputError
from ncsn_engine.metrics.rows import both, rows

if TYPE_CHECKING:
    import torch

    from ncsn_engine.metrics.rows import Rows

__all__ = [
    "Copies",
    "Nearest",
    "coverage",
    "density",
    "find_copies",
    "nearest",
    "neighbours_of",
    "precision",
    "recall",
]

K_SHARES, K_COVERAGE = 3, 5  # as in the papers
_HELD = 2**25  # bytes of distances at once
_CLOSEST, _SURE, _EXCESS = 0.01, 1e-3, 0.04
_OTHERS = 8  # training pictures nearest to one, among which a second is sought that is not the same as the first


def precision(x: Rows, real: Rows, k: int = K_SHARES) -> float:
    """Return the share of generated samples that lie where real ones do.

    That is, within the distance from some real sample to its k-th nearest other real sample
    (Kynkäänniemi et al. 2019, eq. 1 and 2).

    Parameters
    ----------
    x, real
        Features, (N, D) and (M, D), more than k rows each.
    """
    return _shares("precision", x, real, k)[0]


def recall(x: Rows, real: Rows, k: int = K_SHARES) -> float:
    """Return the share of real samples that lie where generated ones do (Kynkäänniemi et al. 2019, eq. 1 and 2)."""
    return _shares("recall", x, real, k)[1]


def density(x: Rows, real: Rows, k: int = K_COVERAGE) -> float:
    """Return in how many real samples' neighbourhoods a generated one lies, over k.

    1 on average for equal distributions, and more where generated samples crowd into the middle; a
    single stray real sample with a wide neighbourhood counts less than it does for the precision
    (Naeem et al. 2020, section 3).
    """
    return _shares("density", x, real, k)[2]


def coverage(x: Rows, real: Rows, k: int = K_COVERAGE) -> float:
    """Return the share of real samples in whose neighbourhood there is a generated one (Naeem et al. 2020, section 3).

    For equal distributions 1 - (M-1)…(M-k)/((N+M-1)…(N+M-k)) on average: with as many
    of both about 1 - 2⁻ᵏ, which is 0.97.
    """
    return _shares("coverage", x, real, k)[3]


def _shares(metric: str, x: Rows, real: Rows, k: int) -> tuple[float, ...]:
    a, b = both(metric, x, real, ("x", "real"), least=k + 1)
    return neighbours_of(cdist(a, b), cdist(a, a), cdist(b, b), k, k)


def neighbours_of(
    between: np.ndarray,
    within_x: np.ndarray,
    within_real: np.ndarray,
    k_shares: int = K_SHARES,
    k_coverage: int = K_COVERAGE,
) -> tuple[float, float, float, float]:
    """Return precision, recall, density and coverage from distances (N, M), (N, N) and (M, M)."""
    # The nearest sample of all is the sample itself, at index 0.
    most = max(k_shares, k_coverage)
    nearest_real = np.sort(np.partition(within_real, most, axis=1)[:, : most + 1], axis=1)
    reach_x = np.partition(within_x, k_shares, axis=1)[:, k_shares]
    inside = between <= nearest_real[:, k_coverage]
    return (
        float((between <= nearest_real[:, k_shares]).any(1).mean()),
        float((between <= reach_x[:, None]).any(0).mean()),
        float(inside.sum() / (k_coverage * len(between))),
        float(inside.any(0).mean()),
    )


@dataclass(frozen=True)
class Nearest:
    """The nearest training pictures of some pictures.

    Attributes
    ----------
    indices
        Into the training pictures, int64 (N, count), the nearest first.
    distances
        Euclidean, over all pixels, float64 (N, count).
    mirrored
        Whether the mirrored training picture is the nearer, bool (N, count).
    """

    indices: np.ndarray
    distances: np.ndarray
    mirrored: np.ndarray


def nearest(x: torch.Tensor, train: torch.Tensor, count: int = 8, flips: bool = True) -> Nearest:
    """Find the nearest training pictures or points.

    Parameters
    ----------
    x, train
        (N, C, H, W) and (M, C, H, W) in the same range; or points, (N, 2) and (M, 2).
    count
        How many of each; at most M.
    flips
        Compare with mirrored training pictures as well; without a meaning for points.

    Raises
    ------
    InputError
        If the shapes differ, if numbers are not finite, or if there are fewer than `count` to choose from.
    """
    if x.shape[1:] != train.shape[1:]:
        raise InputError(
            "nearest: x is of shape {shape} and train of {shape_2}; expected pictures or points of one kind.",
            shape=tuple(x.shape),
            shape_2=tuple(train.shape),
        )
    if not 1 <= count <= len(train):
        raise InputError(
            "nearest: count = {count}: must be from 1 to the {count_2} training pictures there are.",
            count=count,
            count_2=len(train),
        )
    dim = x[0].numel()
    parts, block = [], max(1, _HELD // (8 * dim))  # as float64, twice where mirrored: never the whole of a large set
    for first in range(0, len(train), block):
        pictures = train[first : first + block]
        mirrors = [rows("nearest", "train", pictures.flatten(1), 1, first)]
        if flips and x.ndim == 4:
            mirrors.append(rows("nearest", "train", pictures.flip(-1).flatten(1), 1, first))
        few = max(1, min(_HELD // (8 * len(pictures)), block))
        found = [
            _nearest(rows("nearest", "x", x[i : i + few].flatten(1), 1, i), mirrors, min(count, len(pictures)))
            for i in range(0, len(x), few)
        ]
        indices, distances, mirrored = (np.concatenate(piece) for piece in zip(*found, strict=True))
        parts.append((indices + first, distances, mirrored))
    indices, distances, mirrored = (np.concatenate(piece, axis=1) for piece in zip(*parts, strict=True))
    order = np.lexsort((indices, distances), axis=1)[:, :count]  # equal ones in the order of the set
    return Nearest(*(np.take_along_axis(values, order, 1) for values in (indices, distances, mirrored)))


def _nearest(a: np.ndarray, mirrors: list[np.ndarray], count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    # By a matrix product, which is many times faster, and too coarse for a distance near 0 …
    squares = np.stack([(b**2).sum(1) - 2 * a @ b.T for b in mirrors])
    chosen = np.argpartition(squares.min(0), min(2 * count, squares.shape[2]) - 1, axis=1)[:, : 2 * count]
    # … so the chosen ones are measured anew.
    exact = np.stack([np.linalg.norm(b[chosen] - a[:, None], axis=2) for b in mirrors])
    distances = exact.min(0)
    order = np.argsort(distances, axis=1, kind="stable")[:, :count]
    pick = [np.take_along_axis(values, order, 1) for values in (chosen, distances, exact.argmin(0) == 1)]
    return pick[0], pick[1], pick[2]


def _of_one(near: np.ndarray) -> np.ndarray:
    """Tell which pictures are near one training picture alone, (N,): three times nearer than to any other.

    A picture between many, as the grey of a model that has learned nothing, is near to all and a copy of none.
    Training pictures that are one and the same count as one.
    """
    closest = near[:, :1]
    other = np.where(near > closest * (1 + 1e-9) + 1e-12, near, np.inf).min(1)
    alone: np.ndarray = closest[:, 0] < other / 3
    return alone


@dataclass(frozen=True)
class Copies:
    """Whether generated pictures lie closer to training pictures than new real ones do.

    Attributes
    ----------
    copies
        The verdict: the share below is at least 4 % more than expected (about that many are copies),
        and chance would do that less than once in a thousand times.
    ratio
        Median distance of generated pictures to their nearest training picture, over that of
        held-out pictures: near 1 where nothing is copied, 0 where most are.
    share, expected
        Share of generated pictures that are closer to one training picture than the closest 1 % of held-out ones
        are, and three times closer to it than to any other; and the share that new real pictures would have on
        average, at the most.
    probability
        Of so large a share or a larger one, if generated pictures were new real ones.
    limit
        The distance in question: the 1 % quantile of held-out pictures.
    n, n_held_out, n_train
        How many of each.
    """

    copies: bool
    ratio: float
    share: float
    expected: float
    probability: float
    limit: float
    n: int
    n_held_out: int
    n_train: int


def find_copies(x: torch.Tensor, train: torch.Tensor, held_out: torch.Tensor, flips: bool = True) -> Copies:
    """Compare distances to the nearest training picture: of generated pictures and of held-out ones.

    In the space of pixels, where a copy is close. If both kinds were drawn alike, the place of the
    limit among all distances would be a Beta(k, m + 1 - k) draw (it is the k-th smallest of m) and
    the number of generated pictures below it beta-binomial: an exact test without assumptions about
    pictures. Few held-out pictures make it blunt: of m < 100 the closest one is the limit. Pictures below it that
    are about as near to another training picture are not counted (d₁/d₂ < 1/3, arXiv 2505.17638), which can only
    lower the share.

    Parameters
    ----------
    x, train, held_out
        Pictures, (…, C, H, W), or points, (…, 2).
    flips
        Count mirrored copies as copies.
    """
    near = nearest(x, train, min(_OTHERS, len(train)), flips).distances
    ours = near[:, 0]
    theirs = np.sort(nearest(held_out, train, 1, flips).distances[:, 0])
    n, m = len(ours), len(theirs)
    limit = float(theirs[max(1, round(_CLOSEST * m)) - 1])
    k = int((theirs <= limit).sum())  # more than 1 % where the data itself repeats pictures
    below, expected = int(((ours <= limit) & _of_one(near)).sum()), k / (m + 1)
    probability = float(betabinom.sf(below - 1, n, k, m + 1 - k))
    middle = float(np.median(theirs))
    return Copies(
        copies=probability < _SURE and below / n > expected + _EXCESS,
        ratio=float(np.median(ours)) / middle if middle else float("nan"),
        share=below / n,
        expected=expected,
        probability=probability,
        limit=limit,
        n=n,
        n_held_out=m,
        n_train=len(train),
    )
