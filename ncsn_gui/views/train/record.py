"""What is known of one run up to now; grows while it is trained."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from ncsn_engine.history import MOST_RECORDS, History, binned

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.training import TrainEvent

__all__ = ["Record"]

_MEMORY = 0.95  # how slowly the loss by level forgets, for each event
_Past = list[tuple[float, np.ndarray]]  # step, a loss for each row of levels


class Record:
    """A run's past, to which a training's events are added.

    Attributes
    ----------
    count
        The steps that were taken.
    held_out
        Step and loss, for each look at held-out data.
    levels, held_out_levels
        The newest loss at each noise level, (L,); nan: not known yet.
    sigmas
        The noise levels, (L,) or empty.
    previews
        Step, and the picture's file or uint8 (N, H, W, C).
    marks
        Step, and what was changed there.
    """

    def __init__(self, history: History | None = None) -> None:
        history = history or History(np.empty(0), np.empty((0, 2)), np.empty((0, 2)))
        self._loss = np.empty(1024, np.float32)
        self.count = 0
        self._append(history.loss)
        self._clock = [(float(s), float(t)) for s, t in history.clock] or [(0.0, 0.0)]
        self.held_out = [(float(s), float(v)) for s, v in history.held_out]
        self.levels, self.held_out_levels = history.levels, history.held_out_levels
        self._measured = list(history.measured)
        self._level_past: _Past = list(zip(history.level_steps, history.level_past, strict=True))
        self._held_out_past: _Past = list(zip(history.held_out_steps, history.held_out_past, strict=True))
        self.sigmas = history.sigmas
        self._alike, self._weighted = history.alike, history.weighted
        self._fresh = np.zeros((2, 0))  # training loss by level since the last column: sum, and how many
        self._drawn = (0.0, 0.0)  # since the last row of what was measured: pictures, seconds
        self.previews: list[tuple[int, Path | np.ndarray]] = list(history.previews)
        self.marks: list[tuple[int, str]] = list(history.marks)

    def add(self, event: TrainEvent) -> None:
        """Take in what happened."""
        self._stand_at(event.step - len(event.losses))
        self._append(event.losses)
        self.marks += event.marks
        self._clock.append((event.step, event.seconds))
        if event.held_out:
            self.held_out.append((event.step, event.held_out.loss))
            self.held_out_levels = event.held_out.by_level
        if len(self.levels) != len(event.sigmas):
            self.levels = np.full(len(event.sigmas), np.nan)
        fresh = np.isfinite(event.level_loss)
        known = np.isfinite(self.levels)
        self.levels = np.where(fresh & ~known, event.level_loss, self.levels)
        both = fresh & known
        self.levels[both] = _MEMORY * self.levels[both] + (1 - _MEMORY) * event.level_loss[both]
        self.sigmas = event.sigmas
        self._measure(event)
        self._remember_levels(event)
        if event.preview:
            self.previews.append((event.preview.step, event.preview.pixels))

    def now(self) -> History:
        """Return all of it as arrays."""

        def past(found: _Past) -> tuple[np.ndarray, np.ndarray]:
            rows = [row for _, row in found if len(row) == len(found[-1][1])]
            steps = [step for step, row in found if len(row) == len(found[-1][1])]
            return np.array(steps, dtype=float), np.stack(rows) if rows else np.empty((0, 0))

        level_steps, level_past = past(self._level_past)
        held_out_steps, held_out_past = past(self._held_out_past)
        now = History(
            self._loss[: self.count],
            np.array(self._clock),
            np.array(self.held_out).reshape(-1, 2),
            self.levels,
            self.held_out_levels,
            level_steps=level_steps,
            level_past=level_past,
            held_out_steps=held_out_steps,
            held_out_past=held_out_past,
            sigmas=self.sigmas,
            alike=self._alike,
            weighted=self._weighted,
        )
        if self._measured:
            now.measured = np.stack(self._measured)
        return now

    def _append(self, losses: np.ndarray) -> None:
        needed = self.count + len(losses)
        if needed > len(self._loss):
            grown = np.empty(max(needed, 2 * len(self._loss)), np.float32)
            grown[: self.count] = self._loss[: self.count]
            self._loss = grown
        self._loss[self.count : needed] = losses
        self.count = needed

    def _stand_at(self, step: int) -> None:
        """Take back what came after a step: a run that was interrupted goes on from its last checkpoint."""
        if self.count > step:
            self.count = step
            self._clock = [at for at in self._clock if at[0] <= step]
            self.held_out = [at for at in self.held_out if at[0] <= step]
            self._measured = [row for row in self._measured if row[0] <= step]
            self._level_past = [at for at in self._level_past if at[0] <= step]
            self._held_out_past = [at for at in self._held_out_past if at[0] <= step]
            self.marks = [at for at in self.marks if at[0] <= step]
        elif self.count < step:  # lost with a torn line
            self._append(np.full(step - self.count, np.nan, np.float32))

    def _measure(self, event: TrainEvent) -> None:
        """Lengthen what is measured over time: once a second."""
        pictures, seconds = self._drawn
        before = self._clock[-2][1]
        pictures += event.images_per_second * (event.seconds - before)
        seconds += event.seconds - before
        if len(event.losses) and seconds >= (1.0 if self._measured else 0.0):
            rate = pictures / seconds if seconds > 0 else np.nan
            values = (event.step, event.learning_rate, event.gradient_norm, event.weight_norm, rate, event.epoch)
            self._measured.append(np.array([*values, time.time()]))
            pictures = seconds = 0.0
        self._drawn = (pictures, seconds)

    def _remember_levels(self, event: TrainEvent) -> None:
        """Lengthen the losses by level over time: when held-out data are looked at."""
        if self._fresh.shape[1] != len(event.sigmas):
            self._fresh = np.zeros((2, len(event.sigmas)))
        self._fresh += [np.where(event.level_count > 0, event.level_loss * event.level_count, 0), event.level_count]
        if event.held_out is None:
            return
        total, count = self._fresh
        learnt = np.divide(total, count, where=count > 0, out=np.full(len(total), np.nan))
        for past, found in ((self._held_out_past, event.held_out.by_level), (self._level_past, learnt)):
            past.append((event.step, binned(found[None])[0]))
            if len(past) > 2 * MOST_RECORDS:
                past[:] = past[::-2][::-1]
        self._fresh = np.zeros((2, len(event.sigmas)))
