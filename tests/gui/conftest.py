"""One application and one worker for all tests of the window; nothing may be left over after each."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from ncsn_engine.worker import Worker
from tests.gui.bare import Journey as BareJourney
from tests.gui.bare import bare_journey
from tests.gui.driver import Journey, application, live


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return application()


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    # torch may run on one thread of a process only, so all tests share one.
    made = Worker()
    yield made
    made.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("ncsn-worker")]


@pytest.fixture
def studio(qapp: QApplication, worker: Worker, tmp_path: Path) -> Callable[..., None]:
    def start(journey: Journey, opened: Path | None = None) -> None:
        live(qapp, worker, tmp_path / "window.ini", journey, opened)

    return start


@pytest.fixture
def bare(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[BareJourney], None]:
    """Makes a journey through a studio without a window."""
    monkeypatch.setenv("NCSN_RUNS", str(tmp_path / "runs"))
    return lambda journey: bare_journey(qapp, tmp_path, journey)


@pytest.fixture(autouse=True)
def nothing_left_over(qapp: QApplication) -> Iterator[None]:
    threads = {t for t in threading.enumerate() if not t.name.startswith("ncsn-worker")}
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    widgets = [w for w in qapp.topLevelWidgets() if w.isVisible() or w.objectName() == "main"]
    assert not widgets, f"left over: {widgets}"
    left = {t for t in threading.enumerate() if not t.name.startswith("ncsn-worker")} - threads
    assert not left, f"threads left over: {left}"
    running = [t for t in qapp.findChildren(QTimer) if t.isActive()]
    assert not running, f"timers left over: {running}"
