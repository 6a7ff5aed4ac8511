"""Shows the help at the right place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ncsn_gui.frame.help_dialog import HelpDialog
from ncsn_gui.frame.palette import Entry
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
        if self._dialog is None:
            self._dialog = HelpDialog(self.pages, self._parent)
            self._dialog.finished.connect(self._closed)
        self._dialog.show_at(place or self._here())

    def entries(self) -> list[Entry]:
        """Return all pages, for the palette."""
        at_top = [section for section in self.pages.sections if section.level == 1]
        return [Entry(page.title, tr("Help"), partial(self.show, page.place)) for page in at_top]

    def _closed(self) -> None:
        self._dialog = None
