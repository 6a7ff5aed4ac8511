"""What the window is set to do, as a line of the command line."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from ncsn_engine.config import InputError, Settings
from ncsn_engine.presets import PRESETS, preset
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ncsn_engine.config import Branch, RunConfig

__all__ = ["changes", "recipe_command", "sample_command", "train_command"]


def changes(base: RunConfig, config: RunConfig, sections: Sequence[str] = ()) -> dict[str, Any]:
    """Return what to give to ``base.replace`` to get `config`, in these sections or in all.

    A change of kind takes other settings along, so what differs is seen after it.
    """
    chosen = sections or tuple(type(config).model_fields)
    pairs = {name: (getattr(base, name), getattr(config, name)) for name in chosen}
    found = {
        f"{name}.kind": getattr(now, "kind", "")
        for name, (was, now) in pairs.items()
        if isinstance(now, Settings) and getattr(was, "kind", "") != getattr(now, "kind", "")
    }
    between = base.replace(**found)
    for name, (_, now) in pairs.items():
        if isinstance(now, Settings):
            mine, before = now.model_dump(), getattr(between, name).model_dump()
            found |= {f"{name}.{key}": value for key, value in mine.items() if before[key] != value}
        elif getattr(between, name) != now:
            found[name] = now
    return found


def train_command(config: RunConfig, run: str = "", base: RunConfig | None = None, device: str = "") -> str:
    """Return the line that trains with these settings.

    Parameters
    ----------
    run, base
        The folder of the run that is resumed, and its settings; without, a new run of a preset.
    device
        Where, if not on the fastest.
    """
    words = ["ncsn", "train"]
    if run and base:
        flags = _flags(base, config)
        if flags is None:
            raise InputError(tr("an emptied setting can't be said on the command line; save the settings as a file."))
        words += ["--run", run, *flags]
    else:
        name, flags = _nearest(config)
        words += ["--preset", name, *flags]
    return shlex.join([*words, *(["--device", device] if device else [])])


def sample_command(
    config: RunConfig, model: str, base: RunConfig, out: str, device: str = "", branches: Sequence[Branch] = ()
) -> str:
    """Return the line that samples as the window would.

    Parameters
    ----------
    model, base
        The run, and the settings in its checkpoint.
    branches
        Where the sampling is left for other settings, one after the other.
    """
    flags = _flags(base, config, ("sampling",))
    if flags is None:
        raise InputError(tr("an emptied setting can't be said on the command line; choose the method anew."))
    for branch in branches:
        now = config.model_copy(update={"sampling": branch.sampling})
        told = changes(config, now, ("sampling",))
        flags += ["--branch", str(branch.at)]
        flags += [f"{name.removeprefix('sampling.')}={_said(value)}" for name, value in told.items()]
        config = now
    return shlex.join(["ncsn", "sample", model, "--out", out, *flags, *(["--device", device] if device else [])])


def recipe_command(file: Path, out: str) -> str:
    """Return the line that makes an export again from the recipe in a file."""
    return shlex.join(["ncsn", "sample", "--recipe", str(file), "--out", out])


def _nearest(config: RunConfig) -> tuple[str, list[str]]:
    """Return the preset that the settings are named after, or else the one that leaves least to say."""
    own = [config.name] if config.name in PRESETS else []
    if own and (flags := _flags(preset(own[0]), config)) is not None:
        return own[0], flags
    ways = [(name, flags) for name in PRESETS if (flags := _flags(preset(name), config)) is not None]
    if not ways:
        raise InputError(tr("these settings can't be said on the command line; save them as a file, for --config."))
    return min(ways, key=lambda way: len(way[1]))


def _flags(base: RunConfig, config: RunConfig, sections: Sequence[str] = ()) -> list[str] | None:
    """Return the flags that lead from `base` to `config`; None if flags can't, as they can't say nothing."""
    found = changes(base, config, sections)
    if any(value is None for value in found.values()):
        return None
    flags: list[str] = []
    for dotted, value in found.items():
        text = _said(value)
        flags += [f"--{dotted}={text}"] if text.startswith("-") else [f"--{dotted}", text]
    return flags


def _said(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
