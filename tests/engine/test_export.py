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
from ncsn_engine.encoding import animation
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
    with Image.open(io.BytesIO(animation(kind, frames, 10, 1.5, "the recipe"))) as opened:
        shown = [
            (np.asarray(f.convert("RGB" if channels == 3 else "L")).copy(), f.info["duration"])
            for f in ImageSequence.Iterator(opened)
        ]
    assert [round(duration) for _, duration in shown] == [100, 100, 100, 100, 1500]
    for (seen, _), frame in zip(shown, frames, strict=True):
        np.testing.assert_array_equal(seen.reshape(frame.shape), frame)


def test_a_gif_of_grey_pictures_keeps_every_shade() -> None:
    frames = list(pictures(3, 16))
    with Image.open(io.BytesIO(animation("gif", frames, 20, 1, ""))) as opened:
        for seen, frame in zip(ImageSequence.Iterator(opened), frames, strict=True):
            np.testing.assert_array_equal(np.asarray(seen.convert("L")), frame[..., 0])


def test_films_loop() -> None:
    frames = list(pictures(3))
    for kind in ("gif", "apng"):
        with Image.open(io.BytesIO(animation(kind, frames, 10, 1, ""))) as opened:
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


# -- points ------------------------------------------------------------------------------------


def bright(picture: np.ndarray) -> list[tuple[int, int]]:
    """Where a picture of points is not dark, as row and column."""
    return [tuple(place) for place in np.argwhere((picture != export.scatter(np.empty((0, 2)), 0, 1, 1)[0, 0]).any(-1))]


def test_a_picture_of_no_points_is_dark() -> None:
    picture = export.scatter(np.empty((0, 2)), -1, 1, 16)
    assert (picture.shape, picture.dtype) == ((16, 16, 3), np.uint8)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) == 1
    assert picture.max() < 30


@pytest.mark.parametrize(
    ("point", "row", "column"),
    [
        ((-4 + 0.5, -4 + 0.5), 7, 0),  # lower left: the last row
        ((4 - 0.5, 4 - 0.5), 0, 7),  # upper right: the first
        ((-4 + 0.5, 4 - 0.5), 0, 0),
        ((1.5, -2.5), 6, 5),
    ],
)
def test_a_point_is_a_spot_at_its_place_y_upwards(point: tuple[float, float], row: int, column: int) -> None:
    picture = export.scatter(np.array([point]), -4, 4, 8)  # a pixel is 1 wide
    assert bright(picture) == [(row, column)]


def test_a_point_between_pixels_is_shared_by_them() -> None:
    picture = export.scatter(np.array([[0.0, 0.25]]), -4, 4, 8).astype(int)  # between columns 3 and 4, mostly row 3
    assert bright(picture) == [(3, 3), (3, 4), (4, 3), (4, 4)]
    assert (picture[3, 3] == picture[3, 4]).all() and (picture[4, 3] == picture[4, 4]).all()
    assert picture[3, 3].sum() > picture[4, 3].sum()


def test_many_points_on_one_spot_glow_brighter() -> None:
    spot, places = np.array([[0.5, 0.5]]), []
    others = np.random.default_rng(0).uniform(-4, 4, (2000, 2))
    for many in (1, 3, 10):
        picture = export.scatter(np.concatenate([others, spot.repeat(many, 0)]), -4, 4, 64)
        places.append(int(picture[64 - 1 - 36, 36].astype(int).sum()))
    assert places[0] <= places[1] < places[2]


@pytest.mark.parametrize("outside", [5.0, -4.6, np.nan, np.inf, -np.inf, 1e6])
def test_points_outside_or_nowhere_are_left_out(outside: float) -> None:
    inside = np.random.default_rng(1).uniform(-3.9, 3.9, (5, 2))
    for point in ([outside, 0.0], [0.0, outside], [outside, outside]):
        both = np.concatenate([inside, [point]])
        assert bright(export.scatter(both, -4, 4, 32)) == bright(export.scatter(inside, -4, 4, 32))


@pytest.mark.parametrize("far", [1e30, -3e38])
def test_points_as_far_away_as_numbers_go_are_left_out_too(far: float) -> None:
    points = np.array([[0.5, 0.5], [far, 0.5], [0.5, far]], np.float32)
    assert bright(export.scatter(points, -4, 4, 8)) == [(3, 4)]


def test_points_become_one_picture() -> None:
    x = np.random.default_rng(0).uniform(-1, 1, (50, 2)).astype(np.float32)
    pixels = export.to_pixels(x, -1, 1)
    assert (pixels.shape, pixels.dtype) == ((1, 256, 256, 3), np.uint8)
    np.testing.assert_array_equal(pixels[0], export.scatter(x, -1, 1))
