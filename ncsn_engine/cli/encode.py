"""From a picture to noise: encode."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.cli.pictures import keep, picture_for
from ncsn_engine.cli.shared import add_model, free, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    encode = command("encode", _encode, "Carry a picture to noise by the probability-flow ODE.")
    add_model(encode)
    encode.add_argument("picture", metavar="PICTURE", help="a picture file, or held-out:NUMBER")
    encode.add_argument("--out", required=True, metavar="FILE.npz", help="where the noise goes")


def _encode(options: argparse.Namespace) -> None:
    from ncsn_engine.likelihood import encode
    from ncsn_engine.models import load_model

    out = Path(options.out).expanduser()
    free(out)
    model = load_model(options.model, "ema", options.device)
    z = encode(model, picture_for(model, options.picture)[None])
    keep(out, {"z": z}, model, 1)
    largest = float(model.sigmas[0])
    said = f"noise of size {float(z.std()):.3g} at σ {largest:.4g}: {out}"
    say(options, said, {"written": str(out), "std": float(z.std()), "sigma": largest})
