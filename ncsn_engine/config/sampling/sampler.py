"""What every sampler is asked."""

from __future__ import annotations

from typing import Literal

from ncsn_engine.config.settings import Settings, setting

__all__ = ["Denoises", "Sampler"]


class Sampler(Settings):
    """What every sampler is asked."""

    count: int = setting(
        64,
        "Count",
        "How many pictures, or points, to draw; the time grows in proportion, and each stays the same however many "
        "there are.",
        ge=1,
        le=100_000,
    )
    seed: int = setting(
        0,
        "Seed",
        "Decides all noise: the same seed draws the same pictures again, on the same kind of device. Keep it to "
        "compare two settings.",
        ge=0,
        le=2**31 - 1,
    )
    weights: Literal["ema", "raw"] = setting(
        "ema",
        "Weights",
        "The running average samples better; the weights as they stand show what the last steps of a training did.",
        formula="ema: θ' ← r θ' + (1-r) θ;   raw: θ",
    )
    label: int | None = setting(
        None,
        "Class",
        "Which class to draw, counted from 0, where the model was trained with labels; empty draws of all that it "
        "learned.",
        empty="any",
        ge=0,
        le=100_000,
        advanced=True,
    )
    guidance: float = setting(
        1.0,
        "Guidance",
        "Above 1 the class is exaggerated: clearer and less varied (Ho & Salimans 2022); costs twice the evaluations.",
        formula="D = D(x; σ) + w (D(x; σ, class) - D(x; σ)),   w = 1: the class as learned, 0: any",
        ge=0,
        le=100,
        advanced=True,
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture (NFE) on a grid of `n` noise levels; 0: not known before."""
        raise NotImplementedError


class Denoises(Sampler):
    """Samplers that end at the smallest σ, and may remove the noise that is left."""

    denoise: bool = setting(
        True,
        "Final denoising",
        "Removes the last bit of noise, which the eye does not see but metrics do; leave it off only to look at that "
        "noise.",
        formula="x ← x + σ_L² s(x, σ_L)",
        advanced=True,
    )
