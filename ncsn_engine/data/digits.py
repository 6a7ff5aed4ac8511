"""The handwritten digits that ship inside scikit-learn."""

from __future__ import annotations

import numpy as np
import torch

from ncsn_engine.data.sets import Pictures

__all__ = ["digits"]


def digits() -> Pictures:
    """Return 1797 real digits, 8×8 grey with values 0..16 (Alpaydin & Kaynak, UCI 1998)."""
    from sklearn.datasets import load_digits

    values = load_digits().images.astype(np.uint8)
    return Pictures(torch.from_numpy(values)[:, None], white=16)
