from __future__ import annotations

import math
import re
from collections import deque
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
import torch

import ncsn_engine as ne
from ncsn_engine.config import (
    DDIM,
    Ancestral,
    AnnealedLangevin,
    ConsistentAnnealed,
    DormandPrince,
    DPMSolver,
    Euler,
    EulerMaruyama,
    GeometricLadder,
    Heun,
    InputError,
    Langevin,
    PredictorCorrector,
    SamplingConfig,
    kinds,
)
from ncsn_engine.design import best_epsilon
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.noise import VE, geometric, step_sizes
from ncsn_engine.presets import preset
from ncsn_engine.samplers import Plan, Step, carry_on, plan, sample
from ncsn_engine.samplers.langevin import annealed_langevin
from ncsn_engine.samplers.plan import find
from ncsn_engine.score import DataFacts, Guided, ScoreModel
from ncsn_engine.seeds import PictureNoise
from tests.engine.helpers import TorchNoise, tiny_config

TOY = GaussianMixture([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0])
LADDER = GeometricLadder(sigma_max=20, sigma_min=1, n_levels=10)


class OnItsLevels:
    """A density with a ladder of its own, as a model has one."""

    def __init__(self, sigmas: np.ndarray) -> None:
        self.sigmas = torch.from_numpy(sigmas)
        self.shape, self.low, self.high = TOY.shape, TOY.low, TOY.high
        self.denoise, self.score = TOY.denoise, TOY.score


def end_of(
    mixture: GaussianMixture, sigmas: np.ndarray, epsilon: float, steps: int, count: int, start: str, denoise: bool
) -> torch.Tensor:
    noise = TorchNoise(count, mixture.shape)
    cpu = torch.device("cpu")
    begin = noise.uniform(-8, 8, cpu) if start == "uniform" else float(sigmas[0]) * noise.normal(cpu)
    alphas = step_sizes(sigmas, epsilon, "annealed")
    settings = AnnealedLangevin(steps_per_level=steps, denoise=denoise)
    # Made by hand: not every step size here is one that a plan would allow.
    cost = settings.evaluations(len(sigmas))
    made = Plan(sigmas, 0.0, VE(0.01, 1.0), alphas, epsilon, steps=cost, evaluations=cost)
    film = annealed_langevin(mixture, begin, made, settings, noise)  # type: ignore[arg-type]
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
    planned = plan(OnItsLevels(sigmas), AnnealedLangevin(steps_per_level=5))
    assert planned.sigmas == pytest.approx(sigmas)
    assert planned.epsilon == pytest.approx(6.18e-6, abs=6e-9)
    assert planned.alphas == pytest.approx(planned.epsilon * (sigmas / 0.01) ** 2)
    assert planned.evaluations == 232 * 5 + 1  # 1161 NFE, as in the paper


def test_plan_may_sample_on_another_number_of_levels() -> None:
    planned = plan(OnItsLevels(geometric(5, 0.1, 10)), AnnealedLangevin(n_levels=30))
    assert planned.sigmas == pytest.approx(geometric(5, 0.1, 30))
    gamma = 50 ** (1 / 29)
    assert planned.epsilon == pytest.approx(best_epsilon(0.1, gamma, 5))


def test_plan_refuses_unstable_steps_with_the_limit() -> None:
    own = OnItsLevels(geometric(5, 0.1, 10))
    for epsilon in (0.0201, 0.5):
        with pytest.raises(InputError, match=r"sampling\.epsilon.*2σ_L² = 0\.02; lower it"):
            plan(own, AnnealedLangevin(epsilon=epsilon))
    assert plan(own, AnnealedLangevin(epsilon=0.0199)).epsilon == 0.0199


THIN = GaussianMixture([1.0], [[0.0, 0.0]], [0.0])
RIDGE = GaussianMixture([1.0], [[0.0, 0.0]], covariances=[np.diag([25.0, 1e-6])])
STEEPEST = {"thin": (THIN, 0.0), "ridge": (RIDGE, 0.0), "two wide": (TOY, 1.0)}


