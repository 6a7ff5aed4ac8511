"""Names moments of a training, goes back to them, and draws a film from them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox

from ncsn_engine.runs import changed_settings
from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced

if TYPE_CHECKING:
    from ncsn_engine.runs import Run
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.views.time_machine.view import TimeMachineView
    from ncsn_gui.works.sampling import Sampling
    from ncsn_gui.works.training import Training

__all__ = ["Keeping"]


class Keeping(QObject):
    """Joins the buttons of the view Time machine to training and sampling."""

    def __init__(
        self,
        view: TimeMachineView,
        workshop: Workshop,
        shelf: Shelf,
        desk: Desk,
        training: Training,
        sampling: Sampling,
    ) -> None:
        super().__init__(view)
        self._view, self._workshop, self._shelf, self._desk = view, workshop, shelf, desk
        self._training, self._sampling = training, sampling
        view.save_wanted.connect(self.ask_name)
        view.roll_back_wanted.connect(self.ask_roll_back)
        view.sample_wanted.connect(self._sample)
        for told in (view.moved, workshop.up, desk.turned, desk.stood, training.changed, sampling.job.changed):
            told.connect(self.show_state)

    def show_state(self) -> None:
        """Enable what can be done."""
        view, ready, own = self._view, self._workshop.ready, self._desk.holds_shown
        moment = view.moment()
        view.save.setEnabled(own)
        later = moment is not None and (own or moment != view.moments[-1])
        view.back.setEnabled(ready and later and self._desk.run is not self._shelf.ready_made)
        view.sample.setEnabled(ready and moment is not None and not self._sampling.job.busy)

    def ask_name(self) -> None:
        """Ask how the present moment of the training is to be called, and keep it."""
        ask = QInputDialog(self._view.window())
        ask.setObjectName("time-machine.name")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setWindowTitle(tr("Save checkpoint"))
        ask.setLabelText(
            tr("A name for this moment of the training. The checkpoint is kept until you delete its file.")
        )
        ask.setOkButtonText(tr("Save"))
        if session := self._training.session:  # it may have ended when the name is thought of
            ask.textValueSelected.connect(
                lambda name: self._training.save_as(name.strip(), session) if name.strip() else None
            )
        ask.open()

    def ask_roll_back(self) -> None:
        """Ask whether the run is to go back to the shown moment, saying what is set aside."""
        self._view.pause()  # what is asked about stays in sight
        moment, run = self._view.moment(), self._desk.run
        if moment is None or run is None:
            return
        later = len(self._view.moments) - 1 - self._view.moments.index(moment)
        named = f" “{moment.name}”" if moment.name else ""
        ask = QMessageBox(self._view.window())
        ask.setObjectName("time-machine.confirm")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setIcon(QMessageBox.Icon.Question)
        ask.setWindowTitle(tr("Roll back"))
        said = tr("Roll {run} back to step {step}{named}?")
        ask.setText(said.format(run=run.name, step=spaced(moment.step), named=named))
        ask.setInformativeText(
            tr(
                "What came after it is set aside in the run's folder, under set-aside: {count} later checkpoints, and "
                "the curves, previews and settings up to now. Nothing is deleted. The training then goes on from "
                "there, with the settings of that moment."
            ).format(count=later)
            + self._what_is_lost(run)
        )
        back = ask.addButton(tr("Roll back"), QMessageBox.ButtonRole.AcceptRole)
        back.setObjectName("time-machine.confirm.yes")
        ask.addButton(QMessageBox.StandardButton.Cancel)
        ask.setDefaultButton(back)
        ask.accepted.connect(partial(self._training.roll_back, run, moment.path))
        ask.open()

    def _what_is_lost(self, run: Run) -> str:
        """Say which settings were changed since the run was trained; a training under way knows them already."""
        if self._desk.holds_shown:
            return ""
        now = self._desk.config
        names = [name for name, _, _ in changed_settings(run.config, now)]
        if now.sampling != run.config.sampling:
            names.append("sampling")
        if not names:
            return ""
        lost = tr("What you changed under Settings since is lost: {names}.").format(names=", ".join(names))
        return f"\n\n{lost}"

    def _sample(self) -> None:
        if moment := self._view.moment():
            self._sampling.sample(checkpoint=moment.path)
