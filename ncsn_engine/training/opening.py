"""The data that a run is trained on: split as it was before, and as many held out as there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ncsn_engine.data import load
from ncsn_engine.data.keeping import SPLIT_FILE, keep_split
from ncsn_engine.runs import change_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.data import Split
    from ncsn_engine.runs import Run

__all__ = ["keep", "open_data"]


def open_data(run: Run, new: bool, progress: Callable[[str, float], None] | None) -> tuple[Run, Split]:
    """Open the data of a run.

    Returns
    -------
    run
        With the settings it has now: a new one's say how many are held out where there are fewer than was asked.
    data
        Split as the run's folder says, if it does.
    """
    data = load(run.config.data, progress, run.folder / SPLIT_FILE)
    there = len(data.held_out_indices)
    if new and there < run.config.data.held_out:
        run = change_settings(run, run.config.replace(**{"data.held_out": there}))
        data = replace(data, settings=run.config.data)
    return run, data


def keep(run: Run, data: Split) -> None:
    """Write down how the data is split, for the next sitting and for whoever judges the model.

    Raises
    ------
    SaveError
        If it can't be written.
    """
    keep_split(run.folder / SPLIT_FILE, data)
