"""Saving a training, going on from what was saved, and rolling back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from ncsn_engine.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from ncsn_engine.config import InputError
from ncsn_engine.runs import MetricsFile, set_aside

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.runs import Kept, Run
    from ncsn_engine.score import DataFacts
    from ncsn_engine.training.learning import Learner

__all__ = ["Keeper", "checkpoint_of", "kept_of", "refuse_other_data", "restore", "roll_back"]


class Keeper:
    """Keeps the checkpoints of one run: knows which step is saved, and which files are outlived."""

    def __init__(self) -> None:
        self._saved_step = -1
        self._torn: list[Path] = []  # checkpoints that were passed over; deleted once a whole one is saved

    def newest(self, run: Run) -> tuple[Checkpoint | None, str]:
        """Read the newest checkpoint that verifies, if there is any; says so when it had to fall back.

        Raises
        ------
        InputError
            If all are damaged.
        """
        torn = []
        for path in run.checkpoints():
            try:
                saved = read_checkpoint(path)
            except InputError as error:
                torn.append(str(error))
                self._torn.append(path)
                continue
            return saved, f"{' '.join(torn)} Went back to {path.name}." if torn else ""
        if torn:
            raise InputError("{torn} No older checkpoint is left; start a new run.", torn=torn[0])
        return None, ""

    def is_saved(self, step: int) -> bool:
        """Tell whether everything is saved as it is at this step."""
        return self._saved_step == step

    def went_on_from(self, step: int) -> None:
        """Take a step for saved: the training goes on from its checkpoint."""
        self._saved_step = step

    def outdate(self) -> None:
        """Let the next saving write a file, even at the same step."""
        self._saved_step = -1

    def write(self, run: Run, checkpoint: Checkpoint, name: str) -> Path:
        """Write a checkpoint; returns its file.

        Raises
        ------
        SaveError
            Where that is not possible.
        """
        path = run.new_checkpoint(checkpoint.step, name)
        write_checkpoint(path, checkpoint)
        self._saved_step = checkpoint.step
        return path

    def tidy(self, run: Run, newest: Path, keep: int, spared: Path | None) -> None:
        """Delete checkpoints that the newest one outlives, but never those with a name, nor the one spared."""
        plain = [old for old in run.kept() if old.path not in self._torn and not old.name]
        same_step = [old.path for old in plain if old.step == self._saved_step and old.path != newest]
        older = [old.path for old in plain if old.path not in same_step][keep:]
        for outlived in {*self._torn, *same_step, *older} - {spared}:
            outlived.unlink(missing_ok=True)
        self._torn = []


def checkpoint_of(learner: Learner, seconds: float) -> Checkpoint:
    """Return everything a training needs to go on from here, after so many seconds."""
    names = {id(p): n for n, p in learner.trained.items()}
    average = learner.average
    return Checkpoint(
        step=learner.step,
        config=learner.config,
        facts=learner.facts,
        sigmas=learner.sigmas,
        model=learner.model.state_dict(),
        ema=average.module.state_dict() if average else {},
        optimizer={
            f"{names[id(parameter)]}/{key}": torch.as_tensor(value)
            for parameter, state in learner.optimizer.state.items()
            for key, value in state.items()
        },
        extra={"seconds": seconds, "averaged": int(average.n_averaged) if average else 0},
    )


def restore(learner: Learner, saved: Checkpoint, run: Run) -> None:
    """Let a learner stand where it stood when it was saved.

    Raises
    ------
    InputError
        If its network is another one than the checkpoint's.
    """
    learner.step = saved.step
    try:
        learner.model.load_state_dict(saved.model or saved.ema)
        if learner.average:
            learner.average.module.load_state_dict(saved.ema or saved.model)
            # Files of older versions do not say how often the average was taken: at every step then.
            averaged = saved.extra.get("averaged", saved.step) if saved.ema else 0
            learner.average.n_averaged.fill_(int(averaged))
    except RuntimeError as error:
        raise InputError(
            "{folder}: its checkpoint was made with other network settings; give back the old ones.", folder=run.folder
        ) from error
    learner.optimizer.state.clear()
    for name, parameter in learner.trained.items():
        state = {
            key: saved.optimizer[f"{name}/{key}"].to(learner.device)
            for key in ("step", "exp_avg", "exp_avg_sq")
            if f"{name}/{key}" in saved.optimizer
        }
        if state:
            learner.optimizer.state[parameter] = state


def refuse_other_data(run: Run, before: DataFacts, now: DataFacts) -> None:
    """Refuse data that is not what a checkpoint learned from.

    Raises
    ------
    InputError
        Naming what differs.
    """
    for what, learned, found in (
        ("of shape", before.shape, now.shape),
        ("with this many classes:", before.classes, now.classes if before.classes else 0),
    ):
        if learned != found:
            raise InputError(
                "{folder}: was trained on data {what} {learned}, the data now has {found}; "
                "give back the old data, or start a new run.",
                folder=run.folder,
                what=what,
                learned=learned,
                found=found,
            )


def kept_of(run: Run, checkpoint: Path) -> Kept:
    """Return which of a run's checkpoints a file is.

    Raises
    ------
    InputError
        If it is none of them.
    """
    for kept in run.kept():
        if kept.path == checkpoint:
            return kept
    raise InputError(
        "{checkpoint}: is no checkpoint of {name}; choose one of those in {folder}.",
        checkpoint=checkpoint,
        name=run.name,
        folder=run.folder,
    )


def roll_back(run: Run, checkpoint: Path) -> Run:
    """Let a run stand at an earlier checkpoint again; training it then goes on as it did the first time.

    Nothing is lost: later checkpoints, previews, the settings and the curves up to now go into
    ``RUN/set-aside/NN``. The settings that had been changed since go back too, except those of sampling and how
    often the training measures and saves.

    Parameters
    ----------
    checkpoint
        One of ``run.checkpoints()``.

    Returns
    -------
    Run
        With the settings it has now.

    Raises
    ------
    InputError
        If the checkpoint is not one of this run or is damaged, another program trains the run, or the run
        stands there already; nothing is changed then.
    """
    with run.writing():
        kept = kept_of(run, checkpoint)
        if kept.path == run.checkpoints()[0] and run.status()[1] == kept.step:
            raise InputError(
                "{name}: stands at step {step} already; choose an earlier checkpoint.", name=run.name, step=kept.step
            )
        changed = set_aside(run, kept, read_checkpoint(checkpoint).config)
        MetricsFile(run).append([{"kind": "end", "step": kept.step, "why": "stopped"}])
        return changed
