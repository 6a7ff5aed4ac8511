from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ncsn_engine import advice, memory, timing
from ncsn_engine.advice import advise
from ncsn_engine.cli import main
from ncsn_engine.config import AnnealedLangevin, GeometricLadder, InputError, RunConfig
from ncsn_engine.data.points import SETS, write_points
from ncsn_engine.presets import preset
from ncsn_engine.runs import create_run
from ncsn_engine.score import ScoreModel
from ncsn_engine.training import train
from tests.engine.helpers import pictures, tiny_config
from tests.engine.truth import Truth

DIGITS = preset("digits")


def test_the_digits_get_the_rules_numbers(truth: Truth) -> None:
    found = advise(DIGITS)
    claim = "Design from data"
    truth.near(claim, "digits: σ₁, the largest distance", found.sigma_max, 4.815, 0.001)
    truth.near(claim, "digits: L, rounded up from 21.05", found.n_levels, 22, 0)
    assert (found.dim, found.count) == (64, 1797)
    assert found.evaluations == 22 * 5 + 1
    assert 0.001 < found.seconds < 600
    assert found.warnings == ()
    assert len(found.why) == 5


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"noise.kind": "geometric", "noise.sigma_max": 1.0, "noise.n_levels": 40}, "below the largest distance"),
        ({"noise.kind": "geometric", "noise.sigma_max": 50.0, "noise.n_levels": 60}, "far above"),
        ({"noise.kind": "geometric", "noise.sigma_max": 5.0, "noise.n_levels": 8}, "strangers to the next. Take 22"),
        ({"noise.kind": "linear", "noise.sigma_max": 5.0, "noise.n_levels": 30}, "farthest apart"),
        ({"sampling.epsilon": 1.5e-4}, "Set sampling.epsilon to 2.35e-05"),
        ({"sampling.steps_per_level": 1}, "more steps a level"),
    ],
)
def test_each_broken_rule_is_said_with_the_way_out(changes: dict[str, object], said: str) -> None:
    warnings = advise(DIGITS.replace(**changes)).warnings
    assert any(said in warning for warning in warnings), warnings


def test_the_tutorials_settings_break_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["design", "--preset", "tutorial"]) == 0
    assert capsys.readouterr().out.count("Beware") >= 2


