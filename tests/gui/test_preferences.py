"""Preferences: kept, applied at once, refused with the reason; nothing stored keeps the program from starting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel

from ncsn_engine.presets import preset
from ncsn_engine.runs import create_run, list_runs, runs_folder
from ncsn_gui import theme
from ncsn_gui.assets import app_font
from ncsn_gui.studio.preferences import Preferences, read, recording_bytes, write
from ncsn_gui.works import errands as jobs
from tests.gui.driver import Driver

Studio = Callable[..., None]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication) -> Iterator[None]:
    yield
    qapp.setFont(app_font())
    theme.choose(qapp, "")


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


async def dialog(d: Driver) -> Any:
    d.window.activateWindow()
    await d.until(d.window.isActiveWindow, "the window to be active")
    QTest.keyClick(QApplication.focusWidget() or d.window, Qt.Key.Key_Comma, CTRL)
    await d.until(lambda: d.window.findChild(QDialog, "preferences"), "the dialog")
    return d.window.findChild(QDialog, "preferences")


def type_into(line: Any, text: str) -> None:
    line = line.lineEdit() if hasattr(line, "lineEdit") else line
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_what_is_written_is_read_again(store: QSettings, tmp_path: Path) -> None:
    assert read(store) == Preferences()
    wanted = Preferences(str(tmp_path), 3, "cuda:1", 512, 125, "light", "de")
    write(store, wanted)
    again = QSettings(store.fileName(), QSettings.Format.IniFormat)
    assert read(again) == wanted
    assert recording_bytes(again) == 512 * 2**20
    write(again, Preferences())
    assert again.allKeys() == []  # defaults leave nothing behind


@pytest.mark.parametrize("wrong", ["", "many", "-4", "1e9", "3.5", "²", [], {"a": 1}, b"\xff", None, 10**9])
def test_what_makes_no_sense_is_as_if_it_were_not_there(store: QSettings, wrong: object) -> None:
    for name in ("runs_folder", "threads", "device", "recording", "text_size", "theme", "language"):
        store.setValue(name, wrong)
    store.sync()
    found = read(QSettings(store.fileName(), QSettings.Format.IniFormat))
    usual = Preferences()
    assert (found.threads, found.recording, found.text_size) == (usual.threads, usual.recording, usual.text_size)


def test_the_window_opens_with_any_stored_values(studio: Studio, tmp_path: Path, store: QSettings) -> None:
    for name, value in (
        *(("threads", "x"), ("recording", "-1"), ("text_size", "99999"), ("theme", "pink")),
        *(("language", "klingon"), ("device", "cuda:77"), ("runs_folder", "/dev/null/runs")),
    ):
        store.setValue(name, value)
    store.sync()

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert d.window.bar.device.currentIndex() == 0
        shown = await dialog(d)
        assert shown.device.currentText() == "cuda:77"  # another machine's: kept, and shown as it is
        shown.close()

    studio(journey)


def test_runs_are_made_and_listed_in_the_chosen_folder(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NCSN_RUNS")
    elsewhere = tmp_path / "disk" / "my runs"
    made = create_run(preset("toy"), elsewhere / "toy-01")
    here = create_run(preset("digits"))
    assert here.folder.parent == runs_folder()

    def listed(d: Driver) -> set[str]:
        shown = d.window.runs.list
        return {shown.item(i).text().split("\n")[0] for i in range(shown.count())}

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert here.name in listed(d)
        await dialog(d)
        (tmp_path / "file").write_text("")
        for folder, why in (
            (tmp_path / "file", "is a file"),
            ("runs", "the whole path"),
            ("/dev/null/runs", "can't be kept there"),
        ):
            type_into(d.find("preferences.folder"), str(folder))
            assert why in d.find("preferences.note").text()
            assert d.find("preferences.folder").property("wrong"), "what was typed stands, framed"
            assert runs_folder() == here.folder.parent
        type_into(d.find("preferences.folder"), str(elsewhere))
        assert not d.find("preferences.note").isVisible()
        assert listed(d) == {"toy-01", "digits"}
        assert create_run(preset("digits")).folder.parent == elsewhere
        d.click("preferences.browse")
        await d.until(lambda: d.window.findChildren(QFileDialog, "preferences.find"), "the file dialog")
        ask = d.window.findChildren(QFileDialog, "preferences.find")[0]
        ask.fileSelected.emit(str(tmp_path / "third"))
        ask.close()
        assert runs_folder() == tmp_path / "third"
        assert listed(d) == {"digits"}
        type_into(d.find("preferences.folder"), str(elsewhere))
        d.find("preferences").close()

    async def again(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert made.name in listed(d)
        assert runs_folder() == elsewhere
        await dialog(d)
        d.click("preferences.reset")
        assert runs_folder() == here.folder.parent
        assert here.name in listed(d)
        d.find("preferences").close()

    studio(journey)
    assert {run.name for run in list_runs()[0]} == {"toy-01", "digits-01"}
    studio(again)


def test_a_folder_that_is_gone_is_said_at_the_start(
    studio: Studio, tmp_path: Path, store: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NCSN_RUNS")
    usual = runs_folder()
    store.setValue("runs_folder", "/dev/null/runs")
    store.sync()

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert "/dev/null/runs: runs can't be kept there" in d.said()
        assert runs_folder() == usual

    studio(journey)


def test_the_users_own_word_is_stronger(studio: Studio, tmp_path: Path, store: QSettings) -> None:
    store.setValue("runs_folder", str(tmp_path / "preferred"))
    store.sync()

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert runs_folder() == tmp_path / "runs"  # as the fixture's NCSN_RUNS says
        await dialog(d)
        assert str(tmp_path / "runs") in d.find("preferences.told", QLabel).text()
        assert "NCSN_RUNS" in d.find("preferences.folder").toolTip()
        type_into(d.find("preferences.folder"), str(tmp_path / "other"))
        assert runs_folder() == tmp_path / "runs"
        d.find("preferences").close()

    studio(journey)
    assert read(QSettings(store.fileName(), QSettings.Format.IniFormat)).runs_folder == str(tmp_path / "other")


def test_threads_room_and_device(studio: Studio, tmp_path: Path) -> None:
    async def threads(d: Driver) -> int:
        import torch

        return await d.studio.workshop.run(torch.get_num_threads)

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        await d.until(lambda: not d.films.job.busy, "the first sampling, which says other things")
        own = await threads(d)
        await dialog(d)
        type_into(d.find("preferences.threads"), str(own + 2))
        await d.until(lambda: f"torch uses {own + 2} threads" in d.status(), "the threads")
        assert await threads(d) == own + 2
        type_into(d.find("preferences.threads"), "999999")
        assert "from 0 to 1024" in d.find("preferences.note").text()
        assert d.find("preferences.threads").value() == own + 2
        type_into(d.find("preferences.recording"), "3")
        assert "from 16 to" in d.find("preferences.note").text()
        type_into(d.find("preferences.recording"), "32")
        assert recording_bytes(d.store) == 32 * 2**20
        assert [d.find("preferences.device").itemData(i) for i in range(2)] == ["", "cpu"]
        d.choose("preferences.device", "CPU")
        assert read(d.store).device == "cpu"
        type_into(d.find("preferences.threads"), "")
        await d.until(lambda: f"torch uses {own} threads" in d.status(), "the threads")
        assert await threads(d) == own
        d.find("preferences").close()

    async def again(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert await threads(d) == 2
        assert d.window.bar.device.currentData() == "cpu"
        await d.studio.workshop.run(jobs.set_threads, 0)

    studio(journey)
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    store.setValue("threads", 2)
    store.sync()
    studio(again)


def test_text_size_at_once(studio: Studio, qapp: QApplication) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        before = d.window.tabs.fontMetrics().height()
        shown = await dialog(d)
        d.choose("preferences.text_size", "150 %")
        assert qapp.font().pointSizeF() == pytest.approx(1.5 * app_font().pointSizeF())
        for part in (
            d.window.tabs,
            shown.folder,
            d.find("button.train"),
            d.find("section.noise"),
            d.window.banner.text,
        ):
            assert part.fontMetrics().height() >= 1.4 * before, part.objectName()
        d.click("preferences.reset")
        assert qapp.font().pointSizeF() == pytest.approx(app_font().pointSizeF())
        assert read(d.store) == Preferences()
        shown.close()

    studio(journey)


def test_appearance_at_once(studio: Studio, qapp: QApplication) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        shown = await dialog(d)
        d.choose("preferences.theme", "Light")
        assert theme.current() is theme.LIGHT
        theme.follow_system(qapp)  # what the system says does not matter now
        assert theme.current() is theme.LIGHT
        d.choose("preferences.theme", "Dark")
        assert theme.current() is theme.DARK
        d.choose("preferences.theme", "As the system")
        shown.close()
        await d.until(lambda: not d.window.findChild(QDialog, "preferences"), "the dialog to be gone")
        assert read(d.store) == Preferences()

    studio(journey)


def test_the_systems_colours_are_followed_until_some_are_chosen(studio: Studio, qapp: QApplication) -> None:
    async def journey(d: Driver) -> None:
        monkey = theme.system_theme
        try:
            theme.system_theme = lambda: theme.LIGHT  # type: ignore[assignment]
            qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
            assert theme.current() is theme.LIGHT
            d.click("button.theme")  # by hand: from now on it stays
            assert theme.current() is theme.DARK
            qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
            assert theme.current() is theme.DARK
        finally:
            theme.system_theme = monkey  # type: ignore[assignment]
        assert read(d.store) == Preferences(theme="dark")
        again = await dialog(d)
        assert again.theme.currentText() == "Dark"
        d.click("preferences.reset")
        assert read(d.store) == Preferences()
        again.close()

    studio(journey)


def test_a_language_counts_from_the_next_start(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        shown = await dialog(d)
        assert shown.language.itemText(0) == "English"
        assert "next time" in d.find("preferences.language.note").text()
        shown.close()

    studio(journey)
