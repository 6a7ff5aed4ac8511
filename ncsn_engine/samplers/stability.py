"""How large a step of plain Langevin dynamics may be."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from ncsn_engine.score import Denoiser

__all__ = ["stable_below"]

_PROBES = 512  # points at which the score's slope is measured
_STEEPEST = 0.99  # share of them that are less steep than what counts
_WALK = 12  # steps of the walk that brings them to where the data are


@torch.no_grad()
def stable_below(model: Denoiser, sigma: float, largest: float) -> float:
    """Return the step size at which ``x ← x + ε s(x, σ) + √(2ε) z`` stops to be stable, in units of x².

    Where the score falls with slope a/σ², that is 2σ²/a. Pictures are thin beside σ in most directions: a = 1, and the
    limit is 2σ². Points may be wide: two Gaussians of unit width have a = σ²/(1 + σ²), and take steps of 2(1 + σ²).
    For them the slope is measured: the steepest but the last hundredth of 512 points, drawn with a dozen steps.

    Parameters
    ----------
    sigma
        The level of the dynamics.
    largest
        σ from which the points are drawn.
    """
    if len(model.shape) > 1:
        return 2 * sigma**2
    device = torch.device("cpu") if model.sigmas is None else model.sigmas.device
    draw = torch.Generator().manual_seed(0)
    x = (largest * torch.randn(_PROBES, *model.shape, generator=draw)).to(device)
    x = x if device.type == "mps" else x.double()  # small differences of large numbers
    levels = torch.logspace(math.log10(largest), math.log10(min(sigma, largest)), _WALK).tolist()
    for now, then in itertools.pairwise(levels):  # DDIM, down to σ
        x = x + (then / now - 1) * (x - model.denoise(x, now))
    ways, h = torch.eye(x.shape[1], device=device, dtype=x.dtype), sigma / 4
    at = model.denoise(x, sigma)
    columns = [(model.denoise(x + h * way, sigma) - at) / h for way in ways]
    slopes = ways - torch.stack(columns, 2)  # of -σ² s, (N, D, D)
    steepest = torch.linalg.eigvalsh(((slopes + slopes.mT) / 2).cpu().double())[:, -1]
    a = float(steepest.quantile(_STEEPEST))
    return 2 * sigma**2 / min(max(a, 1e-6), 1.0)
