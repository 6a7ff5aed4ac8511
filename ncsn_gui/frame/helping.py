"""Shows the help at the right place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ncsn_gui.frame.help_dialog import HelpDialog
from ncsn_gui.frame.palette import Entry
from ncsn_gui.help_pages import COMMANDS
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ncsn_gui.help_pages import Help

__all__ = ["Helping"]


class Helping(QObject):
    """Keeps one dialog open at a time.

    Parameters
    ----------
    pages
        All that can be read.
    here
        Names the page that is looked at when no other is asked for.
    """

    def __init__(self, pages: Help, here: Callable[[], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.pages, self._here, self._parent = pages, here, parent
        self._dialog: HelpDialog | None = None

    def show(self, place: str = "") -> None:
        """Show the help at a place, or else at the page of the view in front."""
        self._opened().show_at(place or self._here())

    def search(self, text: str) -> None:
        """Show the help with what it finds for a text."""
        self.show()
        self._opened().line.setText(text)

    def _opened(self) -> HelpDialog:
        if self._dialog is None:
            self._dialog = HelpDialog(self.pages, self._parent)
            self._dialog.finished.connect(self._closed)
        return self._dialog

    def entries(self) -> list[Entry]:
        """Return all pages, and the commands of the command line, for the palette."""
        at_top = [section for section in self.pages.sections if section.level == 1]
        texts = self.pages.pages
        told = [Entry(p.title, tr("Help"), partial(self.show, p.place), more=texts[p.page]) for p in at_top]
        lines = [section for section in self.pages.sections if section.page == COMMANDS and section.level == 2]
        return told + [
            Entry(f"{line.title}: {line.summary}", tr("Command line"), partial(self.show, line.place)) for line in lines
        ]

    def _closed(self) -> None:
        self._dialog = None
