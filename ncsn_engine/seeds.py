"""Random draws that depend on (seed, purpose, step) alone, so that nothing has to be saved."""

from __future__ import annotations

import hashlib

import numpy as np
import torch

__all__ = ["PictureNoise", "reseed", "seed_for"]


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
    CPU: about 10 ns a number.

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

    def normal(self, device: torch.device) -> torch.Tensor:
        """Return fresh standard normal noise, (N, *shape) float32."""
        values = np.empty((len(self.streams), *self.shape), dtype=np.float32)
        for row, stream in zip(values, self.streams, strict=True):
            stream.standard_normal(dtype=np.float32, out=row)
        return torch.from_numpy(values).to(device)

    def uniform(self, low: float, high: float, device: torch.device) -> torch.Tensor:
        """Return fresh noise, uniform between `low` and `high`, (N, *shape) float32."""
        values = [stream.random(self.shape, dtype=np.float32) for stream in self.streams]
        return torch.from_numpy(low + (high - low) * np.stack(values)).to(device)
