"""How good a model's samples are: all metrics that fit, with what they mean for real data."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ncsn_engine.config import InputError
from ncsn_engine.data import Points, load
from ncsn_engine.metrics.families import FAMILIES, PICTURES, POINTS
from ncsn_engine.metrics.features import choose_features, describe_features, features_of
from ncsn_engine.metrics.measured import POOL, Measured, Stage, compare, sizes
from ncsn_engine.metrics.neighbours import Copies, find_copies
from ncsn_engine.plain_json import plain_json
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
    from ncsn_engine.source import ModelSource

__all__ = ["Evaluating", "Evaluation", "evaluate"]


@dataclass(frozen=True)
class Evaluation:
    """What was measured of one model with one sampler.

    Attributes
    ----------
    measured
        Every metric, with its interval and its floor.
    copies
        Whether samples are copies of training pictures; None where too few pictures are held out.
    n, nfe, seconds
        Samples drawn, network evaluations for each, and how long drawing took.
    features
        What samples were compared by.
    against
        ``"all"`` real samples or only the ``"held-out"`` ones.
    model
        Where the model came from, with its fingerprint; None where it was not opened from a file.
    sampling
        Settings of the sampler.
    data
        Settings of the data.
    device, versions
        What it was computed on and with.
    x
        The samples themselves, (N, …) float32; not part of the JSON.
    """

    measured: tuple[Measured, ...]
    copies: Copies | None
    n: int
    nfe: int
    seconds: float
    features: str
    against: str
    model: ModelSource | None
    sampling: SamplingConfig
    data: dict[str, Any]
    device: str
    versions: dict[str, str]
    x: np.ndarray = field(repr=False, compare=False)

    def to_json(self) -> str:
        """Return everything but the samples; what is not a number becomes null."""
        tree = {
            **vars(self),
            "measured": [asdict(m) for m in self.measured],
            "copies": asdict(self.copies) if self.copies else None,
            "model": asdict(self.model) if self.model else None,
            "sampling": self.sampling.model_dump(),
        }
        del tree["x"]
        return plain_json(tree, ensure_ascii=False, indent=1)

    def table(self) -> str:
        """Return the metrics as a table for people, real against real beside them."""
        head = ("metric", "value", "95 % interval", "real against real", "n : n real")
        lines = [head]
        for m in self.measured:
            arrow = "↓" if m.better == "lower" else "↑"
            interval, floor = f"{m.low:.3g} … {m.high:.3g}", f"{m.floor:.3g} ({m.floor_low:.3g} … {m.floor_high:.3g})"
            lines.append((f"{m.name} {arrow}", f"{m.value:.3g}", interval, floor, f"{m.n} : {m.n_real}"))
        widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
        text = "".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n"
            for line in lines
        )
        if self.copies:
            c = self.copies
            text += (
                f"copies: {'YES' if c.copies else 'none found'}; distance to the nearest training sample "
                f"{c.ratio:.2f} × that of held-out ones, {c.share:.1%} closer than the closest "
                f"{c.expected:.1%} of held-out ones\n"
            )
        whose = f"{self.model.run}, step {self.model.step}, {self.model.weights}" if self.model else "not from a file"
        return text + (
            f"{self.n} samples by {self.sampling.kind}, {self.nfe} evaluations each, {self.seconds:.1f} s on "
            f"{self.device}; {self.features}; model: {whose}\n"
        )


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
        If there are too few samples or too little data for the metrics, or the features do not fit;
        before anything is drawn.
    """
    settings = (settings or model.config.sampling).replace(count=count, seed=seed)
    chosen = choose_features(features, model.config.data.kind, model.shape)
    yield Evaluating("opening the data", 0.0)
    data = data or load(model.config.data, progress)
    families, real, n_real = _real(model, settings, data, against)
    drawn = yield from _draw(model, settings)
    rows = features_of(chosen, model.low, model.high)
    about = describe_features(chosen)
    measured: tuple[Measured, ...] = ()
    for stage in compare(rows(drawn.x), rows(data.pictures(real)), families, n_real=n_real, seed=seed, about=about):
        measured = stage.measured
        yield Evaluating(stage.what, stage.share, measured)

    yield Evaluating("looking for copies", 0.0, measured)
    copies = find_copies(drawn.x.cpu(), data.train, data.held_out)
    done = _evaluation(model, settings, data, drawn, measured=measured, copies=copies, features=about, against=against)
    yield Evaluating("done", 1.0, measured, done)


def _real(
    model: ScoreModel, settings: SamplingConfig, data: Split, against: str
) -> tuple[tuple[str, ...], np.ndarray, int | None]:
    """Choose what to compare with: families of metrics, indices of real samples, how many of them come first."""
    families = POINTS if isinstance(data.source, Points) else PICTURES
    if (found := tuple(data.pictures(data.held_out_indices[:1]).shape[1:])) != model.shape:
        raise InputError(f"evaluate: the data is of shape {found}, the model's of {model.shape}; open the model's own.")
    train, held_out = (_of_class(data, of, settings.label) for of in (data.train_indices, data.held_out_indices))
    whole = [held_out, train] if against == "held-out" else [np.concatenate([train, held_out])]
    n_real = len(held_out) if against == "held-out" else None
    least = 2 * max(FAMILIES[name].least for name in families)
    used, m = sizes(settings.count, sum(map(len, whole)), n_real, least)
    random = np.random.default_rng(seed_for(settings.seed, "evaluate"))
    mixed = np.concatenate([random.permutation(indices) for indices in whole])[: max(POOL, used + m)]
    return families, mixed, n_real


@dataclass(frozen=True)
class _Drawn:
    x: torch.Tensor
    nfe: int
    seconds: float


def _evaluation(
    model: ScoreModel,
    settings: SamplingConfig,
    data: Split,
    drawn: _Drawn,
    *,
    measured: tuple[Measured, ...],
    copies: Copies | None,
    features: str,
    against: str,
) -> Evaluation:
    """Put together what was found, and what it was found of and with."""
    return Evaluation(
        measured=measured,
        copies=copies,
        n=settings.count,
        nfe=drawn.nfe,
        seconds=drawn.seconds,
        features=features,
        against=against,
        model=model.source,
        sampling=settings,
        data=data.settings.model_dump(),
        device=str(model.sigmas.device),
        versions=library_versions(),
        x=drawn.x.cpu().numpy(),
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
