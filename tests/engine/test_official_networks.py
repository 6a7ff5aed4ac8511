from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import nn

from ncsn_engine.config import InputError
from ncsn_engine.foreign.importing import settings_of
from ncsn_engine.foreign.layout import Held, network_of
from ncsn_engine.networks import build
from ncsn_engine.networks.embedding import Position
from ncsn_engine.networks.ncsnpp import NCSNpp
from ncsn_engine.networks.refinenet import ConditionalRefineNet, RefineNet
from ncsn_engine.networks.resampling import FirFilter
from ncsn_engine.noise import geometric, nearest_level
from tests.engine.helpers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

LADDER = geometric(50, 0.01, 20)
NCSNPP: dict[str, Any] = {
    "multipliers": (1, 2),
    "blocks": 1,
    "attention_at": (8,),
    "dropout": 0.1,
    "embedding": "fourier",
    "fir": True,
    "skip_rescale": True,
    "progressive_input": "residual",
    "sigmas": LADDER,
}
DDPMPP: dict[str, Any] = {**NCSNPP, "embedding": "positional", "fir": False, "progressive_input": "none"}
PYRAMIDS: dict[str, Any] = {**NCSNPP, "progressive": "output-skip", "progressive_input": "input-skip"}
DDPM: dict[str, Any] = {**DDPMPP, "block_type": "DDPM", "skip_rescale": False}

# Every family, and each of its branches, with the pictures it is for.
BUILD: dict[str, tuple[Callable[[], nn.Module], tuple[int, int, int]]] = {
    "ncsn, MNIST": (lambda: ConditionalRefineNet(1, 8, LADDER[:4]), (1, 28, 28)),
    "ncsn, digits": (lambda: ConditionalRefineNet(1, 8, LADDER[:4]), (1, 8, 8)),
    "ncsnv2": (lambda: RefineNet(3, 8, "base", 32), (3, 32, 32)),
    "ncsnv2, odd": (lambda: RefineNet(1, 8, "base", 27), (1, 27, 27)),
    "deeper": (lambda: RefineNet(3, 8, "deeper", 64), (3, 64, 64)),
    "deepest": (lambda: RefineNet(3, 8, "deepest", 32), (3, 32, 32)),
    "ncsn++": (lambda: NCSNpp(3, 16, 16, **NCSNPP), (3, 16, 16)),
    "ncsn++, MNIST": (lambda: NCSNpp(1, 28, 12, **{**NCSNPP, "multipliers": (1, 2, 3)}), (1, 28, 28)),
    "ncsn++, classes": (lambda: NCSNpp(1, 8, 8, **NCSNPP, classes=3), (1, 8, 8)),
    "ddpm++": (lambda: NCSNpp(3, 16, 16, **DDPMPP), (3, 16, 16)),
    "ddpm++, pyramid": (lambda: NCSNpp(1, 8, 9, **{**DDPMPP, "progressive_input": "residual"}), (1, 8, 8)),
    "ddpm++, plain": (lambda: NCSNpp(1, 8, 8, **{**DDPMPP, "skip_rescale": False, "attention_at": ()}), (1, 8, 8)),
    "ddpm++, time": (lambda: NCSNpp(1, 8, 8, **{**DDPMPP, "embedding": "time"}), (1, 8, 8)),
    "ncsn++, pyramids": (lambda: NCSNpp(3, 16, 8, **{**PYRAMIDS, "multipliers": (1, 1, 2)}), (3, 16, 16)),
    "ncsn++, pyramids of means": (lambda: NCSNpp(1, 8, 8, **{**PYRAMIDS, "fir": False}), (1, 8, 8)),
    "ncsn++, output pyramid alone": (lambda: NCSNpp(1, 8, 8, **{**DDPMPP, "progressive": "output-skip"}), (1, 8, 8)),
    "ddpm": (lambda: NCSNpp(3, 16, 32, **DDPM), (3, 16, 16)),
    "ddpm, narrow": (lambda: NCSNpp(1, 28, 12, **{**DDPM, "multipliers": (1, 2, 3)}), (1, 28, 28)),
    "ddpm blocks, pyramids": (lambda: NCSNpp(1, 8, 8, **{**PYRAMIDS, "block_type": "DDPM"}), (1, 8, 8)),
}
SIGMAS = torch.as_tensor(LADDER[:4], dtype=torch.float32)


