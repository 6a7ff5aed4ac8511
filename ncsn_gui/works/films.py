"""The films of one sampling: the first one, and the branches that were made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ncsn_engine.config import Branch
from ncsn_engine.film import in_step
from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced
from ncsn_gui.words import kind_title, shown_value, title_of, unlike

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.config import NoiseConfig, SamplingConfig
    from ncsn_engine.score import ScoreModel
    from ncsn_engine.thermometer import Settled
    from ncsn_engine.trajectory import Trajectory

__all__ = ["Film"]

_NOT_OF_A_BRANCH = ("count", "weights")  # a branch goes on with the same pictures and the same model


@dataclass(eq=False)
class Film:
    """A recorded sampling.

    Attributes
    ----------
    number
        What it is called by, from 1.
    trajectory, model, sampling, noise
        The recording, and what it was made with.
    parent, at
        The film that it branched off, and at which step of that one.
    settled
        What the thermometer reads at its levels when they have settled, or why nobody knows; None: not yet measured.
    earlier
        Of a first film: how the first film before it was drawn, and by which run.
    """

    number: int
    trajectory: Trajectory
    model: ScoreModel
    sampling: SamplingConfig
    noise: NoiseConfig | None = None
    parent: Film | None = None
    at: int = 0
    settled: Settled | str | None = None
    earlier: tuple[SamplingConfig, str] | None = None

    def line(self) -> Iterator[Film]:
        """Yield this film, the one it branched off, and so on to the first."""
        film: Film | None = self
        while film is not None:
            yield film
            film = film.parent

    def chain(self) -> tuple[SamplingConfig, tuple[Branch, ...]]:
        """Return how it was made: the first film's settings, and the branches that lead here."""
        first, *later = reversed(list(self.line()))
        return first.sampling, tuple(Branch(film.at, film.sampling) for film in later)

    @property
    def made(self) -> str:
        """Which model drew it."""
        source = self.model.source
        if source is None:
            return ""
        said = tr("by {run}, step {step}, {weights} weights")
        return said.format(run=source.run, step=spaced(source.step), weights=source.weights)

    @property
    def name(self) -> str:
        """What a file of it is called, without a suffix."""
        source = self.model.source
        branch = f"-film{self.number}" if self.parent else ""
        return f"{source.run if source else 'samples'}-seed{self.sampling.seed}{branch}"

    @property
    def title(self) -> str:
        """What tells it from the one before: the method, or what was changed and where."""
        if self.parent is None:
            return self._title_of_first()
        before, now = self.parent.sampling, self.sampling
        if before.kind != now.kind:
            what = tr("{method}, seed {seed}").format(method=kind_title(now.kind), seed=now.seed)
        else:
            rows = [row for row in unlike(before, now) if row[0] not in _NOT_OF_A_BRANCH]
            what = ", ".join(f"{tr(title_of(now, name))} {shown_value(value)}" for name, _, value in rows)
        what = what or tr("the same settings")
        return tr("from step {at} of {parent}: {what}").format(at=self.at, parent=self.parent.number, what=what)

    @property
    def run(self) -> str:
        """Name of the run whose model drew it."""
        return self.model.source.run if self.model.source else ""

    def _title_of_first(self) -> str:
        """Name method and seed, and what is not as in the first film before."""
        said = [tr("{method}, seed {seed}").format(method=kind_title(self.sampling.kind), seed=self.sampling.seed)]
        if self.earlier is not None:
            before, run = self.earlier
            rows = unlike(before, self.sampling) if before.kind == self.sampling.kind else []
            told = [row for row in rows if row[0] not in ("seed", "allow_unstable")]
            said += [f"{tr(title_of(self.sampling, name))} {shown_value(value)}" for name, _, value in told]
            said += [tr("by {run}").format(run=self.run)] if run != self.run else []
        if getattr(self.sampling, "allow_unstable", False):
            said.append(tr("ε beyond its stable range"))
        return ", ".join(said)

    def step_beside(self, other: Film, step: int) -> int:
        """Return the step of this film that stands where a step of another does, by their noise.

        A branch waits at its start until the film that it left has come there.
        """
        if other is self:
            return step
        if self.parent is other and step <= self.at:
            return 0
        if other.parent is self and step == 0:
            return other.at
        steps = in_step(other.trajectory, self.trajectory)
        found = int(steps[min(step, len(steps) - 1)])
        return max(found, other.at) if other.parent is self else found
