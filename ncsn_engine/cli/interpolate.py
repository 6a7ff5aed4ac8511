"""From one picture to another: interpolate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.cli.pictures import add_out, keep, numbered, picture_for
from ncsn_engine.cli.shared import add_model, add_settings, counted, free, given, progress_bar, say
from ncsn_engine.config import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    interpolate = command("interpolate", _interpolate, "Go from one picture to another: by encodings, or by noise.")
    add_model(interpolate)
    interpolate.add_argument("a", metavar="A", help="a picture file, held-out:NUMBER, or sample:NUMBER of the seed")
    interpolate.add_argument("b", metavar="B", help="the other end, of the same sort")
    interpolate.add_argument("--count", type=int, default=9, metavar="N", help="pictures in all (default 9)")
    add_out(interpolate)
    add_settings(interpolate, ["sampling"], without="count")


def _interpolate(options: argparse.Namespace) -> None:
    import torch

    from ncsn_engine.likelihood import interpolate, interpolate_noise
    from ncsn_engine.models import load_model

    out, count = Path(options.out).expanduser(), max(2, options.count)
    free(out, force=options.force)
    model = load_model(options.model, "ema", options.device)
    kinds_of_ends = {end.startswith("sample:") for end in (options.a, options.b)}
    if kinds_of_ends == {True}:  # NCSNv2's way: all noise of the sampling lies between that of two samples
        ends = tuple(numbered(end, 100_000) - 1 for end in (options.a, options.b))
        settings = model.config.replace(**given(options)).sampling.replace(count=count)
        with progress_bar(options) as progress:
            for step in interpolate_noise(model, settings, (ends[0], ends[1])):
                progress("sampling", step.index / max(1, step.total))
        x = step.x
    elif given(options):
        raise InputError(
            "{next}: belongs to ends of the sort sample:NUMBER; leave it out.", next=next(iter(given(options)))
        )
    elif kinds_of_ends == {False}:
        pictures = [picture_for(model, end) for end in (options.a, options.b)]
        x = interpolate(model, pictures[0], pictures[1], count).float()
    else:
        raise InputError("{a} and {b}: must be of one sort, two pictures or two samples.", a=options.a, b=options.b)
    keep(out, {"x": x}, model, options.scale, columns=len(x))
    say(options, f"{counted(model, len(x))}: {out}", {"written": str(out), "finite": bool(torch.isfinite(x).all())})
