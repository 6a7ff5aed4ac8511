"""Drawing samples: sample."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ncsn_engine.cli.shared import add_settings, counted, free, given, progress_bar, say, used
from ncsn_engine.config import Branch, InputError, Uses

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from ncsn_engine.config import RunConfig

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    sample = command("sample", _sample, "Draw pictures from a model and save them with their recipe.")
    sample.add_argument("model", nargs="?", metavar="RUN|FILE", help="default: the ready-made model of digits")
    sample.add_argument(
        "--out", required=True, metavar="FILE|FOLDER", help=".png, .gif, .apng, .webp, .mp4, .npz, or a folder of PNGs"
    )
    sample.add_argument("--recipe", metavar="FILE", help="make again what this export holds")
    sample.add_argument("--device", metavar="D", help="auto, cpu, cuda:0, mps (default cpu)")
    sample.add_argument("--force", action="store_true", help="overwrite what is there")
    for short, dotted in (("--sampler", "kind"), ("--count", "count"), ("--seed", "seed")):
        sample.add_argument(short, dest=f"set:sampling.{dotted}", metavar="V", help=f"short for --sampling.{dotted}")
    sample.add_argument(
        "--branch",
        action="append",
        nargs="+",
        default=[],
        metavar=("STEP", "NAME=VALUE"),
        help="go on from a step with other settings of the sampler, as in --branch 30 seed=7 kind=ddim (nothing behind "
        "= empties one); once more: from a step of the branch",
    )
    add_settings(sample, ["sampling"])
    add_settings(sample, ["export"], Uses, without="format")


def _sample(options: argparse.Namespace) -> None:
    from ncsn_engine.models import find_model, load_model
    from ncsn_engine.recipe import beside, kind_for, read_recipe, recipe_for, save_export
    from ncsn_engine.runs import READY_MADE
    from ncsn_engine.samplers import sample_branched
    from ncsn_engine.trajectory import Trajectory

    out = Path(options.out).expanduser()
    if options.recipe:
        if flags := [*given(options), *given(options, Uses), *(["--branch"] if options.branch else [])]:
            raise InputError("{flags}: a recipe decides everything; leave out the flag, or the recipe.", flags=flags[0])
        recipe = read_recipe(options.recipe)
        if kind_for(out, recipe.export).format != recipe.export.format:
            raise InputError(
                "{out}: the recipe makes a file of the kind {format}; name it so.", out=out, format=recipe.export.format
            )
        source: Any = options.model or find_model(recipe.model["sha256"])
        model = load_model(source, recipe.model["weights"], options.device or recipe.device)
        if model.source is None or model.source.sha256 != recipe.model["sha256"]:
            raise InputError(
                "{source}: is not the model of this recipe; leave it out to search the runs.", source=source
            )
    else:
        wanted = given(options).get("sampling.weights", "ema")
        model = load_model(options.model or READY_MADE, str(wanted), options.device or "cpu")
        config = model.config.replace(**given(options))
        look = kind_for(out, used(options).export)
        recipe = recipe_for(model, config.sampling, look, branches=_branches(config, options.branch))
    free(out, beside(out), force=options.force)
    trajectory, began = Trajectory(), time.perf_counter()
    with contextlib.closing(trajectory), progress_bar(options) as progress:
        for step in sample_branched(model, recipe.sampling, recipe.branches, recipe.noise):
            trajectory.add(step)
            progress("sampling", step.index / max(1, step.total))
        written = save_export(out, trajectory, recipe, lambda share: progress("saving", share))
    seconds = time.perf_counter() - began
    names = [str(path) for path in written]
    say(
        options,
        f"{counted(model, recipe.sampling.count)} in {seconds:.1f} s: {names[0] if len(names) < 3 else out}",
        {"written": names, "seconds": round(seconds, 3), "recipe": json.loads(recipe.to_json())},
    )


def _branches(config: RunConfig, told: Sequence[Sequence[str]]) -> tuple[Branch, ...]:
    """Return the branches of a sampling, each with the settings of the one before and what is said of it."""
    found = []
    for step, *settings in told:
        where = f"--branch {step}"
        if not step.isdecimal():
            raise InputError("{where}: begins with the number of a step, as in --branch 30 seed=7.", where=where)
        changes: dict[str, str | None] = {}
        for word in settings:
            name, is_set, value = word.partition("=")
            name = name.removeprefix("sampling.")
            if not is_set:
                raise InputError("{where} {word}: say NAME=VALUE, as in --branch 30 seed=7.", where=where, word=word)
            if name in ("count", "weights"):
                raise InputError(
                    "{where} {word}: a branch keeps its pictures and their model; leave this out.",
                    where=where,
                    word=word,
                )
            changes[f"sampling.{name}"] = value or None
        config = config.replace(**changes)
        found.append(Branch(int(step), config.sampling))
    return tuple(found)
