from __future__ import annotations

import math
from collections import deque
from itertools import pairwise

import numpy as np
import pytest
import torch

import ncsn_engine as ne
from ncsn_engine.config import AnnealedLangevin, GeometricLadder, InputError
from ncsn_engine.design import best_epsilon
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.noise import geometric, step_sizes
from ncsn_engine.samplers import Step, plan, sample
from ncsn_engine.samplers.langevin import annealed_langevin
from ncsn_engine.seeds import PictureNoise
from tests.engine.helpers import TorchNoise

TOY = GaussianMixture([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0])
LADDER = GeometricLadder(sigma_max=20, sigma_min=1, n_levels=10)


def end_of(
    mixture: GaussianMixture, sigmas: np.ndarray, epsilon: float, steps: int, count: int, start: str, denoise: bool
) -> torch.Tensor:
    noise = TorchNoise(count, mixture.shape)
    cpu = torch.device("cpu")
    begin = noise.uniform(-8, 8, cpu) if start == "uniform" else float(sigmas[0]) * noise.normal(cpu)
    alphas = step_sizes(sigmas, epsilon, "annealed")
    film = annealed_langevin(mixture, begin, sigmas, alphas, steps, noise, denoise)  # type: ignore[arg-type]
    return deque(film, maxlen=1)[0].x


def share_of_the_small_one(x: torch.Tensor) -> float:
    return float((x.sum(1) < 0).float().mean())


def test_annealed_langevin_finds_the_weights_of_the_papers_toy() -> None:
    x = end_of(TOY, geometric(20, 1, 10), 0.05, 100, 20_000, "uniform", True)
    assert share_of_the_small_one(x) == pytest.approx(0.22, abs=0.015)


def test_more_and_smaller_levels_leave_a_smaller_bias() -> None:
    x = end_of(TOY, geometric(20, 0.3, 30), 0.05 * 0.3**2, 50, 10_000, "uniform", True)
    assert share_of_the_small_one(x) == pytest.approx(0.21, abs=0.015)


def test_plain_langevin_gives_about_equal_weights() -> None:
    x = end_of(TOY, np.array([0.01]), 0.05, 1000, 5000, "uniform", False)
    assert share_of_the_small_one(x) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("denoise", [True, False])
def test_mean_and_variance_on_a_gaussian_follow_the_recursion(denoise: bool) -> None:
    centre, std, epsilon, steps = 0.7, 0.5, 0.004, 4
    sigmas = geometric(4, 0.2, 8)
    mean, variance = 0.0, float(sigmas[0]) ** 2
    for sigma in sigmas:
        alpha, total = epsilon * sigma**2 / sigmas[-1] ** 2, std**2 + sigma**2
        for _ in range(steps):
            mean += alpha * (centre - mean) / total
            variance = (1 - alpha / total) ** 2 * variance + 2 * alpha
    if denoise:
        pull = sigmas[-1] ** 2 / (std**2 + sigmas[-1] ** 2)
        mean, variance = mean + pull * (centre - mean), (1 - pull) ** 2 * variance
    x = end_of(GaussianMixture([1], [[centre] * 4], [std]), sigmas, epsilon, steps, 60_000, "normal", denoise)
    assert x.mean(0).tolist() == pytest.approx([mean] * 4, abs=5 * math.sqrt(variance / 60_000))
    assert x.var(0).tolist() == pytest.approx([variance] * 4, rel=0.03)


def test_long_annealing_ends_with_the_datas_own_mean_and_variance() -> None:
    x = end_of(GaussianMixture([1], [[0.7, -0.2]], [0.5]), geometric(5, 0.02, 40), 8e-5, 100, 5000, "normal", True)
    assert x.mean(0).tolist() == pytest.approx([0.7, -0.2], abs=0.02)
    assert x.std(0).tolist() == pytest.approx([0.5, 0.5], rel=0.03)


def test_the_public_sampler_reaches_both_parts_of_the_toy() -> None:
    steps = ne.sample(TOY, ne.AnnealedLangevin(epsilon=0.05, steps_per_level=100), count=64, seed=0, noise=LADDER)
    last = list(steps)[-1]
    x = last.x.double()
    nearest = (x[:, None] - TOY.means).square().sum(-1).sqrt().amin(1)
    assert float(nearest.mean()) < 2
    assert 0.03 < share_of_the_small_one(x) < 0.5


def film(**changes: object) -> list[Step]:
    return list(sample(TOY, AnnealedLangevin(steps_per_level=3, count=4).replace(**changes), noise=LADDER))


