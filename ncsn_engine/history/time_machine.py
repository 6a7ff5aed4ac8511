"""The moments of the time machine: a run's kept checkpoints, by their heads."""

from __future__ import annotations

import functools
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.runs import Run

__all__ = ["Moment", "head_of", "moments"]


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
        last = max((step for step in held_out if step <= kept.step), default=None)
        loss = None if last is None else (last, held_out[last])
        with suppress(FileNotFoundError):  # deleted this very moment
            written = kept.path.stat().st_mtime_ns
            weights = _weights_in(kept.path, written)
            found.append(Moment(kept.path, kept.step, written, names.get(kept.path.name, kept.name), weights, loss))
    return found


@functools.lru_cache(maxsize=4096)
def _weights_in(path: Path, written: int) -> tuple[str, ...]:
    """Return which weights a checkpoint holds; it is asked again and again, and a checkpoint never changes."""
    groups = {name.partition("/")[0] for name in head_of(path)}
    return tuple(weights for weights, group in (("ema", "ema"), ("raw", "model")) if group in groups)


def head_of(path: Path) -> dict[str, Any]:
    """Read the head of a checkpoint: what it tells of itself, and of its tensors; empty if it can't be read."""
    with suppress(OSError, ValueError), open(path, "rb") as file:
        head = json.loads(file.read(int.from_bytes(file.read(8), "little") % 2**26))
        return head if isinstance(head, dict) else {}
    return {}
