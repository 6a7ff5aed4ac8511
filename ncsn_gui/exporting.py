"""What leaves the window: exported files and copied pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from ncsn_engine.config import ExportConfig
from ncsn_gui import jobs
from ncsn_gui.export_dialog import ExportDialog
from ncsn_gui.widgets.image_grid import to_image

if TYPE_CHECKING:
    from ncsn_gui.window import MainWindow

__all__ = ["Exporting"]


class Exporting(QObject):
    """Joins the buttons Export and Copy, the dialog, and the worker."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def ask(self) -> None:
        """Open the dialog that asks how and where."""
        if not self._window.sample_view.export.isEnabled() or self._window.sampling.made_by is None:
            return
        _, settings = self._window.sampling.made_by
        name = f"{self._window.run.name if self._window.run else 'samples'}-seed{settings.seed}"
        look = ExportConfig(picture=max(0, self._window.sample_view.grid.selected))
        dialog = ExportDialog(look, name, self._window)
        dialog.confirmed.connect(lambda look, path: self._window.spawn(self._export(look, Path(path))))
        dialog.open()

    async def _export(self, look: ExportConfig, path: Path) -> None:
        film, made_by = self._window.sampling.trajectory, self._window.sampling.made_by
        if made_by is None or film is None:
            return
        model, settings = made_by
        self._window.status.say(f"Saving {path.name}…")
        self._window.status.show_progress(0, 0)
        try:
            written = await self._window.worker.run(jobs.export, path, film, model, settings, look)
        finally:
            self._window.status.show_idle()
        said = f"Saved {written if look.format != 'pictures' else path}"
        self._window.status.say(said)
        if self._window.training.session:  # whose progress takes the status bar at once
            self._window.banner.say(said, wrong=False)

    def copy_menu(self) -> None:
        """Ask what is to be copied."""
        menu = QMenu(self._window)
        menu.setObjectName("copy")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("All pictures", lambda: self.copy_pictures(None))
        chosen = self._window.sample_view.grid.selected
        if chosen >= 0:
            menu.addAction(f"Picture {chosen + 1}", lambda: self.copy_pictures(chosen))
        menu.popup(self._window.sample_view.copy.mapToGlobal(self._window.sample_view.copy.rect().topLeft()))

    def copy_pictures(self, index: int | None) -> None:
        """Put all shown pictures, or one, on the clipboard, four times enlarged."""
        picture = self._window.sample_view.picture(index)
        if picture is None:
            return
        QGuiApplication.clipboard().setImage(to_image(picture))
        self._window.status.say(f"Copied {'all pictures' if index is None else f'picture {index + 1}'}")
