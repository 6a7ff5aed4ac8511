"""Objectives, learning, the authors' networks and NCSNv2's rules, held to the truth; each measurement is noted."""

from __future__ import annotations

import contextlib
import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.stats import norm
from torch import nn

from ncsn_engine.config import RunConfig
from ncsn_engine.data.digits import digits
from ncsn_engine.data.points import eight_gaussians
from ncsn_engine.design import (
    best_epsilon,
    largest_distance,
    levels_for_ratio,
    overlap,
    ratio_for_overlap,
    residual_variance,
)
from ncsn_engine.exact import GaussianMixture, KernelDensity
from ncsn_engine.models import load_model
from ncsn_engine.networks.embedding import LogVariance
from ncsn_engine.networks.refinenet import ConditionalRefineNet, RefineNet
from ncsn_engine.noise import ladder
from ncsn_engine.noise import process as noise_process
from ncsn_engine.objectives import denoising_loss, explicit_loss, implicit_loss, objective, sliced_loss, weight
from ncsn_engine.runs import create_run
from ncsn_engine.score import DataFacts, ScoreModel
from tests.engine.helpers import train_to
from tests.engine.test_design import SMALLEST, TABLE
from tests.engine.test_official_networks import official, scores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.engine.truth import Truth

    Score = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    Loss = Callable[..., torch.Tensor]

OBJECTIVES, NETWORKS, RULES = "Objectives", "Official networks", "Rules of NCSNv2"

# The toy of Song & Ermon 2019, section 3.2.2.
PAIR = GaussianMixture([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0])
LEVELS = (0.5, 1.0, 3.0, 10.0)


class Guess:
    """A model whose score is any function of x and σ (a column)."""

    shape, sigmas, low, high = (2,), None, 0.0, 1.0

    def __init__(self, score: Score) -> None:
        self.of = score

    def score(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        return self.of(x, sigma.view(-1, *[1] * (x.ndim - 1)))

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        return x + sigma.view(-1, *[1] * (x.ndim - 1)) ** 2 * self.score(x, sigma)


class Small(nn.Module):
    """A float64 network with random weights and a score of the right size, so that precision is no excuse."""

    sigmas, low, high = None, 0.0, 1.0

    def __init__(self, *shape: int, width: int = 6) -> None:
        super().__init__()
        self.shape, dim = shape, math.prod(shape)
        self.layers = nn.Sequential(nn.Linear(dim + 1, width), nn.Tanh(), nn.Linear(width, dim)).double()
        generator = torch.Generator().manual_seed(5)
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.copy_(torch.randn(parameter.shape, generator=generator, dtype=torch.float64))

    def score(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        seen = torch.cat([x.flatten(1) / (4 + sigma[:, None]), sigma[:, None].log()], dim=1)
        out: torch.Tensor = (self.layers(seen) / sigma[:, None]).view_as(x)
        return out

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        return x + sigma.view(-1, *[1] * (x.ndim - 1)) ** 2 * self.score(x, sigma)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(shape, generator=seeded(seed), dtype=torch.float64)


def at(sigma: float, count: int) -> torch.Tensor:
    return torch.full((count,), sigma, dtype=torch.float64)


def apart(differences: torch.Tensor) -> float:
    """Return how many standard errors the mean of independent numbers is away from 0."""
    differences = differences.detach()
    return float(differences.mean().abs() / (differences.std() / math.sqrt(len(differences))))


def farthest(found: torch.Tensor, expected: torch.Tensor) -> float:
    """Return the largest difference over the largest number expected."""
    return float((found - expected).detach().abs().max() / expected.detach().abs().max())


def gradient(loss: torch.Tensor, model: nn.Module) -> torch.Tensor:
    return torch.cat([g.flatten() for g in torch.autograd.grad(loss, list(model.parameters()))])


# ---------------------------------------------------------------------------------------------
# The four objectives measure the same


@contextlib.contextmanager
def drawing_each_axis() -> Iterator[None]:
    """Make normal directions run through √D e_1, ..., √D e_D, whose second moments are exactly those of a normal."""
    turns = itertools.count()

    def randn(shape: torch.Size, *, dtype: torch.dtype, **_: Any) -> torch.Tensor:
        dim = math.prod(shape[1:])
        v = torch.zeros(shape[0], dim, dtype=dtype)
        v[:, next(turns) % dim] = math.sqrt(dim)
        return v.view(shape)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch, "randn", randn)
        yield


@contextlib.contextmanager
def drawing_each_sign() -> Iterator[None]:
    """Make random signs run through all combinations."""
    turns = itertools.count()

    def randint(low: int, high: int, shape: torch.Size, **_: Any) -> torch.Tensor:
        assert (low, high) == (0, 2)
        dim = math.prod(shape[1:])
        turn = next(turns)
        return torch.tensor([turn >> k & 1 for k in range(dim)]).expand(shape[0], dim).reshape(shape)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch, "randint", randint)
        yield


def sliced_exactly(model: Any, x: torch.Tensor, sigma: torch.Tensor, noise: torch.Tensor, **options: Any) -> Any:
    with drawing_each_axis():
        return sliced_loss(model, x, sigma, noise, seeded(0), projections=x[0].numel(), **options)


