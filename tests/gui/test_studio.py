"""What pages share, without any page: the workshop and its jobs, the desk, the shelf, and what is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QFile
from PySide6.QtWidgets import QMainWindow

from ncsn_engine import threads
from ncsn_engine.config import InputError
from ncsn_engine.presets import preset
from ncsn_engine.runs import Run, create_run, list_runs
from ncsn_engine.threads import Sharing
from ncsn_gui.frame.statusbar import StatusBar
from ncsn_gui.frame.toolbar import MainToolBar
from ncsn_gui.studio.desk import LEARNT, Desk
from ncsn_gui.studio.shelf import Shelf
from ncsn_gui.studio.teller import Teller
from ncsn_gui.studio.workshop import Job
from tests.engine.helpers import tiny_config
from tests.gui.bare import Bare

Start = Callable[[Any], None]


def counting(to: int = 1000, closed: list[int] | None = None) -> Iterator[int]:
    last = 0
    try:
        for last in range(to):
            yield last
    finally:
        if closed is not None:
            closed.append(last)


# -- the machine ----------------------------------------------------------------------------


def test_a_busy_machine_is_told_and_the_threads_that_are_really_used(
    bare: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def journey(b: Bare) -> None:
        window = QMainWindow()
        b.leave(window)
        s = b.studio
        tools = MainToolBar(s.workshop, s.shelf, s.desk, s.training, window)
        status = StatusBar(s.teller, s.workshop, window)
        monkeypatch.setattr(threads, "_sharing", Sharing(own=2, given=2))
        b.open()
        assert tools.device.currentText() == "CPU · 2 threads"
        threads._sharing.given, threads._sharing.others = 1, 1.2
        s.workshop._look()
        status._show_usage()
        assert tools.device.currentText() == "CPU · 1 of 2 threads"
        assert "busy machine: 1 of 2 threads" in status.usage.text()
        assert "1.2 of the cores" in status.usage.toolTip()
        threads._sharing.given = 2
        s.workshop._look()
        status._show_usage()
        assert tools.device.currentText() == "CPU · 2 threads"
        assert "busy" not in status.usage.text()

    bare(journey)


# -- jobs -----------------------------------------------------------------------------------


def test_a_stop_between_steps_closes_the_generator(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        b.open()
        job, seen, closed = b.studio.workshop.job("counting"), [], []

        async def work() -> None:
            async with job.steps(counting(closed=closed)) as each:
                async for step in each:
                    seen.append(step)
                    if step == 3:
                        job.stop()

        assert job.begin(work) and job.busy and not job.begin(work)
        await job.over()
        assert seen == [0, 1, 2, 3] and closed == [3] and not job.busy
        assert job.begin(work) and not job.stopping  # it may begin again
        b.studio.workshop.closing = True  # and ends with the program
        await job.over()
        assert seen[4:] == [0] and len(closed) == 2

    bare(journey)


def test_a_job_that_may_not_begin_leaves_nothing_unawaited(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        made = []

        async def work() -> None:
            raise AssertionError("never")

        def ask() -> Any:
            made.append(1)
            return work()

        job = b.studio.workshop.job("early")
        assert not job.begin(ask)  # torch is not there
        b.open()
        b.studio.workshop.closing = True
        assert not job.begin(ask) and not job.busy and not made

    bare(journey)


def test_what_a_job_raises_is_told_and_it_may_begin_again(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        b.open()
        job = b.studio.workshop.job("broken")

        async def work() -> None:
            raise InputError("by design")

        for _ in range(2):
            assert job.begin(work)
            await job.over()
            await b.until(lambda: "By design" in b.noted, "the message")
            b.noted.clear()

    bare(journey)


def test_the_loudest_job_has_the_status_bar(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        b.open()
        workshop, gates = b.studio.workshop, {}

        def begun(name: str, rank: int = 0) -> Job:
            job, gates[name] = workshop.job(name, rank), asyncio.Event()
            assert job.begin(lambda: gates[name].wait())  # type: ignore[arg-type,return-value]
            return job

        first = begun("first")
        first.say("first")
        silent = begun("silent")
        first.say("first, beside one that says nothing")
        second = begun("second")
        second.say("second: newer")
        first.say("unheard")
        loud = begun("loud", 1)
        loud.say("louder")
        second.say("unheard")
        loud.rank = -1  # it stands
        second.say("second again")
        assert b.said[-5:] == [
            "first",
            "first, beside one that says nothing",
            "second: newer",
            "louder",
            "second again",
        ]
        loud.rank = 1
        second.end("ended, seen by nobody")
        first.end("ended, to be read", keep=True)  # in the banner: the bar is taken
        assert b.noted == ["ended, to be read"] and b.said[-1] == "ended, to be read"
        for gate in gates.values():
            gate.set()
        for job in (first, silent, second, loud):
            await job.over()

    bare(journey)


def test_a_work_that_stood_has_the_last_word(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        b.open()
        workshop, gate = b.studio.workshop, asyncio.Event()
        first, second = workshop.job("first"), workshop.job("second")
        for job in (first, second):
            assert job.begin(lambda: gate.wait())  # type: ignore[arg-type,return-value]
            job.say(f"{job.objectName()} works")
        first.end("first is done")  # of equals, both are heard
        assert b.said[-1] == "first is done"
        second.say("second goes on")
        saving = workshop.job("save")
        saving.end("Saved", keep=True)  # one that was never begun
        assert b.said[-1] == "Saved" and not b.noted and workshop.loudest() is second
        gate.set()
        await second.over()

    bare(journey)


def test_a_sentence_stands_until_it_is_read(bare: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("ncsn_gui.studio.teller.time.perf_counter", lambda: now[0])
    teller, said, done = Teller(), [], []
    teller.said.connect(said.append)
    teller.progressed.connect(lambda a, b: done.append((a, b)))
    teller.say("Saved a.png")
    teller.progress("step 1", 1, 9, since=50.0)
    assert said == ["Saved a.png"] and done == [(1, 9)]  # the bar moves, the sentence stays
    teller.progress("begun after it", 0, 9, since=101.0)
    assert said[-1] == "begun after it"
    now[0] += 5
    teller.progress("step 2", 2, 9, since=50.0)
    assert said[-1] == "step 2"


# -- answers that may be late ---------------------------------------------------------------


def test_only_the_newest_answer_is_shown(bare: Start) -> None:
    async def journey(b: Bare) -> None:
        b.open()
        latest, asked, shown = b.studio.workshop.latest(), [], []
        gate = asyncio.Event()

        def question(number: int) -> Callable[[], Any]:
            async def answer() -> int:
                asked.append(number)
                await gate.wait()
                return number

            return answer

        for number in range(4):
            latest.ask(question(number), shown.append)
            await asyncio.sleep(0)
        assert asked == [0]  # one at a time
        gate.set()
        await b.until(lambda: shown, "an answer")
        assert asked == [0, 3] and shown == [3]
        gate.clear()
        latest.ask(question(5), shown.append)
        await asyncio.sleep(0)
        latest.forget()
        gate.set()
        await asyncio.sleep(0.02)
        assert shown == [3]  # nobody wants it any more

        async def broken() -> int:
            raise InputError("no answer")

        latest.ask(broken, shown.append)
        latest.ask(question(6), shown.append)
        await b.until(lambda: 6 in shown, "the question after it")

    bare(journey)


def test_closing_waits_for_what_ends_late(bare: Start) -> None:
    done = []

    async def journey(b: Bare) -> None:
        async def late() -> None:
            await asyncio.sleep(0.05)
            done.append("late")
            b.studio.workshop.spawn(later())

        async def later() -> None:
            await asyncio.sleep(0.05)
            done.append("later")

        b.studio.workshop.spawn(late())
        b.studio.workshop.at_end(lambda: done.append("end"))

    bare(journey)
    assert done == ["late", "later", "end"]


# -- the desk -------------------------------------------------------------------------------


@pytest.fixture
def desk(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("NCSN_RUNS", str(tmp_path / "runs"))
    shelf = Shelf(Teller())
    shelf.open()
    made = Desk(shelf)
    made.shelf, made.told = shelf, []  # type: ignore[attr-defined]
    for name in ("turned", "edited", "stood"):
        getattr(made, name).connect(lambda *_, name=name: made.told.append(name))  # type: ignore[attr-defined]
    return made


def trained(desk: Desk) -> Run:
    """A run with a checkpoint that is not the ready-made one."""
    run = create_run(preset("digits"))
    (run.folder / "checkpoints").mkdir(exist_ok=True)
    (run.folder / "checkpoints" / "step-000000010.safetensors").write_bytes(b"")
    desk.show(run)
    return run


EDITS = {
    "data": {"data.split_seed": 5},
    "network": {"network.width": 16},
    "noise": {"noise.sigma_min": 0.02},
    "objective": {"objective.kind": "sliced"},
    "training": {"training.steps": 77},
    "sampling": {"sampling.seed": 9},
}


@pytest.mark.parametrize("section", EDITS)
def test_an_edit_of_a_trained_run_is_a_draft_where_it_could_not_be_changed(desk: Desk, section: str) -> None:
    run = trained(desk)
    wanted = desk.config.replace(**EDITS[section])
    desk.told.clear()  # type: ignore[attr-defined]
    desk.take(wanted, next(iter(EDITS[section])))
    assert desk.config == wanted
    assert (desk.run is None) == (section in LEARNT)
    assert desk.told == (["turned", "stood"] if section in LEARNT else ["edited", "stood"])  # type: ignore[attr-defined]
    desk.undo()
    assert desk.run is not None and desk.run.folder == run.folder and desk.config == run.config


def test_the_ready_made_run_takes_no_training(desk: Desk) -> None:
    desk.show(desk.shelf.ready_made)  # type: ignore[attr-defined]
    desk.take(desk.config.replace(**{"training.steps": 77}), "training.steps")
    assert desk.run is None


@pytest.mark.parametrize("section", EDITS)
def test_a_training_locks_what_it_rests_on(desk: Desk, section: str) -> None:
    run = trained(desk)
    changed = desk.config.replace(**EDITS[section])
    desk.take(changed, next(iter(EDITS[section])))
    if desk.run is None:
        desk.become(run)
    desk.hold(run)
    assert desk.holds_shown
    if section in LEARNT:
        with pytest.raises(InputError, match="Stop the training first"):
            desk.undo()
        assert desk.config == changed and desk.history.can_undo
    else:
        desk.undo()
        assert desk.config == run.config
    desk.hold(None)
    assert desk.locked == ()


def test_undo_goes_through_runs_and_drafts(desk: Desk) -> None:
    desk.draft(preset("toy"))
    desk.take(desk.config.replace(**{"training.steps": 5}), "training.steps")
    desk.draft(preset("edm"))
    assert desk.run is None and desk.config.name == "edm"
    desk.undo()
    assert desk.config.training.steps == 5 and desk.config.name == "toy"
    desk.undo()
    assert desk.config == preset("toy")
    desk.redo()
    desk.redo()
    assert desk.config == preset("edm") and not desk.history.can_redo
    run = create_run(desk.config)
    desk.become(run)
    desk.undo()
    assert desk.run is None and desk.config.name == "toy"  # a draft again
    desk.redo()
    assert desk.run is run


def test_what_is_wrong_stays_wrong_until_it_is_put_right(desk: Desk) -> None:
    """A fault of 0.3.0: typed while torch loads, it was forgotten when that was done, and Train was enabled."""
    desk.refuse("training.steps = -1: must be at least 1")
    desk.hold(None)  # whatever else happens
    assert desk.wrong
    desk.take(desk.config.replace(**{"training.steps": 5}), "training.steps")
    assert not desk.wrong


def test_settings_in_force_are_put_back_but_not_those_of_sampling(desk: Desk) -> None:
    run = trained(desk)
    desk.hold(run)
    desk.take(desk.config.replace(**{"sampling.seed": 9}), "sampling.seed")
    desk.take(desk.config.replace(**{"training.learning_rate": 1.0}), "training.learning_rate")
    desk.put_back(run.config)
    assert desk.config.training == run.config.training and desk.config.sampling.seed == 9


def test_a_past_is_read_before_anybody_hears_of_it(desk: Desk) -> None:
    seen = []
    desk.turned.connect(lambda: seen.append((desk.run, desk.past is not None)))
    run = create_run(preset("toy"))
    desk.show(run)
    desk.draft(preset("toy"))
    assert seen == [(run, True), (None, False)]


# -- the shelf ------------------------------------------------------------------------------


def test_states_are_worded_in_one_place(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of 0.3.0: the run list was told "training" and "paused" in English, whatever the language."""
    shelf, run = desk.shelf, create_run(preset("toy"))  # type: ignore[attr-defined]
    monkeypatch.setattr("ncsn_gui.studio.shelf._STATES", {"training": "lernt", "paused": "steht", "new": "neu"})
    followed = []
    shelf.followed.connect(followed.append)
    assert shelf.word(run) == shelf.line(run) == "neu"
    shelf.follow(run)
    assert shelf.line(run) == "lernt"
    shelf.follow(run, share="12 %")
    assert shelf.line(run) == "lernt · 12 %"
    shelf.follow(run, paused=True, share="12 %")
    assert shelf.word(run) == shelf.line(run) == "steht"
    shelf.follow(None)
    assert shelf.word(run) == "neu" and len(followed) == 4


def test_runs_are_renamed_and_moved_to_the_bin(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, run = desk.shelf, create_run(tiny_config(), tmp_path / "runs" / "first")  # type: ignore[attr-defined]
    listed = []
    shelf.listed.connect(lambda: listed.append([r.name for r in shelf.runs]))
    renamed = shelf.rename(run, "second")
    create_run(tiny_config(), tmp_path / "runs" / "third")
    with pytest.raises(InputError, match="there already"):
        shelf.rename(renamed, "third")
    with renamed.writing(), pytest.raises(InputError, match="stop it first"):
        shelf.bin(renamed)
    monkeypatch.setattr(QFile, "moveToTrash", lambda path: bool(Path(path).rename(tmp_path / "bin")))
    shelf.bin(renamed)
    monkeypatch.setattr(QFile, "moveToTrash", lambda path: False)
    with pytest.raises(InputError, match="by hand"):
        shelf.bin(list_runs()[0][0])
    assert listed[0] == ["second"] and listed[-1] == ["third"]
