"""From noise back to its picture: decode."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.cli.pictures import add_out, keep
from ncsn_engine.cli.shared import add_model, counted, free, say
from ncsn_engine.config import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    decode = command("decode", _decode, "Carry noise that was encoded back to its picture.")
    add_model(decode)
    decode.add_argument("noise", metavar="FILE.npz", help="made by encode, perhaps changed since")
    add_out(decode)


def _decode(options: argparse.Namespace) -> None:
    import numpy as np
    import torch

    from ncsn_engine.likelihood import decode
    from ncsn_engine.models import load_model

    out, source = Path(options.out).expanduser(), Path(options.noise).expanduser()
    free(out, force=options.force)
    model = load_model(options.model, "ema", options.device)
    try:
        with open(source, "rb") as file, np.load(file, allow_pickle=False) as arrays:
            z = torch.from_numpy(np.asarray(arrays["z"], dtype=np.float64))
    except Exception as error:  # NumPy and zipfile raise what they like on files that are none of ours
        raise InputError(
            "{source}: holds no encoded noise ({error}); make one with ncsn encode.", source=source, error=error
        ) from error
    if tuple(z.shape[1:]) != model.shape or not torch.isfinite(z).all():
        raise InputError(
            "{source}: holds {shape}; this model takes finite noise (N, {shape_2}).",
            source=source,
            shape=tuple(z.shape),
            shape_2=model.shape,
        )
    x = decode(model, z).float()
    keep(out, {"x": x}, model, options.scale)
    say(options, f"{counted(model, len(x))}: {out}", {"written": str(out)})
