from __future__ import annotations

import math
from typing import NamedTuple

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ncsn_engine.data.digits import digits
from ncsn_engine.design import (
    best_epsilon,
    design,
    largest_distance,
    levels_for_ratio,
    overlap,
    ratio_for_overlap,
    residual_variance,
)


class Row(NamedTuple):
    dim: int
    sigma_max: float
    n_levels: int
    steps: int
    epsilon: float
    overlap: float  # C at the released ratio
    levels_for_half: float
    best_epsilon: float
    residual_variance: float  # at the released ε

    @property
    def ratio(self) -> float:
        return float((self.sigma_max / SMALLEST) ** (1 / (self.n_levels - 1)))


SMALLEST = 0.01
# Song & Ermon 2020 and their released settings.
TABLE = {
    "CIFAR-10": Row(3072, 50, 232, 5, 6.2e-6, 0.567, 219.2, 6.18e-6, 1.0555),
    "CelebA": Row(12288, 90, 500, 5, 3.3e-6, 0.567, 472.2, 3.34e-6, 1.0314),
    "Church": Row(27648, 140, 788, 4, 4.9e-6, 0.566, 744.5, 2.31e-6, 1.0247),
    "Bedroom": Row(49152, 190, 1086, 3, 1.8e-6, 0.567, 1025.7, 1.77e-6, 1.0174),
    "FFHQ": Row(196608, 348, 2311, 3, 9e-7, 0.567, 2181.6, 8.9e-7, 1.0089),
}
ROWS = pytest.mark.parametrize("row", TABLE.values(), ids=list(TABLE))


@ROWS
def test_overlap_of_the_released_ladders(row: Row) -> None:
    assert overlap(row.ratio, row.dim) == pytest.approx(row.overlap, abs=6e-4)


@ROWS
def test_levels_for_an_overlap_of_one_half(row: Row) -> None:
    levels = levels_for_ratio(row.sigma_max, SMALLEST, ratio_for_overlap(row.dim, 0.5))
    assert levels == pytest.approx(row.levels_for_half, abs=0.06)


@ROWS
def test_best_epsilon(row: Row) -> None:
    assert best_epsilon(SMALLEST, row.ratio, row.steps) == pytest.approx(row.best_epsilon, abs=6e-9)


@ROWS
def test_residual_variance_of_the_release(row: Row) -> None:
    left = residual_variance(row.epsilon, SMALLEST, row.ratio, row.steps)
    assert left == pytest.approx(row.residual_variance, abs=6e-5)


def test_levels_of_mnist_sized_pictures() -> None:
    gamma = ratio_for_overlap(784)
    assert gamma == pytest.approx(1.08197, abs=5e-6)
    assert levels_for_ratio(1, 0.01, gamma) == pytest.approx(59.45, abs=0.005)


def test_rules_on_the_real_digits() -> None:
    source = digits()
    largest = largest_distance(source.values / source.white)
    gamma = ratio_for_overlap(64)
    assert largest == pytest.approx(4.815, abs=5e-4)
    assert gamma == pytest.approx(1.36085, abs=5e-6)
    assert levels_for_ratio(largest, 0.01, gamma) == pytest.approx(21.05, abs=0.005)
    made = design(largest, 0.01, 64)
    assert (made.n_levels, made.dim) == (22, 64)  # rounded up, so that levels overlap at least that much


@given(st.integers(2, 200_000), st.floats(0.05, 0.95))
def test_the_ratio_has_the_overlap_asked_for(dim: int, target: float) -> None:
    gamma = ratio_for_overlap(dim, target)
    if overlap(gamma, dim) <= target + 1e-9:  # in few dimensions any two levels may overlap more
        shift, width = math.sqrt(2 * dim) * (gamma - 1), 3 * gamma
        exact = 0.5 * (math.erf((shift + width) / math.sqrt(2)) - math.erf((shift - width) / math.sqrt(2)))
        assert exact == pytest.approx(target, abs=1e-6)


@given(st.floats(0.5, 500), st.integers(4, 200_000))
def test_designed_levels_overlap_at_least_as_asked(sigma_max: float, dim: int) -> None:
    made = design(sigma_max, 0.01, dim, 0.5)
    actual = (sigma_max / 0.01) ** (1 / (made.n_levels - 1))
    assert overlap(actual, dim) >= 0.5 - 1e-9