@pytest.mark.parametrize("name", STEEPEST)
@pytest.mark.parametrize("sigma", [0.05, 0.3, 2.0])
def test_plain_langevins_limit_is_that_of_the_data_at_its_sigma(name: str, sigma: float) -> None:
    """x ← x + ε s + √(2ε) z is stable below 2/(steepest slope of -s), 2(v + σ²) for a variance v."""
    density, variance = STEEPEST[name]
    limit = 2 * (variance + sigma**2)
    ladder = GeometricLadder(sigma_max=20, sigma_min=0.01, n_levels=10)
    planned = plan(density, Langevin(sigma=sigma), ladder)
    assert planned.stable == pytest.approx(limit, rel=0.02)
    assert planned.epsilon == pytest.approx(limit / 10, rel=0.02)
    assert planned.sigmas == pytest.approx([sigma])
    assert planned.start == pytest.approx(20)  # normal noise of the largest σ
    with pytest.raises(InputError, match=r"sampling\.epsilon.*2σ²/a = .*; lower it"):
        plan(density, Langevin(sigma=sigma, epsilon=1.03 * limit), ladder)
    assert plan(density, Langevin(sigma=sigma, epsilon=0.97 * limit), ladder).epsilon == 0.97 * limit


def test_pictures_are_thin() -> None:
    density = GaussianMixture([1.0], [[0.0] * 4], [1.0])
    density.shape = (1, 2, 2)  # type: ignore[assignment]
    assert plan(density, Langevin(sigma=0.3), LADDER).stable == pytest.approx(0.18)


def test_who_says_so_twice_may_see_it_run_away() -> None:
    """Never forbidden: beyond the limit the spread grows at every step, as (ε/σ² - 1)² says."""
    ladder = GeometricLadder(sigma_max=1, sigma_min=0.1, n_levels=5)
    for settings in (
        Langevin(sigma=0.5, epsilon=0.6, n_steps=12, count=500, start="normal", allow_unstable=True, denoise=False),
        AnnealedLangevin(epsilon=0.03, count=500, steps_per_level=3, allow_unstable=True, denoise=False),
        ConsistentAnnealed(epsilon=0.03, count=500, allow_unstable=True, denoise=False),
    ):
        with pytest.raises(InputError, match="allow_unstable"):
            sample(THIN, settings.replace(allow_unstable=False), noise=ladder)
        spread = [float(step.x.std()) for step in sample(THIN, settings, noise=ladder)]
        assert np.isfinite(spread).all()
    wild = Langevin(sigma=0.5, epsilon=0.6, n_steps=6, count=4000, start="normal", allow_unstable=True, denoise=False)
    variances = [float(step.x.var()) for step in sample(THIN, wild, noise=ladder)]
    expected = [1.0]
    for _ in range(6):
        expected.append((1 - 0.6 / 0.25) ** 2 * expected[-1] + 2 * 0.6)
    assert variances[:6] == pytest.approx(expected[:6], rel=0.1)


def test_plain_langevin_moves_by_its_defaults_and_cannot_tell_the_weights() -> None:
    """What its help page promises: on the pair each Gaussian holds half at the end, where it has 0.2 and 0.8."""
    for step in sample(TOY, Langevin(count=1000), noise=GeometricLadder(sigma_max=10, sigma_min=0.02, n_levels=20)):
        if step.index == 0:
            start = step.x
    assert float((step.x - start).norm(dim=1).median()) > 3
    small = float((step.x.sum(1) < 0).float().mean())
    assert small == pytest.approx(float((start.sum(1) < 0).float().mean()), abs=0.03)
    assert float(torch.cdist(step.x.double(), TOY.means).amin(1).square().mean()) == pytest.approx(2, rel=0.2)


def test_steps_of_another_kind_of_sampler_are_left_behind() -> None:
    toy = preset("toy")
    assert toy.sampling.n_steps == 32  # type: ignore[union-attr]
    plain = toy.replace(**{"sampling.kind": "langevin"})
    assert plain.sampling.n_steps == 1000  # type: ignore[union-attr]
    assert plain.replace(**{"sampling.kind": "ddim"}).sampling.n_steps == 50  # type: ignore[union-attr]
    assert toy.replace(**{"sampling.kind": "ddim"}).sampling.n_steps == 32  # type: ignore[union-attr]
    wide = plain.replace(**{"sampling.epsilon": 0.1})
    assert wide.replace(**{"sampling.kind": "annealed-langevin"}).sampling.epsilon is None  # type: ignore[union-attr]
    assert toy.replace(**{"noise.kind": "vp"}).noise.n_levels == 1000  # type: ignore[union-attr]


