"""Measuring samples: evaluate."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.cli.shared import add_model, add_settings, free, given, progress_bar, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]

_NO_SAMPLER = {f"sampling.{name}" for name in ("seed", "count", "weights", "label", "guidance")}


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    evaluate = command("evaluate", _evaluate, "Measure samples: distances, precision, recall, copies, with intervals.")
    add_model(evaluate)
    evaluate.add_argument(
        "--count", type=int, metavar="N", help="samples to draw (default 1000, or as many as a minute allows)"
    )
    evaluate.add_argument("--seed", type=int, default=0, metavar="S", help="of all draws (default 0)")
    evaluate.add_argument("--against", choices=("all", "held-out"), default="all", help="which real samples")
    evaluate.add_argument("--features", choices=("digits", "pixels"), help="what pictures are compared by")
    evaluate.add_argument("--out", metavar="FILE.json", help="keep everything as JSON")
    add_settings(evaluate, ["sampling"])


def _evaluate(options: argparse.Namespace) -> None:
    from ncsn_engine.metrics import evaluate
    from ncsn_engine.metrics.choosing import choose
    from ncsn_engine.models import load_model
    from ncsn_engine.storage import write_whole

    out = Path(options.out).expanduser() if options.out else None
    if out:
        free(out)
    wanted = given(options)
    model = load_model(options.model, str(wanted.get("sampling.weights", "ema")), options.device)
    asked = model.config.replace(**wanted).sampling
    chosen = choose(model, asked, options.count, told=bool(wanted.keys() - _NO_SAMPLER))
    if chosen.why:
        print(f"ncsn: {chosen.why}", file=sys.stderr)  # before it begins, so that one may think again
    told = {"features": options.features, "against": options.against}
    with progress_bar(options) as progress:
        for stage in evaluate(model, chosen.sampling, chosen.count, options.seed, progress, **told):
            progress(stage.what, stage.share)
    assert stage.evaluation is not None
    found = stage.evaluation
    if chosen.why:  # it belongs to what was measured
        found = replace(found, remarks=(*found.remarks, chosen.why))
    text = found.to_json()
    if out:
        write_whole(out, text.encode())
    say(options, found.table().rstrip(), json.loads(text))
