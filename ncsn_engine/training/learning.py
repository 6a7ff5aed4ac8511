"""What learns: the model, its running average and the optimiser, a step at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import torch
from torch.optim.swa_utils import AveragedModel

from ncsn_engine.noise import training_sigma
from ncsn_engine.objectives import denoising_of, objective, weight
from ncsn_engine.score import ScoreModel
from ncsn_engine.seeds import reseed, seed_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np

    from ncsn_engine.config import RunConfig
    from ncsn_engine.data import Split
    from ncsn_engine.data.sets import Batch
    from ncsn_engine.score import DataFacts

__all__ = ["Learner", "Taken"]

_Tensors = tuple[torch.Tensor, ...] | list[torch.Tensor]


class Taken(NamedTuple):
    """What an optimiser step was, on the device.

    Attributes
    ----------
    loss
        The mean of `each`.
    each, sigma
        Denoising loss with λ = σ² over D/2 of each picture, whatever was learned from, and the noise on it, (N,).
    good
        1 if it moved the weights, 0 if this loss or one before it was not finite.
    """

    loss: torch.Tensor
    each: torch.Tensor
    sigma: torch.Tensor
    good: torch.Tensor


class Learner:
    """The weights and all that moves them.

    Attributes
    ----------
    step
        Optimiser steps taken.
    model, average
        What is trained, and its running average, if one is kept.
    trained, optimizer
        The weights by name, and what moves them.
    norm
        Length of the last step's gradient, on the device; None before the first.
    whole
        Whether weights, average and step belong together: no step was cut off halfway.
    first
        Loss with λ = σ² over D/2 of the first step since it stands where it began, on the device; None before.
    lost
        Why pictures could not be read any more since somebody last looked here; others were taken in their place.
    """

    def __init__(
        self, config: RunConfig, data: Split, facts: DataFacts, sigmas: np.ndarray, device: torch.device
    ) -> None:
        self.config, self.data, self.facts, self.sigmas, self.device = config, data, facts, sigmas, device
        self.half_dim = math.prod(facts.shape) / 2  # D/2, in units of which all losses are told
        self.generator = torch.Generator(device)
        self.step = 0
        torch.manual_seed(seed_for(config.seed, "weights"))
        self.model = ScoreModel(config, facts, sigmas).to(device)
        kernels = data.train.to(device) if config.objective.kind == "explicit" else None
        self._loss = objective(config.objective, kernels)
        self.average: AveragedModel | None = None
        self.take(config)
        self.trained = dict(self.model.network.named_parameters())
        if self.model.log_variance is not None:
            self.trained |= {f"log_variance.{n}": p for n, p in self.model.log_variance.named_parameters()}
        # 'fused' lets the optimiser skip a step by itself when told that the loss is not finite.
        self.optimizer = torch.optim.Adam(self.trained.values(), lr=1.0, fused=True)
        self.norm: torch.Tensor | None = None
        self.whole, self.lost = True, list[str]()
        self.first: torch.Tensor | None = None
        self._bad = torch.zeros((), device=device)  # 1 from the first loss that is not finite
        self._batches: Iterator[Batch] = iter(())

    def take(self, config: RunConfig) -> None:
        """Learn with these settings from the next step on."""
        self.config, rate = config, config.training.ema_rate
        if not rate:
            self.average = None
        elif self.average is None:  # a copy of the model that never sees a gradient
            self.average = AveragedModel(self.model, multi_avg_fn=_average(rate))
        else:
            self.average.multi_avg_fn = _average(rate)

    def begin_here(self) -> None:
        """Let the next step be the one after `step`, wherever the last one was."""
        self._bad = torch.zeros((), device=self.device)
        self.norm = self.first = None
        self.model.train()
        batch_size = self.config.training.batch_size
        self._batches = self.data.batches(self.config.seed, self.step, batch_size, self.device, self.lost.append)

    def take_step(self) -> Taken:
        """Take one step of the optimiser."""
        x, label = next(self._batches)
        if getattr(self.config.data, "flip", False):
            coin = torch.rand(len(x), generator=self._seeded("flip"), device=self.device) < 0.5
            x = torch.where(coin.view(-1, 1, 1, 1), x.flip(-1), x)
        generator = self._seeded("noise")
        sigma = training_sigma(self.config.noise, self.model.sigmas, len(x), generator)
        noise = torch.randn(x.shape, generator=generator, device=self.device)
        if self.model.classes and label is not None:
            hidden = torch.rand(len(x), generator=generator, device=self.device) < self.config.training.label_dropout
            label = label.masked_fill(hidden, self.model.classes)
        torch.manual_seed(seed_for(self.config.seed, "dropout", self.step))
        asked = _Asked(self.model, label)
        weighted = self.weight(sigma) * self._loss(asked, x, sigma, noise, generator) / self.half_dim
        if self.model.log_variance is not None:  # each level is measured by its own learned loss (EDM2)
            u = self.model.log_variance(sigma)
            weighted = weighted / u.exp() + u
        self._descend(weighted.mean())
        each = denoising_of(asked.score_told, sigma, noise) / self.half_dim
        if self.first is None:
            self.first = each.mean()
        return Taken(each.mean(), each, sigma, 1 - self._bad)

    def _descend(self, loss: torch.Tensor) -> None:
        """Move the weights, and their average, unless a loss was not finite."""
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(self.trained.values(), self.config.training.gradient_clip or math.inf)
        # Once bad, always bad: no later step of this slice may touch the weights either.
        self._bad = torch.maximum(self._bad, (~torch.isfinite(loss + norm)).float())
        self.optimizer.found_inf = self._bad  # type: ignore[attr-defined]
        self.optimizer.grad_scale = None  # type: ignore[attr-defined]
        self.optimizer.param_groups[0]["lr"] = self._rate_now()
        self.whole = False
        self.optimizer.step()
        if self.average:
            self.average.update_parameters(self.model)
        self.step += 1
        self.whole = True
        self.norm = norm

    def weight(self, sigma: torch.Tensor) -> torch.Tensor:
        """Return the weights of losses at these noise levels, as the settings want them."""
        return weight(self.config.objective, self.config.noise, self.model.sigmas, sigma, self.facts.std)

    def is_bad(self) -> bool:
        """Tell whether a loss was not finite; waits for the device."""
        return bool(self._bad.item())

    def last_rate(self) -> float:
        """Return the learning rate of the last step, or that of the first one to come."""
        return self._rate_now() if self.norm is None else float(self.optimizer.param_groups[0]["lr"])

    def epoch(self) -> float:
        """Return how often every training picture was seen."""
        return self.step * self.config.training.batch_size / max(1, len(self.data.train_indices))

    def sampling_model(self) -> ScoreModel:
        """Return the model one samples with: the running average, or the training's own."""
        model: Any = self.average.module if self.average else self.model
        return cast("ScoreModel", model.eval())

    def reseeded(self, purpose: str, step: int = 0) -> torch.Generator:
        """Return the generator on the device at the start of the stream for a purpose."""
        return reseed(self.generator, self.config.seed, purpose, step)

    def _seeded(self, purpose: str) -> torch.Generator:
        return self.reseeded(purpose, self.step)

    def _rate_now(self) -> float:
        training = self.config.training
        warm = min(1.0, (self.step + 1) / training.warmup_steps) if training.warmup_steps else 1.0
        falling = training.decay * training.steps
        left = min(1.0, (training.steps - self.step) / falling) if falling else 1.0
        return training.learning_rate * warm * left


