"""What is given away is the model: its network in diffusers, its noise levels, its steps, and its plain weights."""

from __future__ import annotations

import ast
import importlib
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from ncsn_engine.checkpoint import Checkpoint, write_checkpoint
from ncsn_engine.cli import main
from ncsn_engine.config import Ancestral, DDPMConfig, InputError, RunConfig, is_points, kinds, read_toml
from ncsn_engine.models import load_model
from ncsn_engine.networks import build
from ncsn_engine.networks.ddpm import DDPMUNet
from ncsn_engine.noise import ladder
from ncsn_engine.presets import preset
from ncsn_engine.runs import Run, create_run
from ncsn_engine.samplers import sample
from ncsn_engine.score import DataFacts, ScoreModel
from ncsn_engine.seeds import PictureNoise
from ncsn_engine.sharing import export_diffusers, export_weights
from ncsn_engine.storage import SaveError
from tests.engine.helpers import ROOT, Disk

if TYPE_CHECKING:
    from tests.engine.truth import Truth

CLAIM = "diffusers does with a model what this program does"
SMALL: dict[str, Any] = {
    "name": "small",
    "data.pixel_range": "[-1, 1]",
    "network.kind": "ddpm-unet",
    "network.width": 8,
    "network.multipliers": "1 2",
    "network.blocks": 1,
    "network.attention_at": "4",
    "noise.kind": "vp",
    "noise.training_sigma": "levels",
    "noise.n_levels": 20,
    "sampling.kind": "ddpm",
    "sampling.n_steps": 20,
    "sampling.spacing": "levels",
}


def stirred(network: torch.nn.Module) -> None:
    """Give it weights that let everything be seen, also what starts near zero."""
    generator = torch.Generator().manual_seed(0)
    network.eval().requires_grad_(False)
    for parameter in network.parameters():
        parameter.add_(0.1 * torch.randn(parameter.shape, generator=generator))


def small(shape: tuple[int, ...] = (1, 8, 8), classes: int = 0, **changes: Any) -> ScoreModel:
    """A stirred model: a small DDPM, unless another kind is asked for."""
    others = {
        name.split(".")[0] for name, kind in changes.items() if name.endswith(".kind") and kind != SMALL.get(name)
    }
    base = {
        name: value for name, value in SMALL.items() if name.split(".")[0] not in others or name == "data.pixel_range"
    }
    if is_points(changes.get("data.kind", "digits")):
        del base["data.pixel_range"]
    labels = {"network.labels": True} if classes else {}
    config = RunConfig().replace(**{**base, **labels, **changes})
    low = 0.0 if getattr(config.data, "pixel_range", "") == "[0, 1]" else -1.0
    sigmas = np.geomspace(5, 0.01, 6) if config.noise.kind == "rules" else ladder(config.noise)
    made = ScoreModel(config, DataFacts(shape, 0.1, 0.5, low, 1.0, classes), sigmas).eval()
    stirred(made.network)
    return made


def of_run(model: ScoreModel, place: Path) -> Run:
    """A run whose checkpoint holds this model as its average, and other raw weights."""
    run = create_run(model.config, place)
    state = model.state_dict()
    raw = {name: torch.zeros_like(value) for name, value in state.items()} | {"sigmas": model.sigmas.clone()}
    sigmas = model.sigmas.double().numpy()
    write_checkpoint(run.new_checkpoint(7), Checkpoint(7, model.config, model.facts, sigmas, raw, dict(state), {}, {}))
    return run


