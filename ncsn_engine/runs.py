"""The run folder: one training with all it made. Costs no torch.

::

    RUN/run.json            format, id, name, settings, created, versions
    RUN/metrics.jsonl       one line a record; a torn last line is dropped when read
    RUN/checkpoints/step-000012000.safetensors; with a name: step-000012000_before-lr.safetensors
    RUN/previews/, samples/ pictures
    RUN/set-aside/01/       what came after the checkpoint that the run was rolled back to
    RUN/lock                held by the one writer
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.resources
import json
import os
import re
import secrets
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from platformdirs import user_data_path

from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.storage import SaveError, say_why, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "CHANGEABLE",
    "MEASURED",
    "READY_MADE",
    "Kept",
    "MetricsFile",
    "Run",
    "change_settings",
    "changeable",
    "changed_settings",
    "create_run",
    "discard_run",
    "free_folder",
    "library_versions",
    "list_runs",
    "mark_of",
    "named_folder",
    "open_run",
    "ready_made_run",
    "rename_run",
    "runs_folder",
    "set_aside",
]

FORMAT = 1
READY_MADE = "ready-made"  # the name by which the command line knows the run that ships with the program
# What a record of the loss also tells, of its last step; "time" is the wall clock's, in Unix seconds.
MEASURED = ("learning_rate", "gradient_norm", "weight_norm", "images_per_second", "epoch", "time")
_CHECKPOINT = re.compile(r"step-(\d{9})(?:-(\d+))?(?:_(.+))?\.safetensors")
# What may be changed while a run is trained. All else decides what its weights mean, or which pictures come next.
CHANGEABLE = (
    "objective.weighting",
    "objective.min_snr_gamma",
    "training.steps",
    "training.learning_rate",
    "training.warmup_steps",
    "training.decay",
    "training.gradient_clip",
    "training.ema_rate",
    "training.label_dropout",
    "training.held_out_every",
    "training.preview_every",
    "training.checkpoint_every",
    "training.keep_checkpoints",
)
# What stays as it is when a run goes back to an earlier checkpoint: it has no part in what is learned.
_NOT_LEARNED = ("held_out_every", "preview_every", "checkpoint_every", "keep_checkpoints")


@dataclass(frozen=True)
class Kept:
    """A checkpoint file, by what its name says.

    Attributes
    ----------
    path, step
        The file, and the optimiser steps taken.
    number
        Which of this step it is, counted from 1 in the order in which they were written.
    name
        By which a person kept it, as far as a file may be called so; empty if nobody did.
    """

    path: Path
    step: int
    number: int
    name: str


@dataclass(frozen=True)
class Run:
    """One run folder.

    Attributes
    ----------
    folder
        Where it is.
    id, created, versions
        A random name that never changes, when it was made (UTC), and by which versions.
    config
        Its settings.
    """

    folder: Path
    id: str
    created: str
    versions: dict[str, str]
    config: RunConfig

    @property
    def name(self) -> str:
        """What people call it: the folder's name."""
        return self.folder.name

    def kept(self) -> list[Kept]:
        """Return the checkpoints, newest first."""
        files = (self.folder / "checkpoints").glob("step-*.safetensors")
        found = [Kept(f, int(m[1]), int(m[2] or 1), m[3] or "") for f in files if (m := _CHECKPOINT.fullmatch(f.name))]
        return sorted(found, key=lambda one: (one.step, one.number), reverse=True)

    def checkpoints(self) -> list[Path]:
        """Return the checkpoint files, newest first."""
        return [one.path for one in self.kept()]

    def new_checkpoint(self, step: int, name: str = "") -> Path:
        """Return a file name for a checkpoint that sorts after all others of its step."""
        number = 1 + max((one.number for one in self.kept() if one.step == step), default=0)
        plain = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60] or "named"
        again = f"-{number}" if number > 1 else ""
        return self.folder / "checkpoints" / f"step-{step:09d}{again}{f'_{plain}' if name else ''}.safetensors"

    def metrics(self) -> list[dict[str, Any]]:
        """Return all records that the training wrote, oldest first."""
        return list(_records(self.folder / "metrics.jsonl"))

    def metric_lines(self) -> list[bytes]:
        """Return the same records as they were written, a line each; some may be damaged."""
        return _lines(self.folder / "metrics.jsonl")

    def status(self) -> tuple[str, int]:
        """Return what became of it and at which step.

        The word is ``new``, ``training``, ``stopped``, ``done``, ``interrupted`` (the program or the
        machine ended while it trained) or ``failed``.
        """
        last = _last_record(self.folder / "metrics.jsonl")
        step = int(last.get("step", 0))
        if self.locked():
            return "training", step
        if not last:
            return "new", 0
        return (last["why"], step) if last["kind"] == "end" else ("interrupted", step)

    def locked(self) -> bool:
        """Tell whether a training writes to this folder now."""
        path = self.folder / "lock"
        if not path.exists() or not os.access(path, os.W_OK):
            return False
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False

    def trained_beside(self) -> list[str]:
        """Return the names of other runs in the same folder that are being trained now."""
        others = (Run(lock.parent, "", "", {}, self.config) for lock in self.folder.parent.glob("*/lock"))
        return sorted(run.name for run in others if run.folder != self.folder and run.locked())

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the run's lock: only one training writes to a folder.

        Raises
        ------
        InputError
            If another program holds it, or the folder can't be written to.
        """
        lock = FileLock(self.folder / "lock")
        try:
            lock.acquire(timeout=1)  # a run list elsewhere may be looking at this very moment
        except Timeout:
            raise InputError(
                f"{self.folder}: is being trained by another program; stop that one, or choose another folder."
            ) from None
        except OSError as error:
            raise InputError(f"{self.folder}: can't be written to: {say_why(error)}") from error
        try:
            yield
        finally:
            lock.release()


def runs_folder() -> Path:
    """Return where runs live unless told otherwise: ``$NCSN_RUNS``, or below the user's data folder."""
    told = os.environ.get("NCSN_RUNS")
    return Path(told).expanduser() if told else user_data_path("ncsn-studio") / "runs"


