"""What pictures are compared by: their pixels, or what a small classifier of digits sees in them."""

from __future__ import annotations

import functools
import importlib.resources
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import safetensors.torch
import torch
from torch import nn
from torch.nn import functional as F

from ncsn_engine.config import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FILE", "DigitFeatures", "Features", "choose_features", "digit_features", "features_of"]

Features = Literal["digits", "pixels", "points"]

FILE = Path(str(importlib.resources.files("ncsn_resources"))) / "models" / "digit_features.safetensors"
_AT_ONCE = 1024  # pictures


class DigitFeatures(nn.Module):
    """A classifier of 8×8 digits; what its last layer reads are the features.

    They are brought to mean 0 and to an average variance of 1 over the training pictures, so that
    distances are in units that mean something, by one factor for all: nothing is whitened.
    """

    mean: torch.Tensor
    scale: torch.Tensor
    shape = (1, 8, 8)
    num_features = 64  # the name by which torchmetrics asks

    def __init__(self) -> None:
        super().__init__()
        self.wide = nn.Conv2d(1, 16, 3, padding=1)
        self.deep = nn.Conv2d(16, 32, 3, padding=1)
        self.hidden = nn.Linear(32 * 4 * 4, self.num_features)
        self.last = nn.Linear(self.num_features, 10)
        self.register_buffer("mean", torch.zeros(self.num_features))
        self.register_buffer("scale", torch.ones(()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the features of pictures with values from 0 to 1: (N, 1, 8, 8) to (N, 64)."""
        return (self._seen(x) - self.mean) / self.scale

    def classify(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits of the ten classes, (N, 10)."""
        found: torch.Tensor = self.last(F.dropout(self._seen(x), 0.3, self.training))
        return found

    def _seen(self, x: torch.Tensor) -> torch.Tensor:
        x = F.silu(self.deep(F.max_pool2d(F.silu(self.wide(x)), 2)))
        return F.silu(self.hidden(x.flatten(1)))


@functools.lru_cache(maxsize=1)
def digit_features() -> tuple[DigitFeatures, dict[str, Any]]:
    """Open the classifier that ships with the program, and the facts of its making.

    The facts are ``accuracy`` on the ``held_out`` digits, which it never saw, and how it was made:
    ``train``, ``split_seed``, ``seed``, ``steps``.
    """
    data = FILE.read_bytes()
    head = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    network = DigitFeatures()
    network.load_state_dict(safetensors.torch.load(data))
    return network.eval().requires_grad_(False), json.loads(head["__metadata__"]["ncsn-features"])


def choose_features(asked: Features | None, kind: str, shape: tuple[int, ...]) -> Features:
    """Return which features to compare by: what is asked for if it fits, or what suits the data.

    Parameters
    ----------
    kind
        Of the data, as in its settings.
    shape
        (C, H, W) of a picture, or (2,).

    Raises
    ------
    InputError
        If they do not fit.
    """
    if asked is None:
        asked = "points" if len(shape) == 1 else "digits" if kind == "digits" else "pixels"
    size = " × ".join(map(str, shape))
    if asked == "digits" and shape != DigitFeatures.shape:
        raise InputError(
            "features = 'digits': their network sees digits of 1 × 8 × 8 only, and this data is {size}; use '{what}'.",
            size=size,
            what="points" if len(shape) == 1 else "pixels",
        )
    if asked not in ("digits", "pixels", "points") or (asked == "points") != (len(shape) == 1):
        fitting = "'points'" if len(shape) == 1 else "'pixels'"
        raise InputError(
            "features = {asked!r}: do not fit data of {size}; use {fitting}.", asked=asked, size=size, fitting=fitting
        )
    return asked


def features_of(chosen: Features, low: float, high: float) -> Callable[[torch.Tensor], np.ndarray]:
    """Return the function that turns pictures or points into rows of features, float64 (N, D).

    Parameters
    ----------
    low, high
        The pixel range of the pictures that it will be given.
    """
    if chosen == "points":
        return lambda x: x.detach().cpu().flatten(1).double().numpy()
    if chosen == "pixels":  # in [0, 1] whatever the range, so that models of both ranges compare
        return lambda x: ((x.detach().cpu().flatten(1).double() - low) / (high - low)).numpy()
    network, _ = digit_features()

    def rows(x: torch.Tensor) -> np.ndarray:
        unit = (x.detach().cpu().float() - low) / (high - low)
        with torch.no_grad():
            return np.concatenate([network(part).double().numpy() for part in torch.split(unit, _AT_ONCE)])

    return rows


def describe_features(chosen: Features) -> str:
    """Say in a few words which features these are."""
    if chosen == "digits":
        _, facts = digit_features()
        right = f"{facts['accuracy']:.1%} right on {facts['held_out']} digits it never saw"
        return f"{DigitFeatures.num_features} features of our classifier of digits, {right}"
    return {"pixels": "plain pixels", "points": "the points themselves"}[chosen]
