"""A sampler and a number of samples with which an evaluation ends within a minute, unless one was told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ncsn_engine.config import DPMSolver, InputError
from ncsn_engine.samplers import plan
from ncsn_engine.timing import seconds_a_picture

if TYPE_CHECKING:
    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.score import ScoreModel

__all__ = ["Choice", "choose"]

COUNT, FEWEST = 1000, 100  # samples, where nothing is told: as many as time allows between these
_SECONDS = 40.0  # for drawing; the rest of a minute measures
_ADAPTIVE = 250  # looks of a sampler that does not know them before
_STEPS = 20  # of the sampler that is taken in the place of a long one


@dataclass(frozen=True)
class Choice:
    """With what to evaluate.

    Attributes
    ----------
    sampling, count
        The sampler, and how many samples.
    seconds
        How long drawing them takes here, about; nan where that is not known.
    why
        What differs from what one would expect, and how to have that; empty: nothing does.
    """

    sampling: SamplingConfig
    count: int
    seconds: float
    why: str = ""


def choose(model: ScoreModel, sampling: SamplingConfig, count: int | None = None, told: bool = False) -> Choice:
    """Choose how to draw samples so that it takes less than a minute.

    Parameters
    ----------
    sampling
        The sampler that was told, or that of the model's run.
    count
        How many samples were asked for; None: 1000, or as many as there is time for.
    told
        Whether the sampler was told, and is to stay.
    """
    each = seconds_a_picture(model)
    wanted, asked = count or COUNT, _looks(model, sampling) * each
    if math.isnan(each) or wanted * asked <= _SECONDS:
        return Choice(sampling, wanted, wanted * asked)
    chosen, why = sampling, ""
    if not told and (quicker := _quicker(model, sampling)) and _looks(model, quicker) * each < asked:
        why = (
            f"Drawn by {quicker.kind} in {_looks(model, quicker)} looks: {wanted} samples by the run's own "
            f"{sampling.kind} would take {_clock(wanted * asked)}; say --sampling.kind {sampling.kind} to have it so."
        )
        chosen = quicker
    takes = _looks(model, chosen) * each
    if count is None and wanted * takes > _SECONDS:
        wanted = max(FEWEST, int(_SECONDS / takes))
        why = (
            f"{why} {wanted} samples instead of {COUNT}, which would take {_clock(COUNT * takes)}; say --count {COUNT}."
        )
    return Choice(chosen, wanted, wanted * takes, why.strip())


def _quicker(model: ScoreModel, sampling: SamplingConfig) -> SamplingConfig | None:
    """Return a sampler of few looks that fits the model, if there is one; what is asked of it stays."""
    kept = {name: getattr(sampling, name) for name in ("seed", "weights", "label", "guidance")}
    spacing = {"spacing": "levels", "n_steps": min(_STEPS, len(model.sigmas))} if model.only_levels else {}
    quicker = DPMSolver(**{"n_steps": _STEPS, **spacing, **kept})
    try:
        plan(model, quicker)
    except InputError:
        return None
    return quicker


def _looks(model: ScoreModel, sampling: SamplingConfig) -> int:
    """Return the network evaluations of a sample."""
    twice = 2 if sampling.label is not None and sampling.guidance != 1 else 1
    return (plan(model, sampling).evaluations or _ADAPTIVE) * twice


def _clock(seconds: float) -> str:
    for unit, size in (("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
