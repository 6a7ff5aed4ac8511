"""Noise: ladders, processes, and the distribution of σ in training.

Every process here is ``x_t = s(t) (x_0 + σ(t) n)`` (Karras et al. 2022, eq. 41). Models are asked about
the part in brackets; the process says how σ and the scale s belong to a time t in [0, 1].
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import torch

from ncsn_engine.config import (
    GeometricLadder,
    InputError,
    KarrasLadder,
    LinearLadder,
    RulesLadder,
    SubVPProcess,
    VPProcess,
)
from ncsn_engine.design import design, largest_distance

if TYPE_CHECKING:
    from ncsn_engine.config import NoiseConfig

__all__ = [
    "VE",
    "VP",
    "Process",
    "SubVP",
    "geometric",
    "karras",
    "ladder",
    "linear",
    "log_density",
    "nearest_level",
    "process",
    "training_sigma",
]

# ---------------------------------------------------------------------------------------------
# Ladders


def geometric(sigma_max: float, sigma_min: float, n_levels: int) -> np.ndarray:
    """Return σ_i = σ_max (σ_min/σ_max)^((i-1)/(L-1)), descending, shape (L,), float64 (Song & Ermon 2019, sec. 4.1)."""
    return np.geomspace(sigma_max, sigma_min, n_levels)


def linear(sigma_max: float, sigma_min: float, n_levels: int) -> np.ndarray:
    """Return L levels of equal difference, descending, shape (L,), float64."""
    return np.linspace(sigma_max, sigma_min, n_levels)


def karras(sigma_max: float, sigma_min: float, n_levels: int, rho: float = 7.0) -> np.ndarray:
    """Return L levels equally spaced in σ^(1/ρ), descending, shape (L,), float64 (Karras et al. 2022, eq. 5)."""
    levels: np.ndarray = np.linspace(sigma_max ** (1 / rho), sigma_min ** (1 / rho), n_levels) ** rho
    return levels


def ladder(settings: NoiseConfig, pictures: torch.Tensor | None = None) -> np.ndarray:
    """Return the noise levels that the settings ask for, descending, shape (L,), float64.

    Parameters
    ----------
    settings
        A ladder; :class:`~ncsn_engine.config.RulesLadder` designs itself from `pictures`.
    pictures
        All pictures or points of the data set in model space, shape (N, ...).
    """
    match settings:
        case GeometricLadder():
            return geometric(settings.sigma_max, settings.sigma_min, settings.n_levels)
        case LinearLadder():
            return linear(settings.sigma_max, settings.sigma_min, settings.n_levels)
        case KarrasLadder():
            return karras(settings.sigma_max, settings.sigma_min, settings.n_levels, settings.rho)
        case RulesLadder():
            return _by_the_rules(settings, pictures)
        case VPProcess() if settings.training_sigma == "levels":
            return _in_steps(settings)
        case VPProcess() | SubVPProcess():
            made = _preserving(settings)
            return made.sigma(torch.linspace(made.t_max, made.t_min, settings.n_levels, dtype=torch.float64)).numpy()


def _by_the_rules(settings: RulesLadder, pictures: torch.Tensor | None) -> np.ndarray:
    if pictures is None:
        raise InputError("noise.kind = 'rules': needs the data; use 'geometric' without.")
    sigma_max = largest_distance(pictures)
    if sigma_max <= settings.sigma_min:
        raise InputError(
            f"noise.sigma_min = {settings.sigma_min:g}: must be smaller than the largest distance "
            f"in the data ({sigma_max:g}), which the rules take as sigma_max; lower it."
        )
    made = design(sigma_max, settings.sigma_min, pictures[0].numel(), settings.overlap)
    return geometric(made.sigma_max, made.sigma_min, made.n_levels)


def _in_steps(settings: VPProcess) -> np.ndarray:
    """Return σ of DDPM's steps, ᾱ_i = Π (1 - β_j) (Ho et al. 2020, eq. 4; Nichol & Dhariwal 2021, eq. 17)."""
    n = settings.n_levels
    if settings.schedule == "linear":
        betas = np.linspace(settings.beta_min / n, settings.beta_max / n, n)
    else:
        angle = (np.arange(n + 1) / n + _COSINE) / (1 + _COSINE) * np.pi / 2
        betas = 1 - (np.cos(angle[1:]) / np.cos(angle[:-1])) ** 2
    kept = np.cumprod(1 - betas.clip(max=0.999))  # ᾱ; 0.999 as in the paper, or the last step would keep nothing
    levels: np.ndarray = np.sqrt(1 / kept - 1)[::-1].copy()
    return levels


def nearest_level(sigma: torch.Tensor, sigmas: torch.Tensor) -> torch.Tensor:
    """Return for each σ the index of the level nearest in log σ, int64, shape of `sigma`."""
    middles = torch.sqrt(sigmas[1:] * sigmas[:-1]).flip(0)  # ascending, for bucketize
    return len(sigmas) - 1 - torch.bucketize(sigma, middles)