class _Asked:
    """The model that is trained, told the classes of the batch; remembers the score that it answered."""

    def __init__(self, model: ScoreModel, label: torch.Tensor | None) -> None:
        self.model, self.label = model, label
        self.shape, self.sigmas, self.low, self.high = model.shape, model.sigmas, model.low, model.high
        self.score_told = torch.empty(0)

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        denoised = self.model.denoise(x, sigma, self.label)
        with torch.no_grad():
            self.score_told = (denoised - x) / sigma.view(-1, *[1] * (x.ndim - 1)) ** 2
        return denoised

    def score(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        score = self.model.score(x, sigma, self.label)
        self.score_told = score.detach()
        return score


def _average(rate: float) -> Callable[[_Tensors, _Tensors, torch.Tensor | int], None]:
    """Return ``θ' ← r θ' + (1-r) θ`` with r = min(rate, (1+n)/(10+n)) after n steps.

    The young average forgets its random beginning quickly; the same rule as in TensorFlow's and
    diffusers' averages.
    """

    @torch.no_grad()
    def update(averages: _Tensors, weights: _Tensors, count: torch.Tensor | int) -> None:
        n = int(count)
        torch._foreach_lerp_(averages, weights, 1 - min(rate, (1 + n) / (10 + n)))

    return update
