"""Films in step: where each stands while another one is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ncsn_engine.trajectory import Frame
    from ncsn_gui.works.films import Film

__all__ = ["begin_of", "caption", "places"]


def begin_of(film: Film) -> float:
    """Return where a film begins, from 0 to 1 of the first film's steps."""
    if film.parent is None:
        return 0.0
    *_, first = film.line()
    at = film.at if film.parent is first else first.step_beside(film.parent, film.at)
    return at / max(1, first.trajectory.total)


def places(films: Sequence[Film], film: Film, beside: Film | None, step: int) -> dict[int, float]:
    """Return where the watched film stands, and the one beside it, by their numbers in `films`, from 0 to 1."""
    first = films[0]
    length = max(1, first.trajectory.total)
    place = first.step_beside(film, step) / length if film.parent else step / length
    found = {films.index(film): place}
    if beside is not None:
        found[films.index(beside)] = max(place, begin_of(beside))
    return found


def caption(film: Film, frame: Frame) -> str:
    """Say which step of which film is seen."""
    said = tr("film {number} · step {step} · σ {sigma:.3g}")
    return said.format(number=film.number, step=frame.index, sigma=frame.sigma)
