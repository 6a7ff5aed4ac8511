"""One file that holds everything a training needs to go on, or a model to be used."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import safetensors
import safetensors.torch
import torch

from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.score import DataFacts, ScoreModel
from ncsn_engine.storage import write_whole

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Checkpoint", "read_checkpoint", "read_fingerprint", "write_checkpoint"]

FORMAT = 1


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint file holds.

    Attributes
    ----------
    step
        Optimiser steps taken.
    config, facts, sigmas
        Settings of the run, what the model knows of its data, the ladder (L,).
    model, ema
        Weights by name; `ema` is empty where none is kept, `model` in a file made for use only.
    optimizer
        Adam's state as ``"<parameter>/<key>"``; empty in a file made for use only.
    extra
        Other numbers of the training: seconds so far, learning rate.
    fingerprint
        SHA-256 of all of the above, as stored.
    """

    step: int
    config: RunConfig
    facts: DataFacts
    sigmas: np.ndarray
    model: dict[str, torch.Tensor]
    ema: dict[str, torch.Tensor]
    optimizer: dict[str, torch.Tensor]
    extra: dict[str, float]
    fingerprint: str = ""

    def score_model(self, weights: str = "ema") -> ScoreModel:
        """Build the model; ``weights`` is ``"ema"`` or ``"raw"``, where there are both."""
        model = ScoreModel(self.config, self.facts, self.sigmas)
        model.load_state_dict(self.ema if self.used(weights) == "ema" else self.model)
        return model.eval().requires_grad_(False)

    def used(self, weights: str) -> str:
        """Return which weights there are when these are asked for."""
        if weights == "ema":
            return "ema" if self.ema else "raw"
        return "raw" if self.model else "ema"


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> Checkpoint:
    """Write a checkpoint whole or not at all; returns it with its fingerprint.

    Raises
    ------
    SaveError
        If the disk is full, say; files already there are untouched.
    """
    tensors = {
        f"{group}/{name}": tensor.detach().cpu().contiguous()
        for group in ("model", "ema", "optimizer")
        for name, tensor in getattr(checkpoint, group).items()
    }
    state = json.dumps(
        {
            "step": checkpoint.step,
            "config": checkpoint.config.model_dump(),
            "facts": asdict(checkpoint.facts),
            "sigmas": [float(s) for s in checkpoint.sigmas],
            "extra": checkpoint.extra,
        },
        sort_keys=True,
    )
    fingerprint = _fingerprint(tensors, state)
    metadata = {"ncsn": str(FORMAT), "state": state, "sha256": fingerprint}
    write_whole(path, safetensors.torch.save(tensors, metadata))
    return Checkpoint(**{**vars(checkpoint), "fingerprint": fingerprint})


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint and verify its fingerprint.

    Raises
    ------
    InputError
        If the file is missing, torn, altered, or no checkpoint of ours; says which.
    """
    try:
        data = path.read_bytes()  # not memory-mapped: a mapped file that shrinks kills the process
    except OSError as error:
        raise InputError("{path}: can't be read ({strerror}).", path=path, strerror=error.strerror) from error
    metadata = _metadata(path, data)
    try:
        tensors = safetensors.torch.load(data)
    except (safetensors.SafetensorError, ValueError, KeyError) as error:
        raise InputError(
            "{path}: is torn or damaged ({error}); use an older checkpoint.", path=path, error=error
        ) from error
    if _fingerprint(tensors, metadata["state"]) != metadata["sha256"]:
        raise InputError("{path}: its contents do not match its SHA-256; use an older checkpoint.", path=path)
    state = json.loads(metadata["state"])
    groups: dict[str, dict[str, torch.Tensor]] = {"model": {}, "ema": {}, "optimizer": {}}
    for name, tensor in tensors.items():
        group, _, rest = name.partition("/")
        groups[group][rest] = tensor
    facts = state["facts"]
    return Checkpoint(
        step=state["step"],
        config=RunConfig.checked(state["config"]),
        facts=DataFacts(**{**facts, "shape": tuple(facts["shape"])}),
        sigmas=np.array(state["sigmas"]),
        **groups,
        extra=state["extra"],
        fingerprint=metadata["sha256"],
    )


def read_fingerprint(path: Path) -> str:
    """Return the fingerprint that a file states, reading its head only; empty if it is not ours."""
    try:
        with safetensors.safe_open(path, "np") as file:
            return str((file.metadata() or {}).get("sha256", ""))
    except (OSError, safetensors.SafetensorError):
        return ""


def _metadata(path: Path, data: bytes) -> dict[str, str]:
    # safetensors: 8 bytes with the length of a JSON head, the head, the numbers.
    length = int.from_bytes(data[:8], "little")
    try:
        if length > len(data) - 8:
            raise ValueError
        metadata: Any = json.loads(data[8 : 8 + length]).get("__metadata__", {})
    except (ValueError, AttributeError) as error:
        raise InputError("{path}: is torn, or not a safetensors file.", path=path) from error
    if not {"ncsn", "state", "sha256"} <= metadata.keys():
        raise InputError("{path}: is a safetensors file, but not a checkpoint of NCSN Studio.", path=path)
    if metadata["ncsn"] != str(FORMAT):
        raise InputError(
            "{path}: has format {metadata}, this program reads {format}; use a newer version.",
            path=path,
            metadata=metadata["ncsn"],
            format=FORMAT,
        )
    return dict(metadata)


def _fingerprint(tensors: dict[str, torch.Tensor], state: str) -> str:
    digest = hashlib.sha256(state.encode())
    for name in sorted(tensors):
        tensor = tensors[name]
        digest.update(f"{name}{tensor.dtype}{tuple(tensor.shape)}".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
