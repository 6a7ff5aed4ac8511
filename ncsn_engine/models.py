"""Opening models: of a run, a checkpoint file, or the ready-made one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ncsn_engine.checkpoint import Checkpoint, read_checkpoint, read_fingerprint, write_checkpoint
from ncsn_engine.config import InputError
from ncsn_engine.data.keeping import SPLIT_FILE
from ncsn_engine.devices import pick
from ncsn_engine.runs import READY_MADE, Run, create_run, list_runs, named_folder, open_run, ready_made_run
from ncsn_engine.source import ModelSource
from ncsn_engine.storage import write_whole
from ncsn_engine.weights import is_weights_folder, read_weights

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.score import ScoreModel

__all__ = ["ModelSource", "find_model", "load_model", "pack_run", "resolve"]


def load_model(source: Run | Path | str, weights: str = "ema", device: str = "cpu") -> ScoreModel:
    """Open a model to sample from.

    Parameters
    ----------
    source
        A run, a run folder, a checkpoint file, a folder of plain weights, or ``"ready-made"``.
    weights
        ``"ema"`` for the running average (raw where there is none), or ``"raw"``.
    device
        As :func:`~ncsn_engine.devices.pick` takes it.

    Returns
    -------
    ScoreModel
        In evaluation mode, with its `source` set for recipes, and its `split_file` for :func:`ncsn_engine.data.load`.

    Raises
    ------
    InputError
        If there is no model there, or the file is damaged.
    """
    name, saved = _read(source)
    model = saved.score_model(weights).to(pick(device))
    used = saved.used(weights)
    model.source = ModelSource(saved.fingerprint, name, saved.step, used)
    model.split_file = _split_of(source)
    return model


def _split_of(source: Run | Path | str) -> Path | None:
    """Return the file that tells how the data of a model's run is split: beside it, or above a checkpoint."""
    path = resolve(source)[0].resolve()
    above = [path] if path.is_dir() else path.parents[1:4]  # RUN/checkpoints/…, RUN/set-aside/01/checkpoints/…
    return next((folder / SPLIT_FILE for folder in above if (folder / SPLIT_FILE).is_file()), None)


def _read(source: Run | Path | str) -> tuple[str, Checkpoint]:
    path, name = resolve(source)
    if path.is_file():
        return name, read_checkpoint(path)
    if is_weights_folder(path):
        return name, read_weights(path)
    run = open_run(path)
    damaged = []
    for file in run.checkpoints():
        try:
            return run.name, read_checkpoint(file)
        except InputError as error:
            damaged.append(str(error))
    raise InputError(damaged[0] if damaged else f"{path}: has saved no checkpoint yet; train it first.")


def resolve(source: Run | Path | str) -> tuple[Path, str]:
    """Return the folder or file that `source` names, and its name.

    A plain name is looked for here first, then among the runs; ``ready-made`` is the model that
    ships with the program.
    """
    if isinstance(source, Run):
        return source.folder, source.name
    if str(source) == READY_MADE:
        return ready_made_run().folder, READY_MADE
    path = named_folder(source)
    if not path.exists():
        raise InputError("{source}: there is no such run or file; 'ncsn runs' lists the runs.", source=source)
    if path.is_dir():
        return path, path.resolve().name
    of_run = path.resolve().parent.parent  # RUN/checkpoints/step-….safetensors
    return path, of_run.name if (of_run / "run.json").exists() else path.stem


def find_model(sha256: str, folder: Path | None = None) -> Path:
    """Return the checkpoint with that fingerprint, sought in the runs, what they set aside, and the ready-made model.

    Raises
    ------
    InputError
        If it is not here.
    """
    for run in [ready_made_run(), *list_runs(folder)[0]]:
        for file in [*run.checkpoints(), *run.folder.glob("set-aside/*/checkpoints/step-*.safetensors")]:
            if read_fingerprint(file) == sha256:
                return file
    raise InputError(
        "the model of this recipe (SHA-256 {sha256}…) is not among the runs; name its run or file as well.",
        sha256=sha256[:12],
    )


def pack_run(run: Run, folder: Path) -> Run:
    """Copy a run without what only its training needs: to give a model away.

    The newest checkpoint keeps the weights one samples with; optimiser, older checkpoints and raw
    weights stay behind. Curves and previews come along.
    """
    _, saved = _read(run)
    packed = create_run(run.config, folder, made=run)
    slim = replace(saved, model={} if saved.ema else saved.model, optimizer={})
    write_checkpoint(packed.new_checkpoint(saved.step), slim)
    for name in ("metrics.jsonl", *(f"previews/{f.name}" for f in (run.folder / "previews").glob("*.png"))):
        write_whole(folder / name, (run.folder / name).read_bytes())
    return open_run(folder)
