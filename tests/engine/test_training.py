from __future__ import annotations

import math
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from ncsn_engine.checkpoint import read_checkpoint
from ncsn_engine.config import InputError
from ncsn_engine.data import load
from ncsn_engine.export import read_tiles, scatter, to_pixels
from ncsn_engine.noise import ladder
from ncsn_engine.objectives import denoising_loss
from ncsn_engine.runs import MetricsFile, Run, change_settings, create_run, open_run
from ncsn_engine.samplers import sample
from ncsn_engine.score import ScoreModel
from ncsn_engine.seeds import seed_for
from ncsn_engine.storage import SaveError
from ncsn_engine.training import PREVIEW_POINTS, Change, Save, TrainEvent, learning, previews, train
from ncsn_engine.training import clock as clock_module
from tests.engine.helpers import (
    Disk,
    assert_same_state,
    assert_same_tensors,
    finished,
    newest,
    pictures,
    python,
    steps_of_losses,
    tiny_config,
    train_to,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Run]:
    count = iter(range(100))
    return lambda **changes: create_run(tiny_config(**changes), tmp_path / f"run-{next(count)}")


def losses(events: list[TrainEvent]) -> np.ndarray:
    return np.concatenate([event.losses for event in events])


# -- events ------------------------------------------------------------------------------------


def test_every_step_is_in_an_event_and_only_once(make: Callable[..., Run]) -> None:
    for seconds in (0.0, 0.02, 60.0):
        events = train_to(make(), slice_seconds=seconds)
        assert events[0].step == 0
        assert (events[-1].step, events[-1].doing) == (12, "finished")
        assert len(losses(events)) == 12
        steps = 0
        for event in events:
            steps += len(event.losses)
            assert event.step == steps
            assert event.steps == 12


def test_pictures_are_counted_by_level(make: Callable[..., Run]) -> None:
    events = train_to(make(), slice_seconds=60)
    count = sum(event.level_count for event in events)
    assert count.shape == (4,)
    assert count.sum() == 12 * 8
    assert events[0].sigmas == pytest.approx(np.geomspace(5, 0.01, 4))


def test_events_tell_the_weights_length_and_the_epoch(make: Callable[..., Run]) -> None:
    run = make()
    events = train_to(run)
    with torch.random.fork_rng():
        first = ScoreModel(run.config, newest(run).facts, newest(run).sigmas)
    saved = newest(run).model
    length = math.sqrt(sum(float(saved[f"network.{n}"].square().sum()) for n, _ in first.network.named_parameters()))
    assert events[-1].weight_norm == pytest.approx(length, rel=0.1)  # measured at most a second ago
    pictures = len(load(run.config.data).train_indices)
    assert [e.epoch for e in events] == pytest.approx([e.step * 8 / pictures for e in events])


def test_records_tell_what_was_measured_of_their_last_step(make: Callable[..., Run]) -> None:
    run = make()
    last = train_to(run)[-1]
    record = [r for r in run.metrics() if r["kind"] == "train"][-1]
    for name in ("learning_rate", "gradient_norm", "weight_norm", "epoch"):
        assert record[name] == pytest.approx(getattr(last, name), rel=1e-4), name
    assert record["images_per_second"] > 0
    assert abs(record["time"] - time.time()) < 60
    file = MetricsFile(run)
    file.rewind(11)  # of a step that is taken back nothing is known but the losses before it
    record = [r for r in run.metrics() if r["kind"] == "train"][-1]
    assert record["step"] == 11
    assert "weight_norm" not in record


def test_a_network_that_outputs_zero_has_loss_one_at_every_level(make: Callable[..., Run]) -> None:
    # In units of D/2. A U-Net begins with a zero output, which 'none' takes as the score.
    run = make(
        **{"network.preconditioning": "none", "training.batch_size": 2000, "training.steps": 1, "network.dropout": 0.0}
    )
    event = train_to(run)[1]
    assert event.losses.tolist() == pytest.approx([1], rel=0.01)
    assert event.level_loss.tolist() == pytest.approx([1] * 4, rel=0.02)


def test_held_out_loss_by_level_of_a_zero_score_is_one(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.optim.Adam, "step", lambda self: None)
    events = train_to(make(**{"network.preconditioning": "none", "training.steps": 1}))
    held_out = next(event.held_out for event in events if event.held_out)
    assert held_out.step == 1
    assert held_out.loss == pytest.approx(1, rel=0.02)
    assert held_out.by_level.tolist() == pytest.approx([1] * 4, rel=0.04)