@pytest.mark.parametrize("steps", [1, 3])
def test_consistent_sampling_keeps_its_step_between_both_limits(steps: int) -> None:
    own = OnItsLevels(geometric(5, 0.1, 10))
    fine = geometric(5, 0.1, 10 * steps)
    keeps, variance = fine[1] / fine[0], fine[-1] ** 2  # |1 - ε/σ_L²| ≤ σ_{i+1}/σ_i
    lowest, highest = (1 - keeps) * variance, (1 + keeps) * variance
    for epsilon, way in ((0.999 * lowest, "raise it"), (1.001 * highest, "lower it")):
        message = rf"sampling\.epsilon = {epsilon:g}: .*{lowest:.6g} ≤ ε ≤ {highest:.6g}; {way}"
        with pytest.raises(InputError, match=message):
            plan(own, ConsistentAnnealed(epsilon=epsilon, steps_per_level=steps))
    for epsilon in (lowest, 1.001 * lowest, 0.999 * highest, highest):
        planned = plan(own, ConsistentAnnealed(epsilon=epsilon, steps_per_level=steps))
        assert planned.epsilon == epsilon
        assert planned.sigmas == pytest.approx(fine)
    assert lowest <= plan(own, ConsistentAnnealed(steps_per_level=steps)).epsilon <= highest


def test_a_density_without_a_ladder_asks_for_one() -> None:
    with pytest.raises(InputError, match="GeometricLadder"):
        sample(TOY, AnnealedLangevin())


def test_sampling_needs_no_gradients() -> None:
    model = ne.load_model("ready-made").requires_grad_(True)
    first = next(iter(sample(model, count=1)))
    assert not first.denoised.requires_grad


# -- every kind --------------------------------------------------------------------------------

SHORT = {"n_steps": 4, "frames": 4, "n_levels": 3}


def short(kind: str, **changes: Any) -> SamplingConfig:
    """Settings of a kind that are quickly done."""
    fields = kinds("sampling")[kind].model_fields
    return kinds("sampling")[kind](**{k: v for k, v in SHORT.items() if k in fields}, **changes)


@pytest.mark.parametrize("kind", kinds("sampling"))
def test_every_kind_of_sampler_is_found_and_counts_its_steps(kind: str) -> None:
    assert callable(find(short(kind)))
    steps = list(sample(TOY, short(kind), count=3, noise=LADDER))
    assert [s.index for s in steps] == list(range(len(steps)))
    assert {s.total for s in steps} == {len(steps) - 1}
    last = steps[-1]
    assert last.x.shape == (3, 2)
    assert last.x.isfinite().all() and last.x.dtype == torch.float32
    assert last.alpha == 0 and last.temperature.isnan().all()
    planned = plan(TOY, short(kind), LADDER)
    assert all(step.temperature.isfinite().all() for step in steps[:-1])
    # An adaptive solver is planned by its ends, between which its frames are spread evenly in ln σ.
    sigmas = np.geomspace(*planned.sigmas, 4) if kind == "dormand-prince" else planned.sigmas
    assert [s.sigma for s in steps[:-1]] == pytest.approx([sigmas[s.level] for s in steps[:-1]], rel=1e-6)


