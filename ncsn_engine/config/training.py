"""Settings of the objective and of training."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ncsn_engine.config.settings import Settings, setting

__all__ = [
    "DenoisingConfig",
    "ExplicitConfig",
    "ImplicitConfig",
    "ObjectiveConfig",
    "SlicedConfig",
    "TrainingConfig",
]


class _Objective(Settings):
    weighting: Literal["sigma2", "uniform", "likelihood", "edm", "min-snr", "learned"] = setting(
        "sigma2",
        "Weight λ(σ)",
        "'sigma2' makes every level count alike (NCSN, and DDPM's ‖n - n_θ‖²); 'uniform' lets the smallest σ drown "
        "the others; 'likelihood' bounds log p, whatever σ are drawn; 'edm' also lifts the levels above the data's own "
        "size; 'min-snr' damps the smallest σ; 'learned' divides each level by its own learned loss (EDM2).",
        formula="loss = λ(σ) ½‖s(x̃, σ) + (x̃ - x)/σ²‖²;   λ/σ² = 1,  1/σ²,  1/q(ln σ),  1 + σ²/σ_d²,  min(1, γσ²/σ_d²), "
        "e^-u(σ)",
    )
    min_snr_gamma: float = setting(
        5.0,
        "γ of min-SNR",
        "Above this signal-to-noise ratio a level no longer counts more; smaller gives the smallest σ less to say. 5 "
        "is the paper's.",
        formula="λ/σ² = min(1, γσ²/σ_d²)",
        gt=0,
        le=1e6,
        advanced=True,
    )


class DenoisingConfig(_Objective):
    """Denoising score matching: guess the clean picture (Vincent 2011; Song & Ermon 2019; DDPM and EDM too)."""

    kind: Literal["denoising"] = "denoising"


class SlicedConfig(_Objective):
    """Sliced score matching: looks at the score along random directions; needs no clean picture (Song et al. 2019)."""

    kind: Literal["sliced"] = "sliced"
    projections: int = setting(
        1,
        "Directions",
        "Random directions for each picture: more make the loss less noisy, and each costs one more backward pass.",
        formula="1/M Σ_m v_mᵀ∇s v_m + ½‖s‖²,   v_m ~ N(0, I)",
        ge=1,
        le=1000,
    )
    variance_reduced: bool = setting(
        True,
        "Reduce variance",
        "Takes the length of the whole score instead of its square along the direction: the same on average, and less "
        "noisy, as it is known exactly.",
        formula="vᵀ∇s v + ½(vᵀs)²   or   vᵀ∇s v + ½‖s‖²",
    )


class ImplicitConfig(_Objective):
    """Implicit score matching: the trace of the score's slope, exact in few dimensions (Hyvärinen 2005)."""

    kind: Literal["implicit"] = "implicit"
    exact_up_to: int = setting(
        8,
        "Exact trace up to",
        "Dimensions up to which the trace is exact, a backward pass for each; above, Hutchinson's estimate, which is "
        "noisy but costs one pass.",
        formula="tr(∇s) + ½‖s‖²;   Hutchinson: tr(∇s) ≈ vᵀ∇s v",
        ge=0,
        le=4096,
    )


class ExplicitConfig(_Objective):
    """Explicit score matching: the score of a kernel density of the training data is the target (Vincent 2011)."""

    kind: Literal["explicit"] = "explicit"
    kernels: int = setting(
        5000,
        "Kernels",
        "At how many training pictures, evenly chosen, the density has a bump; fewer are quicker, but the target then "
        "knows only those.",
        formula="q_σ(x) = 1/K Σ_k N(x; x_k, σ²)",
        ge=2,
        le=1_000_000,
    )


ObjectiveConfig = Annotated[
    DenoisingConfig | SlicedConfig | ImplicitConfig | ExplicitConfig, Field(discriminator="kind")
]


class TrainingConfig(Settings):
    """How long and how fast to learn."""

    steps: int = setting(
        24_000,
        "Steps",
        "Optimiser steps in all: go on for as long as the previews and the held-out loss improve. A run that is done "
        "may be given more.",
        formula="epochs = steps · batch / pictures",
        ge=1,
        le=100_000_000,
    )
    batch_size: int = setting(
        128,
        "Batch",
        "Pictures in one step: more make the gradient less noisy and the step slower, in proportion.",
        formula="g = 1/B Σ_b ∇θ loss_b",
        ge=1,
        le=65_536,
    )
    learning_rate: float = setting(
        1e-3,
        "Learning rate",
        "How far Adam moves the weights in a step: too large, and the loss jumps or is no longer finite; too small, "
        "and nothing comes of it in time.",
        formula="θ ← θ - η m/(√v + 1e-8),   m, v: running means of g and g²",
        log=True,
        gt=0,
        le=1,
    )
    warmup_steps: int = setting(
        0,
        "Warm-up",
        "Steps over which the learning rate rises from 0; spares large networks the wild first steps, while Adam's "
        "averages are still young.",
        formula="η_n = η min(1, (n+1)/warm-up)",
        unit="steps",
        ge=0,
        le=1_000_000,
    )
    decay: float = setting(
        0.0,
        "Decay",
        "Share of the steps, at the end, over which the learning rate falls to 0, so that the weights come to rest; "
        "an average of the weights does much of the same.",
        formula="η_n = η min(1, (N-n)/(decay · N))",
        ge=0,
        le=1,
    )
    gradient_clip: float = setting(
        0.0,
        "Clip gradient",
        "Longest gradient allowed, so that one odd batch can't throw the weights far off; 0: any. 1 is usual for large "
        "networks.",
        formula="g ← g · min(1, c/‖g‖)",
        ge=0,
        le=1e6,
    )
    ema_rate: float = setting(
        0.999,
        "EMA",
        "Keeps a running average of the weights, which samples better than those that jump at every step; nearer to 1 "
        "is smoother and lags more, 0: none.",
        formula="θ' ← r θ' + (1-r) θ,   r at most (1+n)/(10+n) after n steps",
        ge=0,
        lt=1,
    )
    label_dropout: float = setting(
        0.1,
        "Hide labels",
        "How often the class is hidden from a network with labels, so that it also learns without, as guidance needs.",
        formula="class ← none with probability p",
        ge=0.01,
        le=0.9,
        advanced=True,
    )
    held_out_every: int = setting(
        500,
        "Held-out loss",
        "Steps between looks at the held-out pictures; only there is it seen when the model begins to learn its "
        "pictures by heart. Each look costs a moment.",
        unit="steps",
        ge=1,
        le=10_000_000,
    )
    preview_every: int = setting(
        500,
        "Preview",
        "Steps between sampled previews, which show what the loss can't; 0: none. Each is a whole sampling, so that "
        "many of them slow the training.",
        unit="steps",
        ge=0,
        le=10_000_000,
    )
    checkpoint_every: int = setting(
        2000,
        "Checkpoint",
        "Steps between savings of everything: the most that a crash can cost, and how fine the time machine travels.",
        unit="steps",
        ge=1,
        le=10_000_000,
    )
    keep_checkpoints: int = setting(
        20,
        "Checkpoints kept",
        "How many to keep for the time machine: older ones are deleted, unless they were given a name, as each takes "
        "disk.",
        ge=1,
        le=100_000,
    )
