"""Texts that say one thing of pictures, and another of points."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Twofold"]


class Twofold:
    """Says the texts that suit what is shown; first those of pictures."""

    def __init__(self) -> None:
        self.points = False
        self._texts: list[tuple[Callable[[str], object], str, str]] = []

    def add(self, say: Callable[[str], object], pictures: str, points: str) -> None:
        """Add a text with its two wordings, and say the one that suits now."""
        self._texts.append((say, pictures, points))
        say(points if self.points else pictures)

    def turn(self, points: bool) -> None:
        """Speak of points, or of pictures."""
        if points != self.points:
            self.points = points
            for say, of_pictures, of_points in self._texts:
                say(of_points if points else of_pictures)
