"""A note on an export: written in its dialog, and shown when the recipe is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ncsn_engine.config import ExportConfig, RunConfig
from ncsn_engine.recipe import Recipe
from ncsn_gui.export.dialog import ExportDialog
from ncsn_gui.export.kinds import ASKED
from ncsn_gui.export.showing import Showing
from ncsn_gui.frame.recipes import RecipeDialog
from tests.gui.test_film import filmed


def recipe(note: str) -> Recipe:
    model = {"sha256": "0" * 64, "run": "none", "step": 1, "weights": "ema"}
    return Recipe(model, RunConfig().sampling, None, ExportConfig(note=note), 0.0, 1.0, "cpu", {})


@pytest.mark.parametrize("kind", list(ASKED))
def test_every_kind_of_export_takes_a_note(qapp: object, kind: str) -> None:
    film = filmed(20, 4)
    look = ExportConfig(format=kind)  # type: ignore[arg-type]
    dialog = ExportDialog(look, Showing(film, 0.0, 1.0, 20, look, lambda look: recipe("")))
    dialog.show()
    try:
        line = dialog.findChild(QLineEdit, "export.note")
        assert line.isVisible() and line.accessibleName() and line.toolTip()
        QTest.keyClicks(line, "the one with the 7")
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert dialog.look == look.replace(note="the one with the 7")
    finally:
        dialog.close()
        film.close()


@pytest.mark.parametrize("note", ["", "the one with the 7", "<b>as it is</b>"])
def test_the_recipe_shows_the_note(qapp: object, note: str) -> None:
    parent = QWidget()
    dialog = RecipeDialog("a.png", recipe(note), Path("here"), RunConfig().sampling, parent)
    found = dialog.findChild(QLabel, "recipe.note")
    assert (found.text() if found else "") == note
    assert found is None or found.textFormat() == Qt.TextFormat.PlainText
    parent.deleteLater()
