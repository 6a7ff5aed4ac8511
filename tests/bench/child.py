"""What the benchmarks run in processes of their own: prints one line of JSON.

``python -m tests.bench.child startup|window|cli|steps|film|curves …``
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import Any

import psutil

BEGUN = float(os.environ["NCSN_BENCH_BEGUN"])  # the system's own record of it is off by up to a second


def say(**facts: Any) -> None:
    print("BENCH " + json.dumps(facts), flush=True)


def startup() -> None:
    """Open the program as ``python main.py`` does; tell when it is painted, and when a picture moves."""
    from ncsn_gui.app import main
    from ncsn_gui.views.sample.view import SampleView
    from ncsn_gui.window import MainWindow

    told: dict[str, Any] = {}
    event, grow = MainWindow.event, SampleView.grow

    def on_event(self: MainWindow, what: Any) -> bool:
        done = event(self, what)
        if what.type() == what.Type.Paint and "painted" not in told:
            told.update(painted=time.time() - BEGUN, torch="torch" in sys.modules)
        return done

    def on_grow(self: SampleView) -> None:
        grow(self)
        if self.transport.index > 0 and "moving" not in told:
            told["moving"] = time.time() - BEGUN
            say(**told)
            self.window().close()

    MainWindow.event, SampleView.grow = on_event, on_grow  # type: ignore[method-assign]
    main(["main.py"])


def recorded(seconds: float) -> list[tuple[float, int]]:
    """Make every training note the time of its events, and stop after a while."""
    import ncsn_engine.training as training

    events: list[tuple[float, int]] = []
    train = training.train

    def noted(*arguments: Any, **options: Any) -> Any:
        inner = train(*arguments, **options)
        command = None
        try:
            while True:
                event = inner.send(command)
                events.append((time.perf_counter(), event.step))
                command = yield event
                if events[-1][0] - events[0][0] > seconds:
                    return
        except StopIteration:
            return
        finally:
            inner.close()

    training.train = noted
    return events


def rate(events: list[tuple[float, int]]) -> float:
    """Return steps a second, without the first fifth, in which caches and pools warm up."""
    part = events[len(events) // 5 :]
    return (part[-1][1] - part[0][1]) / (part[-1][0] - part[0][0])


def cli(seconds: float, folder: str) -> None:
    from ncsn_engine.cli import main

    events = recorded(seconds)
    main(["train", "--preset", "digits", "--training.preview_every", "0", "--run", folder])
    say(rate=rate(events))


def window(seconds: float) -> None:
    """Train in the window; tell the rate, how long the window was deaf, and the memory."""
    import asyncio

    import numpy as np
    from PySide6.QtCore import Qt, QTimer

    from ncsn_engine.presets import preset
    from ncsn_gui.app import main
    from ncsn_gui.views.sample.view import SampleView
    from ncsn_gui.window import MainWindow

    beats: list[float] = []
    peak = [0]
    begin = MainWindow.begin

    async def course(self: MainWindow) -> None:
        studio, view = self.studio, self.tabs.findChild(SampleView)
        while not (studio.workshop.ready and not studio.sampling.job.busy and view.transport.recorded > 0):
            await asyncio.sleep(0.05)
        view.transport.stop()
        studio.desk.draft(preset("digits").replace(**{"training.preview_every": 0}))
        events = recorded(seconds)
        studio.training.start_or_resume()
        while not events:
            await asyncio.sleep(0.05)
        timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: beats.append(time.perf_counter()))
        while studio.training.session and events[-1][0] - events[0][0] < seconds / 2:
            await asyncio.sleep(0.5)
        half = len(events)
        timer.start()  # it costs a little itself, so the rate is measured before
        while studio.training.session:
            peak[0] = max(peak[0], psutil.Process().memory_info().rss)
            await asyncio.sleep(0.2)
        timer.stop()
        gaps = np.diff(beats) * 1000
        say(
            rate=rate(events[:half]),
            p99=float(np.percentile(gaps, 99)),
            worst=float(gaps.max()),
            memory=peak[0] / 2**30,
        )
        self.close()

    def on_begin(self: MainWindow, opened: Any) -> None:
        begin(self, opened)
        self.studio.workshop.spawn(course(self))

    MainWindow.begin = on_begin  # type: ignore[method-assign]
    main(["main.py"])


def steps(count: str) -> None:
    """Take so many steps without recording; tell the largest memory after the first ten."""
    import ncsn_engine as ne
    from ncsn_engine.config import DDIM

    settings = DDIM(count=64, n_steps=int(count))
    for step in ne.sample(ne.load_model("ready-made"), settings):  # noqa: B007
        pass
    say(memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["startup"]:
            startup()
        case ["cli", seconds, folder]:
            cli(float(seconds), folder)
        case ["window", seconds]:
            window(float(seconds))
        case ["steps", count]:
            steps(count)
        case ["film", limit, seeks, seconds]:
            from tests.bench.film import film

            say(**film(int(limit), int(seeks), float(seconds)))
        case ["curves"]:
            from tests.bench.curves import curves

            say(**curves())
