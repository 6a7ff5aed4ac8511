"""Training, and what there is: train, config, presets, devices, runs, show, pack."""

from __future__ import annotations

import contextlib
import difflib
import itertools
import re
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ncsn_engine.cli.shared import add_preset, config_of, given, progress_bar, say
from ncsn_engine.config import InputError, to_toml
from ncsn_engine.presets import PRESETS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from ncsn_engine.runs import Run

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    train = command("train", _train, "Train a run, or resume one.")
    train.add_argument(
        "--run", metavar="FOLDER", help="a folder, or the name of a run; one that holds a run resumes it"
    )
    train.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda:0, mps (default auto)")
    add_preset(train)
    add_preset(command("config", _print_config, "Print settings as TOML, ready to be changed and given to train."))
    runs = command("runs", _runs, "List the runs.")
    runs.add_argument("--folder", metavar="FOLDER", help="where they are")
    show = command("show", _show, "Show one run: how it stands, and its settings.")
    show.add_argument("run", metavar="RUN", help="a name or a folder")
    pack = command("pack", _pack, "Copy a run without what only its training needs, to give a model away.")
    pack.add_argument("run", metavar="RUN", help="a name or a folder")
    pack.add_argument("--out", required=True, metavar="FOLDER", help="a new folder")
    command("devices", _devices, "List the devices of this machine.")
    command("presets", _presets, "List the presets.")


def _train(options: argparse.Namespace) -> None:
    from ncsn_engine.runs import create_run, named_folder, open_run

    folder = named_folder(options.run) if options.run else None
    if folder and (folder / "run.json").exists():
        if options.preset or options.config:
            raise InputError(
                "{folder}: holds a run, which has its own settings; leave out --preset and --config to resume it.",
                folder=folder,
            )
        run, new = open_run(folder), False
        run = replace(run, config=run.config.replace(**given(options)))  # the training checks it, then writes it down
    else:
        if folder and not options.preset and not options.config:
            _ask_if_misspelt(options.run)
        run, new = create_run(config_of(options), folder), True
    _follow(run, options, new)


def _ask_if_misspelt(name: str) -> None:
    """Refuse to begin a new run by a plain name that is nearly that of a run there is."""
    from ncsn_engine.runs import list_runs

    names = [run.name for run in list_runs()[0]]
    near = [other for other in names if re.sub(r"-\d+$", "", other) == name]  # fold, where there is fold-01
    near = near or difflib.get_close_matches(name, names, n=1, cutoff=0.8)
    if near and Path(name).name == name:
        raise InputError(
            "{name}: there is no such run; did you mean {near}? For a new run of that name, say --preset or "
            "--config too, or ./{name}.",
            name=name,
            near=near[0],
        )


def _follow(run: Run, options: argparse.Namespace, new: bool) -> None:
    """Iterate a training under a progress bar, or as JSON lines."""
    from tqdm import tqdm

    from ncsn_engine.runs import discard_run
    from ncsn_engine.storage import SaveError
    from ncsn_engine.training import train

    with (
        progress_bar(options) as progress,
        contextlib.closing(train(run, options.device, progress)) as events,
        contextlib.ExitStack() as stack,
    ):
        try:
            first = next(events)
        except BaseException:
            if new:  # a training that could not begin leaves nothing behind, whatever stopped it
                discard_run(run)
            raise
        say(options, f"{run.folder}", {"event": "run", "folder": str(run.folder), "id": run.id})
        bar = stack.enter_context(
            tqdm(
                total=run.config.training.steps,
                initial=first.step,
                unit="step",
                disable=options.json,
                dynamic_ncols=True,
            )
        )
        asked = stack.enter_context(_stop_between_events())
        loss = held_out = float("nan")
        for event in itertools.chain([first], events):
            bar.update(event.step - bar.n)
            if len(event.losses):
                mean = float(event.losses.mean())
                loss = mean if loss != loss else 0.98 * loss + 0.02 * mean
            if event.held_out:
                held_out = event.held_out.loss
            known = [f"{name} {v:.3f}" for name, v in (("loss", loss), ("held-out", held_out)) if v == v]
            bar.set_postfix_str(", ".join(known), refresh=False)
            for line in [*(f"Step {step}: {what}" for step, what in event.marks), event.note]:
                if line:
                    bar.write(line, file=sys.stderr)
            if event.problem:
                raise SaveError(event.problem)
            if options.json and (event.held_out or event.checkpoint or event.doing == "finished"):
                say(
                    options,
                    "",
                    {
                        "event": event.doing,
                        "step": event.step,
                        "seconds": round(event.seconds, 2),
                        "loss": None if loss != loss else round(loss, 5),
                        "held_out": event.held_out.loss if event.held_out else None,
                        "checkpoint": str(event.checkpoint) if event.checkpoint else None,
                    },
                )
            if asked:
                raise KeyboardInterrupt


