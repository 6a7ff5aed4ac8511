"""Which model is meant: the newest weights of the run on the desk, opened on the worker's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_engine.config import InputError
from ncsn_gui.language import tr
from ncsn_gui.works import errands

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.score import ScoreModel
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.works.training import Training

__all__ = ["Models"]


class Models:
    """Finds and opens models."""

    def __init__(self, workshop: Workshop, desk: Desk, training: Training) -> None:
        self._workshop, self._desk, self._training = workshop, desk, training

    async def newest(self) -> Path:
        """Return the newest checkpoint of the run on the desk; made now if it is being trained.

        Raises
        ------
        InputError
            If nothing has been learned yet.
        """
        run = self._desk.run
        if run is None:
            raise InputError(tr("A new run has learned nothing yet: press Train, or choose a run on the left."))
        session = self._training.session
        if session and session.run.folder == run.folder:
            return await session.checkpoint()
        saved = run.checkpoints()
        if not saved:
            raise InputError(tr("{run} has saved nothing yet: train it first.").format(run=run.name))
        return saved[0]

    async def open(self, checkpoint: Path | None = None, weights: str = "") -> ScoreModel:
        """Open a checkpoint, by default the newest one, with the weights that the settings ask for or these.

        Raises
        ------
        InputError
            As :meth:`newest`; or if the file is damaged.
        """
        path = checkpoint or await self.newest()
        weights = weights or self._desk.config.sampling.weights
        return await self._workshop.run(errands.open_model, path, weights, self._workshop.device)