@pytest.mark.parametrize("kind", kinds("sampling"))
def test_every_sampler_gives_a_picture_alone_what_it_gives_it_among_others(kind: str) -> None:
    few, many = (list(sample(TOY, short(kind, count=n), noise=LADDER))[-1].x for n in (2, 5))
    torch.testing.assert_close(few, many[:2], rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("kind", kinds("sampling"))
def test_every_sampler_draws_a_picture_of_a_network_alike_whatever_the_count(kind: str) -> None:
    coarse = {"rtol": 1e-3, "atol": 1e-3, "frames": 2} if kind == "dormand-prince" else {}
    model = ne.load_model("ready-made")
    settings = short(kind).replace(**coarse)
    alone, among = (list(sample(model, settings, count=n, seed=1))[-1].x for n in (1, 24))
    # Libraries take other ways for other numbers of pictures: about 1e-6 a look.
    torch.testing.assert_close(alone, among[:1], rtol=3e-5, atol=3e-5)


# -- what does not fit -------------------------------------------------------------------------


def score_model(classes: int = 0, **changes: Any) -> ScoreModel:
    torch.manual_seed(0)
    config = tiny_config(**{"network.dropout": 0.0} if "network.kind" not in changes else {}, **changes)
    facts = DataFacts((1, 8, 8), 0.3, 0.4, classes=classes)
    made = ScoreModel(config, facts, geometric(5, 0.1, 6)).eval().requires_grad_(False)
    for parameter in made.parameters():
        parameter.add_(0.05 * torch.randn(parameter.shape))
    return made


@pytest.fixture(scope="module")
def labelled() -> ScoreModel:
    return score_model(3, **{"network.labels": True})


@pytest.fixture(scope="module")
def on_levels() -> ScoreModel:
    return score_model(**{"network.kind": "ncsn"})


def test_a_class_asks_for_a_model_with_labels() -> None:
    for model in (score_model(), score_model(3)):  # of data without classes; of data with, but not told them
        with pytest.raises(InputError, match=r"sampling\.label = 0: .*none: it was trained without network\.labels"):
            sample(model, Heun(label=0))
    with pytest.raises(InputError, match=r"sampling\.label = 0: .*none"):
        sample(TOY, Heun(label=0), noise=LADDER)


def test_a_class_that_is_not_there_is_refused(labelled: ScoreModel) -> None:
    for label in (3, 100):
        with pytest.raises(InputError, match=rf"sampling\.label = {label}: the model knows the classes 0 to 2"):
            sample(labelled, Heun(label=label))
    assert [s.x for s in sample(labelled, Heun(n_steps=2, label=2), count=1)][-1].isfinite().all()


@pytest.mark.parametrize("guidance", [0.0, 2.0])
def test_guidance_needs_a_class(labelled: ScoreModel, guidance: float) -> None:
    for model, noise in ((labelled, None), (TOY, LADDER)):
        with pytest.raises(InputError, match=rf"sampling\.guidance = {guidance:g}: needs a class; set sampling\.label"):
            sample(model, Heun(guidance=guidance), noise=noise)


def test_the_class_and_its_guidance_change_the_pictures(labelled: ScoreModel) -> None:
    ends = {}
    for label, guidance in ((None, 1.0), (0, 1.0), (1, 1.0), (1, 4.0), (1, 0.0)):
        settings = Heun(n_steps=4, label=label, guidance=guidance, count=2)
        ends[label, guidance] = list(sample(labelled, settings))[-1].x
    for a, b in combinations([(None, 1.0), (0, 1.0), (1, 1.0), (1, 4.0)], 2):
        assert (ends[a] - ends[b]).abs().max() > 1e-4
    torch.testing.assert_close(ends[1, 0.0], ends[None, 1.0])


@pytest.mark.parametrize("kind", kinds("sampling"))
def test_guided_sampling_costs_twice_but_counts_the_same_steps(labelled: ScoreModel, kind: str) -> None:
    plain, guided = (short(kind, count=1, label=1, guidance=g) for g in (1, 2))
    steps = list(sample(labelled, guided))
    assert [s.index for s in steps] == list(range(len(steps)))
    assert {s.total for s in steps} == {len(steps) - 1}
    assert plan(Guided(labelled, 1, 2), guided).evaluations == 2 * plan(Guided(labelled, 1), plain).evaluations


@pytest.mark.parametrize(
    "settings",
    [
        AnnealedLangevin(n_levels=9),
        ConsistentAnnealed(),
        Langevin(sigma=0.2),
        PredictorCorrector(),
        EulerMaruyama(),
        Ancestral(),
        DDIM(spacing="karras"),
        Euler(),
        Heun(),
        DPMSolver(spacing="time"),
        DormandPrince(),
    ],
    ids=lambda s: s.kind,
)
def test_a_network_that_knows_its_levels_only_is_asked_for_no_other(
    on_levels: ScoreModel, settings: SamplingConfig
) -> None:
    assert on_levels.only_levels
    message = rf"sampling\.kind = '{re.escape(settings.kind)}': asks for σ between the levels.*knows its 6 levels only"
    with pytest.raises(InputError, match=message):
        sample(on_levels, settings)
    plan(score_model(), settings)  # others may be asked for any


@pytest.mark.parametrize(
    "settings",
    [
        AnnealedLangevin(steps_per_level=1),
        Langevin(n_steps=2),
        Ancestral(spacing="levels", n_steps=4),
        DDIM(spacing="levels", n_steps=6),
        Euler(spacing="levels", n_steps=3),
        Heun(spacing="levels", n_steps=2),
        DPMSolver(spacing="levels", n_steps=5),
    ],
    ids=lambda s: s.kind,
)
def test_on_its_levels_such_a_network_is_sampled(on_levels: ScoreModel, settings: SamplingConfig) -> None:
    levels = on_levels.sigmas.double().numpy()
    planned = plan(on_levels, settings)
    assert np.abs(planned.sigmas[:, None] / levels - 1).min(1).max() < 1e-6
    assert list(sample(on_levels, settings, count=1))[-1].x.isfinite().all()


@pytest.mark.parametrize("settings", [AnnealedLangevin(), Heun(spacing="levels", n_steps=3)], ids=lambda s: s.kind)
def test_such_a_network_is_not_sampled_on_another_ladder(on_levels: ScoreModel, settings: SamplingConfig) -> None:
    with pytest.raises(InputError, match="knows its 6 levels only"):
        plan(on_levels, settings, GeometricLadder(sigma_max=4, sigma_min=0.3, n_levels=6))


@pytest.mark.parametrize("model", ["exact", "network"])
def test_there_are_no_more_steps_than_levels_to_step_on(model: str) -> None:
    own = OnItsLevels(geometric(5, 0.1, 6)) if model == "exact" else score_model()
    for kind in (Ancestral, DDIM, Euler, Heun, DPMSolver):
        with pytest.raises(InputError, match=r"sampling\.n_steps = 7: there are only 6 levels to step on; take fewer"):
            plan(own, kind(spacing="levels", n_steps=7))
        assert plan(own, kind(spacing="levels", n_steps=6)).sigmas == pytest.approx(geometric(5, 0.1, 6), rel=1e-6)
        with pytest.raises(InputError, match="there are only 3 levels"):
            plan(own, kind(spacing="levels", n_steps=4, sigma_max=0.6))
    ends = plan(own, Heun(spacing="levels", n_steps=3)).sigmas
    assert ends == pytest.approx(geometric(5, 0.1, 6)[[0, 2, 5]], rel=1e-6)


def test_where_to_begin_lies_above_where_to_end() -> None:
    own = OnItsLevels(geometric(5, 0.1, 6))
    for changes in ({"sigma_min": 5.0}, {"sigma_max": 0.1}, {"sigma_max": 0.5, "sigma_min": 0.6}):
        with pytest.raises(InputError, match=r"sampling\.sigma_min = .*must be smaller than sampling\.sigma_max"):
            plan(own, Heun(**changes))
    planned = plan(own, Heun(sigma_max=3.0, sigma_min=0.2))
    assert planned.sigmas[[0, -1]] == pytest.approx([3, 0.2])
    assert planned.start == pytest.approx(3)


def test_a_sampler_that_takes_no_step_at_all_is_refused() -> None:
    settings = PredictorCorrector(n_steps=3, predictor="none", corrector_steps=0, denoise=False)
    with pytest.raises(InputError, match=r"sampling\.(predictor|corrector_steps)"):
        list(sample(TOY, settings, noise=LADDER, count=1))


@pytest.mark.parametrize("kind", kinds("sampling"))
def test_a_model_with_damaged_weights_stops_with_a_message(kind: str) -> None:
    model = score_model()
    next(model.network.parameters()).fill_(math.nan)
    with pytest.raises(InputError, match=r"left the finite numbers at step 0 of \d+ .*weights are damaged"):
        list(sample(model, short(kind), count=1))


def test_a_sampling_that_runs_away_stops_with_a_message() -> None:
    model = score_model()
    real = model.denoise
    model.denoise = lambda x, sigma, label=None: -1e6 * real(x, sigma, label)  # type: ignore[method-assign]
    seen: list[Step] = []
    with pytest.raises(InputError, match=r"left the finite numbers at step \d+ of 13"):
        seen.extend(sample(model, AnnealedLangevin(steps_per_level=2), count=1))
    assert 1 <= len(seen) < 13
    assert all(step.temperature.isfinite().all() for step in seen)


@pytest.mark.parametrize("kind", kinds("sampling"))
@pytest.mark.parametrize("process", ["geometric", "vp"])
def test_a_step_says_how_much_noise_follows_it(kind: str, process: str) -> None:
    """Many pictures that stand at one place: after a step they are as far apart as the noise is wide."""
    changes: dict[str, Any] = {"sampling.kind": kind, "noise.kind": process, "noise.n_levels": 10}
    config = tiny_config().replace(**changes)
    settings, short = config.sampling, {"n_steps": 12, "steps_per_level": 2, "frames": 6, "s_churn": 4.0, "eta": 0.7}
    settings = settings.replace(**{k: v for k, v in short.items() if k in type(settings).model_fields}, count=1)
    density = GaussianMixture([1.0], [[0.0, 0.0]], [1.0])
    noise = GeometricLadder(sigma_max=8, sigma_min=0.5, n_levels=10) if process == "geometric" else config.noise
    for here in range(2, 6, 3):
        before = [s for s in sample(density, settings, noise=noise) if s.index < s.total][here]
        many = before.x.expand(40_000, 2).contiguous()
        first, then, *_ = carry_on(density, settings, many, before.sigma, noise)
        # Heun's churn comes before the look, all other noise after it.
        spread = (first if kind == "heun" else then).x.std(0).mean()
        assert float(spread) == pytest.approx(first.noise, rel=0.02, abs=1e-5)
