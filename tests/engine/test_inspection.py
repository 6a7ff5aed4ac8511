from __future__ import annotations

import numpy as np
import pytest
import torch

from ncsn_engine.data import load
from ncsn_engine.inspection import inspect_levels
from ncsn_engine.models import load_model
from ncsn_engine.score import ScoreModel


@pytest.fixture(scope="module")
def model() -> ScoreModel:
    return load_model("ready-made")


@pytest.fixture(scope="module")
def clean(model: ScoreModel) -> torch.Tensor:
    return load(model.config.data).held_out[:6]


def test_rows_are_spread_over_the_ladder_with_both_ends(model: ScoreModel, clean: torch.Tensor) -> None:
    table = inspect_levels(model, clean, rows=5)
    assert table.levels[[0, -1]].tolist() == [0, len(model.sigmas) - 1]
    assert len(table.levels) == 5
    np.testing.assert_allclose(table.sigmas, model.sigmas.numpy()[table.levels])
    assert table.noised.shape == table.denoised.shape == (5, 6, 8, 8, 1)
    assert table.score.shape == (5, 6, 8, 8)


def test_few_levels_are_shown_once_each(model: ScoreModel, clean: torch.Tensor) -> None:
    assert inspect_levels(model, clean, rows=500).levels.tolist() == list(range(len(model.sigmas)))


def test_the_ready_made_model_denoises_and_sees_the_noise_that_is_there(model: ScoreModel, clean: torch.Tensor) -> None:
    table = inspect_levels(model, clean)
    middle = int(np.argmin(np.abs(table.sigmas - 0.3)))
    assert table.error[middle] < 0.5 * table.sigmas[middle]
    assert (np.diff(table.error) < 0.02).all()  # the less noise, the nearer to the picture
    # Where the data are small next to the noise, σ‖s‖/√D is 1.
    assert np.sqrt((table.score[0] ** 2).mean()) == pytest.approx(1, abs=0.1)


def test_pictures_and_noise_repeat(model: ScoreModel, clean: torch.Tensor) -> None:
    a, b, other = (inspect_levels(model, clean, rows=3, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a.noised, b.noised)
    assert (a.noised[-1] != other.noised[-1]).any()
    np.testing.assert_array_equal(a.clean[..., 0], (clean[:, 0] * 255).round().byte().numpy())


def test_noise_is_the_same_at_every_level_but_larger(model: ScoreModel, clean: torch.Tensor) -> None:
    table = inspect_levels(model, clean, rows=500)
    last = table.noised[-1].astype(float) - table.clean
    before = table.noised[-3].astype(float) - table.clean
    inside = (table.noised[-1] % 255 > 0) & (table.noised[-3] % 255 > 0)
    assert np.corrcoef(last[inside], before[inside])[0, 1] > 0.8
