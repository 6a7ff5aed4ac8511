"""The manners of a desktop program: drop, undo, search, presets, palette, shortcuts, command, crash."""

from __future__ import annotations

import asyncio
import json
import logging
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMenu,
    QScrollArea,
    QSplitter,
    QTableWidget,
    QTreeWidget,
)

from ncsn_engine.cli import _parser
from ncsn_engine.cli.shared import config_of, given
from ncsn_engine.config import InputError, RunConfig, read_toml, to_toml
from ncsn_engine.presets import PRESETS, preset
from ncsn_engine.recipe import read_recipe
from ncsn_engine.runs import create_run, list_runs, open_run, ready_made_run
from ncsn_engine.worker import Worker
from ncsn_gui.app import _log_to_file
from ncsn_gui.command_line import train_command
from ncsn_gui.frame.help_dialog import HelpDialog
from ncsn_gui.frame.presets import presets_folder
from ncsn_gui.window import MainWindow
from ncsn_gui.works import errands
from tests.gui.driver import Driver
from tests.gui.test_journey import first_sampling, small_run
from tests.gui.test_learning import point_at

Studio = Callable[..., None]
FOREIGN = Path(__file__).parent.parent / "data"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def drop(d: Driver, path: Path) -> None:
    """Drop a file or folder on the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPoint(400, 400), *how)
    QApplication.sendEvent(d.window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(d.window, QDropEvent(QPointF(400, 400), *how))


def keys(d: Driver, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    """Press keys wherever the focus is."""
    d.window.activateWindow()
    QTest.keyClick(QApplication.focusWidget() or d.window, key, modifier)


async def dialog(d: Driver, name: str) -> Any:
    await d.until(lambda: d.window.findChild(QDialog, name), f"the dialog {name}")
    return d.window.findChild(QDialog, name)


def entry(d: Driver, name: str) -> Any:
    return next(a for a in d.window.bar.menu.actions() if a.objectName() == name)


# -- dropping -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["grid.png", "film.gif", "arrays.npz"])
def test_a_dropped_export_is_made_again(studio: Studio, tmp_path: Path, name: str) -> None:
    kinds = {"grid.png": "", "film.gif": "GIF", "arrays.npz": "NPZ"}

    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.type_setting("sampling.seed", "7")
        d.type_setting("sampling.count", "4")
        d.click("sample.start")
        await d.until(lambda: not d.films.job.busy, "the sampling")
        await d.save_as(tmp_path / name, kinds[name])
        made = d.films.trajectory.final.copy()  # type: ignore[union-attr]
        d.type_setting("sampling.seed", "9")
        d.choose("preset", "toy")
        assert d.desk.run is None
        drop(d, tmp_path / name)
        shown = await dialog(d, "recipe")
        assert not shown.isModal()
        assert d.find("recipe.model").text().startswith("digits, step 6")
        assert d.find("recipe.found").text().startswith("here")
        table = d.find("recipe.differences", QTableWidget)
        rows = {table.item(r, 0).text(): table.item(r, 2).text() for r in range(table.rowCount())}
        assert rows["Seed"] == "7"
        assert rows["Method"] == "Annealed Langevin"
        d.click("recipe.again")
        await d.until(lambda: d.desk.run is not None, "the run")
        await d.until(lambda: not d.films.job.busy, "the sampling")
        assert np.array_equal(d.films.trajectory.final, made)  # type: ignore[union-attr]
        await d.save_as(tmp_path / f"again-{name}", kinds[name])
        assert (tmp_path / f"again-{name}").read_bytes() == (tmp_path / name).read_bytes()

    studio(journey)


def test_a_recipes_settings_are_applied_and_taken_back(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        await d.save_as(tmp_path / "a.png")
        d.type_setting("sampling.seed", "9")
        changed = d.desk.config
        drop(d, tmp_path / "a.png.recipe.json")
        await dialog(d, "recipe")
        d.click("recipe.apply")
        await d.until(lambda: not d.window.findChildren(QDialog), "the dialog to be gone")
        assert d.desk.config.sampling == read_recipe(tmp_path / "a.png").sampling
        entry(d, "undo").trigger()
        assert d.desk.config == changed
        drop(d, tmp_path / "a.png")
        await dialog(d, "recipe")
        d.click("recipe.cancel")
        assert d.desk.config == changed

    studio(journey)


def test_a_model_that_is_not_here_is_said(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        await d.save_as(tmp_path / "a.png")
        tree = json.loads((tmp_path / "a.png.recipe.json").read_text())
        tree["model"]["sha256"] = "0" * 64
        (tmp_path / "b.json").write_text(json.dumps(tree))
        drop(d, tmp_path / "b.json")
        shown = await dialog(d, "recipe")
        assert "not found" in d.find("recipe.found").text()
        assert not d.find("recipe.again").isEnabled()
        shown.close()

    studio(journey)


def test_an_exported_picture_may_be_named_at_the_start(studio: Studio, tmp_path: Path) -> None:
    async def export(d: Driver) -> None:
        await first_sampling(d)
        await d.save_as(tmp_path / "a.png")

    async def journey(d: Driver) -> None:
        await dialog(d, "recipe")
        await first_sampling(d)
        assert not d.said()

    studio(export)
    studio(journey, tmp_path / "a.png")


def test_folders_points_and_settings_are_dropped(studio: Studio, tmp_path: Path) -> None:
    pictures, points, settings = tmp_path / "cats", tmp_path / "star.csv", tmp_path / "mine.toml"
    pictures.mkdir()
    Image.new("RGB", (8, 8)).save(pictures / "a.png")
    points.write_text("x,y\n0,0\n1,1\n")
    wanted = preset("edm").replace(name="mine", **{"training.steps": 77})
    settings.write_text(to_toml(wanted))
    shutil.copytree(ready_made_run().folder, tmp_path / "given")

    async def journey(d: Driver) -> None:
        await first_sampling(d)
        drop(d, pictures)
        await d.until(lambda: d.desk.config.data.kind == "folder", "the draft")
        assert d.desk.config.data.folder == str(pictures)  # type: ignore[union-attr]
        assert d.window.bar.title.text() == "New run"
        drop(d, points)
        await d.until(lambda: d.desk.config.data.kind == "points-file", "the draft")
        assert d.desk.config.network.kind == "mlp"
        assert d.desk.config.name == "star"
        drop(d, settings)
        await d.until(lambda: d.desk.config == wanted, "the settings")
        drop(d, tmp_path / "given")
        await d.until(lambda: d.desk.run and d.desk.run.folder == tmp_path / "given", "the run")
        (tmp_path / "song.mp3").write_bytes(b"la")
        drop(d, tmp_path / "song.mp3")
        await d.until(lambda: "song.mp3: can't be opened here. Drop an exported picture" in d.said(), "the message")
        drop(d, pictures / "a.png")
        await d.until(lambda: "holds no recipe" in d.said() and "Drop an" in d.said(), "the message")

    studio(journey)


def test_a_foreign_checkpoint_is_asked_about_and_imported(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    file, real = FOREIGN / "official_ncsn.pth", errands.import_foreign

    def read_once(path: Path, said: dict[str, Any]) -> Any:
        """What the first reading of this file says, word for word (test_foreign), without reading it twice."""
        if not said:
            asked = "give --sigma-max, --sigma-min and --size (the paper: 1, 0.01 and 28 for MNIST, 32 for CIFAR-10)."
            told = "is a model of NCSN (2019), which does not say its noise levels and picture size"
            raise InputError(f"{path}: {told}; {asked}")
        return real(path, said)

    monkeypatch.setattr(errands, "import_foreign", read_once)

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        drop(d, file)
        await dialog(d, "import")
        assert d.window.findChild(QDialog, "import").findChild(QComboBox, "import.process") is None
        for name, value in (("size", "28"), ("sigma_max", "1"), ("sigma_min", "0.01")):
            line = d.find(f"import.{name}").lineEdit()
            line.selectAll()
            QTest.keyClicks(line, value)
            QTest.keyClick(line, Qt.Key.Key_Tab)
        d.click("import.confirm")
        await d.until(lambda: d.desk.run and d.desk.run.name.startswith("official_ncsn"), "the run")
        assert d.desk.run.config.network.kind == "ncsn"  # type: ignore[union-attr]
        assert d.desk.run.checkpoints()  # type: ignore[union-attr]

    studio(journey)


def test_an_official_ddpm_is_asked_about_its_process_and_shown(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        drop(d, FOREIGN / "official_ddpm.pth")
        await dialog(d, "import")
        process = d.find("import.process")
        assert process.currentText() == "VE, in steps"  # networks of VE in continuous time are told σ and not asked
        process.setCurrentIndex(process.findData("ddpm"))
        line = d.find("import.size").lineEdit()
        line.selectAll()
        QTest.keyClicks(line, "8")
        QTest.keyClick(line, Qt.Key.Key_Tab)
        d.click("import.confirm")
        await d.until(lambda: d.desk.run and d.desk.run.name.startswith("official_ddpm"), "the run")
        network = d.desk.run.config.network.model_dump()  # type: ignore[union-attr]
        assert (network["block_type"], network["embedding"]) == ("DDPM", "positional")
        assert d.form.control("network.block_type").currentData() == "DDPM"

    studio(journey)


def test_a_recipe_can_be_left_out(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.click("sample.export")
        shown = await dialog(d, "export")
        d.click("export.recipe")
        assert shown.look.recipe is False
        shown.confirmed.emit(shown.look, tmp_path / "bare.png")
        shown.close()
        await d.until(lambda: "Saved" in d.status(), "the file")
        assert [p.name for p in tmp_path.glob("bare*")] == ["bare.png"]
        with Image.open(tmp_path / "bare.png") as picture:
            assert "ncsn-recipe" not in picture.info

    studio(journey)


# -- the form -----------------------------------------------------------------------------------


def test_undo_and_redo_with_keys(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        began, run = d.desk.config, d.desk.run
        assert not entry(d, "undo").isEnabled()
        d.type_setting("sampling.count", "9")
        d.type_setting("sampling.seed", "5")
        after = d.desk.config
        keys(d, Qt.Key.Key_Z)  # the line has the focus, and nothing of its own to take back
        assert d.desk.config == after.replace(**{"sampling.seed": 0})
        QTest.keyClicks(d.form.control("sampling.seed").lineEdit(), "3")  # type: ignore[attr-defined]
        keys(d, Qt.Key.Key_Z)
        assert d.desk.config.sampling.count == 9  # only what was typed went
        keys(d, Qt.Key.Key_Z)
        assert d.desk.config == began
        keys(d, Qt.Key.Key_Z, CTRL | SHIFT)
        keys(d, Qt.Key.Key_Z, CTRL | SHIFT)
        assert d.desk.config == after
        # An edit that began a new run is taken back together with the run.
        d.type_setting("training.steps", "50")
        assert d.desk.run is None
        d.choose("preset", "digits-classes")
        d.window.setFocus()
        keys(d, Qt.Key.Key_Z)
        kept = after.model_copy(update={"sampling": began.sampling})  # how the run was looked at stays with it
        assert d.desk.config == kept.replace(**{"training.steps": 50})
        keys(d, Qt.Key.Key_Z)
        assert d.desk.run is run
        assert d.desk.config == after

    studio(journey)


def test_one_field_is_marked_and_reset(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.choose("preset", "tutorial")
        label = d.find("label.training.steps")
        assert not label.marked
        d.type_setting("training.steps", "50")
        assert label.marked
        assert "it was: 2000" in label.toolTip()
        for name, then in (("Reset to preset: 2000", 2000), ("Reset to default: 24000", 24_000)):
            control = d.form.control("training.steps")
            middle = control.rect().center()
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, control.mapToGlobal(middle))
            QApplication.sendEvent(control, event)
            menu = d.find("setting.menu", QMenu)
            next(a for a in menu.actions() if a.text() == name).trigger()
            next(a for a in menu.actions() if a.text() == "Copy name").trigger()
            menu.close()
            await d.until(lambda: not d.window.findChildren(QMenu, "setting.menu"), "the menu to be gone")
            assert d.desk.config.training.steps == then
            assert QGuiApplication.clipboard().text() == "training.steps"
        assert label.marked
        entry(d, "undo").trigger()
        assert not label.marked

    studio(journey)


def test_settings_are_searched(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.form.open_sections([])
        keys(d, Qt.Key.Key_F)
        line = d.find("settings.search")
        assert QApplication.focusWidget() is line
        QTest.keyClicks(line, "hide labels")  # an advanced row of a folded section
        assert d.form.control("training.label_dropout").isVisible()
        assert not d.form.control("training.steps").isVisible()
        assert not d.find("section.noise").isVisible()
        d.type_setting("training.label_dropout", "0.2")
        assert d.desk.config.training.label_dropout == 0.2
        for text, row in (("ESM", "objective.kind"), ("two gaussians", "data.kind"), ("sampler", "sampling.kind")):
            line.setText(text)
            assert d.form.control(row).isVisible(), text
            assert not d.form.control("training.steps").isVisible()
        line.clear()
        QTest.keyClicks(line, "xyzzy")
        assert d.find("settings.nothing").isVisible()
        assert "“xyzzy” is nowhere. Leave it out" in d.find("settings.nothing").text()
        QTest.keyClick(line, Qt.Key.Key_Escape)
        assert line.text() == ""
        assert not d.find("settings.nothing").isVisible()
        assert d.find("section.noise").isVisible()
        assert not d.form.control("network.kind").isVisible()  # folded, as before
        assert d.form.control("training.steps").isVisible()
        assert not d.form.control("training.label_dropout").isVisible()

    studio(journey)


def test_own_presets_are_saved_and_chosen(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.choose("preset", "toy")
        d.type_setting("training.steps", "50")
        wanted = d.desk.config
        entry(d, "save-settings-as").trigger()
        await d.until(lambda: d.window.findChildren(QFileDialog), "the file dialog")
        ask = d.window.findChildren(QFileDialog)[0]
        ask.fileSelected.emit(str(presets_folder() / "mine.toml"))
        ask.close()
        combo = d.find("preset")
        assert [combo.itemText(i) for i in range(combo.count())][-2:] == ["", "mine"]
        assert read_toml(presets_folder() / "mine.toml") == wanted.replace(name="mine")
        d.choose("preset", "digits")
        d.choose("preset", "mine")
        assert d.desk.config == wanted.replace(name="mine")
        d.choose("preset", "digits")
        entry(d, "open-settings").trigger()
        await d.until(lambda: d.window.findChildren(QFileDialog, "settings.open"), "the file dialog")
        ask = d.window.findChildren(QFileDialog, "settings.open")[0]
        ask.fileSelected.emit(str(presets_folder() / "mine.toml"))
        ask.close()
        assert d.desk.config == wanted.replace(name="mine")
        assert combo.currentText() == "mine"
        (presets_folder() / "mine.toml").write_text("steps = [")
        d.choose("preset", "digits")
        d.choose("preset", "mine")
        assert "not a TOML file" in d.said()

    studio(journey)


# -- palette, shortcuts, command ----------------------------------------------------------------


def test_the_palette_does_what_is_typed(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)

        async def say(text: str) -> None:
            d.window.activateWindow()
            await d.until(d.window.isActiveWindow, "the window to be active")
            keys(d, Qt.Key.Key_K)
            await dialog(d, "palette")
            QTest.keyClicks(d.find("palette.line"), text)
            QTest.keyClick(d.find("palette.line"), Qt.Key.Key_Return)
            await d.until(lambda: not d.window.findChildren(QDialog, "palette"), "the palette to be gone")

        await say("levels")
        assert d.window.front().view is d.levels
        await say("sampler heun")
        assert d.desk.config.sampling.kind == "heun"
        await say("preset edm")
        assert d.desk.config == preset("edm")
        assert d.find("preset").currentText() == "edm"
        await say("run digits")
        assert d.desk.run is d.studio.shelf.ready_made
        for text, place in (
            ("restore", "command-line#ncsn-restore"),
            ("ncsn quality", "command-line#ncsn-evaluate"),
            ("xyzzy", "train"),
        ):
            await say(text)
            await d.until(lambda: d.window.findChildren(QDialog, "help"), "the help")
            assert d.find("help", HelpDialog).place == place
        assert "“xyzzy” is nowhere" in d.find("help.nothing").text()  # nothing here, so it was looked for there
        d.find("help", HelpDialog).close()
        await d.until(lambda: not d.window.findChildren(QDialog, "help"), "the help to be gone")
        d.window.activateWindow()
        await d.until(d.window.isActiveWindow, "the window to be active")
        keys(d, Qt.Key.Key_P, CTRL | SHIFT)
        await dialog(d, "palette")
        tree = d.find("palette.list", QTreeWidget)
        titles = {tree.topLevelItem(i).text(0) for i in range(tree.topLevelItemCount())}
        assert {"Export", "Theme", "Panel Runs"} <= titles
        QTest.keyClick(d.find("palette.line"), Qt.Key.Key_Down)
        assert tree.currentItem() is tree.topLevelItem(1)
        QTest.keyClick(d.find("palette.line"), Qt.Key.Key_Escape)
        await d.until(lambda: not d.window.findChildren(QDialog, "palette"), "the palette to be gone")

    studio(journey)


def test_shortcuts_are_changed_and_remembered(studio: Studio, tmp_path: Path) -> None:
    async def change(d: Driver) -> None:
        await first_sampling(d)
        entry(d, "shortcuts").trigger()
        shown = await dialog(d, "shortcuts")
        line = d.find("shortcut.train")
        line.setKeySequence(QKeySequence("Ctrl+E"))
        line.editingFinished.emit()
        assert "the key of “Export”" in shown.note.text()
        assert line.keySequence() == QKeySequence("Ctrl+T")
        line.setKeySequence(QKeySequence("Ctrl+J"))
        line.editingFinished.emit()
        assert not shown.note.text()
        assert "(Ctrl+J)" in d.window.bar.train.toolTip()
        shown.close()

    async def again(d: Driver) -> None:
        assert d.window.bar.train.shortcut() == QKeySequence("Ctrl+J")
        await first_sampling(d)
        entry(d, "shortcuts").trigger()
        await dialog(d, "shortcuts")
        d.click("shortcuts.reset")
        assert d.window.bar.train.shortcut() == QKeySequence("Ctrl+T")
        assert len(entry(d, "commands").shortcuts()) == 2
        d.find("shortcuts").close()

    studio(change)
    studio(again)


def test_a_shortcut_is_pressed_into_the_editor_and_then_used(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        search = d.find("settings.search")
        entry(d, "shortcuts").trigger()
        shown = await dialog(d, "shortcuts")
        line, own = d.find("shortcut.find-a-setting"), entry(d, "find-a-setting")
        shown.findChild(QScrollArea).ensureWidgetVisible(line)
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        line.setFocus()
        QTest.keyClick(line, Qt.Key.Key_E, CTRL)  # taken
        await d.until(lambda: "the key of “Export”" in shown.note.text(), "the refusal")
        assert own.shortcut() == QKeySequence("Ctrl+F")
        QTest.keyClick(line, Qt.Key.Key_J, CTRL)
        await d.until(lambda: own.shortcut() == QKeySequence("Ctrl+J"), "the new key")
        assert not shown.note.text()
        QTest.mouseClick(shown.findChild(QDialogButtonBox).buttons()[0], Qt.MouseButton.LeftButton)
        await d.until(lambda: not d.window.findChildren(QDialog, "shortcuts"), "the editor to be gone")
        d.window.activateWindow()
        await d.until(d.window.isActiveWindow, "the window to be active")
        d.find("transport.slider").setFocus()
        keys(d, Qt.Key.Key_F)  # no longer
        assert QApplication.focusWidget() is not search
        keys(d, Qt.Key.Key_J)
        assert QApplication.focusWidget() is search

    studio(journey)


def test_the_keys_of_film_and_time_machine_are_listed(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        entry(d, "shortcuts").trigger()
        shown = await dialog(d, "shortcuts")
        texts = [label.text() for label in shown.findChildren(QLabel)]
        film, machine = texts.index("In the film"), texts.index("In the time machine")
        for key in ("Space", "J K L", "← →", "Shift+← Shift+→", "PgDown PgUp", "Home End"):
            assert key in texts[film:machine], key
        for key in ("Space", "← →", "Home End"):
            assert key in texts[machine:], key
        shown.close()

    studio(journey)


# -- what is remembered -------------------------------------------------------------------------


def layout(d: Driver) -> dict[str, list[int]]:
    """Return where everything is that can be moved."""
    found = {splitter.objectName(): splitter.sizes() for splitter in d.train.findChildren(QSplitter)}
    found["docks"] = [dock.width() for dock, _, _ in d.window.docks]
    return found | {"areas": [d.window.dockWidgetArea(dock).value for dock, _, _ in d.window.docks]}


def near(now: dict[str, list[int]], then: dict[str, list[int]]) -> bool:
    return all(abs(a - b) <= 2 for name in then for a, b in zip(now[name], then[name], strict=True))


def drag(widget: Any, by: QPoint) -> None:
    """Drag a splitter's handle with the mouse."""
    middle = widget.rect().center()
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(widget, middle + by)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=middle + by)


