"""Presets of one's own: settings kept as TOML files in the user's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_config_path
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFileDialog

from ncsn_engine.config import InputError, RunConfig, read_toml, to_toml
from ncsn_engine.presets import PRESETS, preset
from ncsn_engine.storage import SaveError, say_why, write_whole
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QComboBox, QWidget

__all__ = ["ask_open", "ask_save", "own_presets", "presets_folder", "save", "settings_of", "show_own"]

_FILES = tr("Settings") + " (*.toml)"


def presets_folder() -> Path:
    """Return where one's own presets are kept."""
    return user_config_path("ncsn-studio") / "presets"


def own_presets() -> dict[str, Path]:
    """Return one's own presets by name."""
    return {path.stem: path for path in sorted(presets_folder().glob("*.toml"))}


def settings_of(chosen: str | Path) -> RunConfig:
    """Return the settings of a preset, by its name, or of one's own, by its file."""
    return read_toml(chosen, base=preset("digits")) if isinstance(chosen, Path) else preset(chosen)


def show_own(combo: QComboBox) -> None:
    """Show one's own presets below those of the program, behind a line."""
    with QSignalBlocker(combo):
        chosen = combo.currentText()
        while combo.count() > len(PRESETS):
            combo.removeItem(combo.count() - 1)
        own = own_presets()
        if own:
            combo.insertSeparator(combo.count())
        for name, path in own.items():
            combo.addItem(name, path)
            combo.setItemData(combo.count() - 1, tr("Your own: {path}").format(path=path), Qt.ItemDataRole.ToolTipRole)
        combo.setCurrentIndex(combo.findText(chosen) if chosen else -1)


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


def ask_save(parent: QWidget, name: str, done: Callable[[Path], None]) -> None:
    """Ask where settings are to be saved."""
    folder = presets_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = tr("{folder}: can't be made: {why}")
        raise InputError(said.format(folder=folder, why=say_why(error))) from error
    dialog = QFileDialog(parent, tr("Save settings as"), str(folder / f"{name}.toml"), _FILES)
    dialog.setObjectName("settings.save")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("toml")
    dialog.fileSelected.connect(lambda path: done(Path(path)))
    dialog.open()


def ask_open(parent: QWidget, done: Callable[[Path], None]) -> None:
    """Ask which settings are to be opened."""
    dialog = QFileDialog(parent, tr("Open settings"), str(presets_folder()), _FILES)
    dialog.setObjectName("settings.open")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: done(Path(path)))
    dialog.open()
