"""Controls made from declared settings, and what one does with any of them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from ncsn_gui.form.points_dialog import PointsDialog
from ncsn_gui.language import tr
from ncsn_gui.widgets.buttons import tool_button
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.elided import plain_tip
from ncsn_gui.widgets.number_box import NumberBox
from ncsn_gui.widgets.path_edit import PathEdit
from ncsn_gui.words import kind_title

if TYPE_CHECKING:
    from ncsn_engine.config import Setting

__all__ = ["PathLine", "connect_control", "control_for", "narrow", "set_control", "tooltip"]


class PathLine(QWidget):
    """A line for a folder or a file, with a button that opens a dialog; points may be drawn as well."""

    changed = Signal(str)

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self._ask = tr("Choose a folder") if kind == "folder" else tr("Choose a file")
        self.line = PathEdit(placeholderText=self._ask)
        self.line.setToolTip(self._ask)
        self.line.textChanged.connect(lambda path: self.line.setToolTip(plain_tip(path or self._ask)))
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


_TIP_WIDTH = 80  # letters in a line of a tooltip


def narrow() -> Combo:
    """Return a combo box that may be narrower than its entries: the panel is slim."""
    combo = Combo()
    combo.setMinimumContentsLength(6)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return combo


def control_for(setting: Setting) -> QWidget:
    """Return the control that suits a declared setting."""
    if setting.type is bool:
        return QCheckBox()
    if setting.choices:
        combo = narrow()
        for choice in setting.choices:
            combo.addItem(kind_title(choice), choice)
        return combo
    if setting.type in (int, float):
        return NumberBox(
            whole=setting.type is int,
            log=setting.log,
            empty=tr(setting.empty) if setting.optional else "",
            lower=None if setting.lower_open else setting.lower,
            upper=None if setting.upper_open else setting.upper,
        )
    return PathLine(setting.path) if setting.path else QLineEdit()


def set_control(control: QWidget, value: Any) -> None:
    """Show a value in a control; its listeners are not told."""
    with QSignalBlocker(control):
        match control:
            case QCheckBox():
                control.setChecked(bool(value))
            case QComboBox():
                control.setCurrentIndex(control.findData(value))
            case NumberBox():
                control.set_value(value)
            case PathLine():
                control.set_path(str(value))
            case QLineEdit():
                control.setText(str(value))


def connect_control(control: QWidget, tell: Any) -> None:
    """Call `tell` with the new value when the user changes it."""
    match control:
        case QCheckBox():
            control.toggled.connect(tell)
        case QComboBox():
            control.activated.connect(lambda _: tell(control.currentData()))
        case NumberBox() | PathLine():
            control.changed.connect(tell)
        case QLineEdit():
            control.editingFinished.connect(lambda: tell(control.text()))


def tooltip(setting: Setting, dotted: str) -> str:
    """Return what a control says about itself: meaning, formula, rule, name."""
    unit = f" {tr(setting.unit)}" if setting.unit else ""
    parts = [textwrap.fill(tr(setting.help), _TIP_WIDTH), tr(setting.formula), f"{tr(setting.rule)}{unit}", dotted]
    return "\n".join(p for p in parts if p)
