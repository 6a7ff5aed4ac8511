"""Training: a generator of small facts. The caller owns progress, display, pause and stop."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel

from ncsn_engine.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from ncsn_engine.config import InputError
from ncsn_engine.data import load
from ncsn_engine.devices import pick
from ncsn_engine.export import Pixels, to_pixels, write_tiles
from ncsn_engine.noise import ladder, nearest_level, training_sigma
from ncsn_engine.objectives import denoising_loss, objective, weight
from ncsn_engine.runs import MEASURED, MetricsFile, change_settings, changeable, changed_settings, mark_of, set_aside
from ncsn_engine.samplers import sample
from ncsn_engine.score import ScoreModel
from ncsn_engine.seeds import reseed, seed_for
from ncsn_engine.storage import SaveError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from ncsn_engine.config import RunConfig
    from ncsn_engine.runs import Kept, Run
    from ncsn_engine.samplers import Step

__all__ = ["Change", "HeldOut", "Pause", "Preview", "Resume", "RollBack", "Save", "TrainEvent", "roll_back", "train"]

SLICE = 0.05  # seconds of work between events: short enough for a window, long enough to be free
PREVIEW_COUNT, PREVIEW_POINTS = 24, 1000
_WRITE_EVERY = 1.0  # seconds between records of the loss
# Noised pictures, or points, that the held-out loss looks at; few held-out ones are noised more than once.
_JUDGED, _JUDGED_POINTS = 1200, 12_000


@dataclass(frozen=True)
class Save:
    """Sent to the training: save everything now; with a name, as a checkpoint that is never deleted."""

    name: str = ""


@dataclass(frozen=True)
class Change:
    """Sent to the training: go on with other settings, as far as :func:`~ncsn_engine.runs.changeable` allows."""

    config: RunConfig


@dataclass(frozen=True)
class RollBack:
    """Sent to the training: save, then go on from an earlier checkpoint of the run; see :func:`roll_back`."""

    checkpoint: Path


@dataclass(frozen=True)
class Pause:
    """Sent to the training: take no step until :class:`Resume` is sent; what else is sent is done."""


@dataclass(frozen=True)
class Resume:
    """Sent to the training: go on after a pause."""


@dataclass(frozen=True)
class HeldOut:
    """Loss on the held-out pictures, in units of D/2, and by level (L,), nan where none fell."""

    step: int
    loss: float
    by_level: np.ndarray


@dataclass(frozen=True)
class Preview:
    """Pictures sampled from a fixed seed: uint8 (N, H, W, C)."""

    step: int
    pixels: Pixels


@dataclass(frozen=True)
class TrainEvent:
    """What happened since the last event.

    Attributes
    ----------
    step, steps
        Optimiser steps taken, and wanted.
    losses
        The loss of every step since the last event, as optimised, over D/2; float32 (k,).
    level_loss
        Mean loss with λ = σ² over D/2 by level since the last event, (L,); nan where no picture
        fell. 1 means "knows nothing".
    level_count
        How many pictures that is, (L,).
    sigmas
        The ladder, (L,).
    seconds
        Spent on training so far, over all sessions.
    images_per_second
        Over this event.
    learning_rate, gradient_norm
        Of the last step.
    weight_norm
        Length of all trained weights together, as last measured, at most a second ago.
    epoch
        How often every training picture was seen.
    doing
        ``training``, or what else is done just now, for example ``sampling a preview`` or ``paused``.
    held_out, preview, checkpoint
        Where there is a new one.
    note
        Something the user should know once, for example that a torn checkpoint was passed over.
    problem
        Why something could not be saved. Training stands until asked to go on; nothing is lost.
    checkpoint_name
        What the new checkpoint was called, if it was.
    answers
        Whether it tells what became of a command that was sent.
    config
        The settings in force, after others were sent, taken or not.
    marks
        (step, what happened) of changes, named checkpoints and rollbacks.
    rolled_back
        Whether the run stands at an earlier step than before.
    """

    step: int
    steps: int
    losses: np.ndarray
    level_loss: np.ndarray
    level_count: np.ndarray
    sigmas: np.ndarray
    seconds: float
    images_per_second: float
    learning_rate: float
    gradient_norm: float
    weight_norm: float
    epoch: float
    doing: str = "training"
    held_out: HeldOut | None = None
    preview: Preview | None = None
    checkpoint: Path | None = None
    note: str = ""
    problem: str = ""
    checkpoint_name: str = ""
    answers: bool = False
    config: RunConfig | None = None
    marks: tuple[tuple[int, str], ...] = ()
    rolled_back: bool = False


Command = Save | Change | RollBack | Pause | Resume | None


def train(
    run: Run,
    device: str = "auto",
    progress: Callable[[str, float], None] | None = None,
    slice_seconds: float = SLICE,
) -> Generator[TrainEvent, Command, None]:
    """Train a run from where it stands, yielding an event about every 50 ms.

    Not calling ``next`` pauses; ``close()`` stops and saves. What is sent, for example ``Save("before")`` or
    ``Change(config)``, is done at once, before any further step; ``send`` returns an event that tells of it. What
    can't be done changes nothing, and the event's `note` says why.

    Parameters
    ----------
    run
        From :func:`~ncsn_engine.runs.create_run` or :func:`~ncsn_engine.runs.open_run`.
    device
        As :func:`~ncsn_engine.devices.pick` takes it.
    progress
        Called while data is read or downloaded.
    slice_seconds
        Work between events.

    Raises
    ------
    InputError
        If the data can't be had, the device is not here, another program trains this run, or the
        loss stops being finite; the last good checkpoint is kept.
    """
    with run.writing():
        trainer = _Trainer(run, device, progress)
        try:
            yield from _tell(trainer)
            while True:
                while trainer.step < trainer.config.training.steps:
                    for doing in trainer.slice(slice_seconds):
                        if (yield from _tell(trainer, doing)):
                            break  # what was under way was of later weights
                if trainer.try_to_save():
                    break
                yield from _tell(trainer, "saving")  # stands until there is room
        except GeneratorExit:
            trainer.end("stopped")
            raise
        except BaseException:
            trainer.record_end("failed")
            raise
        trainer.record_end("done")
        yield trainer.event("finished")


def _tell(trainer: _Trainer, doing: str = "training") -> Generator[TrainEvent, Command, bool]:
    """Yield an event, and one more after each command, until training is to go on; tells if it was rolled back."""
    rolled_back = False
    command = yield trainer.event(doing)
    while command is not None or trainer.paused:
        trainer.obey(command)
        rolled_back = rolled_back or bool(trainer.waiting.get("rolled_back"))
        command = yield trainer.event("paused" if trainer.paused else doing)
    trainer.obey(None)
    return rolled_back


def roll_back(run: Run, checkpoint: Path) -> Run:
    """Let a run stand at an earlier checkpoint again; training it then goes on as it did the first time.

    Nothing is lost: later checkpoints, previews, the settings and the curves up to now go into
    ``RUN/set-aside/NN``. The settings that had been changed since go back too, except those of sampling and how
    often the training measures and saves.

    Parameters
    ----------
    checkpoint
        One of ``run.checkpoints()``.

    Returns
    -------
    Run
        With the settings it has now.

    Raises
    ------
    InputError
        If the checkpoint is not one of this run or is damaged, another program trains the run, or the run
        stands there already; nothing is changed then.
    """
    with run.writing():
        kept = _of(run, checkpoint)
        if kept.path == run.checkpoints()[0] and run.status()[1] == kept.step:
            raise InputError(f"{run.name}: stands at step {kept.step} already; choose an earlier checkpoint.")
        changed = set_aside(run, kept, read_checkpoint(checkpoint).config)
        MetricsFile(run).append([{"kind": "end", "step": kept.step, "why": "stopped"}])
        return changed


def _of(run: Run, checkpoint: Path) -> Kept:
    """Return which of a run's checkpoints a file is."""
    for kept in run.kept():
        if kept.path == checkpoint:
            return kept
    raise InputError(f"{checkpoint}: is no checkpoint of {run.name}; choose one of those in {run.folder}.")


