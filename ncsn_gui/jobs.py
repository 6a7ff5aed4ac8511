"""What the window asks of the worker. Each function runs on the worker's thread, where torch lives."""

from __future__ import annotations

import atexit
import functools
import gc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from ncsn_engine.config import DataConfig, ExportConfig, RunConfig, SamplingConfig
    from ncsn_engine.data import Split
    from ncsn_engine.devices import Device
    from ncsn_engine.inspection import LevelTable
    from ncsn_engine.runs import Run
    from ncsn_engine.samplers import Step
    from ncsn_engine.score import ScoreModel
    from ncsn_engine.trajectory import Trajectory

__all__ = [
    "describe_noise",
    "describe_sampling",
    "export",
    "measure_levels",
    "open_model",
    "start_sampling",
    "start_training",
    "warm_up",
]


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


def export(path: Path, trajectory: Trajectory, model: ScoreModel, sampling: SamplingConfig, look: ExportConfig) -> Path:
    """Save an export; returns what was written, the first of it."""
    from ncsn_engine.config import InputError
    from ncsn_engine.recipe import kind_for, recipe_for, save_export

    if look.format == "pictures" and path.is_dir() and any(path.iterdir()):
        raise InputError(f"{path}: holds other files; name a new folder.")
    if look.format not in ("picture", "pictures"):
        look = kind_for(path, look)
    return save_export(path, trajectory, recipe_for(model, sampling, look))[0]
