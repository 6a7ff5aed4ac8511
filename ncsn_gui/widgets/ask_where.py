"""Asks where something is to be saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

__all__ = ["ask_where"]


def ask_where(parent: QWidget, dialog: str, name: str, suffix: str, done: Callable[[Path], object]) -> None:
    """Ask for a file; the dialog asks again before it takes one that exists.

    Parameters
    ----------
    dialog
        Name of the dialog as an object.
    name, suffix
        Of the file, among the user's documents.
    done
        Called with the chosen path.
    """
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    place = documents if documents.is_dir() else Path.home()
    kind = f"{suffix[1:].upper()} (*{suffix})"
    ask = QFileDialog(parent.window(), tr("Save as"), str(place / f"{name}{suffix}"), kind)
    ask.setObjectName(dialog)
    ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    ask.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    ask.setDefaultSuffix(suffix[1:])
    ask.fileSelected.connect(lambda path: done(Path(path)))
    ask.open()
