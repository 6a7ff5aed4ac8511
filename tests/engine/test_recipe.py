from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

import ncsn_engine as ne
from ncsn_engine.cli import main
from ncsn_engine.config import ExportConfig, GeometricLadder, InputError
from ncsn_engine.models import load_model
from ncsn_engine.recipe import Recipe, kind_for, read_recipe, recipe_for, save_export
from ncsn_engine.samplers import sample
from ncsn_engine.score import DataFacts, ScoreModel
from ncsn_engine.storage import SaveError
from ncsn_engine.trajectory import Trajectory
from tests.engine.helpers import Disk, pictures, tiny_config

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.runs import Run

FILES = ["grid.png", "film.gif", "film.apng", "film.webp", "film.mp4", "arrays.npz"]


def ncsn(*arguments: object) -> int:
    return main([str(a) for a in arguments])


def export(run: Run, path: Path, **look: Any) -> tuple[Recipe, Trajectory, list[Path]]:
    model = load_model(run)
    recipe = recipe_for(model, model.config.sampling, kind_for(path, ExportConfig().replace(**look)))
    trajectory = Trajectory()
    with contextlib.closing(trajectory):
        for step in sample(model, recipe.sampling):
            trajectory.add(step)
        return recipe, trajectory, save_export(path, trajectory, recipe)


@pytest.mark.parametrize("name", FILES)
def test_each_file_carries_its_recipe_inside_and_beside(trained: Run, tmp_path: Path, name: str) -> None:
    recipe, _, written = export(trained, tmp_path / name)
    assert [p.name for p in written] == [name, f"{name}.recipe.json"]
    for path in written:
        assert read_recipe(path) == recipe
        assert read_recipe(str(path)).to_json() == recipe.to_json()


@pytest.mark.parametrize("columns", [None, 0, "0", 7])
def test_columns_are_written_as_ever(columns: Any) -> None:
    look = ExportConfig.checked({"columns": columns})
    kept = look.model_dump()["columns"]
    assert kept == (7 if columns == 7 else 0)
    assert look.columns == (kept or None)
    assert ExportConfig.checked(look.model_dump()) == look
    assert json.loads(look.model_dump_json())["columns"] == kept
    with pytest.raises(InputError, match=r"export.columns|columns = -1"):
        ExportConfig.checked({"columns": -1})


def test_a_recipe_names_everything_needed(trained: Run, tmp_path: Path) -> None:
    recipe, *_ = export(trained, tmp_path / "a.png")
    tree = json.loads(recipe.to_json())
    assert tree["model"] == {
        "sha256": load_model(trained).source.sha256,  # type: ignore[union-attr]
        "run": "two-steps",
        "step": 2,
        "weights": "ema",
    }
    assert tree["sampling"] == tiny_config().sampling.model_dump()
    assert {"torch", "numpy", "ncsn-studio"} <= tree["versions"].keys()
    assert tree["device"] == "cpu"


def test_a_folder_of_pictures_carries_a_recipe_each_and_one_for_all(trained: Run, tmp_path: Path) -> None:
    recipe, trajectory, _written = export(trained, tmp_path / "out")
    assert sorted(os.listdir(tmp_path / "out")) == ["0.png", "1.png", "2.png", "recipe.json"]
    assert read_recipe(tmp_path / "out" / "recipe.json") == recipe
    for i in range(3):
        one = read_recipe(tmp_path / "out" / f"{i}.png")
        assert (one.export.format, one.export.picture) == ("picture", i)
        assert one.sampling == recipe.sampling
        with Image.open(tmp_path / "out" / f"{i}.png") as opened:
            assert opened.size == (32, 32)
            expected = np.rint(trajectory.final[i, 0].clip(0, 1) * 255).astype(np.uint8)  # type: ignore[index]
            np.testing.assert_array_equal(np.asarray(opened)[::4, ::4], expected)


@pytest.mark.parametrize("name", FILES)
def test_the_recipe_can_be_left_out(trained: Run, tmp_path: Path, name: str) -> None:
    _, _, before = export(trained, tmp_path / name)
    _, _, written = export(trained, tmp_path / name, recipe=False)
    assert [p.name for p in written] == [name]
    assert not before[1].exists()  # what an earlier export said would be wrong now, and tell what is to be left out
    for word in (b"sha256", b"ncsn-recipe", trained.name.encode()):
        assert word not in (tmp_path / name).read_bytes()
    with pytest.raises(InputError, match="holds no recipe"):
        read_recipe(tmp_path / name)


