from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from ncsn_engine.config import DenoisingConfig, ExplicitConfig, GeometricLadder, ImplicitConfig, SlicedConfig
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.noise import geometric
from ncsn_engine.objectives import denoising_loss, denoising_of, weight

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.config import NoiseConfig


class Guess:
    """A model whose score is any function."""

    shape, sigmas, low, high = (1,), None, 0.0, 1.0

    def __init__(self, score: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> None:
        self.score = score

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        return x + sigma.view(-1, *[1] * (x.ndim - 1)) ** 2 * self.score(x, sigma)


def zero(x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
    return torch.zeros_like(x)


@pytest.mark.parametrize("sigma", [0.01, 0.1, 1.0, 50.0])
def test_a_zero_score_has_loss_half_d_at_every_level(sigma: float) -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.rand(4000, 1, 8, 8, generator=generator, dtype=torch.float64)
    noise = torch.randn(x.shape, generator=generator, dtype=torch.float64)
    loss = denoising_loss(Guess(zero), x, torch.full((4000,), sigma, dtype=torch.float64), noise)
    assert loss.shape == (4000,)
    assert float(loss.mean()) == pytest.approx(64 / 2, rel=0.01)
    torch.testing.assert_close(loss, 0.5 * noise.square().flatten(1).sum(1))


def test_the_loss_is_the_papers_formula() -> None:
    torch.manual_seed(0)
    x, noise = torch.randn(5, 2, 3, 3).double(), torch.randn(5, 2, 3, 3).double()
    sigma = torch.tensor([0.1, 0.3, 1.0, 2.0, 5.0]).double()
    column = sigma.view(-1, 1, 1, 1)

    def score(at: torch.Tensor, s: torch.Tensor) -> torch.Tensor:
        return torch.sin(3 * at) / s.view(-1, 1, 1, 1)

    seen = x + column * noise
    expected = sigma**2 * 0.5 * (score(seen, sigma) + (seen - x) / column**2).square().flatten(1).sum(1)
    torch.testing.assert_close(denoising_loss(Guess(score), x, sigma, noise), expected)
    torch.testing.assert_close(denoising_of(score(seen, sigma), sigma, noise), expected)  # of an answer known already


def test_denoising_score_matching_is_explicit_score_matching_plus_a_constant() -> None:
    # Vincent 2011, by quadrature: three data points on a line, their kernel density's score by autograd.
    data = torch.tensor([-1.0, 0.2, 1.5], dtype=torch.float64)
    sigma = torch.tensor(0.6, dtype=torch.float64)
    density = GaussianMixture([1, 1, 1], data[:, None], [0, 0, 0])
    nodes, shares = np.polynomial.hermite_e.hermegauss(120)
    n = torch.tensor(nodes)[None, :].expand(3, -1).reshape(-1, 1)
    x = data[:, None].expand(-1, 120).reshape(-1, 1)
    share = torch.tensor(shares / math.sqrt(2 * math.pi) / 3).repeat(3)
    seen = (x + sigma * n).requires_grad_(True)
    (true,) = torch.autograd.grad(density.log_prob(seen, sigma).sum(), seen)
    sigmas = sigma.expand(len(x))

    def both(score: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> tuple[float, float]:
        denoising = (share * denoising_loss(Guess(score), x, sigmas, n)).sum()
        explicit = (share * 0.5 * sigma**2 * (score(seen.detach(), sigmas) - true).square().sum(1)).sum()
        return float(denoising), float(explicit)

    guesses = [zero, lambda at, s: -at, lambda at, s: torch.cos(2 * at), density.score]
    constants = [denoising - explicit for denoising, explicit in map(both, guesses)]
    assert constants == pytest.approx([constants[0]] * len(guesses), abs=1e-6)
    assert both(density.score)[1] == pytest.approx(0, abs=1e-12)


def test_the_exact_score_of_a_density_has_the_least_loss() -> None:
    density = GaussianMixture([0.2, 0.8], [[-1.0, 0.0], [1.0, 0.5]], [0.3, 0.5])
    x = density.sample(20_000, seed=1)
    noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    sigma = torch.full((len(x),), 0.7, dtype=torch.float64)
    least = denoising_loss(density, x, sigma, noise).mean()
    for wrong in (
        lambda at, s: 0.9 * density.score(at, s),
        lambda at, s: 1.1 * density.score(at, s),
        lambda at, s: -density.score(at, s),
        lambda at, s: density.score(at, s) + 0.1,
    ):
        assert denoising_loss(Guess(wrong), x, sigma, noise).mean() > least


LADDER = GeometricLadder(sigma_max=10.0, sigma_min=0.1, n_levels=7, training_sigma="log-uniform")
SIGMAS = torch.from_numpy(geometric(10.0, 0.1, 7))


def weighted(weighting: Any, sigma: torch.Tensor, noise: NoiseConfig = LADDER, **more: Any) -> torch.Tensor:
    """The weight of a kind, for data of deviation ½."""
    return weight(DenoisingConfig(weighting=weighting, **more), noise, SIGMAS, sigma, 0.5)


def test_weights() -> None:
    sigma = torch.tensor([0.1, 0.5, 10.0], dtype=torch.float64)
    # In units of λ/σ²: λ = σ²; λ = 1; Karras 2022 in units of this loss; Hang 2023 with γ = 5.
    assert weighted("sigma2", sigma).tolist() == [1, 1, 1]
    assert weighted("learned", sigma).tolist() == [1, 1, 1]  # the learned part is training's
    assert weighted("uniform", sigma).tolist() == pytest.approx([100, 4, 0.01])
    assert weighted("edm", sigma).tolist() == pytest.approx([1.04, 2, 401])
    assert weighted("min-snr", sigma).tolist() == pytest.approx([0.2, 1, 1])
    assert weighted("min-snr", sigma, min_snr_gamma=0.5).tolist() == pytest.approx([0.02, 0.5, 1])
    # Where ln σ is drawn evenly already, the likelihood's weight is 1; where σ is, it is in proportion to 1/σ.
    assert weighted("likelihood", sigma).tolist() == pytest.approx([1, 1, 1])
    each = weighted("likelihood", sigma, LADDER.replace(training_sigma="uniform"))
    assert each.tolist() == pytest.approx([9.9 / s / math.log(100) for s in (0.1, 0.5, 10)])


@pytest.mark.parametrize("kind", [DenoisingConfig, SlicedConfig, ImplicitConfig, ExplicitConfig])
def test_weights_do_not_depend_on_the_objective(kind: type[DenoisingConfig]) -> None:
    sigma = torch.tensor([0.1, 0.5, 10.0], dtype=torch.float64)
    for weighting in ("sigma2", "uniform", "likelihood", "edm", "min-snr", "learned"):
        found = weight(kind(weighting=weighting), LADDER, SIGMAS, sigma, 0.5)
        assert found.tolist() == weighted(weighting, sigma).tolist()


def test_the_edm_weight_is_karras_loss_up_to_a_constant() -> None:
    # Karras: (σ² + σ_d²)/(σ σ_d)² ‖D - x‖²; ours: weight · ½‖(D - x)/σ‖².
    sigma, std = torch.tensor([0.002, 0.5, 80.0], dtype=torch.float64), 0.5
    karras = (sigma**2 + std**2) / (sigma * std) ** 2
    ours = weighted("edm", sigma) * 0.5 / sigma**2
    torch.testing.assert_close(karras / ours, torch.full((3,), 2.0, dtype=torch.float64))
