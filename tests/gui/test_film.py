"""The film: played both ways and in circles, shown in other ways, diagnosed, one picture looked at closely."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ncsn_engine.export import to_pixels
from ncsn_engine.film import bounds_of, trace
from ncsn_engine.metrics import nearest
from ncsn_engine.samplers import Step
from ncsn_engine.thermometer import Settled, judge, levels_walked
from ncsn_engine.trajectory import Trajectory
from ncsn_gui.works import errands as jobs
from tests.gui.driver import Driver

Studio = Callable[..., None]
LEFT = Qt.MouseButton.LeftButton


async def first_film(d: Driver) -> None:
    await d.until(lambda: d.ready, "torch")
    view = d.sample
    await d.until(lambda: view.trajectory and view.transport.recorded == view.transport.total > 0, "the first sampling")
    await d.until(lambda: not d.films.job.busy, "its end")
    view.transport.stop()


def filmed(total: int, levels: int, shape: tuple[int, ...] = (4, 1, 8, 8), settled: float = 1.0) -> Trajectory:
    """Record a sampling without a model; the first three levels end too hot."""
    film, draw = Trajectory(), torch.Generator().manual_seed(1)
    each = total // levels
    x = torch.randn(shape, generator=draw)
    for index in range(total):
        level = index // each
        sigma = 1.0 - 0.9 * level / levels
        heat = 1.3 if level < 3 else settled
        toward = x - sigma * heat * torch.randn(shape, generator=draw).sign()
        step = Step.at(index, total, level, sigma, sigma**2 / 8, x, toward, sigma / 2)
        film.add(step)
        x = x * 0.999 + 0.01 * torch.randn(shape, generator=draw)
    film.add(step.result(x))
    return film


def thin(film: Trajectory) -> Settled:
    """Return where levels settle if the data are thin beside σ."""
    sigmas = levels_walked(film)
    one = np.ones(len(sigmas))
    return Settled(sigmas, one, one, 0.05 * one, 128)


def press(d: Driver, name: str, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = d.find(name)
    widget.setFocus()
    QTest.keyClick(widget, key, modifier)


def test_the_film_runs_both_ways_and_in_circles(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        transport = d.sample.transport
        end = transport.total
        shift = Qt.KeyboardModifier.ShiftModifier
        d.key("transport", Qt.Key.Key_Home)
        press(d, "transport", Qt.Key.Key_Right, shift)
        press(d, "transport.slider", Qt.Key.Key_Right, shift)
        assert transport.index == 20
        press(d, "transport.play", Qt.Key.Key_Left, shift)
        assert transport.index == 10
        d.click("transport.leap")
        d.click("transport.leap")
        d.click("transport.leap-back")
        assert transport.index == 20
        d.choose("transport.speed", "60 / s")
        d.click("transport.reverse")
        assert transport.playing
        await d.until(lambda: transport.index < 15, "the film to run backwards")
        d.key("transport", Qt.Key.Key_L)
        assert transport.direction == 1
        begun = transport.index
        await d.until(lambda: transport.index > begun, "the film to turn round")
        d.key("transport", Qt.Key.Key_K)
        assert not transport.playing
        d.key("sample.grid", Qt.Key.Key_J)  # pictures are the film as well
        assert transport.playing and transport.direction == -1
        await d.until(lambda: not transport.playing, "the start, where it ends")
        assert transport.index == 0
        d.click("transport.reverse")  # at the start: from the end
        assert transport.index == end
        await d.until(lambda: transport.index < end, "the film to run")
        d.click("transport.reverse")
        assert not transport.playing
        assert transport.loop.toolTip().startswith("Plays once")
        d.click("transport.loop")
        assert transport.loop.toolTip().startswith("Plays again and again")
        d.drag_slider(0.0)
        d.key("transport", Qt.Key.Key_J)
        await d.until(lambda: transport.index > end // 2, "the film to go on at its end")
        d.click("transport.loop")
        assert transport.loop.toolTip().startswith("Plays back and forth")
        d.key("transport", Qt.Key.Key_End)
        press(d, "transport", Qt.Key.Key_Left)
        d.key("transport", Qt.Key.Key_L)
        await d.until(lambda: transport.direction == -1 and transport.index < end - 1, "the film to come back")
        d.key("transport", Qt.Key.Key_Space)
        assert not transport.playing
        d.click("transport.loop")
        assert transport.looping == "once"

    studio(journey)


def test_what_is_shown_and_its_range(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view = d.sample
        film = view.trajectory
        assert film is not None
        d.drag_slider(0.5)
        index = view.transport.index
        frame, before = film.frame(index), film.frame(index - 1)
        assert np.array_equal(view.grid.pixels, to_pixels(frame.x))
        d.choose("sample.range", "step")
        x = frame.x.astype(np.float32)
        assert np.array_equal(view.grid.pixels, to_pixels(x, float(x.min()), float(x.max())))
        assert (view.grid.pixels.min(), view.grid.pixels.max()) == (0, 255)
        d.choose("sample.range", "1–99")
        assert 0.005 < (view.grid.pixels == 255).mean() < 0.03
        d.choose("sample.shown", "Change")
        d.choose("sample.range", "fixed")
        moved = x - before.x.astype(np.float32)
        assert np.array_equal(view.grid.pixels, to_pixels(moved, -0.5, 0.5))
        d.choose("sample.shown", "Score")
        score = abs(frame.denoised.astype(np.float32) - x) / frame.sigma
        assert abs(view.grid.pixels.astype(int) - to_pixels(score, 0, 2)).max() <= 1
        view.grid.select(5)
        d.key("transport", Qt.Key.Key_End)
        assert "result" in view.grid.empty and not len(view.grid.pixels)
        d.key("transport", Qt.Key.Key_Left)
        assert view.grid.selected == 5 and len(view.grid.pixels)
        d.choose("sample.shown", "Change")
        d.key("transport", Qt.Key.Key_Home)
        assert "start" in view.grid.empty and not len(view.grid.pixels)
        d.choose("sample.shown", "Picture x")
        d.choose("sample.beside", "score")
        d.key("transport", Qt.Key.Key_End)
        assert "result" in view.pictures.second.empty and not len(view.pictures.second.pixels)  # no step follows
        d.key("transport", Qt.Key.Key_Left)
        assert view.pictures.second.pixels.shape == view.grid.pixels.shape
        said = view.more.text()
        number = dict(part.split(" ") for part in said.split("   "))
        fact = view.trajectory.facts[view.transport.index]
        assert float(number["T"]) == pytest.approx(fact.temperature**2, rel=1e-2)
        assert "S/N" not in number  # the last step removes noise and adds none
        d.choose("sample.beside", "denoised")
        assert view.pictures.second.isVisible()
        assert view.grid.pixels.shape == view.pictures.second.pixels.shape
        place = view.pictures.second.rect_of(9).center().toPoint()
        QTest.mouseClick(view.pictures.second, LEFT, pos=place)
        assert view.grid.selected == view.pictures.second.selected == 9
        assert view.closer.title.text() == "Picture 10"
        d.choose("sample.beside", "nothing")
        assert not view.pictures.second.isVisible()

    studio(journey)


def test_traces_and_levels_that_had_not_settled(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view = d.sample
        plot = view.traces.heat_plot
        film = filmed(110, 22)
        view.show_sampling(film)
        view.grow()
        assert view.traces.settled.text() == ""  # not before it is known where they settle
        view.traces.show_settled(thin(film))
        assert view.traces.settled.text() == "3 of 22 levels had not settled: 1, 2, 3"
        assert list(plot.shade.opts["x0"]) == [-0.5, 4.5, 9.5]
        aims = plot.curves["settled"].getOriginalDataset()[1]
        np.testing.assert_allclose(aims, 1 + (1 / 8) / (2 - 1 / 8))  # with the bias of the steps
        heat = plot.curves["temperature"].getOriginalDataset()[1]
        assert len(heat) == 110  # not of the result
        d.choose("sample.trace", "Norm")
        norm = plot.curves["temperature"].getOriginalDataset()[1]
        sigma = np.array([f.sigma for f in film.facts[:-1]])
        np.testing.assert_allclose(norm, np.sqrt(heat) * 8 / sigma)
        assert not len(plot.shade.opts["x0"])
        d.choose("sample.trace", "Signal")
        alpha = sigma**2 / 8
        np.testing.assert_allclose(
            plot.curves["temperature"].getOriginalDataset()[1], alpha * norm / np.sqrt(2 * alpha * 64)
        )
        d.choose("sample.trace", "Thermometer")
        middle = plot.getPlotItem().vb.mapViewToScene(plot.getPlotItem().vb.viewRect().center()).toPoint()
        QTest.mouseClick(plot.viewport(), LEFT, pos=middle)
        await d.until(lambda: abs(view.transport.index - 55) <= 3, "the click to move the film")
        view.show_sampling(None)
        assert view.traces.settled.text() == ""
        film.close()

    studio(journey)


def test_the_first_film_is_not_blamed_and_larger_steps_are(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        traces = d.sample.traces
        await d.until(lambda: traces.settled.text(), "where the levels settle")
        assert traces.settled.text() == "All 22 levels had settled"
        d.form.change("sampling.count", 8)
        d.form.change("sampling.n_levels", 8)
        for dotted, value, said in (
            ("sampling.epsilon", 1e-4, "too large"),
            ("sampling.epsilon", 2e-6, "had not settled"),
            ("sampling.steps_per_level", 1, "can't be told"),
        ):
            d.form.change(dotted, value)
            films = len(d.films.films)
            d.do("sample")
            await d.until(lambda films=films: len(d.films.films) > films and not d.films.job.busy, "the film")
            await d.until(lambda said=said: said in traces.settled.text(), said)

    studio(journey)


def test_5000_steps_can_be_scrubbed(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view, transport = d.sample, d.sample.transport
        wide = transport.label.minimumWidth()
        film = filmed(5000, 100)
        view.show_sampling(film)
        view.grow()
        assert transport.label.text() == "step 5000 / 5000"
        assert transport.label.minimumWidth() == wide >= transport.label.sizeHint().width()
        slider, grid, width = transport.slider, view.grid, transport.slider.width()
        QTest.mousePress(slider, LEFT, pos=QPoint(round(slider.x_of(0)), 11))
        for share in (*np.linspace(0, 1, 80), 0.3):
            at = QPoint(round(slider.x_of(share * 5000)), 11)
            QTest.mouseMove(slider, at)
            assert transport.index == slider.value_at(at.x())
            assert np.array_equal(grid.pixels, to_pixels(film.frame(transport.index).x))
        QTest.mouseRelease(slider, LEFT, pos=at)
        assert slider.width() == width  # nothing jumps about
        d.key("transport", Qt.Key.Key_PageDown)
        assert transport.index % 50 == 0
        view.traces.show_settled(thin(film))
        assert view.traces.settled.text() == "3 of 100 levels had not settled: 1, 2, 3"
        view.show_sampling(None)
        film.close()

    studio(journey)


def test_the_path_of_a_picture_moves_the_film(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view, closer = d.sample, d.sample.closer
        film = view.trajectory
        assert film is not None
        QTest.mouseClick(view.grid, LEFT, pos=view.grid.rect_of(11).center().toPoint())
        assert len(closer.steps) == len(closer.path.pixels) == 8
        assert (closer.steps[0], closer.steps[-1]) == (0, film.total)
        assert np.array_equal(closer.path.pixels[5], to_pixels(film.frame(closer.steps[5]).x[11:12])[0])
        QTest.mouseClick(closer.path, LEFT, pos=closer.path.rect_of(3).center().toPoint())
        assert view.transport.index == closer.steps[3]
        assert closer.path.selected == 3
        assert closer.histogram.counts.sum() == 64
        d.key("transport", Qt.Key.Key_End)
        assert closer.path.selected == 7

    studio(journey)


def test_the_nearest_training_pictures_are_looked_up(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view, closer = d.sample, d.sample.closer
        final = view.trajectory.final  # type: ignore[union-attr]
        assert final is not None
        d.choose("sample.closer.more", "Nearest")
        await d.until(lambda: 0 in view._nearest and len(closer.near[2].pixels), "the nearest")
        first = closer.near[0].pixels.copy()
        model = d.films.shown.model  # type: ignore[union-attr]

        def exact() -> np.ndarray:
            return nearest(torch.from_numpy(final[12:13]), jobs.data(model.config.data).train, 3).distances[0]

        view.grid.select(12)
        await d.until(lambda: 12 in view._nearest, "another picture's")
        assert not np.array_equal(closer.near[0].pixels, first)
        wanted = await d.studio.workshop.run(exact)
        found = view._nearest[12]
        np.testing.assert_allclose(found.distances, wanted)  # type: ignore[union-attr]
        assert closer.near_labels[0].text().startswith(f"{wanted[0]:.3g}")
        view.grid.select(0)
        assert np.array_equal(closer.near[0].pixels, first)  # without another look
        d.click("sample.start")  # a new sampling: looked up at its end
        await d.until(lambda: d.films.job.busy, "the sampling")
        await d.until(lambda: not d.films.job.busy, "its end")
        await d.until(lambda: view.grid.selected in view._nearest, "its nearest")

    studio(journey)


def test_points_have_paths_and_no_range(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view, closer = d.sample, d.sample.closer
        film = filmed(110, 22, (300, 2))
        view.show_sampling(film, -3.0, 3.0)
        view.grow()
        view.grid.select(7)
        assert not view.top.range.isEnabled()
        assert not closer.histogram.isVisible()
        assert len(closer.path.points) == 100
        np.testing.assert_array_equal(closer.path.points[-1], film.frame(110).x[7])
        d.choose("sample.shown", "Change")
        assert view.grid._towards is not None
        d.choose("sample.beside", "denoised")
        assert view.pictures.second.points.shape == (300, 2)
        d.choose("sample.closer.more", "Nearest")
        assert closer.near_remark.empty == "of pictures only"
        view.show_sampling(None)
        film.close()

    studio(journey)


def test_numbers_about_a_film() -> None:
    film = filmed(60, 6, settled=1.05)
    verdict = judge(film, thin(film))
    assert (verdict.restless, verdict.levels) == ({0: (0, 9), 1: (10, 19), 2: (20, 29)}, 6)
    assert np.isnan(trace(film, "temperature")[-1])
    film.close()
    one = filmed(6, 6)  # a step a level: nothing could settle
    assert judge(one, thin(film)).levels == 0
    one.close()
    assert bounds_of(np.array([np.nan, 1.0, 3.0]), "step", (0, 1)) == (1.0, 3.0)
    assert bounds_of(np.array([np.inf]), "clipped", (0, 1)) == (0, 1)
    low, high = bounds_of(np.zeros(5), "step", (0, 1))
    assert low == 0 and high == pytest.approx(1e-6)


def test_levels_on_the_slider_and_cursors_that_run_with_the_film(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view = d.sample
        film = filmed(110, 22)
        view.show_sampling(film)
        view.grow()
        assert list(view.transport.slider.marks) == list(range(0, 110, 5))
        press(d, "transport", Qt.Key.Key_Home)
        places = []
        for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp):
            press(d, "transport", key)
            places.append(view.transport.index)
            cursors = [plot.cursor_line.value() for plot in (view.traces.steps_plot, view.traces.heat_plot)]
            assert cursors == [places[-1]] * 2
        assert places == [5, 10, 11, 10, 5]
        sigma = view.traces.steps_plot.curves["sigma"].getOriginalDataset()[1]
        np.testing.assert_allclose(sigma[:110], [f.sigma for f in film.facts[:110]])
        view.show_sampling(None)
        film.close()
        said = set[str]()
        d.type_setting("sampling.steps_per_level", "12")
        d.type_setting("sampling.count", "4")
        d.click("sample.start")
        while d.films.job.busy:
            said.add(d.status())
            await asyncio.sleep(0.02)
        assert any(re.fullmatch(r"Sampling: step \d+ of 265 · \d\d:\d\d left", text) for text in said)

    studio(journey)
