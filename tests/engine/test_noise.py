from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ncsn_engine.config import GeometricLadder, InputError, LinearLadder, RulesLadder
from ncsn_engine.noise import geometric, ladder, linear, nearest_level, ratio, step_sizes, training_sigma

ENDS = st.tuples(st.floats(1e-4, 1e3), st.floats(1.01, 1e4)).map(lambda pair: (pair[0] * pair[1], pair[0]))
LEVELS = st.integers(2, 600)


@given(ENDS, LEVELS)
def test_geometric_ladder_is_its_formula(ends: tuple[float, float], n: int) -> None:
    largest, smallest = ends
    formula = [largest * (smallest / largest) ** ((i - 1) / (n - 1)) for i in range(1, n + 1)]
    np.testing.assert_allclose(geometric(largest, smallest, n), formula, rtol=1e-10)


@given(ENDS, LEVELS)
def test_linear_ladder_has_equal_differences(ends: tuple[float, float], n: int) -> None:
    largest, smallest = ends
    formula = [largest + (smallest - largest) * i / (n - 1) for i in range(n)]
    np.testing.assert_allclose(linear(largest, smallest, n), formula, rtol=1e-10)


@given(ENDS, LEVELS, st.sampled_from([geometric, linear]))
def test_ladders_descend_from_end_to_end(ends: tuple[float, float], n: int, make: object) -> None:
    largest, smallest = ends
    sigmas = make(largest, smallest, n)  # type: ignore[operator]
    assert (sigmas.dtype, sigmas.shape) == (np.float64, (n,))
    assert sigmas[0] == pytest.approx(largest)
    assert sigmas[-1] == pytest.approx(smallest)
    assert (np.diff(sigmas) < 0).all()


@given(ENDS, LEVELS)
def test_ratio_of_a_geometric_ladder(ends: tuple[float, float], n: int) -> None:
    sigmas = geometric(*ends, n)
    assert ratio(sigmas) == pytest.approx(sigmas[0] / sigmas[1])


def test_ladder_follows_the_settings() -> None:
    assert ladder(GeometricLadder(sigma_max=20, sigma_min=1, n_levels=10)) == pytest.approx(geometric(20, 1, 10))
    assert ladder(LinearLadder(sigma_max=1, sigma_min=0.01, n_levels=5)) == pytest.approx(linear(1, 0.01, 5))


def test_rules_design_the_ladder_from_the_data() -> None:
    corners = torch.tensor([[0.0] * 64, [1.0] * 64]).view(2, 1, 8, 8)
    sigmas = ladder(RulesLadder(), corners)
    assert sigmas[0] == pytest.approx(8)  # √64
    assert sigmas[-1] == pytest.approx(0.01)
    assert len(sigmas) == math.ceil(1 + math.log(800) / math.log(1.36085))


def test_more_overlap_means_more_levels() -> None:
    corners = torch.tensor([[0.0] * 64, [1.0] * 64]).view(2, 1, 8, 8)
    assert len(ladder(RulesLadder(overlap=0.8), corners)) > len(ladder(RulesLadder(overlap=0.5), corners))


def test_rules_need_data_that_are_farther_apart_than_sigma_min() -> None:
    with pytest.raises(InputError, match=r"noise\.kind.*geometric"):
        ladder(RulesLadder())
    close = torch.zeros(4, 1, 2, 2)
    close[0] += 0.1
    with pytest.raises(InputError, match=r"noise\.sigma_min = 1: .*lower it"):
        ladder(RulesLadder(sigma_min=1.0), close)


def draw(kind: str, sigmas: np.ndarray, count: int = 50_000) -> np.ndarray:
    settings = GeometricLadder(training_sigma=kind)  # its ends are those of the ladder that is given
    found = training_sigma(settings, torch.tensor(sigmas).float(), count, torch.Generator().manual_seed(0))
    assert found.shape == (count,)
    return found.double().numpy()


def test_training_on_levels_shows_each_level_equally_often() -> None:
    sigmas = geometric(10, 0.1, 5)
    found, counts = np.unique(draw("levels", sigmas), return_counts=True)
    np.testing.assert_allclose(found, sigmas[::-1], rtol=1e-6)
    np.testing.assert_allclose(counts, 10_000, rtol=0.04)


@pytest.mark.parametrize(("kind", "scale"), [("log-uniform", np.log), ("uniform", lambda s: s)])
def test_continuous_training_sigma_is_uniform_on_its_scale(kind: str, scale: object) -> None:
    found = np.sort(draw(kind, geometric(10, 0.1, 5)))
    assert found[0] >= 0.1 - 1e-6
    assert found[-1] <= 10 + 1e-5
    low, high, at = (scale(np.asarray(v)) for v in (0.1, 10.0, found))  # type: ignore[operator]
    share = (at - low) / (high - low)
    # Kolmogorov-Smirnov: farther than this in one of 1000 seeds.
    assert np.abs(share - np.linspace(0, 1, len(found))).max() < 1.95 / math.sqrt(len(found))


@given(ENDS, st.integers(2, 60))
def test_each_level_is_nearest_to_itself(ends: tuple[float, float], n: int) -> None:
    sigmas = torch.tensor(geometric(ends[0], ends[1] / 1.5, n))
    assert nearest_level(sigmas, sigmas).tolist() == list(range(n))


@given(ENDS, st.integers(2, 30), st.floats(0.5, 2))
def test_nearest_level_is_nearest_in_the_logarithm(ends: tuple[float, float], n: int, factor: float) -> None:
    sigmas = geometric(*ends, n)
    sigma = sigmas[n // 2] * factor
    found = int(nearest_level(torch.tensor([sigma], dtype=torch.float64), torch.tensor(sigmas)))
    away = np.abs(np.log(sigmas / sigma))
    assert away[found] <= away.min() + 1e-9


def test_step_sizes() -> None:
    sigmas = np.array([4.0, 2.0, 1.0])
    assert step_sizes(sigmas, 0.1, "annealed") == pytest.approx([1.6, 0.4, 0.1])
    assert step_sizes(sigmas, 0.1, "constant") == pytest.approx([0.1, 0.1, 0.1])
