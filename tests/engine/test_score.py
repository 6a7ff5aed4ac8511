from __future__ import annotations

import numpy as np
import pytest
import torch

from ncsn_engine.score import DataFacts, ScoreModel
from tests.engine.helpers import tiny_config

FACTS = DataFacts((1, 8, 8), mean=0.3, std=0.4)
KINDS = ("edm", "over-sigma", "none")


def model(kind: str, facts: DataFacts = FACTS, network: str = "unet") -> ScoreModel:
    torch.manual_seed(0)
    config = tiny_config(**{"network.kind": network, "network.preconditioning": kind})
    made = ScoreModel(config, facts, np.array([4.0, 1.0, 0.1])).eval().requires_grad_(False)
    for parameter in made.parameters():  # away from the zero at which networks begin
        parameter.add_(0.1 * torch.randn(parameter.shape))
    return made


def noised(seed: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    sigma = torch.tensor([0.05, 0.5, 2.0, 7.0])
    return torch.randn(4, 1, 8, 8, generator=generator) * sigma.view(-1, 1, 1, 1), sigma


@pytest.mark.parametrize("kind", KINDS)
def test_tweedie_joins_score_and_denoise(kind: str) -> None:
    x, sigma = noised()
    made = model(kind)
    column = sigma.view(-1, 1, 1, 1)
    torch.testing.assert_close(made.denoise(x, sigma), x + column**2 * made.score(x, sigma), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_the_raw_output_matters(kind: str) -> None:
    x, sigma = noised()
    made = model(kind)
    before = made.denoise(x, sigma)
    made.network.end.bias.add_(1)
    assert (made.denoise(x, sigma) - before).abs().amin() > 1e-3


def test_edm_preconditioning_is_karras_table_1_around_the_mean() -> None:
    x, sigma = noised()
    made = model("edm")
    s, d = sigma.view(-1, 1, 1, 1).double(), FACTS.std
    skip, out, into = d**2 / (s**2 + d**2), s * d / torch.sqrt(s**2 + d**2), 1 / torch.sqrt(s**2 + d**2)
    centred = x.double() - FACTS.mean
    raw = made.network((into * centred).float(), sigma).double()
    expected = FACTS.mean + skip * centred + out * raw
    torch.testing.assert_close(made.denoise(x, sigma).double(), expected, rtol=1e-5, atol=1e-6)


def test_a_fresh_edm_network_is_the_best_guess_for_gaussian_data() -> None:
    torch.manual_seed(0)
    made = ScoreModel(tiny_config(), FACTS, np.array([1.0])).eval()
    x, sigma = noised()
    # The network's last layer begins at zero: what is left is the score of N(mean, std² + σ²).
    variance = FACTS.std**2 + sigma.view(-1, 1, 1, 1) ** 2
    torch.testing.assert_close(made.score(x, sigma), -(x - FACTS.mean) / variance, rtol=1e-4, atol=1e-5)


def test_over_sigma_divides_the_networks_output() -> None:
    x, sigma = noised()
    made = model("over-sigma")
    expected = made.network(2 * x - 1, sigma) / sigma.view(-1, 1, 1, 1)
    torch.testing.assert_close(made.score(x, sigma), expected)


def test_without_preconditioning_the_output_is_the_score() -> None:
    x, sigma = noised()
    made = model("none")
    torch.testing.assert_close(made.score(x, sigma), made.network(2 * x - 1, sigma))


def test_the_network_sees_pictures_between_minus_one_and_one() -> None:
    x, sigma = noised()
    made = model("none", DataFacts((1, 8, 8), 0.0, 0.5, low=-1.0, high=1.0))
    torch.testing.assert_close(made.score(x, sigma), made.network(x, sigma))


@pytest.mark.parametrize("kind", KINDS)
def test_sigma_may_be_a_number_for_all_pictures(kind: str) -> None:
    x, _ = noised()
    made = model(kind)
    each = made.score(x, torch.full((4,), 0.7))
    torch.testing.assert_close(made.score(x, 0.7), each)
    torch.testing.assert_close(made.score(x, torch.tensor(0.7)), each)


@pytest.mark.parametrize("network", ["unet", "tutorial-cnn"])
def test_pictures_do_not_see_each_other(network: str) -> None:
    made = model("none", network=network)
    x, sigma = noised()
    torch.testing.assert_close(made.denoise(x, sigma)[2:3], made.denoise(x[2:3], sigma[2:3]), rtol=1e-4, atol=1e-5)


def test_a_model_knows_its_shape_range_and_ladder() -> None:
    made = model("edm")
    assert made.shape == (1, 8, 8)
    assert (made.low, made.high) == (0, 1)
    assert made.sigmas.tolist() == pytest.approx([4, 1, 0.1])
