"""Score-matching losses and their weightings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from ncsn_engine.score import Denoiser

__all__ = ["denoising_loss", "weight"]


def denoising_loss(model: Denoiser, x: torch.Tensor, sigma: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    """Return denoising score matching with λ = σ², per picture, shape (N,).

    ``σ² · ½‖s(x̃, σ) + (x̃ - x)/σ²‖²`` with ``x̃ = x + σ n``, which is ``½‖(D(x̃, σ) - x)/σ‖²``. A
    network that outputs a zero score has loss D/2 at every level. Vincent 2011; Song & Ermon 2019, eq. 5.

    Parameters
    ----------
    x, noise
        Clean pictures and standard normal noise, (N, C, H, W).
    sigma
        (N,), in units of `x`.
    """
    column = sigma.view(-1, *[1] * (x.ndim - 1))
    miss = (model.denoise(x + column * noise, sigma) - x) / column
    return 0.5 * miss.square().flatten(1).sum(1)


def weight(kind: str, sigma: torch.Tensor, data_std: float) -> torch.Tensor:
    """Return λ(σ)/σ², what :func:`denoising_loss` is multiplied with, shape of `sigma`.

    ``sigma2``: 1 (Song & Ermon 2019). ``uniform``: 1/σ². ``edm``: (σ² + σ_d²)/σ_d², which is
    Karras et al. 2022, table 1, in units of this loss.
    """
    if kind == "uniform":
        return 1 / sigma**2
    if kind == "edm":
        return 1 + (sigma / data_std) ** 2
    return torch.ones_like(sigma)
