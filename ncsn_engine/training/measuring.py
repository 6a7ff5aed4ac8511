"""What a training measures of itself: losses by step and by level, rates, and the held-out loss."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from ncsn_engine.noise import nearest_level, training_sigma
from ncsn_engine.objectives import denoising_loss
from ncsn_engine.training.clock import Due
from ncsn_engine.training.events import HeldOut

if TYPE_CHECKING:
    from ncsn_engine.data import Split
    from ncsn_engine.score import DataFacts
    from ncsn_engine.training.learning import Learner, Taken

__all__ = ["Judge", "Learnt", "Meter", "Rates"]

_WEIGH_EVERY = 1.0  # seconds between measurements of the weights' length
# Noised pictures, or points, that the held-out loss looks at; few held-out ones are noised more than once.
_JUDGED, _JUDGED_POINTS = 1200, 12_000


class Learnt(NamedTuple):
    """Losses since the last reading: of each step (k,), and by level their sums and how many, (L,)."""

    losses: np.ndarray
    level_sum: np.ndarray
    level_count: np.ndarray


class Rates(NamedTuple):
    """How it goes now, by the names of a :class:`~ncsn_engine.training.TrainEvent`."""

    learning_rate: float
    gradient_norm: float
    weight_norm: float
    epoch: float


@dataclass
class _Tally:
    """What was measured since the last reading; on the device until it is fetched."""

    losses: list[torch.Tensor] = field(default_factory=list)
    good: list[torch.Tensor] = field(default_factory=list)
    level_sum: torch.Tensor | None = None
    level_count: torch.Tensor | None = None


class Meter:
    """Counts what a learner does, without waiting for the device until it is read."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner
        self._weight_norm = 0.0
        self.begin_here()

    def begin_here(self) -> None:
        """Forget what was measured and not read yet."""
        self._tally = _Tally()
        self._gradient_norm = 0.0
        self._weigh_due = Due()

    def count(self, taken: Taken) -> None:
        """Count a step."""
        tally, learner = self._tally, self._learner
        levels = nearest_level(taken.sigma, learner.model.sigmas)
        if tally.level_sum is None or tally.level_count is None:
            tally.level_sum = torch.zeros(len(learner.sigmas), device=learner.device)
            tally.level_count = torch.zeros(len(learner.sigmas), device=learner.device)
        tally.losses.append(taken.loss)
        tally.good.append(taken.good)
        tally.level_sum.index_add_(0, levels, taken.each)
        tally.level_count.index_add_(0, levels, torch.ones_like(taken.each))

    def drop_bad(self) -> int:
        """Forget the losses from the first on that is not finite, as those steps did not happen; tells how many."""
        good = int(torch.stack(self._tally.good).sum())
        dropped = len(self._tally.losses) - good
        del self._tally.losses[good:]
        return dropped

    def read(self) -> Learnt:
        """Fetch what was measured since the last reading from the device."""
        tally, self._tally = self._tally, _Tally()
        n_levels = len(self._learner.sigmas)
        losses = torch.stack(tally.losses).float().cpu().numpy() if tally.losses else np.empty(0, np.float32)
        total, count = np.zeros(n_levels), np.zeros(n_levels)
        if tally.level_sum is not None and tally.level_count is not None:
            total, count = tally.level_sum.cpu().numpy(), tally.level_count.cpu().numpy()
            assert self._learner.norm is not None
            self._gradient_norm = float(self._learner.norm)
        self._weigh()
        return Learnt(losses, total, count)

    def rates(self) -> Rates:
        """Return how it goes, the lengths as last read."""
        learner = self._learner
        return Rates(learner.last_rate(), self._gradient_norm, self._weight_norm, learner.epoch())

    @torch.no_grad()
    def _weigh(self) -> None:
        """Measure the weights' length, at most once a second."""
        if self._weigh_due.reached():
            self._weight_norm = float(torch.stack(torch._foreach_norm(list(self._learner.trained.values()))).norm())
            self._weigh_due = Due(_WEIGH_EVERY)


class Judge:
    """Measures the denoising loss on held-out pictures, always the same ones under the same noise."""

    def __init__(self, data: Split, facts: DataFacts) -> None:
        held_out = data.held_out_indices
        self._looks = _JUDGED_POINTS if facts.is_points else _JUDGED
        chosen = np.unique(np.linspace(0, len(held_out) - 1, min(self._looks, len(held_out))).astype(int))
        self._judged = data.pictures(held_out[chosen])

    @torch.no_grad()
    def measure(self, learner: Learner) -> HeldOut:
        """Return the loss of what was learned so far."""
        model, device = learner.model, learner.device
        times = max(1, self._looks // len(self._judged))
        x = self._judged.repeat(times, *[1] * (self._judged.ndim - 1)).to(device)
        generator = learner.reseeded("held-out")
        sigma = training_sigma(learner.config.noise, model.sigmas, len(x), generator)
        noise = torch.randn(x.shape, generator=generator, device=device)
        model.eval()
        parts = zip(*(torch.split(t, self._looks // 4) for t in (x, sigma, noise)), strict=True)
        each = torch.cat([denoising_loss(model, *part) for part in parts]) / learner.half_dim
        model.train()
        levels = nearest_level(sigma, model.sigmas)
        count = torch.bincount(levels, minlength=len(learner.sigmas))
        total = torch.zeros(len(learner.sigmas), device=device).index_add_(0, levels, each)
        return HeldOut(learner.step, float(each.mean()), (total / count).cpu().numpy())
