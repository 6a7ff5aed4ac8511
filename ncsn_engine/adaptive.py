"""Adaptive steps of fifth order, each picture with steps of its own: what is computed beside it changes nothing.

Dormand & Prince 1980, J. Comput. Appl. Math. 6, table 2; the steps as in Hairer, Nørsett & Wanner 1993, section II.4.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from ncsn_engine.config import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["State", "solve"]

State = tuple[torch.Tensor, ...]  # each (N, ...)

_NODES = (1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0)
_ROWS = (
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
)
# Fifth order less fourth.
_ERROR = (71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40)
_SAFETY, _LEAST, _MOST = 0.9, 0.2, 10.0  # of a step's change
_SMALLEST = 1e-8  # step, as a share of the whole way


def solve(
    slope: Callable[[torch.Tensor, State, torch.Tensor], State],
    start: State,
    ends: tuple[float, float],
    tolerance: tuple[float, float],
    stride: torch.Tensor,
    known: State | None = None,
) -> tuple[State, torch.Tensor]:
    """Solve ``dy/dt = slope(t, y)`` for many pictures at once; returns where they end, and the steps to go on with.

    Parameters
    ----------
    slope
        Of times (n,), states (n, ...) and which pictures these are, int64 (n,).
    start
        Where they begin, each (N, ...).
    ends
        First and last t.
    tolerance
        Relative and absolute error allowed in a step, as root mean square over each part of a picture's state.
    stride
        The first step to try of each picture, (N,), towards the end.
    known
        The slope at the start, where it is known already.

    Raises
    ------
    InputError
        If steps get too small to go on with.
    """
    first, last = ends
    way, everyone = last - first, torch.arange(len(stride), device=stride.device)
    y = tuple(part.clone() for part in start)
    done = torch.zeros_like(stride)  # share of the way
    share = (stride / way).clone()
    k = tuple(part.clone() for part in (known or slope(torch.full_like(stride, first), start, everyone)))
    while len(here := (done < 1).nonzero().flatten()):
        step = torch.minimum(share[here], 1 - done[here])
        at = done[here]
        begin, slopes = tuple(part[here] for part in y), [tuple(part[here] for part in k)]
        for node, row in zip(_NODES, _ROWS, strict=True):
            reached = _along(begin, slopes, row, way * step)
            slopes.append(slope(first + way * (at + node * step), reached, here))
        error = _miss(begin, reached, _along(None, slopes, _ERROR, way * step), tolerance)
        good = error <= 1
        for whole, part in zip((*y, *k), (*reached, *slopes[-1]), strict=True):
            whole[here[good]] = part[good]
        # A step that reaches the end is the end, whatever rounding says.
        done[here[good]] = torch.where(step >= 1 - at, 1.0, at + step)[good].to(done.dtype)
        change = (_SAFETY * error.clamp(min=1e-10) ** -0.2).clamp(_LEAST, _MOST)
        # A good step that the end cut short says nothing against the longer one that was wished.
        cut = good & (step < share[here])
        share[here] = torch.where(cut, torch.maximum(share[here], step * change), step * change)
        _refuse_tiny_steps(share[here], first + way * at)
    return y, share * way


def _refuse_tiny_steps(share: torch.Tensor, t: torch.Tensor) -> None:
    small = share < max(_SMALLEST, 4 * torch.finfo(share.dtype).eps)
    if bool(small.any()):
        raise InputError(
            "the adaptive steps got too small to go on at σ {exp:.3g}: the tolerance is "
            "finer than the network's numbers, the guidance is too large, or its weights are damaged; raise the "
            "tolerance.",
            exp=math.exp(float(t[small][0])),
        )


def _along(begin: State | None, slopes: list[State], weights: tuple[float, ...], step: torch.Tensor) -> State:
    """Return the sum of slopes by weights, times the step of each picture, on top of where they begin."""
    found = []
    for index, parts in enumerate(zip(*slopes, strict=True)):
        total = sum((w * part for w, part in zip(weights, parts, strict=True) if w), torch.zeros_like(parts[0]))
        moved = step.view(-1, *[1] * (total.ndim - 1)) * total
        found.append(moved if begin is None else begin[index] + moved)
    return tuple(found)


def _miss(begin: State, reached: State, error: State, tolerance: tuple[float, float]) -> torch.Tensor:
    """Return the error of each picture over what is allowed, (n,); the worst of the state's parts counts."""
    rtol, atol = tolerance
    parts = []
    for before, after, missed in zip(begin, reached, error, strict=True):
        allowed = atol + rtol * torch.maximum(before.abs(), after.abs())
        parts.append((missed / allowed).view(len(missed), -1).square().mean(1).sqrt())
    worst = torch.stack(parts).amax(0)
    return torch.nan_to_num(worst, nan=1e10, posinf=1e10)
