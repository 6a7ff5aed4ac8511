"""What leaves the window: exported files, copied and dragged pictures, saved plots and tables."""

from __future__ import annotations

import asyncio
import atexit
import functools
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QPixmap
from PySide6.QtWidgets import QMenu, QPushButton

from ncsn_engine.config import ExportConfig, InputError
from ncsn_engine.export import enlarged, png
from ncsn_engine.origin import curves_origin, with_text
from ncsn_engine.recipe import beside, recipe_for
from ncsn_engine.sheets import Sheets
from ncsn_engine.storage import write_whole
from ncsn_gui import jobs
from ncsn_gui.export_dialog import ExportDialog
from ncsn_gui.language import tr
from ncsn_gui.plot_menu import OWN, offer_menus
from ncsn_gui.statusbar import clock
from ncsn_gui.widgets.image_grid import to_image

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.recipe import Recipe
    from ncsn_gui.films import Film
    from ncsn_gui.widgets.image_grid import ImageGrid
    from ncsn_gui.window import MainWindow

__all__ = ["Exporting"]

_OF_ONE_FILM = ("picture", "first_step", "last_step")  # parts of a look that mean nothing for the next film
_SIDE = 256  # pixels that a copied picture has at least
_THUMBNAIL = 96
_OFTEN = 0.05  # seconds between two reports of progress


