"""A folder is looked at before it is trained on: what is in it, and what the rules make of it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ncsn_engine import look as looking
from ncsn_engine.advice import rules
from ncsn_engine.cli import main
from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.data import load
from ncsn_engine.look import look
from tests.engine.helpers import pictures


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    """30 pictures of three sizes in three classes, two files that are none, and a hidden folder."""
    place = tmp_path / "zoo"
    for i in range(30):
        size = ((16, 16), (24, 20), (6, 10))[i % 10 // 4]
        file = place / ("ants", "bees", "owls")[i % 3] / f"{i:02d}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pictures(1, 24, 3)[0] + np.uint8(i)).resize(size).save(file)
    (place / "ants" / "text.png").write_text("no picture")
    (place / "owls" / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (place / ".ipynb_checkpoints").mkdir()
    Image.new("L", (8, 8)).save(place / ".ipynb_checkpoints" / "a.png")
    return place


def config_of(place: Path, **changes: object) -> RunConfig:
    folder = {"data.kind": "folder", "data.folder": str(place), "data.size": 8, "noise.kind": "rules"}
    return RunConfig().replace(**folder, **changes)


def test_a_look_tells_what_training_will_meet(zoo: Path) -> None:
    config = config_of(zoo)
    seen, data = look(config), load(config.data)
    assert (seen.count, seen.heads, seen.opened) == (30, 30, 30) == (len(data.source),) * 3
    assert seen.sizes == ((16, 16, 12), (24, 20, 12), (6, 10, 6))
    assert seen.smaller == 6
    assert (seen.train, seen.held_out) == (len(data.train_indices), len(data.held_out_indices)) == (23, 7)
    assert seen.classes == (("ants", 10), ("bees", 10), ("owls", 10))
    assert sorted(reason.split(":")[0] for reason in seen.skipped) == ["ants/text.png", "owls/cut.jpg"]
    assert seen.notes == (
        "data.held_out = 297: is more than a quarter of the 30 there are; 7 are held out.",
        "Left out, as hidden or the system's own: .ipynb_checkpoints.",
    )
    assert set(seen.notes) <= set(data.notes)
    Image.fromarray(np.full((16, 16), 4000, np.uint16)).save(zoo / "ants" / "dark.png")
    assert "ants/dark.png: less than a sixteenth of the depth is used" in look(config).notes[-1]
    assert seen.rules.why == rules(config, data.all).why
    assert (seen.problem, seen.warnings) == ("", ())
    assert seen.strip.shape == (12, 8, 8, 3) and seen.strip.dtype == np.uint8
    trained_on = {(x * 255).round().byte().permute(1, 2, 0).numpy().tobytes() for x in data.all}
    assert all(picture.tobytes() in trained_on for picture in seen.strip)
    assert all((zoo / name).is_file() for name in seen.names)


@pytest.mark.parametrize("pixel_range", ["[0, 1]", "[-1, 1]"])
def test_its_rules_are_in_the_units_of_x(zoo: Path, pixel_range: str) -> None:
    config = config_of(zoo, **{"data.pixel_range": pixel_range})
    assert look(config).rules.sigma_max == pytest.approx(rules(config, load(config.data).all).sigma_max)


def test_a_large_folder_is_looked_at_in_part(zoo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_HEADS", 12)
    monkeypatch.setattr(looking, "_OPENED", 9)
    opened: list[Path] = []
    read = looking.read_square
    monkeypatch.setattr(looking, "read_square", lambda file, *rest: opened.append(file) or read(file, *rest))
    seen = look(config_of(zoo))
    assert seen.heads <= 12 and len(opened) <= 9 and seen.opened <= 9
    assert {file.parent.name for file in opened} == {"ants", "bees", "owls"}  # an even choice
    assert seen.count >= 30 and sum(n for *_, n in seen.sizes) == seen.heads


def test_slow_pictures_do_not_keep_it(zoo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = looking.read_square

    def slow(*arguments: object) -> object:
        time.sleep(0.01)
        return read(*arguments)

    monkeypatch.setattr(looking, "read_square", slow)
    assert look(config_of(zoo), seconds=0.05).opened == 8
    assert look(config_of(zoo), seconds=0).opened == 8


def test_what_can_not_be_trained_on_is_said(tmp_path: Path) -> None:
    for i in range(5):
        Image.new("RGB", (8, 8), "red").save(tmp_path / f"{i}.png")
    seen = look(config_of(tmp_path))
    assert seen.rules is None and "one and the same" in seen.problem and seen.count == 5
    for i in range(3, 5):
        (tmp_path / f"{i}.png").unlink()
    assert "only 3 pictures; at least 4" in look(config_of(tmp_path)).problem


@pytest.mark.parametrize("pixel_range", ["[0, 1]", "[-1, 1]"])
def test_copies_and_pictures_that_hardly_differ_get_a_word(tmp_path: Path, pixel_range: str) -> None:
    photo = pictures(1, 8, 3)[0]
    for i in range(10):
        Image.fromarray(photo if i else photo ^ np.uint8(1)).save(tmp_path / f"{i}.png")
    first, second = look(config_of(tmp_path, **{"data.pixel_range": pixel_range})).warnings
    assert first.startswith("Only 2 of 10 pictures differ")
    assert "differ by 1 of 255 grey values" in second


def test_what_is_no_folder_of_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder to look at"):
        look(RunConfig())
    with pytest.raises(InputError, match="holds no pictures"):
        look(config_of(tmp_path))
    (tmp_path / "a.png").write_text("no")
    with pytest.raises(InputError, match="1 files look like pictures, but none could be read"):
        look(config_of(tmp_path))


def test_design_tells_it(zoo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = ["--network.width", "8", "--network.resolutions", "1", "--network.attention", "false"]
    command = ["design", str(zoo), "--data.size", "8", "--data.colour", "grey", *small]
    assert main(command) == 0
    said = capsys.readouterr().out
    for part in (
        "30 pictures in", "12 of 16×16, 12 of 24×20, 6 of 6×10.", "23 are learned from, 7 held out.",
        "3 classes: ants 10, bees 10, owls 10.", "6 are smaller than", "2 are no pictures and are skipped:",
        "  ants/text.png: not a picture", ".ipynb_checkpoints", "two of 30 pictures",
    ):  # fmt: skip
        assert part in said
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["dim"] == 64
    assert told["look"]["classes"] == [["ants", 10], ["bees", 10], ["owls", 10]]
    assert told["look"]["train"] == 23 and len(told["look"]["skipped"]) == 2
