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


_DIGITS = {
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
    "training.checkpoint_every": 500,
}

_CIFAR = {
    "data.kind": "cifar10",
    "data.held_out": 10_000,
    "data.flip": True,
    "training.preview_every": 10_000,
    "training.checkpoint_every": 5000,
    "training.keep_checkpoints": 3,  # of large networks: a gigabyte each
}


def _folder(size: int) -> dict[str, Any]:
    """Pictures of one's own, for sets that torchvision can't fetch."""
    return {**_CIFAR, "data.kind": "folder", "data.size": size}


def _ncsnv2(data: dict[str, Any], sigma_max: float, n_levels: int, variant: str, steps: int, epsilon: float) -> Any:
    """NCSNv2's settings for one data set (Song & Ermon 2020, appendix C, and the released files)."""
    return {
        **data,
        "network.kind": "ncsnv2",
        "network.variant": variant,
        "noise.kind": "geometric",
        "noise.sigma_max": sigma_max,
        "noise.n_levels": n_levels,
        "training.steps": 300_000,
        "training.learning_rate": 1e-4,
        "training.ema_rate": 0.999,
        "sampling.steps_per_level": steps,
        "sampling.epsilon": epsilon,
        "sampling.start": "uniform",
    }


# What the SDE paper trains with (Song et al. 2021, appendix H; the official configurations).
_SDE = {
    **_CIFAR,
    "network.kind": "ncsnpp",
    "training.learning_rate": 2e-4,
    "training.warmup_steps": 5000,
    "training.gradient_clip": 1.0,
}
_PRESERVING = {
    **_SDE,
    "data.pixel_range": "[-1, 1]",
    "network.embedding": "positional",
    "network.fir": False,
    "network.progressive_input": "none",
    "network.preconditioning": "noise",
    "training.ema_rate": 0.9999,
}

