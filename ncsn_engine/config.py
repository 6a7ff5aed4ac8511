"""Every setting of a run, declared once.

From each declaration here come its validation, its control in the window's form, its
command-line flag, its line in the run's file and its line in the reference page. A section of
:class:`RunConfig` is either one settings model or a choice among several that differ in ``kind``;
a new kind is one more class in the section's union.

This module imports neither torch nor any other module of the engine.
"""

from __future__ import annotations

import difflib
import json
import tomllib
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic.fields import FieldInfo

__all__ = [
    "AnnealedLangevin",
    "DigitsConfig",
    "DownloadedConfig",
    "ExportConfig",
    "FolderConfig",
    "GeometricLadder",
    "InputError",
    "LinearLadder",
    "ObjectiveConfig",
    "RulesLadder",
    "RunConfig",
    "Setting",
    "Settings",
    "TrainingConfig",
    "TutorialCNNConfig",
    "UNetConfig",
    "kinds",
    "read_toml",
    "to_toml",
]


class InputError(ValueError):
    """What the user asked for can't be done; the message names what, the rule and the way out."""


# ---------------------------------------------------------------------------------------------
# The machinery: declaring, describing, checking, changing


def _setting(
    default: Any,
    title: str,
    help: str,
    *,
    formula: str = "",
    unit: str = "",
    log: bool = False,
    empty: str = "",
    path: str = "",
    **bounds: Any,
) -> Any:
    """Declare a setting.

    Parameters
    ----------
    default
        The value when nothing is said. ``None`` where the field is optional.
    title, help, formula, unit
        The label, one sentence of why, the formula for the tooltip, the unit behind the number.
    log
        Whether the control steps by factors rather than by sums.
    empty
        What an optional setting does when it is left empty, for example "by the rule".
    path
        ``"folder"`` for a string that names a folder.
    bounds
        ``gt``, ``ge``, ``lt``, ``le`` as in pydantic.
    """
    shown: dict[str, Any] = {"formula": formula, "unit": unit, "log": log, "empty": empty, "path": path}
    return Field(default, title=title, description=help, json_schema_extra=shown, **bounds)


