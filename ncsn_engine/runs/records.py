"""The records of a run: ``metrics.jsonl``, one a line; a torn last line is dropped when read."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["MEASURED", "TOLD", "last_record", "line_of", "lines_of", "mark_of", "records_of", "rewound"]

# What a record of the loss also tells, of its last step; "time" is the wall clock's, in Unix seconds.
MEASURED = ("learning_rate", "gradient_norm", "weight_norm", "images_per_second", "epoch", "time")
TOLD = "denoising"  # of which loss a record tells; older versions told the one that was optimised, and did not say so


def mark_of(record: dict[str, Any]) -> str:
    """Return what a record says in the curves; empty if it is no change, named checkpoint or rollback."""
    match record["kind"]:
        case "change":
            return f"{record['what']}: {_plain(record['from'])} → {_plain(record['to'])}"
        case "checkpoint":
            return f"checkpoint “{record['name']}”"
        case "rollback":
            return f"rolled back from step {record['from']}"
    return ""


def rewound(records: Iterable[dict[str, Any]], step: int) -> list[dict[str, Any]]:
    """Return what is left of the records of a run that goes on from `step`."""
    kept = [_up_to(step, record) for record in records if record["kind"] != "end"]
    return [record for record in kept if record]


def _up_to(step: int, record: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a record says of the steps up to `step`."""
    if record["step"] <= step:
        return record
    if record["kind"] == "train" and (known := len(record["loss"]) - (record["step"] - step)) > 0:
        told = {key: value for key, value in record.items() if key not in MEASURED}  # at a step that is dropped
        return {**told, "step": step, "loss": record["loss"][:known]}
    return None


def line_of(record: dict[str, Any]) -> bytes:
    """Return a record as it is written."""
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def lines_of(path: Path) -> list[bytes]:
    """Return the lines of a file of records, but no torn one; none if there is no file."""
    if not path.exists():
        return []
    return path.read_bytes().split(b"\n")[:-1]  # after the last newline: nothing, or a torn line


def records_of(path: Path) -> Iterator[dict[str, Any]]:
    """Return the records of a file, without damaged ones."""
    for line in lines_of(path):
        with contextlib.suppress(ValueError):
            yield json.loads(line)


def last_record(path: Path) -> dict[str, Any]:
    """Return the last whole record of a file, from its end; empty if there is none."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, path.stat().st_size - 65_536))
            lines = file.read().split(b"\n")[:-1]
    except OSError:
        return {}
    for line in reversed(lines):
        with contextlib.suppress(ValueError):
            record: dict[str, Any] = json.loads(line)
            return record
    return {}


def _plain(value: object) -> str:
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