class Exporting(QObject):
    """Joins the buttons Export and Copy, the dialog, the pictures that are dragged, and the worker."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: ExportDialog | None = None
        self.busy = self._stopping = False
        self._again: Recipe | None = None  # that is made again
        self._halt = QPushButton(tr("Stop export"))
        self._halt.setObjectName("export.stop")
        self._halt.setToolTip(tr("Stops the export; no half file is left"))
        self._halt.clicked.connect(self.stop)
        self._halt.hide()
        window.status.insertWidget(1, self._halt)  # beside the bar that it ends
        view = window.sample_view
        view.grid.dragged.connect(lambda index: self._drag(view.grid, index))
        view.second.dragged.connect(lambda index: self._drag(view.second, index, beside=True))
        for name, part in view.closer.parts.items():
            part.dragged.connect(functools.partial(self._drag_closer, name, part))
        offer_menus(window, self.save)

    # -- files ------------------------------------------------------------------------------

    def ask(self) -> None:
        """Open the dialog that asks how and where."""
        film, view = self._window.sampling.shown, self._window.sample_view
        if film is None or not view.export.isEnabled():
            return
        if self.busy:
            self._window.status.say(tr("An export is under way; stop it, or wait for its end."))
            return
        seen = self._seen()
        look = self._last_look().replace(shown=seen.shown, range=seen.range, picture=max(0, view.grid.selected))
        if self._again and film.chain() == (self._again.sampling, self._again.branches):
            look = self._again.export
        last = str(self._window.store.value("export/folder", ""))
        folder = Path(last) if last else None
        dialog = self._dialog = ExportDialog(look, self._name(film), film, folder, self._window)
        dialog.size_wanted.connect(lambda look: self._window.spawn(self._measure(film, look)))
        dialog.confirmed.connect(lambda look, path: self._window.spawn(self._export(film, look, Path(path))))
        dialog.finished.connect(self._closed)
        dialog.open()

    def adopt(self, recipe: Recipe) -> None:
        """Offer the look that a recipe's export had, while its film is shown."""
        self._again = recipe

    def stop(self) -> None:
        """Stop the export that is under way."""
        self._stopping = True

    def save(self, path: Path, data: bytes | Callable[[], bytes]) -> None:
        """Write a plot or a table on the worker, which also makes what takes long to make.

        A plot has inside where its curves come from, a table beside it: other programs read it as it is.
        """
        self._window.spawn(self._save(path, data, self._origin(path.suffix.lower() == ".csv")))

    async def _save(self, path: Path, data: bytes | Callable[[], bytes], origin: str) -> None:
        def write() -> None:
            write_whole(path, with_text(data() if callable(data) else data, path.suffix.lower(), origin))
            if origin and path.suffix.lower() == ".csv":
                write_whole(beside(path), origin.encode())

        self._window.status.say(tr("Saving {name}…").format(name=path.name))
        await self._window.worker.run(write)
        self._said(tr("Saved {path}").format(path=path))

    def _origin(self, table: bool) -> str:
        """Return the recipe of the shown film or, in the other views, tell of the run and of those over it."""
        window, view = self._window, self._window.train_view
        film = window.sampling.shown
        if window.shown_view() == "sample" and film is not None and film.model.source is not None:
            sampling, branches = film.chain()
            return recipe_for(film.model, sampling, self._seen(), film.noise, branches).to_json()
        if window.run is None:
            return ""
        others = [] if table else [(run, len(history.loss)) for run, history in window.overlaid()]
        return curves_origin([(window.run, view.step), *others], {} if table else view.shown_as())

    async def _measure(self, film: Film, look: ExportConfig) -> None:
        size = await self._window.worker.run(jobs.measure_export, film, look)
        if self._dialog is not None:
            self._dialog.show_size(look, size)

    def _closed(self) -> None:
        self._dialog = None

    async def _export(self, film: Film, look: ExportConfig, path: Path) -> None:
        window, loop = self._window, asyncio.get_running_loop()
        self._remember(look, path)
        self.busy, self._stopping = True, False
        began = time.perf_counter()
        due = began

        def progress(share: float) -> None:  # on the worker's thread
            nonlocal due
            if self._stopping or window.closing:
                raise jobs.StoppedError
            if (now := time.perf_counter()) >= due:
                due = now + _OFTEN
                loop.call_soon_threadsafe(self._show_progress, path.name, share, now - began)

        window.status.say(tr("Saving {name}…").format(name=path.name))
        window.status.show_progress(0, 0)
        self._halt.show()
        try:
            await window.worker.run(jobs.export, path, film, look, progress)
        except jobs.StoppedError:
            self._said(tr("The export was stopped; nothing was written."))
        else:
            self._said(tr("Saved {path}").format(path=path))
        finally:
            self.busy = False
            self._halt.hide()
            window.status.show_idle()

    def _show_progress(self, name: str, share: float, spent: float) -> None:
        if self.busy:
            self._window.status.show_progress(round(1000 * share), 1000)
            said = tr("Saving {name}: {percent} %").format(name=name, percent=round(100 * share))
            left = f" · {clock(spent / share * (1 - share))}" + tr(" left") if share > 0.05 else ""
            self._window.status.say(said + left)

    def _said(self, text: str) -> None:
        self._window.status.say(text)
        if self._window.training.session:  # whose progress takes the status bar at once
            self._window.banner.say(text, wrong=False)

    # -- how it looked the last time ----------------------------------------------------------

    def _last_look(self) -> ExportConfig:
        """Return how the last export looked; the default where none is remembered, or by another version."""
        try:
            return ExportConfig.checked(json.loads(str(self._window.store.value("export/look", "{}"))))
        except (InputError, ValueError):
            return ExportConfig()

    def _remember(self, look: ExportConfig, path: Path) -> None:
        kept = {name: value for name, value in look.model_dump().items() if name not in _OF_ONE_FILM}
        self._window.store.setValue("export/look", json.dumps(kept))
        self._window.store.setValue("export/folder", str(path.parent))

    def _name(self, film: Film) -> str:
        source = film.model.source
        branch = f"-film{film.number}" if film.parent else ""
        return f"{source.run if source else 'samples'}-seed{film.sampling.seed}{branch}"

    def _seen(self) -> ExportConfig:
        """Return the look of what the view shows."""
        view = self._window.sample_view
        shown: Any = "both" if view.beside.currentData() == "denoised" else view.shown.currentData()
        return ExportConfig(shown=shown, range=view.range.currentData())

    # -- copying and dragging -----------------------------------------------------------------

    def copy_menu(self) -> None:
        """Ask what is to be copied."""
        menu = QMenu(self._window)
        menu.setObjectName("copy")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("All pictures"), lambda: self.copy_pictures(None))
        chosen = self._window.sample_view.grid.selected
        if chosen >= 0:
            menu.addAction(tr("Picture {number}").format(number=chosen + 1), lambda: self.copy_pictures(chosen))
        menu.popup(self._window.sample_view.copy.mapToGlobal(self._window.sample_view.copy.rect().topLeft()))

    def close(self) -> None:
        """Leave a plain picture on the clipboard: data that Python made must not outlive Python."""
        clipboard = QGuiApplication.clipboard()
        there = clipboard.mimeData()
        if there and there.hasFormat(OWN):
            clipboard.setImage(clipboard.image())

    def copy_pictures(self, index: int | None) -> None:
        """Put what is shown of all pictures, or of one, on the clipboard: as picture, as file and as recipe."""
        film, view = self._window.sampling.shown, self._window.sample_view
        if film is None or view.frame is None or not (len(view.grid.pixels) or len(view.grid.points)):
            return
        mime = self._mime(film, view.frame.index, index, self._seen())[0]
        mime.setData(OWN, b"")
        QGuiApplication.clipboard().setMimeData(mime)
        said = tr("Copied all pictures") if index is None else tr("Copied picture {n}").format(n=index + 1)
        self._window.status.say(said)

    def _mime(self, film: Film, step: int, index: int | None, seen: ExportConfig) -> tuple[QMimeData, QPixmap]:
        """Return a step's pictures, or one of them, for other programs: picture, PNG file and recipe; and a thumbnail.

        A picture editor takes the picture, a file manager the file, a text editor the recipe.
        """
        recorded = film.trajectory
        shape = recorded.shape
        enlarge = 8 if len(shape) == 2 else 4 if index is None else max(4, -(-_SIDE // shape[-1]))
        look = seen.replace(
            format="grid" if index is None else "picture",
            picture=index or 0,
            scale=enlarge,
            last_step=None if step == recorded.total else step,
            recipe=self._last_look().recipe,
        )
        sheets = Sheets(recorded, look, film.model.low, film.model.high)
        picture = enlarged(sheets[-1], sheets.scale)
        text = ""
        if look.recipe:
            sampling, branches = film.chain()
            text = recipe_for(film.model, sampling, look, film.noise, branches).to_json()
        one = "" if index is None else f"-picture{index + 1}"
        at = "" if look.last_step is None else f"-step{step}"
        file = _copies() / f"{self._name(film)}{one}{at}-{look.shown}.png"
        file.write_bytes(png(picture, {"ncsn-recipe": text} if text else None))
        mime, image, url = QMimeData(), to_image(picture), QUrl.fromLocalFile(str(file))
        mime.setImageData(image)
        mime.setUrls([url])
        mime.setData("x-special/gnome-copied-files", b"copy\n" + bytes(url.toEncoded().data()))
        mime.setText(text or str(file))
        size = min(_THUMBNAIL, max(image.width(), image.height()))
        return mime, QPixmap.fromImage(image.scaled(size, size, Qt.AspectRatioMode.KeepAspectRatio))

    def _drag_closer(self, name: str, part: ImageGrid, _: int) -> None:
        """Drag a part of the enlarged picture: x, denoised or score."""
        self._drag(part, self._window.sample_view.grid.selected, name)

    def _drag(self, source: ImageGrid, index: int, shown: str = "", beside: bool = False) -> None:
        film, view = self._window.sampling.shown, self._window.sample_view
        if film is None or view.frame is None or index < 0:
            return
        step, seen = view.frame.index, self._seen()
        if beside and view.beside.currentData() == "denoised":
            shown = "denoised"
        elif beside:  # another film's, at the same noise
            other: Any = view.beside.currentData()
            film, step = other, other.trajectory.frame(other.step_beside(film, step)).index
        elif seen.shown == "both":
            shown = shown or "x"
        mime, thumbnail = self._mime(film, step, index, seen.replace(shown=shown) if shown else seen)
        drag = QDrag(source)
        drag.setMimeData(mime)
        drag.setPixmap(thumbnail)
        drag.setHotSpot(QPoint(thumbnail.width() // 2, thumbnail.height() // 2))
        # The one loop inside the loop: Qt has no other way to drag. It is begun by the mouse, never by a coroutine.
        drag.exec(Qt.DropAction.CopyAction)


@functools.cache
def _copies() -> Path:
    """Return the folder of copied and dragged files, which other programs may read until this one ends."""
    folder = Path(tempfile.mkdtemp(prefix="ncsn-copied-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
