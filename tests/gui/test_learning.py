"""Learning, as a person looks at it: heat map, other quantities, saved curves, runs over each other."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QListWidget, QMenu

from ncsn_engine.presets import preset
from ncsn_engine.runs import MetricsFile, Run, create_run, list_runs
from ncsn_engine.training import HeldOut, TrainEvent
from ncsn_gui import theme
from tests.gui.driver import Driver
from tests.gui.test_journey import small_run

Studio = Callable[..., None]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def recorded(name: str, levels: int = 22, rate: float = 1e-3, measured: bool = True) -> Run:
    """Make a run that says it was trained for 1000 steps; its tenth level lags."""
    run = create_run(preset("digits").replace(**{"name": name, "training.learning_rate": rate}))
    records = []
    for step in range(50, 1001, 50):
        base = {"step": step, "seconds": step / 50}
        more = {"learning_rate": rate, "gradient_norm": 0.5, "weight_norm": step / 10, "images_per_second": 400.0}
        told = {**more, "epoch": step / 100, "time": 1e9 + step} if measured else {}
        records.append({"kind": "train", **base, "loss": [1 - step / 2000] * 50, **told})
        if step % 100 == 0:
            by_level = np.linspace(0.2, 0.8, levels)
            behind = by_level + 0.1 * (np.arange(levels) == 9)
            records.append({"kind": "held-out", **base, "loss": 1.02 - step / 2000, "by_level": behind.tolist()})
            records.append({"kind": "levels", **base, "by_level": by_level.tolist()})
    MetricsFile(run).append([*records, {"kind": "end", "step": 1000, "why": "done"}])
    return run


def point_at(d: Driver, name: str, key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Click on a run in the list."""
    runs = d.find("runs", QListWidget)
    item = next(runs.item(i) for i in range(runs.count()) if runs.item(i).text().startswith(f"{name}\n"))
    QTest.mouseClick(runs.viewport(), Qt.MouseButton.LeftButton, key, runs.visualItemRect(item).center())


async def save(d: Driver, entry: str, path: Path) -> None:
    d.click("train.save")
    menu = d.find("train.save-menu", QMenu)
    action = next(a for a in menu.actions() if entry in a.text())
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    await d.until(lambda: d.window.findChildren(QFileDialog), "the file dialog")
    dialog = d.window.findChildren(QFileDialog)[0]
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    await d.until(lambda: not d.window.findChildren(QFileDialog), "the dialog to be gone")
    await d.until(lambda: d.status() == f"Saved {path}" or d.said(), "the file")


def told(step: int, losses: int) -> TrainEvent:
    """What a training says after some steps."""
    by_level = np.full(22, 0.5)
    return TrainEvent(
        step=step,
        steps=1000,
        losses=np.full(losses, 0.5, np.float32),
        level_loss=by_level,
        level_count=np.ones(22),
        sigmas=np.geomspace(5, 0.01, 22),
        seconds=step / 50,
        images_per_second=400.0,
        learning_rate=1e-3,
        gradient_norm=0.5,
        weight_norm=3.0,
        epoch=step / 100,
        held_out=HeldOut(step, 0.5, by_level),
    )


async def opened(d: Driver, name: str) -> None:
    await d.until(lambda: d.window.ready, "torch")
    d.turn_to("train")
    point_at(d, name)
    assert d.window.bar.title.text() == name


