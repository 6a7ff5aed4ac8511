"""One application and one worker for all tests of the window; nothing may be left over after each."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from ncsn_engine.samplers import Step, sample
from ncsn_engine.thermometer import Settled
from ncsn_engine.trajectory import record
from ncsn_engine.worker import Worker
from ncsn_gui.views.sample import errands as watching
from ncsn_gui.works import errands
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


_drawn: dict[str, list[Step]] = {}  # what a model draws with settings, in this session
_settled: dict[str, Settled] = {}  # and where its levels settle


@pytest.fixture(autouse=True)
def films_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show again what the real sampler drew before, for the same model and settings: the same steps, without a network.

    Every journey begins with the ready-made model's film; to draw it eighty times would test nothing more.
    """

    def start_sampling(model: Any, settings: Any, trajectory: Any, noise: Any = None) -> Iterator[Step]:
        key = f"{model.source} {settings.model_dump_json()} {noise}"
        steps = iter(_drawn[key]) if key in _drawn else kept(key, sample(model, settings, noise=noise))
        return record(steps, trajectory)

    def kept(key: str, steps: Iterator[Step]) -> Iterator[Step]:
        known = []
        for step in steps:
            known.append(step)
            yield step
        if step.x.numel() * len(known) < 2**22:
            _drawn[key] = known

    def settled_level(model: Any, sampling: Any, sigma: float, looks: int) -> Settled:
        key = f"{model.source} {sampling.model_dump_json()} {sigma} {looks}"
        if key not in _settled:
            _settled[key] = measure(model, sampling, sigma, looks)
        return _settled[key]

    measure = watching.settled_level
    monkeypatch.setattr(errands, "start_sampling", start_sampling)
    monkeypatch.setattr(watching, "settled_level", settled_level)


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
