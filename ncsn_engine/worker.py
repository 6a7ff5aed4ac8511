"""The one thread that touches torch.

Training, sampling, previews, analysis and export run here, one after the other, so there are no
locks. The window awaits results on its own loop; an exception comes out of the ``await``.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import AsyncGenerator, Callable, Generator

__all__ = ["Worker"]

T = TypeVar("T")
_END: Any = object()  # StopIteration can't pass through a future


class Worker:
    """An executor of one thread, awaited with asyncio."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="ncsn-worker")

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a function on the thread and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)

    async def stream(
        self, generator: Generator[T, Any, Any], inbox: deque[Any] | None = None
    ) -> AsyncGenerator[T, None]:
        """Iterate a generator on the thread; the next slice runs while the caller shows the last.

        Parameters
        ----------
        generator
            Closed, on the thread, when this is closed.
        inbox
            What is put here is sent to the generator, one at each slice.
        """

        def advance(begun: bool) -> T:
            try:
                return generator.send(inbox.popleft()) if begun and inbox else next(generator)
            except StopIteration:
                return _END  # type: ignore[no-any-return]

        # Handed over at once, not as a coroutine: that would begin only when the caller waits again.
        loop = asyncio.get_running_loop()

        def hand_over(begun: bool) -> asyncio.Future[T]:
            return loop.run_in_executor(self._pool, partial(advance, begun))

        upcoming = hand_over(False)
        told = False
        try:
            while (item := await asyncio.shield(upcoming)) is not _END:
                upcoming = hand_over(True)
                yield item
        except Exception:
            told = True
            raise
        finally:
            if not upcoming.done():
                await asyncio.wait([upcoming])
            await self.run(generator.close)
            if not told and not upcoming.cancelled() and (error := upcoming.exception()):
                raise error  # of the slice that ran while the caller let go

    def close(self) -> None:
        """End the thread when its present work is done."""
        self._pool.shutdown(wait=True, cancel_futures=True)
