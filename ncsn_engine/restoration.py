"""Repairing pictures with a score model as the prior: samples of p(x | y) for ``y = A x + σ_y n``.

Split Gibbs sampling with a diffusion prior (Vono et al. 2019; Wu et al. 2024, PnP-DM, algorithm 1): a copy z of
the picture is held near x by ρ. In turn, z is drawn from what is given, which is normal and exact, and x from
the prior, ``p(x | z) ∝ p(x) N(z; x, ρ²)``, which is denoising from noise level ρ. Each round leaves p(x | y)
as it is, up to ρ; ρ falls from the range of the data to the model's smallest σ.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch

from ncsn_engine.config import (
    ColouriseConfig,
    DeblurConfig,
    EditConfig,
    InpaintConfig,
    InputError,
    SuperResolutionConfig,
)
from ncsn_engine.noise import geometric
from ncsn_engine.samplers.step import Step, finish
from ncsn_engine.score import ScoreModel
from ncsn_engine.seeds import PictureNoise, reseed, seed_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.config import Restoration, RestorationConfig
    from ncsn_engine.score import Denoiser

__all__ = ["Blur", "Grey", "Identity", "Mask", "Means", "Operator", "consistency", "operator", "restore"]

_EXACT = 1e-3  # σ_y of noiseless data, in units of the data's own spread: what is known stays known


class Operator(Protocol):
    """A linear map A of pictures, and the one inverse that restoration asks for."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return A x, (N, ...)."""
        ...

    def adjoint(self, y: torch.Tensor) -> torch.Tensor:
        """Return Aᵀ y, (N, C, H, W)."""
        ...

    def solve(self, b: torch.Tensor, c: float) -> torch.Tensor:
        """Return (AᵀA + c)⁻¹ b, c > 0."""
        ...


@dataclass(frozen=True)
class Identity:
    """All is given, under noise."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x."""
        return x

    def adjoint(self, y: torch.Tensor) -> torch.Tensor:
        """Return y."""
        return y

    def solve(self, b: torch.Tensor, c: float) -> torch.Tensor:
        """Return b/(1 + c)."""
        return b / (1 + c)