def test_loss_by_level_over_time(studio: Studio) -> None:
    recorded("plain")
    recorded("long", levels=2311)

    async def journey(d: Driver) -> None:
        await opened(d, "plain-01")
        view, heat = d.window.train_view, d.window.train_view.heat_plot
        assert view.level_plot.isVisible() and not heat.isVisible() and not view.which.isVisible()
        assert view.lags.text() == "lags: level 10 (+0.100)"
        assert "quarter" in view.lags.toolTip()
        d.choose("train.levels-as", "Over time")
        assert heat.isVisible() and not view.level_plot.isVisible()
        rect = heat.image.mapRectToParent(heat.image.boundingRect())
        assert (rect.left(), rect.right(), rect.top(), rect.bottom()) == pytest.approx((0, 1000, 0.5, 22.5))
        top, bottom = (heat.getPlotItem().vb.mapViewToScene(QPointF(0, y)).y() for y in (1, 22))
        assert top < bottom  # the largest σ above
        train = heat.image.image.copy()
        assert (train[..., 3] == 255).all()
        d.choose("train.which", "Held-out")
        changed = (heat.image.image != train).any(axis=(1, 2))
        assert np.flatnonzero(changed).tolist() == [9]
        d.choose("train.over", "Time")
        assert heat.image.mapRectToParent(heat.image.boundingRect()).right() == pytest.approx(20)
        point_at(d, "long-01")
        assert heat.image.image.shape[0] == 64
        assert view.lags.text().startswith("lags: levels 1–")
        d.choose("train.levels-as", "By level")
        assert len(view.level_plot.train.getData()[1]) == 2311

    studio(journey)


