"""DDPM's ancestral sampling and DDIM."""

from __future__ import annotations

from typing import Literal

from ncsn_engine.config.sampling.grid import OnGrid
from ncsn_engine.config.settings import setting

__all__ = ["DDIM", "Ancestral"]


class Ancestral(OnGrid):
    """DDPM's ancestral sampling (Ho et al. 2020, algorithm 2), for any process."""

    kind: Literal["ddpm"] = "ddpm"
    n_steps: int = setting(
        200,
        "Steps",
        "Noise levels on the way down; DDPM itself takes 1000. With fewer, each step is less nearly normal, and the "
        "pictures lose variety or keep grain.",
        formula="x' = σ'²/σ² x + (1 - σ'²/σ²) D + c z",
        ge=2,
        le=100_000,
    )
    variance: Literal["small", "large"] = setting(
        "small",
        "Variance",
        "Of the noise added: the posterior's where the data is one point, or where it is normal (Ho et al. 2020, 3.2). "
        "'small' is the better one with few steps.",
        formula="small: σ'²(σ² - σ'²)/σ²;   large: (σ² - σ'²)(s/s')²",
    )


class DDIM(OnGrid):
    """Denoising diffusion implicit models (Song, Meng & Ermon 2021, eq. 12), for any process."""

    kind: Literal["ddim"] = "ddim"
    eta: float = setting(
        0.0,
        "η",
        "How much fresh noise: 0 none, which is best with few steps and gives each start one picture; 1 as in DDPM.",
        formula="x' = D + √(σ'² - c²) (x - D)/σ + c z,   c = η σ'/σ √(σ² - σ'²)",
        ge=0,
        le=1,
    )
