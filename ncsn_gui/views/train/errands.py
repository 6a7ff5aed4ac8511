"""What the page Train asks of the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from ncsn_engine.config import DataConfig, NoiseConfig
    from ncsn_engine.least import Least

__all__ = ["best_possible"]


def best_possible(data: DataConfig, noise: NoiseConfig, sigmas: np.ndarray) -> Least | None:
    """Return the least loss that any model can have on this ladder; None where the density is not known."""
    from ncsn_engine.least import least_loss

    return least_loss(data, noise, sigmas)
