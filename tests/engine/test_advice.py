from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ncsn_engine.advice import advise
from ncsn_engine.cli import main
from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.data.points import SETS, write_points
from ncsn_engine.presets import preset
from ncsn_engine.runs import create_run
from ncsn_engine.training import train
from tests.engine.helpers import tiny_config
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
