"""The probability-flow ODE, ``dx/d ln σ = x - D(x; σ)``, and the change of ln p along it.

Instantaneous change of variables: ``d ln p/d ln σ = -(D_dim - tr ∇D)`` (Chen et al. 2018; Song et al. 2021, eq. 39).
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from ncsn_engine.adaptive import solve
from ncsn_engine.config import InputError
from ncsn_engine.devices import finest
from ncsn_engine.memory import at_once, picture_bytes
from ncsn_engine.score import ScoreModel
from ncsn_engine.threads import share_cores

if TYPE_CHECKING:
    from ncsn_engine.adaptive import State
    from ncsn_engine.score import Denoiser

__all__ = ["EXACT_UP_TO", "Flow", "ends_of", "placed"]

EXACT_UP_TO = 4  # dimensions in which the trace is taken exactly
_FIRST = 0.05  # step to try first, as a share of the way


class Flow:
    """The ODE in u = ln σ, with the change of ln p where asked."""

    def __init__(self, model: Denoiser, signs: torch.Tensor | None, trace: bool = True) -> None:
        self.model, self.signs, self.trace, self.looks = model, signs, trace, 0

    def run(self, start: State, first: float, last: float, tolerance: float) -> State:
        """Carry a state from one σ to another."""
        ends = math.log(first), math.log(last)
        stride = torch.full(
            (len(start[0]),), _FIRST * (ends[1] - ends[0]), dtype=start[0].dtype, device=start[0].device
        )
        self._taken = torch.zeros(len(stride), dtype=torch.int64, device=stride.device)
        with torch.no_grad():
            found, _ = solve(self._slope, start, ends, (tolerance, tolerance), stride)
        self.looks = int(self._taken.max())
        return found

    def _slope(self, log_sigma: torch.Tensor, state: State, here: torch.Tensor) -> State:
        share_cores()
        sigma, x = log_sigma.exp(), state[0]
        self._taken[here] += 1
        if not self.trace:
            return (x - self.model.denoise(x, sigma),)
        few = at_once(lambda: self._picture_bytes, x)
        parts = [self._with_trace(*part) for part in zip(*(torch.split(t, few) for t in (x, sigma, here)), strict=True)]
        return torch.cat([slope for slope, _ in parts]), torch.cat([gained for _, gained in parts])

    def _with_trace(
        self, x: torch.Tensor, sigma: torch.Tensor, here: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.enable_grad(), sdpa_kernel(SDPBackend.MATH):
            x = x.detach().requires_grad_(True)
            denoised = self.model.denoise(x, sigma)
            trace = self._trace(x, denoised, here)
        return (x - denoised).detach(), x[0].numel() - trace

    @functools.cached_property
    def _picture_bytes(self) -> int:
        model = self.model
        if not isinstance(model, ScoreModel):
            return 1  # an exact density holds next to nothing
        return picture_bytes(model.network, model.shape, bool(model.classes), learning=True)

    def _trace(self, x: torch.Tensor, denoised: torch.Tensor, here: torch.Tensor) -> torch.Tensor:
        """Return tr ∇D of each picture, (N,)."""
        if self.signs is None:
            flat = denoised.flatten(1)
            slopes = [torch.autograd.grad(flat[:, i].sum(), x, retain_graph=True)[0] for i in range(flat.shape[1])]
            return torch.stack([slope.flatten(1)[:, i] for i, slope in enumerate(slopes)]).sum(0)
        total = torch.zeros(len(x), dtype=x.dtype, device=x.device)
        for signs in self.signs[here].unbind(1):
            (slope,) = torch.autograd.grad((denoised * signs).sum(), x, retain_graph=True)
            total += (slope * signs).flatten(1).sum(1)
        return total / self.signs.shape[1]


def placed(model: Denoiser, x: torch.Tensor) -> torch.Tensor:
    """Return pictures where the model computes, in the finest numbers there."""
    device = x.device if model.sigmas is None else model.sigmas.device
    return x.to(device, finest(device))


def ends_of(model: Denoiser, sigmas: tuple[float, float] | None) -> tuple[float, float]:
    """Return largest and smallest σ: those given, or the model's.

    Raises
    ------
    InputError
        If the model has none, or takes no σ between its levels.
    """
    if sigmas is not None:
        return sigmas
    if model.sigmas is None:
        raise InputError("sigmas: this model has no ladder of its own; give the largest and the smallest σ.")
    if isinstance(model, ScoreModel) and model.only_levels:
        raise InputError(
            "likelihood: the ODE asks for σ between the levels, but this network (NCSN's) knows its levels only; "
            "use a model whose network is told σ."
        )
    return float(model.sigmas[0]), float(model.sigmas[-1])
