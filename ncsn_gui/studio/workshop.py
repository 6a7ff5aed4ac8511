"""The worker and all that is asked of it: single errands, long works that can be stopped, answers that may be late."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from ncsn_engine.threads import sharing

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Generator

    from ncsn_engine.devices import Device
    from ncsn_engine.worker import Worker
    from ncsn_gui.studio.teller import Teller

__all__ = ["Job", "Latest", "Workshop"]

T = TypeVar("T")
_GLANCE = 1000  # milliseconds between two looks at how many threads there are


class Workshop(QObject):
    """Runs errands on the worker's thread, and keeps all tasks.

    Attributes
    ----------
    ready
        Whether torch is there; :attr:`up` tells of it.
    closing
        Whether the program ends: nothing new is begun.
    devices, device
        Those that are here, the fastest first, and the name of the one that is used.
    """

    up = Signal()
    device_chosen = Signal()
    threads_changed = Signal()  # torch computes on more or fewer threads, as other programs need the machine
    jobs_changed = Signal()  # a job has begun or ended

    def __init__(self, worker: Worker, teller: Teller, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._teller = teller
        self.ready = self.closing = False
        self.devices: list[Device] = []
        self.device = "auto"
        self._worker = worker
        self._tasks: set[asyncio.Task[Any]] = set()
        self._jobs: list[Job] = []  # under way, the newest last
        self._at_end: list[Callable[[], object]] = []
        self._threads = 0
        self._glance = QTimer(self, interval=_GLANCE)
        self._glance.timeout.connect(self._look)
        self.at_end(self._glance.stop)

    def open(self, devices: list[Device]) -> None:
        """Say that torch is there, and on which devices."""
        self.devices, self.ready = devices, True
        self.device = devices[0].name
        self._glance.start()
        self.up.emit()

    def choose_device(self, name: str) -> None:
        """Use another device from now on, if it is here."""
        if name != self.device and name in [device.name for device in self.devices]:
            self.device = name
            self.device_chosen.emit()

    def _look(self) -> None:
        if sharing().given != self._threads:
            self._threads = sharing().given
            self.threads_changed.emit()

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function on the worker's thread and wait for what it returns."""
        return await self._worker.run(function, *arguments)

    def stream(self, generator: Generator[T, Any, None], inbox: deque[Any] | None = None) -> AsyncGenerator[T, None]:
        """Iterate a generator on the worker's thread; what lies in `inbox` is sent to it."""
        return self._worker.stream(generator, inbox)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a task; what goes wrong in it is told."""
        task = asyncio.get_event_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._teller.report(error)

    # -- long works -------------------------------------------------------------------------

    def job(self, name: str, rank: int = 0, stop: tuple[str, str] = ("", "")) -> Job:
        """Return a place for one long work at a time.

        Parameters
        ----------
        rank
            Who speaks in the status bar: the highest, among equals the newest.
        stop
            Text and explanation of a button in the status bar that stops it; empty: its page has one.
        """
        return Job(self, self._teller, name, rank, stop)

    def latest(self) -> Latest:
        """Return a place for answers of which only the newest counts."""
        return Latest(self, self._teller)

    @property
    def to_be_stopped(self) -> Job | None:
        """The job that the status bar offers to stop."""
        return next((job for job in reversed(self._jobs) if job.stop_text[0]), None)

    def loudest(self) -> Job | None:
        """Return the job that has the status bar."""
        speaking = [job for job in self._jobs if job.speaks]
        return max(reversed(speaking), key=lambda job: job.rank, default=None)

    def began(self, job: Job) -> None:
        """Take in that a job is under way."""
        self._jobs.append(job)
        self.jobs_changed.emit()

    def ended(self, job: Job) -> None:
        """Take in that a job is over."""
        self._jobs.remove(job)
        self.jobs_changed.emit()
        if (left := self.loudest()) is None or left.rank < job.rank:
            self._teller.idle()

    # -- the end ----------------------------------------------------------------------------

    def at_end(self, do: Callable[[], object]) -> None:
        """Have something done when no task is left."""
        self._at_end.append(do)

    async def close(self) -> None:
        """Stop all jobs, wait until nothing is left, then do what is to be done at the end."""
        self.closing = True
        for job in list(self._jobs):
            job.stop()
        # What ends may begin something new.
        while others := [task for task in self._tasks if task is not asyncio.current_task()]:
            await asyncio.gather(*others, return_exceptions=True)
        for do in self._at_end:
            do()


class Job(QObject):
    """One long work: whether it is under way, how far it is, and how it is stopped.

    Attributes
    ----------
    busy
        Whether it is under way.
    stopping
        Whether it was asked to end.
    rank, speaks
        How it stands against others in the status bar, and whether it has said anything there.
    """

    changed = Signal()

    def __init__(self, workshop: Workshop, teller: Teller, name: str, rank: int, stop: tuple[str, str]) -> None:
        super().__init__(workshop)
        self.setObjectName(name)
        self.rank, self.stop_text = rank, stop
        self.busy = self.stopping = self.speaks = False
        self._workshop, self._teller = workshop, teller
        self._began = 0.0
        self._over = asyncio.Event()

    def may_begin(self) -> bool:
        """Tell whether it could begin now."""
        return self._workshop.ready and not self.busy and not self._workshop.closing

    def begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Begin, unless torch is not there, it is under way already, or the program ends; returns whether it did.

        A function is asked for, so that no coroutine is left unawaited where it can't begin.
        """
        if not self.may_begin():
            return False
        self.busy, self.stopping, self.speaks = True, False, False
        self._began = time.perf_counter()
        self._over.clear()
        self._workshop.began(self)
        self._workshop.spawn(self._work(work))
        self.changed.emit()
        return True

    async def _work(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        finally:
            self.busy = False
            self._workshop.ended(self)
            self._over.set()
            self.changed.emit()

    @asynccontextmanager
    async def steps(
        self, generator: Generator[T, Any, None], inbox: deque[Any] | None = None
    ) -> AsyncIterator[AsyncIterator[T]]:
        """Iterate a generator on the worker's thread until it ends or this is stopped; then close it there."""
        async with aclosing(self._workshop.stream(generator, inbox)) as stream:
            each = self._until_stopped(stream)
            try:
                yield each
            finally:
                await each.aclose()

    async def _until_stopped(self, stream: AsyncIterator[T]) -> AsyncGenerator[T, None]:
        async for step in stream:
            yield step
            if self.stopping or self._workshop.closing:
                return

    def say(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is, if no louder job has the status bar; a total of 0: not known."""
        self.speaks = self.busy
        if self._workshop.loudest() is self:
            self._teller.progress(text, done, total, self._began)

    def end(self, text: str, keep: bool = False) -> None:
        """Say how it ended; if that is to be kept and a louder job has the status bar, in the banner too."""
        self.speaks = False
        louder = self._workshop.loudest()
        if keep or louder is None or louder.rank <= self.rank:
            self._teller.say(text)
        if keep and louder is not None and louder.rank > self.rank:
            self._teller.note(text)

    def stop(self) -> None:
        """Ask it to end; what it has is kept."""
        self.stopping = True

    async def over(self) -> None:
        """Wait until it is not under way."""
        if self.busy:
            await self._over.wait()


class Latest:
    """Questions whose answers may be out of date before they come: one is asked at a time, only the newest waits."""

    def __init__(self, workshop: Workshop, teller: Teller) -> None:
        self._workshop, self._teller = workshop, teller
        self._asked = 0
        self._waiting: Callable[[], Coroutine[Any, Any, None]] | None = None
        self._busy = False

    def ask(self, question: Callable[[], Awaitable[T]], show: Callable[[T], object]) -> None:
        """Ask, and show the answer unless something else was asked meanwhile, or nobody wants it any more."""
        self._asked += 1
        number = self._asked

        async def whole() -> None:
            try:
                answer = await question()
                if number == self._asked and not self._workshop.closing:
                    show(answer)
            except Exception as error:  # told at once: the question that waits is asked all the same
                self._teller.report(error)

        self._waiting = whole
        if not self._busy:
            self._busy = True
            self._workshop.spawn(self._work())

    def forget(self) -> None:
        """Drop what was asked."""
        self._asked += 1
        self._waiting = None

    async def _work(self) -> None:
        try:
            while self._waiting is not None and not self._workshop.closing:
                work, self._waiting = self._waiting, None
                await work()
        finally:
            self._busy = False
