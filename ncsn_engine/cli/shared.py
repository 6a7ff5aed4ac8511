"""What all commands share: saying, progress, the model, and settings as flags."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ncsn_engine.config import InputError, RunConfig, Setting, Settings, Uses, read_toml
from ncsn_engine.config.settings import kinds_in
from ncsn_engine.plain_json import plain_json
from ncsn_engine.presets import PRESETS, preset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ncsn_engine.score import ScoreModel

__all__ = [
    "Parser",
    "add_model",
    "add_preset",
    "add_settings",
    "config_of",
    "counted",
    "free",
    "given",
    "progress_bar",
    "say",
    "used",
]


def say(options: argparse.Namespace, text: str, facts: object) -> None:
    """Print text for people, or the facts as JSON for scripts, null where a number is not known."""
    print(plain_json(facts) if options.json else text, flush=True)


def counted(model: ScoreModel, count: int) -> str:
    """Return how many pictures or points of a model that is, in words."""
    what = "point" if model.facts.is_points else "picture"
    return f"{count} {what}{'' if count == 1 else 's'}"


@contextlib.contextmanager
def progress_bar(options: argparse.Namespace) -> Iterator[Callable[[str, float], None]]:
    """Show a progress bar for work that reports a share done; nothing where output is for scripts."""
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def progress(what: str, share: float) -> None:
        if what not in bars:
            form = "{desc}: {percentage:3.0f}%|{bar}| {elapsed}<{remaining}"
            bars[what] = tqdm(total=1.0, desc=what, bar_format=form, disable=options.json, leave=False)
        bars[what].update(share - bars[what].n)

    try:
        yield progress
    finally:
        for bar in bars.values():
            bar.close()


def config_of(options: argparse.Namespace, first: dict[str, Any] | None = None) -> RunConfig:
    """Return the settings: preset, then file, then what goes `first`, then flags; the later wins."""
    config = preset(options.preset or "digits")
    if options.config:
        config = read_toml(Path(options.config).expanduser(), base=config)
    return config.replace(**{**(first or {}), **given(options)})


def given(options: argparse.Namespace, of: type[Settings] = RunConfig) -> dict[str, Any]:
    """Return the settings given as flags that belong to a model, as dotted names."""
    names = ((name.removeprefix("set:"), value) for name, value in vars(options).items() if name.startswith("set:"))
    return {dotted: v for dotted, v in names if v is not None and dotted.split(".")[0] in of.model_fields}


def used(options: argparse.Namespace) -> Uses:
    """Return the settings of what is done with a model: export, likelihood, restoration."""
    return Uses().replace(**given(options, Uses))


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add the model that a command works with, and where."""
    parser.add_argument("model", metavar="RUN|FILE", help="a run, a checkpoint, or ready-made")
    parser.add_argument("--device", default="cpu", metavar="D", help="auto, cpu, cuda:0, mps (default cpu)")


def add_settings(
    parser: argparse.ArgumentParser, sections: Sequence[str], of: type[Settings] = RunConfig, without: str = ""
) -> None:
    """Add a flag for every declared setting of these sections."""
    group = parser.add_argument_group("settings")
    for section in sections:
        options = kinds_in(of.model_fields[section])
        if "" not in options:
            group.add_argument(
                f"--{section}.kind", dest=f"set:{section}.kind", metavar="KIND", help=f"one of {', '.join(options)}"
            )
        seen: dict[str, Setting] = {}
        for model in options.values():
            seen |= {s.name: s for s in model.settings() if s.name not in seen}
        for setting in seen.values():
            if setting.name == without:
                continue
            add_setting(group, f"{section}.{setting.name}", setting)


def add_preset(parser: argparse.ArgumentParser) -> None:
    """Add what new settings are made of: a preset, a file, and a flag for every setting of a run."""
    parser.add_argument("--preset", metavar="NAME", help=f"one of {', '.join(PRESETS)} (default digits)")
    parser.add_argument("--config", metavar="FILE.toml", help="settings from a file")
    for setting in RunConfig.settings():
        add_setting(parser, setting.name, setting)
    add_settings(parser, [name for name in RunConfig.model_fields if name not in ("name", "seed")])


def add_setting(group: Any, dotted: str, setting: Setting) -> None:
    """Add the flag of one setting."""
    default = setting.empty if setting.default is None else setting.default
    text = f"{setting.title}: {setting.help} ({setting.rule}; default {default})"
    read = _number if setting.type in (int, float) else str
    group.add_argument(f"--{dotted}", dest=f"set:{dotted}", metavar="V", help=text.replace("%", "%%"), type=read)


def _number(text: str) -> str:
    """Refuse 1_0, which Python takes as 10; all else is checked with the settings."""
    if "_" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; write it like 2000 or 0.02.")
    return text


def free(*places: Path, force: bool = False) -> None:
    """Refuse places where something stands already, and files in folders that are not there.

    Raises
    ------
    InputError
        Naming the place and the way out.
    """
    if not places[0].parent.is_dir():
        raise InputError(
            "{places}: there is no folder {parent}; make it, or choose another.",
            places=places[0],
            parent=places[0].parent,
        )
    for there in () if force else places:
        if there.is_file() or (there.is_dir() and any(there.iterdir())):
            raise InputError("{there}: exists already; choose another name, or say --force.", there=there)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other mistake is said."""

    def error(self, message: str) -> Any:
        """Raise instead of printing the usage."""
        raise InputError("{message}; '{prog} --help' lists what there is.", message=message, prog=self.prog)
