"""What can be done with a run of the list: evaluated, compared, designed for, shared; and how runs are told apart."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from ncsn_engine import comparison, metrics
from ncsn_engine.config import AnnealedLangevin, InputError
from ncsn_engine.models import load_model
from ncsn_engine.presets import preset
from ncsn_engine.runs import create_run, ready_made_run
from ncsn_engine.storage import SaveError
from ncsn_engine.worker import Worker
from ncsn_gui.frame.palette import Palette
from ncsn_gui.frame.run_list import RunList
from ncsn_gui.frame.run_works import ResultDialog, RunWorks, named_apart
from ncsn_gui.words import told_apart
from ncsn_gui.works import measures
from ncsn_gui.works.measures import FORMS, Far, Made
from tests.engine.helpers import tiny_config
from tests.gui.bare import Bare

Journey = Callable[..., None]


def works_of(b: Bare) -> tuple[QWidget, RunWorks]:
    parent = QWidget()
    b.leave(parent)
    b.open()
    return parent, RunWorks(b.studio.workshop, b.studio.teller, parent)


def result(parent: QWidget) -> ResultDialog:
    (found,) = parent.findChildren(ResultDialog)
    return found


def test_a_work_says_how_far_it_is_and_shows_what_came_of_it(
    bare: Journey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(run: Any, device: str, progress: Any) -> Iterator[Far | Made]:
        yield Far("drawing", 0.25)
        yield Made("a table\nof two lines", ".json", b"{}")

    async def journey(b: Bare) -> None:
        parent, works = works_of(b)
        shares: list[tuple[int, int]] = []
        b.studio.teller.progressed.connect(lambda *share: shares.append(share))
        monkeypatch.setattr(measures, "evaluate", measured)
        works.evaluate(ready_made_run())
        works.design(ready_made_run())  # one at a time
        assert "Wait for its end" in b.said[-1]
        await b.until(lambda: parent.findChildren(ResultDialog), "what came of it")
        assert (250, 1000) in shares and b.said[-1] == "Evaluation of digits: done"
        shown = result(parent)
        assert shown.windowTitle() == "Evaluation of digits" and shown.text.toPlainText() == "a table\nof two lines"
        QTest.mouseClick(shown.findChild(QPushButton, "result.copy"), Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().text() == "a table\nof two lines"
        for path, said in ((tmp_path / "a.json", f"Saved {tmp_path / 'a.json'}"), (tmp_path / "no" / "a.json", "")):
            QTest.mouseClick(shown.findChild(QPushButton, "result.save"), Qt.MouseButton.LeftButton)
            ask = shown.findChild(QFileDialog, "result.file")
            assert ask.selectedFiles()[0].endswith("digits.json")
            ask.fileSelected.emit(str(path))
            ask.close()
            if said:
                await b.until(lambda said=said: b.said[-1] == said, "the file")
            else:
                await b.until(lambda: b.noted, "why it can't be saved")
            await b.until(lambda: not shown.findChildren(QFileDialog), "the dialog to be gone")
        assert (tmp_path / "a.json").read_bytes() == b"{}"

    bare(journey)


def test_a_work_is_stopped_and_its_errors_are_a_sentence(bare: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(run: Any, progress: Any) -> Iterator[Far | Made]:
        while True:
            yield Far("reading", 0.5)

    def deep(run: Any, progress: Any) -> Iterator[Far | Made]:  # a long piece between two steps
        yield Far("reading", 0.0)
        works.job.stop()
        progress("reading", 0.5)
        raise AssertionError("this goes on")

    def wrong(run: Any, progress: Any) -> Iterator[Far | Made]:
        yield Far("reading", 0.5)
        raise InputError("data: is gone; bring it back.")

    async def journey(b: Bare) -> None:
        nonlocal works
        parent, works = works_of(b)
        for work in (endless, deep):
            monkeypatch.setattr(measures, "design", work)
            works.design(ready_made_run())
            assert b.studio.workshop.to_be_stopped is works.job
            if work is endless:
                await b.until(lambda: any("reading" in said for said in b.said), "a step")
                works.job.stop()
            await b.until(lambda: not works.job.busy, "the stop")
            assert b.said[-1] == "Noise for the data of digits: stopped; nothing was kept."
        monkeypatch.setattr(measures, "design", wrong)
        works.design(ready_made_run())
        await b.until(lambda: b.noted, "the error")
        assert b.noted == ["data: is gone; bring it back."] and not works.job.busy
        assert not parent.findChildren(ResultDialog)

    works: Any = None
    bare(journey)


def test_the_menu_of_a_run_and_the_palette_offer_them(bare: Journey, tmp_path: Path) -> None:
    async def journey(b: Bare) -> None:
        for name in ("digits", "digits-2"):
            create_run(preset("digits").replace(**{"training.steps": 500 if name == "digits" else 900}),
                       tmp_path / "runs" / name)  # fmt: skip
        s = b.studio
        runs = RunList(s.workshop, s.shelf, s.desk, s.beside, s.teller)
        b.leave(runs)
        b.open()
        assert [runs.list.item(i).text() for i in range(3)] == [
            "digits-2 · Steps 900\nnot trained yet",
            "digits · Steps 500\nnot trained yet",
            "digits · Steps 6000\nready-made",
        ]
        assert runs.list.item(0).toolTip().splitlines()[2] == "Steps 900"
        runs.list.clearSelection()
        for row, other in ((0, "select two runs"), (1, "Compare with digits-2…")):
            runs.list.item(row).setSelected(True)
            runs.show()
            runs.list.customContextMenuRequested.emit(runs.list.visualItemRect(runs.list.item(row)).center())
            menu = runs.findChild(QMenu, "runs.menu")
            said = [action.text() for action in menu.actions()]
            assert said[0] == "Evaluate…" and other in said[1] and "Share…" in said[3]
            assert menu.actions()[1].isEnabled() == (row == 1)
            menu.close()
            await b.until(lambda: not runs.findChildren(QMenu, "runs.menu"), "the menu to be gone")
        assert s.desk.run is not None and s.desk.run.name == "digits-2"
        palette = Palette(runs.entries(), runs)
        for asked, first in (
            ("quality", "Evaluate digits-2"),
            ("compare", "Compare digits-2 with digits"),
            ("pack", "Share digits-2"),
            ("rules", "Design noise for digits-2"),
        ):
            palette.line.setText(asked)
            assert palette.list.topLevelItem(0).text(0) == first
        palette.close()

    bare(journey)


def test_runs_that_are_called_alike_are_told_apart() -> None:
    one, many = preset("digits"), preset("digits").replace(**{"training.steps": 900, "sampling.kind": "heun"})
    seeded = one.replace(seed=3)
    assert told_apart([("digits", one), ("digits-2", many), ("other", many)])[2] == []
    first, second, _ = told_apart([("digits", one), ("digits-2", many), ("other", many)])
    assert f"Steps {one.training.steps}" in first and "Method Annealed Langevin" in first
    assert second[:1] == ["Steps 900"] and "Method ODE, Heun (EDM)" in second
    assert told_apart([("a", one), ("a-2", seeded), ("a-3", one)]) == [["Seed 0"], ["Seed 3"], ["Seed 0"]]
    assert told_apart([("a", one), ("a-2", one.replace(name="b"))]) == [[], []]


def test_telling_many_runs_apart_is_quick() -> None:
    configs = [preset("digits").replace(seed=i) for i in range(50)] * 40
    named = [(f"digits-{i}", config) for i, config in enumerate(configs)]
    took = []
    for _ in range(3):
        began = time.perf_counter()
        assert told_apart(named)[49] == ["Seed 49"]
        took.append(time.perf_counter() - began)
    assert min(took) < 0.2  # measured: 0.02 s


def test_two_runs_are_named_by_what_differs(tmp_path: Path) -> None:
    one = create_run(tiny_config(), tmp_path / "a")
    other = create_run(tiny_config().replace(seed=8), tmp_path / "a-2")
    assert named_apart(one, other) == (f"a (Seed {one.config.seed})", "a-2 (Seed 8)")
    assert named_apart(one, create_run(tiny_config().replace(seed=8), tmp_path / "b")) == ("a", "b")


def test_they_do_what_the_command_line_does(worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCSN_RUNS", str(tmp_path / "runs"))
    asked: list[int] = []

    def progress(what: str, share: float) -> None:
        assert 0 <= share <= 1

    async def journey() -> None:
        run, do = ready_made_run(), worker.run
        drawn = await do(lambda: list(metrics.evaluate(load_model(run), AnnealedLangevin(steps_per_level=1), 24)))
        for module in (metrics, comparison):  # measured once; what is asked is remembered

            def again(model: Any, settings: Any = None, count: int = 0, *rest: Any, **told: Any) -> Iterator[Any]:
                asked.append(count)
                yield from drawn

            monkeypatch.setattr(module, "evaluate", again)

        async def made(work: Any) -> Made:
            *before, last = await do(lambda: list(work))
            assert before and all(isinstance(step, Far) and step.what for step in before)
            assert isinstance(last, Made)
            return last

        evaluated = await made(measures.evaluate(run, "cpu", progress))
        assert "Fréchet" in evaluated.text and evaluated.suffix == ".json" and b'"n": 24' in evaluated.data
        compared = await made(measures.compare((run, run), ("one (Seed 0)", "other (Seed 3)"), "cpu", progress))
        assert compared.suffix == ".png" and compared.data.startswith(b"\x89PNG")
        assert "one (Seed 0)" in compared.text and "other (Seed 3)" in compared.text
        assert asked == [measures.SAMPLES] * 3  # so few evaluations cost less than a minute
        designed = await made(measures.design(run, progress))
        assert "--noise.kind geometric --noise.sigma_max" in designed.text and "γ = " in designed.text
        for form in ("weights", "run"):
            shared = await made(measures.share(run, form, tmp_path / form, progress))
            files = [line.strip() for line in shared.text.splitlines()[1:]]
            assert files and all((tmp_path / form / file).is_file() for file in files)
            assert form in FORMS
        with pytest.raises((InputError, SaveError), match="weights"):
            await made(measures.share(run, "weights", tmp_path / "weights", progress))
        untrained = create_run(tiny_config(), tmp_path / "runs" / "new")
        with pytest.raises(InputError, match="saved no checkpoint yet"):
            await made(measures.evaluate(untrained, "cpu", progress))

    asyncio.run(journey())
