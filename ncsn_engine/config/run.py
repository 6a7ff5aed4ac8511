"""All settings of a run together, and as TOML."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any, Self

from pydantic import model_validator

from ncsn_engine.config.data import DataConfig, DigitsConfig
from ncsn_engine.config.networks import NetworkConfig, UNetConfig
from ncsn_engine.config.noise import NoiseConfig, RulesLadder
from ncsn_engine.config.sampling import AnnealedLangevin, SamplingConfig
from ncsn_engine.config.settings import InputError, Setting, Settings, describe, kinds_in, setting
from ncsn_engine.config.training import DenoisingConfig, ObjectiveConfig, TrainingConfig

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["RunConfig", "is_points", "kinds", "read_toml", "to_toml"]


class RunConfig(Settings):
    """Everything that decides what one training makes."""

    name: str = setting("digits", "Name", "What the run is called.")
    seed: int = setting(0, "Seed", "Decides every random draw of the training.", ge=0, le=2**31 - 1)
    data: DataConfig = DigitsConfig()
    network: NetworkConfig = UNetConfig()
    noise: NoiseConfig = RulesLadder()
    objective: ObjectiveConfig = DenoisingConfig()
    training: TrainingConfig = TrainingConfig()
    sampling: SamplingConfig = AnnealedLangevin()

    @model_validator(mode="before")
    @classmethod
    def _of_older_files(cls, tree: Any) -> Any:
        """Fill in the kind of a section that had only one kind when the file was written."""
        if isinstance(tree, dict) and isinstance(tree.get("objective"), dict):
            tree = {**tree, "objective": {"kind": "denoising", **tree["objective"]}}
        return tree

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some settings changed; what does not fit another shape of data follows along.

        With points in place of pictures, or the other way round, the network, the ladder, the number
        drawn and the held-out share are set to what suits the new data, unless they are given too.
        """
        if isinstance(changes.get("data.kind"), str):
            changes = {**_suited(self, changes["data.kind"]), **changes}
        return super().replace(**changes)


def kinds(section: str) -> dict[str, type[Settings]]:
    """Return the kinds one may choose in a section of :class:`RunConfig`, with their models.

    A section without a choice gives one entry under the empty name.
    """
    return kinds_in(RunConfig.model_fields[section])


def is_points(kind: str) -> bool:
    """Tell whether a kind of data is points in the plane rather than pictures."""
    return "flip" not in kinds("data")[kind].model_fields if kind in kinds("data") else False


def _suited(config: RunConfig, kind: str) -> dict[str, Any]:
    """Return the changes with which the rest of the settings suits another shape of data."""
    if kind not in kinds("data") or is_points(kind) == is_points(config.data.kind):
        return {}
    if is_points(kind):
        return {"network.kind": "mlp", "training.batch_size": 512, "sampling.count": 2000, "data.held_out": 2000}
    suited = RunConfig()
    return {
        "network.kind": suited.network.kind,
        "training.batch_size": suited.training.batch_size,
        "sampling.count": suited.sampling.count,
        "data.held_out": suited.data.held_out,
    }


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
            lines.append(_toml_setting(describe(name, RunConfig.model_fields[name]), section))
    return "\n".join(lines) + "\n"


def _toml_setting(declared: Setting, value: object) -> str:
    if value is None:  # TOML has no null: an optional setting left out is empty
        return f"# {declared.name} =  # {declared.title}: {declared.empty}"
    return _toml_line(declared.name, value, f"{declared.title}: {declared.rule}")


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
        raise InputError("{file}: can't be read ({strerror}).", file=file, strerror=error.strerror) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("{file}: not a TOML file ({error}).", file=file, error=error) from error
    changes: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            changes.update({f"{name}.{key}": v for key, v in value.items()})
        else:
            changes[name] = value
    try:
        return (base or RunConfig()).replace(**changes)
    except InputError as error:
        raise InputError("{file}: {error}", file=file, error=error) from error
