"""How good a model's samples are: all metrics that fit, with what they mean for real data."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ncsn_engine.config import InputError
from ncsn_engine.data import Points, load
from ncsn_engine.metrics.evaluation import Evaluation
from ncsn_engine.metrics.families import FAMILIES, PICTURES, POINTS
from ncsn_engine.metrics.features import choose_features, describe_features, features_of
from ncsn_engine.metrics.measured import POOL, Measured, Stage, compare, sizes
from ncsn_engine.metrics.neighbours import find_copies
from ncsn_engine.runs import library_versions
from ncsn_engine.samplers import sample
from ncsn_engine.seeds import seed_for

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    import torch

    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.data import Split
    from ncsn_engine.metrics.features import Features
    from ncsn_engine.score import ScoreModel

__all__ = ["Evaluating", "Evaluation", "evaluate"]

_HELD = 2**30  # bytes of real samples' features, of which more than are compared serve real against real


@dataclass(frozen=True)
class Evaluating(Stage):
    """How far an evaluation has come; the last one holds it."""

    evaluation: Evaluation | None = None


def evaluate(
    model: ScoreModel,
    settings: SamplingConfig | None = None,
    count: int = 1000,
    seed: int = 0,
    progress: Callable[[str, float], None] | None = None,
    *,
    features: Features | None = None,
    against: Literal["all", "held-out"] = "all",
    data: Split | None = None,
) -> Iterator[Evaluating]:
    """Draw samples from a model and measure them, yielding every step; the last holds the evaluation.

    Parameters
    ----------
    settings
        The sampler; by default the one of the model's run. If a class is set, the samples are
        compared with real ones of that class.
    count, seed
        How many samples, and the seed of the sampling and of all draws.
    progress
        As :func:`~ncsn_engine.data.load` takes it.
    features
        ``"digits"`` or ``"pixels"``; by default what suits the data.
    against
        Compare with training and held-out samples together, or with held-out ones alone: fewer, but
        a model that remembers its training set gains nothing by it. With many more generated than
        real samples the coverage is 1 for nearly all models.
    data
        The run's data, if it is open already.

    Raises
    ------
    InputError
        If the data is not the model's or the features do not fit; before anything is drawn. Metrics for which there
        are too few samples are left out, and the evaluation's remarks say so.
    """
    settings = (settings or model.config.sampling).replace(count=count, seed=seed)
    chosen = choose_features(features, model.config.data.kind, model.shape)
    yield Evaluating("opening the data", 0.0)
    data = data or load(model.config.data, progress, model.split_file)
    families, real, n_real, remarks = _real(model, settings, data, against)
    drawn = yield from _draw(model, settings)
    rows = features_of(chosen, model.low, model.high)
    about = describe_features(chosen)
    measured: tuple[Measured, ...] = ()
    if families:
        x, theirs = rows(drawn.x), _in_turn(rows, data, real)
        for stage in compare(x, theirs, families, n_real=n_real, seed=seed, about=about):
            measured = stage.measured
            yield Evaluating(stage.what, stage.share, measured)

    yield Evaluating("looking for copies", 0.0, measured)
    copies = find_copies(drawn.x.cpu(), data.train, data.held_out)
    remarks = (*remarks, *_unused(measured, settings.count))
    told = {"measured": measured, "copies": copies, "features": about, "against": against, "remarks": remarks}
    done = _evaluation(model, settings, data, drawn, **told)
    yield Evaluating("done", 1.0, measured, done)


def _real(
    model: ScoreModel, settings: SamplingConfig, data: Split, against: str
) -> tuple[tuple[str, ...], np.ndarray, int | None, tuple[str, ...]]:
    """Choose what to compare with: the families of metrics for which there is enough, and why others are left out.

    Returns these, the indices of real samples, how many of them come first, and a sentence for what is left out.
    """
    families = POINTS if isinstance(data.source, Points) else PICTURES
    if (found := tuple(data.pictures(data.held_out_indices[:1]).shape[1:])) != model.shape:
        raise InputError(
            "evaluate: the data is of shape {found}, the model's of {shape}; open the model's own.",
            found=found,
            shape=model.shape,
        )
    train, held_out = (_of_class(data, of, settings.label) for of in (data.train_indices, data.held_out_indices))
    whole = [held_out, train] if against == "held-out" else [np.concatenate([train, held_out])]
    n_real = len(held_out) if against == "held-out" else None
    total = sum(map(len, whole))
    m = min(settings.count, total // 2) if n_real is None else n_real
    sides = min(m, settings.count, total - m)
    measured = tuple(name for name in families if 2 * FAMILIES[name].least <= sides)
    remarks = tuple(
        f"{', '.join(part.name for part in FAMILIES[name].parts)}: not measured, as {2 * FAMILIES[name].least} samples "
        f"a side are needed, generated, real and other real ones, and there are {sides}."
        for name in families
        if name not in measured
    )
    used, m = sizes(settings.count, total, n_real, 0)
    random = np.random.default_rng(seed_for(settings.seed, "evaluate"))
    pool = min(POOL, _HELD // (8 * math.prod(model.shape)))
    mixed = np.concatenate([random.permutation(indices) for indices in whole])[: max(pool, used + m)]
    return measured, mixed, n_real, remarks


def _unused(measured: tuple[Measured, ...], count: int) -> Iterator[str]:
    """Say why fewer samples are compared than were drawn."""
    for n in sorted({m.n for m in measured if m.n < count}):
        names = ", ".join(m.name for m in measured if m.n == n)
        all_pairs = any(n == family.most for family in FAMILIES.values())
        why = "all their pairs are held at once" if all_pairs else "real ones are needed twice, to compare them too"
        yield f"{names}: {n} of the {count} samples are compared, as {why}."


def _in_turn(rows: Callable[[torch.Tensor], np.ndarray], data: Split, indices: np.ndarray) -> np.ndarray:
    """Return features of real samples, a few read at a time."""
    few = max(1, 2**24 // math.prod(data.pictures(indices[:1]).shape))
    return np.concatenate([rows(data.pictures(indices[i : i + few])) for i in range(0, len(indices), few)])


@dataclass(frozen=True)
class _Drawn:
    x: torch.Tensor
    nfe: int
    seconds: float


def _evaluation(model: ScoreModel, settings: SamplingConfig, data: Split, drawn: _Drawn, **told: Any) -> Evaluation:
    """Put together what was found, and what it was found of and with."""
    return Evaluation(
        n=settings.count,
        nfe=drawn.nfe,
        seconds=drawn.seconds,
        model=model.source,
        sampling=settings,
        data=data.settings.model_dump(),
        device=str(model.sigmas.device),
        versions=library_versions(),
        x=drawn.x.cpu().numpy(),
        **told,
    )


def _draw(model: ScoreModel, settings: SamplingConfig) -> Generator[Evaluating, None, _Drawn]:
    """Draw samples, counting what each costs; some samplers do not know it before."""
    rows = 0

    def count(_: torch.nn.Module, given: tuple[torch.Tensor, ...], __: torch.Tensor) -> None:
        nonlocal rows
        rows += 0 if given[0].is_meta else len(given[0])  # a look that only counts memory is none

    hook = model.network.register_forward_hook(count)
    begun = time.perf_counter()
    try:
        for step in sample(model, settings):
            yield Evaluating("drawing samples", step.index / step.total)
    finally:
        hook.remove()
    return _Drawn(step.x, round(rows / settings.count), time.perf_counter() - begun)


def _of_class(data: Split, indices: np.ndarray, label: int | None) -> np.ndarray:
    if label is None or data.source.labels is None:
        return indices
    chosen: np.ndarray = indices[data.source.labels[indices] == label]
    return chosen
