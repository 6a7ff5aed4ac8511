"""How settings, their kinds and their values are called, and which of two differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from ncsn_engine.config import Settings

__all__ = ["ABSENT", "kind_title", "shown_value", "title_of", "unlike"]

_KIND_TITLES = {
    "digits": tr("Digits 8×8"),
    "mnist": tr("MNIST"),
    "fashion-mnist": tr("FashionMNIST"),
    "cifar10": tr("CIFAR-10"),
    "folder": tr("Folder of pictures"),
    "checkerboard": tr("Checkerboard (2-D)"),
    "moons": tr("Two moons (2-D)"),
    "circles": tr("Circles (2-D)"),
    "swiss-roll": tr("Swiss roll (2-D)"),
    "spiral": tr("Spiral (2-D)"),
    "eight-gaussians": tr("8 Gaussians (2-D)"),
    "pair": tr("Pair 0.2/0.8 (2-D)"),
    "pinwheel": tr("Pinwheel (2-D)"),
    "points-file": tr("Your points (2-D)"),
    "unet": tr("U-Net"),
    "tutorial-cnn": tr("Tutorial CNN"),
    "mlp": tr("MLP"),
    "ncsn": tr("RefineNet (NCSN)"),
    "ncsnv2": tr("RefineNet (NCSNv2)"),
    "ncsnpp": tr("NCSN++"),
    "ddpm-unet": tr("U-Net (DDPM)"),
    "rules": tr("Rules (from data)"),
    "geometric": tr("Geometric (VE)"),
    "linear": tr("Linear"),
    "karras": tr("Karras (EDM)"),
    "vp": tr("VP (DDPM)"),
    "sub-vp": tr("Sub-VP"),
    "denoising": tr("Denoising (DSM)"),
    "sliced": tr("Sliced (SSM)"),
    "implicit": tr("Implicit (ISM)"),
    "explicit": tr("Explicit (ESM)"),
    "annealed-langevin": tr("Annealed Langevin"),
    "consistent-annealed": tr("Consistent annealed"),
    "langevin": tr("Plain Langevin"),
    "predictor-corrector": tr("Predictor-corrector"),
    "euler-maruyama": tr("Euler–Maruyama"),
    "ddpm": tr("DDPM ancestral"),
    "ddim": tr("DDIM"),
    "euler": tr("ODE, Euler"),
    "heun": tr("ODE, Heun (EDM)"),
    "dpm-solver++": tr("DPM-Solver++ (2M)"),
    "dormand-prince": tr("ODE, Dormand–Prince"),
    "sigma2": tr("σ²"),
    "edm": tr("EDM"),
    "min-snr": tr("min-SNR"),
    "over-sigma": tr("F(x)/σ"),
    "ema": tr("EMA"),
}


def kind_title(kind: str) -> str:
    """Return how a kind is called in the form."""
    return _KIND_TITLES.get(kind) or tr(kind)


def shown_value(value: object) -> str:
    """Return a setting's value as people read it."""
    if value is None or value == "":
        return tr("empty")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return f"{value:.10g}" if isinstance(value, float) else kind_title(str(value))


ABSENT = "–"


def unlike(one: Settings, other: Settings) -> list[tuple[str, Any, Any]]:
    """Return the names of `other` whose values differ, with both, the kind first; ABSENT where `one` has no such."""
    mine, others = one.model_dump(), other.model_dump()
    found = [(name, mine.get(name, ABSENT), now) for name, now in others.items() if mine.get(name, ABSENT) != now]
    return sorted(found, key=lambda row: row[0] != "kind")


def title_of(settings: Settings, name: str) -> str:
    """Return how a setting is called in the form; its name where it has none."""
    field = type(settings).model_fields.get(name)
    return tr("Method") if name == "kind" else ((field.title if field else "") or name)
