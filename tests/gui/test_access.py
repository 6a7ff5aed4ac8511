"""Everything can be reached by keyboard and is named for screen readers, in all views and dialogs."""

from __future__ import annotations

import asyncio
import html
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMainWindow,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTabWidget,
    QTextBrowser,
    QWidget,
)

from ncsn_engine.presets import PRESETS, preset
from ncsn_gui import theme
from ncsn_gui.assets import app_font
from ncsn_gui.form.points_dialog import PointsDialog
from ncsn_gui.frame.dropping import ImportDialog
from ncsn_gui.frame.faults import CrashDialog
from ncsn_gui.frame.palette import Entry, Palette
from ncsn_gui.frame.preferences_dialog import PreferencesDialog
from ncsn_gui.studio.preferences import Preferences
from ncsn_gui.views.train.differences_dialog import DifferencesDialog
from ncsn_gui.widgets.elided import Elided
from ncsn_gui.widgets.image_grid import ImageGrid
from ncsn_gui.widgets.level_table import Group, LevelTable
from ncsn_gui.widgets.point_canvas import PointCanvas
from ncsn_gui.widgets.transport import TransportBar
from tests.gui.driver import Driver
from tests.gui.test_journey import first_sampling

Studio = Callable[..., None]
# Told apart by what is in them: a tip would only lie over it.
_NO_TIP = (QTabBar, QTabWidget, QTextBrowser, ImageGrid, TransportBar)


def controls(top: QWidget) -> Iterator[QWidget]:
    """Yield what may take the focus by Tab and is not a part inside another control."""
    for widget in top.findChildren(QWidget):
        inside = widget.parentWidget()
        if widget.window() is not top.window() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        viewport = isinstance(inside, QAbstractScrollArea) and widget is inside.viewport()
        line = hasattr(inside, "lineEdit") and widget is inside.lineEdit()
        of_qt = widget.objectName().startswith("qt_") or widget.objectName() in (
            "ScrollLeftButton",
            "ScrollRightButton",
        )
        if not viewport and not line and not of_qt and not isinstance(widget, QMainWindow | QDockWidget):
            yield widget


