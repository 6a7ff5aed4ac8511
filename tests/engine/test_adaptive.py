"""Adaptive steps: right to their tolerance, and each picture's own."""

from __future__ import annotations

import math

import pytest
import torch

from ncsn_engine.adaptive import State, solve
from ncsn_engine.config import InputError

RATES = torch.tensor([0.1, 1.0, 7.0], dtype=torch.float64)  # of decay: gentle to steep


def decay(rates: torch.Tensor, seen: list[int] | None = None) -> object:
    def slope(t: torch.Tensor, state: State, here: torch.Tensor) -> State:
        if seen is not None:
            seen.append(len(here))
        return (-rates[here, None] * (1 + t[:, None]) * state[0],)  # y = exp(-r (t + t²/2))

    return slope


def run(rates: torch.Tensor, tolerance: float, seen: list[int] | None = None) -> torch.Tensor:
    start = (torch.ones(len(rates), 2, dtype=rates.dtype),)
    stride = torch.full((len(rates),), 0.5, dtype=rates.dtype)
    return solve(decay(rates, seen), start, (0.0, 2.0), (0.0, tolerance), stride)[0][0]  # type: ignore[arg-type]


@pytest.mark.parametrize("tolerance", [1e-3, 1e-5, 1e-8])
def test_the_error_is_within_a_few_tolerances(tolerance: float) -> None:
    exact = torch.exp(-4 * RATES)[:, None].expand(-1, 2)
    assert float((run(RATES, tolerance) - exact).abs().max()) < 5 * tolerance


def test_halving_the_steps_shows_the_fifth_order() -> None:
    # One step of a length that any tolerance takes: the error falls at least as its sixth power.
    errors = []
    for length in (0.4, 0.2):
        rates = torch.ones(1, dtype=torch.float64)
        start, stride = (torch.ones(1, 1, dtype=torch.float64),), torch.tensor([length], dtype=torch.float64)
        found = solve(decay(rates), start, (0.0, length), (0.0, 10.0), stride)[0][0]  # type: ignore[arg-type]
        errors.append(abs(float(found) - math.exp(-(length + length**2 / 2))))
    assert errors[0] / errors[1] > 50


def test_a_picture_alone_is_bit_for_bit_what_it_is_among_others() -> None:
    together = run(RATES, 1e-6)
    for index in range(3):
        assert torch.equal(run(RATES[index : index + 1], 1e-6), together[index : index + 1])


def test_only_the_steep_ones_take_many_steps() -> None:
    seen: list[int] = []
    run(RATES, 1e-6, seen)
    assert seen[0] == 3 and seen[-1] == 1


def test_backwards_is_as_good_as_forwards() -> None:
    rates = torch.ones(1, dtype=torch.float64)
    start, stride = (torch.full((1, 1), math.exp(-4.0), dtype=torch.float64),), torch.full((1,), -0.1).double()
    found = solve(decay(rates), start, (2.0, 0.0), (1e-9, 1e-9), stride)[0][0]  # type: ignore[arg-type]
    assert float(found) == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_what_can_not_go_on_says_so(dtype: torch.dtype) -> None:
    def cliff(t: torch.Tensor, state: State, here: torch.Tensor) -> State:
        return (state[0] * torch.where(t < 1, 1.0, torch.nan)[:, None],)

    with pytest.raises(InputError, match=r"too small to go on at σ 2\.72: .*raise the tolerance"):
        solve(cliff, (torch.ones(2, 1, dtype=dtype),), (0.0, 2.0), (1e-6, 1e-6), torch.full((2,), 0.3, dtype=dtype))
