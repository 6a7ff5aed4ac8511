"""Designing the noise from a data set: design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ncsn_engine.cli.shared import add_preset, config_of, progress_bar, say
from ncsn_engine.config import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]


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

    config = config_of(options)
    if options.data:
        config = config.replace(**_data_of(options.data))
    with progress_bar(options) as progress:
        found = advise(config, progress)
    lines = [
        *found.why,
        f"{found.evaluations} evaluations a picture: 64 take about {found.seconds:.1f} s here with this network.",
        *(f"Beware: {warning}" for warning in found.warnings),
        "",
        "As settings: --noise.kind geometric "
        f"--noise.sigma_max {found.sigma_max:.4g} --noise.sigma_min {found.sigma_min:g} "
        f"--noise.n_levels {found.n_levels} --sampling.steps_per_level {found.steps_per_level} "
        f"--sampling.epsilon {found.epsilon:.3g}",
    ]
    say(options, "\n".join(lines), found.to_json())


def _data_of(what: str) -> dict[str, Any]:
    """Return the settings of a kind of data, a folder, or a file of points."""
    from ncsn_engine.config import kinds

    place = Path(what).expanduser()
    if what in kinds("data"):
        return {"data.kind": what}
    if place.is_dir():
        return {"data.kind": "folder", "data.folder": what}
    if place.is_file():
        return {"data.kind": "points-file", "data.file": what}
    raise InputError(f"{what}: is no kind of data ({', '.join(kinds('data'))}), and there is no such folder or file.")
