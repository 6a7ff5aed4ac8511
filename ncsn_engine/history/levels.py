"""Losses by level: thinned to what a plot shows, binned to what a person sees, and where they lag."""

from __future__ import annotations

import itertools
import json
from contextlib import suppress

import numpy as np

__all__ = ["MOST_RECORDS", "MOST_ROWS", "binned", "lagging", "past_of", "row_levels"]

MOST_RECORDS = 256  # measurements by level that are kept of each kind, evenly spread: a plot has no more columns
_MOST_NUMBERS = 250_000  # of each kind that are read: those of a long ladder would take seconds
MOST_ROWS = 64  # rows that the levels of a long ladder are averaged into
_LEAST = 0.001  # that held-out must be above training: less is nothing to speak of


def past_of(found: list[tuple[int, bytes]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read evenly spread records by level, the newest among them.

    Returns the newest (L,), steps (R,), and all, binned (R, rows).
    """
    steps, rows = [], []
    levels = found[-1][1].count(b",") + 1 if found else 1
    most = min(len(found), MOST_RECORDS, max(32, _MOST_NUMBERS // levels))
    for index in np.unique(np.linspace(0, len(found) - 1, most).round().astype(int)):
        with suppress(ValueError, TypeError):
            rows.append(np.array(json.loads(found[index][1]), dtype=float))
            steps.append(found[index][0])
    if not rows:
        return np.empty(0), np.empty(0), np.empty((0, 0))
    fitting = [i for i, row in enumerate(rows) if len(row) == len(rows[-1])]
    return rows[-1], np.array([steps[i] for i in fitting], dtype=float), binned(np.stack([rows[i] for i in fitting]))


def binned(values: np.ndarray, most: int = MOST_ROWS) -> np.ndarray:
    """Average neighbouring levels of (R, L) losses so that at most `most` are left; nan is left out."""
    count = values.shape[1]
    if count <= most:
        return values
    starts = np.array([first for first, _ in row_levels(count, most)])
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        found: np.ndarray = np.add.reduceat(np.where(known, values, 0.0), starts, axis=1) / np.add.reduceat(
            known.astype(float), starts, axis=1
        )
    return found


def row_levels(count: int, most: int = MOST_ROWS) -> list[tuple[int, int]]:
    """Return which levels each row of :func:`binned` averages: first, and one past the last."""
    edges = np.linspace(0, count, min(count, most) + 1).round().astype(int).tolist()
    return list(itertools.pairwise(edges))


def lagging(train: np.ndarray, held_out: np.ndarray) -> tuple[int, float] | None:
    """Return the row that lags most, and by how much: the largest held-out minus training loss.

    Both are (R, rows) as :func:`binned` gives them; each is averaged over the last quarter of its
    records, because one record looks at few pictures a level. None where no row lags by a thousandth.
    """
    if not len(train) or not len(held_out) or train.shape[1] != held_out.shape[1]:
        return None
    behind = _lately(held_out) - _lately(train)
    if not (behind >= _LEAST).any():
        return None
    row = int(np.nanargmax(behind))
    return row, float(behind[row])


def _lately(past: np.ndarray) -> np.ndarray:
    recent = past[-max(1, len(past) // 4) :]
    known = np.isfinite(recent)
    with np.errstate(invalid="ignore"):
        mean: np.ndarray = np.where(known, recent, 0.0).sum(0) / known.sum(0)
    return mean
