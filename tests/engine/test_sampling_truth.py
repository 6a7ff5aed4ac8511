"""Every sampler against densities whose truth is known, against its paper's own loop, and against itself."""

from __future__ import annotations

import functools
import importlib
import json
import math
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
import torch

import ncsn_engine as ne
from ncsn_engine.config import kinds
from ncsn_engine.config.noise import GeometricLadder, SubVPProcess, VPProcess
from ncsn_engine.config.sampling import (
    DDIM,
    Ancestral,
    AnnealedLangevin,
    ConsistentAnnealed,
    DormandPrince,
    DPMSolver,
    Euler,
    EulerMaruyama,
    Heun,
    Langevin,
    PredictorCorrector,
)
from ncsn_engine.design import best_epsilon, residual_variance
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.metrics import energy_distance
from ncsn_engine.noise import VE, VP, geometric, karras, step_sizes
from ncsn_engine.samplers import Plan, plan, sample
from ncsn_engine.samplers.plan import find
from ncsn_engine.seeds import PictureNoise
from tests.engine.helpers import TorchNoise, finished, python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.config import NoiseConfig, SamplingConfig
    from ncsn_engine.samplers import Step
    from ncsn_engine.score import Denoiser, ScoreModel
    from tests.engine.truth import Truth

RIVALS = "Annealed Langevin and its rivals sample what they should"
RULE = "Step-size rule"
ORDER = "Samplers' order of accuracy"
SEEDS = "Seeds and devices"

MIXTURE = GaussianMixture(
    [0.4, 0.6],
    [[-1.7, 1.0], [1.2, -0.5]],
    covariances=[[[0.3, 0.18], [0.18, 0.2]], [[0.25, -0.12], [-0.12, 0.3]]],
)
TOY = GaussianMixture([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], covariances=[np.eye(2), np.eye(2)])


