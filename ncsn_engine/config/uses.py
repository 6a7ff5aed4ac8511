"""Settings of what is done with a trained model: likelihood, restoration."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ncsn_engine.config.export import ExportConfig
from ncsn_engine.config.settings import Settings, setting

__all__ = [
    "ColouriseConfig",
    "DeblurConfig",
    "DenoiseConfig",
    "EditConfig",
    "InpaintConfig",
    "LikelihoodConfig",
    "Restoration",
    "RestorationConfig",
    "SuperResolutionConfig",
    "Uses",
]


class LikelihoodConfig(Settings):
    """How log p is measured (Song et al. 2021, section 4.3 and appendix D)."""

    count: int = setting(1000, "Pictures", "How many held-out pictures to look at, at most.", ge=1, le=1_000_000)
    seed: int = setting(0, "Seed", "Decides the noise of dequantising and of the trace.", ge=0, le=2**31 - 1)
    dequantise: Literal["gaussian", "uniform", "none"] = setting(
        "gaussian",
        "Dequantise",
        "How whole grey values become numbers: with the model's own smallest noise, which is what it learned; spread "
        "evenly, as in the papers, which charges a model trained on whole values for the gaps between them; or not.",
        formula="gaussian: x + σ_L n, less its entropy;   uniform: x + (u - ½)/white",
    )
    probes: int = setting(
        1, "Probes", "Random signs for the trace of each picture; in the plane it is exact.", ge=1, le=1000
    )
    rtol: float = setting(1e-4, "Tolerance", "Error allowed in a step of the ODE.", log=True, gt=0, le=0.1)
    weights: Literal["ema", "raw"] = setting("ema", "Weights", "The running average, or the weights as they stand.")


class Restoration(Settings):
    """What every restoration is asked."""

    count: int = setting(
        16, "Samples", "How many answers to draw: what is lost can be filled in many ways.", ge=1, le=10_000
    )
    seed: int = setting(0, "Seed", "Same seed, same answers.", ge=0, le=2**31 - 1)
    weights: Literal["ema", "raw"] = setting("ema", "Weights", "The running average, or the weights as they stand.")
    rounds: int = setting(
        100,
        "Rounds",
        "How often prior and data are asked in turn, while the room between them shrinks.",
        ge=2,
        le=10_000,
    )
    steps: int = setting(6, "Steps", "Denoising steps in each round.", ge=1, le=1000)
    sigma_y: float = setting(
        0.0, "Noise σ_y", "Standard deviation of the noise on what is given, in units of x; 0: none.", ge=0, le=1000
    )


class InpaintConfig(Restoration):
    """Fill in what is hidden."""

    kind: Literal["inpaint"] = "inpaint"
    hidden: Literal["right", "left", "top", "bottom", "centre", "random", "file"] = setting(
        "right", "Hidden", "Which part is hidden: a half, a square in the middle, pixels at random, or a picture of it."
    )
    share: float = setting(0.5, "Share", "How much of side or pixels is hidden.", gt=0, lt=1)
    mask: str = setting("", "Mask", "A picture of the same size: black is hidden, white is known.", path="file")


class SuperResolutionConfig(Restoration):
    """Make a picture of which only the means of squares are known."""

    kind: Literal["super-resolution"] = "super-resolution"
    factor: int = setting(2, "Factor", "Side of the squares.", unit="px", ge=2, le=64)


class DeblurConfig(Restoration):
    """Sharpen a picture that was blurred (edges wrap around)."""

    kind: Literal["deblur"] = "deblur"
    blur: Literal["gaussian", "motion"] = setting("gaussian", "Blur", "A soft spot, or a line.")
    width: float = setting(
        1.0, "Width", "Standard deviation of the spot, or length of the line.", unit="px", gt=0, le=256
    )
    angle: float = setting(0.0, "Angle", "Direction of the line, from the right upwards.", unit="°", ge=-180, le=180)


class ColouriseConfig(Restoration):
    """Colour a grey picture (its grey is the mean of red, green and blue)."""

    kind: Literal["colourise"] = "colourise"


class DenoiseConfig(Restoration):
    """Take noise of a known size away: give σ_y."""

    kind: Literal["denoise"] = "denoise"
    sigma_y: float = setting(0.3, "Noise σ_y", "Standard deviation of the noise, in units of x.", gt=0, le=1000)


class EditConfig(Restoration):
    """Turn a rough drawing into a picture: noise it to a middle level, then denoise (SDEdit, Meng et al. 2022)."""

    kind: Literal["edit"] = "edit"
    strength: float = setting(
        1.0, "Noise σ", "How much noise: more is freer, less is nearer to the drawing.", log=True, gt=0, le=10_000
    )


RestorationConfig = Annotated[
    InpaintConfig | SuperResolutionConfig | DeblurConfig | ColouriseConfig | DenoiseConfig | EditConfig,
    Field(discriminator="kind"),
]


class Uses(Settings):
    """All that is asked of a trained model besides samples, as flags name it."""

    export: ExportConfig = ExportConfig()
    likelihood: LikelihoodConfig = LikelihoodConfig()
    restoration: RestorationConfig = InpaintConfig()
