"""What commands print for scripts is JSON, whatever could not be measured."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ncsn_engine import cli
from ncsn_engine.config import RunConfig
from ncsn_engine.plain_json import plain_json
from ncsn_engine.runs import create_run
from tests.engine.helpers import ROOT, train_to

if TYPE_CHECKING:
    from ncsn_engine.runs import Run

FEW = "--sampling.count=2"
MOONS = {"data.kind": "moons", "network.width": 8, "training.steps": 1, "training.preview_every": 0}
# Each command with what makes it short; R is a trained run, T a folder to write to.
COMMANDS: dict[str, list[str]] = {
    "train": ["--run=T/new", "--preset=toy", "--training.steps=2", "--training.preview_every=0", "--device=cpu"],
    "config": [],
    "runs": ["--folder=T"],
    "show": ["R"],
    "pack": ["R", "--out=T/packed"],
    "devices": [],
    "presets": [],
    "sample": ["R", "--out=T/x.png", FEW],
    "design": ["digits"],
    "likelihood": ["R", "--likelihood.count=1", "--likelihood.rtol=0.05"],
    "interpolate": ["R", "held-out:1", "held-out:2", "--count=2", "--out=T/between.png"],
    "encode": ["R", "held-out:1", "--out=T/noise.npz"],
    "decode": ["R", "T/noise.npz", "--out=T/back.png"],
    "restore": ["R", "held-out:1", "--restoration.rounds=2", "--restoration.count=1", "--out=T/whole.png"],
    "evaluate": ["R", "--count=12"],
    "compare": ["R", "R", "--count=12"],
    "import": [str(ROOT / "tests/data/official_ncsnv2.pth"), "--size=32", "--run=T/imported"],
    "share": ["R", "--out=T/shared"],
}


def commands() -> dict[str, argparse.ArgumentParser]:
    parser = cli._parser()
    (made,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return made.choices


def no_number(text: str) -> Any:
    raise AssertionError(f"{text} is no JSON")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[Any]:
    capsys.readouterr()
    assert cli.main([*arguments, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return [json.loads(line, parse_constant=no_number) for line in out.splitlines()]


def test_the_table_below_knows_every_command() -> None:
    assert COMMANDS.keys() == commands().keys()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_prints_json_for_scripts(
    command: str, trained: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def whole(argument: str) -> str:
        return (
            str(trained.folder)
            if argument == "R"
            else argument.replace("T/", f"{tmp_path}/").replace("--folder=T", f"--folder={tmp_path}")
        )

    if command == "decode":
        told(capsys, "encode", *map(whole, COMMANDS["encode"]))
    assert told(capsys, command, *map(whole, COMMANDS[command]))


def test_bits_of_one_have_no_error_and_points_are_points(
    trained: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = ["--likelihood.rtol=0.05"]
    (facts,) = told(capsys, "likelihood", str(trained.folder), "--likelihood.count=1", *quick)
    assert facts["standard_error"] is None and math.isfinite(facts["bits_per_dim"])
    assert cli.main(["likelihood", str(trained.folder), "--likelihood.count=1", *quick]) == 0
    assert "of one held-out picture: no error known (gaussian" in capsys.readouterr().out
    run = create_run(RunConfig().replace(**MOONS), tmp_path / "moons")
    train_to(run)
    for count, said in ((1, "of one held-out point: no error known ("), (3, "over 3 held-out points (")):
        assert cli.main(["likelihood", str(run.folder), f"--likelihood.count={count}", *quick]) == 0
        out = capsys.readouterr().out
        assert said in out and "nan" not in out and "dequantising" not in out
    assert cli.main(["sample", str(run.folder), f"--out={tmp_path / 'x.png'}", "--count=3"]) == 0
    assert capsys.readouterr().out.startswith("3 points in")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_null_however_deep(value: float) -> None:
    tree = {"a": [1.5, (value, {"b": value})], "c": value}
    assert json.loads(plain_json(tree), parse_constant=no_number) == {"a": [1.5, [None, {"b": None}]], "c": None}