@dataclass(frozen=True)
class Setting:
    """One declared setting, as the form, the command line and the help page need it."""

    name: str
    title: str
    help: str
    type: type
    default: Any
    choices: tuple[str, ...] = ()
    optional: bool = False
    lower: float | None = None
    upper: float | None = None
    lower_open: bool = False
    upper_open: bool = False
    formula: str = ""
    unit: str = ""
    log: bool = False
    empty: str = ""
    path: str = ""

    @property
    def rule(self) -> str:
        """The allowed values in words, for example ``0 < … ≤ 1``."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.type is bool:
            return "true or false"
        left = "" if self.lower is None else f"{self.lower:,} {'<' if self.lower_open else '≤'} "
        right = "" if self.upper is None else f" {'<' if self.upper_open else '≤'} {self.upper:,}"
        noun = {int: "a whole number", float: "a number", str: "text"}[self.type]
        return f"{left}…{right}" if left or right else noun


class Settings(BaseModel):
    """A frozen group of settings; unknown names are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    @classmethod
    def settings(cls) -> Iterator[Setting]:
        """Yield this model's own settings in order, without ``kind`` and without sub-sections."""
        for name, field in cls.model_fields.items():
            if name != "kind" and not _section_classes(field):
                yield _describe(name, field)

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some settings changed, all checked again.

        Parameters
        ----------
        **changes
            Dotted names, for example ``replace(**{"training.steps": 500})``. Changing a section's
            ``kind`` keeps what was changed by hand and the new kind also has.

        Raises
        ------
        InputError
            Naming the setting, the value and the rule.
        """
        tree = self.model_dump()
        # A change of kind goes first, so that the settings of the new kind can be given with it.
        for dotted, value in sorted(changes.items(), key=lambda item: not item[0].endswith("kind")):
            *sections, name = dotted.split(".")
            node: Any = tree
            for section in sections:
                node = node.get(section) if isinstance(node, dict) else None
            if not isinstance(node, dict):
                raise InputError(_unknown(type(self), dotted))
            if name == "kind" and sections:
                _switch_kind(type(self), sections[0], node, value)
            else:
                node[name] = value
        return type(self).checked(tree)

    @classmethod
    def checked(cls, tree: Mapping[str, Any]) -> Self:
        """Build the model from a nested dict.

        Raises
        ------
        InputError
            One line that names the setting, the rule and the way out.
        """
        try:
            return cls.model_validate(dict(tree))
        except ValidationError as error:
            raise InputError(_explain(cls, error)) from error


def kinds(section: str) -> dict[str, type[Settings]]:
    """Return the kinds one may choose in a section of :class:`RunConfig`, with their models.

    A section without a choice gives one entry under the empty name.
    """
    found: dict[str, type[Settings]] = {}
    for model in _section_classes(RunConfig.model_fields[section]):
        field = model.model_fields.get("kind")
        for kind in get_args(field.annotation) if field else ("",):
            found[kind] = model
    return found


def _section_classes(field: FieldInfo) -> tuple[type[Settings], ...]:
    options = get_args(field.annotation) or (field.annotation,)
    return tuple(o for o in options if isinstance(o, type) and issubclass(o, Settings))


def _describe(name: str, field: FieldInfo) -> Setting:
    annotation, optional = field.annotation, False
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(a for a in get_args(annotation) if a is not types.NoneType)
        optional = True
    choices = get_args(annotation) if get_origin(annotation) is Literal else ()
    bounds: dict[str, Any] = {}
    for limit in field.metadata:
        for key, side in (("gt", "lower"), ("ge", "lower"), ("lt", "upper"), ("le", "upper")):
            if hasattr(limit, key):
                bounds[side] = getattr(limit, key)
                bounds[f"{side}_open"] = key in ("gt", "lt")
    shown: dict[str, Any] = dict(field.json_schema_extra or {})  # type: ignore[arg-type]
    return Setting(
        name=name,
        title=field.title or name,
        help=field.description or "",
        type=str if choices else annotation,  # type: ignore[arg-type]
        default=field.default,
        choices=choices,
        optional=optional,
        **bounds,
        **shown,
    )


def _switch_kind(cls: type[Settings], section: str, node: dict[str, Any], kind: str) -> None:
    options = kinds(section) if cls is RunConfig and section in cls.model_fields else {}
    if "" in options or not options:
        raise InputError(_unknown(cls, f"{section}.kind"))
    if not isinstance(kind, str) or kind not in options:
        raise InputError(f"{section}.kind = {kind!r}: no such choice; use one of {', '.join(options)}.")
    old = options[node["kind"]].model_fields
    kept = {
        name: value for name, value in node.items() if name in options[kind].model_fields and value != old[name].default
    }
    node.clear()
    node.update(kept, kind=kind)


def _all_names(cls: type[Settings], prefix: str = "") -> Iterator[str]:
    for name, field in cls.model_fields.items():
        models = _section_classes(field)
        if not models:
            yield prefix + name
        for model in models:
            yield from _all_names(model, f"{prefix}{name}.")


def _unknown(cls: type[Settings], dotted: str) -> str:
    names = list(dict.fromkeys(_all_names(cls)))
    near = difflib.get_close_matches(dotted, names, n=1, cutoff=0.6)
    elsewhere = [n for n in names if n.rsplit(".", 1)[-1] == dotted.rsplit(".", 1)[-1]]
    if dotted in names:
        section = dotted.split(".", 1)[0]
        return f"{dotted}: not a setting of the chosen {section}.kind; choose another kind first."
    hint = f" Did you mean {(elsewhere or near)[0]}?" if elsewhere or near else ""
    return f"{dotted}: there is no such setting.{hint} 'ncsn config' prints them all."


def _explain(cls: type[Settings], error: ValidationError) -> str:
    first = error.errors()[0]
    # In a choice of kinds, pydantic puts the kind behind the section: ("noise", "linear", "n_levels").
    loc = [str(part) for part in first["loc"]]
    if len(loc) > 1 and cls is RunConfig and loc[1] in kinds(loc[0]):
        model = kinds(loc[0])[loc.pop(1)]
    else:
        field = cls.model_fields.get(loc[0]) if loc else None
        models = _section_classes(field) if field else ()
        model = models[0] if models else cls
    dotted = ".".join(loc)
    if first["type"] == "extra_forbidden":
        return _unknown(cls, dotted)
    if first["type"].startswith("union_tag"):
        return (
            f"{dotted}.kind: {first['msg']}." if not loc else f"{dotted}.kind: use one of {', '.join(kinds(loc[0]))}."
        )
    declared = next((s for s in model.settings() if loc and s.name == loc[-1]), None)
    if declared is None:
        return f"{dotted + ': ' if dotted else ''}{first['msg'].removeprefix('Value error, ')}"
    return f"{dotted} = {first['input']!r}: {declared.title} must be {declared.rule}."


# ---------------------------------------------------------------------------------------------
# Data


class _Data(Settings):
    held_out: int = _setting(
        297,
        "Held out",
        "Pictures set aside to judge the model on; never more than a quarter of the set.",
        ge=1,
        le=100_000,
    )
    split_seed: int = _setting(0, "Split seed", "Decides which pictures are held out.", ge=0, le=2**31 - 1)
    flip: bool = _setting(False, "Mirror at random", "Shows each picture mirrored half of the time.")
    pixel_range: Literal["[0, 1]", "[-1, 1]"] = _setting(
        "[0, 1]",
        "Pixel range",
        "Units of x. The σ of the NCSN papers hold in [0, 1]; in [-1, 1] the same noise has twice the σ.",
        formula="x = pixel / 255   or   x = pixel / 127.5 - 1",
    )
    memory: int = _setting(
        2048,
        "Memory for data",
        "Sets larger than this are read from disk while training.",
        unit="MiB",
        ge=0,
        le=1_000_000,
    )


class DigitsConfig(_Data):
    """1797 handwritten digits, 8×8 grey, that ship inside scikit-learn (UCI, 1998)."""

    kind: Literal["digits"] = "digits"


class DownloadedConfig(_Data):
    """Sets that torchvision downloads once."""

    kind: Literal["mnist", "fashion-mnist", "cifar10"] = "mnist"
    folder: str = _setting(
        "",
        "Kept in",
        "Folder that holds the downloaded files; empty: the user's data folder.",
        path="folder",
    )


class FolderConfig(_Data):
    """Your own pictures: every picture below a folder."""

    kind: Literal["folder"] = "folder"
    folder: str = _setting("", "Folder", "All pictures in it and below it.", path="folder")
    size: int = _setting(
        32, "Size", "Pictures are resized and centre-cropped to size × size.", unit="px", ge=4, le=1024
    )
    colour: Literal["grey", "RGB"] = _setting("RGB", "Colour", "Channels of a picture: 1 or 3.")


DataConfig = Annotated[DigitsConfig | DownloadedConfig | FolderConfig, Field(discriminator="kind")]


# ---------------------------------------------------------------------------------------------
# Networks

_PRECONDITIONING_HELP = (
    "What the network's output means. 'edm' mixes input and output so that both have unit size "
    "(Karras 2022); 'over-sigma' divides by σ (NCSNv2); 'none' takes the output as the score (NCSN)."
)
_PRECONDITIONING_FORMULA = "edm: D = c_skip x + c_out F(c_in x);   over-sigma: s = F(x)/σ;   none: s = F(x)"


class TutorialCNNConfig(Settings):
    """Three convolutions that see σ as one more channel: where every tutorial begins."""

    kind: Literal["tutorial-cnn"] = "tutorial-cnn"
    width: int = _setting(64, "Width", "Channels of the hidden layers.", ge=4, le=1024)
    preconditioning: Literal["none", "over-sigma", "edm"] = _setting(
        "none", "Output", _PRECONDITIONING_HELP, formula=_PRECONDITIONING_FORMULA
    )


class UNetConfig(Settings):
    """A small U-Net of residual blocks, told σ by Fourier features of log σ."""

    kind: Literal["unet"] = "unet"
    width: int = _setting(32, "Width", "Channels at full resolution; doubled once, below.", ge=8, le=512)
    resolutions: int = _setting(2, "Resolutions", "How often the picture is halved, plus one.", ge=1, le=6)
    blocks: int = _setting(1, "Blocks", "Residual blocks at each resolution.", ge=1, le=8)
    attention: bool = _setting(True, "Attention", "Lets distant pixels see each other at the lowest resolution.")
    dropout: float = _setting(0.0, "Dropout", "Share of features hidden at random while training.", ge=0, lt=1)
    preconditioning: Literal["edm", "over-sigma", "none"] = _setting(
        "edm", "Output", _PRECONDITIONING_HELP, formula=_PRECONDITIONING_FORMULA
    )


NetworkConfig = Annotated[UNetConfig | TutorialCNNConfig, Field(discriminator="kind")]


# ---------------------------------------------------------------------------------------------
# Noise


class _Ladder(Settings):
    sigma_min: float = _setting(
        0.01,
        "σ min",
        "Smallest noise level; small enough not to be seen.",
        log=True,
        gt=0,
        le=1000,
    )
    training_sigma: Literal["levels", "log-uniform", "uniform"] = _setting(
        "levels",
        "σ in training",
        "Which σ a training picture gets: a level of the ladder, or any σ between the ends.",
        formula="levels: σ ∈ {σ₁ … σ_L};   log-uniform: ln σ ~ U;   uniform: σ ~ U[σ_L, σ₁]",
    )


class _FreeLadder(_Ladder):
    sigma_max: float = _setting(
        1.0,
        "σ max",
        "Largest noise level; about the largest distance between two pictures, so that all of them melt together.",
        log=True,
        gt=0,
        le=10_000,
    )
    n_levels: int = _setting(10, "Levels L", "How many noise levels.", ge=2, le=5000)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.sigma_min >= self.sigma_max:
            raise ValueError(
                f"sigma_min ({self.sigma_min:g}) must be smaller than sigma_max ({self.sigma_max:g}); "
                "lower sigma_min or raise sigma_max."
            )
        return self


class GeometricLadder(_FreeLadder):
    """Equal ratios: σ_i = σ_max (σ_min/σ_max)^((i-1)/(L-1)) (Song & Ermon 2019)."""

    kind: Literal["geometric"] = "geometric"


class LinearLadder(_FreeLadder):
    """Equal differences; wastes its levels on large noise, as one can see."""

    kind: Literal["linear"] = "linear"


class RulesLadder(_Ladder):
    """NCSNv2's rules: σ₁ is the largest distance in the data, the ratio makes levels overlap (Song & Ermon 2020)."""

    kind: Literal["rules"] = "rules"
    overlap: float = _setting(
        0.5,
        "Overlap C",
        "How much neighbouring levels overlap; more overlap, more levels.",
        formula="Φ(√(2D)(γ-1) + 3γ) - Φ(√(2D)(γ-1) - 3γ) = C",
        gt=0.01,
        lt=0.99,
    )


