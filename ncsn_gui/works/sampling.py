"""The sampling that is under way, and the films that were drawn: branched, shown, given up."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ncsn_engine.config import InputError
from ncsn_engine.trajectory import Trajectory
from ncsn_gui.language import tr
from ncsn_gui.numbers import clock
from ncsn_gui.studio.preferences import recording_bytes
from ncsn_gui.words import worded
from ncsn_gui.works import errands
from ncsn_gui.works.films import Film

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from PySide6.QtCore import QSettings

    from ncsn_engine.config import Branch, NoiseConfig, SamplingConfig
    from ncsn_engine.samplers import Step
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.works.models import Models

__all__ = ["Sampling"]

_MOST_FIRSTS = 6  # films that were drawn from noise are kept, with their branches: each takes room on the disk


class Sampling(QObject):
    """Draws from the run on the desk and records the films.

    Attributes
    ----------
    films, shown
        The films that were drawn, the oldest first, each with the branches made from it; and the one that is shown.
    """

    begun = Signal()  # something is being drawn: it is to be seen
    changed = Signal()  # there are other films, or another one is shown
    grew = Signal()  # the film that is being recorded has more steps
    recorded = Signal(bool)  # a film is over; whether it is to be played

    def __init__(
        self, workshop: Workshop, teller: Teller, desk: Desk, models: Models, store: QSettings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workshop, self._teller, self._desk, self._models, self._store = workshop, teller, desk, models, store
        self.films: list[Film] = []
        self.shown: Film | None = None
        self.job = workshop.job("sampling")
        workshop.at_end(self._close)

    @property
    def trajectory(self) -> Trajectory | None:
        """The recording of the shown film."""
        return self.shown.trajectory if self.shown else None

    def sample(
        self,
        play: bool = False,
        checkpoint: Path | None = None,
        branches: tuple[Branch, ...] = (),
        noise: NoiseConfig | None = None,
    ) -> None:
        """Draw from the shown run's newest weights, or from this checkpoint; then these branches of it."""
        if self._refuses():
            return
        settings = self._desk.config.sampling
        begun = self.job.begin(lambda: self._doubted(self._sample, settings, play, checkpoint, branches, noise))
        if begun and not play:
            self._hush()

    def branch(self, film: Film, at: int) -> None:
        """Go on from a step of a film with the present settings, as a film of its own."""
        if self._refuses():
            return
        settings = self._desk.config.sampling
        if self.job.begin(lambda: self._doubted(self._branch, settings, film, at)):
            self._teller.hush()

    def _refuses(self) -> bool:
        """Tell whether an entry is wrong, and say so: nothing is drawn with the one before."""
        if self._desk.wrong:
            self._teller.note(self._desk.wrong, wrong=True)
        return bool(self._desk.wrong)

    async def _doubted(
        self, work: Callable[..., Coroutine[Any, Any, None]], settings: SamplingConfig, *told: Any
    ) -> None:
        """Draw; where ε is beyond its stable range, only after a second yes."""
        try:
            await work(settings, *told)
        except InputError as error:
            if "stable" not in error.values:  # as UnstableError tells; its room is torch's
                raise
            allowed = settings.replace(allow_unstable=True)

            def all_the_same() -> None:
                self._teller.hush()
                self.job.begin(lambda: work(allowed, *told))

            self._teller.offer(worded(error), tr("Draw all the same"), all_the_same)
            self.job.end(tr("Nothing was drawn: ε is beyond its stable range."))

    def stop(self) -> None:
        """Stop; what was recorded stays."""
        self.job.stop()

    def show_film(self, film: Film) -> None:
        """Show another film."""
        if film is not self.shown and film in self.films:
            self.shown = film
            self.changed.emit()

    def give_up(self, film: Film) -> None:
        """Delete a film, and all branches that were made from it; the last one stays."""
        gone = [other for other in self.films if film in other.line()]
        left = [other for other in self.films if other not in gone]
        if not left:
            return
        if self.shown in gone:
            self.shown = film.parent or left[-1]
        self._number(left)
        self.changed.emit()
        for other in gone:
            other.trajectory.close()
        self._teller.say(tr("{count} films given up").format(count=len(gone)))

    def _number(self, films: list[Film]) -> None:
        self.films = films
        for number, film in enumerate(films):
            film.number = number + 1

    def _too_many(self) -> list[Film]:
        """Return the oldest films and their branches, as far as there are more than are kept."""
        firsts = [film for film in self.films if film.parent is None]
        given_up = firsts[: max(0, len(firsts) - _MOST_FIRSTS)]
        return [film for film in self.films if any(first in film.line() for first in given_up)]

    def _hush(self) -> None:
        if self._desk.held is None:  # what a training said is not yet acted upon
            self._teller.hush()

    def _close(self) -> None:
        """Delete all recordings."""
        films, self.films, self.shown = self.films, [], None
        self.changed.emit()
        for film in films:
            film.trajectory.close()

    # -- drawing ----------------------------------------------------------------------------

    async def _sample(
        self,
        settings: SamplingConfig,
        play: bool,
        checkpoint: Path | None,
        branches: tuple[Branch, ...],
        noise: NoiseConfig | None,
    ) -> None:
        self.begun.emit()
        model = await self._models.open(checkpoint)
        firsts = [film for film in self.films if film.parent is None]
        earlier = (firsts[-1].sampling, firsts[-1].run) if firsts else None
        recording = self._recording(branches)
        film = Film(len(self.films) + 1, recording, model, settings, noise, earlier=earlier)
        await self._record(film, errands.start_sampling, model, settings, film.trajectory, noise)
        for number, branch in enumerate(branches):
            if self.job.stopping or self._workshop.closing:
                return
            await self._branch(branch.sampling, self.films[-1], branch.at, branches[number + 1 :])
        self.recorded.emit(play and not self.job.stopping and not self._workshop.closing)

    async def _branch(self, settings: SamplingConfig, film: Film, at: int, later: tuple[Branch, ...] = ()) -> None:
        """Record a branch of a film, from one of its steps on."""
        self.begun.emit()
        frame = film.trajectory.frame(at)
        settings = settings.replace(count=film.sampling.count, weights=film.sampling.weights)
        fresh = Film(len(self.films) + 1, self._recording(later), film.model, settings, film.noise, film, frame.index)
        start = (frame.x, frame.sigma)
        told = await self._workshop.run(errands.describe_branch, film.model, settings, frame.sigma, film.noise)
        if told:
            self._teller.say(told)
        await self._record(fresh, errands.start_branch, film.model, settings, fresh.trajectory, start, film.noise)

    def _recording(self, branches: tuple[Branch, ...]) -> Trajectory:
        """Return an empty recording that keeps the step where a branch will begin."""
        return Trajectory(recording_bytes(self._store), keep=[branch.at for branch in branches[:1]])

    async def _record(self, film: Film, start: Callable[..., Any], *told: Any) -> None:
        """Record a film on the worker and tell as it grows. Until it can begin, the films before it stay."""
        try:
            steps = await self._workshop.run(start, *told)
        except BaseException:
            film.trajectory.close()
            raise
        self.films, self.shown = [*self.films, film], film
        old = self._too_many()
        self._number([other for other in self.films if other not in old])
        self.changed.emit()
        for other in old:
            other.trajectory.close()
        if old:
            self._teller.say(tr("Of more than {count} films the oldest was given up.").format(count=_MOST_FIRSTS))
        began, said = time.perf_counter(), tr("The sampling ended before it was done.")
        try:
            async with self.job.steps(steps) as each:
                async for step in each:
                    self.grew.emit()
                    self._tell(step, time.perf_counter() - began)
            said = self._summary(film, time.perf_counter() - began)
        finally:  # what was recorded is seen, whatever ended it
            self.grew.emit()
            self.job.end(said)
        if film.trajectory.thinned:
            self._teller.note(tr("The film was longer than its room on disk: evenly spread steps were kept."))

    def _tell(self, step: Step, spent: float) -> None:
        left = spent / max(1, step.index) * (step.total - step.index)
        said = tr("Sampling: step {step} of {total} · {left} left")
        self.job.say(said.format(step=step.index, total=step.total, left=clock(left)), step.index, step.total)

    def _summary(self, film: Film, spent: float) -> str:
        points = len(film.trajectory.shape) == 2
        said = tr("{count} points · {steps} steps · {seconds:.1f} s")
        said = said if points else tr("{count} pictures · {steps} steps · {seconds:.1f} s")
        done = len(film.trajectory.facts) - 1  # the first one is the start
        return said.format(count=film.sampling.count, steps=done, seconds=spent)
