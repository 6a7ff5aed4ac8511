"""How probable data is under a model, and its encoding as noise: the probability-flow ODE both ways.

``dx/d ln σ = x - D(x; σ)`` carries data to noise and back; along it ``d ln p/d ln σ = -(D_dim - tr ∇D)``
(instantaneous change of variables, Chen et al. 2018; Song et al. 2021, eq. 39).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from ncsn_engine.config import LikelihoodConfig
from ncsn_engine.flow import EXACT_UP_TO, Flow, ends_of, placed
from ncsn_engine.score import ScoreModel
from ncsn_engine.seeds import PictureNoise, seed_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.samplers import Step
    from ncsn_engine.score import Denoiser

__all__ = ["Likelihood", "bits_per_dim", "decode", "encode", "interpolate", "interpolate_noise", "log_prob"]

_BATCH = 128  # pictures that are carried together; more would not be faster


@dataclass(frozen=True)
class Likelihood:
    """Bits per dimension of some pictures.

    Attributes
    ----------
    bits
        Of each picture, (n,).
    total
        How many will be looked at in all.
    evaluations
        Network evaluations, with their derivative, of the picture that took the most so far.
    """

    bits: np.ndarray
    total: int
    evaluations: int

    @property
    def mean(self) -> float:
        """Mean bits per dimension."""
        return float(self.bits.mean())

    @property
    def error(self) -> float:
        """Standard error of the mean: over pictures, their dequantising and the trace's random signs."""
        n = len(self.bits)
        return float(self.bits.std(ddof=1) / math.sqrt(n)) if n > 1 else math.nan


def bits_per_dim(
    model: ScoreModel, x: torch.Tensor, settings: LikelihoodConfig | None = None, white: int = 255
) -> Iterator[Likelihood]:
    """Measure bits per dimension, yielding after each batch; the last one holds all.

    ``-log₂ p(x)/D`` less what whole grey values save: log₂ of how many of them make a unit of x (8 for
    bytes in [0, 1], 7 in [-1, 1]). With Gaussian dequantising the density is asked at ``x + σ_L n``, which
    is what the model learned, and the noise's own entropy is taken off: a bound in the manner of
    variational dequantisation (Ho et al. 2019, eq. 12) as long as σ_L is well below the gap between greys.

    Parameters
    ----------
    x
        Pictures in the model's range, (N, C, H, W), whole grey values; or points (N, 2).
    white
        How many steps of grey the pixel range has: 255 for bytes, 16 for the digits.

    Raises
    ------
    InputError
        If x is not of the model's shape or range.
    """
    settings = settings or LikelihoodConfig()
    model.check(x)
    x = x[: settings.count].to(model.sigmas.device)
    shape, dim = tuple(x.shape[1:]), x[0].numel()
    gap = (model.high - model.low) / white
    points = model.facts.is_points
    noises = PictureNoise(settings.seed, len(x), shape)
    sigma = float(model.sigmas[-1])
    entropy = 0.0
    if points or settings.dequantise == "none":
        unit = 0.0
    elif settings.dequantise == "uniform":
        x, unit = x + gap * (noises.uniform(0.0, 1.0, x.device) - 0.5), math.log2(1 / gap)
    else:
        # E[-log q(x + σ n)] of the noise itself; a fresh n for each picture.
        x, unit = x + sigma * noises.normal(x.device), 0.0
        entropy = 0.5 * math.log2(2 * math.pi * math.e * sigma**2)
    bits, looks = np.empty(0), 0
    for first in range(0, len(x), _BATCH):
        part = x[first : first + _BATCH]
        found, taken = log_prob(model, part, probes=settings.probes, rtol=settings.rtol, seed=settings.seed + first)
        looks = max(looks, taken)
        each = -found.cpu().numpy() / (dim * math.log(2)) + unit - entropy
        bits = np.concatenate([bits, each])
        yield Likelihood(bits, len(x), looks)


def log_prob(
    model: Denoiser,
    x: torch.Tensor,
    sigmas: tuple[float, float] | None = None,
    probes: int = 1,
    rtol: float = 1e-5,
    seed: int = 0,
) -> tuple[torch.Tensor, int]:
    """Return log p_σmin(x) in nats, (N,), and the most network evaluations that one of them took.

    Song et al. 2021, eq. 39, with a Hutchinson trace of random signs; exact in the plane. The prior is
    normal with the data's mean, and the variance of data and noise together.

    Parameters
    ----------
    sigmas
        Largest and smallest σ; by default the model's.
    probes
        Random signs for each trace.
    rtol
        Relative and absolute error allowed in a step.
    """
    largest, smallest = ends_of(model, sigmas)
    x, dim = placed(model, x), x[0].numel()
    generator = torch.Generator().manual_seed(seed_for(seed, "trace"))
    # Drawn picture by picture, on the processor: the same for each whatever comes after it, and wherever it goes.
    signs = (torch.randint(0, 2, (len(x), probes, *x.shape[1:]), generator=generator) * 2 - 1).to(x.device, x.dtype)
    flow = Flow(model, None if dim <= EXACT_UP_TO else signs)
    z, gained = flow.run((x, torch.zeros(len(x), dtype=x.dtype, device=x.device)), smallest, largest, rtol)
    mean, variance = _prior(model, x, largest)
    prior = -0.5 * ((z - mean) ** 2 / variance + torch.log(2 * math.pi * variance)).flatten(1).sum(1)
    return prior + gained, flow.looks


