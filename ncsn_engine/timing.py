"""How long a network's looks take here, and so what ends in time."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np
import torch

from ncsn_engine.memory import at_once, free_memory

if TYPE_CHECKING:
    from ncsn_engine.score import ScoreModel

__all__ = ["seconds_a_picture"]

_LOOKED_AT = 64  # pictures, or as many as are at once
_LONG = 5.0  # seconds of looking, after which a time is known well enough


def seconds_a_picture(model: ScoreModel) -> float:
    """Return how long one evaluation of one picture takes where the model is, among as many as are looked at at once.

    The middle of three looks after one to warm up, or one look that is long; nan where a single picture takes more
    memory than is free.
    """
    x = torch.full((_LOOKED_AT, *model.shape), (model.low + model.high) / 2, device=model.sigmas.device)
    few = min(_LOOKED_AT, at_once(model.picture_bytes, x))
    if few == 1 and 2 * model.picture_bytes() > free_memory(x.device):
        return math.nan
    times: list[float] = []
    with torch.no_grad():
        while len(times) < 4 and sum(times) < _LONG:
            began = time.perf_counter()
            float(model.denoise(x[:few], float(model.sigmas[0])).sum())  # which waits for the device
            times.append(time.perf_counter() - began)
    return float(np.median(times[1:] or times)) / few
