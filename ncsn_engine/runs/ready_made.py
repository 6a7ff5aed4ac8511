"""The run that ships with the program."""

from __future__ import annotations

import importlib.resources
from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.runs.head import open_run

if TYPE_CHECKING:
    from ncsn_engine.runs.folder import Run

__all__ = ["READY_MADE", "ready_made_run"]

READY_MADE = "ready-made"  # the name by which the command line knows it


def ready_made_run() -> Run:
    """Return the run that ships with the program: a model of handwritten digits."""
    return open_run(Path(str(importlib.resources.files("ncsn_resources"))) / "models" / "digits")
