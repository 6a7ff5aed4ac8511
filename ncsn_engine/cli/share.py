"""Giving a model away: share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.cli.shared import add_model, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    share = command("share", _share, "Write a model in a form that others open, with a model card.")
    add_model(share)
    share.add_argument("--as", dest="form", choices=("weights", "diffusers"), default="weights", help="which form")
    share.add_argument("--weights", choices=("ema", "raw"), default="ema", help="which weights (default ema)")
    share.add_argument("--out", required=True, metavar="FOLDER", help="a new folder")


def _share(options: argparse.Namespace) -> None:
    from ncsn_engine.sharing import export_diffusers, export_weights

    write = export_weights if options.form == "weights" else export_diffusers
    written = write(options.model, Path(options.out).expanduser(), options.weights)
    say(options, f"{options.out}: {len(written)} files", {"written": [str(path) for path in written]})
