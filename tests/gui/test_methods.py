"""Every method is chosen in the form and simply works: samplers, networks, losses, points in the plane."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QToolButton

from ncsn_engine.config import kinds
from ncsn_engine.data.points import read_points
from ncsn_engine.presets import PRESETS, preset
from ncsn_engine.recipe import read_recipe
from ncsn_gui.form.points_dialog import PointsDialog
from ncsn_gui.words import _KIND_TITLES
from tests.gui.driver import Driver

Studio = Callable[..., None]

_SHORT = {
    "annealed-langevin": {"steps_per_level": "1"},
    "consistent-annealed": {"steps_per_level": "1"},
    "dormand-prince": {"frames": "4"},
}


def choose_kind(d: Driver, section: str, kind: str) -> None:
    header = d.form._sections[section].header
    if not header.isChecked():
        QTest.mouseClick(header, Qt.MouseButton.LeftButton)
    d.choose(f"setting.{section}.kind", _KIND_TITLES[kind])
    assert getattr(d.desk.config, section).kind == kind


async def sampled(d: Driver) -> None:
    d.click("sample.start")
    await d.until(lambda: d.films.job.busy, "the sampling")
    await d.until(lambda: not d.films.job.busy, "its end")
    assert d.said() == ""


def test_every_sampler_draws_from_the_ready_made_model(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready and not d.films.job.busy, "the first sampling")
        view = d.sample
        for kind in kinds("sampling"):
            choose_kind(d, "sampling", kind)
            d.type_setting("sampling.count", "4")
            for name, value in _SHORT.get(kind, {"n_steps": "12"}).items():
                d.type_setting(f"sampling.{name}", value)
            await sampled(d)
            assert view.trajectory is not None
            assert view.trajectory.final is not None
            assert view.trajectory.final.shape == (4, 1, 8, 8)
            assert np.abs(view.trajectory.final).max() < 6, kind
            assert view.transport.recorded == view.trajectory.total
            assert view.state.text().endswith("result")
            d.turn_to("levels")
            d.click("levels.ends")
            await d.until(lambda: len(d.levels.samples.rows_shown()), "the ends of levels")
            d.turn_to("sample")

    studio(journey)


def test_points_are_trained_looked_at_sampled_and_kept(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready and not d.films.job.busy, "torch")
        d.choose("preset", "toy")
        for name, value in (("training.steps", "60"), ("training.preview_every", "20"), ("sampling.count", "300")):
            d.type_setting(name, value)
        d.click("button.train")
        await d.until(lambda: d.session, "the training")
        await d.until(lambda: d.session is None, "its end")
        train = d.train
        assert train.previews.grid.pixels.shape[0] == 1  # all points in one picture
        assert train.previews.grid.pixels.max() > 100
        d.turn_to("levels")
        await d.until(lambda: len(d.levels.table.rows_shown()), "the levels")
        d.turn_to("sample")
        await sampled(d)
        view = d.sample
        assert view.grid.points.shape == (300, 2)
        place = view.grid._places(view.grid.points)[7]
        QTest.mouseClick(view.grid, Qt.MouseButton.LeftButton, pos=QPoint(round(place[0]), round(place[1])))
        near = view.grid._places(view.grid.points)[view.grid.selected]
        assert np.hypot(*(near - place)) < 2
        assert view.closer.title.text().startswith(f"Point {view.grid.selected + 1}")
        QTest.mouseClick(view.transport.slider, Qt.MouseButton.LeftButton, pos=QPoint(20, 11))
        assert len(view.closer.parts["score"].points) == 150  # where the score leads
        d.do("copy-pictures")
        assert QGuiApplication.clipboard().image().width() == 1024
        await d.save_as(tmp_path / "points.png")
        with Image.open(tmp_path / "points.png") as picture:
            assert picture.size == (512, 512)
        assert read_recipe(tmp_path / "points.png").sampling.count == 300

    studio(journey)


def test_points_drawn_by_hand_become_a_data_set(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready and not d.films.job.busy, "torch")
        choose_kind(d, "data", "points-file")
        assert d.desk.config.network.kind == "mlp"
        button = d.form.findChild(QToolButton, "draw-points-by-hand")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await d.until(lambda: d.window.findChild(PointsDialog), "the sheet")
        dialog = d.window.findChild(PointsDialog)
        canvas = dialog.canvas
        assert not dialog.keep.isEnabled()
        middle = canvas.rect().center()
        for x in range(-100, 101, 20):
            QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(x, 0))
        drawn = canvas.points
        d.click("points.undo")
        assert len(canvas.points) == len(drawn) - canvas.density
        QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
        await d.until(lambda: not d.window.findChildren(PointsDialog), "the dialog to be gone")
        file = d.desk.config.data.file  # type: ignore[union-attr]
        kept, _ = read_points(Path(file))
        np.testing.assert_allclose(kept, drawn[: len(kept)], rtol=1e-4)
        assert abs(kept[:, 1]).max() < 1  # a flat line
        d.type_setting("training.steps", "5")
        d.click("button.train")
        await d.until(lambda: d.session, "the training")
        await d.until(lambda: d.session is None, "its end")
        assert "30 are held out" in d.said()  # of the 120 drawn: the preset asks for 2000
        assert d.desk.run is not None
        assert d.desk.run.status()[1] == 5

    studio(journey)


@pytest.mark.parametrize("section", ["data", "network", "noise", "objective", "sampling"])
def test_every_kind_can_be_chosen_and_left_again(studio: Studio, section: str) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        d.desk.draft(preset("digits"))
        header = d.form._sections[section].header
        if not header.isChecked():
            QTest.mouseClick(header, Qt.MouseButton.LeftButton)
        combo = d.find(f"setting.{section}.kind", QComboBox)
        titles = [combo.itemText(i) for i in range(combo.count())]
        assert len(set(titles)) == len(titles) == len(kinds(section))
        for kind in [*kinds(section), next(iter(kinds(section)))]:
            choose_kind(d, section, kind)
            assert d.window.bar.train.isEnabled(), f"{kind}: {d.form._wrong}"
            for setting in type(getattr(d.desk.config, section)).settings():
                assert d.form.control(f"{section}.{setting.name}") is not None

    studio(journey)


def test_every_preset_fills_the_form(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        for name in PRESETS:
            d.choose("preset", name)
            assert d.desk.config == preset(name)

    studio(journey)
