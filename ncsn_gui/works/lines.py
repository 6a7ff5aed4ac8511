"""What the desk is set to do, as a line of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_engine.config import is_points
from ncsn_engine.runs import READY_MADE
from ncsn_gui.command_line import sample_command, train_command
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["sample_line", "train_line"]


async def train_line(workshop: Workshop, desk: Desk) -> str:
    """Return the line that trains what lies on the desk."""
    fastest = not workshop.devices or workshop.device == workshop.devices[0].name
    device = "" if fastest else workshop.device
    if desk.run is None or not desk.resumable:
        return train_command(desk.config, device=device)
    return train_command(desk.config, str(desk.run.folder), desk.run.config, device)


async def sample_line(workshop: Workshop, shelf: Shelf, desk: Desk, checkpoint: Path | None = None) -> str:
    """Return the line that draws from the run on the desk, or from one of its checkpoints; if it has none, that trains.

    Raises
    ------
    InputError
        If its settings can't be said on the command line.
    """
    run, config = desk.run, desk.config
    saved = run.checkpoints() if run else []
    if run is None or not saved:
        return await train_line(workshop, desk)
    chosen = checkpoint if checkpoint in saved else saved[0]
    base = await workshop.run(errands.read_config, chosen)
    model = READY_MADE if run is shelf.ready_made else str(run.folder)
    model = model if chosen == saved[0] else str(chosen)
    out = f"{run.name}-seed{config.sampling.seed}.{'npz' if is_points(base.data.kind) else 'png'}"
    return sample_command(config, model, base, out, "" if workshop.device == "cpu" else workshop.device)
