"""Pasts as tables: all curves of a run, and the settings that runs do not share."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from ncsn_engine.history.levels import row_levels
from ncsn_engine.runs import MEASURED

if TYPE_CHECKING:
    from ncsn_engine.config import RunConfig
    from ncsn_engine.history.curves import History

__all__ = ["differing_settings", "to_csv"]


def to_csv(history: History) -> bytes:
    """Return all curves as a table, a row a step; a cell is empty where nothing was measured.

    Levels beyond `MOST_ROWS` are averaged as the heat map shows them.
    """
    cells: dict[int, list[list[Any]]] = {}
    names = list(MEASURED[:-1])
    titles = [_titles(len(levels)) for levels in (history.levels, history.held_out_levels)]
    blank = [[""] * len(names), *([""] * len(t) for t in titles)]

    def fill(step: float, part: int, values: np.ndarray) -> None:
        row = cells.setdefault(int(step), [list(b) for b in blank])
        row[part] = [f"{v:.6g}" if np.isfinite(v) else "" for v in values]

    for line in history.measured:
        fill(line[0], 0, line[1 : 1 + len(names)])
    for step, values in zip(history.level_steps, history.level_past, strict=True):
        fill(step, 1, values)
    for step, values in zip(history.held_out_steps, history.held_out_past, strict=True):
        fill(step, 2, values)
    held_out = {int(step): f"{value:.6g}" for step, value in history.held_out}
    steps = np.arange(1, len(history.loss) + 1)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    head = ["step", "seconds", "loss", "held-out loss", *(name.replace("_", " ") for name in names)]
    head += [f"training loss, {title}" for title in titles[0]] + [f"held-out loss, {title}" for title in titles[1]]
    table.writerow(head)
    for step, second, loss in zip(steps.tolist(), history.seconds(steps).tolist(), history.loss.tolist(), strict=True):
        measured, *levels = cells.get(step, blank)
        shown = "" if loss != loss else f"{loss:.5g}"
        table.writerow([step, f"{second:.3f}", shown, held_out.get(step, ""), *measured, *levels[0], *levels[1]])
    return out.getvalue().encode()


def _titles(levels: int) -> list[str]:
    rows = row_levels(levels) if levels else []
    return [f"level {a + 1}" if b == a + 1 else f"levels {a + 1}-{b}" for a, b in rows]


def differing_settings(*configs: RunConfig) -> list[tuple[Any, ...]]:
    """Return the settings that are not the same in all, as (name, value of the first, of the second, …)."""
    dumped = [config.model_dump() for config in configs]
    rows: list[tuple[Any, ...]] = []
    for section in dumped[0] if dumped else ():
        if isinstance(dumped[0][section], dict):
            for name in dict.fromkeys(key for one in dumped for key in one[section]):
                values = [one[section].get(name, "–") for one in dumped]
                if any(value != values[0] for value in values):
                    rows.append((f"{section}.{name}", *values))
    return rows
