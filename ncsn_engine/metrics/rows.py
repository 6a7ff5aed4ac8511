"""What every metric is given: rows of numbers, one a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from ncsn_engine.config import InputError

if TYPE_CHECKING:
    Rows = np.ndarray | torch.Tensor

__all__ = ["both", "rows"]


def both(metric: str, x: Rows, y: Rows, names: tuple[str, str] = ("x", "y"), least: int = 2) -> list[np.ndarray]:
    """Return two sets as float64 rows, (N, D) and (M, D); arguments and errors as in :func:`rows`."""
    a, b = (rows(metric, name, values, least) for name, values in zip(names, (x, y), strict=True))
    if a.shape[1] != b.shape[1]:
        raise InputError(
            "{metric}: {names} has {shape} columns and {names_2} has {shape_2}; "
            "expected as many in both, one for each dimension.",
            metric=metric,
            names=names[0],
            shape=a.shape[1],
            names_2=names[1],
            shape_2=b.shape[1],
        )
    return [a, b]


def rows(metric: str, name: str, values: Rows, least: int = 2, first: int = 0) -> np.ndarray:
    """Return a set of samples as float64 rows, (N, D).

    Parameters
    ----------
    metric, name
        What asks, and what it calls this set; for messages.
    values
        (N, D), on any device.
    least
        The fewest samples that will do.
    first
        The number of the first row, where these are a part of more.

    Raises
    ------
    InputError
        If there are fewer, if this is no table, or if it holds numbers that are not finite.
    """
    if isinstance(values, torch.Tensor):
        values = values.detach().cpu().double().numpy()  # in this order: Apple's GPUs have no float64
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or len(table) < least or not table.shape[1]:
        raise InputError(
            "{metric}: {name} has shape {shape}; expected (N, D) with N at least {least}: "
            "flatten pictures, and give a line's points one column.",
            metric=metric,
            name=name,
            shape=table.shape,
            least=least,
        )
    bad = np.flatnonzero(~np.isfinite(table).all(axis=1))
    if len(bad):
        what = "NaN" if np.isnan(table[bad[0]]).any() else "infinity"
        raise InputError(
            "{metric}: {name} holds {what} at row {first}; expected finite numbers (rows count from 0).",
            metric=metric,
            name=name,
            what=what,
            first=first + bad[0],
        )
    return table
