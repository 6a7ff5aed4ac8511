from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from ncsn_engine.config import InputError
from ncsn_engine.runs import (
    MetricsFile,
    Run,
    change_settings,
    create_run,
    list_runs,
    open_run,
    ready_made_run,
    runs_folder,
)
from ncsn_engine.storage import SaveError
from ncsn_engine.training import train
from tests.engine.helpers import Disk, finished, python, tiny_config, wait_for

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys
from ncsn_engine.runs import open_run
with open_run(sys.argv[1]).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return create_run(tiny_config(), tmp_path / "a run")


def test_a_new_run_has_the_planned_folder(run: Run) -> None:
    assert sorted(os.listdir(run.folder)) == ["checkpoints", "previews", "run.json", "samples"]
    head = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    assert head["config"]["training"]["steps"] == 12
    assert head["created"].endswith("+00:00")
    assert {"torch", "numpy", "ncsn-studio"} <= head["versions"].keys()


def test_a_run_opens_as_it_was_made(run: Run) -> None:
    assert open_run(run.folder) == run
    assert open_run(str(run.folder)) == run
    assert run.name == "a run"


def test_runs_live_where_the_user_says_or_below_the_users_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NCSN_RUNS", str(tmp_path / "mine"))
    assert runs_folder() == tmp_path / "mine"
    assert create_run(tiny_config()).folder.parent == tmp_path / "mine"
    monkeypatch.delenv("NCSN_RUNS")
    assert runs_folder().parts[-2:] == ("ncsn-studio", "runs")


def test_runs_without_a_folder_get_the_next_free_number() -> None:
    names = [create_run(tiny_config(name="my digits/../x")).folder for _ in range(3)]
    assert [folder.name for folder in names] == [names[0].name[:-2] + n for n in ("01", "02", "03")]
    assert {folder.parent for folder in names} == {runs_folder()}
    assert len({open_run(folder).id for folder in names}) == 3


@pytest.mark.parametrize("name", ["", "...", "///", "CON|*?", "é ü"])
def test_odd_names_make_plain_folders(name: str) -> None:
    folder = create_run(tiny_config(name=name)).folder
    assert folder.parent == runs_folder()
    assert not set(folder.name) & set('<>:"/\\|?* ')


def test_a_folder_in_use_is_left_alone(run: Run, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds a run already"):
        create_run(tiny_config(), run.folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="holds other files"):
        create_run(tiny_config(), tmp_path / "full")
    assert os.listdir(tmp_path / "full") == ["letter.txt"]


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert create_run(tiny_config(), tmp_path / "empty").status() == ("new", 0)


def test_a_read_only_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Disk(monkeypatch, tmp_path).forbid_writing()
    with pytest.raises(SaveError, match="can't be written to; choose another folder"):
        create_run(tiny_config(), tmp_path / "new")
    assert os.listdir(tmp_path) == []


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="file"):
        create_run(tiny_config(), tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "damaged"),
        ("{", "damaged"),
        ("[]", "damaged"),
        ("{}", "damaged"),
        ('{"format": 99}', "newer version"),
        ('{"format": 1, "id": "x", "created": "", "versions": {}, "config": {"seed": -1}}', "seed"),
        ('{"format": 1, "id": "x", "created": "", "versions": {}, "config": 3}', "damaged"),
    ],
)
def test_damaged_heads_are_named(run: Run, text: str, part: str) -> None:
    (run.folder / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"run\.json.*{part}"):
        open_run(run.folder)


def test_a_folder_without_a_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is no run folder; it has no run\.json"):
        open_run(tmp_path)


def test_the_list_is_newest_first_and_tells_of_damage() -> None:
    made = [create_run(tiny_config(name=name)) for name in ("b", "a", "c")]
    for run, day in zip(made, ("02", "03", "01"), strict=True):
        file = run.folder / "run.json"
        head = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps({**head, "created": f"2030-01-{day}T00:00:00+00:00"}), encoding="utf-8")
    broken = create_run(tiny_config(name="broken"))
    (broken.folder / "run.json").write_text("{", encoding="utf-8")
    (runs_folder() / "other").mkdir()
    runs, problems = list_runs()
    assert [run.config.name for run in runs] == ["a", "b", "c"]
    assert len(problems) == 1
    assert "broken-01" in problems[0]


def test_no_runs_folder_is_no_runs(tmp_path: Path) -> None:
    assert list_runs(tmp_path / "nowhere") == ([], [])


def test_settings_may_change_and_the_rest_stays(run: Run) -> None:
    changed = change_settings(run, run.config.replace(**{"training.steps": 99}))
    again = open_run(run.folder)
    assert again == changed
    assert (again.id, again.created, again.config.training.steps) == (run.id, run.created, 99)


def test_checkpoints_are_newest_first_and_other_files_do_not_count(run: Run) -> None:
    folder = run.folder / "checkpoints"
    for step in (5, 2_000_000, 300):
        run.new_checkpoint(step).write_bytes(b"")
    for name in ("step-12.safetensors", ".step-000000900.safetensors.x.part", "best.safetensors"):
        (folder / name).write_bytes(b"")
    assert [f.name for f in run.checkpoints()] == [
        "step-002000000.safetensors",
        "step-000000300.safetensors",
        "step-000000005.safetensors",
    ]


