"""Leads what is dropped where it belongs: to the page in front, if that wants it, else onto the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ncsn_engine.config import InputError, read_toml
from ncsn_engine.presets import preset
from ncsn_engine.runs import open_run
from ncsn_gui.frame.import_dialog import ImportDialog, asked_for
from ncsn_gui.frame.kinds import MAY, kind_of, run_of
from ncsn_gui.language import tr
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from ncsn_gui.frame.recipes import Recipes
    from ncsn_gui.page import Page
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["Dropping"]


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
                await self._recipes.show(path / "recipe.json" if path.is_dir() else path)
            case _:
                raise InputError(tr("{name}: can't be opened here.").format(name=path.name) + f" {MAY}")

    def open_run(self, folder: Path) -> None:
        """Lay a run on the desk, wherever its folder is."""
        run = open_run(folder)
        self._shelf.list_again()
        self._desk.show(run)

    def _draft(self, changes: dict[str, Any], name: str) -> None:
        self._desk.draft(self._desk.config.replace(**changes, name=name), self._desk.base)

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
