"""Where a training begins: its data, its newest checkpoint, and settings that fit both."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from ncsn_engine.config import InputError, RulesLadder
from ncsn_engine.data import load
from ncsn_engine.data.keeping import SPLIT_FILE, keep_split
from ncsn_engine.devices import pick
from ncsn_engine.memory import free_memory, picture_bytes
from ncsn_engine.noise import ladder
from ncsn_engine.runs import change_settings, changed_settings, open_run, resumable
from ncsn_engine.training.learning import Learner
from ncsn_engine.training.saving import refuse_other_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.checkpoint import Checkpoint
    from ncsn_engine.data import Split
    from ncsn_engine.runs import Run
    from ncsn_engine.training.events import News
    from ncsn_engine.training.saving import Keeper

__all__ = ["listed", "open_training", "write_down"]

_SMALL = 2**17  # numbers in a batch, up to which no network needs much


def open_training(
    run: Run, device: str, keeper: Keeper, news: News, progress: Callable[[str, float], None] | None
) -> tuple[Run, Learner, Checkpoint | None]:
    """Make what learns for a run, and read the checkpoint from which it is to go on; nothing is written.

    Parameters
    ----------
    run
        With the settings that are wished; those on record may be others.
    keeper, news
        Where damaged checkpoints are remembered, and notes are told.

    Returns
    -------
    run
        With the settings it has now: a new one's say how many are held out where there are fewer than was asked.
    learner
        Made for it.
    saved
        The checkpoint; None where there is none.

    Raises
    ------
    InputError
        If data, settings, checkpoint and device do not fit each other.
    """
    chosen = pick(device)
    saved, fell_back = keeper.newest(run)
    if saved:  # before data is read, or even downloaded, in vain; how many are held out is known only then
        _refuse_other_settings(_held_out(run, saved.config.data.held_out), saved)
    asked, (run, data) = run, _open_data(run, saved, progress)
    if run is not asked:
        news.tell(config=run.config)
    if saved:
        _refuse_other_settings(run, saved)
    if chosen.type == "cpu" and (others := run.trained_beside()):
        news.note(f"{others[0]} is being trained too: on the same cores, two trainings are several times slower each.")
    if data.notes:
        news.note(" ".join(data.notes))
    if fell_back:
        news.note(fell_back)
    facts = data.facts()
    if saved:
        refuse_other_data(run, saved.facts, facts)
        facts = saved.facts
    by_the_rules = isinstance(run.config.noise, RulesLadder)
    sigmas = saved.sigmas if saved else ladder(run.config.noise, data.all if by_the_rules else None)
    learner = Learner(run.config, data, facts, sigmas, chosen)
    _refuse_what_does_not_fit(learner)
    return run, learner, saved


def _open_data(run: Run, saved: Checkpoint | None, progress: Callable[[str, float], None] | None) -> tuple[Run, Split]:
    """Open the data of a run, split as its folder says, if it does.

    Where more are to be held out than may be, the settings say how many are: a quarter, or as many as were before.
    """
    data = load(run.config.data, progress, run.folder / SPLIT_FILE)
    if (most := len(data.source) // 4) < run.config.data.held_out:
        run = _held_out(run, saved.config.data.held_out if saved else most)
        data = replace(data, settings=run.config.data)
    return run, data


def _held_out(run: Run, count: int) -> Run:
    return replace(run, config=run.config.replace(**{"data.held_out": count}))


def write_down(run: Run, data: Split) -> None:
    """Write down with which settings a training goes on, where others are on record, and how its data is split.

    To be called once all is known to fit: what is refused leaves the run as it was.

    Raises
    ------
    SaveError
        If it can't be written.
    """
    if open_run(run.folder).config != run.config:
        change_settings(run, run.config)
    keep_split(run.folder / SPLIT_FILE, data)


def _refuse_other_settings(run: Run, saved: Checkpoint) -> None:
    """Refuse settings with which a run can't go on from its checkpoint, or would take no step."""
    resumable(saved.config, run.config)
    changes, steps = changed_settings(open_run(run.folder).config, run.config), run.config.training.steps
    if changes and steps <= saved.step:
        raise InputError(
            "training.steps = {steps}: the run stands at step {step} already, so that {changes} would "
            "change nothing; give it more steps than that.",
            steps=steps,
            step=saved.step,
            changes=changes[0][0],
        )


def _refuse_what_does_not_fit(learner: Learner) -> None:
    """Refuse a training whose steps need more memory than there is, before the system ends the program for it."""
    batch, shape = learner.config.training.batch_size, learner.facts.shape
    if batch * math.prod(shape) <= _SMALL:
        return
    weights = sum(4 * weight.numel() for weight in learner.trained.values())
    model = learner.model
    # Slopes and Adam's two means beside what is held for the backward pass; libraries take some more.
    need = 3 * weights + batch * picture_bytes(model.network, shape, bool(model.classes), learning=True)
    free = free_memory(learner.device)
    if need > free:
        raise InputError(
            "training.batch_size = {batch}: a step of this network on pictures of {names} needs "
            "{need:.1f} GB or more, and {free:.1f} GB are free on {device}; take a smaller "
            "{what}network or smaller pictures.",
            batch=batch,
            names="×".join(map(str, shape)),
            need=need / 2**30,
            free=free / 2**30,
            device=learner.device,
            what="batch, " if batch > 1 else "",
        )


def listed(names: tuple[str, ...]) -> str:
    """Return the first names of many, in a sentence's end."""
    return "; ".join(names[:3]) + (f"; and {len(names) - 3} more." if len(names) > 3 else ".")
