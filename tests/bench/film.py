"""The film of 5000 steps × 64 pictures of 32×32×3 in the real window: recorded, scrubbed, played, and the memory."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ncsn_engine.samplers import Step
from ncsn_engine.trajectory import Trajectory, record
from ncsn_engine.worker import Worker
from ncsn_gui.plots.trace import TracePlot
from ncsn_gui.widgets.image_grid import ImageGrid
from tests.bench.painted import Painted
from tests.gui.driver import Driver, application, live

STEPS, LEVELS, SHAPE = 5000, 100, (64, 3, 32, 32)
MIB = 2**20


def sampled() -> Iterator[Step]:
    """Yield the steps of a sampling that no model makes: its pictures differ at every step."""
    draw = torch.Generator().manual_seed(0)
    x, toward = torch.rand(SHAPE, generator=draw), torch.rand(SHAPE, generator=draw)
    for index in range(STEPS):
        level = index * LEVELS // STEPS
        sigma = 0.01 ** (level / LEVELS)
        step = Step.at(index, STEPS, level, sigma, sigma**2 / 8, x + index / STEPS, toward)
        yield step
    yield step.result(x)


async def scrub(d: Driver, painted: Painted, seeks: int) -> list[float]:
    """Press the mouse on random places of the slider; return ms until grid and both plots are painted."""
    view, slider, found = d.sample, d.sample.transport.slider, []
    assert view.trajectory
    painted.wanted = view.grid, view.traces.steps_plot, view.traces.heat_plot
    for index in np.random.default_rng(0).integers(0, STEPS + 1, seeks).tolist():
        place = QPoint(round(slider.x_of(index)), 11)
        frames = [view.trajectory.frame(i).index for i in (slider.value_at(place.x()), view.transport.index)]
        if frames[0] == frames[1]:  # a thinned film has nothing else to show there
            continue
        await asyncio.sleep(0.02)
        painted.begin()
        begun = time.perf_counter()
        QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place)
        await d.until(lambda: painted.whole, "the picture and the plots to be painted")
        found.append(1000 * (painted.whole - begun))
    return found


async def play(d: Driver, painted: Painted, seconds: float) -> tuple[int, int]:
    """Play at 60 steps a second, again and again; return how many steps were due, and how many of them came late.

    A step is due k/60 s after Play was pressed, and in time if it is on the screen before the next one is due.
    """
    transport = d.sample.transport
    d.choose("transport.speed", "60 / s")
    transport.looping = "again"
    d.key("transport", Qt.Key.Key_Home)
    await asyncio.sleep(0.5)
    painted.wanted = (d.sample.grid,)
    painted.begin()
    moved: list[tuple[float, int]] = []  # when a step was asked for: it is on the screen at the next painting

    def note(index: int) -> None:
        moved.append((time.perf_counter(), index))

    transport.moved.connect(note)
    d.key("transport", Qt.Key.Key_Space)
    begun = time.perf_counter()
    await asyncio.sleep(seconds)
    transport.moved.disconnect(note)
    d.key("transport", Qt.Key.Key_Space)
    transport.looping = "once"
    times, due, late, held_up = np.array(painted.times), int((seconds - 0.5) * 60), 0, 0.0
    for k in range(1, due + 1):
        if k > len(moved):
            late += due + 1 - k
            break
        asked, index = moved[k - 1]
        assert index == k % (transport.recorded + 1), "the film left out a step"
        shown = times[times > asked][0]
        following = moved[k][0] if k < len(moved) else np.inf
        behind = float(shown) - (begun + held_up + (k + 1) / 60)
        late += int(behind > 0 or shown > following)
        if behind > 0.1:  # of so much the film lets go: from here on it is as much later
            held_up += behind
            late += int(60 * behind)
    return due, late


def film(limit: int, seeks: int, seconds: float) -> dict[str, Any]:
    """Measure all of it with a recording of at most `limit` MiB, playing for so many seconds, or not at all."""
    app, worker, painted, told = application(), Worker(), Painted(ImageGrid, TracePlot), dict[str, Any]()
    store = Path(os.environ["XDG_CONFIG_HOME"]) / "film.ini"
    resident: list[int] = []

    async def watch() -> None:
        while True:
            resident.append(psutil.Process().memory_info().rss)
            await asyncio.sleep(0.02)

    async def journey(d: Driver) -> None:
        view = d.sample
        await d.until(lambda: d.ready, "torch")
        await d.until(lambda: view.trajectory and view.transport.playing, "the first film")
        view.transport.stop()
        if seconds:
            told["digits"] = await play(d, painted, seconds)
        before = psutil.Process().memory_info().rss
        watching = asyncio.create_task(watch())
        trajectory = Trajectory(limit * MIB)
        view.show_sampling(trajectory)
        begun = time.perf_counter()
        steps: Any = record(sampled(), trajectory)
        async for _ in worker.stream(steps):
            view.grow()
        view.grow()
        told.update(seconds=time.perf_counter() - begun, disk=trajectory.size / MIB, kept=len(trajectory.indices))
        told["scrub"] = await scrub(d, painted, seeks)
        if seconds:
            told["pictures"] = await play(d, painted, seconds)
        told["memory"] = (max(resident) - before) / MIB
        watching.cancel()
        view.show_sampling(None)
        trajectory.close()

    live(app, worker, store, journey)
    worker.close()
    return told