def test_a_step_saved_again_gets_a_new_name_and_is_the_newest(run: Run) -> None:
    made = []
    for _ in range(12):
        made.append(run.new_checkpoint(300))
        made[-1].write_bytes(b"")
    assert len(set(made)) == 12
    assert run.checkpoints() == made[::-1]


def test_one_writer_at_a_time_across_programs(run: Run) -> None:
    child = python(HOLD, run.folder)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    assert run.locked()
    assert run.status()[0] == "training"
    with pytest.raises(InputError, match="is being trained by another program; stop that one"), run.writing():
        pass
    assert finished(child)[0] == 0
    assert not run.locked()
    with run.writing():
        pass


def test_a_writer_that_was_killed_holds_nothing(run: Run) -> None:
    child = python(HOLD, run.folder)
    assert child.stdout is not None
    child.stdout.readline()
    child.kill()
    finished(child)
    wait_for(lambda: not run.locked())
    with run.writing():
        pass


def test_looking_leaves_no_lock_file(run: Run) -> None:
    assert not run.locked()
    assert not (run.folder / "lock").exists()


def test_the_lock_is_given_back_after_a_failure(run: Run) -> None:
    def fail() -> None:
        with run.writing():
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not run.locked()


def test_a_read_only_run_cannot_be_written_but_can_be_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Disk(monkeypatch, run.folder).forbid_writing()
    with pytest.raises(InputError, match=r"a run: can't be written to: .*choose another folder"), run.writing():
        pass
    assert open_run(run.folder).status() == ("new", 0)


@pytest.mark.parametrize(
    ("record", "status"),
    [
        ({"kind": "end", "step": 5, "why": "stopped"}, ("stopped", 5)),
        ({"kind": "end", "step": 12, "why": "done"}, ("done", 12)),
        ({"kind": "end", "step": 3, "why": "failed"}, ("failed", 3)),
        ({"kind": "train", "step": 4, "loss": [1.0]}, ("interrupted", 4)),
    ],
)
def test_status_is_told_by_the_last_record(run: Run, record: dict[str, object], status: tuple[str, int]) -> None:
    assert run.status() == ("new", 0)
    metrics = MetricsFile(run)
    metrics.append([{"kind": "held-out", "step": 1, "loss": 1.0}])
    metrics.append([record])
    assert run.status() == status
    with open(metrics.path, "ab") as file:
        file.write(b'{"kind":"train","ste')  # torn
    assert run.status() == status


def test_a_torn_last_line_is_dropped(run: Run) -> None:
    metrics = MetricsFile(run)
    metrics.append([{"kind": "train", "step": k, "loss": [0.5]} for k in (1, 2)])
    whole = metrics.path.read_bytes()
    for cut in range(1, len(whole)):
        metrics.path.write_bytes(whole[:-cut])
        assert [r["step"] for r in run.metrics()] == [1, 2][: whole[:-cut].count(b"\n")]


def test_rewinding_drops_what_came_after_and_how_it_ended(run: Run) -> None:
    metrics = MetricsFile(run)
    metrics.append([{"kind": "train", "step": k, "loss": [0.5]} for k in range(1, 6)])
    metrics.append([{"kind": "end", "step": 3, "why": "stopped"}])
    with open(metrics.path, "ab") as file:
        file.write(b'{"kind":"tr')
    MetricsFile(run).rewind(3)
    assert [(r["kind"], r["step"]) for r in run.metrics()] == [("train", 1), ("train", 2), ("train", 3)]
    assert metrics.path.read_bytes().endswith(b"\n")


def test_rewinding_into_a_record_keeps_the_losses_up_to_there(run: Run) -> None:
    metrics = MetricsFile(run)
    metrics.append([{"kind": "train", "step": 4, "seconds": 1, "loss": [0.1, 0.2, 0.3, 0.4]}])
    metrics.append([{"kind": "train", "step": 8, "seconds": 2, "loss": [0.5, 0.6, 0.7, 0.8]}])
    MetricsFile(run).rewind(6)
    losses = [loss for r in run.metrics() for loss in r["loss"]]
    assert losses == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]


def test_records_that_a_full_disk_refused_are_written_later(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = MetricsFile(run)
    metrics.append([{"step": 1}])
    disk = Disk(monkeypatch, run.folder)
    disk.fill()
    for step in (2, 3):
        with pytest.raises(SaveError, match=r"metrics\.jsonl: could not be saved: the disk is full"):
            metrics.append([{"step": step}])
    disk.mend()
    metrics.append([{"step": 4}])
    assert [r["step"] for r in run.metrics()] == [1, 2, 3, 4]


def test_the_ready_made_run_opens_though_nobody_may_write_there(monkeypatch: pytest.MonkeyPatch) -> None:
    run = ready_made_run()
    Disk(monkeypatch, run.folder).forbid_writing()
    assert run.status() == ("done", run.config.training.steps)
    assert len(run.checkpoints()) == 1
    assert not run.locked()


def test_a_second_training_on_the_same_cores_is_told_of_the_first(tmp_path: Path) -> None:
    first, second = (create_run(tiny_config(**{"training.steps": 2}), tmp_path / name) for name in ("one", "two"))
    assert first.trained_beside() == []
    with first.writing():
        assert (first.trained_beside(), second.trained_beside()) == ([], ["one"])
        notes = [event.note for event in train(second, "cpu")]
    assert "one is being trained too" in notes[0]
    assert not any(event.note for event in train(first, "cpu"))
