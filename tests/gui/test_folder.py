"""A folder is looked at before it is trained on, on the page Train; what the rules make of data stands under Noise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QLabel

from ncsn_engine.config import RunConfig
from ncsn_engine.data import load
from ncsn_engine.noise import ladder
from ncsn_engine.presets import preset
from ncsn_engine.runs import create_run
from ncsn_gui.form.panel import SettingsPanel
from ncsn_gui.page import Page
from ncsn_gui.views.train import train
from ncsn_gui.works import errands
from tests.engine.helpers import pictures, tiny_config, train_to
from tests.gui.bare import Bare, shown
from tests.gui.driver import Driver

Start = Callable[[Callable[[Bare], Any]], None]


@pytest.fixture(autouse=True)
def _nothing_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "_looked", None)


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    """Twelve pictures in two classes, one file that is none, and one hidden folder."""
    for i, picture in enumerate(pictures(12, 16)):
        file = tmp_path / "zoo" / ("ants", "bees")[i % 2] / f"{i:02d}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture[..., 0]).save(file)
    (tmp_path / "zoo" / "ants" / "text.png").write_text("no picture")
    (tmp_path / "zoo" / ".cache").mkdir()
    Image.new("L", (8, 8)).save(tmp_path / "zoo" / ".cache" / "a.png")
    return tmp_path / "zoo"


def of(place: Path, **changes: Any) -> RunConfig:
    folder = {"data.kind": "folder", "data.folder": str(place), "data.size": 8, "noise.kind": "rules"}
    return preset("digits").replace(**folder, **changes)


def opened(b: Bare) -> Page:
    page = shown(train(b.studio))
    b.leave(page.view)
    b.open()
    return page


def text(page: Page, name: str) -> str:
    label = page.view.findChild(QLabel, f"folder.{name}")
    assert label is not None
    return label.text() if label.isVisible() else ""


def test_a_folder_is_seen_before_it_is_trained_on(bare: Start, zoo: Path) -> None:
    async def journey(b: Bare) -> None:
        page = opened(b)
        view: Any = page.view
        assert not view.folder.isVisible() and view.loss_plot.isVisible()
        b.studio.desk.draft(of(zoo))
        await b.until(lambda: text(page, "counts"), "the look")
        assert view.folder.isVisible() and not view.loss_plot.isVisible()
        assert text(page, "title") == str(zoo)
        assert "12 pictures: 9 are learned from, 3 held out" in text(page, "counts")
        assert text(page, "sizes") == "Sizes: 12 of 16×16."
        assert text(page, "classes") == "2 classes: ants 6 · bees 6"
        assert "3 are held out" in text(page, "notes") and ".cache" in text(page, "notes")
        assert [view.folder.skipped.item(i).text() for i in range(view.folder.skipped.count())] == [
            "ants/text.png: not a picture"
        ]
        assert view.folder.strip.pixels.shape == (12, 8, 8, 3)
        sigmas = ladder(of(zoo).noise, load(of(zoo).data).all)
        assert f"σ₁ = {sigmas[0]:.4g}: the largest distance" in text(page, "rules")
        assert f"L = {len(sigmas)}," in text(page, "rules")
        b.studio.desk.draft(preset("digits"))
        assert not view.folder.isVisible() and view.loss_plot.isVisible()

    bare(journey)


def test_what_is_wrong_with_a_folder_is_said_in_its_place(
    bare: Start, zoo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bare").mkdir()
    for i in range(5):
        (tmp_path / "same").mkdir(exist_ok=True)
        Image.new("RGB", (8, 8), "red").save(tmp_path / "same" / f"{i}.png")

    async def journey(b: Bare) -> None:
        page = opened(b)
        b.studio.desk.draft(of(Path()).replace(**{"data.folder": ""}))
        assert "Choose a folder under Data" in text(page, "state") and "look_at_folder" not in b.worker.asked
        for place, said in ((tmp_path / "gone", "there is no folder"), (tmp_path / "bare", "holds no pictures")):
            b.studio.desk.draft(of(place))
            assert str(place) in text(page, "state")  # is being looked at
            await b.until(lambda: text(page, "problem"), "the problem")
            assert said in text(page, "problem") and not text(page, "counts")
        b.studio.desk.draft(of(tmp_path / "same"))
        await b.until(lambda: text(page, "counts"), "the look")
        assert "one and the same" in text(page, "problem") and not text(page, "rules")
        Image.new("RGB", (8, 8), "blue").save(tmp_path / "same" / "other.png")
        monkeypatch.setattr(errands, "_looked", None)
        b.studio.desk.draft(of(tmp_path / "same"))
        await b.until(lambda: "Only 2 of 6 pictures differ" in text(page, "problem"), "the warning")
        (zoo / "ants" / "00.png").rename(tmp_path / "bare" / "0.png")
        b.studio.desk.draft(of(tmp_path / "bare"))
        await b.until(lambda: "only 1 pictures" in text(page, "problem"), "the few")

    bare(journey)


def test_edits_look_again_and_late_answers_are_dropped(bare: Start, zoo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def journey(b: Bare) -> None:
        page = opened(b)
        view: Any = page.view
        desk = b.studio.desk
        desk.draft(of(zoo))
        await b.until(lambda: text(page, "counts"), "the look")
        asked = b.worker.asked.count("look_at_folder")
        desk.take(desk.config.replace(**{"training.steps": 7}), "training.steps")
        desk.take(desk.config.replace(**{"network.width": 16}), "network.width")
        assert b.worker.asked.count("look_at_folder") == asked  # nothing that is seen depends on these
        for size in (4, 6, 10):
            desk.take(desk.config.replace(**{"data.size": size}), "data.size")
        await b.until(lambda: view.folder.strip.isVisible(), "the last look")
        assert view.folder.strip.pixels.shape[1] == 10
        assert b.worker.asked.count("look_at_folder") <= asked + 2  # the one under way, and the newest
        desk.take(desk.config.replace(**{"data.size": 12}), "data.size")
        desk.draft(preset("digits"))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not view.folder.isVisible() and view.folder.strip.pixels.shape[1] == 10
        Image.new("L", (16, 16)).save(zoo / "bees" / "new.png")
        monkeypatch.setattr(errands, "_LOOK_HOLDS", -1.0)
        desk.draft(of(zoo))
        await b.until(lambda: "13 pictures" in text(page, "counts"), "the new one")
        (zoo / "bees" / "new.png").unlink()
        monkeypatch.setattr(errands, "_looked", None)
        view.folder.again.click()
        await b.until(lambda: "12 pictures" in text(page, "counts"), "the old ones")

    bare(journey)


def test_a_training_shows_its_curves_and_a_trained_run_has_no_look(bare: Start, zoo: Path) -> None:
    async def journey(b: Bare) -> None:
        page, panel, desk = opened(b), panel_of(b), b.studio.desk
        view: Any = page.view
        tiny = tiny_config(**{"training.steps": 3}).model_copy(update={"data": of(zoo).data, "noise": of(zoo).noise})
        desk.draft(tiny)
        await b.until(lambda: view.folder.strip.isVisible(), "the look")
        b.studio.training.start_or_resume()
        await b.until(lambda: desk.run is not None, "the run")
        assert not view.folder.isVisible() and view.isVisible()
        await b.until(lambda: b.studio.training.session is None, "its end")
        assert not view.folder.isVisible()
        assert any("3 are held out" in note for note in b.noted)
        assert desk.config.data.held_out == 3 and panel.form.config.data.held_out == 3  # as it is in the settings now
        sigmas = ladder(of(zoo).noise, load(of(zoo).data).all)
        assert f"σ₁ {sigmas[0]:.4g}, L {len(sigmas)}" in hint(panel.form)

    bare(journey)


def test_a_dropped_folder_of_links_is_looked_at(studio: Callable[..., None], zoo: Path, tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    try:
        (tmp_path / "links" / "zoo").symlink_to(zoo, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")

    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        d.window.dropping.receive(tmp_path / "links")
        await d.until(lambda: d.train.folder.strip.isVisible(), "the look")
        assert "12 pictures" in d.find("folder.counts").text()

    studio(journey)


# -- under Noise -------------------------------------------------------------------------------


def hint(form: Any) -> str:
    return str(form._sections["noise"]._hint.text())


def panel_of(b: Bare) -> SettingsPanel:
    panel = SettingsPanel(b.studio.workshop, b.studio.desk)
    b.leave(panel)
    return panel


def test_a_trained_run_states_its_ladder_from_its_checkpoint(bare: Start, zoo: Path, tmp_path: Path) -> None:
    config = tiny_config(**{"training.steps": 2, "data.kind": "folder", "data.folder": str(zoo), "data.size": 8})
    run = create_run(config.replace(**{"noise.kind": "rules"}), tmp_path / "run")
    train_to(run)
    (zoo / "ants").rename(tmp_path / "away")  # it is not read again

    async def journey(b: Bare) -> None:
        panel = panel_of(b)
        b.studio.desk.show(run)
        known = np.array(b.studio.desk.past.sigmas)
        assert f"σ₁ {known[0]:.4g}, L {len(known)}, ratio" in hint(panel.form)
        b.open()
        b.studio.desk.show(run)
        assert f"σ₁ {known[0]:.4g}, L {len(known)}, ratio" in hint(panel.form)
        assert not {"describe_noise", "look_at_folder"} & set(b.worker.asked)

    bare(journey)


@pytest.mark.parametrize("kind", ["folder", "digits", "moons", "points-file"])
def test_a_draft_by_the_rules_states_its_ladder(bare: Start, zoo: Path, tmp_path: Path, kind: str) -> None:
    (tmp_path / "mine.csv").write_text("\n".join(f"{i},{i * i % 7}" for i in range(20)))
    changes: dict[str, Any] = {"data.kind": kind, "noise.kind": "rules"}
    changes |= {"folder": {"data.folder": str(zoo), "data.size": 8}}.get(kind, {})
    changes |= {"points-file": {"data.file": str(tmp_path / "mine.csv")}}.get(kind, {})
    config = preset("toy" if kind in ("moons", "points-file") else "digits").replace(**changes)

    async def journey(b: Bare) -> None:
        panel = panel_of(b)
        b.open()
        b.studio.desk.draft(config)
        assert hint(panel.form) == "σ₁, L and the ratio are taken from the data."
        await b.until(lambda: "From the data" in hint(panel.form), "the ladder")
        sigmas = ladder(config.noise, load(config.data).all)
        assert f"σ₁ {sigmas[0]:.4g}, L {len(sigmas)}, ratio" in hint(panel.form)
        b.studio.desk.take(config.replace(**{"noise.kind": "geometric"}), "noise.kind")
        assert hint(panel.form) == ""

    bare(journey)


def test_data_that_is_not_there_is_said_under_noise_and_not_downloaded(bare: Start, tmp_path: Path) -> None:
    async def journey(b: Bare) -> None:
        panel = panel_of(b)
        b.open()
        away = {"data.kind": "mnist", "data.folder": str(tmp_path), "noise.kind": "rules"}
        b.studio.desk.draft(preset("digits").replace(**away))
        await b.until(lambda: "once it is downloaded" in hint(panel.form), "the remark")
        gone = {"data.kind": "points-file", "data.file": str(tmp_path / "gone.csv"), "noise.kind": "rules"}
        b.studio.desk.draft(preset("toy").replace(**gone))
        await b.until(lambda: "there is no such file" in hint(panel.form), "the reason")

    bare(journey)
