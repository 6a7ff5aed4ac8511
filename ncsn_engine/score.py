"""The engine's one question: ``denoise(x, sigma)``; its score is ``(denoise(x, σ) - x)/σ²``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch
from torch import nn

from ncsn_engine.networks import build

if TYPE_CHECKING:
    import numpy as np

    from ncsn_engine.config import RunConfig
    from ncsn_engine.models import ModelSource

__all__ = ["DataFacts", "Denoiser", "ScoreModel"]


class Denoiser(Protocol):
    """What samplers ask of a model; exact densities and networks alike.

    Attributes
    ----------
    shape
        Of one picture or point.
    sigmas
        Its own ladder (L,), on the device to compute on; None where it has none.
    low, high
        Range of its data, for a uniform start.
    """

    @property
    def shape(self) -> tuple[int, ...]: ...  # noqa: D102 - described above, as are the next three

    @property
    def sigmas(self) -> torch.Tensor | None: ...  # noqa: D102

    @property
    def low(self) -> float: ...  # noqa: D102

    @property
    def high(self) -> float: ...  # noqa: D102

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        """Return E[x₀ | x] at noise `sigma` (N,), shape of `x` (Tweedie's estimate)."""
        ...

    def score(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        """Return ∇ log p_σ(x), shape of `x`."""
        ...


@dataclass(frozen=True)
class DataFacts:
    """What a model must know of its data, so that it can be used without it.

    Attributes
    ----------
    shape
        (C, H, W) of one picture.
    mean, std
        Of all numbers of the training pictures, in model space.
    low, high
        Ends of the pixel range in model space.
    """

    shape: tuple[int, int, int]
    mean: float
    std: float
    low: float = 0.0
    high: float = 1.0


class ScoreModel(nn.Module):
    """A raw network with the preconditioning that turns its output into a score.

    With F the raw network, by ``network.preconditioning``:

    - ``none`` (Song & Ermon 2019): ``s = F(2x - 1, σ)``
    - ``over-sigma`` (Song & Ermon 2020): ``s = F(2x - 1, σ)/σ``
    - ``edm`` (Karras et al. 2022, table 1): ``D = c_skip x + c_out F(c_in x, σ)``, on pictures
      centred at the data's mean, with σ_d the data's standard deviation.

    "2x - 1" stands for the pixel range brought to [-1, 1].
    """

    sigmas: torch.Tensor
    source: ModelSource | None = None  # set where the model was opened from a file

    def __init__(self, config: RunConfig, facts: DataFacts, sigmas: np.ndarray) -> None:
        super().__init__()
        self.config, self.facts = config, facts
        self.preconditioning = config.network.preconditioning
        self.network = build(config.network, facts.shape)
        self.register_buffer("sigmas", torch.as_tensor(sigmas, dtype=torch.float32))

    @property
    def shape(self) -> tuple[int, int, int]:
        """(C, H, W) of one picture."""
        return self.facts.shape

    @property
    def low(self) -> float:
        """Darkest value in model space."""
        return self.facts.low

    @property
    def high(self) -> float:
        """Brightest value in model space."""
        return self.facts.high

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        """Return the model's E[x₀ | x].

        Parameters
        ----------
        x
            (N, C, H, W), in model space.
        sigma
            (N,) or a scalar, in units of `x`.
        """
        sigma, column = _columns(x, sigma)
        if self.preconditioning != "edm":
            return x + column**2 * self.score(x, sigma)
        std = self.facts.std
        total = torch.sqrt(column**2 + std**2)  # standard deviation of x
        centred = x - self.facts.mean
        out: torch.Tensor = self.network(centred / total, sigma)
        return self.facts.mean + (std / total) ** 2 * centred + column * std / total * out

    def score(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        """Return the model's ∇ log p_σ(x); arguments as in :meth:`denoise`."""
        sigma, column = _columns(x, sigma)
        if self.preconditioning == "edm":
            return (self.denoise(x, sigma) - x) / column**2
        out: torch.Tensor = self.network((2 * x - self.low - self.high) / (self.high - self.low), sigma)
        return out / column if self.preconditioning == "over-sigma" else out


def _columns(x: torch.Tensor, sigma: torch.Tensor | float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return σ as (N,) and as a column that multiplies x."""
    sigma = torch.as_tensor(sigma, dtype=x.dtype, device=x.device).expand(len(x))
    return sigma, sigma.view(-1, *[1] * (x.ndim - 1))
