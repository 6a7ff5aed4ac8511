"""Earlier checkpoints: keeping one under a name, and letting a run stand there again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ncsn_engine.config import InputError
from ncsn_engine.runs.head import write_head
from ncsn_engine.runs.metrics import MetricsFile
from ncsn_engine.runs.records import last_record, line_of, rewound
from ncsn_engine.runs.settings import flat, gone_back
from ncsn_engine.storage import SaveError, say_why, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.config import RunConfig
    from ncsn_engine.runs.folder import Kept, Run

__all__ = ["name_newest", "set_aside"]


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
            raise InputError(
                "{folder}: has no checkpoint yet that could be called “{name}”; train it first.",
                folder=run.folder,
                name=name,
            )
        path = run.new_checkpoint(newest.step, name)
        try:
            if newest.name:  # stays under that name too
                write_whole(path, newest.path.read_bytes())
            else:
                newest.path.rename(path)
        except OSError as error:
            raise SaveError(f"{path}: could not be saved: {say_why(error)}") from error
        last = last_record(run.folder / "metrics.jsonl")
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
    changed = replace(run, config=gone_back(run.config, config))
    try:
        place = _next_aside(run.folder)
        # The copies first, then the newest checkpoint, the one before it, and so on.
        for name in ("run.json", "metrics.jsonl"):
            if (run.folder / name).exists():
                write_whole(place / name, (run.folder / name).read_bytes())
        later = [one.path for one in run.kept() if (one.step, one.number) > (kept.step, kept.number)]
        for path in later:
            path.rename(place / "checkpoints" / path.name)
        write_head(changed)
        for path in sorted((run.folder / "previews").glob("step-*.png"), reverse=True):
            if path.stem.removeprefix("step-") > f"{kept.step:09d}":
                path.rename(place / "previews" / path.name)
    except OSError as error:
        raise SaveError(f"{run.folder}: could not be rolled back: {say_why(error)}") from error
    told = [r for r in rewound(records, kept.step) if r["step"] < kept.step or _still_holds(r, changed)]
    aside = place.relative_to(run.folder).as_posix()
    told.append({"kind": "rollback", "step": kept.step, "from": came_from, "aside": aside})
    write_whole(run.folder / "metrics.jsonl", b"".join(map(line_of, told)))
    return changed


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
            return bool(flat(run.config).get(record["what"]) == record["to"])
        case "checkpoint":
            return bool((run.folder / "checkpoints" / record["file"]).exists())
    return True
