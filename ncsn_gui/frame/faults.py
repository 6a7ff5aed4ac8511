"""Shows what went wrong: mistakes in the banner, faults with their report; after a crash, what it cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ncsn_gui.frame.crash_dialog import CrashDialog
from ncsn_gui.language import tr
from ncsn_gui.studio.crash import log_file, report_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.widgets.banner import Banner

__all__ = ["Faults"]


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
