"""What several pages ask of the worker. Each function runs on the worker's thread, where torch lives."""

from __future__ import annotations

import atexit
import functools
import gc
import time
from typing import TYPE_CHECKING, Any

from ncsn_gui.language import tr
from ncsn_gui.words import titled, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    import numpy as np

    from ncsn_engine.config import DataConfig, NoiseConfig, RunConfig, SamplingConfig
    from ncsn_engine.data import Split
    from ncsn_engine.devices import Device
    from ncsn_engine.look import Look
    from ncsn_engine.runs import Run
    from ncsn_engine.samplers import Step
    from ncsn_engine.score import ScoreModel
    from ncsn_engine.trajectory import Trajectory

__all__ = [
    "data",
    "describe_branch",
    "describe_noise",
    "describe_sampling",
    "find_model",
    "import_foreign",
    "ladder_text",
    "look_at_folder",
    "name_newest",
    "open_model",
    "read_config",
    "roll_back",
    "set_threads",
    "start_branch",
    "start_sampling",
    "start_training",
    "warm_up",
]

_LOOK_SECONDS = 1.5  # in which pictures are opened, while the worker does nothing else
_LOOK_HOLDS = 3.0  # seconds after which a folder may be another
_looked: tuple[Any, Look | str, float] | None = None  # of what, what was seen, until when


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


def set_threads(count: int) -> int:
    """Let torch use so many threads, 0: as many as fit beside other programs; returns how many it uses."""
    from ncsn_engine.threads import set_threads

    return set_threads(count)


def start_training(run: Run, device: str, progress: Callable[[str, float], None]) -> Generator[Any, Any, None]:
    """Return the generator of a training."""
    from ncsn_engine.training import train

    return train(run, device, progress)


def name_newest(run: Run, name: str) -> Path:
    """Keep the newest checkpoint of a run that is not trained under a name."""
    from ncsn_engine.runs import name_newest

    return name_newest(run, name)


def open_model(checkpoint: Path, weights: str, device: str) -> ScoreModel:
    """Open a checkpoint; the last two stay open."""
    # After a rollback a file of the same name may be another one.
    return _opened(checkpoint, checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0, weights, device)


@functools.lru_cache(maxsize=2)
def _opened(checkpoint: Path, written: int, weights: str, device: str) -> ScoreModel:
    from ncsn_engine.models import load_model

    return load_model(checkpoint, weights, device)


def start_sampling(
    model: ScoreModel, settings: SamplingConfig, trajectory: Trajectory, noise: NoiseConfig | None = None
) -> Generator[Step, None, None]:
    """Return the generator of a recorded sampling."""
    from ncsn_engine.samplers import sample
    from ncsn_engine.trajectory import record

    return record(sample(model, settings, noise=noise), trajectory)  # type: ignore[return-value]


def start_branch(
    model: ScoreModel,
    settings: SamplingConfig,
    trajectory: Trajectory,
    start: tuple[np.ndarray, float],
    noise: NoiseConfig | None = None,
) -> Generator[Step, None, None]:
    """Return the generator of a recorded sampling that goes on from x, as it was recorded, and its σ."""
    import torch

    from ncsn_engine.samplers import carry_on
    from ncsn_engine.trajectory import record

    x = torch.from_numpy(start[0].astype("float32"))
    return record(carry_on(model, settings, x, start[1], noise), trajectory)  # type: ignore[return-value]


@functools.lru_cache(maxsize=1)
def data(settings: DataConfig, split_file: Path | None = None) -> Split:
    """Return a data set, split as a run did it if its file is given; the last one stays read."""
    from ncsn_engine.data import load

    return load(settings, None, split_file)


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


def roll_back(run: Run, checkpoint: Path) -> Run:
    """Let a run that is not being trained stand at an earlier checkpoint again."""
    from ncsn_engine.training import roll_back

    return roll_back(run, checkpoint)