def test_every_step_is_yielded_and_follows_from_the_one_before() -> None:
    steps = film(epsilon=0.05, seed=2)
    draws = PictureNoise(2, 4, (2,))
    sigmas = geometric(20, 1, 10)
    torch.testing.assert_close(steps[0].x, 20 * draws.normal(torch.device("cpu")))
    assert [s.index for s in steps] == list(range(10 * 3 + 2))
    assert {s.total for s in steps} == {31}
    assert [s.level for s in steps] == [i // 3 for i in range(30)] + [9, 9]
    for a, b in pairwise(steps[:31]):
        alpha = 0.05 * sigmas[a.level] ** 2
        assert (a.sigma, a.alpha) == pytest.approx((sigmas[a.level], alpha))
        score = TOY.score(a.x.double(), a.sigma).float()
        z = draws.normal(torch.device("cpu"))
        torch.testing.assert_close(b.x, a.x + alpha * score + math.sqrt(2 * alpha) * z, rtol=1e-4, atol=1e-4)


def test_final_denoising_is_tweedies_estimate() -> None:
    before, last = film()[-2:]
    expected = before.x.double() + before.sigma**2 * TOY.score(before.x.double(), before.sigma)
    torch.testing.assert_close(last.x.double(), expected, rtol=1e-4, atol=1e-4)
    assert last.alpha == 0


def test_without_final_denoising_the_last_langevin_step_is_the_result() -> None:
    steps, denoised = film(denoise=False), film()
    assert len(steps) == 31
    assert torch.equal(steps[-1].x, denoised[-2].x)


def test_each_step_says_denoised_and_temperature() -> None:
    for step in film()[:-1]:
        torch.testing.assert_close(step.denoised, TOY.denoise(step.x, step.sigma), rtol=1e-4, atol=1e-4)
        score = (step.denoised - step.x) / step.sigma**2
        torch.testing.assert_close(step.temperature, step.sigma * score.norm(dim=1) / math.sqrt(2))
    assert film()[-1].temperature.isnan().all()


def test_uniform_start_fills_the_range_of_the_data() -> None:
    x = film(start="uniform", count=2000)[0].x
    assert (TOY.low, TOY.high) == (-8, 8)
    assert -8 <= float(x.min()) < -7.9
    assert 7.9 < float(x.max()) <= 8


def test_a_picture_does_not_depend_on_how_many_are_drawn() -> None:
    few, many = film(count=2)[-1].x, film(count=7)[-1].x
    assert torch.equal(few, many[:2])


def test_the_seed_decides() -> None:
    assert torch.equal(film(seed=1)[-1].x, film(seed=1)[-1].x)
    assert not torch.equal(film(seed=1)[-1].x, film(seed=2)[-1].x)
    assert not torch.equal(film(seed=1)[-1].x[0], film(seed=1)[-1].x[1])


def test_plan_takes_the_rules_epsilon_where_none_is_given() -> None:
    sigmas = geometric(50, 0.01, 232)
    planned = plan(sigmas, AnnealedLangevin(steps_per_level=5))
    assert planned.epsilon == pytest.approx(6.18e-6, abs=6e-9)
    assert planned.alphas == pytest.approx(planned.epsilon * (sigmas / 0.01) ** 2)
    assert planned.evaluations == 232 * 5 + 1  # 1161 NFE, as in the paper


def test_plan_may_sample_on_another_number_of_levels() -> None:
    planned = plan(geometric(5, 0.1, 10), AnnealedLangevin(n_levels=30))
    assert planned.sigmas == pytest.approx(geometric(5, 0.1, 30))
    gamma = 50 ** (1 / 29)
    assert planned.epsilon == pytest.approx(best_epsilon(0.1, gamma, 5))


def test_plan_refuses_unstable_steps_with_the_limit() -> None:
    own = geometric(5, 0.1, 10)
    for epsilon in (0.0201, 0.5):
        with pytest.raises(InputError, match=r"sampling\.epsilon.*2σ_L² = 0\.02; lower it"):
            plan(own, AnnealedLangevin(epsilon=epsilon))
    assert plan(own, AnnealedLangevin(epsilon=0.0199)).epsilon == 0.0199


def test_a_density_without_a_ladder_asks_for_one() -> None:
    with pytest.raises(InputError, match="GeometricLadder"):
        sample(TOY, AnnealedLangevin())


def test_sampling_needs_no_gradients() -> None:
    model = ne.load_model("ready-made").requires_grad_(True)
    first = next(iter(sample(model, count=1)))
    assert not first.denoised.requires_grad
