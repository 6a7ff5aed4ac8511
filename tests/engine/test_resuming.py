"""A run goes on as it was, or says why not; what ends a training loses nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from PIL import Image

from ncsn_engine.cli import main
from ncsn_engine.config import InputError
from ncsn_engine.data import load
from ncsn_engine.runs import Run, change_settings, create_run, open_run
from ncsn_engine.training import HeldOut, learning, train
from ncsn_engine.training.divergence import Divergence
from ncsn_engine.training.trainer import Trainer
from tests.engine.helpers import (
    Disk,
    assert_same_state,
    newest,
    pictures,
    steps_of_losses,
    tiny_config,
    train_to,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Run]:
    count = iter(range(100))
    return lambda **changes: create_run(tiny_config(**changes), tmp_path / f"run-{next(count)}")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run, but for its lock."""
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file() and f.name != "lock"}


def ncsn(*arguments: object) -> int:
    return main([str(a) for a in arguments])


def picture_folder(place: Path, count: int = 20) -> dict[str, Any]:
    """Settings of a folder of grey pictures that are read while training."""
    place.mkdir(exist_ok=True)
    for i, picture in enumerate(pictures(count)[..., 0]):
        Image.fromarray(picture).save(place / f"{i:02d}.png")
    return {
        "data.kind": "folder",
        "data.folder": str(place),
        "data.size": 8,
        "data.colour": "grey",
        "data.memory": 0,
        "data.held_out": count // 4,
        "training.batch_size": 4,
    }


# -- settings ----------------------------------------------------------------------------------

