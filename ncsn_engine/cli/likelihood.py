"""Measuring bits per dimension: likelihood."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ncsn_engine.cli.shared import add_model, add_settings, counted, progress_bar, say, used
from ncsn_engine.config import Uses

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    likelihood = command("likelihood", _likelihood, "Measure bits per dimension of held-out pictures.")
    add_model(likelihood)
    likelihood.add_argument("--on", choices=("held-out", "train"), default="held-out", help="which pictures")
    add_settings(likelihood, ["likelihood"], Uses)


def _likelihood(options: argparse.Namespace) -> None:
    from ncsn_engine.data import Pictures, load
    from ncsn_engine.likelihood import bits_per_dim
    from ncsn_engine.models import load_model

    settings, began = used(options).likelihood, time.perf_counter()
    model = load_model(options.model, settings.weights, options.device)
    with progress_bar(options) as progress:
        data = load(model.config.data, progress, model.split_file)
        x = (data.held_out if options.on == "held-out" else data.train).to(model.sigmas.device)
        white = data.source.white if isinstance(data.source, Pictures) else 255
        for found in bits_per_dim(model, x, settings, white):
            progress("measuring", len(found.bits) / found.total)
    seconds = time.perf_counter() - began
    one, on = found.total == 1, f"{options.on} {counted(model, found.total).partition(' ')[2]}"
    text = (
        f"{found.mean:.3f} bits per dimension of one {on}: no error known"
        if one
        else f"{found.mean:.3f} ± {found.error:.3f} bits per dimension over {found.total} {on}"
    )
    way = "" if model.facts.is_points else f"{settings.dequantise} dequantising, "
    text = f"{text} ({way}{found.evaluations} evaluations, {seconds:.1f} s)"
    facts = {"bits_per_dim": found.mean, "standard_error": found.error, "count": found.total, "on": options.on}
    say(options, text, {**facts, "evaluations": found.evaluations, "seconds": seconds, **settings.model_dump()})