@pytest.mark.parametrize(("weighting", "factor"), [("sigma2", 1.0), ("uniform", 4.0), ("edm", None)])
def test_weightings_scale_what_is_learned_from_but_not_what_is_told(
    make: Callable[..., Run], weighting: str, factor: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One narrow ladder at σ = 0.5: 1/σ² = 4; Karras: 1 + σ²/σ_d².
    optimised: list[float] = []
    real = learning.Learner._descend
    monkeypatch.setattr(
        learning.Learner, "_descend", lambda self, loss: (optimised.append(float(loss.detach())), real(self, loss))
    )
    run = make(
        **{
            "network.preconditioning": "none",
            "objective.weighting": weighting,
            "noise.sigma_max": 0.5001,
            "noise.sigma_min": 0.4999,
            "noise.n_levels": 2,
            "training.batch_size": 2000,
            "training.steps": 1,
        }
    )
    event = train_to(run)[1]
    std = load(run.config.data).facts().std
    expected = 1 + 0.25 / std**2 if factor is None else factor
    assert optimised == pytest.approx([expected], rel=0.01)
    assert event.losses.tolist() == pytest.approx([1], rel=0.01)
    assert event.level_loss.tolist() == pytest.approx([1, 1], rel=0.02)


@pytest.mark.parametrize(
    ("objective", "weighting"),
    [
        ("denoising", "learned"),
        ("denoising", "uniform"),
        ("denoising", "likelihood"),
        *((kind, "sigma2") for kind in ("denoising", "explicit", "sliced", "implicit")),
    ],
)
def test_training_and_held_out_losses_are_one_measure(
    make: Callable[..., Run], objective: str, weighting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whatever is learned from: nothing moves here, so that both look at one model, by step, as a whole and by level.
    monkeypatch.setattr(torch.optim.Adam, "step", lambda self: None)
    run = make(
        **{
            **MOONS,
            "data.kind": "pair",
            "objective.kind": objective,
            "objective.weighting": weighting,
            "noise.sigma_max": 10.0,
            "noise.sigma_min": 0.1,
            "noise.n_levels": 3,
            "training.batch_size": 400,
            "training.steps": 12,
        }
    )
    events = train_to(run, slice_seconds=60)
    held_out = next(event.held_out for event in events if event.held_out)
    told = losses(events)
    assert told.mean() == pytest.approx(held_out.loss, rel=0.08)
    assert (told > 0).all()
    count = np.sum([e.level_count for e in events], 0)
    by_level = np.nansum([e.level_loss * e.level_count for e in events], 0) / count
    np.testing.assert_allclose(by_level, held_out.by_level, rtol=0.15)


def test_held_out_loss_and_previews_come_when_they_are_due_and_at_the_end(make: Callable[..., Run]) -> None:
    events = train_to(make(**{"training.held_out_every": 5, "training.preview_every": 4}), slice_seconds=60)
    assert [e.held_out.step for e in events if e.held_out] == [5, 10, 12]
    shown = [e.preview for e in events if e.preview]
    assert [p.step for p in shown] == [4, 8, 12]
    assert shown[0].pixels.shape == (24, 8, 8, 1)
    assert shown[0].pixels.dtype == np.uint8
    assert {e.doing for e in events} <= {"training", "sampling a preview", "finished"}


def test_held_out_pictures_are_judged_under_the_same_noise_each_time(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.optim.Adam, "step", lambda self: None)
    events = train_to(make(**{"training.held_out_every": 3}))
    assert len({e.held_out.loss for e in events if e.held_out}) == 1


def test_held_out_pictures_are_never_trained_on(make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    run = make(**{"training.batch_size": 100, "training.steps": 20})
    seen: list[torch.Tensor] = []

    def watch(model: Any, x: torch.Tensor, *rest: Any) -> torch.Tensor:
        seen.append(x)
        return denoising_loss(model, x, *rest)

    monkeypatch.setattr(learning, "objective", lambda *_: watch)
    train_to(run)
    assert len(seen) == 20
    trained = {tuple(row) for row in torch.cat(seen).flatten(1).tolist()}
    held_out = {tuple(row) for row in load(run.config.data).held_out.flatten(1).tolist()}
    assert len(trained) == 1500
    assert not trained & held_out


def test_previews_are_of_the_running_average_from_a_fixed_seed(make: Callable[..., Run]) -> None:
    run = make(**{"training.preview_every": 12})
    shown = next(e.preview for e in train_to(run) if e.preview)
    model = newest(run).score_model("ema")
    seed = seed_for(run.config.seed, "preview") % 2**31
    last = list(sample(model, run.config.sampling, count=24, seed=seed))[-1]
    np.testing.assert_array_equal(shown.pixels, to_pixels(last.x.numpy()))


def test_mirrored_pictures_are_the_same_pictures_half_of_them_mirrored(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[bool, list[torch.Tensor]] = {True: [], False: []}
    for flip in (True, False):

        def watch(model: Any, x: torch.Tensor, *rest: Any, flip: bool = flip) -> torch.Tensor:
            seen[flip].append(x)
            return denoising_loss(model, x, *rest)

        monkeypatch.setattr(learning, "objective", lambda *_, watch=watch: watch)
        train_to(make(**{"data.flip": flip, "training.batch_size": 64}))
    flipped, plain = torch.cat(seen[True]), torch.cat(seen[False])
    same = (flipped == plain).flatten(1).all(1)
    mirrored = (flipped == plain.flip(-1)).flatten(1).all(1)
    assert (same | mirrored).all()
    assert 0.4 < float(mirrored.float().mean()) < 0.6


def test_a_training_learns(make: Callable[..., Run]) -> None:
    run = make(**{"training.steps": 150, "training.batch_size": 32, "training.learning_rate": 5e-3})
    events = train_to(run, slice_seconds=60)
    told = losses(events)
    assert told[-30:].mean() < 0.9 * told[:10].mean()


# -- the optimiser -----------------------------------------------------------------------------


@pytest.fixture
def rates(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The learning rate of every optimiser step."""
    seen: list[float] = []
    real = torch.optim.Adam.step

    def watch(self: torch.optim.Adam, *rest: Any) -> Any:
        seen.append(self.param_groups[0]["lr"])
        return real(self, *rest)

    monkeypatch.setattr(torch.optim.Adam, "step", watch)
    return seen


def test_the_learning_rate_warms_up_and_falls(make: Callable[..., Run], rates: list[float]) -> None:
    changes = {"training.learning_rate": 0.01, "training.warmup_steps": 4, "training.decay": 0.5}
    train_to(make(**changes))
    risen = [0.0025, 0.005, 0.0075, 0.01, 0.01, 0.01]
    fallen = [0.01 * k / 6 for k in (6, 5, 4, 3, 2, 1)]  # over the last half, to 0 after the last step
    assert rates == pytest.approx(risen + fallen)


def test_without_warm_up_and_decay_the_rate_stays(make: Callable[..., Run], rates: list[float]) -> None:
    train_to(make(**{"training.learning_rate": 0.003}))
    assert rates == pytest.approx([0.003] * 12)


def test_an_event_tells_the_learning_rate_of_its_last_step(make: Callable[..., Run], rates: list[float]) -> None:
    run = make(**{"training.warmup_steps": 6, "training.decay": 0.5})
    told = [event.learning_rate for event in train_to(run) if len(event.losses)]
    assert told == pytest.approx(rates)


def test_gradients_are_clipped_to_their_longest(make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[float, list[float]] = {}
    told: dict[float, list[float]] = {}
    real = torch.optim.Adam.step
    for clip in (0.0, 1e-3):
        seen[clip] = []

        def watch(self: torch.optim.Adam, *rest: Any, clip: float = clip) -> Any:
            gradients = [p.grad.norm() for g in self.param_groups for p in g["params"]]
            seen[clip].append(float(torch.stack(gradients).norm()))
            return real(self, *rest)

        monkeypatch.setattr(torch.optim.Adam, "step", watch)
        events = train_to(make(**{"training.gradient_clip": clip}))
        told[clip] = [event.gradient_norm for event in events if len(event.losses)]
    assert told[0.0] == pytest.approx(seen[0.0], rel=1e-4)
    assert min(seen[0.0]) > 1e-3
    assert max(seen[1e-3]) <= 1e-3 * 1.0001
    assert told[1e-3][0] == pytest.approx(told[0.0][0], rel=1e-4)  # told before clipping


@pytest.mark.parametrize("rate", [0.3, 0.999])
def test_the_running_average_is_a_hand_made_loop(make: Callable[..., Run], rate: float) -> None:
    run = make(**{"training.ema_rate": rate, "training.checkpoint_every": 1, "training.keep_checkpoints": 100})
    train_to(run)
    saved = [read_checkpoint(path) for path in reversed(run.checkpoints())]
    assert [s.step for s in saved] == list(range(1, 13))
    for name in saved[0].model:
        if not name.startswith("network.") or "frequencies" in name:
            continue
        average = saved[0].model[name].double()
        for n, checkpoint in enumerate(saved[1:], start=1):  # n steps were averaged before
            r = min(rate, (1 + n) / (10 + n))
            average = r * average + (1 - r) * checkpoint.model[name].double()
        torch.testing.assert_close(saved[-1].ema[name].double(), average, rtol=1e-4, atol=1e-7)


def test_without_an_average_none_is_kept(make: Callable[..., Run]) -> None:
    run = make(**{"training.ema_rate": 0.0})
    train_to(run)
    assert newest(run).ema == {}


def test_adam_is_adam(make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step's weights follow from its gradients by the formula of Kingma & Ba 2015."""
    run = make(**{"training.steps": 4, "training.learning_rate": 0.01})
    real, state, worst = torch.optim.Adam.step, {}, [0.0]

    def watch(self: torch.optim.Adam, *rest: Any) -> Any:
        expected = []
        for p in self.param_groups[0]["params"]:
            t, m, v = state.get(p, (0, torch.zeros_like(p).double(), torch.zeros_like(p).double()))
            g = p.grad.double()
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            state[p] = t, m, v
            expected.append(p.detach().double() - 0.01 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8))
        result = real(self, *rest)
        for p, e in zip(self.param_groups[0]["params"], expected, strict=True):
            worst[0] = max(worst[0], float((p.detach().double() - e).abs().max()))
        return result

    monkeypatch.setattr(torch.optim.Adam, "step", watch)
    train_to(run)
    assert len(state) > 10
    assert worst[0] < 1e-5


# -- commands ----------------------------------------------------------------------------------


def test_save_now(make: Callable[..., Run]) -> None:
    run = make()
    training = train(run, "cpu", slice_seconds=0)
    for event in training:
        if event.step == 3:
            break
    assert run.checkpoints() == []
    following = training.send(Save())
    assert newest(run).step == 3
    assert following.checkpoint == run.checkpoints()[0]
    training.close()


def test_a_new_learning_rate_holds_from_the_next_step_on_and_is_remembered(
    make: Callable[..., Run], rates: list[float]
) -> None:
    run = make(**{"training.learning_rate": 0.01})
    training = train(run, "cpu", slice_seconds=0)
    for event in training:
        if event.step == 3:
            training.send(Change(run.config.replace(**{"training.learning_rate": 0.002})))
        if event.step >= 6:
            break
    training.close()
    train_to(open_run(run.folder))
    assert rates == pytest.approx([0.01] * 3 + [0.002] * 9)
    changes = [r for r in run.metrics() if r["kind"] == "change"]
    assert [(r["step"], r["what"], r["from"], r["to"]) for r in changes] == [(3, "training.learning_rate", 0.01, 0.002)]


def test_what_is_sent_after_the_very_first_event_is_obeyed_too(make: Callable[..., Run], rates: list[float]) -> None:
    run = make(**{"training.steps": 3})
    training = train(run, "cpu", slice_seconds=0)
    next(training)
    training.send(Change(run.config.replace(**{"training.learning_rate": 0.5})))
    assert list(training)[-1].doing == "finished"
    assert rates == pytest.approx([0.5] * 3)


@pytest.mark.parametrize("after", [0, 2])
def test_not_calling_next_pauses_without_counting_as_training(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    class Clock:
        ahead = 0.0

        def perf_counter(self) -> float:
            return time.perf_counter() + self.ahead

    clock = Clock()
    monkeypatch.setattr(clock_module, "time", clock)
    training = train(make(), "cpu", slice_seconds=0)
    for _ in range(after + 1):
        next(training)
    clock.ahead = 1e6  # a long pause
    event = next(training)
    assert event.step == after + 1
    assert event.seconds < 1e5
    training.close()


# -- resuming ----------------------------------------------------------------------------------


STRAIGHT = {"training.checkpoint_every": 1000, "training.warmup_steps": 3, "training.decay": 0.4, "data.flip": True}


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = create_run(tiny_config(**STRAIGHT), tmp_path_factory.mktemp("straight") / "run")
    train_to(run, slice_seconds=60)
    return run


MOONS = {
    "data.kind": "moons",
    "data.count": 400,
    "data.held_out": 100,
    "network.kind": "mlp",
    "network.width": 8,
    "training.batch_size": 32,
}


@pytest.mark.parametrize("stops", [[1], [5], [4, 7, 8, 11]])
def test_a_resumed_run_repeats_itself_bit_for_bit(make: Callable[..., Run], straight: Run, stops: list[int]) -> None:
    run = make(**STRAIGHT)
    for stop in stops:
        train_to(run, stop)
        assert run.status() == ("stopped", stop)
        assert newest(run).step == stop
    train_to(open_run(run.folder))
    assert_same_state(newest(run), newest(straight))
    assert steps_of_losses(run) == list(range(1, 13))
    told = [[loss for r in r.metrics() if r["kind"] == "train" for loss in r["loss"]] for r in (run, straight)]
    assert told[0] == told[1]


@pytest.mark.parametrize("seconds", [0.0, 0.01, 60.0])
@pytest.mark.parametrize("previews", [0, 5])
def test_slices_and_previews_change_nothing(
    make: Callable[..., Run], straight: Run, seconds: float, previews: int
) -> None:
    run = make(**STRAIGHT, **{"training.preview_every": previews, "training.held_out_every": 4})
    train_to(run, 7, seconds)
    train_to(run, None, seconds)
    assert_same_state(newest(run), newest(straight))


@pytest.mark.parametrize(
    "changes",
    [
        {"noise.training_sigma": "log-uniform", "network.preconditioning": "over-sigma"},
        {"noise.kind": "rules", "network.resolutions": 2, "network.attention": True, "objective.weighting": "edm"},
        {"network.kind": "tutorial-cnn", "noise.training_sigma": "uniform", "training.ema_rate": 0.0},
        {"training.batch_size": 700},
        {"objective.kind": "sliced", "network.resolutions": 2, "network.attention": True},
        {"objective.kind": "sliced", "objective.projections": 2, "objective.variance_reduced": False},
        {"objective.kind": "implicit", "network.resolutions": 2, "network.attention": True},
        {"objective.kind": "explicit", "network.resolutions": 2, "network.attention": True},
        {"objective.weighting": "learned", "noise.kind": "vp", "network.preconditioning": "noise"},
        {"objective.weighting": "likelihood", "noise.kind": "sub-vp"},
        {"objective.weighting": "min-snr", "noise.kind": "karras"},
        {"network.labels": True, "training.label_dropout": 0.4},
        {"network.labels": True, "objective.kind": "sliced", "network.attention": True},
        {**MOONS, "training.preview_every": 4},
        {**MOONS, "network.labels": True, "objective.kind": "implicit", "objective.weighting": "learned"},
        {**MOONS, "objective.kind": "explicit", "objective.kernels": 50},
    ],
    ids=lambda changes: " ".join(f"{name.split('.')[-1]}={value}" for name, value in changes.items()),
)
def test_every_kind_of_run_resumes_bit_for_bit(make: Callable[..., Run], changes: dict[str, Any]) -> None:
    whole, parts = make(**changes), make(**changes)
    events = train_to(whole)
    assert np.isfinite(losses(events)).all() and len(losses(events)) == 12
    train_to(parts, 5)
    train_to(parts)
    a, b = newest(whole), newest(parts)
    assert_same_tensors(a.model, b.model)
    assert_same_tensors(a.optimizer, b.optimizer)
    if a.ema:
        assert_same_tensors(a.ema, b.ema)


def test_a_streamed_set_resumes_and_trains_as_one_in_memory(make: Callable[..., Run], tmp_path: Path) -> None:
    from PIL import Image

    for i, picture in enumerate(pictures(20)[..., 0]):
        Image.fromarray(picture).save(tmp_path / f"{i}.png")
    folder = {"data.kind": "folder", "data.folder": str(tmp_path), "data.size": 8, "data.colour": "grey"}
    whole, streamed = make(**folder), make(**folder, **{"data.memory": 0})
    train_to(whole)
    train_to(streamed, 5)
    train_to(streamed)
    assert_same_state(newest(whole), newest(streamed))


@pytest.mark.parametrize("count", [1, 9])
def test_files_that_are_no_pictures_are_told_once_at_the_start(
    make: Callable[..., Run], tmp_path: Path, count: int
) -> None:
    from PIL import Image

    for i, picture in enumerate(pictures(8)[..., 0]):
        Image.fromarray(picture).save(tmp_path / f"{i}.png")
    for i in range(count):
        (tmp_path / f"letter-{i}.png").write_text("dear", encoding="utf-8")
    run = make(**{"data.kind": "folder", "data.folder": str(tmp_path), "data.size": 8, "training.steps": 2})
    notes = [event.note for event in train_to(run)]
    assert "letter-0.png" in notes[0]
    assert f"{count} file" in notes[0]
    assert len(notes[0]) < 500
    assert not any(notes[1:])


def test_the_seed_decides_everything(make: Callable[..., Run]) -> None:
    a, b, other = make(), make(), make(seed=1)
    for run in (a, b, other):
        train_to(run, slice_seconds=60)
    assert_same_state(newest(a), newest(b))
    assert not torch.equal(newest(a).model["network.end.weight"], newest(other).model["network.end.weight"])


def test_previews_never_touch_the_callers_random_numbers_nor_need_them(make: Callable[..., Run]) -> None:
    told = []
    for junk in (0, 1):
        torch.manual_seed(junk)
        np.random.seed(junk)
        run = make(**{"training.preview_every": 4})
        for event in train(run, "cpu", slice_seconds=0):
            torch.rand(3)  # the caller draws in between
            if event.preview:
                told.append((event.preview.step, event.preview.pixels.tobytes()))
    assert told[:3] == told[3:]


def test_a_finished_run_is_left_as_it_is(make: Callable[..., Run]) -> None:
    run = make()
    train_to(run)
    before = run.checkpoints()[0].read_bytes()
    events = train_to(run)
    assert len(losses(events)) == 0
    assert events[-1].doing == "finished"
    assert run.status() == ("done", 12)
    assert [f.read_bytes() for f in run.checkpoints()] == [before]


def test_a_run_may_be_given_more_steps(make: Callable[..., Run]) -> None:
    run, whole = make(**{"training.steps": 5}), make(**{"training.steps": 9})
    train_to(run)
    train_to(change_settings(run, run.config.replace(**{"training.steps": 9})))
    train_to(whole)
    assert_same_tensors(newest(run).model, newest(whole).model)


def test_other_data_or_another_network_under_a_checkpoint_is_refused(make: Callable[..., Run], tmp_path: Path) -> None:
    from PIL import Image

    run = make(**{"training.steps": 2})
    train_to(run)
    with pytest.raises(InputError, match="give back 8, or begin a new run"):
        train_to(replace(run, config=run.config.replace(**{"network.width": 16, "training.steps": 4})))
    for i, picture in enumerate(pictures(8, 16)[..., 0]):
        Image.fromarray(picture).save(tmp_path / f"{i}.png")
    folder = {"data.kind": "folder", "data.folder": str(tmp_path), "data.size": 16}
    with pytest.raises(InputError, match="give back 'digits', or begin a new run"):
        train_to(replace(run, config=run.config.replace(**folder)))
    assert newest(run).step == 2
    assert open_run(run.folder).config == run.config


def test_time_is_counted_over_all_sessions(make: Callable[..., Run]) -> None:
    run = make()
    before = train_to(run, 6)[-1].seconds
    assert before > 0
    after = [event.seconds for event in train_to(run)]
    assert after[0] >= before
    assert after == sorted(after)


# -- crashes -----------------------------------------------------------------------------------

CRASH = """
import sys, torch
torch.set_num_threads(1)
from ncsn_engine.runs import open_run
from ncsn_engine.training import train
for event in train(open_run(sys.argv[1]), "cpu", slice_seconds=0):
    if event.checkpoint:
        print(event.step, flush=True)
"""


def test_a_killed_training_goes_on_bit_for_bit(make: Callable[..., Run]) -> None:
    run = make(**{"training.checkpoint_every": 7, "training.held_out_every": 5, "training.steps": 1_000_000})
    child = python(CRASH, run.folder)
    assert child.stdout is not None
    while int(child.stdout.readline()) < 21:
        pass
    child.kill()
    finished(child)
    assert run.status()[0] == "interrupted"
    saved = newest(run).step
    assert saved >= 21
    end = saved + 3
    train_to(change_settings(run, run.config.replace(**{"training.steps": end})))
    whole = make(**{"training.steps": end})
    train_to(whole, slice_seconds=60)
    assert_same_state(newest(run), newest(whole))
    assert steps_of_losses(run) == list(range(1, end + 1))
    held_out = [r["step"] for r in run.metrics() if r["kind"] == "held-out"]
    assert held_out == [*range(5, end + 1, 5), *([end] if end % 5 else [])]


def test_a_run_in_training_elsewhere_is_refused(make: Callable[..., Run]) -> None:
    run = make(**{"training.steps": 1_000_000, "training.checkpoint_every": 1})
    child = python(CRASH, run.folder)
    assert child.stdout is not None
    child.stdout.readline()
    before = (run.folder / "run.json").read_bytes()
    with pytest.raises(InputError, match="is being trained by another program"):
        train_to(run)
    assert child.poll() is None  # that one goes on
    assert (run.folder / "run.json").read_bytes() == before
    child.kill()
    finished(child)


def test_a_torn_newest_checkpoint_falls_back_to_the_one_before_and_says_so(make: Callable[..., Run]) -> None:
    changes = {"training.checkpoint_every": 4}
    run, whole = make(**changes), make(**changes)
    train_to(run, 10)
    torn = run.checkpoints()[0]
    assert newest(run).step == 10
    torn.write_bytes(torn.read_bytes()[:-100])
    events = train_to(run)
    assert events[0].step == 8
    assert torn.name in events[0].note
    assert "step-000000008" in events[0].note
    assert not any(event.note for event in events[1:])
    train_to(whole)
    assert_same_state(newest(run), newest(whole))
    assert steps_of_losses(run) == list(range(1, 13))


@pytest.mark.parametrize("stop", [7, 8])
def test_a_torn_checkpoint_never_pushes_out_a_whole_one(make: Callable[..., Run], stop: int) -> None:
    run = make(**{"training.checkpoint_every": 4, "training.keep_checkpoints": 2})
    train_to(run, 8)
    torn = run.checkpoints()[0]
    torn.write_bytes(b"torn")
    run = change_settings(run, run.config.replace(**{"training.keep_checkpoints": 1}))
    train_to(run, stop)  # before the torn one's step, or there again under a new name
    assert train_to(run)[0].step == stop
    assert newest(run).step == 12


def test_when_every_checkpoint_is_torn_the_way_out_is_named(make: Callable[..., Run]) -> None:
    run = make(**{"training.steps": 2})
    train_to(run)
    for path in run.checkpoints():
        path.write_bytes(b"torn")
    with pytest.raises(InputError, match="No older checkpoint is left; start a new run"):
        train_to(run)


def test_a_torn_last_metrics_line_is_dropped_and_the_file_goes_on_whole(make: Callable[..., Run]) -> None:
    run = make()
    train_to(run, 6)
    with open(run.folder / "metrics.jsonl", "ab") as file:
        file.write(b'{"kind":"train","step":7,"lo')
    train_to(run)
    lines = (run.folder / "metrics.jsonl").read_bytes().split(b"\n")
    assert lines[-1] == b""
    assert len(run.metrics()) == len(lines) - 1
    assert steps_of_losses(run) == list(range(1, 13))


def test_only_as_many_checkpoints_are_kept_as_asked(make: Callable[..., Run]) -> None:
    run = make(**{"training.checkpoint_every": 2, "training.keep_checkpoints": 3})
    train_to(run)
    assert [read_checkpoint(f).step for f in run.checkpoints()] == [12, 10, 8]


# -- losses that are not finite ----------------------------------------------------------------


def spoil(monkeypatch: pytest.MonkeyPatch, at: int, value: float = math.nan) -> dict[str, list[bool]]:
    """Let the loss of one step and all later ones be no number; tells which optimiser steps moved the weights."""
    seen: dict[str, list[bool]] = {"moved": []}
    steps, real_step = [0], torch.optim.Adam.step

    def loss(*arguments: Any) -> torch.Tensor:
        found = denoising_loss(*arguments)
        steps[0] += 1
        return found * value if steps[0] >= at else found

    def step(self: torch.optim.Adam, *rest: Any) -> Any:
        weights = self.param_groups[0]["params"]
        before = [p.detach().clone() for p in weights]
        result = real_step(self, *rest)
        seen["moved"].append(not all(torch.equal(a, b) for a, b in zip(before, weights, strict=True)))
        return result

    monkeypatch.setattr(learning, "objective", lambda *_: loss)
    monkeypatch.setattr(torch.optim.Adam, "step", step)
    return seen


@pytest.mark.parametrize("seconds", [0.0, 60.0])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_stops_before_the_optimiser_step(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, seconds: float, value: float
) -> None:
    run = make(**{"training.checkpoint_every": 4})
    seen = spoil(monkeypatch, 7, value)
    with pytest.raises(InputError) as caught:
        train_to(run, slice_seconds=seconds)
    message = str(caught.value)
    for part in ("not finite at step 7", "step-000000004.safetensors", "training.learning_rate", "gradient_clip"):
        assert part in message
    assert seen["moved"][:6] == [True] * 6
    assert not any(seen["moved"][6:])
    assert newest(run).step == 4
    assert all(t.isfinite().all() for t in newest(run).model.values())
    assert run.status()[0] == "failed"
    assert not run.locked()


def test_after_such_a_stop_the_metrics_tell_each_step_once(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make()
    spoil(monkeypatch, 7)
    with pytest.raises(InputError):
        train_to(run, slice_seconds=60)
    told = [loss for r in run.metrics() if r["kind"] == "train" for loss in r["loss"]]
    assert len(told) in (6, 7)  # with or without the one that was not finite
    assert all(math.isfinite(loss) for loss in told[:6])
    assert [r["why"] for r in run.metrics() if r["kind"] == "end"] == ["failed"]


def test_after_such_a_stop_the_run_goes_on_from_the_last_good_checkpoint(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, whole = make(**{"training.checkpoint_every": 4}), make()
    with monkeypatch.context() as patch:
        spoil(patch, 7)
        with pytest.raises(InputError):
            train_to(run)
    train_to(run)
    train_to(whole)
    assert_same_state(newest(run), newest(whole))
    assert steps_of_losses(run) == list(range(1, 13))


def test_such_a_stop_before_the_first_checkpoint_says_so(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make()
    spoil(monkeypatch, 1)
    with pytest.raises(InputError, match=r"not finite at step 1.*No checkpoint was saved yet"):
        train_to(run)
    assert run.checkpoints() == []


def test_a_gradient_that_is_not_finite_stops_at_its_step_too(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, steps, real = make(), [0], torch.nn.utils.clip_grad_norm_

    def clip(*arguments: Any) -> torch.Tensor:
        steps[0] += 1
        return real(*arguments) * (math.inf if steps[0] >= 5 else 1)

    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", clip)
    with pytest.raises(InputError, match="not finite at step 5"):
        train_to(run, slice_seconds=60)


def test_data_that_is_not_finite_is_never_learned(make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    run = make(**{"training.checkpoint_every": 3})
    real = ScoreModel.denoise

    def poisoned(self: ScoreModel, x: torch.Tensor, sigma: torch.Tensor, label: Any = None) -> torch.Tensor:
        return real(self, x, sigma, label) / 0

    train_to(run, 4)
    monkeypatch.setattr(ScoreModel, "denoise", poisoned)
    with pytest.raises(InputError, match="not finite at step 5"):
        train_to(run)
    assert newest(run).step == 4
    assert all(t.isfinite().all() for t in newest(run).ema.values())


# -- disks -------------------------------------------------------------------------------------


def test_a_full_disk_is_a_problem_in_an_event_and_training_goes_on(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {"training.checkpoint_every": 3, "training.held_out_every": 2, "training.preview_every": 5}
    run, whole = make(**changes), make(**changes)
    disk = Disk(monkeypatch, run.folder)
    problems = {}
    for event in train(run, "cpu", slice_seconds=0):
        if event.step == 4:
            disk.fill()
        if event.step == 9:
            disk.mend()
        if event.problem:
            problems[event.step] = event.problem
    assert {5, 6} <= problems.keys() <= set(range(4, 10))  # the preview and the checkpoint
    assert all("disk is full; free some space" in problem for problem in problems.values())
    train_to(whole)
    assert_same_state(newest(run), newest(whole))
    assert steps_of_losses(run) == list(range(1, 13))
    assert [r["step"] for r in run.metrics() if r["kind"] == "held-out"] == [2, 4, 6, 8, 10, 12]
    parts = [name for _, _, files in os.walk(run.folder) for name in files if name.endswith(".part")]
    assert parts == []


def test_stopping_on_a_full_disk_says_so_and_keeps_the_last_checkpoint(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make(**{"training.checkpoint_every": 3})
    disk = Disk(monkeypatch, run.folder)
    training = train(run, "cpu", slice_seconds=0)
    for event in training:
        if event.step == 5:
            break
    disk.fill()
    with pytest.raises(SaveError, match=r"step-000000005.*disk is full"):
        training.close()
    disk.mend()
    assert newest(run).step == 3
    assert not run.locked()
    train_to(run)
    assert steps_of_losses(run) == list(range(1, 13))


def test_a_disk_that_is_full_at_the_end_loses_nothing(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, whole = make(), make()
    disk = Disk(monkeypatch, run.folder)
    problems = []
    for event in train(run, "cpu", slice_seconds=0):
        if event.step == 12 and not problems:  # only the end is left to be saved
            disk.fill()
        if event.problem:
            problems.append(event.problem)
            disk.mend()  # the user makes room and says: go on
    assert len(problems) == 1
    assert "disk is full" in problems[0]
    train_to(whole)
    assert_same_state(newest(run), newest(whole))
    assert run.status() == ("done", 12)


def test_a_read_only_run_folder_is_refused_before_any_work(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make()
    Disk(monkeypatch, run.folder).forbid_writing()
    with pytest.raises(InputError, match="can't be written to"):
        train_to(run)


def test_a_missing_device_is_refused(make: Callable[..., Run]) -> None:
    run = make()
    with pytest.raises(InputError, match="device 'cuda:99': is not on this machine"):
        next(train(run, "cuda:99"))
    assert not run.locked()


def test_a_ladder_by_the_rules_is_designed_from_the_data_and_kept(make: Callable[..., Run]) -> None:
    run = make(**{"noise.kind": "rules", "training.steps": 1})
    train_to(run)
    sigmas = newest(run).sigmas
    assert (len(sigmas), sigmas[0]) == (22, pytest.approx(4.815, abs=5e-4))
    np.testing.assert_array_equal(sigmas, ladder(run.config.noise, load(run.config.data).all))


# -- points ------------------------------------------------------------------------------------


def test_previews_of_points_are_one_picture_that_is_written(make: Callable[..., Run]) -> None:
    run = make(**MOONS, **{"training.preview_every": 6, "sampling.kind": "heun", "sampling.n_steps": 4})
    shown = [event.preview for event in train_to(run) if event.preview]
    assert [p.step for p in shown] == [6, 12]
    files = sorted((run.folder / "previews").iterdir())
    assert [f.name for f in files] == ["step-000000006.png", "step-000000012.png"]
    for preview, file in zip(shown, files, strict=True):
        assert (preview.pixels.shape, preview.pixels.dtype) == ((1, 256, 256, 3), np.uint8)
        np.testing.assert_array_equal(read_tiles(file), preview.pixels)
    model, facts = newest(run).score_model("ema"), newest(run).facts
    seed = seed_for(run.config.seed, "preview") % 2**31
    last = list(sample(model, run.config.sampling, count=PREVIEW_POINTS, seed=seed))[-1]
    assert last.x.shape == (1000, 2)
    np.testing.assert_array_equal(shown[-1].pixels[0], scatter(last.x.numpy(), facts.low, facts.high))
    assert facts == load(run.config.data).facts()


@pytest.mark.parametrize("objective", ["denoising", "sliced", "implicit", "explicit"])
def test_every_objective_learns_points(make: Callable[..., Run], objective: str) -> None:
    run = make(
        **{
            **MOONS,
            "data.kind": "pair",  # two far clouds, about which a fresh network knows their size only
            "network.width": 32,
            "objective.kind": objective,
            "noise.sigma_max": 10.0,
            "noise.sigma_min": 0.5,
            "training.batch_size": 128,
            "training.steps": 120,
            "training.learning_rate": 1e-2,
            "training.ema_rate": 0.0,
            "training.held_out_every": 1,
        }
    )
    judged = [e.held_out.loss for e in train_to(run, slice_seconds=60) if e.held_out]
    assert judged[-1] < 0.75 * judged[0]


# -- labels ------------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[torch.Tensor, torch.Tensor | None]]:
    """The labels that the network is told in training, with what it is shown."""
    seen: list[tuple[torch.Tensor, torch.Tensor | None]] = []
    real = ScoreModel.denoise

    def watch(self: ScoreModel, x: torch.Tensor, sigma: Any, label: Any = None) -> torch.Tensor:
        if torch.is_grad_enabled():
            seen.append((x, label))
        return real(self, x, sigma, label)

    monkeypatch.setattr(ScoreModel, "denoise", watch)
    return seen


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_labels_are_hidden_as_often_as_asked_and_else_true(
    make: Callable[..., Run], told: list[tuple[torch.Tensor, torch.Tensor]], share: float
) -> None:
    changes = {"network.labels": True, "training.label_dropout": share}
    run = make(**changes, **{"training.batch_size": 500, "training.steps": 6})
    train_to(run)
    data = load(run.config.data)
    true = torch.cat([y for _, (_, y) in zip(told, data.batches(0, 0, 500, torch.device("cpu")), strict=False)])
    labels = torch.cat([label for _, label in told])
    assert len(labels) == 3000
    hidden = labels == 10
    assert torch.equal(labels[~hidden], true[~hidden])
    assert float(hidden.float().mean()) == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / 3000))
    assert all(0 < int((label == 10).sum()) < 500 for _, label in told)  # picture by picture, anew at each step
    assert newest(run).model["network.labels.table.weight"].abs().amax(1).gt(0).all()


def test_networks_that_take_no_labels_learn_without(
    make: Callable[..., Run], told: list[tuple[torch.Tensor, torch.Tensor | None]]
) -> None:
    run, other = make(), make(**{"training.label_dropout": 0.9})
    for each in (run, other):
        train_to(each)
    assert_same_state(newest(run), newest(other))
    assert load(run.config.data).facts().classes == newest(run).facts.classes == 10
    assert newest(run).score_model().classes == 0


def test_held_out_pictures_are_judged_without_their_labels(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = ScoreModel.denoise

    def watch(self: ScoreModel, x: torch.Tensor, sigma: Any, label: Any = None) -> torch.Tensor:
        if not torch.is_grad_enabled():
            seen.append(label)
        return real(self, x, sigma, label)

    monkeypatch.setattr(ScoreModel, "denoise", watch)
    train_to(make(**{"network.labels": True, "training.steps": 1}))
    assert seen and all(label is None for label in seen)


def test_a_class_can_be_asked_of_what_was_trained_with_labels(make: Callable[..., Run]) -> None:
    run = make(**{"network.labels": True, "training.learning_rate": 0.02, "sampling.label": 3, "sampling.guidance": 2})
    events = train_to(change_settings(run, run.config.replace(**{"training.preview_every": 12})))
    assert sum(event.preview is not None for event in events) == 1
    model = newest(run).score_model()
    assert model.classes == 10
    of_class, any_class = (
        list(sample(model, run.config.sampling.replace(label=k, guidance=1)))[-1].x for k in (3, None)
    )
    assert (of_class - any_class).abs().max() > 1e-5


def test_labels_of_data_without_classes_are_refused(make: Callable[..., Run], tmp_path: Path) -> None:
    from PIL import Image

    for i, picture in enumerate(pictures(8)[..., 0]):
        Image.fromarray(picture).save(tmp_path / f"{i}.png")
    folder = {"data.kind": "folder", "data.folder": str(tmp_path), "data.size": 8}
    with pytest.raises(InputError, match=r"network\.labels = True: this data has no classes"):
        train_to(make(**folder, **{"network.labels": True}))


@pytest.mark.parametrize("more", [1, 2])
def test_data_with_more_classes_under_a_checkpoint_is_refused(
    make: Callable[..., Run], tmp_path: Path, more: int
) -> None:
    from PIL import Image

    def save(names: list[str]) -> None:
        for name in names:
            (tmp_path / name).mkdir()
            for i, picture in enumerate(pictures(8, seed=ord(name))[..., 0]):
                Image.fromarray(picture).save(tmp_path / name / f"{i}.png")

    save(["b", "c"])
    folder = {"data.kind": "folder", "data.folder": str(tmp_path), "data.size": 8, "data.colour": "grey"}
    run = make(**folder, **{"network.labels": True, "training.steps": 4})
    train_to(run, 2)
    assert newest(run).facts.classes == 2
    save(["a", "d"][:more])
    with pytest.raises(InputError, match="give back the old data"):
        train_to(run)


# -- the learned weighting ---------------------------------------------------------------------


def test_the_learned_variance_is_trained_saved_and_resumed(make: Callable[..., Run]) -> None:
    changes = {"objective.weighting": "learned", "training.learning_rate": 0.01, "network.dropout": 0.0}
    run, whole = make(**changes), make(**changes)
    train_to(run, 5)
    saved = newest(run)
    name = "log_variance.end.weight"
    assert saved.model[name].any() and saved.ema[name].any()
    assert {f"{name}/exp_avg", f"{name}/exp_avg_sq", f"{name}/step"} <= saved.optimizer.keys()
    assert not any(key.startswith("log_variance.embed") for key in saved.optimizer)  # fixed frequencies
    train_to(run)
    train_to(whole)
    assert_same_state(newest(run), newest(whole))
    assert not torch.equal(newest(run).model[name], saved.model[name])
    model = newest(run).score_model("raw")
    assert torch.equal(model.log_variance.end.weight, newest(run).model[name])


def test_the_learned_variance_finds_the_loss_of_each_level(make: Callable[..., Run]) -> None:
    # A network that always outputs zero: EDM's preconditioning then leaves a loss that is known.
    run = make(
        **{
            **MOONS,
            "objective.weighting": "learned",
            "noise.sigma_max": 8.0,
            "noise.sigma_min": 0.25,
            "noise.n_levels": 6,
            "training.batch_size": 512,
            "training.steps": 300,
            "training.learning_rate": 0.05,
            "training.decay": 0.7,
            "training.ema_rate": 0.0,
        }
    )
    real = torch.nn.Linear.forward
    with pytest.MonkeyPatch.context() as patch:
        # Of all layers with two outputs there is one: the network's last.
        patch.setattr(torch.nn.Linear, "forward", lambda self, x: real(self, x) * (self.out_features != 2))
        events = train_to(run, slice_seconds=60)
    count = np.sum([e.level_count for e in events], 0)
    measured = np.nansum([e.level_loss * e.level_count for e in events], 0) / count
    model = newest(run).score_model("raw")
    learned = model.log_variance(model.sigmas).exp().numpy()
    np.testing.assert_allclose(learned, measured, rtol=0.1)
    assert measured.max() > 2 * measured.min()
    assert losses(events)[-20:].mean() == pytest.approx(measured.mean(), abs=0.1)


def test_the_learned_variance_follows_the_formula_at_its_first_step(make: Callable[..., Run]) -> None:
    # u = 0 at the beginning: the loss is that of σ², and u's gradient is 1 - loss, picture by picture.
    changes = {"training.steps": 1, "training.ema_rate": 0.0}
    told = [losses(train_to(make(**changes, **{"objective.weighting": w}))) for w in ("sigma2", "learned")]
    np.testing.assert_allclose(told[1], told[0], rtol=1e-5)


# -- previews that fail ------------------------------------------------------------------------


def test_a_preview_that_leaves_the_finite_numbers_does_not_end_the_training(
    make: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, whole = make(**{"training.preview_every": 5}), make()

    def broken(*_: Any, **__: Any) -> Any:
        raise InputError("the sampling left the finite numbers")

    monkeypatch.setattr(previews, "sample", broken)
    events = train_to(run)
    assert events[-1].doing == "finished"
    assert any("finite" in event.note + event.problem for event in events)
    train_to(whole)
    assert_same_state(newest(run), newest(whole))
