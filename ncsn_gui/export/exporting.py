"""Exports, copies, drags and saved plots, of whatever a page shows."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ncsn_engine.config import ExportConfig, InputError
from ncsn_engine.origin import with_text
from ncsn_engine.recipe import beside
from ncsn_engine.storage import write_whole
from ncsn_gui.export import copying, errands
from ncsn_gui.export.dialog import ExportDialog
from ncsn_gui.language import tr
from ncsn_gui.numbers import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

    from ncsn_engine.recipe import Recipe
    from ncsn_gui.export.showing import Showing
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["Exporting"]

_OF_ONE_FILM = ("picture", "first_step", "last_step")  # parts of a look that mean nothing for the next film
_OFTEN = 0.05  # seconds between two reports of progress


class Exporting(QObject):
    """Joins what is shown, the dialog, the clipboard and the worker."""

    def __init__(self, workshop: Workshop, teller: Teller, store: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._workshop, self._teller, self._store, self._parent = workshop, teller, store, parent
        self._dialog: ExportDialog | None = None
        self._again: Recipe | None = None  # that is made again
        stop = (tr("Stop export"), tr("Stops the export; no half file is left"))
        self.job = workshop.job("export", stop=stop)
        self._saving = workshop.job("save")  # of plots and tables, which may go on beside it
        workshop.at_end(copying.leave_plain)

    # -- files ------------------------------------------------------------------------------

    def ask(self, showing: Showing | None) -> None:
        """Open the dialog that asks how and where."""
        if showing is None:
            self._teller.say(tr("There is nothing to export on this page."))
        elif showing.trajectory.final is None:
            self._teller.say(tr("Wait for the end of the sampling, or stop it first."))
        elif self.job.busy:
            self._teller.say(tr("An export is under way; stop it, or wait for its end."))
        else:
            self._open(showing)

    def _open(self, showing: Showing) -> None:
        seen = showing.look
        look = self._last_look().replace(shown=seen.shown, range=seen.range, picture=max(0, showing.chosen))
        if self._again:
            now = showing.recipe(look)
            if (now.sampling, now.branches) == (self._again.sampling, self._again.branches):
                look = self._again.export
        last = str(self._store.value("export/folder", ""))
        dialog = self._dialog = ExportDialog(look, showing, last, self._parent)
        dialog.size_wanted.connect(lambda look: self._workshop.spawn(self._measure(showing, look)))
        dialog.confirmed.connect(lambda look, path: self.job.begin(lambda: self._export(showing, look, path)))
        dialog.finished.connect(self._closed)
        dialog.open()

    def adopt(self, recipe: Recipe) -> None:
        """Offer the look that a recipe's export had, while its film is shown."""
        self._again = recipe

    def save(self, path: Path, data: bytes | Callable[[], bytes], origin: str) -> None:
        """Write a plot or a table on the worker, which also makes what takes long to make.

        A plot has inside where its curves come from, a table beside it: other programs read it as it is.
        """
        self._workshop.spawn(self._save(path, data, origin))

    async def _save(self, path: Path, data: bytes | Callable[[], bytes], origin: str) -> None:
        def write() -> None:
            write_whole(path, with_text(data() if callable(data) else data, path.suffix.lower(), origin))
            if origin and path.suffix.lower() == ".csv":
                write_whole(beside(path), origin.encode())

        self._teller.say(tr("Saving {name}…").format(name=path.name))
        await self._workshop.run(write)
        self._saving.end(tr("Saved {path}").format(path=path), keep=True)

    async def _measure(self, showing: Showing, look: ExportConfig) -> None:
        size = await self._workshop.run(errands.measure_export, showing, look)
        if self._dialog is not None:
            self._dialog.show_size(look, size)

    def _closed(self) -> None:
        self._dialog = None

    async def _export(self, showing: Showing, look: ExportConfig, path: Path) -> None:
        loop = asyncio.get_running_loop()
        self._remember(look, path)
        began = time.perf_counter()
        due = began

        def progress(share: float) -> None:  # on the worker's thread
            nonlocal due
            if self.job.stopping or self._workshop.closing:
                raise errands.StoppedError
            if (now := time.perf_counter()) >= due:
                due = now + _OFTEN
                loop.call_soon_threadsafe(self._show_progress, path.name, share, now - began)

        self.job.say(tr("Saving {name}…").format(name=path.name))
        try:
            await self._workshop.run(errands.export, path, showing, look, progress)
        except errands.StoppedError:
            self.job.end(tr("The export was stopped; nothing was written."), keep=True)
        else:
            self.job.end(tr("Saved {path}").format(path=path), keep=True)

    def _show_progress(self, name: str, share: float, spent: float) -> None:
        if self.job.busy:
            said = tr("Saving {name}: {percent} %").format(name=name, percent=round(100 * share))
            left = f" · {clock(spent / share * (1 - share))}" + tr(" left") if share > 0.05 else ""
            self.job.say(said + left, round(1000 * share), 1000)

    # -- how it looked the last time ----------------------------------------------------------

    def _last_look(self) -> ExportConfig:
        """Return how the last export looked; the default where none is remembered, or by another version."""
        try:
            return ExportConfig.checked(json.loads(str(self._store.value("export/look", "{}"))))
        except (InputError, ValueError):
            return ExportConfig()

    def _remember(self, look: ExportConfig, path: Path) -> None:
        kept = {name: value for name, value in look.model_dump().items() if name not in _OF_ONE_FILM}
        self._store.setValue("export/look", json.dumps(kept))
        self._store.setValue("export/folder", str(path.parent))

    # -- copying and dragging -----------------------------------------------------------------

    def copy(self, showing: Showing | None, index: int | None = None) -> None:
        """Put what is shown of all pictures, or of one, on the clipboard."""
        if showing is None or showing.empty:
            self._teller.say(tr("There is nothing to copy on this page."))
            return
        copying.copy(showing, index, self._last_look().recipe)
        points = len(showing.trajectory.shape) == 2
        everything = tr("Copied all points") if points else tr("Copied all pictures")
        said = everything if index is None or points else tr("Copied picture {n}").format(n=index + 1)
        self._teller.say(said)

    def drag(self, source: QWidget, showing: Showing | None, index: int) -> None:
        """Let one picture be dragged out of the window."""
        if showing is not None and index >= 0:
            copying.drag(source, showing, index, self._last_look().recipe)