def test_layout_view_and_run_are_remembered_and_the_layout_is_reset(
    studio: Studio, worker: Worker, tmp_path: Path
) -> None:
    run = create_run(preset("digits").replace(name="mine"))
    seen: dict[str, dict[str, list[int]]] = {}

    async def change(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        point_at(d, run.name)
        d.turn_to("train")
        await asyncio.sleep(0.1)
        seen["first"] = layout(d)
        assert seen["first"].keys() >= {"train.whole", "train.parts"}
        whole, parts = d.find("train.whole", QSplitter), d.find("train.parts", QSplitter)
        drag(whole.handle(1), QPoint(0, -70))
        drag(parts.handle(1), QPoint(60, 0))
        runs = d.window.docks[0][0]
        d.window.resizeDocks([runs], [runs.width() + 60], Qt.Orientation.Horizontal)  # as dragging its edge does
        await asyncio.sleep(0.3)
        seen["changed"] = layout(d)
        for name in ("train.whole", "train.parts", "docks"):
            assert abs(seen["changed"][name][0] - seen["first"][name][0]) > 20, name
        d.turn_to("levels")
        d.click("section.data")

    async def again(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert d.desk.run and d.desk.run.folder == run.folder
        assert d.window.front().name == "levels"
        assert d.form.unfolded() == ["data", "noise"]
        d.turn_to("train")
        await d.until(lambda: near(layout(d), seen["changed"]), "everything to be where it was left")
        d.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, d.window.docks[1][0])  # as dragging it there does
        entry(d, "reset-layout").trigger()
        room = d.window.screen().availableGeometry()
        assert d.window.isMaximized() is (room.width() < 1440 or room.height() < 940)  # the size of the first start
        d.window.showNormal()
        d.window.resize(1280, 800)
        await d.until(lambda: near(layout(d), seen["first"]), "everything to be back")
        d.click("runs.new")  # a draft is not there at the next start: neither is what was seen of it
        d.turn_to("levels")

    async def last(d: Driver) -> None:
        await first_sampling(d)
        assert d.desk.run is d.studio.shelf.ready_made
        assert d.window.front().name == "sample"
        d.window.resize(10, 701)  # as narrow as it gets: it has to fit into any screen to be restored
        await asyncio.sleep(0.1)
        seen["size"] = {"height": [d.window.height()]}
        d.turn_to("train")

    studio(change)
    studio(again)
    studio(last)
    window = MainWindow(worker, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    try:
        assert [window.height()] == seen["size"]["height"] == [701]
    finally:
        window.status._timer.stop()
        window.deleteLater()


def parsed(line: str) -> Any:
    words = shlex.split(line)
    assert words.pop(0) == "ncsn"
    return _parser().parse_args(words)


@pytest.mark.parametrize("name", PRESETS)
def test_any_settings_can_be_said_as_a_command(name: str) -> None:
    config = preset(name).replace(
        name="a name with 'quotes'", seed=3, **{"training.steps": 12, "training.learning_rate": 1.5e-4}
    )
    for wanted in (preset(name), config, config.replace(**{"sampling.kind": "heun", "noise.kind": "linear"})):
        assert config_of(parsed(train_command(wanted))) == wanted
    assert train_command(preset(name)) == f"ncsn train --preset {name}"


def test_points_and_folders_can_be_said_as_a_command() -> None:
    for changes in (
        {"data.kind": "points-file", "data.file": "/my points/a.csv"},
        {"data.kind": "folder", "data.folder": "-odd", "data.flip": True},
        {"data.kind": "moons", "training.batch_size": 128, "sampling.label": 1},
    ):
        wanted = RunConfig().replace(**changes)
        assert config_of(parsed(train_command(wanted))) == wanted


def test_the_command_is_copied(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)

        async def copied() -> Any:
            QGuiApplication.clipboard().clear()
            keys(d, Qt.Key.Key_C, CTRL | SHIFT)
            await d.until(QGuiApplication.clipboard().text, "the command")
            return parsed(QGuiApplication.clipboard().text())

        d.type_setting("sampling.seed", "5")
        d.choose("setting.sampling.kind", "Heun")
        options = await copied()
        assert options.model == "ready-made"
        assert ready_made_run().config.replace(**given(options)).sampling == d.desk.config.sampling
        d.turn_to("train")
        d.choose("preset", "toy")
        d.type_setting("training.steps", "50")
        options = await copied()
        assert options.preset == "toy"
        assert config_of(options) == d.desk.config
        d.choose("preset", "digits")
        await small_run(d)
        await d.until(lambda: d.train.record.count >= 2, "some steps")
        d.click("button.stop")
        await d.until(lambda: d.session is None, "the stop")
        d.type_setting("training.steps", "3000")
        options = await copied()
        run = list_runs()[0][0]
        assert options.run == str(run.folder)
        assert given(options) == {"training.steps": "3000"}
        assert run.config.replace(**given(options)) == d.desk.config

    studio(journey)


# -- faults and crashes -------------------------------------------------------------------------


def test_a_fault_opens_a_dialog_with_the_report(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        d.expects += (ArithmeticError,)
        await first_sampling(d)
        d.studio.teller.report(ArithmeticError("by design of this test"))
        d.studio.teller.report(ArithmeticError("and once more"))
        shown = await dialog(d, "crash")
        assert "and once more" in d.find("crash.said").text()
        d.click("crash.copy")
        copied = QGuiApplication.clipboard().text()
        assert "by design of this test" in copied
        assert "once more" in copied
        assert "ncsn-studio" in copied
        shown.close()

    studio(journey)


def test_the_reports_dialog_shows_where_the_log_really_is(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    log = logging.getLogger("ncsn")
    before = list(log.handlers)
    _log_to_file()  # as the program does when it starts

    async def journey(d: Driver) -> None:
        d.expects += (ArithmeticError,)
        await d.until(lambda: d.ready, "torch")
        d.studio.teller.report(ArithmeticError("by design of this test"))
        shown = await dialog(d, "crash")
        said = d.find("crash.log").text()
        assert said.startswith("The log is ")
        place = Path(said.removeprefix("The log is "))
        assert place.name == "ncsn-studio.log"
        assert "ArithmeticError: by design of this test" in place.read_text()
        d.click("crash.copy")
        assert str(place) in QGuiApplication.clipboard().text()
        shown.close()

    try:
        studio(journey)
    finally:
        for handler in [one for one in log.handlers if one not in before]:
            log.removeHandler(handler)
            handler.close()


def test_after_a_crash_the_run_is_resumed(studio: Studio, tmp_path: Path) -> None:
    async def train(d: Driver) -> None:
        await first_sampling(d)
        await small_run(d)
        await d.until(lambda: d.train.record.count >= 5, "some steps")

    async def journey(d: Driver) -> None:
        await d.until(lambda: "ended unexpectedly while digits-01 was trained" in d.said(), "the offer")
        d.click("banner.act")
        await d.until(lambda: d.session, "the training")
        assert d.desk.run.folder == run.folder  # type: ignore[union-attr]

    async def nothing(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert not d.said()

    studio(train)
    run = list_runs()[0][0]
    metrics = run.folder / "metrics.jsonl"
    metrics.write_bytes(b"".join(x for x in metrics.read_bytes().splitlines(True) if b'"end"' not in x))
    assert run.status()[0] == "interrupted"
    studio(nothing)  # the program itself ended properly: nothing is offered
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    store.setValue("running", "yes")
    store.sync()
    studio(journey)
    assert open_run(run.folder).status()[0] == "stopped"


def test_the_system_keys_are_the_windows(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        seen: dict[str, str] = {}
        for action in d.window.menu.actions():
            for key in action.shortcuts():
                assert key.toString() not in seen, f"{key.toString()} is of two: {action.text()}"
                seen[key.toString()] = action.text()

    studio(journey)
