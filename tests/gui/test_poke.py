"""Changing things while they train, as a person does: settings, names, pauses, and what the curves say of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from ncsn_engine.presets import preset
from ncsn_engine.runs import MetricsFile, Run, create_run, list_runs, open_run
from ncsn_engine.training import TrainEvent
from ncsn_gui import theme
from tests.gui.driver import Driver
from tests.gui.test_learning import opened, recorded

Studio = Callable[..., None]


SMALL = {
    "network.width": 8,
    "training.batch_size": 16,
    "training.preview_every": 20,
    "training.held_out_every": 10,
    "training.checkpoint_every": 20,
    "training.steps": 5000,
    "sampling.count": 4,
    "sampling.steps_per_level": 1,
}


@pytest.fixture
def run() -> Run:
    """A run that is quick to step and was not trained yet."""
    return create_run(preset("digits").replace(**{"name": "small", **SMALL}))


async def begin(d: Driver) -> None:
    """Train the run with which the window was opened."""
    await d.until(lambda: d.ready, "torch")
    d.click("button.train")
    await d.until(lambda: d.train.record.count > 20, "some steps")


async def paused(d: Driver) -> int:
    """Pause, wait until it stands, and tell at which step."""
    d.click("button.pause")
    await d.until(lambda: d.session and d.session._standing, "the pause")
    return d.train.record.count


def changes(run: Run) -> list[tuple[str, object, object]]:
    return [(r["what"], r["from"], r["to"]) for r in run.metrics() if r["kind"] == "change"]


def labels(d: Driver) -> list[str]:
    return [line.label.format for line in d.train.upper_plots.currentWidget()._mark_lines]


def test_settings_are_changed_while_it_trains_and_marked_at_once(studio: Studio, run: Run) -> None:
    async def journey(d: Driver) -> None:
        await begin(d)
        d.type_setting("training.learning_rate", "0.0005")
        await d.until(lambda: "training.learning_rate: 0.002 → 0.0005" in d.status(), "the status bar to confirm it")
        assert labels(d) == ["learning_rate: 0.002 → 0.0005"]
        d.choose("setting.objective.weighting", "min-SNR")
        d.type_setting("training.ema_rate", "0.5")
        await d.until(lambda: len(changes(run)) >= 3, "all to be written down")
        assert changes(run)[0] == ("training.learning_rate", 0.002, 0.0005)
        assert changes(run)[-1] == ("training.ema_rate", 0.999, 0.5)
        on_disk = open_run(run.folder).config
        assert (on_disk.training.learning_rate, on_disk.training.ema_rate) == (0.0005, 0.5)
        assert on_disk.objective.weighting == "min-snr"
        await d.until(lambda: d.desk.run and d.desk.run.config == on_disk, "the window to know, and no new run")
        at = await paused(d)
        rates = [r["learning_rate"] for r in run.metrics() if r["kind"] == "train" and r["step"] == at]
        assert rates[-1] <= 0.0005
        d.click("button.stop")
        await d.until(lambda: d.session is None, "the end")
        lines = len(labels(d))
        d.desk.show(list_runs()[0][0])
        assert len(labels(d)) == lines  # the same from the file

    studio(journey, run.folder)


def test_while_paused_it_stands_and_takes_changes(studio: Studio, run: Run) -> None:
    async def journey(d: Driver) -> None:
        await begin(d)
        at = await paused(d)
        d.type_setting("training.gradient_clip", "2")
        await d.until(lambda: changes(run) == [("training.gradient_clip", 10.0, 2.0)], "the change")
        d.type_setting("training.ema_rate", "0")
        await d.until(lambda: d.train.previews.title.text() == "Preview", "the average to be gone")
        await asyncio.sleep(0.3)
        assert d.train.record.count == at  # not a step was taken
        assert [r["step"] for r in run.metrics() if r["kind"] == "change"] == [at, at]
        assert labels(d) == ["gradient_clip: 10 → 2, ema_rate: 0.999 → 0"]  # one line for one step
        d.click("button.train")
        await d.until(lambda: d.train.record.count > at, "it to go on")

    studio(journey, run.folder)


def test_what_can_not_change_is_locked_or_goes_back_with_the_reason(studio: Studio, run: Run) -> None:
    async def journey(d: Driver) -> None:
        await begin(d)
        await paused(d)
        form = d.form
        for name in ("training.batch_size", "network.width", "data.kind", "noise.kind", "objective.kind"):
            control = form.control(name)
            assert not control.isEnabled(), name
            assert control.toolTip().startswith("Stop the training"), name
        for name in ("training.steps", "training.learning_rate", "training.keep_checkpoints", "objective.weighting"):
            assert form.control(name).isEnabled(), name
            assert "Stop the training" not in form.control(name).toolTip()
        combo = form.control("objective.weighting")
        before = combo.currentData()
        combo.setCurrentIndex(combo.findData("learned"))
        combo.activated.emit(combo.currentIndex())
        assert "'learned' has weights of its own" in d.said()
        assert combo.currentData() == before == form.config.objective.weighting
        d.type_setting("training.steps", "3")
        assert "where the training stands" in d.said()
        assert form.control("training.steps").value() == 5000
        assert changes(run) == []
        d.click("button.stop")
        await d.until(lambda: d.session is None, "the end")
        assert form.control("training.batch_size").isEnabled()
        assert not form.control("training.batch_size").toolTip().startswith("Stop the training")

    studio(journey, run.folder)


def test_undo_takes_a_change_back_in_the_training_too(studio: Studio, run: Run) -> None:
    async def journey(d: Driver) -> None:
        await begin(d)
        at = await paused(d)
        d.type_setting("training.learning_rate", "0.01")
        await d.until(lambda: len(changes(run)) == 1, "the change")
        d.entry("undo").trigger()
        await d.until(lambda: len(changes(run)) == 2, "the way back")
        assert changes(run)[1] == ("training.learning_rate", 0.01, 0.002)
        assert open_run(run.folder).config.training.learning_rate == 0.002
        assert d.train.record.count == at

    studio(journey, run.folder)


def test_what_was_edited_between_two_trainings_is_marked_when_it_goes_on(studio: Studio, run: Run) -> None:
    async def journey(d: Driver) -> None:
        await begin(d)
        d.click("button.stop")
        await d.until(lambda: d.session is None, "the end")
        at = run.kept()[0].step
        d.type_setting("training.learning_rate", "0.0007")
        assert changes(run) == []
        d.click("button.train")
        await d.until(lambda: d.train.record.count > at, "it to go on")
        await d.until(lambda: d.train.record.marks, "the mark")
        assert changes(run) == [("training.learning_rate", 0.002, 0.0007)]
        assert d.train.record.marks == [(at, "training.learning_rate: 0.002 → 0.0007")]

    studio(journey, run.folder)


def test_marks_follow_axis_theme_zoom_and_number(studio: Studio) -> None:
    run = recorded("plain")
    told = [{"kind": "change", "step": 300, "what": "training.decay", "from": 0.5, "to": 0.25}]
    told += [{"kind": "checkpoint", "step": 600, "name": "a {odd} name", "file": "x"}]
    MetricsFile(run).append(told)

    async def journey(d: Driver) -> None:
        await opened(d, "plain-01")
        view = d.train
        plot = view.loss_plot
        assert labels(d) == ["decay: 0.5 → 0.25", "checkpoint “a {{odd}} name”"]
        assert plot._mark_lines[1].label.textItem.toPlainText() == "checkpoint “a {odd} name”"
        assert plot._mark_lines[0].toolTip() == "step 300\ntraining.decay: 0.5 → 0.25"
        for text, places in (("Steps", [300, 600]), ("Epochs", [3, 6]), ("Time", [6, 12]), ("Wall", [250, 550])):
            d.choose("train.over", text)
            assert [line.value() for line in plot._mark_lines] == pytest.approx(places, abs=1), text
        for colours in (theme.LIGHT, theme.DARK):
            if theme.current() is not colours:
                d.window.preferring.toggle_theme()
            assert plot._mark_lines[0].pen.color().name() == colours.dim
        d.choose("train.quantity", "Learning")
        assert view.overlay_plot.isVisible()
        assert len(view.overlay_plot._mark_lines) == 2
        d.choose("train.quantity", "Loss")
        d.choose("train.over", "Steps")
        twenty = tuple((s, f"training.decay: 0.{s} → 0.1") for s in range(901, 921))
        event = TrainEvent(
            step=1000,
            steps=2000,
            losses=view.record._loss[:0],
            level_loss=view.record.levels,
            level_count=view.record.levels,
            sigmas=view.record.levels,
            seconds=20.0,
            images_per_second=1.0,
            learning_rate=1e-3,
            gradient_norm=1.0,
            weight_norm=1.0,
            epoch=1.0,
            marks=twenty,
        )
        view.add(event)
        view.draw()
        await asyncio.sleep(0.1)  # until the plot has found its range
        assert len(plot._mark_lines) == 22
        written = [text for text in labels(d) if text]
        assert len(written) < 6  # the others would lie over each other
        plot.setXRange(900, 922, padding=0)
        assert len([text for text in labels(d) if text]) > 10  # zoomed in there is room
        d.click("runs.new")
        assert plot._mark_lines == []

    studio(journey)
