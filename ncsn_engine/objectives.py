"""Score-matching losses and their weightings.

Each loss is per picture, (N,), weighted with λ = σ², and written so that all of them measure the same:
expected over the data they differ from denoising score matching by no more than a constant, which is
added where it is known. A network whose score is 0 has D/2 at every level; lower is better.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from ncsn_engine.config import (
    DenoisingConfig,
    ExplicitConfig,
    ImplicitConfig,
    SlicedConfig,
)
from ncsn_engine.exact import KernelDensity
from ncsn_engine.noise import log_density

if TYPE_CHECKING:
    from ncsn_engine.config import NoiseConfig, ObjectiveConfig
    from ncsn_engine.score import Denoiser

__all__ = [
    "denoising_loss",
    "denoising_of",
    "explicit_loss",
    "implicit_loss",
    "objective",
    "sliced_loss",
    "weight",
]

# (model, x clean, σ, noise, generator for further draws) -> loss of each picture
Loss = Callable[..., torch.Tensor]


def objective(settings: ObjectiveConfig, pictures: torch.Tensor | None = None) -> Loss:
    """Return the loss of these settings, ``loss(model, x, sigma, noise, generator)``.

    Parameters
    ----------
    pictures
        Training pictures (N, ...), at which the kernel density of :func:`explicit_loss` stands.
    """
    match settings:
        case DenoisingConfig():
            return denoising_loss
        case SlicedConfig():
            return partial(sliced_loss, projections=settings.projections, variance_reduced=settings.variance_reduced)
        case ImplicitConfig():
            return partial(implicit_loss, exact_up_to=settings.exact_up_to)
        case ExplicitConfig():
            assert pictures is not None
            chosen = torch.linspace(0, len(pictures) - 1, min(settings.kernels, len(pictures))).long()
            density = KernelDensity(pictures[chosen])
            return lambda model, x, sigma, noise, generator: explicit_loss(model, x, sigma, noise, density)


def denoising_loss(
    model: Denoiser, x: torch.Tensor, sigma: torch.Tensor, noise: torch.Tensor, generator: Any = None
) -> torch.Tensor:
    """Return denoising score matching, per picture, shape (N,) (Vincent 2011, eq. 9; Song & Ermon 2019, eq. 5).

    ``σ² · ½‖s(x̃, σ) + (x̃ - x)/σ²‖²`` with ``x̃ = x + σ n``, which is ``½‖(D(x̃, σ) - x)/σ‖²``; and
    ``½‖n - n_θ‖²``, DDPM's loss (Ho et al. 2020, eq. 14), with the network's noise ``n_θ = (x̃ - D)/σ``.

    Parameters
    ----------
    x, noise
        Clean pictures and standard normal noise, (N, ...).
    sigma
        (N,), in units of `x`.
    """
    column = _column(sigma, x)
    miss = (model.denoise(x + column * noise, sigma) - x) / column
    return 0.5 * miss.square().flatten(1).sum(1)


@torch.no_grad()
def denoising_of(score: torch.Tensor, sigma: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    """Return :func:`denoising_loss` of a score that was answered already, ``½‖σ s(x + σ n, σ) + n‖²``, (N,).

    What is told of a training, whichever loss it learns from: so that it is one measure for all of them, and for
    held-out data. It is never below 0, which estimates of the sliced and the implicit loss may be.
    """
    return 0.5 * (_column(sigma, score) * score + noise).square().flatten(1).sum(1)


def explicit_loss(
    model: Denoiser, x: torch.Tensor, sigma: torch.Tensor, noise: torch.Tensor, density: Denoiser
) -> torch.Tensor:
    """Return explicit score matching, per picture, (N,) (Vincent 2011, eq. 8).

    ``σ² · ½‖s(x̃, σ) - ∇ log q_σ(x̃)‖²``, q_σ the kernel density of the data: 0 for the best model.
    Its gradient is that of denoising score matching, with less noise; it costs a look at all the data.
    """
    column = _column(sigma, x)
    noised = x + column * noise
    with torch.no_grad():
        target = density.denoise(noised, sigma)
    miss = (model.denoise(noised, sigma) - target) / column
    return 0.5 * miss.square().flatten(1).sum(1)


def implicit_loss(
    model: Denoiser,
    x: torch.Tensor,
    sigma: torch.Tensor,
    noise: torch.Tensor,
    generator: torch.Generator,
    exact_up_to: int = 8,
) -> torch.Tensor:
    """Return implicit score matching, per picture, (N,) (Hyvärinen 2005, theorem 1).

    ``σ² (tr ∇s(x̃) + ½‖s(x̃)‖²) + D/2``; the constant makes it equal denoising score matching on average.

    Parameters
    ----------
    generator
        For the random signs of Hutchinson's estimate, taken in more than `exact_up_to` dimensions.
    """
    noised, score = _score(model, x, sigma, noise)
    flat = score.flatten(1)
    dim = flat.shape[1]
    if dim <= exact_up_to:
        rows = [_slope(flat[:, i].sum(), noised).flatten(1)[:, i] for i in range(dim)]
        trace = torch.stack(rows).sum(0)
    else:
        signs = torch.randint(0, 2, score.shape, generator=generator, device=x.device).to(x.dtype) * 2 - 1
        trace = (_slope((score * signs).sum(), noised) * signs).flatten(1).sum(1)
    return sigma**2 * (trace + 0.5 * flat.square().sum(1)) + dim / 2


def sliced_loss(
    model: Denoiser,
    x: torch.Tensor,
    sigma: torch.Tensor,
    noise: torch.Tensor,
    generator: torch.Generator,
    projections: int = 1,
    variance_reduced: bool = True,
) -> torch.Tensor:
    """Return sliced score matching, per picture, (N,) (Song et al. 2019b, eq. 7 and 8).

    ``σ² (vᵀ∇s v + ½(vᵀs)²) + D/2`` averaged over normal directions v; variance-reduced: ``½‖s‖²``.
    """
    noised, score = _score(model, x, sigma, noise)
    total = torch.zeros_like(sigma)
    for _ in range(projections):
        v = torch.randn(score.shape, generator=generator, device=x.device, dtype=x.dtype)
        along = (score * v).flatten(1).sum(1)
        bend = (_slope(along.sum(), noised) * v).flatten(1).sum(1)
        half = score.square().flatten(1).sum(1) if variance_reduced else along**2
        total = total + bend + 0.5 * half
    return sigma**2 * total / projections + x[0].numel() / 2


def weight(
    settings: ObjectiveConfig, noise: NoiseConfig, sigmas: torch.Tensor, sigma: torch.Tensor, data_std: float
) -> torch.Tensor:
    """Return λ(σ)/σ², what a loss is multiplied with, shape of `sigma`.

    - ``sigma2``, ``learned``: 1 (Song & Ermon 2019, sec. 4.2; for the learned part see training)
    - ``uniform``: 1/σ²
    - ``likelihood``: every ratio of σ counts alike, whatever σ are drawn, which is λ = g² for t drawn
      evenly (Song et al. 2021b, theorem 1), up to a constant
    - ``edm``: (σ² + σ_d²)/σ_d² (Karras et al. 2022, table 1, in units of this loss)
    - ``min-snr``: min(1, γ σ²/σ_d²) (Hang et al. 2023, eq. 5; the signal is σ_d²)

    Parameters
    ----------
    sigmas
        The ladder, (L,).
    data_std
        σ_d, in units of x.
    """
    match settings.weighting:
        case "uniform":
            return 1 / sigma**2
        case "likelihood":
            span = torch.log(sigmas[0] / sigmas[-1])
            return 1 / (log_density(noise, sigmas, sigma) * span)
        case "edm":
            return 1 + (sigma / data_std) ** 2
        case "min-snr":
            return (settings.min_snr_gamma * (sigma / data_std) ** 2).clamp(max=1)
    return torch.ones_like(sigma)


def _column(sigma: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    return sigma.view(-1, *[1] * (x.ndim - 1))


def _score(
    model: Denoiser, x: torch.Tensor, sigma: torch.Tensor, noise: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return noised pictures and the model's score there, which can be differentiated twice."""
    noised = (x + _column(sigma, x) * noise).requires_grad_(True)
    with torch.enable_grad(), sdpa_kernel(SDPBackend.MATH):  # the fast attention has no second derivative
        return noised, model.score(noised, sigma)


def _slope(total: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    (slope,) = torch.autograd.grad(total, x, create_graph=True, materialize_grads=True)
    return slope
