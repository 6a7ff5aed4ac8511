"""The split of a folder is kept by file: what was learned from is never what the model is judged on later."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ncsn_engine.cli.pictures import picture_for
from ncsn_engine.config import FolderConfig, InputError, PointsFileConfig
from ncsn_engine.data import Split, load
from ncsn_engine.data.keeping import SPLIT_FILE, keep_split, read_kept
from ncsn_engine.models import load_model
from ncsn_engine.runs import create_run, open_run
from ncsn_engine.training import roll_back
from tests.engine.helpers import newest, pictures, tiny_config, train_to

COUNT = 24
ALL = pictures(COUNT + 8)


def save(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(ALL[number, ..., 0]).save(path)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """24 pictures in two class folders."""
    for i in range(COUNT):
        save(tmp_path / "album" / ("ants", "bees")[i % 2] / f"{i:02d}.png", i)
    return tmp_path / "album"


def opened(album: Path, split_file: Path | None = None, memory: int = 2048) -> Split:
    return load(FolderConfig(folder=str(album), size=8, colour="grey", held_out=6, memory=memory), None, split_file)


def shown(split: Split, indices: np.ndarray) -> dict[bytes, int]:
    """Pictures by their content, with their class."""
    values = (split.pictures(indices) * 255).round().byte().numpy()
    labels = split.labels(indices)
    return {v.tobytes(): -1 if labels is None else int(label) for v, label in zip(values, labels, strict=True)}


def first_named(album: Path, split: Split, held_out: bool) -> Path:
    return album / split.source.album.names[(split.held_out_indices if held_out else split.train_indices)[0]]


def add_one(album: Path, split: Split) -> None:
    save(album / "ants" / "0-first.png", COUNT)


def add_many(album: Path, split: Split) -> None:
    for i in range(7):
        save(album / "bees" / f"{i}-more.png", COUNT + i)


def rename(album: Path, split: Split) -> None:
    for held_out in (True, False):
        file = first_named(album, split, held_out)
        file.rename(file.with_name(f"renamed-{held_out}.png"))


def renumber(album: Path, split: Split) -> None:
    """One more at the beginning, and all others a number further: every name has another content."""
    for kind in ("ants", "bees"):
        files = sorted((album / kind).iterdir(), reverse=True)
        for file, further in zip(files, [album / kind / "99.png", *files], strict=False):
            file.rename(further)
    save(album / "ants" / "00.png", COUNT)


def remove(album: Path, split: Split) -> None:
    for held_out in (True, False):
        first_named(album, split, held_out).unlink()


def edit(album: Path, split: Split) -> None:
    for number, held_out in enumerate((True, False)):
        save(first_named(album, split, held_out), COUNT + number)


def swap(album: Path, split: Split) -> None:
    (album / "ants").rename(album / "other")
    (album / "bees").rename(album / "ants")
    (album / "other").rename(album / "bees")


def copy(album: Path, split: Split) -> None:
    for held_out in (True, False):
        file = first_named(album, split, held_out)
        shutil.copy(file, file.with_name(f"copy-{held_out}.png"))


CHANGES: dict[Callable[[Path, Split], None], tuple[str, int]] = {
    add_one: ("1 added", 6),
    add_many: ("7 added", 6),
    rename: ("2 renamed, moved or copied", 6),
    renumber: ("renamed, moved or copied", 6),
    remove: ("2 removed", 5),
    edit: ("2 edited", 6),
    swap: ("24 are of another class now", 6),
    copy: ("2 renamed, moved or copied", 7),
}


@pytest.mark.parametrize("memory", [2048, 0])
@pytest.mark.parametrize("change", CHANGES)
def test_what_was_learned_from_is_never_judged_on(
    album: Path, tmp_path: Path, change: Callable[[Path, Split], None], memory: int
) -> None:
    file, before = tmp_path / SPLIT_FILE, opened(album, memory=memory)
    keep_split(file, before)
    learned, held_out = (shown(before, of) for of in (before.train_indices, before.held_out_indices))
    change(album, before)
    after = opened(album, file, memory)
    said, stay = CHANGES[change]
    assert said in after.notes[0]
    now_learned, now_held_out = (shown(after, of) for of in (after.train_indices, after.held_out_indices))
    assert len(after.held_out_indices) == stay
    assert not now_held_out.keys() & learned.keys()
    assert not now_learned.keys() & held_out.keys()
    for picture, label in (now_learned | now_held_out).items():
        number = next(i for i in range(len(ALL)) if ALL[i].tobytes() == picture)
        if change is swap:
            assert label == 1 - number % 2
        elif number < COUNT:
            assert label == number % 2
    keep_split(file, after)
    again = opened(album, file, memory)  # and then all is as it was
    assert again.notes == ()
    np.testing.assert_array_equal(again.held_out_indices, after.held_out_indices)


def test_a_folder_that_is_elsewhere_now_is_split_as_it_was(album: Path, tmp_path: Path) -> None:
    before = opened(album)
    keep_split(tmp_path / SPLIT_FILE, before)
    album.rename(tmp_path / "moved")
    save(tmp_path / "moved" / "ants" / "000.png", COUNT)
    after = opened(tmp_path / "moved", tmp_path / SPLIT_FILE)
    assert shown(after, after.held_out_indices) == shown(before, before.held_out_indices)


def test_what_comes_back_is_what_it_was(album: Path, tmp_path: Path) -> None:
    file, before = tmp_path / SPLIT_FILE, opened(album)
    keep_split(file, before)
    lost = first_named(album, before, held_out=True)
    lost.rename(tmp_path / "lost.png")
    keep_split(file, opened(album, file))
    (tmp_path / "lost.png").rename(lost.with_name("back.png"))
    after = opened(album, file)
    assert shown(after, after.held_out_indices) == shown(before, before.held_out_indices)


def test_an_unchanged_folder_is_split_by_the_seed_and_nothing_is_said(album: Path, tmp_path: Path) -> None:
    drawn = opened(album)
    keep_split(tmp_path / SPLIT_FILE, drawn)
    again = opened(album, tmp_path / SPLIT_FILE)
    assert again.notes == ()
    np.testing.assert_array_equal(again.held_out_indices, drawn.held_out_indices)
    other = load(FolderConfig(folder=str(album), size=8, held_out=6, split_seed=1), None, tmp_path / SPLIT_FILE)
    assert other.held_out_indices.tolist() != drawn.held_out_indices.tolist()  # which was asked for


def test_the_last_held_out_picture_may_not_go(album: Path, tmp_path: Path) -> None:
    before = opened(album)
    keep_split(tmp_path / SPLIT_FILE, before)
    for index in before.held_out_indices:
        (album / before.source.album.names[index]).unlink()
    with pytest.raises(InputError, match="nothing is left there of what this run has held out; give it back"):
        opened(album, tmp_path / SPLIT_FILE)


def test_classes_keep_their_numbers_by_name(album: Path, tmp_path: Path) -> None:
    keep_split(tmp_path / SPLIT_FILE, opened(album))
    shutil.rmtree(album / "ants")
    after = opened(album, tmp_path / SPLIT_FILE)
    assert set(after.source.labels.tolist()) == {1}
    assert after.facts().classes == 2


@pytest.mark.parametrize(("name", "said"), [("owls/0.png", "owls is none"), ("stray.png", "stray.png lies in none")])
def test_another_class_is_named(album: Path, tmp_path: Path, name: str, said: str) -> None:
    keep_split(tmp_path / SPLIT_FILE, opened(album))
    save(album / name, COUNT)
    with pytest.raises(InputError, match=rf"{said} of the classes .* \(ants, bees\); move or rename"):
        opened(album, tmp_path / SPLIT_FILE)


def test_a_run_without_classes_stays_without(tmp_path: Path) -> None:
    for i in range(8):
        save(tmp_path / "album" / "ants" / f"{i}.png", i)
    keep_split(tmp_path / SPLIT_FILE, opened(tmp_path / "album"))
    save(tmp_path / "album" / "bees" / "0.png", 9)
    after = opened(tmp_path / "album", tmp_path / SPLIT_FILE)
    assert after.source.labels is None and after.facts().classes == 0


@pytest.mark.parametrize("text", ["", "[]", '{"format": 1}', '{"format": 1, "classes": 3}', '{"format": 9}'])
def test_a_damaged_record_is_named_with_the_way_out(album: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / SPLIT_FILE).write_text(text)
    with pytest.raises(InputError, match=rf"{SPLIT_FILE}: (is damaged .* delete it|was made by a newer)"):
        read_kept(tmp_path / SPLIT_FILE)


# -- points ------------------------------------------------------------------------------------


def points_of(
    path: Path, split_file: Path | None = None
) -> tuple[Split, set[tuple[float, ...]], set[tuple[float, ...]]]:
    split = load(PointsFileConfig(file=str(path), held_out=10), None, split_file)
    parts = (split.train_indices, split.held_out_indices)
    learned, held_out = ({tuple(p) for p in split.pictures(indices).tolist()} for indices in parts)
    return split, learned, held_out


@pytest.mark.parametrize("labelled", [True, False])
def test_a_file_of_points_that_changed_is_split_as_it_was(tmp_path: Path, labelled: bool) -> None:
    rows = [f"{i / 4},{i * i % 13}" + (f",{3 + 4 * (i % 2)}" if labelled else "") for i in range(60)]
    path, file = tmp_path / "mine.csv", tmp_path / SPLIT_FILE
    path.write_text("\n".join(rows))
    before, learned, held_out = points_of(path)
    keep_split(file, before)
    new = ",3" if labelled else ""
    path.write_text("\n".join([f"-8,2{new}", f"-9,1{new}", *reversed(rows[:20]), *rows[21:]]))
    after, now_learned, now_held_out = points_of(path, file)
    assert "2 added, which are learned from, 1 removed." in after.notes[0]
    assert now_held_out <= held_out and now_learned <= learned | {(-8, 2), (-9, 1)}
    _, _, drawn = points_of(path)
    assert drawn & learned  # the seed alone would forget
    if labelled:
        here = {tuple(p): n for p, n in zip(after.source.values.tolist(), after.source.labels.tolist(), strict=True)}
        assert all(here[i / 4, i * i % 13] == i % 2 for i in range(60) if i != 20)
        path.write_text("\n".join([*rows, "1,1,5"]))
        with pytest.raises(InputError, match=r"5 is none of the classes .* \(3, 7\)"):
            points_of(path, file)


def test_points_that_are_there_several_times_stay_where_they_were(tmp_path: Path) -> None:
    path, file = tmp_path / "mine.csv", tmp_path / SPLIT_FILE
    path.write_text("1,2\n3,4\n" * 30)
    before, _, _ = points_of(path)
    keep_split(file, before)
    after, _, _ = points_of(path, file)
    assert after.notes == ()
    np.testing.assert_array_equal(after.held_out_indices, before.held_out_indices)


# -- a training --------------------------------------------------------------------------------


def test_a_resumed_run_keeps_its_split_and_says_what_changed(album: Path, tmp_path: Path) -> None:
    folder = {"data.kind": "folder", "data.folder": str(album), "data.size": 8, "data.colour": "grey"}
    run = create_run(tiny_config(**folder, **{"data.held_out": 6, "training.checkpoint_every": 2}), tmp_path / "run")
    assert train_to(run, 4)[0].note == ""
    before = opened(album)
    held_out = shown(before, before.held_out_indices)
    add_one(album, before)
    rename(album, before)
    drawn = opened(album)
    assert shown(drawn, drawn.held_out_indices) != held_out  # the seed alone would forget
    events = train_to(open_run(tmp_path / "run"), 8)
    assert "1 added, which are learned from, 2 renamed" in events[0].note and "6 stay held out" in events[0].note
    assert train_to(open_run(tmp_path / "run"))[0].note == ""
    for source in (run, run.checkpoints()[-1]):
        model = load_model(source)
        found = {(picture_for(model, f"held-out:{i}") * 255).round().byte().numpy().tobytes() for i in range(1, 7)}
        assert found == held_out.keys()
    roll_back(open_run(tmp_path / "run"), run.checkpoints()[-1])
    aside = next((tmp_path / "run" / "set-aside").glob("*/checkpoints/*"))
    assert load_model(aside).split_file == (tmp_path / "run" / SPLIT_FILE).resolve()


def test_a_run_of_before_is_split_by_its_seed_and_then_keeps_it(album: Path, tmp_path: Path) -> None:
    folder = {"data.kind": "folder", "data.folder": str(album), "data.size": 8, "data.colour": "grey"}
    run = create_run(tiny_config(**folder, **{"data.held_out": 6}), tmp_path / "run")
    train_to(run, 4)
    (tmp_path / "run" / SPLIT_FILE).unlink()
    assert load_model(run).split_file is None
    assert train_to(open_run(tmp_path / "run"))[0].note == ""
    assert len(read_kept(tmp_path / "run" / SPLIT_FILE).held_out) == 6


@pytest.mark.parametrize("asked", [297, 2000, 7])
def test_no_more_than_a_quarter_is_held_out_and_that_is_said(album: Path, tmp_path: Path, asked: int) -> None:
    folder = {"data.kind": "folder", "data.folder": str(album), "data.size": 8, "data.colour": "grey"}
    run = create_run(tiny_config(**folder, **{"data.held_out": asked}), tmp_path / "run")
    first = train_to(run, 4)[0]
    assert f"data.held_out = {asked}: is more than a quarter of the 24 there are; 6 are held out." in first.note
    assert first.config.data.held_out == 6
    assert json.loads((tmp_path / "run" / "run.json").read_text())["config"]["data"]["held_out"] == 6
    assert newest(run).config.data.held_out == 6
    assert train_to(open_run(tmp_path / "run"))[0].note == ""
