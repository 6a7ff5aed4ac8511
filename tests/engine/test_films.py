"""Films as files: each frame is the recorded step, for as long as was asked; and they can be made again."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageSequence

from ncsn_engine.cli import main
from ncsn_engine.config import ExportConfig, InputError, RunConfig
from ncsn_engine.encoding import animation, pictures_in
from ncsn_engine.recipe import Recipe, kind_for, read_recipe, rendered, save_export
from ncsn_engine.samplers import Step
from ncsn_engine.sheets import Sheets, last_step_of
from ncsn_engine.trajectory import Trajectory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ncsn_engine.runs import Run

av = pytest.importorskip("av")

LOSSLESS = ["gif", "apng", "webp"]
KINDS = [*LOSSLESS, "mp4"]
N, SIDE, TOTAL = 3, 5, 40


def recorded(channels: int = 1, total: int = TOTAL, until: int | None = None) -> tuple[Trajectory, list[Step]]:
    """Record a sampling without a model: pictures that wander, ten steps a level."""
    film, draw, steps = Trajectory(), torch.Generator().manual_seed(3), []
    x = torch.rand((N, channels, SIDE, SIDE), generator=draw)
    for index in range(total):
        denoised = torch.rand(x.shape, generator=draw)
        steps.append(Step.at(index, total, index // 10, 2.0 - index / total, 0.1, x, denoised))
        x = x + 0.1 * torch.randn(x.shape, generator=draw)
    steps.append(steps[-1].result(x))
    for step in steps[: until and until + 1]:
        film.add(step)
    film.finish()
    return film, steps


@pytest.fixture
def film() -> Iterator[tuple[Trajectory, list[Step]]]:
    made = recorded()
    yield made
    made[0].close()


def recipe(**look: Any) -> Recipe:
    model = {"sha256": "0" * 64, "run": "none", "step": 1, "weights": "ema"}
    return Recipe(model, RunConfig().sampling, None, ExportConfig(**look), 0.0, 1.0, "cpu", {})


def by_hand(x: np.ndarray, scale: int) -> np.ndarray:
    """Three pictures (3, C, H, W) in [0, 1] as a sheet of two columns, a dark pixel apart, enlarged; RGB."""
    pixels = np.rint(np.clip(x.astype(np.float32), 0, 1) * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    sheet = np.zeros((2 * SIDE + 1, 2 * SIDE + 1, 3), np.uint8)
    for i, (top, left) in enumerate([(0, 0), (0, SIDE + 1), (SIDE + 1, 0)]):
        sheet[top : top + SIDE, left : left + SIDE] = pixels[i]
    return np.kron(sheet, np.ones((scale, scale, 1), np.uint8))


def decoded(data: bytes) -> tuple[list[np.ndarray], list[float]]:
    """Frames in RGB and how many milliseconds each stays, as Pillow reads them."""
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.info["loop"] == 0  # again and again
        found = [(np.asarray(f.convert("RGB")).copy(), f.info["duration"]) for f in ImageSequence.Iterator(opened)]
    return [pixels for pixels, _ in found], [stay for _, stay in found]


def played(data: bytes) -> tuple[list[np.ndarray], list[float]]:
    """Frames in RGB of a video and when each is shown, in seconds; at last its end."""
    with av.open(io.BytesIO(data)) as opened:
        frames = [(f.to_ndarray(format="rgb24"), float(f.time)) for f in opened.decode(video=0)]
        return [pixels for pixels, _ in frames], [*(t for _, t in frames), opened.duration / 1e6]


@pytest.mark.parametrize("kind", LOSSLESS)
def test_each_frame_is_the_recorded_step(film: tuple[Trajectory, list[Step]], kind: str) -> None:
    trajectory, steps = film
    frames, stays = decoded(rendered(trajectory, recipe(format=kind, scale=3)))
    assert len(frames) == TOTAL + 1
    for frame, step in zip(frames, steps, strict=True):
        x = step.x.numpy() if step.index == TOTAL else step.x.numpy().astype(np.float16)
        np.testing.assert_array_equal(frame, by_hand(x, 3))
    assert stays == [50] * TOTAL + [1500]


@pytest.mark.parametrize("kind", ["apng", "webp"])
def test_each_frame_of_colours_is_the_recorded_step(kind: str) -> None:
    trajectory, steps = recorded(channels=3)
    frames, _ = decoded(rendered(trajectory, recipe(format=kind, scale=2)))
    for frame, step in zip(frames[:-1], steps, strict=False):
        np.testing.assert_array_equal(frame, by_hand(step.x.numpy().astype(np.float16), 2))
    np.testing.assert_array_equal(frames[-1], by_hand(steps[-1].x.numpy(), 2))
    trajectory.close()


@pytest.mark.parametrize("kind", LOSSLESS)
@pytest.mark.parametrize(("fps", "hold"), [(30, 1.5), (24, 0), (7, 2.5), (50, 0.333), (0.5, 60), (12.5, 0.01)])
def test_the_times_of_all_frames_add_up(kind: Any, fps: float, hold: float) -> None:
    frames = [np.full((4, 4, 1), 3 * i, np.uint8) for i in range(64)]
    _, stays = decoded(animation(kind, frames, fps, hold, ""))
    assert len(stays) == 64
    tick = 10 if kind == "gif" else 1
    for i, end in enumerate(np.cumsum(stays)[:-1]):  # nowhere off by more than half a tick
        assert abs(end - 1000 * (i + 1) / fps) <= tick / 2 + 1e-6
    assert abs(sum(stays) - 1000 * (63 / fps + max(1 / fps, hold))) <= tick / 2 + 1e-6


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("fps", [20, 12.5])
def test_a_video_plays_the_steps_at_their_speed(channels: int, fps: float) -> None:
    trajectory, steps = recorded(channels=channels)
    data = rendered(trajectory, recipe(format="mp4", scale=4, fps=fps, hold=1.2))
    frames, times = played(data)
    again = round(1.2 * fps)
    assert len(frames) == TOTAL + again
    np.testing.assert_allclose(times, np.arange(TOTAL + again + 1) / fps, atol=2e-3)
    assert frames[0].shape == (44, 44, 3)
    for i in (0, 17, -1):  # colours are stored for four pixels together: the middles of the squares compare
        wanted = by_hand(steps[i].x.numpy(), 4)[1::4, 1::4].astype(int)
        assert np.abs(frames[i][1::4, 1::4] - wanted).mean() < (3 if channels == 1 else 8)
    trajectory.close()


@pytest.mark.parametrize(("fps", "hold"), [(25, 0.7), (30, 0.05), (7, 0.5), (12.5, 0), (0.5, 3), (23.976, 0.333)])
def test_a_video_is_as_long_as_is_said(film: tuple[Trajectory, list[Step]], fps: float, hold: float) -> None:
    look = ExportConfig(format="mp4", scale=1, fps=fps, hold=hold, frames=10)
    sheets = Sheets(film[0], look, 0, 1)
    shown, times = played(animation("mp4", sheets, fps, hold, ""))
    assert times[-1] == pytest.approx(sheets.seconds, abs=1e-4)
    np.testing.assert_allclose(times[:10], np.arange(10) / fps, atol=1e-4)
    assert len(shown) == pictures_in("mp4", 10, fps, hold)
    assert pictures_in("gif", 10, fps, hold) == 10
    assert np.diff(times).min() > 0.5 / fps  # no frame passes by unseen


def test_a_gif_has_colours_for_all_its_frames() -> None:
    draw = np.random.default_rng(0)
    noise, target = draw.uniform(0, 255, (32, 32, 3)), np.zeros((32, 32, 3))
    target[8:24, 8:24] = (40, 90, 200)
    frames = [(noise + (target - noise) * share).astype(np.uint8) for share in np.linspace(0, 1, 30)]
    shown, _ = decoded(animation("gif", frames, 20, 1, ""))
    off = [np.abs(a.astype(int) - b).mean() for a, b in zip(shown, frames, strict=True)]
    assert max(off) < 20
    assert off[-1] < 4


def test_odd_sides_of_a_video_become_even() -> None:
    frames = [np.full((5, 7, 1), 40 * i, np.uint8) for i in range(4)]
    shown, _ = played(animation("mp4", frames, 10, 0, "", 3))
    assert shown[0].shape == (16, 22, 3)
    assert [round(float(frame.mean()) / 40) for frame in shown] == [0, 1, 2, 3]
    assert np.ptp(shown[3].astype(int)) <= 2  # the last row and column are repeated, not black


@pytest.mark.parametrize("kind", KINDS)
def test_a_film_shows_the_chosen_steps_only(film: tuple[Trajectory, list[Step]], kind: str) -> None:
    trajectory, steps = film
    data = rendered(trajectory, recipe(format=kind, scale=2, first_step=7, last_step=19, hold=0))
    if kind == "mp4":
        assert len(played(data)[0]) == 13
        return
    frames, _ = decoded(data)
    assert len(frames) == 13
    for frame, step in zip(frames, steps[7:20], strict=True):
        np.testing.assert_array_equal(frame, by_hand(step.x.numpy().astype(np.float16), 2))


def test_few_frames_are_spread_from_the_first_step_to_the_last(film: tuple[Trajectory, list[Step]]) -> None:
    def steps(**look: Any) -> list[int]:
        return Sheets(film[0], ExportConfig(format="gif", **look), 0, 1).steps

    assert steps(frames=5) == [0, 10, 20, 30, 40]
    assert steps(frames=4, first_step=10, last_step=25) == [10, 15, 20, 25]
    assert steps(frames=2, first_step=39) == [39, 40]
    assert steps(last_step=1000) == list(range(41))
    assert steps(shown="score", frames=2) == [0, 39]  # no step follows the result
    assert steps(shown="change", frames=2) == [1, 40]  # nothing has changed at the start
    with pytest.raises(InputError, match=r"first_step = 41: the steps go to 40"):
        steps(first_step=41)
    with pytest.raises(InputError, match=r"last_step = 3: a film ends after its first step, 5"):
        ExportConfig().replace(format="gif", first_step=5, last_step=3)


def test_a_picture_shows_the_chosen_step(film: tuple[Trajectory, list[Step]]) -> None:
    trajectory, steps = film
    with Image.open(io.BytesIO(rendered(trajectory, recipe(last_step=12, scale=2)))) as opened:
        seen = np.asarray(opened.convert("RGB"))
    np.testing.assert_array_equal(seen, by_hand(steps[12].x.numpy().astype(np.float16), 2))


def test_arrays_are_of_the_chosen_steps(film: tuple[Trajectory, list[Step]]) -> None:
    trajectory, steps = film
    with np.load(io.BytesIO(rendered(trajectory, recipe(format="npz", first_step=5, last_step=22)))) as arrays:
        np.testing.assert_array_equal(arrays["x"], steps[22].x.numpy().astype(np.float16))
        np.testing.assert_allclose(arrays["sigma"], [s.sigma for s in steps[5:23]])
        ends = [steps[i].x.numpy().astype(np.float16) for i in (10, 20, 22)]
        np.testing.assert_array_equal(arrays["level_ends"], ends)


def test_what_is_shown(film: tuple[Trajectory, list[Step]]) -> None:
    trajectory, steps = film
    x, denoised, before = (
        a.numpy().astype(np.float16).astype(np.float32) for a in (steps[9].x, steps[9].denoised, steps[8].x)
    )

    def seen(**look: Any) -> np.ndarray:
        return Sheets(trajectory, ExportConfig(last_step=9, **look), 0, 1)[0]

    np.testing.assert_array_equal(seen(shown="denoised"), by_hand(denoised, 1)[..., :1])
    size = np.abs(denoised - x) / steps[9].sigma  # one channel: its length is its size
    np.testing.assert_array_equal(seen(shown="score"), by_hand(size / 2, 1)[..., :1])
    np.testing.assert_allclose(seen(shown="change"), by_hand(x - before + 0.5, 1)[..., :1], atol=1)
    both = seen(shown="both")
    assert both.shape == (11, 11 + 4 + 11, 1)
    np.testing.assert_array_equal(both[:, :11], seen())
    np.testing.assert_array_equal(both[:, 15:], seen(shown="denoised"))
    assert not both[:, 11:15].any()
    stretched = (x - x.min()) / (x.max() - x.min())
    np.testing.assert_allclose(seen(range="step"), by_hand(stretched, 1)[..., :1], atol=1)
    low, high = np.percentile(x, (1, 99))
    np.testing.assert_allclose(seen(range="clipped"), by_hand((x - low) / (high - low), 1)[..., :1], atol=1)


@pytest.mark.parametrize("shown", ["x", "both", "score"])
@pytest.mark.parametrize("thin", [1, 2, 3])
def test_a_thin_sheet_has_every_so_many_pixels(film: tuple[Trajectory, list[Step]], shown: Any, thin: int) -> None:
    sheets = Sheets(film[0], ExportConfig(shown=shown, gap=0, columns=1), 0, 1)
    w, h = sheets.size
    whole, some = sheets.sheet(9), sheets.sheet(9, thin)
    assert whole.shape[:2] == (h, w)
    pictures = whole[:, :SIDE].reshape(N, SIDE, SIDE, 1)[:, ::thin, ::thin]
    np.testing.assert_array_equal(some[:, : pictures.shape[2]], pictures.reshape(-1, *pictures.shape[2:]))


def test_points_are_drawn_with_lines_to_where_they_go() -> None:
    trajectory, x = Trajectory(), torch.tensor([[-1.0, 0.0], [1.0, 1.0]])
    for index in range(3):
        trajectory.add(Step.at(index, 3, index, 1.0, 0.1, x, x + 1.0))
        x = x + torch.tensor([0.5, 0.0])
    trajectory.finish()
    drawn = {
        shown: Sheets(trajectory, ExportConfig(shown=shown, last_step=2, scale=1), -4, 4)[0]  # type: ignore[arg-type]
        for shown in ("x", "score", "change", "both")
    }
    assert drawn["x"].shape == (128, 128, 3)
    assert drawn["both"].shape == (128, 128 + 4 + 128, 3)
    line = (drawn["score"] == (255, 176, 92)).all(-1)
    assert line.sum() == pytest.approx(2 * 8, abs=2)  # two lines, slanting, 0.07 of 128 long: σ|s|/√D is 1
    moved = np.argwhere((drawn["change"] == (255, 176, 92)).all(-1))
    assert set(moved[:, 0]) == {64, 48}  # sideways, at their heights 0 and 1
    trajectory.close()


class Enough(Exception):
    pass


@pytest.mark.parametrize("kind", [*KINDS, "pictures"])
def test_a_stopped_export_leaves_nothing(film: tuple[Trajectory, list[Step]], tmp_path: Path, kind: str) -> None:
    told = []

    def progress(share: float) -> None:
        told.append(share)
        if share > 0.4:
            raise Enough

    with pytest.raises(Enough):
        save_export(tmp_path / "out", film[0], recipe(format=kind), progress)
    assert os.listdir(tmp_path) == []
    assert told == sorted(told)
    assert told[0] == 0 and told[-1] < 0.6
    save_export(tmp_path / "out", film[0], recipe(format=kind), told.append)
    assert told[-1] == 1


def test_too_large_a_film_is_refused_in_words() -> None:
    frames = [np.zeros((300, 300, 1), np.uint8)]
    with pytest.raises(InputError, match="19200 × 19200 pixels: WEBP holds at most 16383 a side"):
        animation("webp", frames, 20, 1, "", 64)


@pytest.mark.parametrize("kind", ["webp", "mp4"])
def test_the_recipe_is_where_other_programs_look(
    film: tuple[Trajectory, list[Step]], tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"film.{kind}"
    made = recipe(format=kind, scale=1)
    save_export(path, film[0], made)
    assert read_recipe(path) == made
    if kind == "mp4":
        with av.open(str(path)) as opened:
            assert opened.metadata["comment"] == made.to_json()
    else:
        with Image.open(path) as opened:
            assert opened.getexif()[0x010E] == made.to_json()


def test_without_pyav_a_video_is_read_but_not_made(
    film: tuple[Trajectory, list[Step]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_export(tmp_path / "a.mp4", film[0], recipe(format="mp4", scale=1))
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.setattr("ncsn_engine.recipe.saving.has_video", lambda: False)
    monkeypatch.setattr("ncsn_engine.encoding.has_video", lambda: False)
    assert read_recipe(tmp_path / "a.mp4").export.format == "mp4"
    for refused in (
        lambda: kind_for(tmp_path / "b.mp4", ExportConfig()),
        lambda: animation("mp4", [np.zeros((4, 4, 1), np.uint8)], 20, 1, ""),
    ):
        with pytest.raises(InputError, match=r'pip install "ncsn-studio\[video\]"'):
            refused()


# -- made again ------------------------------------------------------------------------------


def ncsn(*arguments: object) -> int:
    return main([str(a) for a in arguments])


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_of_a_sampling_is_made_again(trained: Run, runs_here: Path, tmp_path: Path, kind: str) -> None:
    first, again = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    flags = {"first_step": 2, "last_step": 6, "shown": "both", "range": "clipped", "fps": 10, "hold": 0.5}
    said = [word for name, value in flags.items() for word in (f"--export.{name}", value)]
    assert ncsn("sample", trained.folder, "--out", first, *said) == 0
    assert read_recipe(first).export == ExportConfig(format=kind, **flags)  # type: ignore[arg-type]
    assert ncsn("sample", "--recipe", first, "--out", again) == 0
    assert again.read_bytes() == first.read_bytes()
    if kind != "mp4":
        assert len(decoded(first.read_bytes())[0]) == 5


def test_steps_out_of_order_are_one_clear_line(
    trained: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ["--export.first_step", 9, "--export.last_step", 3]
    assert ncsn("sample", trained.folder, "--out", tmp_path / "a.gif", *flags) == 2
    message = capsys.readouterr().err
    assert "a film ends after its first step, 9" in message
    assert message.count("\n") == 1
    assert os.listdir(tmp_path) == []


def test_a_recipe_of_before_steps_could_be_chosen_is_read(trained: Run, runs_here: Path, tmp_path: Path) -> None:
    assert ncsn("sample", trained.folder, "--out", tmp_path / "a.apng") == 0
    tree = json.loads((tmp_path / "a.apng.recipe.json").read_text(encoding="utf-8"))
    for name in ("first_step", "last_step", "range"):
        del tree["export"][name]
    (tmp_path / "old.json").write_text(json.dumps(tree), encoding="utf-8")
    assert read_recipe(tmp_path / "old.json") == read_recipe(tmp_path / "a.apng")
    assert ncsn("sample", "--recipe", tmp_path / "old.json", "--out", tmp_path / "b.apng") == 0
    assert (tmp_path / "b.apng").read_bytes() == (tmp_path / "a.apng").read_bytes()


def test_a_stopped_sampling_says_where_it_ended() -> None:
    whole, stopped = recorded()[0], recorded(until=17)[0]
    assert last_step_of(whole) is None
    assert last_step_of(stopped) == 17
    look = recipe(format="gif", last_step=17)
    assert rendered(stopped, look) == rendered(whole, look)
    assert rendered(stopped, recipe(last_step=17)) == rendered(whole, recipe(last_step=17))
    whole.close()
    stopped.close()
