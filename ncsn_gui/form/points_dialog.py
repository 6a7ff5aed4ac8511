"""The dialog in which points are drawn by hand and kept as a CSV file."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from platformdirs import user_data_path
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ncsn_engine.config import InputError
from ncsn_engine.storage import SaveError, say_why, write_whole
from ncsn_gui.language import tr
from ncsn_gui.widgets.point_canvas import PointCanvas
from ncsn_gui.words import worded

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PointsDialog"]

_FEWEST = 50


class PointsDialog(QDialog):
    """Draws points; tells the file in which they are kept."""

    kept = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("points")
        self.setWindowTitle(tr("Draw points"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.canvas = PointCanvas()
        self.count = QLabel(tr("Hold the mouse button and draw; with the keyboard: arrow keys move, Space sprays."))
        self.count.setProperty("role", "dim")
        undo, clear = QPushButton(tr("Undo")), QPushButton(tr("Clear"))
        undo.setObjectName("points.undo")
        undo.setShortcut("Ctrl+Z")
        undo.setToolTip(tr("Takes the last stroke back (Ctrl+Z)"))
        clear.setObjectName("points.clear")
        clear.setToolTip(tr("Empties the sheet"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep = buttons.addButton(tr("Use these points"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep.setObjectName("points.keep")
        self.keep.setToolTip(tr("Keeps them as a CSV file, and begins a new run with it"))
        self.keep.setProperty("primary", True)
        self.keep.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(undo)
        row.addWidget(clear)
        layout = QVBoxLayout(self)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(row)
        layout.addWidget(buttons)
        undo.clicked.connect(self.canvas.undo)
        clear.clicked.connect(self.canvas.clear)
        self.canvas.changed.connect(self._tell)
        buttons.accepted.connect(self._keep)
        buttons.rejected.connect(self.reject)

    def _tell(self) -> None:
        n = len(self.canvas.points)
        text = tr("{n} points") if n >= _FEWEST else tr("{n} points; at least {least} make a set")
        self.count.setText(text.format(n=n, least=_FEWEST))
        self.keep.setEnabled(n >= _FEWEST)

    def _keep(self) -> None:
        try:
            path = _write(self.canvas)
        except InputError as error:  # a full disk; the points stay on the sheet
            self.count.setText(worded(error))
            return
        self.kept.emit(str(path))
        self.accept()


def _write(canvas: PointCanvas) -> Path:
    """Keep the points under a name of their own in the user's data folder."""
    lines = ["x,y", *(f"{x:.6g},{y:.6g}" for x, y in canvas.points.tolist())]
    folder = user_data_path("ncsn-studio") / "points"
    path = folder / f"drawn-{datetime.now():%Y%m%d-%H%M%S}.csv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(f"{folder}: can't be made: {say_why(error)}") from error
    write_whole(path, ("\n".join(lines) + "\n").encode())
    return path
