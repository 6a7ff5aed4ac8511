"""Pictures that commands take and give: read from files or the data, saved as a grid or as arrays."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ncsn_engine.config import InputError

if TYPE_CHECKING:
    import argparse

    import torch

    from ncsn_engine.score import ScoreModel

__all__ = ["add_out", "keep", "numbered", "picture_for", "read_picture"]


def add_out(parser: argparse.ArgumentParser) -> None:
    """Add where the pictures go."""
    parser.add_argument("--out", required=True, metavar="FILE", help=".png, or .npz for the arrays")
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    parser.add_argument("--scale", type=int, default=8, metavar="N", help="enlarge by a whole factor (default 8)")


def picture_for(model: ScoreModel, what: str, shape: Any = None, task: Any = None) -> torch.Tensor:
    """Read a picture for a model: a file, or ``held-out:NUMBER``; of what a task leaves, where shape is None."""
    import torch

    from ncsn_engine.data import load

    if what.startswith("held-out:"):
        held_out = load(model.config.data, None, model.split_file).held_out
        return held_out[numbered(what, len(held_out)) - 1]
    wanted = shape or (tuple(task.forward(torch.zeros(1, *model.shape)).shape[1:]) if task else model.shape)
    values = read_picture(Path(what).expanduser(), wanted[0], wanted[1:])
    return model.low + (model.high - model.low) * values


def numbered(what: str, most: int) -> int:
    """Return N of ``KIND:N``, 1 to `most`."""
    kind, _, number = what.partition(":")
    if not number.isdecimal() or not 1 <= int(number) <= most:
        raise InputError("{what}: give {kind}:1 to {kind}:{most}.", what=what, kind=kind, most=most)
    return int(number)


def read_picture(path: Path, channels: int, size: Any) -> torch.Tensor:
    """Read a picture file of exactly this size, (C, H, W) in [0, 1], as training reads pictures."""
    import numpy as np
    import torch

    from ncsn_engine import pictures

    picture = pictures.read_picture(path, channels)
    if (picture.image.height, picture.image.width) != tuple(size):
        found = f"{picture.image.width}×{picture.image.height}"
        raise InputError(
            "{path}: is {found}; this needs {size}×{size_2} pixels: resize or crop.",
            path=path,
            found=found,
            size=size[1],
            size_2=size[0],
        )
    if picture.note:
        print(f"ncsn: {path}: {picture.note}.", file=sys.stderr)
    return torch.from_numpy(picture.pixels().transpose(2, 0, 1).astype(np.float32) / 255)


def keep(out: Path, arrays: dict[str, torch.Tensor], model: ScoreModel, scale: int, columns: int | None = None) -> None:
    """Save pictures as a grid, what is given first; or all arrays."""
    import numpy as np

    from ncsn_engine import export
    from ncsn_engine.storage import write_whole

    plain = {name: values.cpu().numpy() for name, values in arrays.items()}
    if out.suffix.lower() == ".npz":
        write_whole(out, export.npz(plain))
    elif out.suffix.lower() == ".png":
        shown = [plain["shown"]] if "shown" in plain and plain["shown"].shape[1:] == plain["x"].shape[1:] else []
        pixels = export.to_pixels(np.concatenate([*shown, plain["x"]]), model.low, model.high)
        write_whole(out, export.png(export.grid(pixels, columns, scale=scale)))
    else:
        raise InputError(
            "{out}: can't write {what}; name a .png or an .npz file.", out=out, what=out.suffix or "folders"
        )
