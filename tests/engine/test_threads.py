"""Torch's threads: as many as fit beside other programs, unless somebody said how many."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
import torch

from ncsn_engine import flow, threads
from ncsn_engine.config import DDIM, GeometricLadder
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.likelihood import log_prob
from ncsn_engine.runs import create_run
from ncsn_engine.samplers import sample
from ncsn_engine.threads import Sharing, set_threads, share_cores, sharing
from ncsn_engine.training import train, trainer
from tests.engine.helpers import tiny_config

sampling = import_module("ncsn_engine.samplers.sample")  # the package hands on a function of that name


@pytest.mark.parametrize(
    ("cores", "own", "given", "others", "wanted"),
    [
        (2, 2, 2, 0.0, 2),
        (2, 2, 2, 0.3, 2),  # a little is always going on
        (2, 2, 2, 1.0, 1),  # a program that keeps one core busy, or another training
        (2, 2, 2, 5.0, 1),  # never none
        (2, 2, 1, 0.45, 1),  # they do not come back for a moment
        (2, 2, 1, 0.2, 2),
        (8, 4, 4, 1.0, 4),  # cores are left over
        (8, 8, 8, 4.0, 4),  # two trainings share them evenly
        (8, 8, 4, 4.0, 4),
        (16, 16, 4, 1.0, 15),
    ],
)
def test_threads_fit_beside_other_programs(cores: int, own: int, given: int, others: float, wanted: int) -> None:
    assert Sharing(own, given, others).wanted(cores) == wanted


class Machine:
    """A machine of four cores whose clock and use are told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.everyone, self.mine, self.threads = 100.0, 1000.0, 10.0, 4
        self.told: list[int] = []
        monkeypatch.setattr(threads, "_sharing", Sharing())
        monkeypatch.setattr(threads, "_looked", None)
        monkeypatch.setattr(threads, "_used", lambda: (self.everyone, self.mine))
        monkeypatch.setattr(threads.time, "perf_counter", lambda: self.now)
        monkeypatch.setattr(threads.psutil, "cpu_count", lambda: 4)
        monkeypatch.setattr(torch, "get_num_threads", lambda: self.threads)
        monkeypatch.setattr(torch, "set_num_threads", self.set)
        monkeypatch.delenv("OMP_NUM_THREADS", raising=False)

    def set(self, count: int) -> None:
        self.told.append(count)
        self.threads = count

    def work(self, seconds: int, mine: float, others: float, piece: float = 0.05) -> None:
        """Take pieces of work of so many seconds, while this program and others use so many cores."""
        for _ in range(max(1, round(seconds / piece))):
            self.now += piece
            self.mine += piece * mine
            self.everyone += piece * (mine + others)
            share_cores()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_threads_go_and_come_back_with_the_others(machine: Machine) -> None:
    machine.work(10, 4, 0.1)
    assert (machine.told, sharing().busy) == ([], False)
    machine.work(3, 2.5, 1.2)
    assert (machine.told, sharing().busy) == ([3], True)
    machine.work(3, 1, 3)
    assert machine.threads == 1
    machine.work(4, 1, 0)
    assert (machine.threads, sharing().busy) == (4, False)


@pytest.mark.parametrize("piece", [0.5, 2.0, 3.3, 8.0, 60.0])
def test_long_pieces_of_work_make_way_too(machine: Machine, piece: float) -> None:
    """Two trainings that hold each other up take seconds a step, or a large network does by itself."""
    machine.work(4 * round(piece), 3.9, 0.0, piece)
    assert machine.threads == 4
    machine.work(3 * round(max(piece, 1)), 1.2, 2.8, piece)
    assert machine.threads == 1
    machine.work(4 * round(max(piece, 1)), 1.0, 0.0, piece)
    assert machine.threads == 4


def test_training_and_sampling_share_the_cores(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called = []
    monkeypatch.setattr(trainer, "share_cores", lambda: called.append("training"))
    monkeypatch.setattr(sampling, "share_cores", lambda: called.append("sampling"))
    monkeypatch.setattr(flow, "share_cores", lambda: called.append("likelihood"))
    for _ in train(create_run(tiny_config(), tmp_path / "run"), "cpu"):
        pass
    assert called.count("training") > 1
    density = GaussianMixture([1.0], [[0.0, 0.0]], [1.0])
    for _ in sample(density, DDIM(n_steps=3, count=2), noise=GeometricLadder()):
        pass
    assert called.count("sampling") == 4
    log_prob(density, torch.zeros(2, 2), sigmas=(0.1, 5.0))
    assert "likelihood" in called


def test_what_was_used_during_a_rest_tells_nothing(machine: Machine) -> None:
    machine.work(3, 4, 0)
    machine.now += 600
    machine.everyone += 2400
    machine.work(1, 4, 0)
    assert machine.told == []


def _told(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    set_threads(2)


def _torch_told(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.work(2, 4, 0)
    torch.set_num_threads(2)


def _environment(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")


@pytest.mark.parametrize("say", [_told, _torch_told, _environment])
def test_who_says_how_many_there_are_is_obeyed(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, say: Callable[[Machine, pytest.MonkeyPatch], None]
) -> None:
    say(machine, monkeypatch)
    machine.told.clear()
    machine.work(5, 2, 4)
    assert machine.told == []
    assert not sharing().busy


def test_as_many_as_fit_again(machine: Machine) -> None:
    assert set_threads(2) == 2
    assert set_threads(0) == 4
    machine.work(3, 1, 3)
    assert machine.threads == 1
