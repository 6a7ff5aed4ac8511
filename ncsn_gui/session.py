"""One training, as the window holds it: pause, resume, stop, save; no widgets."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ncsn_engine.config import InputError
from ncsn_gui import jobs

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    from ncsn_engine.runs import Run
    from ncsn_engine.training import TrainEvent
    from ncsn_engine.worker import Worker

__all__ = ["TrainingSession"]


class TrainingSession:
    """Iterates a training on the worker.

    Parameters
    ----------
    progress
        Called, on the window's thread, while data is read or downloaded.
    """

    def __init__(self, worker: Worker, run: Run, device: str, progress: Callable[[str, float], None]) -> None:
        self.run = run
        self._worker, self._device, self._progress = worker, device, progress
        self._inbox: deque[Any] = deque()
        self._woken = asyncio.Event()  # ends a stand: to go on, to save, or to stop
        self.paused = False
        self._stopping, self._standing = False, False
        self._waiting: list[asyncio.Future[Path]] = []

    def pause(self) -> None:
        """Stand still after saving; what is in memory stays."""
        self.paused = True
        self._save()

    def resume(self) -> None:
        """Go on."""
        self.paused = False
        self._woken.set()

    def stop(self) -> None:
        """Save and end; :meth:`events` ends soon."""
        self._stopping = True
        self._woken.set()

    async def checkpoint(self) -> Path:
        """Save now and return the file.

        Raises
        ------
        InputError
            If it can't be saved; the training is not harmed.
        """
        if self._standing and (saved := self.run.checkpoints()):
            return saved[0]  # pausing has saved
        waiting: asyncio.Future[Path] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        self._save()
        return await waiting

    async def events(self) -> AsyncGenerator[TrainEvent, None]:
        """Yield the training's events until it is done or stopped; closing this stops it."""
        loop = asyncio.get_running_loop()

        def progress(what: str, share: float) -> None:
            loop.call_soon_threadsafe(self._progress, what, share)

        generator = await self._worker.run(jobs.start_training, self.run, self._device, progress)
        try:
            async with aclosing(self._worker.stream(generator, self._inbox)) as stream:
                async for event in stream:
                    if self._stopping:
                        return
                    self.paused = self.paused or bool(event.problem)
                    self._settle(event)
                    yield event
                    if self.paused and (event.checkpoint or event.problem):
                        await self._stand(saved=not event.problem)
        finally:
            self._answer(next(iter(self.run.checkpoints()), None), "the training ended before it could be saved.")

    async def _stand(self, saved: bool) -> None:
        if self._inbox or self._stopping:
            return
        self._standing = saved
        self._woken.clear()
        await self._woken.wait()
        self._standing = False

    def _save(self) -> None:
        from ncsn_engine.training import Save

        self._inbox.append(Save())
        self._woken.set()

    def _settle(self, event: TrainEvent) -> None:
        """Answer those who wait for a checkpoint."""
        if event.checkpoint or event.problem:
            self._answer(event.checkpoint, event.problem)

    def _answer(self, saved: Path | None, problem: str) -> None:
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            if one.done():
                continue
            if saved:
                one.set_result(saved)
            else:
                one.set_exception(InputError(problem))