def spoken(widget: QWidget, what: QAccessible.Text = QAccessible.Text.Name) -> str:
    """Return what a screen reader hears."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(what) if found else ""


def faults(top: QWidget) -> list[str]:
    """Return what is missing of the controls of a view or a dialog."""
    found = []
    for widget in controls(top):
        who = f"{type(widget).__name__} {widget.objectName() or spoken(widget) or '?'} in {top.objectName()}"
        scrolls_only = type(widget).__name__ in ("QScrollArea", "SettingsForm")
        if not spoken(widget) and not scrolls_only:
            found.append(f"{who}: no name")
        if not widget.toolTip() and not isinstance(widget, _NO_TIP) and not scrolls_only:
            standard = isinstance(widget.parentWidget(), QDialogButtonBox)  # Close and Cancel say it all
            if not standard and not (isinstance(widget, QAbstractButton) and widget.property("role") == "section"):
                found.append(f"{who}: no tooltip")
    return found


def test_all_of_the_window_is_named(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        found: list[str] = []
        for index in range(d.window.tabs.count()):
            d.window.tabs.setCurrentIndex(index)
            found += faults(d.window)
        for name in PRESETS:  # every kind of setting
            d.form.show_config(preset(name))
            found += faults(d.form)
        assert not found, "\n".join(dict.fromkeys(found))

    studio(journey)


def test_all_dialogs_are_named(studio: Studio) -> None:
    message = "x.pth: does not say how large its pictures are; --size --sigma-max --sigma-min --process."

    async def journey(d: Driver) -> None:
        await first_sampling(d)
        window = d.window
        crash = CrashDialog(window)
        crash.add(ArithmeticError("by design of this test"))
        runs = [(name, preset(name)) for name in ("digits", "edm")]
        for made in (
            crash,
            DifferencesDialog(runs, window),
            ImportDialog("x.pth", message, window),
            PointsDialog(window),
            Palette([Entry("a", "b", print)], window),
            PreferencesDialog(Preferences(), [("CPU", "cpu")], window),
        ):
            made.show()
        window.helping.show()
        window.menu.ask_keys(window.pages)
        d.click("sample.export")
        await d.until(lambda: len(window.findChildren(QDialog)) >= 9, "the dialogs")
        found = [fault for dialog in window.findChildren(QDialog) for fault in faults(dialog)]
        for dialog in window.findChildren(QDialog):
            assert dialog.windowTitle()
            dialog.close()
        await d.until(lambda: not window.findChildren(QDialog), "the dialogs to be gone")
        assert not found, "\n".join(dict.fromkeys(found))

    studio(journey)


def walk(top: QWidget, key: Qt.Key, most: int = 400) -> list[QWidget]:
    """Press Tab until the focus is where it was; returns where it was on the way."""
    been: list[QWidget] = []
    for _ in range(most):
        focus = QApplication.focusWidget()
        assert focus is not None, "the focus is lost"
        if focus in been:
            return been
        been.append(focus)
        QTest.keyClick(focus, key, Qt.KeyboardModifier.NoModifier)
    raise AssertionError("Tab never comes round")


def reachable(top: QWidget) -> list[QWidget]:
    """Return the controls that can be seen and used now, the chosen tab bar and lists included."""
    found = []
    for widget in controls(top):
        if widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None and widget.window() is top:
            found.append(widget)
    return found


def test_tab_reaches_every_control_of_every_view(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.form.open_sections(["data", "network", "noise", "objective", "training", "sampling"])
        d.window.activateWindow()
        await d.until(d.window.isActiveWindow, "the window to be active")
        for index in range(d.window.tabs.count()):
            d.window.tabs.setCurrentIndex(index)
            await d.until(lambda: not d.films.job.busy, "quiet")
            for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                d.window.tabs.tabBar().setFocus()
                been = walk(d.window, key)
                missed = [w for w in reachable(d.window) if w not in been]
                named = [f"{type(w).__name__} {w.objectName()}" for w in missed]
                assert not missed, f"{d.window.front().name}: {key.name} never comes to {named}"

    studio(journey)


def test_painted_widgets_say_what_they_show(studio: Studio) -> None:
    role, words = QAccessible.Role, QAccessible.Text

    async def journey(d: Driver) -> None:
        await first_sampling(d)
        view = d.sample
        view.transport.stop()

        def heard(widget: Any) -> Any:
            return QAccessible.queryAccessibleInterface(widget)

        slider = view.transport.slider
        d.key("transport.slider", Qt.Key.Key_End)
        total = view.transport.total
        assert heard(slider).role() == role.Slider
        assert heard(slider).text(words.Value) == f"step {total} of {total}"
        d.key("transport.slider", Qt.Key.Key_Left)
        assert f"step {total - 1} of {total}" in heard(slider).text(words.Description)
        view.grid.select(11)
        assert heard(view.grid).role() == role.Graphic
        assert heard(view.grid).text(words.Value) == "64 pictures, number 12 is chosen"
        for plot in (view.traces.steps_plot, view.traces.heat_plot, d.train.loss_plot):
            assert heard(plot).role() == role.Chart
            assert heard(plot).text(words.Value)
        d.turn_to("levels")
        await d.until(lambda: d.levels.table.labels, "the levels")
        table = d.levels.table
        assert heard(table).role() == role.Graphic
        assert heard(table).text(words.Value).startswith("22 noise levels, from 1 σ 4.8")
        assert heard(table).text(words.Value).endswith("columns: Clean, With noise, Denoised, Score σ|s|")

    studio(journey)


def test_points_can_be_drawn_with_the_keyboard(qapp: QApplication) -> None:
    canvas = PointCanvas()
    canvas.show()
    canvas.setFocus()
    try:
        for _ in range(2):
            QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(canvas, Qt.Key.Key_Up)
        QTest.keyClick(canvas, Qt.Key.Key_Space)
        assert len(canvas.points) == canvas.density
        assert np.allclose(canvas.points.mean(0), (2.0, 0.1), atol=0.2)
        found = QAccessible.queryAccessibleInterface(canvas)
        assert found.role() == QAccessible.Role.Canvas
        assert found.text(QAccessible.Text.Value) == "12 points"
    finally:
        canvas.close()
        canvas.deleteLater()


def test_an_empty_table_says_why(qapp: QApplication) -> None:
    table = LevelTable("Nothing was drawn yet.")
    found = QAccessible.queryAccessibleInterface(table)
    assert found.text(QAccessible.Text.Value) == "Nothing was drawn yet."
    table.show_rows(["1   σ 2"], [Group("Clean", np.zeros((1, 2, 4, 4, 1), np.uint8))])
    assert found.text(QAccessible.Text.Value) == "1 noise levels, from 1 σ 2 to 1 σ 2; columns: Clean"
    table.deleteLater()


def cut(top: QWidget) -> list[str]:
    """Return the texts that have less room than they need."""
    found = []
    for widget in top.findChildren(QWidget):
        need, room = widget.fontMetrics(), widget.contentsRect().width()
        if not widget.isVisible():
            continue
        if isinstance(widget, Elided):
            if widget.text() not in html.unescape(widget.toolTip()):
                found.append(f"{widget.objectName()}: its tooltip does not say {widget.text()!r}")
        elif isinstance(widget, QLabel) and "<" not in widget.text():
            lines = widget.text().split("\n")
            wide = max(need.horizontalAdvance(line) for line in lines) > room + 1 and not widget.wordWrap()
            tall = need.height() * len(lines) > widget.height() + 2
            if wide or tall or (widget.wordWrap() and widget.heightForWidth(widget.width()) > widget.height() + 1):
                found.append(f"{widget.objectName()}: {widget.text()[:50]!r}")
        elif isinstance(widget, QAbstractButton) and not isinstance(widget.parentWidget(), QLineEdit):
            if widget.sizeHint().width() > widget.width() + 1 or widget.sizeHint().height() > widget.height() + 1:
                found.append(f"{widget.objectName()}: {widget.text()!r}")
        elif isinstance(widget, QComboBox):
            option = QStyleOptionComboBox()
            widget.initStyleOption(option)
            part = QStyle.SubControl.SC_ComboBoxEditField
            edit = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget)
            if need.horizontalAdvance(widget.currentText()) > edit.width() + 1:
                found.append(f"{widget.objectName()}: {widget.currentText()!r}")
    return found


def test_no_text_is_cut(studio: Studio, qapp: QApplication) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        for percent, size in ((100, (1280, 800)), (125, (1280, 800)), (150, (1920, 1080))):
            qapp.setFont(app_font(percent))
            theme.apply(qapp, theme.current())
            d.window.resize(*size)
            for index in range(d.window.tabs.count()):
                d.window.tabs.setCurrentIndex(index)
                await asyncio.sleep(0.1)
                assert (d.window.width(), d.window.height()) == size, "the window needs more room than there is"
                end = time.monotonic() + 3  # a window is laid out anew in several goes
                while cut(d.window) and time.monotonic() < end:
                    await asyncio.sleep(0.1)
                assert not cut(d.window), f"{percent} %, {d.window.front().name}"
            d.window.helping.show()
            d.do("shortcuts")
            d.window.preferring.ask()
            await asyncio.sleep(0.1)
            for dialog in d.window.findChildren(QDialog):
                assert not cut(dialog), f"{percent} %, {dialog.objectName()}"
                dialog.close()
            await d.until(lambda: not d.window.findChildren(QDialog), "the dialogs to be gone")

    try:
        studio(journey)
    finally:
        qapp.setFont(app_font())
        theme.apply(qapp, theme.current())


def test_every_command_has_a_key_or_a_place_in_the_palette(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        offered = {command.title for command in [*d.window.menu.entries(), *d.window._entries()]}
        for action in d.window.menu.actions():
            title = action.text().rstrip("…").replace("&", "")
            assert title in offered or not action.isEnabled() or action.objectName() == "commands"
        assert d.window.bar.help.shortcut() == QKeySequence("F1")
        for label in d.window.findChildren(QLabel):
            assert not isinstance(label.buddy(), QLineEdit) or label.buddy().accessibleName()

    studio(journey)
