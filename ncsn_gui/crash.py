"""After a fault: its report; and after a crash: what it interrupted."""

from __future__ import annotations

import logging
import platform
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ncsn_engine.runs import library_versions, list_runs
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from ncsn_engine.runs import Run

__all__ = ["CrashDialog", "interrupted_run", "log_file", "mark", "report_of", "unmark"]

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


class CrashDialog(QDialog):
    """Shows the report of a fault; not modal: what can still be saved can be saved."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("crash")
        self.setWindowTitle(tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.said = QLabel("", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.said.setObjectName("crash.said")
        self.report = QPlainTextEdit(readOnly=True)
        self.report.setObjectName("crash.report")
        self.report.setAccessibleName(tr("Report"))
        self.report.setToolTip(tr("What happened where; nothing of it leaves this machine by itself"))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF() * 0.92)
        self.report.setFont(fixed)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.log = QLabel("", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.log.setObjectName("crash.log")
        self.log.setProperty("role", "dim")
        self.log.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = buttons.addButton(tr("Copy report"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setObjectName("crash.copy")
        self.copy.setAccessibleName(tr("Copy report"))
        self.copy.setToolTip(tr("Puts the report on the clipboard"))
        self.copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self.said)
        layout.addWidget(self.report, 1)
        layout.addWidget(self.log)
        layout.addWidget(buttons)
        self.resize(680, 420)

    def add(self, error: BaseException) -> None:
        """Show a fault, after those that are shown already."""
        safe = tr(
            "What was saved is safe, and the window can still be used. If it happens again, please send the report."
        )
        self.said.setText(f"{type(error).__name__}: {error}\n\n{safe}")
        self.report.appendPlainText(report_of(error))
        place = log_file()
        self.log.setText(
            tr("The log is {place}").format(place=place) if place else tr("No log is kept in this session.")
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.report.toPlainText()}\n{self.log.text()}")
