"""What a density is given, made arrays of numbers or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from ncsn_engine.config import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    Numbers = Sequence[Any] | np.ndarray | torch.Tensor

__all__ = ["expect", "noise_for", "numbers", "refuse_negative"]


def numbers(name: str, values: Numbers | None) -> torch.Tensor:
    """Return a copy as float64 on the CPU; refuses what is empty or not finite, naming the row."""
    try:
        if isinstance(values, torch.Tensor):
            found = values.detach().to("cpu", torch.float64, copy=True)
        else:
            found = torch.from_numpy(np.array(values, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise InputError(
            "exact: {name} are not an array of numbers ({error}); expected rows of equal length.",
            name=name,
            error=error,
        ) from error
    if found.ndim == 0 or found.numel() == 0:
        raise InputError(
            "exact: {name} have shape {shape}; expected at least one row of numbers.",
            name=name,
            shape=tuple(found.shape),
        )
    rows = found.view(len(found), -1)
    bad = (~rows.isfinite().all(1)).nonzero()
    if len(bad):
        row = int(bad[0])
        what = "NaN" if rows[row].isnan().any() else "infinity"
        raise InputError(
            "exact: {name} hold {what} at row {row}; expected finite numbers (rows count from 0).",
            name=name,
            what=what,
            row=row,
        )
    return found


def expect(name: str, values: torch.Tensor, shape: tuple[int, ...]) -> None:
    """Refuse numbers that do not go with the means."""
    if tuple(values.shape) != shape:
        raise InputError(
            "exact: {name} have shape {shape}; expected {shape_2}, to go with the means.",
            name=name,
            shape=tuple(values.shape),
            shape_2=shape,
        )


def refuse_negative(name: str, values: torch.Tensor) -> None:
    """Refuse numbers below 0, naming the row."""
    if (values < 0).any():
        row = int((values < 0).nonzero()[0])
        raise InputError(
            "exact: {name} hold {values:g} at row {row}; expected 0 or more (rows count from 0).",
            name=name,
            values=float(values[row]),
            row=row,
        )


def noise_for(x: torch.Tensor, sigma: torch.Tensor | float, shape: tuple[int, ...], narrowest: float) -> torch.Tensor:
    """Return σ as (N,) in x's dtype, on its device.

    Parameters
    ----------
    shape
        Of one x of the density.
    narrowest
        Smallest width of the density without noise; where it is 0, σ must not be.
    """
    if tuple(x.shape[1:]) != shape:
        expected = ", ".join(["N", *map(str, shape)])
        raise InputError(
            "exact: x has shape {shape}; expected ({expected}), as the density's own points.",
            shape=tuple(x.shape),
            expected=expected,
        )
    if not x.is_floating_point():
        raise InputError(
            "exact: x holds {dtype}; expected floating point: call x.float() or x.double() first.", dtype=x.dtype
        )
    sigma = torch.as_tensor(sigma, dtype=x.dtype, device=x.device)
    if sigma.shape not in ((), (1,), (len(x),)):
        raise InputError(
            "exact: sigma has shape {shape}; expected a number or ({count},), one for each x.",
            shape=tuple(sigma.shape),
            count=len(x),
        )
    if not (sigma >= 0).all():
        raise InputError("exact: sigma is negative or NaN; expected 0 or more.")
    if narrowest == 0 and not (sigma > 0).all():
        raise InputError(
            "exact: at sigma 0 there is no density, for a part of it has no width; "
            "ask at a sigma above 0, or give every part a width (a bandwidth, a std, a covariance of full rank)."
        )
    return sigma.expand(len(x))
