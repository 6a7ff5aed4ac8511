"""What a model does at each noise level, measured on given pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from ncsn_engine.export import Pixels, to_pixels
from ncsn_engine.seeds import PictureNoise
from ncsn_engine.thermometer import Settled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ncsn_engine.score import Denoiser, ScoreModel

__all__ = ["LevelTable", "inspect_levels", "settled_levels"]

_MORE = 0.25  # of σ², by which the noise is raised to see how the thermometer answers


@dataclass(frozen=True)
class LevelTable:
    """Pictures under noise, and what the model makes of them.

    Attributes
    ----------
    levels, sigmas
        Which levels of the ladder, ascending index, and their σ, (R,).
    clean
        uint8 (K, H, W, C).
    noised, denoised
        uint8 (R, K, H, W, C).
    score
        σ times the length of the score at each pixel, over colours, float32 (R, K, H, W): about 1
        where the model sees the noise that is there. Of points, over the plane.
    error
        Root mean square of denoised - clean, in units of x, (R,).
    """

    levels: np.ndarray
    sigmas: np.ndarray
    clean: Pixels
    noised: np.ndarray
    denoised: np.ndarray
    score: np.ndarray
    error: np.ndarray


@torch.no_grad()
def inspect_levels(model: ScoreModel, x: torch.Tensor, rows: int = 24, seed: int = 0) -> LevelTable:
    """Noise pictures at up to `rows` levels, spread evenly over the ladder, and denoise them.

    Parameters
    ----------
    x
        Clean pictures in model space, (K, C, H, W); or points (K, 2), which make one picture together.
    rows
        R, most levels looked at; costs R·K network evaluations.
    seed
        Of the noise; every level gets the same noise, larger or smaller.
    """
    model.check(x)
    device = model.sigmas.device
    n_levels = len(model.sigmas)
    levels = np.unique(np.linspace(0, n_levels - 1, min(rows, n_levels)).round().astype(int))
    noise = PictureNoise(seed, len(x), tuple(x.shape[1:])).normal(device)
    x = x.to(device)
    noised, denoised, score, error = [], [], [], []
    for level in levels.tolist():
        sigma = model.sigmas[level]
        y = x + sigma * noise
        d = model.denoise(y, sigma.expand(len(y)))
        noised.append(to_pixels(y.cpu().numpy(), model.low, model.high))
        denoised.append(to_pixels(d.cpu().numpy(), model.low, model.high))
        score.append(_score_over_the_plane(model, sigma) if x.ndim == 2 else _length((d - y) / sigma))
        error.append(float((d - x).square().mean().sqrt()))
    return LevelTable(
        levels,
        model.sigmas.cpu().numpy()[levels],
        to_pixels(x.cpu().numpy(), model.low, model.high),
        np.stack(noised),
        np.stack(denoised),
        np.stack(score),
        np.array(error),
    )


@torch.no_grad()
def settled_levels(model: Denoiser, x: torch.Tensor, sigmas: Iterable[float], seed: int = 0) -> Settled:
    """Measure what σ²‖s‖²/D is at noise levels that have settled, for :func:`~ncsn_engine.thermometer.judge`.

    Parameters
    ----------
    x
        Data that the model has not learned from, or draws of an exact density, (N, ...). Costs two evaluations a level.
    sigmas
        The levels.
    """
    device = torch.device("cpu") if model.sigmas is None else model.sigmas.device
    noise = PictureNoise(seed, len(x), tuple(x.shape[1:])).normal(device)
    x = x.to(device, noise.dtype)
    looks = []
    for sigma in sigmas:
        readings = []
        for more in (0.0, _MORE):
            y = x + sigma * (1 + more) ** 0.5 * noise
            readings.append(((model.denoise(y, sigma) - y) / sigma).flatten(1).square().mean(1))
        plain, warm = readings
        looks.append((float(plain.mean()), float((warm - plain).mean()) / _MORE, float(plain.std())))
    value, slope, spread = np.array(looks).reshape(-1, 3).T
    return Settled(np.array(list(sigmas)), value, slope, spread, len(x))


def _length(x: torch.Tensor) -> np.ndarray:
    length: np.ndarray = x.square().mean(1).sqrt().cpu().numpy()
    return length


def _score_over_the_plane(model: ScoreModel, sigma: torch.Tensor, size: int = 256) -> np.ndarray:
    """Return σ‖s‖/√2 over the square of the data, y upwards, (1, size, size), from every fourth place."""
    line = torch.linspace(model.low, model.high, size // 4, device=sigma.device)
    y, x = torch.meshgrid(line.flip(0), line, indexing="ij")
    places = torch.stack([x.flatten(), y.flatten()], dim=1)
    return (
        _length((model.denoise(places, sigma) - places) / sigma)
        .reshape(1, size // 4, -1)
        .repeat(4, axis=1)
        .repeat(4, axis=2)
    )
