"""The dialog that asks how an export should look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.config import ExportConfig, InputError
from ncsn_gui.form import connect_control, control_for, mark_wrong, set_control, tooltip

if TYPE_CHECKING:
    from ncsn_engine.config import Setting

__all__ = ["ExportDialog"]

_TITLES = {
    "grid": ("Grid, PNG", "PNG picture (*.png)", ".png"),
    "picture": ("One picture, PNG", "PNG picture (*.png)", ".png"),
    "pictures": ("Every picture, a folder of PNGs", "", ""),
    "gif": ("Film, GIF", "GIF film (*.gif)", ".gif"),
    "apng": ("Film, animated PNG", "Animated PNG (*.apng *.png)", ".apng"),
    "npz": ("Arrays, NPZ", "NumPy arrays (*.npz)", ".npz"),
}
_FILM = {"frames", "fps", "hold"}
_SHEET = {"scale", "columns", "gap", "shown"}
_ASKED = {
    "grid": _SHEET,
    "picture": {"picture", "scale", "shown"},
    "pictures": {"scale", "shown"},
    "gif": _SHEET | _FILM,
    "apng": _SHEET | _FILM,
    "npz": set[str](),
}


class ExportDialog(QDialog):
    """Asks what to export and where; tells the look and the path."""

    confirmed = Signal(object, str)  # ExportConfig, path

    def __init__(self, look: ExportConfig, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export")
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.look, self._name = look, name
        self._rows = QFormLayout()
        self._rows.setVerticalSpacing(6)
        self._rows.setHorizontalSpacing(16)
        self._controls: dict[str, QWidget] = {}
        for setting in ExportConfig.settings():
            self._add(setting)
        self._problem = QLabel("", wordWrap=True)
        self._problem.setProperty("role", "wrong")
        self._note = QLabel("", wordWrap=True)
        self._note.setProperty("role", "dim")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.save = buttons.button(QDialogButtonBox.StandardButton.Save)
        self.save.setText("Save as…")
        self.save.setObjectName("export.save")
        self.save.setProperty("primary", True)
        buttons.accepted.connect(self._ask_where)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(self._rows)
        layout.addWidget(self._note)
        layout.addWidget(self._problem)
        layout.addWidget(buttons)
        self.setMinimumWidth(380)
        self._show_asked()

    def _add(self, setting: Setting) -> None:
        if setting.name == "recipe":
            return self._add_privacy(setting)
        control: Any = control_for(setting)
        if setting.name == "format":
            for i in range(control.count()):
                control.setItemText(i, _TITLES[control.itemData(i)][0])
        set_control(control, getattr(self.look, setting.name))
        control.setObjectName(f"export.{setting.name}")
        control.setAccessibleName(setting.title)
        control.setToolTip(tooltip(setting, f"export.{setting.name}"))
        connect_control(control, lambda value: self._edit(setting.name, value))
        self._controls[setting.name] = control
        self._rows.addRow(setting.title, control)

    def _add_privacy(self, setting: Setting) -> None:
        """Add the switch that leaves the recipe out: it says the opposite of its setting."""
        control = QCheckBox("Leave the recipe out")
        control.setChecked(not self.look.recipe)
        control.setObjectName("export.recipe")
        control.setAccessibleName("Leave the recipe out")
        control.setToolTip(tooltip(setting, "export.recipe"))
        control.toggled.connect(lambda left_out: self._edit("recipe", not left_out))
        self._controls["recipe"] = control
        self._rows.addRow("Privacy", control)

    def _edit(self, name: str, value: Any) -> None:
        try:
            self.look = self.look.replace(**{name: value})
        except InputError as error:
            self._problem.setText(str(error))
            mark_wrong(self._controls[name], True)
            self.save.setEnabled(False)
            return
        self._problem.setText("")
        mark_wrong(self._controls[name], False)
        self.save.setEnabled(True)
        self._show_asked()

    def _show_asked(self) -> None:
        for name, control in self._controls.items():
            self._rows.setRowVisible(control, name in ("format", "recipe") or name in _ASKED[self.look.format])
        self._note.setText(
            "The recipe (model, settings, seed) is written into the file and beside it."
            if self.look.recipe
            else "Nothing says how it was made; it can't be made again."
        )
        self.adjustSize()

    def _ask_where(self) -> None:
        _, names, suffix = _TITLES[self.look.format]
        pictures = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation))
        place = pictures if pictures.is_dir() else Path.home()
        ask = QFileDialog(self, "Save as", str(place / (self._name + suffix)), names)
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        if suffix:
            ask.setDefaultSuffix(suffix)
        else:
            ask.setWindowTitle("Name a new folder")
        ask.fileSelected.connect(self._done)
        ask.open()

    def _done(self, path: str) -> None:
        self.confirmed.emit(self.look, path)
        self.accept()
