"""Repairing a picture: restore."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.cli.pictures import add_out, keep, picture_for, read_picture
from ncsn_engine.cli.shared import add_model, add_settings, free, progress_bar, say, used
from ncsn_engine.config import EditConfig, InpaintConfig, InputError, Uses

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    restore = command("restore", _restore, "Repair a picture: inpaint, sharpen, colour, enlarge, denoise, or edit.")
    add_model(restore)
    restore.add_argument("picture", metavar="PICTURE", help="a picture file, or held-out:NUMBER")
    restore.add_argument(
        "--degraded", action="store_true", help="the picture is what is left; else it is degraded first, to compare"
    )
    add_out(restore)
    restore.add_argument("--task", dest="set:restoration.kind", metavar="KIND", help="short for --restoration.kind")
    add_settings(restore, ["restoration"], Uses)


def _restore(options: argparse.Namespace) -> None:
    import torch

    from ncsn_engine.models import load_model
    from ncsn_engine.restoration import consistency, operator, restore
    from ncsn_engine.seeds import reseed

    out, settings, began = Path(options.out).expanduser(), used(options).restoration, time.perf_counter()
    free(out, force=options.force)
    model = load_model(options.model, settings.weights, options.device)
    mask = None
    if isinstance(settings, InpaintConfig) and settings.hidden == "file":
        if not settings.mask:
            raise InputError("restoration.mask: is empty; name a picture: black is hidden, white is known.")
        mask = read_picture(Path(settings.mask).expanduser(), 1, model.shape[1:])[0]
    task = operator(settings, model.shape, mask)
    picture = picture_for(model, options.picture, None if options.degraded else model.shape, task)
    y = picture
    if not options.degraded and not isinstance(settings, EditConfig):
        y = task.forward(picture[None])[0]
        generator = reseed(torch.Generator(), settings.seed, "degrade")
        y = y + settings.sigma_y * torch.randn(y.shape, generator=generator)
    with progress_bar(options) as progress:
        for step in restore(model, y, settings, task):
            progress("restoring", step.index / max(1, step.total))
    x, seconds = step.x.cpu(), time.perf_counter() - began
    fit = consistency(task, x, y)
    shown = y[None]
    if y.shape != tuple(model.shape):  # means and greys, spread over the pixels they are of
        shown = task.adjoint(shown) / task.adjoint(task.forward(torch.ones(1, *model.shape)))
    keep(out, {"x": x, "given": y, "shown": shown}, model, options.scale)
    facts = {
        "written": str(out),
        "seconds": round(seconds, 3),
        "fits": float(fit.mean()),
        "settings": settings.model_dump(),
        "spread": float(x.std(0).mean()) if len(x) > 1 else None,
    }
    fits = f", fit what is given to {float(fit.mean()):.3g} (RMS, in units of x)"
    if isinstance(settings, EditConfig):  # a drawing is not to be met
        fits = ""
    say(options, f"{len(x)} answers in {seconds:.1f} s{fits}: {out}", facts)
