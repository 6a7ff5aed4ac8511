"""Random draws that depend on (seed, purpose, step) alone, so that nothing has to be saved."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import torch

__all__ = ["PictureNoise", "reseed", "seed_for"]

_DRAWN_AHEAD, _HELD = 2048, 2**24  # numbers a picture, and numbers in all


def seed_for(seed: int, purpose: str, step: int = 0) -> int:
    """Return a 63-bit seed for one purpose at one step."""
    digest = hashlib.blake2b(f"{seed}/{purpose}/{step}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1


def reseed(generator: torch.Generator, seed: int, purpose: str, step: int = 0) -> torch.Generator:
    """Set a generator to the start of the stream for one purpose at one step, and return it."""
    return generator.manual_seed(seed_for(seed, purpose, step))


class PictureNoise:
    """Noise for sampling: each picture has a stream of its own.

    So picture 12 is the same whether 13 or 64 are drawn, and on every kind of device. Drawn on the
    CPU, for several steps at once: about 10 ns a number.

    Parameters
    ----------
    seed
        Of the whole sampling.
    count
        N, pictures.
    shape
        Of one picture.
    """

    def __init__(self, seed: int, count: int, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.streams = [np.random.Generator(np.random.SFC64([seed, i])) for i in range(count)]
        # Small pictures cost more for the call than for the numbers: draw for many steps at a time.
        self._ahead = max(1, min(_DRAWN_AHEAD // math.prod(shape), _HELD // (count * math.prod(shape))))
        self._drawn, self._next = np.empty((count, 0, *shape), np.float32), 0

    def normal(self, device: torch.device) -> torch.Tensor:
        """Return fresh standard normal noise, (N, *shape) float32."""
        if self._next == self._drawn.shape[1]:
            self._drawn, self._next = np.empty((len(self.streams), self._ahead, *self.shape), np.float32), 0
            for row, stream in zip(self._drawn, self.streams, strict=True):
                stream.standard_normal(dtype=np.float32, out=row)
        values = np.ascontiguousarray(self._drawn[:, self._next])
        self._next += 1
        return torch.from_numpy(values).to(device)

    def uniform(self, low: float, high: float, device: torch.device) -> torch.Tensor:
        """Return noise to begin with, uniform between `low` and `high`, (N, *shape) float32."""
        values = [stream.random(self.shape, dtype=np.float32) for stream in self.streams]
        return torch.from_numpy(low + (high - low) * np.stack(values)).to(device)
