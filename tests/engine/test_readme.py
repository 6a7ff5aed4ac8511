"""The scripts of README.md run as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.engine.helpers import ROOT

SCRIPTS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)


def run(script: str, place: Path) -> str:
    done = subprocess.run([sys.executable, "-c", script], cwd=place, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_are_three_of_under_thirty_lines() -> None:
    assert len(SCRIPTS) == 3
    assert all(len(script.strip().splitlines()) < 30 for script in SCRIPTS)


@pytest.mark.slow
def test_train_and_sample_as_it_stands(tmp_path: Path) -> None:
    assert "500" in run(SCRIPTS[0], tmp_path)
    with Image.open(tmp_path / "digits.png") as picture:
        assert picture.width > 100


def test_train_and_sample_for_a_few_steps(tmp_path: Path) -> None:
    assert '"training.steps": 500' in SCRIPTS[0]
    run(SCRIPTS[0].replace('"training.steps": 500', '"training.steps": 5'), tmp_path)
    assert (tmp_path / "digits.png").exists()


def test_compare_two_samplers(tmp_path: Path) -> None:
    said = run(SCRIPTS[1], tmp_path).splitlines()
    small = {line.split(":")[0]: float(re.search(r"mode ([\d.]+)", line)[1]) for line in said}  # type: ignore[index]
    assert small["annealed-langevin"] == pytest.approx(0.22, abs=0.03)
    assert small["heun"] == pytest.approx(0.2, abs=0.03)


def test_restore_a_picture(tmp_path: Path) -> None:
    run(SCRIPTS[2], tmp_path)
    with Image.open(tmp_path / "restored.png") as picture:
        assert picture.width > 100
