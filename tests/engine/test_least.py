"""The least loss that any model can have, against integrals."""

from __future__ import annotations

import numpy as np
import pytest

from ncsn_engine.config import DigitsConfig, RunConfig
from ncsn_engine.data.points import SETS, density
from ncsn_engine.least import least_loss
from ncsn_engine.presets import preset


def exact_loss_of_the_pair(sigma: float) -> float:
    """0.2 N((-5, -5), I) + 0.8 N((5, 5), I): a mixture along the diagonal, a Gaussian across it."""
    variance = 1 + sigma**2
    u = np.linspace(-5, 5, 20_001)  # in standard deviations around each part
    loss = 0.0
    for weight, middle in ((0.2, -np.sqrt(50)), (0.8, np.sqrt(50))):
        x = middle + np.sqrt(variance) * u
        parts = [w * np.exp(-((x - m) ** 2) / (2 * variance)) for w, m in ((0.2, -np.sqrt(50)), (0.8, np.sqrt(50)))]
        slope = (-(x + np.sqrt(50)) * parts[0] - (x - np.sqrt(50)) * parts[1]) / (variance * (parts[0] + parts[1]))
        loss += weight * np.trapezoid(slope**2 * np.exp(-(u**2) / 2), u) / np.sqrt(2 * np.pi)
    return 1 - sigma**2 * (loss + 1 / variance) / 2


def on(name: str, how: str = "levels", **changes: object) -> RunConfig:
    return preset("toy").replace(**{"data.kind": name, "noise.training_sigma": how, **changes})


def test_at_every_level_of_the_pair_it_is_the_integral() -> None:
    sigmas, config = np.array([20, 7, 2, 0.5, 0.1, 0.01]), on("pair")
    found = least_loss(config.data, config.noise, sigmas)
    assert found is not None
    expected = [exact_loss_of_the_pair(sigma) for sigma in sigmas]
    np.testing.assert_allclose(found.by_level, expected, atol=0.008)
    assert found.by_level[-1] == pytest.approx(1, abs=1e-3)  # "knows nothing" is all that can be known
    assert found.loss == pytest.approx(np.mean(expected), abs=0.004)


def test_over_all_steps_it_is_averaged_as_the_training_draws_sigma() -> None:
    config = on("pair", "log-uniform")
    found = least_loss(config.data, config.noise, np.geomspace(20, 0.1, 10))
    assert found is not None
    expected = np.mean([exact_loss_of_the_pair(sigma) for sigma in np.geomspace(20, 0.1, 400)])
    assert found.loss == pytest.approx(expected, abs=0.004)
    evenly = least_loss(config.data, on("pair", "uniform").noise, np.geomspace(20, 0.1, 10))
    assert evenly is not None and evenly.loss < 0.5 * found.loss  # mostly large σ


def test_a_level_at_which_nothing_is_drawn_has_none() -> None:
    config = on("pair", "uniform")
    found = least_loss(config.data, config.noise, np.geomspace(1e6, 1e-6, 60))
    assert found is not None
    assert np.isnan(found.by_level[-1]) and np.isfinite([found.loss, found.by_level[0]]).all()


@pytest.mark.parametrize("name", SETS)
def test_it_is_known_where_the_density_is(name: str) -> None:
    config = on(name)
    found = least_loss(config.data, config.noise, np.array([3.0, 0.3]))
    assert (found is None) is (density(name) is None)
    assert least_loss(DigitsConfig(), config.noise, np.array([3.0, 0.3])) is None
