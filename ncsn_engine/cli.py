"""The command ``ncsn``: the same engine and the same settings, without a window."""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import itertools
import json
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ncsn_engine.config import (
    ExportConfig,
    InputError,
    RunConfig,
    Setting,
    kinds,
    read_toml,
    to_toml,
)
from ncsn_engine.presets import PRESETS, preset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ncsn_engine.runs import Run

__all__ = ["main"]

DONE, WRONG_INPUT, STOPPED = 0, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 done, 2 wrong input, 130 stopped with everything saved."""
    try:
        options = _parser().parse_args(arguments)
        options.command(options)
    except InputError as error:
        print(f"ncsn: {error}", file=sys.stderr)
        return WRONG_INPUT
    except KeyboardInterrupt:
        print("ncsn: stopped; everything is saved.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of our output, for example head, has seen enough
        sys.stderr.close()
        return DONE
    return DONE


# ---------------------------------------------------------------------------------------------
# Commands


def _train(options: argparse.Namespace) -> None:
    from ncsn_engine.runs import change_settings, create_run, named_folder, open_run

    folder = named_folder(options.run) if options.run else None
    if folder and (folder / "run.json").exists():
        if options.preset or options.config:
            raise InputError(
                f"{folder}: holds a run, which has its own settings; leave out --preset and --config to resume it."
            )
        run = open_run(folder)
        changed = run.config.replace(**_given(options))
        if changed != run.config:
            with run.writing():  # not under another program's feet
                run = change_settings(run, changed)
        new = False
    else:
        run, new = create_run(_config(options), folder), True
    _follow(run, options, new)


def _follow(run: Run, options: argparse.Namespace, new: bool) -> None:
    """Iterate a training under a progress bar, or as JSON lines."""
    from tqdm import tqdm

    from ncsn_engine.runs import discard_run
    from ncsn_engine.storage import SaveError
    from ncsn_engine.training import train

    with (
        _bar(options) as progress,
        contextlib.closing(train(run, options.device, progress)) as events,
        contextlib.ExitStack() as stack,
    ):
        try:
            first = next(events)
        except InputError:
            if new:  # a training that could not begin leaves nothing behind
                discard_run(run)
            raise
        _say(options, f"{run.folder}", {"event": "run", "folder": str(run.folder), "id": run.id})
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
            if event.note:
                bar.write(event.note, file=sys.stderr)
            if event.problem:
                raise SaveError(event.problem)
            if options.json and (event.held_out or event.checkpoint or event.doing == "finished"):
                _say(
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


def _sample(options: argparse.Namespace) -> None:
    from ncsn_engine.models import find_model, load_model
    from ncsn_engine.recipe import beside, kind_for, read_recipe, recipe_for, save_export
    from ncsn_engine.runs import READY_MADE
    from ncsn_engine.samplers import sample
    from ncsn_engine.trajectory import Trajectory

    out = Path(options.out).expanduser()
    if options.recipe:
        if flags := [*_given(options), *(f"export.{name}" for name in _given(options, "export"))]:
            raise InputError(f"{flags[0]}: a recipe decides everything; leave out the flag, or the recipe.")
        recipe = read_recipe(options.recipe)
        if kind_for(out, recipe.export).format != recipe.export.format:
            raise InputError(f"{out}: the recipe makes a file of the kind {recipe.export.format}; name it so.")
        source: Any = options.model or find_model(recipe.model["sha256"])
        model = load_model(source, recipe.model["weights"], options.device or recipe.device)
        if model.source is None or model.source.sha256 != recipe.model["sha256"]:
            raise InputError(f"{source}: is not the model of this recipe; leave it out to search the runs.")
    else:
        wanted = _given(options).get("sampling.weights", "ema")
        model = load_model(options.model or READY_MADE, str(wanted), options.device or "cpu")
        settings = model.config.replace(**_given(options)).sampling
        try:
            look = ExportConfig().replace(**_given(options, "export"))
        except InputError as error:
            raise InputError(f"export.{error}") from error
        look = kind_for(out, look)
        recipe = recipe_for(model, settings, look)
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.parent}; make it, or choose another.")
    for there in () if options.force else (out, beside(out)):
        if there.is_file() or (there.is_dir() and any(there.iterdir())):
            raise InputError(f"{there}: exists already; choose another name, or say --force.")
    trajectory, began = Trajectory(), time.perf_counter()
    with contextlib.closing(trajectory), _bar(options) as progress:
        for step in sample(model, recipe.sampling, noise=recipe.noise):
            trajectory.add(step)
            progress("sampling", step.index / max(1, step.total))
        written = save_export(out, trajectory, recipe)
    seconds = time.perf_counter() - began
    names = [str(path) for path in written]
    _say(
        options,
        f"{recipe.sampling.count} pictures in {seconds:.1f} s: {names[0] if len(names) < 3 else out}",
        {"written": names, "seconds": round(seconds, 3), "recipe": json.loads(recipe.to_json())},
    )


def _runs(options: argparse.Namespace) -> None:
    from ncsn_engine.runs import list_runs, runs_folder

    runs, problems = list_runs(options.folder)
    for problem in problems:
        print(f"ncsn: {problem}", file=sys.stderr)
    rows = [{"name": r.name, "folder": str(r.folder), **_standing(r)} for r in runs]
    lines = [f"{r['name']:<24} {r['status']:<12} {r['step']:>9} of {r['steps']:<9} {r['folder']}" for r in rows]
    place = options.folder or runs_folder()
    _say(options, "\n".join(lines) or f"No runs in {place} yet; 'ncsn train' makes one.", rows)


def _show(options: argparse.Namespace) -> None:
    from ncsn_engine.models import resolve
    from ncsn_engine.runs import open_run

    path, _ = resolve(options.run)
    if path.is_file():
        raise InputError(f"{path}: is a file; name a run folder.")
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
    _say(options, f"{text}\n\n{to_toml(run.config)}", {**facts, "config": run.config.model_dump()})


def _pack(options: argparse.Namespace) -> None:
    from ncsn_engine.models import pack_run, resolve
    from ncsn_engine.runs import open_run

    packed = pack_run(open_run(resolve(options.run)[0]), Path(options.out).expanduser())
    _say(options, str(packed.folder), {"folder": str(packed.folder)})


def _devices(options: argparse.Namespace) -> None:
    from ncsn_engine.devices import list_devices

    rows = [vars(device) for device in list_devices()]
    lines = [f"{r['name']:<8} {r['title']}{'' if r['float64'] else ' (no float64)'}" for r in rows]
    _say(options, "\n".join(lines), rows)


def _presets(options: argparse.Namespace) -> None:
    rows = [{"name": name, "about": made.about} for name, made in PRESETS.items()]
    _say(options, "\n".join(f"{r['name']:<10} {r['about']}" for r in rows), rows)


def _print_config(options: argparse.Namespace) -> None:
    config = _config(options)
    _say(options, to_toml(config).rstrip(), config.model_dump())


def _standing(run: Run) -> dict[str, Any]:
    status, step = run.status()
    return {"status": status, "step": step, "steps": run.config.training.steps}


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else "-" if value is None else str(value)


def _say(options: argparse.Namespace, text: str, facts: object) -> None:
    print(json.dumps(facts) if options.json else text, flush=True)


@contextlib.contextmanager
def _bar(options: argparse.Namespace) -> Iterator[Callable[[str, float], None]]:
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


# ---------------------------------------------------------------------------------------------
# Settings on the command line


def _config(options: argparse.Namespace) -> RunConfig:
    """Return the settings: preset, then file, then flags; the later wins."""
    config = preset(options.preset or "digits")
    if options.config:
        config = read_toml(Path(options.config).expanduser(), base=config)
    return config.replace(**_given(options))


def _given(options: argparse.Namespace, section: str = "") -> dict[str, Any]:
    """Return the settings given as flags, as dotted names; of one other model if `section` is said."""
    found = {}
    for name, value in vars(options).items():
        if value is not None and name.startswith("set:"):
            dotted = name.removeprefix("set:")
            if section and dotted.startswith(f"{section}."):
                found[dotted.removeprefix(f"{section}.")] = value
            elif not section and not dotted.startswith("export."):
                found[dotted] = value
    return found


def _add_settings(parser: argparse.ArgumentParser, sections: Sequence[str]) -> None:
    """Add a flag for every declared setting of these sections."""
    group = parser.add_argument_group("settings")
    for section in sections:
        options = kinds(section)
        if "" not in options:
            group.add_argument(
                f"--{section}.kind", dest=f"set:{section}.kind", metavar="KIND", help=f"one of {', '.join(options)}"
            )
        seen: dict[str, Setting] = {}
        for model in options.values():
            seen |= {s.name: s for s in model.settings() if s.name not in seen}
        for setting in seen.values():
            _add_setting(group, f"{section}.{setting.name}", setting)


def _add_setting(group: Any, dotted: str, setting: Setting, *also: str) -> None:
    default = setting.empty if setting.default is None else setting.default
    text = f"{setting.title}: {setting.help} ({setting.rule}; default {default})"
    group.add_argument(f"--{dotted}", *also, dest=f"set:{dotted}", metavar="V", help=text.replace("%", "%%"))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other mistake is said."""

    def error(self, message: str) -> Any:
        raise InputError(f"{message}; '{self.prog} --help' lists what there is.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ncsn", description="Train and sample score-based generative models.")
    parser.add_argument("--version", action="version", version=f"ncsn {importlib.metadata.version('ncsn-studio')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, action: Callable[[argparse.Namespace], None], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        added.add_argument("--json", action="store_true", help="print JSON for scripts, no progress bars")
        added.set_defaults(command=action)
        return added

    run_sections = [name for name in RunConfig.model_fields if name not in ("name", "seed")]
    train = command("train", _train, "Train a run, or resume one.")
    train.add_argument(
        "--run", metavar="FOLDER", help="a folder, or the name of a run; one that holds a run resumes it"
    )
    train.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda:0, mps (default auto)")
    config = command("config", _print_config, "Print settings as TOML, ready to be changed and given to train.")
    for added in (train, config):
        added.add_argument("--preset", metavar="NAME", help=f"one of {', '.join(PRESETS)} (default digits)")
        added.add_argument("--config", metavar="FILE.toml", help="settings from a file")
        for setting in RunConfig.settings():
            _add_setting(added, setting.name, setting)
        _add_settings(added, run_sections)

    sample = command("sample", _sample, "Draw pictures from a model and save them with their recipe.")
    sample.add_argument("model", nargs="?", metavar="RUN|FILE", help="default: the ready-made model of digits")
    sample.add_argument(
        "--out", required=True, metavar="FILE|FOLDER", help=".png, .gif, .apng, .npz, or a folder of PNGs"
    )
    sample.add_argument("--recipe", metavar="FILE", help="make again what this export holds")
    sample.add_argument("--device", metavar="D", help="auto, cpu, cuda:0, mps (default cpu)")
    sample.add_argument("--force", action="store_true", help="overwrite what is there")
    for short, dotted in (("--sampler", "kind"), ("--count", "count"), ("--seed", "seed")):
        sample.add_argument(short, dest=f"set:sampling.{dotted}", metavar="V", help=f"short for --sampling.{dotted}")
    _add_settings(sample, ["sampling"])
    looks = sample.add_argument_group("look")
    for setting in ExportConfig.settings():
        if setting.name != "format":
            _add_setting(looks, f"export.{setting.name}", setting)

    runs = command("runs", _runs, "List the runs.")
    runs.add_argument("--folder", metavar="FOLDER", help="where they are")
    show = command("show", _show, "Show one run: how it stands, and its settings.")
    show.add_argument("run", metavar="RUN", help="a name or a folder")
    pack = command("pack", _pack, "Copy a run without what only its training needs, to give a model away.")
    pack.add_argument("run", metavar="RUN", help="a name or a folder")
    pack.add_argument("--out", required=True, metavar="FOLDER", help="a new folder")
    command("devices", _devices, "List the devices of this machine.")
    command("presets", _presets, "List the presets.")
    return parser


def entry() -> None:
    """Start from the installed command ``ncsn``; being told to end is a stop like any other."""
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.default_int_handler)
    sys.exit(main())


if __name__ == "__main__":
    entry()
