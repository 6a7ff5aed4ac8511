"""Named starting points. A preset is a function's worth of settings; add one by adding an entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ncsn_engine.config import InputError, RunConfig

__all__ = ["PRESETS", "Preset", "preset"]


@dataclass(frozen=True)
class Preset:
    """Settings that differ from the defaults, and one sentence on what they show."""

    about: str
    changes: dict[str, Any]


PRESETS: dict[str, Preset] = {
    "digits": Preset(
        "Real handwritten digits, 8×8, with NCSNv2's rules and a small U-Net; learns in minutes on a laptop.",
        {
            "network.dropout": 0.1,
            "noise.training_sigma": "log-uniform",
            "objective.weighting": "edm",
            "training.learning_rate": 2e-3,
            "training.warmup_steps": 100,
            "training.steps": 6000,
            "training.decay": 0.5,
            "training.gradient_clip": 10.0,
            "training.held_out_every": 200,
            "training.preview_every": 250,
            "training.checkpoint_every": 1000,
        },
    ),
    "tutorial": Preset(
        "The beginner's version: small CNN, unweighted loss, 5 linear levels, constant step. See why the others exist.",
        {
            "network.kind": "tutorial-cnn",
            "noise.kind": "linear",
            "noise.training_sigma": "uniform",
            "noise.sigma_max": 1.0,
            "noise.n_levels": 5,
            "objective.weighting": "uniform",
            "training.steps": 2000,
            "training.ema_rate": 0.0,
            "sampling.steps_per_level": 3,
            "sampling.step_rule": "constant",
            "sampling.epsilon": 1e-4,
            "sampling.start": "uniform",
            "sampling.denoise": False,
        },
    ),
    "ncsn": Preset(
        "NCSN (Song & Ermon 2019) on MNIST: σ 1 → 0.01, L 10, T 100. A U-Net stands in for its RefineNet.",
        {
            "data.kind": "mnist",
            "data.held_out": 10_000,
            "network.width": 64,
            "network.preconditioning": "none",
            "noise.kind": "geometric",
            "noise.sigma_max": 1.0,
            "noise.n_levels": 10,
            "training.steps": 200_000,
            "training.preview_every": 5000,
            "training.ema_rate": 0.0,
            "sampling.steps_per_level": 100,
            "sampling.epsilon": 2e-5,
            "sampling.start": "uniform",
            "sampling.denoise": False,
        },
    ),
    "ncsnv2": Preset(
        "NCSNv2 (Song & Ermon 2020) on CIFAR-10: σ 50 → 0.01, L 232, T 5. A U-Net stands in for its RefineNet.",
        {
            "data.kind": "cifar10",
            "data.held_out": 10_000,
            "data.flip": True,
            "network.width": 128,
            "network.preconditioning": "over-sigma",
            "noise.kind": "geometric",
            "noise.sigma_max": 50.0,
            "noise.n_levels": 232,
            "training.steps": 300_000,
            "training.preview_every": 10_000,
            "training.learning_rate": 1e-4,
            "sampling.steps_per_level": 5,
            "sampling.epsilon": 6.2e-6,
            "sampling.start": "uniform",
        },
    ),
}


def preset(name: str) -> RunConfig:
    """Return the settings of a preset.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if name not in PRESETS:
        raise InputError(f"preset {name!r}: there is none; use one of {', '.join(PRESETS)}.")
    return RunConfig(name=name).replace(**PRESETS[name].changes)