def hutchinson_exactly(model: Any, x: torch.Tensor, sigma: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    combinations = 2 ** x[0].numel()
    with drawing_each_sign():
        each = [implicit_loss(model, x, sigma, noise, seeded(0), exact_up_to=0) for _ in range(combinations)]
    return torch.stack(each).mean(0)


EIGHT = torch.tensor([[3 * math.cos(k * math.pi / 4), 3 * math.sin(k * math.pi / 4)] for k in range(8)]).double()


def all_noise(step: float = 0.2, reach: float = 8.0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return each of the eight points with noise on a grid, and the probability of each: (M, 2), (M, 2), (M,).

    For functions as smooth as these the trapezoidal rule on the plane errs by less than rounding does.
    """
    axis = torch.arange(-round(reach / step), round(reach / step) + 1).double() * step
    noise = torch.cartesian_prod(axis, axis)
    share = torch.exp(-0.5 * noise.square().sum(1)) * step**2 / (2 * math.pi)
    return EIGHT.repeat_interleave(len(noise), 0), noise.repeat(8, 1), share.repeat(8) / 8


@pytest.mark.parametrize("sigma", [0.7, 1.0, 3.0])
def test_all_objectives_have_one_gradient(truth: Truth, sigma: float) -> None:
    # Over eight points and all noise, by quadrature: nothing is drawn.
    x, noise, share = all_noise()
    assert float(share.sum()) == pytest.approx(1, abs=1e-12)
    model, sigmas, density = Small(2), at(sigma, len(x)), KernelDensity(EIGHT)
    losses = {
        "denoising": denoising_loss(model, x, sigmas, noise),
        "explicit": explicit_loss(model, x, sigmas, noise, density),
        "implicit": implicit_loss(model, x, sigmas, noise, seeded(0)),
        "implicit, all signs": hutchinson_exactly(model, x, sigmas, noise),
        "sliced, all axes": sliced_exactly(model, x, sigmas, noise),
        "sliced, all axes, plain": sliced_exactly(model, x, sigmas, noise, variance_reduced=False),
    }
    expected = {name: (share * loss).sum() for name, loss in losses.items()}
    gradients = {name: gradient(loss, model) for name, loss in expected.items()}
    truly = gradients.pop("denoising")
    worst = max(float((other - truly).norm() / truly.norm()) for other in gradients.values())
    check = f"explicit, implicit and sliced against denoising, eight points, σ = {sigma:g}"
    truth.at_most(OBJECTIVES, f"gradient of {check}, by quadrature, relative", worst, 1e-7)

    loss = {name: value.item() for name, value in expected.items()}
    same = max(abs(loss[name] / loss["denoising"] - 1) for name in loss if name != "explicit")
    check = "implicit + D/2 and sliced + D/2 against denoising"
    truth.at_most(OBJECTIVES, f"expected loss of {check}, σ = {sigma:g}, relative", same, 1e-8)
    constant = of_the_data(sigma)
    check = f"denoising minus explicit against D/2 - ½σ² ∫ q‖∇ log q‖² on a grid, σ = {sigma:g}"
    truth.near(OBJECTIVES, check, loss["denoising"] - loss["explicit"], constant, 1e-7)


def of_the_data(sigma: float) -> float:
    """Return what denoising exceeds explicit score matching by on the eight points; numpy on a grid of the plane."""
    axis = np.arange(-3 - 9 * sigma, 3 + 9 * sigma, sigma / 10)
    place = np.stack(np.meshgrid(axis, axis), axis=-1)[..., None, :]
    away = place - EIGHT.numpy()
    each = np.exp(-np.sum(away**2, axis=-1) / (2 * sigma**2)) / (2 * np.pi * sigma**2) / 8
    q = each.sum(-1)
    slope = -(each[..., None] * away).sum(-2) / sigma**2
    with np.errstate(invalid="ignore", divide="ignore"):
        squared = np.nan_to_num(np.sum(slope**2, axis=-1) / q)
    return 1 - 0.5 * sigma**2 * float(squared.sum()) * (axis[1] - axis[0]) ** 2


def test_explicit_and_denoising_gradients_agree_over_many_draws(truth: Truth) -> None:
    # Batches of (x, noise), x from the data at which the kernels stand.
    batches, size = 400, 250
    data, model = PAIR.sample(1000, seed=1), Small(2)
    density = KernelDensity(data)
    generator = seeded(2)
    kinds: dict[str, list[torch.Tensor]] = {"denoising": [], "explicit": []}
    for _ in range(batches):
        x = data[torch.randint(0, len(data), (size,), generator=generator)]
        noise = torch.randn(size, 2, generator=generator, dtype=torch.float64)
        sigma = torch.tensor(LEVELS).double()[torch.randint(0, len(LEVELS), (size,), generator=generator)]
        kinds["denoising"].append(gradient(denoising_loss(model, x, sigma, noise).mean(), model))
        kinds["explicit"].append(gradient(explicit_loss(model, x, sigma, noise, density).mean(), model))
    denoising, explicit = torch.stack(kinds["denoising"]), torch.stack(kinds["explicit"])
    worst = max(apart(column) for column in (denoising - explicit).T)
    check = f"gradients of explicit and denoising, worst of {denoising.shape[1]} parameters"
    truth.at_most(OBJECTIVES, f"{check}, {batches * size:,} draws of the pair: standard errors apart", worst, 3)
    left = (denoising - explicit).mean(0).norm() / explicit.mean(0).norm()
    truth.at_most(OBJECTIVES, "the same, relative norm of the difference", float(left), 0.01)
    quieter = float(explicit.var(0).sum() / denoising.var(0).sum())
    truth.at_most(OBJECTIVES, "variance of explicit's gradient over that of denoising's", quieter, 1)


def test_the_difference_of_gradients_falls_as_one_over_the_root_of_the_draws(truth: Truth) -> None:
    data, model = PAIR.sample(500, seed=1), Small(2)
    density, count = KernelDensity(data), 64_000
    x = data[torch.randint(0, len(data), (count,), generator=seeded(3))]
    noise = normal(count, 2, seed=4)
    sigma = torch.tensor(LEVELS).double().repeat(count // len(LEVELS))

    def typical(size: int) -> float:
        """Return the root mean square of the difference over batches of a size."""
        squares = []
        for i in range(0, count, size):
            part = slice(i, i + size)
            both = denoising_loss(model, x[part], sigma[part], noise[part])
            both = both - explicit_loss(model, x[part], sigma[part], noise[part], density)
            squares.append(float(gradient(both.mean(), model).square().sum()))
        return math.sqrt(sum(squares) / len(squares))

    check = "explicit minus denoising gradient: 16 times the draws leave this share (1/√16)"
    truth.near(OBJECTIVES, check, typical(1600) / typical(100), 0.25, 0.05)


@pytest.mark.parametrize("sigma", LEVELS)
def test_denoising_minus_explicit_is_the_constant_of_the_pair(truth: Truth, sigma: float) -> None:
    # Across the line through both means the pair is one Gaussian; along it an integral is left.
    total, mean = math.sqrt(1 + sigma**2), 5 * math.sqrt(2)

    def squared_slope(u: float) -> float:
        parts = 0.2 * norm.pdf(u, -mean, total), 0.8 * norm.pdf(u, mean, total)
        slope = -(parts[0] * (u + mean) + parts[1] * (u - mean)) / total**2
        return float(slope**2 / sum(parts))

    reach = mean + 9 * total
    along = quad(squared_slope, -reach, reach, points=[-mean, 0, mean], limit=400, epsabs=1e-12)[0]
    constant = 1 - 0.5 * sigma**2 * (1 / total**2 + along)
    x, noise, model = PAIR.sample(200_000, seed=6), normal(200_000, 2, seed=7), Small(2)
    with torch.no_grad():
        differences = denoising_loss(model, x, at(sigma, len(x)), noise)
        differences = differences - explicit_loss(model, x, at(sigma, len(x)), noise, PAIR)
    check = (
        f"denoising minus explicit against its closed form, the pair's density, σ = {sigma:g}: standard errors apart"
    )
    truth.at_most(OBJECTIVES, check, apart(differences - constant), 3)


def test_denoising_minus_explicit_is_the_constant_of_one_gaussian(truth: Truth) -> None:
    # N(μ, s² I): D/2 · s²/(s² + σ²), nothing to integrate.
    density, model = GaussianMixture([1.0], [[1.0, -2.0]], [0.8]), Small(2)
    x, noise, worst = density.sample(200_000, seed=8), normal(200_000, 2, seed=9), 0.0
    for sigma in LEVELS:
        with torch.no_grad():
            differences = denoising_loss(model, x, at(sigma, len(x)), noise)
            differences = differences - explicit_loss(model, x, at(sigma, len(x)), noise, density)
        worst = max(worst, apart(differences - 0.8**2 / (0.8**2 + sigma**2)))
    check = "denoising minus explicit against D/2 · s²/(s² + σ²), one Gaussian, worst of 4 σ: standard errors apart"
    truth.at_most(OBJECTIVES, check, worst, 3)


# ---------------------------------------------------------------------------------------------
# Traces and directions


@pytest.mark.parametrize("shape", [(2,), (5,), (1, 2, 4)])
def test_the_implicit_loss_is_its_formula_with_autograds_jacobian(truth: Truth, shape: tuple[int, ...]) -> None:
    model, x, noise = Small(*shape), normal(12, *shape, seed=1), normal(12, *shape, seed=2)
    sigma = torch.logspace(-2, 2, 12, dtype=torch.float64)
    expected = []
    for picture, one, s in zip(x, noise, sigma, strict=True):
        where = (picture + s * one)[None]
        score = model.score(where, s[None]).flatten()
        jacobian = torch.autograd.functional.jacobian(lambda y, s=s: model.score(y, s[None]).flatten(), where)
        trace = jacobian.reshape(len(score), len(score)).trace()
        expected.append(s**2 * (trace + 0.5 * score.square().sum()) + len(score) / 2)
    found = implicit_loss(model, x, sigma, noise, seeded(0))
    worst = float((found / torch.stack(expected) - 1).detach().abs().max())
    check = f"implicit loss against autograd's Jacobian, D = {math.prod(shape)}, relative"
    truth.at_most(OBJECTIVES, check, worst, 1e-10)


def test_directions_along_every_axis_and_all_signs_make_the_exact_trace(truth: Truth) -> None:
    # Point by point, not only on average.
    x, noise = PAIR.sample(500, seed=3), normal(500, 2, seed=4)
    sigma, model = torch.logspace(-1, 1, 500, dtype=torch.float64), Small(2)
    exact = implicit_loss(model, x, sigma, noise, seeded(0))
    others = {
        "sliced": sliced_exactly(model, x, sigma, noise),
        "sliced, plain,": sliced_exactly(model, x, sigma, noise, variance_reduced=False),
    }
    for name, loss in others.items():
        worst = farthest(loss, exact)
        check = f"{name} averaged over directions √D e_i against implicit, point by point, relative"
        truth.at_most(OBJECTIVES, check, worst, 1e-12)
    worst = farthest(hutchinson_exactly(model, x, sigma, noise), exact)
    check = "implicit with Hutchinson's trace averaged over all signs against the exact trace, point by point, relative"
    truth.at_most(OBJECTIVES, check, worst, 1e-12)


@pytest.mark.parametrize("shape", [(2,), (1, 3, 4)])
def test_random_directions_and_signs_have_the_exact_traces_expectation(truth: Truth, shape: tuple[int, ...]) -> None:
    count, dim = 100_000, math.prod(shape)
    model, x, noise = Small(*shape), 3 * normal(count, *shape, seed=1), normal(count, *shape, seed=2)
    sigma = torch.tensor(LEVELS).double().repeat(count // len(LEVELS))
    exact = implicit_loss(model, x, sigma, noise, seeded(0), exact_up_to=dim)
    found = {
        "sliced": sliced_loss(model, x, sigma, noise, seeded(3)),
        "sliced, plain,": sliced_loss(model, x, sigma, noise, seeded(4), variance_reduced=False),
        "implicit with Hutchinson's trace": implicit_loss(model, x, sigma, noise, seeded(5), exact_up_to=0),
    }
    if dim > 8:
        signs = implicit_loss(model, x, sigma, noise, seeded(5))
        assert torch.equal(signs, found["implicit with Hutchinson's trace"])  # what training does in D > 8
    for name, loss in found.items():
        check = f"{name} against implicit, D = {dim}, {count:,} random directions: standard errors apart"
        truth.at_most(OBJECTIVES, check, apart(loss - exact), 3)
    check = f"sliced, plain, against variance-reduced, D = {dim}: standard errors apart"
    truth.at_most(OBJECTIVES, check, apart(found["sliced, plain,"] - found["sliced"]), 3)
    quieter = ((found["sliced"] - exact).var() / (found["sliced, plain,"] - exact).var()).item()
    truth.at_most(OBJECTIVES, f"variance of sliced over that of plain sliced, D = {dim}", quieter, 1)


def test_implicit_and_sliced_equal_denoising_in_expectation(truth: Truth) -> None:
    model, count = Small(2), 200_000
    x, noise = PAIR.sample(count, seed=10), normal(count, 2, seed=11)
    worst = {"implicit": 0.0, "sliced": 0.0}
    for k, sigma in enumerate(LEVELS):
        s = at(sigma, count)
        denoising = denoising_loss(model, x, s, noise)
        implicit = implicit_loss(model, x, s, noise, seeded(0))
        sliced = sliced_loss(model, x, s, noise, seeded(12 + k))
        worst["implicit"] = max(worst["implicit"], apart(implicit - denoising))
        worst["sliced"] = max(worst["sliced"], apart(sliced - denoising))
    for name, errors in worst.items():
        check = f"{name} + D/2 against denoising, a fixed model on the pair, worst of 4 σ: standard errors apart"
        truth.at_most(OBJECTIVES, check, errors, 3)


# ---------------------------------------------------------------------------------------------
# The papers' own losses


def score_model(preconditioning: str, facts: DataFacts, stir: bool = True, **changes: Any) -> ScoreModel:
    """Return a small network with weights that let everything be seen, float32."""
    config = RunConfig().replace(
        **{"data.kind": "pair", "network.width": 32, "network.depth": 2, "network.preconditioning": preconditioning},
        **changes,
    )
    torch.manual_seed(0)
    model = ScoreModel(config, facts, ladder(config.noise))
    if stir:
        nn.init.normal_(model.network.end.weight)  # type: ignore[union-attr, arg-type]
    return model.requires_grad_(False)


PICTURE = DataFacts((1, 3, 3), mean=0.0, std=0.5, low=-1.0, high=1.0)


def test_ddpms_loss_is_the_denoising_loss(truth: Truth) -> None:
    # Ho et al. 2020, eq. 14, with β from 1e-4 to 0.02 in 1000 steps and x_t = √ᾱ x₀ + √(1-ᾱ) n.
    kept = np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))
    model = score_model("noise", PICTURE, **{"noise.kind": "vp", "noise.training_sigma": "levels"})
    worst = float(np.abs(ladder(model.config.noise)[::-1] / np.sqrt(1 / kept - 1) - 1).max())
    truth.at_most(OBJECTIVES, "DDPM's 1000 levels against √(1/ᾱ - 1), relative", worst, 1e-9)
    abar = torch.from_numpy(kept)[:, None, None, None]
    x, noise = 0.5 * normal(1000, *PICTURE.shape, seed=1), normal(1000, *PICTURE.shape, seed=2)
    sigma = (1 / abar - 1).sqrt().flatten()
    guessed = model.network((abar.sqrt() * x + (1 - abar).sqrt() * noise).float(), sigma.float())
    literal = 0.5 * (noise - guessed).square().flatten(1).sum(1)
    worst = float((denoising_loss(model, x, sigma, noise) / literal - 1).abs().max())
    truth.at_most(OBJECTIVES, "DDPM's ½‖n - n_θ‖² in its own x_t against the denoising loss, relative", worst, 1e-5)
    assert float(guessed.std()) > 0.1  # the network did say something


def test_edms_loss_is_the_weighted_denoising_loss(truth: Truth) -> None:
    # Karras et al. 2022, eq. 8 and table 1: λ c_out² ‖F - target‖² is 2 · weight · loss, for ours has ½‖·‖².
    model, std = score_model("edm", PICTURE, **{"noise.kind": "karras"}), PICTURE.std
    count = 600
    x, noise = 0.5 * normal(count, *PICTURE.shape, seed=3), normal(count, *PICTURE.shape, seed=4)
    sigma = torch.logspace(math.log10(0.002), math.log10(80), count, dtype=torch.float64)
    s = sigma[:, None, None, None]
    c_skip, c_out = std**2 / (s**2 + std**2), s * std / (s**2 + std**2).sqrt()
    c_in, lam = 1 / (s**2 + std**2).sqrt(), (s**2 + std**2) / (s * std) ** 2
    noised = x + s * noise
    target = (x - c_skip * noised) / c_out
    out = model.network((c_in * noised).float(), sigma.float())
    literal = (lam * c_out**2 * (out - target).square()).flatten(1).sum(1)
    config = RunConfig().replace(**{"objective.weighting": "edm"})
    ours = weight(config.objective, model.config.noise, model.sigmas, sigma, std)
    ours = 2 * ours * denoising_loss(model, x, sigma, noise)
    worst = float((ours / literal - 1).abs().max())
    truth.at_most(OBJECTIVES, "EDM's λ c_out² ‖F - target‖² against 2 · 'edm' · denoising loss, relative", worst, 1e-5)
    assert float(out.std()) > 0.1


def _mean_of(t: np.ndarray) -> np.ndarray:
    return -0.25 * t**2 * 19.9 - 0.5 * t * 0.1


# Song et al. 2021: x_t = scale x₀ + std n, and g², each of t.
PROCESSES: dict[str, tuple[dict[str, Any], Callable[[np.ndarray], tuple[np.ndarray, ...]]]] = {
    "VE": (
        {
            "noise.kind": "geometric",
            "noise.sigma_min": 0.01,
            "noise.sigma_max": 50.0,
            "noise.training_sigma": "log-uniform",
        },
        lambda t: (t**0, 0.01 * 5000**t, (0.01 * 5000**t) ** 2 * 2 * np.log(5000)),
    ),
    "VP": (
        {"noise.kind": "vp"},
        lambda t: (np.exp(_mean_of(t)), np.sqrt(-np.expm1(2 * _mean_of(t))), 0.1 + 19.9 * t),
    ),
    "sub-VP": (
        {"noise.kind": "sub-vp"},
        lambda t: (
            np.exp(_mean_of(t)),
            -np.expm1(2 * _mean_of(t)),
            (0.1 + 19.9 * t) * -np.expm1(-2 * 0.1 * t - 19.9 * t**2),
        ),
    ),
}


@pytest.mark.parametrize("name", PROCESSES)
def test_the_likelihood_weight_is_g_squared_in_the_processs_own_space(truth: Truth, name: str) -> None:
    # Song et al. 2021b, theorem 1: ½ E g(t)² ‖s_t(x_t) - ∇ log p(x_t | x₀)‖², t drawn evenly.
    changes, process = PROCESSES[name]
    config = RunConfig().replace(**{"objective.weighting": "likelihood"}, **changes)
    sigmas = torch.from_numpy(ladder(config.noise))
    t = np.linspace(0.001, 1, 500)
    scale, std, g_squared = map(torch.from_numpy, process(t))
    model = Small(2)
    x, noise, sigma = PAIR.sample(500, seed=5), normal(500, 2, seed=6), std / scale
    made = noise_process(config.noise, sigmas.numpy())
    found = made.sigma(torch.from_numpy(t)) / sigma, made.scale(sigma) / scale
    worst = max(float((part - 1).abs().max()) for part in found)
    truth.at_most(
        OBJECTIVES, f"σ(t) and the scale against the paper's mean and deviation, {name}, relative", worst, 1e-9
    )
    x_t = scale[:, None] * x + std[:, None] * noise
    with torch.no_grad():
        score_t = model.score(x_t / scale[:, None], sigma) / scale[:, None]
        target = -(x_t - scale[:, None] * x) / std[:, None] ** 2
        literal = g_squared * 0.5 * (score_t - target).square().sum(1)
        ours = denoising_loss(model, x, sigma, noise)
    ours = weight(config.objective, config.noise, sigmas, sigma, 1.0) * ours
    ratio = literal / ours
    check = f"likelihood weighting against ½g(t)²‖s_t - ∇ log p_0t‖² in x_t, {name}: relative spread of their ratio"
    truth.at_most(OBJECTIVES, check, float(ratio.max() / ratio.min() - 1), 1e-5)


def test_the_likelihood_weight_is_the_same_whatever_sigmas_are_drawn(truth: Truth) -> None:
    # Times the density of ln σ it must be constant, which is g² of a VE process.
    sigma = torch.logspace(math.log10(0.011), math.log10(9), 200, dtype=torch.float64)
    s = sigma.numpy()
    ends = {"noise.sigma_min": 0.01, "noise.sigma_max": 10.0}
    drawn = {
        "log-uniform": ({"noise.kind": "geometric", **ends}, s**0 / math.log(1000)),
        "uniform": ({"noise.kind": "linear", **ends}, s / 9.99),
        "log-normal": ({"noise.kind": "karras", **ends}, norm.pdf(np.log(s), -1.2, 1.2)),
    }
    for how, (changes, density) in drawn.items():
        config = RunConfig().replace(
            **{"objective.weighting": "likelihood", "noise.training_sigma": how}, **{**changes}
        )
        found = weight(config.objective, config.noise, torch.from_numpy(ladder(config.noise)), sigma, 1.0).numpy()
        product = found * density * math.log(1000)
        check = f"likelihood weighting times the density of ln σ, σ drawn {how}: farthest from 1"
        truth.at_most(OBJECTIVES, check, float(np.abs(product - 1).max()), 1e-5)


def test_the_min_snr_weight_is_its_papers(truth: Truth) -> None:
    # Hang et al. 2023: min(SNR, γ) ‖D - x‖² for a guess of x, min(SNR, γ)/SNR ‖n - n_θ‖² for one of the noise.
    sigma = torch.logspace(-3, 2, 400, dtype=torch.float64)
    x, noise, model = PAIR.sample(400, seed=7), normal(400, 2, seed=8), Small(2)
    with torch.no_grad():
        loss = denoising_loss(model, x, sigma, noise)
        miss = (model.denoise(x + sigma[:, None] * noise, sigma) - x).square().sum(1)
    worst = 0.0
    for gamma, std in itertools.product((1.0, 5.0, 20.0), (1.0, 4.1)):
        config = RunConfig().replace(**{"objective.weighting": "min-snr", "objective.min_snr_gamma": gamma})
        ours = weight(config.objective, config.noise, sigma.flip(0), sigma, std) * loss
        snr = (std / sigma) ** 2
        guess_of_x = 0.5 * snr.clamp(max=gamma) * miss / std**2
        guess_of_noise = snr.clamp(max=gamma) / snr * loss
        worst = max(worst, *(float((ours / literal - 1).abs().max()) for literal in (guess_of_x, guess_of_noise)))
    truth.at_most(OBJECTIVES, "min-SNR against min(SNR, γ)‖D - x‖² and min(SNR, γ)/SNR ‖n - n_θ‖²", worst, 1e-10)


def test_the_plain_weights_are_their_formulas(truth: Truth) -> None:
    sigma = torch.logspace(-3, 2, 200, dtype=torch.float64)
    expected = {"sigma2": sigma**0, "uniform": sigma**-2, "edm": (sigma**2 + 0.5**2) / 0.5**2, "learned": sigma**0}
    worst = 0.0
    for name, literal in expected.items():
        config = RunConfig().replace(**{"objective.weighting": name})
        found = weight(config.objective, config.noise, sigma.flip(0), sigma, 0.5)
        worst = max(worst, float((found / literal - 1).abs().max()))
    truth.at_most(OBJECTIVES, "weightings 'sigma2', 'uniform', 'edm' and 'learned' against λ(σ)/σ²", worst, 1e-12)


def test_a_learned_log_variance_finds_the_logarithm_of_a_known_loss(truth: Truth) -> None:
    # ℓ/e^u + u is least at u = ln ℓ. Here ℓ is noisy, and its mean at each σ is known.
    torch.manual_seed(0)
    generator, learned = seeded(1), LogVariance()
    optimizer = torch.optim.Adam(learned.parameters(), lr=0.02)
    steps = 600

    def mean(sigma: torch.Tensor) -> torch.Tensor:
        return 3 * sigma / (1 + sigma) + 0.05

    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 0.02 * (1 - step / steps)
        sigma = torch.exp(6 * torch.rand(512, generator=generator) - 4)
        loss = mean(sigma) * torch.randn(512, 2, generator=generator).square().mean(1)
        u = learned(sigma)
        optimizer.zero_grad()
        (loss / u.exp() + u).mean().backward()
        optimizer.step()
    sigma = torch.exp(torch.linspace(-4, 2, 100))
    with torch.no_grad():
        worst = float((learned(sigma) - mean(sigma).log()).abs().max())
    truth.at_most(OBJECTIVES, "the learned u(σ) against ln of a known loss, σ 0.02 to 7.4: farthest", worst, 0.1)


# ---------------------------------------------------------------------------------------------
# Landmarks of the loss


@pytest.mark.parametrize("preconditioning", ["none", "over-sigma", "noise"])
def test_a_zero_score_has_loss_half_d_under_every_objective(truth: Truth, preconditioning: str) -> None:
    # A fresh network's last layer is zero, and so is its score.
    facts = DataFacts((1, 3, 3), mean=0.4, std=0.3)
    model, dim, count = score_model(preconditioning, facts, stir=False, **{"noise.kind": "geometric"}), 9, 20_000
    x, noise = torch.rand(count, 1, 3, 3, generator=seeded(1)).double(), normal(count, 1, 3, 3, seed=2)
    exact, worst = 0.0, 0.0
    for sigma in model.sigmas.tolist():
        s = at(sigma, count)
        denoising = denoising_loss(model, x, s, noise)
        exact = max(exact, float((denoising - 0.5 * noise.square().flatten(1).sum(1)).abs().max()))
        worst = max(worst, apart(denoising - dim / 2))
        few = slice(0, 50)
        for other in (
            implicit_loss(model, x[few], s[few], noise[few], seeded(0), exact_up_to=dim),
            implicit_loss(model, x[few], s[few], noise[few], seeded(0), exact_up_to=0),
            sliced_loss(model, x[few], s[few], noise[few], seeded(0)),
            sliced_loss(model, x[few], s[few], noise[few], seeded(0), variance_reduced=False),
        ):
            exact = max(exact, float((other - dim / 2).detach().abs().max()))
    check = f"score 0 ('{preconditioning}'), every level"
    truth.at_most(OBJECTIVES, f"{check}: implicit and sliced against D/2, denoising against ½‖n‖²", exact, 1e-9)
    truth.at_most(OBJECTIVES, f"{check}: mean denoising loss against D/2, standard errors apart", worst, 3)


OTHER_WEIGHTS = GaussianMixture([0.5, 0.5], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0])
WRONG: dict[str, Score] = {
    "5 % too long": lambda x, s: 1.05 * PAIR.score(x, s[:, 0]),
    "5 % too short": lambda x, s: 0.95 * PAIR.score(x, s[:, 0]),
    "moved": lambda x, s: PAIR.score(x, s[:, 0]) + 0.05 / s,
    "turned by 0.1": lambda x, s: PAIR.score(x, s[:, 0]) @ torch.tensor([[0.995, 0.0998], [-0.0998, 0.995]]).double(),
    "of another σ": lambda x, s: PAIR.score(x, 1.1 * s[:, 0]),
    "of equal weights": lambda x, s: OTHER_WEIGHTS.score(x, s[:, 0]),
    "of the other sign": lambda x, s: -PAIR.score(x, s[:, 0]),
    "0": lambda x, s: 0 * x,
}


@pytest.mark.parametrize("sigma", [1.0, 4.0])
def test_the_exact_density_has_the_least_loss_and_every_other_exceeds_it_by_its_error(
    truth: Truth, sigma: float
) -> None:
    # Denoising's excess over the least is explicit score matching's, ½σ² E‖s - s*‖².
    count = 80_000
    x, noise, s = PAIR.sample(count, seed=13), normal(count, 2, seed=14), at(sigma, count)
    losses: dict[str, Loss] = {
        "denoising": denoising_loss,
        "implicit": lambda *batch: implicit_loss(*batch, seeded(0)),
        "sliced": lambda *batch: sliced_loss(*batch, seeded(15)),
    }
    for kind, loss in losses.items():
        least = loss(PAIR, x, s, noise).detach()
        smallest, worst, seen = math.inf, 0.0, 0
        for wrong in WRONG.values():
            excess = loss(Guess(wrong), x, s, noise).detach() - least
            error = explicit_loss(Guess(wrong), x, s, noise, PAIR)
            worst = max(worst, apart(excess - error))
            if float(error.mean()) > 1e-4:  # small noise does not see the weights of parts so far apart
                smallest = min(smallest, float(excess.mean()))
                seen += 1
        assert seen == (7 if sigma == 1 else 8)
        check = f"{kind}, σ = {sigma:g}: "
        truth.at_most(OBJECTIVES, f"{check}the exact score's loss minus the least of {seen} wrong ones'", -smallest, 0)
        check += "excess of 8 wrong scores against ½σ² E‖s - s*‖², standard errors apart"
        truth.at_most(OBJECTIVES, check, worst, 3)


def test_the_kernel_density_has_no_explicit_loss(truth: Truth) -> None:
    # As training makes it: the density stands at every chosen point of the data.
    data = torch.from_numpy(eight_gaussians(600, np.random.default_rng(0))[0]).double()
    config = RunConfig().replace(**{"objective.kind": "explicit", "objective.kernels": 600})
    loss = objective(config.objective, data)
    sigma = torch.logspace(-1, 1, 600, dtype=torch.float64)
    found = loss(KernelDensity(data), data, sigma, normal(600, 2, seed=1), None)
    truth.at_most(OBJECTIVES, "explicit loss of the data's own kernel density", float(found.max()), 1e-12)


# ---------------------------------------------------------------------------------------------
# Learning


def learn(folder: Path, **changes: Any) -> ScoreModel:
    """Train a small network on the pair with the engine's own training; returns its running average."""
    settings: dict[str, Any] = {
        "name": "pair",
        "data.kind": "pair",
        "data.count": 40_000,
        "network.kind": "mlp",
        "noise.kind": "geometric",
        "noise.sigma_max": 10.0,
        "noise.sigma_min": 0.5,
        "noise.n_levels": 10,
        "training.batch_size": 512,
        "training.learning_rate": 0.003,
        "training.decay": 0.5,
        "training.steps": 3000,
        "training.preview_every": 0,
        "training.held_out_every": 100_000,
        "training.checkpoint_every": 100_000,
    }
    run = create_run(RunConfig().replace(**{**settings, **changes}), folder / "run")
    train_to(run, slice_seconds=1.0)
    return load_model(run)


@torch.no_grad()
def relative_errors(model: ScoreModel) -> list[float]:
    """Return √(E‖s - s*‖²/E‖s*‖²) under p_σ for every level."""
    found = []
    for k, sigma in enumerate(model.sigmas.tolist()):
        x = PAIR.sample(10_000, seed=100 + k) + sigma * normal(10_000, 2, seed=200 + k)
        true = PAIR.score(x, sigma)
        found.append(float(((model.score(x, sigma) - true).square().sum() / true.square().sum()).sqrt()))
    return found


def note_error(truth: Truth, name: str, model: ScoreModel) -> None:
    check = f"a small network taught the pair by {name} score matching: relative error of its score, worst of 10 levels"
    truth.at_most(OBJECTIVES, check, max(relative_errors(model)), 0.1)


def test_a_small_network_learns_the_score_quickly(truth: Truth, tmp_path: Path) -> None:
    note_error(truth, "denoising", learn(tmp_path, **{"training.steps": 700, "training.ema_rate": 0.99}))


# Explicit score matching pays for a look at all kernels, and needs fewer steps for its quieter gradient.
TAUGHT: dict[str, dict[str, Any]] = {
    "denoising": {},
    "sliced": {},
    "implicit": {},
    "explicit": {"objective.kernels": 20_000, "training.batch_size": 256, "training.steps": 800},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TAUGHT)
def test_a_small_network_learns_the_score_by_every_objective(truth: Truth, tmp_path: Path, name: str) -> None:
    note_error(truth, name, learn(tmp_path, **{"objective.kind": name, **TAUGHT[name]}))


def test_training_learns_the_logarithm_of_its_loss(truth: Truth, tmp_path: Path) -> None:
    # EDM2's u(σ), beside the network: ln of the loss over D/2.
    quick = {"training.steps": 1000, "training.ema_rate": 0.99}
    model = learn(tmp_path, **{"objective.weighting": "learned", **quick})
    assert model.log_variance is not None
    worst = 0.0
    for k, sigma in enumerate(model.sigmas.tolist()):
        x, noise = PAIR.sample(20_000, seed=300 + k), normal(20_000, 2, seed=400 + k)
        with torch.no_grad():
            loss = denoising_loss(model, x, at(sigma, 20_000), noise).mean()
            worst = max(worst, float((model.log_variance(torch.tensor([sigma])) - loss.log()).abs()))
    truth.at_most(OBJECTIVES, "u(σ) after training against ln of the loss, farthest of 10 levels", worst, 0.1)
    note_error(truth, "denoising ('learned' weighting)", model)


# ---------------------------------------------------------------------------------------------
# The authors' files


def note_score(truth: Truth, name: str, found: torch.Tensor, expected: torch.Tensor) -> None:
    worst = float((found - expected).abs().max() / expected.abs().max())
    truth.at_most(NETWORKS, f"{name}: score against the authors' network, relative to the largest", worst, 1e-5)


@torch.no_grad()
def test_ncsn_agrees_with_the_authors(truth: Truth) -> None:
    file = official("official_ncsn")
    network = ConditionalRefineNet(1, 8, file.expected["sigmas"])
    network.load_state_dict(file.weights)
    sigma = file.expected["sigmas"][file.expected["levels"]]
    note_score(truth, "NCSN, raw weights", network(2 * file.expected["x"] - 1, sigma), file.expected["score"])


@torch.no_grad()
def test_ncsnv2_agrees_with_the_authors(truth: Truth) -> None:
    file = official("official_ncsnv2")
    network = RefineNet(3, 8, "base", 32)
    sigma = file.expected["sigmas"][file.expected["levels"]]
    assert not torch.equal(file.expected["score"], file.expected["score_ema"])
    for kind, weights, expected in (("raw weights", file.weights, "score"), ("EMA", file.ema, "score_ema")):
        network.load_state_dict(weights)
        out = network(2 * file.expected["x"] - 1, sigma) / sigma.view(-1, 1, 1, 1)
        note_score(truth, f"NCSNv2, {kind}", out, file.expected[expected])


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("official_ncsnpp", "NCSN++"),
        ("official_ncsnpp_pyramid", "NCSN++ with pyramids"),
        ("official_ddpm_vp", "DDPM, VP"),
        ("official_ddpm_ve", "DDPM, VE"),
    ],
)
def test_a_network_of_score_sde_agrees_with_the_authors(truth: Truth, name: str, title: str) -> None:
    for kind, (found, expected) in scores(name).items():
        note_score(truth, f"{title}, {kind}", found, expected)


