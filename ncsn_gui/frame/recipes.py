"""Recipes that are dropped: looked at, applied, made again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.origin import read_origin
from ncsn_engine.recipe import read_recipe
from ncsn_engine.runs import open_run
from ncsn_gui.command_line import recipe_command
from ncsn_gui.export.kinds import describe
from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced
from ncsn_gui.words import kind_title, shown_value, title_of, unlike
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

__all__ = ["RecipeDialog", "Recipes"]


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

    async def show(self, path: Path, hint: str) -> None:
        """Show how a file was made; `hint` is said too if it does not tell.

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
            raise InputError(f"{error} {hint}") from error
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


_MOST_ROWS = 12  # seen at once


class RecipeDialog(QDialog):
    """Shows a recipe; not modal, so that one can look at the window beside it."""

    apply_wanted = Signal()
    again_wanted = Signal()
    command_wanted = Signal()

    def __init__(
        self, name: str, recipe: Recipe, checkpoint: Path | None, present: SamplingConfig, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("recipe")
        self.setWindowTitle(tr("Recipe of {name}").format(name=name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        facts = _facts(recipe, checkpoint)
        rows = unlike(present, recipe.last)
        differs = tr("What differs from the present settings:")
        said = QLabel(differs if rows else tr("Its settings are the present ones."))
        said.setObjectName("recipe.said")
        self.table = _table([(tr(title_of(recipe.last, n)), shown_value(a), shown_value(b)) for n, a, b in rows])
        self.table.setVisible(bool(rows))
        buttons = self._buttons(bool(rows), checkpoint is not None)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(facts)
        layout.addWidget(said)
        layout.addWidget(self.table)
        layout.addWidget(buttons)
        self.setMinimumWidth(520)

    def _buttons(self, differs: bool, here: bool) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setObjectName("recipe.cancel")
        self.apply = buttons.addButton(tr("Apply settings"), QDialogButtonBox.ButtonRole.ActionRole)
        self.again = buttons.addButton(tr("Make it again"), QDialogButtonBox.ButtonRole.ActionRole)
        self.apply.setObjectName("recipe.apply")
        self.apply.setToolTip(tr("Puts these sampling settings into the form; samples nothing"))
        self.apply.setEnabled(differs)
        self.again.setObjectName("recipe.again")
        self.again.setProperty("primary", True)
        self.again.setEnabled(here)
        self.again.setToolTip(tr("Opens the model's run and samples with these settings: the same pixels"))
        if not here:
            self.again.setToolTip(tr("The model is not among the runs: drop its run's folder on the window first."))
        self.command = buttons.addButton(tr("Copy as command"), QDialogButtonBox.ButtonRole.ActionRole)
        self.command.setObjectName("recipe.command")
        self.command.setToolTip(tr("Copies the line that makes this file again: ncsn sample --recipe …"))
        self.command.clicked.connect(self.command_wanted)
        for button in (self.apply, self.again, self.command):
            button.setAccessibleName(button.text())
        self.apply.clicked.connect(self._apply)
        self.again.clicked.connect(self._again)
        buttons.rejected.connect(self.reject)
        return buttons

    def _apply(self) -> None:
        self.apply_wanted.emit()
        self.accept()

    def _again(self) -> None:
        self.again_wanted.emit()
        self.accept()


def _facts(recipe: Recipe, checkpoint: Path | None) -> QFormLayout:
    model, found = recipe.model, tr("here") if checkpoint else tr("not found among the runs")
    trained = tr("{run}, step {step}, {weights} weights")
    trained = trained.format(run=model["run"], step=spaced(int(model["step"])), weights=model["weights"])
    drawn, branched = tr("{method}, seed {seed}"), tr("from step {at}: {method}, seed {seed}")
    facts = QFormLayout()
    facts.setHorizontalSpacing(16)
    for key, title, text in (
        ("model", tr("Model"), trained),
        ("found", "", f"{found} (SHA-256 {str(model['sha256'])[:12]}…)"),
        (
            "method",
            tr("Method"),
            drawn.format(method=kind_title(recipe.sampling.kind), seed=recipe.sampling.seed),
        ),
        *(
            (
                "branch",
                tr("Branch"),
                branched.format(at=b.at, method=kind_title(b.sampling.kind), seed=b.sampling.seed),
            )
            for b in recipe.branches
        ),
        ("file", tr("File"), describe(recipe.export)),
        *((("note", tr("Note"), recipe.export.note),) if recipe.export.note else ()),
        ("made", tr("Made on"), f"{recipe.device}; " + ", ".join(f"{k} {v}" for k, v in recipe.versions.items())),
    ):
        label = QLabel(text, textFormat=Qt.TextFormat.PlainText)
        label.setObjectName(f"recipe.{key}")
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setWordWrap(key == "note")
        if key == "found":
            label.setProperty("role", "dim" if checkpoint else "wrong")
        facts.addRow(title, label)
    return facts


def _table(rows: list[tuple[str, str, str]]) -> QTableWidget:
    table = QTableWidget(len(rows), 3)
    table.setObjectName("recipe.differences")
    table.setAccessibleName(tr("Settings that differ"))
    table.setToolTip(tr("Settings of the sampling that differ: as they are now, and as the recipe has them"))
    table.setHorizontalHeaderLabels([tr("Setting"), tr("Now"), tr("In the recipe")])
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.setItem(r, c, QTableWidgetItem(text))
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.setShowGrid(False)
    height = sum(table.rowHeight(r) for r in range(min(len(rows), _MOST_ROWS)))
    table.setFixedHeight(height + table.horizontalHeader().sizeHint().height() + 4)
    return table
