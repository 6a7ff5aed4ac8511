"""Two runs side by side: compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.cli.shared import free, progress_bar, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    compare = command("compare", _compare, "Two runs of the same data, side by side.")
    compare.add_argument("first", metavar="RUN", help="a run")
    compare.add_argument("second", metavar="RUN", help="another run of the same data")
    compare.add_argument("--count", type=int, default=1000, metavar="N", help="samples of each (default 1000)")
    compare.add_argument("--seed", type=int, default=0, metavar="S", help="of all draws (default 0)")
    compare.add_argument("--device", default="cpu", metavar="D", help="auto, cpu, cuda:0, mps (default cpu)")
    compare.add_argument("--out", metavar="FILE.png", help="keep samples of both beside each other")


def _compare(options: argparse.Namespace) -> None:
    from ncsn_engine.comparison import compare_runs
    from ncsn_engine.models import resolve
    from ncsn_engine.runs import open_run
    from ncsn_engine.storage import write_whole

    out = Path(options.out).expanduser() if options.out else None
    if out:
        free(out)
    first, second = (open_run(resolve(name)[0]) for name in (options.first, options.second))
    with progress_bar(options) as progress:
        for stage in compare_runs(first, second, options.count, options.seed, options.device):
            progress("comparing", stage.share)
    assert stage.comparison is not None
    if out:
        write_whole(out, stage.comparison.picture())
    say(options, stage.comparison.table(), json.loads(stage.comparison.to_json()))
