"""All films of one start: the first sampling and the branches that were made from its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.score import ScoreModel
    from ncsn_engine.trajectory import Trajectory

__all__ = ["Film", "Films"]


@dataclass(eq=False)
class Film:
    """One recorded sampling.

    Attributes
    ----------
    trajectory
        The recording.
    model, settings
        What drew it.
    parent, step
        The film that it branches off from, and at which step; None for a first film.
    """

    trajectory: Trajectory
    model: ScoreModel
    settings: SamplingConfig
    parent: Film | None = None
    step: int = 0
    children: list[Film] = field(default_factory=list)

    @property
    def depth(self) -> int:
        """How many branchings lie between the start and this film."""
        return 0 if self.parent is None else self.parent.depth + 1

    @property
    def name(self) -> str:
        """What a list shows: where it branched off, the sampler, the seed."""
        made = f"{self.settings.kind}, seed {self.settings.seed}"
        indent = "   " * self.depth
        return made if self.parent is None else f"{indent}↳ step {self.step}: {made}"


class Films:
    """The films that are kept; a new start gives up those of the old one."""

    def __init__(self) -> None:
        self.first: Film | None = None

    def begin(self, film: Film) -> None:
        """Keep a first film; the recordings of another start are deleted."""
        self.close()
        self.first = film

    def branch(self, film: Film, parent: Film, step: int) -> None:
        """Keep a film that goes on from a step of another."""
        film.parent, film.step = parent, step
        parent.children.append(film)

    def all(self) -> list[Film]:
        """Return every film, each before its branches, as a tree is read."""

        def below(film: Film) -> list[Film]:
            return [film, *(f for child in film.children for f in below(child))]

        return below(self.first) if self.first else []

    def close(self) -> None:
        """Delete all recordings."""
        for film in self.all():
            film.trajectory.close()
        self.first = None
