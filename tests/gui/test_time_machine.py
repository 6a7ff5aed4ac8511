"""The time machine: the same seeds at every kept checkpoint, names, and going back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from ncsn_engine.export import to_pixels
from ncsn_engine.models import load_model
from ncsn_engine.presets import preset
from ncsn_engine.runs import Run, create_run, open_run
from ncsn_engine.samplers import sample
from ncsn_engine.worker import Worker
from ncsn_gui.views.time_machine.drawing import Drawing
from ncsn_gui.works import errands as jobs
from tests.gui.driver import Driver
from tests.gui.test_learning import point_at
from tests.gui.test_poke import SMALL, begin, paused, run

__all__ = ["run"]  # the fixture
Studio = Callable[..., None]

FEW = {**SMALL, "training.checkpoint_every": 10, "training.steps": 40}


def trained(worker: Worker, name: str = "small", base: str = "digits", **changes: object) -> Run:
    """Train a small run on the worker, where torch may run."""
    wanted = {**({} if base == "toy" else FEW), **changes}
    run = create_run(preset(base).replace(**{"name": name, **wanted}))  # type: ignore[arg-type]

    def work() -> None:
        for _ in jobs.start_training(run, "cpu", lambda *_: None):
            pass

    worker._pool.submit(work).result()
    return run


def drawn(worker: Worker, checkpoint: Path, weights: str, count: int) -> np.ndarray:
    """What a script draws from a checkpoint, as pixels or points."""

    def work() -> np.ndarray:
        model = load_model(checkpoint, weights)
        settings = model.config.sampling.replace(count=count)
        for step in sample(model, settings):  # noqa: B007 - the last one holds the result
            pass
        x = step.x.numpy()
        return x if x.ndim == 2 else to_pixels(x, model.low, model.high)

    return worker._pool.submit(work).result()


async def look(d: Driver) -> None:
    """Open the time machine of the run with which the window was opened."""
    await d.until(lambda: d.ready, "torch")
    d.turn_to("time-machine")


async def all_drawn(d: Driver) -> None:
    d.click("time-machine.all")
    await d.until(lambda: not d.drawing, "all to be drawn")


def step_now(d: Driver) -> int:
    moment = d.machine.moment()
    assert moment
    return moment.step


def test_all_checkpoints_are_drawn_from_the_same_seeds_and_only_once(studio: Studio, worker: Worker) -> None:
    run = trained(worker)

    async def journey(d: Driver) -> None:
        await look(d)
        view, machine = d.machine, d.machine.findChild(Drawing)
        ema, raw = view.grids["ema"], view.grids["raw"]
        assert view.place.text().startswith("step 40 · held-out 0.")
        assert view.place.text().endswith("4 of 4")
        await d.until(lambda: len(raw.pixels), "the shown one to be drawn when it rests")
        assert len(machine._drawn) == 2
        await all_drawn(d)
        assert view.said.text() == "4 of 4 checkpoints drawn"
        assert len(machine._drawn) == 8
        for part in (view.all, view.halt, view.save, view.back, view.sample, view.place):  # at 1280×800
            assert part.width() >= part.sizeHint().width(), part.text()
        assert view.said.width() >= view.said.fontMetrics().horizontalAdvance("Drawing 12 of 14 · 00:22 left")
        seen = []
        d.key("time-machine.slider", Qt.Key.Key_Home)
        for kept in reversed(run.kept()):
            assert step_now(d) == kept.step
            for name, grid in (("ema", ema), ("raw", raw)):  # there at once, without waiting
                np.testing.assert_array_equal(grid.pixels, drawn(worker, kept.path, name, 4))
            seen.append(ema.pixels.copy())
            QTest.keyClick(view.slider, Qt.Key.Key_Right)
        assert not np.array_equal(seen[0], seen[-1])
        assert not np.array_equal(ema.pixels, raw.pixels)
        before = dict(machine._drawn)
        await all_drawn(d)
        assert all(machine._drawn[key][0] is before[key][0] for key in before)  # nothing was drawn again
        d.type_setting("sampling.seed", "5")
        assert view.said.text() == "0 of 4 checkpoints drawn"
        await d.until(lambda: len(machine._drawn) == 10, "the shown one with the other seed")
        d.type_setting("sampling.seed", "0")
        np.testing.assert_array_equal(ema.pixels, seen[-1])
        await d.until(lambda: view.said.text() == "4 of 4 checkpoints drawn", "all to be there as before")

    studio(journey, run.folder)


def test_it_obeys_keys_mouse_and_plays_like_a_film(studio: Studio, worker: Worker) -> None:
    run = trained(worker)

    async def journey(d: Driver) -> None:
        await look(d)
        view = d.machine
        for widget in view.findChildren(QWidget):
            if widget.objectName().startswith("time-machine."):
                assert widget.toolTip() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget.objectName()
                assert widget.accessibleName() or widget.text(), widget.objectName()
        d.find("time-machine.slider").setFocus()
        QTest.keyClick(d.find("time-machine.slider"), Qt.Key.Key_Tab)
        assert d.window.focusWidget() is view.speed
        d.click("time-machine.first")
        assert step_now(d) == 10
        d.click("time-machine.next")
        d.click("time-machine.next")
        d.click("time-machine.before")
        assert step_now(d) == 20
        d.key("time-machine.slider", Qt.Key.Key_End)
        assert step_now(d) == 40
        d.key("time-machine.ema", Qt.Key.Key_Left)  # from anywhere in the view
        assert step_now(d) == 30
        d.choose("time-machine.speed", "10")
        d.key("time-machine.ema", Qt.Key.Key_End)
        d.key("time-machine.slider", Qt.Key.Key_Space)
        assert step_now(d) == 10  # from the start, as at the end of a film
        await d.until(lambda: step_now(d) == 40 and not view._player.isActive(), "it to play to the end")
        d.click("time-machine.play")
        d.click("time-machine.play")
        assert not view._player.isActive()
        d.click("time-machine.play")
        d.turn_to("train")
        assert not view._player.isActive()
        d.turn_to("time-machine")
        d.find("time-machine.speed").setFocus()
        at = step_now(d)
        wheel = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.slider, wheel)
        assert step_now(d) == at  # the wheel needs the focus

    studio(journey, run.folder)


def test_drawing_stops_when_asked_and_what_is_there_stays(studio: Studio, worker: Worker) -> None:
    run = trained(worker)

    async def journey(d: Driver) -> None:
        await look(d)
        machine = d.machine.findChild(Drawing)
        d.type_setting("sampling.steps_per_level", "30")
        d.click("time-machine.all")
        await d.until(lambda: len(machine._drawn) >= 1, "the first")
        assert "left" in d.machine.said.text()
        d.click("time-machine.stop")
        await d.until(lambda: not machine.job.busy, "the end")
        assert 1 <= len(machine._drawn) < 8
        assert not d.find("time-machine.stop").isEnabled()

    studio(journey, run.folder)


def test_one_grid_where_there_is_one_kind_of_weights_and_words_where_there_is_nothing(
    studio: Studio, worker: Worker
) -> None:
    run = trained(worker, "plain", **{"training.ema_rate": 0.0})

    async def journey(d: Driver) -> None:
        await look(d)
        view = d.machine
        assert not view.grids["ema"].isVisible()
        assert view.titles["raw"].isVisible()
        point_at(d, "digits")  # the ready-made one: the average alone, and nothing to go back to
        assert not view.grids["raw"].isVisible()
        await d.until(lambda: len(view.grids["ema"].pixels) == 36, "its pictures, not all 64")
        for name in ("time-machine.roll-back", "time-machine.save"):
            assert not d.find(name).isEnabled()
        d.click("runs.new")
        d.turn_to("time-machine")
        assert "Train first" in view.grids["ema"].empty
        assert "training.keep_checkpoints (now 20)" in view.grids["ema"].empty
        assert not len(view.grids["ema"].pixels)
        for name in ("all", "roll-back", "sample", "save", "play", "slider"):
            assert not d.find(f"time-machine.{name}").isEnabled(), name

    studio(journey, run.folder)


def test_points_travel_in_time_too(studio: Studio, worker: Worker) -> None:
    few = {"training.steps": 20, "training.checkpoint_every": 10, "training.preview_every": 0, "network.width": 16}
    run = trained(worker, "dots", "toy", **few, **{"sampling.count": 300, "sampling.n_steps": 4})

    async def journey(d: Driver) -> None:
        await look(d)
        view = d.machine
        await all_drawn(d)
        d.click("time-machine.first")
        np.testing.assert_array_equal(view.grids["ema"].points, drawn(worker, run.checkpoints()[-1], "ema", 300))
        assert len(view.grids["raw"].points) == 300

    studio(journey, run.folder)


def test_a_torn_checkpoint_is_named_and_the_others_are_drawn(studio: Studio, worker: Worker) -> None:
    run = trained(worker)
    torn = run.checkpoints()[1]
    torn.write_bytes(torn.read_bytes()[:-100])

    async def journey(d: Driver) -> None:
        await look(d)
        view = d.machine
        await d.until(lambda: len(view.grids["raw"].pixels), "the newest")
        d.click("time-machine.before")
        await d.until(lambda: "torn" in d.said(), "the torn one to be named")
        assert "torn" in view.grids["ema"].empty
        d.click("time-machine.before")
        await d.until(lambda: len(view.grids["ema"].pixels), "the one before it")

    studio(journey, run.folder)


async def name_it(d: Driver, name: str) -> None:
    d.click("time-machine.save")
    await d.until(lambda: d.window.findChildren(QInputDialog), "the dialog")
    line = d.find("time-machine.name").findChild(QLineEdit)
    QTest.keyClicks(line, name)
    QTest.keyClick(line, Qt.Key.Key_Return)
    await d.until(lambda: not d.window.findChildren(QDialog), "the dialog to be gone")


async def ask_and_end(d: Driver) -> QInputDialog:
    """Ask for a name, and let the training end while the dialog is open."""
    d.click("time-machine.save")
    await d.until(lambda: d.window.findChildren(QInputDialog), "the dialog")
    asked = d.window.findChildren(QInputDialog)[0]
    d.window.bar.stop.trigger()
    await d.until(lambda: d.session is None, "the end of the training")
    return asked


def test_a_name_that_comes_after_the_end_is_kept_all_the_same(studio: Studio, run: Run) -> None:
    async def journey(d: Driver) -> None:
        await begin(d)
        await paused(d)
        d.turn_to("time-machine")
        asked = await ask_and_end(d)
        step, ended = run.status()[1], run.status()
        before, count = run.checkpoints()[0], len(run.checkpoints())
        content = before.read_bytes()
        QTest.keyClicks(asked.findChild(QLineEdit), "too late")
        QTest.keyClick(asked.findChild(QLineEdit), Qt.Key.Key_Return)
        view = d.machine
        await d.until(lambda: "“too late”" in view.place.text(), "its name below the pictures")
        assert step_now(d) == step
        assert "had ended" in d.status() and "“too late”" in d.status()
        kept = run.kept()[0]
        assert (kept.name, kept.step, len(run.checkpoints())) == ("too-late", step, count)
        assert kept.path.read_bytes() == content
        assert run.status() == ended  # how it ended is still known
        d.desk.show(open_run(run.folder))
        assert "“too late”" in view.place.text()
        d.click("button.train")  # and the run goes on from there
        await d.until(lambda: d.train.record.count > step, "it to go on")

    studio(journey, run.folder)


def test_a_name_that_was_sent_too_late_is_kept_all_the_same(studio: Studio, run: Run) -> None:
    async def journey(d: Driver) -> None:
        await begin(d)
        await paused(d)
        session = d.session
        assert session
        session.stop()
        session.save_as("sent")  # nobody reads it any more
        await d.until(lambda: [one for one in run.kept() if one.name == "sent"], "the checkpoint")
        await d.until(lambda: "“sent”" in d.status(), "the status bar to say so")
        assert run.kept()[0].name == "sent"
        assert run.status()[0] == "stopped"

    studio(journey, run.folder)


def test_changes_that_a_roll_back_would_lose_are_named(studio: Studio, worker: Worker) -> None:
    run = trained(worker)

    async def asked(d: Driver) -> str:
        d.click("time-machine.roll-back")
        await d.until(lambda: d.window.findChildren(QMessageBox), "the question")
        question = d.find("time-machine.confirm")
        said = str(question.informativeText())
        QTest.mouseClick(question.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
        await d.until(lambda: not d.window.findChildren(QMessageBox), "the question to be gone")
        return said

    async def journey(d: Driver) -> None:
        await look(d)
        d.click("time-machine.first")
        assert "is lost" not in await asked(d)
        d.type_setting("training.learning_rate", "0.0005")
        d.type_setting("sampling.seed", "5")
        said = await asked(d)
        assert "What you changed under Settings since is lost: training.learning_rate, sampling." in said
        assert d.desk.config.training.learning_rate == 0.0005  # nothing happened
        await confirm(d)
        await d.until(lambda: "stands at step 10 again" in d.status(), "the way back")
        assert d.desk.config.training.learning_rate == run.config.training.learning_rate
        assert "is lost" not in d.find("time-machine.place").text()

    studio(journey, run.folder)


async def confirm(d: Driver) -> str:
    d.click("time-machine.roll-back")
    await d.until(lambda: d.window.findChildren(QMessageBox), "the question")
    asked = d.find("time-machine.confirm")
    said = f"{asked.text()} {asked.informativeText()}"
    QTest.mouseClick(d.find("time-machine.confirm.yes"), Qt.MouseButton.LeftButton)
    await d.until(lambda: not d.window.findChildren(QMessageBox), "the question to be gone")
    return said


def test_a_named_checkpoint_a_change_and_the_way_back_while_paused(studio: Studio, run: Run) -> None:
    async def journey(d: Driver) -> None:
        await begin(d)
        view = d.machine
        at = await paused(d)
        d.turn_to("time-machine")
        await name_it(d, "before: lr")
        await d.until(lambda: "“before: lr”" in view.place.text(), "its name below the pictures")
        assert step_now(d) == at
        assert run.checkpoints()[0].name.endswith("_before-lr.safetensors")
        d.type_setting("training.learning_rate", "0.05")
        await d.until(lambda: "0.05" in d.status(), "the change")
        d.click("button.train")
        await d.until(lambda: d.train.record.count > at + 30, "some steps")
        later = await paused(d)
        view.go_to([moment.name for moment in view.moments].index("before: lr"))
        said = await confirm(d)
        assert "“before: lr”" in said and "Nothing is deleted" in said
        await d.until(lambda: d.train.record.count == at, "the curves to end there")
        assert d.desk.config.training.learning_rate == 0.002
        assert d.form.control("training.learning_rate").value() == 0.002
        marks = [text for _, text in d.train.record.marks]
        assert marks == ["checkpoint “before: lr”", f"rolled back from step {later}"]
        assert view.moments[-1].name == "before: lr"
        aside = run.folder / "set-aside" / "01"
        assert open_run(aside).config.training.learning_rate == 0.05
        assert list((aside / "checkpoints").iterdir())
        assert all(step <= at for step, _ in d.train.record.previews)
        await asyncio.sleep(0.2)
        assert d.train.record.count == at  # still paused
        d.click("button.train")
        await d.until(lambda: d.train.record.count > at, "it to go on")
        assert d.session and not d.session.paused

    studio(journey, run.folder)


def test_rolling_back_while_it_runs_and_drawing_meanwhile(studio: Studio, run: Run) -> None:
    async def journey(d: Driver) -> None:
        await begin(d)
        view = d.machine
        await d.until(lambda: view.moments, "a checkpoint")
        d.turn_to("time-machine")
        await d.until(lambda: len(view.grids["raw"].pixels), "the first one, drawn while it trains")
        shown = view.moment()
        await d.until(lambda: len(view.moments) >= 3, "more checkpoints")
        assert view.moment() == shown  # it does not run away
        count = d.train.record.count
        await confirm(d)
        await d.until(lambda: [r for r in run.metrics() if r["kind"] == "rollback"], "the way back")
        await d.until(lambda: d.train.record.count < count, "the curves to end there")
        at = d.train.record.count
        await d.until(lambda: d.train.record.count > at + 20, "it to go on by itself")

    studio(journey, run.folder)


def test_a_run_that_stands_is_rolled_back_and_sampled_from(studio: Studio, worker: Worker) -> None:
    run = trained(worker)
    last = run.checkpoints()[0].read_bytes()

    async def journey(d: Driver) -> None:
        await look(d)
        assert not d.find("time-machine.roll-back").isEnabled()  # it stands at the newest
        d.key("time-machine.slider", Qt.Key.Key_Left)
        QTest.keyClick(d.find("time-machine.slider"), Qt.Key.Key_Left)
        assert "2 later checkpoints" in await confirm(d)
        await d.until(lambda: "stands at step 20 again" in d.status(), "the way back")
        assert run.status() == ("stopped", 20)
        assert d.window.bar.train.text() == "Resume"
        assert (run.folder / "set-aside" / "01" / "checkpoints" / "step-000000040.safetensors").read_bytes() == last
        d.click("time-machine.first")
        d.click("time-machine.sample")
        view = d.sample
        await d.until(lambda: d.window.front().view is view and not d.films.job.busy, "a film")
        assert "step 10," in view.traces.model.text()
        d.click("button.train")
        await d.until(lambda: d.session, "the training")
        await d.until(lambda: d.session is None, "its end")
        assert run.status() == ("done", 40)
        assert len(d.machine.moments) == 4

    studio(journey, run.folder)
