"""Other people's checkpoints: import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.cli.shared import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    bring = command("import", _import, "Make a run of an official checkpoint of ncsn, ncsnv2 or score_sde.")
    bring.add_argument("file", metavar="FILE", help=".pth or .safetensors")
    bring.add_argument("--run", metavar="FOLDER", help="a new folder; by default a new run")
    bring.add_argument("--name", metavar="NAME", help="what the run is called")
    bring.add_argument("--size", type=int, metavar="N", help="side of the pictures, which files don't say")
    for flag in ("--sigma-max", "--sigma-min"):
        bring.add_argument(flag, type=float, metavar="S", help="end of the ladder, which files of 2019 don't say")
    bring.add_argument("--process", choices=("ve", "vp", "sub-vp", "ddpm"), help="where the file does not say it")


def _import(options: argparse.Namespace) -> None:
    from ncsn_engine.foreign import import_checkpoint

    run = import_checkpoint(
        Path(options.file).expanduser(),
        Path(options.run).expanduser() if options.run else None,
        name=options.name,
        size=options.size,
        sigma_max=options.sigma_max,
        sigma_min=options.sigma_min,
        process=options.process,
    )
    noise, network = run.config.noise.kind, run.config.network.kind
    said = f"{run.folder}\nNetwork {network}, noise {noise}; draw with: ncsn sample {run.folder.name} --out samples.png"
    say(options, said, {"folder": str(run.folder), "network": network, "noise": noise})
