"""The dialog of the preferences; what is changed in it takes effect at once, where that is possible."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.config import InputError
from ncsn_gui.language import languages, tr
from ncsn_gui.studio.preferences import (
    LEAST_RECORDING,
    MOST_RECORDING,
    MOST_THREADS,
    Preferences,
    check_folder,
    folder_told,
    usual_folder,
)
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.number_box import NumberBox
from ncsn_gui.widgets.path_edit import PathEdit
from ncsn_gui.widgets.wrong import mark_wrong
from ncsn_gui.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PreferencesDialog"]

_SIZES = (90, 100, 110, 125, 150)
_THEMES = ((tr("As the system"), ""), (tr("Light"), "light"), (tr("Dark"), "dark"))


class PreferencesDialog(QDialog):
    """Shows preferences and tells of each change that can be meant.

    Parameters
    ----------
    preferences
        What is shown first.
    devices
        (title, name) of those that are here.
    """

    changed = Signal(object)  # Preferences

    def __init__(self, preferences: Preferences, devices: Iterable[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preferences")
        self.setWindowTitle(tr("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shown = preferences
        self._rows = QFormLayout()
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(8)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._add_folder()
        self._add_computing(devices)
        self._add_look()
        self.note = QLabel("", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.note.setObjectName("preferences.note")
        self.note.setProperty("role", "wrong")
        self.note.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)
        close.setToolTip(tr("What was changed is kept already"))
        self.reset = buttons.addButton(tr("Restore defaults"), QDialogButtonBox.ButtonRole.ResetRole)
        self.reset.setObjectName("preferences.reset")
        self.reset.setToolTip(tr("Makes everything here as it was at first; runs and settings stay as they are"))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._reset)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(self._rows)
        layout.addWidget(self.note)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 84)
        self._show()

    # -- building ---------------------------------------------------------------------------

    def _add_folder(self) -> None:
        self.folder = PathEdit()
        self.folder.setPlaceholderText(str(usual_folder()))
        self.folder.editingFinished.connect(lambda: self._choose_folder(self.folder.text().strip()))
        browse = QToolButton()
        browse.setObjectName("preferences.browse")
        browse.setText("…")
        browse.setAccessibleName(tr("Choose the run folder"))
        browse.setToolTip(tr("Looks for a folder on this machine"))
        browse.setProperty("flat", True)
        browse.clicked.connect(self._browse)
        both = QHBoxLayout()
        both.setSpacing(4)
        both.addWidget(self.folder, 1)
        both.addWidget(browse)
        tip = tr(
            "New runs are made here, and the runs that are here are listed.\n"
            "For the same on the command line set the environment variable NCSN_RUNS to this folder, for example\n"
            "NCSN_RUNS=/my/runs ncsn runs"
        )
        self._add("folder", tr("Run folder"), self.folder, tip, both)
        if told := folder_told():
            said = tr("The environment variable NCSN_RUNS says {folder}, and is stronger while it is set.")
            self._remark("told", said.format(folder=told))

    def _add_computing(self, devices: Iterable[tuple[str, str]]) -> None:
        self.device = Combo(entries=[(tr("The fastest"), ""), *devices])
        tip = tr("Which device is chosen when the program starts; the box in the toolbar changes it for now")
        self._add("device", tr("Device"), self.device, tip)
        self.threads = NumberBox(whole=True, lower=0, upper=MOST_THREADS, empty=tr("as many as fit"), strict=True)
        tip = tr(
            "How many threads of the processor torch uses. As many as fit: one a core, less what other programs use;\n"
            "that is looked at once a second. With another number the last digits of results may differ: give one\n"
            "where they count."
        )
        self._add("threads", tr("Threads"), self.threads, tip)
        self.recording = NumberBox(whole=True, log=True, lower=LEAST_RECORDING, upper=MOST_RECORDING, strict=True)
        tip = tr(
            "Most room on disk for the film of one sampling, in MiB. When it is full, evenly spread steps are kept.\n"
            "A film takes 4 bytes a step for each number in a picture: steps × pictures × C × H × W × 4"
        )
        self._add("recording", tr("Room for a film, MiB"), self.recording, tip)
        self._remark("recording.note", tr("Counts from the next sampling on."))

    def _add_look(self) -> None:
        self.text_size = Combo(entries=[(f"{size} %", size) for size in _SIZES])
        tip = tr("In percent of the system's size of text")
        self._add("text_size", tr("Text size"), self.text_size, tip)
        self.theme = Combo(entries=_THEMES)
        tip = tr("Light or dark; as the system: follows it when it changes")
        self._add("theme", tr("Appearance"), self.theme, tip)
        self.language = Combo(entries=[("English", ""), *((name, code) for code, name in languages().items())])
        tip = tr("The language of the window; the help and messages about settings and files are in English")
        self._add("language", tr("Language"), self.language, tip)
        self._remark("language.note", tr("Takes effect when the program starts the next time."))
        for name, box in (("threads", self.threads), ("recording", self.recording)):
            box.changed.connect(lambda value, name=name: self._choose(name, int(value or 0)))
            box.refused.connect(lambda why, box=box: self._say(f"{box.accessibleName()}: {why}"))
        for name in ("device", "text_size", "theme", "language"):
            combo: Combo = getattr(self, name)
            combo.activated.connect(lambda _, name=name, combo=combo: self._choose(name, combo.currentData()))

    def _add(self, name: str, title: str, control: QWidget, tip: str, row: QHBoxLayout | None = None) -> None:
        control.setObjectName(f"preferences.{name}")
        control.setAccessibleName(title)
        control.setToolTip(tip)
        label = QLabel(title)
        label.setToolTip(tip)
        label.setBuddy(control)
        self._rows.addRow(label, row or control)

    def _remark(self, name: str, text: str) -> None:
        label = QLabel(text, wordWrap=name == "told", textFormat=Qt.TextFormat.PlainText)
        label.setObjectName(f"preferences.{name}")
        label.setProperty("role", "dim")
        self._rows.addRow("", label)

    # -- showing and telling ----------------------------------------------------------------

    def _show(self) -> None:
        """Show what is preferred; a choice that is not offered here is shown as it is kept."""
        shown = self._shown
        self.folder.setText(shown.runs_folder)
        self.threads.set_value(shown.threads or None)
        self.recording.set_value(shown.recording)
        for combo, value in (
            (self.device, shown.device),
            (self.text_size, shown.text_size),
            (self.theme, shown.theme),
            (self.language, shown.language),
        ):
            if combo.findData(value) < 0:
                combo.addItem(f"{value} %" if combo is self.text_size else str(value), value)
            combo.setCurrentIndex(combo.findData(value))

    def _choose(self, name: str, value: Any) -> None:
        self._say("")
        wanted = replace(self._shown, **{name: value})
        if wanted != self._shown:
            self._shown = wanted
            self.changed.emit(wanted)

    def _choose_folder(self, folder: str) -> None:
        if folder == self._shown.runs_folder:
            return
        try:
            if folder:
                check_folder(folder)
        except InputError as error:
            self._say(worded(error))
            mark_wrong(self.folder, True)
            return
        mark_wrong(self.folder, False)
        self._choose("runs_folder", folder)

    def _browse(self) -> None:
        dialog = QFileDialog(self, tr("Choose the run folder"), self.folder.text() or str(usual_folder()))
        dialog.setObjectName("preferences.find")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._browsed)
        dialog.open()

    def _browsed(self, folder: str) -> None:
        self.folder.setText(folder)
        self._choose_folder(folder)

    def _reset(self) -> None:
        self._say("")
        if self._shown != Preferences():
            self._shown = Preferences()
            self.changed.emit(self._shown)
        self._show()

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
