"""Settings of the networks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ncsn_engine.config.settings import Settings, setting

__all__ = [
    "DDPMConfig",
    "MLPConfig",
    "NCSNConfig",
    "NCSNppConfig",
    "NCSNv2Config",
    "NetworkConfig",
    "TutorialCNNConfig",
    "UNetConfig",
]

_HELP = (
    "What the network's output F means. 'edm' mixes input and output so that both have unit size "
    "(Karras 2022); 'over-sigma' divides by σ (NCSNv2); 'noise' predicts the noise (DDPM); 'none' takes the output "
    "as the score (NCSN)."
)
_FORMULA = "edm: D = c_skip x + c_out F(c_in x);   over-sigma: s = F(x)/σ;   noise: s = -F(s(σ) x)/σ;   none: s = F(x)"


_DROPOUT = (
    "Share of features hidden at random while training: keeps a large network from learning few pictures by heart."
)
_MULTIPLIERS = (
    "Channels at each resolution, in widths; each one halves the picture once more, so that distant parts come to see "
    "each other."
)
_ATTENTION_AT = (
    "Resolutions at which distant pixels look at each other; large ones cost much, as the price grows with the square "
    "of the pixels. Empty: none."
)
_ATTENTION_FORMULA = "softmax(q kᵀ/√d) v"
_EMBEDDING_FORMULA = "sin(2π f ¼ ln σ), cos(2π f ¼ ln σ);   f ~ N(0, 1), or a geometric series"


def _width(default: int, what: str, least: int, most: int) -> Any:
    told = f"{what}: more learn finer things and take longer, as cost and parameters grow with the square."
    return setting(default, "Width", told, ge=least, le=most)


def _blocks(default: int, most: int, more: str = "") -> Any:
    told = f"Residual blocks at each resolution: more see farther and learn more, and take longer{more}."
    return setting(default, "Blocks", told, formula="h ← h + F(h)", ge=1, le=most)


def _labels() -> Any:
    return setting(
        False,
        "Class labels",
        "Tells the network which class a picture is of, so that one may ask for a class when sampling.",
        formula="s(x, σ, class)",
    )


class UNetConfig(Settings):
    """A small U-Net of residual blocks, told σ by Fourier features of log σ."""

    kind: Literal["unet"] = "unet"
    width: int = _width(32, "Channels at full resolution; doubled once, below", 8, 512)
    resolutions: int = setting(
        2,
        "Resolutions",
        "How often the picture is halved, plus one: enough that the smallest is about 4 pixels wide, and the network "
        "sees the whole.",
        formula="smallest side = side / 2^(n-1)",
        ge=1,
        le=6,
    )
    blocks: int = _blocks(1, 8)
    attention: bool = setting(
        True,
        "Attention",
        "Lets distant pixels see each other at the lowest resolution, so that strokes far apart fit together.",
        formula=_ATTENTION_FORMULA,
    )
    dropout: float = setting(0.0, "Dropout", _DROPOUT, ge=0, lt=1)
    preconditioning: Literal["edm", "over-sigma", "noise", "none"] = setting("edm", "Output", _HELP, formula=_FORMULA)
    labels: bool = _labels()


class TutorialCNNConfig(Settings):
    """Three convolutions that see σ as one more channel: where every tutorial begins."""

    kind: Literal["tutorial-cnn"] = "tutorial-cnn"
    width: int = _width(64, "Channels of the hidden layers", 4, 1024)
    preconditioning: Literal["none", "over-sigma", "noise", "edm"] = setting("none", "Output", _HELP, formula=_FORMULA)


class MLPConfig(Settings):
    """Fully connected layers, for points in the plane; its last layer starts at zero."""

    kind: Literal["mlp"] = "mlp"
    width: int = _width(128, "Units of the hidden layers", 4, 8192)
    depth: int = setting(
        3,
        "Depth",
        "Hidden layers: more bend the score more sharply, as fine patterns need; very many are hard to train.",
        formula="h ← W silu(h + U e(σ))",
        ge=1,
        le=32,
    )
    embedding: Literal["fourier", "sinusoidal"] = setting(
        "fourier",
        "σ as",
        "How the network is told σ: sines of log σ at random frequencies, or at the frequencies of transformers. Both "
        "tell near levels apart, which σ itself would not.",
        formula=_EMBEDDING_FORMULA,
    )
    preconditioning: Literal["edm", "over-sigma", "noise", "none"] = setting("edm", "Output", _HELP, formula=_FORMULA)
    labels: bool = _labels()


class NCSNConfig(Settings):
    """The RefineNet of NCSN: every norm looks its scales up by noise level (Song & Ermon 2019, appendix A)."""

    kind: Literal["ncsn"] = "ncsn"
    width: int = _width(128, "Channels of the first stage, 64 for MNIST, else 128", 8, 512)
    preconditioning: Literal["none", "over-sigma", "edm"] = setting("none", "Output", _HELP, formula=_FORMULA)


class NCSNv2Config(Settings):
    """The RefineNet of NCSNv2: not told σ, its output is divided by σ (Song & Ermon 2020, appendix B)."""

    kind: Literal["ncsnv2"] = "ncsnv2"
    variant: Literal["base", "deeper", "deepest"] = setting(
        "base",
        "Variant",
        "For pictures up to 64 px (base), of 96 to 128 px (deeper), of 256 px (deepest): larger pictures need more "
        "stages to be seen whole.",
    )
    width: int = _width(128, "Channels of the first stage", 8, 512)
    preconditioning: Literal["over-sigma"] = setting(
        "over-sigma",
        "Output",
        "Divided by σ, which is all the network is told of it; so any σ may be asked for.",
        formula="s = F(x)/σ",
    )


class NCSNppConfig(Settings):
    """The U-Net of the SDE paper: NCSN++, DDPM++ and DDPM (Song et al. 2021, appendix H), as EDM also uses it."""

    kind: Literal["ncsnpp"] = "ncsnpp"
    width: int = _width(128, "Channels at full resolution", 8, 1024)
    multipliers: str = setting("1 2 2 2", "Multipliers", _MULTIPLIERS, formula="channels = multiplier · width")
    blocks: int = _blocks(4, 32, "; 4, or 8 for the deep ones")
    block_type: Literal["BigGAN", "DDPM"] = setting(
        "BigGAN",
        "Block type",
        "Whose residual blocks: BigGAN's halve and double the picture inside; DDPM's leave that to a convolution "
        "between them, and have 32 groups in every norm. The paper found BigGAN's to draw better.",
    )
    attention_at: str = setting("16", "Attention at", _ATTENTION_AT, formula=_ATTENTION_FORMULA, unit="px")
    dropout: float = setting(0.1, "Dropout", _DROPOUT, ge=0, lt=1)
    embedding: Literal["fourier", "positional", "descending", "time"] = setting(
        "fourier",
        "σ as",
        "Fourier features of log σ (NCSN++) take any σ. DDPM's embedding suits VP: of the level's number, counted from "
        "the smallest σ (positional) or the largest (descending), or of the time, as DDPM++ has it.",
        formula="fourier: sin(2π f ln σ), cos(2π f ln σ), f ~ N(0, 16²);   "
        "else: sin(f n), cos(f n), f from 1 to 1e-4, n the number, or 999 t",
    )
    fir: bool = setting(
        True,
        "Smooth resampling",
        "Halves and doubles pictures with the filter 1, 3, 3, 1, so that fine stripes do not turn into coarse ones.",
        formula="[1, 3, 3, 1]/8 along each axis",
    )
    skip_rescale: bool = setting(
        True,
        "Rescale skips",
        "Divides each residual sum by √2, which keeps its size, so that deep networks train more steadily.",
        formula="h ← (h + F(h))/√2",
    )
    progressive_input: Literal["residual", "input-skip", "none"] = setting(
        "residual",
        "Input pyramid",
        "Adds the shrunk picture at each resolution, so that the deep layers see it too and not only features of it: "
        "mixed with the features on its way down (residual), or by itself (input-skip), as for 256 px and more.",
    )
    progressive: Literal["output-skip", "none"] = setting(
        "none",
        "Output pyramid",
        "Draws a picture at each resolution and adds them up, instead of one at the end, so that the coarse is settled "
        "before the fine: for 256 px and more.",
    )
    preconditioning: Literal["over-sigma", "edm", "noise", "none"] = setting(
        "over-sigma", "Output", _HELP, formula=_FORMULA
    )
    labels: bool = _labels()


class DDPMConfig(Settings):
    """The U-Net of DDPM, told the level's number (Ho et al. 2020, appendix B); opens in diffusers as well."""

    kind: Literal["ddpm-unet"] = "ddpm-unet"
    width: int = _width(128, "Channels at full resolution", 8, 1024)
    multipliers: str = setting("1 2 2 2", "Multipliers", _MULTIPLIERS, formula="channels = multiplier · width")
    blocks: int = _blocks(2, 32)
    attention_at: str = setting("16", "Attention at", _ATTENTION_AT, formula=_ATTENTION_FORMULA, unit="px")
    dropout: float = setting(0.1, "Dropout", _DROPOUT, ge=0, lt=1)
    preconditioning: Literal["noise", "edm", "over-sigma", "none"] = setting("noise", "Output", _HELP, formula=_FORMULA)
    labels: bool = _labels()


NetworkConfig = Annotated[
    UNetConfig | TutorialCNNConfig | MLPConfig | NCSNConfig | NCSNv2Config | NCSNppConfig | DDPMConfig,
    Field(discriminator="kind"),
]