def test_the_recipe_can_be_left_out_of_a_folder_of_pictures(trained: Run, tmp_path: Path) -> None:
    _, _, written = export(trained, tmp_path / "all", recipe=False)
    assert {p.suffix for p in written} == {".png"}
    assert sorted(written) == sorted((tmp_path / "all").iterdir())
    with Image.open(written[0]) as picture:
        assert "ncsn-recipe" not in picture.info


def test_an_npz_holds_the_arrays(trained: Run, tmp_path: Path) -> None:
    _, trajectory, _ = export(trained, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["x"], trajectory.final)
        assert arrays["sigma"].shape == arrays["alpha"].shape == arrays["level"].shape == (4 * 2 + 2,)
        assert arrays["level_ends"].shape == (4, 3, 1, 8, 8)
        np.testing.assert_array_equal(arrays["level_ends"][-1], arrays["x"].astype(np.float16))


def test_a_film_shows_first_to_last(trained: Run, tmp_path: Path) -> None:
    export(trained, tmp_path / "a.apng", scale=1, frames=4)
    _, _trajectory, _ = export(trained, tmp_path / "a.png", scale=1)
    with Image.open(tmp_path / "a.apng") as film, Image.open(tmp_path / "a.png") as still:
        assert film.n_frames == 4
        film.seek(3)
        np.testing.assert_array_equal(np.asarray(film.convert("L")), np.asarray(still.convert("L")))


def test_the_look_is_followed(trained: Run, tmp_path: Path) -> None:
    export(trained, tmp_path / "a.png", scale=2, columns=3, gap=2)
    with Image.open(tmp_path / "a.png") as opened:
        assert opened.size == ((3 * 8 + 2 * 2) * 2, 8 * 2)


def test_the_models_estimate_can_be_shown_instead(trained: Run, tmp_path: Path) -> None:
    model = load_model(trained)
    settings = model.config.sampling.replace(denoise=False)
    trajectory = Trajectory()
    for step in sample(model, settings):
        trajectory.add(step)
    made = {}
    for shown in ("x", "denoised"):
        look = ExportConfig(format="npz", shown=shown)  # type: ignore[arg-type]
        save_export(tmp_path / f"{shown}.npz", trajectory, recipe_for(model, settings, look))
        with np.load(tmp_path / f"{shown}.npz") as arrays:
            made[shown] = arrays["x"]
    last = list(sample(model, settings))[-1]
    np.testing.assert_array_equal(made["x"], last.x.numpy())
    np.testing.assert_allclose(made["denoised"], last.denoised.numpy(), atol=2e-3)
    trajectory.close()


