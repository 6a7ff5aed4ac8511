"""What keeps pace: the film with the clock, long curves with the zoom, the view with texts that change."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ncsn_gui.plots.loss import LossPlot
from ncsn_gui.widgets import transport
from ncsn_gui.widgets.readout import Readout
from ncsn_gui.widgets.transport import TransportBar


@pytest.mark.parametrize("speed", [1, 7, 60])
def test_a_film_keeps_time_with_the_clock(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, speed: int) -> None:
    now = [100.0]
    monkeypatch.setattr(transport.time, "perf_counter", lambda: now[0])
    bar = TransportBar()
    monkeypatch.setattr(bar.speed, "currentData", lambda: speed)
    bar.set_film(2000, 2000)
    bar.run(1)

    def wake(late: float = 0.0) -> None:
        now[0] += bar._timer.interval() / 1000 + late
        bar._tick()

    for _ in range(10 * speed):
        wake()
    assert bar.index == 10 * speed
    assert now[0] - 100 == pytest.approx(10, abs=2e-3)  # 17 ms each would have taken 10.2 s at 60 a second
    wake(0.05)  # held up for a moment: made good
    for _ in range(5 * speed):
        wake()
    assert now[0] - 100 == pytest.approx(15 + 1 / speed, abs=0.05 / speed + 2e-3)
    stood = bar.index
    wake(5.0)  # held up for long: it goes on from there, and no step is left out
    assert bar.index == stood + 1
    assert bar._timer.interval() >= 1
    bar.stop()


def test_a_long_curve_shows_every_step_when_one_looks_closely(qapp: QApplication) -> None:
    plot = LossPlot()
    plot.resize(700, 300)
    steps = np.arange(1, 100_001, dtype=np.float64)
    loss = np.random.default_rng(0).uniform(0.2, 0.4, len(steps))
    loss[54_320] = 3.0
    plot.show_curves(steps, loss, 0.0, np.empty((0, 2)), "step")
    x, y = plot.raw.getOriginalDataset()
    assert len(x) < 3000
    assert y.max() == 3.0  # no spike is lost from afar
    plot.setXRange(54_300, 54_340, padding=0)
    x, y = plot.raw.getOriginalDataset()
    seen = (x >= 54_300) & (x <= 54_340)
    np.testing.assert_array_equal(x[seen], np.arange(54_300, 54_341))
    np.testing.assert_array_equal(y[seen], loss[54_299:54_340])
    assert (np.diff(x) >= 0).all()
    plot.enableAutoRange()
    plot.getPlotItem().vb.updateAutoRange()
    (low, high), _ = plot.viewRange()
    assert low <= 1 and high >= 100_000  # to see all is all
    plot.close()


def test_a_text_that_changes_moves_nothing(qapp: QApplication) -> None:
    class Layouts(QObject):
        count = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.count += event.type() == QEvent.Type.LayoutRequest
            return False

    whole, line, told = QWidget(), Readout("step 5000 / 5000"), Layouts()
    row = QHBoxLayout(whole)
    row.addWidget(line)
    whole.show()
    qapp.processEvents()
    wide = line.width()
    whole.installEventFilter(told)
    for step in (1, 8, 44, 4444, 5000):
        line.setText(f"step {step} / 5000")
        qapp.processEvents()
        assert line.sizeHint().width() <= line.width() == wide
    assert told.count == 0
    line.setText("step 123456 / 500000")  # what needs more room gets it
    qapp.processEvents()
    assert line.sizeHint().width() <= line.width() > wide
    whole.close()
