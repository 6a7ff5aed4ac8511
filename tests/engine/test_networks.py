from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from ncsn_engine.config import (
    InputError,
    MLPConfig,
    NCSNppConfig,
    NetworkConfig,
    RunConfig,
    TutorialCNNConfig,
    UNetConfig,
    kinds,
)
from ncsn_engine.networks import build
from ncsn_engine.networks.embedding import Labels, LogVariance
from ncsn_engine.networks.ncsnpp import NCSNpp
from ncsn_engine.score import DataFacts, ScoreModel

UNETS = [
    UNetConfig(width=8, resolutions=1, attention=False),
    UNetConfig(width=8, resolutions=2, blocks=2),
    UNetConfig(width=12, resolutions=3),
    UNetConfig(width=40, resolutions=2),
]
MLPS = [MLPConfig(width=16), MLPConfig(width=8, depth=1, embedding="sinusoidal")]
NETWORKS = [*UNETS, TutorialCNNConfig(width=4), *MLPS]
LABELLED = [UNetConfig(width=8, resolutions=2), MLPConfig(width=16)]
SIGMAS = np.geomspace(10, 0.01, 6)


def stirred(settings: NetworkConfig, shape: tuple[int, ...], classes: int = 0) -> torch.nn.Module:
    torch.manual_seed(0)
    network = build(settings, shape, SIGMAS, classes).eval().requires_grad_(False)
    for parameter in network.parameters():
        parameter.add_(0.1 * torch.randn(parameter.shape))
    return network


@pytest.mark.parametrize("settings", NETWORKS, ids=str)
@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 16, 8)])
def test_output_has_the_shape_of_the_input(settings: NetworkConfig, shape: tuple[int, int, int]) -> None:
    x = torch.randn(2, *shape)
    assert stirred(settings, shape)(x, torch.tensor([0.1, 3.0])).shape == x.shape


@pytest.mark.parametrize("settings", NETWORKS, ids=str)
def test_output_depends_on_sigma_and_is_finite_over_its_whole_range(settings: NetworkConfig) -> None:
    sigma = torch.logspace(-3, 4, 8)
    out = stirred(settings, (1, 8, 8))(torch.randn(1, 1, 8, 8).expand(8, -1, -1, -1), sigma)
    assert out.isfinite().all()
    assert ((out[1:] - out[:-1]).flatten(1).abs().amax(1) > 1e-6).all()


@pytest.mark.parametrize("settings", [*UNETS, *MLPS], ids=str)
def test_a_fresh_network_outputs_zero(settings: NetworkConfig) -> None:
    out = build(settings, (1, 8, 8), SIGMAS)(torch.randn(2, 1, 8, 8), torch.tensor([0.1, 3.0]))
    assert not out.any()


