"""What is said to the person: the status bar, the banner and the report of a fault listen."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ncsn_engine.config import InputError
from ncsn_gui.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Teller"]

log = logging.getLogger("ncsn")

_READ = 4.0  # seconds for which a sentence stands against the progress of what was under way before it


class Teller(QObject):
    """Says things; who shows them is not known here."""

    said = Signal(str)  # the status bar's sentence
    progressed = Signal(int, int)  # how much of how much is done; of 0: not known; 0 of 1: nothing is under way
    noted = Signal(str, bool)  # a sentence that stays until it is dismissed, and whether something is wrong
    offered = Signal(str, str, object)  # such a sentence with a button: its label, what it does
    hushed = Signal()  # what stands there may go
    failed = Signal(object)  # the exception of a fault, which no user can mend

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._said_at = -_READ

    def say(self, text: str) -> None:
        """Say a sentence that may go unread."""
        self._said_at = time.perf_counter()
        self.said.emit(text)

    def progress(self, text: str, done: int, total: int, since: float = 0.0) -> None:
        """Say how far something is that began at a time; its text gives way to a later sentence until that is read."""
        self.progressed.emit(done, total)
        if since >= self._said_at or time.perf_counter() >= self._said_at + _READ:
            self.said.emit(text)

    def wait(self, text: str) -> None:
        """Say what is being waited for, nobody knows how long; :meth:`idle` ends it."""
        self.say(text)
        self.progressed.emit(0, 0)

    def idle(self) -> None:
        """Show that nothing is under way."""
        self.progressed.emit(0, 1)

    def note(self, text: str, wrong: bool = False) -> None:
        """Say a sentence that is to be read."""
        self.noted.emit(text, wrong)

    def offer(self, text: str, label: str, do: Callable[[], object]) -> None:
        """Say such a sentence, with a button."""
        self.offered.emit(text, label, do)

    def hush(self) -> None:
        """Take back what stands there: a person acted upon it."""
        self.hushed.emit()

    def report(self, error: BaseException) -> None:
        """Tell what went wrong: a sentence for mistakes, a report for faults. The one place for both."""
        if isinstance(error, InputError):
            log.warning("%s", error)
            self.note(" ".join([worded(error), *getattr(error, "__notes__", [])]), wrong=True)
        else:
            log.error("unexpected", exc_info=error)
            self.failed.emit(error)
