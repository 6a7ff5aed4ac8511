"""What any plot offers on a right click, or on the menu key: save it, copy it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu

from ncsn_gui.language import tr
from ncsn_gui.widgets.plots import Plot, picture, vector

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

__all__ = ["OWN", "offer_menus"]

OWN = "application/x-ncsn-studio"  # marks what this program put on the clipboard


def offer_menus(window: QWidget, save: Callable[[Path, bytes], None]) -> None:
    """Give each plot in a window its menu; `save` writes a file."""
    for plot in window.findChildren(Plot):
        plot.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        plot.customContextMenuRequested.connect(partial(_pop_up, plot, save))


def _pop_up(plot: Plot, save: Callable[[Path, bytes], None], place: QPoint) -> None:
    menu = QMenu(plot)
    menu.setObjectName("plot.menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(tr("Save as SVG…"), partial(_ask_where, plot, ".svg", vector, save))
    menu.addAction(tr("Save as PNG…"), partial(_ask_where, plot, ".png", picture, save))
    menu.addAction(tr("Copy picture"), partial(_copy, plot))
    menu.popup(plot.mapToGlobal(place))


def _copy(plot: Plot) -> None:
    """Put a plot on the clipboard, as pixels and as a drawing."""
    mime = QMimeData()
    mime.setImageData(QImage.fromData(picture(plot)))
    mime.setData("image/svg+xml", vector(plot))
    mime.setData(OWN, b"")
    QGuiApplication.clipboard().setMimeData(mime)


def _ask_where(plot: Plot, suffix: str, make: Callable[[Plot], bytes], save: Callable[[Path, bytes], None]) -> None:
    """Ask for a file; the dialog asks again before it takes one that exists."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    place = documents if documents.is_dir() else Path.home()
    name = f"{plot.objectName().replace('.', '-') or 'plot'}{suffix}"
    ask = QFileDialog(plot.window(), tr("Save as"), str(place / name), f"{suffix[1:].upper()} (*{suffix})")
    ask.setObjectName("plot.save-dialog")
    ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    ask.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    ask.setDefaultSuffix(suffix[1:])
    ask.fileSelected.connect(lambda path: save(Path(path), make(plot)))
    ask.open()
