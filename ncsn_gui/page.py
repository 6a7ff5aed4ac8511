"""What a page of the window is given, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a dataclass reads its fields' types
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ncsn_gui.export.exporting import Exporting
from ncsn_gui.studio.beside import Beside
from ncsn_gui.studio.desk import Desk
from ncsn_gui.studio.shelf import Shelf
from ncsn_gui.studio.teller import Teller
from ncsn_gui.studio.workshop import Workshop
from ncsn_gui.works.models import Models
from ncsn_gui.works.sampling import Sampling
from ncsn_gui.works.training import Training

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from PySide6.QtCore import QSettings, SignalInstance
    from PySide6.QtWidgets import QWidget

    from ncsn_engine.worker import Worker
    from ncsn_gui.export.showing import Showing

__all__ = ["Command", "Page", "Studio", "make_studio"]


@dataclass(frozen=True)
class Studio:
    """All that pages share; a page's folder takes from it what it needs, and hands on no more."""

    workshop: Workshop
    teller: Teller
    shelf: Shelf
    desk: Desk
    beside: Beside
    training: Training
    models: Models
    sampling: Sampling
    exporting: Exporting


def make_studio(worker: Worker, store: QSettings, parent: QWidget) -> Studio:
    """Make all that pages share, around a worker.

    Parameters
    ----------
    store
        Where preferences and the look of the last export are remembered.
    parent
        Of dialogs, and the owner of all of it.
    """
    teller = Teller(parent)
    workshop = Workshop(worker, teller, parent)
    shelf = Shelf(teller, parent)
    desk = Desk(shelf, parent)
    beside = Beside(desk, parent)
    training = Training(workshop, teller, shelf, desk, beside, parent)
    models = Models(workshop, desk, training)
    sampling = Sampling(workshop, teller, desk, models, store, parent)
    exporting = Exporting(workshop, teller, store, parent)
    return Studio(workshop, teller, shelf, desk, beside, training, models, sampling, exporting)


def _always() -> bool:
    return True


def _nothing() -> None:
    return None


def _no_text(table: bool) -> str:
    return ""


@dataclass(frozen=True)
class Command:
    """Something that can be done: menu, palette, shortcuts and the key itself read it here.

    Attributes
    ----------
    name
        Under which a changed key is kept.
    key
        At first; several with ``"; "`` between them.
    able
        Whether it can be done now.
    here
        Whether it is of use only while its page is in front.
    """

    name: str
    title: str
    do: Callable[[], object]
    key: str = ""
    able: Callable[[], bool] = _always
    here: bool = False


@dataclass(frozen=True)
class Page:
    """One view of the window.

    Attributes
    ----------
    name, title
        Under which it is remembered, and as its tab says.
    help
        The file of its page in the help.
    wanted
        A signal that brings it to the front.
    commands
        For menu, palette, shortcuts and keys.
    sections
        Of the settings, unfolded with it.
    keys
        That can't be changed, for the dialog of shortcuts: where they work, and what each does and is called.
    turned_to
        Called when it comes to the front.
    showing
        What Export, Copy and a drag take of it; None: nothing.
    origin
        Where a plot, or a table if that is asked, that is saved from it comes from; empty: nothing is said.
    line
        The command that does what the page is set to do; None: there is none.
    takes
        What it does with dropped things while it is in front, by their kind.
    """

    name: str
    title: str
    view: QWidget
    help: Path
    wanted: SignalInstance | None = None
    commands: tuple[Command, ...] = ()
    sections: tuple[str, ...] = ()
    keys: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    turned_to: Callable[[], None] = _nothing
    showing: Callable[[], Showing | None] = _nothing
    origin: Callable[[bool], str] = _no_text
    line: Callable[[], Awaitable[str]] | None = None
    takes: Mapping[str, Callable[[Path], None]] = field(default_factory=dict)