def ready_made_run() -> Run:
    """Return the run that ships with the program: a model of handwritten digits."""
    return open_run(Path(str(importlib.resources.files("ncsn_resources"))) / "models" / "digits")


def create_run(config: RunConfig, folder: Path | str | None = None, made: Run | None = None) -> Run:
    """Make a new run folder.

    Parameters
    ----------
    folder
        Where; by default the runs folder, with the run's name and the next free number.
    made
        A run that this is a copy of: it keeps that one's id, date and versions.

    Raises
    ------
    InputError
        If the folder holds a run or other files already, or can't be written.
    """
    place = Path(folder).expanduser() if folder else free_folder(config.name)
    if (place / "run.json").exists():
        raise InputError(f"{place}: holds a run already; resume it, or choose another folder.")
    if place.is_dir() and any(place.iterdir()):
        raise InputError(f"{place}: holds other files; choose an empty or a new folder.")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    run = replace(made, folder=place) if made else Run(place, secrets.token_hex(8), now, library_versions(), config)
    try:
        for name in ("checkpoints", "previews", "samples"):
            (place / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(f"{place}: can't be made: {say_why(error)}") from error
    _write_head(run)
    return run


def discard_run(run: Run) -> None:
    """Delete the folder of a run that could not begin; one that has learned something is left alone."""
    if not run.checkpoints():
        shutil.rmtree(run.folder, ignore_errors=True)


def rename_run(run: Run, name: str) -> Run:
    """Give a run and its folder another name.

    Raises
    ------
    InputError
        If it is being trained, the name is none for a folder, or there is such a folder.
    """
    if not re.fullmatch(r"[\w.-][\w. -]*", name) or set(name) <= {"."}:
        raise InputError(f"{name!r}: is no name for a run; use letters, digits, spaces, dots and dashes.")
    place = run.folder.with_name(name)
    if place.exists():
        raise InputError(f"{place}: is there already; choose another name.")
    if run.locked():
        raise InputError(f"{run.name}: is being trained; stop it first.")
    try:
        run.folder.rename(place)
    except OSError as error:
        raise InputError(f"{run.folder}: can't be renamed: {say_why(error)}") from error
    return replace(run, folder=place)


def change_settings(run: Run, config: RunConfig) -> Run:
    """Give a run other settings, for example more steps; what it has learned stays."""
    changed = replace(run, config=config)
    _write_head(changed)
    return changed


def changed_settings(old: RunConfig, new: RunConfig) -> list[tuple[str, Any, Any]]:
    """Return the settings that differ, as (name, before, after); those of sampling and the run's name are left out."""
    before, after = _flat(old), _flat(new)
    names = dict.fromkeys([*before, *after])
    return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def changeable(old: RunConfig, new: RunConfig, step: int = 0) -> list[tuple[str, Any, Any]]:
    """Return what :func:`changed_settings` does, if a training that stands at `step` can take all of it.

    Raises
    ------
    InputError
        Naming the first setting that can't be changed under way.
    """
    changes = changed_settings(old, new)
    for name, before, after in changes:
        if name not in CHANGEABLE:
            raise InputError(
                f"{name}: can't be changed while the run is trained, as what it has learned rests on it; "
                "stop the training and begin a new run."
            )
        if name == "objective.weighting" and "learned" in (before, after):
            raise InputError(
                "objective.weighting: 'learned' has weights of its own, which begin with the run; "
                "choose another weight, or begin a new run."
            )
    if changes and new.training.steps <= step:
        raise InputError(
            f"training.steps: must be above {step}, where the training stands (got {new.training.steps}); "
            "stop the training to end it there."
        )
    return changes


def name_newest(run: Run, name: str) -> Path:
    """Keep the newest checkpoint of a run under a name, as :class:`~ncsn_engine.training.Save` does while it trains.

    Returns
    -------
    Path
        The checkpoint's file, which is never deleted by itself.

    Raises
    ------
    InputError
        If the run has no checkpoint, another program trains it, or the folder can't be written to.
    """
    with run.writing():
        newest = next(iter(run.kept()), None)
        if newest is None:
            raise InputError(f"{run.folder}: has no checkpoint yet that could be called “{name}”; train it first.")
        path = run.new_checkpoint(newest.step, name)
        try:
            if newest.name:  # stays under that name too
                write_whole(path, newest.path.read_bytes())
            else:
                newest.path.rename(path)
        except OSError as error:
            raise SaveError(f"{path}: could not be saved: {say_why(error)}") from error
        last = _last_record(run.folder / "metrics.jsonl")
        told = [{"kind": "checkpoint", "step": newest.step, "name": name, "file": path.name}]
        MetricsFile(run).append([*told, last] if last.get("kind") == "end" else told)  # how it ended comes last
        return path


def set_aside(run: Run, kept: Kept, config: RunConfig) -> Run:
    """Let a run stand at an earlier checkpoint again; what came after it goes into ``set-aside/NN``.

    At every moment the newest checkpoint is whole and the run can be resumed from it, whatever stops this. The
    caller holds the run's lock and has verified the checkpoint, whose settings are `config`.

    Raises
    ------
    SaveError
        If the disk is full, say; nothing is lost.
    """
    records = run.metrics()
    came_from = max([int(r["step"]) for r in records] + [one.step for one in run.kept()])
    changed = replace(run, config=_gone_back(run.config, config))
    try:
        place = _next_aside(run.folder)
        # The copies first, then the newest checkpoint, the one before it, and so on.
        for name in ("run.json", "metrics.jsonl"):
            if (run.folder / name).exists():
                write_whole(place / name, (run.folder / name).read_bytes())
        later = [one.path for one in run.kept() if (one.step, one.number) > (kept.step, kept.number)]
        for path in later:
            path.rename(place / "checkpoints" / path.name)
        _write_head(changed)
        for path in sorted((run.folder / "previews").glob("step-*.png"), reverse=True):
            if path.stem.removeprefix("step-") > f"{kept.step:09d}":
                path.rename(place / "previews" / path.name)
    except OSError as error:
        raise SaveError(f"{run.folder}: could not be rolled back: {say_why(error)}") from error
    told = [r for r in _rewound(records, kept.step) if r["step"] < kept.step or _still_holds(r, changed)]
    aside = place.relative_to(run.folder).as_posix()
    told.append({"kind": "rollback", "step": kept.step, "from": came_from, "aside": aside})
    write_whole(run.folder / "metrics.jsonl", b"".join(map(_line, told)))
    return changed


def mark_of(record: dict[str, Any]) -> str:
    """Return what a record says in the curves; empty if it is no change, named checkpoint or rollback."""
    match record["kind"]:
        case "change":
            return f"{record['what']}: {_plain(record['from'])} → {_plain(record['to'])}"
        case "checkpoint":
            return f"checkpoint “{record['name']}”"
        case "rollback":
            return f"rolled back from step {record['from']}"
    return ""


def open_run(folder: Path | str) -> Run:
    """Open a run folder.

    Raises
    ------
    InputError
        If it is no run folder, is damaged, or was made by a newer version.
    """
    place = Path(folder).expanduser()
    file = place / "run.json"
    try:
        head = json.loads(file.read_text(encoding="utf-8"))
        if head["format"] > FORMAT:
            raise InputError(f"{file}: was made by a newer version (format {head['format']}); update the program.")
        if not isinstance(head["config"], dict):
            raise TypeError("its settings are no table")
        return Run(place, head["id"], head["created"], head["versions"], RunConfig.checked(head["config"]))
    except FileNotFoundError:
        raise InputError(f"{place}: is no run folder; it has no run.json.") from None
    except OSError as error:
        raise InputError(f"{file}: can't be read ({error.strerror}).") from error
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise InputError(f"{file}: {error}") from error
        raise InputError(f"{file}: is damaged ({error}).") from error


def list_runs(folder: Path | str | None = None) -> tuple[list[Run], list[str]]:
    """Return the runs below a folder, newest first, and what was wrong with those that can't be opened."""
    place = Path(folder).expanduser() if folder else runs_folder()
    runs, problems = [], []
    for file in place.glob("*/run.json"):
        try:
            runs.append(open_run(file.parent))
        except InputError as error:
            problems.append(str(error))
    return sorted(runs, key=lambda run: (run.created, run.name), reverse=True), problems


def named_folder(name: Path | str) -> Path:
    """Return the path that a person means: a path as it is, or the run of that plain name if there is no such path."""
    path = Path(name).expanduser()
    if path.exists() or path.name != str(name):
        return path
    return next((run.folder for run in list_runs()[0] if run.name == str(name)), path)


def library_versions() -> dict[str, str]:
    """Return the versions of this program and of the libraries that its numbers depend on."""
    names = {"ncsn-studio": "ncsn_studio", "torch": "torch", "numpy": "numpy"}
    found = {}
    for shown, name in names.items():
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[shown] = importlib.metadata.version(name)
    return found


class MetricsFile:
    """Appends records to a run's ``metrics.jsonl``; what a full disk refused is tried again later."""

    def __init__(self, run: Run) -> None:
        self.path = run.folder / "metrics.jsonl"
        self._waiting = b""

    def rewind(self, step: int) -> None:
        """Drop records after `step`, and the end of the last session: the run goes on from there."""
        if self.path.exists():
            write_whole(self.path, b"".join(map(_line, _rewound(_records(self.path), step))))

    def append(self, records: Iterable[dict[str, Any]]) -> None:
        """Write records, a line each.

        Raises
        ------
        SaveError
            If the disk is full, say; the records are kept and written with the next ones.
        """
        self._waiting += b"".join(_line(record) for record in records)
        try:
            with open(self.path, "ab", buffering=0) as file:
                while self._waiting:
                    written = file.write(self._waiting)
                    self._waiting = self._waiting[written:]
        except OSError as error:
            raise SaveError(f"{self.path}: could not be saved: {say_why(error)}") from error


def _rewound(records: Iterable[dict[str, Any]], step: int) -> list[dict[str, Any]]:
    """Return what is left of the records of a run that goes on from `step`."""
    kept = [_up_to(step, record) for record in records if record["kind"] != "end"]
    return [record for record in kept if record]


def _up_to(step: int, record: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a record says of the steps up to `step`."""
    if record["step"] <= step:
        return record
    if record["kind"] == "train" and (known := len(record["loss"]) - (record["step"] - step)) > 0:
        told = {key: value for key, value in record.items() if key not in MEASURED}  # at a step that is dropped
        return {**told, "step": step, "loss": record["loss"][:known]}
    return None


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def _lines(path: Path) -> list[bytes]:
    if not path.exists():
        return []
    return path.read_bytes().split(b"\n")[:-1]  # after the last newline: nothing, or a torn line


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for line in _lines(path):
        with contextlib.suppress(ValueError):
            yield json.loads(line)


def _last_record(path: Path) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            file.seek(max(0, path.stat().st_size - 65_536))
            lines = file.read().split(b"\n")[:-1]
    except OSError:
        return {}
    for line in reversed(lines):
        with contextlib.suppress(ValueError):
            record: dict[str, Any] = json.loads(line)
            return record
    return {}


def free_folder(name: str) -> Path:
    """Return a folder below the runs' that does not exist yet, called after `name` with a number."""
    place = runs_folder()
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "run"
    number = 1
    while (path := place / f"{plain}-{number:02d}").exists():
        number += 1
    return path


def _write_head(run: Run) -> None:
    head = {
        "format": FORMAT,
        "id": run.id,
        "created": run.created,
        "versions": run.versions,
        "config": run.config.model_dump(),
    }
    write_whole(run.folder / "run.json", json.dumps(head, indent=1).encode())


def _flat(config: RunConfig) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section, value in config.model_dump(exclude={"name", "sampling"}).items():
        found |= {f"{section}.{name}": v for name, v in value.items()} if isinstance(value, dict) else {section: value}
    return found


def _plain(value: object) -> str:
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _gone_back(now: RunConfig, then: RunConfig) -> RunConfig:
    """Return the settings with which a run goes on from a checkpoint made with `then`."""
    every = {name: getattr(now.training, name) for name in _NOT_LEARNED}
    training = then.training.model_copy(update=every)
    return then.model_copy(update={"name": now.name, "sampling": now.sampling, "training": training})


def _next_aside(folder: Path) -> Path:
    """Make the next folder below ``set-aside``."""
    number = 1
    while (place := folder / "set-aside" / f"{number:02d}").exists():
        number += 1
    for name in ("checkpoints", "previews", "samples"):
        (place / name).mkdir(parents=True)
    return place


def _still_holds(record: dict[str, Any], run: Run) -> bool:
    """Tell whether a record of the very step that a run went back to is still true of it."""
    match record["kind"]:
        case "change":
            return bool(_flat(run.config).get(record["what"]) == record["to"])
        case "checkpoint":
            return bool((run.folder / "checkpoints" / record["file"]).exists())
    return True
