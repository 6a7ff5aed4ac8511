"""A model as plain weights with a model card, which this program opens and others understand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.models import load_model
from ncsn_engine.score import ScoreModel
from ncsn_engine.sharing.cards import weights_card
from ncsn_engine.sharing.folder import write_folder
from ncsn_engine.weights import weights_files

if TYPE_CHECKING:
    from ncsn_engine.runs import Run

__all__ = ["export_weights"]


def export_weights(
    source: ScoreModel | Run | Path | str, folder: Path | str, weights: str = "ema", evaluation: str = ""
) -> list[Path]:
    """Save a model as plain weights: ``model.safetensors``, ``config.json`` and a model card, ``README.md``.

    :func:`~ncsn_engine.models.load_model` and ``ncsn sample`` open the folder; for other programs
    ``config.json`` says which network this is, and what its output means.

    Parameters
    ----------
    source
        A model, as it is; or a run, a run folder, a checkpoint file, or ``"ready-made"``.
    folder
        A new or an empty one.
    weights
        ``"ema"`` or ``"raw"``, as :func:`~ncsn_engine.models.load_model` takes it; not for a model.
    evaluation
        What is known of how good it is, in Markdown, for the card.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    InputError
        If there is no model, or the folder holds other files.
    SaveError
        If it could not be written; then nothing is there.
    """
    model = source if isinstance(source, ScoreModel) else load_model(source, weights)
    return write_folder(Path(folder), {**weights_files(model), "README.md": weights_card(model, evaluation)})
