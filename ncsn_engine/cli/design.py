"""Designing the noise from a data set: design."""

from __future__ import annotations

import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from ncsn_engine.cli.shared import add_preset, config_of, given, progress_bar, say
from ncsn_engine.config import FolderConfig, InputError, kinds

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ncsn_engine.advice import Advice
    from ncsn_engine.look import Look

__all__ = ["add_commands"]

_MANY = 5000  # levels
_SIZES, _SKIPPED = 5, 20  # that are named
_OF_A_PART = ("rules", "problem", "warnings")  # of a look


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    design = command("design", _design, "Design σ₁, L, T and ε from a data set, by NCSNv2's rules, and say why.")
    design.add_argument(
        "data",
        nargs="?",
        metavar="DATA",
        help="a kind of data (digits, moons …), a folder of pictures, or a CSV of points",
    )
    add_preset(design)


def _design(options: argparse.Namespace) -> None:
    from ncsn_engine.advice import advise
    from ncsn_engine.look import look

    data = _data_of(options.data) if options.data else {}
    config = config_of(options, data)
    seen = look(config) if isinstance(config.data, FolderConfig) else None
    with progress_bar(options) as progress:
        found = advise(config, progress)
    command = _command(options, data, found)
    took = f"64 take about {found.seconds:.1f} s here with this network"
    if math.isnan(found.seconds):
        took = "how long they take is not known, as one look of this network takes more memory than is free"
    lines = [
        *(_described(seen) if seen else []),
        *found.why,
        f"{found.evaluations} evaluations a picture: {took}.",
        *([f"So many levels are right for data of D = {found.dim}, and sampling is long."] * (found.n_levels > _MANY)),
        *(f"Beware: {warning}" for warning in found.warnings),
        "",
        f"To train so: {shlex.join(command)}",
    ]
    facts = {**found.to_json(), "command": command}
    if seen:  # the rules above are of all the data, those of the look only of a part
        facts["look"] = {name: value for name, value in seen.to_json().items() if name not in _OF_A_PART}
    say(options, "\n".join(lines), facts)


def _command(options: argparse.Namespace, data: dict[str, Any], found: Advice) -> list[str]:
    """Return the command that trains with what was found, and with all else that was said."""
    said = {**data, **given(options)}
    ways = kinds("noise")["geometric"].model_fields["training_sigma"]
    kept = {name: v for name, v in said.items() if not name.startswith(("noise.", "sampling."))}
    if said.get("noise.training_sigma") in get_args(ways.annotation):
        kept["noise.training_sigma"] = said["noise.training_sigma"]
    wanted = {
        **kept,
        "noise.kind": "geometric",
        "noise.sigma_max": f"{found.sigma_max:.4g}",
        "noise.sigma_min": f"{found.sigma_min:g}",
        "noise.n_levels": str(found.n_levels),
        "sampling.kind": "annealed-langevin",
        "sampling.steps_per_level": str(found.steps_per_level),
        "sampling.epsilon": f"{found.epsilon:.3g}",
    }
    begun = [f"--{name}={getattr(options, name)}" for name in ("preset", "config") if getattr(options, name)]
    return ["ncsn", "train", *begun, *(f"--{name}={value}" for name, value in wanted.items())]


def _described(seen: Look) -> list[str]:
    """Return what a folder holds, a sentence a line."""
    of = f" of {seen.heads} looked at" if seen.heads < seen.count else ""
    sizes = ", ".join(f"{n} of {width}×{height}" for width, height, n in seen.sizes[:_SIZES])
    more = f" and {len(seen.sizes) - _SIZES} more sizes" if len(seen.sizes) > _SIZES else ""
    lines = [
        f"{seen.count} pictures in {seen.place}: {sizes}{more}{of}.",
        f"{seen.train} are learned from, {seen.held_out} held out.",
    ]
    if seen.classes:
        lines.append(f"{len(seen.classes)} classes: {', '.join(f'{name} {n}' for name, n in seen.classes)}.")
    if seen.smaller:
        lines.append(f"{seen.smaller} are smaller than what is trained on, and are enlarged.")
    if seen.skipped:
        lines.append(f"{len(seen.skipped)} are no pictures and are skipped:")
        lines += [f"  {reason}" for reason in seen.skipped[:_SKIPPED]]
        lines += [f"  and {len(seen.skipped) - _SKIPPED} more"] if len(seen.skipped) > _SKIPPED else []
    return [*lines, *seen.notes, ""]


def _data_of(what: str) -> dict[str, Any]:
    """Return the settings of a kind of data, a folder, or a file of points."""
    place = Path(what).expanduser()
    if what in kinds("data"):
        return {"data.kind": what}
    if place.is_dir():
        return {"data.kind": "folder", "data.folder": what}
    if place.is_file():
        return {"data.kind": "points-file", "data.file": what}
    raise InputError(
        "{what}: is no kind of data ({names}), and there is no such folder or file.",
        what=what,
        names=", ".join(kinds("data")),
    )
