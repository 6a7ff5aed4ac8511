"""What version 0.3.0 left behind in its file, a window of today takes up: layout, what was seen, keys, preferences."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QSplitter

from ncsn_engine.worker import Worker
from ncsn_gui.studio.preferences import Preferences, read
from tests.gui.driver import Driver, live

STORED = Path(__file__).parent.parent / "data" / "window-0.3.0.ini"


def test_a_store_of_0_3_0_is_taken_up(qapp: QApplication, worker: Worker, tmp_path: Path) -> None:
    store = tmp_path / "window.ini"
    shutil.copy(STORED, store)

    async def journey(d: Driver) -> None:
        assert d.window.size().toTuple() != (0, 0)
        shown = {splitter.objectName(): splitter.sizes() for splitter in d.window.tabs.findChildren(QSplitter)}
        for name, share in (("train.whole", 217 / 581), ("train.parts", 370 / 887)):  # as they stood
            first, second = shown[name]
            assert first / (first + second) == pytest.approx(share, abs=0.06), name
        runs, settings = (placed.dock for placed in d.window.docks)
        assert runs.isHidden() and not settings.isHidden()
        keys = {name: d.entry(name).shortcut().toString() for name in ("sample", "train", "copy-as-command", "export")}
        assert keys == {"sample": "Ctrl+J", "train": "F9", "copy-as-command": "", "export": "Ctrl+E"}
        assert d.window.bar.train.toolTip().endswith("(F9)")
        assert read(d.store) == Preferences(threads=1, recording=64)
        await d.until(lambda: d.ready, "torch")
        assert d.window.front().name == "train"
        assert d.form.unfolded() == ["noise", "sampling"]
        look = d.studio.exporting._last_look()
        assert (look.format, look.scale) == ("gif", 3)

    live(qapp, worker, store, journey)


def test_it_is_left_as_it_can_be_read_again(
    qapp: QApplication, worker: Worker, tmp_path: Path, studio: Callable[..., None]
) -> None:
    from PySide6.QtCore import QSettings

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        d.turn_to("levels")

    studio(journey)
    names = set(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat).allKeys())
    stored = set(QSettings(str(STORED), QSettings.Format.IniFormat).allKeys())
    chosen = {name for name in stored if name.split("/")[0] in ("shortcuts", "export", "recording", "threads")}
    assert stored - chosen <= names
