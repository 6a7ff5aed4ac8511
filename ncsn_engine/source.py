"""Where a model came from: a model carries it, and recipes, cards and evaluations tell it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ModelSource"]


@dataclass(frozen=True)
class ModelSource:
    """Where a model came from, as recipes tell it.

    Attributes
    ----------
    sha256
        Fingerprint of the checkpoint.
    run, step
        Name of its run and optimiser steps taken; for people.
    weights
        ``ema`` or ``raw``.
    """

    sha256: str
    run: str
    step: int
    weights: str
