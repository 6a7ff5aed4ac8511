"""Processes in continuous time: which noise σ and which scale s belong to a time t in [0, 1]."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import torch

from ncsn_engine.config import SubVPProcess, VPProcess

if TYPE_CHECKING:
    import numpy as np

    from ncsn_engine.config import NoiseConfig

__all__ = ["COSINE", "VE", "VP", "Process", "SubVP", "preserving", "process"]

COSINE = 0.008  # offset that keeps the first steps of the cosine schedule from being too small


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
        self.quarter = math.pi / 2 / (1 + COSINE)
        self.first = self.quarter * COSINE  # the cosine's angle at t = 0

    def log_mean(self, t: torch.Tensor) -> torch.Tensor:
        """Return m = ln s."""
        if self.cosine:  # ln cos(a + b) - ln cos a, in a form in which small b lose no digits
            b = self.quarter * t
            return torch.log1p(-2 * torch.sin(b / 2) ** 2 - math.tan(self.first) * torch.sin(b))
        return -0.25 * t**2 * self.rise - 0.5 * t * self.beta_min

    def sigma(self, t: torch.Tensor) -> torch.Tensor:
        """Return σ(t) = √(e^{-2m} - 1)."""
        return torch.sqrt(torch.expm1(-2 * self.log_mean(t)))

    def time(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return the t at which the noise is σ."""
        log_mean = self.log_scale(sigma)
        if self.cosine:  # from sine and cosine of the angle, as the cosine alone hardly tells small angles apart
            cosine, sine = math.cos(self.first), math.sin(self.first)
            height = torch.sqrt(sine**2 - cosine**2 * torch.expm1(2 * log_mean))
            return torch.atan2(height, cosine * torch.exp(log_mean)) / self.quarter - COSINE
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
            return 2 * self.quarter * torch.tan(self.quarter * (t + COSINE))
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


def preserving(settings: VPProcess | SubVPProcess) -> VP:
    """Return the process of settings that shrink the picture as well."""
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
        return preserving(settings)
    return VE(float(sigmas[-1]), float(sigmas[0]))
