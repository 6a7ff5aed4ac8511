from __future__ import annotations

import numpy as np
import pytest

from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.noise import ladder
from ncsn_engine.presets import PRESETS, preset
from ncsn_engine.samplers import plan


def test_there_are_the_four_starting_points() -> None:
    assert list(PRESETS) == ["digits", "tutorial", "ncsn", "ncsnv2"]


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_is_valid_and_named(name: str) -> None:
    config = preset(name)
    assert config.name == name
    assert RunConfig.checked(config.model_dump()) == config
    assert PRESETS[name].about


def test_digits_uses_real_digits_a_unet_and_the_rules() -> None:
    config = preset("digits")
    assert (config.data.kind, config.network.kind, config.noise.kind) == ("digits", "unet", "rules")


def test_tutorial_is_the_beginners_version() -> None:
    config = preset("tutorial")
    assert config.network.kind == "tutorial-cnn"
    assert np.allclose(ladder(config.noise), [1, 0.7525, 0.505, 0.2575, 0.01])
    assert config.noise.training_sigma == "uniform"
    assert config.objective.weighting == "uniform"
    assert (config.sampling.steps_per_level, config.sampling.step_rule) == (3, "constant")


def test_ncsn_is_the_2019_paper() -> None:
    config = preset("ncsn")
    sigmas = ladder(config.noise)
    assert (sigmas[0], len(sigmas)) == (1, 10)
    assert sigmas[-1] == pytest.approx(0.01)
    training, sampling = config.training, config.sampling
    assert (training.learning_rate, training.batch_size, training.steps, training.ema_rate) == (1e-3, 128, 200_000, 0)
    assert (sampling.steps_per_level, sampling.epsilon, sampling.start) == (100, 2e-5, "uniform")
    assert sampling.denoise is False
    assert config.objective.weighting == "sigma2"
    assert config.network.width == 64


def test_ncsnv2_is_the_2020_paper_on_cifar10() -> None:
    config = preset("ncsnv2")
    sigmas = ladder(config.noise)
    assert (sigmas[0], len(sigmas)) == (50, 232)
    assert sigmas[-1] == pytest.approx(0.01)
    training, sampling = config.training, config.sampling
    assert (training.learning_rate, training.batch_size, training.steps) == (1e-4, 128, 300_000)
    assert training.ema_rate == 0.999
    assert (sampling.steps_per_level, sampling.epsilon, sampling.start) == (5, 6.2e-6, "uniform")
    assert sampling.denoise is True
    assert config.data.kind == "cifar10"
    assert config.data.flip is True
    assert (config.network.width, config.network.preconditioning) == (128, "over-sigma")


@pytest.mark.parametrize("name", ["tutorial", "ncsn", "ncsnv2"])
def test_each_presets_step_size_is_stable(name: str) -> None:
    config = preset(name)
    sigmas = ladder(config.noise)
    assert 0 < plan(sigmas, config.sampling).epsilon < 2 * sigmas[-1] ** 2


def test_an_unknown_preset_names_those_there_are() -> None:
    with pytest.raises(InputError, match=r"'digitz'.*digits, tutorial, ncsn, ncsnv2"):
        preset("digitz")
