"""A model as plain weights: ``model.safetensors`` for the network's tensors, ``config.json`` for all else."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import safetensors
import safetensors.torch

from ncsn_engine.checkpoint import Checkpoint
from ncsn_engine.config import InputError, RunConfig, Settings
from ncsn_engine.runs import library_versions
from ncsn_engine.score import DataFacts, ScoreModel

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["is_weights_folder", "meaning", "read_weights", "tensors_of", "weights_files", "without_paths"]

FORMAT = 1
_WEIGHTS, _CONFIG = "model.safetensors", "config.json"

_MEANING = {
    "edm": (
        "Input and output are mixed so that both have unit size (Karras et al. 2022, table 1).",
        "D(x, σ) = mean + c_skip (x - mean) + c_out F(c_in (x - mean), σ);   "
        "c_skip = std²/(σ² + std²),   c_out = σ std/√(σ² + std²),   c_in = 1/√(σ² + std²)",
    ),
    "over-sigma": (
        "The network's output, divided by σ, is the score (Song & Ermon 2020, technique 3).",
        "D(x, σ) = x + σ F((2x - low - high)/(high - low), σ)",
    ),
    "noise": (
        "The network's output is the noise in the picture, which it sees shrunk by s (Ho et al. 2020, eq. 12).",
        "D(x, σ) = x - σ F(s x, σ)",
    ),
    "none": (
        "The network's output is the score (Song & Ermon 2019).",
        "D(x, σ) = x + σ² F((2x - low - high)/(high - low), σ)",
    ),
}
_SCALE = {"vp": "1/√(1 + σ²)", "sub-vp": "2/(σ + √(σ² + 4))"}


def tensors_of(model: ScoreModel) -> bytes:
    """Return the network's weights as a safetensors file, each under its own name."""
    state = model.network.state_dict()
    return safetensors.torch.save(
        {name: value.detach().cpu().clone() for name, value in state.items()}, {"format": "pt"}
    )


def without_paths(config: RunConfig) -> RunConfig:
    """Return the settings without what names folders and files of one machine."""
    named = {
        f"{name}.{setting.name}": ""
        for name, section in config
        if isinstance(section, Settings)
        for setting in section.settings()
        if setting.path
    }
    return config.replace(**named)


def meaning(model: ScoreModel) -> dict[str, Any]:
    """Return what the network's output means, in words and as a formula."""
    about, formula = _MEANING[model.preconditioning]
    told = "the time t at which the noise is σ, and not σ" if model.told_time else "σ"
    where = {
        "x": "x₀ + σ n, n ~ N(0, 1)",
        "D": "the model's estimate E[x₀ | x]; its score is (D - x)/σ²",
        "F": f"the network, told {told}, and the class where there are classes (their number: no class)",
    }
    match model.preconditioning:
        case "noise":
            where["s"] = _SCALE.get(model.config.noise.kind, "1")
        case "edm":
            where["mean, std"] = "of the data, as noted there"
        case _:
            where["low, high"] = "the ends of the data's pixel range"
    return {"kind": model.preconditioning, "about": about, "formula": formula, "where": where}


def weights_files(model: ScoreModel) -> dict[str, bytes]:
    """Return the two files that hold a model, by name."""
    weights, facts, source = tensors_of(model), model.facts, model.source
    settings = without_paths(model.config).model_dump()
    tree = {
        "ncsn-weights": FORMAT,
        "name": source.run if source else model.config.name,
        "network": {
            "class": type(model.network).__name__,
            "parameters": sum(p.numel() for p in model.network.parameters()),
            "settings": settings.pop("network"),
        },
        "preconditioning": meaning(model),
        "data": {
            "shape": facts.shape,
            "mean": facts.mean,
            "std": facts.std,
            "pixel_range": [facts.low, facts.high],
            "classes": facts.classes,
        },
        "sigmas": model.sigmas.tolist(),
        "step": source.step if source else 0,
        "weights": source.weights if source else "raw",
        "checkpoint_sha256": source.sha256 if source else "",
        "model_sha256": hashlib.sha256(weights).hexdigest(),
        "versions": library_versions(),
        "run": settings,
    }
    return {_WEIGHTS: weights, _CONFIG: json.dumps(tree, indent=1, ensure_ascii=False).encode()}


def is_weights_folder(folder: Path) -> bool:
    """Tell whether a folder looks like one of plain weights."""
    return (folder / _WEIGHTS).is_file() and (folder / _CONFIG).is_file()


def read_weights(folder: Path) -> Checkpoint:
    """Read a folder of plain weights.

    Returns
    -------
    Checkpoint
        With one set of weights, to be used and not to be trained on.

    Raises
    ------
    InputError
        If a file is missing, damaged, or of another program; says which.
    """
    try:
        text, data = (folder / _CONFIG).read_bytes(), (folder / _WEIGHTS).read_bytes()
    except OSError as error:
        raise InputError("{folder}: can't be read ({strerror}).", folder=folder, strerror=error.strerror) from error
    tree = _tree(folder / _CONFIG, text)
    if hashlib.sha256(data).hexdigest() != tree["model_sha256"]:
        raise InputError(
            "{folder}: does not match the SHA-256 in {config}; fetch both files again.",
            folder=folder / _WEIGHTS,
            config=_CONFIG,
        )
    try:
        facts = dict(tree["data"])
        low, high = facts.pop("pixel_range")
        known = DataFacts(**{**facts, "shape": tuple(facts["shape"]), "low": low, "high": high})
        config = RunConfig.checked({**tree["run"], "network": tree["network"]["settings"]})
        model = ScoreModel(config, known, np.array(tree["sigmas"]))
        model.network.load_state_dict(safetensors.torch.load(data))
        state, averaged = dict(model.state_dict()), tree["weights"] == "ema"
        return Checkpoint(
            step=int(tree["step"]),
            config=config,
            facts=known,
            sigmas=np.array(tree["sigmas"]),
            model={} if averaged else state,
            ema=state if averaged else {},
            optimizer={},
            extra={},
            fingerprint=hashlib.sha256(text).hexdigest(),
        )
    except (KeyError, TypeError, ValueError, RuntimeError, safetensors.SafetensorError) as error:
        why = " ".join(str(error).split())
        raise InputError(
            "{folder}: {config} and {weights} do not belong together, or are damaged ({why}).",
            folder=folder,
            config=_CONFIG,
            weights=_WEIGHTS,
            why=why,
        ) from error


def _tree(path: Path, text: bytes) -> dict[str, Any]:
    try:
        tree: dict[str, Any] = json.loads(text)
        version, _ = int(tree["ncsn-weights"]), tree["model_sha256"]
    except (ValueError, TypeError, KeyError) as error:
        raise InputError("{path}: is damaged, or not the config.json of a model of NCSN Studio.", path=path) from error
    if version > FORMAT:
        raise InputError(
            "{path}: was made by a newer version (format {version}); update the program.", path=path, version=version
        )
    return tree
