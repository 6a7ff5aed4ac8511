"""How settings, their kinds and their values are called, and which of two differ."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from ncsn_engine.config import ExportConfig, kinds
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ncsn_engine.config import InputError, RunConfig, Settings

__all__ = [
    "ABSENT",
    "KIND_LABELS",
    "SECTIONS",
    "kind_title",
    "shown_value",
    "subject",
    "title_of",
    "titled",
    "told_apart",
    "unlike",
    "worded",
]

SECTIONS = {
    "data": tr("Data"),
    "network": tr("Network"),
    "noise": tr("Noise"),
    "objective": tr("Objective"),
    "training": tr("Training"),
    "sampling": tr("Sampling"),
}
KIND_LABELS = {
    "data": tr("Set"),
    "network": tr("Kind"),
    "noise": tr("Ladder"),
    "objective": tr("Loss"),
    "sampling": tr("Method"),
}
# How a setting is named in what the engine says: section.name.
_DOTTED = re.compile(rf"(?<![\w./])({'|'.join([*SECTIONS, 'export'])})\.(\w+)")

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


def told_apart(named: Sequence[tuple[str, RunConfig]]) -> list[list[str]]:
    """Return for each of several runs what of its settings tells it from those that are called alike.

    Parameters
    ----------
    named
        Name and settings of each: ``digits`` and ``digits-2`` are called alike.

    Returns
    -------
    list of list of str
        As the form says it, "Steps 500"; empty for those that nothing is called like, or all settings are the same.
    """
    alike: dict[str, list[int]] = {}
    for i, (name, _) in enumerate(named):
        alike.setdefault(re.sub(r"-\d+$", "", name), []).append(i)
    found: list[list[str]] = [[] for _ in named]
    for rows in alike.values():
        configs = [named[i][1] for i in rows]
        keys = dict.fromkeys(key for config in configs[1:] for key in _differing(configs[0], config))
        for i, config in zip(rows, configs, strict=True):
            told = ((key, _parts(config)[key[0]]) for key in keys)
            found[i] = [_setting_said(key, of) for key, of in told if key[1] in vars(of)]
    return found


def _parts(config: RunConfig) -> dict[str, Settings]:
    """Return the sections of a run's settings, and under the empty name the settings that are in none."""
    return {"": config} | {name: getattr(config, name) for name in SECTIONS}


def _differing(one: RunConfig, other: RunConfig) -> list[tuple[str, str]]:
    """Return section and name of each setting that is not the same in both; quick, as lists of runs are long."""
    found = [("", "seed")] if one.seed != other.seed else []
    for section in SECTIONS:
        mine, others = vars(getattr(one, section)), vars(getattr(other, section))
        if mine != others:
            names = dict.fromkeys([*mine, *others])
            found += [(section, n) for n in names if mine.get(n, ABSENT) != others.get(n, ABSENT)]
    return found


def _setting_said(key: tuple[str, str], of: Settings) -> str:
    section, name = key
    value = getattr(of, name)
    if name == "kind":
        return f"{tr(KIND_LABELS.get(section, section))} {kind_title(str(value))}"
    return f"{tr(title_of(of, name))} {shown_value(value)}"


def title_of(settings: Settings, name: str) -> str:
    """Return how a setting is called in the form; its name where it has none."""
    field = type(settings).model_fields.get(name)
    return tr("Method") if name == "kind" else ((field.title if field else "") or name)


@functools.cache
def _titles(section: str) -> dict[str, str]:
    """Return the titles of a section's settings of all kinds."""
    models = [ExportConfig] if section == "export" else kinds(section).values()
    found = {name: field.title or name for model in models for name, field in model.model_fields.items()}
    return found | ({"kind": KIND_LABELS[section]} if section in KIND_LABELS else {})


def titled(text: str) -> str:
    """Return a message with its settings called as in the form: "training.steps" is "Training › Steps" there."""

    def title(found: re.Match[str]) -> str:
        section, name = found.groups()
        known = _titles(section).get(name)
        if known is None:
            return found[0]
        return tr(known) if section == "export" else f"{tr(SECTIONS[section])} › {tr(known)}"

    return _DOTTED.sub(title, text)


def worded(error: InputError) -> str:
    """Return what the engine refuses, in the window's words and language."""
    values = error.values
    if "rule" in values and "title" in values and "name" in values:  # a value beyond its declared bounds
        said = tr("{title} must be {rule}, not {value}.")
        section, title = str(values["name"]).split(".")[0], tr(str(values["title"]))
        title = f"{tr(SECTIONS[section])} › {title}" if section in SECTIONS else title
        return said.format(title=title, rule=tr(str(values["rule"])), value=shown_value(values["value"]))
    text = tr(error.template)
    text = titled(text.format(**values) if values else text)
    # A sentence begins with a capital; a name or a path that it begins with stays as it is.
    return text[0].upper() + text[1:] if re.match("[a-z]+ ", text) else text


def subject(error: InputError) -> str:
    """Return the dotted name of the setting that a message begins with; empty: of none."""
    found = _DOTTED.match(str(error))
    return found[0] if found and found[2] in _titles(found[1]) else ""
