"""What the window asks of the worker. Each function runs on the worker's thread, where torch lives."""

from __future__ import annotations

import atexit
import functools
import gc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    import numpy as np

    from ncsn_engine.config import DataConfig, ExportConfig, RunConfig, SamplingConfig
    from ncsn_engine.data import Split
    from ncsn_engine.devices import Device
    from ncsn_engine.film import NearestPictures
    from ncsn_engine.inspection import LevelTable
    from ncsn_engine.runs import Run
    from ncsn_engine.samplers import Step
    from ncsn_engine.score import ScoreModel
    from ncsn_engine.trajectory import Trajectory

__all__ = [
    "describe_noise",
    "describe_sampling",
    "export",
    "find_model",
    "import_foreign",
    "measure_levels",
    "nearest_pictures",
    "open_model",
    "read_config",
    "start_sampling",
    "start_training",
    "warm_up",
]

_LOOKED_THROUGH = 2**28  # values of training pictures that are looked through for one picture's nearest: seconds
_HELD = 2**23  # and at once


def warm_up() -> list[Device]:
    """Import torch and the engine, and say which devices are here."""
    import ncsn_engine.training  # noqa: F401 - so that the first training begins at once
    from ncsn_engine.devices import list_devices

    # torch brings half a million objects that never die; looking through them again and again for
    # garbage would stop both threads for tens of milliseconds.
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # else libraries complain of leaks when the program ends
    return list_devices()


def start_training(run: Run, device: str, progress: Callable[[str, float], None]) -> Generator[Any, Any, None]:
    """Return the generator of a training."""
    from ncsn_engine.training import train

    return train(run, device, progress)


@functools.lru_cache(maxsize=2)
def open_model(checkpoint: Path, weights: str, device: str) -> ScoreModel:
    """Open a checkpoint; the last two stay open."""
    from ncsn_engine.models import load_model

    return load_model(checkpoint, weights, device)


def start_sampling(model: ScoreModel, settings: SamplingConfig, trajectory: Trajectory) -> Generator[Step, None, None]:
    """Return the generator of a recorded sampling."""
    from ncsn_engine.samplers import sample
    from ncsn_engine.trajectory import record

    return record(sample(model, settings), trajectory)  # type: ignore[return-value]


@functools.lru_cache(maxsize=1)
def _data(settings: DataConfig) -> Split:
    from ncsn_engine.data import load

    return load(settings)


def measure_levels(model: ScoreModel, first: int, count: int) -> LevelTable:
    """Noise and denoise held-out pictures, from the `first` on, around the end."""
    import numpy as np

    from ncsn_engine.inspection import inspect_levels

    data = _data(model.config.data)
    count = 1500 if model.facts.is_points else count  # points make one picture together
    chosen = data.held_out_indices[np.arange(first, first + count) % len(data.held_out_indices)]
    return inspect_levels(model, data.pictures(chosen))


