"""Export, copy, commands and saved plots are of the page in front, or say that there is nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget

from ncsn_engine.origin import read_origin
from ncsn_engine.recipe import read_recipe
from ncsn_gui import pages
from ncsn_gui.page import Command, Page
from ncsn_gui.plots.plot import Plot
from tests.gui.driver import Driver
from tests.gui.test_journey import first_sampling

Studio = Callable[..., None]
NOTHING = {
    "export": "There is nothing to export on this page.",
    "copy-pictures": "There is nothing to copy on this page.",
}


def press(d: Driver, key: Qt.Key) -> None:
    d.window.activateWindow()
    QTest.keyClick(QApplication.focusWidget() or d.window, key, Qt.KeyboardModifier.ControlModifier)


def test_keys_take_what_is_in_front_and_never_another_page(studio: Studio) -> None:
    """A fault of 0.3.0: Ctrl+C and Ctrl+E took the film of Sample, whatever was in front."""

    async def journey(d: Driver) -> None:
        await first_sampling(d)
        for page in ("train", "levels", "time-machine"):
            d.turn_to(page)
            QGuiApplication.clipboard().setText("before")
            press(d, Qt.Key.Key_C)
            assert d.status() == NOTHING["copy-pictures"] and QGuiApplication.clipboard().text() == "before"
            press(d, Qt.Key.Key_E)
            assert d.status() == NOTHING["export"] and not d.window.findChildren(QDialog)
        d.turn_to("sample")
        press(d, Qt.Key.Key_C)
        assert d.status() == "Copied all pictures"
        press(d, Qt.Key.Key_E)
        await d.until(lambda: d.window.findChild(QDialog, "export"), "the dialog")
        d.find("export", QDialog).reject()

    studio(journey)


async def save_plot(d: Driver, plot: Plot, path: Path) -> None:
    """Right click on a plot, and save it."""
    place = QPoint(plot.width() // 2, plot.height() // 2)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, plot.mapToGlobal(place))
    QApplication.sendEvent(plot.viewport(), asked)
    menu = plot.findChild(QMenu, "plot.menu")
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    await d.until(lambda: d.window.findChildren(QFileDialog), "the file dialog")
    ask = d.window.findChildren(QFileDialog)[0]
    ask.fileSelected.emit(str(path))
    ask.close()
    await d.until(path.exists, path.name)


def test_a_plots_origin_is_its_pages_own(studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of 0.3.0: a plot of any page but Sample was said to come from the training's curves."""

    def other(studio: Any) -> Page:
        view = QWidget()
        view.setLayout(__import__("PySide6.QtWidgets", fromlist=["QVBoxLayout"]).QVBoxLayout())
        view.layout().addWidget(Plot("other"))
        return Page("other", "Other", view, Path(pages.__file__).parent / "views" / "train" / "help.md")

    monkeypatch.setattr(pages, "PAGES", (*pages.PAGES, other))

    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.sample.transport.stop()
        await save_plot(d, d.sample.traces.heat_plot, tmp_path / "film.svg")
        assert read_recipe(tmp_path / "film.svg").model["run"] == "digits"
        d.turn_to("train")
        await save_plot(d, d.train.loss_plot, tmp_path / "curves.svg")
        told = read_origin(tmp_path / "curves.svg")
        assert told is not None and told["runs"][0]["name"] == "digits"
        d.turn_to("other")
        plot = d.window.tabs.currentWidget().findChild(Plot)
        await save_plot(d, plot, tmp_path / "other.svg")
        text = (tmp_path / "other.svg").read_text(encoding="utf-8")
        assert read_origin(tmp_path / "other.svg") is None and "digits" not in text  # nothing rather than untrue

    studio(journey)


