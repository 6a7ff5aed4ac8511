"""How many threads torch gets: as many as it chose, less what other programs use of the machine.

Threads of OpenMP wait for each other by spinning at the end of every small piece of work. Where something else needs a
core, each piece lasts as long as the other program is let run, and training is many times slower than on one thread.
"""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass

import psutil

__all__ = ["Sharing", "set_threads", "share_cores", "sharing"]

_EVERY = 1.0  # seconds over which the use of the machine is measured
_AT_WORK = 0.2  # of a core: who uses less has rested; a long piece of work that is held up spins all the same
_SURE = 0.15  # of a core: by so much less must be used before threads come back, so that they do not come and go


@dataclass
class Sharing:
    """How torch shares the machine.

    Attributes
    ----------
    own, given
        Threads that torch chose itself, 0 before it was asked; and that it has now.
    others
        Cores that other programs use, on average over the last second.
    fixed
        Whether somebody said how many there are to be: then nothing is changed.
    """

    own: int = 0
    given: int = 0
    others: float = 0.0
    fixed: bool = False

    @property
    def busy(self) -> bool:
        """Whether other programs take threads from this one."""
        return not self.fixed and self.given < self.own

    def wanted(self, cores: int) -> int:
        """Return how many threads fit beside the other programs, of `cores` of the machine."""
        fit = max(1, min(self.own, math.floor(cores - self.others + 0.5)))
        if fit > self.given:
            fit = max(self.given, min(fit, math.floor(cores - self.others - _SURE + 0.5)))
        return fit


_process = psutil.Process()
_sharing = Sharing()
_looked: tuple[float, float, float] | None = None  # when, and what all programs and this one had used by then, seconds


def sharing() -> Sharing:
    """Return how torch shares the machine now."""
    return _sharing


def share_cores() -> None:
    """Give torch as many threads as fit beside what other programs use; to be called between pieces of work.

    Looks once a second, and costs nothing in between. Does nothing where the number was told: by
    :func:`set_threads`, ``torch.set_num_threads`` or the environment variable ``OMP_NUM_THREADS``. With another number
    of threads, sums are taken in another order: the last digits of results may differ.
    """
    global _looked
    now = time.perf_counter()
    if _sharing.fixed or (_looked is not None and now - _looked[0] < _EVERY):
        return
    import torch

    if not _sharing.own:
        _sharing.own = _sharing.given = torch.get_num_threads()
        _sharing.fixed = _sharing.own == 1 or "OMP_NUM_THREADS" in os.environ
    elif torch.get_num_threads() != _sharing.given:
        _sharing.fixed = True
    before, _looked = _looked, (now, *_used())
    if before is None or _sharing.fixed:
        return
    spent, everyone, mine = (after - earlier for after, earlier in zip(_looked, before, strict=True))
    if mine < _AT_WORK * spent:  # it rested meanwhile: what was used then tells nothing about now
        return
    _sharing.others = max(0.0, (everyone - mine) / spent)
    _give(_sharing.wanted(psutil.cpu_count() or 1))


def set_threads(count: int) -> int:
    """Let torch use so many threads from now on, 0: as many as fit; returns how many it uses."""
    import torch

    if not _sharing.own:
        _sharing.own = torch.get_num_threads()
    _give(count or _sharing.own)
    _sharing.fixed = bool(count) or _sharing.own == 1 or "OMP_NUM_THREADS" in os.environ
    return _sharing.given


def _give(threads: int) -> None:
    import torch

    if threads != _sharing.given:
        torch.set_num_threads(threads)
        _sharing.given = threads


def _used() -> tuple[float, float]:
    """Return the seconds that all programs have computed on all cores since the machine began, and this one."""
    times, own = psutil.cpu_times(), _process.cpu_times()
    names = ("user", "nice", "system", "irq", "softirq", "steal", "interrupt", "dpc")
    return sum(getattr(times, name, 0.0) for name in names), own.user + own.system