class _Labelled:
    """The model that is trained, told the classes of the batch."""

    def __init__(self, model: ScoreModel, label: torch.Tensor | None) -> None:
        self.model, self.label = model, label
        self.shape, self.sigmas, self.low, self.high = model.shape, model.sigmas, model.low, model.high

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        return self.model.denoise(x, sigma, self.label)

    def score(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        return self.model.score(x, sigma, self.label)


def _listed(names: tuple[str, ...]) -> str:
    return "; ".join(names[:3]) + (f"; and {len(names) - 3} more." if len(names) > 3 else ".")


_Tensors = tuple[torch.Tensor, ...] | list[torch.Tensor]


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


@dataclass
class _Tally:
    """What was measured since the last event; on the device until it is fetched."""

    losses: list[torch.Tensor] = field(default_factory=list)
    good: list[torch.Tensor] = field(default_factory=list)
    level_sum: torch.Tensor | None = None
    level_count: torch.Tensor | None = None
    began: float = field(default_factory=time.perf_counter)


class _Trainer:
    """The state of one training: built, stepped, measured and saved here, nowhere else."""

    def __init__(self, run: Run, device: str, progress: Callable[[str, float], None] | None) -> None:
        self.run, self.config = run, run.config
        self.device = pick(device)
        self.generator = torch.Generator(self.device)
        self.metrics = MetricsFile(run)
        self.waiting: dict[str, Any] = {}  # facts for the next event
        self.records: list[dict[str, Any]] = []
        self.torn: list[Path] = []  # checkpoints that were passed over; deleted once a whole one is saved
        self.paused = False
        self.step, self.seconds = 0, 0.0
        self.gradient_norm = self.weight_norm = 0.0
        self.last_norm: torch.Tensor | None = None
        self.saved_step = -1
        self.data = load(self.config.data, progress)
        if self.device.type == "cpu" and (others := run.trained_beside()):
            self.waiting["note"] = (
                f"{others[0]} is being trained too: on the same cores, two trainings are several times slower each."
            )
        if skipped := self.data.source.skipped:
            self.waiting["note"] = f"{len(skipped)} files are no pictures and were skipped: {_listed(skipped)}"
        saved = self._newest_checkpoint()
        self.facts = saved.facts if saved else self.data.facts()
        self._same_data(saved)
        self.sigmas = saved.sigmas if saved else ladder(self.config.noise, self.data.all)
        torch.manual_seed(seed_for(self.config.seed, "weights"))
        self.model = ScoreModel(self.config, self.facts, self.sigmas).to(self.device)
        kernels = self.data.train.to(self.device) if self.config.objective.kind == "explicit" else None
        self.loss = objective(self.config.objective, kernels)
        self.average: AveragedModel | None = None
        self._take(self.config)
        # 'fused' lets the optimiser skip a step by itself when told that the loss is not finite.
        self.trained = dict(self.model.network.named_parameters())
        if self.model.log_variance is not None:
            self.trained |= {f"log_variance.{n}": p for n, p in self.model.log_variance.named_parameters()}
        self.optimizer = torch.optim.Adam(self.trained.values(), lr=1.0, fused=True)
        if saved:
            self._restore(saved)
            self.saved_step = self.step
            self._mark_edits(saved)
        self.metrics.rewind(self.step)
        self.dim = math.prod(self.facts.shape)
        held_out = self.data.held_out_indices
        self.looks = _JUDGED_POINTS if self.facts.is_points else _JUDGED
        chosen = np.unique(np.linspace(0, len(held_out) - 1, min(self.looks, len(held_out))).astype(int))
        self.judged = self.data.pictures(held_out[chosen])
        self._begin_here()

    def _begin_here(self) -> None:
        """Forget what was measured and not told yet: steps are taken from here on."""
        self.bad = torch.zeros((), device=self.device)  # 1 from the first loss that is not finite
        self.tally = _Tally()
        self.unwritten_losses: list[float] = []
        self.unwritten_levels = np.zeros((2, len(self.sigmas)))  # sum of losses, and how many
        self.write_due = self.weigh_due = time.perf_counter()
        self.written_seconds = self.seconds
        self.gradient_norm, self.last_norm = 0.0, None
        self.model.train()
        self.batches = self.data.batches(self.config.seed, self.step, self.config.training.batch_size, self.device)

    def _same_data(self, saved: Checkpoint | None) -> None:
        """Refuse data that is not what the checkpoint learned from."""
        if saved is None:
            return
        now = self.data.facts()
        for what, before, found in (
            ("of shape", saved.facts.shape, now.shape),
            ("with this many classes:", saved.facts.classes, now.classes if saved.facts.classes else 0),
        ):
            if before != found:
                raise InputError(
                    f"{self.run.folder}: was trained on data {what} {before}, the data now has {found}; "
                    "give back the old data, or start a new run."
                )

    # -- one slice --------------------------------------------------------------------------

    def slice(self, seconds: float) -> Iterator[str]:
        """Train for a while, and do what falls due then; yields what was done."""
        training = self.config.training
        due = time.perf_counter() + seconds
        while True:
            self._optimise()
            falls_due = [
                every and self.step % every == 0
                for every in (training.held_out_every, training.preview_every, training.checkpoint_every)
            ]
            ended = self.step >= training.steps
            if ended or any(falls_due) or time.perf_counter() >= due:
                break
        self._check_finite()
        if falls_due[0] or ended:
            self._judge()
        yield "training"
        if falls_due[2]:  # after the event: its losses are written down before the checkpoint is
            self.try_to_save()
            yield "training"
        if (falls_due[1] or ended) and training.preview_every:
            yield from self._preview(seconds)

    def _optimise(self) -> None:
        x, label = next(self.batches)
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
        each = self.loss(_Labelled(self.model, label), x, sigma, noise, generator)
        weighted = self._weight(sigma) * each / (self.dim / 2)
        if self.model.log_variance is not None:  # each level is measured by its own learned loss (EDM2)
            u = self.model.log_variance(sigma)
            weighted = weighted / u.exp() + u
        loss = weighted.mean()
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(self.trained.values(), self.config.training.gradient_clip or math.inf)
        # Once bad, always bad: no later step of this slice may touch the weights either.
        self.bad = torch.maximum(self.bad, (~torch.isfinite(loss + norm)).float())
        self.tally.good.append(1 - self.bad)
        self.optimizer.found_inf = self.bad  # type: ignore[attr-defined]
        self.optimizer.grad_scale = None  # type: ignore[attr-defined]
        self.optimizer.param_groups[0]["lr"] = self._rate_now()
        self.optimizer.step()
        if self.average:
            self.average.update_parameters(self.model)
        self.step += 1
        self._count(loss.detach(), each.detach(), sigma)
        self.last_norm = norm

    def _count(self, loss: torch.Tensor, each: torch.Tensor, sigma: torch.Tensor) -> None:
        tally, levels = self.tally, nearest_level(sigma, self.model.sigmas)
        if tally.level_sum is None or tally.level_count is None:
            tally.level_sum = torch.zeros(len(self.sigmas), device=self.device)
            tally.level_count = torch.zeros(len(self.sigmas), device=self.device)
        tally.losses.append(loss)
        tally.level_sum.index_add_(0, levels, each / (self.dim / 2))
        tally.level_count.index_add_(0, levels, torch.ones_like(each))

    def _rate_now(self) -> float:
        training = self.config.training
        warm = min(1.0, (self.step + 1) / training.warmup_steps) if training.warmup_steps else 1.0
        falling = training.decay * training.steps
        left = min(1.0, (training.steps - self.step) / falling) if falling else 1.0
        return training.learning_rate * warm * left

    def _weight(self, sigma: torch.Tensor) -> torch.Tensor:
        return weight(self.config.objective, self.config.noise, self.model.sigmas, sigma, self.facts.std)

    def _seeded(self, purpose: str) -> torch.Generator:
        return reseed(self.generator, self.config.seed, purpose, self.step)

    def _check_finite(self) -> None:
        if self.bad.item():
            good = int(torch.stack(self.tally.good).sum())
            step = self.step - len(self.tally.losses) + good
            del self.tally.losses[good:]  # those steps did not happen
            saved = self.run.checkpoints()
            kept = f"The last good checkpoint is {saved[0].name}." if saved else "No checkpoint was saved yet."
            self.step = step
            rate = self.config.training.learning_rate
            raise InputError(
                f"{self.run.name}: the loss is not finite at step {step + 1}; training stopped before it. {kept} "
                f"Lower training.learning_rate (now {rate:g}) or set training.gradient_clip, and go on."
            )

    # -- judging ----------------------------------------------------------------------------

    @torch.no_grad()
    def _judge(self) -> None:
        """Measure the denoising loss on the held-out pictures, always under the same noise."""
        times = max(1, self.looks // len(self.judged))
        x = self.judged.repeat(times, *[1] * (self.judged.ndim - 1)).to(self.device)
        generator = reseed(self.generator, self.config.seed, "held-out")
        sigma = training_sigma(self.config.noise, self.model.sigmas, len(x), generator)
        noise = torch.randn(x.shape, generator=generator, device=self.device)
        self.model.eval()
        parts = zip(*(torch.split(t, self.looks // 4) for t in (x, sigma, noise)), strict=True)
        each = torch.cat([denoising_loss(self.model, *part) for part in parts]) / (self.dim / 2)
        self.model.train()
        levels = nearest_level(sigma, self.model.sigmas)
        count = torch.bincount(levels, minlength=len(self.sigmas))
        total = torch.zeros(len(self.sigmas), device=self.device).index_add_(0, levels, each)
        loss = float((self._weight(sigma) * each).mean())
        self.waiting["held_out"] = HeldOut(self.step, loss, (total / count).cpu().numpy())
        by_level = [round(v, 5) if math.isfinite(v) else None for v in (total / count).tolist()]
        seconds = self.seconds + time.perf_counter() - self.tally.began
        record = {"kind": "held-out", "step": self.step, "seconds": round(seconds, 3)}
        self.records.append({**record, "loss": round(loss, 6), "by_level": by_level})
        summed, count_of = self.unwritten_levels
        if count_of.any():
            learnt = [round(float(v / c), 5) if c else None for v, c in zip(summed, count_of, strict=True)]
            self.records.append({**record, "kind": "levels", "by_level": learnt})
            self.unwritten_levels = np.zeros((2, len(self.sigmas)))

    def _preview(self, seconds: float) -> Iterator[str]:
        """Sample from the running average with a seed of its own; never draws from the training's."""
        model = self._sampling_model()
        count = PREVIEW_POINTS if self.facts.is_points else PREVIEW_COUNT
        seed = seed_for(self.config.seed, "preview") % 2**31
        try:
            yield from self._drawn(sample(model, self.config.sampling, count=count, seed=seed), seconds)
        except SaveError:
            raise
        except InputError as error:  # a preview that fails is no reason to stop learning
            self.waiting["note"] = f"No preview at step {self.step}: {error}"
        self.model.train()
        yield "training"

    def _drawn(self, steps: Iterator[Step], seconds: float) -> Iterator[str]:
        """Follow the sampling of a preview, and keep its result."""
        due = time.perf_counter() + seconds
        for step in steps:  # noqa: B007 - the last one holds the result
            if time.perf_counter() >= due:
                yield "sampling a preview"
                due = time.perf_counter() + seconds
        pixels = to_pixels(step.x.cpu().numpy(), self.facts.low, self.facts.high)
        file = self.run.folder / "previews" / f"step-{self.step:09d}.png"
        self.waiting["preview"] = Preview(self.step, pixels)
        self._saving(partial(write_tiles, file, pixels))
        self.records.append({"kind": "preview", "step": self.step, "file": file.name, "count": len(pixels)})

    def _sampling_model(self) -> ScoreModel:
        """Return the model one samples with: the running average, or the training's own."""
        model: Any = self.average.module if self.average else self.model
        return cast("ScoreModel", model.eval())

    # -- telling ----------------------------------------------------------------------------

    def event(self, doing: str = "training") -> TrainEvent:
        """Fetch what was measured from the device, write it down, and put it into an event."""
        tally, self.tally = self.tally, _Tally()
        passed = time.perf_counter() - tally.began
        self.seconds += passed
        n_levels = len(self.sigmas)
        losses = torch.stack(tally.losses).float().cpu().numpy() if tally.losses else np.empty(0, np.float32)
        total, count = np.zeros(n_levels), np.zeros(n_levels)
        if tally.level_sum is not None and tally.level_count is not None:
            total, count = tally.level_sum.cpu().numpy(), tally.level_count.cpu().numpy()
            assert self.last_norm is not None
            self.gradient_norm = float(self.last_norm)
        self._weigh()
        with np.errstate(invalid="ignore"):
            level_loss = total / count
        self.unwritten_losses.extend(round(float(v), 5) for v in losses)
        self.unwritten_levels += np.stack([total, count])
        if time.perf_counter() >= self.write_due or self.records or doing == "finished":
            self._write_down()
        facts, self.waiting = self.waiting, {}
        return TrainEvent(
            step=self.step,
            steps=self.config.training.steps,
            losses=losses,
            level_loss=level_loss,
            level_count=count,
            sigmas=self.sigmas,
            seconds=self.seconds,
            images_per_second=len(losses) * self.config.training.batch_size / passed if len(losses) else 0.0,
            learning_rate=self._last_rate(),
            gradient_norm=self.gradient_norm,
            weight_norm=self.weight_norm,
            epoch=self._epoch(),
            doing=doing,
            **facts,
        )

    def _write_down(self) -> None:
        """Write a record of what was measured, about once a second."""
        if self.unwritten_losses:
            record = {"kind": "train", "step": self.step, "seconds": round(self.seconds, 3)}
            self.records.insert(0, {**record, "loss": self.unwritten_losses, **self._measured()})
            self.unwritten_losses = []
            self.written_seconds = self.seconds
        records, self.records = self.records, []
        self._saving(lambda: self.metrics.append(records))
        self.write_due = time.perf_counter() + _WRITE_EVERY

    def _measured(self) -> dict[str, float | None]:
        """Return what else is known of the last step, by the names of ``MEASURED``."""
        passed = self.seconds - self.written_seconds
        pictures = len(self.unwritten_losses) * self.config.training.batch_size
        values = (
            self._last_rate(),
            self.gradient_norm,
            self.weight_norm,
            pictures / passed if passed > 0 else math.nan,
            self._epoch(),
        )
        rounded = [float(f"{value:.6g}") if math.isfinite(value) else None for value in values]
        return dict(zip(MEASURED, [*rounded, round(datetime.now(UTC).timestamp(), 1)], strict=True))

    @torch.no_grad()
    def _weigh(self) -> None:
        """Measure the weights' length, at most once a second."""
        if time.perf_counter() >= self.weigh_due:
            self.weight_norm = float(torch.stack(torch._foreach_norm(list(self.trained.values()))).norm())
            self.weigh_due = time.perf_counter() + _WRITE_EVERY

    def _last_rate(self) -> float:
        return self._rate_now() if self.last_norm is None else float(self.optimizer.param_groups[0]["lr"])

    def _epoch(self) -> float:
        return self.step * self.config.training.batch_size / max(1, len(self.data.train_indices))

    def obey(self, command: Command) -> None:
        """Do what was sent; the time since the last event does not count as training."""
        self.tally.began = time.perf_counter()
        if command is not None:
            self.waiting["answers"] = True
        try:
            match command:
                case Save(name):
                    self._saving(partial(self.save, name))
                case Change(config):
                    self._saving(partial(self._change, config))
                    self.waiting["config"] = self.config
                case RollBack(checkpoint):
                    self._saving(partial(self._roll_back, checkpoint))
                case Pause():
                    self.paused = True
                case Resume():
                    self.paused = False
        except InputError as error:  # nothing was changed
            self.waiting["note"] = str(error)
            self.waiting["config"] = self.config

    def _change(self, config: RunConfig) -> None:
        """Go on with other settings; the run's file knows first, so that a crash can't forget them."""
        changes = changeable(self.config, config, self.step)
        self.run = change_settings(self.run, config)
        self._take(config)
        self._mark_changes(changes)
        if changes:
            self.saved_step = -1  # what was saved at this step holds the settings before

    def _take(self, config: RunConfig) -> None:
        """Train with these settings from the next step on."""
        self.config, rate = config, config.training.ema_rate
        if not rate:
            self.average = None
        elif self.average is None:  # a copy of the model that never sees a gradient
            self.average = AveragedModel(self.model, multi_avg_fn=_average(rate))
        else:
            self.average.multi_avg_fn = _average(rate)

    def _mark_edits(self, saved: Checkpoint) -> None:
        """Note what was changed since the checkpoint was made, unless that is noted already."""
        changes = changed_settings(saved.config, self.config)
        if changes:
            noted = [r for r in self.run.metrics() if r["kind"] == "change" and r["step"] == self.step]
            known = [(r["what"], r["to"]) for r in noted]
            self._mark_changes([c for c in changes if (c[0], c[2]) not in known])
            self.saved_step = -1

    def _mark_changes(self, changes: list[tuple[str, Any, Any]]) -> None:
        for what, before, after in changes:
            self._mark({"kind": "change", "step": self.step, "what": what, "from": before, "to": after})

    def _mark(self, record: dict[str, Any]) -> None:
        self.records.append(record)
        self.waiting["marks"] = (*self.waiting.get("marks", ()), (self.step, mark_of(record)))

    def _roll_back(self, checkpoint: Path) -> None:
        kept, came_from = _of(self.run, checkpoint), self.step
        saved = read_checkpoint(checkpoint)
        self._write_down()
        self.save(spared=checkpoint)
        self.saved_step = -1  # should the next fail halfway
        self.run = set_aside(self.run, kept, saved.config)
        self._take(self.run.config)
        self._restore(saved)
        self._begin_here()
        self.metrics = MetricsFile(self.run)
        self.saved_step = self.step
        mark = mark_of({"kind": "rollback", "from": came_from})
        facts = {"config": self.config, "checkpoint": checkpoint, "rolled_back": True}
        self.waiting |= {**facts, "marks": ((self.step, mark),)}

    # -- saving -----------------------------------------------------------------------------

    def save(self, name: str = "", spared: Path | None = None) -> None:
        """Save everything, deleting checkpoints that are outlived, but never those with a name, nor the one spared.

        Raises
        ------
        SaveError
            Where that is not possible.
        """
        if self.saved_step == self.step and not name:
            self.waiting["checkpoint"] = self.run.checkpoints()[0]
            return
        names = {id(p): n for n, p in self.trained.items()}
        optimizer = {
            f"{names[id(parameter)]}/{key}": torch.as_tensor(value)
            for parameter, state in self.optimizer.state.items()
            for key, value in state.items()
        }
        checkpoint = Checkpoint(
            step=self.step,
            config=self.config,
            facts=self.facts,
            sigmas=self.sigmas,
            model=self.model.state_dict(),
            ema=self.average.module.state_dict() if self.average else {},
            optimizer=optimizer,
            extra={"seconds": self.seconds, "averaged": int(self.average.n_averaged) if self.average else 0},
        )
        self._write_down()  # a run that goes on from here knows every loss before it
        path = self.run.new_checkpoint(self.step, name)
        write_checkpoint(path, checkpoint)
        self.saved_step = self.step
        self.waiting["checkpoint"] = path
        self.waiting["checkpoint_name"] = name
        if name:
            self._mark({"kind": "checkpoint", "step": self.step, "name": name, "file": path.name})
        plain = [old for old in self.run.kept() if old.path not in self.torn and not old.name]
        same_step = [old.path for old in plain if old.step == self.step and old.path != path]
        older = [old.path for old in plain if old.path not in same_step][self.config.training.keep_checkpoints :]
        for outlived in {*self.torn, *same_step, *older} - {spared}:
            outlived.unlink(missing_ok=True)
        self.torn = []

    def try_to_save(self) -> bool:
        """Save everything; tells whether that was possible, and the next event why not."""
        return self._saving(self.save)

    def _saving(self, action: Callable[[], object]) -> bool:
        try:
            action()
        except SaveError as error:
            self.waiting.setdefault("problem", str(error))
            return False
        return True

    def end(self, why: str) -> None:
        """Save and write down how it ended."""
        self.save()
        self.record_end(why)

    def record_end(self, why: str) -> None:
        """Write down how it ended, without saving."""
        self.event("finished")  # what was measured since the last one
        self._saving(lambda: self.metrics.append([{"kind": "end", "step": self.step, "why": why}]))

    # -- restoring --------------------------------------------------------------------------

    def _newest_checkpoint(self) -> Checkpoint | None:
        """Read the newest checkpoint that verifies; says so when it had to fall back."""
        torn = []
        for path in self.run.checkpoints():
            try:
                saved = read_checkpoint(path)
            except InputError as error:
                torn.append(str(error))
                self.torn.append(path)
                continue
            if torn:
                self.waiting["note"] = f"{' '.join(torn)} Went back to {path.name}."  # matters more than the last
            return saved
        if torn:
            raise InputError(f"{torn[0]} No older checkpoint is left; start a new run.")
        return None

    def _restore(self, saved: Checkpoint) -> None:
        self.step, self.seconds = saved.step, saved.extra["seconds"]
        try:
            self.model.load_state_dict(saved.model or saved.ema)
            if self.average:
                self.average.module.load_state_dict(saved.ema or saved.model)
                # Files of older versions do not say how often the average was taken: at every step then.
                averaged = saved.extra.get("averaged", saved.step) if saved.ema else 0
                self.average.n_averaged.fill_(int(averaged))
        except RuntimeError as error:
            raise InputError(
                f"{self.run.folder}: its checkpoint was made with other network settings; give back the old ones."
            ) from error
        self.optimizer.state.clear()
        for name, parameter in self.trained.items():
            state = {
                key: saved.optimizer[f"{name}/{key}"].to(self.device)
                for key in ("step", "exp_avg", "exp_avg_sq")
                if f"{name}/{key}" in saved.optimizer
            }
            if state:
                self.optimizer.state[parameter] = state
