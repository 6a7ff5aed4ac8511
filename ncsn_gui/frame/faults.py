"""Shows what went wrong: mistakes in the banner, faults with their report; after a crash, what it cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ncsn_gui.language import tr
from ncsn_gui.studio.crash import log_file, report_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.widgets.banner import Banner

__all__ = ["CrashDialog", "Faults"]


class Faults(QObject):
    """Joins what is told to the banner and to one dialog that several faults share."""

    def __init__(self, banner: Banner, teller: Teller, parent: QWidget) -> None:
        super().__init__(parent)
        self._banner, self._parent = banner, parent
        self._dialog: CrashDialog | None = None
        teller.noted.connect(lambda text, wrong: banner.say(text, wrong=wrong))
        teller.offered.connect(banner.offer)
        teller.hushed.connect(banner.hide)
        teller.failed.connect(self._show)

    def _show(self, error: BaseException) -> None:
        where = " " + tr("The report is in {file}.").format(file=log_file()) if log_file() else ""
        said = tr("Something went wrong:") + f" {type(error).__name__}: {error}.{where}"
        self._banner.say(said, report_of(error))
        if self._dialog is None:
            self._dialog = CrashDialog(self._parent)
            self._dialog.finished.connect(self._closed)
            self._dialog.show()
        self._dialog.add(error)

    def _closed(self) -> None:
        self._dialog = None


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
