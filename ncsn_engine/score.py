"""The engine's one question: ``denoise(x, sigma)``; its score is ``(denoise(x, σ) - x)/σ²``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch
from torch import nn

from ncsn_engine.config import InputError
from ncsn_engine.devices import finest
from ncsn_engine.memory import at_once, in_parts, picture_bytes
from ncsn_engine.networks import build
from ncsn_engine.networks.embedding import LogVariance
from ncsn_engine.noise import process

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from ncsn_engine.config import RunConfig
    from ncsn_engine.source import ModelSource

__all__ = ["DataFacts", "Denoiser", "Guided", "ScoreModel"]


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

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        """Return E[x₀ | x] at noise `sigma`, (N,) or one number; shape of `x` (Tweedie's estimate)."""
        ...

    def score(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        """Return ∇ log p_σ(x), shape of `x`."""
        ...


@dataclass(frozen=True)
class DataFacts:
    """What a model must know of its data, so that it can be used without it.

    Attributes
    ----------
    shape
        (C, H, W) of one picture, or (2,) for points.
    mean, std
        Of all numbers of the training pictures, in model space.
    low, high
        Ends of the pixel range in model space; for points, of the square that holds them.
    classes
        How many classes the data's labels tell apart; 0: no labels.
    """

    shape: tuple[int, ...]
    mean: float
    std: float
    low: float = 0.0
    high: float = 1.0
    classes: int = 0

    @property
    def is_points(self) -> bool:
        """Whether this is data in the plane rather than pictures."""
        return len(self.shape) == 1


class ScoreModel(nn.Module):
    """A raw network with the preconditioning that turns its output into a score.

    With F the raw network, by ``network.preconditioning``:

    - ``none`` (Song & Ermon 2019): ``s = F(2x - 1, σ)``
    - ``over-sigma`` (Song & Ermon 2020, technique 3): ``s = F(2x - 1, σ)/σ``
    - ``edm`` (Karras et al. 2022, table 1): ``D = c_skip x + c_out F(c_in x, σ)``, on pictures
      centred at the data's mean, with σ_d the data's standard deviation.
    - ``noise`` (Ho et al. 2020, eq. 12): ``D = x - σ F(s x, σ)``, s the process's scale at σ.

    "2x - 1" stands for the pixel range brought to [-1, 1].
    """

    sigmas: torch.Tensor
    source: ModelSource | None = None  # set where the model was opened from a file
    split_file: Path | None = None  # and how its run has split its data, if that is known

    def __init__(self, config: RunConfig, facts: DataFacts, sigmas: np.ndarray) -> None:
        super().__init__()
        self.config, self.facts = config, facts
        self.process = process(config.noise, sigmas)
        self.preconditioning = config.network.preconditioning
        self.told_time = getattr(config.network, "embedding", "") == "time"  # instead of σ
        wanted = getattr(config.network, "labels", False)
        if wanted and not facts.classes:
            raise InputError("network.labels = True: this data has no classes; switch the labels off.")
        self.classes = facts.classes if wanted else 0
        self.network = build(config.network, facts.shape, sigmas, self.classes)
        # u(σ) of the learned weighting; only training asks for it.
        self.log_variance = LogVariance() if config.objective.weighting == "learned" else None
        self.register_buffer("sigmas", torch.as_tensor(sigmas, dtype=torch.float32))
        self._picture_bytes: int | None = None  # counted when it is first needed

    @property
    def shape(self) -> tuple[int, ...]:
        """(C, H, W) of one picture, or (2,) for points."""
        return self.facts.shape

    @property
    def low(self) -> float:
        """Darkest value in model space."""
        return self.facts.low

    @property
    def high(self) -> float:
        """Brightest value in model space."""
        return self.facts.high

    @property
    def only_levels(self) -> bool:
        """Whether the network knows the levels of its ladder only, and no σ between (NCSN's conditional norms)."""
        return self.config.network.kind == "ncsn"

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor | float, label: torch.Tensor | None = None) -> torch.Tensor:
        """Return the model's E[x₀ | x].

        Parameters
        ----------
        x
            (N, C, H, W) or (N, 2), in model space; float64 is kept around the float32 network.
        sigma
            (N,) or a scalar, in units of `x`.
        label
            Classes (N,), int64, where the model has labels; None: any class.
        """
        sigma, column = _columns(x, sigma)
        match self.preconditioning:
            case "edm":
                std = self.facts.std
                total = torch.sqrt(column**2 + std**2)  # standard deviation of x
                centred = x - self.facts.mean
                out = self._raw(centred / total, sigma, label)
                return self.facts.mean + (std / total) ** 2 * centred + column * std / total * out
            case "noise":
                return x - column * self._raw(self.process.scale(column) * x, sigma, label)
            case "over-sigma":
                return x + column * self._raw(self._unit(x), sigma, label)
        return x + column**2 * self._raw(self._unit(x), sigma, label)

    def score(self, x: torch.Tensor, sigma: torch.Tensor | float, label: torch.Tensor | None = None) -> torch.Tensor:
        """Return the model's ∇ log p_σ(x); arguments as in :meth:`denoise`."""
        sigma, column = _columns(x, sigma)
        match self.preconditioning:
            case "none":
                return self._raw(self._unit(x), sigma, label)
            case "over-sigma":
                return self._raw(self._unit(x), sigma, label) / column
            case "noise":
                return -self._raw(self.process.scale(column) * x, sigma, label) / column
        return (self.denoise(x, sigma, label) - x) / column**2

    def _unit(self, x: torch.Tensor) -> torch.Tensor:
        return (2 * x - self.low - self.high) / (self.high - self.low)

    def _raw(self, x: torch.Tensor, sigma: torch.Tensor, label: torch.Tensor | None) -> torch.Tensor:
        told = sigma
        if self.told_time:  # in the finest numbers there are, as 999 t has few digits to lose
            told = self.process.time(sigma.to(finest(sigma.device)))
        given = (x.float(), told.float(), *((label,) if self.classes else ()))
        # Where a slope is asked for, whoever asks holds the graph and decides how much of it.
        count = len(x) if torch.is_grad_enabled() else at_once(self.picture_bytes, x)
        return in_parts(self.network, count, *given).to(x.dtype)

    def picture_bytes(self) -> int:
        """Return the bytes that one more picture takes in a look of the network, without what a slope would hold."""
        if self._picture_bytes is None:
            self._picture_bytes = picture_bytes(self.network, self.shape, bool(self.classes))
        return self._picture_bytes

    def check(self, x: torch.Tensor) -> None:
        """Refuse pictures that this model was not made for.

        Raises
        ------
        InputError
            If their shape, or the range of their values, is another; NaN too.
        """
        if tuple(x.shape[1:]) != self.shape or not len(x):
            raise InputError(
                "x: is of shape {shape}; this model takes (N, {names}).",
                shape=tuple(x.shape),
                names=", ".join(map(str, self.shape)),
            )
        if not torch.isfinite(x).all():
            raise InputError("x: holds numbers that are not finite; look where they come from.")
        least, most = float(x.min()), float(x.max())
        slack = 1e-3 * (self.high - self.low)
        if not self.facts.is_points and (least < self.low - slack or most > self.high + slack):
            raise InputError(
                "x: lies in [{least:g}, {most:g}]; this model takes pictures in [{low:g}, {high:g}]. "
                "Bring them to its range.",
                least=least,
                most=most,
                low=self.low,
                high=self.high,
            )


class Guided:
    """A model that answers for one class, which guidance may exaggerate (Ho & Salimans 2022, eq. 6).

    Parameters
    ----------
    model
        With labels.
    label
        The class, counted from 0.
    guidance
        w of ``D = D(x) + w (D(x | class) - D(x))``; 1: the class as it is, for half the cost.
    """

    def __init__(self, model: ScoreModel, label: int, guidance: float = 1.0) -> None:
        self.model, self.label, self.guidance = model, label, guidance
        self.shape, self.sigmas, self.low, self.high = model.shape, model.sigmas, model.low, model.high

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        """Return E[x₀ | x, class], pushed away from E[x₀ | x] by the guidance."""
        chosen = torch.full((len(x),), self.label, dtype=torch.int64, device=x.device)
        with_label = self.model.denoise(x, sigma, chosen)
        if self.guidance == 1:
            return with_label
        without = self.model.denoise(x, sigma)
        return without + self.guidance * (with_label - without)

    def score(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        """Return the score that belongs to :meth:`denoise`."""
        _, column = _columns(x, sigma)
        return (self.denoise(x, sigma) - x) / column**2


def _columns(x: torch.Tensor, sigma: torch.Tensor | float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return σ as (N,) and as a column that multiplies x."""
    sigma = torch.as_tensor(sigma, dtype=x.dtype, device=x.device).expand(len(x))
    return sigma, sigma.view(-1, *[1] * (x.ndim - 1))
