"""Follows the run on the desk and its training, and draws them when they are seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu

from ncsn_engine.history import to_csv
from ncsn_engine.origin import curves_origin
from ncsn_gui.language import tr
from ncsn_gui.plots.menu import picture, vector
from ncsn_gui.widgets.ask_where import ask_where

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ncsn_gui.views.train.view import TrainView

    Save = Callable[[Path, bytes | Callable[[], bytes]], None]
    from collections.abc import Callable
    from pathlib import Path

    from ncsn_engine.runs import Run
    from ncsn_engine.training import TrainEvent
    from ncsn_gui.studio.beside import Beside
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.works.training import Training

__all__ = ["Following", "save_menu"]


class Following(QObject):
    """Joins the view Train to the desk and the training.

    Parameters
    ----------
    save
        Writes a file, with where it comes from.
    """

    wanted = Signal()  # the page is to be seen

    def __init__(
        self,
        view: TrainView,
        desk: Desk,
        beside: Beside,
        training: Training,
        save: Callable[[Path, bytes | Callable[[], bytes], str], None],
    ) -> None:
        super().__init__(view)
        self._view, self._desk, self._beside, self._save = view, desk, beside, save
        desk.turned.connect(self._show)
        desk.drafted.connect(lambda wished: self.wanted.emit() if wished else None)
        beside.changed.connect(self._overlay)
        desk.stood.connect(self._show_weights)
        training.begun.connect(self.wanted)
        training.happened.connect(self._take)
        training.changed.connect(self._draw)
        view.save_wanted.connect(self._ask_save)

    def origin(self, table: bool) -> str:
        """Tell of the run whose curves are shown and of those over it."""
        run, view = self._desk.run, self._view
        if run is None:
            return ""
        others = [] if table else [(other, len(history.loss)) for other, history in self._beside.runs]
        return curves_origin([(run, view.record.count), *others], {} if table else view.shown_as())

    def _show(self) -> None:
        run = self._desk.run
        if run is None or self._desk.past is None:
            self._view.clear(tr("A new run. Look over the settings on the right, then press Train."))
        else:
            self._view.show_history(self._desk.past, run.config.training.ema_rate > 0, run.name)

    def _show_weights(self) -> None:
        if run := self._desk.run:
            self._view.show_weights(run.config.training.ema_rate > 0)

    def _overlay(self) -> None:
        run = self._desk.run
        told = [(other.name, other.config, history) for other, history in self._beside.runs]
        self._view.overlay(run.config if run else None, told)

    def _take(self, run: Run, event: TrainEvent, due: bool) -> None:
        if not self._desk.holds_shown:
            return
        if not event.rolled_back:  # else all that is known was read anew
            self._view.add(event)
        if due:
            self._draw()

    def _draw(self) -> None:
        """Draw if it is seen; else what is known is drawn when the page is turned to."""
        if self._view.isVisible():
            self._view.draw()

    def _ask_save(self) -> None:
        button = self._view.save
        menu = save_menu(self._view, self._save_here)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _save_here(self, path: Path, data: bytes | Callable[[], bytes]) -> None:
        self._save(path, data, self.origin(path.suffix.lower() == ".csv"))


def save_menu(view: TrainView, save: Save) -> QMenu:
    """Return the menu of the button Save; `save` writes bytes, or what makes them where that takes long."""
    menu = QMenu(view)
    menu.setObjectName("train.save-menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def ask(what: str, suffix: str, make: Callable[[], bytes | Callable[[], bytes]]) -> None:
        name = f"{view.name}-{what.replace('_', '-')}"
        ask_where(view, "train.save-dialog", name, suffix, lambda path: save(path, make()))

    table = partial(ask, "curves", ".csv", lambda: partial(to_csv, view.record.now()))
    menu.addAction(tr("Curves as a table (CSV)…"), table)
    upper, lower = view.shown_plots()
    for what, name, plot in (
        (tr("Upper plot"), view.quantity.currentData(), upper),
        (tr("Loss by level"), "levels", lower),
    ):
        menu.addSeparator()
        menu.addAction(tr("{what} as SVG…").format(what=what), partial(ask, name, ".svg", partial(vector, plot)))
        menu.addAction(tr("{what} as PNG…").format(what=what), partial(ask, name, ".png", partial(picture, plot)))
    return menu
