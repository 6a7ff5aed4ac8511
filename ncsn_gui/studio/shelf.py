"""The runs on disk: listed, renamed, moved to the bin; and how the state of each is worded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QObject, Signal

from ncsn_engine.config import InputError
from ncsn_engine.runs import Known, list_runs, ready_made_run, rename_run
from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced

if TYPE_CHECKING:
    from ncsn_engine.runs import Run
    from ncsn_gui.studio.teller import Teller

__all__ = ["Shelf"]

_STATES = {
    "new": tr("not trained yet"),
    "interrupted": tr("interrupted"),
    "training": tr("training"),
    "paused": tr("paused"),
    "stopped": tr("stopped"),
    "done": tr("done"),
    "failed": tr("failed"),
    "ready-made": tr("ready-made"),
}


class Shelf(QObject):
    """Knows the runs.

    Attributes
    ----------
    runs
        Newest first, as they were listed last, without the ready-made one.
    ready_made
        The run that ships with the program.
    """

    listed = Signal()  # the runs were looked for again
    followed = Signal(object)  # the Run that is trained stands otherwise

    def __init__(self, teller: Teller, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._teller = teller
        self.runs: list[Run] = []
        self._known = Known()
        self.ready_made: Run | None = None
        self._trained: tuple[Run, str, str] | None = None  # the run that is trained, its state, how far it is

    def open(self) -> None:
        """Find the ready-made run."""
        self.ready_made = ready_made_run()

    def all(self) -> list[Run]:
        """Return all runs, the ready-made one last."""
        return [*self.runs, *([self.ready_made] if self.ready_made else [])]

    def found(self) -> list[Run]:
        """Return the runs that are on disk now, the ready-made one last, and tell nobody."""
        return [*list_runs(known=self._known)[0], *([self.ready_made] if self.ready_made else [])]

    def list_again(self) -> None:
        """Look for the runs."""
        self.runs, problems = list_runs(known=self._known)
        if problems:
            self._teller.note(problems[0], wrong=True)
        self.listed.emit()

    def rename(self, run: Run, name: str) -> Run:
        """Give a run, and its folder, another name.

        Raises
        ------
        InputError
            If there is such a run already, or it is being trained.
        """
        renamed = rename_run(run, name)
        self.list_again()
        return renamed

    def bin(self, run: Run) -> None:
        """Move a run's folder to the system's bin.

        Raises
        ------
        InputError
            If it is being trained, or the system has no bin.
        """
        if run.locked():
            raise InputError(tr("{run} is being trained; stop it first.").format(run=run.name))
        moved = QFile.moveToTrash(str(run.folder))
        if not (moved[0] if isinstance(moved, tuple) else moved):
            said = tr("{folder} can't be moved to the bin; delete the folder by hand.")
            raise InputError(said.format(folder=run.folder))
        self.list_again()
        self._teller.say(tr("{run} is in the bin").format(run=run.name))

    # -- states -----------------------------------------------------------------------------

    def follow(self, run: Run | None, paused: bool = False, share: str = "") -> None:
        """Say how the run stands that is being trained here; None: none is."""
        before = self._trained
        self._trained = (run, "paused" if paused else "training", share) if run else None
        if changed := run or (before[0] if before else None):
            self.followed.emit(changed)

    def word(self, run: Run) -> str:
        """Return a run's state in a word or two. The one place that words a state."""
        trained = self._trained
        if run is self.ready_made:
            state = "ready-made"
        elif trained and trained[0].folder == run.folder:
            state = trained[1]
        else:
            state = run.status()[0]
        return _STATES.get(state, state)

    def line(self, run: Run) -> str:
        """Return a run's state with how far it is, for the list."""
        trained = self._trained
        if trained and trained[0].folder == run.folder:
            return " · ".join(part for part in (self.word(run), trained[2] if trained[1] == "training" else "") if part)
        status, step = run.status()
        if run is self.ready_made or status in ("new", "interrupted"):
            return self.word(run)
        return tr("{state} · {count} steps").format(state=self.word(run), count=spaced(step))
