"""What the window does when things go wrong."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ncsn_engine.config import InputError
from ncsn_engine.runs import list_runs
from ncsn_gui import theme
from tests.gui.driver import Driver
from tests.gui.test_journey import first_sampling, small_run

Studio = Callable[..., None]


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)


def test_a_full_disk_pauses_the_training_and_loses_nothing(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        await small_run(d)
        await d.until(lambda: d.train.record.count >= 10, "some steps")
        with monkeypatch.context() as filled:
            full_disk(filled)
            await d.until(lambda: "the disk is full" in d.said(), "the message")
            await d.until(lambda: d.window.bar.train.text() == "Resume", "the pause")
            stood = d.train.record.count
            d.window.close()
            await d.until(lambda: "closing now loses" in d.said(), "the warning before closing")
        assert d.window.isVisible()
        d.click("banner.dismiss")
        d.click("button.train")
        await d.until(lambda: d.train.record.count > stood + 60, "the training to go on")

    studio(journey)
    run = list_runs()[0][0]
    assert run.status()[0] == "stopped"
    assert run.checkpoints()


def test_a_fault_in_mid_training_saves_first_and_a_setting_it_can_not_go_on_with_is_not_written(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ncsn_engine.training.learning import Learner

    def unplugged(self: Learner) -> None:
        raise InputError("The disk of pictures is gone.")

    async def journey(d: Driver) -> None:
        await first_sampling(d)
        small = {"network.width": 8, "training.batch_size": 16, "training.preview_every": 0, "training.steps": 100_000}
        d.desk.draft(d.desk.config.replace(**small))
        d.click("button.train")
        await d.until(lambda: d.train.record.count >= 10, "some steps")
        with monkeypatch.context() as broken:
            broken.setattr(Learner, "take_step", unplugged)
            await d.until(lambda: "is gone. Everything up to step" in d.said(), "the message")
            await d.until(lambda: d.session is None, "the end")
        run = list_runs()[0][0]
        assert run.status()[0] == "failed" and run.kept()[0].step == run.status()[1] >= 10
        d.desk.config = run.config.replace(**{"noise.sigma_min": 0.02})  # as an undo may bring it back
        before = (run.folder / "run.json").read_bytes()
        d.click("button.train")
        await d.until(lambda: "give back 0.01" in d.said(), "the refusal")
        await d.until(lambda: d.session is None, "the end")
        assert (run.folder / "run.json").read_bytes() == before
        d.desk.config = run.config
        d.click("button.train")
        await d.until(lambda: d.train.record.count > run.kept()[0].step, "the training to go on")

    studio(journey)


def test_an_empty_folder_of_pictures_is_said(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.choose("preset", "digits")
        d.desk.draft(d.desk.config.replace(**{"data.kind": "folder", "data.folder": str(tmp_path / "none")}))
        d.click("button.train")
        await d.until(lambda: "there is no folder" in d.said(), "the message")
        await d.until(lambda: d.session is None, "the end")
        assert d.window.bar.train.isEnabled()
        assert not list_runs()[0]  # a run that could not begin leaves nothing behind

    studio(journey)


def test_an_unstable_step_is_said_with_its_range(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        film = d.films.trajectory
        d.type_setting("sampling.epsilon", "0.1")
        assert d.form.control("sampling.epsilon").property("wrong") is True
        d.click("sample.start")
        await d.until(lambda: "only stable for 0 < ε < 2σ_L² = 0.0002" in d.said(), "the message")
        await d.until(lambda: not d.films.job.busy, "the end")
        assert d.find("sample.start").isEnabled()
        assert d.films.trajectory is film  # the film that was there can still be played
        assert d.sample.transport.recorded == 111
        d.type_setting("sampling.epsilon", "1e-5")
        assert d.form.control("sampling.epsilon").property("wrong") is False
        d.click("sample.start")
        assert not d.said()
        await d.until(lambda: not d.films.job.busy, "the end")
        d.type_setting("sampling.count", "4")
        d.type_setting("sampling.epsilon", "0.00021")
        d.click("sample.start")
        await d.until(lambda: "only stable" in d.said(), "the message")
        before = d.films.shown
        d.click("banner.act")  # the second yes
        await d.until(lambda: d.films.shown is not before and not d.films.job.busy, "the film that runs away")
        assert not d.said()
        assert d.films.shown.sampling.allow_unstable  # so its recipe tells
        assert "beyond its stable range" in d.films.shown.title
        assert not d.desk.config.sampling.allow_unstable  # the next film is asked about again

    studio(journey)


def test_a_fault_is_shown_with_its_report_and_logged(studio: Studio, caplog: pytest.LogCaptureFixture) -> None:
    async def fault() -> None:
        raise ArithmeticError("by design of this test")

    async def journey(d: Driver) -> None:
        d.expects += (ArithmeticError,)
        await first_sampling(d)
        d.studio.workshop.spawn(fault())
        await d.until(lambda: "by design of this test" in d.said(), "the message")
        d.window.banner.more.click()
        assert "Traceback" in d.window.banner.details.toPlainText()
        assert "by design of this test" in caplog.text

    studio(journey)


def test_a_damaged_run_does_not_hide_the_others(studio: Studio, tmp_path: Path) -> None:
    broken = tmp_path / "runs" / "broken"
    broken.mkdir(parents=True)
    (broken / "run.json").write_text('{"format": 1')

    async def journey(d: Driver) -> None:
        await first_sampling(d)
        assert "run.json: is damaged" in d.said()
        assert d.window.runs.list.count() == 1

    studio(journey)


def test_sampling_can_be_stopped_and_keeps_what_was_recorded(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.type_setting("sampling.steps_per_level", "200")
        d.click("sample.start")
        view = d.sample
        await d.until(lambda: view.transport.total > 4000 and view.transport.recorded > 3, "some steps")
        d.click("sample.stop")
        await d.until(lambda: not d.films.job.busy, "the stop")
        assert 3 < view.transport.recorded < view.transport.total
        d.drag_slider(0)
        assert view.transport.index == 0

    studio(journey)


def test_light_and_dark(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        before = theme.current()
        d.click("button.theme")
        assert theme.current() is not before
        assert d.window.palette().window().color().name() == theme.current().window
        d.click("button.theme")
        assert theme.current() is before

    studio(journey)
