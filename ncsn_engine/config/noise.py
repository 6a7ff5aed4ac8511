"""Settings of the noise: which levels there are, and which σ are met in training."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ncsn_engine.config.settings import Settings, setting

__all__ = [
    "GeometricLadder",
    "KarrasLadder",
    "LinearLadder",
    "NoiseConfig",
    "RulesLadder",
    "SubVPProcess",
    "VPProcess",
]

_TRAINING_HELP = "Which σ a training picture gets: a level of the ladder, or any σ between the ends."
_TRAINING_FORMULA = "levels: σ ∈ {σ₁ … σ_L};   log-uniform: ln σ ~ U;   uniform: σ ~ U[σ_L, σ₁]"


class _Ladder(Settings):
    sigma_min: float = setting(
        0.01,
        "σ min",
        "Smallest noise level; small enough not to be seen.",
        log=True,
        gt=0,
        le=1000,
    )
    training_sigma: Literal["levels", "log-uniform", "uniform"] = setting(
        "levels", "σ in training", _TRAINING_HELP, formula=_TRAINING_FORMULA
    )


class _FreeLadder(_Ladder):
    sigma_max: float = setting(
        1.0,
        "σ max",
        "Largest noise level; about the largest distance between two pictures, so that all of them melt together.",
        log=True,
        gt=0,
        le=10_000,
    )
    n_levels: int = setting(10, "Levels L", "How many noise levels.", ge=2, le=5000)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.sigma_min >= self.sigma_max:
            raise ValueError(
                f"sigma_min ({self.sigma_min:g}) must be smaller than sigma_max ({self.sigma_max:g}); "
                "lower sigma_min or raise sigma_max."
            )
        return self


class GeometricLadder(_FreeLadder):
    """Equal ratios: σ_i = σ_max (σ_min/σ_max)^((i-1)/(L-1)) (Song & Ermon 2019); any σ between: the VE process."""

    kind: Literal["geometric"] = "geometric"


class LinearLadder(_FreeLadder):
    """Equal differences; wastes its levels on large noise, as one can see."""

    kind: Literal["linear"] = "linear"


class KarrasLadder(_FreeLadder):
    """EDM's noise: levels dense at small σ, and a bell of σ in training (Karras et al. 2022, eq. 5, table 1)."""

    kind: Literal["karras"] = "karras"
    sigma_min: float = setting(0.002, "σ min", "Smallest noise level.", log=True, gt=0, le=1000)
    sigma_max: float = setting(80.0, "σ max", "Largest noise level.", log=True, gt=0, le=10_000)
    n_levels: int = setting(18, "Levels L", "How many noise levels.", ge=2, le=5000)
    rho: float = setting(
        7.0,
        "ρ",
        "How dense the levels are at small σ; 1 is linear.",
        formula="σ_i = (σ_max^(1/ρ) + i/(L-1) (σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ",
        ge=1,
        le=100,
    )
    training_sigma: Literal["log-normal", "levels", "log-uniform", "uniform"] = setting(  # type: ignore[assignment]
        "log-normal", "σ in training", _TRAINING_HELP, formula=f"log-normal: ln σ ~ N(m, s²);   {_TRAINING_FORMULA}"
    )
    log_mean: float = setting(
        -1.2, "Mean of ln σ", "Where the bell of training σ stands; -1.2 is EDM's in [-1, 1].", ge=-20, le=20
    )
    log_std: float = setting(1.2, "Width of ln σ", "How wide the bell of training σ is.", gt=0, le=20)


class RulesLadder(_Ladder):
    """NCSNv2's rules: σ₁ is the largest distance in the data, the ratio makes levels overlap (Song & Ermon 2020)."""

    kind: Literal["rules"] = "rules"
    overlap: float = setting(
        0.5,
        "Overlap C",
        "How much neighbouring levels overlap; more overlap, more levels.",
        formula="Φ(√(2D)(γ-1) + 3γ) - Φ(√(2D)(γ-1) - 3γ) = C",
        gt=0.01,
        lt=0.99,
    )


class _Preserving(Settings):
    n_levels: int = setting(1000, "Levels N", "How many time steps.", ge=2, le=5000)
    schedule: Literal["linear", "cosine"] = setting(
        "linear",
        "β",
        "How the noise grows: β linear in time (DDPM), or the signal a cosine of time (Nichol & Dhariwal 2021).",
        formula="linear: β(t) = β_min + t (β_max - β_min);   cosine: ᾱ(t) = cos²(π/2 (t + 0.008)/1.008), normalised",
    )
    beta_min: float = setting(
        0.1, "β min", "Of a linear β; DDPM's 1e-4 over 1000 steps is 0.1.", log=True, gt=0, le=100
    )
    beta_max: float = setting(
        20.0, "β max", "Of a linear β; DDPM's 0.02 over 1000 steps is 20.", log=True, gt=0, le=1000
    )
    t_min: float = setting(1e-3, "t min", "Smallest time; below it there is nothing to learn.", log=True, gt=0, lt=0.5)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.beta_min >= self.beta_max:
            raise ValueError(
                f"beta_min ({self.beta_min:g}) must be smaller than beta_max ({self.beta_max:g}); "
                "lower beta_min or raise beta_max."
            )
        return self


class VPProcess(_Preserving):
    """Variance preserving: the picture fades as the noise grows (Song et al. 2021, eq. 11); in steps: DDPM."""

    kind: Literal["vp"] = "vp"
    training_sigma: Literal["time", "levels"] = setting(
        "time",
        "σ in training",
        "Which σ a training picture gets: of any time, or of one of DDPM's N steps.",
        formula="time: t ~ U[t_min, 1];   levels: ᾱ_i = Π (1 - β_j)",
    )


class SubVPProcess(_Preserving):
    """Sub-VP: as VP with less noise on the way (Song et al. 2021, eq. 13)."""

    kind: Literal["sub-vp"] = "sub-vp"
    training_sigma: Literal["time"] = setting("time", "σ in training", "The σ of any time.", formula="t ~ U[t_min, 1]")


NoiseConfig = Annotated[
    RulesLadder | GeometricLadder | LinearLadder | KarrasLadder | VPProcess | SubVPProcess, Field(discriminator="kind")
]
