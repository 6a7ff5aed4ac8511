"""What the window asks of the worker. Each function runs on the worker's thread, where torch lives."""

from __future__ import annotations

import atexit
import functools
import gc
from typing import TYPE_CHECKING, Any

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    import numpy as np

    from ncsn_engine.config import DataConfig, ExportConfig, NoiseConfig, RunConfig, SamplingConfig
    from ncsn_engine.data import Split
    from ncsn_engine.devices import Device
    from ncsn_engine.encoding import FilmKind
    from ncsn_engine.film import NearestPictures
    from ncsn_engine.inspection import LevelTable
    from ncsn_engine.recipe import Recipe
    from ncsn_engine.runs import Run
    from ncsn_engine.samplers import Step
    from ncsn_engine.score import ScoreModel
    from ncsn_engine.trajectory import Trajectory
    from ncsn_gui.films import Film

__all__ = [
    "StoppedError",
    "describe_noise",
    "describe_sampling",
    "export",
    "find_model",
    "import_foreign",
    "measure_export",
    "measure_levels",
    "name_newest",
    "nearest_pictures",
    "open_model",
    "read_config",
    "roll_back",
    "set_threads",
    "start_branch",
    "start_drawing",
    "start_sampling",
    "start_training",
    "warm_up",
]

_LOOKED_THROUGH = 2**28  # values of training pictures that are looked through for one picture's nearest: seconds
_HELD = 2**23  # and at once
_MEASURED = 2 * 10**7  # pixels that are encoded to tell how large a file will be: about a second


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


@functools.cache
def _own_threads() -> int:
    """Return how many threads torch chose, before it was told otherwise."""
    import torch

    return torch.get_num_threads()


def set_threads(count: int) -> int:
    """Let torch use so many threads, 0: as many as it chose itself; returns how many it uses."""
    import torch

    own = _own_threads()
    torch.set_num_threads(count or own)
    return torch.get_num_threads()


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
    cost = tr("{count} evaluations a picture.").format(count=planned.evaluations)
    if not planned.evaluations:
        cost = tr("As many evaluations a picture as it takes.")
    if isinstance(settings, Langevin):
        said = tr("Stable for 0 < ε < 2σ² = {most:.3g}; ε is {epsilon:.3g}.")
        return f"{said.format(most=2 * planned.sigmas[0] ** 2, epsilon=planned.epsilon)} {cost}"
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


def describe_noise(config: RunConfig) -> str:
    """Say which ladder the rules make of the data."""
    from ncsn_engine.noise import ladder, ratio

    sigmas = ladder(config.noise, _data(config.data).all)
    said = tr("From the data: σ₁ {first:.4g}, L {count}, ratio γ {ratio:.4g}.")
    return said.format(first=sigmas[0], count=len(sigmas), ratio=ratio(sigmas))


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


class StoppedError(Exception):
    """The user asked for an end."""


def export(path: Path, film: Film, look: ExportConfig, progress: Callable[[float], None]) -> list[Path]:
    """Save an export; returns what was written. What `progress` raises stops it, and nothing is written."""
    from ncsn_engine.recipe import save_export

    return save_export(path, film.trajectory, _recipe_of(film, look), progress)


def measure_export(film: Film, look: ExportConfig) -> int:
    """Return how many bytes a file will have, of films and of many files about; 0 where to know it would take long."""
    from ncsn_engine.encoding import animation, has_video
    from ncsn_engine.recipe import rendered
    from ncsn_engine.sheets import Sheets

    recipe = _recipe_of(film, look)
    sheets = Sheets(film.trajectory, recipe.export, recipe.low, recipe.high)
    w, h = sheets.size
    pixels = w * h * sheets.scale**2
    if pixels > _MEASURED or (look.format == "mp4" and not has_video()):
        return 0
    if look.format == "pictures":
        return len(rendered(film.trajectory, recipe)) * film.trajectory.shape[0]
    if not look.is_film:
        return len(rendered(film.trajectory, recipe))
    few = max(1, min(6, _MEASURED // pixels, len(sheets)))
    some = [sheets[int((i + 0.5) * len(sheets) / few)] for i in range(few)]
    text = recipe.to_json() if look.recipe else ""
    kind: FilmKind = look.format  # type: ignore[assignment]
    return round(len(animation(kind, some, look.fps, 0.0, "", sheets.scale)) * len(sheets) / few) + len(text)


def _recipe_of(film: Film, look: ExportConfig) -> Recipe:
    """Write down how a film's export is made; of a sampling that was stopped, that it ends there."""
    from ncsn_engine.recipe import recipe_for
    from ncsn_engine.sheets import last_step_of

    if look.last_step is None and film.trajectory.facts:
        look = look.replace(last_step=last_step_of(film.trajectory))
    sampling, branches = film.chain()
    return recipe_for(film.model, sampling, look, film.noise, branches)


def start_drawing(
    checkpoint: Path, weights: str, device: str, settings: SamplingConfig
) -> Generator[tuple[float, tuple[np.ndarray, float, float] | None], None, None]:
    """Draw from a checkpoint, yielding the share that is done about every 50 ms, and at last what was drawn.

    That is uint8 (N, H, W, C), or points (N, 2), and the range of the data.
    """
    import time

    from ncsn_engine.export import to_pixels
    from ncsn_engine.models import load_model
    from ncsn_engine.samplers import sample

    model = load_model(checkpoint, weights, device)
    due = time.perf_counter()
    for step in sample(model, settings):
        if time.perf_counter() >= due:
            yield step.index / max(1, step.total), None
            due = time.perf_counter() + 0.05
    x = step.x.cpu().numpy()
    yield 1.0, (x if x.ndim == 2 else to_pixels(x, model.low, model.high), model.low, model.high)


def roll_back(run: Run, checkpoint: Path) -> Run:
    """Let a run that is not being trained stand at an earlier checkpoint again."""
    from ncsn_engine.training import roll_back

    return roll_back(run, checkpoint)
