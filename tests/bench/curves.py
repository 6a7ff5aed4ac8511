"""A run of many logged steps in the real window: opened, dragged and zoomed."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget

from ncsn_engine.presets import preset
from ncsn_engine.runs import MetricsFile, create_run
from ncsn_engine.worker import Worker
from ncsn_gui.plots.loss import LossPlot
from tests.bench.painted import Painted
from tests.gui.driver import Driver, application, live

LEFT = Qt.MouseButton.LeftButton


def logged(name: str, steps: int) -> None:
    """Make a run that says it was trained for so many steps, as a training of 20 steps a second would."""
    draw = np.random.default_rng(0)
    loss = 0.2 + np.exp(-np.arange(steps) / (steps / 8)) + 0.05 * draw.standard_normal(steps)
    records: list[dict[str, Any]] = []
    for step in range(20, steps + 1, 20):
        base = {"step": step, "seconds": step / 20}
        told = {"learning_rate": 1e-3, "gradient_norm": 0.51234, "weight_norm": 40.1234, "images_per_second": 2560.12}
        losses = loss[step - 20 : step].round(6).tolist()
        records.append({"kind": "train", **base, "loss": losses, **told, "epoch": step / 12, "time": 1.7e9 + step})
        if step % 500 == 0:
            by_level = draw.uniform(0.1, 0.9, 22).round(6).tolist()
            records += [{"kind": kind, **base, "loss": 0.5, "by_level": by_level} for kind in ("held-out", "levels")]
    MetricsFile(create_run(preset("digits").replace(name=name))).append(records)


async def open_run(d: Driver, painted: Painted, name: str) -> float:
    """Click on a run in the list; return ms until its curves are painted."""
    runs = d.find("runs", QListWidget)
    item = next(runs.item(i) for i in range(runs.count()) if runs.item(i).text().startswith(name))
    painted.begin()
    begun = time.perf_counter()
    QTest.mouseClick(runs.viewport(), LEFT, pos=runs.visualItemRect(item).center())
    await d.until(lambda: painted.whole, "the curves to be painted")
    return 1000 * (painted.whole - begun)


async def rate(painted: Painted, seconds: float, move: Callable[[int], None]) -> float:
    """Move as fast as the window follows; return how often a second the curves are painted."""
    painted.begin()
    begun, number = time.perf_counter(), 0
    while time.perf_counter() < begun + seconds:
        move(number)
        number += 1
        await asyncio.sleep(0.005)
    return len(painted.times) / (time.perf_counter() - begun)


def curves() -> dict[str, Any]:
    """Open a run of 100 000 steps several times; pan and zoom one of 1 000 000."""
    app, worker, painted, told = application(), Worker(), Painted(LossPlot), dict[str, Any]()
    logged("short", 100_000)
    logged("long", 1_000_000)

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready and d.sample.transport.playing, "the first film")
        d.sample.transport.stop()
        d.turn_to("train")
        await asyncio.sleep(0.5)
        plot = d.train.loss_plot
        painted.wanted = (plot,)
        told["opened"] = []
        for _ in range(5):
            told["opened"].append(await open_run(d, painted, "short"))
            await asyncio.sleep(0.3)
            await open_run(d, painted, "digits")
            await asyncio.sleep(0.3)
        told["opened long"] = await open_run(d, painted, "long")
        await asyncio.sleep(1.0)
        view = plot.viewport()
        # A place on the smoothed curve, so that there is something to be painted after zooming, too.
        height = float(np.log10(0.2 + np.exp(-4)))
        middle = plot.mapFromScene(plot.getPlotItem().vb.mapViewToScene(QPointF(500_000, height)))

        def wheel(number: int) -> None:
            turn = QPoint(0, 120 if number % 40 < 20 else -120)
            place, where = QPointF(middle), QPointF(view.mapToGlobal(middle))
            none = Qt.KeyboardModifier.NoModifier
            phase = Qt.ScrollPhase.NoScrollPhase
            QApplication.sendEvent(
                view, QWheelEvent(place, where, QPoint(), turn, Qt.MouseButton.NoButton, none, phase, False)
            )

        def drag(number: int) -> None:
            QTest.mouseMove(view, middle + QPoint(round(150 * np.sin(number / 15)), number % 7))

        told["zoom"] = await rate(painted, 3.0, wheel)
        plot.enableAutoRange()
        await asyncio.sleep(0.5)
        for name in ("pan", "pan, zoomed in"):
            QTest.mousePress(view, LEFT, pos=middle)
            told[name] = await rate(painted, 4.0, drag)
            QTest.mouseRelease(view, LEFT, pos=middle)
            for _ in range(20):
                wheel(0)
            await asyncio.sleep(0.5)

    live(app, worker, Path(os.environ["XDG_CONFIG_HOME"]) / "curves.ini", journey)
    worker.close()
    return told
