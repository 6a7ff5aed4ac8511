"""Previews: what the model draws while it learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_engine.export import to_pixels
from ncsn_engine.samplers import sample
from ncsn_engine.seeds import seed_for
from ncsn_engine.training.clock import Due

if TYPE_CHECKING:
    from collections.abc import Generator

    from ncsn_engine.export import Pixels
    from ncsn_engine.training.learning import Learner

__all__ = ["PREVIEW_COUNT", "PREVIEW_POINTS", "draw"]

PREVIEW_COUNT, PREVIEW_POINTS = 24, 1000


def draw(learner: Learner, seconds: float) -> Generator[str, None, Pixels]:
    """Sample from the running average with a seed of its own; never draws from the training's.

    Yields what is done, after so many seconds of it; returns the pictures.
    """
    model = learner.sampling_model()
    count = PREVIEW_POINTS if learner.facts.is_points else PREVIEW_COUNT
    seed = seed_for(learner.config.seed, "preview") % 2**31
    due = Due(seconds)
    for step in sample(model, learner.config.sampling, count=count, seed=seed):  # noqa: B007 - the last one holds it
        if due.reached():
            yield "sampling a preview"
            due = Due(seconds)
    return to_pixels(step.x.cpu().numpy(), learner.facts.low, learner.facts.high)
