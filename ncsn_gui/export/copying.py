"""Pictures for other programs: on the clipboard, and dragged out of the window."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QPixmap

from ncsn_engine.export import enlarged, png
from ncsn_engine.sheets import Sheets
from ncsn_gui.plots.menu import OWN
from ncsn_gui.widgets.image_grid import to_image

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ncsn_gui.export.showing import Showing

__all__ = ["copy", "drag", "leave_plain"]

_SIDE = 256  # pixels that a copied picture has at least
_THUMBNAIL = 96


def copy(showing: Showing, index: int | None, recipe: bool) -> None:
    """Put what is shown of all pictures, or of one, on the clipboard: as picture, as file and, if wished, as recipe."""
    mime = _mime(showing, index, recipe)[0]
    mime.setData(OWN, b"")
    QGuiApplication.clipboard().setMimeData(mime)


def drag(source: QWidget, showing: Showing, index: int, recipe: bool) -> None:
    """Let one picture be dragged to another program."""
    mime, thumbnail = _mime(showing, index, recipe)
    made = QDrag(source)
    made.setMimeData(mime)
    made.setPixmap(thumbnail)
    made.setHotSpot(QPoint(thumbnail.width() // 2, thumbnail.height() // 2))
    # The one loop inside the loop: Qt has no other way to drag. It is begun by the mouse, never by a coroutine.
    made.exec(Qt.DropAction.CopyAction)


def leave_plain() -> None:
    """Leave a plain picture on the clipboard: data that Python made must not outlive Python."""
    clipboard = QGuiApplication.clipboard()
    there = clipboard.mimeData()
    if there and there.hasFormat(OWN):
        clipboard.setImage(clipboard.image())


def _mime(showing: Showing, index: int | None, recipe: bool) -> tuple[QMimeData, QPixmap]:
    """Return a step's pictures, or one of them, for other programs: picture, PNG file and recipe; and a thumbnail.

    A picture editor takes the picture, a file manager the file, a text editor the recipe.
    """
    recorded = showing.trajectory
    shape = recorded.shape
    enlarge = 8 if len(shape) == 2 else 4 if index is None else max(4, -(-_SIDE // shape[-1]))
    look = showing.look.replace(
        format="grid" if index is None else "picture",
        picture=index or 0,
        scale=enlarge,
        last_step=None if showing.step == recorded.total else showing.step,
        recipe=recipe,
    )
    sheets = Sheets(recorded, look, showing.low, showing.high)
    picture = enlarged(sheets[-1], sheets.scale)
    text = showing.recipe(look).to_json() if recipe else ""
    one = "" if index is None else f"-picture{index + 1}"
    at = "" if look.last_step is None else f"-step{showing.step}"
    file = _copies() / f"{showing.name}{one}{at}-{look.shown}.png"
    file.write_bytes(png(picture, {"ncsn-recipe": text} if text else None))
    mime, image, url = QMimeData(), to_image(picture), QUrl.fromLocalFile(str(file))
    mime.setImageData(image)
    mime.setUrls([url])
    mime.setData("x-special/gnome-copied-files", b"copy\n" + bytes(url.toEncoded().data()))
    mime.setText(text or str(file))
    size = min(_THUMBNAIL, max(image.width(), image.height()))
    return mime, QPixmap.fromImage(image.scaled(size, size, Qt.AspectRatioMode.KeepAspectRatio))


@functools.cache
def _copies() -> Path:
    """Return the folder of copied and dragged files, which other programs may read until this one ends."""
    folder = Path(tempfile.mkdtemp(prefix="ncsn-copied-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
