"""What several test files need."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from ncsn_engine.checkpoint import Checkpoint, read_checkpoint
from ncsn_engine.config import RunConfig, kinds
from ncsn_engine.training import TrainEvent, train

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from ncsn_engine.runs import Run

ROOT = Path(__file__).parents[2]

_KINDS = {"network": "unet", "noise": "geometric", "sampling": "annealed-langevin"}
_TINY = {
    "name": "tiny",
    "network.width": 8,
    "network.resolutions": 1,
    "network.attention": False,
    "network.dropout": 0.2,  # so that a resumed run must also repeat its dropout
    "noise.kind": "geometric",
    "noise.sigma_max": 5.0,
    "noise.n_levels": 4,
    "training.batch_size": 8,
    "training.steps": 12,
    "training.held_out_every": 1000,
    "training.preview_every": 0,
    "training.checkpoint_every": 1000,
    "training.gradient_clip": 10.0,
    "sampling.steps_per_level": 2,
    "sampling.count": 3,
}


def tiny_config(**changes: Any) -> RunConfig:
    kind_of = {section: changes.get(f"{section}.kind", kind) for section, kind in _KINDS.items()}
    has = {section: kinds(section)[kind].model_fields for section, kind in kind_of.items()}
    fitting = {
        name: value
        for name, value in _TINY.items()
        if (section := name.split(".")[0]) not in has or name.split(".")[1] in has[section]
    }
    return RunConfig().replace(**{**fitting, **changes})


def train_to(run: Run, step: int | None = None, slice_seconds: float = 0.0) -> list[TrainEvent]:
    """Train to the end, or until a step is reached and then stop; a slice of 0 s is one step long."""
    events = []
    with contextlib.closing(train(run, "cpu", slice_seconds=slice_seconds)) as training:
        for event in training:
            events.append(event)
            if step is not None and event.step >= step:
                break
    return events


def newest(run: Run) -> Checkpoint:
    return read_checkpoint(run.checkpoints()[0])


def assert_same_tensors(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> None:
    assert a
    assert a.keys() == b.keys()
    assert [name for name in a if not torch.equal(a[name], b[name])] == []


def assert_same_state(a: Checkpoint, b: Checkpoint) -> None:
    assert a.step == b.step
    for group in ("model", "ema", "optimizer"):
        assert_same_tensors(getattr(a, group), getattr(b, group))


def steps_of_losses(run: Run) -> list[int]:
    """Which steps the loss records of a run speak of, in order of the file."""
    found: list[int] = []
    for record in run.metrics():
        if record["kind"] == "train":
            found += range(record["step"] - len(record["loss"]) + 1, record["step"] + 1)
    return found


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a child process that runs some code."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, cwd=ROOT, **pipes)  # type: ignore[call-overload,no-any-return]


def finished(child: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a child; returns its exit code, what it printed, and its errors."""
    try:
        out, err = child.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        raise
    return child.returncode, out, err


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    """Return as soon as a condition holds; fails when it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


class Disk:
    """Makes writing fail, as a full or a read-only disk does, at the calls to the system."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, below: Path) -> None:
        self.error: int | None = None
        self.below = below
        real_open, real_mkdir, real_fsync, real_io_open = os.open, os.mkdir, os.fsync, open

        def system_open(path: Any, flags: int, *rest: Any, **options: Any) -> int:
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and self.error == errno.EROFS:
                self._refuse(path)
            return real_open(path, flags, *rest, **options)

        def io_open(path: Any, mode: str = "r", *rest: Any, **options: Any) -> Any:
            if set(mode) & set("wax+"):
                self._refuse(path)
            return real_io_open(path, mode, *rest, **options)

        def mkdir(path: Any, *rest: Any, **options: Any) -> None:
            self._refuse(path)
            real_mkdir(path, *rest, **options)

        def fsync(handle: int) -> None:
            if self.error:
                raise OSError(self.error, os.strerror(self.error))
            real_fsync(handle)

        monkeypatch.setattr(os, "open", system_open)
        monkeypatch.setattr(os, "mkdir", mkdir)
        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr("builtins.open", io_open)

    def _refuse(self, path: Any) -> None:
        if self.error and isinstance(path, str | os.PathLike) and Path(path).is_relative_to(self.below):
            raise OSError(self.error, os.strerror(self.error), str(path))

    def fill(self) -> None:
        self.error = errno.ENOSPC

    def forbid_writing(self) -> None:
        self.error = errno.EROFS

    def mend(self) -> None:
        self.error = None


class TorchNoise:
    """Noise for samplers in one draw: for many points a stream for each would take long."""

    def __init__(self, count: int, shape: tuple[int, ...], seed: int = 0) -> None:
        self.size = (count, *shape)
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, device: torch.device) -> torch.Tensor:
        return torch.randn(self.size, generator=self.generator, device=device)

    def uniform(self, low: float, high: float, device: torch.device) -> torch.Tensor:
        return low + (high - low) * torch.rand(self.size, generator=self.generator, device=device)


def pictures(count: int, size: int = 8, channels: int = 1, seed: int = 0) -> np.ndarray:
    """Random uint8 pictures, (count, size, size, channels)."""
    return np.random.default_rng(seed).integers(0, 256, (count, size, size, channels), dtype=np.uint8)
