from __future__ import annotations

import numpy as np
import pytest
import torch

from ncsn_engine.config import InputError
from ncsn_engine.noise import VE
from ncsn_engine.score import DataFacts, Guided, ScoreModel
from tests.engine.helpers import tiny_config

FACTS = DataFacts((1, 8, 8), mean=0.3, std=0.4)
KINDS = ("edm", "over-sigma", "none", "noise")


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


def test_predicted_noise_is_subtracted() -> None:
    x, sigma = noised()
    column = sigma.view(-1, 1, 1, 1)
    made = model("noise")
    assert isinstance(made.process, VE)  # whose scale is 1: the network sees x itself
    torch.testing.assert_close(made.denoise(x, sigma), x - column * made.network(x, sigma))
    config = made.config.replace(**{"noise.kind": "vp"})
    shrunk = ScoreModel(config, FACTS, np.array([4.0, 1.0, 0.1])).eval().requires_grad_(False)
    shrunk.load_state_dict(made.state_dict())
    scaled = made.network(x / torch.sqrt(1 + column**2), sigma)  # DDPM's √ᾱ
    torch.testing.assert_close(shrunk.denoise(x, sigma), x - column * scaled, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(shrunk.score(x, sigma), -scaled / column, rtol=1e-5, atol=1e-5)


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


@pytest.mark.parametrize("kind", KINDS)
def test_double_precision_is_kept_around_the_network(kind: str) -> None:
    x, sigma = noised()
    made = model(kind)
    for found in (made.denoise, made.score):
        assert found(x.double(), sigma.double()).dtype == torch.float64
        torch.testing.assert_close(found(x.double(), sigma.double()).float(), found(x, sigma), rtol=1e-4, atol=1e-5)


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(8, 8), (2, 8, 8), (2, 3, 8, 8), (2, 1, 8, 9), (2, 2), (1, 2, 1, 8, 8)])
def test_pictures_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match=r"x: is of shape \(.*\); this model takes \(N, 1, 8, 8\)"):
        model("edm").check(torch.zeros(shape))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_are_not_finite_are_refused(value: float) -> None:
    x = torch.full((2, 1, 8, 8), 0.5)
    x[1, 0, 3, 4] = value
    with pytest.raises(InputError, match="x: holds numbers that are not finite"):
        model("edm").check(x)


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-1.0, 1.0)])
def test_pictures_in_another_range_are_refused(low: float, high: float) -> None:
    made = model("edm", DataFacts((1, 8, 8), 0.0, 0.5, low, high))
    inside = torch.linspace(low, high, 128).view(2, 1, 8, 8)
    made.check(inside)
    made.check(inside * 1.0002)  # what rounding makes is forgiven
    for wrong in (inside + 0.1 * (high - low), inside - 0.1 * (high - low), inside * 255):
        with pytest.raises(InputError, match=rf"this model takes pictures in \[{low:g}, {high:g}\]. Bring them"):
            made.check(wrong)


def test_points_may_lie_anywhere_but_must_be_in_the_plane() -> None:
    config = tiny_config(**{"data.kind": "moons", "network.kind": "mlp"})
    made = ScoreModel(config, DataFacts((2,), 0.0, 1.0, -3.0, 3.0), np.array([4.0, 1.0, 0.1]))
    assert made.facts.is_points
    made.check(torch.tensor([[50.0, -1e6], [0.0, 1.0]]))
    with pytest.raises(InputError, match=r"x: is of shape \(4, 3\); this model takes \(N, 2\)"):
        made.check(torch.zeros(4, 3))
    with pytest.raises(InputError, match="not finite"):
        made.check(torch.tensor([[0.0, float("nan")]]))


def test_no_pictures_at_all_are_refused() -> None:
    with pytest.raises(InputError, match="x: "):
        model("edm").check(torch.empty(0, 1, 8, 8))


# -- guidance ----------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["unet", "mlp", "ncsnpp"])
def labelled(request: pytest.FixtureRequest) -> ScoreModel:
    torch.manual_seed(0)
    small = {"network.multipliers": "1 1", "network.blocks": 1} if request.param == "ncsnpp" else {}
    config = tiny_config(**{"network.kind": request.param, "network.labels": True, **small})
    made = ScoreModel(config, DataFacts((1, 8, 8), 0.3, 0.4, classes=4), np.array([4.0, 1.0, 0.1]))
    made.eval().requires_grad_(False)
    for parameter in made.parameters():
        parameter.add_(0.1 * torch.randn(parameter.shape))
    return made


def test_guidance_of_0_is_unconditional_and_of_1_is_the_class(labelled: ScoreModel) -> None:
    x, sigma = noised()
    of_class = labelled.denoise(x, sigma, torch.full((4,), 2))
    any_class = labelled.denoise(x, sigma)
    assert (of_class - any_class).abs().max() > 1e-3
    torch.testing.assert_close(Guided(labelled, 2, 1.0).denoise(x, sigma), of_class, rtol=0, atol=0)
    torch.testing.assert_close(Guided(labelled, 2, 0.0).denoise(x, sigma), any_class)
    assert Guided(labelled, 2).guidance == 1
    other = Guided(labelled, 1, 1.0).denoise(x, sigma)
    assert (other - of_class).abs().max() > 1e-3


@pytest.mark.parametrize("w", [0.5, 2.0, 7.5])
def test_guidance_goes_along_a_line(labelled: ScoreModel, w: float) -> None:
    x, sigma = noised()
    x, sigma = x.double(), sigma.double()
    ends = [Guided(labelled, 3, at).denoise(x, sigma) for at in (0.0, 1.0)]
    expected = (1 - w) * ends[0] + w * ends[1]
    found = Guided(labelled, 3, w)
    torch.testing.assert_close(found.denoise(x, sigma), expected)
    torch.testing.assert_close(found.score(x, sigma), (expected - x) / sigma.view(-1, 1, 1, 1) ** 2)
    scores = [labelled.score(x, sigma), labelled.score(x, sigma, torch.full((4,), 3))]
    torch.testing.assert_close(found.score(x, sigma), (1 - w) * scores[0] + w * scores[1], rtol=1e-4, atol=1e-4)


def test_a_guided_model_stands_for_its_model(labelled: ScoreModel) -> None:
    guided = Guided(labelled, 0, 3.0)
    assert guided.shape == labelled.shape
    assert guided.sigmas is labelled.sigmas
    assert (guided.low, guided.high) == (labelled.low, labelled.high)
    x, _ = noised()
    torch.testing.assert_close(guided.denoise(x, 0.7), guided.denoise(x, torch.full((4,), 0.7)))


def test_each_picture_may_have_its_own_class(labelled: ScoreModel) -> None:
    x, sigma = noised()
    together = labelled.denoise(x, sigma, torch.tensor([0, 1, 2, 3]))
    for i in range(4):
        alone = labelled.denoise(x[i : i + 1], sigma[i : i + 1], torch.tensor([i]))
        torch.testing.assert_close(together[i : i + 1], alone, rtol=1e-4, atol=1e-4)
