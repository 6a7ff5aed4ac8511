"""The curves of a run, and reading them from its records."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ncsn_engine.history.levels import past_of
from ncsn_engine.history.time_machine import head_of
from ncsn_engine.runs import MEASURED, TOLD, mark_of

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.runs import Run

__all__ = ["History", "read_history", "read_ladder", "written"]

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
    alike
        Whether training and held-out losses are one measure. Of older versions they are not where a run learned from a
        kernel density or with learned weights: there the training's are what was optimised.
    weighted
        Whether some losses are told with the weights of the objective, as older versions did: they do not compare with
        those of other runs.
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
    alike: bool = True
    weighted: bool = False

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
    plain = run.config.objective.kind != "explicit" and run.config.objective.weighting != "learned"
    alike, weighted = True, False
    heavy = not plain or run.config.objective.weighting != "sigma2"
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
            alike = alike and (plain or record.get("of") == TOLD)
            weighted = weighted or (heavy and record.get("of") != TOLD)
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
    levels, level_steps, level_past = past_of(by_level["levels"])
    held_out_levels, held_out_steps, held_out_past = past_of(by_level["held-out"])
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
        read_ladder(run),
        marks,
        names,
        alike,
        weighted,
    )


def read_ladder(run: Run) -> np.ndarray:
    """Read the ladder from the head of the newest checkpoint; empty if there is none that tells."""
    for path in run.checkpoints()[:1]:
        with suppress(ValueError, KeyError, TypeError):
            return np.array(json.loads(head_of(path)["__metadata__"]["state"])["sigmas"], dtype=float)
    return np.empty(0)
