"""Ladders, processes and the σ of training against the papers' formulas, computed here a second time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from ncsn_engine.config import (
    GeometricLadder,
    KarrasLadder,
    LinearLadder,
    RulesLadder,
    SubVPProcess,
    VPProcess,
)
from ncsn_engine.noise import VE, VP, Process, SubVP, karras, ladder, log_density, process, training_sigma

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.config import NoiseConfig
    from tests.engine.truth import Truth

CLAIM = "Every process agrees with its SDE"
BETA_MIN, BETA_MAX, SIGMA_MIN, SIGMA_MAX = 0.1, 20.0, 0.01, 50.0

PROCESSES: dict[str, Process] = {
    "VE": VE(SIGMA_MIN, SIGMA_MAX),
    "VP, linear": VP(BETA_MIN, BETA_MAX),
    "VP, cosine": VP(schedule="cosine"),
    "sub-VP, linear": SubVP(BETA_MIN, BETA_MAX),
    "sub-VP, cosine": SubVP(schedule="cosine"),
}
each_process = pytest.mark.parametrize("name", PROCESSES)


def times(made: Process, count: int = 500) -> torch.Tensor:
    return torch.linspace(made.t_min, made.t_max, count, dtype=torch.float64)


def scale_at(made: Process, t: torch.Tensor) -> torch.Tensor:
    return made.scale(made.sigma(t))


def largest_error(found: torch.Tensor | np.ndarray, expected: torch.Tensor | np.ndarray) -> float:
    """The largest relative error."""
    return float(np.abs(np.asarray(found) / np.asarray(expected) - 1).max())


# ---------------------------------------------------------------------------------------------
# Processes


@each_process
def test_simulating_the_sde_forwards_gives_the_marginals(name: str, truth: Truth) -> None:
    """Euler and Maruyama, ``x ← x + f x dt + g √dt z`` in float64, from one point."""
    made, paths, steps, x0 = PROCESSES[name], 40_000, 2000, 1.5
    # Steps shrink towards the end, where the cosine's β is steep.
    t = made.t_min + (made.t_max - made.t_min) * (1 - (1 - np.arange(steps + 1) / steps) ** 2)
    at = torch.from_numpy(t)
    drift, diffusion = made.drift(at).numpy(), made.diffusion(at).numpy()
    std = (scale_at(made, at) * made.sigma(at)).numpy()
    mean = x0 * scale_at(made, at).numpy()
    rng = np.random.Generator(np.random.SFC64(5))
    x = mean[0] + std[0] * rng.standard_normal(paths)
    looks = [int(np.searchsorted(t, share * made.t_max)) for share in (0.1, 0.3, 0.6, 0.9)] + [steps]
    of_mean, of_std = [], []
    for i, dt in enumerate(np.diff(t)):
        x += drift[i] * x * dt + diffusion[i] * math.sqrt(dt) * rng.standard_normal(paths)
        if i + 1 in looks:
            of_mean.append(abs(x.mean() - mean[i + 1]) / std[i + 1])
            of_std.append(abs(x.std() / std[i + 1] - 1))
    assert len(of_mean) == 5
    five = 5 / math.sqrt(paths)  # five standard errors
    what = f"{name}: 40 000 simulated paths at 5 times,"
    truth.at_most(CLAIM, f"{what} mean off by, over std (limit: 5 standard errors)", max(of_mean), five)
    truth.at_most(CLAIM, f"{what} std off by, relative (limit: 5 standard errors)", max(of_std), five / math.sqrt(2))


@each_process
def test_drift_and_diffusion_are_those_of_scale_and_sigma(name: str, truth: Truth) -> None:
    """``f = s'/s`` and ``g² = 2 s² σ σ'`` (Karras et al. 2022, eq. 28), by differences of fourth order."""
    made, h = PROCESSES[name], 1e-5
    t = torch.linspace(made.t_min + 3 * h, made.t_max - 3 * h, 500, dtype=torch.float64)

    def slope(of: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        return (8 * (of(t + h) - of(t - h)) - (of(t + 2 * h) - of(t - 2 * h))) / (12 * h)

    sigma = made.sigma(t)
    scale = made.scale(sigma)
    growth = slope(made.sigma)
    if name == "VE":
        truth.at_most(
            CLAIM,
            f"{name}: largest difference of f and s'/s",
            float((made.drift(t) - slope(made.scale)).abs().max()),
            0,
        )
    else:
        f = slope(lambda t: scale_at(made, t)) / scale
        truth.at_most(CLAIM, f"{name}: f against s'/s, relative", largest_error(made.drift(t), f), 1e-6)
    g2 = 2 * scale**2 * sigma * growth
    truth.at_most(CLAIM, f"{name}: g² against 2 s² σ σ', relative", largest_error(made.diffusion(t) ** 2, g2), 1e-6)


@each_process
def test_time_is_the_inverse_of_sigma(name: str, truth: Truth) -> None:
    made = PROCESSES[name]
    t = times(made)
    assert (made.sigma(t).diff() > 0).all()
    error = float((made.time(made.sigma(t)) - t).abs().max())
    truth.at_most(CLAIM, f"{name}: largest difference of time(σ(t)) and t", error, 1e-9)


@each_process
def test_single_precision_loses_no_digits(name: str, truth: Truth) -> None:
    """σ, time, scale, drift and diffusion in float32 against float64: within rounding, at small times too."""
    made = PROCESSES[name]
    # Where the cosine's β is steep, t itself has too few digits in float32.
    t = torch.linspace(max(made.t_min, 1e-3), 0.98 * made.t_max, 2000).double()
    sigma = made.sigma(t).float().double()
    worst = 0.0
    for function, of in ((made.sigma, t), (made.diffusion, t), (made.time, sigma), (made.scale, sigma)):
        worst = max(worst, largest_error(function(of.float()).double(), function(of)))
    truth.at_most(CLAIM, f"{name}: float32 against float64, relative", worst, 1e-5)


def log_mean(schedule: str, t: np.ndarray) -> np.ndarray:
    """m = ln s as in the papers."""
    if schedule == "cosine":
        return np.log(np.cos((t + 0.008) / 1.008 * np.pi / 2) / np.cos(0.008 / 1.008 * np.pi / 2))
    return -0.25 * t**2 * (BETA_MAX - BETA_MIN) - 0.5 * t * BETA_MIN


@each_process
def test_scale_and_std_are_the_papers_formulas(name: str, truth: Truth) -> None:
    made = PROCESSES[name]
    at = times(made)
    t = at.numpy()
    kind, _, schedule = name.partition(", ")
    m = np.zeros_like(t) if kind == "VE" else log_mean(schedule, t)
    std = {
        "VE": SIGMA_MIN * (SIGMA_MAX / SIGMA_MIN) ** t,
        "VP": np.sqrt(1 - np.exp(2 * m)),
        "sub-VP": 1 - np.exp(2 * m),
    }[kind]
    scale = scale_at(made, at)
    truth.at_most(CLAIM, f"{name}: s against e^m, relative", largest_error(scale, np.exp(m)), 1e-9)
    truth.at_most(CLAIM, f"{name}: std against its formula, relative", largest_error(scale * made.sigma(at), std), 1e-9)


@pytest.mark.parametrize("name", ["VE", "VP, linear", "sub-VP, linear"])
def test_diffusion_is_the_papers_formula(name: str, truth: Truth) -> None:
    made = PROCESSES[name]
    at = times(made)
    t = at.numpy()
    beta = BETA_MIN + t * (BETA_MAX - BETA_MIN)
    g = {
        "VE": SIGMA_MIN * (SIGMA_MAX / SIGMA_MIN) ** t * math.sqrt(2 * math.log(SIGMA_MAX / SIGMA_MIN)),
        "VP, linear": np.sqrt(beta),
        "sub-VP, linear": np.sqrt(beta * (1 - np.exp(-2 * BETA_MIN * t - (BETA_MAX - BETA_MIN) * t**2))),
    }[name]
    truth.at_most(CLAIM, f"{name}: g against its formula, relative", largest_error(made.diffusion(at), g), 1e-9)
    if name != "VE":
        truth.at_most(CLAIM, f"{name}: f against -½β, relative", largest_error(made.drift(at), -0.5 * beta), 1e-12)


def test_processes_of_settings_have_their_ends() -> None:
    made = process(GeometricLadder(sigma_max=SIGMA_MAX, sigma_min=SIGMA_MIN), np.array([SIGMA_MAX, 3.0, SIGMA_MIN]))
    ends = made.sigma(torch.tensor([made.t_max, made.t_min], dtype=torch.float64))
    assert ends.tolist() == pytest.approx([SIGMA_MAX, SIGMA_MIN], rel=1e-12)
    for settings in (VPProcess(), VPProcess(schedule="cosine"), SubVPProcess(), SubVPProcess(schedule="cosine")):
        sigmas = ladder(settings)
        made = process(settings, sigmas)
        t = np.linspace(made.t_max, 1e-3, 1000)
        m = log_mean(settings.schedule, t)
        kept = np.exp(2 * m)
        expected = np.sqrt(1 / kept - 1) if settings.kind == "vp" else (1 - kept) / np.exp(m)
        np.testing.assert_allclose(sigmas, expected, rtol=1e-9)


# ---------------------------------------------------------------------------------------------
# Ladders


def test_ddpms_ladder_is_the_papers_loop(truth: Truth) -> None:
    kept, expected = 1.0, []
    for i in range(1000):  # Ho et al. 2020, section 4: β from 1e-4 to 0.02 in 1000 steps
        kept *= 1 - (1e-4 + (0.02 - 1e-4) * i / 999)
        expected.append(math.sqrt((1 - kept) / kept))
    found = ladder(VPProcess(training_sigma="levels"))
    assert len(found) == 1000
    error = largest_error(found, np.array(expected)[::-1])
    truth.at_most(CLAIM, "DDPM's 1000 levels against a loop over β, relative", error, 1e-9)


def test_the_cosine_ladder_is_the_papers_loop(truth: Truth) -> None:
    def f(t: int) -> float:  # Nichol & Dhariwal 2021, eq. 17
        return math.cos((t / 1000 + 0.008) / (1 + 0.008) * math.pi / 2) ** 2

    kept, expected = 1.0, []
    for t in range(1, 1001):
        kept *= 1 - min(1 - f(t) / f(t - 1), 0.999)
        expected.append(math.sqrt((1 - kept) / kept))
    found = ladder(VPProcess(schedule="cosine", training_sigma="levels"))
    error = largest_error(found, np.array(expected)[::-1])
    truth.at_most(CLAIM, "the cosine's 1000 levels against a loop over β, relative", error, 1e-9)


@pytest.mark.parametrize("rho", [1.0, 3.0, 7.0])
def test_the_karras_ladder_is_its_formula(rho: float, truth: Truth) -> None:
    n, high, low = 18, 80.0, 0.002
    expected = [(high ** (1 / rho) + i / (n - 1) * (low ** (1 / rho) - high ** (1 / rho))) ** rho for i in range(n)]
    error = largest_error(ladder(KarrasLadder(rho=rho)), np.array(expected))
    truth.at_most(CLAIM, f"Karras's 18 levels, ρ = {rho:g}, against eq. 5, relative", error, 1e-9)
    np.testing.assert_array_equal(karras(high, low, n, rho), ladder(KarrasLadder(rho=rho)))


# ---------------------------------------------------------------------------------------------
# σ in training

TRAINING: dict[str, NoiseConfig] = {
    f"{kind.kind}, {how}": kind.replace(training_sigma=how)
    for kind in (
        RulesLadder(),
        GeometricLadder(sigma_max=20, sigma_min=0.05, n_levels=15),
        LinearLadder(sigma_max=5, sigma_min=0.1, n_levels=12),
        KarrasLadder(),
    )
    for how in ("levels", "log-uniform", "uniform", "log-normal")
    if how != "log-normal" or kind.kind == "karras"
} | {
    f"{kind.kind}, {kind.schedule}, {kind.training_sigma}": kind
    for schedule in ("linear", "cosine")
    for kind in (
        VPProcess(schedule=schedule),
        VPProcess(schedule=schedule, training_sigma="levels"),
        SubVPProcess(schedule=schedule),
    )
}


@pytest.mark.parametrize("name", TRAINING)
def test_the_density_of_training_sigma_is_that_of_the_draws(name: str, truth: Truth) -> None:
    settings, draws = TRAINING[name], 200_000
    corners = torch.tensor([[0.0] * 64, [1.0] * 64]).view(2, 1, 8, 8)
    sigmas = torch.from_numpy(ladder(settings, corners))
    low, high = float(sigmas[-1].log()), float(sigmas[0].log())
    if settings.training_sigma == "log-normal":
        low, high = settings.log_mean - 8 * settings.log_std, settings.log_mean + 8 * settings.log_std
    if settings.training_sigma == "levels":  # the room of the first and the last level reaches half a gap beyond
        gaps = -sigmas.log().diff()
        low, high = low - float(gaps[-1]) / 2, high + float(gaps[0]) / 2

    edges = torch.linspace(low, high, 400_001, dtype=torch.float64)
    middles = (edges[1:] + edges[:-1]) / 2
    density = log_density(settings, sigmas, middles.exp())
    share = torch.cat([torch.zeros(1, dtype=torch.float64), density.cumsum(0) * (edges[1] - edges[0])]).numpy()
    truth.near(CLAIM, f"σ in training, {name}: ∫ q d ln σ", float(share[-1]), 1, 1e-3)

    found = training_sigma(settings, sigmas.float(), draws, torch.Generator().manual_seed(3))
    logs = found.double().log().numpy()
    cuts = np.interp(np.arange(1, 20) / 20, share, edges.numpy())  # twenty bins of equal weight
    if settings.training_sigma == "levels":  # cut between levels
        between = ((sigmas[1:].log() + sigmas[:-1].log()) / 2).numpy()
        cuts = np.unique(between[np.abs(cuts[:, None] - between).argmin(1)])
    expected = np.diff(np.concatenate([[0], np.interp(cuts, edges.numpy(), share), [1]]))
    counts = np.bincount(np.searchsorted(cuts, logs), minlength=len(expected))
    away = np.abs(counts - draws * expected) / np.sqrt(draws * expected * (1 - expected))
    what = f"σ in training, {name}: {len(counts)} bins of 200 000 draws, largest deviation in standard errors"
    truth.at_most(CLAIM, what, float(away.max()), 4.5)


@pytest.mark.parametrize("name", [name for name in TRAINING if "time" in name])
def test_the_density_of_training_sigma_keeps_its_digits_in_single_precision(name: str, truth: Truth) -> None:
    settings = TRAINING[name]
    exact = torch.from_numpy(ladder(settings))
    single, double = (log_density(settings, sigmas, sigmas) for sigmas in (exact.float(), exact))
    error = largest_error(single.double(), double)
    truth.at_most(CLAIM, f"σ in training, {name}: q in single against double precision, relative", error, 1e-2)
