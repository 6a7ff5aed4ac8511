"""Settings of the noise: which levels there are, and which σ are met in training."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ncsn_engine.config.settings import InputError, Settings, setting

__all__ = [
    "GeometricLadder",
    "KarrasLadder",
    "LinearLadder",
    "NoiseConfig",
    "RulesLadder",
    "SubVPProcess",
    "VPProcess",
]

_TRAINING_HELP = (
    "Which σ a training picture gets: a level of the ladder, or any σ between the ends. "
    "Samplers that leave the ladder, as the ODE's do, want any σ."
)
_TRAINING_FORMULA = "levels: σ ∈ {σ₁ … σ_L};   log-uniform: ln σ ~ U;   uniform: σ ~ U[σ_L, σ₁]"
_LEVELS_HELP = (
    "How many noise levels: with too few, a picture of one level looks wrong to the next; with more, Langevin sampling "
    "takes longer, in proportion."
)


class _Ladder(Settings):
    sigma_min: float = setting(
        0.01,
        "σ min",
        "Smallest noise level; small enough not to be seen. Smaller still, Langevin's step shrinks with its square, "
        "and more levels are needed.",
        formula="σ_L = σ_min;   stable steps: ε < 2σ_L²",
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
        formula="σ₁ ≈ max ‖x_i - x_j‖",
        log=True,
        gt=0,
        le=10_000,
    )
    n_levels: int = setting(10, "Levels L", _LEVELS_HELP, ge=2, le=100_000)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.sigma_min >= self.sigma_max:
            raise InputError(
                "noise.sigma_min = {sigma_min:g}: must be smaller than noise.sigma_max = {sigma_max:g}; "
                "lower the one or raise the other.",
                sigma_min=self.sigma_min,
                sigma_max=self.sigma_max,
            )
        return self


class GeometricLadder(_FreeLadder):
    """Equal ratios: σ_i = σ_max (σ_min/σ_max)^((i-1)/(L-1)) (Song & Ermon 2019); any σ between: the VE process."""

    kind: Literal["geometric"] = "geometric"
    n_levels: int = setting(
        10, "Levels L", _LEVELS_HELP, formula="σ_i = σ_max (σ_min/σ_max)^((i-1)/(L-1))", ge=2, le=100_000
    )


class LinearLadder(_FreeLadder):
    """Equal differences; wastes its levels on large noise, as one can see."""

    kind: Literal["linear"] = "linear"
    n_levels: int = setting(
        10, "Levels L", _LEVELS_HELP, formula="σ_i = σ_max - (i-1)/(L-1) (σ_max - σ_min)", ge=2, le=100_000
    )


class KarrasLadder(_FreeLadder):
    """EDM's noise: levels dense at small σ, and a bell of σ in training (Karras et al. 2022, eq. 5, table 1)."""

    kind: Literal["karras"] = "karras"
    sigma_min: float = setting(
        0.002,
        "σ min",
        "Smallest noise level, from which one step leads to the picture; 0.002 is EDM's in [-1, 1], far below a grey "
        "value.",
        formula="σ_L = σ_min, then σ = 0",
        log=True,
        gt=0,
        le=1000,
    )
    sigma_max: float = setting(
        80.0,
        "σ max",
        "Largest noise level, at which nothing of the picture may be left; 80 is EDM's in [-1, 1]. Too small, and "
        "samples start where the model never was.",
        formula="start: x ~ N(0, σ_max²)",
        log=True,
        gt=0,
        le=10_000,
    )
    n_levels: int = setting(
        18,
        "Levels L",
        "How many noise levels the curves and Langevin's samplers use; the ODE's samplers choose their own.",
        formula="σ_i = (σ_max^(1/ρ) + (i-1)/(L-1) (σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ",
        ge=2,
        le=100_000,
    )
    rho: float = setting(
        7.0,
        "ρ",
        "How dense the levels are at small σ, where mistakes are seen; 1 is linear, EDM found 5 to 10 best.",
        formula="σ_i = (σ_max^(1/ρ) + (i-1)/(L-1) (σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ",
        ge=1,
        le=100,
    )
    training_sigma: Literal["log-normal", "levels", "log-uniform", "uniform"] = setting(  # type: ignore[assignment]
        "log-normal", "σ in training", _TRAINING_HELP, formula=f"log-normal: ln σ ~ N(m, s²);   {_TRAINING_FORMULA}"
    )
    log_mean: float = setting(
        -1.2,
        "Mean of ln σ",
        "Where the bell of training σ stands: at the levels that decide what is drawn, not those too easy or hopeless. "
        "-1.2 is EDM's in [-1, 1].",
        formula="ln σ ~ N(m, s²)",
        ge=-20,
        le=20,
    )
    log_std: float = setting(
        1.2,
        "Width of ln σ",
        "How wide the bell of training σ is; too narrow, and the largest and smallest σ are hardly ever learned.",
        formula="ln σ ~ N(m, s²)",
        gt=0,
        le=20,
    )


