from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from ncsn_engine.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator


def live(journey: Callable[[Worker], Coroutine[Any, Any, Any]]) -> Any:
    """Run a journey on a loop and a worker of its own; no thread may be left."""
    before = set(threading.enumerate())
    worker = Worker()

    async def main() -> Any:
        return await asyncio.wait_for(journey(worker), 60)

    try:
        return asyncio.run(main())
    finally:
        worker.close()
        assert set(threading.enumerate()) <= before


async def until(condition: Callable[[], object]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


def test_functions_run_on_one_other_thread() -> None:
    async def journey(worker: Worker) -> set[int]:
        return set(await asyncio.gather(*(worker.run(threading.get_ident) for _ in range(20))))

    used = live(journey)
    assert len(used) == 1
    assert used != {threading.get_ident()}


def test_generators_and_functions_share_the_thread_and_take_turns() -> None:
    def count() -> Generator[int, None, None]:
        for _ in range(10):
            yield threading.get_ident()

    async def journey(worker: Worker) -> set[int]:
        used = {await worker.run(threading.get_ident)}
        async for ident in worker.stream(count()):
            used |= {ident, await worker.run(threading.get_ident)}
        return used

    assert len(live(journey)) == 1


def test_an_exception_comes_out_of_the_await() -> None:
    def fail() -> None:
        raise LookupError("on the worker")

    async def journey(worker: Worker) -> int:
        with pytest.raises(LookupError, match="on the worker"):
            await worker.run(fail)
        return await worker.run(lambda: 3)

    assert live(journey) == 3


def test_an_exception_comes_out_of_the_stream_after_what_came_before_it() -> None:
    def some() -> Generator[int, None, None]:
        yield 1
        yield 2
        raise LookupError("in the third slice")

    async def journey(worker: Worker) -> list[int]:
        stream = worker.stream(some())
        seen = [await anext(stream), await anext(stream)]
        with pytest.raises(LookupError, match="third slice"):
            await anext(stream)
        return seen

    assert live(journey) == [1, 2]


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_stream_gives_every_item_in_order(length: int) -> None:
    async def journey(worker: Worker) -> list[int]:
        return [item async for item in worker.stream(i for i in range(length))]

    assert live(journey) == list(range(length))


def test_the_next_slice_runs_while_the_caller_shows_the_last() -> None:
    made: list[int] = []

    def count() -> Generator[int, None, None]:
        for i in range(3):
            made.append(i)
            yield i

    async def journey(worker: Worker) -> None:
        async with aclosing(worker.stream(count())) as stream:
            assert await anext(stream) == 0
            await until(lambda: made == [0, 1])

    live(journey)
    assert made == [0, 1]  # and no further ahead


def test_closing_a_stream_closes_the_generator_on_the_worker() -> None:
    closed: list[int] = []

    def endless() -> Generator[int, None, None]:
        try:
            while True:
                yield threading.get_ident()
        finally:
            closed.append(threading.get_ident())

    async def journey(worker: Worker) -> int:
        async with aclosing(worker.stream(endless())) as stream:
            return int(await anext(stream))

    worked_on = live(journey)
    assert closed == [worked_on]
    assert worked_on != threading.get_ident()


def test_a_cancelled_caller_closes_the_generator_too() -> None:
    closed = threading.Event()

    def endless() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    async def journey(worker: Worker) -> None:
        seen: list[int] = []

        async def show() -> None:
            async with aclosing(worker.stream(endless())) as stream:
                async for item in stream:
                    seen.append(item)

        task = asyncio.ensure_future(show())
        await until(lambda: len(seen) > 3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert closed.is_set()

    live(journey)


def test_what_is_put_into_the_inbox_is_sent_one_at_a_slice_in_order() -> None:
    got: list[str | None] = []

    def listen() -> Generator[int, str | None, None]:
        for i in range(10):
            got.append((yield i))

    async def journey(worker: Worker) -> None:
        inbox: deque[str] = deque()
        async for item in worker.stream(listen(), inbox):
            if item == 2:
                inbox.extend(["a", "b"])

    live(journey)
    assert [word for word in got if word] == ["a", "b"]
    assert got.index("b") == got.index("a") + 1
    assert len(got) == 10


def test_an_inbox_filled_before_the_start_is_sent_after_the_first_item() -> None:
    got: list[str | None] = []

    def listen() -> Generator[int, str | None, None]:
        for i in range(3):
            got.append((yield i))

    async def journey(worker: Worker) -> list[int]:
        return [item async for item in worker.stream(listen(), deque(["early"]))]

    assert live(journey) == [0, 1, 2]
    assert got == ["early", None, None]


def test_an_exception_while_closing_comes_out() -> None:
    def endless() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            raise OSError("could not save")

    async def journey(worker: Worker) -> None:
        stream = worker.stream(endless())
        await anext(stream)
        with pytest.raises(OSError, match="could not save"):
            await stream.aclose()

    live(journey)


def test_an_exception_of_the_slice_under_way_is_not_swallowed_by_closing() -> None:
    failed = threading.Event()

    def endless() -> Generator[int, None, None]:
        yield 1
        failed.set()
        raise LookupError("just then")

    async def journey(worker: Worker) -> None:
        stream = worker.stream(endless())
        await anext(stream)
        await until(failed.is_set)
        with pytest.raises(LookupError, match="just then"):
            await stream.aclose()

    live(journey)


def test_closing_waits_for_the_work_under_way() -> None:
    done: list[int] = []
    release = threading.Event()
    worker = Worker()

    def work() -> None:
        release.wait(60)
        done.append(1)

    async def main() -> None:
        task = asyncio.ensure_future(worker.run(work))
        await asyncio.sleep(0)
        release.set()
        worker.close()
        assert done == [1]
        await task

    asyncio.run(main())


def test_the_next_slice_does_not_wait_for_the_caller_to_wait() -> None:
    second_began = threading.Event()

    def slices() -> Generator[int, None, None]:
        yield 1
        second_began.set()
        yield 2

    async def journey(worker: Worker) -> bool:
        async with aclosing(worker.stream(slices())) as stream:
            assert await anext(stream) == 1
            return second_began.wait(10)  # the loop stands still here, as when the window draws

    assert live(journey)
