"""One training, as the window holds it: pause, resume, stop, save, change, roll back; no widgets."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ncsn_engine as ne
from ncsn_engine.config import InputError
from ncsn_gui.language import tr
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    from ncsn_engine.config import RunConfig
    from ncsn_engine.runs import Run
    from ncsn_engine.training import TrainEvent
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["TrainingSession"]


class TrainingSession:
    """Iterates a training on the worker's thread.

    Parameters
    ----------
    progress
        Called, on the window's thread, while data is read or downloaded.

    Attributes
    ----------
    run
        With the settings that are in force now.
    paused
        Whether it was asked to stand.
    unanswered
        How many commands were sent that no event has answered yet.
    unsaved
        The names under which a checkpoint was asked for and not saved yet; those left at the end came too late.
    """

    def __init__(self, workshop: Workshop, run: Run, device: str, progress: Callable[[str, float], None]) -> None:
        self.run = run
        self._workshop, self._device, self._progress = workshop, device, progress
        self._inbox: deque[Any] = deque()
        self._woken = asyncio.Event()  # ends a stand: to go on, to save, or to stop
        self.paused = False
        self.unanswered = 0
        self.unsaved: list[str] = []
        self._stopping, self._standing = False, False
        self._waiting: list[asyncio.Future[Path]] = []

    def pause(self) -> None:
        """Stand still after saving; what is in memory stays."""
        self.paused = True
        self._send(ne.Save(), ne.Pause())

    def resume(self) -> None:
        """Go on."""
        self.paused = False
        self._send(ne.Resume())

    def change(self, config: RunConfig) -> None:
        """Go on with other settings, paused or not; an event tells what became of it."""
        self._send(ne.Change(config))

    def save_as(self, name: str) -> None:
        """Save now, as a checkpoint with a name; an event tells of it."""
        self.unsaved.append(name)
        self._send(ne.Save(name))

    def roll_back(self, checkpoint: Path) -> None:
        """Go on from an earlier checkpoint, paused or not; an event tells of it."""
        self._send(ne.RollBack(checkpoint))

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
        waiting: asyncio.Future[Path] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        self._send(ne.Save())
        return await waiting

    async def events(self) -> AsyncGenerator[TrainEvent, None]:
        """Yield the training's events until it is done or stopped; closing this stops it."""
        loop = asyncio.get_running_loop()

        def progress(what: str, share: float) -> None:
            loop.call_soon_threadsafe(self._progress, what, share)

        generator = await self._workshop.run(errands.start_training, self.run, self._device, progress)
        try:
            async with aclosing(self._workshop.stream(generator, self._inbox)) as stream:
                async for event in stream:
                    if self._stopping:
                        return
                    if event.problem and not self.paused:
                        self.paused = True
                        self._send(ne.Pause())
                    if event.config:
                        self.run = replace(self.run, config=event.config)
                    self.unanswered -= event.answers
                    self._settle(event)
                    yield event
                    if event.doing == "paused" and not self.unanswered and not self._stopping:
                        self._standing = True
                        self._woken.clear()
                        await self._woken.wait()
                        self._standing = False
        finally:
            self._answer(next(iter(self.run.checkpoints()), None), tr("The training ended before it could be saved."))

    def _send(self, *commands: Any) -> None:
        self.unanswered += len(commands)
        self._inbox.extend(commands)
        self._woken.set()

    def _settle(self, event: TrainEvent) -> None:
        """Answer those who wait for a checkpoint."""
        if event.checkpoint_name in self.unsaved:
            self.unsaved.remove(event.checkpoint_name)
        if event.problem:  # it is said why; who still wants it asks again
            self.unsaved.clear()
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