def describe_sampling(model: ScoreModel, settings: SamplingConfig) -> str:
    """Say what the sampler will do: its cost, and for Langevin's dynamics the stable range and the rule."""
    from ncsn_engine.config import AnnealedLangevin, InputError, Langevin, OnLadder
    from ncsn_engine.design import residual_variance
    from ncsn_engine.noise import ratio
    from ncsn_engine.samplers import plan

    try:
        planned = plan(model, settings)
    except InputError as error:
        return worded(error)
    points = model.facts.is_points
    cost = tr("{count} evaluations a point.") if points else tr("{count} evaluations a picture.")
    cost = cost.format(count=planned.evaluations)
    if not planned.evaluations:
        rest = tr("As many evaluations a picture as it takes.")
        cost = tr("As many evaluations a point as it takes.") if points else rest
    if isinstance(settings, Langevin):
        said = tr("Stable for 0 < ε < {most:.3g}; ε is {epsilon:.3g}.")
        return f"{said.format(most=planned.stable, epsilon=planned.epsilon)} {cost}"
    said = tr("{count} levels, σ {first:.4g} to {last:.3g};")
    said = f"{said.format(count=len(planned.sigmas), first=planned.sigmas[0], last=planned.sigmas[-1])} {cost}"
    if isinstance(settings, OnLadder):
        epsilon = tr("ε is {epsilon:.3g}.")
        said = f"{epsilon.format(epsilon=planned.epsilon)} {said}"
    if isinstance(settings, AnnealedLangevin):
        smallest, gamma, steps = float(planned.sigmas[-1]), ratio(planned.sigmas), settings.steps_per_level
        stable = tr("Stable for 0 < ε < 2σ_L² = {most:.3g}.")
        said = f"{stable.format(most=2 * smallest**2)} {said}"
        if settings.step_rule == "annealed":
            left = residual_variance(planned.epsilon, smallest, gamma, steps)
            rest = tr("Noise left after a level: {left:.2f} times its own variance.")
            said = f"{said} {rest.format(left=left)}"
    return said


def describe_branch(model: ScoreModel, settings: SamplingConfig, sigma: float, noise: NoiseConfig | None) -> str:
    """Say what of a sampler's levels a branch from σ walks; empty: all of them."""
    from ncsn_engine.samplers import plan

    whole, rest = plan(model, settings, noise), plan(model, settings, noise, below=sigma)
    if rest.evaluations == whole.evaluations:
        return ""
    said = tr("A branch from σ {sigma:.3g}: {evaluations} of {all} evaluations a picture; levels above it are gone.")
    if model.facts.is_points:
        said = tr("A branch from σ {sigma:.3g}: {evaluations} of {all} evaluations a point; levels above it are gone.")
    return said.format(sigma=sigma, evaluations=rest.evaluations, all=whole.evaluations)


def look_at_folder(config: RunConfig) -> Look | str:
    """Look at the folder of a draft, or say why that can't be done; the last look is kept for a moment."""
    from ncsn_engine.config import InputError
    from ncsn_engine.look import look

    global _looked
    key, now = (config.data, config.noise, getattr(config.sampling, "steps_per_level", 0)), time.monotonic()
    if _looked is None or _looked[0] != key or now > _looked[2]:
        try:
            found: Look | str = look(config, _LOOK_SECONDS)
        except InputError as error:
            found = worded(error)
        _looked = key, found, time.monotonic() + _LOOK_HOLDS
    return _looked[1]


def describe_noise(config: RunConfig) -> str:
    """Say which ladder the rules make of the data of a draft, as far as that is known without long work."""
    from ncsn_engine.config import DownloadedConfig, FolderConfig, InputError
    from ncsn_engine.data.downloaded import is_here
    from ncsn_engine.noise import ladder

    if isinstance(config.data, FolderConfig):
        seen = look_at_folder(config)
        if isinstance(seen, str) or seen.rules is None:
            return seen if isinstance(seen, str) else titled(seen.problem)
        said = ladder_text(seen.rules.sigma_max, seen.rules.n_levels, seen.rules.ratio)
        part = tr("By {opened} of {count} pictures; training looks at all.")
        return said if seen.opened == seen.count else f"{said} {part.format(opened=seen.opened, count=seen.count)}"
    if isinstance(config.data, DownloadedConfig) and not is_here(config.data):
        return tr("σ₁, L and the ratio are taken from the data, once it is downloaded.")
    try:
        sigmas = ladder(config.noise, data(config.data).all)
    except InputError as error:
        return worded(error)
    return ladder_text(sigmas[0], len(sigmas), (sigmas[0] / sigmas[-1]) ** (1 / (len(sigmas) - 1)))


def ladder_text(first: float, count: int, ratio: float) -> str:
    """Say which ladder was made from the data."""
    said = tr("From the data: σ₁ {first:.4g}, L {count}, ratio γ {ratio:.4g}.")
    return said.format(first=first, count=count, ratio=ratio)