@pytest.mark.parametrize(("h", "gamma", "steps"), [(0.05, 1.36, 5), (0.2, 1.5, 3), (0.9, 1.1, 2), (1.5, 1.2, 4)])
def test_residual_variance_of_a_simulated_chain(h: float, gamma: float, steps: int) -> None:
    generator = torch.Generator().manual_seed(0)
    sigma, smallest = 0.7, 0.01
    alpha = h * smallest**2 * sigma**2 / smallest**2
    # Data at the point 0: what the level before leaves is N(0, (γσ)²), and the score is -x/σ².
    x = gamma * sigma * torch.randn(400_000, generator=generator, dtype=torch.float64)
    for _ in range(steps):
        x = (
            x
            - alpha * x / sigma**2
            + math.sqrt(2 * alpha) * torch.randn(len(x), generator=generator, dtype=torch.float64)
        )
    left = float(x.var()) / sigma**2
    assert residual_variance(h * smallest**2, smallest, gamma, steps) == pytest.approx(left, rel=0.01)


@pytest.mark.parametrize(("epsilon", "left"), [(1e-4, 2.0), (2e-5, 1.111)])
def test_what_common_step_sizes_leave_after_many_steps(epsilon: float, left: float) -> None:
    assert residual_variance(epsilon, 0.01, 1.67, 1000) == pytest.approx(left, abs=1e-3)


@pytest.mark.parametrize("h", [0.0, -0.1, 2.0, 2.5])
def test_unstable_steps_leave_infinite_variance(h: float) -> None:
    assert residual_variance(h * 1e-4, 0.01, 1.3, 5) == math.inf


@given(st.floats(0.001, 1.0), st.floats(1.005, 3.0), st.integers(1, 100))
def test_no_other_epsilon_is_better(sigma_min: float, gamma: float, steps: int) -> None:
    best = abs(residual_variance(best_epsilon(sigma_min, gamma, steps), sigma_min, gamma, steps) - 1)
    for k in range(1, 400):
        other = residual_variance(2 * k / 400 * sigma_min**2, sigma_min, gamma, steps)
        assert best <= abs(other - 1) + 1e-6


def test_largest_distance_of_known_points() -> None:
    x = torch.tensor([[[[0.0, 0.0]]], [[[3.0, 4.0]]], [[[1.0, 1.0]]]])
    assert largest_distance(x) == pytest.approx(5)


SHAPES = [(1, 8, 8), (3, 32, 32), (3, 64, 64), (2,)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("value", [0.1, 1 / 3, 123.4, -7e5])
@pytest.mark.parametrize("count", [26, 40, 1100])
def test_copies_of_one_picture_have_no_distance_at_all(shape: tuple[int, ...], value: float, count: int) -> None:
    one = value * torch.rand(shape, generator=torch.Generator().manual_seed(1))
    assert largest_distance(one.expand(count if len(shape) < 3 or shape[-1] < 64 else 40, *shape)) == 0


@pytest.mark.parametrize("shape", SHAPES)
def test_one_different_pixel_is_the_distance(shape: tuple[int, ...]) -> None:
    x = torch.rand(shape, generator=torch.Generator().manual_seed(1)).expand(40, *shape).clone()
    x[17].view(-1)[1] += 1 / 255
    exact = abs(float(x[17].view(-1)[1].double() - x[0].view(-1)[1].double()))
    assert largest_distance(x) == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("away", [0.0, 1.0, 300.0, 1e5, 1e7])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_distances_far_from_0_and_small_or_large_are_right(away: float, scale: float) -> None:
    x = torch.randn(200, 5, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    x = (scale * (x + away)).float()
    exact = torch.cdist(x.double(), x.double(), compute_mode="donot_use_mm_for_euclid_dist").max()
    assert largest_distance(x) == pytest.approx(float(exact), rel=1e-6)


def test_the_farthest_pair_of_many_pictures_is_found() -> None:
    x = torch.rand(2500, 3, 8, 8, generator=torch.Generator().manual_seed(3)).round(decimals=2)
    rows = x.flatten(1).double()
    exact = max(float(torch.cdist(part, rows).max()) for part in rows.split(500))
    assert largest_distance(x) == pytest.approx(exact, rel=1e-6)
