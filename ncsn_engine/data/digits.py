"""The handwritten digits that ship inside scikit-learn."""

from __future__ import annotations

import numpy as np
import torch

from ncsn_engine.config import DigitsConfig
from ncsn_engine.data.load import Progress, loads
from ncsn_engine.data.sets import Pictures

__all__ = ["digits"]


@loads(DigitsConfig)
def digits(settings: DigitsConfig | None = None, progress: Progress | None = None) -> Pictures:
    """Return 1797 real digits, 8×8 grey with values 0..16 (Alpaydin & Kaynak, UCI 1998)."""
    from sklearn.datasets import load_digits

    found = load_digits()
    return Pictures(torch.from_numpy(found.images.astype(np.uint8))[:, None], 16, found.target.astype(np.int64))