NoiseConfig = Annotated[RulesLadder | GeometricLadder | LinearLadder, Field(discriminator="kind")]


# ---------------------------------------------------------------------------------------------
# Objective and training


class ObjectiveConfig(Settings):
    """Denoising score matching (Vincent 2011; Song & Ermon 2019)."""

    weighting: Literal["sigma2", "uniform", "edm"] = _setting(
        "sigma2",
        "Weight λ(σ)",
        "'sigma2' makes every level count alike; 'uniform' lets the smallest σ drown the others; "
        "'edm' also lifts the levels above the data's own size, where the strokes are decided.",
        formula="loss = λ(σ) ½‖s(x̃, σ) + (x̃ - x)/σ²‖²;   λ = σ²,   1,   or σ²(σ² + σ_d²)/σ_d²",
    )


class TrainingConfig(Settings):
    """How long and how fast to learn."""

    steps: int = _setting(24_000, "Steps", "Optimiser steps in all.", ge=1, le=100_000_000)
    batch_size: int = _setting(128, "Batch", "Pictures in one step.", ge=1, le=65_536)
    learning_rate: float = _setting(1e-3, "Learning rate", "Adam's step.", log=True, gt=0, le=1)
    warmup_steps: int = _setting(
        0, "Warm-up", "Steps over which the learning rate rises from 0.", unit="steps", ge=0, le=1_000_000
    )
    decay: float = _setting(
        0.0,
        "Decay",
        "Share of the steps, at the end, over which the learning rate falls to 0.",
        ge=0,
        le=1,
    )
    gradient_clip: float = _setting(
        0.0, "Clip gradient", "Longest gradient allowed; 0: any.", formula="g ← g · min(1, c/‖g‖)", ge=0, le=1e6
    )
    ema_rate: float = _setting(
        0.999,
        "EMA",
        "Keeps a running average of the weights, which samples better; 0: none.",
        formula="θ' ← r θ' + (1-r) θ,   r at most (1+n)/(10+n) after n steps",
        ge=0,
        lt=1,
    )
    held_out_every: int = _setting(
        500, "Held-out loss", "Steps between looks at the held-out pictures.", unit="steps", ge=1, le=10_000_000
    )
    preview_every: int = _setting(
        500, "Preview", "Steps between sampled previews; 0: none.", unit="steps", ge=0, le=10_000_000
    )
    checkpoint_every: int = _setting(
        2000, "Checkpoint", "Steps between savings of everything.", unit="steps", ge=1, le=10_000_000
    )
    keep_checkpoints: int = _setting(3, "Checkpoints kept", "Older ones are deleted.", ge=1, le=100_000)