def nearest_pictures(model: ScoreModel, picture: np.ndarray, count: int = 3) -> NearestPictures:
    """Find the training pictures nearest to one picture (C, H, W).

    Looks through an even choice of the set where it is too large to be looked through at once.
    """
    import numpy as np
    import torch

    from ncsn_engine.data import Streamed
    from ncsn_engine.export import to_pixels
    from ncsn_engine.film import NearestPictures
    from ncsn_engine.metrics import nearest

    data = _data(model.config.data)
    most = min(_LOOKED_THROUGH // picture.size, 4096 if isinstance(data.source, Streamed) else _LOOKED_THROUGH)
    indices = data.train_indices
    if len(indices) > most:
        indices = indices[np.linspace(0, len(indices) - 1, most).astype(int)]
    x = torch.from_numpy(picture[None])
    held = max(count, _HELD // picture.size)
    chosen, distances, mirrored = (np.empty(0, t) for t in (np.int64, np.float64, np.bool_))
    for begin in range(0, len(indices), held):
        some = indices[begin : begin + held]
        found = nearest(x, data.pictures(some), min(count, len(some)))
        chosen = np.append(chosen, some[found.indices[0]])
        distances = np.append(distances, found.distances[0])
        mirrored = np.append(mirrored, found.mirrored[0])
        best = np.argsort(distances, kind="stable")[:count]
        chosen, distances, mirrored = chosen[best], distances[best], mirrored[best]
    pixels = to_pixels(data.pictures(chosen).numpy(), model.low, model.high)
    pixels[mirrored] = pixels[mirrored][:, :, ::-1]
    return NearestPictures(pixels, distances, mirrored, chosen, len(indices))


def describe_sampling(model: ScoreModel, settings: SamplingConfig) -> str:
    """Say what the sampler will do: its cost, and for Langevin's dynamics the stable range and the rule."""
    from ncsn_engine.config import AnnealedLangevin, InputError, Langevin, OnLadder
    from ncsn_engine.design import residual_variance
    from ncsn_engine.noise import ratio
    from ncsn_engine.samplers import plan

    try:
        planned = plan(model, settings)
    except InputError as error:
        return str(error)
    cost = f"{planned.evaluations} evaluations" if planned.evaluations else "As many evaluations as it takes"
    if isinstance(settings, Langevin):
        return (
            f"Stable for 0 < ε < 2σ² = {2 * planned.sigmas[0] ** 2:.3g}; ε is {planned.epsilon:.3g}. {cost} a picture."
        )
    said = f"{len(planned.sigmas)} levels, σ {planned.sigmas[0]:.4g} to {planned.sigmas[-1]:.3g}; {cost} a picture."
    if isinstance(settings, OnLadder):
        said = f"ε is {planned.epsilon:.3g}. {said}"
    if isinstance(settings, AnnealedLangevin):
        smallest, gamma, steps = float(planned.sigmas[-1]), ratio(planned.sigmas), settings.steps_per_level
        said = f"Stable for 0 < ε < 2σ_L² = {2 * smallest**2:.3g}. {said}"
        if settings.step_rule == "annealed":
            left = residual_variance(planned.epsilon, smallest, gamma, steps)
            said += f" Noise left after a level: {left:.2f} times its own variance."
    return said


def describe_noise(config: RunConfig) -> str:
    """Say which ladder the rules make of the data."""
    from ncsn_engine.noise import ladder, ratio

    sigmas = ladder(config.noise, _data(config.data).all)
    return f"From the data: σ₁ {sigmas[0]:.4g}, L {len(sigmas)}, ratio γ {ratio(sigmas):.4g}."


def find_model(sha256: str) -> Path | None:
    """Return the checkpoint with that fingerprint, if it is here."""
    from ncsn_engine.config import InputError
    from ncsn_engine.models import find_model

    try:
        return find_model(sha256)
    except InputError:
        return None


def read_config(checkpoint: Path) -> RunConfig:
    """Return the settings that a checkpoint holds, from which the command line begins."""
    from ncsn_engine.checkpoint import read_checkpoint

    return read_checkpoint(checkpoint).config


def import_foreign(file: Path, said: dict[str, Any]) -> Run:
    """Make a run of another program's checkpoint; `said` is what the file does not say."""
    from ncsn_engine.foreign import import_checkpoint

    return import_checkpoint(file, **said)


def export(path: Path, trajectory: Trajectory, model: ScoreModel, sampling: SamplingConfig, look: ExportConfig) -> Path:
    """Save an export; returns what was written, the first of it."""
    from ncsn_engine.config import InputError
    from ncsn_engine.recipe import kind_for, recipe_for, save_export

    if look.format == "pictures" and path.is_dir() and any(path.iterdir()):
        raise InputError(f"{path}: holds other files; name a new folder.")
    if look.format not in ("picture", "pictures"):
        look = kind_for(path, look)
    return save_export(path, trajectory, recipe_for(model, sampling, look))[0]
