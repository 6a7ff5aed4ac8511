"""The whole journey, driven with mouse and keys: watch, train, pause, sample, scrub, export, close."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from ncsn_engine.recipe import read_recipe
from ncsn_engine.runs import list_runs, open_run
from tests.gui.driver import Driver

Studio = Callable[..., None]


async def first_sampling(d: Driver) -> None:
    await d.until(lambda: d.ready, "torch")
    view = d.sample
    await d.until(lambda: view.trajectory and view.transport.recorded == view.transport.total > 0, "the first sampling")
    await d.until(lambda: not d.films.job.busy, "its end")


async def small_run(d: Driver, steps: int = 2000) -> None:
    """Begin a training that is quick to step and long enough to be paused."""
    d.choose("preset", "digits")
    for name, value in (
        ("network.width", "8"),
        ("training.batch_size", "16"),
        ("training.preview_every", "20"),
        ("training.held_out_every", "10"),
        ("training.checkpoint_every", "50"),
        ("training.steps", str(steps)),
        ("sampling.count", "16"),
        ("sampling.steps_per_level", "1"),
    ):
        d.type_setting(name, value)
    assert d.desk.config.training.steps == steps
    assert d.desk.config.network.width == 8  # type: ignore[union-attr]
    d.click("button.train")
    await d.until(lambda: d.session, "the training")


def test_first_start_plays_a_sampling_without_a_click(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        assert d.window.bar.title.text() == "digits"
        view = d.sample
        await d.until(lambda: view.transport.playing, "the film to play by itself")
        begun = view.transport.index
        await d.until(lambda: view.transport.index > begun, "the film to run")
        assert len(view.grid.pixels) == 64
        assert view.state.text().startswith("level")

    studio(journey)


def test_film_obeys_mouse_and_keys(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        view, transport = d.sample, d.sample.transport
        d.key("transport.slider", Qt.Key.Key_End)
        assert transport.index == transport.total
        assert not transport.playing
        assert "result" in view.state.text()
        end = view.grid.pixels.copy()
        d.key("transport.slider", Qt.Key.Key_Home)
        assert transport.index == 0
        assert not np.array_equal(view.grid.pixels, end)
        d.key("transport", Qt.Key.Key_Right)
        d.key("transport.play", Qt.Key.Key_Right)
        d.key("transport", Qt.Key.Key_Left)
        assert transport.index == 1
        d.key("transport", Qt.Key.Key_PageDown)
        assert transport.index == d.desk.config.sampling.steps_per_level
        assert view.state.text().startswith("level 2")
        d.click("transport.forward")
        d.click("transport.back")
        d.click("transport.last")
        assert np.array_equal(view.grid.pixels, end)
        d.drag_slider(0.5)
        assert abs(transport.index - transport.total / 2) <= 1
        assert transport.label.text() == f"step {transport.index} / {transport.total}"
        d.choose("transport.speed", "60 / s")
        d.key("transport", Qt.Key.Key_Space)
        begun = transport.index
        await d.until(lambda: transport.index > begun + 3, "the film to run")
        d.key("transport", Qt.Key.Key_Space)
        assert not transport.playing
        d.click("transport.loop")
        d.key("transport", Qt.Key.Key_End)
        d.key("transport", Qt.Key.Key_Space)
        await d.until(lambda: 0 < transport.index < transport.total // 2, "the film to begin anew")
        d.click("transport.play")

    studio(journey)


def test_a_click_enlarges_a_picture(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        view = d.sample
        d.key("transport.slider", Qt.Key.Key_End)
        QTest.mouseClick(view.grid, Qt.MouseButton.LeftButton, pos=view.grid.rect_of(11).center().toPoint())
        assert view.closer.title.text() == "Picture 12"
        assert np.array_equal(view.closer.parts["x"].pixels[0], view.grid.pixels[11])
        d.key("sample.grid", Qt.Key.Key_Right)
        assert view.closer.title.text() == "Picture 13"
        d.choose("sample.shown", "Denoised")
        frame = view.trajectory.frame(view.transport.index)  # type: ignore[union-attr]
        assert view.grid.pixels.shape == (len(frame.x), 8, 8, 1)

    studio(journey)


def test_train_pause_sample_resume_stop(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        await small_run(d)
        train = d.train
        await d.until(lambda: train.record.previews and train.record.held_out, "a preview and a held-out loss")
        assert "Training digits-01" in d.status()
        await d.until(lambda: train.loss_plot.raw.getData()[1] is not None, "the curve")
        d.click("button.pause")
        await d.until(lambda: d.session and d.session._standing, "the pause")
        saved = open_run(list_runs()[0][0].folder).checkpoints()
        assert saved
        assert d.window.bar.train.text() == "Resume"
        seen = train.record.count
        d.turn_to("sample")
        d.click("sample.start")
        await d.until(lambda: not d.films.job.busy, "a sampling while training stands")
        assert len(d.sample.grid.pixels) == 16
        assert train.record.count == seen
        d.click("button.train")
        await d.until(lambda: train.record.count > seen + 5, "the training to go on")
        d.click("button.stop")
        await d.until(lambda: d.session is None, "the training to stop")
        assert list_runs()[0][0].status()[0] == "stopped"
        assert d.window.bar.train.text() == "Resume"

    studio(journey)


def test_a_stopped_run_goes_on_where_it_stood(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        await small_run(d, steps=60)
        await d.until(lambda: d.train.record.count >= 5, "some steps")
        d.click("button.stop")
        await d.until(lambda: d.session is None, "the stop")
        stood = list_runs()[0][0].status()[1]
        d.click("button.train")
        await d.until(lambda: d.session, "the training")
        await d.until(lambda: d.session is None, "the end")
        run = list_runs()[0][0]
        assert run.status() == ("done", 60)
        assert len(list_runs()[0]) == 1
        assert 0 < stood <= 60
        assert d.train.record.count == 60
        assert d.window.bar.train.text() == "Train"

    studio(journey)


def test_previews_of_earlier_steps_can_be_seen(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        d.turn_to("train")
        train = d.train
        slider = train.previews.slider
        newest = train.previews.grid.pixels.copy()
        assert slider.maximum() >= 10
        assert "6\u202f000" in train.previews.step.text()
        d.key("train.preview-slider", Qt.Key.Key_Home)
        assert train.previews.step.text() == "step 250"
        assert not np.array_equal(train.previews.grid.pixels, newest)
        d.choose("train.over", "Time")
        assert train.loss_plot._labels["bottom"] == "training time, s"
        d.choose("train.scale", "Linear")
        assert not train.loss_plot.log
        d.choose("train.smoothing", "No smoothing")
        smooth, raw = (c.getOriginalDataset()[1] for c in (train.loss_plot.smooth, train.loss_plot.raw))
        assert raw.min() <= smooth.min()
        assert smooth[-1] == train.record._loss[train.record.count - 1]

    studio(journey)


def test_levels_show_denoising_and_level_ends(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.turn_to("levels")
        table = d.levels.table
        await d.until(lambda: table._groups, "the levels")
        titles = [g.title for g in table._groups]
        assert titles[0] == "Clean"
        assert len(titles) == 4
        clean, noised, denoised, _ = (g.pixels.astype(float) for g in table._groups)
        assert abs(denoised[-1] - clean[-1]).mean() < abs(noised[0] - clean[0]).mean()
        before = clean.copy()
        d.click("levels.others")
        await d.until(lambda: not np.array_equal(table._groups[0].pixels, before), "other pictures")
        d.click("levels.ends")
        ends = d.levels.samples._groups[0].pixels
        assert len(ends) == 22
        final = d.sample.trajectory.final  # type: ignore[union-attr]
        assert np.abs(ends[-1][0, ..., 0] / 255.0 - final[0, 0].clip(0, 1)).max() < 0.01

    studio(journey)


def test_export_and_copy(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        await d.save_as(tmp_path / "grid.png")
        await d.save_as(tmp_path / "film.gif", "GIF")
        await d.save_as(tmp_path / "film.apng", "animated PNG")
        await d.save_as(tmp_path / "arrays.npz", "NPZ")
        await d.save_as(tmp_path / "all", "Every picture")
        for name in ("grid.png", "film.gif", "film.apng", "arrays.npz", "all/07.png"):
            assert read_recipe(tmp_path / name).sampling == d.desk.config.sampling
        with Image.open(tmp_path / "film.gif") as film:
            assert film.n_frames > 50
        assert len(list((tmp_path / "all").glob("*.png"))) == 64
        d.click("sample.copy")
        menu = d.find("copy", QMenu)
        menu.actions()[0].trigger()
        menu.close()
        copied = QGuiApplication.clipboard().image()
        assert (copied.width(), copied.height()) == ((8 * 9 - 1) * 4, (8 * 9 - 1) * 4)

    studio(journey)


def test_closing_while_training_saves(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        await small_run(d)
        await d.until(lambda: d.train.record.count >= 5, "some steps")

    studio(journey)
    run = list_runs()[0][0]
    status, step = run.status()
    assert status == "stopped"
    assert step >= 5
    assert run.checkpoints()[0].name == f"step-{step:09d}.safetensors"
    assert not run.locked()
