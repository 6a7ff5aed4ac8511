"""The files behind a set of pictures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path  # noqa: TC003 - a dataclass reads its fields' types

from ncsn_engine.pictures import fingerprint

__all__ = ["Album"]


@dataclass(frozen=True)
class Album:
    """The files behind a set of pictures, in its order.

    Attributes
    ----------
    place
        The folder.
    names
        Of each picture, relative to the folder, with ``/``.
    classes
        Names of the classes in the order of their numbers; empty: there are none.
    """

    place: Path
    names: tuple[str, ...]
    classes: tuple[str, ...] = ()

    @cached_property
    def fingerprints(self) -> tuple[str, ...]:
        """What tells each file's content from others'; empty of a file that is gone."""
        return tuple(map(self._fingerprint, self.names))

    def _fingerprint(self, name: str) -> str:
        try:
            return fingerprint(self.place / name)
        except OSError:  # then it is known by its name alone
            return ""