def test_commands_and_drops_of_a_page_are_its_own_while_it_is_in_front(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []

    def own(studio: Any) -> Page:
        here = Command("own", "Own", lambda: done.append("done"), "Ctrl+Y", here=True)
        help_file = Path(pages.__file__).parent / "views" / "train" / "help.md"
        return Page("own", "Own", QWidget(), help_file, commands=(here,), takes={"pictures": done.append})

    monkeypatch.setattr(pages, "PAGES", (*pages.PAGES, own))
    (tmp_path / "cats").mkdir()
    (tmp_path / "cats" / "a.png").write_bytes(b"")

    async def journey(d: Driver) -> None:
        await first_sampling(d)
        assert not d.entry("own").isEnabled()
        d.turn_to("own")
        d.do("own")
        d.window.dropping.receive(tmp_path / "cats")
        await d.until(lambda: len(done) == 2, "the drop")
        assert done == ["done", tmp_path / "cats"] and d.desk.run is not None
        d.turn_to("train")
        assert not d.entry("own").isEnabled()
        d.window.dropping.receive(tmp_path / "cats")
        await d.until(lambda: d.desk.config.data.kind == "folder", "the draft")
        assert len(done) == 2

    studio(journey)


@pytest.mark.parametrize("name", ["training.steps", "sampling.count"])
def test_a_wrong_entry_while_torch_loads_keeps_train_disabled(studio: Studio, name: str) -> None:
    """A fault of 0.3.0: when torch was there, Train was enabled beside a red field."""

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.desk.run is not None, "a run")
        d.desk.draft(d.desk.config)
        d.type_setting(name, "0")
        assert d.form.control(name).property("wrong") and d.desk.wrong
        await d.until(lambda: d.ready, "torch")
        await d.until(lambda: d.status() == "Ready", "all that follows")
        assert d.form.control(name).property("wrong")
        assert d.desk.wrong and not d.window.bar.train.isEnabled()
        d.studio.training.start_or_resume()
        assert d.session is None
        d.type_setting(name, "10")
        assert not d.desk.wrong and d.window.bar.train.isEnabled()

    studio(journey)


def test_run_states_reach_the_list_in_the_windows_language(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ncsn_gui.studio.shelf._STATES", {"ready-made": "mitgeliefert", "training": "lernt"})

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert d.window.runs.list.item(0).text() == "digits\nmitgeliefert"
        assert d.window.bar.subtitle.text().startswith("mitgeliefert · ")
        shelf, run = d.studio.shelf, d.desk.run
        assert run is not None
        shelf.ready_made = None
        shelf.follow(run, share="3 %")
        assert d.window.runs.list.item(0).text() == "digits\nlernt · 3 %"
        shelf.ready_made = run
        shelf.follow(None)

    studio(journey)


def test_a_page_without_a_command_says_so(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of 0.3.0: every page but Train was taken for one that looks at a trained model."""

    def silent(studio: Any) -> Page:
        return Page("silent", "Silent", QWidget(), Path(pages.__file__).parent / "views" / "train" / "help.md")

    monkeypatch.setattr(pages, "PAGES", (*pages.PAGES, silent))

    async def journey(d: Driver) -> None:
        await first_sampling(d)
        QGuiApplication.clipboard().setText("before")
        d.turn_to("silent")
        d.do("copy-as-command")
        await d.until(lambda: d.status() == "There is no command for what this page does.", "the word")
        assert QGuiApplication.clipboard().text() == "before"
        d.turn_to("sample")
        d.do("copy-as-command")
        await d.until(lambda: d.status().startswith("Copied: ncsn sample ready-made"), "the line")

    studio(journey)


def test_listeners_need_no_order(bare: Callable[[Any], None], tmp_path: Path) -> None:
    """A fault of 0.3.0: three listeners of an edit ran in the order in which they were built, and asked who sent it."""
    seen: list[str] = []

    async def journey(b: Any) -> None:
        from ncsn_gui.form.panel import SettingsPanel

        made: list[Any] = []
        builders = [lambda: SettingsPanel(b.studio.workshop, b.studio.desk)]
        builders += [lambda make=make: make(b.studio).view for make in pages.PAGES]
        if seen:
            builders.reverse()
        made = [build() for build in builders]
        panel = next(part for part in made if isinstance(part, SettingsPanel))
        b.open()
        panel.form.change("network.width", 16)  # of the ready-made run: a draft
        desk = b.studio.desk
        views = {view.objectName() or type(view).__name__: view for view in made}
        seen.append(
            json.dumps(
                [
                    desk.run is None,
                    desk.config.network.width,
                    panel.form.config is desk.config,
                    views["TrainView"].record.count,
                    len(views["TimeMachineView"].moments),
                    views["LevelsView"].table.empty,
                    views["SampleView"].top.start.isEnabled(),
                ]
            )
        )
        for part in made:
            b.leave(part)

    bare(journey)
    bare(journey)
    assert seen[0] == seen[1] and json.loads(seen[0])[:2] == [True, 16]