class TwoParts:
    """The same density as a mixture of two in the plane, in a tenth of the time: for many points and steps."""

    def __init__(self, mixture: GaussianMixture) -> None:
        self.weights, self.means = mixture.weights, mixture.means
        self.covariances = covariances(mixture)
        self.shape, self.sigmas, self.low, self.high = (2,), None, mixture.low, mixture.high

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        if isinstance(sigma, torch.Tensor):
            return self._each_at_its_own(x, sigma)
        noisy = self.covariances + sigma**2 * torch.eye(2, dtype=torch.float64)
        inverse = torch.linalg.inv(noisy)
        pull = self.covariances @ inverse  # E[x₀ | x, k] = pull x + shift
        shift = self.means - torch.einsum("kde,ke->kd", pull, self.means)
        # ln of the odds of the first part: a quadratic of x
        (a, b), (_, c) = (-0.5 * (inverse[0] - inverse[1])).tolist()
        linear = torch.einsum("kde,ke->kd", inverse, self.means)
        d, e = (linear[0] - linear[1]).tolist()
        constant = self.weights.log() - 0.5 * torch.logdet(noisy) - 0.5 * (linear * self.means).sum(1)
        u, v = x[:, 0], x[:, 1]
        odds = (a * u + 2 * b * v + d) * u + (c * v + e) * v + float(constant[0] - constant[1])
        base, step = (torch.cat([pair[1], pair[0] - pair[1]]).to(x) for pair in (shift, pull))
        both = torch.addmm(base, x, step.T)
        return both[:, :2] + torch.sigmoid(odds)[:, None] * both[:, 2:]

    def _each_at_its_own(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        """The same where every point has a noise level of its own: Cramer's rule by hand."""
        means, logs = [], []
        for weight, mean, c in zip(self.weights, self.means.to(x), self.covariances.to(x), strict=True):
            a, b, d = c[0, 0] + sigma**2, c[0, 1], c[1, 1] + sigma**2
            det, (u, v) = a * d - b**2, (x - mean).unbind(1)
            solved = torch.stack([d * u - b * v, a * v - b * u], 1) / det[:, None]
            means.append(mean + solved @ c)
            logs.append(weight.log().to(x) - 0.5 * det.log() - 0.5 * (solved[:, 0] * u + solved[:, 1] * v))
        first = torch.sigmoid(logs[0] - logs[1])[:, None]
        return first * means[0] + (1 - first) * means[1]

    def score(self, x: torch.Tensor, sigma: float) -> torch.Tensor:
        return (self.denoise(x, sigma) - x) / sigma**2


def covariances(mixture: GaussianMixture) -> torch.Tensor:
    assert mixture.axes is not None
    return torch.einsum("kde,ke,kfe->kdf", mixture.axes, mixture.variances, mixture.axes)


@pytest.mark.parametrize("mixture", [MIXTURE, TOY])
@pytest.mark.parametrize("sigma", [0.01, 0.5, 4.0, 150.0])
def test_the_quick_density_is_the_exact_one(mixture: GaussianMixture, sigma: float) -> None:
    x = mixture.sample(500) + sigma * torch.randn(500, 2, dtype=torch.float64, generator=torch.Generator())
    torch.testing.assert_close(TwoParts(mixture).denoise(x, sigma), mixture.denoise(x, sigma), rtol=1e-9, atol=1e-9)


# ---------------------------------------------------------------------------------------------
# Drawing

THE_SAMPLE_MODULE = importlib.import_module("ncsn_engine.samplers.sample")  # its name is its function's, too


@pytest.fixture
def quick_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noise in one draw for all points."""
    monkeypatch.setattr(THE_SAMPLE_MODULE, "PictureNoise", lambda seed, count, shape: TorchNoise(count, shape, seed))


def last_of(steps: Iterator[Step]) -> torch.Tensor:
    return deque(steps, maxlen=1)[0].x


def draw(model: Denoiser, settings: SamplingConfig, noise: NoiseConfig, count: int, seed: int = 1) -> torch.Tensor:
    return last_of(sample(model, settings, count=count, seed=seed, noise=noise)).double()


class Doubles(TorchNoise):
    def normal(self, device: torch.device) -> torch.Tensor:
        return super().normal(device).double()


def film(
    model: Denoiser, settings: SamplingConfig, noise: NoiseConfig, start: torch.Tensor, seed: int = 4
) -> list[Step]:
    """All steps from a given start, in float64."""
    planned = plan(model, settings, noise)
    return list(find(settings)(model, start, planned, settings, Doubles(len(start), model.shape, seed)))


# ---------------------------------------------------------------------------------------------
# All samplers on an exact mixture


class Case(NamedTuple):
    settings: SamplingConfig
    noise: NoiseConfig


def ladder_of(largest: float, smallest: float, n_levels: int) -> GeometricLadder:
    return GeometricLadder(sigma_max=largest, sigma_min=smallest, n_levels=n_levels)


PROCESSES: dict[str, NoiseConfig] = {"VE": ladder_of(20, 0.03, 100), "VP": VPProcess(), "sub-VP": SubVPProcess()}


@functools.cache
def cases(more: int) -> dict[str, Case]:
    """Every sampler with enough steps, or with `more` times as many."""
    ve, vp = PROCESSES["VE"], PROCESSES["VP"]
    few = more == 1
    annealed = AnnealedLangevin(steps_per_level=25 if few else 40, epsilon=(0.3 if few else 0.15) * 0.05**2)
    consistent = ConsistentAnnealed(steps_per_level=8 * more, epsilon=0.03 / more * 0.05**2)
    made = {
        "annealed-langevin": Case(annealed, ladder_of(15, 0.05, 40 if few else 60)),
        "consistent-annealed": Case(consistent, ladder_of(15, 0.05, 100)),
        "ddpm, small variance": Case(Ancestral(n_steps=600 * more), vp),
        "ddpm, large variance": Case(Ancestral(n_steps=300 * more, variance="large"), vp),
        "ddim, η = 0": Case(DDIM(n_steps=200 * more), vp),
        "ddim, η = 1": Case(DDIM(n_steps=600 * more, eta=1), vp),
        "euler": Case(Euler(n_steps=150 * more), ve),
        "heun": Case(Heun(n_steps=40 * more), ve),
        "heun with churn": Case(Heun(n_steps=80 * more, s_churn=10), ve),
        "dpm-solver++": Case(DPMSolver(n_steps=60 * more), ve),
        "dormand-prince": Case(DormandPrince(rtol=1e-4 / more, atol=1e-4 / more, frames=8), ve),
    }
    for name, noise in PROCESSES.items():
        made[f"euler-maruyama, {name}"] = Case(EulerMaruyama(n_steps=300 * more), noise)
        for predictor in ("reverse-diffusion", "ancestral"):
            settings = PredictorCorrector(n_steps=400 * more, predictor=predictor)
            made[f"predictor-corrector, {predictor}, {name}"] = Case(settings, noise)
    return made


@functools.cache
def real_against_real(count: int) -> float:
    """The upper range of the energy distance of two real sets: mean and three standard deviations of twenty."""
    found = [energy_distance(MIXTURE.sample(count, 100 + i), MIXTURE.sample(count, 200 + i)) for i in range(20)]
    return float(np.mean(found) + 3 * np.std(found, ddof=1))


def hold_to_the_mixture(what: str, x: torch.Tensor, count: int, truth: Truth) -> None:
    """Weights, means and covariances of all points, split by the posterior; energy distance of `count` of them."""
    parts = zip(MIXTURE.means, covariances(MIXTURE), strict=True)
    log_p = torch.stack([GaussianMixture([1], m[None], covariances=c[None]).log_prob(x) for m, c in parts], dim=1)
    share = torch.softmax(log_p + MIXTURE.weights.log(), dim=1)
    weights = share.mean(0)
    means = (share.T @ x) / share.sum(0)[:, None]
    of_mean, of_covariance = float((means - MIXTURE.means).abs().max()), 0.0
    for k, expected in enumerate(covariances(MIXTURE)):
        away = x - means[k]
        found = (share[:, k, None] * away).T @ away / share[:, k].sum()
        of_covariance = max(of_covariance, float((found - expected).abs().max() / expected.diagonal().max()))
    distance = energy_distance(x[:count], MIXTURE.sample(count, 77))
    what = f"{what}, {len(x)} points"
    truth.near(RIVALS, f"{what}: weight of the small part", float(weights[0]), 0.4, 0.02)
    truth.at_most(RIVALS, f"{what}: means off by", of_mean, 0.05)
    truth.at_most(RIVALS, f"{what}: covariances off by, over the part's largest variance", of_covariance, 0.05)
    limit = real_against_real(count)
    truth.at_most(RIVALS, f"{what}: energy distance to {count} real points (limit: real to real)", distance, limit)


@pytest.mark.usefixtures("quick_noise")
@pytest.mark.parametrize("name", cases(1))
def test_every_sampler_draws_the_mixture(name: str, truth: Truth) -> None:
    case = cases(1)[name]
    hold_to_the_mixture(name, draw(TwoParts(MIXTURE), *case, 20_000), 4000, truth)


@pytest.mark.slow
@pytest.mark.usefixtures("quick_noise")
@pytest.mark.parametrize("name", cases(2))
def test_every_sampler_draws_the_mixture_closely(name: str, truth: Truth) -> None:
    case = cases(2)[name]
    hold_to_the_mixture(name, draw(TwoParts(MIXTURE), *case, 50_000), 20_000, truth)


PICTURES = 64  # dimensions


class FarParts:
    """Two round parts of std 0.5 in many dimensions, four apart, told apart on the way between them."""

    def __init__(self, weight: float) -> None:
        self.shape, self.sigmas, self.low, self.high = (PICTURES,), None, -1.0, 1.0
        self.odds = math.log(weight / (1 - weight))
        self.way = torch.full((PICTURES,), 1 / math.sqrt(PICTURES), dtype=torch.float64)  # of length 1

    def denoise(self, x: torch.Tensor, sigma: float) -> torch.Tensor:
        total = 0.25 + sigma**2
        way = self.way.to(x)
        share = torch.sigmoid(self.odds + (2**2 - 2 * 2 * 2 * (x @ way) - 2**2) / (2 * total))  # of the one at -2
        if isinstance(sigma, torch.Tensor):
            return x * (0.25 / total)[:, None] + torch.outer((2 - 4 * share) * (1 - 0.25 / total), way)
        return torch.addr(x * (0.25 / total), (2 - 4 * share) * (1 - 0.25 / total), way)


def test_the_density_of_many_dimensions_is_exact() -> None:
    model = FarParts(0.4)
    exact = GaussianMixture([0.4, 0.6], torch.stack([-2 * model.way, 2 * model.way]), [0.5, 0.5])
    for sigma in (0.01, 1.0, 20.0):
        x = exact.sample(20) + sigma * torch.randn(20, PICTURES, generator=torch.Generator(), dtype=torch.float64)
        torch.testing.assert_close(model.denoise(x, sigma), exact.denoise(x, sigma), rtol=1e-9, atol=1e-9)


@pytest.mark.usefixtures("quick_noise")
@pytest.mark.parametrize("name", PROCESSES)
def test_the_corrector_draws_in_many_dimensions(name: str, truth: Truth) -> None:
    model, count = FarParts(0.4), 4000
    x = draw(model, PredictorCorrector(n_steps=200, corrector_steps=2), PROCESSES[name], count)
    along = x @ model.way
    small = along < 0
    what = f"predictor-corrector, two corrector steps, {name}, {PICTURES} dimensions, {count} points"
    truth.near(RIVALS, f"{what}: weight of the small part", float(small.double().mean()), 0.4, 0.02)
    error = max(abs(float(along[small].mean()) + 2), abs(float(along[~small].mean()) - 2))
    truth.at_most(RIVALS, f"{what}: means off by, on the way from one to the other", error, 0.05)
    across = (x - torch.outer(along, model.way)).square().sum() / (count * (PICTURES - 1))
    truth.near(RIVALS, f"{what}: variance over its own", float(across) / 0.25, 1, 0.05)


@pytest.mark.usefixtures("quick_noise")
def test_plain_langevin_draws_a_single_gaussian(truth: Truth) -> None:
    mean, expected = torch.tensor([[0.7, -0.2]]), torch.tensor([[0.3, 0.18], [0.18, 0.2]])
    density = GaussianMixture([1], mean, covariances=expected[None])
    settings = Langevin(n_steps=400, sigma=0.1, epsilon=0.01, start="normal")
    x = draw(density, settings, ladder_of(3, 0.1, 10), 20_000).float()
    what = "langevin on one Gaussian, 20000 points"
    truth.at_most(RIVALS, f"{what}: mean off by", float((x.mean(0) - mean).abs().max()), 0.05)
    error = float((torch.cov(x.T) - expected).abs().max() / 0.3)
    truth.at_most(RIVALS, f"{what}: covariance off by, over the largest variance", error, 0.05)


# ---------------------------------------------------------------------------------------------
# The toy of the 2019 paper


def share_of_the_small_one(x: torch.Tensor) -> float:
    return float((x.sum(1) < 0).double().mean())


@pytest.mark.usefixtures("quick_noise")
def test_annealing_mends_the_weights_of_the_papers_toy(truth: Truth) -> None:
    what, model = "the 2019 paper's toy, 20000 points", TwoParts(TOY)
    assert (TOY.low, TOY.high) == (-8, 8)
    settings = AnnealedLangevin(steps_per_level=100, epsilon=0.05, start="uniform")
    found = share_of_the_small_one(draw(model, settings, ladder_of(20, 1, 10), 20_000))
    truth.near(RIVALS, f"{what}, annealed, σ 20 to 1, L = 10, T = 100: small part (true: 0.2)", found, 0.22, 0.015)
    settings = AnnealedLangevin(steps_per_level=50, epsilon=0.05 * 0.3**2, start="uniform")
    found = share_of_the_small_one(draw(model, settings, ladder_of(20, 0.3, 30), 20_000))
    truth.near(RIVALS, f"{what}, annealed, σ 20 to 0.3, L = 30, T = 50: small part (true: 0.2)", found, 0.21, 0.015)
    plain = Langevin(n_steps=1000, sigma=0.2, epsilon=0.05, start="uniform", denoise=False)
    found = share_of_the_small_one(draw(model, plain, ladder_of(20, 0.2, 10), 20_000))
    truth.near(RIVALS, f"{what}, plain Langevin: small part (true: 0.2)", found, 0.5, 0.1)


# ---------------------------------------------------------------------------------------------
# The step-size rule

RULES = {  # σ_max, σ_min, L, T, ε
    "NCSNv2 on CIFAR-10": (50, 0.01, 232, 5, 6.2e-6),
    "NCSNv2 on Bedroom": (190, 0.01, 1086, 3, 1.8e-6),
    "NCSN v1": (1, 0.01, 10, 100, 2e-5),
    "ε = σ²": (1, 0.01, 10, 5, 1e-4),
    "the rule's ε, L = 22, T = 4": (4.8, 0.01, 22, 4, None),
}


@pytest.mark.parametrize("name", RULES)
def test_the_variance_after_a_level_is_the_predicted_one(name: str, truth: Truth) -> None:
    """On data at one point, whose marginal at σ_i is N(μ, σ_i²): from σ_0 = γ σ_1 down four levels."""
    largest, smallest, n_levels, steps, epsilon = RULES[name]
    gamma = (largest / smallest) ** (1 / (n_levels - 1))
    epsilon = epsilon or best_epsilon(smallest, gamma, steps)
    sigmas = smallest * gamma ** np.arange(3, -1, -1.0)
    point = GaussianMixture([1], [[0.3] * 64], [0.0])
    noise = TorchNoise(5000, (64,), 6)
    x = 0.3 + gamma * sigmas[0] * noise.normal(torch.device("cpu"))
    settings = AnnealedLangevin(steps_per_level=steps, epsilon=epsilon, denoise=False)
    made = Plan(sigmas, sigmas[0], VE(smallest, largest), step_sizes(sigmas, epsilon, "annealed"), epsilon, 4 * steps)
    error, predicted = 0.0, 1.0  # variance over σ_i² as it comes in
    for step in find(settings)(point, x, made, settings, noise):
        if step.index % steps == 0 and step.index:
            sigma = sigmas[step.index // steps - 1]
            predicted = residual_variance(epsilon, smallest, gamma * math.sqrt(predicted), steps)
            found = float((step.x - 0.3).square().mean()) / sigma**2
            error = max(error, abs(found / predicted - 1))
            if step.index == steps:
                truth.near(RULE, f"{name}: variance after one level over σ²", found, predicted, 0.01 * predicted)
    assert step.index == 4 * steps
    truth.at_most(RULE, f"{name}: largest relative error of the predicted variance, four levels", error, 0.01)


# ---------------------------------------------------------------------------------------------
# Order of accuracy

FIRST_AND_SECOND = {
    "euler": (Euler(), 1, 0.15),
    "ddim, η = 0": (DDIM(), 1, 0.15),
    "heun": (Heun(), 2, 0.25),
    "dpm-solver++": (DPMSolver(), 2, 0.25),
}
COUNTS = (8, 16, 32, 64, 128)


def at_the_smallest(model: Denoiser, settings: SamplingConfig, x: torch.Tensor, sigmas: np.ndarray) -> torch.Tensor:
    """Where a solver without noise stands at the smallest σ, before its step to 0."""
    made = Plan(sigmas, sigmas[0], VE(sigmas[-1], sigmas[0]), np.empty(0), 0.0, len(sigmas))
    steps = deque(find(settings)(model, x, made, settings, TorchNoise(len(x), model.shape)), maxlen=2)
    assert steps[0].sigma == pytest.approx(sigmas[-1], rel=1e-12)
    return steps[0].x.double()


def order(errors: list[float]) -> float:
    return -float(np.polyfit(np.log(COUNTS), np.log(errors), 1)[0])


@functools.cache
def gaussian_path() -> tuple[GaussianMixture, torch.Tensor, torch.Tensor]:
    """Normal data of std 1, a start at σ = 80, and the exact solution at σ = 0.002."""
    x = 80 * torch.linspace(-2, 2, 9, dtype=torch.float64)[:, None]
    return GaussianMixture([1], [[0.0]], [1.0]), x, x * math.sqrt((1 + 0.002**2) / (1 + 80**2))


@pytest.mark.parametrize("name", FIRST_AND_SECOND)
def test_order_on_a_gaussian_whose_path_is_known(name: str, truth: Truth) -> None:
    settings, expected, within = FIRST_AND_SECOND[name]
    model, x, exact = gaussian_path()
    errors = [float((at_the_smallest(model, settings, x, karras(80, 0.002, n)) - exact).abs().max()) for n in COUNTS]
    truth.near(ORDER, f"{name}: order on a Gaussian, 8 to 128 steps", order(errors), expected, within)


def test_dormand_prince_follows_the_known_path(truth: Truth) -> None:
    model, x, exact = gaussian_path()
    found = at_the_smallest(model, DormandPrince(rtol=1e-8, atol=1e-8, frames=8), x, np.array([80, 0.002]))
    truth.at_most(
        ORDER, "dormand-prince, tolerance 1e-8: off the exact path by", float((found - exact).abs().max()), 1e-4
    )


@functools.cache
def mixture_path() -> tuple[TwoParts, torch.Tensor, torch.Tensor]:
    """The mixture, starts at σ = 20, and where 2048 steps of Heun's end at σ = 0.02."""
    model = TwoParts(MIXTURE)
    x = 20 * torch.randn(300, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return model, x, at_the_smallest(model, Heun(), x, karras(20, 0.02, 2048))


@pytest.mark.parametrize("name", FIRST_AND_SECOND)
def test_order_on_a_mixture(name: str, truth: Truth) -> None:
    settings, expected, within = FIRST_AND_SECOND[name]
    model, x, fine = mixture_path()
    errors = [
        float((at_the_smallest(model, settings, x, karras(20, 0.02, n)) - fine).norm(dim=1).mean()) for n in COUNTS
    ]
    truth.near(ORDER, f"{name}: order on a mixture, 8 to 128 steps", order(errors), expected, within)


def test_dormand_prince_agrees_with_very_fine_steps(truth: Truth) -> None:
    model, x, fine = mixture_path()
    found = at_the_smallest(model, DormandPrince(rtol=1e-9, atol=1e-9, frames=8), x, np.array([20, 0.02]))
    error = float((found - fine).abs().max())
    truth.at_most(ORDER, "dormand-prince, tolerance 1e-9, on a mixture: off 2048 steps of heun by", error, 1e-4)


# ---------------------------------------------------------------------------------------------
# Samplers that must agree, and the papers' own loops


def farthest(found: list[np.ndarray], expected: list[np.ndarray]) -> float:
    """The largest difference, over 1 + |x|: films keep single precision."""
    assert len(found) == len(expected)
    return max(float((np.abs(a - b) / (1 + np.abs(b))).max()) for a, b in zip(found, expected, strict=True))


def xs(steps: list[Step]) -> list[np.ndarray]:
    return [step.x.double().numpy() for step in steps]


def starts(count: int, sigma: float) -> torch.Tensor:
    return sigma * torch.randn(count, 2, generator=torch.Generator().manual_seed(9), dtype=torch.float64)


@pytest.mark.parametrize("noise", PROCESSES.values(), ids=PROCESSES)
def test_ddim_is_ancestral_sampling_or_euler(noise: NoiseConfig, truth: Truth) -> None:
    x = starts(500, 20)
    of = noise.kind
    ddim, ddpm = film(MIXTURE, DDIM(n_steps=60, eta=1), noise, x), film(MIXTURE, Ancestral(n_steps=60), noise, x)
    what = f"DDIM with η = 1 and DDPM's small variance, {of}, same noise: every step's largest difference"
    truth.at_most(RIVALS, what, farthest(xs(ddim), xs(ddpm)), 1e-6)
    for spacing in ("time", "karras"):
        settings = {"n_steps": 60, "spacing": spacing}
        ddim, euler = film(MIXTURE, DDIM(**settings), noise, x), film(MIXTURE, Euler(**settings), noise, x)
        what = f"DDIM with η = 0 and Euler, {of}, spacing {spacing}: every step's largest difference"
        truth.at_most(RIVALS, what, farthest(xs(ddim), xs(euler)), 1e-6)


WEIGHTS, MEANS, COVARIANCES = MIXTURE.weights.numpy(), MIXTURE.means.numpy(), covariances(MIXTURE).numpy()


def score_of(y: np.ndarray, scale: float, std: float) -> np.ndarray:
    """The score of ``y = scale x_0 + std z`` at one point, x_0 from the mixture: a second implementation."""
    terms, slopes = [], []
    for w, mean, covariance in zip(WEIGHTS, MEANS, COVARIANCES, strict=True):
        inverse = np.linalg.inv(scale**2 * covariance + std**2 * np.eye(2))
        away = y - scale * mean
        terms.append(math.log(w) + 0.5 * math.log(np.linalg.det(inverse)) - 0.5 * away @ inverse @ away)
        slopes.append(-inverse @ away)
    return np.average(slopes, axis=0, weights=np.exp(np.array(terms) - max(terms)))


@pytest.mark.parametrize("variance", ["small", "large"])
def test_ancestral_sampling_is_ddpms_algorithm(variance: str, truth: Truth) -> None:
    """Ho et al. 2020, algorithm 2, in its own x_t with α and β, one picture at a time."""
    n, pictures = 100, 6
    beta = np.linspace(0.1 / n, 20 / n, n)
    alpha, alpha_bar = 1 - beta, np.cumprod(1 - beta)
    noise = VPProcess(training_sigma="levels", n_levels=n)
    start = starts(pictures, 1)  # x_T
    stream = Doubles(pictures, (2,), 4)
    z = np.stack([stream.normal(torch.device("cpu")).numpy() for _ in range(n - 1)])
    expected = np.empty((n + 1, pictures, 2))
    for i in range(pictures):
        x = start[i].numpy()
        expected[0, i] = x / math.sqrt(alpha_bar[-1])
        for t in range(n, 0, -1):
            a, bar, b = alpha[t - 1], alpha_bar[t - 1], beta[t - 1]
            before = alpha_bar[t - 2] if t > 1 else 1.0
            predicted = -math.sqrt(1 - bar) * score_of(x, math.sqrt(bar), math.sqrt(1 - bar))  # ε_θ
            x = (x - b / math.sqrt(1 - bar) * predicted) / math.sqrt(a)
            if t > 1:
                v = b if variance == "large" else (1 - before) / (1 - bar) * b
                x = x + math.sqrt(v) * z[n - t, i]
            expected[n + 1 - t, i] = x / math.sqrt(before)
    settings = Ancestral(n_steps=n, spacing="levels", variance=variance)
    steps = film(MIXTURE, settings, noise, start / math.sqrt(alpha_bar[-1]))
    what = f"DDPM, {variance} variance, and the paper's loop over x_t, α and β: every step's largest difference"
    truth.at_most(RIVALS, what, farthest(xs(steps), list(expected)), 1e-5)


@pytest.mark.parametrize(
    ("name", "predictor"), [("VE", "reverse-diffusion"), ("VE", "ancestral"), ("VP", "reverse-diffusion")]
)
def test_predictor_corrector_is_the_official_loop(name: str, predictor: str, truth: Truth) -> None:
    """score_sde's sampling.py and sde_lib.py, one picture at a time: corrector, then predictor, at each time.

    The corrector's two lengths, a mean over the batch there, stand at their expected values.
    """
    n, pictures, snr = 60, 6, 0.16
    if name == "VE":
        std, scale, alpha = 20 * (0.03 / 20) ** (np.arange(n) / (n - 1)), np.ones(n), np.ones(n)
    else:  # the official discrete β, last first
        alpha = 1 - np.linspace(0.1 / n, 20 / n, n)[::-1]
        bar = np.cumprod(alpha[::-1])[::-1]
        scale, std = np.sqrt(bar), np.sqrt(1 - bar)
    start, stream = starts(pictures, 20), Doubles(pictures, (2,), 4)
    z = np.stack([stream.normal(torch.device("cpu")).numpy() for _ in range(2 * n - 1)])
    expected = np.empty((2 * n + 1, pictures, 2))  # x before every look, and at last the result
    for k in range(pictures):
        y = scale[0] * start[k].numpy()
        for i in range(n):
            expected[2 * i, k] = y / scale[i]
            grad = score_of(y, scale[i], std[i])
            noise_norm, grad_norm = math.sqrt(2), math.sqrt(2) / std[i]
            step_size = (snr * noise_norm / grad_norm) ** 2 * 2 * alpha[i]
            y = y + step_size * grad + np.sqrt(step_size * 2) * z[2 * i, k]
            expected[2 * i + 1, k] = y / scale[i]

            score = score_of(y, scale[i], std[i])
            adjacent = std[i + 1] if i < n - 1 else 0.0
            noise = z[2 * i + 1, k] if i < n - 1 else np.zeros(2)  # the last noise is left out
            if predictor == "ancestral":
                y = y + score * (std[i] ** 2 - adjacent**2)
                y = y + np.sqrt(adjacent**2 * (std[i] ** 2 - adjacent**2) / std[i] ** 2) * noise
            else:
                f = np.sqrt(alpha[i]) * y - y
                g = np.sqrt(std[i] ** 2 - adjacent**2) if name == "VE" else np.sqrt(1 - alpha[i])
                y = y - (f - g**2 * score) + g * noise
        expected[2 * n, k] = y
    settings = PredictorCorrector(n_steps=n, predictor=predictor, corrector_steps=1, snr=snr)
    process = VE(0.03, 20) if name == "VE" else VP()
    made = Plan(std / scale, 20, process, np.empty(0), 0.0, 2 * n)
    steps = xs(list(find(settings)(MIXTURE, start, made, settings, Doubles(pictures, (2,), 4))))
    what = f"predictor-corrector, {predictor}, {name}, and the official loop"
    # At VP's last time of all the official code differs from the paper's marginals by terms of order β².
    compared = 2 * n + 1 if name == "VE" else 2 * n - 1
    error = farthest(steps[:compared], list(expected[:compared]))
    truth.at_most(RIVALS, f"{what}: every step's largest difference", error, 1e-5)


def test_the_correctors_step_is_the_official_one_in_many_dimensions(truth: Truth) -> None:
    """On data at one point, where ‖score‖ is √D/σ: against the official mean of lengths over a batch of 64."""
    point = GaussianMixture([1], [[0.3] * 3072], [0.0])
    start = 0.3 + 20 * torch.randn(64, 3072, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    noise_norm = torch.randn(64, 3072, generator=torch.Generator().manual_seed(2)).norm(dim=1).mean()
    steps = film(point, PredictorCorrector(n_steps=40, predictor="ancestral"), ladder_of(20, 0.03, 10), start)
    correctors = [step for step in steps[:-2] if step.index % 2 == 0]
    assert len(correctors) == 40
    grad_norms = [point.score(step.x.double(), step.sigma).norm(dim=1).mean() for step in correctors]
    official = [float(2 * (0.16 * noise_norm / grad_norm) ** 2) for grad_norm in grad_norms]
    error = max(abs(step.alpha / size - 1) for step, size in zip(correctors, official, strict=True))
    what = "corrector's step against the official mean over 64 pictures, one point in 3072 dimensions, relative"
    truth.at_most(RIVALS, what, error, 0.05)


@pytest.mark.usefixtures("quick_noise")
@pytest.mark.parametrize("eta", [0.05, 0.5, 1.0])
def test_consistent_annealing_keeps_the_noise_on_the_ladder(eta: float, truth: Truth) -> None:
    """On data at one point the noise of every step is the level's own (Jolicoeur-Martineau et al. 2020, prop. 1)."""
    point = GaussianMixture([1], [[0.3] * 8], [0.0])
    settings = ConsistentAnnealed(steps_per_level=5, epsilon=eta * 0.05**2, count=25_000)
    sigmas = geometric(10, 0.05, 200)
    noise = TorchNoise(25_000, (8,), 2)
    x = 0.3 + 10 * noise.normal(torch.device("cpu"))
    planned = plan(point, settings, ladder_of(10, 0.05, 40))
    steps = list(find(settings)(point, x, planned, settings, noise))
    errors = [
        abs(float((step.x.double() - 0.3).square().mean().sqrt()) / sigma - 1)
        for step, sigma in zip(steps[:200], sigmas, strict=True)
    ]
    what = f"consistent annealing on one point, η = {eta:g}, 200 steps: std off the ladder by, relative"
    truth.at_most(RIVALS, what, max(errors), 0.01)


# ---------------------------------------------------------------------------------------------
# Seeds

NETWORK: dict[str, SamplingConfig] = {
    "annealed-langevin": AnnealedLangevin(steps_per_level=2),
    "annealed-langevin, uniform start": AnnealedLangevin(steps_per_level=1, start="uniform"),
    "consistent-annealed": ConsistentAnnealed(steps_per_level=1),
    "langevin": Langevin(n_steps=20),
    "predictor-corrector": PredictorCorrector(n_steps=12),
    "predictor-corrector, ancestral": PredictorCorrector(n_steps=12, predictor="ancestral"),
    "euler-maruyama": EulerMaruyama(n_steps=20),
    "ddpm, small variance": Ancestral(n_steps=20),
    "ddpm, large variance": Ancestral(n_steps=20, variance="large"),
    "ddim, η = 0": DDIM(n_steps=20),
    "ddim, η = 1": DDIM(n_steps=20, eta=1),
    "euler": Euler(n_steps=20),
    "heun": Heun(n_steps=12),
    "heun with churn": Heun(n_steps=12, s_churn=10),
    "dpm-solver++": DPMSolver(n_steps=20),
    "dormand-prince": DormandPrince(rtol=1e-7, atol=1e-7, frames=2),
}


@pytest.fixture(scope="module")
def network() -> ScoreModel:
    return ne.load_model("ready-made")


def test_every_kind_is_tried() -> None:
    every = set(kinds("sampling"))
    assert {settings.kind for settings in NETWORK.values()} == every
    assert {case.settings.kind for case in cases(1).values()} == every - {"langevin"}


@pytest.mark.parametrize("name", NETWORK)
def test_the_same_seed_gives_the_same_bytes(name: str, network: ScoreModel, truth: Truth) -> None:
    runs = [last_of(sample(network, NETWORK[name], count=3, seed=seed)).numpy() for seed in (5, 5, 6)]
    assert runs[0].tobytes() != runs[2].tobytes()
    different = sum(a != b for a, b in zip(runs[0].tobytes(), runs[1].tobytes(), strict=True))
    truth.at_most(SEEDS, f"{name}: bytes that differ with the same seed on the CPU", different, 0)


def one_of(seed: int, i: int, shape: tuple[int, ...]) -> PictureNoise:
    """The stream of picture i alone."""
    noise = PictureNoise(seed, i + 1, shape)
    noise.streams, noise._drawn = noise.streams[i:], noise._drawn[i:]
    return noise


def alone(name: str, chosen: list[int], network: ScoreModel, monkeypatch: pytest.MonkeyPatch) -> float:
    """Draw 64 pictures, then some of them alone; their largest difference."""
    batch = last_of(sample(network, NETWORK[name], count=64, seed=3))
    errors = []
    for i in chosen:
        monkeypatch.setattr(THE_SAMPLE_MODULE, "PictureNoise", lambda seed, count, shape, i=i: one_of(seed, i, shape))
        single = last_of(sample(network, NETWORK[name], count=1, seed=3))
        errors.append(float((single[0] - batch[i]).abs().max()))
    return max(errors)


@pytest.mark.parametrize("name", NETWORK)
def test_a_picture_is_the_same_alone(
    name: str, network: ScoreModel, monkeypatch: pytest.MonkeyPatch, truth: Truth
) -> None:
    error = alone(name, [0, 63], network, monkeypatch)
    truth.at_most(SEEDS, f"{name}: two of 64 pictures drawn alone, largest difference of a pixel", error, 1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORK)
def test_every_picture_is_the_same_alone(
    name: str, network: ScoreModel, monkeypatch: pytest.MonkeyPatch, truth: Truth
) -> None:
    error = alone(name, list(range(64)), network, monkeypatch)
    truth.at_most(SEEDS, f"{name}: each of 64 pictures drawn alone, largest difference of a pixel", error, 1e-5)


# ---------------------------------------------------------------------------------------------
# Memory

MEMORY = """
import json, sys
import psutil, torch
from ncsn_engine.config import RunConfig
from ncsn_engine.config import kinds
from ncsn_engine.config.noise import GeometricLadder
from ncsn_engine.samplers import sample

torch.set_num_threads(1)

class Grey:
    shape, sigmas, low, high = (1, 16, 16), None, 0.0, 1.0
    def denoise(self, x, sigma):
        sigma = torch.as_tensor(sigma, dtype=x.dtype).reshape(-1, 1, 1, 1)
        return 0.5 + (x - 0.5) / (1 + 4 * sigma**2)

def draw(kind, options):
    options = {f"sampling.{name}": value for name, value in options.items()}
    settings = RunConfig().replace(**{"sampling.kind": kind, **options}).sampling
    for step in sample(Grey(), settings, count=64, noise=GeometricLadder(sigma_max=5, sigma_min=0.01, n_levels=10)):
        if step.index == step.total:  # while all that the sampler keeps is still kept
            return psutil.Process().memory_info().rss / 2**20

grown = {}
for kind, (few, many) in json.loads(sys.argv[1]).items():
    draw(kind, few)
    before = draw(kind, few)
    grown[kind] = draw(kind, many) - before
print(json.dumps(grown))
"""


def test_a_long_sampling_holds_no_more_than_a_short_one(truth: Truth) -> None:
    """64 pictures of 16 by 16; to keep x and D of 1000 steps would take 125 MiB."""
    steps: dict[str, tuple[dict[str, int], dict[str, int]]] = {
        kind: ({"n_steps": 10}, {"n_steps": 1000}) for kind in kinds("sampling")
    }
    steps["annealed-langevin"] = ({"steps_per_level": 1}, {"steps_per_level": 100})
    steps["consistent-annealed"] = steps["annealed-langevin"]
    steps["dormand-prince"] = ({"frames": 3}, {"frames": 300})  # of at least seven looks each
    code, out, errors = finished(python(MEMORY, json.dumps(steps)))
    assert code == 0, errors
    grown = json.loads(out)
    assert grown.keys() == steps.keys()
    for kind, mib in grown.items():
        truth.at_most(SEEDS, f"{kind}: memory of 1000 steps beyond that of 10, 64 pictures of 16×16, MiB", mib, 8)
