"""A studio without a window: pages and works are tried with a worker that answers at once."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget

from ncsn_engine.devices import Device
from ncsn_gui.page import Page, Studio, make_studio

PATIENCE = 20.0  # seconds
CPU = Device("cpu", "CPU · 2 cores", True)


class FakeWorker:
    """Does errands on the loop's own thread, unless it was told what to answer."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[..., Any]] = {}  # by the errand's name
        self.asked: list[str] = []
        self.closed: list[Any] = []  # generators that were closed

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        self.asked.append(function.__name__)
        await asyncio.sleep(0)
        return self.answers.get(function.__name__, function)(*arguments)

    async def stream(
        self, generator: Generator[Any, Any, None], inbox: deque[Any] | None = None
    ) -> AsyncGenerator[Any, None]:
        try:
            begun = False
            while True:
                try:
                    step = generator.send(inbox.popleft()) if begun and inbox else next(generator)
                except StopIteration:
                    return
                begun = True
                yield step
                await asyncio.sleep(0)
        finally:
            generator.close()
            self.closed.append(generator)


class Bare:
    """A studio, its worker, and what was told."""

    def __init__(self, store: QSettings, parent: QWidget) -> None:
        self.worker = FakeWorker()
        self.studio: Studio = make_studio(self.worker, store, parent)  # type: ignore[arg-type]
        self.said: list[str] = []
        self.noted: list[str] = []
        self.faults: list[BaseException] = []
        self.parts: list[QWidget] = []  # views that live as long as the studio, as in a window
        self.studio.teller.said.connect(self.said.append)
        self.studio.teller.noted.connect(lambda text, wrong: self.noted.append(text))
        self.studio.teller.failed.connect(self.faults.append)

    def leave(self, view: QWidget) -> None:
        """Have a view deleted when the studio is closed."""
        self.parts.append(view)

    def open(self) -> None:
        """As after the start: torch is there, and the ready-made run lies on the desk."""
        self.studio.shelf.open()
        self.studio.shelf.list_again()
        assert self.studio.shelf.ready_made is not None
        self.studio.desk.show(self.studio.shelf.ready_made)
        self.studio.workshop.open([CPU])

    async def until(self, ready: Callable[[], object], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < end, f"waited in vain for: {what}; noted {self.noted}, faults {self.faults}"
            await asyncio.sleep(0.005)


Journey = Callable[[Bare], Awaitable[None]]


def bare_journey(app: QApplication, folder: Path, journey: Journey) -> None:
    """Make a studio, make a journey, close it; faults that were told come out."""

    async def whole() -> None:
        parent = QWidget()
        bare = Bare(QSettings(str(folder / "bare.ini"), QSettings.Format.IniFormat), parent)
        try:
            await journey(bare)
        finally:
            await bare.studio.workshop.close()
            for part in {*bare.parts, *(part for part in app.topLevelWidgets() if part.isVisible())}:
                part.close()
                part.deleteLater()
            parent.deleteLater()
        if bare.faults:
            raise bare.faults[0]

    app.setQuitOnLastWindowClosed(False)  # a page that is closed ends nothing
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(whole())


def shown(page: Page) -> Page:
    """Show a page's view alone, as its tab would."""
    page.view.resize(900, 600)
    page.view.show()
    page.turned_to()
    return page
