from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from ncsn_engine.cli import main
from ncsn_engine.comparison import Comparison, compare_runs
from ncsn_engine.config import InputError
from ncsn_engine.models import load_model
from ncsn_engine.runs import Run, create_run
from tests.engine.helpers import tiny_config, train_to


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    place = tmp_path_factory.mktemp("two")
    made = []
    for name, changes in (("one", {}), ("other", {"training.learning_rate": 1e-4, "sampling.kind": "ddim"})):
        settings = {"name": name, "training.held_out_every": 6, **changes}
        if "sampling.kind" not in changes:
            settings["sampling.steps_per_level"] = 1
        run = create_run(tiny_config(**settings), place / name)
        train_to(run)
        made.append(run)
    return made


def compared(runs: list[Run]) -> Comparison:
    stages = list(compare_runs(runs[0], runs[1], count=120))
    assert {s.what.split(":")[0] for s in stages[:-1]} == {run.name for run in runs}
    assert all(0 <= s.share <= 1 for s in stages)
    assert stages[-1].comparison is not None
    return stages[-1].comparison


def test_two_runs_are_told_apart(runs: list[Run]) -> None:
    found = compared(runs)
    names = {name for name, _, _ in found.differing}
    assert {"training.learning_rate", "sampling.kind"} <= names
    assert not any(name.startswith("data.") for name in names)
    table = found.table()
    for word in ("one", "other", "Fréchet", "held-out loss", "training.learning_rate", "0.0001", "NFE"):
        assert word in table
    told = json.loads(found.to_json())
    assert [side["name"] for side in told["sides"]] == ["one", "other"]
    assert told["sides"][0]["evaluation"]["n"] == 120


def test_runs_of_other_data_are_refused(runs: list[Run], tmp_path: Path) -> None:
    other = create_run(tiny_config(**{"data.split_seed": 3, "training.steps": 1}), tmp_path / "split")
    train_to(other)
    with pytest.raises(InputError, match=r"data\.split_seed"):
        next(compare_runs(runs[0], other))


def test_runs_in_other_units_compare(runs: list[Run], tmp_path: Path) -> None:
    # As ncsnv2 in [0, 1] and ddpm in [-1, 1].
    settings = {"data.pixel_range": "[-1, 1]", "noise.kind": "vp", "noise.n_levels": 20, "sampling.kind": "ddpm"}
    other = create_run(tiny_config(**settings, **{"training.steps": 2, "sampling.n_steps": 5}), tmp_path / "vp")
    train_to(other)
    found = compared([runs[0], other])
    assert {"data.pixel_range", "noise.kind", "sampling.kind"} <= {name for name, _, _ in found.differing}
    floors = [side.evaluation.measured[0].floor for side in found.sides]
    assert floors[0] == pytest.approx(floors[1], rel=0.05)  # the real pictures are the same ones
    with Image.open(io.BytesIO(found.picture())) as picture:
        assert picture.width > picture.height


def test_the_commands_write_what_they_say(runs: list[Run], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [str(run.folder) for run in runs]
    assert main(["compare", *folders, "--count", "120", "--out", str(tmp_path / "both.png")]) == 0
    assert "settings that differ" in capsys.readouterr().out
    with Image.open(tmp_path / "both.png") as picture:
        assert picture.width > picture.height
    assert main(["evaluate", folders[1], "--count", "120", "--out", str(tmp_path / "m.json")]) == 0
    assert "real against real" in capsys.readouterr().out
    assert json.loads((tmp_path / "m.json").read_text())["sampling"]["kind"] == "ddim"
    assert main(["evaluate", folders[1], "--count", "3"]) == 0
    assert "not measured, as 4 samples a side are needed" in capsys.readouterr().out
    assert main(["share", folders[0], "--out", str(tmp_path / "given")]) == 0
    assert load_model(tmp_path / "given").shape == (1, 8, 8)
    assert main(["share", folders[0], "--as", "diffusers", "--out", str(tmp_path / "d")]) == 2
    assert not (tmp_path / "d").exists()


def test_the_command_imports_an_official_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(Path(__file__).parents[1] / "data" / "official_ncsnv2.pth")
    assert main(["import", file]) == 2
    assert "--size" in capsys.readouterr().err
    assert main(["import", file, "--size", "32", "--run", str(tmp_path / "theirs")]) == 0
    assert "ncsn sample theirs" in capsys.readouterr().out
    assert load_model(tmp_path / "theirs").shape == (3, 32, 32)
