"""The run folder: one training with all it made, as it is found on disk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ncsn_engine.runs.lock import hold, is_held
from ncsn_engine.runs.records import last_record, lines_of, records_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from ncsn_engine.config import RunConfig

__all__ = ["Kept", "Run"]

_CHECKPOINT = re.compile(r"step-(\d{9})(?:-(\d+))?(?:_(.+))?\.safetensors")


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
        return list(records_of(self.folder / "metrics.jsonl"))

    def metric_lines(self) -> list[bytes]:
        """Return the same records as they were written, a line each; some may be damaged."""
        return lines_of(self.folder / "metrics.jsonl")

    def status(self) -> tuple[str, int]:
        """Return what became of it and at which step.

        The word is ``new``, ``training``, ``stopped``, ``done``, ``interrupted`` (the program or the
        machine ended while it trained) or ``failed``.
        """
        last = last_record(self.folder / "metrics.jsonl")
        step = int(last.get("step", 0))
        if self.locked():
            return "training", step
        if not last:
            return "new", 0
        return (last["why"], step) if last["kind"] == "end" else ("interrupted", step)

    def locked(self) -> bool:
        """Tell whether a training writes to this folder now."""
        return is_held(self.folder)

    def trained_beside(self) -> list[str]:
        """Return the names of other runs in the same folder that are being trained now."""
        others = (Run(lock.parent, "", "", {}, self.config) for lock in self.folder.parent.glob("*/lock"))
        return sorted(run.name for run in others if run.folder != self.folder and run.locked())

    def writing(self) -> AbstractContextManager[None]:
        """Hold the run's lock: only one training writes to a folder.

        Raises
        ------
        InputError
            If another program holds it, or the folder can't be written to.
        """
        return hold(self.folder)
