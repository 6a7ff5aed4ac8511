"""The file of a run's records, as the training writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ncsn_engine.runs.records import line_of, records_of, rewound
from ncsn_engine.storage import SaveError, say_why, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ncsn_engine.runs.folder import Run

__all__ = ["MetricsFile"]


class MetricsFile:
    """Appends records to a run's ``metrics.jsonl``; what a full disk refused is tried again later."""

    def __init__(self, run: Run) -> None:
        self.path = run.folder / "metrics.jsonl"
        self._waiting = b""

    def rewind(self, step: int) -> None:
        """Drop records after `step`, and the end of the last session: the run goes on from there."""
        if self.path.exists():
            write_whole(self.path, b"".join(map(line_of, rewound(records_of(self.path), step))))

    def append(self, records: Iterable[dict[str, Any]]) -> None:
        """Write records, a line each.

        Raises
        ------
        SaveError
            If the disk is full, say; the records are kept and written with the next ones.
        """
        self._waiting += b"".join(line_of(record) for record in records)
        try:
            with open(self.path, "ab", buffering=0) as file:
                while self._waiting:
                    written = file.write(self._waiting)
                    self._waiting = self._waiting[written:]
        except OSError as error:
            raise SaveError(f"{self.path}: could not be saved: {say_why(error)}") from error