# ---------------------------------------------------------------------------------------------
# Sampling


class _Sampler(Settings):
    count: int = _setting(64, "Pictures", "How many to draw.", ge=1, le=100_000)
    seed: int = _setting(0, "Seed", "Same seed, same pictures, on the same kind of device.", ge=0, le=2**31 - 1)
    weights: Literal["ema", "raw"] = _setting("ema", "Weights", "The running average, or the weights as they stand.")


class AnnealedLangevin(_Sampler):
    """Annealed Langevin dynamics (Song & Ermon 2019, algorithm 1; 2020, algorithm 3)."""

    kind: Literal["annealed-langevin"] = "annealed-langevin"
    steps_per_level: int = _setting(5, "Steps T", "Langevin steps at each noise level.", ge=1, le=10_000)
    epsilon: float | None = _setting(
        None,
        "ε",
        "Base step size, at the smallest level, as in the official code; the 2019 paper's α/2, √α is twice ours.",
        formula="x ← x + α s + √(2α) z,   α = ε σ²/σ_L²,   stable for 0 < ε < 2σ_L²",
        log=True,
        empty="by the rule",
        gt=0,
        le=1e6,
    )
    step_rule: Literal["annealed", "constant"] = _setting(
        "annealed",
        "Step size",
        "'annealed' shrinks the step with σ²; 'constant' takes ε everywhere, as in plain Langevin dynamics.",
        formula="annealed: α = ε σ²/σ_L²;   constant: α = ε",
    )
    start: Literal["normal", "uniform"] = _setting(
        "normal",
        "Start",
        "Where the pictures begin: normal noise of the largest σ, or uniform in the pixel range.",
        formula="normal: x ~ N(0, σ₁²);   uniform: x ~ U[pixel range]",
    )
    n_levels: int | None = _setting(
        None,
        "Levels L",
        "Another number of levels than the model was trained with, equal ratios.",
        empty="as trained",
        ge=2,
        le=5000,
    )
    denoise: bool = _setting(
        True,
        "Final denoising",
        "Removes the last bit of noise, which the eye does not see but metrics do.",
        formula="x ← x + σ_L² s(x, σ_L)",
    )


