"""Plots alone: numbers on their axes, what has no place there, the size of text, and whose zoom it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from ncsn_engine.history import History
from ncsn_engine.least import Least
from ncsn_engine.presets import preset
from ncsn_engine.runs import MetricsFile, create_run
from ncsn_gui.assets import app_font
from ncsn_gui.pages import train
from ncsn_gui.plots.heat import HeatPlot
from ncsn_gui.plots.loss import LevelPlot, LossPlot
from ncsn_gui.plots.overlay import OverlayPlot
from ncsn_gui.plots.plot import Plot
from ncsn_gui.plots.trace import TracePlot
from ncsn_gui.views.train.view import TrainView
from tests.gui.bare import Bare, shown

STEPS = np.arange(1, 2001.0)
NONE = np.empty((0, 2))


def loss(log: bool = False, scale: float = 1.0) -> LossPlot:
    plot = LossPlot()
    plot.set_log(log)
    held_out = np.array([[500.0, 0.5], [1000.0, 0.4]]) * [1, scale]
    plot.show_curves(STEPS, scale * np.linspace(1, 0.3, 2000), 0.05, held_out, "step")
    return plot


def levels() -> LevelPlot:
    plot = LevelPlot()
    plot.show_levels(np.linspace(0.01, 0.97, 22), np.linspace(0.02, 1.31, 22), np.linspace(0, 1, 22))
    return plot


def overlay(log: bool) -> OverlayPlot:
    plot = OverlayPlot()
    curves = {name: (np.column_stack([STEPS, np.geomspace(1e-5, 0.1, 2000)]), NONE) for name in ("one", "other")}
    plot.show_runs("Learning rate", "step", log, curves)
    return plot


def heat() -> HeatPlot:
    plot = HeatPlot()
    plot.show_past("Loss", "step", np.array([100.0, 5000.0]), np.ones((2, 22)), 22)
    return plot


def traced(log: bool) -> TracePlot:
    plot = TracePlot("σ by step", {"sigma": "accent"}, log)
    plot.show_trace(190, sigma=np.geomspace(20, 0.003, 190))
    return plot


PLOTS: dict[str, Callable[[], Plot]] = {
    "loss": loss,
    "loss, log": lambda: loss(True),
    "loss, log, large": lambda: loss(True, 1e6),
    "levels": levels,
    "overlay": lambda: overlay(False),
    "overlay, log": lambda: overlay(True),
    "heat": heat,
    "trace": lambda: traced(False),
    "trace, log": lambda: traced(True),
}


@pytest.fixture(autouse=True)
def closed(qapp: QApplication) -> Iterator[None]:
    yield
    for made in qapp.topLevelWidgets():
        if isinstance(made, Plot | TrainView):
            made.hide()
            made.deleteLater()


@pytest.fixture
def text(qapp: QApplication) -> Iterator[Callable[[int], None]]:
    before = qapp.font()
    yield lambda size: qapp.setFont(app_font(size))
    qapp.setFont(before)


def numbers(plot: Plot, side: str) -> list[tuple[QRectF, str]]:
    """What is written at an axis, and where."""
    axis, picture = plot.getPlotItem().getAxis(side), QImage(9, 9, QImage.Format.Format_RGB32)
    axis.picture = None
    painter = QPainter(picture)
    painter.setFont(axis.style["tickFont"])
    found = axis.generateDrawSpecs(painter)
    painter.end()
    return [(place, text) for place, _, text in (found[2] if found else [])]


def together(plot: Plot, side: str) -> list[tuple[str, str]]:
    """Which numbers of an axis run into each other."""
    found = numbers(plot, side)
    inner = [(place.adjusted(0.5, 0.5, -0.5, -0.5), text) for place, text in found]
    return [(s, t) for i, (p, s) in enumerate(inner) for q, t in inner[:i] if p.intersects(q)]


@pytest.mark.parametrize("size", [100, 150])
def test_numbers_never_overlap_and_no_step_is_below_0(size: int, text: Callable[[int], None]) -> None:
    text(size)
    for name, make in PLOTS.items():
        plot = make()
        plot.show()
        for tall, wide in ((0, 180), (0, 600), (110, 400), (128, 400), (160, 180), (400, 900)):
            plot.resize(wide, max(tall, plot.minimumHeight()))
            QApplication.processEvents()
            assert together(plot, "left") == together(plot, "bottom") == [], (name, tall, wide)
            assert len(numbers(plot, "bottom")) >= 2 or wide < 200, (name, tall, wide)
            assert numbers(plot, "left"), (name, tall, wide)
            assert plot.getPlotItem().width() <= wide, (name, tall, wide)  # a long title gives way
            assert "-" not in "".join(t for _, t in numbers(plot, "bottom"))
        plot.hide()


def test_nobody_can_look_where_no_step_or_level_is(qapp: QApplication) -> None:
    for name, first in {"loss": 0, "overlay": 0, "heat": 0, "levels": 0.5}.items():
        plot = PLOTS[name]()
        box = plot.getPlotItem().vb
        assert box.viewRange()[0][0] >= first, name
        box.scaleBy((4.0, 1.0))
        box.translateBy(x=-500.0)
        assert box.viewRange()[0][0] >= first, name
        if name == "levels":
            assert box.viewRange()[0][1] <= 22.5


def test_counts_begin_with_0_are_whole_and_grouped(qapp: QApplication) -> None:
    plot = loss()
    plot.resize(700, 300)
    plot.show()
    QApplication.processEvents()
    written = [text for _, text in numbers(plot, "bottom")]
    assert written[0] == "0" and "2\u202f000" in written
    plot.show_curves(np.arange(1, 4.0), np.ones(3), 0.0, NONE, "step")
    QApplication.processEvents()
    assert [text for _, text in numbers(plot, "bottom")] == ["1", "2", "3"]
    plot.show_curves(np.arange(1, 4.0) / 9, np.ones(3), 0.0, NONE, "training time, s")  # seconds are not counted
    QApplication.processEvents()
    assert any("." in text for _, text in numbers(plot, "bottom"))


def test_levels_are_seen_from_0_to_knowing_nothing_whatever_they_are(qapp: QApplication) -> None:
    plot = LevelPlot()
    plot.show()
    for low, high in ((0.4, 0.5), (0.2, 3.0), (-0.5, 0.1)):
        plot.show_levels(np.full(6, low), np.full(6, high))
        QApplication.processEvents()
        bottom, top = plot.viewRange()[1]
        assert bottom <= min(0, low) and top >= max(1, high)
        assert top - bottom < 1.5 * (max(1, high) - min(0, low))


def test_no_line_is_drawn_where_no_loss_is_known(qapp: QApplication) -> None:
    # A record was lost: what is not known is no 0, before the first point or between two.
    plot, lost = LossPlot(), np.linspace(1, 0.3, 5000)
    lost[:2000] = lost[3000:3500] = np.nan
    plot.show_curves(np.arange(1, 5001.0), lost, 0.01, NONE, "step")
    for curve in (plot.raw, plot.smooth):
        x, y = curve.getOriginalDataset()
        known = np.isfinite(y)
        assert x[known].min() >= 1990
        assert not ((x[known] > 3070) & (x[known] < 3490)).any()
        assert y[known].min() > 0.29


# -- logarithmic axes --------------------------------------------------------------------------


def test_losses_that_a_logarithmic_axis_has_no_place_for_are_counted_and_leave_a_gap(qapp: QApplication) -> None:
    learned = np.append(np.linspace(1, 0.01, 51), np.linspace(-0.01, -2, 1949))
    learned[-100:] = 0.2  # and back
    plot = LossPlot()
    plot.set_log(True)
    plot.show_curves(STEPS, learned, 0.0, np.array([[50, 0.5], [1000, -1.0]]), "step")
    assert "1\u202f850 of 2\u202f002 values" in plot.spoken()
    x, y = plot.smooth.getOriginalDataset()
    assert np.isnan(y[(x > 60) & (x < 1890)]).all() and y[-1] == 0.2 and x[-1] == 2000
    plot.set_log(False)
    plot.show_curves(STEPS, learned, 0.0, NONE, "step")
    assert "logarithmic" not in plot.spoken() and plot.smooth.getOriginalDataset()[1].min() < -1.8
    other = OverlayPlot()
    other.show_runs("Loss", "step", True, {"sliced": (np.column_stack([STEPS, learned]), np.array([[10, -1.0]]))})
    assert "1\u202f850 of 2\u202f001 values" in other.spoken()
    x, y = other.lines["sliced"].getOriginalDataset()
    assert np.isnan(y[(x > 60) & (x < 1890)]).all() and y[-1] == 0.2
    other.show_runs("Loss", "step", False, {"sliced": (np.column_stack([STEPS, learned]), NONE)})
    assert other.spoken() == "Loss"


# -- the size of text --------------------------------------------------------------------------


def test_plots_follow_the_size_of_text_at_once_and_back(text: Callable[[int], None]) -> None:
    plots = [make() for make in PLOTS.values()]
    for plot in plots:
        plot.resize(700, 300)
        plot.show()

    def stands(plot: Plot) -> list[float]:
        item = plot.getPlotItem()
        axes = [item.getAxis(side) for side in ("left", "bottom")]
        fonts = [axis.style["tickFont"].pointSizeF() for axis in axes]
        item.layout.activate()
        sizes = [axes[0].width(), axes[1].height(), item.titleLabel.height(), plot.minimumHeight()]
        return [*fonts, *sizes, item.titleLabel.item.boundingRect().height()]

    small = [stands(plot) for plot in plots]
    text(150)
    QApplication.processEvents()
    for plot, before in zip(plots, small, strict=True):
        assert all(b > 1.2 * a for a, b in zip(before, stands(plot), strict=True)), (before, stands(plot))
    text(100)
    QApplication.processEvents()
    for plot, before in zip(plots, small, strict=True):
        assert stands(plot) == pytest.approx(before)


def test_a_title_gives_way_and_is_spoken_whole(qapp: QApplication) -> None:
    plot = Plot("A very long title < that & nobody could ever read in a plot as narrow as this one", "step")
    plot.resize(200, 200)
    plot.show()
    QApplication.processEvents()
    item = plot.getPlotItem()
    assert item.titleLabel.width() <= 200 and item.vb.width() <= 200
    assert "…" in item.titleLabel.text and "narrow as this one" in plot.spoken()


# -- whose axes they are -----------------------------------------------------------------------


def past(steps: int, **more: object) -> History:
    history = History(
        np.linspace(1, 0.5, steps).astype(np.float32),
        np.array([[0.0, 0.0], [steps, steps / 50]]),
        np.array([[steps, 0.6]]),
        np.linspace(0.2, 0.8, 6),
        np.linspace(0.3, 0.9, 6),
        level_steps=np.array([float(steps)]),
        level_past=np.linspace(0.2, 0.8, 6)[None],
        held_out_steps=np.array([float(steps)]),
        held_out_past=np.linspace(0.3, 0.9, 6)[None],
        sigmas=np.geomspace(10, 0.01, 6),
    )
    for name, value in more.items():
        setattr(history, name, value)
    return history


def test_another_run_begins_with_its_own_axes_in_every_plot_and_the_same_one_keeps_its_zoom(qapp: QApplication) -> None:
    view = TrainView()
    view.show_history(past(1000), True, "one")
    everything = [view.loss_plot, view.overlay_plot, *view.by_level.all_plots]
    for plot in everything:
        plot.set_zoom((2.0, 3.0), (0.1, 0.2))
    view.show_history(past(1100), True, "one")
    assert all(plot.viewRange()[0] == pytest.approx([2, 3]) for plot in everything)
    assert view.by_level.level_plot.viewRange()[1] == pytest.approx([0.1, 0.2])  # drawn anew every second
    view.show_history(past(500), True, "other")
    assert all(plot.zoom() == (None, None) for plot in everything)
    for plot in everything:
        plot.set_zoom((2.0, 3.0), (0.1, 0.2))
    view.clear("a draft")
    assert all(plot.zoom() == (None, None) for plot in everything)


# -- what is said of a loss --------------------------------------------------------------------


def test_losses_of_two_measures_are_told_apart_and_no_level_lags(qapp: QApplication) -> None:
    view = TrainView()
    view.show_history(past(1000), True, "one")
    assert view.by_level.lags.text().startswith("lags: level") and view.loss_plot.spoken().endswith("“knows nothing”")
    view.show_history(past(1000, alike=False), True, "old")
    assert view.by_level.lags.text() == "" and "two measures" in view.loss_plot.spoken()


def test_overlaid_losses_on_two_scales_are_said_to_be(qapp: QApplication) -> None:
    view = TrainView()
    view.name = "new"
    view._others = [("old", preset("digits"), past(1000, weighted=True))]
    for now, said in ((past(500), True), (past(500, weighted=True), False)):
        view.show_history(now, True, "new")
        view._draw_runs(view.record.now(), log=True)
        assert ("older version told the loss of old" in view.overlay_plot.spoken()) is said


def test_the_best_possible_loss_is_drawn_where_it_is_known(qapp: QApplication) -> None:
    view = TrainView()
    view.show_history(past(1000), True, "one")
    names = lambda plot: [label.text for _, label in plot._legend.items]  # noqa: E731
    assert len(names(view.loss_plot)) == 3 and len(names(view.by_level.level_plot)) == 2
    view.show_least(0.25, np.linspace(0, 0.5, 6))
    assert names(view.loss_plot)[-1] == "best possible: 0.250"
    assert view.loss_plot.least.getOriginalDataset()[1].tolist() == [0.25, 0.25]
    x, y = view.by_level.level_plot.least.getOriginalDataset()
    assert x.tolist() == [1, 2, 3, 4, 5, 6] and y == pytest.approx(np.linspace(0, 0.5, 6))
    assert names(view.by_level.level_plot)[-1] == "best possible"
    view.scale.setCurrentIndex(1 - view.scale.currentIndex())
    assert view.loss_plot.least.getOriginalDataset()[1].tolist() == [0.25, 0.25]
    view.show_least(None, np.empty(0))
    assert len(names(view.loss_plot)) == 3 and len(names(view.by_level.level_plot)) == 2
    assert view.loss_plot.least.getOriginalDataset()[0] is None or not len(view.loss_plot.least.getOriginalDataset()[0])


def test_the_page_asks_for_it_once_for_each_set_and_ladder(bare: Callable[..., None]) -> None:
    async def journey(bare: Bare) -> None:
        found = Least(0.25, np.linspace(0, 0.5, 6))
        bare.worker.answers["best_possible"] = lambda *_: found
        bare.open()
        studio = bare.studio
        view = shown(train(studio)).view
        assert isinstance(view, TrainView)
        bare.leave(view)
        run = create_run(preset("toy").replace(**{"data.kind": "pair"}))
        MetricsFile(run).append([{"kind": "train", "step": 9, "seconds": 1.0, "loss": [0.5] * 9}])
        studio.desk.show(run)
        assert "best_possible" not in bare.worker.asked  # nobody knows its levels yet
        studio.desk.past.sigmas = np.geomspace(10, 0.1, 6)
        studio.desk.turned.emit()
        await bare.until(lambda: view.loss_plot._least == 0.25, "the best possible loss")
        studio.desk.turned.emit()
        assert view.loss_plot._least == 0.25
        assert studio.shelf.ready_made is not None
        studio.desk.show(studio.shelf.ready_made)  # pictures: nobody knows
        assert view.loss_plot._least is None
        assert bare.worker.asked.count("best_possible") == 1

    bare(journey)


def test_a_training_that_diverges_is_said_to(qapp: QApplication) -> None:
    view = TrainView()
    view.show_history(past(1000), True, "one")
    assert view.diverging.isHidden()
    measured = np.array([[1000.0, 1.0, 5, 5, 5, 5, 5]])
    view.show_history(past(1000, held_out=np.array([[900, 0.6], [1000, 96.8]]), measured=measured), True, "wild")
    assert not view.diverging.isHidden()
    assert "96.8" in view.diverging.text() and "at most 1 so far" in view.diverging.text()
    view.clear("a draft")
    assert view.diverging.isHidden()
