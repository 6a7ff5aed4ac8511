"""What may be sent to a training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.config import RunConfig

__all__ = ["Change", "Command", "Pause", "Resume", "RollBack", "Save"]


@dataclass(frozen=True)
class Save:
    """Sent to the training: save everything now; with a name, as a checkpoint that is never deleted."""

    name: str = ""


@dataclass(frozen=True)
class Change:
    """Sent to the training: go on with other settings, as far as :func:`~ncsn_engine.runs.changeable` allows."""

    config: RunConfig


@dataclass(frozen=True)
class RollBack:
    """Sent to the training: save, then go on from an earlier checkpoint of the run; see :func:`roll_back`."""

    checkpoint: Path


@dataclass(frozen=True)
class Pause:
    """Sent to the training: take no step until :class:`Resume` is sent; what else is sent is done."""


@dataclass(frozen=True)
class Resume:
    """Sent to the training: go on after a pause."""


Command = Save | Change | RollBack | Pause | Resume | None