def encode(
    model: Denoiser, x: torch.Tensor, sigmas: tuple[float, float] | None = None, rtol: float = 1e-5
) -> torch.Tensor:
    """Carry data to noise: returns x at the largest σ, shape of x (Song et al. 2021, section 4.3).

    In the finest numbers of the model's device, float64 but for Apple's GPUs; each picture has steps of its own.
    """
    largest, smallest = ends_of(model, sigmas)
    return Flow(model, None, trace=False).run((placed(model, x),), smallest, largest, rtol)[0]


def decode(
    model: Denoiser, z: torch.Tensor, sigmas: tuple[float, float] | None = None, rtol: float = 1e-5
) -> torch.Tensor:
    """Carry noise to data: undoes :func:`encode`, up to the smallest σ; shape of z, numbers as there."""
    largest, smallest = ends_of(model, sigmas)
    return Flow(model, None, trace=False).run((placed(model, z),), largest, smallest, rtol)[0]


def interpolate(model: Denoiser, a: torch.Tensor, b: torch.Tensor, count: int = 9, rtol: float = 1e-4) -> torch.Tensor:
    """Go from one picture to another through their encodings; returns (count, ...) with both at the ends.

    On the great circle between the two noises, around the data's mean (Shoemake 1985), so that every
    state on the way is as noisy as the ends.
    """
    z = encode(model, torch.stack([a, b]), rtol=rtol)
    middle = _mean(model, z)
    p, q = (z[0] - middle), (z[1] - middle)
    cosine = (p * q).sum() / (p.norm() * q.norm())
    angle = torch.acos(cosine.clamp(-1, 1))
    shares = torch.linspace(0, 1, count, dtype=z.dtype, device=z.device).view(-1, *[1] * a.ndim)
    if float(angle) < 1e-4 or float(angle) > math.pi - 1e-4:  # the same noise, or opposite: no single circle
        mixed = (1 - shares) * p + shares * q
    else:
        mixed = (torch.sin((1 - shares) * angle) * p + torch.sin(shares * angle) * q) / torch.sin(angle)
    return decode(model, middle + mixed, rtol=rtol)


def interpolate_noise(model: ScoreModel, settings: SamplingConfig, ends: tuple[int, int] = (0, 1)) -> Iterator[Step]:
    """Sample pictures whose every noise lies between those of two pictures (Song & Ermon 2020, appendix C).

    Picture i of n has the noise ``cos θ z_a + sin θ z_b`` at the start and at each step, θ from 0 to π/2: any
    sampler that draws noise will do.

    Parameters
    ----------
    ends
        Which pictures of this seed stand at the ends.
    """
    from ncsn_engine.samplers.sample import sample_with

    return sample_with(model, settings, _Between(settings.seed, settings.count, model.shape, ends))


class _Between(PictureNoise):
    """Noise between two streams, on a quarter circle: normal noise again."""

    def __init__(self, seed: int, count: int, shape: tuple[int, ...], ends: tuple[int, int]) -> None:
        super().__init__(seed, max(ends) + 1, shape)
        self.streams = [self.streams[i] for i in ends]
        self._drawn = self._drawn[:2]
        angle = torch.linspace(0, math.pi / 2, count).view(-1, *[1] * len(shape))
        self.mix = (angle.cos(), angle.sin())

    def normal(self, device: torch.device) -> torch.Tensor:
        ends = super().normal(torch.device("cpu"))
        return (self.mix[0] * ends[0] + self.mix[1] * ends[1]).to(device)

    def uniform(self, low: float, high: float, device: torch.device) -> torch.Tensor:
        ends = super().uniform(low, high, torch.device("cpu"))
        share = self.mix[1] ** 2
        return ((1 - share) * ends[0] + share * ends[1]).to(device)


def _mean(model: Denoiser, x: torch.Tensor) -> torch.Tensor:
    """Return the mean of a model's data, in the numbers of `x`."""
    if isinstance(model, ScoreModel):
        return x.new_tensor(model.facts.mean)
    exact: Any = model
    return exact.mean().to(x) if hasattr(exact, "mean") else x.new_zeros(())


def _prior(model: Denoiser, x: torch.Tensor, sigma: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return mean and variance of the noisiest state; exact where the density knows its own."""
    exact: Any = model
    if isinstance(model, ScoreModel):
        spread = x.new_tensor(model.facts.std**2)
    else:
        spread = exact.covariance().diagonal().to(x) if hasattr(exact, "covariance") else x.new_zeros(())
    return _mean(model, x), spread + sigma**2