def stirred(network: nn.Module) -> nn.Module:
    """Return it with weights that let everything be seen, also what starts near zero."""
    generator = torch.Generator().manual_seed(0)
    network.eval().requires_grad_(False)
    for parameter in network.parameters():
        parameter.add_(0.1 * torch.randn(parameter.shape, generator=generator))
    return network


def pictures(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


# ---------------------------------------------------------------------------------------------
# The authors' files


class Official(NamedTuple):
    """One of the authors' files, and what their network made of it."""

    weights: dict[str, torch.Tensor]
    ema: Any
    sigmas: torch.Tensor
    expected: dict[str, torch.Tensor]


def official(name: str, expected: str = "") -> Official:
    """Read a file, and what its network made of some pictures: one file may be of two processes."""
    folder = ROOT / "tests" / "data"
    found = torch.load(folder / f"{name}.pth", map_location="cpu", weights_only=True)
    model = found["model"] if isinstance(found, dict) else found[0]
    weights = {key.removeprefix("module."): value for key, value in model.items()}
    sigmas = weights.pop("sigmas", torch.empty(0))
    ema = found["ema"]["shadow_params"] if isinstance(found, dict) else found[4] if len(found) > 4 else None
    with np.load(folder / f"{expected or name}_expected.npz") as file:
        return Official(weights, ema, sigmas, {key: torch.from_numpy(file[key]) for key in file.files})


def check(out: torch.Tensor, expected: torch.Tensor) -> None:
    assert (out - expected).abs().max() < 1e-5 * expected.abs().max()


@torch.no_grad()
def test_ncsn_is_the_authors() -> None:
    file = official("official_ncsn")
    sigmas = file.expected["sigmas"]
    network = ConditionalRefineNet(1, 8, sigmas)
    assert list(network.state_dict()) == list(file.weights)
    network.load_state_dict(file.weights)
    sigma = sigmas[file.expected["levels"]]
    check(network(2 * file.expected["x"] - 1, sigma), file.expected["score"])


@torch.no_grad()
def test_ncsnv2_is_the_authors() -> None:
    file = official("official_ncsnv2")
    network = RefineNet(3, 8, "base", 32)
    assert list(network.state_dict()) == list(file.weights)
    sigma = file.expected["sigmas"][file.expected["levels"]]
    for weights, expected in ((file.weights, "score"), (file.ema, "score_ema")):
        network.load_state_dict(weights)
        out = network(2 * file.expected["x"] - 1, sigma) / sigma.view(-1, 1, 1, 1)
        check(out, file.expected[expected])


SMALL: dict[str, tuple[str, Callable[[torch.Tensor], NCSNpp]]] = {  # which file's weights, and what they are of
    "official_ncsnpp": ("official_ncsnpp", lambda _: NCSNpp(3, 16, 16, **NCSNPP)),
    "official_ncsnpp_pyramid": (
        "official_ncsnpp_pyramid",
        lambda _: NCSNpp(3, 32, 8, **{**PYRAMIDS, "multipliers": (1, 1, 2), "attention_at": (16,)}),
    ),
    "official_ddpm_vp": (  # in steps: level i is at t = i/999
        "official_ddpm",
        lambda _: NCSNpp(3, 8, 32, **{**DDPM, "multipliers": (1, 1), "attention_at": (4,), "embedding": "time"}),
    ),
    "official_ddpm_ve": (
        "official_ddpm",
        lambda sigmas: NCSNpp(
            3,
            8,
            32,
            **{**DDPM, "multipliers": (1, 1), "attention_at": (4,), "embedding": "descending", "sigmas": sigmas},
        ),
    ),
}


@torch.no_grad()
def scores(name: str) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """Return the score of each set of weights, in the process's own space: ours, and the authors'."""
    file = official(SMALL[name][0], name)
    network = SMALL[name][1](file.sigmas).eval()
    assert list(network.state_dict()) == list(file.weights)
    assert [p.shape for p in network.parameters()] == [average.shape for average in file.ema]
    told = file.expected["t" if name == "official_ddpm_vp" else "sigma"]
    sigma = file.expected["sigma"].view(-1, 1, 1, 1)

    def score() -> torch.Tensor:
        if name == "official_ddpm_vp":  # centred, and predicts the noise
            return -network(file.expected["x"], told) / (file.expected["scale"].view(-1, 1, 1, 1) * sigma)
        out: torch.Tensor = network(2 * file.expected["x"] - 1, told) / sigma
        return out

    network.load_state_dict(file.weights)
    found = {"raw weights": (score(), file.expected["score"])}
    for parameter, average in zip(network.parameters(), file.ema, strict=True):  # only their order tells them apart
        parameter.copy_(average)
    return {**found, "EMA": (score(), file.expected["score_ema"])}


@pytest.mark.parametrize("name", SMALL)
def test_a_network_of_score_sde_is_the_authors(name: str) -> None:
    (raw, their_raw), (ema, their_ema) = scores(name).values()
    assert not torch.equal(their_raw, their_ema)
    check(raw, their_raw)
    check(ema, their_ema)


def full_ncsnpp(**changes: Any) -> NCSNpp:
    settings = {**NCSNPP, "multipliers": (1, 2, 2, 2), "blocks": 4, "attention_at": (16,), **changes}
    return NCSNpp(3, 32, 128, **settings)


@pytest.mark.parametrize(
    ("build", "millions"),
    [
        (lambda: ConditionalRefineNet(1, 64, geometric(1, 0.01, 10)), 7.64),
        (lambda: ConditionalRefineNet(3, 128, geometric(1, 0.01, 10)), 30.1),
        (lambda: RefineNet(3, 128, "base", 32), 29.7),
        (lambda: RefineNet(3, 128, "deeper", 128), 83.4),
        (lambda: RefineNet(3, 128, "deepest", 256), 94.1),
        (lambda: full_ncsnpp(embedding="positional", fir=False, progressive_input="none"), 61.8),  # DDPM++
        (lambda: full_ncsnpp(), 62.8),
        (lambda: full_ncsnpp(blocks=8), 107.6),
    ],
)
def test_at_full_width_each_has_the_published_number_of_weights(
    build: Callable[[], nn.Module], millions: float
) -> None:
    with torch.device("meta"):
        count = sum(p.numel() for p in build().parameters())
    assert count / 1e6 == pytest.approx(millions, abs=0.05 if millions > 10 else 0.005)


# ---------------------------------------------------------------------------------------------
# The published configurations of score SDE


class Published(NamedTuple):
    """One network of the authors' configurations: what it is made of, and how many weights their code counts."""

    millions: float
    size: int
    width: int = 128
    multipliers: tuple[int, ...] = (1, 2, 2, 2)
    blocks: int = 4
    fourier: bool = False
    input: str = "none"  # residual: convolutions of the filtered picture; skip: 1×1 of it
    ddpm: bool = False

    @property
    def output(self) -> bool:
        return self.input == "skip"


_LARGE, _DDPM_LARGE = (1, 1, 2, 2, 2, 2, 2), (1, 1, 2, 2, 4, 4)
PUBLISHED = {
    "ve/church, bedroom, celebahq_256, ffhq_256": Published(65.574421, 256, 128, _LARGE, 2, True, "skip"),
    "ve/celebahq, ffhq": Published(105.785880, 1024, 16, (1, 2, 4, 8, 16, 32, 32, 32), 1, True, "skip"),
    "ve/cifar10_ncsnpp_continuous": Published(62.758787, 32, fourier=True, input="residual"),
    "ve/cifar10_ncsnpp_deep_continuous": Published(107.586947, 32, blocks=8, fourier=True, input="residual"),
    "ve/cifar10_ncsnpp, vp and subvp/cifar10_ncsnpp_continuous": Published(62.693251, 32, input="residual"),
    "ve/celeba_ncsnpp": Published(62.693251, 64, input="residual"),
    "vp and subvp/cifar10_ncsnpp_deep_continuous": Published(107.521411, 32, blocks=8, input="residual"),
    "vp and subvp/cifar10_ddpmpp": Published(61.804419, 32),
    "vp and subvp/cifar10_ddpmpp_deep": Published(106.632579, 32, blocks=8),
    "vp and subvp/cifar10_ddpm, ve/cifar10_ddpm": Published(35.218947, 32, blocks=2, ddpm=True),
    "vp/ddpm/bedroom, church, celebahq": Published(111.569923, 256, 128, _DDPM_LARGE, 2, ddpm=True),
}

Shapes = dict[str, tuple[int, ...]]


def layer(name: str, *weight: int) -> Shapes:
    return {f"{name}weight": weight, f"{name}bias": weight[:1]}


def shapes_of(made: Published) -> Shapes:
    """Names and shapes of all tensors in their order, by the rules of the paper's appendix and the files' layout."""
    modules: list[Shapes] = [{"W": (made.width,)}] if made.fourier else []
    width, told = made.width, 4 * made.width

    def block(channels: int, out: int, resampled: bool = False) -> Shapes:
        parts = layer("GroupNorm_0.", channels) | layer("Conv_0.", out, channels, 3, 3) | layer("Dense_0.", out, told)
        parts |= layer("GroupNorm_1.", out) | layer("Conv_1.", out, out, 3, 3)
        if made.ddpm:
            return parts | ({"NIN_0.W": (channels, out), "NIN_0.b": (out,)} if channels != out else {})
        return parts | (layer("Conv_2.", out, channels, 1, 1) if resampled or channels != out else {})

    def attention(channels: int) -> Shapes:
        products = [{f"NIN_{i}.W": (channels, channels), f"NIN_{i}.b": (channels,)} for i in range(4)]
        return layer("GroupNorm_0.", channels) | {k: v for product in products for k, v in product.items()}

    def between(channels: int) -> Shapes:
        return layer("Conv_0.", channels, channels, 3, 3) if made.ddpm else block(channels, channels, True)

    modules += [layer("", told, width * (1 + made.fourier)), layer("", told, told), layer("", width, 3, 3, 3)]
    kept, last, pyramid = [width], width, 3
    sides = [made.size // 2**level for level in range(len(made.multipliers))]
    for multiplier, side in zip(made.multipliers, sides, strict=True):
        out = multiplier * width
        for _ in range(made.blocks):
            modules += [block(last, out), *([attention(out)] if side == 16 else [])]
            last = out
            kept.append(out)
        if side != sides[-1]:
            modules.append(between(out))
            if made.input == "residual":
                modules.append(layer("Conv2d_0.", out, pyramid, 3, 3))
                pyramid = out
            elif made.input == "skip":
                modules.append(layer("Conv_0.", out, 3, 1, 1))
            kept.append(out)
    modules += [block(last, last), attention(last), block(last, last)]
    for multiplier, side in zip(reversed(made.multipliers), reversed(sides), strict=True):
        out = multiplier * width
        for _ in range(made.blocks + 1):
            modules.append(block(last + kept.pop(), out))
            last = out
        modules += [attention(out)] if side == 16 else []
        if made.output or side == made.size:
            modules += [layer("", out), layer("", 3, out, 3, 3)]
        if side != made.size:
            modules.append(between(out))
    assert not kept
    return {f"all_modules.{i}.{name}": shape for i, module in enumerate(modules) for name, shape in module.items()}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_configuration_is_known_by_its_tensors_and_built(name: str) -> None:
    made = PUBLISHED[name]
    shapes = shapes_of(made)
    trained = {tensor: shape for tensor, shape in shapes.items() if tensor != "all_modules.0.W"}
    assert sum(math.prod(shape) for shape in trained.values()) == round(1e6 * made.millions)
    with torch.device("meta"):
        held = Held({tensor: torch.empty(shape) for tensor, shape in shapes.items()})
        network = network_of(held.weights)
        assert network.positional is not made.fourier
        process = "sub-vp" if network.positional else "ve"
        sigmas = torch.tensor(geometric(380, 0.01, 2000), device="cpu")
        config = settings_of(network, replace(held, sigmas=sigmas), {"size": made.size, "process": process})
        built = build(config.network, (3, made.size, made.size), LADDER)
    assert {tensor: tuple(value.shape) for tensor, value in built.state_dict().items()} == shapes
    assert [(tensor, tuple(p.shape)) for tensor, p in built.named_parameters()] == list(trained.items())
    assert config.network.model_dump()["dropout"] == (0 if made.size > 64 else 0.1)
    if process == "ve":  # as the authors sample from it
        sampling = config.sampling.model_dump()
        snr = {32: 0.16, 256: 0.075, 1024: 0.15}[made.size]
        assert (sampling["kind"], sampling["n_steps"], sampling["snr"]) == ("predictor-corrector", 2000, snr)


# ---------------------------------------------------------------------------------------------
# All families


@pytest.mark.parametrize("name", BUILD)
@torch.no_grad()
def test_a_picture_fares_the_same_alone_and_among_others(name: str) -> None:
    build, shape = BUILD[name]
    network, x = stirred(build()), pictures(4, *shape)
    together = network(x, SIGMAS)
    assert together.shape == x.shape and together.isfinite().all()
    alone = torch.cat([network(x[i : i + 1], SIGMAS[i : i + 1]) for i in range(4)])
    assert torch.allclose(together, alone, rtol=1e-4, atol=1e-5 * float(together.abs().max()))


@pytest.mark.parametrize("name", BUILD)
def test_every_parameter_learns(name: str) -> None:
    build, shape = BUILD[name]
    network = stirred(build()).requires_grad_(True)
    arguments = (torch.tensor([0, 1, 2, 3]),) if name == "ncsn++, classes" else ()
    network(pictures(4, *shape), SIGMAS, *arguments).square().sum().backward()
    assert [n for n, p in network.named_parameters() if p.grad is None or not p.grad.any()] == []


@pytest.mark.parametrize("name", BUILD)
@torch.no_grad()
def test_only_ncsnv2_is_not_told_sigma(name: str) -> None:
    build, shape = BUILD[name]
    network, x = stirred(build()), pictures(1, *shape)
    same = torch.equal(network(x, SIGMAS[:1]), network(x, SIGMAS[3:]))
    assert same is isinstance(network, RefineNet)


@pytest.mark.parametrize("name", ["ncsnv2", "ncsn++", "ddpm++"])
def test_the_gradient_of_a_gradient_is_there(name: str) -> None:
    # Sliced score matching needs it.
    build, shape = BUILD[name]
    network, x = stirred(build()).requires_grad_(True), pictures(1, *shape).requires_grad_(True)
    (slope,) = torch.autograd.grad(network(x, SIGMAS[:1]).square().sum(), x, create_graph=True)
    slope.square().sum().backward()
    assert network.get_parameter(next(n for n, _ in network.named_parameters())).grad is not None


# ---------------------------------------------------------------------------------------------
# RefineNets


def test_ncsn_takes_the_level_nearest_in_log_sigma() -> None:
    network = stirred(ConditionalRefineNet(1, 8, LADDER))
    sigma = torch.cat([torch.logspace(-3, 3, 60), torch.as_tensor(LADDER, dtype=torch.float32), torch.zeros(1)])
    seen = []
    embed = network.normalizer.embed
    assert isinstance(embed, nn.Embedding)
    embed.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    network(pictures(1, 1, 4, 4).expand(len(sigma), -1, -1, -1), sigma)
    assert isinstance(network.sigmas, torch.Tensor)
    assert torch.equal(seen[0], nearest_level(sigma, network.sigmas))
    assert "sigmas" not in network.state_dict()


def test_fresh_norms_are_almost_the_identity_and_convolutions_torchs_own() -> None:
    torch.manual_seed(0)
    conditional, shared = ConditionalRefineNet(1, 64, LADDER), RefineNet(1, 64, "base", 8)
    gamma_alpha, beta = conditional.state_dict()["normalizer.embed.weight"].split([128, 64], dim=1)
    assert not beta.any()
    assert float(gamma_alpha.mean()) == pytest.approx(1, abs=0.002)
    assert float(gamma_alpha.std()) == pytest.approx(0.02, rel=0.1)
    weights = shared.state_dict()
    assert not any(w.any() for n, w in weights.items() if n.endswith("beta"))
    for kind in ("gamma", "alpha"):
        values = torch.cat([w for n, w in weights.items() if n.endswith(kind)])
        assert float(values.mean()) == pytest.approx(1, abs=0.003)
        assert float(values.std()) == pytest.approx(0.02, rel=0.1)
    bound = 1 / math.sqrt(9 * 128)
    weight = weights["refine2.crp.convs.0.weight"]
    assert bound * 0.99 < float(weight.abs().max()) <= bound


@pytest.mark.parametrize(("variant", "least"), [("base", 4), ("deeper", 8), ("deepest", 16)])
@torch.no_grad()
def test_pictures_too_small_for_a_refinenet_are_refused_with_the_way_out(variant: Any, least: int) -> None:
    with pytest.raises(InputError, match=rf"network\.variant = '{variant}'.*{least - 1}×.*at least {least}×{least}"):
        RefineNet(1, 8, variant, least - 1)
    assert RefineNet(1, 8, variant, least)(pictures(1, 1, least, least), SIGMAS[:1]).isfinite().all()


# ---------------------------------------------------------------------------------------------
# NCSN++


def filtered(x: np.ndarray, before: int, after: int, gain: float) -> np.ndarray:
    """Correlate each picture with the outer product of [1, 3, 3, 1]/8, after so many rows and columns of zeros."""
    x = np.pad(x, [(0, 0), (0, 0), (before, after), (before, after)])
    windows = np.lib.stride_tricks.sliding_window_view(x, (4, 4), axis=(2, 3))
    taps = np.array([1, 3, 3, 1]) / 8
    return np.einsum("nchwij,i,j->nchw", windows, taps, taps) * gain


def test_fir_halves_doubles_and_blurs_as_its_formula() -> None:
    x = pictures(2, 3, 6, 8).double()
    y = x.numpy()
    holes = np.zeros((2, 3, 12, 16))
    holes[:, :, ::2, ::2] = y
    expected = {
        "down": filtered(y, 1, 1, 1)[:, :, ::2, ::2],
        "up": filtered(holes, 2, 1, 4),
        "blur": filtered(y, 2, 2, 1),
    }
    for change, out in expected.items():
        np.testing.assert_allclose(FirFilter(change).double()(x), out, atol=1e-12)  # type: ignore[arg-type]


@pytest.mark.parametrize("change", ["down", "up", "blur"])
def test_fir_keeps_an_even_grey_inside(change: Any) -> None:
    out = FirFilter(change)(torch.full((1, 2, 8, 8), 0.7))
    assert torch.allclose(out[..., 2:-2, 2:-2], torch.tensor(0.7))


@pytest.mark.parametrize("width", [8, 9])
@torch.no_grad()
def test_the_positional_embedding_is_ddpms_of_the_place_on_the_ladder(width: int) -> None:
    network = NCSNpp(1, 8, width, **DDPMPP)
    seen = []
    network.all_modules[0].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    between = math.sqrt(LADDER[3] * LADDER[4])
    sigma = torch.tensor([*LADDER, between, 10 * LADDER[0], LADDER[-1] / 10], dtype=torch.float32)
    network(pictures(1, 1, 8, 8).expand(len(sigma), -1, -1, -1), sigma)
    place = np.array([*reversed(range(20)), 15.5, 19, 0])
    half = width // 2
    angle = place[:, None] / 10_000 ** (np.arange(half) / (half - 1))
    expected = np.concatenate([np.sin(angle), np.cos(angle), np.zeros((len(place), width % 2))], axis=1)
    np.testing.assert_allclose(seen[0], expected, atol=2e-5)


@torch.no_grad()
def test_the_number_counts_down_from_the_largest_sigma_or_is_the_time() -> None:
    t = torch.linspace(0.001, 1, 50, dtype=torch.float64)
    half = np.arange(8)
    sigma = torch.tensor([*LADDER, math.sqrt(LADDER[3] * LADDER[4]), 1e9, 1e-9], dtype=torch.float32)
    for embedding, told, number in (
        ("descending", sigma, np.array([*range(20), 3.5, 0, 19])),
        ("time", t.float(), 999 * t.numpy()),
    ):
        network = NCSNpp(1, 8, 16, **{**DDPMPP, "embedding": embedding})
        seen: list[torch.Tensor] = []
        network.all_modules[0].register_forward_pre_hook(lambda _, inputs, seen=seen: seen.append(inputs[0]))
        network(pictures(1, 1, 8, 8).expand(len(told), -1, -1, -1), told)
        angle = number[:, None] / 10_000 ** (half / 7)
        np.testing.assert_allclose(seen[0], np.concatenate([np.sin(angle), np.cos(angle)], axis=1), atol=1e-4)


@pytest.mark.parametrize("descending", [False, True])
def test_a_level_in_single_precision_is_that_level(descending: bool) -> None:
    """DDPM's ᾱ and 1 - ᾱ in float32 are off by thousandths of a level where little noise is left."""
    kept = np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))
    position = Position(16, np.sqrt(1 / kept - 1)[::-1].copy(), descending)
    rough = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000), 0)
    number = torch.arange(1000.0)
    sigma = torch.sqrt(1 - rough) / torch.sqrt(rough)
    assert torch.equal(position(sigma), position.features(999 - number if descending else number))


