"""Linear maps A of pictures, each with the one inverse that restoration asks for."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Protocol, TypeVar

import torch

__all__ = ["Blur", "Grey", "Identity", "Mask", "Means", "Operator", "moved"]

_Map = TypeVar("_Map", bound="Operator")


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


def moved(task: _Map, device: torch.device) -> _Map:
    """Return a map with its masks and kernels on a device; they are made on the processor, from settings alone."""
    there = copy.copy(task)
    vars(there).update({n: v.to(device) for n, v in vars(task).items() if isinstance(v, torch.Tensor)})
    return there
