"""Other people's checkpoints made runs of ours: the authors' NCSN, NCSNv2 and score SDE files.

``file`` opens a file safely, ``layout`` tells what is in it, ``fitting`` whether it is whole; here it becomes a run.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from ncsn_engine.checkpoint import Checkpoint, write_checkpoint
from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.foreign.file import open_file
from ncsn_engine.foreign.fitting import check_fit
from ncsn_engine.foreign.layout import held_in, network_of
from ncsn_engine.noise import ladder, linear
from ncsn_engine.presets import preset
from ncsn_engine.runs import Run, create_run, free_folder
from ncsn_engine.score import DataFacts, ScoreModel
from ncsn_engine.storage import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.foreign.layout import Held, Network

__all__ = ["import_checkpoint", "settings_of"]

_PRESETS = {"ve": "ncsnpp-ve", "vp": "vp", "sub-vp": "subvp", "ddpm": "ddpm"}
_NUMBERS = {"ve": "descending", "vp": "time", "sub-vp": "time", "ddpm": "positional"}  # that networks are told
_SNR = {64: 0.17, 256: 0.075, 1024: 0.15}  # of the authors' corrector, by picture size; 0.16 at 32


def import_checkpoint(
    file: Path,
    folder: Path | None = None,
    *,
    name: str | None = None,
    size: int | None = None,
    sigma_max: float | None = None,
    sigma_min: float | None = None,
    process: str | None = None,
    timeout: float = 300.0,
) -> Run:
    """Make a run of a checkpoint of the authors' code, with its raw and its averaged weights.

    Read are the files of ermongroup/ncsn, ermongroup/ncsnv2 and yang-song/score_sde_pytorch, and
    ``.safetensors`` files with tensors of the same names. The network is read off the tensors; what
    they can't tell is asked for by name, or found in the ``config.yml`` that the first two write
    beside their files. Taken for granted, as in all configurations that the authors published: pictures
    neither rescaled nor logits; in NCSN++ sums rescaled by 1/√2, means for resampling where there is
    no input pyramid, and β from 0.1 to 20; in DDPM neither that nor means.

    Parameters
    ----------
    file
        The checkpoint. It is opened by a process of its own, and nothing in it is run.
    folder, name
        Where the run goes, by default into the runs folder, and what it is called: by default as the file.
    size
        Side of the pictures in pixels.
    sigma_max, sigma_min
        Ends of the ladder, for the only files that don't hold it: NCSN's.
    process
        What a DDPM, or an NCSN++ or DDPM++ with positional embedding, was trained with: ``"ve"`` (in steps), ``"vp"``
        or ``"sub-vp"`` (both in continuous time), or ``"ddpm"`` (VP in steps).
    timeout
        Seconds that opening may take.

    Returns
    -------
    Run
        With one checkpoint, which :func:`~ncsn_engine.models.load_model` opens.

    Raises
    ------
    InputError
        If something must be said, or the file is unsafe, damaged or of another kind. No folder is left behind.
    """
    said = {"size": size, "sigma_max": sigma_max, "sigma_min": sigma_min, "process": process}
    try:
        checkpoint = _read(file, {k: v for k, v in said.items() if v is not None}, name or file.stem, timeout)
    except InputError as error:
        raise type(error)(f"{file}: {error}") from error
    place = Path(folder).expanduser() if folder else free_folder(checkpoint.config.name)
    with _whole_or_not_at_all(place):
        run = create_run(checkpoint.config, place)
        write_checkpoint(run.new_checkpoint(checkpoint.step), checkpoint)
        end = {"kind": "end", "step": checkpoint.step, "why": "done"}
        write_whole(run.folder / "metrics.jsonl", json.dumps(end).encode() + b"\n")
    return run


def _read(file: Path, said: dict[str, Any], name: str, timeout: float) -> Checkpoint:
    """Open a file safely and make what it holds a checkpoint of ours."""
    held = held_in(open_file(file, timeout))
    network = network_of(held.weights)
    facts = _facts(network, held, said, _beside(file))
    config = settings_of(network, held, facts).replace(name=name)
    return _checkpoint(network, held, config, facts)


@contextlib.contextmanager
def _whole_or_not_at_all(place: Path) -> Iterator[None]:
    """Remove a folder again if what is done within fails, unless it held something before."""
    before = list(place.iterdir()) if place.is_dir() else place.exists()
    try:
        yield
    except BaseException:
        if not before:
            shutil.rmtree(place, ignore_errors=True)
        raise


# ---------------------------------------------------------------------------------------------
# What the tensors can't tell


def _beside(file: Path) -> dict[str, Any]:
    """Return size and ends of the ladder from the ``config.yml`` that the authors' code logs beside its files.

    That file names Python classes to a YAML reader; three plain numbers need none.
    """
    names = {"image_size": "size", "sigma_begin": "sigma_max", "sigma_end": "sigma_min"}
    found: dict[str, Any] = {}
    with contextlib.suppress(OSError, ValueError), open(file.with_name("config.yml"), encoding="utf-8") as opened:
        for key, value in re.findall(r"^ +(\w+): +([-+.\deE]+)$", opened.read(2**16), re.MULTILINE):
            if key in names:
                found[names[key]] = int(value) if key == "image_size" else float(value)
    return found


def _facts(network: Network, held: Held, said: dict[str, Any], beside: dict[str, Any]) -> dict[str, Any]:
    """Return what was said, or stands beside the file; asks for all that is missing at once."""
    process = said.get("process")
    if process not in (None, *_PRESETS):
        raise InputError(
            "process = {process!r}: there is no such process; use one of {names}.",
            process=process,
            names=", ".join(_PRESETS),
        )
    if process not in (None, "ve") and not network.positional:
        raise InputError(
            "process = {process!r}: this {title} can only be 've'; leave --process out.",
            process=process,
            title=network.title,
        )
    wanted = {"size": ("picture size", network.sizes)}
    if network.levels and held.sigmas is None:
        wanted = {"sigma_max": ("noise levels", "1"), "sigma_min": ("noise levels", "0.01"), **wanted}
    elif given := [name for name in ("sigma_max", "sigma_min") if name in said]:
        raise InputError(
            "{given} = {said:g}: this {title} knows its noise levels; leave it out.",
            given=given[0],
            said=said[given[0]],
            title=network.title,
        )
    if network.positional:
        wanted = {"process": ("process", f"one of {', '.join(_PRESETS)}"), **wanted}
    facts = {"process": "ve", **beside, **said} if not network.positional else {**beside, **said}
    missing = {name: hint for name, hint in wanted.items() if name not in facts}
    if missing:
        what = _and(list(dict.fromkeys(what for what, _ in missing.values())))
        flags = _and([f"--{name.replace('_', '-')}" for name in missing])
        paper = _and([hint for _, hint in missing.values()])
        raise InputError(
            "is a model of {title}, which does not say its {what}; give {flags} (the paper: {paper}).",
            title=network.title,
            what=what,
            flags=flags,
            paper=paper,
        )
    return facts


def _and(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def settings_of(network: Network, held: Held, facts: dict[str, Any]) -> RunConfig:
    """Return the settings of the paper's model, with what is different in this one."""
    colours = {1: "grey", 3: "RGB"}
    if network.channels not in colours:
        raise InputError(
            "is for pictures of {channels} channels; this program has those of 1 or 3.", channels=network.channels
        )
    kind, process, size = network.settings["kind"], facts["process"], facts["size"]
    changes = {
        **{f"network.{name}": value for name, value in network.settings.items()},
        "data.kind": "folder",
        "data.size": size,
        "data.colour": colours[network.channels],
        "training.steps": max(1, held.step),
        "training.ema_rate": (held.ema_rate or 0.999) if held.ema else 0.0,
    }
    if process == "ve":
        changes |= _noise(network, held, facts)
    elif process == "ddpm" and held.sigmas is not None:
        changes["noise.n_levels"] = len(held.sigmas)
    if process != "ve":
        changes["network.preconditioning"] = "noise"  # the preset of DDPM has another network
    match kind:
        case "ncsn":  # 2e-5 at its paper's σ_L = 0.01
            changes["sampling.epsilon"] = 0.2 * changes["noise.sigma_min"] ** 2
        case "ncsnv2":
            changes["sampling.epsilon"] = None  # by the rule
        case "ncsnpp":
            changes["network.attention_at"] = " ".join(str(size // 2**level) for level in network.attends)
            changes["network.dropout"] = 0.1 if size < 256 else 0.0
            if network.positional:
                changes["network.embedding"] = _NUMBERS[process]
            if process == "ve":
                changes["sampling.n_steps"] = changes["noise.n_levels"]
                changes["sampling.snr"] = _SNR.get(size, 0.16)
    return preset(_PRESETS[process] if kind == "ncsnpp" else kind).replace(**changes)


def _noise(network: Network, held: Held, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of the noise whose ladder is nearest; the checkpoint holds the file's own."""
    if network.levels and held.sigmas is None:
        most, least, count, kind = facts["sigma_max"], facts["sigma_min"], network.levels, "geometric"
    else:
        sigmas = _own_ladder(network, held)
        most, least, count = float(f"{sigmas[0]:.6g}"), float(f"{sigmas[-1]:.6g}"), len(sigmas)
        kind = "linear" if np.abs(linear(most, least, count) - sigmas).max() < 1e-3 * most else "geometric"
    found = {"noise.kind": kind, "noise.sigma_max": most, "noise.sigma_min": least, "noise.n_levels": count}
    return {**found, "noise.training_sigma": "levels"} if network.positional else found


def _own_ladder(network: Network, held: Held) -> np.ndarray:
    """Return the ladder that the file holds, descending, (L,), float64."""
    if held.sigmas is None:
        raise InputError("has no tensor 'sigmas', which tells its noise levels; save it with them.")
    sigmas: np.ndarray = held.sigmas.double().numpy()
    shaped = sigmas.ndim == 1 and len(sigmas) > 1 and network.levels in (0, len(sigmas))
    if not shaped or not np.isfinite(sigmas).all() or sigmas[-1] <= 0 or (np.diff(sigmas) >= 0).any():
        raise InputError("its tensor 'sigmas' is no ladder: numbers above 0 from large to small, one for each level.")
    return sigmas


# ---------------------------------------------------------------------------------------------
# The weights, under our names


def _checkpoint(network: Network, held: Held, config: RunConfig, facts: dict[str, Any]) -> Checkpoint:
    process, shape = facts["process"], (network.channels, facts["size"], facts["size"])
    sigmas = _own_ladder(network, held) if process == "ve" and held.sigmas is not None else ladder(config.noise)
    # These files do not say the data's mean and deviation; the numbers are those of pictures in general.
    known = DataFacts(shape, 0.5, 0.25) if process == "ve" else DataFacts(shape, 0.0, 0.5, -1.0, 1.0)
    with torch.device("meta"):  # names and shapes are all that is wanted
        expected = ScoreModel(config, known, sigmas).network
    trained = {name for name, _ in expected.named_parameters()}
    ema = held.ema
    if isinstance(ema, list):  # in the order of the parameters, which is that of the file's own tensors
        names = [name for name in held.weights if name in trained]
        if len(names) != len(ema):
            raise InputError(
                "holds {count} averages for a network of {count_2} tensors.", count=len(ema), count_2=len(names)
            )
        ema = dict(zip(names, ema, strict=True))
    if ema:  # what isn't trained isn't averaged either
        ema = {**{name: tensor.clone() for name, tensor in held.weights.items() if name not in trained}, **ema}
    states = []
    for state, what in ((held.weights, "weights"), (ema, "averaged weights")):
        if state:
            check_fit(state, expected.state_dict(), f"the {what} of {network.title}")
            state = {f"network.{name}": tensor.float() for name, tensor in state.items()}
            state["sigmas"] = torch.as_tensor(sigmas, dtype=torch.float32)
        states.append(state)
    extra = {"seconds": 0.0, "learning_rate": config.training.learning_rate}
    return Checkpoint(held.step, config, known, sigmas, states[0], states[1], {}, extra)