LEARNED = [
    ("network.width", 16),
    ("network.kind", "tutorial-cnn"),
    ("network.preconditioning", "over-sigma"),
    ("noise.n_levels", 9),
    ("noise.sigma_max", 9.0),
    ("noise.kind", "karras"),
    ("noise.training_sigma", "log-uniform"),
    ("data.kind", "mnist"),
    ("data.split_seed", 3),
    ("data.held_out", 50),
    ("data.pixel_range", "[-1, 1]"),
    ("objective.weighting", "learned"),
    ("training.steps", 5),
]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run that stands at step 6 of 12."""
    run = create_run(tiny_config(), tmp_path_factory.mktemp("standing") / "run")
    train_to(run, 6)
    return run


@pytest.mark.parametrize(("name", "value"), LEARNED)
def test_what_the_weights_rest_on_is_refused_before_anything_is_written(
    standing: Run, name: str, value: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(standing.folder)
    assert ncsn("train", "--run", standing.folder, f"--{name}", value, "--device", "cpu") == 2
    said = capsys.readouterr().err
    assert said.startswith(f"ncsn: {name}") and said.count("\n") == 1
    assert contents(standing.folder) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", 5),
        ("data.flip", True),
        ("network.dropout", 0.5),
        ("objective.kind", "sliced"),
        ("objective.weighting", "uniform"),
        ("training.batch_size", 4),
        ("training.learning_rate", 0.01),
        ("training.ema_rate", 0.5),
    ],
)
def test_what_a_run_may_learn_by_besides_is_in_force_and_said(
    make: Callable[..., Run], name: str, value: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    run, same = make(), make()
    for one in (run, same):
        train_to(one, 6)
    assert ncsn("train", "--run", run.folder, f"--{name}", value, "--device", "cpu") == 0
    assert f"Step 6: {name}: " in capsys.readouterr().err
    train_to(same)
    wanted = run.config.replace(**{name: value})
    assert open_run(run.folder).config == newest(run).config == wanted
    weights, others = newest(run).ema, newest(same).ema
    assert any(not torch.equal(weights[k], others[k]) for k in weights)


def test_data_that_was_moved_is_found_again(make: Callable[..., Run], tmp_path: Path) -> None:
    run = make(**picture_folder(tmp_path / "here"))
    train_to(run, 6)
    (tmp_path / "here").rename(tmp_path / "there")
    moved = replace(run, config=run.config.replace(**{"data.folder": str(tmp_path / "there")}))
    assert train_to(moved, 8)[0].marks[0][1].startswith("data.folder: ")
    before = contents(run.folder)
    nothing = replace(moved, config=moved.config.replace(**{"data.folder": str(tmp_path / "here")}))
    with pytest.raises(InputError, match="there is no folder"):
        train_to(nothing)
    assert contents(run.folder) == before


def test_a_run_that_was_given_a_wrong_setting_long_ago_takes_the_old_one_back(
    make: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    run = make()
    train_to(run, 6)
    change_settings(run, run.config.replace(**{"network.width": 16}))  # as 0.3.0 wrote it down
    assert ncsn("train", "--run", run.folder, "--device", "cpu") == 2
    assert "give back 8" in capsys.readouterr().err
    assert ncsn("train", "--run", run.folder, "--network.width", 8, "--device", "cpu") == 0
    assert open_run(run.folder).status() == ("done", 12)


def test_more_held_out_than_a_quarter_are_a_quarter_however_often_it_is_asked(
    make: Callable[..., Run], tmp_path: Path
) -> None:
    run = make(**{**picture_folder(tmp_path / "pictures"), "data.held_out": 297})
    train_to(run, 6)
    assert open_run(run.folder).config.data.held_out == 5
    assert train_to(run)[-1].step == 12  # the same run, as its caller has it


def test_a_run_that_has_learned_nothing_takes_any_setting(make: Callable[..., Run]) -> None:
    run = make()
    train_to(replace(run, config=run.config.replace(**{"network.width": 16, "noise.n_levels": 5})))
    assert open_run(run.folder).config.network.model_dump()["width"] == 16


# -- ends --------------------------------------------------------------------------------------


def train_and_at(run: Run, step: int, do: Callable[[], object]) -> None:
    """Train to the end, and do something at a step."""
    for event in train(run, "cpu", slice_seconds=0):
        if event.step == step:
            do()


def breaks_at(monkeypatch: pytest.MonkeyPatch, step: int, fault: BaseException, where: str) -> None:
    """Let a training end by a fault at a step: in its loss, in its optimiser or in what it tells."""
    count = [0]

    def broken(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            count[0] += 1
            if count[0] == step:
                raise fault
            return real(*arguments, **named)

        return call

    if where == "loss":
        real = learning.objective
        monkeypatch.setattr(learning, "objective", lambda *settings: broken(real(*settings)))
    elif where == "optimiser":
        monkeypatch.setattr(torch.optim.Adam, "step", broken(torch.optim.Adam.step))
    else:
        monkeypatch.setattr(Trainer, "_judge_now", broken(Trainer._judge_now))


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        (InputError("it is gone."), "loss"),
        (RuntimeError("out of memory"), "loss"),
        (MemoryError(), "loss"),
        (KeyboardInterrupt(), "loss"),
        (RuntimeError("boom"), "held-out loss"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_whatever_ends_a_training_saves_first(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, fault: BaseException, where: str
) -> None:
    run, whole = make(**{"training.held_out_every": 1}), make(**{"training.held_out_every": 1})
    with monkeypatch.context() as patch:
        breaks_at(patch, 8, fault, where)
        with pytest.raises(type(fault)) as caught:
            train_to(run, slice_seconds=60)
    taken = 8 if where == "held-out loss" else 7
    assert caught.value.__notes__ == [f"Everything up to step {taken} is saved."]
    assert newest(run).step == taken
    assert run.status() == ("failed", taken)
    train_to(run)
    train_to(whole)
    assert_same_state(newest(run), newest(whole))
    assert steps_of_losses(run) == list(range(1, 13))


def test_a_step_that_was_cut_off_halfway_is_never_saved(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, whole = make(**{"training.checkpoint_every": 5}), make()
    with monkeypatch.context() as patch:
        breaks_at(patch, 8, RuntimeError("out of memory"), "optimiser")
        with pytest.raises(RuntimeError) as caught:
            train_to(run)
    assert "cut off in the middle of a step" in caught.value.__notes__[0]
    assert newest(run).step == 5
    train_to(run)
    train_to(whole)
    assert_same_state(newest(run), newest(whole))


def test_a_fault_on_a_full_disk_says_both(make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    run, disk = make(), Disk(monkeypatch, make().folder.parent)
    breaks_at(monkeypatch, 8, InputError("the camera is gone."), "loss")
    with pytest.raises(InputError, match="camera") as caught:
        train_and_at(run, 6, disk.fill)
    assert "could not be saved" in caught.value.__notes__[0] and "disk is full" in caught.value.__notes__[0]


def test_the_command_says_what_was_saved(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    breaks_at(monkeypatch, 8, InputError("the camera is gone."), "loss")
    assert ncsn("train", "--run", make().folder, "--device", "cpu", "--json") == 2
    assert capsys.readouterr().err == "ncsn: the camera is gone. Everything up to step 7 is saved.\n"


# -- pictures that vanish ----------------------------------------------------------------------


@pytest.mark.parametrize("spoil", ["delete", "empty"])
def test_pictures_that_vanish_are_left_out_and_said_once_each(
    make: Callable[..., Run], tmp_path: Path, spoil: str
) -> None:
    run = make(**picture_folder(tmp_path / "pictures"), **{"training.held_out_every": 1})
    told, steps = [], 0
    for event in train(run, "cpu", slice_seconds=0):
        if event.step == 2 and not told:
            for file in list((tmp_path / "pictures").glob("1*.png")):  # ten of twenty
                file.unlink() if spoil == "delete" else file.write_bytes(b"")
        told += [event.note] if event.note else []
        steps = event.step
    assert steps == 12
    assert told and all("can't be read any more and are left out: 1" in note for note in told)
    names = [name for note in told for name in note.split() if name.startswith("1") and ".png" in name]
    assert len(names) == len(set(names))


def test_when_all_pictures_vanish_the_training_ends_saved(make: Callable[..., Run], tmp_path: Path) -> None:
    run = make(**picture_folder(tmp_path / "pictures"))
    with pytest.raises(InputError, match="none of its pictures can be read any more; bring them back") as caught:
        train_and_at(run, 3, lambda: (tmp_path / "pictures").rename(tmp_path / "unplugged"))
    assert caught.value.__notes__ == ["Everything up to step 3 is saved."]
    assert newest(run).step == 3
    (tmp_path / "unplugged").rename(tmp_path / "pictures")
    assert train_to(run)[-1].step == 12


def test_another_picture_takes_the_place_of_one_that_vanished(tmp_path: Path) -> None:
    settings = tiny_config(**picture_folder(tmp_path / "pictures")).data
    data, lost = load(settings), []
    chosen = next(load(settings).batches(0, 0, 15, torch.device("cpu")))[0]
    (tmp_path / "pictures" / "07.png").unlink()
    (tmp_path / "pictures" / "08.png").unlink()
    found, _ = next(data.batches(0, 0, 15, torch.device("cpu"), lost.append))
    same = [bool(torch.equal(a, b)) for a, b in zip(chosen, found, strict=True)]
    assert len(lost) == same.count(False) == sum(i in data.train_indices for i in (7, 8))
    with pytest.raises(InputError, match=r"0[78]\.png"):
        next(data.batches(0, 0, 15, torch.device("cpu")))


# -- divergence --------------------------------------------------------------------------------


def test_where_a_run_begins_again_after_a_loss_that_is_not_finite(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = learning.objective
    for every, said in (
        (4, r"step-000000004\.safetensors; the run goes on from there, and takes the 2 steps since anew"),
        (1000, r"No checkpoint was saved yet; the run begins anew"),
    ):
        run, count = make(**{"training.checkpoint_every": every}), [0]

        def spoilt(*settings: Any, count: list[int] = count) -> Callable[..., Any]:
            made = real(*settings)

            def loss(*arguments: Any) -> torch.Tensor:
                count[0] += 1
                return made(*arguments) * (float("nan") if count[0] == 7 else 1)

            return loss

        monkeypatch.setattr(learning, "objective", spoilt)
        with pytest.raises(InputError, match=said):
            train_to(run)


def test_a_training_that_diverges_says_so_once(make: Callable[..., Run]) -> None:
    wild = {"training.learning_rate": 1.0, "training.held_out_every": 10, "training.steps": 40, "network.width": 16}
    notes = [event.note for event in train_to(make(**wild, **{"training.gradient_clip": 0.0})) if event.note]
    assert len(notes) == 1
    assert "The training diverges: at step" in notes[0] and "training.learning_rate (now 1)" in notes[0]


@pytest.mark.parametrize("preconditioning", ["edm", "none"])
def test_a_training_that_learns_does_not(make: Callable[..., Run], preconditioning: str) -> None:
    calm = {"network.preconditioning": preconditioning, "training.held_out_every": 2}
    assert not any(event.note for event in train_to(make(**calm)))


def test_the_best_of_earlier_sessions_is_remembered(make: Callable[..., Run]) -> None:
    run = make(**{"training.held_out_every": 3, "training.steps": 6})
    train_to(run)
    best = min(r["loss"] for r in run.metrics() if r["kind"] == "held-out")
    looks = [HeldOut(9, 0.0, np.array([loss, np.nan])) for loss in (1.9, 2.5 * best + 3, 4.0, 0.5, 9.0)]
    watch = Divergence(run)
    assert [bool(watch.word(look, 50.0, run.config)) for look in looks] == [False, True, False, False, True]
