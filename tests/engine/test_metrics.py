from __future__ import annotations

import json
import math
import time
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scipy.linalg import sqrtm
from scipy.special import hyp1f1, ndtr

from ncsn_engine.config import DigitsConfig, DormandPrince, DPMSolver, InputError
from ncsn_engine.data import Split, load
from ncsn_engine.metrics import (
    Measured,
    compare,
    coverage,
    density,
    distances,
    energy,
    energy_distance,
    evaluate,
    find_copies,
    frechet_distance,
    kernel_distance,
    measured,
    nearest,
    neighbours,
    precision,
    recall,
    sliced_wasserstein,
    train_features,
)
from ncsn_engine.metrics.distances import directions
from ncsn_engine.metrics.families import FAMILIES
from ncsn_engine.metrics.features import FILE, choose_features, digit_features, features_of
from ncsn_engine.metrics.measured import affordable, measure
from ncsn_engine.models import load_model
from ncsn_engine.runs import create_run
from ncsn_engine.samplers import sample
from tests.engine.helpers import finished, pictures, python, tiny_config, train_to
from tests.engine.truth import Truth

CLAIM = "Metrics catch what they should"


def draw(*size: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(size)


def literal(x: np.ndarray, y: np.ndarray) -> float:
    def mean(a: np.ndarray, b: np.ndarray, same: bool) -> float:
        found = [math.dist(p, q) for i, p in enumerate(a) for j, q in enumerate(b) if not (same and i == j)]
        return math.fsum(found) / len(found)

    return 2 * mean(x, y, False) - mean(x, x, True) - mean(y, y, True)


@pytest.mark.parametrize(("n", "m", "dim"), [(2, 2, 1), (13, 40, 2), (30, 7, 65)])
def test_energy_distance_is_the_double_loop(n: int, m: int, dim: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = draw(n, dim), 3 + 2 * draw(m, dim, seed=1)
    expected = literal(x, y)
    assert energy_distance(x, y) == pytest.approx(expected, rel=1e-12)
    monkeypatch.setattr(energy, "_HELD", 8 * 5 * 7)  # a few rows at a time, some left over
    assert energy_distance(x, y) == pytest.approx(expected, rel=1e-12)


def test_repeated_rows_count_as_distance_zero() -> None:
    x = np.repeat(1e6 + draw(5, 2), 4, axis=0)
    assert energy_distance(x, x[::-1] + 1) == pytest.approx(literal(x, x[::-1] + 1), rel=1e-9)


@pytest.mark.parametrize("shift", [0.0, 0.5, 3.0])
def test_energy_distance_of_shifted_gaussians_on_a_line(shift: float) -> None:
    # |N(μ, 2)| has mean √2 √(2/π) exp(-μ²/4) + μ (1 - 2Φ(-μ/√2)).
    apart = 2 / math.sqrt(math.pi) * math.exp(-(shift**2) / 4) + shift * (1 - 2 * ndtr(-shift / math.sqrt(2)))
    expected = 2 * apart - 4 / math.sqrt(math.pi)
    found = energy_distance(draw(4000, 1), shift + draw(4000, 1, seed=1))
    assert found == pytest.approx(expected, abs=0.005 + 0.1 * shift * math.sqrt(2 / 4000) * 4)


@pytest.mark.parametrize("shift", [0.0, 0.5, 3.0])
def test_energy_distance_of_shifted_gaussians_in_the_plane(shift: float) -> None:
    # ‖N(μ, 2I)‖ is Rice's distribution, of mean √2 √(π/2) ₁F₁(-½; 1; -μ²/4).
    expected = 2 * math.sqrt(math.pi) * (hyp1f1(-0.5, 1, -(shift**2) / 4) - 1)
    mean = shift * np.array([0.6, 0.8])
    found = [energy_distance(draw(1000, 2, seed=s), mean + draw(1000, 2, seed=100 + s)) for s in range(8)]
    assert np.mean(found) == pytest.approx(expected, abs=0.004 + 0.04 * shift)


def test_for_equal_distributions_the_estimate_is_about_zero_on_either_side() -> None:
    found = [energy_distance(draw(100, 2, seed=s), draw(100, 2, seed=1000 + s)) for s in range(100)]
    assert min(found) < 0 < max(found)
    assert abs(np.mean(found)) < 4 * np.std(found) / 10


@given(st.integers(0, 2**31), st.floats(0.1, 10))
def test_energy_distance_is_symmetric_and_scales_with_x(seed: int, scale: float) -> None:
    x, y = draw(9, 3, seed=seed), 1 + draw(6, 3, seed=seed + 1)
    found = energy_distance(x, y)
    assert energy_distance(y, x) == pytest.approx(found, abs=1e-12)
    assert energy_distance(scale * x - 5, scale * y - 5) == pytest.approx(scale * found, rel=1e-9, abs=1e-9)


def test_tensors_and_arrays_give_the_same() -> None:
    x, y = draw(20, 2).astype(np.float32), draw(30, 2, seed=1).astype(np.float32)
    expected = energy_distance(x, y)
    tensors = torch.from_numpy(x).requires_grad_(True), torch.from_numpy(y)
    assert energy_distance(*tensors) == expected
    assert isinstance(expected, float)


def test_memory_is_bounded() -> None:
    x, y = draw(2500, 2), draw(2500, 2, seed=1)
    tracemalloc.start()
    try:
        energy_distance(x, y)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 20e6  # all at once are 50 MB


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.zeros((1, 2)), np.zeros((5, 2)), r"x has shape \(1, 2\); expected \(N, D\) with N at least 2"),
        (np.zeros((5, 2)), torch.zeros(0, 2), r"y has shape \(0, 2\)"),
        (np.zeros(5), np.zeros((5, 1)), r"x has shape \(5,\)"),
        (np.zeros((5, 0)), np.zeros((5, 0)), r"x has shape \(5, 0\)"),
        (np.zeros((5, 1)), np.zeros((5, 1, 8, 8)), r"y has shape \(5, 1, 8, 8\).*flatten pictures"),
        (np.zeros((5, 2)), np.zeros((5, 3)), "x has 2 columns and y has 3"),
        (np.array([[0.0, 1.0], [1.0, math.nan]]), np.zeros((5, 2)), "x holds NaN at row 1"),
        (np.zeros((5, 2)), np.array([[math.inf, 1.0], [1.0, 2.0]]), "y holds infinity at row 0"),
    ],
)
def test_what_has_no_energy_distance(x: Any, y: Any, message: str) -> None:
    with pytest.raises(InputError, match=f"^energy distance: {message}"):
        energy_distance(x, y)


