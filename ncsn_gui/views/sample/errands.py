"""What the page Sample asks of the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_gui.works.errands import data as read_data

if TYPE_CHECKING:
    import numpy as np

    from ncsn_engine.film import NearestPictures
    from ncsn_engine.score import ScoreModel

__all__ = ["nearest_pictures"]

_LOOKED_THROUGH = 2**28  # values of training pictures that are looked through for one picture's nearest: seconds
_HELD = 2**23  # and at once


def nearest_pictures(model: ScoreModel, picture: np.ndarray, count: int = 3) -> NearestPictures:
    """Find the training pictures nearest to one picture (C, H, W).

    Looks through an even choice of the set where it is too large to be looked through at once.
    """
    import numpy as np
    import torch

    from ncsn_engine.data import Streamed
    from ncsn_engine.export import to_pixels
    from ncsn_engine.film import NearestPictures
    from ncsn_engine.metrics import nearest

    data = read_data(model.config.data, model.split_file)
    most = min(_LOOKED_THROUGH // picture.size, 4096 if isinstance(data.source, Streamed) else _LOOKED_THROUGH)
    indices = data.train_indices
    if len(indices) > most:
        indices = indices[np.linspace(0, len(indices) - 1, most).astype(int)]
    x = torch.from_numpy(picture[None])
    held = max(count, _HELD // picture.size)
    chosen, distances, mirrored = (np.empty(0, t) for t in (np.int64, np.float64, np.bool_))
    for begin in range(0, len(indices), held):
        some = indices[begin : begin + held]
        found = nearest(x, data.pictures(some), min(count, len(some)))
        chosen = np.append(chosen, some[found.indices[0]])
        distances = np.append(distances, found.distances[0])
        mirrored = np.append(mirrored, found.mirrored[0])
        best = np.argsort(distances, kind="stable")[:count]
        chosen, distances, mirrored = chosen[best], distances[best], mirrored[best]
    pixels = to_pixels(data.pictures(chosen).numpy(), model.low, model.high)
    pixels[mirrored] = pixels[mirrored][:, :, ::-1]
    return NearestPictures(pixels, distances, mirrored, chosen, len(indices))
