"""Branches of a film: made, shown in step with one another, exported, made again, given up."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from ncsn_engine.cli import main
from ncsn_engine.config import InputError
from ncsn_engine.export import to_pixels
from ncsn_engine.models import load_model
from ncsn_engine.noise import geometric
from ncsn_engine.recipe import read_recipe
from ncsn_engine.samplers import carry_on
from ncsn_gui.frame.recipes import RecipeDialog
from ncsn_gui.works import errands as jobs
from ncsn_gui.works.films import Film
from tests.gui.driver import Driver
from tests.gui.test_film import first_film
from tests.gui.test_manners import drop

Studio = Callable[..., None]


async def drawn(d: Driver) -> None:
    await d.until(lambda: not d.films.job.busy, "the sampling")


def alone(d: Driver) -> None:
    """Give up all films but the newest."""
    for film in d.films.films[:-1]:
        d.films.give_up(film)


def ended(film: Film) -> np.ndarray:
    """The pixels of a film's last step."""
    return to_pixels(film.trajectory.frame(film.trajectory.total).x)


async def branched(d: Driver, step: int, **settings: str) -> None:
    """Go to a step of the shown film and branch off with other settings."""
    view = d.sample
    for name, text in settings.items():
        d.type_setting(f"sampling.{name}", text)
    d.key("transport.slider", Qt.Key.Key_Home)
    for _ in range(step // 10):
        QTest.keyClick(view.transport.slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    for _ in range(step % 10):
        QTest.keyClick(view.transport.slider, Qt.Key.Key_Right)
    assert view.transport.index == step
    films = len(d.films.films)
    d.click("sample.branch")
    await d.until(lambda: len(d.films.films) == films + 1, "the branch")
    await drawn(d)


def test_a_branch_goes_on_beside_the_old_film_and_any_two_play_in_step(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view, sampling = d.sample, d.films
        d.type_setting("sampling.count", "4")
        d.click("sample.start")
        await drawn(d)
        assert view.tree.isVisible()  # the film before stays
        alone(d)
        assert not view.tree.isVisible()
        await branched(d, 30, seed="7")
        first, second = sampling.films
        assert view.tree.isVisible() and sampling.shown is second and second.parent is first and second.at == 30
        assert "from step 30 of 1: Seed 7" in second.title
        assert view.pictures.second.isVisible() and view.top.beside.currentText() == "Beside: film 1"

        # The same start, the very pixels of step 30; then they part, and both end as digits.
        start, left = second.trajectory.frame(0), first.trajectory.frame(30)
        np.testing.assert_array_equal(start.x, left.x)
        d.key("transport", Qt.Key.Key_Home)
        np.testing.assert_array_equal(view.grid.pixels, view.pictures.second.pixels)
        np.testing.assert_array_equal(view.grid.pixels, to_pixels(left.x, 0, 1))
        d.key("transport", Qt.Key.Key_End)
        np.testing.assert_array_equal(view.pictures.second.pixels, ended(first))
        np.testing.assert_array_equal(view.grid.pixels, ended(second))
        apart = np.abs(first.trajectory.final - second.trajectory.final).mean()
        assert 0.02 < apart < 0.5

        # In step: the same noise on both sides, at every step of either, and as it plays.
        d.choose("transport.speed", "60 / s")
        d.key("transport", Qt.Key.Key_Space)  # from the end: from the start
        seen = set[str]()
        while view.transport.playing:
            said = [caption.text().split("σ ")[1] for caption in view.pictures.captions]
            assert said[0] == said[1]
            seen.add(view.pictures.captions[1].text())
            await asyncio.sleep(0.01)
        assert len(seen) > 20
        for index in range(0, view.transport.total, 7):
            view.transport.seek(index)
            said = [caption.text().split("σ ")[1] for caption in view.pictures.captions]
            assert said[0] == said[1], index

    studio(journey)


def test_the_command_of_a_branch_draws_the_very_film(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tqdm.tqdm.monitor_interval", 0)  # no thread of its own

    async def copied(d: Driver) -> list[str]:
        QGuiApplication.clipboard().clear()
        d.do("copy-as-command")
        await d.until(QGuiApplication.clipboard().text, "the command")
        return shlex.split(QGuiApplication.clipboard().text())

    async def journey(d: Driver) -> None:
        await first_film(d)
        d.type_setting("sampling.count", "4")
        d.type_setting("sampling.steps_per_level", "2")
        d.type_setting("sampling.epsilon", "0.00005")
        d.click("sample.start")
        await drawn(d)
        d.form.change("sampling.epsilon", None)  # an emptied setting is said too
        await branched(d, 22, seed="7")
        d.form.change("sampling.kind", "heun")
        d.type_setting("sampling.n_steps", "9")
        await branched(d, 5)
        d.type_setting("sampling.seed", "99")  # what is set later is not how the film was drawn
        for number, film in enumerate(d.films.films[-2:], 1):
            d.films.show_film(film)
            program, *words = await copied(d)
            assert program == "ncsn" and words.count("--branch") == number
            out = tmp_path / f"{number}.npz"
            words[words.index("--out") + 1] = str(out)
            assert await d.studio.workshop.run(main, [*words, "--json"]) == 0
            with np.load(out) as arrays:
                np.testing.assert_array_equal(arrays["x"], film.trajectory.final)
            assert read_recipe(out).branches == film.chain()[1]

    studio(journey)


def test_a_branch_says_what_it_walks() -> None:
    """From σ 0.5 of a plain film into annealed: the levels below it, and that the larger ones are gone."""
    model = load_model("ready-made")
    below = int((model.sigmas < 0.5).sum())
    settings = model.config.sampling.replace(steps_per_level=5)
    said = jobs.describe_branch(model, settings, 0.5, None)
    assert f"{5 * (below + 1) + 1} of 111 evaluations a picture" in said and "levels above it are gone" in said
    assert len({step.level for step in carry_on(model, settings, torch.zeros(1, 1, 8, 8), 0.5)}) == below + 1
    assert jobs.describe_branch(model, settings, float(model.sigmas[0]), None) == ""  # all of them are walked


def test_branches_of_branches_are_a_tree_that_obeys_keys(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view, sampling = d.sample, d.films
        await branched(d, 60, seed="7")
        first, second = sampling.films
        await branched(d, 12, seed="8")  # a third from the second; then the first beside the third
        third = sampling.films[2]
        assert third.parent is second and view.top.beside.currentText() == "Beside: film 2"
        d.choose("sample.beside", "film 1")
        d.key("transport", Qt.Key.Key_End)
        np.testing.assert_array_equal(view.pictures.second.pixels, ended(first))

        # The tree by keyboard: up to the second film, which stands where the third stood.
        view.transport.seek(10)
        sigma = view.frame.sigma  # type: ignore[union-attr]
        view.tree.setFocus()
        QTest.keyClick(view.tree, Qt.Key.Key_Up)
        assert sampling.shown is second and view.top.beside.currentText() == "Beside: film 3"
        assert abs(np.log(view.frame.sigma / sigma)) < 0.3  # type: ignore[union-attr]

        # The film's keys work from the tree; the shown film can be exported.
        at = view.transport.index
        QTest.keyClick(view.tree, Qt.Key.Key_Right)
        QTest.keyClick(view.tree, Qt.Key.Key_L)
        assert view.transport.playing and view.transport.index >= at + 1
        QTest.keyClick(view.tree, Qt.Key.Key_K)
        assert not view.transport.playing and view.export.isEnabled()

        # Giving the second up takes the third along; the first film stays.
        folder = third.trajectory._path
        assert folder.exists()
        QTest.keyClick(view.tree, Qt.Key.Key_Delete)
        assert sampling.films == [first] and sampling.shown is first
        assert not folder.exists() and not view.tree.isVisible() and not view.pictures.second.isVisible()
        assert view.export.isEnabled()
        d.key("transport", Qt.Key.Key_End)
        np.testing.assert_array_equal(view.grid.pixels, ended(first))

    studio(journey)


def test_no_branch_from_the_result_and_another_method_from_the_start(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view, sampling = d.sample, d.films
        d.key("transport", Qt.Key.Key_End)
        assert not view.top.branch.isEnabled()
        d.do("branch-off-here")
        assert not sampling.job.busy and "earlier step" in d.status()
        d.key("transport", Qt.Key.Key_Home)
        d.choose("setting.sampling.kind", "Heun")
        d.click("sample.branch")
        await d.until(lambda: len(sampling.films) == 2, "the branch")
        await drawn(d)
        assert "Heun" in sampling.films[1].title
        one, other = (film.trajectory for film in sampling.films)
        np.testing.assert_array_equal(one.frame(0).x, other.frame(0).x)  # the same noise, another way down
        assert (other.total, other.facts[0].sigma) == (18, one.facts[0].sigma)
        # Other steps, another step size, another ladder from the middle of the first film.
        QTest.keyClick(view.tree, Qt.Key.Key_Up)
        assert sampling.shown is sampling.films[0]
        d.choose("setting.sampling.kind", "Annealed Langevin")
        await branched(d, 50, steps_per_level="3", n_levels="12", epsilon="0.00001")
        made = sampling.films[2]
        assert "Steps T 3" in made.title and "Levels L 12" in made.title and "ε" in made.title
        below = [s for s in geometric(4.815, 0.01, 12) if s < made.trajectory.facts[0].sigma]
        levels = sorted({f.sigma for f in made.trajectory.facts[:-2]}, reverse=True)
        assert levels == pytest.approx([made.trajectory.facts[0].sigma, *below], rel=2e-3)
        assert made.trajectory.total == 3 * len(levels) + 1
        # A new sampling is a new start: the old films stay, and can be gone back to.
        old = sampling.films[0].trajectory
        d.click("sample.start")
        await d.until(lambda: len(sampling.films) == 4, "another film")
        await drawn(d)
        assert sampling.shown is sampling.films[3] and sampling.shown.parent is None
        assert "Steps T 3" in sampling.shown.title  # what is not as in the first film before
        assert old._path.exists()
        sampling.show_film(sampling.films[0])
        assert view.trajectory is old

    studio(journey)


def test_an_exported_branch_is_made_again(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        sampling = d.films
        d.type_setting("sampling.count", "4")
        d.click("sample.start")
        await drawn(d)
        alone(d)
        await branched(d, 40, seed="5", count="9")
        await branched(d, 20, seed="6")
        final = sampling.films[2].trajectory.final
        await d.save_as(tmp_path / "branch.png")
        recipe = read_recipe(tmp_path / "branch.png")
        assert [(b.at, b.sampling.seed) for b in recipe.branches] == [(40, 5), (20, 6)]

        d.click("sample.start")  # something else in between
        await d.until(lambda: len(sampling.films) == 4, "another film")
        await drawn(d)
        alone(d)
        d.type_setting("sampling.seed", "3")
        drop(d, tmp_path / "branch.png")
        await d.until(lambda: d.window.findChildren(RecipeDialog), "the recipe")
        assert "differs" in d.find("recipe.said").text()
        table = d.find("recipe.differences")
        rows = {table.item(row, 0).text(): table.item(row, 2).text() for row in range(table.rowCount())}
        assert rows["Seed"] == "6" and rows["Count"] == "4"  # the last branch's seed, the first film's count
        d.click("recipe.again")
        await d.until(lambda: len(sampling.films) == 4, "the whole tree again, beside the other film")
        await drawn(d)
        np.testing.assert_array_equal(sampling.films[3].trajectory.final, final)

    studio(journey)


def test_a_sampling_that_fails_on_its_way_leaves_what_it_recorded(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        view, begin = d.sample, jobs.start_sampling

        def breaks(*told: Any) -> Iterator[Any]:
            for step in begin(*told):
                yield step
                raise InputError("the sampling left the finite numbers.")

        monkeypatch.setattr(jobs, "start_sampling", breaks)
        d.click("sample.start")
        await drawn(d)
        await d.until(lambda: "finite numbers" in d.said(), "the reason")
        assert view.transport.recorded >= 0 and len(view.grid.pixels) == 64
        assert "ended before" in d.status() and "left" not in d.status()
        assert view.top.start.isEnabled() and not view.top.halt.isEnabled()

    studio(journey)