def test_points_and_folders_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_points(tmp_path / "mine.csv", SETS["moons"](300, np.random.default_rng(0))[0])
    assert main(["design", str(tmp_path / "mine.csv"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["dim"] == 2
    assert told["ratio"] <= 2
    assert main(["design", "no-such-thing"]) == 2
    assert "no such folder or file" in capsys.readouterr().err


def test_one_and_the_same_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "same.csv").write_text("1,2\n" * 20)
    config = RunConfig().replace(**{"data.kind": "points-file", "data.file": str(tmp_path / "same.csv")})
    with pytest.raises(InputError, match="one and the same"):
        advise(config)


def grey_folder(place: Path, size: int = 16, count: int = 12) -> Path:
    place.mkdir()
    for i, picture in enumerate(pictures(count, size)[..., 0]):
        Image.fromarray(picture).save(place / f"{i}.png")
    return place


def test_flags_of_the_data_go_with_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(grey_folder(tmp_path / "my pictures"))
    assert main(["design", folder, "--data.size", "8", "--data.colour", "grey", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["dim"] == 64


@pytest.mark.parametrize(
    "arguments",
    [
        ["FOLDER", "--data.size", "8", "--data.colour=grey"],
        ["FOLDER", "--data.size=8", "--preset=ddpm", "--network.width=32", "--network.multipliers=1 2"],
        ["moons", "--noise.training_sigma=log-uniform"],
        ["--preset=tutorial"],
        ["digits", "--preset=vp", "--network.kind=unet", "--sampling.kind=euler", "--sampling.n_steps=5"],
        ["digits", "--preset=edm", "--network.width=16"],
    ],
)
def test_what_design_prints_is_a_command_that_trains(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(grey_folder(tmp_path / "my pictures"))
    asked = [folder if a == "FOLDER" else a for a in arguments]
    assert main(["design", *asked]) == 0
    command = shlex.split(capsys.readouterr().out.split("To train so: ")[1])
    assert command[:2] == ["ncsn", "train"]
    assert main(["config", *command[2:], "--json"]) == 0
    trained = RunConfig.checked(json.loads(capsys.readouterr().out))
    assert main(["design", *asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    noise = trained.noise.model_dump()
    assert (noise["kind"], noise["n_levels"]) == ("geometric", told["n_levels"])
    assert noise["sigma_max"] == pytest.approx(told["sigma_max"], rel=1e-3)
    assert trained.sampling.model_dump()["epsilon"] == pytest.approx(told["epsilon"], rel=1e-2)
    if "--noise.training_sigma=log-uniform" in asked:
        assert noise["training_sigma"] == "log-uniform"
    if "FOLDER" in arguments:
        assert trained.data.model_dump()["folder"] == folder


def test_more_than_5000_levels_are_levels_too(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert GeometricLadder(n_levels=5600, sigma_max=800).n_levels == 5600
    assert AnnealedLangevin(n_levels=5600).n_levels == 5600
    real = advise(DIGITS)
    monkeypatch.setattr(advice, "advise", lambda *_: replace(real, n_levels=5600, dim=1_228_800))
    assert main(["design", "digits"]) == 0
    out = capsys.readouterr().out
    assert "--noise.n_levels=5600" in out and "right for data of D = 1228800" in out


@pytest.mark.parametrize("free", [2**40, 2**20])
def test_the_time_of_large_pictures_is_that_of_few_or_left_out_with_a_word(
    free: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = []
    real = ScoreModel.denoise
    monkeypatch.setattr(ScoreModel, "denoise", lambda self, x, *rest: seen.append(len(x)) or real(self, x, *rest))
    monkeypatch.setattr(timing, "free_memory", lambda _: free)
    monkeypatch.setattr(memory, "_HELD", 2**20)
    assert main(["design", str(grey_folder(tmp_path / "large", 64, 6)), "--data.size=64"]) == 0
    out = capsys.readouterr().out
    if free == 2**20:
        assert seen == [] and "takes more memory than is free" in out
    else:
        assert set(seen) == {1} and "64 take about" in out


def album(place: Path, pictures: list[np.ndarray]) -> RunConfig:
    place.mkdir()
    for i, picture in enumerate(pictures):
        Image.fromarray(picture).save(place / f"{i:03d}.png")
    changes = {"data.kind": "folder", "data.folder": str(place), "data.size": len(pictures[0])}
    return tiny_config(**changes, **{"noise.kind": "rules"})


PHOTO = np.random.default_rng(5).integers(0, 256, (64, 64, 3), dtype=np.uint8)


@pytest.mark.parametrize("kind", ["rules", "geometric"])
def test_copies_of_one_picture_are_refused_by_design_and_training(tmp_path: Path, kind: str) -> None:
    config = album(tmp_path / "same", [PHOTO] * 40).replace(**{"noise.kind": kind})
    with pytest.raises(InputError, match="one and the same, and there is nothing to learn"):
        advise(config)
    with pytest.raises(InputError, match="one and the same, and there is nothing to learn"):
        next(train(create_run(config, tmp_path / "run"), "cpu"))


def test_hardly_different_pictures_get_a_word(tmp_path: Path) -> None:
    photo = PHOTO[:16, :16]
    other, noisy = photo.copy(), [photo ^ (np.arange(768).reshape(16, 16, 3) % 37 == i) for i in range(8)]
    other[3, 3, 0] ^= 32
    found = advise(album(tmp_path / "one-pixel", [photo] * 39 + [other]))
    assert found.sigma_max == pytest.approx(32 / 255, rel=1e-6)
    assert found.warnings[0].startswith("Only 2 of 40 pictures differ")
    assert "differ by 1.2 of 255 grey values" in found.warnings[1]
    (word,) = [w for w in advise(album(tmp_path / "nearly", noisy)).warnings if "nearly the same" in w]
    assert "differ by 0.23 of 255" in word
    assert not advise(DIGITS).warnings
