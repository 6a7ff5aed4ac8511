"""The beginning: the runs at once, then torch; and whether the last time ended badly."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ncsn_engine.config import InputError
from ncsn_engine.runs import open_run
from ncsn_gui.frame.dropping import kind_of
from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced
from ncsn_gui.studio import crash
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from ncsn_engine.runs import Run
    from ncsn_gui.frame.dropping import Dropping
    from ncsn_gui.frame.preferring import Preferring
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.works.training import Training

__all__ = ["Starting"]


class Starting(QObject):
    """Opens shelf, desk and workshop, in this order."""

    laid = Signal(bool)  # a run lies on the desk; whether it is the one that did when the program ended
    first = Signal()  # torch is up, and nobody asked for anything else than the ready-made run

    def __init__(
        self,
        workshop: Workshop,
        teller: Teller,
        shelf: Shelf,
        desk: Desk,
        training: Training,
        preferring: Preferring,
        dropping: Dropping,
        store: QSettings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workshop, self._teller, self._shelf, self._desk = workshop, teller, shelf, desk
        self._training, self._preferring, self._dropping, self._store = training, preferring, dropping, store
        workshop.at_end(self._remember)

    async def begin(self, opened: Path | None) -> None:
        """Show a run at once, the one that is named or the last one; then bring up torch."""
        self._shelf.open()
        crashed = crash.mark(self._store)
        self._preferring.find_runs()
        if opened is not None and kind_of(opened) not in ("", "run"):  # not a run, but something to be shown
            self._dropping.receive(opened)
            opened = None
        last = str(self._store.value("run", ""))
        chosen = self._open(opened, last) or self._shelf.ready_made
        self._shelf.list_again()
        if chosen is not None:
            self._desk.show(chosen)
        self.laid.emit(opened is None and last == self._shown())
        self._teller.wait(tr("Starting the engine…"))
        try:
            devices = await self._workshop.run(errands.warm_up)
        finally:
            self._teller.idle()
        self._workshop.open(devices)
        await self._preferring.equip()
        if crashed:
            self._offer_to_resume()
        self._teller.say(tr("Ready"))
        if chosen is not None and chosen is self._shelf.ready_made:
            self.first.emit()

    def _open(self, opened: Path | None, last: str) -> Run | None:
        """Return the run that is named, else the last one, if they can be opened."""
        for wanted in (opened, Path(last) if last else None):
            if wanted is None:
                continue
            try:
                return open_run(wanted)
            except InputError as error:
                if wanted is opened:
                    self._teller.report(error)
        return None

    def _offer_to_resume(self) -> None:
        """After a crash: offer to go on with the run that it cut off."""
        if run := crash.interrupted_run():
            text = tr("The program ended unexpectedly while {run} was trained, at step {step}.")
            text = text.format(run=run.name, step=spaced(run.status()[1]))
            self._teller.offer(text, tr("Resume training"), partial(self._resume, run))

    def _resume(self, run: Run) -> None:
        self._shelf.list_again()
        self._desk.show(run)
        self._training.start_or_resume()

    def _shown(self) -> str:
        run = self._desk.run
        return str(run.folder) if run and run is not self._shelf.ready_made else ""

    def _remember(self) -> None:
        """Remember the last run, and that the program ended properly."""
        self._store.setValue("run", self._shown())
        crash.unmark(self._store)