def step_sizes(sigmas: np.ndarray, epsilon: float, rule: str) -> np.ndarray:
    """Return Langevin's step α of each level, (L,): ε σ²/σ_L² (Song & Ermon 2019, alg. 1), or ε for ``"constant"``."""
    if rule == "constant":
        return np.full(len(sigmas), epsilon)
    alphas: np.ndarray = epsilon * (sigmas / sigmas[-1]) ** 2
    return alphas


def ratio(sigmas: np.ndarray) -> float:
    """Return γ, the mean ratio of neighbouring levels (the geometric mean where they differ)."""
    return math.exp(math.log(sigmas[0] / sigmas[-1]) / (len(sigmas) - 1))


# ---------------------------------------------------------------------------------------------
# Processes in continuous time

_COSINE = 0.008  # offset that keeps the first steps of the cosine schedule from being too small


class Process(Protocol):
    """``dx = f(t) x dt + g(t) dw``, whose marginal is ``x_t = s(t) (x_0 + σ(t) n)``.

    All functions take and return tensors of any shape; time runs from `t_min` (least noise) to
    `t_max`. They hold ``f = s'/s`` and ``g² = 2 s² σ σ'`` (Karras et al. 2022, eq. 28).
    """

    t_min: float
    t_max: float

    def sigma(self, t: torch.Tensor) -> torch.Tensor:
        """Return σ(t), in units of the data."""
        ...

    def time(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return the t at which the noise is σ."""
        ...

    def scale(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return s at the time when the noise is σ."""
        ...

    def drift(self, t: torch.Tensor) -> torch.Tensor:
        """Return f(t), 1/time."""
        ...

    def diffusion(self, t: torch.Tensor) -> torch.Tensor:
        """Return g(t), units of the data over √time."""
        ...


class VE:
    """Variance exploding: σ(t) = σ_min (σ_max/σ_min)^t, s = 1 (Song et al. 2021, eq. 9 and 30)."""

    t_min, t_max = 0.0, 1.0

    def __init__(self, sigma_min: float, sigma_max: float) -> None:
        self.sigma_min, self.growth = sigma_min, math.log(sigma_max / sigma_min)

    def sigma(self, t: torch.Tensor) -> torch.Tensor:
        """Return σ(t)."""
        return self.sigma_min * torch.exp(self.growth * t)

    def time(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return the t at which the noise is σ."""
        return torch.log(sigma / self.sigma_min) / self.growth

    def scale(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return 1."""
        return torch.ones_like(sigma)

    def drift(self, t: torch.Tensor) -> torch.Tensor:
        """Return 0."""
        return torch.zeros_like(t)

    def diffusion(self, t: torch.Tensor) -> torch.Tensor:
        """Return g = σ √(2 ln(σ_max/σ_min))."""
        return self.sigma(t) * math.sqrt(2 * self.growth)


class VP:
    """Variance preserving: s = e^m, σ = √(e^{-2m} - 1), m = -½ ∫β (Song et al. 2021, eq. 11 and 33).

    Parameters
    ----------
    schedule
        ``"linear"``: β from `beta_min` to `beta_max`; ``"cosine"``: e^m is a cosine of time
        (Nichol & Dhariwal 2021, eq. 17), ended a little before the picture is wholly gone.
    """

    def __init__(
        self, beta_min: float = 0.1, beta_max: float = 20.0, schedule: str = "linear", t_min: float = 1e-3
    ) -> None:
        self.beta_min, self.rise = beta_min, beta_max - beta_min
        self.cosine = schedule == "cosine"
        self.t_min, self.t_max = t_min, 0.9946 if self.cosine else 1.0
        self.quarter = math.pi / 2 / (1 + _COSINE)
        self.offset = math.log(math.cos(self.quarter * _COSINE))

    def log_mean(self, t: torch.Tensor) -> torch.Tensor:
        """Return m = ln s."""
        if self.cosine:
            return torch.log(torch.cos(self.quarter * (t + _COSINE))) - self.offset
        return -0.25 * t**2 * self.rise - 0.5 * t * self.beta_min

    def sigma(self, t: torch.Tensor) -> torch.Tensor:
        """Return σ(t) = √(e^{-2m} - 1)."""
        return torch.sqrt(torch.expm1(-2 * self.log_mean(t)))

    def time(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return the t at which the noise is σ."""
        log_mean = self.log_scale(sigma)
        if self.cosine:
            return torch.acos(torch.exp(log_mean + self.offset)) / self.quarter - _COSINE
        # The quadratic in t, solved so that small t lose no digits.
        root = torch.sqrt(self.beta_min**2 / 4 - self.rise * log_mean)
        return -2 * log_mean / (root + self.beta_min / 2)

    def log_scale(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return m = -½ ln(1 + σ²); in this form small σ lose no digits."""
        return -0.5 * torch.log1p(sigma**2)

    def scale(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return s = 1/√(1 + σ²)."""
        return torch.rsqrt(1 + sigma**2)

    def beta(self, t: torch.Tensor) -> torch.Tensor:
        """Return β(t) = -2 m'(t)."""
        if self.cosine:
            return 2 * self.quarter * torch.tan(self.quarter * (t + _COSINE))
        return self.beta_min + t * self.rise

    def drift(self, t: torch.Tensor) -> torch.Tensor:
        """Return f = -½β."""
        return -0.5 * self.beta(t)

    def diffusion(self, t: torch.Tensor) -> torch.Tensor:
        """Return g = √β."""
        return torch.sqrt(self.beta(t))


class SubVP(VP):
    """Sub-VP: the same mean as VP, standard deviation 1 - e^{2m} (Song et al. 2021, eq. 13 and 33)."""

    def sigma(self, t: torch.Tensor) -> torch.Tensor:
        """Return σ(t) = (1 - e^{2m})/e^m."""
        return -2 * torch.sinh(self.log_mean(t))

    def log_scale(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return m, which solves σ = -2 sinh m."""
        return -torch.asinh(sigma / 2)

    def scale(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return s, which solves 1 - s² = σ s."""
        return 2 / (sigma + torch.sqrt(sigma**2 + 4))

    def diffusion(self, t: torch.Tensor) -> torch.Tensor:
        """Return g = √(β (1 - e^{4m}))."""
        return torch.sqrt(-self.beta(t) * torch.expm1(4 * self.log_mean(t)))


def _preserving(settings: VPProcess | SubVPProcess) -> VP:
    made = VP if isinstance(settings, VPProcess) else SubVP
    return made(settings.beta_min, settings.beta_max, settings.schedule, settings.t_min)


def process(settings: NoiseConfig, sigmas: np.ndarray) -> Process:
    """Return the process of these settings; a ladder is a VE process between its ends.

    Parameters
    ----------
    sigmas
        The ladder, descending, (L,).
    """
    if isinstance(settings, VPProcess | SubVPProcess):
        return _preserving(settings)
    return VE(float(sigmas[-1]), float(sigmas[0]))


# ---------------------------------------------------------------------------------------------
# σ in training


def training_sigma(settings: NoiseConfig, sigmas: torch.Tensor, count: int, generator: torch.Generator) -> torch.Tensor:
    """Draw the noise level of each picture in a training batch, shape (count,).

    Parameters
    ----------
    settings
        Its ``training_sigma`` says how: ``levels``, ``log-uniform``, ``uniform``, ``log-normal``
        (Karras et al. 2022, table 1) or ``time`` (Song et al. 2021, eq. 7).
    sigmas
        The ladder, descending, shape (L,), on the device of `generator`.
    """
    if isinstance(settings, KarrasLadder) and settings.training_sigma == "log-normal":
        z = torch.randn(count, generator=generator, device=sigmas.device)
        return torch.exp(settings.log_mean + settings.log_std * z)
    u = torch.rand(count, generator=generator, device=sigmas.device)
    largest, smallest = sigmas[0], sigmas[-1]
    match settings.training_sigma:
        case "levels":
            return sigmas[(u * len(sigmas)).long().clamp_(max=len(sigmas) - 1)]
        case "log-uniform":
            return smallest * torch.exp(u * torch.log(largest / smallest))
        case "uniform":
            return smallest + u * (largest - smallest)
    made = _preserving(cast("VPProcess | SubVPProcess", settings))
    return made.sigma(made.t_min + u * (made.t_max - made.t_min))


def log_density(settings: NoiseConfig, sigmas: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
    """Return q(ln σ), how densely :func:`training_sigma` draws ratios of σ; shape of `sigma`, 1/ln σ.

    On levels, each level's share spread over its room between the neighbours.
    """
    span = torch.log(sigmas[0] / sigmas[-1])
    match settings.training_sigma:
        case "levels":
            logs = sigmas.log()
            room = -torch.gradient(logs)[0]
            return 1 / (len(sigmas) * room[nearest_level(sigma, sigmas)])
        case "log-uniform":
            return torch.ones_like(sigma) / span
        case "uniform":
            return sigma / (sigmas[0] - sigmas[-1])
        case "log-normal" if isinstance(settings, KarrasLadder):
            away = (sigma.log() - settings.log_mean) / settings.log_std
            return torch.exp(-0.5 * away**2) / (settings.log_std * math.sqrt(2 * math.pi))
    made = _preserving(settings)
    t = made.time(sigma)
    growth = 0.5 * (made.diffusion(t) / (made.scale(sigma) * sigma)) ** 2  # d ln σ/dt
    return 1 / (growth * (made.t_max - made.t_min))
