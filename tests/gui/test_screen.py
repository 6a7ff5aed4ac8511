"""The tour on a virtual screen with a real window system, where there is one; else on Qt's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
VIEWS = (
    *("sample", "sample-middle", "branches", "levels", "level-ends", "train"),
    *("mistake", "new-run", "training", "poked", "time-machine", "paused", "fault"),
)


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    if not shutil.which("Xvfb"):
        yield environment | {"QT_QPA_PLATFORM": "offscreen"}
        return
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    environment = environment | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    manager = shutil.which("openbox")
    managed = subprocess.Popen([manager], env=environment, stderr=subprocess.DEVNULL) if manager else None
    yield environment
    for process in (managed, server):
        if process:
            process.terminate()
            process.wait()


def tour(screen: dict[str, str], folder: Path, views: Sequence[str], *flags: str) -> None:
    """Make the tour, and look whether its pictures show something in both colours."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "tests.gui.tour", str(folder), *flags]
    made = subprocess.run(command, cwd=ROOT, env=screen, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr[-3000:]
    for view in views:
        for colours in ("dark", "light"):
            for width, height in ((1280, 800), (1920, 1080))[: 1 if flags else 2]:
                with Image.open(folder / f"{view}-{colours}-{width}.png") as picture:
                    assert picture.size == (width, height)
                    assert np.asarray(picture.convert("L")).std() > 5
    with Image.open(folder / "train-light-1280.png") as light, Image.open(folder / "train-dark-1280.png") as dark:
        assert np.asarray(light.convert("L")).mean() > 180
        assert np.asarray(dark.convert("L")).mean() < 80


def test_a_page_on_a_real_screen(screen: dict[str, str], tmp_path: Path) -> None:
    tour(screen, tmp_path / "screenshots", ["train"], "--quick")


@pytest.mark.slow
def test_tour(screen: dict[str, str]) -> None:
    tour(screen, ROOT / "screenshots", VIEWS)


@pytest.mark.parametrize("display", [None, ":4711"])
def test_without_a_display_says_so_in_one_line(display: str | None) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")}
    if display:
        environment["DISPLAY"] = display
    made = subprocess.run([sys.executable, "main.py"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert made.returncode == 2
    assert len(made.stderr.strip().splitlines()) == 1
    assert "display" in made.stderr
    assert "ncsn --help" in made.stderr