SamplingConfig = AnnealedLangevin


class ExportConfig(Settings):
    """How an exported picture or film looks."""

    format: Literal["grid", "picture", "pictures", "gif", "apng", "npz"] = _setting(
        "grid",
        "What",
        "All pictures in one PNG, one picture, one PNG for each, the denoising as a film, or the arrays.",
    )
    picture: int = _setting(0, "Picture", "Which one, counted from 0.", ge=0, le=100_000)
    scale: int = _setting(4, "Enlarge", "Whole factor, nearest neighbour: pixels stay squares.", unit="×", ge=1, le=64)
    columns: int = _setting(0, "Columns", "Pictures in a row; 0: about square.", ge=0, le=1000)
    gap: int = _setting(1, "Gap", "Dark pixels between pictures, before enlarging.", unit="px", ge=0, le=64)
    shown: Literal["x", "denoised"] = _setting(
        "x", "Show", "The picture as it stands, or the model's estimate of where it goes."
    )
    frames: int = _setting(120, "Frames", "Most frames of a film, spread evenly over the steps.", ge=2, le=5000)
    fps: float = _setting(20.0, "Speed", "Frames a second.", unit="/s", ge=0.5, le=50)
    hold: float = _setting(1.5, "Hold", "How long the last frame stays.", unit="s", ge=0, le=60)


