from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logsumexp
from scipy.stats import multivariate_normal
from torch.utils._python_dispatch import TorchDispatchMode

from ncsn_engine.config import InputError
from ncsn_engine.exact import GaussianMixture, KernelDensity, empirical, kernel
from tests.engine.truth import Truth

Density = GaussianMixture | KernelDensity


def normal(*size: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


TOY = GaussianMixture([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0])
THREE = GaussianMixture([1, 2, 3], [[0.0, 1.0, 2.0], [1.0, 1.0, 0.0], [-2.0, 0.0, 0.0]], [0.1, 0.0, 2.0])
ONE = GaussianMixture([1], [[0.5]], [0.3])
ELLIPSES = GaussianMixture(
    [0.5, 0.2, 0.3],
    [[-1.0, 0.5], [1.5, 1.0], [0.0, -1.0]],
    covariances=[[[0.5, 0.3], [0.3, 0.4]], [[0.3, -0.1], [-0.1, 0.9]], [[1.0, 0.0], [0.0, 0.2]]],
)
ROOT = normal(4, 5, 5, seed=1)
WIDE = GaussianMixture([1, 1, 2, 0], normal(4, 5, seed=2), covariances=ROOT @ ROOT.mT)
FLAT = GaussianMixture([1], [[1.0, 0.0, 2.0]], covariances=[[[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]])

POINTS = normal(60, 2, seed=3)
PICTURES = torch.rand(40, 3, 4, 5, generator=torch.Generator().manual_seed(4), dtype=torch.float64)

ROUND = {"toy": TOY, "three": THREE, "one": ONE}
DENSITIES: dict[str, Density] = {
    **ROUND,
    "ellipses": ELLIPSES,
    "wide": WIDE,
    "flat": FLAT,
    "kernels": KernelDensity(POINTS, 0.3),
    "data": empirical(POINTS),
    "kernels on pictures": KernelDensity(PICTURES, 0.2),
    "pictures": empirical(PICTURES),
}
SMOOTH = {name: DENSITIES[name] for name in ("toy", "one", "ellipses", "wide", "kernels", "kernels on pictures")}

EACH = pytest.mark.parametrize("density", DENSITIES.values(), ids=DENSITIES.keys())
EACH_ROUND = pytest.mark.parametrize("mixture", ROUND.values(), ids=ROUND.keys())
EACH_SMOOTH = pytest.mark.parametrize("density", SMOOTH.values(), ids=SMOOTH.keys())
SIGMAS = pytest.mark.parametrize("sigma", [0.2, 1.0, 20.0])


def points(density: Density, count: int = 200, scale: float = 6) -> torch.Tensor:
    return scale * normal(count, *density.shape)


def gradient(density: Density, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
    x = x.clone().requires_grad_(True)
    (found,) = torch.autograd.grad(density.log_prob(x, sigma).sum(), x)
    return found


def grid(reach: float, count: int) -> tuple[torch.Tensor, float]:
    """Points of a square grid, (count², 2), and the area of a cell."""
    axis = torch.linspace(-reach, reach, count, dtype=torch.float64)
    return torch.cartesian_prod(axis, axis), float(axis[1] - axis[0]) ** 2


# Scores, against autograd


@EACH
@SIGMAS
def test_score_is_the_gradient_of_log_prob(density: Density, sigma: float, truth: Truth) -> None:
    for scale in (0.5, 6):
        x = points(density, scale=scale)
        exact = gradient(density, x, sigma)
        torch.testing.assert_close(density.score(x, sigma), exact, rtol=1e-8, atol=1e-8)
        worst = float(((density.score(x, sigma) - exact).abs() / (1 + exact.abs())).max())
        shape = "×".join(map(str, density.shape))
        check = f"{type(density).__name__}, shape {shape}, σ = {sigma:g}, points {scale:g} wide: score against autograd"
        truth.at_most("Scores of the exact densities", check, worst, 1e-8)


@EACH_SMOOTH
def test_score_without_noise_is_the_gradient_too(density: Density) -> None:
    x = points(density, scale=2)
    torch.testing.assert_close(density.score(x), gradient(density, x, 0.0), rtol=1e-8, atol=1e-8)


@EACH
def test_score_is_the_gradient_where_each_row_has_its_own_sigma(density: Density) -> None:
    x, sigma = points(density), torch.logspace(-1, 1.5, 200, dtype=torch.float64)
    torch.testing.assert_close(density.score(x, sigma), gradient(density, x, sigma), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("density", [empirical(POINTS), KernelDensity(POINTS, 0.01)], ids=["data", "kernels"])
def test_score_is_the_gradient_on_and_beside_the_points_at_small_noise(density: KernelDensity) -> None:
    x = torch.cat([POINTS, POINTS + 0.01 * normal(60, 2), 0.5 * (POINTS[:-1] + POINTS[1:])])
    for sigma in (0.003, 0.05):
        torch.testing.assert_close(density.score(x, sigma), gradient(density, x, sigma), rtol=1e-8, atol=1e-8)


# Values, against scipy and by hand


@EACH_ROUND
@SIGMAS
def test_log_prob_is_the_sum_of_its_parts(mixture: GaussianMixture, sigma: float) -> None:
    x = points(mixture, 20)
    assert mixture.stds is not None
    total = torch.zeros(20, dtype=torch.float64)
    for w, mean, std in zip(mixture.weights, mixture.means, mixture.stds, strict=True):
        part = torch.distributions.Normal(mean, math.sqrt(float(std) ** 2 + sigma**2))
        total += w * part.log_prob(x).sum(1).exp()
    near = total > 1e-250
    torch.testing.assert_close(mixture.log_prob(x, sigma)[near], total[near].log(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("sigma", [0.0, 0.3, 5.0])
def test_log_prob_of_covariances_is_scipys(sigma: float) -> None:
    for weights, mixture, covariances in (
        ([0.25, 0.25, 0.5, 0.0], WIDE, ROOT @ ROOT.mT),
        ([0.5, 0.5], GaussianMixture([1, 1], normal(2, 5), covariances=(ROOT @ ROOT.mT)[:2]), (ROOT @ ROOT.mT)[:2]),
    ):
        x = points(mixture, 50, scale=2)
        parts = [
            multivariate_normal(mean.numpy(), cov.numpy() + sigma**2 * np.eye(5)).logpdf(x.numpy())
            for mean, cov in zip(mixture.means, covariances, strict=True)
        ]
        expected = logsumexp(np.stack(parts, axis=1), b=weights, axis=1)
        np.testing.assert_allclose(mixture.log_prob(x, sigma).numpy(), expected, rtol=1e-9)


@pytest.mark.parametrize("sigma", [0.0, 0.3, 5.0])
def test_round_parts_are_covariances_that_are_multiples_of_one(sigma: float) -> None:
    stds = torch.tensor([0.4, 1.5], dtype=torch.float64)
    matrices = stds.square()[:, None, None] * torch.eye(2, dtype=torch.float64)
    same = GaussianMixture([1, 3], [[0.0, 1.0], [2.0, -1.0]], stds)
    full = GaussianMixture([1, 3], [[0.0, 1.0], [2.0, -1.0]], covariances=matrices)
    x = points(same, 50)
    for name in ("log_prob", "score", "denoise"):
        torch.testing.assert_close(getattr(same, name)(x, sigma), getattr(full, name)(x, sigma), rtol=1e-10, atol=1e-10)
    torch.testing.assert_close(same.covariance(), full.covariance())
    assert (same.low, same.high) == pytest.approx((full.low, full.high))


@SIGMAS
@pytest.mark.parametrize("bandwidth", [0.0, 0.7])
def test_a_kernel_density_is_a_mixture_of_equal_parts(sigma: float, bandwidth: float) -> None:
    kernels = KernelDensity(POINTS, bandwidth)
    mixture = GaussianMixture([1] * 60, POINTS, [bandwidth] * 60)
    x = points(kernels)
    for name in ("log_prob", "score", "denoise"):
        found, expected = getattr(kernels, name)(x, sigma), getattr(mixture, name)(x, sigma)
        torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-9)
    assert (kernels.low, kernels.high) == pytest.approx((mixture.low, mixture.high))


@pytest.mark.parametrize("sigma", [0.0, 0.5])
@pytest.mark.parametrize("density", [ELLIPSES, KernelDensity(POINTS, 0.3)], ids=["ellipses", "kernels"])
def test_densities_integrate_to_one(density: Density, sigma: float) -> None:
    x, area = grid(9, 181)
    assert float(density.log_prob(x, sigma).exp().sum()) * area == pytest.approx(1, abs=1e-8)


# Denoising


@EACH_ROUND
@SIGMAS
def test_denoise_is_the_posterior_mean(mixture: GaussianMixture, sigma: float) -> None:
    x = points(mixture)
    assert mixture.stds is not None
    # By Bayes, part by part, without a score.
    variance = mixture.stds**2 + sigma**2
    away = (x[:, None] - mixture.means).square().sum(-1)
    share = torch.softmax(
        mixture.weights.log() - away / (2 * variance) - mixture.means.shape[1] / 2 * variance.log(), dim=1
    )
    pull = (mixture.stds**2 / variance)[:, None]
    means = mixture.means + pull * (x[:, None] - mixture.means)
    torch.testing.assert_close(mixture.denoise(x, sigma), (share[..., None] * means).sum(1), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("sigma", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("density", [ELLIPSES, KernelDensity(POINTS, 0.3)], ids=["ellipses", "kernels"])
def test_denoise_is_the_posterior_mean_by_integration(density: Density, sigma: float) -> None:
    clean, _ = grid(9, 181)
    log_p = density.log_prob(clean)
    for x in points(density, 10, scale=2):
        likelihood = torch.softmax(log_p - (x - clean).square().sum(1) / (2 * sigma**2), dim=0)
        found = density.denoise(x[None], sigma)[0]
        torch.testing.assert_close(found, likelihood @ clean, rtol=1e-7, atol=1e-7)


@EACH
@SIGMAS
def test_denoise_is_tweedies_formula(density: Density, sigma: float) -> None:
    x = points(density)
    expected = x + sigma**2 * gradient(density, x, sigma)
    torch.testing.assert_close(density.denoise(x, sigma), expected, rtol=1e-8, atol=1e-8)


@given(st.floats(0.01, 100), st.integers(0, 2**31))
def test_tweedie(sigma: float, seed: int) -> None:
    x = 10 * normal(16, 2, seed=seed)
    expected = (TOY.denoise(x, sigma) - x) / sigma**2
    torch.testing.assert_close(TOY.score(x, sigma), expected, rtol=1e-6, atol=1e-8)


@EACH_SMOOTH
def test_without_noise_denoising_changes_nothing(density: Density) -> None:
    x = points(density, scale=1)
    torch.testing.assert_close(density.denoise(x, 0.0), x, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("sigma", [0.05, 0.4, 10.0])
def test_the_optimal_denoiser_is_a_softmax_over_the_pictures(sigma: float) -> None:
    x, data = PICTURES[:6].numpy() + sigma * normal(6, 3, 4, 5).numpy(), PICTURES.numpy()
    expected = np.zeros_like(x)
    for row, noisy in enumerate(x):
        exponents = np.array([-np.sum((noisy - picture) ** 2) / (2 * sigma**2) for picture in data])
        weights = np.exp(exponents - exponents.max())
        weights /= weights.sum()
        for weight, picture in zip(weights, data, strict=True):
            expected[row] += weight * picture
    found = empirical(PICTURES).denoise(torch.from_numpy(x), sigma)
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-11, atol=1e-13)


def test_at_small_noise_the_optimal_denoiser_finds_the_picture_and_at_large_noise_the_mean() -> None:
    density = empirical(PICTURES)
    x = PICTURES + 0.01 * normal(40, 3, 4, 5)
    torch.testing.assert_close(density.denoise(x, 0.01), PICTURES)
    torch.testing.assert_close(density.denoise(x, 1e4)[0], PICTURES.mean(0), rtol=1e-6, atol=1e-6)


# σ, dtype, size


@EACH
def test_each_point_may_have_its_own_sigma(density: Density) -> None:
    x, sigma = points(density, 3), torch.tensor([0.1, 1.0, 9.0], dtype=torch.float64)
    for name in ("log_prob", "score", "denoise"):
        ask = getattr(density, name)
        for i in range(3):
            torch.testing.assert_close(ask(x, sigma)[i : i + 1], ask(x[i : i + 1], float(sigma[i])))
        torch.testing.assert_close(ask(x, sigma[1]), ask(x, 1.0))
        torch.testing.assert_close(ask(x, sigma[1:2]), ask(x, 1.0))


@EACH
def test_answers_have_the_shape_and_dtype_of_x(density: Density) -> None:
    x, sigma = points(density, 7, scale=2), torch.full((7,), 0.5, dtype=torch.float64)
    for name, shape in (("log_prob", (7,)), ("score", x.shape), ("denoise", x.shape)):
        ask = getattr(density, name)
        single, double = ask(x.float(), sigma.float()), ask(x, sigma)
        assert (single.dtype, double.dtype) == (torch.float32, torch.float64)
        assert single.shape == double.shape == shape
        torch.testing.assert_close(single.double(), double, rtol=1e-4, atol=1e-3)
        assert ask(x[:0], 0.5).shape == (0, *shape[1:])


@EACH
def test_each_is_a_denoiser_without_a_ladder(density: Density) -> None:
    assert density.sigmas is None
    assert density.sample(2).shape == (2, *density.shape)
    assert density.low < density.high


def test_far_away_the_score_stays_finite() -> None:
    for density in (TOY, ELLIPSES, empirical(POINTS)):
        far = torch.full((1, 2), 1e4, dtype=torch.float64)
        assert density.score(far, 0.1).isfinite().all()
        assert density.score(far.float(), 0.1).isfinite().all()


def test_single_precision_tells_near_points_apart_far_from_the_origin() -> None:
    data = (100 + 0.02 * POINTS).float()
    x = data + 0.01 * normal(60, 2).float()
    found = empirical(data).denoise(x, 0.01)
    torch.testing.assert_close(found.double(), empirical(data).denoise(x.double(), 0.01), rtol=0, atol=1e-4)


class Largest(TorchDispatchMode):
    """Notes the largest tensor that any operation makes."""

    size = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        for tensor in out if isinstance(out, tuple | list) else [out]:
            if isinstance(tensor, torch.Tensor):
                self.size = max(self.size, tensor.untyped_storage().nbytes())
        return out


def test_memory_is_bounded_however_many_are_asked() -> None:
    density, x = KernelDensity(normal(2200, 2), 0.1), normal(2200, 2, seed=1).float()
    for name in ("log_prob", "score", "denoise"):
        with Largest() as seen, torch.no_grad():
            getattr(density, name)(x, 0.5)
        assert 2**23 < seen.size <= 2**24  # 2200 × 2200 at once are 19 MB


def test_answers_do_not_depend_on_how_many_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    density, x = KernelDensity(PICTURES, 0.1), points(KernelDensity(PICTURES), 11, scale=1)
    sigma = torch.linspace(0.1, 2, 11, dtype=torch.float64)
    whole = [getattr(density, name)(x, sigma) for name in ("log_prob", "score", "denoise")]
    for held in (1, 4 * 40 * 8):  # one row at a time; four, so that three are left over
        monkeypatch.setattr(kernel, "_HELD", held)
        parts = [getattr(density, name)(x, sigma) for name in ("log_prob", "score", "denoise")]
        for found, expected in zip(parts, whole, strict=True):
            torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)


def test_a_score_can_be_differentiated_again() -> None:
    for density in (TOY, ELLIPSES, KernelDensity(POINTS, 0.3)):
        x, direction, step = points(density, 5, scale=2), normal(5, 2, seed=9), 1e-5
        _, found = torch.autograd.functional.vjp(lambda at, d=density: d.score(at, 0.5), x, direction)
        # The Jacobian is symmetric, so products from the left and from the right agree.
        ahead, behind = density.score(x + step * direction, 0.5), density.score(x - step * direction, 0.5)
        torch.testing.assert_close(found, (ahead - behind) / (2 * step), rtol=1e-6, atol=1e-6)


# Samples and moments


def test_samples_have_the_mixtures_moments() -> None:
    x = TOY.sample(200_000, seed=3)
    assert x.shape == (200_000, 2)
    share = (x[:, 0] < 0).double().mean()
    assert float(share) == pytest.approx(0.2, abs=0.004)
    small = x[x[:, 0] < 0]
    assert small.mean(0).tolist() == pytest.approx([-5, -5], abs=0.03)
    assert small.std(0).tolist() == pytest.approx([1, 1], abs=0.02)


def test_moments_of_the_toy_by_hand() -> None:
    # Mean 0.8·5 - 0.2·5; between the parts 0.2·0.8·10², and 1 within.
    torch.testing.assert_close(TOY.mean(), torch.tensor([3.0, 3.0], dtype=torch.float64))
    torch.testing.assert_close(TOY.covariance(), torch.tensor([[17.0, 16.0], [16.0, 17.0]], dtype=torch.float64))


@pytest.mark.parametrize(
    "mixture", [TOY, THREE, ELLIPSES, WIDE, FLAT], ids=["toy", "three", "ellipses", "wide", "flat"]
)
def test_samples_have_the_closed_forms_moments(mixture: GaussianMixture) -> None:
    x = mixture.sample(200_000, seed=1)
    scale = float(mixture.covariance().diagonal().max())
    torch.testing.assert_close(x.mean(0), mixture.mean(), rtol=0, atol=0.01 * math.sqrt(scale))
    torch.testing.assert_close(torch.cov(x.T), mixture.covariance(), rtol=0, atol=0.02 * scale)


def test_moments_of_covariances_part_by_part() -> None:
    weights, covariances = torch.tensor([0.25, 0.25, 0.5, 0.0], dtype=torch.float64), ROOT @ ROOT.mT
    mean = sum(w * m for w, m in zip(weights, WIDE.means, strict=True))
    second = sum(w * (c + torch.outer(m, m)) for w, c, m in zip(weights, covariances, WIDE.means, strict=True))
    torch.testing.assert_close(WIDE.mean(), mean)
    torch.testing.assert_close(WIDE.covariance(), second - torch.outer(mean, mean), rtol=1e-9, atol=1e-9)


def test_samples_of_a_kernel_density_have_its_moments() -> None:
    x = KernelDensity(PICTURES, 0.3).sample(50_000, seed=2)
    torch.testing.assert_close(x.mean(0), PICTURES.mean(0), rtol=0, atol=0.01)
    expected = torch.cov(PICTURES.flatten(1).T, correction=0) + 0.09 * torch.eye(60, dtype=torch.float64)
    torch.testing.assert_close(torch.cov(x.flatten(1).T), expected, rtol=0, atol=0.01)


def test_samples_of_the_data_are_the_data() -> None:
    x = empirical(POINTS).sample(30_000, seed=5)
    same = (x[:, None] == POINTS).all(-1)
    assert same.any(1).all()
    counts = same.sum(0).double()
    assert float((counts - 500).square().sum() / 500) < 100  # χ² with 59 degrees of freedom


@EACH
def test_the_same_seed_gives_the_same_samples(density: Density) -> None:
    assert torch.equal(density.sample(5, seed=1), density.sample(5, seed=1))
    assert not torch.equal(density.sample(5, seed=1), density.sample(5, seed=2))


def test_weights_are_brought_to_one() -> None:
    assert THREE.weights.tolist() == pytest.approx([1 / 6, 1 / 3, 1 / 2])


def test_a_part_of_weight_zero_is_not_there() -> None:
    without = GaussianMixture([1, 1], [[0.0], [1.0]], [0.5, 1.0])
    zero = GaussianMixture([1, 0, 1], [[0.0], [7.0], [1.0]], [0.5, 0.1, 1.0])
    x = points(zero, 20)
    torch.testing.assert_close(zero.log_prob(x), without.log_prob(x))
    torch.testing.assert_close(zero.score(x), gradient(without, x, 0.0))
    assert float(zero.sample(1000).max()) < 6


def test_ranges_reach_three_deviations_beyond() -> None:
    assert (TOY.low, TOY.high) == (-8, 8)
    assert (THREE.low, THREE.high) == (-8, 8)
    assert FLAT.high == pytest.approx(2 + 3 * math.sqrt(2))  # the long axis is diagonal
    kernels = KernelDensity([[0.0, 1.0], [2.0, -3.0]], 0.5)
    assert (kernels.low, kernels.high) == (-4.5, 3.5)
    assert (empirical(PICTURES).low, empirical(PICTURES).high) == (float(PICTURES.min()), float(PICTURES.max()))


def test_parameters_come_in_many_forms_and_are_copied() -> None:
    array = np.array([[0.0, 1.0], [2.0, 3.0]], dtype=np.float32)
    for given_points in (array, array.tolist(), torch.from_numpy(array), [torch.zeros(2), torch.ones(2)]):
        assert KernelDensity(given_points).points.dtype == torch.float64
    mine = torch.zeros(3, 2, dtype=torch.float64)
    density = empirical(mine)
    mine += 1
    assert not density.points.any()


# What is refused

TWO = [[0.0, 0.0], [1.0, 1.0]]
EYES = [[[1.0, 0.0], [0.0, 1.0]]] * 2


def mixture(weights: Any = (1, 1), means: Any = TWO, stds: Any = None, covariances: Any = None) -> GaussianMixture:
    return GaussianMixture(weights, means, stds, covariances=covariances)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"weights": [1, -0.5]}, r"weights hold -0\.5 at row 1; expected 0 or more"),
        ({"weights": [math.inf, 1]}, "weights hold infinity at row 0"),
        ({"weights": [1, math.nan]}, "weights hold NaN at row 1"),
        ({"weights": [1, 1, 1]}, r"weights have shape \(3,\); expected \(2,\)"),
        ({"weights": [0, 0]}, "all weights are 0"),
        ({"weights": 1.0}, r"weights have shape \(\)"),
        ({"means": [[0.0, 0.0], [1.0, math.nan]]}, "means hold NaN at row 1; expected finite"),
        ({"means": [0.0, 1.0]}, r"means have shape \(2,\); expected \(K, D\)"),
        ({"means": [[0.0, 0.0], [1.0]]}, "means are not an array of numbers .* rows of equal length"),
        ({"means": []}, r"means have shape \(0,\); expected at least one row"),
        ({"means": [["a", "b"]] * 2}, "means are not an array of numbers"),
        ({"stds": [1.0]}, r"stds have shape \(1,\); expected \(2,\)"),
        ({"stds": [1.0, -1.0]}, "stds hold -1 at row 1"),
        ({"stds": None}, "found neither of stds and covariances"),
        ({"covariances": EYES}, "found both of stds and covariances"),
        ({"stds": None, "covariances": EYES[:1]}, r"covariances have shape \(1, 2, 2\); expected \(2, 2, 2\)"),
        ({"stds": None, "covariances": [EYES[0], [[1.0, 0.0], [0.5, 1.0]]]}, "not symmetric at row 1"),
        (
            {"stds": None, "covariances": [EYES[0], [[1.0, 2.0], [2.0, 1.0]]]},
            "semi-definite at row 1.*eigenvalue is -1",
        ),
        ({"stds": None, "covariances": [[[0.0, 0.0], [0.0, -1.0]], EYES[0]]}, "semi-definite at row 0"),
        ({"stds": None, "covariances": [[[1.0, math.nan], [math.nan, 1.0]], EYES[0]]}, "covariances hold NaN at row 0"),
    ],
)
def test_wrong_parameters_are_named(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=f"^exact: .*{message}"):
        mixture(**{"stds": [1.0, 1.0], **wrong})


@pytest.mark.parametrize(
    ("wrong", "bandwidth", "message"),
    [
        ([[0.0, 1.0], [math.nan, 0.0]], 0.0, "points hold NaN at row 1"),
        (torch.full((2, 1, 3, 3), -math.inf), 0.0, "points hold infinity at row 0"),
        ([0.0, 1.0], 0.0, r"points have shape \(2,\); expected \(P, D\)"),
        (np.zeros((0, 2)), 0.0, r"points have shape \(0, 2\); expected at least one row"),
        (TWO, -0.1, r"bandwidth = -0\.1"),
        (TWO, math.nan, "bandwidth = nan"),
    ],
)
def test_wrong_points_are_named(wrong: Any, bandwidth: float, message: str) -> None:
    with pytest.raises(InputError, match=f"^exact: {message}"):
        KernelDensity(wrong, bandwidth)


@EACH
def test_x_must_fit_the_density(density: Density) -> None:
    expected = r"\(" + ", ".join(["N", *map(str, density.shape)]) + r"\)"
    for name in ("log_prob", "score", "denoise"):
        ask, x = getattr(density, name), points(density, 3)
        with pytest.raises(InputError, match=rf"x has shape \(3, 7\); expected {expected}"):
            ask(torch.zeros(3, 7), 1.0)
        with pytest.raises(InputError, match=r"x has shape \(\)"):
            ask(torch.tensor(1.0), 1.0)
        with pytest.raises(InputError, match=r"x holds torch\.int64"):
            ask(x.long(), 1.0)
        with pytest.raises(InputError, match=r"sigma has shape \(2,\); expected a number or \(3,\)"):
            ask(x, torch.ones(2))
        with pytest.raises(InputError, match=r"sigma has shape \(3, 1\)"):
            ask(x, torch.ones(3, 1))
        for sigma in (-1.0, math.nan):
            with pytest.raises(InputError, match="sigma is negative or NaN"):
                ask(x, sigma)


@pytest.mark.parametrize("density", [empirical(POINTS), empirical(PICTURES), THREE, FLAT])
def test_points_without_noise_have_no_density(density: Density) -> None:
    x = points(density, 3)
    for name in ("log_prob", "score", "denoise"):
        for sigma in (0.0, torch.tensor([1.0, 0.0, 1.0])):
            with pytest.raises(
                InputError, match=r"at sigma 0 there is no density.*sigma above 0, or give .* bandwidth"
            ):
                getattr(density, name)(x, sigma)


def test_what_single_precision_leaves_of_symmetry_is_forgiven() -> None:
    narrow = normal(5, 50, seed=8).float()
    covariance = (narrow.T @ narrow) / 5  # of rank 5 in 50 dimensions, eigenvalues below 0 by rounding
    covariance[0, 1] += 1e-7
    density = GaussianMixture([1], torch.zeros(1, 50), covariances=covariance[None])
    assert float(density.variances.min()) == 0
    torch.testing.assert_close(density.covariance().float(), covariance, rtol=0, atol=1e-5)
