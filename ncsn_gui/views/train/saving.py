"""What the page Train can save: its curves as a table, its plots as pictures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from ncsn_engine.history import to_csv
from ncsn_gui.language import tr
from ncsn_gui.plots.picture import picture, vector
from ncsn_gui.widgets.ask_where import ask_where

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ncsn_gui.views.train.view import TrainView

    Save = Callable[[Path, bytes | Callable[[], bytes]], None]

__all__ = ["save_menu"]


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
