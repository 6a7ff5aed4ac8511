"""The runs whose curves lie over those of the run on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ncsn_engine.history import read_history, written

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.history import History
    from ncsn_engine.runs import Run
    from ncsn_gui.studio.desk import Desk

__all__ = ["MOST_BESIDE", "Beside"]

MOST_BESIDE = 5  # as many as there are colours


class Beside(QObject):
    """Reads the pasts of the runs that are selected with the one on the desk."""

    changed = Signal()  # other runs lie there, or one of them went on

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._read: dict[Path, tuple[Run, tuple[int, int], History]] = {}  # with what told that nothing is new

    @property
    def runs(self) -> list[tuple[Run, History]]:
        """The runs, with their pasts."""
        return [(run, history) for run, _, history in self._read.values()]

    def select(self, runs: list[Run]) -> None:
        """Take those of the selected runs that are not on the desk, as many as there are colours."""
        shown = self._desk.run.folder if self._desk.run else None
        others = [run for run in runs if run.folder != shown] if len(runs) > 1 else []
        found = {run.folder: self._past(run) for run in others[:MOST_BESIDE]}
        if found or self._read:  # else nothing lay there, and nothing does
            self._read = found
            self.changed.emit()

    def read_on(self, run: Run) -> None:
        """Read on in a run that is being trained, if it lies here."""
        if run.folder in self._read:
            self._read[run.folder] = self._past(run)
            self.changed.emit()

    def _past(self, run: Run) -> tuple[Run, tuple[int, int], History]:
        """Read a run's past, unless it is the one that was read before."""
        now, known = written(run), self._read.get(run.folder)
        return run, now, known[2] if known and known[1] == now else read_history(run)