@torch.no_grad()
def test_labels_are_seen_and_none_means_no_label() -> None:
    network = stirred(NCSNpp(1, 8, 8, **NCSNPP, classes=3))
    x, sigma = pictures(1, 1, 8, 8).expand(4, -1, -1, -1), torch.ones(4)
    out = network(x, sigma, torch.arange(4))
    assert all(not torch.allclose(out[i], out[j]) for i in range(4) for j in range(i))
    assert torch.equal(network(x, sigma)[0], network(x, sigma, torch.full((4,), 3))[0])


def test_a_network_without_classes_knows_nothing_of_labels() -> None:
    with_classes = NCSNpp(1, 8, 8, **NCSNPP, classes=3).state_dict()
    without = NCSNpp(1, 8, 8, **NCSNPP).state_dict()
    assert {name: with_classes[name].shape for name in with_classes.keys() - without.keys()} == {
        "labels.weight": (4, 32)
    }


@torch.no_grad()
def test_a_fresh_ncsnpp_outputs_almost_zero_and_each_block_its_shortcut() -> None:
    torch.manual_seed(0)
    network = NCSNpp(3, 16, 16, **NCSNPP).eval()
    assert network(pictures(4, 3, 16, 16), SIGMAS).abs().max() < 1e-3
    weights = network.state_dict()
    for name, fans, scale in (
        ("1.weight", 32 + 64, 1),
        ("3.weight", 9 * (3 + 16), 1),
        ("4.Conv_1.weight", 9 * (16 + 16), 1e-10),
        ("8.NIN_0.W", 32 + 32, 0.1),
        ("8.NIN_3.W", 32 + 32, 1e-10),
        ("19.weight", 9 * (16 + 3), 1e-10),
    ):
        bound = math.sqrt(6 * scale / fans)
        assert 0.95 * bound < float(weights[f"all_modules.{name}"].abs().max()) <= bound
    assert float(
        NCSNpp(3, 16, 400, **{**NCSNPP, "multipliers": (1,)}).state_dict()["all_modules.0.W"].std()
    ) == pytest.approx(16, rel=0.15)
    assert not any(w.any() for n, w in weights.items() if n.endswith(("bias", ".b")))


@pytest.mark.parametrize(("size", "fit", "fitting"), [(28, 3, 8), (30, 2, 8), (9, 1, 8)])
def test_pictures_that_cannot_be_halved_are_refused_with_the_way_out(size: int, fit: int, fitting: int) -> None:
    message = rf"network\.multipliers = '1 2 2 2': pictures of {size}×{size}.*give {fit} or fewer.*by {fitting}\."
    with pytest.raises(InputError, match=message):
        NCSNpp(1, size, 8, **{**NCSNPP, "multipliers": (1, 2, 2, 2)})
    fitting_ones = {**NCSNPP, "multipliers": (1, 2, 2, 2)[:fit]}
    assert NCSNpp(1, size, 8, **fitting_ones)(pictures(1, 1, size, size), SIGMAS[:1]).shape[-1] == size


def test_dropout_acts_in_training_only() -> None:
    network, x = stirred(NCSNpp(1, 8, 8, **{**NCSNPP, "dropout": 0.5})), pictures(1, 1, 8, 8)
    assert torch.equal(network(x, SIGMAS[:1]), network(x, SIGMAS[:1]))
    network.train()
    assert not torch.equal(network(x, SIGMAS[:1]), network(x, SIGMAS[:1]))
