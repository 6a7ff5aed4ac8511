"""Room: large text, small windows, panels that fold; nothing is cut, and nothing lies over anything else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from ncsn_engine.presets import preset
from ncsn_engine.runs import create_run
from ncsn_engine.worker import Worker
from ncsn_gui import theme
from ncsn_gui.assets import app_font
from ncsn_gui.form.rows import PathLine
from ncsn_gui.frame.toolbar import MainToolBar
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.elided import Elided
from ncsn_gui.widgets.path_edit import PathEdit
from ncsn_gui.widgets.scrolled import Scrolled
from ncsn_gui.widgets.wrapping import Wrapping
from ncsn_gui.window import MainWindow
from tests.gui.bare import Bare
from tests.gui.driver import Driver
from tests.gui.test_access import cut
from tests.gui.test_journey import first_sampling

Studio = Callable[..., None]
SIZES = ((900, 600), (1280, 800), (1920, 1200))
_PARTS = (QLabel, QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox)


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication) -> Iterator[None]:
    yield
    qapp.setFont(app_font())
    theme.apply(qapp, theme.current())


def enlarge(percent: int, app: QApplication) -> None:
    """Choose a size of text, as the preferences do."""
    app.setFont(app_font(percent))
    theme.apply(app, theme.current())


def over(top: QWidget) -> list[str]:
    """Return the controls that lie over each other, or reach out of what they stand in."""
    found = []
    for parent in [top, *top.findChildren(QWidget)]:
        if isinstance(parent.parentWidget(), QScrollArea):
            continue  # what is larger is scrolled
        parts = [part for part in parent.children() if isinstance(part, _PARTS) and part.isVisible()]
        for i, part in enumerate(parts):
            if isinstance(part.parentWidget(), QLineEdit | QAbstractSpinBox | QComboBox):
                continue
            if not parent.rect().contains(part.geometry()):
                found.append(f"{part.objectName()} reaches out of {parent.objectName()}")
            found += [
                f"{part.objectName()} over {other.objectName()}"
                for other in parts[:i]
                if part.geometry().intersects(other.geometry())
            ]
    return found


def faults(window: MainWindow) -> list[str]:
    """Return what is cut, lies over something else or is missing; a choice may end in dots and say the rest."""
    combos = {combo.objectName() for combo in window.findChildren(Combo)}
    bar = [window.bar.widgetForAction(action) for action in window.bar.actions()]
    missing = [f"{part.objectName()} is not seen" for part in bar if not part.isVisible()]
    return [text for text in cut(window) if text.split(":")[0] not in combos] + over(window) + missing


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_everything_has_room_at_every_size(studio: Studio, qapp: QApplication, percent: int) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        enlarge(percent, qapp)
        for size in SIZES:
            d.window.resize(*size)
            for index in range(d.window.tabs.count()):
                d.window.tabs.setCurrentIndex(index)
                await asyncio.sleep(0.03)
                end = time.monotonic() + 2  # a window is laid out anew in several goes
                while faults(d.window) and time.monotonic() < end:
                    await asyncio.sleep(0.05)
                name = d.window.front().name
                assert not faults(d.window), f"{percent} %, {size}, {name}"
                assert d.window.size().toTuple() == size, "the window needs more room than there is"
                page = d.window.tabs.currentWidget()
                assert isinstance(page, Scrolled)
                assert not page.horizontalScrollBar().maximum(), f"{name} is scrolled sideways"
                if percent < 150 or size != SIZES[0]:  # the largest text in the smallest window may be scrolled
                    assert not page.verticalScrollBar().maximum(), f"{name} is scrolled"

    studio(journey)


def folded(d: Driver) -> list[str]:
    """Return which panels are folded to their rails."""
    panels = d.window.folding._panels
    assert all(panel.rail.isVisible() is panel.dock.isHidden() for panel in panels)
    return [panel.name for panel in panels if panel.rail.isVisible()]


def test_panels_give_way_and_come_back_with_the_room(studio: Studio, qapp: QApplication) -> None:
    run = create_run(preset("digits").replace(name="a-run-with-a-name-that-is-long"))

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        names = d.window.runs.list
        for percent, (width, height), wanted in (
            (100, (1280, 800), []),
            (100, (900, 600), ["settings"]),
            (150, (900, 600), ["settings"]),
            (150, (1280, 800), []),
        ):
            enlarge(percent, qapp)
            d.window.resize(width, height)
            await d.until(lambda wanted=wanted: folded(d) == wanted, f"{wanted} to be folded at {percent} %, {width}")
            await asyncio.sleep(0.05)
            items = [names.item(row) for row in range(names.count())]
            assert run.name in [item.text().split("\n")[0] for item in items]
            seen, letters = names.visualItemRect(items[0]), names.fontMetrics()
            assert seen.height() - 14 > 2 * letters.lineSpacing() + 4  # else Qt shows the name with dots, and no state
            assert names.viewport().width() - 40 - 34 >= 11 * letters.averageCharWidth()
            assert run.name in items[0].toolTip()

    studio(journey)


def test_panels_are_folded_by_hand_and_stay_so(studio: Studio) -> None:
    async def fold(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert folded(d) == []
        wide = d.window.tabs.width()
        d.click("fold.runs")
        await d.until(lambda: d.window.tabs.width() > wide + 100, "room for the page")
        assert folded(d) == ["runs"]
        d.window.resize(1900, 900)
        await asyncio.sleep(0.05)
        assert folded(d) == ["runs"], "room alone does not unfold it"
        d.window.resize(900, 600)
        await asyncio.sleep(0.05)
        assert folded(d) == ["runs"]  # the rail leaves room for the settings
        d.click("unfold.runs")  # there is no room for both: the other gives way
        assert folded(d) == ["settings"]
        d.click("unfold.settings")
        assert folded(d) == ["runs"]
        d.window.resize(1280, 800)
        await d.until(lambda: folded(d) == [], "both to have room again")
        d.click("fold.settings")

    async def again(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        assert folded(d) == ["settings"]
        next(p for p in d.window.folding._panels if p.name == "settings").dock.toggleViewAction().trigger()
        assert folded(d) == []  # the menu Panels does the same
        d.click("fold.runs")
        d.do("reset-layout")
        assert not any(panel.by_hand for panel in d.window.folding._panels)

    studio(fold)
    studio(again)


def test_a_panel_unfolded_by_hand_stays_where_there_is_no_room_and_the_page_is_scrolled(
    studio: Studio, qapp: QApplication
) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        enlarge(150, qapp)
        d.window.resize(840, 600)
        await d.until(lambda: folded(d) == ["runs", "settings"], "both to be folded")
        d.click("unfold.settings")
        d.window.resize(839, 600)
        await asyncio.sleep(0.05)
        assert folded(d) == ["runs"]
        assert d.window.width() == 839
        d.window.resize(1900, 900)
        await d.until(lambda: folded(d) == [], "room")
        await asyncio.sleep(0.1)
        d.window.resize(840, 600)
        await d.until(lambda: folded(d) == ["runs", "settings"], "both to give way: what was done by hand is over")

    studio(journey)


def test_the_layout_is_reset_in_a_window_that_fills_the_screen(worker: Worker, tmp_path: Path) -> None:
    window = MainWindow(worker, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    try:
        for state in (Qt.WindowState.WindowMaximized, Qt.WindowState.WindowFullScreen):
            window.setWindowState(state)
            window.places.reset()
            assert window.windowState() == state
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(700, 500)
        window.places.reset()
        assert window.isMaximized() or window.width() > 700  # another one has its first size again
    finally:
        window.status._timer.stop()
        window.deleteLater()


def ends(line: QLineEdit) -> bool:
    """Tell whether the last letter is seen."""
    line.grab()  # it scrolls when it is drawn
    return line.cursorPositionAt(QPoint(line.width() - 10, line.height() // 2)) >= len(line.text()) - 1


@pytest.mark.parametrize("kind", ["folder", "file", "points"])
def test_a_path_shows_its_end_unless_it_is_edited(qapp: QApplication, kind: str) -> None:
    path = "/somewhere/far/away/on/a/disk/with/many/folders/the-one-that-is-meant"
    window = QWidget()
    row, made, other = QHBoxLayout(window), PathLine(kind), QLineEdit()
    row.addWidget(made)
    row.addWidget(other)
    window.resize(360, 40)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    try:
        assert isinstance(made.line, PathEdit)
        made.set_path(path)
        assert ends(made.line)
        made.line.setFocus()
        QTest.keyClick(made.line, Qt.Key.Key_Home)
        assert not ends(made.line)
        other.setFocus()
        assert ends(made.line)
        assert made.line.toolTip() == path
        made._chosen(path + "/further")
        assert made.line.toolTip() == path + "/further"
    finally:
        window.close()
        window.deleteLater()


def test_a_row_goes_on_below_and_nothing_is_lost(qapp: QApplication) -> None:
    row = Wrapping(6)
    parts = [QPushButton("a button with a text"), Combo("which", "Which one", [("an entry", 1)]), QPushButton("last")]
    row.add(parts[0])
    row.add(parts[1])
    row.add_stretch()
    row.add(parts[2])
    row.show()
    try:
        one = max(part.sizeHint().height() for part in parts)
        for width in range(row.minimumSizeHint().width(), 500, 7):
            row.resize(width, row.height())
            row._lay_out()
            assert all(row.rect().contains(part.geometry()) for part in parts), width
            assert not over(row), width
        assert row.height() == one  # all in one line
        assert parts[2].geometry().right() == row.width() - 1  # the free room is before it
        parts[1].hide()
        row.resize(parts[0].sizeHint().width() + 10, row.height())
        row._lay_out()
        assert row.height() == sum(part.sizeHint().height() for part in (parts[0], parts[2])) + 6
    finally:
        row.close()
        row.deleteLater()


@pytest.mark.parametrize("text", ["a sentence that is much too long for its place", "<b>bold</b> & more"])
def test_what_ends_in_dots_is_said_by_the_tooltip(qapp: QApplication, text: str) -> None:
    label = Elided(text, "What it is about")
    assert label.minimumSizeHint().width() < label.sizeHint().width()
    assert "What it is about" in label.toolTip()
    assert (text in label.toolTip()) is ("<" not in text)  # else it would be read as markup
    label.deleteLater()


def test_the_toolbar_keeps_its_last_button_at_any_width(bare: Studio, qapp: QApplication) -> None:
    """Texts of the first buttons go where there is no room, and do not come and go by themselves."""

    async def journey(b: Bare) -> None:
        window, s = QMainWindow(), b.studio
        b.leave(window)
        enlarge(150, qapp)
        tools = MainToolBar(s.workshop, s.shelf, s.desk, s.training, window)
        window.addToolBar(tools)
        b.open()
        window.show()
        for width in [*range(860, 1300, 20), *range(1300, 860, -20)]:
            window.resize(width, 300)
            for _ in range(4):
                await asyncio.sleep(0)
                qapp.sendPostedEvents()
            styles = [button.toolButtonStyle() for button in tools.findChildren(QToolButton)]
            tools._fit()
            assert [button.toolButtonStyle() for button in tools.findChildren(QToolButton)] == styles, width
            assert tools.more.isVisible(), width

    bare(journey)
