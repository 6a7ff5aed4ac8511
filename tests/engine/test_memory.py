"""What looks at many pictures takes no more memory for many than for a few, and gives the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from ncsn_engine import memory
from ncsn_engine.config import InputError, kinds
from ncsn_engine.data import load
from ncsn_engine.likelihood import log_prob
from ncsn_engine.noise import training_sigma
from ncsn_engine.objectives import denoising_loss
from ncsn_engine.runs import create_run
from ncsn_engine.samplers import sample
from ncsn_engine.score import DataFacts, ScoreModel
from ncsn_engine.seeds import reseed
from ncsn_engine.training import opening
from tests.engine.helpers import tiny_config, train_to

if TYPE_CHECKING:
    from pathlib import Path

NARROW = {"mlp": {}, "ddpm": {"multipliers": "1 2", "attention_at": "4"}, "ncsnpp": {"multipliers": "1 2"}}


def model_of(kind: str, **changes: Any) -> ScoreModel:
    """A model of some kind of network with weights that are not zero."""
    torch.manual_seed(0)
    points = {"data.kind": "moons"} if kind == "mlp" else {}
    fields = kinds("network")[kind].model_fields
    small = {"width": 8, "blocks": 1, **NARROW.get(kind, {})}
    config = tiny_config().replace(
        **{**points, "network.kind": kind, **{f"network.{k}": v for k, v in small.items() if k in fields}, **changes}
    )
    facts = DataFacts((2,) if kind == "mlp" else (1, 16, 16), 0.3, 0.4, classes=3)
    model = ScoreModel(config, facts, np.geomspace(5, 0.1, 6)).eval().requires_grad_(False)
    for parameter in model.parameters():
        parameter.add_(0.05 * torch.randn(parameter.shape))
    return model


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let looks hold next to nothing; returns where to note how many pictures each look is at."""
    monkeypatch.setattr(memory, "_HELD", 1)
    monkeypatch.setattr(memory, "_FEW", 0)
    return []


def watch(model: ScoreModel, seen: list[int]) -> None:
    model.network.register_forward_hook(lambda _, given, __: seen.append(0 if given[0].is_meta else len(given[0])))


def test_what_lives_at_once_is_counted() -> None:
    def look() -> None:
        a = torch.empty(1000, device="meta")
        b = a + 1
        del a
        for _ in range(5):
            b = b * 2  # the old one lives until the new one is there

    assert memory.peak_of(look) == 8000


@pytest.mark.parametrize("learning", [False, True])
def test_a_picture_costs_what_its_layers_hold(learning: bool) -> None:
    wide = torch.nn.Sequential(*(torch.nn.Conv2d(4, 4, 3, padding=1) for _ in range(6)))

    class Net(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.wide = wide

        def forward(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
            return self.wide(x)

    layer = 4 * 4 * 32 * 32
    found = memory.picture_bytes(Net(), (4, 32, 32), learning=learning)
    least, most = (6 * layer, 12 * layer) if learning else (2 * layer, 4 * layer)
    assert least <= found <= most


@pytest.mark.parametrize("kind", kinds("network"))
def test_every_network_gives_in_parts_what_it_gives_at_once(kind: str, little: list[int]) -> None:
    model = model_of(kind)
    x, sigma = torch.rand(5, *model.shape), torch.linspace(0.1, 5, 5)
    sigma = model.sigmas[:5] if kind == "ncsn" else sigma
    with torch.enable_grad():
        whole = model.denoise(x, sigma)
    watch(model, little)
    with torch.no_grad():
        parts = model.denoise(x, sigma)
    assert [n for n in little if n] == [1] * 5
    torch.testing.assert_close(parts, whole, rtol=1e-4, atol=1e-4)


def test_labels_are_split_with_their_pictures(little: list[int]) -> None:
    model = model_of("unet", **{"network.labels": True})
    x, label = torch.rand(3, 1, 16, 16), torch.tensor([2, 0, 1])
    for given in (label, None):
        with torch.enable_grad():
            whole = model.denoise(x, 1.0, given)
        with torch.no_grad():
            torch.testing.assert_close(model.denoise(x, 1.0, given), whole, rtol=1e-5, atol=1e-5)


def test_a_sampling_of_many_looks_at_few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model, seen = model_of("unet"), list[int]()
    watch(model, seen)
    monkeypatch.setattr(memory, "_FEW", 0)
    monkeypatch.setattr(memory, "_HELD", 7 * model.picture_bytes())
    seen.clear()
    last = list(sample(model, model.config.sampling, count=30))[-1]
    assert max(seen) == 7
    monkeypatch.undo()
    torch.testing.assert_close(last.x, list(sample(model, model.config.sampling, count=30))[-1].x, rtol=1e-3, atol=1e-3)


def test_the_held_out_loss_is_that_of_all_its_pictures_at_once(tmp_path: Path) -> None:
    run = create_run(tiny_config(**{"training.steps": 1}), tmp_path / "run")
    event = next(event for event in train_to(run) if event.held_out)
    from ncsn_engine.models import load_model

    model, data = load_model(run, "raw"), load(run.config.data)
    x = data.held_out.repeat(1200 // 297, 1, 1, 1)
    generator = reseed(torch.Generator(), run.config.seed, "held-out")
    sigma = training_sigma(run.config.noise, model.sigmas, len(x), generator)
    noise = torch.randn(x.shape, generator=generator)
    with torch.no_grad():
        expected = denoising_loss(model, x, sigma, noise).mean() / 32
    assert event.held_out and event.held_out.loss == pytest.approx(float(expected), rel=1e-6)


def test_a_step_that_does_not_fit_is_refused_with_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create_run(tiny_config(**{"training.batch_size": 4096}), tmp_path / "run")
    monkeypatch.setattr(opening, "free_memory", lambda _: 50 * 2**20)
    with pytest.raises(InputError, match=r"training.batch_size = 4096: .*1×8×8 needs 0\.\d GB or more, and 0.0 GB are"):
        train_to(run)
    monkeypatch.undo()
    assert memory.free_memory(torch.device("cpu")) > 2**26
    assert train_to(create_run(tiny_config(**{"training.batch_size": 2049, "training.steps": 1}), tmp_path / "fits"))


def test_the_likelihood_in_parts_is_that_of_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model, seen = model_of("unet"), list[int]()
    watch(model, seen)
    x = torch.rand(6, 1, 16, 16)
    whole, _ = log_prob(model, x, probes=2, rtol=1e-2)
    assert max(seen) == 6
    monkeypatch.setattr(memory, "_FEW", 0)
    monkeypatch.setattr(memory, "_HELD", 1)
    seen.clear()
    parts, _ = log_prob(model, x, probes=2, rtol=1e-2)
    assert max(seen) == 1
    torch.testing.assert_close(parts, whole, rtol=1e-4, atol=1e-2)
    torch.testing.assert_close(log_prob(model, x[:2], probes=2, rtol=1e-2)[0], parts[:2], rtol=1e-4, atol=1e-2)
