"""What a training tells, and what waits to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ncsn_engine.storage import SaveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np

    from ncsn_engine.config import RunConfig
    from ncsn_engine.export import Pixels

__all__ = ["HeldOut", "News", "Preview", "TrainEvent"]


@dataclass(frozen=True)
class HeldOut:
    """Denoising loss on the held-out pictures, in units of D/2, and by level (L,), nan where none fell."""

    step: int
    loss: float
    by_level: np.ndarray


@dataclass(frozen=True)
class Preview:
    """Pictures sampled from a fixed seed: uint8 (N, H, W, C)."""

    step: int
    pixels: Pixels


@dataclass(frozen=True)
class TrainEvent:
    """What happened since the last event.

    Attributes
    ----------
    step, steps
        Optimiser steps taken, and wanted.
    losses
        The denoising loss with λ = σ² of every step since the last event, over D/2, whatever loss and weights are
        learned from; float32 (k,).
    level_loss
        Mean loss with λ = σ² over D/2 by level since the last event, (L,); nan where no picture
        fell. 1 means "knows nothing".
    level_count
        How many pictures that is, (L,).
    sigmas
        The ladder, (L,).
    seconds
        Spent on training so far, over all sessions.
    images_per_second
        Over this event.
    learning_rate, gradient_norm
        Of the last step.
    weight_norm
        Length of all trained weights together, as last measured, at most a second ago.
    epoch
        How often every training picture was seen.
    doing
        ``training``, or what else is done just now, for example ``looking at held-out pictures``,
        ``sampling a preview`` or ``paused``.
    held_out, preview, checkpoint
        Where there is a new one.
    note
        Something the user should know once, for example that a torn checkpoint was passed over.
    problem
        Why something could not be saved. Training stands until asked to go on; nothing is lost.
    checkpoint_name
        What the new checkpoint was called, if it was.
    answers
        Whether it tells what became of a command that was sent.
    config
        The settings in force, after others were sent, taken or not.
    marks
        (step, what happened) of changes, named checkpoints and rollbacks.
    rolled_back
        Whether the run stands at an earlier step than before.
    """

    step: int
    steps: int
    losses: np.ndarray
    level_loss: np.ndarray
    level_count: np.ndarray
    sigmas: np.ndarray
    seconds: float
    images_per_second: float
    learning_rate: float
    gradient_norm: float
    weight_norm: float
    epoch: float
    doing: str = "training"
    held_out: HeldOut | None = None
    preview: Preview | None = None
    checkpoint: Path | None = None
    note: str = ""
    problem: str = ""
    checkpoint_name: str = ""
    answers: bool = False
    config: RunConfig | None = None
    marks: tuple[tuple[int, str], ...] = ()
    rolled_back: bool = False


class News:
    """What the next event tells besides its numbers."""

    def __init__(self) -> None:
        self._facts: dict[str, Any] = {}

    def tell(self, **facts: Any) -> None:
        """Let the next event tell facts by its fields' names, instead of what it would have told there."""
        self._facts |= facts

    def note(self, text: str) -> None:
        """Let the next event say this sentence too."""
        self._facts["note"] = " ".join(filter(None, [self._facts.get("note"), text]))

    def mark(self, step: int, what: str) -> None:
        """Let the next event tell this mark too."""
        self._facts["marks"] = (*self._facts.get("marks", ()), (step, what))

    def attempt(self, saving: Callable[[], object]) -> bool:
        """Do something that saves; tells whether that was possible, and the next event why not."""
        try:
            saving()
        except SaveError as error:
            self._facts.setdefault("problem", str(error))
            return False
        return True

    @property
    def rolled_back(self) -> bool:
        """Whether the next event tells that the run stands at an earlier step."""
        return bool(self._facts.get("rolled_back"))

    def take(self) -> dict[str, Any]:
        """Return the facts, which are then told."""
        facts, self._facts = self._facts, {}
        return facts
