"""What the page Levels asks of the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_gui.works.errands import data

if TYPE_CHECKING:
    from ncsn_engine.inspection import LevelTable
    from ncsn_engine.score import ScoreModel

__all__ = ["measure_levels"]


def measure_levels(model: ScoreModel, first: int, count: int) -> LevelTable:
    """Noise and denoise held-out pictures, from the `first` on, around the end."""
    import numpy as np

    from ncsn_engine.inspection import inspect_levels

    split = data(model.config.data, model.split_file)
    count = 1500 if model.facts.is_points else count  # points make one picture together
    chosen = split.held_out_indices[np.arange(first, first + count) % len(split.held_out_indices)]
    return inspect_levels(model, split.pictures(chosen))
