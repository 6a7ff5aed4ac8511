"""What the page Time machine asks of the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    import numpy as np

    from ncsn_engine.config import SamplingConfig

__all__ = ["start_drawing"]


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
