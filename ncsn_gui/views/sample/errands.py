"""What the page Sample asks of the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_gui.language import tr
from ncsn_gui.works.errands import data as read_data

if TYPE_CHECKING:
    import numpy as np

    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.film import NearestPictures
    from ncsn_engine.score import Denoiser, ScoreModel
    from ncsn_engine.thermometer import Settled

__all__ = ["nearest_pictures", "settled_level"]

_LOOKED_THROUGH = 2**28  # values of training pictures that are looked through for one picture's nearest: seconds
_HELD = 2**23  # and at once
_FEWEST, _MOST_PICTURES, _MOST_POINTS = 8, 128, 4096  # held-out data that the thermometer is compared with


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


def settled_level(model: ScoreModel, sampling: SamplingConfig, sigma: float, looks: int) -> Settled:
    """Measure on held-out data what the thermometer reads at a level that has settled.

    Parameters
    ----------
    looks
        How many pictures a level of the film cost; half of that is spent here at most.

    Raises
    ------
    InputError
        If the data is not here, or nobody knows what settled is: under guidance.
    """
    import numpy as np

    from ncsn_engine.config import InputError
    from ncsn_engine.inspection import settled_levels
    from ncsn_engine.score import Guided

    if sampling.guidance != 1:
        raise InputError(tr("Under guidance nobody knows where the levels settle."))
    data = read_data(model.config.data, model.split_file)
    chosen = data.held_out_indices
    asked: Denoiser = model
    if sampling.label is not None:
        labels = data.labels(chosen)
        chosen = chosen if labels is None else chosen[labels.numpy() == sampling.label]
        asked = Guided(model, sampling.label)
    most = _MOST_POINTS if len(model.shape) == 1 else min(_MOST_PICTURES, max(_FEWEST, looks // 4))
    if len(chosen) > most:
        chosen = chosen[np.linspace(0, len(chosen) - 1, most).astype(int)]
    if not len(chosen):
        raise InputError(tr("There is no held-out data to tell where the levels settle."))
    x = data.pictures(chosen)
    if tuple(x.shape[1:]) != tuple(model.shape):
        raise InputError(tr("The data is not of the model's shape, so nobody knows where its levels settle."))
    return settled_levels(asked, x, [sigma])
