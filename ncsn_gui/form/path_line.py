"""A line for a folder or a file."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from ncsn_gui.form.points_dialog import PointsDialog
from ncsn_gui.language import tr
from ncsn_gui.widgets.buttons import tool_button

__all__ = ["PathLine"]


class PathLine(QWidget):
    """A line for a folder or a file, with a button that opens a dialog; points may be drawn as well."""

    changed = Signal(str)

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self._ask = tr("Choose a folder") if kind == "folder" else tr("Choose a file")
        self.line = QLineEdit(placeholderText=self._ask)
        self.line.editingFinished.connect(lambda: self._tell(self.line.text()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        name = "choose-a-folder" if kind == "folder" else "choose-a-file"
        layout.addWidget(tool_button(name, "…", self._ask, self._choose))
        if kind == "points":
            layout.addWidget(tool_button("draw-points-by-hand", "✎", tr("Draw points by hand"), self._draw))
        self.setFocusProxy(self.line)
        self._told = ""

    def set_path(self, path: str) -> None:
        """Show a path; nobody is told."""
        self._told = path
        self.line.setText(path)
        self.line.setToolTip(path or self._ask)

    def _tell(self, path: str) -> None:
        if path != self._told:
            self._told = path
            self.changed.emit(path)

    def _chosen(self, path: str) -> None:
        self.line.setText(path)
        self._tell(path)

    def _choose(self) -> None:
        folder = self.kind == "folder"
        dialog = QFileDialog(self.window(), self._ask, self.line.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _draw(self) -> None:
        dialog = PointsDialog(self.window())
        dialog.kept.connect(self._chosen)
        dialog.open()
