"""Presets of the program and of one's own: in the toolbar, opened from files and saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_config_path
from PySide6.QtCore import QObject, QSignalBlocker, Qt
from PySide6.QtWidgets import QFileDialog

from ncsn_engine.config import InputError, RunConfig, read_toml, to_toml
from ncsn_engine.presets import PRESETS, preset
from ncsn_engine.storage import SaveError, say_why, write_whole
from ncsn_gui.frame.palette import Entry
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox, QWidget

    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.teller import Teller

__all__ = ["Presets", "own_presets", "presets_folder", "save", "settings_of"]


def presets_folder() -> Path:
    """Return where one's own presets are kept."""
    return user_config_path("ncsn-studio") / "presets"


def own_presets() -> dict[str, Path]:
    """Return one's own presets by name."""
    return {path.stem: path for path in sorted(presets_folder().glob("*.toml"))}


def settings_of(chosen: str | Path) -> RunConfig:
    """Return the settings of a preset, by its name, or of one's own, by its file."""
    return read_toml(chosen, base=preset("digits")) if isinstance(chosen, Path) else preset(chosen)


def save(config: RunConfig, path: Path) -> None:
    """Write settings as a file; the runs made from it are called after it.

    Raises
    ------
    SaveError
        If it can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(f"{path.parent}: can't be made: {say_why(error)}") from error
    write_whole(path, to_toml(config.replace(name=path.stem)).encode())


_FILES = tr("Settings") + " (*.toml)"


class Presets(QObject):
    """Joins the box with presets, the files of one's own and the desk."""

    def __init__(self, combo: QComboBox, desk: Desk, teller: Teller, parent: QWidget) -> None:
        super().__init__(parent)
        self._combo, self._desk, self._teller, self._parent = combo, desk, teller, parent
        combo.activated.connect(self.begin)
        self._show_own()

    def entries(self) -> list[Entry]:
        """Return all presets, for the palette."""
        rows = range(self._combo.count())
        named = [(row, text) for row in rows if (text := self._combo.itemText(row))]  # a line between has none
        return [Entry(text, tr("Preset"), partial(self.begin, row)) for row, text in named]

    def begin(self, row: int) -> None:
        """Set up a new run with a preset; one's own may be damaged."""
        try:
            self._desk.draft(settings_of(self._combo.itemData(row)))
        except InputError as error:
            self._teller.report(error)
        self._combo.setCurrentIndex(row)

    def ask_open(self) -> None:
        """Ask which settings are to be opened."""
        dialog = QFileDialog(self._parent, tr("Open settings"), str(presets_folder()), _FILES)
        dialog.setObjectName("settings.open")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self._open(Path(path)))
        dialog.open()

    def ask_save(self) -> None:
        """Ask where the settings on the desk are to be saved."""
        folder = presets_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            said = tr("{folder}: can't be made: {why}")
            raise InputError(said.format(folder=folder, why=say_why(error))) from error
        name = f"{self._desk.config.name}.toml"
        dialog = QFileDialog(self._parent, tr("Save settings as"), str(folder / name), _FILES)
        dialog.setObjectName("settings.save")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.fileSelected.connect(lambda path: self._save(Path(path)))
        dialog.open()

    def _open(self, path: Path) -> None:
        try:
            self._desk.draft(settings_of(path))
        except InputError as error:
            self._teller.report(error)

    def _save(self, path: Path) -> None:
        try:
            save(self._desk.config, path)
        except InputError as error:
            self._teller.report(error)
            return
        self._show_own()
        self._teller.say(tr("Saved {path}").format(path=path))

    def _show_own(self) -> None:
        """Show one's own presets below those of the program, behind a line."""
        combo = self._combo
        with QSignalBlocker(combo):
            chosen = combo.currentText()
            while combo.count() > len(PRESETS):
                combo.removeItem(combo.count() - 1)
            own = own_presets()
            if own:
                combo.insertSeparator(combo.count())
            for name, path in own.items():
                combo.addItem(name, path)
                told = tr("Your own: {path}").format(path=path)
                combo.setItemData(combo.count() - 1, told, Qt.ItemDataRole.ToolTipRole)
            combo.setCurrentIndex(combo.findText(chosen) if chosen else -1)
