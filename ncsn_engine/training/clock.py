"""The time a training takes. Nothing else here looks at the clock."""

from __future__ import annotations

import time

__all__ = ["Clock", "Due"]


class Clock:
    """Counts the seconds spent on training, over all sessions; time that the caller takes is left out."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.go_on()

    def go_on(self) -> None:
        """Let what follows count, but not the time since the last lap."""
        self._began = time.perf_counter()

    def lap(self) -> float:
        """Count the time since the last lap, and return it."""
        before, self._began = self._began, time.perf_counter()
        passed = self._began - before
        self.seconds += passed
        return passed

    def now(self) -> float:
        """Return the seconds up to this moment, in the middle of a lap."""
        return self.seconds + time.perf_counter() - self._began


class Due:
    """A moment some seconds from now."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._at = time.perf_counter() + seconds

    def reached(self) -> bool:
        """Tell whether it has come."""
        return time.perf_counter() >= self._at
