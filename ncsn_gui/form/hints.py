"""The remarks under Noise and Sampling: what the settings will do, worked out when the worker has time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ncsn_engine.config import AnnealedLangevin, RulesLadder
from ncsn_engine.history import read_ladder
from ncsn_gui.language import tr
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from ncsn_gui.form.form import SettingsForm
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["Hints"]


class Hints(QObject):
    """Keeps the remarks of a form in line with what lies on the desk."""

    def __init__(self, form: SettingsForm, workshop: Workshop, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._workshop, self._desk = form, workshop, desk
        self._noise, self._sampling = workshop.latest(), workshop.latest()
        workshop.up.connect(self.describe)
        desk.turned.connect(self._describe_anew)
        desk.edited.connect(lambda _: self.describe())
        desk.stood.connect(self._describe_new_model)
        self._model: object = None  # that the remark under Sampling was made with
        self._rules: object = None  # what the remark under Noise was made from

    def describe(self) -> None:
        """Fill in the remarks."""
        config, form = self._desk.config, self._form
        form.set_hint("sampling", "")
        epsilon, smallest = getattr(config.sampling, "epsilon", None), getattr(config.noise, "sigma_min", None)
        stable = 2 * smallest**2 if smallest and isinstance(config.sampling, AnnealedLangevin) else None
        wrong = epsilon is not None and stable is not None and epsilon >= stable
        form.complain("sampling.epsilon", tr("ε is only stable below {most:.3g}.").format(most=stable) if wrong else "")
        self._describe_noise()
        if self._workshop.ready and not self._workshop.closing:
            self._describe_sampling()

    def _describe_anew(self) -> None:
        self._rules = None
        self.describe()

    def _describe_noise(self) -> None:
        """Say which ladder the rules have made, of a trained run as its checkpoint tells, or would make."""
        config, ready = self._desk.config, self._workshop.ready and not self._workshop.closing
        if not isinstance(config.noise, RulesLadder):
            made_from: object = "nothing"
        elif (newest := self._newest()) is not None:
            made_from = newest
        else:
            made_from = (config.data, config.noise, getattr(config.sampling, "steps_per_level", 0), ready)
        if made_from == self._rules:
            return
        self._rules = made_from
        self._noise.forget()
        self._form.set_hint("noise", self._noise_known())
        if isinstance(made_from, tuple) and ready:
            self._noise.ask(lambda: self._workshop.run(errands.describe_noise, config), self._show_noise)

    def _noise_known(self) -> str:
        """Return what can be said about the rules' ladder at once."""
        if not isinstance(self._desk.config.noise, RulesLadder):
            return ""
        if self._desk.run and len(sigmas := read_ladder(self._desk.run)) > 1:
            return errands.ladder_text(sigmas[0], len(sigmas), (sigmas[0] / sigmas[-1]) ** (1 / (len(sigmas) - 1)))
        return tr("σ₁, L and the ratio are taken from the data.")

    def _describe_new_model(self) -> None:
        """Say anew what sampling will do when there is a model, or another one; a training makes no haste."""
        if self._workshop.ready and self._desk.held is None and self._newest() != self._model:
            self._describe_noise()
            self._describe_sampling()

    def _newest(self) -> object:
        run = self._desk.run
        return next(iter(run.checkpoints()), None) if run else None

    def _describe_sampling(self) -> None:
        checkpoint, sampling = self._newest(), self._desk.config.sampling
        self._model = checkpoint
        if checkpoint is None:
            self._sampling.forget()
            return

        async def told() -> str:
            model = await self._workshop.run(errands.open_model, checkpoint, sampling.weights, "cpu")
            return await self._workshop.run(errands.describe_sampling, model, sampling)

        self._sampling.ask(told, lambda text: self._form.set_hint("sampling", text))

    def _show_noise(self, text: str) -> None:
        self._form.set_hint("noise", text)