# ---------------------------------------------------------------------------------------------
# The whole


class RunConfig(Settings):
    """Everything that decides what one training makes."""

    name: str = _setting("digits", "Name", "What the run is called.")
    seed: int = _setting(0, "Seed", "Decides every random draw of the training.", ge=0, le=2**31 - 1)
    data: DataConfig = DigitsConfig()
    network: NetworkConfig = UNetConfig()
    noise: NoiseConfig = RulesLadder()
    objective: ObjectiveConfig = ObjectiveConfig()
    training: TrainingConfig = TrainingConfig()
    sampling: SamplingConfig = AnnealedLangevin()


def to_toml(config: RunConfig) -> str:
    """Write settings as TOML with titles and rules as comments; :func:`read_toml` reads it back."""
    lines = []
    for name, section in config:
        if isinstance(section, Settings):
            lines += ["", f"[{name}]"]
            if hasattr(section, "kind"):
                lines.append(_toml_line("kind", section.kind, " | ".join(kinds(name))))
            lines += [_toml_setting(s, getattr(section, s.name)) for s in section.settings()]
        else:
            lines.append(_toml_setting(_describe(name, RunConfig.model_fields[name]), section))
    return "\n".join(lines) + "\n"


def _toml_setting(setting: Setting, value: object) -> str:
    if value is None:  # TOML has no null: an optional setting left out is empty
        return f"# {setting.name} =  # {setting.title}: {setting.empty}"
    return _toml_line(setting.name, value, f"{setting.title}: {setting.rule}")


def _toml_line(name: str, value: object, comment: str) -> str:
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML's strings are JSON's
    else:
        text = str(value).lower() if isinstance(value, bool) else repr(value)
    return f"{name} = {text}  # {comment}"


def read_toml(file: Path, base: RunConfig | None = None) -> RunConfig:
    """Read settings from a TOML file; what it leaves out comes from `base`.

    Raises
    ------
    InputError
        If the file can't be read, is not TOML, or holds a wrong setting.
    """
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{file}: can't be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: not a TOML file ({error}).") from error
    changes: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            changes.update({f"{name}.{key}": v for key, v in value.items()})
        else:
            changes[name] = value
    try:
        return (base or RunConfig()).replace(**changes)
    except InputError as error:
        raise InputError(f"{file}: {error}") from error
