"""What the desk is set to do, as a line of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_engine.config import InputError, is_points
from ncsn_engine.runs import READY_MADE
from ncsn_gui.command_line import sample_command, train_command
from ncsn_gui.language import tr
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.works.films import Film

__all__ = ["film_line", "sample_line", "train_line"]


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


async def film_line(workshop: Workshop, shelf: Shelf, film: Film) -> str:
    """Return the line that draws a film again as it was drawn, with the branches that lead to it.

    Raises
    ------
    InputError
        If its model is gone, or the command line can't say how it was drawn.
    """
    if film.noise is not None:
        raise InputError(tr("this film was drawn on a ladder of its own; export it, and copy its recipe's command."))
    source = film.model.source
    checkpoint = await workshop.run(errands.find_model, source.sha256) if source else None
    if checkpoint is None:
        raise InputError(tr("the model of this film is not here any more; sample anew, then copy."))
    folder, ready = checkpoint.parent.parent, shelf.ready_made
    run = next((run for run in shelf.all() if run.folder == folder), None)
    newest = run is not None and run.checkpoints()[0] == checkpoint
    model = READY_MADE if ready and newest and folder == ready.folder else str(folder if newest else checkpoint)
    base = await workshop.run(errands.read_config, checkpoint)
    sampling, branches = film.chain()
    config = base.model_copy(update={"sampling": sampling})
    out = f"{film.name}.{'npz' if is_points(base.data.kind) else 'png'}"
    device = str(film.model.sigmas.device)
    return sample_command(config, model, base, out, "" if device == "cpu" else device, branches)
