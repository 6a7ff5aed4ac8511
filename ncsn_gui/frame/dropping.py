"""What is dropped, or named at the start: what it is, and where it belongs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from ncsn_engine.config import InputError, read_toml
from ncsn_engine.pictures import holds_pictures
from ncsn_engine.presets import preset
from ncsn_engine.runs import open_run
from ncsn_gui.language import tr
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.number_box import NumberBox
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from ncsn_gui.frame.recipes import Recipes
    from ncsn_gui.page import Page
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["MAY", "Dropping", "ImportDialog", "asked_for", "dropped_paths", "kind_of", "run_of"]


MAY = tr(
    "Drop an exported picture, film, NPZ or recipe; a run's folder; a folder of pictures; points as .csv; settings as "
    ".toml; or a checkpoint (.pth, .pt) of the NCSN and score SDE papers."
)

_KINDS = {
    **dict.fromkeys((".png", ".apng", ".gif", ".webp", ".mp4", ".npz", ".json", ".svg"), "recipe"),
    **dict.fromkeys((".pth", ".pt", ".ckpt", ".safetensors"), "checkpoint"),
    ".csv": "points",
    ".toml": "settings",
}


def kind_of(path: Path) -> str:
    """Tell what a path is: run, recipe, pictures, points, settings, checkpoint, or empty."""
    if path.is_dir():
        if (path / "run.json").is_file():
            return "run"
        if (path / "recipe.json").is_file():  # pictures that were exported one by one
            return "recipe"
        return "pictures" if holds_pictures(path) else ""
    if path.name == "run.json" or (path.suffix == ".safetensors" and run_of(path)):
        return "run"
    return _KINDS.get(path.suffix.lower(), "") if path.is_file() else ""


def run_of(path: Path) -> Path | None:
    """Return the run folder that a file is of, or that the path is."""
    folders = [path] if path.is_dir() else [path.parent] if path.name == "run.json" else [path.parent.parent]
    return next((folder for folder in folders if (folder / "run.json").is_file()), None)


def dropped_paths(mime: QMimeData) -> list[Path]:
    """Return the files and folders that are being dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class Dropping(QObject):
    """Does what a dropped thing asks for."""

    def __init__(
        self,
        workshop: Workshop,
        teller: Teller,
        shelf: Shelf,
        desk: Desk,
        recipes: Recipes,
        front: Callable[[], Page],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._workshop, self._teller, self._shelf, self._desk = workshop, teller, shelf, desk
        self._recipes, self._front, self._parent = recipes, front, parent

    def receive(self, path: Path) -> None:
        """Show, open or import a file or folder; what it is not is said."""
        self._workshop.spawn(self._receive(path))

    async def _receive(self, path: Path) -> None:
        kind, desk = kind_of(path), self._desk
        self._teller.hush()
        if kind in self._front().takes:
            self._front().takes[kind](path)
            return
        match kind:
            case "run":
                self.open_run(run_of(path) or path)
            case "pictures":
                self._draft({"data.kind": "folder", "data.folder": str(path)}, path.name)
            case "points":
                self._draft({"data.kind": "points-file", "data.file": str(path)}, path.stem)
            case "settings":
                desk.draft(read_toml(path, base=preset("digits")))
            case "checkpoint":
                await self._import(path, {})
            case "recipe":
                await self._recipes.show(path / "recipe.json" if path.is_dir() else path, MAY)
            case _:
                raise InputError(tr("{name}: can't be opened here.").format(name=path.name) + f" {MAY}")

    def open_run(self, folder: Path) -> None:
        """Lay a run on the desk, wherever its folder is."""
        run = open_run(folder)
        self._shelf.list_again()
        self._desk.show(run)

    def _draft(self, changes: dict[str, Any], name: str) -> None:
        self._desk.draft(self._desk.inherited.replace(**changes, name=name), self._desk.base)

    # -- other programs' checkpoints --------------------------------------------------------

    async def _import(self, path: Path, said: dict[str, Any]) -> None:
        self._teller.wait(tr("Reading {name}…").format(name=path.name))
        try:
            run = await self._workshop.run(errands.import_foreign, path, said)
        except InputError as error:
            if self._workshop.closing or not asked_for(str(error)):
                raise
            self._teller.say("")
            dialog = ImportDialog(path.name, str(error), self._parent)
            dialog.confirmed.connect(lambda more: self._workshop.spawn(self._import(path, {**said, **more})))
            dialog.open()
            return
        finally:
            self._teller.idle()
        self._shelf.list_again()
        self._desk.show(run)
        self._teller.say(tr("Imported {name} as {run}").format(name=path.name, run=run.name))


_PROCESSES = (
    (tr("VE, in steps"), "ve"),
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
        self.problem = QLabel("", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.problem.setObjectName("import.problem")
        self.problem.setProperty("role", "wrong")
        self.problem.hide()
        layout.addLayout(rows)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)

    def _control(self, key: str, tip: str) -> NumberBox | Combo:
        if key == "process":
            return Combo("", tip, _PROCESSES)
        box = NumberBox(whole=key == "size", log=True, lower=1 if key == "size" else 1e-6, strict=True)
        box.refused.connect(lambda _: self._allow())
        box.changed.connect(lambda _: self._allow())
        box.set_value(_USUAL[key])
        return box

    def _allow(self) -> None:
        """Let it be imported once every number can be read; else say what is wrong."""
        boxes = [control for control in self._controls.values() if isinstance(control, NumberBox)]
        wrong = [f"{box.accessibleName()}: {box.complaint}" for box in boxes if box.complaint]
        self.problem.setText("\n".join(wrong))
        self.problem.setVisible(bool(wrong))
        self.button.setEnabled(not wrong)

    def _confirm(self) -> None:
        said: dict[str, Any] = {
            key: control.currentData() if isinstance(control, Combo) else control.value()
            for key, control in self._controls.items()
        }
        self.confirmed.emit(said)
        self.accept()
