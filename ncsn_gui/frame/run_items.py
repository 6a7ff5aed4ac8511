"""The items of the list of runs: each is made once, and brought up to date a few at a time."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListWidgetItem

from ncsn_engine.export import grid, read_tiles
from ncsn_gui.widgets.image_grid import to_image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QListWidget

    from ncsn_engine.runs import Run

__all__ = ["THUMB", "RunItems"]

THUMB = 40
_AT_ONCE, _SLICE, _REST = 16, 0.006, 20  # rows that are seen; seconds of work on the others, milliseconds between


class RunItems(QObject):
    """Fills a list with runs; thousands of them never hold the window up.

    Parameters
    ----------
    text, tip
        What is said of a run: it may cost a look at its files; and what its tooltip says.
    """

    def __init__(self, shown: QListWidget, text: Callable[[Run], str], tip: Callable[[Run], str]) -> None:
        super().__init__(shown)
        self._list, self._text, self._tip = shown, text, tip
        self._runs: dict[Path, Run] = {}
        self._items: dict[Path, QListWidgetItem] = {}
        self._pictured: dict[
            Path, tuple[str, int] | None
        ] = {}  # the preview of each thumbnail, and when it was written
        self._stale: list[Run] = []  # the next one last
        self._timer = QTimer(self, interval=_REST)
        self._timer.timeout.connect(self._go_on)

    def show(self, runs: list[Run]) -> None:
        """List these runs in this order; what is said of those in sight is right at once, of the others soon."""
        self._runs = {run.folder: run for run in runs}
        for folder in self._items.keys() - self._runs.keys():
            self._list.takeItem(self._list.row(self._items.pop(folder)))
            self._pictured.pop(folder, None)
        for row, (folder, run) in enumerate(self._runs.items()):
            there, item = self._list.item(row), self._items.get(folder)
            if item is None:
                self._list.insertItem(row, self._made(run))
            elif there is not item:
                self._list.insertItem(row, self._list.takeItem(self._list.row(item)))
        top = max(0, self._list.indexAt(self._list.viewport().rect().topLeft()).row())
        for run in runs[top : top + _AT_ONCE]:
            self._bring_up(run)
        self._stale = [*runs[:top][::-1], *runs[top + _AT_ONCE :]][::-1]
        self._timer.start()

    def item(self, folder: Path | None) -> QListWidgetItem | None:
        """Return the item of a run, if it is listed."""
        return self._items.get(folder) if folder else None

    def retell(self, run: Run) -> None:
        """Say anew how a run stands."""
        item = self._items.get(run.folder)
        if item is not None and item.text() != (text := self._text(run)):
            item.setText(text)
        if item is not None and item.toolTip() != (tip := self._tip(run)):
            item.setToolTip(tip)

    def _made(self, run: Run) -> QListWidgetItem:
        item = self._items[run.folder] = QListWidgetItem(f"{run.name}\n")
        item.setData(Qt.ItemDataRole.UserRole, run.folder)
        item.setToolTip(self._tip(run))
        return item

    def _go_on(self) -> None:
        end = time.perf_counter() + _SLICE
        while self._stale and time.perf_counter() < end:
            self._bring_up(self._stale.pop())
        if not self._stale:
            self._timer.stop()

    def _bring_up(self, run: Run) -> None:
        """Say how a run stands, and picture its newest preview."""
        self.retell(run)
        newest = _newest_preview(run)
        if run.folder not in self._pictured or self._pictured[run.folder] != newest:
            self._pictured[run.folder] = newest
            self._items[run.folder].setIcon(_thumbnail(run, newest[0] if newest else ""))


def _newest_preview(run: Run) -> tuple[str, int] | None:
    """Return the name of a run's newest preview, and when it was written."""
    try:
        with os.scandir(run.folder / "previews") as found:
            newest = max((e for e in found if e.name.startswith("step-")), key=lambda e: e.name, default=None)
            return (newest.name, newest.stat().st_mtime_ns) if newest else None
    except OSError:  # it was deleted, or is being renamed
        return None


def _thumbnail(run: Run, preview: str) -> QIcon:
    """Return four pictures of a preview; an empty one where there is none."""
    pixmap = QPixmap(THUMB, THUMB)
    pixmap.fill(Qt.GlobalColor.transparent)
    if preview:
        try:
            sheet = grid(read_tiles(run.folder / "previews" / preview)[:4], columns=2)
        except (OSError, ValueError, KeyError):  # a damaged picture costs the thumbnail, no more
            return QIcon(pixmap)
        pixmap = QPixmap.fromImage(to_image(sheet)).scaled(THUMB, THUMB, Qt.AspectRatioMode.KeepAspectRatio)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt tints the chosen one
    return icon