def test_the_ready_made_run_names_the_sigma_that_lags(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await opened(d, "digits")
        assert "σ" in d.window.train_view.lags.text()
        d.choose("train.quantity", "Weight norm")
        plot = d.window.train_view.overlay_plot
        assert plot.isVisible() and "older version" in plot.sentence.text()
        d.choose("train.quantity", "Loss")
        assert d.window.train_view.loss_plot.isVisible()
        d.choose("train.over", "Epochs")
        assert plot.isVisible() and "no epochs" in plot.sentence.text()

    studio(journey)


def test_other_quantities_and_axes(studio: Studio) -> None:
    recorded("plain")

    async def journey(d: Driver) -> None:
        await opened(d, "plain-01")
        plot = d.window.train_view.overlay_plot
        d.choose("train.scale", "Linear")
        for text, last in (("Learning", 1e-3), ("Gradient", 0.5), ("Weight", 100.0), ("Images", 400.0)):
            d.choose("train.quantity", text)
            (line,) = plot.lines.values()
            assert line.getOriginalDataset()[1][-1] == pytest.approx(last), text
            assert plot.sentence.text() == ""
        for text, end in (("Epochs", 10), ("Time", 20), ("Wall", 951), ("Steps", 1000)):
            d.choose("train.over", text)
            assert line.getOriginalDataset()[0][-1] == pytest.approx(end, abs=1), text

    studio(journey)


def test_a_training_is_followed_in_every_plot(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.window.ready, "torch")
        await d.until(lambda: d.window.sampling.task is None, "the first sampling")
        await small_run(d, steps=100)
        d.turn_to("train")
        d.choose("train.levels-as", "Over time")
        d.choose("train.quantity", "Weight norm")
        await d.until(lambda: d.window.training.session is None, "the end")
        view = d.window.train_view
        assert len(view._held_out_past) == len(view._level_past) == 10
        assert view.heat_plot.image.image is not None
        (line,) = view.overlay_plot.lines.values()
        assert len(line.getOriginalDataset()[1]) >= 1
        followed = [np.array([row for _, row in past]) for past in (view._level_past, view._held_out_past)]
        d.window.show_run(list_runs()[0][0])  # what was written says the same
        for (_, row), seen in zip(view._held_out_past, followed[1], strict=True):
            np.testing.assert_allclose(row, seen, atol=1e-4)

    studio(journey)


def test_an_interrupted_run_goes_on_from_its_checkpoint(studio: Studio) -> None:
    recorded("plain")

    async def journey(d: Driver) -> None:
        await opened(d, "plain-01")
        view = d.window.train_view
        assert (view._count, len(view._held_out), len(view._level_past)) == (1000, 10, 10)
        view.add(told(510, 10))  # 500 was saved
        assert (view._count, len(view._held_out), len(view._level_past)) == (510, 6, 6)
        assert view._held_out[-1] == (510, 0.5)
        view.add(told(530, 10))  # ten are missing
        assert view._count == 530
        assert np.isnan(view._loss[510:520]).all()
        for i in range(600):
            view.add(told(531 + i, 1))
        view.draw()
        assert 256 <= len(view._level_past) <= 512
        assert view._level_past[-1][0] == 1130

    studio(journey)


def test_curves_are_saved_as_table_and_pictures(studio: Studio, tmp_path: Path) -> None:
    recorded("plain")

    async def journey(d: Driver) -> None:
        await opened(d, "plain-01")
        await save(d, "CSV", tmp_path / "curves.csv")
        assert d.status() == f"Saved {tmp_path / 'curves.csv'}"
        with open(tmp_path / "curves.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == 1000
        assert (rows[99]["held-out loss"], rows[99]["seconds"], rows[99]["weight norm"]) == ("0.97", "2.000", "10")
        assert float(rows[99]["held-out loss, level 10"]) > float(rows[99]["training loss, level 10"])
        d.choose("train.levels-as", "Over time")
        await save(d, "Upper plot as PNG", tmp_path / "loss.png")
        await save(d, "Loss by level as PNG", tmp_path / "heat.png")
        await save(d, "Loss by level as SVG", tmp_path / "heat.svg")
        with Image.open(tmp_path / "loss.png") as picture:
            size = d.window.train_view.loss_plot.size()
            assert picture.size == (2 * size.width(), 2 * size.height())
        drawn = (tmp_path / "heat.svg").read_text(encoding="utf-8")
        assert "<svg" in drawn and "<image" in drawn
        await save(d, "CSV", tmp_path / "no-folder" / "curves.csv")
        assert "does not exist" in d.said()

    studio(journey)


def test_several_runs_over_each_other(studio: Studio) -> None:
    recorded("one")
    recorded("other", rate=2e-3)
    recorded("old", measured=False)

    async def journey(d: Driver) -> None:
        await opened(d, "one-01")
        view = d.window.train_view
        assert view.loss_plot.isVisible() and not view.differ.isVisible()
        point_at(d, "other-01", CONTROL)
        assert d.window.bar.title.text() == "one-01"  # the settings stay
        plot = view.overlay_plot
        assert plot.isVisible() and sorted(plot.lines) == ["one-01", "other-01"]
        pens = [line.opts["pen"].color().name() for line in plot.lines.values()]
        assert pens == list(theme.current().series[:2])
        assert [label.text for _, label in plot._legend.items] == list(plot.lines)
        assert len(plot.dots["other-01"].getOriginalDataset()[0]) == 10
        d.click("train.differ")
        table = d.find("differences.table")
        texts = [[table.item(i, j).text() for j in range(3)] for i in range(table.rowCount())]
        assert texts == [["training.learning_rate", "0.001", "0.002"]]
        QTest.keyClick(d.find("differences"), Qt.Key.Key_Escape)
        await d.until(lambda: not d.window.findChildren(QDialog, "differences"), "the dialog to be gone")
        point_at(d, "old-01", CONTROL)
        assert sorted(plot.lines) == ["old-01", "one-01", "other-01"]
        d.choose("train.over", "Epochs")
        assert sorted(plot.lines) == ["one-01", "other-01"]
        d.choose("train.over", "Steps")
        d.window.toggle_theme()
        assert [line.opts["pen"].color().name() for line in plot.lines.values()] == list(theme.current().series[:3])
        d.window.toggle_theme()
        point_at(d, "one-01", CONTROL)  # taken out: another one is shown
        assert sorted(plot.lines) == ["old-01", "other-01"]
        assert d.window.bar.title.text() in plot.lines
        point_at(d, "other-01")
        assert view.loss_plot.isVisible() and not view.differ.isVisible()
        assert d.window.bar.title.text() == "other-01"
        point_at(d, "digits", SHIFT)
        assert "digits" in plot.lines and plot.isVisible()
        d.click("runs.new")
        assert view.loss_plot.isVisible()

    studio(journey)
