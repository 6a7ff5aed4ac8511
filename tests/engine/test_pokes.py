"""What is sent to a training under way: changed settings, named checkpoints, and going back."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from ncsn_engine.checkpoint import read_checkpoint
from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.history import moments, read_history
from ncsn_engine.models import find_model, load_model
from ncsn_engine.runs import (
    Run,
    change_settings,
    changeable,
    changed_settings,
    create_run,
    going_back,
    head,
    metrics,
    open_run,
)
from ncsn_engine.storage import SaveError, write_whole
from ncsn_engine.training import Change, Pause, Resume, RollBack, Save, TrainEvent, roll_back, train
from tests.engine.helpers import (
    Disk,
    assert_same_state,
    assert_same_tensors,
    newest,
    steps_of_losses,
    tiny_config,
    train_to,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

RATE, EMA, WEIGHT = "training.learning_rate", "training.ema_rate", "objective.weighting"


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Run]:
    count = iter(range(100))
    return lambda **changes: create_run(
        tiny_config(**{"training.steps": 40, **changes}), tmp_path / f"run-{next(count)}"
    )


@contextlib.contextmanager
def training_of(run: Run) -> Generator[Generator[TrainEvent, Any, None]]:
    with contextlib.closing(train(run, "cpu", slice_seconds=0)) as training:
        next(training)
        yield training


def go_to(training: Generator[TrainEvent, Any, None], step: int) -> TrainEvent:
    return next(event for event in training if event.step >= step)


def kinds(run: Run, kind: str) -> list[dict[str, Any]]:
    return [record for record in run.metrics() if record["kind"] == kind]


# -- changes -----------------------------------------------------------------------------------


CHANGES = {
    RATE: 3e-4,
    EMA: 0.5,
    WEIGHT: "min-snr",
    "objective.min_snr_gamma": 2.0,
    "training.gradient_clip": 0.5,
    "training.decay": 0.3,
}


def test_a_changed_run_that_is_resumed_goes_on_bit_for_bit(make: Callable[..., Run]) -> None:
    straight, resumed = make(), make()
    changed = straight.config.replace(**CHANGES)
    for run in (straight, resumed):
        with training_of(run) as training:
            go_to(training, 20)
            event = training.send(Change(changed))
            assert (event.step, event.config, event.note) == (20, changed, "")
            assert [step for step, _ in event.marks] == [20] * len(CHANGES)
            if run is straight:
                go_to(training, 40)
    assert newest(resumed).step == 20
    assert newest(resumed).config == open_run(resumed.folder).config == changed
    train_to(open_run(resumed.folder))
    assert_same_state(newest(straight), newest(resumed))
    records = kinds(resumed, "change")
    assert {r["what"]: r["to"] for r in records} == CHANGES
    assert all(r["step"] == 20 and r["from"] != r["to"] for r in records)
    assert len(records) == len(CHANGES)


def test_a_change_takes_effect_at_the_next_step_and_not_before(make: Callable[..., Run]) -> None:
    plain, changed = make(), make()
    with training_of(plain) as a, training_of(changed) as b:
        go_to(a, 5)
        go_to(b, 5)
        b.send(Change(changed.config.replace(**{WEIGHT: "uniform"})))
        first, second = go_to(a, 6), go_to(b, 6)
    # The same pictures under the same noise; 1/σ² instead of 1 is another slope, but what is told has no weights.
    assert first.losses[-1] == second.losses[-1]
    assert first.gradient_norm != second.gradient_norm
    before = np.concatenate([np.array(r["loss"]) for r in kinds(plain, "train")])[:5]
    np.testing.assert_array_equal(np.concatenate([np.array(r["loss"]) for r in kinds(changed, "train")])[:5], before)


def averages(
    run: Run, rates: dict[int, float], end: int
) -> tuple[dict[str, torch.Tensor], list[dict[str, torch.Tensor]]]:
    """Train, changing the average's rate at some steps; returns the average at the end, and all weights by step."""
    weights: list[dict[str, torch.Tensor]] = []
    with training_of(run) as training:
        for step in range(end + 1):
            if step in rates:
                training.send(Change(run.config.replace(**{EMA: rates[step]})))
            training.send(Save(f"at {step}"))
            weights.append(newest(run).model)
            if step < end:
                next(training)
    return newest(run).ema, weights


