from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from ncsn_engine.config import InputError
from ncsn_engine.data import load
from ncsn_engine.export import to_pixels
from ncsn_engine.inspection import inspect_levels
from ncsn_engine.models import load_model
from ncsn_engine.score import ScoreModel
from ncsn_engine.seeds import PictureNoise
from tests.engine.helpers import tiny_config


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


# -- points ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def of_points() -> ScoreModel:
    """A fresh MLP with EDM's preconditioning: the exact score of a round Gaussian."""
    config = tiny_config(**{"data.kind": "moons", "data.count": 400, "network.kind": "mlp"})
    return ScoreModel(config, load(config.data).facts(), np.geomspace(5, 0.05, 7)).eval()


def test_points_make_one_picture_a_level(of_points: ScoreModel) -> None:
    x = load(of_points.config.data).held_out
    table = inspect_levels(of_points, x, rows=4)
    assert table.levels.tolist() == [0, 2, 4, 6]
    assert table.clean.shape == (1, 256, 256, 3)
    assert table.noised.shape == table.denoised.shape == (4, 1, 256, 256, 3)
    assert table.score.shape == (4, 1, 256, 256)
    np.testing.assert_array_equal(table.clean, to_pixels(x.numpy(), of_points.low, of_points.high))
    noise = PictureNoise(0, len(x), (2,)).normal(torch.device("cpu"))
    for row, sigma in enumerate(table.sigmas):
        y = x + float(sigma) * noise
        d = of_points.denoise(y, float(sigma)).detach()
        np.testing.assert_array_equal(table.noised[row], to_pixels(y.numpy(), of_points.low, of_points.high))
        np.testing.assert_array_equal(table.denoised[row], to_pixels(d.numpy(), of_points.low, of_points.high))
        assert table.error[row] == pytest.approx(float((d - x).square().mean().sqrt()), rel=1e-5)


def test_the_score_of_points_is_shown_over_the_plane_y_upwards(of_points: ScoreModel) -> None:
    shifted = ScoreModel(of_points.config, replace(of_points.facts, mean=1.0), np.geomspace(5, 0.05, 7)).eval()
    table = inspect_levels(shifted, load(of_points.config.data).held_out[:5], rows=3)
    places = np.linspace(shifted.low, shifted.high, 64)  # a quarter of the picture's, each four pixels wide
    for row, sigma in enumerate(table.sigmas):
        # σ‖s‖/√2 of N((1, 1), σ_d² + σ²), at (x, y) with y falling from row to row
        away = np.hypot(places[None, :] - 1, places[::-1, None] - 1)
        expected = sigma * away / (shifted.facts.std**2 + sigma**2) / np.sqrt(2)
        expected = expected.repeat(4, 0).repeat(4, 1)
        np.testing.assert_allclose(table.score[row, 0], expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("x", [torch.zeros(3, 3), torch.zeros(2, 1, 8, 8), torch.tensor([[0.0, torch.nan]])])
def test_points_that_the_model_does_not_take_are_refused(of_points: ScoreModel, x: torch.Tensor) -> None:
    with pytest.raises(InputError, match="x: "):
        inspect_levels(of_points, x)
