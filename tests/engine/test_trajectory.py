from __future__ import annotations

import errno
import os
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import ncsn_engine.trajectory as module
from ncsn_engine.config import AnnealedLangevin, GeometricLadder
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.samplers import Step, sample
from ncsn_engine.storage import SaveError
from ncsn_engine.trajectory import Frame, Trajectory, record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHAPE = (2, 1, 3, 3)
FRAME = 2 * 2 * 1 * 3 * 3 * 2  # x and denoised as float16


@pytest.fixture(autouse=True)
def _close_all(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made = []
    real = Trajectory.__init__

    def remember(self: Trajectory, *arguments: Any, **options: Any) -> None:
        real(self, *arguments, **options)
        made.append(self)

    monkeypatch.setattr(Trajectory, "__init__", remember)
    yield
    for trajectory in made:
        trajectory.close()


def step(index: int, levels: int = 5, per_level: int = 20) -> Step:
    """A step whose pictures say which one it is."""
    total = levels * per_level
    return Step(
        index,
        total,
        min(index // per_level, levels - 1),
        sigma=float(levels - index // per_level),
        alpha=0.5,
        x=torch.full(SHAPE, float(index % 1000)),  # half precision counts to 2048
        denoised=torch.full(SHAPE, -float(index // 1000)),
        temperature=torch.ones(2),
    )


def film(levels: int = 5, per_level: int = 20) -> Iterator[Step]:
    return (step(i, levels, per_level) for i in range(levels * per_level + 1))


def recorded(limit: int, levels: int = 5, per_level: int = 20) -> Trajectory:
    trajectory = Trajectory(limit)
    for each in film(levels, per_level):
        trajectory.add(each)
    return trajectory


def assert_shows_its_own_step(frame: Frame) -> None:
    assert set(frame.x.ravel().tolist()) == {float(frame.index % 1000)}
    assert set(frame.denoised.ravel().tolist()) == {-float(frame.index // 1000)}


def edges(levels: int, per_level: int) -> set[int]:
    firsts = {level * per_level for level in range(levels)}
    # The result belongs to the last level.
    return firsts | {first - 1 for first in firsts if first} | {levels * per_level}


def test_with_room_every_step_is_kept_as_it_was() -> None:
    trajectory = recorded(2**20)
    assert trajectory.indices == list(range(101))
    assert not trajectory.thinned
    for index in trajectory.indices:
        frame = trajectory.frame(index)
        assert (frame.index, frame.level, frame.alpha) == (index, min(index // 20, 4), 0.5)
        assert frame.x.shape == frame.denoised.shape == SHAPE
        assert frame.x.dtype == np.float16
        assert_shows_its_own_step(frame)


@given(st.integers(1, 12), st.integers(1, 40), st.integers(2, 130))
def test_it_never_takes_more_than_its_limit(levels: int, per_level: int, slots: int) -> None:
    limit = slots * FRAME + 5
    trajectory = recorded(limit, levels, per_level)
    try:
        assert trajectory.size <= limit
        assert trajectory.indices[0] == 0
        assert trajectory.indices[-1] == levels * per_level
        assert len(trajectory.facts) == levels * per_level + 1
        for index in trajectory.indices:
            assert_shows_its_own_step(trajectory.frame(index))
    finally:
        trajectory.close()


@given(st.integers(1, 12), st.integers(1, 40), st.integers(0, 60))
def test_first_and_last_of_each_level_survive_thinning(levels: int, per_level: int, more: int) -> None:
    slots = len(edges(levels, per_level)) + 1 + more
    trajectory = recorded(slots * FRAME, levels, per_level)
    try:
        assert edges(levels, per_level) <= set(trajectory.indices)
    finally:
        trajectory.close()


def test_thinning_is_even() -> None:
    trajectory = recorded(40 * FRAME, levels=2, per_level=200)
    assert trajectory.thinned
    assert max(np.diff(trajectory.indices)) <= 4 * 400 / 40


def test_a_step_that_was_given_up_shows_the_nearest_before_it() -> None:
    trajectory = recorded(30 * FRAME)
    kept = trajectory.indices
    for index in range(101):
        assert trajectory.frame(index).index == max(k for k in kept if k <= index)


def test_the_result_is_kept_in_full_precision() -> None:
    trajectory = Trajectory(10 * FRAME)
    last = step(1, 1, 1)
    trajectory.add(step(0, 1, 1))
    trajectory.add(Step(**{**vars(last), "x": torch.full(SHAPE, 1 / 3)}))
    assert trajectory.final is not None
    assert trajectory.final.dtype == np.float32
    assert (trajectory.final == np.float32(1 / 3)).all()


def test_numbers_too_large_for_half_precision_stay_finite() -> None:
    trajectory = Trajectory(10 * FRAME)
    trajectory.add(Step(**{**vars(step(0, 1, 1)), "x": torch.full(SHAPE, 1e6), "denoised": torch.full(SHAPE, -1e6)}))
    trajectory.finish()
    assert (trajectory.frame(0).x == 65504).all()
    assert (trajectory.frame(0).denoised == -65504).all()


def test_a_sampler_may_go_on_with_the_same_memory() -> None:
    trajectory = Trajectory(10 * FRAME)
    first = step(0)
    trajectory.add(first)
    first.x.add_(1)
    trajectory.finish()
    assert trajectory.final is not None
    assert (trajectory.final == 0).all()
    assert_shows_its_own_step(trajectory.frame(0))


def test_level_ends_show_the_samples_as_each_level_left_them() -> None:
    trajectory = recorded(2**20)
    assert trajectory.level_ends() == [20, 40, 60, 80, 100]


def test_nothing_recorded_says_so() -> None:
    trajectory = Trajectory()
    with pytest.raises(LookupError, match="nothing is recorded"):
        trajectory.frame(0)


def test_a_stopped_sampling_keeps_its_last_step() -> None:
    trajectory = Trajectory()
    for index in range(7):
        trajectory.add(step(index))
    assert trajectory.indices == list(range(6))  # the newest waits to know whether it ends its level
    trajectory.finish()
    assert trajectory.indices == list(range(7))


def test_closing_leaves_nothing_on_disk(tmp_path: Path) -> None:
    trajectory = Trajectory(folder=tmp_path)
    trajectory.add(step(0))
    assert len(list(tmp_path.iterdir())) == 1
    trajectory.close()
    assert list(tmp_path.iterdir()) == []
    assert trajectory.size == 0


def test_another_thread_may_look_while_steps_are_recorded() -> None:
    trajectory = Trajectory(40 * FRAME)
    trajectory.add(step(0, 10, 300))
    trajectory.add(step(1, 10, 300))
    wrong: list[BaseException] = []
    looks, writing = [0], threading.Event()
    writing.set()

    def look() -> None:
        random = np.random.default_rng(0)
        try:
            while writing.is_set():
                assert_shows_its_own_step(trajectory.frame(int(random.integers(0, 3001))))
                looks[0] += 1
        except BaseException as error:  # reported by the test's own thread
            wrong.append(error)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for index in range(2, 3001):
            trajectory.add(step(index, 10, 300))
    finally:
        writing.clear()
        for reader in readers:
            reader.join()
        trajectory.close()
    assert wrong == []
    assert looks[0] > 0


@pytest.mark.parametrize("moment", ["after looking up", "before reading"])
def test_a_look_in_the_middle_of_thinning_shows_a_whole_step(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    trajectory = Trajectory(12 * FRAME)
    steps = film(2, 50)
    for _ in range(12):
        trajectory.add(next(steps))

    unraced = Trajectory.indices

    def race() -> None:
        monkeypatch.setattr(Trajectory, "indices", unraced)
        monkeypatch.setattr(module, "open", open, raising=False)
        for each in steps:  # the other thread runs on and gives up most of what was there
            trajectory.add(each)

    if moment == "after looking up":

        def look(self: Trajectory) -> list[int]:
            found: list[int] = unraced.fget(self)  # type: ignore[misc]
            race()
            return found

        monkeypatch.setattr(Trajectory, "indices", property(look))
    else:

        def opened(*arguments: Any, **options: Any) -> Any:
            race()
            return open(*arguments, **options)

        monkeypatch.setattr(module, "open", opened, raising=False)
    assert_shows_its_own_step(trajectory.frame(7))


def test_a_full_disk_says_so_and_keeps_what_was_recorded() -> None:
    class Full:
        def __init__(self, file: Any) -> None:
            self.file, self.full = file, True

        def write(self, data: bytes) -> int:
            if self.full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return int(self.file.write(data))

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

    trajectory = Trajectory(20 * FRAME)
    for index in range(6):
        trajectory.add(step(index))
    writer = trajectory._writer
    trajectory._writer = full = Full(writer)  # type: ignore[assignment]
    with pytest.raises(SaveError, match=r"recording.*disk is full"):
        trajectory.add(step(6))
    assert trajectory.indices == list(range(5))
    for index in trajectory.indices:
        assert_shows_its_own_step(trajectory.frame(index))
    full.full = False
    trajectory.finish()
    assert_shows_its_own_step(trajectory.frame(5))
    assert trajectory.frame(5).index == 5


def test_a_disk_that_fills_in_the_middle_of_a_picture_leaves_no_half_picture() -> None:
    class Short:
        def __init__(self, file: Any) -> None:
            self.file = file

        def write(self, data: bytes) -> int:
            if len(data) < FRAME:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return int(self.file.write(data[: FRAME // 2]))

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

    trajectory = Trajectory(20 * FRAME)
    for index in range(3):
        trajectory.add(step(index))
    trajectory._writer = Short(trajectory._writer)  # type: ignore[assignment]
    with pytest.raises(SaveError, match="disk is full"):
        trajectory.add(step(3))
    assert trajectory.indices == [0, 1]


def test_a_real_sampling_is_recorded_as_it_ran() -> None:
    mixture = GaussianMixture([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0])
    steps = list(
        sample(
            mixture,
            AnnealedLangevin(steps_per_level=3, epsilon=0.05),
            count=4,
            noise=GeometricLadder(sigma_max=20, sigma_min=1, n_levels=5),
        )
    )
    trajectory = Trajectory()
    assert list(record(steps, trajectory, slice_seconds=0.0)) == steps
    for each in steps:
        frame = trajectory.frame(each.index)
        assert (frame.index, frame.level, frame.sigma, frame.alpha) == (each.index, each.level, each.sigma, each.alpha)
        np.testing.assert_array_equal(frame.x, each.x.numpy().astype(np.float16))
        np.testing.assert_array_equal(frame.denoised, each.denoised.numpy().astype(np.float16))
    assert torch.equal(torch.from_numpy(trajectory.final), steps[-1].x)


def test_recording_yields_the_newest_now_and_then_and_always_the_last() -> None:
    trajectory = Trajectory()
    shown = list(record(film(), trajectory, slice_seconds=3600))
    assert [s.index for s in shown] == [100]
    assert trajectory.indices == list(range(101))


def test_a_recording_that_is_broken_off_is_still_whole() -> None:
    trajectory = Trajectory()
    watching = record(film(), trajectory, slice_seconds=0.0)
    for shown in watching:
        if shown.index == 33:
            break
    watching.close()  # type: ignore[attr-defined]
    assert trajectory.indices[-1] == 33
    assert_shows_its_own_step(trajectory.frame(33))
