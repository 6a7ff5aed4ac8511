"""Puts preferences into effect: at the start, and when they are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ncsn_engine.config import InputError
from ncsn_gui import theme
from ncsn_gui.assets import app_font
from ncsn_gui.frame.preferences_dialog import PreferencesDialog
from ncsn_gui.language import tr
from ncsn_gui.studio.preferences import Preferences, check_folder, folder_told, read, use_runs_folder, write
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["Preferring"]


class Preferring(QObject):
    """Joins the preferences to what they are about."""

    def __init__(self, workshop: Workshop, teller: Teller, shelf: Shelf, store: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._workshop, self._teller, self._shelf, self._store, self._parent = workshop, teller, shelf, store, parent

    def find_runs(self) -> None:
        """Say where the runs are; a folder that is not there now costs a sentence."""
        folder = read(self._store).runs_folder
        try:
            if folder and not folder_told():
                check_folder(folder)
        except InputError as error:  # a disk that is not there now
            folder = ""
            said = tr("{error} Runs are in the usual folder until then.").format(error=error)
            self._teller.note(said, wrong=True)
        use_runs_folder(folder)

    async def equip(self) -> None:
        """Choose the preferred device, and give torch its threads."""
        wanted = read(self._store)
        self._workshop.choose_device(wanted.device)
        if wanted.threads:
            await self._workshop.run(errands.set_threads, wanted.threads)

    def toggle_theme(self) -> None:
        """Change between light and dark, and remember."""
        chosen = theme.LIGHT if theme.current() is theme.DARK else theme.DARK
        self._store.setValue("theme", chosen.name)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.choose(app, chosen.name)

    def ask(self) -> None:
        """Show the preferences; what is changed there takes effect at once."""
        devices = [(device.title, device.name) for device in self._workshop.devices]
        shown = PreferencesDialog(read(self._store), devices, self._parent)
        shown.changed.connect(self._take)
        shown.open()

    def _take(self, wanted: Preferences) -> None:
        before = read(self._store)
        write(self._store, wanted)
        app = QApplication.instance()
        if isinstance(app, QApplication) and wanted.text_size != before.text_size:
            app.setFont(app_font(wanted.text_size))
            theme.apply(app, theme.current())  # a style sheet is only worked out again when it is set
        if isinstance(app, QApplication) and wanted.theme != before.theme:
            theme.choose(app, wanted.theme)
        if wanted.runs_folder != before.runs_folder:
            use_runs_folder(wanted.runs_folder)
            self._shelf.list_again()
        if wanted.device != before.device:
            self._workshop.choose_device(wanted.device)
        if wanted.threads != before.threads and self._workshop.ready:
            self._workshop.spawn(self._set_threads(wanted.threads))

    async def _set_threads(self, count: int) -> None:
        used = await self._workshop.run(errands.set_threads, count)
        told, free = tr("torch uses {count} threads from now on."), tr("torch uses {count} threads, where they fit.")
        self._teller.say((told if count else free).format(count=used))
