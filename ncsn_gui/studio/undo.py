"""Undo and redo of settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ncsn_engine.config import RunConfig
    from ncsn_engine.runs import Run

__all__ = ["SettingsHistory", "Standing"]

_MOST = 200


@dataclass(frozen=True)
class Standing:
    """What the form shows: settings, what they began from, and of which run; None: of a new one."""

    config: RunConfig
    base: RunConfig
    run: Run | None


class SettingsHistory:
    """What the form showed before, and what was taken back."""

    def __init__(self, present: Standing) -> None:
        self.present = present
        self._done: list[Standing] = []
        self._undone: list[Standing] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is something before."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return bool(self._undone)

    def note(self, present: Standing) -> None:
        """Remember a change; one that changed no setting only takes the place of the present."""
        if present.config != self.present.config:
            self._done = [*self._done[-_MOST:], self.present]
            self._undone.clear()
        self.present = present

    def forget(self, present: Standing) -> None:
        """Begin anew, for example with another run."""
        self._done.clear()
        self._undone.clear()
        self.present = present

    def undo(self) -> Standing:
        """Go one back."""
        self._undone.append(self.present)
        self.present = self._done.pop()
        return self.present

    def redo(self) -> Standing:
        """Go one forward again."""
        self._done.append(self.present)
        self.present = self._undone.pop()
        return self.present
