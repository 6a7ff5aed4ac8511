"""What is done with whole runs: measured, compared, designed for, given away. Runs on the worker's thread.

Each is a generator that yields how far it is, and at last what came of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from ncsn_engine.runs import Run

    Told = Callable[[str, float], None]  # what is being done and how far; what it raises stops it
    Work = Generator["Far | Made", Any, None]

__all__ = ["FORMS", "SAMPLES", "Far", "Made", "compare", "design", "evaluate", "share"]

SAMPLES = 1000  # as the command line draws
# Forms in which a run is given away.
FORMS = {
    "weights": tr("Plain weights with a model card"),
    "diffusers": tr("A folder for diffusers"),
    "run": tr("A run without what only its training needs"),
}


@dataclass(frozen=True)
class Far:
    """How far it is: what is being done, and the share that is done."""

    what: str
    share: float


@dataclass(frozen=True)
class Made:
    """What came of it: a text, and a file that can be kept: its suffix and content."""

    text: str
    suffix: str = ""
    data: bytes = b""


def evaluate(run: Run, device: str, progress: Told) -> Work:
    """Measure samples, as many as a minute allows, as ``ncsn evaluate`` does."""
    from ncsn_engine.metrics import evaluate
    from ncsn_engine.metrics.choosing import choose
    from ncsn_engine.models import load_model

    model = load_model(run, device=device)
    chosen = choose(model, model.config.sampling)
    for stage in evaluate(model, chosen.sampling, chosen.count, progress=progress):
        yield Far(stage.what, stage.share)
    found = stage.evaluation
    assert found is not None
    if chosen.why:  # it belongs to what was measured
        found = replace(found, remarks=(*found.remarks, chosen.why))
    yield Made(found.table().rstrip(), ".json", found.to_json().encode())


def compare(runs: tuple[Run, Run], names: tuple[str, str], device: str, progress: Told) -> Work:
    """Measure two runs side by side, called by names that tell them apart, as ``ncsn compare`` does."""
    from ncsn_engine.comparison import compare_runs

    progress("", 0.0)
    for stage in compare_runs(*runs, count=SAMPLES, device=device):
        yield Far(stage.what, stage.share)
    found = stage.comparison
    assert found is not None
    first, second = (replace(side, name=name) for side, name in zip(found.sides, names, strict=True))
    yield Made(replace(found, sides=(first, second)).table(), ".png", found.picture())


def design(run: Run, progress: Told) -> Work:
    """Design the noise from the data of a run, and compare its settings with that, as ``ncsn design`` does."""
    from ncsn_engine.advice import advise

    yield Far(tr("reading the data"), 0.0)
    found = advise(run.config, progress)
    time = tr("{count} evaluations a picture: 64 take about {seconds:.1f} s here with this network.")
    if math.isnan(found.seconds):
        time = tr("{count} evaluations a picture.")
    settings = {
        "noise.kind": "geometric",
        "noise.sigma_max": f"{found.sigma_max:.4g}",
        "noise.sigma_min": f"{found.sigma_min:g}",
        "noise.n_levels": found.n_levels,
        "sampling.steps_per_level": found.steps_per_level,
        "sampling.epsilon": f"{found.epsilon:.3g}",
    }
    lines = [*found.why, time.format(count=found.evaluations, seconds=found.seconds)]
    lines += ["", *found.warnings] if found.warnings else []
    lines += ["", " ".join(f"--{name} {value}" for name, value in settings.items())]
    yield Made("\n".join(lines))


def share(run: Run, form: str, folder: Path, progress: Told) -> Work:
    """Write a run into a new folder in a form that others open, as ``ncsn share`` and ``ncsn pack`` do."""
    from ncsn_engine.models import pack_run
    from ncsn_engine.sharing import export_diffusers, export_weights

    yield Far(tr("writing {folder}").format(folder=folder.name), 0.0)
    progress("", 0.0)
    match form:
        case "run":
            pack_run(run, folder)
        case "diffusers":
            export_diffusers(run, folder)
        case _:
            export_weights(run, folder)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    yield Made("\n".join([f"{folder}:", *(f"  {file.relative_to(folder).as_posix()}" for file in files)]))