# ---------------------------------------------------------------------------------------------
# The rules


@pytest.mark.parametrize("name", TABLE)
def test_the_rules_give_the_released_designs(truth: Truth, name: str) -> None:
    row = TABLE[name]
    truth.near(RULES, f"{name}: overlap C at the released ratio", overlap(row.ratio, row.dim), row.overlap, 0.001)
    levels = levels_for_ratio(row.sigma_max, SMALLEST, ratio_for_overlap(row.dim, 0.5))
    truth.near(RULES, f"{name}: L for C = 0.5", levels, row.levels_for_half, 0.1)
    best = best_epsilon(SMALLEST, row.ratio, row.steps)
    truth.near(RULES, f"{name}: best ε for T = {row.steps}", best, row.best_epsilon, 0.01 * row.best_epsilon)
    left = residual_variance(row.epsilon, SMALLEST, row.ratio, row.steps)
    truth.near(RULES, f"{name}: residual variance at the released ε", left, row.residual_variance, 0.0005)


def test_the_rules_on_digits_and_mnist(truth: Truth) -> None:
    source = digits()
    largest = largest_distance(source.values / source.white)
    truth.near(RULES, "digits: σ₁, the largest distance", largest, 4.815, 0.001)
    gamma = ratio_for_overlap(64, 0.5)
    truth.near(RULES, "digits: γ for C = 0.5", gamma, 1.36085, 1e-5)
    truth.near(RULES, "digits: L for C = 0.5", levels_for_ratio(largest, SMALLEST, gamma), 21.05, 0.1)
    gamma = ratio_for_overlap(784, 0.5)
    truth.near(RULES, "D = 784, σ 1 to 0.01: γ for C = 0.5", gamma, 1.08197, 1e-5)
    truth.near(RULES, "D = 784, σ 1 to 0.01: L for C = 0.5", levels_for_ratio(1, SMALLEST, gamma), 59.45, 0.1)