@pytest.mark.parametrize("name", FILES)
def test_a_recipe_makes_the_same_bytes_again(
    trained: Run, runs_here: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first, again = tmp_path / name, tmp_path / f"again-{name}"
    flags = ["--count", 4, "--seed", 7, "--sampling.steps_per_level", 3, "--export.scale", 2]
    assert ncsn("sample", trained.folder, "--out", first, *flags) == 0
    assert ncsn("sample", "--recipe", first, "--out", again) == 0
    assert again.read_bytes() == first.read_bytes()
    beside = tmp_path / f"beside-{name}"
    assert ncsn("sample", "--recipe", tmp_path / f"{name}.recipe.json", "--out", beside) == 0
    assert beside.read_bytes() == first.read_bytes()


def test_a_recipe_makes_the_same_folder_and_each_of_its_pictures_again(
    trained: Run, runs_here: Path, tmp_path: Path
) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    assert ncsn("sample", trained.folder, "--out", first) == 0
    assert ncsn("sample", "--recipe", first / "recipe.json", "--out", again) == 0
    assert sorted(os.listdir(first)) == sorted(os.listdir(again))
    for name in os.listdir(first):
        assert (first / name).read_bytes() == (again / name).read_bytes()
    assert ncsn("sample", "--recipe", first / "1.png", "--out", tmp_path / "one.png") == 0
    assert (tmp_path / "one.png").read_bytes() == (first / "1.png").read_bytes()


def test_the_ready_made_models_pictures_can_be_made_again(tmp_path: Path) -> None:
    assert ncsn("sample", "--count", 4, "--out", tmp_path / "a.png") == 0
    assert ncsn("sample", "--recipe", tmp_path / "a.png", "--out", tmp_path / "b.png") == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_recipe_with_raw_weights_and_another_ladder_survives(trained: Run, tmp_path: Path) -> None:
    model = load_model(trained, weights="raw")
    noise = GeometricLadder(sigma_max=3, sigma_min=0.1, n_levels=5)
    recipe = recipe_for(model, model.config.sampling.replace(epsilon=0.01), ExportConfig(), noise)
    (tmp_path / "r.json").write_text(recipe.to_json(), encoding="utf-8")
    again = read_recipe(tmp_path / "r.json")
    assert again == recipe
    assert again.noise == noise
    assert again.model["weights"] == "raw"


def test_a_model_that_is_not_here_is_named(trained: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export(trained, tmp_path / "a.png")
    assert ncsn("sample", "--recipe", tmp_path / "a.png", "--out", tmp_path / "b.png") == 2
    assert "name its run or file" in capsys.readouterr().err
    assert ncsn("sample", trained.folder, "--recipe", tmp_path / "a.png", "--out", tmp_path / "b.png") == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_another_model_is_refused(trained: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export(trained, tmp_path / "a.png")
    assert ncsn("sample", "ready-made", "--recipe", tmp_path / "a.png", "--out", tmp_path / "b.png") == 2
    assert "is not the model of this recipe" in capsys.readouterr().err
    assert not (tmp_path / "b.png").exists()


@pytest.mark.parametrize("name", ["b.gif", "b.npz", "folder"])
def test_a_recipe_never_ends_in_a_file_of_another_kind(trained: Run, tmp_path: Path, name: str) -> None:
    export(trained, tmp_path / "a.png")
    code = ncsn("sample", trained.folder, "--recipe", tmp_path / "a.png", "--out", tmp_path / name)
    if code == 0:  # then it was made of the kind that its name says
        assert read_recipe(tmp_path / name if "." in name else tmp_path / name / "recipe.json").export.format != "grid"
    else:
        assert code == 2
        assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", [*FILES, "folder"])
def test_nothing_is_overwritten_without_force(
    trained: Run, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    assert ncsn("sample", trained.folder, "--out", out) == 0
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    capsys.readouterr()
    assert ncsn("sample", trained.folder, "--out", out, "--seed", 5) == 2
    assert "exists already; choose another name, or say --force" in capsys.readouterr().err
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    assert ncsn("sample", trained.folder, "--out", out, "--seed", 5, "--force") == 0
    assert any(p.read_bytes() != content for p, content in before.items())


@pytest.mark.parametrize("name", ["a.jpg", "a.tar.gz", "a.PNGG"])
def test_files_of_other_kinds_are_refused_before_any_work(trained: Run, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"use \.png, \.gif, \.apng, \.webp, \.mp4, \.npz, or a folder"):
        kind_for(tmp_path / name, ExportConfig())


def test_the_kind_follows_the_name() -> None:
    from pathlib import Path

    names = {"a.png": "grid", "a.GIF": "gif", "a.apng": "apng", "a.npz": "npz", "folder": "pictures"}
    names |= {"a.webp": "webp", "a.MP4": "mp4"}
    assert {name: kind_for(Path(name), ExportConfig()).format for name in names} == names
    assert kind_for(Path("a.png"), ExportConfig(format="picture")).format == "picture"


def test_a_picture_that_was_not_drawn_is_refused(trained: Run, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"export\.picture = 9: only 3 pictures were drawn"):
        export(trained, tmp_path / "a.png", format="picture", picture=9)
    assert os.listdir(tmp_path) == []


def test_nothing_sampled_is_nothing_exported(trained: Run, tmp_path: Path) -> None:
    model = load_model(trained)
    trajectory = Trajectory()
    with pytest.raises(InputError, match="sample first, then export"):
        save_export(tmp_path / "a.png", trajectory, recipe_for(model, model.config.sampling, ExportConfig()))
    trajectory.close()


@pytest.mark.parametrize("name", [*FILES, "folder"])
def test_a_full_disk_leaves_nothing_half_written(
    trained: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "out").mkdir()
    disk = Disk(monkeypatch, tmp_path / "out")
    disk.fill()
    with pytest.raises(SaveError, match="disk is full"):
        export(trained, tmp_path / "out" / name)
    disk.mend()
    assert [p for p in (tmp_path / "out").rglob("*") if p.is_file()] == []


def test_a_missing_folder_is_named(trained: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ncsn("sample", trained.folder, "--out", tmp_path / "no" / "where" / "a.png") == 2
    assert "there is no folder" in capsys.readouterr().err


def test_a_model_that_was_never_saved_cannot_have_a_recipe() -> None:
    model = ScoreModel(tiny_config(), DataFacts((1, 8, 8), 0.3, 0.4), np.array([1.0, 0.1]))
    with pytest.raises(InputError, match="save it first"):
        recipe_for(model, model.config.sampling, ExportConfig())


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 30 000 × 30 000 pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def greedy() -> bytes:
    """An NPZ of a few bytes that asks for 64 TiB."""
    head = b"{'descr': '<U1', 'fortran_order': False, 'shape': (17592186044416,), }"
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("recipe.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head)
    return out.getvalue()


def plain_png() -> bytes:
    out = io.BytesIO()
    Image.fromarray(pictures(1)[0, ..., 0]).save(out, "PNG")
    return out.getvalue()


def plain_webp() -> bytes:
    out = io.BytesIO()
    Image.fromarray(pictures(1)[0, ..., 0]).save(out, "WEBP")
    return out.getvalue()


STRANGE = {
    "plain.png": plain_png(),
    "text.png": b"no picture",
    "empty.gif": b"",
    "bomb.png": bomb(),
    "greedy.npz": greedy(),
    "text.npz": b"no arrays",
    "half.npz": greedy()[:60],
    "plain.webp": plain_webp(),
    "empty.mp4": b"",
    "text.mp4": b"no film at all",
    "plain.mp4": struct.pack(">I4s", 16, b"moov") + struct.pack(">I4s", 8, b"trak"),
    "greedy.mp4": struct.pack(">I4s", 2**32 - 1, b"moov") + struct.pack(">I4s", 2**32 - 1, b"udta"),
    "list.json": b"[]",
    "number.json": b"3",
    "other.json": b'{"a": 1}',
    "latin.json": b'"\xe9"',
    "version.json": b'{"ncsn-recipe": "one"}',
}


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_files_without_a_recipe_are_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(STRANGE[name])
    with pytest.raises(InputError, match=rf"{name}: (holds no recipe of NCSN Studio|can't be read)"):
        read_recipe(tmp_path / name)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    for name in ("gone.png", "gone.json", "gone.npz"):
        with pytest.raises(InputError, match=rf"{name}: can't be read"):
            read_recipe(tmp_path / name)
    with pytest.raises(InputError, match="can't be read"):
        read_recipe(tmp_path)


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        (["ncsn-recipe"], 99, "newer version"),
        (["sampling", "count"], 0, "count"),
        (["sampling", "surplus"], 1, "surplus"),
        (["export", "scale"], 0, "scale"),
        (["model"], {}, "recipe"),
        (["noise"], {"kind": "circular"}, "recipe"),
        (["low"], "dark", "recipe"),
    ],
)
def test_damaged_recipes_are_one_clear_line(
    trained: Run,
    runs_here: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    path: list[str],
    value: object,
    part: str,
) -> None:
    recipe, *_ = export(trained, tmp_path / "a.png")
    tree = node = json.loads(recipe.to_json())
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    (tmp_path / "damaged.json").write_text(json.dumps(tree), encoding="utf-8")
    assert ncsn("sample", "--recipe", tmp_path / "damaged.json", "--out", tmp_path / "b.png") == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert part in message
    assert not (tmp_path / "b.png").exists()


def test_pictures_can_be_saved_by_hand(tmp_path: Path) -> None:
    import torch

    x = torch.rand(5, 3, 8, 8)
    ne.save_image_grid(tmp_path / "a.png", x, scale=2)
    ne.save_image_grid(str(tmp_path / "b.png"), x.numpy() * 2 - 1, low=-1, high=1, scale=2)
    with Image.open(tmp_path / "a.png") as a, Image.open(tmp_path / "b.png") as b:
        assert a.size == ((3 * 8 + 2) * 2, (2 * 8 + 1) * 2)
        assert np.abs(np.asarray(a).astype(int) - np.asarray(b)).max() <= 1
