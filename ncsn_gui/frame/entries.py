"""What the palette offers besides commands: panels, runs and samplers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ncsn_engine.config import kinds
from ncsn_gui.frame.palette import Entry
from ncsn_gui.language import tr
from ncsn_gui.words import kind_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QDockWidget

    from ncsn_engine.runs import Run
    from ncsn_gui.form.form import SettingsForm
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf

__all__ = ["panels", "runs", "samplers"]


def panels(docks: Iterable[QDockWidget]) -> list[Entry]:
    """Show or hide a panel."""
    said = tr("Panel {name}")
    return [
        Entry(said.format(name=dock.windowTitle()), tr("Action"), dock.toggleViewAction().trigger) for dock in docks
    ]


def runs(shelf: Shelf, desk: Desk) -> list[Entry]:
    """Lay a run on the desk; those that other programs made meanwhile are found too."""
    return [Entry(run.name, tr("Run"), partial(_open, shelf, desk, run)) for run in shelf.found()]


def _open(shelf: Shelf, desk: Desk, run: Run) -> None:
    shelf.list_again()
    desk.show(run)


def samplers(form: SettingsForm) -> list[Entry]:
    """Choose a method of sampling."""

    def choose(kind: str) -> None:
        form.open_sections(["sampling"])
        form.change("sampling.kind", kind)

    return [Entry(kind_title(kind), tr("Sampler"), partial(choose, kind)) for kind in kinds("sampling")]