class RulesLadder(_Ladder):
    """NCSNv2's rules: σ₁ is the largest distance in the data, the ratio makes levels overlap (Song & Ermon 2020)."""

    kind: Literal["rules"] = "rules"
    overlap: float = setting(
        0.5,
        "Overlap C",
        "How much neighbouring levels overlap, so that a picture of one is a likely one of the next. More overlap "
        "means more levels, and longer sampling.",
        formula="Φ(√(2D)(γ-1) + 3γ) - Φ(√(2D)(γ-1) - 3γ) = C",
        gt=0.01,
        lt=0.99,
    )


class _Preserving(Settings):
    n_levels: int = setting(
        1000,
        "Levels N",
        "How many time steps; DDPM's 1000 are so fine that each step back is nearly normal.",
        formula="linear, in steps: β_i = β((i-1)/(N-1))/N",
        own=True,
        ge=2,
        le=5000,
    )
    schedule: Literal["linear", "cosine"] = setting(
        "linear",
        "β",
        "How the noise grows: β linear in time (DDPM), or the signal a cosine of time (Nichol & Dhariwal 2021), which "
        "leaves small pictures recognisable for longer.",
        formula="linear: β(t) = β_min + t (β_max - β_min);   cosine: ᾱ(t) = cos²(π/2 (t + 0.008)/1.008), normalised",
    )
    beta_min: float = setting(
        0.1,
        "β min",
        "How fast noise comes in at first, of a linear β: small, so that the first levels hardly differ from the "
        "picture. DDPM's 1e-4 over 1000 steps is 0.1.",
        formula="β(t) = β_min + t (β_max - β_min)",
        log=True,
        gt=0,
        le=100,
    )
    beta_max: float = setting(
        20.0,
        "β max",
        "How fast noise comes in at the end, of a linear β: large enough that nothing of the picture is left. DDPM's "
        "0.02 over 1000 steps is 20.",
        formula="s(1) = e^(-(β_min + β_max)/4)",
        log=True,
        gt=0,
        le=1000,
    )
    t_min: float = setting(
        1e-3,
        "t min",
        "Smallest time; nearer to 0 the score grows without bound, and there is nothing left to learn.",
        formula="t ∈ [t_min, 1]",
        log=True,
        gt=0,
        lt=0.5,
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.beta_min >= self.beta_max:
            raise InputError(
                "noise.beta_min = {beta_min:g}: must be smaller than noise.beta_max = {beta_max:g}; "
                "lower the one or raise the other.",
                beta_min=self.beta_min,
                beta_max=self.beta_max,
            )
        return self


class VPProcess(_Preserving):
    """Variance preserving: the picture fades as the noise grows (Song et al. 2021, eq. 11); in steps: DDPM."""

    kind: Literal["vp"] = "vp"
    training_sigma: Literal["time", "levels"] = setting(
        "time",
        "σ in training",
        "Which σ a training picture gets: of any time, which suits the SDE's samplers, or of one of DDPM's N steps.",
        formula="time: t ~ U[t_min, 1];   levels: ᾱ_i = Π (1 - β_j)",
    )


class SubVPProcess(_Preserving):
    """Sub-VP: as VP with less noise on the way (Song et al. 2021, eq. 13)."""

    kind: Literal["sub-vp"] = "sub-vp"
    training_sigma: Literal["time"] = setting(
        "time",
        "σ in training",
        "A training picture gets the σ of any time, so that samplers may stop anywhere on the way.",
        formula="t ~ U[t_min, 1]",
    )


NoiseConfig = Annotated[
    RulesLadder | GeometricLadder | LinearLadder | KarrasLadder | VPProcess | SubVPProcess, Field(discriminator="kind")
]
