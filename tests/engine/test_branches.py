"""Going on from a state of another sampling."""

from __future__ import annotations

import math

import pytest
import torch

import ncsn_engine as ne
from ncsn_engine.config import AnnealedLangevin, InputError, RunConfig, kinds
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.samplers import carry_on, sample
from ncsn_engine.score import ScoreModel


@pytest.fixture(scope="module")
def model() -> ScoreModel:
    return ne.load_model("ready-made")


@pytest.mark.parametrize("kind", kinds("sampling"))
def test_every_sampler_carries_a_state_on(model: ScoreModel, kind: str) -> None:
    steps = list(sample(model, AnnealedLangevin(count=4, steps_per_level=1)))
    middle = steps[11]
    settings = RunConfig().replace(**{"sampling.kind": kind}).sampling
    short = {"n_steps": 40, "steps_per_level": 1, "frames": 5}
    settings = settings.replace(**{k: v for k, v in short.items() if k in type(settings).model_fields})
    branch = list(carry_on(model, settings, middle.x, middle.sigma))
    torch.testing.assert_close(branch[0].x, middle.x, rtol=1e-5, atol=1e-5)
    assert branch[0].sigma <= middle.sigma * (1 + 1e-6)
    assert [s.index for s in branch] == list(range(branch[-1].total + 1))
    x = branch[-1].x
    assert x.shape == (4, 1, 8, 8)
    assert float(x.min()) > -1
    assert float(x.max()) < 2
    again = list(carry_on(model, settings, middle.x, middle.sigma))[-1].x
    assert torch.equal(x, again)


def test_other_seeds_make_other_branches_that_share_what_was_decided(model: ScoreModel) -> None:
    settings = AnnealedLangevin(count=8)
    steps = list(sample(model, settings))

    def spread(step: ne.Step) -> float:
        ends = [list(carry_on(model, settings.replace(seed=s), step.x, step.sigma))[-1].x for s in (1, 2)]
        return float((ends[0] - ends[1]).square().mean().sqrt())

    early, late = spread(steps[10]), spread(steps[90])
    assert late < 0.1 < early


def test_a_branch_draws_from_the_right_distribution() -> None:
    density = GaussianMixture([1], [[2.0, -1.0]], [0.5])
    density.sigmas = torch.tensor([20.0, 0.01])
    sigma = 3.0
    x = (density.sample(4000) + sigma * torch.randn(4000, 2, generator=torch.Generator().manual_seed(0))).float()
    end = list(carry_on(density, ne.Heun(n_steps=30), x, sigma))[-1].x
    assert end.mean(0).numpy() == pytest.approx([2, -1], abs=0.05)
    assert end.std(0).numpy() == pytest.approx([0.5, 0.5], rel=0.05)


def test_a_branch_of_another_shape_is_refused(model: ScoreModel) -> None:
    with pytest.raises(InputError, match="carries on finite states"):
        carry_on(model, AnnealedLangevin(), torch.zeros(2, 1, 4, 4), 1.0)
    with pytest.raises(InputError, match="carries on finite states"):
        carry_on(model, AnnealedLangevin(), torch.full((2, 1, 8, 8), math.nan), 1.0)