# ---------------------------------------------------------------------------------------------
# Distances


def test_frechet_distance_of_known_normal_distributions(truth: Truth) -> None:
    random, dim, n = np.random.default_rng(0), 8, 100_000
    a, b = (random.standard_normal((dim, dim)) / math.sqrt(dim) + 0.5 * np.eye(dim) for _ in range(2))
    shift = 0.5 * random.standard_normal(dim)
    ca, cb = a @ a.T, b @ b.T
    expected = float(shift @ shift + np.trace(ca + cb - 2 * sqrtm(ca @ cb).real))
    found = frechet_distance(draw(n, dim, seed=1) @ a.T, shift + draw(n, dim, seed=2) @ b.T)
    check = f"Fréchet distance of two normal distributions in {dim} dimensions, shifted and turned, n = {n}: error"
    truth.at_most(CLAIM, check, abs(found / expected - 1), 0.02)


def test_frechet_distance_is_torchmetrics_on_our_own_features(digits: Split, truth: Truth) -> None:
    from torchmetrics.image.fid import FrechetInceptionDistance

    x, real = digits.train[:600], digits.train[600:1300]
    metric = FrechetInceptionDistance(feature=digit_features()[0])
    metric.update(real, real=True)
    metric.update(x, real=False)
    rows = features_of("digits", 0, 1)
    found, expected = frechet_distance(rows(x), rows(real)), float(metric.compute())
    truth.at_most(
        CLAIM, "Fréchet distance against torchmetrics on pictures (float32): error", found / expected - 1, 1e-5
    )


@pytest.mark.parametrize(("n", "dim"), [(500, 64), (65, 64), (64, 64), (20, 64)])
def test_frechet_distance_of_a_moved_set_is_the_square_of_the_way(n: int, dim: int, truth: Truth) -> None:
    x, way = draw(n, dim), draw(dim, seed=1)
    x[:, :5] = 0.3  # as the corners of pictures: singular at any n
    error = abs(frechet_distance(x, x + way) - way @ way) / dim
    truth.at_most(CLAIM, f"Fréchet distance of {n} samples, {dim} features, moved: error over the trace", error, 1e-7)
    if n <= dim:
        assert error < 1e-13


@pytest.mark.parametrize(("n", "m", "dim"), [(700, 650, 300), (310, 900, 300), (290, 400, 350), (400, 290, 350)])
@pytest.mark.parametrize("constant", [0, 20])
def test_frechet_distance_of_wide_features_is_that_by_singular_values(
    n: int, m: int, dim: int, constant: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, real = draw(n, dim) @ np.diag(np.geomspace(1, 1e-3, dim)), 0.9 * draw(m, dim, seed=1)
    x[:, :constant] = real[:, :constant] = 0.3
    found = frechet_distance(x, real)
    monkeypatch.setattr(distances, "_NARROW", 10_000)
    expected = frechet_distance(x, real)
    assert found == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(
    ("n", "dim", "draws"), [(1000, 64, 100), (5000, 64, 100), (1000, 3072, 100), (4000, 3072, 6), (20_000, 3072, 4)]
)
def test_draws_are_as_many_as_can_be_afforded(n: int, dim: int, draws: int) -> None:
    assert affordable(n, n, dim, 100) == draws
    assert affordable(n, n, dim, 3) == 3


def test_few_draws_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "_OPERATIONS", 0.0)
    stages = list(measure(FAMILIES["frechet"], draw(20, 3), draw(60, 3, seed=1), 20))
    assert [stage.share for stage in stages] == sorted(stage.share for stage in stages)
    assert "of 4 draws only" in stages[-1].measured[0].note


