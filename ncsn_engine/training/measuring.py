"""What a training measures of itself: losses by step and by level, rates, and the held-out loss."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from ncsn_engine.data import Streamed
from ncsn_engine.noise import nearest_level, training_sigma
from ncsn_engine.objectives import denoising_loss
from ncsn_engine.training.clock import Due
from ncsn_engine.training.events import HeldOut

if TYPE_CHECKING:
    from collections.abc import Generator

    from ncsn_engine.data import Split
    from ncsn_engine.score import DataFacts
    from ncsn_engine.training.learning import Learner, Taken

__all__ = ["Judge", "Learnt", "Meter", "Rates"]

_WEIGH_EVERY = 1.0  # seconds between measurements of the weights' length
# Noised pictures, or points, that the held-out loss looks at; few held-out ones are noised more than once.
_JUDGED, _JUDGED_POINTS = 1200, 12_000
_AT_ONCE = 2**22  # numbers that one look noises at once
_HELD = 2**28  # bytes of held-out pictures of a streamed set
_PATIENCE = 0.25  # seconds of looking before anybody hears of it


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
    """Measures the denoising loss on held-out pictures, always the same ones under the same noise.

    A few pictures at a time, so that a look takes no more memory for large ones; how many is a matter of their size
    alone, as the noise is drawn for each few in turn.
    """

    def __init__(self, data: Split, facts: DataFacts) -> None:
        held_out, self._data = data.held_out_indices, data
        looks = _JUDGED_POINTS if facts.is_points else _JUDGED
        most = min(looks, len(held_out))
        if isinstance(data.source, Streamed):  # they are held here, as whole numbers: files may vanish
            most = min(most, max(1, _HELD // math.prod(facts.shape)))
        self._chosen = held_out[np.unique(np.linspace(0, len(held_out) - 1, most).astype(int))]
        self._held = None
        if isinstance(data.source, Streamed):
            self._held = torch.stack([data.source.files[int(i)] for i in self._chosen])
        self._looks = len(self._chosen) * max(1, looks // len(self._chosen))
        self._few = max(1, min(looks // 4, _AT_ONCE // math.prod(facts.shape)))

    def _pictures(self, first: int, last: int) -> torch.Tensor:
        """Return what is looked at from one look to another, each picture again and again."""
        here = np.arange(first, last) % len(self._chosen)
        if self._held is not None:
            return self._data.model_space(self._held[torch.from_numpy(here)])
        return self._data.pictures(self._chosen[here])

    @torch.no_grad()
    def measure(self, learner: Learner, seconds: float) -> Generator[str, None, HeldOut]:
        """Measure what was learned so far; yields what is done after so many seconds of it, and returns the loss."""
        model, device, due = learner.model, learner.device, Due(max(seconds, _PATIENCE))
        generator = learner.reseeded("held-out")
        sigma = training_sigma(learner.config.noise, model.sigmas, self._looks, generator)
        found = []
        for first in range(0, self._looks, self._few):
            part = sigma[first : first + self._few]
            x = self._pictures(first, first + len(part)).to(device)
            noise = torch.randn(x.shape, generator=generator, device=device)
            model.eval()
            found.append(denoising_loss(model, x, part, noise) / learner.half_dim)
            model.train()
            if due.reached() and first + self._few < self._looks:
                yield "looking at held-out pictures"
                due = Due(max(seconds, _PATIENCE))
        each = torch.cat(found)
        levels = nearest_level(sigma, model.sigmas)
        count = torch.bincount(levels, minlength=len(learner.sigmas))
        total = torch.zeros(len(learner.sigmas), device=device).index_add_(0, levels, each)
        return HeldOut(learner.step, float(each.mean()), (total / count).cpu().numpy())
