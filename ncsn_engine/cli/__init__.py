"""The command ``ncsn``: the same engine and the same settings, without a window. A file a command, or a few akin."""

from __future__ import annotations

import argparse
import importlib.metadata
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ncsn_engine.cli import (
    compare,
    decode,
    design,
    encode,
    evaluate,
    importing,
    interpolate,
    likelihood,
    restore,
    sample,
    share,
    train,
)
from ncsn_engine.cli.shared import Parser
from ncsn_engine.config import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Described", "described", "entry", "main"]

DONE, WRONG_INPUT, STOPPED = 0, 2, 130

# As --help lists them.
_COMMANDS = (
    train,
    sample,
    design,
    likelihood,
    interpolate,
    encode,
    decode,
    restore,
    evaluate,
    compare,
    importing,
    share,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 done, 2 wrong input, 130 stopped with everything saved."""
    try:
        options = _parser().parse_args(arguments)
        options.command(options)
    except InputError as error:
        print(f"ncsn: {' '.join([str(error), *_notes(error)])}", file=sys.stderr)
        return WRONG_INPUT
    except KeyboardInterrupt as error:
        print(f"ncsn: stopped; {' '.join(_notes(error)) or 'everything is saved.'}", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of our output, for example head, has seen enough
        sys.stderr.close()
        return DONE
    return DONE


def _notes(error: BaseException) -> list[str]:
    """Return what else is to be said of a fault: what of a training was saved."""
    return list(getattr(error, "__notes__", []))


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="ncsn", description="Train, sample and use score-based generative models.")
    parser.add_argument("--version", action="version", version=f"ncsn {importlib.metadata.version('ncsn-studio')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, action: Callable[[argparse.Namespace], None], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        added.add_argument("--json", action="store_true", help="print JSON for scripts, no progress bars")
        added.set_defaults(command=action)
        return added

    for file in _COMMANDS:
        file.add_commands(command)
    return parser


@dataclass(frozen=True)
class Described:
    """A command, for those who look for it.

    Attributes
    ----------
    name, does, usage
        As it is typed, a sentence, and how it is typed with what it must be told.
    options
        What may be told besides, with what it means.
    settings
        Sections of settings that have flags.
    """

    name: str
    does: str
    usage: str
    options: tuple[tuple[str, str], ...]
    settings: tuple[str, ...]


def described() -> list[Described]:
    """Return all commands, as ``ncsn --help`` lists them."""
    (commands,) = (action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    return [_described(command) for command in commands.choices.values()]


def _described(parser: argparse.ArgumentParser) -> Described:
    options, usage, sections = list[tuple[str, str]](), [parser.prog], list[str]()
    for action in parser._actions:
        flag, name = (action.option_strings or [""])[-1], action.metavar or "|".join(action.choices or [action.dest])
        word = " ".join(name) if isinstance(name, tuple) else name
        if "." in flag:
            sections.append(flag.removeprefix("--").partition(".")[0])
            continue
        typed = " ".join(part for part in (flag, word if action.nargs != 0 else "") if part)
        if action.required:
            usage.append(typed if action.nargs != "?" else f"[{typed}]")
        elif not flag:
            usage.append(f"[{typed}]")
        if flag not in ("--help", "--json"):  # which all commands take
            options.append((typed, (action.help or "").replace("%%", "%")))
    return Described(
        parser.prog, parser.description or "", " ".join(usage), tuple(options), tuple(dict.fromkeys(sections))
    )


def entry() -> None:
    """Start from the installed command ``ncsn``; being told to end is a stop like any other."""
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.default_int_handler)
    sys.exit(main())