@contextlib.contextmanager
def _stop_between_events() -> Iterator[list[int]]:
    """Let a signal fill a list instead of interrupting a step halfway; a second one does interrupt."""
    asked: list[int] = []

    def note(number: int, frame: Any) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = [(number, signal.signal(number, note)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield asked
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _runs(options: argparse.Namespace) -> None:
    from ncsn_engine.runs import list_runs, runs_folder

    runs, problems = list_runs(options.folder)
    for problem in problems:
        print(f"ncsn: {problem}", file=sys.stderr)
    rows = [{"name": r.name, "folder": str(r.folder), **_standing(r)} for r in runs]
    lines = [f"{r['name']:<24} {r['status']:<12} {r['step']:>9} of {r['steps']:<9} {r['folder']}" for r in rows]
    place = options.folder or runs_folder()
    say(options, "\n".join(lines) or f"No runs in {place} yet; 'ncsn train' makes one.", rows)


def _show(options: argparse.Namespace) -> None:
    from ncsn_engine.models import resolve
    from ncsn_engine.runs import open_run

    path, _ = resolve(options.run)
    if path.is_file():
        raise InputError("{path}: is a file; name a run folder.", path=path)
    run = open_run(path)
    held_out = [r for r in run.metrics() if r["kind"] == "held-out"]
    facts = {
        "name": run.name,
        "folder": str(run.folder),
        **_standing(run),
        "created": run.created,
        "held_out_loss": held_out[-1]["loss"] if held_out else None,
        "checkpoints": [c.name for c in run.checkpoints()],
        "versions": run.versions,
    }
    text = "\n".join(f"{key:<14} {_plain(value)}" for key, value in facts.items())
    say(options, f"{text}\n\n{to_toml(run.config)}", {**facts, "config": run.config.model_dump()})


def _pack(options: argparse.Namespace) -> None:
    from ncsn_engine.models import pack_run, resolve
    from ncsn_engine.runs import open_run

    packed = pack_run(open_run(resolve(options.run)[0]), Path(options.out).expanduser())
    say(options, str(packed.folder), {"folder": str(packed.folder)})


def _devices(options: argparse.Namespace) -> None:
    from ncsn_engine.devices import list_devices

    rows = [vars(device) for device in list_devices()]
    lines = [f"{r['name']:<8} {r['title']}{'' if r['float64'] else ' (no float64)'}" for r in rows]
    say(options, "\n".join(lines), rows)


def _presets(options: argparse.Namespace) -> None:
    rows = [{"name": name, "about": made.about} for name, made in PRESETS.items()]
    say(options, "\n".join(f"{r['name']:<10} {r['about']}" for r in rows), rows)


def _print_config(options: argparse.Namespace) -> None:
    config = config_of(options)
    say(options, to_toml(config).rstrip(), config.model_dump())


def _standing(run: Run) -> dict[str, Any]:
    status, step = run.status()
    return {"status": status, "step": step, "steps": run.config.training.steps}


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else "-" if value is None else str(value)
