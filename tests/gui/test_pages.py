"""Every page by itself, from a bare studio: no window, and a worker that answers at once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QWidget

import ncsn_gui
from ncsn_engine.config import InputError
from ncsn_engine.inspection import LevelTable
from ncsn_engine.models import load_model
from ncsn_engine.presets import preset
from ncsn_engine.recipe import Recipe
from ncsn_engine.runs import create_run
from ncsn_engine.samplers import Step
from ncsn_gui import pages
from ncsn_gui.page import Page
from ncsn_gui.plots.menu import PlotMenus
from ncsn_gui.plots.plot import Plot
from ncsn_gui.views.levels import levels
from ncsn_gui.views.sample import sample
from ncsn_gui.views.time_machine import time_machine
from ncsn_gui.views.train import train
from tests.engine.helpers import tiny_config
from tests.gui.bare import Bare, shown

Start = Callable[[Any], None]
VIEWS = Path(ncsn_gui.__file__).parent / "views"
STEPS = 12


def drawn(model: Any, settings: Any, trajectory: Any, *_: object) -> Iterator[Step]:
    """As a sampling that draws noise, without a network: 4 pictures, 3 levels."""
    torch.manual_seed(settings.seed)
    shape = (4, *model.shape)
    for index in range(STEPS):
        step = Step.at(index, STEPS, index // 4, 1 - index / STEPS, 0.1, torch.rand(shape), torch.rand(shape))
        trajectory.add(step)
        yield step
    step = Step.at(STEPS - 1, STEPS, 2, 0.1, 0.1, torch.rand(shape), torch.rand(shape)).result(torch.rand(shape))
    trajectory.add(step)
    yield step


def equip(b: Bare) -> None:
    """Lay the ready-made run on the desk; what needs a network is answered without one."""
    b.open()
    assert b.studio.shelf.ready_made is not None
    model = load_model(b.studio.shelf.ready_made)
    b.worker.answers["open_model"] = lambda *_: model
    b.worker.answers["start_sampling"] = drawn
    b.worker.answers["start_branch"] = lambda model, settings, trajectory, *_: drawn(model, settings, trajectory)


async def filmed(b: Bare, page: Page) -> Any:
    b.studio.sampling.sample()
    await b.studio.sampling.job.over()
    return page.view


# -- all of them ----------------------------------------------------------------------------


def test_the_list_is_the_folders(qapp: object) -> None:
    folders = {folder.name for folder in VIEWS.iterdir() if (folder / "__init__.py").is_file()}
    assert {make.__name__ for make in pages.PAGES} == folders and len(pages.PAGES) == len(folders)


def test_every_page_is_made_from_a_bare_studio_and_can_be_told_apart(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        made = [make(b.studio) for make in pages.PAGES]
        b.open()
        commands = [command for page in made for command in page.commands]
        for found in (
            [page.name for page in made],
            [page.title for page in made],
            [command.name for command in commands],
            [command.key for command in commands if command.key],
        ):
            assert len(found) == len(set(found)), found
        sections = set(type(b.studio.desk.config).model_fields)
        for page in made:
            assert page.help.read_text(encoding="utf-8").startswith("# "), page.name
            assert set(page.sections) <= sections
            shown(page)
            page.view.close()
        for page in made:
            b.leave(page.view)

    bare(journey)


@pytest.mark.parametrize("name", [make.__name__ for make in pages.PAGES])
def test_painted_widgets_say_themselves_what_they_are(bare: Start, name: str) -> None:
    """A fault of 0.3.0: a list elsewhere held their class names, and a new one was silent."""
    make = next(make for make in pages.PAGES if make.__name__ == name)

    async def journey(b: Bare) -> None:
        page = shown(make(b.studio))
        for widget in page.view.findChildren(QWidget):
            if "paintEvent" in vars(type(widget)) and hasattr(widget, "spoken"):
                interface = QAccessible.queryAccessibleInterface(widget)
                assert interface.role() == widget.spoken_role
                assert widget.spoken() in interface.text(QAccessible.Text.Value)
        page.view.close()
        b.leave(page.view)

    bare(journey)


def test_no_class_is_named_by_a_string_for_screen_readers() -> None:
    tree = ast.parse((VIEWS.parent / "widgets" / "accessible.py").read_text(encoding="utf-8"))
    classes = {
        node.name
        for file in VIEWS.parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    named = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert not named & (classes - {"Painted"})


def test_a_plot_that_is_made_later_has_its_menu_too(bare: Start) -> None:
    """A fault of 0.3.0: only the plots that were there when the window was made could be saved."""
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QContextMenuEvent
    from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout

    async def journey(b: Bare) -> None:
        view = QWidget()
        row, saved = QVBoxLayout(view), []
        PlotMenus(view, lambda path, data: saved.append(path))
        plot = Plot("late")
        row.addWidget(plot)
        view.resize(400, 300)
        view.show()
        place = QPoint(200, 150)
        for target in (plot.viewport(), plot):  # by the mouse, by the menu key
            QApplication.sendEvent(
                target, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, target.mapToGlobal(place))
            )
            menu = plot.findChild(QMenu, "plot.menu")
            assert menu is not None and len(menu.actions()) == 3
            menu.close()
            menu.deleteLater()
            menu.setParent(None)
        view.close()
        view.deleteLater()

    bare(journey)


# -- each -----------------------------------------------------------------------------------


def test_train_follows_the_desk(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        page, wanted = train(b.studio), []
        assert page.wanted is not None
        page.wanted.connect(lambda: wanted.append(1))
        b.open()
        view: Any = shown(page).view
        assert view.record.count == 6000 and view.name == "digits" and not wanted
        assert view.loss_plot.raw.getOriginalDataset()[1] is not None
        told = page.origin(False)
        assert '"digits"' in told and page.origin(True) != told
        b.studio.desk.draft(preset("toy"))
        assert view.record.count == 0 and wanted == [1] and "press Train" in view.previews.grid.empty
        assert page.origin(False) == ""  # a new run has no curves
        assert page.line is not None
        assert (await page.line()).startswith("ncsn train --preset toy")
        assert page.showing() is None
        view.close()
        b.leave(view)

    bare(journey)


def test_levels_measures_what_is_seen_once(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        page, clean = levels(b.studio), np.zeros((4, 8, 8, 1), np.uint8)
        table = LevelTable(
            *(np.arange(3), np.array([1.0, 0.5, 0.1]), clean, np.stack([clean] * 3), np.stack([clean] * 3)),
            *(np.zeros((3, 4, 8, 8)), np.array([0.3, 0.2, 0.1])),
        )
        b.worker.answers["measure_levels"] = lambda *_: table
        equip(b)
        assert "measure_levels" not in b.worker.asked  # nobody looks
        view: Any = shown(page).view
        await b.until(lambda: view.table.labels, "the levels")
        page.turned_to()
        b.studio.desk.take(b.studio.desk.config.replace(**{"sampling.seed": 3}), "sampling.seed")
        assert b.worker.asked.count("measure_levels") == 1
        assert view.note.text() == "RMS error 0.30 at σ 1"
        b.studio.desk.draft(preset("digits"))
        assert not view.table.labels and "has learned nothing yet" in view.table.empty
        b.studio.desk.show(create_run(preset("digits")))
        page.turned_to()
        assert "has saved nothing yet" in view.table.empty
        assert page.line is not None and (await page.line()).startswith("ncsn train")
        view.close()
        b.leave(view)

    bare(journey)


def test_levels_shows_how_the_samples_stood(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        page = levels(b.studio)
        equip(b)
        view: Any = page.view
        assert not view.samples.labels
        b.studio.sampling.sample()
        await b.studio.sampling.job.over()
        assert len(view.samples.labels) == 3 and "by digits, step 6\u202f000" in view.samples.columns[0]
        b.leave(view)

    bare(journey)


def test_sample_films_branches_and_gives_up(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        page = sample(b.studio)
        equip(b)
        view: Any = shown(page).view
        assert view.top.start.isEnabled() and page.showing() is None and page.origin(False) == ""
        view.top.start.click()
        assert not view.top.start.isEnabled() and view.top.halt.isEnabled()
        await b.studio.sampling.job.over()
        assert view.transport.recorded == STEPS and b.said[-1].startswith("64 pictures · 12 steps")
        view.transport.seek(5)
        view.top.branch.click()
        await b.studio.sampling.job.over()
        assert [film.at for film in b.studio.sampling.films] == [0, 5] and view.tree.isVisible()
        assert view.top.beside.currentText() == "Beside: film 1"
        view.film_given_up.emit(b.studio.sampling.films[1])
        assert len(b.studio.sampling.films) == 1 and not view.tree.isVisible()
        assert view.trajectory is b.studio.sampling.films[0].trajectory
        view.transport.seek(STEPS)
        page.commands[1].do()  # the result has nothing to go on from
        assert "The result is the end" in b.said[-1] and len(b.studio.sampling.films) == 1
        b.studio.desk.draft(preset("toy"))
        assert not view.top.start.isEnabled()
        view.close()
        b.leave(view)

    bare(journey)


def test_films_stay_until_there_are_too_many(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        page = sample(b.studio)
        equip(b)
        view: Any = shown(page).view
        films = b.studio.sampling
        for seed in range(7):
            b.studio.desk.take(b.studio.desk.config.replace(**{"sampling.seed": seed}), "sampling.seed")
            await filmed(b, page)
            if seed == 0:
                films.branch(films.films[0], 5)
                await films.job.over()
                first = [film.trajectory._path for film in films.films]
                assert len(first) == 2
        assert [film.sampling.seed for film in films.films] == [1, 2, 3, 4, 5, 6]
        assert [film.number for film in films.films] == [1, 2, 3, 4, 5, 6]
        assert not any(path.exists() for path in first), "the oldest, and its branch, are gone"
        view.film_given_up.emit(films.films[-1])
        assert films.shown is films.films[-1] and films.shown.sampling.seed == 5
        for film in films.films[:-1]:
            films.give_up(film)
        films.give_up(films.films[0])
        assert len(films.films) == 1, "the last one stays"
        view.close()
        b.leave(view)

    bare(journey)


def test_nothing_is_drawn_with_a_wrong_entry(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        page = sample(b.studio)
        equip(b)
        view: Any = shown(page).view
        await filmed(b, page)
        b.studio.desk.refuse("Sampling › Count must be 1 or more.")
        for begin in (b.studio.sampling.sample, lambda: b.studio.sampling.branch(b.studio.sampling.films[0], 5)):
            b.noted.clear()
            begin()
            assert not b.studio.sampling.job.busy and b.noted == ["Sampling › Count must be 1 or more."]
        assert len(b.studio.sampling.films) == 1
        view.close()
        b.leave(view)

    bare(journey)


def test_a_film_says_whose_it_is_when_another_run_is_chosen(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        page = sample(b.studio)
        equip(b)
        view: Any = shown(page).view
        await filmed(b, page)
        assert "not by" not in view.traces.model.text() and not view.traces.model.strange
        other = create_run(tiny_config().model_copy(update={"name": "other"}))
        b.studio.desk.show(other)
        assert "by digits" in view.traces.model.text() and "not by other" in view.traces.model.text()
        assert view.traces.model.strange
        b.studio.desk.show(b.studio.shelf.ready_made)
        assert "not by" not in view.traces.model.text() and not view.traces.model.strange
        view.close()
        b.leave(view)

    bare(journey)


def test_how_a_run_was_looked_at_does_not_go_into_a_new_one(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        b.open()
        desk = b.studio.desk
        kept = desk.config.sampling
        for begin in (
            desk.renew,
            lambda: desk.take(desk.config.replace(**{"network.width": 16}), "network.width"),
            lambda: desk.draft(desk.inherited.replace(**{"data.kind": "folder"})),
        ):
            desk.show(b.studio.shelf.ready_made)
            desk.take(desk.config.replace(**{"sampling.steps_per_level": 1}), "sampling.steps_per_level")
            assert desk.run is not None
            begin()
            assert desk.run is None and desk.config.sampling == kept
        desk.take(desk.config.replace(**{"sampling.steps_per_level": 2}), "sampling.steps_per_level")
        desk.renew()  # a draft's own settings are meant
        assert desk.config.sampling.steps_per_level == 2

    bare(journey)


def test_levels_never_calls_a_run_new_that_has_learned(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        page = levels(b.studio)
        view: Any = shown(page).view
        b.studio.shelf.open()
        b.studio.shelf.list_again()
        b.studio.desk.show(b.studio.shelf.ready_made)
        assert "once torch is loaded" in view.table.empty  # not "a new run has learned nothing yet"
        b.studio.desk.draft(preset("digits"))
        assert "learned nothing" in view.table.empty
        view.close()
        b.leave(view)

    bare(journey)


def test_sample_says_what_leaves_it(bare: Start, tmp_path: Path) -> None:
    async def journey(b: Bare) -> None:
        page = sample(b.studio)
        equip(b)
        view: Any = shown(page).view
        await filmed(b, page)
        view.transport.seek(7)
        view.grid.select(2)
        showing = page.showing()
        assert showing is not None
        assert (showing.step, showing.chosen, showing.name) == (7, 2, "digits-seed0")
        assert showing.trajectory is b.studio.sampling.trajectory
        recipe = showing.recipe(showing.look)
        assert isinstance(recipe, Recipe) and recipe.model["run"] == "digits" and page.origin(True) == recipe.to_json()
        b.studio.exporting.copy(showing, 2)
        assert b.said[-1] == "Copied picture 3" and QGuiApplication.clipboard().image().width() >= 256
        assert page.line is not None and (await page.line()).startswith("ncsn sample ready-made")
        view.close()
        b.leave(view)

    bare(journey)


def test_sample_stops_and_keeps_what_was_recorded(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        page = sample(b.studio)
        equip(b)
        view: Any = shown(page).view
        b.studio.sampling.grew.connect(lambda: view.top.halt.click() if view.transport.recorded >= 4 else None)
        await filmed(b, page)
        assert 4 <= view.transport.recorded < STEPS and len(b.worker.closed) == 1
        assert view.top.start.isEnabled() and not view.top.halt.isEnabled()
        view.close()
        b.leave(view)

    bare(journey)


def test_sample_shows_what_broke_off(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        page = sample(b.studio)
        equip(b)

        def breaks(model: Any, settings: Any, trajectory: Any, *_: object) -> Iterator[Step]:
            for step in drawn(model, settings, trajectory):
                if step.index == 6:
                    raise InputError("the sampling left the finite numbers")
                yield step

        b.worker.answers["start_sampling"] = breaks
        view: Any = shown(page).view
        await filmed(b, page)
        await b.until(lambda: b.noted, "the message")
        assert b.noted == ["The sampling left the finite numbers"] and view.transport.recorded == 5
        assert b.said[-1] == "The sampling ended before it was done."
        view.close()
        b.leave(view)

    bare(journey)


def test_time_machine_draws_what_is_seen_and_never_twice(bare: Start) -> None:
    def start(checkpoint: Path, weights: str, device: str, settings: Any) -> Iterator[Any]:
        begun.append((weights, settings.seed))
        yield 0.5, None
        yield 1.0, (np.zeros((4, 8, 8, 1), np.uint8), 0.0, 1.0)

    begun: list[tuple[str, int]] = []

    async def journey(b: Bare) -> None:
        page = time_machine(b.studio)
        equip(b)
        view: Any = shown(page).view
        job = b.studio.workshop.findChild(type(b.studio.sampling.job), "time-machine")
        await b.until(lambda: begun and not job.busy, "the drawing")
        weights = [weights for weights, _ in begun]
        assert len(weights) == len(set(weights)) and len(view.grids["ema"].pixels) == 4
        page.turned_to()
        assert len(begun) == len(weights)  # nothing is drawn twice
        b.studio.desk.take(b.studio.desk.config.replace(**{"sampling.seed": 3}), "sampling.seed")
        await b.until(lambda: len(begun) == 2 * len(weights) and not job.busy, "the other seed")
        assert not view.back.isEnabled() and not view.save.isEnabled() and view.sample.isEnabled()
        assert page.line is not None and "--sampling.seed 3" in await page.line()
        b.studio.desk.draft(preset("digits"))
        assert view.moments == [] and "Train first" in view.grids["ema"].empty
        view.close()
        b.leave(view)

    import ncsn_gui.views.time_machine.errands as errands

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(errands, "start_drawing", start)
        bare(journey)
