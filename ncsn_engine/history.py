"""A run's past as arrays: what its ``metrics.jsonl`` says. Needs no torch."""

from __future__ import annotations

import csv
import io
import itertools
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ncsn_engine.runs import MEASURED, mark_of

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.config import RunConfig
    from ncsn_engine.runs import Run

__all__ = [
    "MOST_RECORDS",
    "MOST_ROWS",
    "History",
    "Moment",
    "binned",
    "differing_settings",
    "lagging",
    "moments",
    "read_history",
    "row_levels",
    "to_csv",
    "written",
]

MOST_RECORDS = 256  # measurements by level that are kept of each kind, evenly spread: a plot has no more columns
_MOST_NUMBERS = 250_000  # of each kind that are read: those of a long ladder would take seconds
MOST_ROWS = 64  # rows that the levels of a long ladder are averaged into
_BY_LEVEL = b',"by_level":'  # the last part of a record, and the longest


@dataclass
class History:
    """Loss curves and previews of a run.

    Attributes
    ----------
    loss
        Of every step, over D/2, float32 (S,); step k is ``loss[k - 1]``.
    clock
        (step, seconds) where the clock was read, float64 (M, 2), ascending.
    held_out
        (step, loss), float64 (H, 2).
    levels, held_out_levels
        Newest loss by level, (L,), nan where unknown; empty before the first.
    previews
        (step, file), oldest first.
    measured
        (step, and what ``runs.MEASURED`` names), float64 (K, 7), nan where unknown; runs of older
        versions have none.
    level_steps, level_past
        Steps (R,) and loss by level since the step before, as :func:`binned` gives it (R, rows); at
        most `MOST_RECORDS` of them.
    held_out_steps, held_out_past
        The same of held-out pictures.
    sigmas
        The ladder, (L,), if a checkpoint tells it.
    marks
        (step, what happened) of changed settings, named checkpoints and rollbacks, oldest first.
    names
        What people call a checkpoint, by its file's name.
    """

    loss: np.ndarray
    clock: np.ndarray
    held_out: np.ndarray
    levels: np.ndarray = field(default_factory=lambda: np.empty(0))
    held_out_levels: np.ndarray = field(default_factory=lambda: np.empty(0))
    previews: list[tuple[int, Path]] = field(default_factory=list)
    measured: np.ndarray = field(default_factory=lambda: np.empty((0, 1 + len(MEASURED))))
    level_steps: np.ndarray = field(default_factory=lambda: np.empty(0))
    level_past: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    held_out_steps: np.ndarray = field(default_factory=lambda: np.empty(0))
    held_out_past: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    sigmas: np.ndarray = field(default_factory=lambda: np.empty(0))
    marks: list[tuple[int, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def seconds(self, steps: np.ndarray) -> np.ndarray:
        """Return the training time at given steps, in seconds."""
        found: np.ndarray = np.interp(steps, self.clock[:, 0], self.clock[:, 1])
        return found

    def curve(self, name: str) -> np.ndarray:
        """Return (step, value) of one of ``runs.MEASURED``, (K, 2)."""
        pair = self.measured[:, [0, 1 + MEASURED.index(name)]]
        found: np.ndarray = pair[np.isfinite(pair[:, 1])]
        return found

    def along(self, over: str, steps: np.ndarray) -> np.ndarray | None:
        """Return where given steps lie on an axis: ``steps``, ``epochs``, ``time`` or ``wall``.

        The last two are in seconds: spent on training, and passed since it began, pauses and nights
        included. None if the run's records do not tell.
        """
        match over:
            case "steps":
                return steps
            case "time":
                return self.seconds(steps)
            case "epochs" if len(known := self.curve("epoch")):
                return steps * float(known[-1, 1] / max(1.0, known[-1, 0]))
            case "wall" if len(known := self.curve("time")):
                began = known[0, 1] - float(self.seconds(known[:1, 0])[0])
                passed: np.ndarray = np.interp(steps, [0.0, *known[:, 0]], [0.0, *(known[:, 1] - began)])
                return passed
        return None


def written(run: Run) -> tuple[int, int]:
    """Return the size of a run's records, and when they were written: they are the same while these are."""
    with suppress(FileNotFoundError):
        found = (run.folder / "metrics.jsonl").stat()
        return found.st_size, found.st_mtime_ns
    return 0, 0


def read_history(run: Run) -> History:
    """Read what a run has written so far."""
    losses: list[float] = []
    clock, held_out, measured, previews = [(0.0, 0.0)], [], [], []
    by_level: dict[str, list[tuple[int, bytes]]] = {"levels": [], "held-out": []}
    marks: list[tuple[int, str]] = []
    names: dict[str, str] = {}
    for line in run.metric_lines():
        head, mark, rest = line.partition(_BY_LEVEL)
        try:
            record = json.loads(head + b"}" if mark else line)
        except ValueError:  # a damaged line costs what it says, no more
            continue
        kind, step = record["kind"], record["step"]
        if "seconds" in record:
            clock.append((step, record["seconds"]))
        if kind == "train":
            losses += [float("nan")] * (step - len(record["loss"]) - len(losses))  # lost with a torn line
            losses += record["loss"]
            if "learning_rate" in record:
                measured.append([step, *(record.get(name) for name in MEASURED)])
        elif kind == "held-out":
            held_out.append((step, record["loss"]))
        elif kind == "preview":
            file = run.folder / "previews" / record["file"]
            if file.exists():
                previews.append((step, file))
        elif said := mark_of(record):
            marks.append((step, said))
            if kind == "checkpoint":
                names[record["file"]] = record["name"]
        if mark and kind in by_level:
            by_level[kind].append((step, rest.removesuffix(b"}")))
    levels, level_steps, level_past = _past(by_level["levels"])
    held_out_levels, held_out_steps, held_out_past = _past(by_level["held-out"])
    return History(
        np.array(losses, dtype=np.float32),
        np.array(clock),
        np.array(held_out).reshape(-1, 2),
        levels,
        held_out_levels,
        previews,
        np.array(measured, dtype=float).reshape(-1, 1 + len(MEASURED)),
        level_steps,
        level_past,
        held_out_steps,
        held_out_past,
        _ladder(run),
        marks,
        names,
    )


@dataclass(frozen=True)
class Moment:
    """A checkpoint that was kept, and what is known of it.

    Attributes
    ----------
    path, step
        Its file, and the optimiser steps taken.
    written
        When, in nanoseconds: after a rollback a file of the same name may be another one.
    name
        What people call it; empty if nobody named it.
    weights
        What it holds: ``ema``, ``raw``, or both; empty if it is no whole file.
    held_out
        (step, loss) of the last held-out loss up to then, if there is one.
    """

    path: Path
    step: int
    written: int
    name: str
    weights: tuple[str, ...]
    held_out: tuple[int, float] | None


def moments(run: Run, names: dict[str, str], held_out: dict[int, float]) -> list[Moment]:
    """Return the kept checkpoints, oldest first; only their heads are read.

    Parameters
    ----------
    names
        What people call a checkpoint, by its file's name.
    held_out
        Losses by step.
    """
    found = []
    for kept in reversed(run.kept()):
        groups = {name.partition("/")[0] for name in _head(kept.path)}
        weights = tuple(weights for weights, group in (("ema", "ema"), ("raw", "model")) if group in groups)
        last = max((step for step in held_out if step <= kept.step), default=None)
        loss = None if last is None else (last, held_out[last])
        with suppress(FileNotFoundError):  # deleted this very moment
            written = kept.path.stat().st_mtime_ns
            found.append(Moment(kept.path, kept.step, written, names.get(kept.path.name, kept.name), weights, loss))
    return found


def binned(values: np.ndarray, most: int = MOST_ROWS) -> np.ndarray:
    """Average neighbouring levels of (R, L) losses so that at most `most` are left; nan is left out."""
    count = values.shape[1]
    if count <= most:
        return values
    starts = np.array([first for first, _ in row_levels(count, most)])
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        found: np.ndarray = np.add.reduceat(np.where(known, values, 0.0), starts, axis=1) / np.add.reduceat(
            known.astype(float), starts, axis=1
        )
    return found


def row_levels(count: int, most: int = MOST_ROWS) -> list[tuple[int, int]]:
    """Return which levels each row of :func:`binned` averages: first, and one past the last."""
    edges = np.linspace(0, count, min(count, most) + 1).round().astype(int).tolist()
    return list(itertools.pairwise(edges))


def lagging(train: np.ndarray, held_out: np.ndarray) -> tuple[int, float] | None:
    """Return the row that lags most, and by how much: the largest held-out minus training loss.

    Both are (R, rows) as :func:`binned` gives them; each is averaged over the last quarter of its
    records, because one record looks at few pictures a level. None where no row lags.
    """
    if not len(train) or not len(held_out) or train.shape[1] != held_out.shape[1]:
        return None
    behind = _lately(held_out) - _lately(train)
    if not (behind > 0).any():
        return None
    row = int(np.nanargmax(behind))
    return row, float(behind[row])


def differing_settings(*configs: RunConfig) -> list[tuple[Any, ...]]:
    """Return the settings that are not the same in all, as (name, value of the first, of the second, …)."""
    dumped = [config.model_dump() for config in configs]
    rows: list[tuple[Any, ...]] = []
    for section in dumped[0] if dumped else ():
        if isinstance(dumped[0][section], dict):
            for name in dict.fromkeys(key for one in dumped for key in one[section]):
                values = [one[section].get(name, "–") for one in dumped]
                if any(value != values[0] for value in values):
                    rows.append((f"{section}.{name}", *values))
    return rows


def to_csv(history: History) -> bytes:
    """Return all curves as a table, a row a step; a cell is empty where nothing was measured.

    Levels beyond `MOST_ROWS` are averaged as the heat map shows them.
    """
    cells: dict[int, list[list[Any]]] = {}
    names = list(MEASURED[:-1])
    titles = [_titles(len(levels)) for levels in (history.levels, history.held_out_levels)]
    blank = [[""] * len(names), *([""] * len(t) for t in titles)]

    def fill(step: float, part: int, values: np.ndarray) -> None:
        row = cells.setdefault(int(step), [list(b) for b in blank])
        row[part] = [f"{v:.6g}" if np.isfinite(v) else "" for v in values]

    for line in history.measured:
        fill(line[0], 0, line[1 : 1 + len(names)])
    for step, values in zip(history.level_steps, history.level_past, strict=True):
        fill(step, 1, values)
    for step, values in zip(history.held_out_steps, history.held_out_past, strict=True):
        fill(step, 2, values)
    held_out = {int(step): f"{value:.6g}" for step, value in history.held_out}
    steps = np.arange(1, len(history.loss) + 1)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    head = ["step", "seconds", "loss", "held-out loss", *(name.replace("_", " ") for name in names)]
    head += [f"training loss, {title}" for title in titles[0]] + [f"held-out loss, {title}" for title in titles[1]]
    table.writerow(head)
    for step, second, loss in zip(steps.tolist(), history.seconds(steps).tolist(), history.loss.tolist(), strict=True):
        measured, *levels = cells.get(step, blank)
        shown = "" if loss != loss else f"{loss:.5g}"
        table.writerow([step, f"{second:.3f}", shown, held_out.get(step, ""), *measured, *levels[0], *levels[1]])
    return out.getvalue().encode()


def _titles(levels: int) -> list[str]:
    rows = row_levels(levels) if levels else []
    return [f"level {a + 1}" if b == a + 1 else f"levels {a + 1}-{b}" for a, b in rows]


def _lately(past: np.ndarray) -> np.ndarray:
    recent = past[-max(1, len(past) // 4) :]
    known = np.isfinite(recent)
    with np.errstate(invalid="ignore"):
        mean: np.ndarray = np.where(known, recent, 0.0).sum(0) / known.sum(0)
    return mean


def _past(found: list[tuple[int, bytes]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read evenly spread records by level, the newest among them.

    Returns the newest (L,), steps (R,), and all, binned (R, rows).
    """
    steps, rows = [], []
    levels = found[-1][1].count(b",") + 1 if found else 1
    most = min(len(found), MOST_RECORDS, max(32, _MOST_NUMBERS // levels))
    for index in np.unique(np.linspace(0, len(found) - 1, most).round().astype(int)):
        with suppress(ValueError, TypeError):
            rows.append(np.array(json.loads(found[index][1]), dtype=float))
            steps.append(found[index][0])
    if not rows:
        return np.empty(0), np.empty(0), np.empty((0, 0))
    fitting = [i for i, row in enumerate(rows) if len(row) == len(rows[-1])]
    return rows[-1], np.array([steps[i] for i in fitting], dtype=float), binned(np.stack([rows[i] for i in fitting]))


def _ladder(run: Run) -> np.ndarray:
    """Read the ladder from the head of the newest checkpoint; empty if there is none that tells."""
    for path in run.checkpoints()[:1]:
        with suppress(ValueError, KeyError, TypeError):
            return np.array(json.loads(_head(path)["__metadata__"]["state"])["sigmas"], dtype=float)
    return np.empty(0)


def _head(path: Path) -> dict[str, Any]:
    """Read the head of a checkpoint: what it tells of itself, and of its tensors; empty if it can't be read."""
    with suppress(OSError, ValueError), open(path, "rb") as file:
        head = json.loads(file.read(int.from_bytes(file.read(8), "little") % 2**26))
        return head if isinstance(head, dict) else {}
    return {}
