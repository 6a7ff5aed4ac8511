from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ncsn_engine.exact import GaussianMixture

MIXTURES = [
    GaussianMixture([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0]),
    GaussianMixture([1, 2, 3], [[0.0, 1.0, 2.0], [1.0, 1.0, 0.0], [-2.0, 0.0, 0.0]], [0.1, 0.0, 2.0]),
    GaussianMixture([1], [[0.5]], [0.3]),
]
EACH = pytest.mark.parametrize("mixture", MIXTURES, ids=["toy", "three", "one"])
SIGMAS = pytest.mark.parametrize("sigma", [0.2, 1.0, 20.0])


def points(mixture: GaussianMixture, count: int = 200) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return 6 * torch.randn(count, *mixture.shape, generator=generator, dtype=torch.float64)


@EACH
@SIGMAS
def test_score_is_the_gradient_of_log_prob(mixture: GaussianMixture, sigma: float) -> None:
    x = points(mixture).requires_grad_(True)
    (gradient,) = torch.autograd.grad(mixture.log_prob(x, sigma).sum(), x)
    torch.testing.assert_close(mixture.score(x.detach(), sigma), gradient, rtol=1e-8, atol=1e-8)


@EACH
@SIGMAS
def test_log_prob_is_the_sum_of_its_parts(mixture: GaussianMixture, sigma: float) -> None:
    x = points(mixture, 20)
    total = torch.zeros(20, dtype=torch.float64)
    for w, mean, std in zip(mixture.weights, mixture.means, mixture.stds, strict=True):
        normal = torch.distributions.Normal(mean, math.sqrt(float(std) ** 2 + sigma**2))
        total += w * normal.log_prob(x).sum(1).exp()
    near = total > 1e-250
    torch.testing.assert_close(mixture.log_prob(x, sigma)[near], total[near].log(), rtol=1e-9, atol=1e-9)


@EACH
@SIGMAS
def test_denoise_is_the_posterior_mean(mixture: GaussianMixture, sigma: float) -> None:
    x = points(mixture)
    # By Bayes, part by part, without a score.
    variance = mixture.stds**2 + sigma**2
    away = (x[:, None] - mixture.means).square().sum(-1)
    share = torch.softmax(
        mixture.weights.log() - away / (2 * variance) - mixture.means.shape[1] / 2 * variance.log(), dim=1
    )
    pull = (mixture.stds**2 / variance)[:, None]
    means = mixture.means + pull * (x[:, None] - mixture.means)
    torch.testing.assert_close(mixture.denoise(x, sigma), (share[..., None] * means).sum(1), rtol=1e-8, atol=1e-8)


@given(st.floats(0.01, 100), st.integers(0, 2**31))
def test_tweedie(sigma: float, seed: int) -> None:
    mixture = MIXTURES[0]
    x = 10 * torch.randn(16, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    expected = (mixture.denoise(x, sigma) - x) / sigma**2
    torch.testing.assert_close(mixture.score(x, sigma), expected, rtol=1e-6, atol=1e-8)


def test_each_point_may_have_its_own_sigma() -> None:
    mixture = MIXTURES[0]
    x, sigma = points(mixture, 3), torch.tensor([0.1, 1.0, 9.0], dtype=torch.float64)
    for i in range(3):
        torch.testing.assert_close(mixture.score(x, sigma)[i : i + 1], mixture.score(x[i : i + 1], float(sigma[i])))


def test_far_away_the_score_stays_finite() -> None:
    far = torch.full((1, 2), 1e4, dtype=torch.float64)
    assert MIXTURES[0].score(far, 0.1).isfinite().all()
    assert MIXTURES[0].score(far.float(), 0.1).isfinite().all()


def test_samples_have_the_mixtures_moments() -> None:
    mixture = MIXTURES[0]
    x = mixture.sample(200_000, seed=3)
    assert x.shape == (200_000, 2)
    share = (x[:, 0] < 0).double().mean()
    assert float(share) == pytest.approx(0.2, abs=0.004)
    small = x[x[:, 0] < 0]
    assert small.mean(0).tolist() == pytest.approx([-5, -5], abs=0.03)
    assert small.std(0).tolist() == pytest.approx([1, 1], abs=0.02)


def test_the_same_seed_gives_the_same_samples() -> None:
    mixture = MIXTURES[1]
    assert torch.equal(mixture.sample(5, seed=1), mixture.sample(5, seed=1))
    assert not torch.equal(mixture.sample(5, seed=1), mixture.sample(5, seed=2))


def test_weights_are_brought_to_one() -> None:
    assert MIXTURES[1].weights.tolist() == pytest.approx([1 / 6, 1 / 3, 1 / 2])
