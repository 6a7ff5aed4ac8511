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
            f"{metric}: {names[0]} has {a.shape[1]} columns and {names[1]} has {b.shape[1]}; "
            "expected as many in both, one for each dimension."
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
            f"{metric}: {name} has shape {table.shape}; expected (N, D) with N at least {least}: "
            "flatten pictures, and give a line's points one column."
        )
    bad = np.flatnonzero(~np.isfinite(table).all(axis=1))
    if len(bad):
        what = "NaN" if np.isnan(table[bad[0]]).any() else "infinity"
        raise InputError(
            f"{metric}: {name} holds {what} at row {first + bad[0]}; expected finite numbers (rows count from 0)."
        )
    return table
