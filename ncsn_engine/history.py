"""A run's past as arrays: what its ``metrics.jsonl`` says. Needs no torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.runs import Run

__all__ = ["History", "read_history"]


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
    """

    loss: np.ndarray
    clock: np.ndarray
    held_out: np.ndarray
    levels: np.ndarray = field(default_factory=lambda: np.empty(0))
    held_out_levels: np.ndarray = field(default_factory=lambda: np.empty(0))
    previews: list[tuple[int, Path]] = field(default_factory=list)

    def seconds(self, steps: np.ndarray) -> np.ndarray:
        """Return the training time at given steps, in seconds."""
        found: np.ndarray = np.interp(steps, self.clock[:, 0], self.clock[:, 1])
        return found


def read_history(run: Run) -> History:
    """Read what a run has written so far."""
    losses: list[float] = []
    clock, held_out, previews = [(0.0, 0.0)], [], []
    by_level: dict[str, list[float]] = {}
    for record in run.metrics():
        kind, step = record["kind"], record["step"]
        if "seconds" in record:
            clock.append((step, record["seconds"]))
        if kind == "train":
            losses += [float("nan")] * (step - len(record["loss"]) - len(losses))  # lost with a torn line
            losses += record["loss"]
        elif kind == "held-out":
            held_out.append((step, record["loss"]))
        elif kind == "preview":
            file = run.folder / "previews" / record["file"]
            if file.exists():
                previews.append((step, file))
        if "by_level" in record:
            by_level[kind] = record["by_level"]
    return History(
        np.array(losses, dtype=np.float32),
        np.array(clock),
        np.array(held_out).reshape(-1, 2),
        np.array(by_level.get("levels", []), dtype=float),
        np.array(by_level.get("held-out", []), dtype=float),
        previews,
    )
