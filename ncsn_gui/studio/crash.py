"""After a fault: its report; and after a crash: what it interrupted."""

from __future__ import annotations

import logging
import platform
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion

from ncsn_engine.runs import library_versions, list_runs

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from ncsn_engine.runs import Run

__all__ = ["interrupted_run", "log_file", "mark", "report_of", "unmark"]

_MARK = "running"


def mark(store: QSettings) -> bool:
    """Mark that the program runs; returns whether the mark was there, as it never ended properly."""
    was = str(store.value(_MARK, "")) == "yes"
    store.setValue(_MARK, "yes")
    store.sync()
    return was


def unmark(store: QSettings) -> None:
    """Take the mark away: the program ends properly."""
    store.remove(_MARK)
    store.sync()


def interrupted_run() -> Run | None:
    """Return the newest run whose training was cut off."""
    return next((run for run in list_runs()[0] if run.status()[0] == "interrupted"), None)


def log_file() -> str:
    """Return where the program's log is; empty if it keeps none."""
    handlers = logging.getLogger("ncsn").handlers
    return next((h.baseFilename for h in handlers if isinstance(h, logging.FileHandler)), "")


def report_of(error: BaseException) -> str:
    """Return all that is worth knowing about a fault, to be sent on."""
    versions = ", ".join(f"{name} {version}" for name, version in library_versions().items())
    where = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    return f"{''.join(traceback.format_exception(error))}\n{versions}\n{where}\n"
