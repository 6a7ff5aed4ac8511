"""What every sampler yields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import torch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.score import Denoiser

__all__ = ["Step", "finish"]


@dataclass(frozen=True)
class Step:
    """One step of a sampling: where it stands, and what the model says there.

    Attributes
    ----------
    index, total
        0 is the start; the step at `total` holds the result.
    level
        Index into the sampler's noise levels, 0 the largest σ.
    sigma, alpha
        Noise level, and how far the next step follows the score, in units of x and x²; 0 at the end.
    x
        Where the sampling stands, ``x_0 + σ n``, (N, ...) float32. Of processes that shrink the picture
        as well (VP), this is x/s: pictures of all samplers compare.
    denoised
        The model's estimate E[x₀ | x] from which the next step is made, (N, ...) float32; at the end,
        the newest there is.
    temperature
        σ‖score‖/√D of each picture, (N,): 1 where the noise left is the level's own; nan at the end.
    noise
        Standard deviation of the noise that the sampler adds before the next step, in units of x; 0 where it adds none.
    """

    index: int
    total: int
    level: int
    sigma: float
    alpha: float
    x: torch.Tensor
    denoised: torch.Tensor
    temperature: torch.Tensor
    noise: float = 0.0

    @classmethod
    def at(
        cls,
        index: int,
        total: int,
        level: int,
        sigma: float,
        alpha: float,
        x: torch.Tensor,
        denoised: torch.Tensor,
        noise: float = 0.0,
    ) -> Self:
        """Make a step and measure its temperature."""
        temperature = (denoised - x).flatten(1).square().mean(1).sqrt() / sigma
        return cls(index, total, level, sigma, alpha, x.float(), denoised.float(), temperature.float(), noise)

    def result(self, x: torch.Tensor) -> Self:
        """Return the last step of all, which holds the result."""
        nothing = torch.full_like(self.temperature, torch.nan)
        return replace(self, index=self.total, alpha=0.0, noise=0.0, x=x.float(), temperature=nothing)


def finish(model: Denoiser, x: torch.Tensor, sigma: float, level: int, total: int, last: Step | None) -> Iterator[Step]:
    """Yield the end of a sampling that stands at its smallest noise: the last denoising, and the result.

    Parameters
    ----------
    x, sigma, level
        Where it stands.
    last
        The step before, where the noise is to stay; None: it is removed, ``x ← x + σ² s`` (Song & Ermon 2020,
        algorithm 3).
    """
    if last is None:
        denoised = model.denoise(x, sigma)
        last = Step.at(total - 1, total, level, sigma, sigma**2, x, denoised)
        yield last
        x = denoised
    yield last.result(x)