def pictures(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


def off(a: torch.Tensor, b: torch.Tensor) -> float:
    """How far apart, in units of the largest number."""
    return float((a - b).abs().max() / b.abs().max())


def snippet(card: Path, kind: str) -> str:
    """The lines of code that a model card shows."""
    found = re.search(rf"```{kind}\n(.*?)```", card.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def diffusers() -> Any:
    return pytest.importorskip("diffusers")


# ---------------------------------------------------------------------------------------------
# The network


NETWORKS: dict[str, tuple[tuple[int, int, int], int, dict[str, Any]]] = {
    "grey": ((1, 8, 8), 0, {}),
    "colour": ((3, 16, 16), 0, {"multipliers": "1 2 2", "blocks": 2, "attention_at": "8"}),
    "no attention": ((3, 8, 8), 0, {"attention_at": ""}),
    "attention everywhere": ((1, 8, 8), 0, {"multipliers": "1 2 3", "attention_at": "8 4 2"}),
    "odd width": ((1, 12, 12), 0, {"width": 9, "multipliers": "1 1 2", "attention_at": "6"}),
    "one resolution": ((1, 7, 7), 0, {"multipliers": "1", "attention_at": "7", "blocks": 2}),
    "wide at once": ((3, 8, 8), 0, {"multipliers": "2 3", "width": 16}),
    "narrow below": ((1, 8, 8), 0, {"multipliers": "3 1", "attention_at": "8"}),
    "classes": ((1, 8, 8), 3, {}),
}


def network_of(name: str) -> ScoreModel:
    shape, classes, changes = NETWORKS[name]
    return small(shape, classes, **{f"network.{key}": value for key, value in changes.items()})


def test_at_full_width_it_has_the_published_number_of_weights() -> None:
    with torch.device("meta"):
        network = build(preset("ddpm").network, (3, 32, 32), np.geomspace(150, 0.01, 10))
    assert sum(p.numel() for p in network.parameters()) / 1e6 == pytest.approx(35.7, abs=0.05)


@pytest.mark.parametrize("name", NETWORKS)
@torch.no_grad()
def test_a_picture_fares_the_same_alone_and_among_others(name: str) -> None:
    model = network_of(name)
    x, sigma = pictures(3, *model.shape), model.sigmas[[0, 8, 19]]
    together = model.network(x, sigma)
    assert together.shape == x.shape
    assert together.isfinite().all()
    alone = torch.cat([model.network(x[i : i + 1], sigma[i : i + 1]) for i in range(3)])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5 * float(together.abs().max()))
    same_picture = model.network(x[:1].expand(3, -1, -1, -1), sigma)
    assert all(not torch.allclose(same_picture[i], same_picture[j]) for i in range(3) for j in range(i))


@pytest.mark.parametrize("name", NETWORKS)
def test_every_parameter_learns(name: str) -> None:
    model = network_of(name)
    network = model.network.requires_grad_(True)
    labels = (torch.tensor([0, 1, 2, 3]),) if model.classes else ()
    network(pictures(4, *model.shape), model.sigmas[[0, 6, 12, 19]], *labels).square().sum().backward()
    # A number added to all keys alike cancels in the softmax.
    learning = {n: p.grad is not None and bool(p.grad.any()) for n, p in network.named_parameters()}
    assert [n for n, learns in learning.items() if not learns and not n.endswith("to_k.bias")] == []


def test_the_gradient_of_a_gradient_is_there() -> None:
    # Sliced score matching needs it.
    model = network_of("attention everywhere")
    network, x = model.network.requires_grad_(True), pictures(1, *model.shape).requires_grad_(True)
    (slope,) = torch.autograd.grad(network(x, model.sigmas[:1]).square().sum(), x, create_graph=True)
    slope.square().sum().backward()
    assert network.get_parameter("mid_block.attentions.0.to_q.weight").grad is not None


@torch.no_grad()
def test_a_fresh_network_outputs_almost_zero_whatever_the_class() -> None:
    torch.manual_seed(0)
    network = DDPMUNet(3, 16, 16, (1, 2), 1, (8,), 0.1, np.array([5.0, 1.0, 0.1]), classes=3).eval()
    x, sigma = pictures(4, 3, 16, 16), torch.full((4,), 0.1)
    out = network(x, sigma, torch.arange(4))
    assert 0 < out.abs().max() < 1e-3
    assert torch.equal(out, network(x, sigma))


@torch.no_grad()
def test_dropout_acts_in_training_only() -> None:
    network, x, sigma = small(**{"network.dropout": 0.5}).network, pictures(2, 1, 8, 8), torch.ones(2)
    assert torch.equal(network(x, sigma), network(x, sigma))
    network.train()
    assert not torch.equal(network(x, sigma), network(x, sigma))


@torch.no_grad()
def test_labels_are_seen_and_none_means_no_label() -> None:
    network, x, sigma = network_of("classes").network, pictures(1, 1, 8, 8).expand(4, -1, -1, -1), torch.ones(4)
    out = network(x, sigma, torch.arange(4))
    assert all(not torch.allclose(out[i], out[j]) for i in range(4) for j in range(i))
    torch.testing.assert_close(network(x, sigma)[0], out[3])


@pytest.mark.parametrize(("size", "fit", "fitting"), [(28, 3, 8), (30, 2, 8), (9, 1, 8)])
def test_pictures_that_cannot_be_halved_are_refused_with_the_way_out(size: int, fit: int, fitting: int) -> None:
    message = rf"network\.multipliers = '1 2 2 2': pictures of {size}×{size}.*give {fit} or fewer.*by {fitting}\."
    with pytest.raises(InputError, match=message):
        build(DDPMConfig(width=8), (1, size, size), np.array([5.0, 1.0]))
    fitting_ones = DDPMConfig(width=8, multipliers=" ".join("1222"[:fit]))
    assert build(fitting_ones, (1, size, size), np.array([5.0, 1.0]))(pictures(1, 1, size, size), torch.ones(1)).any()


def test_other_wrong_settings_are_refused_too() -> None:
    for settings, shape, message in (
        (DDPMConfig(), (1, 8, 16), "takes square pictures, these are 8×16; crop them"),
        (DDPMConfig(multipliers=""), (1, 8, 8), r"network\.multipliers: is empty"),
        (DDPMConfig(multipliers="1 x"), (1, 8, 8), r"network\.multipliers = '1 x': must be whole numbers"),
        (DDPMConfig(attention_at="0"), (1, 8, 8), r"network\.attention_at = '0': must be whole numbers"),
    ):
        with pytest.raises(InputError, match=message):
            build(settings, shape, np.array([5.0, 1.0]))


def test_the_preset_is_the_papers() -> None:
    config = preset("ddpm")
    network, training = config.network, config.training
    assert network == DDPMConfig(width=128, multipliers="1 2 2 2", blocks=2, attention_at="16", dropout=0.1)
    assert (network.preconditioning, config.data.kind, config.data.pixel_range) == ("noise", "cifar10", "[-1, 1]")
    assert (training.learning_rate, training.warmup_steps, training.batch_size) == (2e-4, 5000, 128)
    assert (training.ema_rate, training.gradient_clip, training.steps) == (0.9999, 1.0, 800_000)


# ---------------------------------------------------------------------------------------------
# diffusers


@pytest.mark.parametrize("name", NETWORKS)
@torch.no_grad()
def test_diffusers_computes_what_the_network_does(name: str, diffusers: Any, tmp_path: Path, truth: Truth) -> None:
    model = network_of(name)
    export_diffusers(model, tmp_path / "out")
    theirs = diffusers.UNet2DModel.from_pretrained(tmp_path / "out" / "unet")
    assert theirs.state_dict().keys() == model.network.state_dict().keys()
    x, places = pictures(4, *model.shape), torch.tensor([0, 1, 13, 19])
    label = (torch.tensor([0, 1, 2, 3]),) if model.classes else ()
    ours = model.network(x, model.sigmas.flip(0)[places], *label)
    assert ours.std() > 0.01
    truth.at_most(CLAIM, f"U-Net, {name}: noise", off(ours, theirs(x, places, *label).sample), 1e-5)


@torch.no_grad()
def test_diffusers_computes_what_the_network_does_at_a_thousand_levels(
    diffusers: Any, tmp_path: Path, truth: Truth
) -> None:
    model = small((3, 32, 32), **{"network.width": 32, "network.multipliers": "1 2 2 2", "noise.n_levels": 1000})
    export_diffusers(model, tmp_path / "out")
    theirs = diffusers.UNet2DModel.from_pretrained(tmp_path / "out" / "unet")
    x, places = pictures(4, *model.shape), torch.tensor([0, 500, 998, 999])
    ours = model.network(x, model.sigmas.flip(0)[places])
    truth.at_most(CLAIM, "U-Net, 32 px, 1000 levels: noise", off(ours, theirs(x, places).sample), 1e-5)


SCHEDULES: dict[str, dict[str, Any]] = {
    "linear": {},
    "cosine": {"noise.schedule": "cosine"},
    "thousand": {"noise.n_levels": 1000},
    "time": {"noise.training_sigma": "time"},
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_schedulers_noise_is_that_of_our_ladder(name: str, diffusers: Any, tmp_path: Path, truth: Truth) -> None:
    model = small(**SCHEDULES[name])
    export_diffusers(model, tmp_path / "out")
    scheduler = diffusers.DDPMScheduler.from_pretrained(tmp_path / "out" / "scheduler")
    kept = 1 / (1 + model.sigmas.double().flip(0) ** 2)
    away = float((scheduler.alphas_cumprod.double() / kept - 1).abs().max())
    truth.at_most(CLAIM, f"scheduler, {name}: ᾱ = 1/(1 + σ²)", away, 1e-4)
    assert scheduler.config.num_train_timesteps == len(model.sigmas)
    if name == "thousand":  # the paper's own
        paper = diffusers.DDPMScheduler(beta_start=1e-4, beta_end=0.02, num_train_timesteps=1000)
        torch.testing.assert_close(scheduler.betas, paper.betas, rtol=1e-3, atol=0)


@pytest.mark.parametrize("variance", ["small", "large"])
@pytest.mark.parametrize("n_steps", [20, 8])
@torch.no_grad()
def test_its_steps_are_those_of_our_sampler(
    variance: Any, n_steps: int, diffusers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, truth: Truth
) -> None:
    settings = Ancestral(n_steps=n_steps, spacing="levels", variance=variance, count=2, seed=3)
    model = small(**{"sampling.variance": variance})
    export_diffusers(model, tmp_path / "out")
    unet = diffusers.UNet2DModel.from_pretrained(tmp_path / "out" / "unet")
    scheduler = diffusers.DDPMScheduler.from_pretrained(tmp_path / "out" / "scheduler")
    noise, cpu = PictureNoise(3, 2, model.shape), torch.device("cpu")
    theirs_at = importlib.import_module("diffusers.schedulers.scheduling_ddpm")
    monkeypatch.setattr(theirs_at, "randn_tensor", lambda *_, **__: noise.normal(cpu))
    scheduler.set_timesteps(n_steps)
    *steps, last = sample(model, settings)

    def shrunk(step: Any) -> torch.Tensor:
        shrunken: torch.Tensor = step.x / (1 + step.sigma**2) ** 0.5
        return shrunken

    noise.normal(cpu)  # which our sampler starts from
    x = shrunk(steps[0])
    away = 0.0
    for t, after in zip(scheduler.timesteps, [*map(shrunk, steps[1:]), last.x], strict=True):
        x = scheduler.step(unet(x, t).sample, t, x).prev_sample
        away = max(away, off(x, after))
    truth.at_most(CLAIM, f"sampler ddpm, {variance} variance, {n_steps} of 20 levels: x at each step", away, 1e-4)


def test_the_pipeline_draws_as_its_card_says(diffusers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for shape, mode in (((3, 8, 8), "RGB"), ((1, 8, 8), "L")):
        folder = tmp_path / mode
        export_diffusers(small(shape), folder)
        monkeypatch.chdir(folder)
        told: dict[str, Any] = {}
        exec(snippet(folder / "README.md", "python"), told)
        assert [(p.size, p.mode) for p in told["pictures"]] == [((8, 8), mode)] * 16


def test_with_classes_the_card_says_how(diffusers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export_diffusers(network_of("classes"), tmp_path / "out")
    assert not (tmp_path / "out" / "model_index.json").exists()
    monkeypatch.chdir(tmp_path / "out")
    told: dict[str, Any] = {}
    exec(snippet(tmp_path / "out" / "README.md", "python"), told)
    assert told["x"].shape == (16, 1, 8, 8)
    assert told["x"].isfinite().all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"network.kind": "unet", "network.width": 8}, r"network\.kind = 'unet': diffusers opens 'ddpm-unet' only"),
        ({"network.kind": "ncsnpp", "network.width": 8}, r"network\.kind = 'ncsnpp'"),
        ({"network.kind": "ncsnv2", "network.width": 8}, r"network\.kind = 'ncsnv2'"),
        ({"network.preconditioning": "edm"}, r"network\.preconditioning = 'edm': diffusers' DDPM has 'noise' only"),
        ({"noise.kind": "geometric"}, r"noise\.kind = 'geometric': diffusers' DDPM has 'vp' only"),
        ({"noise.kind": "sub-vp"}, r"noise\.kind = 'sub-vp'"),
        ({"data.pixel_range": "[0, 1]"}, r"data\.pixel_range = '\[0, 1\]': diffusers' DDPM has '\[-1, 1\]' only"),
    ],
)
def test_what_diffusers_cannot_express_is_refused_with_the_way_out(
    changes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    model = small(**changes)
    with pytest.raises(InputError, match=message + r".*preset 'ddpm' trains a model that it opens"):
        export_diffusers(model, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_exporting_asks_for_no_diffusers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in (ROOT / "ncsn_engine").rglob("*.py"):
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        assert not [name for name in names if name.split(".")[0] == "diffusers"], file
    monkeypatch.setitem(sys.modules, "diffusers", None)  # importing it fails now
    export_diffusers(small(), tmp_path / "out")
    assert (tmp_path / "out" / "model_index.json").exists()


# ---------------------------------------------------------------------------------------------
# Plain weights


MODELS: dict[str, tuple[tuple[int, ...], int, dict[str, Any]]] = {
    "ddpm": ((1, 8, 8), 3, {}),
    "unet, edm": ((3, 8, 8), 0, {"network.kind": "unet", "network.resolutions": 2, "noise.kind": "karras"}),
    "ncsn++, over-sigma": ((1, 8, 8), 0, {"network.kind": "ncsnpp", "noise.kind": "rules"}),
    "ddpm++, sub-vp": (
        (1, 8, 8),
        0,
        {
            "network.kind": "ncsnpp",
            "network.embedding": "positional",
            "network.preconditioning": "noise",
            "noise.kind": "sub-vp",
        },
    ),
    "ddpm++, told the time": (
        (1, 8, 8),
        0,
        {
            "network.kind": "ncsnpp",
            "network.embedding": "time",
            "network.preconditioning": "noise",
            "noise.kind": "vp",
            "noise.beta_max": 12,
        },
    ),
    "ncsnv2": ((3, 8, 8), 0, {"network.kind": "ncsnv2", "noise.kind": "geometric", "data.pixel_range": "[0, 1]"}),
    "ncsn": ((1, 8, 8), 0, {"network.kind": "ncsn", "noise.kind": "geometric", "data.pixel_range": "[0, 1]"}),
    "mlp, learned weighting": (
        (2,),
        0,
        {"data.kind": "moons", "network.kind": "mlp", "objective.weighting": "learned"},
    ),
}


def model_of(name: str) -> ScoreModel:
    shape, classes, changes = MODELS[name]
    narrow = {"network.width": 8, "network.multipliers": "1 2", "network.blocks": 1, "network.attention_at": "4"}
    has = kinds("network")[changes.get("network.kind", "ddpm-unet")].model_fields
    return small(shape, classes, **{k: v for k, v in narrow.items() if k.split(".")[1] in has}, **changes)


def estimate(folder: Path, x: torch.Tensor, sigma: torch.Tensor, *label: torch.Tensor) -> torch.Tensor:
    """What another program makes of the folder: D(x, σ) by the formula in config.json."""
    told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    data, settings, output = told["data"], told["network"]["settings"], told["preconditioning"]
    (low, high), mean, std = data["pixel_range"], data["mean"], data["std"]
    made = build(
        kinds("network")[settings["kind"]](**settings), data["shape"], np.array(told["sigmas"]), len(label) * 3
    )
    made.eval().load_state_dict(load_file(folder / "model.safetensors"))
    wide, u = sigma.view(-1, *[1] * (x.ndim - 1)), (2 * x - low - high) / (high - low)
    s = {"1/√(1 + σ²)": (1 + wide**2) ** -0.5, "2/(σ + √(σ² + 4))": 2 / (wide + (wide**2 + 4).sqrt())}
    number = sigma
    if "told the time t" in output["where"]["F"]:  # VP: ln(1 + σ²) = ½ (β_max - β_min) t² + β_min t
        least, most = (told["run"]["noise"][key] for key in ("beta_min", "beta_max"))
        root = (least**2 + 2 * (most - least) * (1 + sigma.double() ** 2).log()).sqrt()
        number = ((root - least) / (most - least)).to(sigma.dtype)
    mixed, total = std**2 / (wide**2 + std**2) * (x - mean), (wide**2 + std**2).sqrt()
    answer: torch.Tensor = {
        "none": lambda: x + wide**2 * made(u, sigma),
        "over-sigma": lambda: x + wide * made(u, sigma),
        "noise": lambda: x - wide * made(s[output["where"]["s"]] * x, number, *label),
        "edm": lambda: mean + mixed + wide * std / total * made((x - mean) / total, sigma),
    }[output["kind"]]()
    return answer


@pytest.mark.parametrize("name", MODELS)
@torch.no_grad()
def test_plain_weights_are_the_model_for_other_programs_and_for_ours(name: str, tmp_path: Path) -> None:
    model = model_of(name)
    run = of_run(model, tmp_path / "run")
    written = export_weights(run, tmp_path / "out")
    assert sorted(f.name for f in written) == sorted(f.name for f in (tmp_path / "out").iterdir())
    assert {f.name for f in written} == {"README.md", "config.json", "model.safetensors"}
    x, sigma = pictures(3, *model.shape), model.sigmas[:3]
    label = (torch.tensor([0, 2, 3]),) if model.classes else ()
    expected = model.denoise(x, sigma, *label)
    assert (expected - x).std() > 0.01
    torch.testing.assert_close(estimate(tmp_path / "out", x, sigma, *label), expected, rtol=1e-5, atol=1e-5)
    ours = load_model(tmp_path / "out")
    assert torch.equal(ours.denoise(x, sigma, *label), expected)
    assert torch.equal(ours.sigmas, model.sigmas)
    assert (ours.facts, ours.config) == (model.facts, model.config)
    assert ours.source is not None
    assert (ours.source.step, ours.source.weights) == (7, "ema")
    raw = load_model(export_weights(run, tmp_path / "raw", weights="raw")[0].parent)
    assert raw.source is not None
    assert raw.source.weights == "raw"
    assert not any(p.any() for p in raw.network.parameters())


def test_plain_weights_hold_nothing_of_the_training(tmp_path: Path) -> None:
    model = small()
    export_weights(of_run(model, tmp_path / "run"), tmp_path / "out")
    assert load_file(tmp_path / "out" / "model.safetensors").keys() == model.network.state_dict().keys()


def test_a_model_is_given_away_as_it_is(tmp_path: Path) -> None:
    model = small()
    assert model.source is None
    export_weights(model, tmp_path / "out")
    again = load_model(tmp_path / "out")
    assert torch.equal(again.network.get_parameter("conv_in.weight"), model.network.get_parameter("conv_in.weight"))
    assert "steps not known" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    # And from one form to the other, of which diffusers' is the last.
    export_weights(tmp_path / "out", tmp_path / "again")
    export_diffusers(tmp_path / "again", tmp_path / "diffusers")
    files = (tmp_path / "out" / "model.safetensors", tmp_path / "diffusers/unet/diffusion_pytorch_model.safetensors")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_card_says_how_to_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    export_weights(of_run(small(**{"sampling.count": 4}), tmp_path / "run"), folder)
    monkeypatch.chdir(folder)
    command = snippet(folder / "README.md", "sh").split()
    assert command[0] == "ncsn"
    assert main(command[1:]) == 0
    assert (tmp_path / "samples.png").exists()
    told: dict[str, Any] = {}
    exec(snippet(folder / "README.md", "python"), told)
    assert told["x"].shape == (16, 1, 8, 8)
    settings = tmp_path / "settings.toml"
    settings.write_text(snippet(folder / "README.md", "toml"), encoding="utf-8")
    assert read_toml(settings) == load_model(folder).config


@pytest.mark.parametrize("kind", ["weights", "diffusers"])
def test_cards_name_no_folder_of_this_machine(kind: str, tmp_path: Path) -> None:
    model = small(**{"data.kind": "folder", "data.folder": str(tmp_path / "private"), "data.size": 8})
    run = of_run(model, tmp_path / "my-run")
    export = {"weights": export_weights, "diffusers": export_diffusers}[kind]
    written = export(run, tmp_path / "out", evaluation="FID 3.17 on 50 000 pictures.")
    for file in written:
        data = file.read_bytes()
        assert b"private" not in data
        assert str(tmp_path).encode() not in data
        assert str(Path.home()).encode() not in data
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert re.match(r"---\nlicense:  # yours to choose", card)
    for words in (
        "# my-run\n",
        "## Evaluation\n\nFID 3.17",
        "7 steps of",
        "20 levels",
        "1×8×8",
        "a folder of pictures",
    ):
        assert words in card
    assert "{" not in re.sub(r"```.*?```", "", card, flags=re.DOTALL)
    assert "Evaluation" not in export(run, tmp_path / "other")[-1].parent.joinpath("README.md").read_text("utf-8")


# ---------------------------------------------------------------------------------------------
# Files


def everything(folder: Path) -> list[str]:
    return sorted(str(f.relative_to(folder)) for f in folder.rglob("*"))


@pytest.mark.parametrize("export", [export_weights, export_diffusers])
def test_a_folder_is_written_whole_or_not_at_all(export: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = small()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    with pytest.raises(InputError, match=r"full: holds other files; choose an empty or a new folder"):
        export(model, tmp_path / "full")
    with pytest.raises(InputError, match=r"mine: is a file; choose a folder"):
        export(model, tmp_path / "full" / "mine")
    (tmp_path / "empty").mkdir()
    before = everything(tmp_path)
    disk = Disk(monkeypatch, tmp_path)
    for fail, why in ((disk.fill, "the disk is full"), (disk.forbid_writing, "this place can't be written to")):
        for name in ("new", "empty", "deep/down"):
            fail()
            with pytest.raises(SaveError, match=rf"{name}.*: could not be saved: {why}") as caught:
                export(model, tmp_path / name)
            disk.mend()
            assert ".part" not in str(caught.value)
            assert [f for f in everything(tmp_path) if f != "deep"] == before
    for name in ("new", "empty", "deep/down"):
        written = export(model, tmp_path / name)
        assert written
        assert all(file.is_file() and file.is_relative_to(tmp_path / name) for file in written)
    assert not [f for f in everything(tmp_path) if ".part" in f]


def test_weights_that_are_damaged_are_refused(tmp_path: Path) -> None:
    export_weights(small(), tmp_path / "out")
    config, weights = tmp_path / "out" / "config.json", tmp_path / "out" / "model.safetensors"
    text, data = config.read_text(encoding="utf-8"), weights.read_bytes()
    tree = json.loads(text)
    other = {**tree, "network": {**tree["network"], "settings": {**tree["network"]["settings"], "width": 12}}}
    for damaged, numbers, message in (
        (text, data[:-1] + b"x", r"model\.safetensors: does not match the SHA-256 in config\.json"),
        (text[:-9], data, r"config\.json: is damaged, or not the config\.json of a model of NCSN Studio"),
        ("{}", data, r"config\.json: is damaged, or not"),
        ("[]", data, r"config\.json: is damaged, or not"),
        (json.dumps({**tree, "ncsn-weights": 2}), data, r"was made by a newer version \(format 2\)"),
        (json.dumps(other), data, r"do not belong together, or are damaged"),
        (json.dumps({**tree, "data": {}}), data, r"do not belong together, or are damaged"),
    ):
        config.write_text(damaged, encoding="utf-8")
        weights.write_bytes(numbers)
        with pytest.raises(InputError, match=message) as caught:
            load_model(tmp_path / "out")
        assert "\n" not in str(caught.value)


def test_what_has_learned_nothing_yet_is_not_given_away(tmp_path: Path) -> None:
    run = create_run(small().config, tmp_path / "run")
    for export in (export_weights, export_diffusers):
        with pytest.raises(InputError, match="has saved no checkpoint yet; train it first"):
            export(run, tmp_path / "out")
    assert not (tmp_path / "out").exists()
