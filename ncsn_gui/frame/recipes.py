"""Recipes that are dropped: looked at, applied, made again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.origin import read_origin
from ncsn_engine.recipe import read_recipe
from ncsn_engine.runs import open_run
from ncsn_gui.command_line import recipe_command
from ncsn_gui.frame.kinds import MAY
from ncsn_gui.frame.recipe_dialog import RecipeDialog
from ncsn_gui.language import tr
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.recipe import Recipe
    from ncsn_gui.export.exporting import Exporting
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.works.sampling import Sampling

__all__ = ["Recipes"]


class Recipes(QObject):
    """Joins what files say of how they were made to the desk and the sampling."""

    curves_wanted = Signal()  # a saved plot's run lies on the desk: its curves are to be seen
    sampling_wanted = Signal()  # settings of the sampler were applied: they are to be seen

    def __init__(
        self,
        workshop: Workshop,
        teller: Teller,
        shelf: Shelf,
        desk: Desk,
        sampling: Sampling,
        exporting: Exporting,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._workshop, self._teller, self._shelf, self._desk = workshop, teller, shelf, desk
        self._sampling, self._exporting, self._parent = sampling, exporting, parent

    async def show(self, path: Path) -> None:
        """Show how a file was made.

        Raises
        ------
        InputError
            If it does not say, or shows the curves of a run that is not here.
        """
        if told := read_origin(path):  # a plot or a table: of a run, not of a sampling
            self._open_run_of(path, told["runs"][0])
            return
        try:
            recipe = read_recipe(path)
        except InputError as error:
            raise InputError(f"{error} {MAY}") from error
        checkpoint = await self._workshop.run(errands.find_model, str(recipe.model["sha256"]))
        if self._workshop.closing:
            return
        for earlier in self._parent.findChildren(RecipeDialog):
            earlier.close()
        dialog = RecipeDialog(path.name, recipe, checkpoint, self._desk.config.sampling, self._parent)
        dialog.apply_wanted.connect(lambda: self._apply(recipe.last))
        dialog.command_wanted.connect(lambda: self._copy_command(path, recipe))
        if checkpoint:
            dialog.again_wanted.connect(lambda: self._workshop.spawn(self._make_again(recipe, checkpoint)))
        dialog.show()

    def _open_run_of(self, path: Path, told: dict[str, Any]) -> None:
        """Lay the run on the desk whose curves a saved plot or table shows."""
        self._shelf.list_again()
        run = next((run for run in self._shelf.all() if run.id == told["id"]), None)
        if run is None:
            raise InputError(
                tr("{name}: shows curves of the run {run}, which is not here.").format(name=path.name, run=told["name"])
            )
        self._desk.show(run)
        self.curves_wanted.emit()

    def _apply(self, sampling: SamplingConfig) -> None:
        tree = {**self._desk.config.model_dump(), "sampling": sampling.model_dump()}
        self._desk.take(RunConfig.checked(tree), "sampling.kind")
        self.sampling_wanted.emit()

    def _copy_command(self, path: Path, recipe: Recipe) -> None:
        """Put the line that makes a file again on the clipboard, whatever ladder or branches it has."""
        kind = recipe.export.format
        suffix = {"grid": ".png", "picture": ".png", "pictures": ""}.get(kind, f".{kind}")
        name = path.parent.name if path.name == "recipe.json" else path.name.split(".")[0]
        line = recipe_command(path, f"again-{name}{suffix}")
        QGuiApplication.clipboard().setText(line)
        self._teller.say(tr("Copied: {line}").format(line=line))

    async def _make_again(self, recipe: Recipe, checkpoint: Path) -> None:
        """Lay the model's run on the desk, set everything as it was, and sample with that very checkpoint."""
        self._sampling.stop()
        await self._sampling.job.over()
        folder, ready = checkpoint.parent.parent, self._shelf.ready_made
        self._shelf.list_again()
        self._desk.show(ready if ready and folder == ready.folder else open_run(folder))
        self._apply(recipe.sampling)
        self._exporting.adopt(recipe)
        self._workshop.choose_device(recipe.device)
        self._sampling.sample(checkpoint=checkpoint, branches=recipe.branches, noise=recipe.noise)