@pytest.mark.parametrize("settings", NETWORKS, ids=str)
def test_every_parameter_learns(settings: NetworkConfig) -> None:
    network = stirred(settings, (1, 8, 8)).requires_grad_(True)
    network(torch.randn(4, 1, 8, 8), torch.tensor([0.1, 0.5, 1.0, 3.0])).square().sum().backward()
    assert [n for n, p in network.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_the_same_seed_builds_the_same_network() -> None:
    a, b = (stirred(UNETS[1], (1, 8, 8)).state_dict() for _ in range(2))
    assert all(torch.equal(a[name], b[name]) for name in a)


def test_dropout_acts_in_training_only() -> None:
    network = stirred(UNetConfig(width=8, dropout=0.5), (1, 8, 8))
    x, sigma = torch.randn(2, 1, 8, 8), torch.tensor([0.1, 3.0])
    assert torch.equal(network(x, sigma), network(x, sigma))
    network.train()
    assert not torch.equal(network(x, sigma), network(x, sigma))


def test_attention_lets_distant_pixels_see_each_other() -> None:
    x = torch.zeros(1, 1, 32, 32)
    changed = x.clone()
    changed[..., 0, 0] = 5
    sigma = torch.ones(1)
    for attention in (True, False):
        # In double precision, and without the norms' means, a far corner changes only through attention.
        network = stirred(UNetConfig(width=8, resolutions=2, attention=attention), (1, 32, 32)).double()
        for module in network.modules():
            if isinstance(module, torch.nn.GroupNorm):
                module.forward = lambda h: h  # type: ignore[method-assign]
        seen = network(changed.double(), sigma.double()) - network(x.double(), sigma.double())
        assert bool(seen[..., -1, -1].abs().max() > 0) is attention


def test_the_tutorials_network_is_three_convolutions() -> None:
    network = build(TutorialCNNConfig(width=16), (3, 8, 8), SIGMAS)
    expected = (9 * 4 * 16 + 16) + (9 * 16 * 16 + 16) + (9 * 16 * 3 + 3)
    assert sum(p.numel() for p in network.parameters()) == expected


def test_pictures_that_cannot_be_halved_are_refused_with_the_way_out() -> None:
    with pytest.raises(InputError, match=r"network\.resolutions = 3.*divisible by 4"):
        build(UNetConfig(width=8, resolutions=3), (1, 10, 10), SIGMAS)


# -- every kind --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", kinds("network"))
def test_every_kind_of_network_can_be_built(kind: str) -> None:
    settings = kinds("network")[kind](kind=kind, width=8)
    shape = (2,) if kind == "mlp" else (1, 16, 16)
    x = torch.randn(2, *shape)
    assert build(settings, shape, SIGMAS)(x, torch.tensor([0.1, 3.0])).shape == x.shape


@pytest.mark.parametrize("kind", [kind for kind in kinds("network") if kind != "mlp"])
def test_points_are_for_the_mlp_only(kind: str) -> None:
    settings = kinds("network")[kind](kind=kind)
    with pytest.raises(InputError, match=rf"network\.kind = '{kind}': .*this data is points; choose 'mlp'"):
        build(settings, (2,), SIGMAS)


# -- the MLP -----------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", MLPS, ids=str)
@torch.no_grad()
def test_the_mlp_takes_points_each_by_itself(settings: MLPConfig) -> None:
    network = stirred(settings, (2,))
    x, sigma = torch.randn(5, 2), torch.tensor([0.01, 0.1, 1.0, 3.0, 50.0])
    out = network(x, sigma)
    assert out.shape == (5, 2)
    torch.testing.assert_close(network(x[3:4], sigma[3:4]), out[3:4])
    assert (network(x, 2 * sigma) - out).abs().amin() > 1e-6
    assert (network(x + 1, sigma) - out).abs().amin() > 1e-6


@pytest.mark.parametrize("depth", [1, 3])
def test_the_mlp_has_as_many_weights_as_its_layers(depth: int) -> None:
    network = build(MLPConfig(width=16, depth=depth), (2,), SIGMAS)
    embedding, begin, end = 64 * 16 + 16, 2 * 16 + 16, 16 * 2 + 2
    hidden = (16 * 16 + 16) + 16 * 16  # a layer, and what tells it σ
    assert sum(p.numel() for p in network.parameters()) == embedding + begin + depth * hidden + end


def test_embeddings_of_the_mlp_are_their_formulas() -> None:
    sigma = torch.tensor([0.02, 1.0, 30.0], dtype=torch.float64)
    places = 2 ** (-2 + 8 * np.arange(32) / 31)  # from 1/4 to 64 in equal ratios
    for kind in ("sinusoidal", "fourier"):
        torch.manual_seed(0)
        features = build(MLPConfig(embedding=kind), (2,), SIGMAS).embed[0]
        if kind == "fourier":
            places = features.frequencies.numpy() / (2 * np.pi)
            assert 0.6 < places.std() < 1.4
        angle = 2 * np.pi * places * np.log(sigma.numpy())[:, None] / 4
        expected = np.concatenate([np.sin(angle), np.cos(angle)], axis=1)
        np.testing.assert_allclose(features.double()(sigma).numpy(), expected, atol=2e-4)


# -- labels ------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", LABELLED, ids=str)
@torch.no_grad()
def test_labels_are_seen_and_none_means_any(settings: NetworkConfig) -> None:
    network = stirred(settings, (1, 8, 8), classes=3)
    x, sigma = torch.randn(1, 1, 8, 8).expand(4, -1, -1, -1), torch.ones(4)
    out = network(x, sigma, torch.arange(4))
    assert all(not torch.allclose(out[i], out[j]) for i in range(4) for j in range(i))
    assert torch.equal(network(x, sigma, None), network(x, sigma, torch.full((4,), 3)))
    torch.testing.assert_close(network(x, sigma)[0], out[3])


@pytest.mark.parametrize("settings", LABELLED, ids=str)
def test_fresh_labels_change_nothing_and_learn(settings: NetworkConfig) -> None:
    network = build(settings, (1, 8, 8), SIGMAS, 3)
    labels = next(m for m in network.modules() if isinstance(m, Labels))
    assert not labels.table.weight.any()
    assert labels.table.weight.shape[0] == 4
    network = stirred(settings, (1, 8, 8), classes=3).requires_grad_(True)
    network(torch.randn(3, 1, 8, 8), torch.ones(3), torch.tensor([0, 2, 3])).square().sum().backward()
    labels = next(m for m in network.modules() if isinstance(m, Labels))
    assert labels.table.weight.grad.abs().amax(1).gt(0).tolist() == [True, False, True, True]


@pytest.mark.parametrize("settings", LABELLED, ids=str)
def test_without_classes_a_network_knows_nothing_of_labels(settings: NetworkConfig) -> None:
    found = {classes: build(settings, (1, 8, 8), SIGMAS, classes).state_dict() for classes in (0, 3)}
    assert found[3].keys() - found[0].keys() == {"labels.table.weight"}


def test_labels_need_data_with_classes() -> None:
    config = RunConfig().replace(**{"network.labels": True})
    with pytest.raises(InputError, match=r"network\.labels = True: this data has no classes; switch the labels off"):
        ScoreModel(config, DataFacts((1, 8, 8), 0.3, 0.4), SIGMAS)
    assert ScoreModel(config, DataFacts((1, 8, 8), 0.3, 0.4, classes=10), SIGMAS).classes == 10
    off = config.replace(**{"network.labels": False})
    assert ScoreModel(off, DataFacts((1, 8, 8), 0.3, 0.4, classes=10), SIGMAS).classes == 0


def test_the_learned_variance_begins_at_one_and_belongs_to_its_weighting_only() -> None:
    assert not LogVariance()(torch.tensor([0.01, 1.0, 50.0])).any()
    facts = DataFacts((1, 8, 8), 0.3, 0.4)
    assert ScoreModel(RunConfig(), facts, SIGMAS).log_variance is None
    learned = RunConfig().replace(**{"objective.weighting": "learned"})
    assert isinstance(ScoreModel(learned, facts, SIGMAS).log_variance, LogVariance)


# -- numbers written as text -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["multipliers", "attention_at"])
@pytest.mark.parametrize("text", ["1 x", "1 0", "1.5", "-1", "1;2", "²"])
def test_resolutions_are_whole_numbers(name: str, text: str) -> None:
    settings = NCSNppConfig(width=8, blocks=1, **{"multipliers": "1 2", "attention_at": "4", name: text})
    with pytest.raises(InputError, match=rf"network\.{name} = '{text}': must be whole numbers above 0") as caught:
        build(settings, (1, 8, 8), SIGMAS)
    assert "\n" not in str(caught.value)


def test_without_multipliers_there_is_no_network_but_attention_may_be_nowhere() -> None:
    for empty in ("", "  "):
        with pytest.raises(InputError, match=r"network\.multipliers: is empty; give one number a resolution"):
            build(NCSNppConfig(multipliers=empty), (1, 8, 8), SIGMAS)
    counts = {}
    for place in ("", "4", "8", "4 8", "99"):
        network = build(NCSNppConfig(width=8, blocks=1, multipliers="1 1", attention_at=place), (1, 8, 8), SIGMAS)
        counts[place] = sum(type(m).__name__ == "Attention" for m in network.modules())
    assert counts[""] == counts["99"] == 1  # the one in the middle is always there
    assert counts["4 8"] == counts["4"] + counts["8"] - 1
    assert min(counts["4"], counts["8"]) > 1


@pytest.mark.parametrize("text", ["1 2", "1, 2", " 1,2 ", "1\t2"])
def test_blanks_and_commas_part_numbers(text: str) -> None:
    made: list[dict[str, Any]] = []
    for given in (text, "1 2"):
        network = build(NCSNppConfig(width=8, blocks=1, multipliers=given, attention_at=""), (1, 8, 8), SIGMAS)
        assert isinstance(network, NCSNpp)
        made.append({name: value.shape for name, value in network.state_dict().items()})
    assert made[0] == made[1]


def test_ncsnpp_takes_square_pictures() -> None:
    with pytest.raises(InputError, match=r"takes square pictures, these are 8×16; crop them"):
        build(NCSNppConfig(width=8), (1, 8, 16), SIGMAS)
