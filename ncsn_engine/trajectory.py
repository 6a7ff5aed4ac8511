"""All steps of one sampling, on disk, bounded. Reading needs NumPy alone, so any thread may look."""

from __future__ import annotations

import errno
import tempfile
import time
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ncsn_engine.storage import SaveError, say_why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import torch

    from ncsn_engine.samplers.step import Step

__all__ = ["Fact", "Frame", "Trajectory", "record"]

_MIB = 2**20
_LARGEST = float(np.finfo(np.float16).max)


@dataclass(frozen=True)
class Frame:
    """One recorded step.

    Attributes
    ----------
    x, denoised
        float16, (N, C, H, W).
    index, level, sigma, alpha
        As in :class:`~ncsn_engine.samplers.Step`.
    """

    x: np.ndarray
    denoised: np.ndarray
    index: int
    level: int
    sigma: float
    alpha: float


@dataclass(frozen=True)
class Fact:
    """Numbers about one step, means over its pictures; as in :class:`~ncsn_engine.samplers.Step`."""

    index: int
    level: int
    sigma: float
    alpha: float
    temperature: float  # root mean square over the pictures, so that it is 1 in equilibrium whatever their size
    noise: float


class Trajectory:
    """Records the steps of one sampling in a temporary file of bounded size.

    Numbers about each step are kept for all steps. Pictures are kept as float16 in equal slots of
    one file. When the file is full, every second picture is given up, evenly over the whole film;
    the first and last step of each level stay, unless even these are too many.

    Parameters
    ----------
    limit
        Most bytes on disk.
    folder
        Where; by default the system's temporary folder.
    keep
        Steps that are not given up before others, for example those where branches begin.
    """

    def __init__(self, limit: int = 256 * _MIB, folder: Path | None = None, keep: Iterable[int] = ()) -> None:
        self.limit = limit
        self.facts: list[Fact] = []
        self.shape: tuple[int, ...] = ()
        self.total = 0
        self.final: np.ndarray | None = None  # the newest x, float32 (N, C, H, W)
        self._folder = tempfile.TemporaryDirectory(prefix="ncsn-film-", dir=folder)
        self._path = Path(self._folder.name) / "frames.f16"
        self._writer = open(self._path, "wb", buffering=0)  # noqa: SIM115 - closed in close()
        self._slots: dict[int, int] = {}  # step index -> slot in the file
        self._edges: set[int] = set(keep)  # first and last steps of levels as well
        self._free: list[int] = []
        self._stride = 1
        self._pending: tuple[Fact, bytes] | None = None

    # -- writing ----------------------------------------------------------------------------

    def add(self, step: Step) -> None:
        """Record a step; costs one copy from the device.

        Raises
        ------
        SaveError
            If the disk is full.
        """
        self.final = step.x.cpu().numpy().copy()
        self.total = step.total
        if not self.shape:
            self.shape = self.final.shape
            self._free = list(range(max(2, self.limit // (self.final.size * 4)), 0, -1))
        temperature = float(step.temperature.square().mean().sqrt())
        fact = Fact(step.index, step.level, step.sigma, step.alpha, temperature, step.noise)
        # A step is the last of its level only when the next one says so: hold one back.
        new_level = self._pending is None or self._pending[0].level != fact.level
        if self._pending is not None:
            self._keep(*self._pending, edge=new_level or self._pending[0].index in self._edges)
        if new_level:
            self._edges.add(fact.index)
        self._pending = (fact, b"".join(_half(pictures) for pictures in (step.x, step.denoised)))
        self.facts.append(fact)
        if step.index == step.total:
            self.finish()

    def finish(self) -> None:
        """Write the step held back; the sampling is over or was stopped."""
        if self._pending is not None:
            self._keep(*self._pending, edge=True)
            self._pending = None

    def _keep(self, fact: Fact, data: bytes, *, edge: bool) -> None:
        if edge:
            self._edges.add(fact.index)
        elif fact.index % self._stride:
            return
        if not self._free:
            self._thin()
        slot = self._free.pop()
        try:
            self._writer.seek((slot - 1) * len(data))
            if self._writer.write(data) != len(data):  # what a disk does that is almost full
                raise OSError(errno.ENOSPC, "")
        except OSError as error:
            self._free.append(slot)
            raise SaveError(f"recording of the sampling: {say_why(error)}") from error
        self._slots[fact.index] = slot

    def _thin(self) -> None:
        kept = self.indices
        inner = [i for i in kept if i not in self._edges]
        if inner:
            self._stride *= 2
            given_up = [i for i in inner if i % self._stride] or inner
        else:  # only edges are left: every second of them, but never the start
            given_up = kept[1::2]
            self._edges.difference_update(given_up)
        for index in given_up:
            self._free.append(self._slots.pop(index))

    # -- reading ----------------------------------------------------------------------------

    @property
    def indices(self) -> list[int]:
        """Steps whose pictures are kept, ascending."""
        return list(self._slots)  # they were added in this order

    @property
    def thinned(self) -> bool:
        """Whether pictures of some steps were given up."""
        return len(self._slots) + (self._pending is not None) < len(self.facts)

    def level_ends(self) -> list[int]:
        """Return the step that shows each level's end: the next level's first, and at last the result."""
        firsts: dict[int, int] = {}
        for index in self.indices:
            firsts.setdefault(self.facts[index].level, index)
        return [*list(firsts.values())[1:], self.indices[-1]]

    def frame(self, index: int) -> Frame:
        """Return the kept step at `index`, or the nearest kept one before it."""
        kept = self.indices
        if not kept:
            raise LookupError("nothing is recorded yet")
        wanted, index = index, kept[max(0, bisect_right(kept, index) - 1)]
        size = int(np.prod(self.shape)) * 2 * 2
        slot = self._slots.get(index, 0)
        # A handle of its own for each look: two threads may look at once.
        with open(self._path, "rb", buffering=0) as file:
            file.seek(max(0, slot - 1) * size)
            data = file.read(size)
        if not slot or self._slots.get(index) != slot:  # given up meanwhile: the slot may hold another step
            return self.frame(wanted)
        both = np.frombuffer(data, np.float16).reshape(2, *self.shape)
        fact = self.facts[index]
        return Frame(both[0], both[1], fact.index, fact.level, fact.sigma, fact.alpha)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self._writer.seek(0, 2) if not self._writer.closed else 0

    def close(self) -> None:
        """Delete the recording."""
        self._writer.close()
        self._folder.cleanup()


def _half(pictures: torch.Tensor) -> bytes:
    """Return pictures as float16; what is too large for it is its largest."""
    data: bytes = pictures.clamp(-_LARGEST, _LARGEST).half().cpu().numpy().tobytes()
    return data


def record(steps: Iterable[Step], trajectory: Trajectory, slice_seconds: float = 0.04) -> Iterator[Step]:
    """Record all steps, yielding the newest about every `slice_seconds` and the last one."""
    due = time.perf_counter() + slice_seconds
    step = None
    try:
        for step in steps:
            trajectory.add(step)
            if time.perf_counter() >= due or step.index == step.total:
                yield step
                due = time.perf_counter() + slice_seconds
    finally:
        trajectory.finish()
