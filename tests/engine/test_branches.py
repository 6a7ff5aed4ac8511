"""Going on from a state of another sampling."""

from __future__ import annotations

import contextlib
import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

import ncsn_engine as ne
from ncsn_engine.cli import main
from ncsn_engine.config import AnnealedLangevin, ExportConfig, InputError, RunConfig, SamplingConfig, kinds
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.film import in_step
from ncsn_engine.samplers import carry_on, sample
from ncsn_engine.score import ScoreModel
from ncsn_engine.trajectory import Trajectory


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


def test_a_chain_of_branches_is_the_samplings_one_after_the_other(model: ScoreModel) -> None:
    first, second, third = AnnealedLangevin(count=3), AnnealedLangevin(count=3, seed=5), ne.Heun(count=3, n_steps=12)
    left = list(sample(model, first))[40]
    then = list(carry_on(model, second, left.x.half().float(), left.sigma))[20]
    *_, end = carry_on(model, third, then.x.half().float(), then.sigma)
    *_, chained = ne.sample_branched(model, first, [ne.Branch(40, second), ne.Branch(20, third)])
    assert torch.equal(chained.x, end.x)
    *_, alone = ne.sample_branched(model, first)
    assert torch.equal(alone.x, list(sample(model, first))[-1].x)
    for at in (-1, 111, 400):  # of 111 steps, whose last one is the result
        with pytest.raises(InputError, match=f"branch at step {at}"):
            ne.sample_branched(model, first, [ne.Branch(at, second)])


def test_an_exported_branch_is_made_again_byte_by_byte(model: ScoreModel, tmp_path: Path) -> None:
    first, second = AnnealedLangevin(count=4), AnnealedLangevin(count=4, seed=9, steps_per_level=2)
    branches = (ne.Branch(30, second),)
    recipe = ne.recipe_for(model, first, ExportConfig(scale=2), None, branches)
    with contextlib.closing(ne.Trajectory()) as film:
        for step in ne.sample_branched(model, first, branches):
            film.add(step)
        ne.save_export(tmp_path / "branch.png", film, recipe)
    assert ne.read_recipe(tmp_path / "branch.png") == recipe
    again = tmp_path / "again.png"
    assert main(["sample", "--recipe", str(tmp_path / "branch.png"), "--out", str(again)]) == 0
    assert again.read_bytes() == (tmp_path / "branch.png").read_bytes()
    alone = ne.recipe_for(model, first, ExportConfig())
    assert json.loads(alone.to_json())["ncsn-recipe"] == 1  # which older versions read as well
    assert json.loads(recipe.to_json())["ncsn-recipe"] == 2


def test_films_in_step_stand_at_the_same_noise(model: ScoreModel) -> None:
    def filmed(settings: SamplingConfig) -> Trajectory:
        film = Trajectory()
        for step in sample(model, settings):
            film.add(step)
        return film

    films = [filmed(s) for s in (AnnealedLangevin(count=1), AnnealedLangevin(count=1, seed=3), ne.Heun(count=1))]
    langevin, other, heun = films
    assert in_step(langevin, other).tolist() == list(range(112))  # the same ladder: the same steps
    there, back = in_step(langevin, heun), in_step(heun, langevin)
    for one, steps, two in ((langevin, there, heun), (heun, back, langevin)):
        assert (steps[0], steps[-1]) == (0, two.total)
        assert (steps[1:] >= steps[:-1]).all()
        sigma = np.array([[one.facts[i].sigma, two.facts[s].sigma] for i, s in enumerate(steps[:-1])])
        # Never further apart than one level is from the next, in either film.
        gaps = [np.abs(np.diff(np.log([f.sigma for f in film.facts]))).max() for film in (one, two)]
        assert np.abs(np.log(sigma[:, 0] / sigma[:, 1])).max() <= max(gaps) + 1e-9
        assert len(set(steps.tolist())) > min(len(one.facts), len(two.facts)) // 2
    for film in films:
        film.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x"], "--branch x: begins with the number of a step"),
        (["3", "seed"], "--branch 3 seed: say NAME=VALUE"),
        (["3", "count=4"], "--branch 3 count=4: a branch keeps its pictures"),
        (["3", "weights=raw"], "--branch 3 weights=raw: a branch keeps its pictures"),
        (["3", "kind=none"], "sampling.kind = 'none': no such choice"),
        (["3", "seed="], "sampling.seed = None"),
        (["3", "sed=1"], "sampling.sed: there is no such setting. Did you mean sampling.seed?"),
        (["900", "seed=1"], "branch at step 900: the sampling before it has no such step"),
    ],
)
def test_a_branch_that_cannot_be_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    out, short = str(tmp_path / "a.npz"), ["--count", "1", "--sampling.steps_per_level", "1"]
    assert main(["sample", "ready-made", "--out", out, *short, "--branch", *words]) == 2
    message = capsys.readouterr().err
    assert said in message and message.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_recipe_takes_no_branch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "--recipe", "a.png", "--branch", "3", "seed=1", "--out", str(tmp_path / "b.png")]) == 2
    assert "--branch: a recipe decides everything" in capsys.readouterr().err
