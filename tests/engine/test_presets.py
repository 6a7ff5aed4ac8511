from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from ncsn_engine.config import InputError, Langevin, OnLadder, RunConfig, is_points
from ncsn_engine.data import load
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.noise import ladder
from ncsn_engine.presets import PRESETS, preset
from ncsn_engine.samplers import plan
from ncsn_engine.score import DataFacts, ScoreModel

TOY = GaussianMixture([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0])


# Of one picture or point, by kind of data; a folder's pictures have the size that is asked for.
SHAPES = {"digits": (1, 8, 8), "mnist": (1, 28, 28), "fashion-mnist": (1, 28, 28), "cifar10": (3, 32, 32)}


def model(name: str) -> ScoreModel:
    """A preset's model as it begins, narrowed, for data of the right shape."""
    config = preset(name).replace(**{"network.width": 8})
    data: Any = config.data
    if is_points(data.kind) or data.kind == "digits":
        pictures, facts = (loaded := load(data)).all, loaded.facts()
    else:
        of_folder = (3, data.size, data.size) if data.kind == "folder" else ()
        facts = DataFacts(
            of_folder or SHAPES[data.kind], 0.4, 0.3, *((0, 1) if data.pixel_range == "[0, 1]" else (-1, 1))
        )
        pictures = None
    torch.manual_seed(0)
    return ScoreModel(config, facts, ladder(config.noise, pictures)).eval()


def test_the_four_starting_points_are_there() -> None:
    assert next(iter(PRESETS)) == "digits"
    assert {"digits", "tutorial", "ncsn", "ncsnv2"} <= PRESETS.keys()


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
    assert (config.network.kind, config.network.width, config.network.preconditioning) == ("ncsn", 64, "none")


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
    assert (config.network.kind, config.network.width, config.network.preconditioning) == ("ncsnv2", 128, "over-sigma")


@pytest.mark.parametrize("name", PRESETS)
def test_each_presets_network_and_sampler_fit_its_data_and_noise(name: str) -> None:
    config, made = preset(name), model(name)
    planned = plan(made, config.sampling)
    assert len(planned.sigmas) > 0
    assert np.isfinite(planned.sigmas).all() and (planned.sigmas > 0).all()
    assert (np.diff(planned.sigmas) < 0).all()
    assert planned.start >= planned.sigmas[0] * (1 - 1e-6)
    assert planned.evaluations > 0 or config.sampling.kind == "dormand-prince"
    assert (len(planned.alphas) > 0) == isinstance(config.sampling, OnLadder | Langevin)
    if len(planned.alphas):  # Langevin's step sizes must be stable
        assert 0 < planned.epsilon < 2 * planned.sigmas[-1] ** 2
        assert (planned.alphas > 0).all()


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_can_be_planned_on_its_noise_alone(name: str) -> None:
    config = preset(name)
    if config.noise.kind == "rules":  # these need the data
        with pytest.raises(InputError, match=r"noise\.kind = 'rules': needs the data"):
            plan(TOY, config.sampling, config.noise)
    else:
        planned, own = plan(TOY, config.sampling, config.noise), plan(model(name), config.sampling)
        np.testing.assert_allclose(planned.sigmas, own.sigmas, rtol=1e-5)
        assert planned.evaluations == own.evaluations
        assert planned.epsilon == pytest.approx(own.epsilon, rel=1e-4)


def test_an_unknown_preset_names_those_there_are() -> None:
    with pytest.raises(InputError, match=rf"'digitz'.*{', '.join(PRESETS)}"):
        preset("digitz")