def test_frechet_distance_grows_as_samples_get_fewer() -> None:
    few, many = (
        np.mean([frechet_distance(draw(n, 16, seed=s), draw(n, 16, seed=99 + s)) for s in range(8)]) for n in (200, 800)
    )
    assert few / many == pytest.approx(4, rel=0.15)  # a constant over n


def test_kernel_distance_is_the_double_loop() -> None:
    def mean(a: np.ndarray, b: np.ndarray, same: bool) -> float:
        found = [(p @ q / 3 + 1) ** 3 for i, p in enumerate(a) for j, q in enumerate(b) if not (same and i == j)]
        return math.fsum(found) / len(found)

    x, y = draw(11, 3), 1 + draw(17, 3, seed=1)
    expected = mean(x, x, True) + mean(y, y, True) - 2 * mean(x, y, False)
    assert kernel_distance(x, y) == pytest.approx(expected, rel=1e-12)


@pytest.mark.filterwarnings("ignore:Metric `Kernel Inception Distance`")
def test_kernel_distance_is_that_of_torchmetrics() -> None:
    from torchmetrics.image.kid import KernelInceptionDistance

    x, y = draw(50, 6), 0.5 + draw(50, 6, seed=1)
    metric = KernelInceptionDistance(feature=torch.nn.Identity(), subsets=1, subset_size=50)
    metric.update(torch.from_numpy(y), real=True)
    metric.update(torch.from_numpy(x), real=False)
    assert kernel_distance(x, y) == pytest.approx(float(metric.compute()[0]), rel=1e-12)


def test_kernel_distance_has_no_bias(truth: Truth) -> None:
    found = [kernel_distance(draw(60, 4, seed=s), draw(40, 4, seed=9000 + s)) for s in range(400)]
    off = abs(np.mean(found)) / (np.std(found) / math.sqrt(len(found)))
    truth.at_most(CLAIM, "kernel distance of equal distributions: mean of 400, in standard errors", off, 3)
    shift = 0.7  # on a line, (1 + ab)³ compares the first three moments, with weights 3, 3 and 1
    expected = 3 * shift**2 + 3 * shift**4 + (shift**3 + 3 * shift) ** 2
    found = [kernel_distance(draw(500, 1, seed=s), shift + draw(400, 1, seed=9000 + s)) for s in range(100)]
    error = 4 * np.std(found) / math.sqrt(len(found))
    truth.near(CLAIM, f"kernel distance of N(0, 1) and N({shift}, 1): mean of 100", np.mean(found), expected, error)


@pytest.mark.parametrize(("n", "m"), [(7, 7), (6, 4), (5, 13)])
def test_sliced_wasserstein_on_a_line_matches_quantiles(n: int, m: int) -> None:
    x, y = draw(n, 1), 2 * draw(m, 1, seed=1) + 1
    a, b = np.sort(x[:, 0]), np.sort(y[:, 0])
    at = (np.arange(n * m) + 0.5) / (n * m)  # fine enough to be exact
    expected = math.sqrt(np.mean((a[(at * n).astype(int)] - b[(at * m).astype(int)]) ** 2))
    assert sliced_wasserstein(x, y) == pytest.approx(expected, rel=1e-12)


def test_sliced_wasserstein_of_normal_distributions(truth: Truth) -> None:
    x, shift = draw(300, 3), np.array([1.0, -2.0, 0.5])
    along = directions(3, 256, 0)
    expected = math.sqrt(np.mean((along @ shift) ** 2))
    error = abs(sliced_wasserstein(x, x + shift) / expected - 1)
    truth.at_most(CLAIM, "sliced Wasserstein of a moved set, by its projections: error", error, 1e-12)
    error = abs(expected / (np.linalg.norm(shift) / math.sqrt(3)) - 1)
    truth.at_most(CLAIM, "sliced Wasserstein of a moved set, 256 directions, over all directions: error", error, 0.1)
    # On a line W₂² = (μ₁ - μ₂)² + (s₁ - s₂)².
    found = sliced_wasserstein(draw(20_000, 1), 0.6 + 1.8 * draw(20_000, 1, seed=1))
    truth.near(CLAIM, "sliced Wasserstein of N(0, 1) and N(0.6, 1.8²) on a line, n = 20000", found, 1.0, 0.03)