PRESETS: dict[str, Preset] = {
    "digits": Preset(
        "Real handwritten digits, 8×8, with NCSNv2's rules and a small U-Net; learns in minutes on a laptop.",
        _DIGITS,
    ),
    "digits-classes": Preset(
        "The digits, told which digit each is: ask for a 7, and exaggerate it with guidance.",
        {**_DIGITS, "network.labels": True, "sampling.kind": "heun"},
    ),
    "toy": Preset(
        "Points on a checkerboard and a small MLP: a whole density that one can see; learns in a minute.",
        {
            "data.kind": "checkerboard",
            "noise.kind": "geometric",
            "noise.sigma_max": 10.0,
            "noise.sigma_min": 0.02,
            "noise.n_levels": 20,
            "noise.training_sigma": "log-uniform",
            "training.learning_rate": 2e-3,
            "training.warmup_steps": 100,
            "training.steps": 8000,
            "training.decay": 0.5,
            "training.held_out_every": 200,
            "training.preview_every": 250,
            "training.checkpoint_every": 500,
            "sampling.kind": "heun",
            "sampling.n_steps": 32,
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
            "training.checkpoint_every": 250,
            "training.ema_rate": 0.0,
            "sampling.steps_per_level": 3,
            "sampling.step_rule": "constant",
            "sampling.epsilon": 1e-4,
            "sampling.start": "uniform",
            "sampling.denoise": False,
        },
    ),
    "ncsn": Preset(
        "NCSN (Song & Ermon 2019) on MNIST: its RefineNet, σ 1 → 0.01, L 10, T 100, ε 2e-5.",
        {
            "data.kind": "mnist",
            "data.held_out": 10_000,
            "network.kind": "ncsn",
            "network.width": 64,
            "noise.kind": "geometric",
            "noise.sigma_max": 1.0,
            "noise.n_levels": 10,
            "training.steps": 200_000,
            "training.preview_every": 5000,
            "training.keep_checkpoints": 5,
            "training.ema_rate": 0.0,
            "sampling.steps_per_level": 100,
            "sampling.epsilon": 2e-5,
            "sampling.start": "uniform",
            "sampling.denoise": False,
        },
    ),
    "ncsnv2": Preset(
        "NCSNv2 (Song & Ermon 2020) on CIFAR-10: its RefineNet, σ 50 → 0.01, L 232, T 5.",
        _ncsnv2(_CIFAR, 50.0, 232, "base", 5, 6.2e-6),
    ),
    "ncsnv2-celeba": Preset(
        "NCSNv2 on CelebA, 64 px (name your folder): σ 90 → 0.01, L 500, T 5.",
        {**_ncsnv2(_folder(64), 90.0, 500, "base", 5, 3.3e-6), "training.steps": 210_000},
    ),
    "ncsnv2-church": Preset(
        "NCSNv2 on LSUN church, 96 px (name your folder): the Deeper network, σ 140 → 0.01, L 788, T 4.",
        {**_ncsnv2(_folder(96), 140.0, 788, "deeper", 4, 4.9e-6), "training.steps": 200_000},
    ),
    "ncsnv2-bedroom": Preset(
        "NCSNv2 on LSUN bedroom, 128 px (name your folder): the Deeper network, σ 190 → 0.01, L 1086, T 3.",
        {**_ncsnv2(_folder(128), 190.0, 1086, "deeper", 3, 1.8e-6), "training.steps": 150_000},
    ),
    "ncsnv2-ffhq": Preset(
        "NCSNv2 on FFHQ, 256 px (name your folder): the Deepest network, σ 348 → 0.01, L 2311, T 3.",
        {**_ncsnv2(_folder(256), 348.0, 2311, "deepest", 3, 9e-7), "training.steps": 80_000, "training.batch_size": 32},
    ),
    "ncsnpp-ve": Preset(
        "NCSN++ with the VE process (Song et al. 2021) on CIFAR-10, predictor-corrector sampling.",
        {
            **_SDE,
            "noise.kind": "geometric",
            "noise.sigma_max": 50.0,
            "noise.n_levels": 1000,
            "noise.training_sigma": "log-uniform",
            "training.steps": 1_300_000,
            "sampling.kind": "predictor-corrector",
            "sampling.n_steps": 1000,
        },
    ),
    "ddpm": Preset(
        "DDPM (Ho et al. 2020) on CIFAR-10: predicts the noise of 1000 steps, ancestral sampling.",
        {
            **_SDE,
            "data.pixel_range": "[-1, 1]",
            "network.kind": "ddpm-unet",
            "training.ema_rate": 0.9999,
            "noise.kind": "vp",
            "noise.training_sigma": "levels",
            "training.steps": 800_000,
            "sampling.kind": "ddpm",
            "sampling.n_steps": 1000,
            "sampling.spacing": "levels",
            "sampling.variance": "large",
        },
    ),
    "vp": Preset(
        "DDPM++ with the VP process in continuous time (Song et al. 2021) on CIFAR-10.",
        {
            **_PRESERVING,
            "noise.kind": "vp",
            "training.steps": 1_300_000,
            "sampling.kind": "euler-maruyama",
            "sampling.n_steps": 1000,
        },
    ),
    "subvp": Preset(
        "DDPM++ with the sub-VP process (Song et al. 2021) on CIFAR-10: the best likelihood of its time.",
        {
            **_PRESERVING,
            "noise.kind": "sub-vp",
            "training.steps": 1_300_000,
            "sampling.kind": "euler-maruyama",
            "sampling.n_steps": 1000,
        },
    ),
    "edm": Preset(
        "EDM (Karras et al. 2022) on CIFAR-10: its preconditioning, noise and weight; Heun's steps, 35 evaluations.",
        {
            **_CIFAR,
            "data.pixel_range": "[-1, 1]",
            "network.kind": "ncsnpp",
            "network.preconditioning": "edm",
            "network.dropout": 0.13,
            "noise.kind": "karras",
            "objective.weighting": "edm",
            "training.batch_size": 512,
            "training.learning_rate": 1e-3,
            "training.warmup_steps": 19_500,
            "training.steps": 390_000,
            "training.ema_rate": 0.9993,
            "sampling.kind": "heun",
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
        raise InputError("preset {name!r}: there is none; use one of {names}.", name=name, names=", ".join(PRESETS))
    return RunConfig(name=name).replace(**PRESETS[name].changes)
