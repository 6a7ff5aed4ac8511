"""What is dropped on the window, or named when it is started: told apart, and led where it belongs."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication

from ncsn_engine.config import InputError, RunConfig, read_toml
from ncsn_engine.origin import read_origin
from ncsn_engine.presets import preset
from ncsn_engine.recipe import read_recipe
from ncsn_engine.runs import list_runs, open_run
from ncsn_gui import jobs
from ncsn_gui.differences import recipe_command
from ncsn_gui.import_dialog import ImportDialog, asked_for
from ncsn_gui.language import tr
from ncsn_gui.recipe_dialog import RecipeDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData

    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.recipe import Recipe
    from ncsn_gui.window import MainWindow

__all__ = ["Receiver", "dropped_paths", "kind_of"]

_MAY = tr(
    "Drop an exported picture, film, NPZ or recipe; a run's folder; a folder of pictures; points as .csv; settings as "
    ".toml; or a checkpoint (.pth, .pt) of the NCSN and score SDE papers."
)
_PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm"}
_KINDS = {
    **dict.fromkeys((".png", ".apng", ".gif", ".webp", ".mp4", ".npz", ".json", ".svg"), "recipe"),
    **dict.fromkeys((".pth", ".pt", ".ckpt", ".safetensors"), "checkpoint"),
    ".csv": "points",
    ".toml": "settings",
}
_LOOKED_AT = 2000  # files of a folder among which a picture is sought


def kind_of(path: Path) -> str:
    """Tell what a path is: run, recipe, pictures, points, settings, checkpoint, or empty."""
    if path.is_dir():
        if (path / "run.json").is_file():
            return "run"
        if (path / "recipe.json").is_file():  # pictures that were exported one by one
            return "recipe"
        some = (file for _, file in zip(range(_LOOKED_AT), path.rglob("*"), strict=False))
        return "pictures" if any(file.suffix.lower() in _PICTURES for file in some) else ""
    if path.name == "run.json" or (path.suffix == ".safetensors" and _run_of(path)):
        return "run"
    return _KINDS.get(path.suffix.lower(), "") if path.is_file() else ""


def dropped_paths(mime: QMimeData) -> list[Path]:
    """Return the files and folders that are being dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _run_of(path: Path) -> Path | None:
    """Return the run folder that a file is of."""
    folders = [path.parent] if path.name == "run.json" else [path.parent.parent]
    return next((folder for folder in folders if (folder / "run.json").is_file()), None)


class Receiver:
    """Does what a dropped thing asks for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    async def receive(self, path: Path) -> None:
        """Show, open or import what is there.

        Raises
        ------
        InputError
            If it is nothing that is known here; says what is.
        """
        window, kind = self._window, kind_of(path)
        window.banner.hide()
        match kind:
            case "run":
                self._open(path if path.is_dir() else _run_of(path) or path)
            case "pictures":
                self._draft({"data.kind": "folder", "data.folder": str(path)}, path.name)
            case "points":
                self._draft({"data.kind": "points-file", "data.file": str(path)}, path.stem)
            case "settings":
                config = read_toml(path, base=preset("digits"))
                window.draft(config)
            case "checkpoint":
                await self._import(path, {})
            case "recipe":
                await self._show_recipe(path / "recipe.json" if path.is_dir() else path)
            case _:
                raise InputError(tr("{name}: can't be opened here.").format(name=path.name) + f" {_MAY}")

    def _open(self, folder: Path) -> None:
        run = open_run(folder)
        self._window.open_run(run)

    def _draft(self, changes: dict[str, Any], name: str) -> None:
        form = self._window.form
        self._window.draft(form.config.replace(**changes, name=name), form.base)

    async def _show_recipe(self, path: Path) -> None:
        window = self._window
        if told := read_origin(path):  # a plot or a table: of a run, not of a sampling
            self._open_run_of(path, told["runs"][0])
            return
        try:
            recipe = read_recipe(path)
        except InputError as error:
            raise InputError(f"{error} {_MAY}") from error
        checkpoint = await window.worker.run(jobs.find_model, str(recipe.model["sha256"]))
        if window.closing:
            return
        for earlier in window.findChildren(RecipeDialog):
            earlier.close()
        dialog = RecipeDialog(path.name, recipe, checkpoint, window.form.config.sampling, window)
        dialog.apply_wanted.connect(lambda: self._apply(recipe.last))
        dialog.command_wanted.connect(lambda: self._copy_command(path, recipe))
        if checkpoint:
            dialog.again_wanted.connect(lambda: window.spawn(self._make_again(recipe, checkpoint)))
        dialog.show()

    def _open_run_of(self, path: Path, told: dict[str, Any]) -> None:
        """Open the run whose curves a saved plot or table shows."""
        window = self._window
        runs = [*list_runs()[0], *([window.ready_made] if window.ready_made else [])]
        run = next((run for run in runs if run.id == told["id"]), None)
        if run is None:
            raise InputError(
                tr("{name}: shows curves of the run {run}, which is not here.").format(name=path.name, run=told["name"])
            )
        window.open_run(run)
        window.tabs.setCurrentWidget(window.train_view)

    def _apply(self, sampling: SamplingConfig) -> None:
        form = self._window.form
        tree = {**form.config.model_dump(), "sampling": sampling.model_dump()}
        form.adopt(RunConfig.checked(tree), "sampling.kind")
        form.open_sections(["sampling"])

    def _copy_command(self, path: Path, recipe: Recipe) -> None:
        """Put the line that makes a file again on the clipboard, whatever ladder or branches it has."""
        kind = recipe.export.format
        suffix = {"grid": ".png", "picture": ".png", "pictures": ""}.get(kind, f".{kind}")
        name = path.parent.name if path.name == "recipe.json" else path.name.split(".")[0]
        line = recipe_command(path, f"again-{name}{suffix}")
        QGuiApplication.clipboard().setText(line)
        self._window.status.say(tr("Copied: {line}").format(line=line))

    async def _make_again(self, recipe: Recipe, checkpoint: Path) -> None:
        """Open the model's run, set everything as it was, and sample with that very checkpoint."""
        window = self._window
        window.sampling.stop()
        if window.sampling.task:
            await asyncio.wait([window.sampling.task])
        folder, ready = checkpoint.parent.parent, window.ready_made
        window.open_run(ready if ready and folder == ready.folder else open_run(folder))
        self._apply(recipe.sampling)
        window.exporting.adopt(recipe)
        row = window.bar.device.findData(recipe.device)
        if row >= 0:
            window.bar.device.setCurrentIndex(row)
        window.sampling.sample(checkpoint=checkpoint, branches=recipe.branches, noise=recipe.noise)

    async def _import(self, path: Path, said: dict[str, Any]) -> None:
        window = self._window
        window.status.say(tr("Reading {name}…").format(name=path.name))
        window.status.show_progress(0, 0)
        try:
            run = await window.worker.run(jobs.import_foreign, path, said)
        except InputError as error:
            if window.closing or not asked_for(str(error)):
                raise
            window.status.say("")
            dialog = ImportDialog(path.name, str(error), window)
            again: Callable[[dict[str, Any]], Any] = partial(self._import_with, path, said)
            dialog.confirmed.connect(again)
            dialog.open()
            return
        finally:
            window.status.show_idle()
        window.open_run(run)
        window.status.say(tr("Imported {name} as {run}").format(name=path.name, run=run.name))

    def _import_with(self, path: Path, before: dict[str, Any], said: dict[str, Any]) -> None:
        self._window.spawn(self._import(path, {**before, **said}))
