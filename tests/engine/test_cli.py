from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import safetensors.torch
import torch

from ncsn_engine.cli import main
from ncsn_engine.config import RunConfig, kinds, read_toml, to_toml
from ncsn_engine.objectives import Loss, denoising_loss
from ncsn_engine.presets import PRESETS, preset
from ncsn_engine.runs import MetricsFile, change_settings, create_run, list_runs, open_run, runs_folder
from tests.engine.helpers import (
    ROOT,
    Disk,
    assert_same_state,
    finished,
    newest,
    python,
    steps_of_losses,
    tiny_config,
    train_to,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ncsn_engine.runs import Run

Captured = pytest.CaptureFixture[str]

TINY = [
    "--network.width=8",
    "--network.resolutions=1",
    "--network.attention=false",
    "--noise.kind=geometric",
    "--noise.n_levels=4",
    "--noise.sigma_max=5",
    "--training.batch_size=8",
    "--training.steps=4",
    "--training.preview_every=0",
    "--device=cpu",
]


def ncsn(*arguments: object) -> int:
    return main([str(a) for a in arguments])


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def refused(capsys: Captured, *arguments: object) -> str:
    """Run a command that must be refused: exit code 2, one line on stderr, nothing on stdout."""
    capsys.readouterr()
    assert ncsn(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("ncsn: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    return err


# -- train -------------------------------------------------------------------------------------


def test_train_makes_a_run_shows_progress_and_ends_with_0(capsys: Captured) -> None:
    assert ncsn("train", *TINY) == 0
    out, err = capsys.readouterr()
    (run,) = list_runs()[0]
    assert out == f"{run.folder}\n"
    assert "4/4" in err
    assert "held-out" in err
    assert run.status() == ("done", 4)
    assert newest(run).step == 4


def test_train_for_scripts_prints_json_and_nothing_else(tmp_path: Path, capsys: Captured) -> None:
    assert ncsn("train", *TINY, "--run", tmp_path / "r", "--json", "--training.checkpoint_every=2") == 0
    out, err = capsys.readouterr()
    assert err == ""
    told = lines(out)
    assert told[0]["event"] == "run"
    assert told[0]["folder"] == str(tmp_path / "r")
    assert told[-1]["event"] == "finished"
    assert told[-1]["step"] == 4
    assert [t["step"] for t in told[1:] if t["checkpoint"]] == [2, 4]
    assert any(t.get("held_out") for t in told)


def test_train_on_a_folder_that_holds_a_run_resumes_it(tmp_path: Path, capsys: Captured) -> None:
    assert ncsn("train", *TINY, "--run", tmp_path / "r") == 0
    assert ncsn("train", "--run", tmp_path / "r", "--device", "cpu", "--training.steps", 6) == 0
    run = open_run(tmp_path / "r")
    assert run.status() == ("done", 6)
    assert run.config.training.steps == 6
    assert run.config.network.width == 8
    assert [r["step"] for r in run.metrics() if r["kind"] == "end"] == [6]


def test_resuming_with_a_preset_or_a_file_is_refused(trained: Run, capsys: Captured) -> None:
    for flag in ("--preset=digits", "--config=x.toml"):
        assert "has its own settings; leave out --preset" in refused(capsys, "train", "--run", trained.folder, flag)


def test_settings_come_from_preset_then_file_then_flags(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("seed = 5\n[noise]\nn_levels = 7\nsigma_max = 3.0\n[training]\nsteps = 9\n", encoding="utf-8")
    flags = ["--preset", "ncsn", "--config", file, "--noise.n_levels", 6, "--name", "x", "--json"]
    assert ncsn("config", *flags) == 0
    made = RunConfig.checked(json.loads(capsys.readouterr().out))
    assert made == preset("ncsn").replace(
        **{"name": "x", "seed": 5, "noise.n_levels": 6, "noise.sigma_max": 3.0, "training.steps": 9}
    )


def test_the_ready_made_models_settings_are_the_digits_preset() -> None:
    from ncsn_engine.runs import ready_made_run

    committed = read_toml(ROOT / "resources" / "models" / "digits.toml")
    assert committed == ready_made_run().config
    assert committed == preset("digits")


# -- stopping ----------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "told to end"])
def test_a_stopped_training_is_saved_and_goes_on(tmp_path: Path, asked: signal.Signals, capsys: Captured) -> None:
    folder = tmp_path / "r"
    flags = [*TINY, "--training.steps=1000000", "--training.held_out_every=10", "--json", f"--run={folder}"]
    child = subprocess.Popen(
        [sys.executable, "-m", "ncsn_engine.cli", "train", *flags],
        text=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    while json.loads(child.stdout.readline()).get("step", 0) < 10:
        pass
    child.send_signal(asked)
    code, _, err = finished(child)
    assert (code, err) == (130, "ncsn: stopped; everything is saved.\n")
    run = open_run(folder)
    assert run.status()[0] == "stopped"
    step = run.status()[1]
    assert step >= 10
    assert newest(run).step == step
    assert ncsn("train", f"--run={folder}", f"--training.steps={step + 2}", "--device=cpu") == 0
    assert open_run(folder).status() == ("done", step + 2)


INTERRUPTED = """
import os, signal, sys
import ncsn_engine.cli as cli
import ncsn_engine.training.learning as training
real, calls, asked = training.objective, [0], sys.argv.pop()
def objective(*settings):
    made = real(*settings)
    def loss(*arguments):
        calls[0] += 1
        if calls[0] == 7:
            os.kill(os.getpid(), getattr(signal, asked))
        return made(*arguments)
    return loss
training.objective = objective
sys.argv[0] = "ncsn"
cli.entry()
"""


@pytest.mark.parametrize("asked", ["SIGINT", "SIGTERM"])
def test_a_stop_in_the_middle_of_a_step_saves_and_repeats_bit_for_bit(tmp_path: Path, asked: str) -> None:
    create_run(tiny_config(**{"training.steps": 1_000_000}), tmp_path / "r")
    code, _, err = finished(python(INTERRUPTED, "train", f"--run={tmp_path / 'r'}", "--device=cpu", "--json", asked))
    run = open_run(tmp_path / "r")
    assert (code, err) == (130, "ncsn: stopped; everything is saved.\n")
    assert run.checkpoints()
    saved = newest(run).step
    assert 6 <= saved < 100  # nothing lost but, at most, the step under way; and it stops soon
    assert run.status() == ("stopped", saved)
    train_to(change_settings(run, run.config.replace(**{"training.steps": saved + 2})))
    whole = create_run(tiny_config(**{"training.steps": saved + 2}), tmp_path / "whole")
    train_to(whole)
    assert_same_state(newest(run), newest(whole))
    assert steps_of_losses(run) == list(range(1, saved + 3))


def test_a_closed_pipe_ends_quietly(trained: Run) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "ncsn_engine.cli", "presets"],
        text=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.close()
    assert child.stderr is not None
    assert "Traceback" not in child.stderr.read()
    child.stderr.close()
    assert child.wait(60) == 0


# -- sample ------------------------------------------------------------------------------------


def test_sample_draws_from_the_ready_made_model_by_default(tmp_path: Path, capsys: Captured) -> None:
    assert ncsn("sample", "--count", 2, "--out", tmp_path / "a.png") == 0
    out, err = capsys.readouterr()
    assert "2 pictures in" in out
    assert str(tmp_path / "a.png") in out
    assert "sampling" in err


def test_sample_takes_a_run_by_name_folder_or_file(trained: Run, runs_here: Path, tmp_path: Path) -> None:
    for i, source in enumerate((trained.name, trained.folder, trained.checkpoints()[0])):
        assert ncsn("sample", source, "--out", tmp_path / f"{i}.npz") == 0
    contents = {np.load(tmp_path / f"{i}.npz")["x"].tobytes() for i in range(3)}
    assert len(contents) == 1


def test_sample_for_scripts_prints_one_json_line(trained: Run, tmp_path: Path, capsys: Captured) -> None:
    assert ncsn("sample", trained.folder, "--out", tmp_path / "a.gif", "--seed", 3, "--json") == 0
    out, err = capsys.readouterr()
    assert err == ""
    (told,) = lines(out)
    assert told["written"] == [str(tmp_path / "a.gif"), str(tmp_path / "a.gif.recipe.json")]
    assert told["recipe"]["sampling"]["seed"] == 3


def test_sample_takes_sampling_and_look_from_flags(trained: Run, tmp_path: Path, capsys: Captured) -> None:
    flags = ["--sampler=annealed-langevin", "--sampling.weights=raw", "--sampling.n_levels=3", "--export.columns=1"]
    assert ncsn("sample", trained.folder, "--out", tmp_path / "a.png", "--json", *flags) == 0
    (told,) = lines(capsys.readouterr().out)
    assert told["recipe"]["model"]["weights"] == "raw"
    assert told["recipe"]["sampling"]["n_levels"] == 3
    assert told["recipe"]["export"]["columns"] == 1


# -- the others --------------------------------------------------------------------------------


def test_runs_lists_them(trained: Run, runs_here: Path, capsys: Captured) -> None:
    assert ncsn("runs") == 0
    out = capsys.readouterr().out
    for part in ("two-steps", "done", "2 of 2", str(trained.folder)):
        assert part in out
    assert ncsn("runs", "--json") == 0
    (rows,) = lines(capsys.readouterr().out)
    expected = {"name": "two-steps", "folder": str(trained.folder), "status": "done", "step": 2, "steps": 2}
    assert rows == [expected]


def test_runs_says_where_there_are_none(tmp_path: Path, capsys: Captured) -> None:
    assert ncsn("runs") == 0
    assert f"No runs in {runs_folder()} yet; 'ncsn train' makes one." in capsys.readouterr().out
    assert ncsn("runs", "--folder", tmp_path, "--json") == 0
    assert lines(capsys.readouterr().out) == [[]]


def test_runs_tells_of_damaged_ones(trained: Run, tmp_path: Path, capsys: Captured) -> None:
    shutil.copytree(trained.folder, tmp_path / "good")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "run.json").write_text("{", encoding="utf-8")
    assert ncsn("runs", "--folder", tmp_path) == 0
    out, err = capsys.readouterr()
    assert "good" in out
    assert "bad" in err
    assert "damaged" in err


def test_show_tells_how_a_run_stands_and_its_settings(trained: Run, capsys: Captured) -> None:
    assert ncsn("show", trained.folder) == 0
    out = capsys.readouterr().out
    for part in ("two-steps", "done", "step-000000002.safetensors", "[training]", "steps = 2", "torch"):
        assert part in out
    assert ncsn("show", trained.folder, "--json") == 0
    (told,) = lines(capsys.readouterr().out)
    assert RunConfig.checked(told["config"]) == trained.config
    assert told["held_out_loss"] > 0


def test_show_finds_a_run_by_name(trained: Run, runs_here: Path, capsys: Captured) -> None:
    assert ncsn("show", "two-steps") == 0
    assert str(trained.folder) in capsys.readouterr().out


def test_devices_lists_what_is_here(capsys: Captured) -> None:
    assert ncsn("devices") == 0
    assert "cpu" in capsys.readouterr().out
    assert ncsn("devices", "--json") == 0
    (rows,) = lines(capsys.readouterr().out)
    assert rows[-1]["name"] == "cpu"
    assert rows[-1]["float64"] is True


def test_presets_lists_them(capsys: Captured) -> None:
    assert ncsn("presets") == 0
    out = capsys.readouterr().out
    assert ncsn("presets", "--json") == 0
    (rows,) = lines(capsys.readouterr().out)
    assert [row["name"] for row in rows] == list(PRESETS)
    assert all(row["about"] in out for row in rows)


@pytest.mark.parametrize("name", PRESETS)
def test_config_prints_what_train_reads(name: str, tmp_path: Path, capsys: Captured) -> None:
    assert ncsn("config", "--preset", name) == 0
    file = tmp_path / "a.toml"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert read_toml(file) == preset(name)
    assert ncsn("config", "--config", file, "--json") == 0
    assert RunConfig.checked(json.loads(capsys.readouterr().out)) == preset(name)


def test_pack_makes_a_model_to_give_away(trained: Run, tmp_path: Path, capsys: Captured) -> None:
    assert ncsn("pack", trained.folder, "--out", tmp_path / "p", "--json") == 0
    assert lines(capsys.readouterr().out) == [{"folder": str(tmp_path / "p")}]
    assert ncsn("sample", tmp_path / "p", "--out", tmp_path / "a.png") == 0


@pytest.mark.parametrize("command", ["train", "sample", "runs", "show", "devices", "presets", "config", "pack"])
def test_every_command_explains_itself(command: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        ncsn(command, "--help")
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert "--json" in out
    if command in ("train", "config"):
        for section in RunConfig.model_fields:
            if section not in ("name", "seed"):
                for model in kinds(section).values():
                    assert all(f"--{section}.{setting.name}" in out for setting in model.settings())


# -- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["train", "--training.stepz=5"], ["--training.stepz", "--help"]),
        (["train", "--training.steps=0"], ["training.steps", "1 ≤ …"]),
        (["train", "--training.steps=many"], ["training.steps", "'many'"]),
        (["train", "--training.ema_rate=1"], ["training.ema_rate", "< 1"]),
        (["train", "--noise.kind=linear", "--noise.sigma_min=2"], ["sigma_min", "smaller than noise.sigma_max"]),
        (["train", "--noise.kind=geometric", "--noise.sigma_min=1"], ["sigma_min", "smaller than noise.sigma_max"]),
        (["train", "--noise.n_levels=3"], ["noise.n_levels", "noise.kind"]),
        (["train", "--network.kind=transformer"], ["network.kind", "unet, tutorial-cnn"]),
        (["train", "--preset=digitz"], ["digitz", ", ".join(PRESETS)]),
        (["train", "--config=gone.toml"], ["gone.toml", "can't be read"]),
        (["config", "--seed=-1"], ["seed", "0 ≤ …"]),
        (["sample", "--out=a.jpg"], ["a.jpg", "use .png"]),
        (["sample"], ["--out"]),
        (["sample", "nowhere", "--out=a.png"], ["nowhere", "ncsn runs"]),
        (["sample", "--out=a.png", "--count=0"], ["sampling.count", "1 ≤ …"]),
        (["sample", "--out=a.png", "--sampler=magic"], ["sampling.kind", "annealed-langevin"]),
        (["sample", "--out=a.png", "--sampling.epsilon=1"], ["sampling.epsilon", "2σ_L²", "lower it"]),
        (["sample", "--out=a.png", "--device=cuda:99"], ["cuda:99", "use auto or"]),
        (["sample", "--out=a.png", "--export.scale=0"], ["export.scale", "1 ≤ …"]),
        (["sample", "--out=a.png", "--recipe=gone.png"], ["gone.png", "can't be read"]),
        (["show", "nowhere"], ["nowhere", "ncsn runs"]),
        (["pack", "nowhere", "--out=x"], ["nowhere", "ncsn runs"]),
        (["dream"], ["dream", "--help"]),
        ([], ["COMMAND"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) and value and "--" in value[-1] else None,
)
def test_bad_input_is_one_clear_line(
    arguments: list[str], parts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    message = refused(capsys, *arguments)
    assert [part for part in parts if part not in message] == []
    assert os.listdir(tmp_path) == []
    assert not runs_folder().exists()


@pytest.mark.parametrize(
    ("flags", "parts"),
    [
        (["--device=cuda:99"], ["device 'cuda:99'", "use auto or"]),
        (["--data.kind=folder", "--data.folder=EMPTY"], ["data.folder", "no pictures", "are read"]),
        (["--data.kind=folder"], ["data.folder", "name a folder"]),
        (["--data.kind=folder", "--data.folder=gone"], ["data.folder", "gone"]),
        (["--network.resolutions=6"], ["network.resolutions", "choose fewer"]),
        (["--noise.kind=rules", "--noise.sigma_min=100"], ["noise.sigma_min", "lower it"]),
    ],
)
def test_a_training_that_cannot_begin_is_one_clear_line_and_leaves_no_run(
    flags: list[str], parts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "EMPTY").mkdir()
    tiny = [flag for flag in TINY if flag.split("=")[0] not in {f.split("=")[0] for f in flags}]
    if "--noise.kind=rules" in flags:
        tiny = [flag for flag in tiny if not flag.startswith("--noise")]
    capsys.readouterr()
    assert ncsn("train", *tiny, *flags) == 2
    err = capsys.readouterr().err
    assert [part for part in parts if part not in err] == []
    assert err.count("\n") == 1
    assert list_runs() == ([], [])


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_whatever_stops_a_training_before_it_begins_leaves_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def broken(*_: object) -> Iterator[None]:
        raise error("while the data was read")
        yield

    monkeypatch.setattr("ncsn_engine.training.train", broken)
    with contextlib.suppress(RuntimeError):
        main(["train", "--run", str(tmp_path / "run")])
    assert not (tmp_path / "run").exists()


def test_a_folder_with_other_files_is_not_made_a_run(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    assert "holds other files; choose an empty or a new folder" in refused(capsys, "train", *TINY, "--run", tmp_path)
    assert os.listdir(tmp_path) == ["letter.txt"]


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def foreign(path: Path) -> None:
    safetensors.torch.save_file({"w": torch.ones(3)}, path)


def text(path: Path) -> None:
    path.write_text("hello", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "part"), [(torn, "torn"), (foreign, "not a checkpoint of NCSN Studio"), (text, "torn, or not")]
)
def test_damaged_checkpoints_are_one_clear_line(
    trained: Run, tmp_path: Path, capsys: Captured, damage: Callable[[Path], None], part: str
) -> None:
    shutil.copytree(trained.folder, tmp_path / "r")
    file = open_run(tmp_path / "r").checkpoints()[0]
    damage(file)
    for source in (file, tmp_path / "r"):
        message = refused(capsys, "sample", source, "--out", tmp_path / "a.png")
        assert part in message
        assert file.name in message
    assert not (tmp_path / "a.png").exists()


def test_sampling_before_training_is_one_clear_line(tmp_path: Path, capsys: Captured) -> None:
    create_run(tiny_config(), tmp_path / "r")
    assert "train it first" in refused(capsys, "sample", tmp_path / "r", "--out", tmp_path / "a.png")
    assert "train it first" in refused(capsys, "pack", tmp_path / "r", "--out", tmp_path / "p")
    assert not (tmp_path / "p").exists()


def test_show_of_a_file_is_one_clear_line(trained: Run, capsys: Captured) -> None:
    assert "name a run folder" in refused(capsys, "show", trained.checkpoints()[0])


HOLD = """
import sys
from ncsn_engine.runs import open_run
with open_run(sys.argv[1]).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_run_already_being_written_is_refused_and_left_as_it_is(tmp_path: Path, capsys: Captured) -> None:
    run = create_run(tiny_config(), tmp_path / "r")
    before = (run.folder / "run.json").read_bytes()
    child = python(HOLD, run.folder)
    assert child.stdout is not None
    child.stdout.readline()
    code = ncsn("train", "--run", run.folder, "--device=cpu", "--training.steps=99")
    err = capsys.readouterr().err
    assert finished(child)[0] == 0
    assert code == 2
    assert "is being trained by another program; stop that one, or choose another folder" in err
    assert err.splitlines()[-1].startswith("ncsn: ")
    assert (run.folder / "run.json").read_bytes() == before


@pytest.mark.parametrize("error", ["fill", "forbid_writing"])
def test_a_disk_that_cannot_be_written_is_one_clear_line(
    trained: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, error: str
) -> None:
    (tmp_path / "disk").mkdir()
    disk = Disk(monkeypatch, tmp_path / "disk")
    getattr(disk, error)()
    part = "the disk is full; free some space" if error == "fill" else "can't be written to; choose another folder"
    assert part in refused(capsys, "train", *TINY, "--run", tmp_path / "disk" / "r", "--json")
    assert part in refused(capsys, "sample", trained.folder, "--json", "--out", tmp_path / "disk" / "a.png")
    assert part in refused(capsys, "pack", trained.folder, "--out", tmp_path / "disk" / "p")
    disk.mend()
    assert [p for p in (tmp_path / "disk").rglob("*") if p.is_file()] == []


def test_a_disk_that_fills_while_training_ends_with_what_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    disk = Disk(monkeypatch, tmp_path / "r")
    real = MetricsFile.append
    seen = [0]

    def fills(self: MetricsFile, records: list[dict[str, Any]]) -> None:
        real(self, records)
        seen[0] += any(r["kind"] == "held-out" and r["step"] >= 6 for r in records)
        if seen[0]:
            disk.fill()

    monkeypatch.setattr(MetricsFile, "append", fills)
    flags = ["--training.steps=1000", "--training.checkpoint_every=4", "--training.held_out_every=2"]
    assert ncsn("train", *TINY[:6], *TINY[6:7], *flags, "--device=cpu", "--run", tmp_path / "r", "--json") == 2
    assert "disk is full; free some space" in capsys.readouterr().err
    disk.mend()
    monkeypatch.setattr(MetricsFile, "append", real)
    run = open_run(tmp_path / "r")
    step = newest(run).step
    assert step >= 4
    assert ncsn("train", "--run", run.folder, f"--training.steps={step + 2}", "--device=cpu") == 0


def test_a_loss_that_is_not_finite_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    import ncsn_engine.training.learning as module

    def objective(*_: object) -> Loss:
        return lambda *a: denoising_loss(*a) / 0

    monkeypatch.setattr(module, "objective", objective)
    assert ncsn("train", *TINY, "--run", tmp_path / "r", "--json") == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "not finite at step 1" in err
    assert "training.learning_rate" in err
    assert open_run(tmp_path / "r").status()[0] == "failed"


def test_the_printed_settings_of_a_run_are_its_own(trained: Run, capsys: Captured) -> None:
    ncsn("show", trained.folder)
    assert to_toml(trained.config).strip() in capsys.readouterr().out


def test_a_recipe_decides_everything(tmp_path: Path, capsys: Captured) -> None:
    made = tmp_path / "a.png"
    assert ncsn("sample", "--count=2", "--sampling.n_levels=3", "--out", made, "--json") == 0
    again = tmp_path / "b.png"
    assert "leave out" in refused(capsys, "sample", "--recipe", made, "--count=3", "--out", again)
    assert "export.scale" in refused(capsys, "sample", "--recipe", made, "--export.scale=2", "--out", again)
    assert not again.exists()


def test_a_recipe_beside_is_not_overwritten(tmp_path: Path, capsys: Captured) -> None:
    stray = tmp_path / "a.png.recipe.json"
    stray.write_text("mine")
    assert str(stray) in refused(capsys, "sample", "--count=1", "--out", tmp_path / "a.png")
    assert stray.read_text() == "mine"
    assert not (tmp_path / "a.png").exists()


def test_a_run_is_resumed_by_its_name(capsys: Captured) -> None:
    assert ncsn("train", *TINY) == 0
    run = list_runs()[0][0]
    assert ncsn("train", "--run", run.name, "--training.steps=6") == 0
    assert [r.status() for r in list_runs()[0]] == [("done", 6)]


def test_a_misspelt_name_is_no_new_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("NCSN_RUNS", str(tmp_path / "runs"))
    monkeypatch.chdir(tmp_path)
    create_run(tiny_config(), tmp_path / "runs" / "digits-01")
    assert ncsn("train", "--run", "digts-01") == 2
    assert "did you mean digits-01?" in capsys.readouterr().err
    assert not (tmp_path / "digts-01").exists()
    tiny = [f"--{name}={value}" for name, value in (("training.steps", 1), ("network.width", 8))]
    assert ncsn("train", "--run", "./digts-01", "--json", "--training.preview_every=0", *tiny) == 0
    assert (tmp_path / "digts-01" / "run.json").exists()
    assert ncsn("train", "--run", "walk", "--json", "--training.preview_every=0", *tiny) == 0  # like no other