# ---------------------------------------------------------------------------------------------
# Neighbours


def radius(points: np.ndarray, i: int, k: int) -> float:
    return sorted(math.dist(points[i], p) for j, p in enumerate(points) if j != i)[k - 1]


@pytest.mark.parametrize(("n", "m", "k"), [(30, 30, 3), (12, 40, 5), (25, 9, 1)])
def test_shares_are_literal_loops(n: int, m: int, k: int) -> None:
    x, real = 0.7 * draw(n, 3) + 0.4, draw(m, 3, seed=1)
    around = [radius(real, j, k) for j in range(m)]
    around_x = [radius(x, i, k) for i in range(n)]
    hits = [[math.dist(p, q) <= r for q, r in zip(real, around, strict=True)] for p in x]
    assert precision(x, real, k) == sum(any(row) for row in hits) / n
    assert (
        recall(x, real, k) == sum(any(math.dist(p, q) <= r for p, r in zip(x, around_x, strict=True)) for q in real) / m
    )
    assert density(x, real, k) == pytest.approx(sum(map(sum, hits)) / (k * n), rel=1e-12)
    assert coverage(x, real, k) == sum(any(row[j] for row in hits) for j in range(m)) / m


@pytest.mark.parametrize(("n", "m", "k"), [(200, 200, 5), (100, 300, 3)])
def test_coverage_and_density_of_equal_distributions(n: int, m: int, k: int, truth: Truth) -> None:
    sets = [(draw(n, 4, seed=s), draw(m, 4, seed=9000 + s)) for s in range(60)]
    expected = 1 - math.prod((m - i) / (n + m - i) for i in range(1, k + 1))
    found = np.mean([coverage(x, real, k) for x, real in sets])
    truth.near(CLAIM, f"coverage of equal distributions, {n} and {m}, k = {k}: mean of 60", found, expected, 0.01)
    found = np.mean([density(x, real, k) for x, real in sets])
    truth.near(CLAIM, f"density of equal distributions, {n} and {m}, k = {k}: mean of 60", found, m / (m - 1), 0.03)


@pytest.mark.parametrize("flips", [False, True])
def test_nearest_is_a_literal_search(flips: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    x, train = torch.from_numpy(draw(9, 2, 4, 4)), torch.from_numpy(draw(30, 2, 4, 4, seed=1))
    x[3], x[5] = train[17], train[8].flip(-1)
    for held in (2**25, 8 * 30 * 2):  # all at once; two at a time
        monkeypatch.setattr("ncsn_engine.metrics.neighbours._HELD", held)
        found = nearest(x, train, 4, flips)
        for i, picture in enumerate(x):
            straight = [float((picture - t).norm()) for t in train]
            mirrored = [float((picture - t.flip(-1)).norm()) if flips else math.inf for t in train]
            best = [min(pair) for pair in zip(straight, mirrored, strict=True)]
            order = sorted(range(30), key=best.__getitem__)[:4]
            assert found.indices[i].tolist() == order
            assert found.distances[i] == pytest.approx([best[j] for j in order], rel=1e-12)
            assert found.mirrored[i].tolist() == [mirrored[j] < straight[j] for j in order]
    assert (found.distances[3, 0], found.distances[5, 0] == 0) == (0, flips)


def test_points_have_no_mirror() -> None:
    x = torch.from_numpy(draw(5, 2))
    found = nearest(x.flip(-1), x, 5)
    assert not found.mirrored.any()
    assert (np.diff(found.distances, axis=1) >= 0).all()


# ---------------------------------------------------------------------------------------------
# Copies


def test_copies_of_the_training_set_are_flagged_and_new_digits_are_not(digits: Split, truth: Truth) -> None:
    train, held_out = digits.train, digits.held_out
    mixed = torch.cat([train[:100], train[100:1000] + 0.3 * torch.randn(900, 1, 8, 8)])
    for what, x in (
        ("the training set", train),
        ("the training set under noise of 0.05", train + 0.05 * torch.randn(train.shape)),
        ("the training set mirrored", train.flip(-1)),
        ("a tenth of the training set among noisy others", mixed),
    ):
        found = find_copies(x, train, held_out)
        truth.near(CLAIM, f"copies: {what} is flagged", float(found.copies), 1, 0)
    assert find_copies(train, train, held_out).share == 1
    assert find_copies(train, train, held_out).ratio == 0
    assert not find_copies(train.flip(-1), train, held_out, flips=False).copies

    everything, flagged, ratios = torch.cat([train, held_out]), 0, []
    for seed in range(40):
        order = torch.randperm(1797, generator=torch.Generator().manual_seed(seed))
        known, judged, new = order[:1200], order[1200:1500], order[1500:]
        found = find_copies(everything[new], everything[known], everything[judged])
        flagged += found.copies
        ratios.append(found.ratio)
    truth.at_most(CLAIM, "copies: 297 new real digits, 40 splits: flagged", flagged, 0)
    truth.near(
        CLAIM, "copies: 297 new real digits, 40 splits: mean ratio of median distances", np.mean(ratios), 1, 0.02
    )


def test_the_chance_of_a_share_is_exact() -> None:
    below = []
    train = torch.zeros(1, 2)
    for seed in range(400):  # any distances will do: the test asks for their order only
        new, judged = (torch.from_numpy(draw(k, 2, seed=s)) for k, s in ((60, seed), (50, 5000 + seed)))
        below.append(find_copies(new, train, judged).probability <= 0.05)
    assert np.mean(below) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 400)


