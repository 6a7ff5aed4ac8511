"""When the window has painted what."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtWidgets import QWidget

from ncsn_gui.window import MainWindow


class Painted:
    """Notes when widgets are on the screen; made before the window, because it watches methods of its classes.

    Attributes
    ----------
    wanted
        The widgets that are waited for.
    times
        When one of them was painted, ascending.
    whole
        When all of them had been, the first time since `begin`; 0: not yet.
    """

    def __init__(self, *kinds: type[QWidget]) -> None:
        self.wanted: tuple[QWidget, ...] = ()
        self.begin()
        watched = MainWindow.event

        def event(window: MainWindow, what: Any) -> bool:
            done = watched(window, what)
            if what.type() == what.Type.UpdateRequest:  # all that was to be painted is on the screen now
                self._note()
            return done

        MainWindow.event = event  # type: ignore[method-assign]
        for kind in kinds:
            self._watch(kind)

    def begin(self) -> None:
        """Forget what was painted so far."""
        self.times: list[float] = []
        self.whole = 0.0
        self._new: set[QWidget] = set()
        self._seen: set[QWidget] = set()

    def _watch(self, kind: Any) -> None:
        watched = kind.paintEvent

        def paint(widget: Any, event: Any) -> None:
            watched(widget, event)
            self._new.add(widget)

        kind.paintEvent = paint

    def _note(self) -> None:
        now, new = time.perf_counter(), self._new.intersection(self.wanted)
        self._new = set()
        self._seen |= new
        if new:
            self.times.append(now)
        if self._seen.issuperset(self.wanted):
            self.whole = self.whole or now
