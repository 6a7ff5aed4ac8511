"""Looks at the folder of a draft on the worker, and shows it until something is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ncsn_engine.config import FolderConfig
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from ncsn_engine.look import Look
    from ncsn_gui.studio.beside import Beside
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.views.train.view import TrainView

__all__ = ["Looking"]


class Looking(QObject):
    """Joins the look at a folder to the desk."""

    def __init__(self, view: TrainView, workshop: Workshop, desk: Desk, beside: Beside) -> None:
        super().__init__(view)
        self._view, self._workshop, self._desk, self._beside = view, workshop, desk, beside
        self._answers = workshop.latest()
        self._asked: object = None  # what was looked at, or is being
        workshop.up.connect(self._look)
        desk.turned.connect(self._look_anew)
        desk.edited.connect(lambda _: self._look())
        desk.stood.connect(self._look)
        beside.changed.connect(self._look)
        view.folder.look_wanted.connect(self._look_anew)

    def _look_anew(self) -> None:
        """Look at a folder even if it was looked at: it may hold others now."""
        self._asked = None
        self._look()

    def _look(self) -> None:
        """Look if it is wanted and was not done; else show the curves."""
        config, desk = self._desk.config, self._desk
        begun = desk.trained or desk.holds_shown or bool(self._beside.runs)
        self._view.show_folder(isinstance(config.data, FolderConfig) and not begun)
        if begun or not isinstance(config.data, FolderConfig) or not self._workshop.ready:
            self._asked = None
            self._answers.forget()
            return
        key = (config.data, config.noise, getattr(config.sampling, "steps_per_level", 0))
        if key == self._asked or self._workshop.closing:
            return
        self._asked = key
        self._view.folder.show_waiting(config.data.folder)
        self._answers.forget()
        if config.data.folder:
            self._answers.ask(lambda: self._workshop.run(errands.look_at_folder, config), self._show)

    def _show(self, seen: Look | str) -> None:
        if isinstance(seen, str):
            self._view.folder.show_problem(seen)
        else:
            self._view.folder.show_look(seen)
