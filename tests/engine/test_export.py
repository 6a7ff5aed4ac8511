from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from ncsn_engine import export
from ncsn_engine.storage import SaveError
from tests.engine.helpers import Disk, pictures

if TYPE_CHECKING:
    from pathlib import Path


def test_numbers_become_pixels_clipped_and_rounded() -> None:
    x = np.array([-1, 0, 0.25, 127.6 / 255, 1, 7], np.float32).reshape(1, 1, 2, 3)
    assert export.to_pixels(x).ravel().tolist() == [0, 0, 64, 128, 255, 255]
    assert export.to_pixels(x).shape == (1, 2, 3, 1)
    assert export.to_pixels(x, -1, 1).ravel().tolist()[:3] == [0, 128, 159]


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_every_pixel_value_survives_model_space(low: float) -> None:
    values = np.arange(256, dtype=np.uint8).reshape(1, 1, 16, 16)
    x = low + values.astype(np.float32) / 255 * (1 - low)
    np.testing.assert_array_equal(export.to_pixels(x, low, 1.0)[..., 0], values[0])


@given(st.integers(1, 30), st.integers(0, 8), st.integers(0, 3), st.integers(1, 4), st.sampled_from([1, 3]))
def test_a_grid_holds_each_picture_at_its_place(n: int, columns: int, gap: int, scale: int, channels: int) -> None:
    made = pictures(n, 3, channels)
    sheet = export.grid(made, columns or None, gap, scale)
    per_row = columns or int(np.ceil(np.sqrt(n)))
    rows = -(-n // per_row)
    assert sheet.shape == ((rows * (3 + gap) - gap) * scale, (per_row * (3 + gap) - gap) * scale, channels)
    small = sheet[::scale, ::scale]
    np.testing.assert_array_equal(small.repeat(scale, 0).repeat(scale, 1), sheet)
    left_over = small.astype(int).sum()
    for i in range(n):
        top, left = i // per_row * (3 + gap), i % per_row * (3 + gap)
        np.testing.assert_array_equal(small[top : top + 3, left : left + 3], made[i])
        left_over -= made[i].astype(int).sum()
    assert left_over == 0  # gaps are dark


@pytest.mark.parametrize("channels", [1, 3])
def test_a_png_holds_the_pixels_and_its_texts(channels: int) -> None:
    picture = pictures(1, 9, channels)[0]
    with Image.open(io.BytesIO(export.png(picture, {"ncsn-recipe": "σ ≤ 1"}))) as opened:
        assert opened.mode == ("L" if channels == 1 else "RGB")
        np.testing.assert_array_equal(np.asarray(opened).reshape(picture.shape), picture)
        assert opened.info["ncsn-recipe"] == "σ ≤ 1"


@pytest.mark.parametrize("kind", ["gif", "apng"])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_film_plays_its_frames_at_its_speed_and_holds_the_last(kind: Literal["gif", "apng"], channels: int) -> None:
    # Few colours, so that the palette of a GIF can hold them all.
    frames = list((pictures(5, 8, channels) // 128) * 255)
    with Image.open(io.BytesIO(export.animation(kind, frames, 10, 1.5, "the recipe"))) as opened:
        shown = [
            (np.asarray(f.convert("RGB" if channels == 3 else "L")).copy(), f.info["duration"])
            for f in ImageSequence.Iterator(opened)
        ]
    assert [round(duration) for _, duration in shown] == [100, 100, 100, 100, 1500]
    for (seen, _), frame in zip(shown, frames, strict=True):
        np.testing.assert_array_equal(seen.reshape(frame.shape), frame)


def test_a_gif_of_grey_pictures_keeps_every_shade() -> None:
    frames = list(pictures(3, 16))
    with Image.open(io.BytesIO(export.animation("gif", frames, 20, 1, ""))) as opened:
        for seen, frame in zip(ImageSequence.Iterator(opened), frames, strict=True):
            np.testing.assert_array_equal(np.asarray(seen.convert("L")), frame[..., 0])


def test_films_loop() -> None:
    frames = list(pictures(3))
    for kind in ("gif", "apng"):
        with Image.open(io.BytesIO(export.animation(kind, frames, 10, 1, ""))) as opened:
            assert opened.info["loop"] == 0


def test_arrays_survive_an_npz() -> None:
    x = np.random.default_rng(0).normal(size=(2, 1, 3, 3)).astype(np.float32)
    with np.load(io.BytesIO(export.npz({"x": x, "recipe": np.array("σ")})), allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["x"], x)
        assert str(arrays["recipe"]) == "σ"


@pytest.mark.parametrize(("count", "channels"), [(1, 1), (5, 3), (24, 1)])
def test_tiles_are_read_back(tmp_path: Path, count: int, channels: int) -> None:
    made = pictures(count, 8, channels)
    export.write_tiles(tmp_path / "t.png", made)
    np.testing.assert_array_equal(export.read_tiles(tmp_path / "t.png"), made)


def test_tiles_on_a_full_disk_leave_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Disk(monkeypatch, tmp_path).fill()
    with pytest.raises(SaveError, match=r"t\.png"):
        export.write_tiles(tmp_path / "t.png", pictures(4))
    assert os.listdir(tmp_path) == []
