"""What is made from settings goes to the model's device, and none is asked for float64 that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from ncsn_engine import devices
from ncsn_engine.config import (
    ColouriseConfig,
    DeblurConfig,
    DenoiseConfig,
    DormandPrince,
    EditConfig,
    InpaintConfig,
    SuperResolutionConfig,
    kinds,
)
from ncsn_engine.devices import finest
from ncsn_engine.likelihood import decode, encode, interpolate, log_prob
from ncsn_engine.restoration import consistency, operator, restore
from ncsn_engine.samplers import sample
from tests.engine.elsewhere import DEVICE, SecondDevice
from tests.engine.test_samplers import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.config import RestorationConfig

SHAPE = (3, 4, 4)


class Grey:
    """Colours that are normal about grey: an exact density that lies wherever it is told."""

    shape, low, high = SHAPE, 0.0, 1.0

    def __init__(self, device: torch.device) -> None:
        self.sigmas = torch.tensor([4.0, 1.0, 0.1]).to(device)
        self.middle = torch.full(SHAPE, 0.5, device=device)

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        column = torch.as_tensor(sigma, dtype=x.dtype).to(x.device).reshape(-1, 1, 1, 1)
        return self.middle + (x - self.middle) * 0.04 / (0.04 + column**2)

    def score(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        return (self.denoise(x, sigma) - x) / torch.as_tensor(sigma) ** 2


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Grey]:
    # What is said of Apple's GPUs is said of this device.
    monkeypatch.setattr(devices, "_NO_FLOAT64", (*devices._NO_FLOAT64, DEVICE.type))
    with SecondDevice():
        yield Grey(DEVICE)


HERE, PICTURE = Grey(torch.device("cpu")), torch.rand(SHAPE, generator=torch.Generator().manual_seed(0))


def same(found: torch.Tensor, expected: torch.Tensor) -> None:
    assert found.device.type == DEVICE.type
    torch.testing.assert_close(found.cpu().float(), expected.float(), rtol=1e-3, atol=1e-3)


def test_the_second_device_refuses_what_a_real_one_refuses(there: Grey) -> None:
    assert float(there.sigmas[0]) == 4.0
    with pytest.raises(RuntimeError, match="same device"):
        there.middle + PICTURE
    with pytest.raises(TypeError, match="float64"):
        there.middle.double()
    assert finest(torch.device("mps")) == torch.float32 and finest(torch.device("cpu")) == torch.float64


@pytest.mark.parametrize(
    "settings",
    [
        InpaintConfig(),
        InpaintConfig(hidden="random"),
        SuperResolutionConfig(),
        DeblurConfig(),
        DeblurConfig(blur="motion", width=3),
        ColouriseConfig(),
        DenoiseConfig(),
        EditConfig(),
    ],
    ids=lambda s: s.kind,
)
def test_every_restoration_goes_where_the_model_is(settings: RestorationConfig, there: Grey) -> None:
    settings = settings.replace(rounds=3, steps=2, count=2)
    task = operator(settings, SHAPE)
    y = task.forward(PICTURE[None])[0]
    expected = list(restore(HERE, y, settings, task))[-1].x
    for given in (task, None):  # made by the caller, or from the settings
        found = list(restore(there, y, settings, given))[-1].x
        same(found, expected)
    same(consistency(task, found, y), consistency(task, expected, y))


def test_encodings_and_likelihoods_go_where_the_model_is(there: Grey) -> None:
    x = torch.stack([PICTURE, PICTURE.flip(-1)])
    z = encode(HERE, x)
    same(encode(there, x), z)
    same(decode(there, z), decode(HERE, z))
    same(interpolate(there, *x, count=3), interpolate(HERE, *x, count=3))
    same(log_prob(there, x, rtol=1e-4)[0], log_prob(HERE, x, rtol=1e-4)[0])


@pytest.mark.parametrize("kind", kinds("sampling"))
def test_every_sampler_draws_where_the_model_is(kind: str, there: Grey) -> None:
    settings: Any = short(kind, count=2)
    if isinstance(settings, DormandPrince):
        settings = settings.replace(rtol=1e-4, atol=1e-4)
    expected = list(sample(HERE, settings))[-1].x
    same(list(sample(there, settings))[-1].x, expected)
