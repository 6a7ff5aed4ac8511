"""Two runs of the same data, side by side."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ncsn_engine import export
from ncsn_engine.config import InputError
from ncsn_engine.history import differing_settings
from ncsn_engine.metrics import evaluate
from ncsn_engine.models import load_model
from ncsn_engine.plain_json import plain_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.metrics import Evaluation
    from ncsn_engine.runs import Run

__all__ = ["Comparing", "Comparison", "Side", "compare_runs"]

_SHOWN = 64  # samples of each side in the picture
_MAY_DIFFER = ("pixel_range", "flip", "memory")  # other units of the same pictures, or the same ones mirrored


@dataclass(frozen=True)
class Side:
    """One run of a comparison.

    Attributes
    ----------
    name, step, seconds
        The run, its optimiser steps, and how long it trained.
    held_out
        Its last held-out loss over D/2; None where it has none.
    evaluation
        Metrics of its samples, with intervals and real against real.
    low, high
        Range of its data.
    """

    name: str
    step: int
    seconds: float | None
    held_out: float | None
    evaluation: Evaluation
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side.

    Attributes
    ----------
    sides
        Both runs.
    differing
        Settings that differ, as (name, value of the first, value of the second).
    """

    sides: tuple[Side, Side]
    differing: tuple[tuple[str, Any, Any], ...]

    def table(self) -> str:
        """Return everything as a table for people; an asterisk marks intervals that do not overlap."""
        a, b = self.sides
        rows: list[tuple[str, ...]] = [("", a.name, b.name, "real against real")]
        for title, values in (
            ("training steps", [f"{s.step}" for s in self.sides]),
            ("training time", [_shown(s.seconds, "s") for s in self.sides]),
            ("held-out loss / (D/2)", [_shown(s.held_out) for s in self.sides]),
            ("sampler", [s.evaluation.sampling.kind for s in self.sides]),
            ("evaluations each (NFE)", [f"{s.evaluation.nfe}" for s in self.sides]),
            (f"time for {a.evaluation.n} samples", [_shown(s.evaluation.seconds, "s") for s in self.sides]),
        ):
            rows.append((title, *values, ""))
        for one, other in zip(a.evaluation.measured, b.evaluation.measured, strict=True):
            apart = one.low > other.high or other.low > one.high
            arrow = "↓" if one.better == "lower" else "↑"
            values = [f"{m.value:.4g} ({m.low:.3g} … {m.high:.3g})" for m in (one, other)]
            rows.append((f"{one.name} {arrow}{' *' if apart else ''}", *values, f"{one.floor:.3g}"))
        rows += [("", "", "", ""), ("settings that differ", "", "", "")]
        rows += [(name, str(first), str(second), "") for name, first, second in self.differing]
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )

    def to_json(self) -> str:
        """Return everything but the samples."""
        sides = [{**vars(s), "evaluation": json.loads(s.evaluation.to_json())} for s in self.sides]
        return plain_json({"sides": sides, "differing": [list(d) for d in self.differing]}, ensure_ascii=False)

    def picture(self, scale: int = 4) -> bytes:
        """Return samples of both runs beside each other, as a PNG."""
        sheets = []
        for side in self.sides:
            x = side.evaluation.x
            pixels = export.to_pixels(x if x.ndim == 2 else x[:_SHOWN], side.low, side.high)
            sheets.append(export.grid(pixels, scale=1 if x.ndim == 2 else scale))
        gap = np.full((sheets[0].shape[0], 16, sheets[0].shape[2]), 128, np.uint8)
        return export.png(np.concatenate([sheets[0], gap, sheets[1]], axis=1))


@dataclass(frozen=True)
class Comparing:
    """How far a comparison has come; the last one holds it."""

    what: str
    share: float
    comparison: Comparison | None = None


def compare_runs(first: Run, second: Run, count: int = 1000, seed: int = 0, device: str = "cpu") -> Iterator[Comparing]:
    """Sample from two runs, each with its own sampler and the same seed, and measure both.

    Parameters
    ----------
    count, seed
        Samples of each, and the seed of all draws.

    Raises
    ------
    InputError
        If they are not of the same data, or one has saved nothing yet.
    """
    models = [load_model(run, device=device) for run in (first, second)]
    data = [{k: v for k, v in run.config.data.model_dump().items() if k not in _MAY_DIFFER} for run in (first, second)]
    if data[0] != data[1] or models[0].shape != models[1].shape:
        names = [k for k in data[0] | data[1] if data[0].get(k) != data[1].get(k)]
        raise InputError(
            "{name} and {name_2}: are not of the same data (they differ in data.{names}); "
            "compare runs of the same data and split.",
            name=first.name,
            name_2=second.name,
            names=", data.".join(names),
        )
    sides = []
    for index, (run, model) in enumerate(zip((first, second), models, strict=True)):
        for stage in evaluate(model, None, count, seed):
            yield Comparing(f"{run.name}: {stage.what}", (index + stage.share) / 2)
        assert stage.evaluation is not None
        held_out = [r for r in run.metrics() if r["kind"] == "held-out"]
        timed = [r["seconds"] for r in run.metrics() if "seconds" in r]
        sides.append(
            Side(
                run.name,
                run.status()[1],
                timed[-1] if timed else None,
                held_out[-1]["loss"] if held_out else None,
                stage.evaluation,
                model.low,
                model.high,
            )
        )
    differing = tuple((name, one, other) for name, one, other in differing_settings(first.config, second.config))
    yield Comparing("done", 1.0, Comparison((sides[0], sides[1]), differing))


def _shown(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{value:.4g} {unit}".rstrip()
