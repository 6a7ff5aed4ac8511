"""The page that says what was compared with what: made of the tests' own measurements.

A test asks for the fixture ``truth`` and notes each claim that it has checked; ``pytest --truth FILE``
writes all of them as a table.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import torch

HEAD = """# The truth this program is held to

Every line is a measurement of one test, noted while it ran (`make truth` makes this page again, in about
{minutes:.0f} minutes on the machine named below). The limits are the tests' own: a line that misses its limit
fails the build. Lines marked *slow* belong to `make test-slow`; each has a faster cousin in `make test`.

Made with torch {torch}, Python {python}, {cores} threads.
"""


@dataclass(frozen=True)
class Line:
    claim: str
    check: str
    measured: str
    limit: str
    test: str
    slow: bool


class Truth:
    """Notes what a test measured."""

    def __init__(self, test: str, slow: bool, lines: list[Line]) -> None:
        self.test, self.slow, self.lines = test, slow, lines

    def at_most(self, claim: str, check: str, measured: float, limit: float) -> None:
        """Note a measurement, and fail if it is above the limit (or not a number)."""
        self.lines.append(Line(claim, check, f"{measured:.3g}", f"≤ {limit:g}", self.test, self.slow))
        assert measured <= limit, f"{claim}: {check}: {measured:.4g}, allowed {limit:g}"

    def near(self, claim: str, check: str, measured: float, expected: float, within: float) -> None:
        """Note a measurement, and fail if it is farther from the expected value than allowed."""
        limit = f"{expected:.6g} ± {within:g}"
        self.lines.append(Line(claim, check, f"{measured:.6g}", limit, self.test, self.slow))
        assert abs(measured - expected) <= within, f"{claim}: {check}: {measured:.5g}, expected {limit}"


def write_page(path: Path, lines: list[Line], seconds: float) -> None:
    """Write the table, grouped by claim in the order in which claims first appear."""
    text = HEAD.format(
        minutes=max(1, seconds / 60),
        torch=version("torch"),
        python=platform.python_version(),
        cores=torch.get_num_threads(),
    )
    for claim in dict.fromkeys(line.claim for line in lines):
        text += f"\n## {claim}\n\n| check | measured | allowed | test |\n|---|---|---|---|\n"
        for line in lines:
            if line.claim == claim:
                slow = " *slow*" if line.slow else ""
                check = line.check.replace("|", chr(92) + "|")
                text += f"| {check} | {line.measured} | {line.limit} | `{line.test}`{slow} |\n"
    path.write_text(text, encoding="utf-8")
