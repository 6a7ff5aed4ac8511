"""What lies on the desk: a run or the draft of one, its settings, and what they were before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ncsn_engine.config import InputError
from ncsn_engine.history import read_history
from ncsn_engine.presets import preset
from ncsn_engine.runs import CHANGEABLE, changed_settings
from ncsn_gui.language import tr
from ncsn_gui.studio.undo import SettingsHistory, Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.config import RunConfig
    from ncsn_engine.history import History
    from ncsn_engine.runs import Run
    from ncsn_gui.studio.shelf import Shelf

__all__ = ["LEARNT", "Desk"]


LEARNT = ("data", "network", "noise", "objective")  # sections that a trained model can't change any more


class Desk(QObject):
    """The document of the window. Everything is in it before a signal tells of it.

    Attributes
    ----------
    run
        The run that is shown; None: a new one is being set up.
    past
        What the run has done, as it was when it was laid here.
    config, base
        The settings, and what they began from.
    wrong
        What was entered and refused, said in a sentence; empty: all is well.
    held
        The run that is being trained here, paused or not.
    """

    turned = Signal()  # another run, a draft, or a rewritten past lies here
    drafted = Signal(
        bool
    )  # a new run was begun; whether somebody wished it, and it is to be seen, or an edit led to it
    edited = Signal(str)  # a setting was changed: its dotted name; empty: several
    stood = Signal()  # what may be done is otherwise: state, lock, wrong entry

    def __init__(self, shelf: Shelf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self.run: Run | None = None
        self.past: History | None = None
        self.config = self.base = preset("digits")
        self.wrong = ""
        self.held: Run | None = None
        self.history = SettingsHistory(self._standing())

    # -- what lies here ---------------------------------------------------------------------

    def show(self, run: Run) -> None:
        """Lay another run here."""
        self.run, self.config, self.base, self.wrong = run, run.config, run.config, ""
        self.past = read_history(run)
        self.history.forget(self._standing())
        self.turned.emit()
        self.stood.emit()

    def draft(self, config: RunConfig, base: RunConfig | None = None) -> None:
        """Begin a new run with these settings, made from `base`; nothing is on disk until it is trained."""
        self._begin(config, base, wished=True)

    def renew(self) -> None:
        """Begin a new run with what lies here."""
        self._begin(self.inherited, self.base, wished=True)

    @property
    def inherited(self) -> RunConfig:
        """The settings that a new run takes over; how the run that lies here was looked at is left with it."""
        return self.config if self.run is None else _with_sampling_of(self.run.config, self.config)

    def _begin(self, config: RunConfig, base: RunConfig | None, wished: bool) -> None:
        self.run, self.config, self.base, self.wrong = None, config, base or config, ""
        self.past = None
        self.history.note(self._standing())
        self.turned.emit()
        self.stood.emit()
        self.drafted.emit(wished)

    def become(self, run: Run) -> None:
        """Take in that the draft is a run now, or the run goes on with other settings; undo stays."""
        self.run, self.past = run, read_history(run)
        self.history.present = self._standing()
        self.turned.emit()
        self.stood.emit()

    def rewrite(self, run: Run) -> None:
        """Take in that the run's past is another one: it was rolled back."""
        self.run, self.past = run, read_history(run)
        self.history.forget(self._standing())
        self.turned.emit()
        self.stood.emit()

    @property
    def trained(self) -> bool:
        """Whether what is shown has learned something."""
        return self.run is not None and (self.run is self._shelf.ready_made or bool(self.run.checkpoints()))

    @property
    def resumable(self) -> bool:
        """Whether the shown run has steps left to train."""
        if self.run is None or self.run is self._shelf.ready_made:
            return False
        return self.run.status()[1] < self.config.training.steps

    # -- settings ---------------------------------------------------------------------------

    def take(self, config: RunConfig, dotted: str = "") -> None:
        """Take in an edit: of this run; or, of what a trained model can't change, of a draft that begins with it."""
        section = dotted.split(".")[0]
        self.wrong = ""
        fixed = section in LEARNT or self.run is self._shelf.ready_made
        if section not in ("sampling", "") and self.trained and fixed and not self.holds_shown:
            self._begin(_with_sampling_of(self.run.config, config) if self.run else config, self.base, wished=False)
            return
        self.config = config
        self.history.note(self._standing())
        self.edited.emit(dotted)
        self.stood.emit()

    def refuse(self, why: str) -> None:
        """Remember that an entry is wrong, until another makes it right; empty: all is well again."""
        if why != self.wrong:
            self.wrong = why
            self.stood.emit()

    def put_back(self, config: RunConfig) -> None:
        """Show the settings that are in force; those of sampling are the person's own."""
        if changed_settings(self.config, config):
            self.take(config.model_copy(update={"sampling": self.config.sampling}))

    # -- the training -----------------------------------------------------------------------

    def hold(self, run: Run | None) -> None:
        """Say which run is being trained here: most of its settings are locked."""
        self.held = run
        if run and self.run and run.folder == self.run.folder:
            self.run = run
        self.stood.emit()

    @property
    def holds_shown(self) -> bool:
        """Whether the shown run is the one that is being trained."""
        return self.held is not None and self.run is not None and self.held.folder == self.run.folder

    @property
    def locked(self) -> tuple[str, ...]:
        """The sections that can't be changed now, but for the settings in ``CHANGEABLE``."""
        return (*LEARNT, "training") if self.holds_shown else ()

    # -- undo -------------------------------------------------------------------------------

    def undo(self) -> None:
        """Go one edit back, to the run that it was of; what was typed and refused is an edit as well."""
        if self.wrong:
            self.refuse("")
            return
        self._restore(self.history.undo, self.history.redo)

    def redo(self) -> None:
        """Go one edit forward again."""
        self._restore(self.history.redo, self.history.undo)

    def _restore(self, step: Callable[[], Standing], back: Callable[[], Standing]) -> None:
        standing = step()
        changed = (name for name, _, _ in changed_settings(self.config, standing.config))
        if any(name.split(".")[0] in self.locked and name not in CHANGEABLE for name in changed):
            back()
            raise InputError(tr("Stop the training first: this would change settings that it needs."))
        was, now = (run.folder if run else None for run in (self.run, standing.run))
        self.config, self.base, self.wrong = standing.config, standing.base, ""
        if was != now:
            self.run = standing.run
            self.past = read_history(standing.run) if standing.run else None
            self.turned.emit()
            if self.run is None:
                self.drafted.emit(True)
        self.edited.emit("")
        self.stood.emit()

    def _standing(self) -> Standing:
        return Standing(self.config, self.base, self.run)


def _with_sampling_of(one: RunConfig, config: RunConfig) -> RunConfig:
    return config.model_copy(update={"sampling": one.sampling})
