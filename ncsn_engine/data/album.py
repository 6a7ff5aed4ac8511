"""What a set is made of, by name: files of a folder, or rows of a file of points."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path  # noqa: TC003 - a dataclass reads its fields' types
from typing import TYPE_CHECKING, Self

import numpy as np

from ncsn_engine.pictures import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Album"]


@dataclass(frozen=True)
class Album:
    """What a set is made of, in its order.

    Attributes
    ----------
    place
        The folder, or the file of points.
    names
        Of each picture, relative to the folder, with ``/``; of each point its numbers, behind its class and a ``/``.
    classes
        Names of the classes in the order of their numbers; empty: there are none.
    contents
        What tells each from others; of a file that is gone empty. Empty while nobody has asked, of a folder.
    """

    place: Path
    names: tuple[str, ...]
    classes: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()

    def known(self, progress: Callable[[str, float], None] | None = None) -> Self:
        """Return it with the contents of its files told apart, which reads all of them."""
        if self.contents:
            return self
        contents = []
        for index, name in enumerate(self.names):
            contents.append(self._fingerprint(name))
            if progress and index % 64 == 0:
                progress(f"reading pictures in {self.place}", index / len(self.names))
        return replace(self, contents=tuple(contents))

    def _fingerprint(self, name: str) -> str:
        try:
            return fingerprint(self.place / name)
        except OSError:  # then it is known by its name alone
            return ""

    @classmethod
    def of_points(cls, place: Path, values: np.ndarray, labels: np.ndarray | None) -> Self:
        """Name the points of a file, float32 (N, 2): by what they are, and the how-manieth of that sort."""
        met = Counter[bytes]()
        contents = []
        for row in values:
            met[key := row.tobytes()] += 1
            contents.append(key.hex() + (f"-{met[key]}" if met[key] > 1 else ""))
        known = [] if labels is None else np.unique(labels).tolist()
        if len(known) < 2:
            return cls(place, tuple(contents), (), tuple(contents))
        assert labels is not None
        names = (f"{label}/{content}" for label, content in zip(labels.tolist(), contents, strict=True))
        return cls(place, tuple(names), tuple(map(str, known)), tuple(contents))
