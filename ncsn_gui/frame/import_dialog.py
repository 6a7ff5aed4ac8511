"""The dialog that asks for what another program's checkpoint does not say of itself."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from ncsn_gui.language import tr
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.number_box import NumberBox

__all__ = ["ImportDialog", "asked_for"]

_PROCESSES = (
    (tr("VE, in continuous time"), "ve"),
    (tr("VP, in continuous time"), "vp"),
    (tr("Sub-VP, in continuous time"), "sub-vp"),
    (tr("DDPM: VP in steps"), "ddpm"),
)
_ABOUT = {
    "size": (tr("Picture size, px"), tr("Side of the pictures that it was trained with")),
    "sigma_max": (tr("Largest noise σ₁"), tr("The first noise level; the NCSN paper: 1")),
    "sigma_min": (tr("Smallest noise σ_L"), tr("The last noise level; the NCSN paper: 0.01")),
    "process": (tr("Process"), tr("How its training added noise")),
}
_USUAL: dict[str, float | int] = {"size": 32, "sigma_max": 1.0, "sigma_min": 0.01}


def asked_for(message: str) -> list[str]:
    """Return which facts a refusal asks for: it names the command line's flags."""
    flags = {flag.replace("-", "_") for flag in re.findall(r"--([a-z-]+)", message)}
    return [name for name in _ABOUT if name in flags] if "does not say" in message else []


class ImportDialog(QDialog):
    """Asks for some facts; tells them by the names that ``import_checkpoint`` takes."""

    confirmed = Signal(object)  # dict

    def __init__(self, name: str, message: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("import")
        self.setWindowTitle(tr("Import {name}").format(name=name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        about = message.split(";")[0].rpartition(": ")[2]
        text = QLabel(f"{name} {about}.", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        text.setObjectName("import.about")
        self._controls: dict[str, NumberBox | Combo] = {}
        rows = QFormLayout()
        rows.setHorizontalSpacing(16)
        for key in asked_for(message):
            title, tip = _ABOUT[key]
            control = self._control(key, tip)
            control.setObjectName(f"import.{key}")
            control.setAccessibleName(title)
            control.setToolTip(tip)
            self._controls[key] = control
            rows.addRow(title, control)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.button = buttons.addButton(tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.button.setObjectName("import.confirm")
        self.button.setAccessibleName(tr("Import"))
        self.button.setToolTip(tr("Makes a run of it, to sample from"))
        self.button.setProperty("primary", True)
        buttons.accepted.connect(self._confirm)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(text)
        layout.addLayout(rows)
        layout.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)

    def _control(self, key: str, tip: str) -> NumberBox | Combo:
        if key == "process":
            return Combo("", tip, _PROCESSES)
        box = NumberBox(whole=key == "size", log=True, lower=1 if key == "size" else 1e-6)
        box.set_value(_USUAL[key])
        return box

    def _confirm(self) -> None:
        said: dict[str, Any] = {
            key: control.currentData() if isinstance(control, Combo) else control.value()
            for key, control in self._controls.items()
        }
        self.confirmed.emit(said)
        self.accept()
