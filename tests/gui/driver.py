"""Drives the window as a person would: looks for a control, clicks it, types, waits and looks again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QWidget

from ncsn_engine.worker import Worker
from ncsn_gui.app import make_app
from ncsn_gui.form.form import SettingsForm
from ncsn_gui.page import Studio
from ncsn_gui.studio.desk import Desk
from ncsn_gui.studio.workshop import Job
from ncsn_gui.views.levels.view import LevelsView
from ncsn_gui.views.sample.view import SampleView
from ncsn_gui.views.time_machine.view import TimeMachineView
from ncsn_gui.views.train.view import TrainView
from ncsn_gui.window import MainWindow
from ncsn_gui.works.sampling import Sampling
from ncsn_gui.works.session import TrainingSession

PATIENCE = 60.0  # seconds; a busy machine is slow, a broken window is never ready


class Driver:
    """One window and the hands and eyes of its user."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.expects: tuple[type[BaseException], ...] = ()  # faults that may be told on the journey

    # -- doors: what tests look at; the rest of the window may be built otherwise -----------

    @property
    def studio(self) -> Studio:
        return self.window.studio

    @property
    def store(self) -> QSettings:
        return self.window._store

    @property
    def desk(self) -> Desk:
        return self.studio.desk

    @property
    def ready(self) -> bool:
        return self.studio.workshop.ready

    @property
    def session(self) -> TrainingSession | None:
        return self.studio.training.session

    @property
    def films(self) -> Sampling:
        return self.studio.sampling

    @property
    def form(self) -> SettingsForm:
        return self.window.panel.form

    @property
    def train(self) -> TrainView:
        return self.window.tabs.findChild(TrainView)

    @property
    def levels(self) -> LevelsView:
        return self.window.tabs.findChild(LevelsView)

    @property
    def sample(self) -> SampleView:
        return self.window.tabs.findChild(SampleView)

    @property
    def machine(self) -> TimeMachineView:
        return self.window.tabs.findChild(TimeMachineView)

    @property
    def drawing(self) -> bool:
        """Whether the time machine draws."""
        return self.studio.workshop.findChild(Job, "time-machine").busy

    def entry(self, name: str) -> QAction:
        return next(action for action in self.window.menu.actions() if action.objectName() == name)

    def do(self, name: str) -> None:
        """Choose an entry of the menu."""
        self.entry(name).trigger()

    # -- hands and eyes ---------------------------------------------------------------------

    def find(self, name: str, kind: type[Any] = QWidget) -> Any:
        found = self.window.findChild(kind, name)
        assert found is not None, f"the window has no {name}"
        return found

    def click(self, name: str) -> None:
        widget = self.find(name)
        assert widget.isVisible(), f"{name} can't be seen"
        assert widget.isEnabled(), f"{name} can't be clicked"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def key(self, name: str, key: Qt.Key) -> None:
        widget = self.find(name)
        widget.setFocus()
        QTest.keyClick(widget, key)

    def drag_slider(self, share: float) -> None:
        slider = self.sample.transport.slider
        place = QPoint(round(slider.x_of(slider.maximum * share)), 11)
        QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place)

    def turn_to(self, view: str) -> None:
        bar = self.window.tabs.tabBar()
        index = [page.name for page in self.window.pages].index(view)
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())
        assert self.window.tabs.currentIndex() == index

    def choose(self, name: str, text: str) -> None:
        """Choose an entry of a combo box with the keyboard."""
        combo = self.find(name, QComboBox)
        wanted = next(i for i in range(combo.count()) if text in combo.itemText(i))
        combo.setFocus()
        if combo.currentIndex() == wanted:
            combo.activated.emit(wanted)
        if wanted in (0, combo.count() - 1) and combo.currentIndex() != wanted:
            QTest.keyClick(combo, Qt.Key.Key_End if wanted else Qt.Key.Key_Home)
        while combo.currentIndex() != wanted:
            QTest.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < wanted else Qt.Key.Key_Up)

    def type_setting(self, dotted: str, text: str) -> None:
        form = self.find("settings", SettingsForm)
        section = form._sections[dotted.split(".")[0]]
        if not section.header.isChecked():
            QTest.mouseClick(section.header, Qt.MouseButton.LeftButton)
        control = form.control(dotted)
        form.ensureWidgetVisible(control)
        control.setFocus()
        editor = control.lineEdit() if hasattr(control, "lineEdit") else control
        editor.selectAll()
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Qt.Key.Key_Return)

    async def until(self, ready: Callable[[], object], what: str) -> None:
        """Wait until something is so; anything that went wrong in the window ends the wait."""
        end = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < end, f"waited in vain for: {what}; banner: {self.said()!r}"
            await asyncio.sleep(0.02)

    def said(self) -> str:
        return self.window.banner.text.text() if self.window.banner.isVisible() else ""

    def status(self) -> str:
        return self.window.status.text.text()

    async def save_as(self, path: Path, kind: str = "") -> None:
        """Go through the export dialog and the file dialog."""
        self.click("sample.export")
        await self.until(lambda: self.window.findChild(QDialog, "export"), "the export dialog")
        if kind:
            self.choose("export.format", kind)
        self.click("export.save")
        await self.until(lambda: self.window.findChildren(QFileDialog), "the file dialog")
        dialog = self.window.findChildren(QFileDialog)[0]
        dialog.fileSelected.emit(str(path))  # a native dialog can't be typed into
        dialog.close()
        done = f"Saved {path}"
        await self.until(lambda: self.status() == done, f"{path.name} to be saved")
        await self.until(lambda: not self.window.findChildren(QDialog), "the dialogs to be gone")


Journey = Callable[[Driver], Awaitable[None]]


def live(app: QApplication, worker: Worker, store: Path, journey: Journey, opened: Path | None = None) -> None:
    """Open the window, make a journey, close it; exceptions of the journey come out."""

    async def whole() -> None:
        window = MainWindow(worker, QSettings(str(store), QSettings.Format.IniFormat))
        window.closed = asyncio.get_running_loop().create_future()
        faults: list[BaseException] = []
        window.studio.teller.failed.connect(faults.append)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(1280, 800)
        window.show()
        window.begin(opened)
        driver = Driver(window)
        try:
            await journey(driver)
        finally:
            window._warned = True
            window.close()
            await asyncio.wait_for(window.closed, PATIENCE)
            window.deleteLater()
        unexpected = [f for f in faults if not isinstance(f, driver.expects)]
        if unexpected:
            raise unexpected[0]

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(whole())


def application() -> QApplication:
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else make_app(["ncsn-studio"])
