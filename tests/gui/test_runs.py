"""The list of runs: renamed and deleted, by keys and by the menu."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QFile, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu

from ncsn_engine.runs import create_run, list_runs, open_run, rename_run
from tests.engine.helpers import tiny_config
from tests.gui.driver import Driver
from tests.gui.test_manners import dialog

Studio = Callable[..., None]


def names() -> list[str]:
    return sorted(run.name for run in list_runs()[0])


def choose(d: Driver, name: str) -> None:
    found = d.window.runs.list.findItems(name, Qt.MatchFlag.MatchStartsWith)[0]
    place = d.window.runs.list.visualItemRect(found).center()
    QTest.mouseClick(d.window.runs.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


async def asked(d: Driver, text: str) -> None:
    """Type into the dialog that asks for a name."""
    ask: QInputDialog = await dialog(d, "runs.rename")
    line = ask.findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    await d.until(lambda: not d.window.findChild(QInputDialog, "runs.rename"), "the dialog to be gone")


def test_runs_are_renamed_and_deleted(studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCSN_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # where the bin is
    for name in ("first", "second", "third"):
        create_run(tiny_config(), tmp_path / "runs" / name)

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready and not d.films.job.busy, "torch")
        runs = d.window.runs
        choose(d, "second")
        QTest.keyClick(runs.list, Qt.Key.Key_F2)
        await asked(d, "much better")
        await d.until(lambda: names() == ["first", "much better", "third"], "the new name")
        assert d.desk.run is not None and d.desk.run.name == "much better"
        assert open_run(d.desk.run.folder).id == d.desk.run.id

        QTest.keyClick(runs.list, Qt.Key.Key_F2)
        await asked(d, "first")
        await d.until(lambda: "is there already" in d.said(), "the refusal")
        assert names() == ["first", "much better", "third"]

        choose(d, "third")
        QTest.keyClick(runs.list, Qt.Key.Key_Delete)
        question: Any = await dialog(d, "runs.delete")
        assert question.defaultButton().text().replace("&", "") == "Cancel"
        QTest.keyClick(question, Qt.Key.Key_Escape)
        await asyncio.sleep(0.1)
        assert "third" in names()

        place = runs.list.visualItemRect(runs.list.findItems("third", Qt.MatchFlag.MatchStartsWith)[0]).center()
        runs.list.customContextMenuRequested.emit(place)
        menu = d.find("runs.menu", QMenu)
        next(a for a in menu.actions() if a.text() == "Delete…").trigger()
        menu.close()
        await dialog(d, "runs.delete")
        moved: list[str] = []
        monkeypatch.setattr(
            QFile, "moveToTrash", lambda path: moved.append(path) or Path(path).rename(tmp_path / "bin")
        )
        d.click("runs.delete.yes")
        await d.until(lambda: names() == ["first", "much better"], "the run to be gone")
        assert moved == [str(tmp_path / "runs" / "third")] and (tmp_path / "bin" / "run.json").exists()
        assert d.desk.run is d.studio.shelf.ready_made  # which can't be deleted
        choose(d, "digits")
        QTest.keyClick(runs.list, Qt.Key.Key_Delete)
        await asyncio.sleep(0.1)
        assert not d.window.findChild(QInputDialog)
        with open_run(tmp_path / "runs" / "first").writing(), pytest.raises(Exception, match="is being trained"):
            rename_run(open_run(tmp_path / "runs" / "first"), "other")

    studio(journey)