@pytest.mark.parametrize("rates", [{4: 0.3}, {3: 0.0, 6: 0.9}, {0: 0.0, 5: 0.25}, {2: 0.15, 7: 0.6}])
def test_the_average_after_changes_of_its_rate_is_that_made_by_hand(
    make: Callable[..., Run], rates: dict[int, float]
) -> None:
    end = 10
    ema, weights = averages(make(**{EMA: 0.999}), rates, end)
    rate, taken, expected = 0.999, 0, weights[0]
    for step in range(end):
        was, rate = rate, rates.get(step, rate)
        if rate and not was:
            taken, expected = 0, weights[step]  # a fresh one
        after = weights[step + 1]
        if rate:
            r = min(rate, (1 + taken) / (10 + taken)) if taken else 0.0
            expected = {n: r * expected[n].double() + (1 - r) * after[n].double() for n in after}
            taken += 1
    assert ema
    worst = max(float((ema[n].double() - expected[n]).abs().max()) for n in ema)
    assert worst < 1e-6


def test_an_average_that_is_dropped_is_in_no_file_and_a_fresh_one_resumes(make: Callable[..., Run]) -> None:
    straight, resumed = make(), make()
    for run in (straight, resumed):
        with training_of(run) as training:
            go_to(training, 4)
            training.send(Change(run.config.replace(**{EMA: 0.0})))
            training.send(Save())
            assert newest(run).ema == {}
            go_to(training, 8)
            training.send(Change(run.config))
            go_to(training, 11)
            if run is straight:
                go_to(training, 40)
    train_to(open_run(resumed.folder))
    assert newest(resumed).ema
    assert_same_state(newest(straight), newest(resumed))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"training.batch_size": 4}, "training.batch_size: can't be changed"),
        ({"network.width": 16}, "network.width: can't be changed"),
        ({"seed": 5}, "seed: can't be changed"),
        ({WEIGHT: "learned"}, "'learned' has weights of its own"),
        ({"training.steps": 6}, "must be above 6, where the training stands"),
        ({RATE: 0.5, "objective.kind": "sliced"}, "objective.kind: can't be changed"),
    ],
)
def test_what_can_not_change_is_refused_before_anything_changes(
    make: Callable[..., Run], changes: dict[str, Any], rule: str
) -> None:
    run, same = make(), make()
    wanted = run.config.replace(**changes)
    with pytest.raises(InputError, match=rule):
        changeable(run.config, wanted, 6)
    with training_of(run) as training:
        go_to(training, 6)
        event = training.send(Change(wanted))
        assert rule in event.note
        assert (event.config, event.marks) == (run.config, ())
        go_to(training, 8)
    assert open_run(run.folder).config == run.config
    assert kinds(run, "change") == []
    train_to(same, 8)
    assert_same_state(newest(run), newest(same))


def test_sampling_and_the_name_are_no_changes_of_the_training() -> None:
    old = tiny_config()
    new = old.replace(**{"sampling.count": 5, "name": "other"})
    assert changed_settings(old, new) == changeable(old, new) == []


def test_steps_may_be_added_and_taken_away_under_way(make: Callable[..., Run]) -> None:
    run = make(**{"training.steps": 6})
    with training_of(run) as training:
        go_to(training, 4)
        assert training.send(Change(run.config.replace(**{"training.steps": 9}))).steps == 9
        assert [event.step for event in training][-1] == 9
    assert run.status() == ("done", 9)


