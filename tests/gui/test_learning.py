"""Learning, as a person looks at it: heat map, other quantities, saved curves, runs over each other."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QListWidget, QMenu

from ncsn_engine.config import RunConfig
from ncsn_engine.history import read_history
from ncsn_engine.origin import read_origin, svg_text
from ncsn_engine.presets import preset
from ncsn_engine.recipe import read_recipe
from ncsn_engine.runs import MetricsFile, Run, create_run, list_runs
from ncsn_engine.training import HeldOut, TrainEvent
from ncsn_gui import theme
from ncsn_gui.frame.recipes import RecipeDialog
from ncsn_gui.plots.plot import Plot
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
    item = next(runs.item(i) for i in range(runs.count()) if re.match(rf"{name}(\n| · )", runs.item(i).text()))
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
    await d.until(lambda: d.ready, "torch")
    d.turn_to("train")
    await d.until(lambda: not d.films.job.busy, "the first film, whose end is said where savings are")
    point_at(d, name)
    assert d.window.bar.title.text() == name


def test_loss_by_level_over_time(studio: Studio) -> None:
    recorded("plain")
    recorded("long", levels=2311)

    async def journey(d: Driver) -> None:
        await opened(d, "plain-01")
        view, heat = d.train, d.train.by_level.heat_plot
        assert view.by_level.level_plot.isVisible() and not heat.isVisible() and not view.by_level.which.isVisible()
        assert view.by_level.lags.text() == "lags: level 10 (+0.100)"
        assert "quarter" in view.by_level.lags.toolTip()
        d.choose("train.levels-as", "Over time")
        assert heat.isVisible() and not view.by_level.level_plot.isVisible()
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
        assert view.by_level.lags.text().startswith("lags: levels 1–")
        d.choose("train.levels-as", "By level")
        assert len(view.by_level.level_plot.train.getData()[1]) == 2311

    studio(journey)


def test_the_ready_made_run_names_the_sigma_that_lags(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await opened(d, "digits")
        assert "σ" in d.train.by_level.lags.text()
        d.choose("train.quantity", "Weight norm")
        plot = d.train.overlay_plot
        assert plot.isVisible() and "older version" in plot.sentence.text()
        d.choose("train.quantity", "Loss")
        assert d.train.loss_plot.isVisible()
        d.choose("train.over", "Epochs")
        assert plot.isVisible() and "no epochs" in plot.sentence.text()

    studio(journey)


def test_other_quantities_and_axes(studio: Studio) -> None:
    recorded("plain")

    async def journey(d: Driver) -> None:
        await opened(d, "plain-01")
        plot = d.train.overlay_plot
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
        await d.until(lambda: d.ready, "torch")
        await d.until(lambda: not d.films.job.busy, "the first sampling")
        await small_run(d, steps=100)
        d.turn_to("train")
        d.choose("train.levels-as", "Over time")
        d.choose("train.quantity", "Weight norm")
        await d.until(lambda: d.session is None, "the end")
        view = d.train
        assert len(view.record._held_out_past) == len(view.record._level_past) == 10
        assert view.by_level.heat_plot.image.image is not None
        (line,) = view.overlay_plot.lines.values()
        assert len(line.getOriginalDataset()[1]) >= 1
        followed = [
            np.array([row for _, row in past]) for past in (view.record._level_past, view.record._held_out_past)
        ]
        d.desk.show(list_runs()[0][0])  # what was written says the same
        for (_, row), seen in zip(view.record._held_out_past, followed[1], strict=True):
            np.testing.assert_allclose(row, seen, atol=1e-4)

    studio(journey)


def test_an_interrupted_run_goes_on_from_its_checkpoint(studio: Studio) -> None:
    recorded("plain")

    async def journey(d: Driver) -> None:
        await opened(d, "plain-01")
        view = d.train
        assert (view.record.count, len(view.record.held_out), len(view.record._level_past)) == (1000, 10, 10)
        view.add(told(510, 10))  # 500 was saved
        assert (view.record.count, len(view.record.held_out), len(view.record._level_past)) == (510, 6, 6)
        assert view.record.held_out[-1] == (510, 0.5)
        view.add(told(530, 10))  # ten are missing
        assert view.record.count == 530
        assert np.isnan(view.record._loss[510:520]).all()
        for i in range(600):
            view.add(told(531 + i, 1))
        view.draw()
        assert 256 <= len(view.record._level_past) <= 512
        assert view.record._level_past[-1][0] == 1130

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
            size = d.train.loss_plot.size()
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
        view = d.train
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
        d.window.preferring.toggle_theme()
        assert [line.opts["pen"].color().name() for line in plot.lines.values()] == list(theme.current().series[:3])
        d.window.preferring.toggle_theme()
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


def wheel(d: Driver, plot: Plot, notches: int = 3) -> None:
    """Zoom in with the wheel, in the middle of a plot."""
    at = QPointF(plot.mapFromScene(plot.getPlotItem().vb.sceneBoundingRect().center()))
    turned = QWheelEvent(
        at,
        QPointF(plot.viewport().mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), turned)


def seen(plot: Plot) -> tuple[list[float], list[float]]:
    """Return the ranges of x and y that a plot shows now."""
    plot.getPlotItem().vb.updateAutoRange()
    x, y = plot.viewRange()
    return x, y


def longer(run: Run, step: int, loss: float) -> None:
    """Let a run have learned for 50 steps more."""
    MetricsFile(run).append([{"kind": "train", "step": step, "seconds": step / 50, "loss": [loss] * 50}])


def test_a_zoom_stays_while_other_curves_are_drawn(studio: Studio) -> None:
    recorded("one")
    recorded("other", rate=2e-3)
    recorded("third", rate=3e-3)

    async def journey(d: Driver) -> None:
        await opened(d, "one-01")
        view = d.train
        loss, overlay = view.loss_plot, view.overlay_plot
        x_all, _ = seen(loss)
        wheel(d, loss)
        x, y = seen(loss)
        assert x[1] - x[0] < 0.9 * (x_all[1] - x_all[0])
        point_at(d, "other-01", CONTROL)
        assert overlay.isVisible() and seen(overlay) == (pytest.approx(x), pytest.approx(y))
        point_at(d, "third-01", CONTROL)
        assert len(overlay.lines) == 3 and seen(overlay) == (pytest.approx(x), pytest.approx(y))
        d.choose("train.scale", "Linear")  # y means something else, x does not
        assert seen(overlay)[0] == pytest.approx(x)
        low, high = seen(overlay)[1]
        assert low < 0.5 and high > 0.97 and high < 1.5
        d.choose("train.quantity", "Weight norm")
        assert seen(overlay)[0] == pytest.approx(x)
        assert seen(overlay)[1][1] > 90
        d.choose("train.quantity", "Loss")
        d.choose("train.scale", "Log")
        assert seen(overlay) == (pytest.approx(x), pytest.approx(y))
        point_at(d, "other-01", CONTROL)
        point_at(d, "third-01", CONTROL)  # one run again
        assert loss.isVisible() and seen(loss) == (pytest.approx(x), pytest.approx(y))
        d.choose("train.over", "Time")  # 20 seconds
        assert seen(loss)[0][1] == pytest.approx(20, abs=2)
        wheel(d, loss)
        d.choose("train.over", "Steps")
        assert seen(loss)[0] == pytest.approx(x_all, abs=1)
        wheel(d, loss)
        assert seen(loss)[0] != pytest.approx(x_all, abs=1)
        point_at(d, "other-01")  # another run
        assert seen(loss)[0] == pytest.approx(x_all, abs=1)
        wheel(d, loss)
        x, y = seen(loss)
        longer(d.desk.run, 1050, 0.4)
        view.add(told(1010, 10))
        view.draw()
        assert view.record.count == 1010 and seen(loss) == (pytest.approx(x), pytest.approx(y))
        d.desk.show(d.desk.run)  # read anew, as after a rollback
        assert view.record.count == 1050 and seen(loss) == (pytest.approx(x), pytest.approx(y))
        d.choose("train.levels-as", "Curves over time")
        past = view.by_level.past_plot
        await d.until(lambda: past.getPlotItem().vb.width() > 100, "the plot")
        wheel(d, past)
        x, y = seen(past)
        d.choose("train.scale", "Linear")
        assert seen(past)[0] == pytest.approx(x) and seen(past)[1] != pytest.approx(y)
        assert seen(past)[1][0] < 0.2 and seen(past)[1][1] > 0.8  # all
        d.choose("train.levels-as", "Over time")
        d.choose("train.levels-as", "Curves over time")
        assert seen(past)[0] == pytest.approx(x)
        QTest.mouseDClick(loss.viewport(), Qt.MouseButton.LeftButton, pos=loss.rect().center())
        assert seen(loss)[0][1] > 1050

    studio(journey)


def test_several_runs_are_smoothed_and_drawn_over_any_axis(studio: Studio) -> None:
    rng = np.random.default_rng(1)
    noisy = 0.5 + 0.1 * rng.random(1000)
    for name, start in (("one", 1e9), ("late", 2e9)):
        run = create_run(preset("digits").replace(name=name))
        more = dict.fromkeys(("learning_rate", "gradient_norm", "weight_norm", "images_per_second"), 1.0)
        told = [
            # Half way a night of 900 s, which is no time of the process.
            {
                "kind": "train",
                "step": s,
                "seconds": s / 50,
                "loss": noisy[s - 50 : s].tolist(),
                **more,
                "epoch": s / 100,
            }
            | {"time": start + s / 50 + 900 * (s > 500)}
            for s in range(50, 1001, 50)
        ]
        MetricsFile(run).append([*told, {"kind": "end", "step": 1000, "why": "done"}])

    async def journey(d: Driver) -> None:
        await opened(d, "one-01")
        point_at(d, "late-01", CONTROL)
        plot = d.train.overlay_plot
        assert sorted(plot.lines) == ["late-01", "one-01"]
        for text, end in (("Steps", 1000), ("Epochs", 10), ("Time", 20), ("Wall", 920)):
            d.choose("train.over", text)
            for name, line in plot.lines.items():
                assert line.getOriginalDataset()[0][-1] == pytest.approx(end), (text, name)
        d.choose("train.over", "Steps")
        for text, width in (("No", 1), ("lightly", 10), ("strongly", 50)):
            d.choose("train.smoothing", text)
            for line in plot.lines.values():
                y = line.getOriginalDataset()[1]
                assert y[-1] == pytest.approx(noisy[1000 - width :].mean(), rel=1e-5), text
        (line, _) = plot.lines.values()
        y = line.getOriginalDataset()[1]
        np.testing.assert_allclose(line.getData()[1], np.log10(y))  # true logarithm, not only its numbers
        assert plot.getPlotItem().getAxis("left").logMode
        d.choose("train.scale", "Linear")
        np.testing.assert_allclose(line.getData()[1], y)

    studio(journey)


def test_loss_by_level_as_curves_over_time(studio: Studio) -> None:
    recorded("plain")
    recorded("long", levels=2311)
    by_level = np.linspace(0.2, 0.8, 22)

    async def journey(d: Driver) -> None:
        await opened(d, "plain-01")
        view, plot = d.train, d.train.by_level.past_plot
        d.choose("train.levels-as", "Curves over time")
        assert plot.isVisible() and not view.by_level.heat_plot.isVisible() and view.by_level.which.isVisible()
        assert list(plot.lines) == [f"level {level}" for level in (1, 5, 9, 14, 18, 22)]
        for name, line in plot.lines.items():
            x, y = line.getOriginalDataset()
            assert x.tolist() == list(range(100, 1001, 100))
            np.testing.assert_allclose(y, by_level[int(name.split()[1]) - 1])
        d.choose("train.over", "Time")
        assert plot.lines["level 1"].getOriginalDataset()[0][-1] == pytest.approx(20)
        np.testing.assert_allclose(plot.lines["level 1"].getData()[1], np.log10(0.2))
        d.choose("train.quantity", "Weight norm")  # which itself has no logarithm: the scale is of the curves below
        assert view.scale.isEnabled()
        d.choose("train.scale", "Linear")
        np.testing.assert_allclose(plot.lines["level 1"].getData()[1], 0.2)
        for _ in range(2):  # dark to light, told apart from the ground, in both themes
            ground = luminance(theme.current().base)
            lights = [luminance(line.opts["pen"].color().name()) for line in plot.lines.values()]
            assert (np.diff(lights) > 0.02).all()
            assert all((max(a, ground) + 0.05) / (min(a, ground) + 0.05) > 1.9 for a in lights)
            d.window.preferring.toggle_theme()
        legend = plot._legend
        assert [label.text for _, label in legend.items] == list(plot.lines)

        def beside() -> bool:  # never over a curve, never cut
            place, curves = legend.mapRectToScene(legend.boundingRect()), plot.getPlotItem().vb.sceneBoundingRect()
            return curves.right() - 8 <= place.left() and place.right() <= plot.width() and curves.width() > 150

        await d.until(beside, "the layout")
        point_at(d, "long-01")
        assert next(iter(plot.lines)) == "levels 1–36" and len(plot.lines) == 6
        point_at(d, "digits")
        assert all(", σ " in name for name in plot.lines)
        held_out = read_history(d.desk.run).held_out_past
        d.choose("train.which", "Held-out")
        assert "Held-out" in plot.accessibleName()
        np.testing.assert_allclose(list(plot.lines.values())[-1].getOriginalDataset()[1], held_out[:, -1])
        d.click("runs.new")
        assert plot.sentence.text() == "No loss by level is recorded yet."

    studio(journey)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_an_overlaid_run_is_followed_while_it_trains(studio: Studio) -> None:
    recorded("watched")

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        await d.until(lambda: not d.films.job.busy, "the first sampling")
        await small_run(d, steps=100000)
        trained = d.session.run
        d.turn_to("train")
        point_at(d, "watched-01")
        point_at(d, trained.name, CONTROL)
        assert d.window.bar.title.text() == "watched-01"
        plot = d.train.overlay_plot

        def drawn() -> int:
            return len(plot._long[plot.lines[trained.name]][0])

        before = drawn()
        await d.until(lambda: drawn() > before, "the curve to grow")
        again = drawn()
        await d.until(lambda: drawn() > again, "the curve to grow on")
        d.window.bar.stop.trigger()
        await d.until(lambda: d.session is None, "the end")
        assert drawn() == len(read_history(trained).loss) == trained.status()[1]
        point_at(d, trained.name, CONTROL)  # taken out; meanwhile the run goes back
        kept = trained.kept()
        MetricsFile(trained).rewind(max(1, kept[0].step // 2))
        point_at(d, trained.name, CONTROL)
        assert drawn() == max(1, kept[0].step // 2)

    studio(journey)


def test_saved_curves_tell_where_they_come_from(studio: Studio, tmp_path: Path) -> None:
    run, other = recorded("plain", rate=1.5e-3), recorded("other")

    async def journey(d: Driver) -> None:
        await opened(d, "plain-01")
        point_at(d, "other-01", CONTROL)
        await save(d, "CSV", tmp_path / "curves.csv")
        with open(tmp_path / "curves.csv", encoding="utf-8") as file:
            assert file.readline().startswith("step,seconds,loss")  # readers need not know of comments
        beside = json.loads((tmp_path / "curves.csv.recipe.json").read_text())
        assert [one["id"] for one in beside["runs"]] == [run.id]
        d.choose("train.quantity", "Learning")
        await save(d, "Upper plot as PNG", tmp_path / "rate.png")
        await save(d, "Upper plot as SVG", tmp_path / "rate.svg")
        with Image.open(tmp_path / "rate.png") as picture:
            inside = json.loads(picture.info["ncsn-recipe"])
        assert json.loads(svg_text(tmp_path / "rate.svg")) == inside
        assert QSvgRenderer(str(tmp_path / "rate.svg")).isValid()
        ElementTree.parse(tmp_path / "rate.svg")
        assert [one["id"] for one in inside["runs"]] == [run.id, other.id]
        first = inside["runs"][0]
        assert (first["name"], first["step"]) == ("plain-01", 1000)
        assert first["settings"]["training"]["learning_rate"] == 1.5e-3
        assert inside["versions"]["ncsn-studio"] == beside["versions"]["ncsn-studio"] == version("ncsn-studio")
        assert inside["shown"]["quantity"] == "learning_rate"
        assert RunConfig.checked(first["settings"]) == run.config
        for name in ("rate.png", "rate.svg", "curves.csv.recipe.json"):  # dropped, they open their run
            point_at(d, "other-01")
            d.window.dropping.receive(tmp_path / name)
            await d.until(lambda: d.window.bar.title.text() == "plain-01", name)
        shutil.rmtree(run.folder)
        d.window.dropping.receive(tmp_path / "rate.svg")
        await d.until(d.said, "why not")
        assert d.said() == "rate.svg: shows curves of the run plain-01, which is not here."
        assert read_origin(run.folder / "nothing.png") is None

    studio(journey)


def test_a_saved_plot_of_a_film_has_the_films_recipe(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready and not d.films.job.busy, "the first sampling")
        for suffix in ("png", "svg"):
            plot, file = d.find("sample.plot.trace", Plot), tmp_path / f"trace.{suffix}"
            here = plot.rect().center()
            why = QContextMenuEvent.Reason.Mouse
            QApplication.sendEvent(plot.viewport(), QContextMenuEvent(why, here, plot.mapToGlobal(here)))
            menu = d.find("plot.menu", QMenu)
            next(a for a in menu.actions() if suffix.upper() in a.text()).trigger()
            menu.close()
            await d.until(lambda: d.window.findChildren(QFileDialog), "the file dialog")
            dialog = d.window.findChildren(QFileDialog)[0]
            dialog.fileSelected.emit(str(file))
            dialog.close()
            await d.until(file.exists, "the file")
            await d.until(lambda: not d.window.findChildren(QFileDialog), "the dialog to be gone")
            recipe = read_recipe(file)
            assert recipe.sampling == d.films.shown.sampling
            assert (recipe.model["run"], recipe.model["step"]) == ("digits", 6000)
            d.window.dropping.receive(file)
            await d.until(lambda: d.window.findChildren(RecipeDialog), "the recipe")
            d.window.findChildren(RecipeDialog)[0].reject()
            await d.until(lambda: not d.window.findChildren(RecipeDialog), "the dialog to be gone")

    studio(journey)
