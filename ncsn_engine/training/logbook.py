"""What a training writes down: the records of its run's ``metrics.jsonl``."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from ncsn_engine.runs import MEASURED, TOLD, MetricsFile
from ncsn_engine.training.clock import Due

if TYPE_CHECKING:
    from ncsn_engine.runs import Run
    from ncsn_engine.training.events import HeldOut
    from ncsn_engine.training.measuring import Learnt, Rates

__all__ = ["Logbook"]

_WRITE_EVERY = 1.0  # seconds between records of the loss


class Logbook:
    """Collects records, and writes them about once a second."""

    def __init__(self, run: Run, n_levels: int) -> None:
        self._records: list[dict[str, Any]] = []
        self._n_levels = n_levels
        self.begin_here(run, 0.0)

    def begin_here(self, run: Run, seconds: float) -> None:
        """Write to this run from now on, and forget the losses that were not written."""
        self._metrics = MetricsFile(run)
        self._losses: list[float] = []
        self._levels = np.zeros((2, self._n_levels))  # sum of losses, and how many
        self._write_due = Due()
        self._written_seconds = seconds

    def rewind(self, step: int) -> None:
        """Drop what the file tells of steps after this one."""
        self._metrics.rewind(step)

    def note(self, record: dict[str, Any]) -> None:
        """Keep a record for the next writing."""
        self._records.append(record)

    def learnt(self, found: Learnt) -> None:
        """Keep losses for the next writing."""
        self._losses.extend(round(float(v), 5) for v in found.losses)
        self._levels += np.stack([found.level_sum, found.level_count])

    def held_out(self, found: HeldOut, seconds: float) -> None:
        """Keep a held-out loss for the next writing, and the training's loss by level since the one before."""
        by_level = [round(v, 5) if math.isfinite(v) else None for v in found.by_level.tolist()]
        record = {"kind": "held-out", "step": found.step, "seconds": round(seconds, 3)}
        self.note({**record, "loss": round(found.loss, 6), "by_level": by_level})
        summed, count_of = self._levels
        if count_of.any():
            learnt = [round(float(v / c), 5) if c else None for v, c in zip(summed, count_of, strict=True)]
            self.note({**record, "kind": "levels", "by_level": learnt})
            self._levels = np.zeros((2, self._n_levels))

    def is_due(self) -> bool:
        """Tell whether it is time to write."""
        return self._write_due.reached() or bool(self._records)

    def write(self, step: int, seconds: float, batch_size: int, rates: Rates) -> None:
        """Write everything that was kept.

        Raises
        ------
        SaveError
            If the disk is full, say; what was kept is written with the next records.
        """
        if self._losses:
            record = {"kind": "train", "step": step, "seconds": round(seconds, 3), "loss": self._losses, "of": TOLD}
            pictures, passed = len(self._losses) * batch_size, seconds - self._written_seconds
            self._records.insert(0, {**record, **_measured(rates, pictures / passed if passed > 0 else math.nan)})
            self._losses = []
            self._written_seconds = seconds
        records, self._records = self._records, []
        self._write_due = Due(_WRITE_EVERY)
        self._metrics.append(records)

    def end(self, step: int, why: str) -> None:
        """Write how the session ended.

        Raises
        ------
        SaveError
            If the disk is full, say.
        """
        self._metrics.append([{"kind": "end", "step": step, "why": why}])


def _measured(rates: Rates, images_per_second: float) -> dict[str, float | None]:
    """Return what else is known of the last step, by the names of ``MEASURED``."""
    values = (rates.learning_rate, rates.gradient_norm, rates.weight_norm, images_per_second, rates.epoch)
    rounded = [float(f"{value:.6g}") if math.isfinite(value) else None for value in values]
    return dict(zip(MEASURED, [*rounded, round(datetime.now(UTC).timestamp(), 1)], strict=True))