def test_a_full_disk_refuses_the_change_and_says_so(make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    run = make()
    disk = Disk(monkeypatch, run.folder)
    with training_of(run) as training:
        go_to(training, 3)
        disk.fill()
        event = training.send(Change(run.config.replace(**{RATE: 0.5})))
        assert "disk is full" in event.problem
        assert event.config == run.config
        disk.mend()
        assert go_to(training, 5).learning_rate == pytest.approx(run.config.training.learning_rate)
    assert open_run(run.folder).config == run.config


def test_what_was_edited_while_nothing_trained_is_marked_once(make: Callable[..., Run]) -> None:
    run = make()
    train_to(run, 5)
    run = change_settings(run, run.config.replace(**{RATE: 2e-4, "sampling.count": 5}))
    assert train_to(run, 8)[0].marks == ((5, "training.learning_rate: 0.001 → 0.0002"),)
    train_to(run, 10)
    assert [(r["step"], r["to"]) for r in kinds(run, "change")] == [(5, 2e-4)]


def test_a_change_that_a_crash_cut_off_holds_and_is_marked_where_the_run_goes_on(make: Callable[..., Run]) -> None:
    for at in (8, 9):  # right after a checkpoint, and later
        run = make(**{"training.checkpoint_every": 4})
        training = train(run, "cpu", slice_seconds=0)
        event = next(e for e in training if e.step == 8 and e.checkpoint)
        if at > event.step:
            go_to(training, at)
        training.send(Change(run.config.replace(**{RATE: 2e-4})))
        copy = run.folder.with_name(f"crashed-{at}")
        shutil.copytree(run.folder, copy)  # as a crash would leave it
        training.close()
        resumed = open_run(copy)
        assert resumed.config.training.learning_rate == 2e-4
        train_to(resumed, 12)
        assert [(r["step"], r["to"]) for r in kinds(resumed, "change")] == [(8, 2e-4)]


# -- pause -------------------------------------------------------------------------------------


def test_while_paused_nothing_is_trained_and_what_is_sent_is_done(make: Callable[..., Run]) -> None:
    run, same = make(**{"training.steps": 12}), make(**{"training.steps": 12})
    with training_of(run) as training:
        go_to(training, 5)
        assert training.send(Pause()).doing == "paused"
        for _ in range(5):
            event = next(training)
            assert (event.step, len(event.losses), event.doing) == (5, 0, "paused")
        event = training.send(Save("here"))
        assert (event.step, event.checkpoint) == (5, run.checkpoints()[0])
        assert training.send(Resume()).doing != "paused"
        assert [e.step for e in training][-1] == 12
    train_to(same)
    assert_same_state(newest(run), newest(same))


# -- named checkpoints -------------------------------------------------------------------------


def test_named_checkpoints_outlive_the_others(make: Callable[..., Run]) -> None:
    run = make(**{"training.checkpoint_every": 2, "training.keep_checkpoints": 2, "training.steps": 12})
    with training_of(run) as training:
        go_to(training, 3)
        event = training.send(Save("Before: lr / ½!"))
        assert event.marks == ((3, "checkpoint “Before: lr / ½!”"),)
        training.send(Save("twice"))
        list(training)
    names = [path.name for path in run.checkpoints()]
    assert names == [
        "step-000000012.safetensors",
        "step-000000010.safetensors",
        "step-000000003-2_twice.safetensors",
        "step-000000003_Before-lr-½.safetensors",
    ]
    assert [(kept.step, kept.name) for kept in run.kept()][2:] == [(3, "twice"), (3, "Before-lr-½")]
    first, second = (read_checkpoint(path) for path in run.checkpoints()[2:])
    assert_same_state(first, second)
    history = read_history(run)
    assert history.names == {names[3]: "Before: lr / ½!", names[2]: "twice"}
    assert history.marks == [(3, "checkpoint “Before: lr / ½!”"), (3, "checkpoint “twice”")]


@pytest.mark.parametrize("name", ["../../x", "...", "a" * 500, "\n", "step-000000009", "x.safetensors"])
def test_odd_names_stay_in_the_folder(make: Callable[..., Run], name: str) -> None:
    run = make(**{"training.steps": 2})
    with training_of(run) as training:
        training.send(Save(name))
        (path,) = run.checkpoints()
        assert path.parent == run.folder / "checkpoints"
        assert run.kept()[0].name
        assert run.kept()[0].step == 0


def test_a_named_one_takes_the_place_of_the_plain_one_of_its_step(make: Callable[..., Run]) -> None:
    run = make()
    with training_of(run) as training:
        go_to(training, 3)
        training.send(Save())
        training.send(Save("kept"))
        assert [kept.name for kept in run.kept()] == ["kept"]
        training.send(Change(run.config.replace(**{RATE: 0.5})))
        training.send(Save())
        assert [(kept.name, kept.number) for kept in run.kept()] == [("", 3), ("kept", 2)]
        assert [read_checkpoint(f).config.training.learning_rate for f in run.checkpoints()] == [0.5, 0.001]


# -- going back --------------------------------------------------------------------------------


EVERY = {"training.checkpoint_every": 4, "training.preview_every": 6, "training.keep_checkpoints": 20}


def everything(folder: Path) -> set[bytes]:
    """The contents of all checkpoints and previews below a folder."""
    return {f.read_bytes() for f in folder.rglob("*") if f.suffix in (".safetensors", ".png")}


@pytest.mark.parametrize("live", [True, False])
def test_after_going_back_it_goes_on_as_the_first_time_and_nothing_is_lost(
    make: Callable[..., Run], live: bool
) -> None:
    run, straight = make(**EVERY, **{"training.steps": 16}), make(**EVERY, **{"training.steps": 16})
    train_to(straight)
    with training_of(run) as training:
        go_to(training, 9)
        training.send(Change(run.config.replace(**{RATE: 0.01, WEIGHT: "uniform", EMA: 0.0})))
        go_to(training, 14)
        had = everything(run.folder)
        records = run.metrics()
        target = next(kept.path for kept in run.kept() if kept.step == 8)
        if live:
            event = training.send(RollBack(target))
            assert (event.step, event.rolled_back, event.config) == (8, True, run.config)
            assert event.marks == ((8, "rolled back from step 14"),)
            assert open_run(run.folder).config == run.config
            went_to = [e.step for e in training]
            assert went_to[-1] == 16
    if not live:
        had = everything(run.folder)
        changed = roll_back(open_run(run.folder), target)
        assert changed == run == open_run(run.folder)
        assert run.status() == ("stopped", 8)
        assert run.checkpoints()[0] == target
        train_to(changed)
    assert_same_state(newest(run), newest(straight))
    assert steps_of_losses(run) == list(range(1, 17))
    losses = [np.concatenate([r["loss"] for r in kinds(one, "train")]) for one in (run, straight)]
    np.testing.assert_array_equal(*losses)
    aside = run.folder / "set-aside" / "01"
    assert had <= everything(run.folder)
    assert sorted(f.name for f in (aside / "checkpoints").iterdir())[-1].startswith("step-000000014")
    assert [f.name for f in (aside / "previews").iterdir()] == ["step-000000012.png"]
    assert open_run(aside).metrics()[: len(records)] == records
    assert open_run(aside).config.training.learning_rate == 0.01
    assert kinds(run, "change") == []
    (told,) = kinds(run, "rollback")
    assert (told["step"], told["from"], told["aside"]) == (8, 14, "set-aside/01")


def test_a_rollback_to_before_a_change_at_the_same_step_forgets_the_change(make: Callable[..., Run]) -> None:
    run = make()
    with training_of(run) as training:
        go_to(training, 5)
        training.send(Pause())
        before = training.send(Save("before")).checkpoint
        assert before
        training.send(Change(run.config.replace(**{RATE: 0.5, "training.keep_checkpoints": 9})))
        training.send(Save("after"))
        event = training.send(RollBack(before))
        assert event.doing == "paused"
        assert event.config
        assert event.config.training.learning_rate == run.config.training.learning_rate
        assert event.config.training.keep_checkpoints == 9  # has no part in what is learned
    assert [path.name for path in run.checkpoints()] == [before.name]
    marks = [text for _, text in read_history(run).marks]
    assert marks == ["checkpoint “before”", "training.keep_checkpoints: 20 → 9", "rolled back from step 5"]


def test_going_back_spares_its_goal_and_keeps_what_was_never_saved(make: Callable[..., Run]) -> None:
    run = make(**{"training.checkpoint_every": 4, "training.keep_checkpoints": 1})
    with training_of(run) as training:
        go_to(training, 4)
        next(training)
        (target,) = run.checkpoints()
        go_to(training, 7)
        weights = {n: p.clone() for n, p in newest(run).model.items()}
        assert training.send(RollBack(target)).step == 4
        (aside,) = (run.folder / "set-aside" / "01" / "checkpoints").iterdir()
        assert read_checkpoint(aside).step == 7
        assert_same_tensors(newest(run).model, weights)


def test_going_back_during_a_preview_ends_it(make: Callable[..., Run]) -> None:
    changes = {"training.preview_every": 6, "sampling.steps_per_level": 20, "training.steps": 9}
    run, straight = make(**changes), make(**changes)
    train_to(straight)
    with training_of(run) as training:
        first = training.send(Save("zero")).checkpoint
        assert first
        assert next(e for e in training if e.doing == "sampling a preview").step == 6
        assert training.send(RollBack(first)).step == 0
        assert next(training).step == 1
        list(training)
    assert_same_state(newest(run), newest(straight))


def test_what_can_not_be_gone_back_to_is_refused(make: Callable[..., Run], tmp_path: Path) -> None:
    run, other = make(**EVERY), make(**EVERY)
    train_to(run, 9)
    train_to(other, 9)
    before = sorted(os.listdir(run.folder)), run.metrics(), run.checkpoints()
    with pytest.raises(InputError, match="no checkpoint of"):
        roll_back(run, other.checkpoints()[0])
    with pytest.raises(InputError, match="stands at step 9 already"):
        roll_back(run, run.checkpoints()[0])
    torn = run.checkpoints()[1]
    torn.write_bytes(torn.read_bytes()[:-10])
    with pytest.raises(InputError, match="torn"):
        roll_back(run, torn)
    with training_of(run) as training:
        assert "torn" in training.send(RollBack(torn)).note
        with pytest.raises(InputError, match="trained by another program"):
            roll_back(open_run(run.folder), run.checkpoints()[-1])
        assert run.checkpoints() == before[2]
    assert (sorted(os.listdir(run.folder)), run.checkpoints()) == (before[0], before[2])
    assert [r for r in run.metrics() if r["kind"] != "end"] == [r for r in before[1] if r["kind"] != "end"]


class Cut(Exception):
    """Where the machine dies."""


def test_a_crash_at_any_moment_of_going_back_leaves_a_run_that_resumes(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = make(**EVERY, **{"training.steps": 14})
    train_to(run)
    had = everything(run.folder)
    weights = {kept.step: read_checkpoint(kept.path).model for kept in run.kept()}
    real_rename = type(tmp_path).rename
    left = [0]

    def counted(action: Callable[..., Any]) -> Callable[..., Any]:
        def done(*arguments: Any) -> Any:
            if left[0] == 0:
                raise Cut
            left[0] -= 1
            return action(*arguments)

        return done

    for module in (going_back, head, metrics):
        monkeypatch.setattr(module, "write_whole", counted(write_whole))
    monkeypatch.setattr(type(tmp_path), "rename", counted(real_rename))
    for actions in range(100):
        copy = tmp_path / f"cut-{actions}"
        shutil.copytree(run.folder, copy)
        here = open_run(copy)
        left[0] = actions
        with contextlib.suppress(Cut):
            roll_back(here, here.checkpoints()[-1])
            break
        left[0] = -1
        found = open_run(copy)
        saved = newest(found)
        assert_same_tensors(saved.model, weights[saved.step])
        assert had <= everything(copy)
        if actions % 3 == 1:
            assert train_to(found, saved.step + 1)[0].step == saved.step
    assert actions > 6
    left[0] = -1
    assert newest(here).step == 4
    train_to(here)
    assert_same_tensors(newest(here).model, weights[14])


def test_a_disk_that_fills_up_while_going_back_loses_nothing(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make(**EVERY)
    train_to(run, 9)
    had = everything(run.folder)
    disk = Disk(monkeypatch, run.folder)
    disk.fill()
    with pytest.raises(SaveError, match="disk is full"):
        roll_back(run, run.checkpoints()[-1])
    disk.mend()
    assert had <= everything(run.folder)
    assert newest(run).step == 9
    assert roll_back(run, run.checkpoints()[-1]).status() == ("stopped", 4)


def test_a_recipe_still_finds_the_model_that_was_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    run = create_run(tiny_config(**{**EVERY, "training.steps": 8}))
    train_to(run)
    last = newest(run).fingerprint
    roll_back(run, run.checkpoints()[-1])
    assert find_model(last).is_relative_to(run.folder / "set-aside")
    assert load_model(find_model(last)).source.step == 8  # type: ignore[attr-defined]


def test_points_go_back_too(make: Callable[..., Run]) -> None:
    changes: dict[str, Any] = {"data.kind": "moons", "data.count": 400, "data.held_out": 100, "network.width": 8}
    run = make(**{**EVERY, **changes, "network.kind": "mlp", "training.preview_every": 0, "training.steps": 8})
    train_to(run)
    last = newest(run)
    train_to(roll_back(run, run.checkpoints()[-1]))
    assert_same_state(newest(run), last)


def test_moments_are_the_kept_checkpoints_and_what_is_known_of_them(make: Callable[..., Run]) -> None:
    run = make(**{"training.checkpoint_every": 4, "training.held_out_every": 3, "training.steps": 8})
    with training_of(run) as training:
        go_to(training, 2)
        training.send(Save("two"))
        go_to(training, 5)
        training.send(Change(run.config.replace(**{EMA: 0.0})))
        list(training)
    history = read_history(run)
    losses = {int(step): float(loss) for step, loss in history.held_out}
    found = moments(run, history.names, losses)
    assert [(one.step, one.name, one.weights) for one in found] == [
        (2, "two", ("ema", "raw")),
        (4, "", ("ema", "raw")),
        (8, "", ("raw",)),
    ]
    assert [one.held_out and one.held_out[0] for one in found] == [None, 3, 8]
    found[1].path.write_bytes(b"torn")
    assert moments(run, {}, {})[1].weights == ()


def test_settings_of_every_section_are_told_by_name() -> None:
    told = changed_settings(RunConfig(), RunConfig().replace(**{"noise.kind": "geometric", "seed": 3}))
    assert ("noise.kind", "rules", "geometric") in told
    assert ("seed", 0, 3) in told
    assert any(name == "noise.sigma_max" and before is None for name, before, _ in told)
