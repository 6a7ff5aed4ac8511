"""The dialog that asks how an export should look, and shows it as it will be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.config import ExportConfig, InputError
from ncsn_engine.encoding import has_video, pictures_in
from ncsn_engine.recipe import kind_for, places
from ncsn_engine.sheets import Sheets, facts_of
from ncsn_gui.export.kinds import ASKED, OF_PICTURES, OF_POINTS, SUFFIXES, TITLES, WORDS, size_said
from ncsn_gui.export.preview import Preview
from ncsn_gui.form.rows import connect_control, control_for, set_control, tooltip
from ncsn_gui.language import tr
from ncsn_gui.widgets.number_box import NumberBox
from ncsn_gui.widgets.wrong import mark_wrong
from ncsn_gui.words import subject, titled, worded

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ncsn_engine.config import Setting
    from ncsn_gui.export.showing import Showing

__all__ = ["ExportDialog"]

_PREVIEW = 360  # pixels, each side
_REST = 250  # milliseconds without an edit, until the file is measured


class ExportDialog(QDialog):
    """Asks what to export and where; tells the look and the path.

    Parameters
    ----------
    look
        What is chosen at first.
    showing
        What is exported.
    folder
        Where the last export went; empty: nowhere yet.
    """

    confirmed = Signal(object, object)  # ExportConfig, Path
    size_wanted = Signal(object)  # of the file that this ExportConfig makes; show_size answers

    def __init__(self, look: ExportConfig, showing: Showing, folder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export")
        self.setWindowTitle(tr("Export"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.look, self._showing, self._folder = look, showing, folder
        self._points = len(showing.trajectory.shape) == 2
        self._refused: dict[str, Any] = {}  # what was typed and does not fit the rest yet
        self._unread: dict[str, str] = {}  # what was typed and is no number, and why
        self._facts = ""  # about the file, without its size
        self._rows = QFormLayout()
        self._rows.setVerticalSpacing(6)
        self._rows.setHorizontalSpacing(16)
        self._controls: dict[str, QWidget] = {}
        for setting in ExportConfig.settings():
            self._add(setting)
        self.preview = Preview(_PREVIEW)
        self.note = _label("export.note", "dim")
        self._problem = _label("export.problem", "wrong")
        self._about = _label("export.about", "dim")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.save = buttons.button(QDialogButtonBox.StandardButton.Save)
        self.save.setText(tr("Save as…"))
        self.save.setObjectName("export.save")
        self.save.setToolTip(tr("Asks where; and asks again before it replaces anything"))
        self.save.setProperty("primary", True)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setToolTip(tr("Writes nothing"))
        buttons.accepted.connect(self._ask_where)
        buttons.rejected.connect(self.reject)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addLayout(self._rows)
        left.addWidget(self._problem)
        left.addStretch(1)
        left.addWidget(self._about)
        right.addWidget(self.preview)
        right.addWidget(self.note, 0, Qt.AlignmentFlag.AlignTop)
        right.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addLayout(left, 1)
        middle.addLayout(right)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(middle, 1)
        layout.addWidget(buttons)
        self.setMinimumSize(_PREVIEW + 400, _PREVIEW + 230)  # room for a film's rows: it does not jump about
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(lambda: self.size_wanted.emit(self.look))
        self._show_asked()

    def show_size(self, look: ExportConfig, size: int) -> None:
        """Say how large the file will be, in bytes; 0: not known. Of another look than the present one, nothing."""
        if look == self.look and size:
            about = tr("about {size}") if look.is_film or look.format == "pictures" else "{size}"
            self.note.setText(f"{self._facts} · {about.format(size=size_said(size))}")

    # -- controls -----------------------------------------------------------------------------

    def _add(self, setting: Setting) -> None:
        if setting.name == "recipe":
            return self._add_privacy(setting)
        control: Any = control_for(setting)
        if setting.choices:
            for i in range(control.count()):
                choice = control.itemData(i)
                said = TITLES[choice][0] if setting.name == "format" else WORDS[choice]
                control.setItemText(i, OF_POINTS.get(choice, said) if self._points else said)
        set_control(control, getattr(self.look, setting.name))
        control.setObjectName(f"export.{setting.name}")
        control.setAccessibleName(tr(setting.title))
        control.setToolTip(tooltip(setting, f"export.{setting.name}"))
        connect_control(control, lambda value: self._edit(setting.name, value))
        if isinstance(control, NumberBox):
            control.refused.connect(lambda why: self._refuse(setting.name, why))
        self._controls[setting.name] = control
        unit = f", {setting.unit}" if setting.unit else ""
        self._rows.addRow(tr(setting.title) + unit, control)

    def _add_privacy(self, setting: Setting) -> None:
        """Add the switch that leaves the recipe out: it says the opposite of its setting."""
        control = QCheckBox(tr("Leave the recipe out"))
        control.setChecked(not self.look.recipe)
        control.setObjectName("export.recipe")
        control.setAccessibleName(tr("Leave the recipe out"))
        control.setToolTip(tooltip(setting, "export.recipe"))
        control.toggled.connect(lambda left_out: self._edit("recipe", not left_out))
        self._controls["recipe"] = control
        self._rows.addRow(tr("Privacy"), control)

    def _edit(self, name: str, value: Any) -> None:
        self._unread.pop(name, None)
        # What was refused before may be right together with this change.
        wanted = {**self._refused, name: value}
        try:
            self.look = self.look.replace(**wanted)
        except InputError as error:
            self._refused = wanted
            self._complain(worded(error), subject(error).rpartition(".")[2] or name)
            return
        self._refused = {}
        if (kept := getattr(self.look, name)) != value:  # 0 columns are automatic
            set_control(self._controls[name], kept)
        self._show_asked()

    def _refuse(self, name: str, why: str) -> None:
        """Take in that something was typed that can't be read; nothing is saved until it is put right."""
        self._unread[name] = f"{titled(f'export.{name}')}: {why}"
        self._complain(self._unread[name], name)

    def _complain(self, text: str, name: str = "") -> None:
        """Say what is wrong, and mark the control that said it; an empty text takes it back."""
        self._problem.setText(text)
        for other, control in self._controls.items():
            mark_wrong(control, bool(text) and other == name)
        self.save.setEnabled(not text)

    def _show_asked(self) -> None:
        look = self.look
        asked = ASKED[look.format] - (OF_PICTURES if self._points else set())
        for name, control in self._controls.items():
            self._rows.setRowVisible(control, name in ("format", "recipe") or name in asked)
        self._controls["note"].setEnabled(look.recipe)  # where it is kept
        label: Any = self._rows.labelForField(self._controls["last_step"])
        label.setText(tr("Last step") if look.is_film or look.format == "npz" else tr("Step"))
        kept = tr("The recipe (model, settings, seed) is written into the file and beside it.")
        self._about.setText(kept if look.recipe else tr("Nothing says how it was made; it can't be made again."))
        self._complain("")
        if look.format == "mp4" and not has_video():
            self._complain(tr('MP4 films need PyAV: pip install "ncsn-studio[video]"'), "format")
        for name in set(self._unread) & asked:
            self._complain(self._unread[name], name)
        self._begin_preview()

    # -- preview ------------------------------------------------------------------------------

    def _begin_preview(self) -> None:
        """Show what the file will show, and how large it will be."""
        self._rest.start()
        try:
            sheets = self.preview.begin(self._showing, self.look)
            self._facts = self._describe(sheets)
        except InputError as error:
            self.note.setText("")
            self._complain(worded(error))
            return
        self.note.setText(self._facts)

    def _describe(self, sheets: Sheets) -> str:
        """Say what will be written: how large, how many files, frames or steps."""
        look, film = self.look, self._showing.trajectory
        if look.format == "npz":
            said = tr("float32 arrays of {count}: x, σ, α, level, temperature · {steps} steps")
            return said.format(count=film.shape[0], steps=len(facts_of(film, look)))
        of = Sheets(film, look.replace(format="picture"), 0, 1) if look.format == "pictures" else sheets
        w, h = (side * sheets.scale for side in of.size)
        facts = [tr("{w} × {h} pixels").format(w=w, h=h)]
        if look.format == "pictures" and not sheets.points:
            count = len(places(Path(), film, look)) - (not look.recipe)
            facts.insert(0, tr("{count} files").format(count=count))
        if look.is_film:
            count = pictures_in(look.format, len(sheets), look.fps, look.hold)
            facts.append(tr("{count} frames").format(count=count))
            facts.append(tr("{seconds:.1f} s").format(seconds=sheets.seconds))
        return " · ".join(facts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return in a number take that number only; on a button it presses it."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or isinstance(self.focusWidget(), QPushButton):
            super().keyPressEvent(event)

    # -- where --------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        _, names, suffix = TITLES[self.look.format]
        pictures = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation))
        known = [
            place for place in (Path(self._folder) if self._folder else None, pictures) if place and place.is_dir()
        ]
        place = known[0] if known else Path.home()
        ask = QFileDialog(self, tr("Save as"), str(place / (self._showing.name + suffix)), names)
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        ask.setOption(QFileDialog.Option.DontConfirmOverwrite)  # here it is asked, of all files that are written
        if suffix:
            ask.setDefaultSuffix(suffix)
        else:
            ask.setWindowTitle(tr("Name a new folder"))
        ask.fileSelected.connect(self._chosen)
        ask.open()

    def _chosen(self, name: str) -> None:
        """Take a path; ask first if something stands there."""
        path, suffix = Path(name), TITLES[self.look.format][2]
        if path.suffix.lower() in SUFFIXES - {suffix} and not (suffix == ".apng" and path.suffix.lower() == ".png"):
            path = path.with_suffix(suffix)  # what was chosen counts, not an ending that says something else
        try:
            look = self.look if self.look.format == "pictures" else kind_for(path, self.look)
        except InputError as error:
            self._complain(worded(error))
            return
        there = [place for place in places(path, self._showing.trajectory, look) if place.exists()]
        if look.format == "pictures" and path.is_file():
            self._complain(tr("{path} is a file; name a folder.").format(path=path))
        elif there:
            self._ask_to_replace(look, path, there)
        else:
            self._done(look, path)

    def _ask_to_replace(self, look: ExportConfig, path: Path, there: list[Path]) -> None:
        names = [place.name for place in there]
        shown = ", ".join(names[:3]) + (tr(" and {count} more").format(count=len(names) - 3) if len(names) > 3 else "")
        ask = QMessageBox(self)
        ask.setObjectName("export.replace")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setIcon(QMessageBox.Icon.Warning)
        ask.setWindowTitle(tr("Replace?"))
        ask.setText(tr("In {folder} there is already: {names}.").format(folder=there[0].parent, names=shown))
        ask.setInformativeText(tr("What is there will be lost; other files stay as they are."))
        replace = ask.addButton(tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
        replace.setObjectName("export.replace.yes")
        cancel = ask.addButton(QMessageBox.StandardButton.Cancel)
        cancel.setObjectName("export.replace.no")
        ask.setDefaultButton(cancel)
        replace.clicked.connect(lambda: self._done(look, path))
        ask.open()

    def _done(self, look: ExportConfig, path: Path) -> None:
        self.confirmed.emit(look, path)
        self.accept()


def _label(name: str, role: str) -> QLabel:
    label = QLabel("", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setObjectName(name)
    label.setProperty("role", role)
    return label