def test_what_is_near_to_all_is_a_copy_of_none(digits: Split) -> None:
    train, held_out = digits.train, digits.held_out
    grey = train.mean(0) + 0.01 * torch.randn(200, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    assert not find_copies(grey, train, held_out).copies
    assert not find_copies(0.5 * grey + 0.5 * train[:200].mean((2, 3), keepdim=True), train, held_out).copies
    twice = torch.cat([train, train[:50]])  # what the data holds twice is copied as well as what it holds once
    assert find_copies(train[:50], twice, held_out).share == 1


@pytest.mark.parametrize("held", [1, 8 * 64 * 100])
def test_neighbours_are_the_same_a_few_at_a_time(digits: Split, held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x, train = digits.held_out[:20], digits.train[:60] if held == 1 else digits.train
    whole = nearest(x, train, 5)
    monkeypatch.setattr(neighbours, "_HELD", held)
    parts = nearest(x, train, 5)
    for name in ("indices", "distances", "mirrored"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
    spoilt = train.clone()
    spoilt[50] = torch.nan
    with pytest.raises(InputError, match="train holds NaN at row 50"):
        nearest(x, spoilt, 5)


def test_data_that_repeats_itself_is_no_copying() -> None:
    points = torch.from_numpy(draw(200, 2))
    half = torch.cat([points[:100], torch.from_numpy(draw(100, 2, seed=1))])
    assert not find_copies(half, points, half[50:150]).copies
    assert find_copies(points, points, half).copies


# ---------------------------------------------------------------------------------------------
# Intervals and floors


@pytest.fixture(scope="module")
def digits() -> Split:
    return load(DigitsConfig())


@pytest.fixture(scope="module")
def seen(digits: Split) -> tuple[np.ndarray, np.ndarray]:
    """All digits' features and classes, in random order."""
    order = np.random.default_rng(0).permutation(1797)
    labels = digits.labels(order)
    assert labels is not None
    return features_of("digits", 0, 1)(digits.pictures(order)), labels.numpy()


def all_of(x: np.ndarray, real: np.ndarray, *families: str, **options: Any) -> dict[str, Measured]:
    *_, last = compare(x, real, families or measured.PICTURES, **options)
    return {m.name: m for m in last.measured}


ROWS = {"digits": measured.PICTURES, "points": measured.POINTS}


@pytest.mark.parametrize("kind", ROWS)
def test_real_against_real_lies_within_its_own_floor(
    kind: str, seen: tuple[np.ndarray, np.ndarray], truth: Truth
) -> None:
    rows = seen[0] if kind == "digits" else draw(1500, 2)
    found = all_of(rows[:500], rows[500:], *ROWS[kind], draws=60)
    for m in found.values():
        assert m.floor_low <= m.floor <= m.floor_high
        assert (m.n, m.n_real) == (500, 500)
        outside = max(m.floor_low - m.value, m.value - m.floor_high) / (m.floor_high - m.floor_low)
        check = f"{kind}, real against real: {m.name}, beyond its floor's interval, over its width"
        truth.at_most(CLAIM, check, max(0.0, outside), 0.1)
        assert m.low <= m.floor <= m.high


def test_half_of_the_classes_missing_costs_recall_and_coverage(
    seen: tuple[np.ndarray, np.ndarray], truth: Truth
) -> None:
    rows, labels = seen
    ours = np.flatnonzero(labels < 5)[:450]
    found = all_of(rows[ours], np.delete(rows, ours, 0), "neighbours", "frechet", "kernel", draws=60)
    # Where 450 were taken from ten classes too, real samples are found everywhere.
    for name in ("recall", "coverage"):
        m = found[name]
        truth.at_most(
            CLAIM, f"half of the classes missing: {name}, its interval over the floor's", m.high / m.floor_low, 1
        )
    m = found["precision"]
    truth.at_most(
        CLAIM, "half of the classes missing: precision, the floor's interval over it", m.floor_low / m.value, 1
    )
    for name in ("Fréchet distance", "kernel distance"):
        assert found[name].low > found[name].floor_high


@pytest.mark.parametrize(
    ("family", "name", "expected"),
    [
        ("kernel", "kernel distance", 3 * 0.25 + 3 * 0.0625 + 1.625**2),
        ("energy", "energy distance", 4 / math.sqrt(math.pi) * (math.exp(-0.0625) - 1) + 2 * 0.5 * math.erf(0.25)),
        ("sliced", "sliced Wasserstein distance", None),
        ("frechet", "Fréchet distance", None),
        ("neighbours", "recall", None),
        ("neighbours", "coverage", None),
    ],
)
def test_intervals_hold_as_often_as_they_say(family: str, name: str, expected: float | None, truth: Truth) -> None:
    # N(0, 1) and N(½, 1) on a line, 80 of each; where no closed form is at hand, the mean of all is the truth.
    found = []
    for seed in range(60):
        real, x = draw(160, 1, seed=seed), 0.5 + draw(80, 1, seed=7000 + seed)
        found.append(all_of(x, real, family, draws=40)[name])
    true = expected if expected is not None else float(np.mean([m.value for m in found]))
    held = float(np.mean([m.low <= true <= m.high for m in found]))
    truth.near(CLAIM, f"95 % interval of {name}, 60 normal sets: share that holds", held, 0.92, 0.08)


def test_all_metrics_of_1000_digits_are_quick(digits: Split, truth: Truth) -> None:
    random = torch.Generator().manual_seed(0)
    real = torch.cat([digits.train, digits.held_out])
    x = real[torch.randperm(1797, generator=random)[:1000]] + 0.2 * torch.randn(1000, 1, 8, 8, generator=random)
    rows = features_of("digits", 0, 1)
    begun = time.process_time()
    *_, last = compare(rows(x), rows(real))
    find_copies(x, digits.train, digits.held_out)
    seconds = time.process_time() - begun
    assert len(last.measured) == 6
    truth.at_most(
        CLAIM, "seconds of one core for all metrics of 1000 digits, floors and intervals included", seconds, 20
    )


def test_every_number_comes_from_the_seed() -> None:
    x, real = draw(40, 2), draw(100, 2, seed=1)
    found = all_of(x, real, *measured.POINTS, draws=10)
    assert all_of(x, real, *measured.POINTS, draws=10) == found
    assert all_of(x, real, *measured.POINTS, draws=10, seed=1) != found


def test_what_is_compared_with_what() -> None:
    real = draw(100, 2)
    sizes = {
        (len(x), n_real): {(m.n, m.n_real) for m in all_of(x, real, "energy", draws=5, n_real=n_real).values()}
        for x in (draw(20, 2, seed=1), draw(90, 2, seed=2))
        for n_real in (None, 30)
    }
    assert sizes == {(20, None): {(20, 20)}, (90, None): {(50, 50)}, (20, 30): {(20, 30)}, (90, 30): {(70, 30)}}
    m = all_of(draw(90, 2, seed=2), real, "sliced", draws=5, n_real=30)["sliced Wasserstein distance"]
    assert m.value == sliced_wasserstein(draw(90, 2, seed=2)[:70], real[:30], measured.PROJECTIONS)


def test_too_many_pairs_are_not_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(measured.FAMILIES, "energy", replace(measured.FAMILIES["energy"], most=30))
    found = all_of(draw(50, 2), draw(200, 2, seed=1), "energy", "sliced", draws=5)
    assert [(m.n, m.n_real) for m in found.values()] == [(30, 30), (50, 50)]


def test_a_wide_frechet_distance_warns() -> None:
    m = all_of(draw(20, 30), draw(60, 30, seed=1), "frechet", draws=5, about="pixels")["Fréchet distance"]
    assert m.note.startswith("pixels; ")
    assert "fewer samples than the 30 features" in m.note


# ---------------------------------------------------------------------------------------------
# Features


def test_the_digits_classifier_is_as_good_as_it_says(digits: Split, truth: Truth) -> None:
    network, facts = digit_features()
    found = train_features.accuracy(network, digits)
    assert (found, facts["held_out"], facts["train"]) == (facts["accuracy"], 297, 1500)
    truth.at_most(CLAIM, "classifier of digits: wrong on the 297 held-out digits", 1 - found, 0.02)
    rows = features_of("digits", 0, 1)(digits.train)
    assert rows.shape == (1500, 64)
    assert rows.mean(0) == pytest.approx(np.zeros(64), abs=1e-5)
    assert rows.var() == pytest.approx(1, rel=1e-4)
    assert FILE.stat().st_size < 300_000


def test_features_depend_on_the_training_digits_and_the_seed_alone(digits: Split) -> None:
    def made(data: Split, **options: int) -> bytes:
        *_, (_, network) = train_features.train_features(data, **options)
        return train_features.file_of(network, {"accuracy": 0.5, "held_out": 1})

    values = digits.source.values.clone()  # type: ignore[union-attr]
    values[torch.from_numpy(digits.held_out_indices)] = 0
    blind = replace(digits, source=replace(digits.source, values=values))
    one = made(digits, steps=3)
    torch.manual_seed(99)
    assert made(blind, steps=3) == one
    assert made(digits, steps=3, seed=1) != one


@pytest.mark.slow
def test_the_digits_classifier_can_be_made_again(digits: Split) -> None:
    *_, (step, network) = train_features.train_features(digits)
    shipped, facts = digit_features()
    assert step == facts["steps"]
    assert abs(train_features.accuracy(network, digits) - facts["accuracy"]) <= 0.01
    for name, value in network.state_dict().items():
        assert torch.allclose(value, shipped.state_dict()[name], atol=0.05), name


def test_features_see_through_the_pixel_range(digits: Split) -> None:
    x = digits.held_out
    assert features_of("digits", -1, 1)(2 * x - 1) == pytest.approx(features_of("digits", 0, 1)(x), abs=1e-4)
    assert features_of("pixels", 0, 1)(x).shape == (297, 64)
    assert features_of("pixels", 0, 1)(x).dtype == np.float64


def test_features_are_chosen_by_the_data() -> None:
    assert choose_features(None, "digits", (1, 8, 8)) == "digits"
    assert choose_features("pixels", "digits", (1, 8, 8)) == "pixels"
    assert choose_features(None, "cifar10", (3, 32, 32)) == "pixels"
    assert choose_features(None, "moons", (2,)) == "points"


@pytest.mark.parametrize(
    ("asked", "kind", "shape", "message"),
    [
        ("digits", "cifar10", (3, 32, 32), "'digits'.*1 × 8 × 8 only, and this data is 3 × 32 × 32; use 'pixels'"),
        ("digits", "moons", (2,), "'digits'.*use 'points'"),
        ("points", "digits", (1, 8, 8), "'points': do not fit data of 1 × 8 × 8; use 'pixels'"),
        ("inception", "digits", (1, 8, 8), "'inception': do not fit.*use 'pixels'"),
    ],
)
def test_features_that_do_not_fit(asked: Any, kind: str, shape: tuple[int, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        choose_features(asked, kind, shape)


# ---------------------------------------------------------------------------------------------
# Evaluating a model


def test_evaluating_the_ready_made_model(truth: Truth) -> None:
    model = load_model("ready-made")
    stages = list(evaluate(model, DPMSolver(n_steps=8), count=120, seed=3))
    assert all(0 <= stage.share <= 1 for stage in stages)
    assert list(dict.fromkeys(stage.what for stage in stages)) == [
        "opening the data",
        "drawing samples",
        "Fréchet distance",
        "kernel distance",
        "nearest neighbours",
        "looking for copies",
        "done",
    ]
    assert [stage.evaluation is not None for stage in stages] == [False] * (len(stages) - 1) + [True]
    found = stages[-1].evaluation
    assert found is not None
    assert (found.n, found.nfe, found.against) == (120, 8, "all")
    assert found.model == model.source
    *_, last = sample(model, DPMSolver(n_steps=8), count=120, seed=3)
    assert np.array_equal(found.x, last.x.numpy())
    assert {(m.n, m.n_real) for m in found.measured} == {(120, 120)}
    assert all("99.3% right on 297 digits" in m.note for m in found.measured)
    assert found.copies is not None
    truth.near(CLAIM, "the ready-made model copies", float(found.copies.copies), 0, 0)

    tree = json.loads(found.to_json())
    assert tree["model"]["sha256"] == model.source.sha256  # type: ignore[union-attr]
    assert (tree["sampling"]["kind"], tree["sampling"]["count"], tree["data"]["kind"]) == (
        "dpm-solver++",
        120,
        "digits",
    )
    assert tree["measured"][0]["value"] == found.measured[0].value
    assert "x" not in tree
    lines = found.table().splitlines()
    assert len(lines) == 1 + 6 + 2
    assert lines[1].startswith("Fréchet distance ↓")
    assert lines[-1].startswith("120 samples by dpm-solver++, 8 evaluations each")


def test_evaluating_against_held_out_digits_alone() -> None:
    model = load_model("ready-made")
    *_, last = evaluate(model, DPMSolver(n_steps=3), count=40, features="pixels", against="held-out")
    assert last.evaluation is not None
    assert {(m.n, m.n_real) for m in last.evaluation.measured} == {(40, 297)}
    assert all("plain pixels" in m.note for m in last.evaluation.measured)
    assert not model.network._forward_hooks


MOONS = {"data.kind": "moons", "data.count": 400, "network.kind": "mlp"}


def test_evaluating_points(tmp_path: Any) -> None:
    run = create_run(tiny_config(**MOONS, **{"training.steps": 2}), tmp_path / "run")
    train_to(run)
    *_, last = evaluate(load_model(run), DormandPrince(frames=4, rtol=1e-2, atol=1e-2), count=200)
    found = last.evaluation
    assert found is not None
    assert [m.name for m in found.measured][:2] == ["energy distance", "sliced Wasserstein distance"]
    assert found.nfe > 4  # it does not know before
    shares = {m.name: m for m in found.measured}
    assert shares["precision"].high < shares["precision"].floor_low  # it has learned nothing yet


@pytest.mark.parametrize("of", ["x", "real"])
@pytest.mark.parametrize(
    ("function", "least"),
    [
        (frechet_distance, 2),
        (kernel_distance, 2),
        (sliced_wasserstein, 1),
        (precision, 4),
        (recall, 4),
        (density, 6),
        (coverage, 6),
        (lambda x, real: list(compare(x, real)), 12),
    ],
)
def test_what_has_no_metric(function: Any, least: int, of: str) -> None:
    def asked(bad: np.ndarray) -> None:
        function(**{"x": draw(30, 3), "real": draw(30, 3), of: bad})

    with pytest.raises(InputError, match=rf"{of} has shape \({least - 1}, 3\); expected .* at least {least}:"):
        asked(draw(least - 1, 3))
    with pytest.raises(InputError, match=rf"{of} has shape \(0, 3\)"):
        asked(np.zeros((0, 3)))
    with pytest.raises(InputError, match=r"has [34] columns and real has [34]"):
        asked(draw(30, 4))
    with pytest.raises(InputError, match=f"{of} holds NaN at row 7"):
        asked(np.where(np.arange(30)[:, None] == 7, math.nan, 1.0) * np.ones(3))


def test_too_few_real_samples_for_real_against_real() -> None:
    with pytest.raises(InputError, match=r"20 real samples, 10 of them.*at least 24, 12 to compare with and 12 others"):
        list(compare(draw(50, 2), draw(20, 2)))
    with pytest.raises(InputError, match="100 real samples, 95 of them"):
        list(compare(draw(50, 2), draw(100, 2), n_real=95))


@pytest.mark.parametrize(("pictures_there", "count", "names"), [(8, 40, 2), (30, 40, 6), (30, 5, 2), (4, 40, 0)])
def test_what_there_is_enough_for_is_measured_and_the_rest_is_named(
    pictures_there: int, count: int, names: int, tmp_path: Any
) -> None:
    for i, picture in enumerate(pictures(pictures_there)[..., 0]):
        Image.fromarray(picture).save(tmp_path / f"{i}.png")
    folder = {"data.kind": "folder", "data.folder": str(tmp_path), "data.size": 8, "data.colour": "grey"}
    run = create_run(tiny_config(**folder, **{"training.steps": 1}), tmp_path / "run")
    train_to(run)
    *_, last = evaluate(load_model(run), DPMSolver(n_steps=2), count=count)
    found = last.evaluation
    assert found is not None and len(found.measured) == names
    table = found.table()
    assert ("not measured" in table) == (names < 6)
    if names < 6:
        few = min(count, pictures_there // 2)
        assert f"12 samples a side are needed, generated, real and other real ones, and there are {few}." in table
        assert json.loads(found.to_json())["remarks"][0] in table
    if names and count > pictures_there // 2:
        assert f": {pictures_there // 2} of the {count} samples are compared" in table


def test_what_can_not_be_evaluated(digits: Split) -> None:
    model = load_model("ready-made")
    with pytest.raises(InputError, match="use 'pixels'"):
        list(evaluate(model, features="points"))
    moons = load(tiny_config(**MOONS).data)
    with pytest.raises(InputError, match=r"data is of shape \(2,\), the model's of \(1, 8, 8\)"):
        list(evaluate(model, data=moons))
    with pytest.raises(InputError, match=r"x is of shape \(297, 1, 8, 8\) and train of \(5, 1, 4, 4\)"):
        nearest(digits.held_out, torch.zeros(5, 1, 4, 4))
    with pytest.raises(InputError, match="count = 6: must be from 1 to the 5 training"):
        nearest(torch.zeros(2, 2), torch.zeros(5, 2), 6)
    with pytest.raises(InputError, match="train holds NaN at row 0"):
        nearest(torch.zeros(2, 2), torch.full((5, 2), torch.nan), 1)


def test_torchmetrics_is_imported_when_it_is_needed() -> None:
    code, out, err = finished(python("import sys, ncsn_engine.metrics; print('torchmetrics' in sys.modules)"))
    assert (code, out.strip()) == (0, "False"), err
