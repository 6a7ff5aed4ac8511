from __future__ import annotations

import pytest
import torch

from ncsn_engine.config import InputError, TutorialCNNConfig, UNetConfig
from ncsn_engine.networks import build

UNETS = [
    UNetConfig(width=8, resolutions=1, attention=False),
    UNetConfig(width=8, resolutions=2, blocks=2),
    UNetConfig(width=12, resolutions=3),
    UNetConfig(width=40, resolutions=2),
]
NETWORKS = [*UNETS, TutorialCNNConfig(width=4)]


def stirred(settings: UNetConfig | TutorialCNNConfig, shape: tuple[int, int, int]) -> torch.nn.Module:
    torch.manual_seed(0)
    network = build(settings, shape).eval().requires_grad_(False)
    for parameter in network.parameters():
        parameter.add_(0.1 * torch.randn(parameter.shape))
    return network


@pytest.mark.parametrize("settings", NETWORKS, ids=str)
@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 16, 8)])
def test_output_has_the_shape_of_the_input(settings: UNetConfig, shape: tuple[int, int, int]) -> None:
    x = torch.randn(2, *shape)
    assert stirred(settings, shape)(x, torch.tensor([0.1, 3.0])).shape == x.shape


@pytest.mark.parametrize("settings", NETWORKS, ids=str)
def test_output_depends_on_sigma_and_is_finite_over_its_whole_range(settings: UNetConfig) -> None:
    sigma = torch.logspace(-3, 4, 8)
    out = stirred(settings, (1, 8, 8))(torch.randn(1, 1, 8, 8).expand(8, -1, -1, -1), sigma)
    assert out.isfinite().all()
    assert ((out[1:] - out[:-1]).flatten(1).abs().amax(1) > 1e-6).all()


@pytest.mark.parametrize("settings", UNETS, ids=str)
def test_a_fresh_unet_outputs_zero(settings: UNetConfig) -> None:
    out = build(settings, (1, 8, 8))(torch.randn(2, 1, 8, 8), torch.tensor([0.1, 3.0]))
    assert not out.any()


@pytest.mark.parametrize("settings", NETWORKS, ids=str)
def test_every_parameter_learns(settings: UNetConfig) -> None:
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
    network = build(TutorialCNNConfig(width=16), (3, 8, 8))
    expected = (9 * 4 * 16 + 16) + (9 * 16 * 16 + 16) + (9 * 16 * 3 + 3)
    assert sum(p.numel() for p in network.parameters()) == expected


def test_pictures_that_cannot_be_halved_are_refused_with_the_way_out() -> None:
    with pytest.raises(InputError, match=r"network\.resolutions = 3.*divisible by 4"):
        build(UNetConfig(width=8, resolutions=3), (1, 10, 10))