@dataclass(frozen=True)
class Mask:
    """Some pixels are given: `known` (C, H, W) or (1, H, W) is 1 there, else 0."""

    known: torch.Tensor

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x with the hidden pixels 0."""
        return x * self.known

    def adjoint(self, y: torch.Tensor) -> torch.Tensor:
        """Return y with the hidden pixels 0."""
        return y * self.known

    def solve(self, b: torch.Tensor, c: float) -> torch.Tensor:
        """Return b over 1 + c where given, over c where hidden."""
        return b / (self.known + c)


class _Orthogonal:
    """Maps with A Aᵀ = k: (AᵀA + c)⁻¹ = (1 - AᵀA/(c + k))/c, Woodbury's identity."""

    k: float

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError

    def adjoint(self, y: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError

    def solve(self, b: torch.Tensor, c: float) -> torch.Tensor:
        """Return (AᵀA + c)⁻¹ b."""
        return (b - self.adjoint(self.forward(b)) / (c + self.k)) / c


class Means(_Orthogonal):
    """The means of squares of `factor` pixels: super-resolution."""

    def __init__(self, factor: int) -> None:
        self.factor, self.k = factor, 1 / factor**2

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the means, (N, C, H/factor, W/factor)."""
        return torch.nn.functional.avg_pool2d(x, self.factor)

    def adjoint(self, y: torch.Tensor) -> torch.Tensor:
        """Return each mean spread over its square."""
        return y.repeat_interleave(self.factor, 2).repeat_interleave(self.factor, 3) / self.factor**2


class Grey(_Orthogonal):
    """The mean over the colours: colourisation."""

    def __init__(self, channels: int) -> None:
        self.channels, self.k = channels, 1 / channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the grey picture, (N, 1, H, W)."""
        return x.mean(1, keepdim=True)

    def adjoint(self, y: torch.Tensor) -> torch.Tensor:
        """Return the grey spread over the colours."""
        return y.expand(-1, self.channels, -1, -1) / self.channels


class Blur:
    """Convolution with a kernel (H, W) that wraps around the edges: a product in Fourier space."""

    def __init__(self, kernel: torch.Tensor) -> None:
        self.shape = tuple(kernel.shape)
        self.factors = torch.fft.rfft2(kernel)

    def _times(self, x: torch.Tensor, factors: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = torch.fft.irfft2(torch.fft.rfft2(x) * factors, s=self.shape)
        return result

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the blurred picture."""
        return self._times(x, self.factors)

    def adjoint(self, y: torch.Tensor) -> torch.Tensor:
        """Return y blurred by the mirrored kernel."""
        return self._times(y, self.factors.conj())

    def solve(self, b: torch.Tensor, c: float) -> torch.Tensor:
        """Return (AᵀA + c)⁻¹ b."""
        return self._times(b, 1 / (self.factors.abs() ** 2 + c))


def operator(
    settings: RestorationConfig,
    shape: tuple[int, ...],
    mask: torch.Tensor | None = None,
    dtype: torch.dtype = torch.float32,
) -> Operator:
    """Return the map A of a task for pictures of `shape` (C, H, W).

    Parameters
    ----------
    mask
        Of inpainting with ``hidden = 'file'``: (H, W), 1 where known.

    Raises
    ------
    InputError
        If the task does not fit pictures of this shape.
    """
    if len(shape) != 3:
        raise InputError(f"restoration: works on pictures, this model makes data of shape {shape}.")
    match settings:
        case InpaintConfig():
            return Mask(_known(settings, shape, mask).to(dtype))
        case SuperResolutionConfig():
            if shape[1] % settings.factor or shape[2] % settings.factor:
                raise InputError(
                    f"restoration.factor = {settings.factor}: does not divide pictures of {shape[1]}×{shape[2]}; "
                    "choose a divisor of both sides."
                )
            return Means(settings.factor)
        case DeblurConfig():
            return Blur(_kernel(settings, shape).to(dtype))
        case ColouriseConfig():
            if shape[0] == 1:
                raise InputError(
                    "restoration.kind = 'colourise': this model's pictures are grey; use one of colour pictures."
                )
            return Grey(shape[0])
    return Identity()


def _known(settings: InpaintConfig, shape: tuple[int, ...], mask: torch.Tensor | None) -> torch.Tensor:
    """Return what is known, 1 or 0, (1, H, W)."""
    _, h, w = shape
    known = torch.ones(1, h, w)
    rows, columns = round(h * settings.share), round(w * settings.share)
    match settings.hidden:
        case "right":
            known[:, :, w - columns :] = 0
        case "left":
            known[:, :, :columns] = 0
        case "top":
            known[:, :rows] = 0
        case "bottom":
            known[:, h - rows :] = 0
        case "centre":
            top, left = (h - rows) // 2, (w - columns) // 2
            known[:, top : top + rows, left : left + columns] = 0
        case "random":
            draws = torch.rand(h * w, generator=reseed(torch.Generator(), settings.seed, "mask"))
            known.view(-1)[draws.argsort()[: round(h * w * settings.share)]] = 0
        case "file":
            if mask is None or tuple(mask.shape) != (h, w):
                found = "none was given" if mask is None else f"it is {mask.shape[0]}×{mask.shape[1]}"
                raise InputError(f"restoration.mask: must be a picture of {h}×{w}, as the model's are; {found}.")
            known = (mask > 0.5).float()[None]
    if known.all() or not known.any():
        raise InputError(
            f"restoration.hidden = {settings.hidden!r}: hides {'nothing' if known.all() else 'everything'}; "
            "change restoration.share or the mask."
        )
    return known


def _kernel(settings: DeblurConfig, shape: tuple[int, ...]) -> torch.Tensor:
    """Return the blur's kernel, (H, W), its middle at (0, 0), sum 1."""
    _, h, w = shape
    y = torch.fft.fftfreq(h, 1 / h)[:, None]  # 0, 1, …, -2, -1: distances from the corner that wrap around
    x = torch.fft.fftfreq(w, 1 / w)[None, :]
    if settings.blur == "gaussian":
        kernel = torch.exp(-0.5 * (x**2 + y**2) / settings.width**2)
    else:
        turn = math.radians(settings.angle)
        along = x * math.cos(turn) - y * math.sin(turn)
        across = x * math.sin(turn) + y * math.cos(turn)
        # A line one pixel thick with soft ends.
        kernel = (0.5 + settings.width / 2 - along.abs()).clamp(0, 1) * (1 - across.abs()).clamp(0, 1)
    return kernel / kernel.sum()


@torch.no_grad()
def restore(
    model: Denoiser, y: torch.Tensor, settings: RestorationConfig, task: Operator | None = None
) -> Iterator[Step]:
    """Draw answers to what is given, yielding every step; the last one holds them, (count, C, H, W).

    Parameters
    ----------
    model
        The prior: a :class:`~ncsn_engine.score.ScoreModel`, or an exact density.
    y
        What is given, one of it: A x, under noise of σ_y; for editing the drawing itself.
    task
        A; by default the one of the settings.

    Raises
    ------
    InputError
        If y does not have the shape of what A gives.
    """
    if model.sigmas is None:
        raise InputError("restoration: this model has no ladder of its own; use a trained model.")
    if isinstance(model, ScoreModel) and model.only_levels:
        raise InputError(
            "restoration: asks for σ between the levels, but this network (NCSN's) knows its levels only; "
            "use a model whose network is told σ."
        )
    device = model.sigmas.device
    task = task or operator(settings, model.shape)
    expected = tuple(task.forward(torch.zeros(1, *model.shape)).shape[1:])
    if tuple(y.shape) != expected:
        raise InputError(f"restoration: what is given has shape {tuple(y.shape)}, this task expects {expected}.")
    if not torch.isfinite(y).all():
        raise InputError("restoration: what is given holds numbers that are not finite.")
    noise = PictureNoise(settings.seed, settings.count, model.shape)
    ends = float(model.sigmas[0]), float(model.sigmas[-1])
    if isinstance(settings, EditConfig):
        return _edit(model, y.to(device), settings, noise, ends)
    return _gibbs(model, y.to(device), settings, task, noise, ends)


def _edit(
    model: Denoiser, y: torch.Tensor, settings: EditConfig, noise: PictureNoise, ends: tuple[float, float]
) -> Iterator[Step]:
    """Noise the drawing to a middle level, then denoise (Meng et al. 2022, SDEdit, algorithm 1)."""
    start = min(settings.strength, ends[0])
    x, total = y + start * noise.normal(y.device), settings.rounds * settings.steps + 1
    for step, x in _denoise(model, x, start, ends[1], total - 1, noise, total, 0):  # noqa: B007, B020 - the last counts
        yield step
    yield from finish(model, x, ends[1], step.level, total, None)


def _gibbs(
    model: Denoiser,
    y: torch.Tensor,
    settings: Restoration,
    task: Operator,
    noise: PictureNoise,
    ends: tuple[float, float],
) -> Iterator[Step]:
    largest, smallest = (
        min(ends[0], model.high - model.low),
        ends[1],
    )  # further apart x and z know nothing of each other
    sigma_y = max(settings.sigma_y, _EXACT)
    total = settings.rounds * settings.steps + 1
    of_data = PictureNoise(seed_for(settings.seed, "data"), settings.count, tuple(y.shape))
    x = largest * noise.normal(y.device)
    for index, rho in enumerate(geometric(largest, 2 * smallest, settings.rounds).tolist()):
        # x stands at the smallest noise σ_L, z at ρ. z | x, y is normal with precision AᵀA/σ_y² + 1/(ρ² - σ_L²):
        # noise on both sides of its mean makes it a sample.
        added = math.sqrt(rho**2 - smallest**2)
        share = (sigma_y / added) ** 2
        given = task.adjoint(y + sigma_y * of_data.normal(y.device))
        z = task.solve(given + share * (x + added * noise.normal(y.device)), share)
        for step, x in _denoise(model, z, rho, smallest, settings.steps, noise, total, index):  # noqa: B007
            yield step
    *middle, last = finish(model, x, smallest, step.level, total, None)
    yield from middle
    x = last.x
    if not settings.sigma_y:  # what is known without noise comes out as it went in
        x = x + task.solve(task.adjoint(y - task.forward(x)), _EXACT**2)
    yield last.result(x)


def _denoise(
    model: Denoiser,
    x: torch.Tensor,
    first: float,
    last: float,
    steps: int,
    noise: PictureNoise,
    total: int,
    level: int,
) -> Iterator[tuple[Step, torch.Tensor]]:
    """Draw from p(x at σ = last | x at σ = first): the reverse SDE by second-order steps (Lu et al. 2022b, eq. 18).

    Yields each step with what follows it.
    """
    sigmas = geometric(first, last, steps + 1).tolist()
    before, stride = x, math.log(sigmas[0] / sigmas[1])
    for index, (sigma, smaller) in enumerate(itertools.pairwise(sigmas)):
        denoised = model.denoise(x, sigma)
        step = Step.at(level * steps + index, total, level, sigma, sigma**2 - smaller**2, x, denoised)
        # Equal strides in ln σ: half a stride ahead is half the last change ahead.
        aim = denoised + (denoised - before) / 2 if index else denoised
        before, share = denoised, math.exp(-2 * stride)
        x = share * x + (1 - share) * aim + smaller * math.sqrt(1 - share) * noise.normal(x.device)
        yield step, x


def consistency(task: Operator, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Return the root mean square of A x - y of each answer, (N,), in units of x: how well it fits what is given."""
    return (task.forward(x) - y).flatten(1).square().mean(1).sqrt()
