from __future__ import annotations

import errno
import itertools
import os
import pickle
import sys
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
import safetensors.torch
import torch
from PIL import Image
from torch import nn

from ncsn_engine.checkpoint import read_checkpoint
from ncsn_engine.cli import main
from ncsn_engine.config import InputError
from ncsn_engine.foreign import child, import_checkpoint, importing
from ncsn_engine.foreign import file as file_module
from ncsn_engine.foreign.layout import network_of
from ncsn_engine.models import load_model
from ncsn_engine.networks.ncsnpp import NCSNpp
from ncsn_engine.networks.refinenet import ConditionalRefineNet, RefineNet
from ncsn_engine.noise import geometric, linear
from ncsn_engine.runs import Run, change_settings, open_run, runs_folder
from ncsn_engine.samplers import sample
from tests.engine.helpers import ROOT, Disk, assert_same_tensors, finished, pictures, python, train_to

if TYPE_CHECKING:
    from tests.engine.truth import Truth

DATA = ROOT / "tests" / "data"
CLAIM = "Official networks"
SAID: dict[str, dict[str, Any]] = {
    "official_ncsn": {"size": 28, "sigma_max": 1.0, "sigma_min": 0.01},
    "official_ncsnv2": {"size": 32},
    "official_ncsnpp": {"size": 16},
    "official_ncsnpp_pyramid": {"size": 32},
    "official_ddpm_vp": {"size": 8, "process": "ddpm"},
    "official_ddpm_ve": {"size": 8, "process": "ve"},
}


def file_of(name: str) -> Path:
    """The same random weights serve as a DDPM of two processes."""
    return DATA / f"{'official_ddpm' if 'ddpm' in name else name}.pth"


class Imported(dict[str, Run]):
    """The authors' files, each imported once, when it is first asked for: it costs a process with torch."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self.place = place

    def __missing__(self, name: str) -> Run:
        self[name] = import_checkpoint(file_of(name), self.place / name, name=name, **SAID[name])
        return self[name]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    return Imported(tmp_path_factory.mktemp("imported"))


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open files in this process, as the other one does but for its limits: saves seconds."""

    def run_child(file: Path, place: Path, size: int, timeout: float) -> None:
        with warnings.catch_warnings(action="ignore"):  # as in the other process, whose output nobody sees
            code = child.main([str(file), str(place), str(size), "60"])
        if code:
            raise InputError((place / child.REFUSED).read_text(encoding="utf-8"))

    monkeypatch.setattr(child, "_limit", lambda *_: None)
    monkeypatch.setattr(file_module, "_run_child", run_child)


def random(network: nn.Module, seed: int = 0) -> nn.Module:
    generator = torch.Generator().manual_seed(seed)
    network.eval().requires_grad_(False)
    for parameter in network.parameters():
        parameter.copy_(parameter + 0.1 * torch.randn(parameter.shape, generator=generator))
    return network


def noisy(*shape: int) -> torch.Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(1))


def close(out: torch.Tensor, expected: torch.Tensor, relative: float = 1e-5) -> bool:
    return bool((out - expected).abs().max() < relative * expected.abs().max())


def prefixed(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {f"module.{name}": tensor for name, tensor in state.items()}


def plain(path: Path, state: dict[str, torch.Tensor], **more: torch.Tensor) -> Path:
    """A safetensors file, which no process of its own opens: quick."""
    safetensors.torch.save_file({**state, **more}, path)
    return path


def refuse(file: Path, message: str, *, said: dict[str, Any] | None = None) -> None:
    with pytest.raises(InputError, match=message) as caught:
        import_checkpoint(file, **(said or {"size": 16}))
    assert str(caught.value).startswith(f"{file}: ")
    assert "\n" not in str(caught.value)
    assert not runs_folder().exists() or list(runs_folder().iterdir()) == []


def of_network(run: Run) -> dict[str, torch.Tensor]:
    saved = read_checkpoint(run.checkpoints()[0]).model
    return {name.removeprefix("network."): tensor for name, tensor in saved.items() if name != "sigmas"}


# ---------------------------------------------------------------------------------------------
# The authors' files


@pytest.mark.parametrize(
    ("name", "weights"),
    [(n, w) for n in SAID for w in ("raw", "ema") if (n, w) != ("official_ncsn", "ema")],  # NCSN kept no averages
)
@torch.no_grad()
def test_an_imported_model_is_the_authors(imported: Imported, name: str, weights: str) -> None:
    with np.load(DATA / f"{name}_expected.npz") as file:
        expected = {key: torch.from_numpy(file[key]) for key in file.files}
    model = load_model(imported[name], weights)
    assert model.source is not None and model.source.weights == weights
    sigma = expected["sigma"] if "sigma" in expected else expected["sigmas"][expected["levels"]]
    s = expected.get("scale", torch.ones(1)).view(-1, 1, 1, 1)  # the authors' score is that of s x; ours that of x
    assert close(model.score(expected["x"] / s, sigma) / s, expected["score" if weights == "raw" else "score_ema"])


@pytest.mark.parametrize("name", SAID)
def test_it_samples_with_its_papers_sampler(imported: Imported, name: str) -> None:
    model = load_model(imported[name])
    steps = list(itertools.islice(sample(model, model.config.sampling, count=2, seed=0), 3))
    assert steps[-1].x.shape == (2, *model.shape) and steps[-1].x.isfinite().all()


def test_settings_say_what_it_is(imported: Imported) -> None:
    for name, network, noise, step in (
        ("official_ncsn", {"kind": "ncsn", "width": 8, "preconditioning": "none"}, (1.0, 0.01, 10), 0),
        ("official_ncsnv2", {"kind": "ncsnv2", "width": 8, "variant": "base"}, (20.0, 0.01, 12), 4000),
        (
            "official_ncsnpp",
            {"kind": "ncsnpp", "multipliers": "1 2", "blocks": 1, "fir": True},
            (50.0, 0.01, 1000),
            1234,
        ),
        (
            "official_ncsnpp_pyramid",
            {"kind": "ncsnpp", "multipliers": "1 1 2", "progressive": "output-skip", "progressive_input": "input-skip"},
            (380.0, 0.01, 2000),
            1234,
        ),
        (
            "official_ddpm_ve",
            {"kind": "ncsnpp", "multipliers": "1 1", "block_type": "DDPM", "embedding": "descending"},
            (50.0, 0.01, 1000),
            1234,
        ),
    ):
        run = open_run(imported[name].folder)
        dumped = run.config.model_dump()
        assert dumped["network"].items() >= network.items()
        ladder = dumped["noise"]
        assert (ladder["kind"], ladder["sigma_max"], ladder["sigma_min"], ladder["n_levels"]) == ("geometric", *noise)
        assert (dumped["data"]["kind"], dumped["data"]["size"]) == ("folder", SAID[name]["size"])
        assert run.status() == ("done", step)
        assert run.config.name == name
    assert imported["official_ncsn"].config.data.model_dump()["colour"] == "grey"
    assert imported["official_ncsnpp"].config.network.model_dump()["attention_at"] == "8"
    assert imported["official_ncsnpp"].config.training.ema_rate == 0.999
    assert imported["official_ncsn"].config.training.ema_rate == 0
    ddpm = imported["official_ddpm_vp"].config.model_dump()
    assert ddpm["network"].items() >= {"block_type": "DDPM", "embedding": "positional", "attention_at": "4"}.items()
    assert (ddpm["noise"]["kind"], ddpm["noise"]["training_sigma"], ddpm["sampling"]["kind"]) == (
        "vp",
        "levels",
        "ddpm",
    )


@pytest.mark.parametrize("name", ["official_ncsnpp", "official_ddpm_ve"])
def test_it_can_be_trained_further(imported: Imported, name: str, tmp_path: Path) -> None:
    size = SAID[name]["size"]
    for number, picture in enumerate(pictures(8, size, 3)):
        Image.fromarray(picture).save(tmp_path / f"{number}.png")
    changes = {"training.steps": 2, "training.batch_size": 2, "training.preview_every": 0, "data.folder": str(tmp_path)}
    run = import_checkpoint(
        plain(tmp_path / "w.safetensors", of_network(imported[name]), sigmas=LADDER), tmp_path / "run", **SAID[name]
    )
    run = change_settings(run, run.config.replace(**changes))
    assert train_to(run)[-1].step == 2


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("official_ncsnpp_pyramid", ["--sampling.n_steps", "2"]),
        ("official_ddpm_vp", ["--sampling.n_steps", "2"]),
        ("official_ddpm_ve", ["--sampling.kind", "heun", "--sampling.n_steps", "2"]),
    ],
)
def test_the_command_imports_it_lists_it_and_samples(
    name: str, changes: list[str], tmp_path: Path, at_home: None, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [part for key, value in SAID[name].items() for part in (f"--{key}", str(value))]
    assert main(["import", str(file_of(name)), "--name", "theirs", *said]) == 0
    assert "Network ncsnpp" in capsys.readouterr().out
    assert main(["runs"]) == 0
    assert "theirs" in capsys.readouterr().out
    assert main(["sample", "theirs-01", "--count", "1", "--out", str(tmp_path / "a.png"), *changes]) == 0
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.mode == "RGB" and np.asarray(picture).std() > 0


# ---------------------------------------------------------------------------------------------
# Files in the authors' layout


@pytest.mark.parametrize(("variant", "size"), [("deeper", 16), ("deepest", 32)])
@torch.no_grad()
def test_a_deeper_ncsnv2_comes_back(variant: Any, size: int, tmp_path: Path, at_home: None) -> None:
    raw, averaged = (random(RefineNet(1, 8, variant, size), seed) for seed in (1, 2))
    even, odd = linear(5, 0.1, 4), np.array([5.0, 4.9, 0.2, 0.1])  # one that is no settings' ladder
    sigmas = torch.tensor(even if variant == "deeper" else odd, dtype=torch.float32)
    model = {"module.sigmas": sigmas, **prefixed(raw.state_dict())}
    adam = {"state": {0: {"step": 77, "exp_avg": torch.zeros(3)}}, "param_groups": [{"lr": 1e-4}]}
    torch.save([model, adam, 3, 88, dict(averaged.named_parameters())], tmp_path / "checkpoint_88.pth")
    run = import_checkpoint(tmp_path / "checkpoint_88.pth", size=size, name="church")
    assert (run.folder.parent, run.name) == (runs_folder(), "church-01")
    assert run.config.network.model_dump()["variant"] == variant
    assert run.config.noise.kind == ("linear" if variant == "deeper" else "geometric")
    saved = read_checkpoint(run.checkpoints()[0])
    assert saved.step == 88
    np.testing.assert_array_equal(saved.sigmas, sigmas.double())
    x = noisy(4, 1, size, size)
    for weights, network in (("raw", raw), ("ema", averaged)):
        expected = network(2 * x - 1, sigmas) / sigmas.view(-1, 1, 1, 1)
        assert close(load_model(run, weights).score(x, sigmas), expected)


class Sde(NamedTuple):
    """A network of the score SDE code, and how it is told the noise."""

    process: str | None
    settings: dict[str, Any]
    size: int = 8
    width: int = 16


PLAIN = {"embedding": "positional", "fir": False, "progressive_input": "none"}
PYRAMIDS = {"embedding": "fourier", "progressive": "output-skip", "progressive_input": "input-skip"}
DDPM = {**PLAIN, "block_type": "DDPM", "skip_rescale": False}
SDE = {
    "ve, fir off": Sde(None, {"embedding": "fourier", "fir": False, "multipliers": (1, 2, 3), "attention_at": (4, 2)}),
    "ve, in steps": Sde("ve", {"embedding": "positional", "attention_at": ()}, width=9),
    "vp": Sde("vp", {**PLAIN, "multipliers": (1, 1, 2), "blocks": 2}, width=8),
    "sub-vp, ncsn++": Sde("sub-vp", {"embedding": "positional", "multipliers": (2, 2)}),
    "ddpm++ in steps": Sde("ddpm", {**PLAIN, "attention_at": (8, 4)}),
    "ve, pyramids": Sde(None, {**PYRAMIDS, "multipliers": (1, 1, 2)}),
    "ve, pyramids, one block": Sde(None, {**PYRAMIDS, "multipliers": (1, 2, 4, 4), "attention_at": (2,)}, width=8),
    "ddpm, vp": Sde("vp", {**DDPM, "multipliers": (1, 2, 2), "blocks": 2}, width=32),
    "ddpm, sub-vp": Sde("sub-vp", DDPM, width=32),
    "ddpm, ve": Sde("ve", {**DDPM, "attention_at": ()}, width=32),
    "ddpm in steps": Sde("ddpm", {**DDPM, "multipliers": (1,), "attention_at": (8,)}, width=32),
}
NUMBERS = {"ve": "descending", "vp": "time", "sub-vp": "time", "ddpm": "positional"}


def positional(labels: torch.Tensor, width: int) -> torch.Tensor:
    """DDPM's embedding as the authors compute it."""
    half = width // 2
    angle = labels[:, None] * torch.exp(torch.arange(half) * -(np.log(10_000) / (half - 1)))
    return nn.functional.pad(torch.cat([angle.sin(), angle.cos()], dim=1), (0, width % 2)).float()


def levels_of(process: str | None, sigmas: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Labels, scales s and deviations s σ at four places, by the papers' formulas (facts of the official code)."""
    if process in (None, "ve"):
        labels = torch.tensor([0, 5, 12, len(sigmas) - 1])  # 0 is the largest σ
        return labels, torch.ones(4), torch.as_tensor(sigmas)[labels]
    labels = torch.tensor([999, 500, 30, 1])
    if process != "ddpm":
        labels = torch.tensor([999, 500.2, 30.7, 1.5], dtype=torch.float64)  # any number, in continuous time
    else:
        kept = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64), 0)[labels]
        return labels, kept.sqrt(), (1 - kept).sqrt()
    t = labels / 999
    mean = torch.exp(-0.25 * t**2 * 19.9 - 0.5 * t * 0.1)
    return labels, mean, 1 - mean**2 if process == "sub-vp" else (1 - mean**2).sqrt()


@pytest.mark.parametrize("name", SDE)
@torch.no_grad()
def test_an_ncsnpp_comes_back(name: str, tmp_path: Path, at_home: None) -> None:
    kind = SDE[name]
    sigmas = geometric(50, 0.01, 20 if kind.process == "ve" else 1000)
    common = {"multipliers": (1, 2), "blocks": 1, "attention_at": (4,), "fir": True, "progressive_input": "residual"}
    settings = {**common, "dropout": 0.1, "skip_rescale": True, "sigmas": sigmas, **kind.settings}
    raw, averaged = (random(NCSNpp(3, kind.size, kind.width, **settings), seed) for seed in (1, 2))
    if (buffers := dict(averaged.named_buffers())) and "all_modules.0.W" in buffers:  # is not trained
        buffers["all_modules.0.W"].copy_(raw.get_buffer("all_modules.0.W"))
    model = {"module.sigmas": torch.tensor(sigmas), **prefixed(raw.state_dict())}
    ema = {"decay": 0.9999, "num_updates": 5, "shadow_params": list(averaged.parameters())}
    file = tmp_path / "checkpoint_26.pth"
    torch.save({"optimizer": {"state": {}, "param_groups": []}, "model": model, "ema": ema, "step": 500}, file)
    run = import_checkpoint(file, tmp_path / "run", size=kind.size, process=kind.process)
    found = run.config.network.model_dump()
    assert found["width"] == kind.width
    for key in settings.keys() & found.keys() - {"embedding", "multipliers", "attention_at"}:
        assert found[key] == settings[key], key
    assert found["embedding"] == (NUMBERS[str(kind.process)] if settings["embedding"] == "positional" else "fourier")
    assert tuple(map(int, found["multipliers"].split())) == settings["multipliers"]
    assert tuple(map(int, found["attention_at"].split())) == settings["attention_at"]
    assert run.config.training.ema_rate == 0.9999
    centred = kind.process not in (None, "ve")
    labels, scale, deviation = levels_of(kind.process, sigmas)
    sigma = (deviation / scale).float()
    s, std = (v.float().view(-1, 1, 1, 1) for v in (scale, deviation))
    x = noisy(4, 3, kind.size, kind.size)
    for weights, network in (("raw", raw), ("ema", averaged)):
        if settings["embedding"] == "positional":
            told = positional(labels, kind.width)
            network.get_submodule("all_modules.0").register_forward_pre_hook(lambda *_, told=told: (told,))
        # The authors' score is that of s x; ours that of x.
        expected = -s * network(s * x, sigma) / std if centred else network(2 * x - 1, sigma) / std
        ours = load_model(run, weights)
        assert (ours.low, ours.high) == ((-1, 1) if centred else (0, 1))
        assert close(ours.score(x, sigma), expected)
    model_sigmas = load_model(run).sigmas
    steps = list(itertools.islice(sample(ours, run.config.sampling, count=1, seed=0), 3))
    assert steps[-1].x.isfinite().all() and len(model_sigmas) == (20 if kind.process == "ve" else 1000)


@pytest.mark.parametrize("process", ["vp", "sub-vp"])
def test_in_continuous_time_it_is_told_the_time_whatever_the_levels(process: str, truth: Truth, tmp_path: Path) -> None:
    """Against t, from which σ is worked out here in float64; 999 t was off by 5e-4 between levels."""
    file = plain(tmp_path / "w.safetensors", random(NCSNpp(1, 8, 8, **NCSNPP)).state_dict())
    model = load_model(import_checkpoint(file, tmp_path / "run", size=8, process=process))
    told: list[torch.Tensor] = []
    model.network.register_forward_pre_hook(lambda _, inputs: told.append(inputs[1]))
    t = np.linspace(0.001, 1, 500)
    square = np.exp(-0.5 * t**2 * 19.9 - t * 0.1)  # s²
    std = 1 - square if process == "sub-vp" else np.sqrt(1 - square)
    for dtype in (torch.float32, torch.float64):
        sigma = torch.as_tensor(std / np.sqrt(square), dtype=dtype)
        model.score(torch.zeros(len(t), 1, 8, 8, dtype=dtype), sigma)
    error = float(np.abs(999 * torch.stack(told).double().numpy() - 999 * t).max())
    truth.at_most(CLAIM, f"{process}: 999 t that an official network is told of σ, against float64", error, 1e-4)


def test_an_old_file_of_torch_is_read_too(tmp_path: Path) -> None:
    network = random(ConditionalRefineNet(1, 8, geometric(1, 0.01, 3)))
    adam = {"state": {0: {"step": 77}}, "param_groups": []}
    file = tmp_path / "checkpoint.pth"
    torch.save([prefixed(network.state_dict()), adam], file, _use_new_zipfile_serialization=False)
    on_gpu = file.read_bytes().replace(b"ctorch\nFloatStorage\n", b"ctorch.cuda\nFloatStorage\n")
    on_gpu = on_gpu.replace(b"X\x03\x00\x00\x00cpu", b"X\x06\x00\x00\x00cuda:0")  # where the authors' files come from
    assert b"cuda:0" in on_gpu and b"torch.cuda" in on_gpu
    file.write_bytes(on_gpu)
    log = "!!python/object:argparse.Namespace\ndata: !!python/object:argparse.Namespace\n  image_size: 28\n"
    log += "model: !!python/object:argparse.Namespace\n  sigma_begin: 2\n  sigma_end: 0.02\n"
    (tmp_path / "config.yml").write_text(log)
    run = import_checkpoint(file, tmp_path / "run", sigma_max=3)  # what is said goes before what is logged
    noise = run.config.noise.model_dump()
    assert (noise["sigma_max"], noise["sigma_min"], noise["n_levels"]) == (3, 0.02, 3)
    assert run.config.data.model_dump()["size"] == 28
    assert run.status() == ("done", 77)
    assert_same_tensors(of_network(run), dict(network.state_dict()))


def test_an_old_file_that_is_torn_is_refused(tmp_path: Path, at_home: None) -> None:
    file = tmp_path / "checkpoint.pth"
    torch.save([prefixed(ncsn_state()), 0], file, _use_new_zipfile_serialization=False)
    file.write_bytes(file.read_bytes()[:-1000])
    refuse(file, "is torn or damaged")


# ---------------------------------------------------------------------------------------------
# What a file does not say


def ncsn_state() -> dict[str, torch.Tensor]:
    return random(ConditionalRefineNet(1, 8, geometric(1, 0.01, 3))).state_dict()


def v2_state() -> dict[str, torch.Tensor]:
    return random(RefineNet(1, 8, "base", 8)).state_dict()


LADDER = torch.tensor([5.0, 1.0, 0.1])


NCSNPP: dict[str, Any] = {
    **PLAIN,
    "multipliers": (1, 2),
    "blocks": 1,
    "attention_at": (),
    "dropout": 0.1,
    "skip_rescale": True,
    "sigmas": geometric(1, 0.01, 3),
}


def test_missing_facts_are_asked_for_by_name(tmp_path: Path) -> None:
    ncsn = plain(tmp_path / "ncsn.safetensors", ncsn_state())
    question = (
        r"ncsn\.safetensors: is a model of NCSN \(2019\), which does not say its noise levels and picture size; give "
        r"--sigma-max, --sigma-min and --size \(the paper: 1, 0\.01 and 28 for MNIST, 32 for CIFAR-10\)\.$"
    )
    refuse(ncsn, question, said={"name": "x"})
    refuse(ncsn, r"its noise levels; give --sigma-min \(the paper: 0\.01\)", said={"size": 28, "sigma_max": 1})
    v2 = plain(tmp_path / "v2.safetensors", v2_state(), sigmas=LADDER)
    refuse(v2, r"NCSNv2 \(2020\), which does not say its picture size; give --size \(", said={"name": "x"})
    state = NCSNpp(1, 8, 8, **NCSNPP).state_dict()
    vp = plain(tmp_path / "vp.safetensors", state)
    refuse(
        vp,
        r"process and picture size; give --process and --size \(the paper: one of ve, vp, sub-vp, ddpm and",
        said={"name": "x"},
    )
    refuse(vp, "no tensor 'sigmas'", said={"size": 8, "process": "ve"})
    ddpm = plain(tmp_path / "ddpm.safetensors", NCSNpp(1, 8, 32, **{**NCSNPP, **DDPM}).state_dict())
    question = (
        r"is a model of DDPM \(2020\), which does not say its process and picture size; give --process and --size "
        r"\(the paper: one of ve, vp, sub-vp, ddpm and 32 for CIFAR-10, 256 for LSUN and CelebA-HQ\)\.$"
    )
    refuse(ddpm, question, said={"name": "x"})
    skips = plain(tmp_path / "skips.safetensors", NCSNpp(1, 8, 8, **{**NCSNPP, **PYRAMIDS}).state_dict(), sigmas=LADDER)
    refuse(skips, r"picture size; give --size \(the paper: 256 for LSUN, 256 or 1024 for CelebA", said={"name": "x"})
    refuse(skips, r"process = 'vp': this NCSN\+\+ with output.* can only be 've'", said={"size": 8, "process": "vp"})


def test_what_is_said_must_fit(tmp_path: Path) -> None:
    ncsn, v2 = (
        plain(tmp_path / "1.safetensors", ncsn_state()),
        plain(tmp_path / "2.safetensors", v2_state(), sigmas=LADDER),
    )
    refuse(v2, r"sigma_max = 3: this NCSNv2 \(2020\) knows its noise levels", said={"size": 8, "sigma_max": 3.0})
    refuse(v2, "process = 'vp': this NCSNv2", said={"size": 8, "process": "vp"})
    refuse(v2, "process = 'cold': there is no such", said={"size": 8, "process": "cold"})
    refuse(v2, r"data\.size = 0", said={"size": 0})
    refuse(v2, r"data\.size = 2000", said={"size": 2000})
    refuse(ncsn, "must be smaller than noise.sigma_max", said={"size": 28, "sigma_max": 0.01, "sigma_min": 1.0})
    for wrong in (LADDER.flip(0), LADDER * 0, LADDER[:1], torch.tensor([5.0, np.nan, 1.0]), LADDER[None]):
        refuse(
            plain(tmp_path / "w.safetensors", v2_state(), sigmas=wrong.contiguous()), "is no ladder", said={"size": 8}
        )


# ---------------------------------------------------------------------------------------------
# Files that are refused


def test_what_is_no_checkpoint_is_refused_before_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_module, "_run_child", lambda *_: pytest.fail("was opened"))
    (tmp_path / "empty.pth").touch()
    (tmp_path / "text.pth").write_text("not a checkpoint, but a longer text")
    whole = (DATA / "official_ncsnv2.pth").read_bytes()
    (tmp_path / "torn.pth").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "torn.safetensors").write_bytes(safetensors.torch.save(v2_state())[:-8])
    with zipfile.ZipFile(tmp_path / "bomb.pth", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("archive/data.pkl", bytes(100_000_000))
    refuse(tmp_path / "empty.pth", "is empty")
    refuse(tmp_path / "text.pth", "is no checkpoint")
    refuse(tmp_path / "torn.pth", "is torn or damaged")
    refuse(tmp_path / "torn.safetensors", "is torn, or no safetensors file")
    refuse(tmp_path / "bomb.pth", r"bytes that unpack to 100,000,000; torch\.save does not compress")
    refuse(tmp_path, "is a folder")
    refuse(tmp_path / "missing.pth", r"can't be read \(No such file")
    monkeypatch.setattr(file_module, "MOST_BYTES", 1000)
    refuse(DATA / "official_ncsnv2.pth", r"no official checkpoint comes near the 1,000")


class Evil:
    """Runs a command when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> Any:
        return os.system, (f"touch '{self.marker}'",)


def test_a_pickle_that_wants_to_run_something_is_not_obeyed(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    pickle.loads(pickle.dumps(Evil(marker)))
    assert marker.exists()  # it is a real one
    marker.unlink()
    torch.save([{"module.begin_conv.weight": Evil(marker)}], tmp_path / "new.pth")
    refuse(tmp_path / "new.pth", r"wants to run (posix|nt)\.system; nothing was run\.")
    assert not marker.exists()


@pytest.mark.parametrize("protocol", [2, 4])
def test_nor_is_a_bare_pickle(protocol: int, tmp_path: Path, at_home: None) -> None:
    (tmp_path / "bare.pth").write_bytes(pickle.dumps(Evil(tmp_path / "marker"), protocol))
    refuse(tmp_path / "bare.pth", r"wants to run (posix|nt)\.system; nothing was run\.")
    assert not (tmp_path / "marker").exists()


def test_files_of_something_else_are_refused(tmp_path: Path, at_home: None) -> None:
    torch.save([1, 2, 3], tmp_path / "list.pth")
    refuse(tmp_path / "list.pth", r"is no checkpoint of NCSN.*a list of 3 \(int\)")
    resnet = {"conv1.weight": torch.zeros(4, 3, 7, 7), "layer1.0.conv1.weight": torch.zeros(4, 4, 3, 3)}
    refuse(plain(tmp_path / "resnet.safetensors", resnet), r"holds no network of NCSN.*named .*conv1\.weight")


def test_what_is_not_plain_is_refused(tmp_path: Path, at_home: None) -> None:
    nested: list[Any] = []
    nested.append(nested)
    deep: Any = 1
    for _ in range(30):  # 2^30 parts, in a few bytes
        deep = [deep, deep]
    for held, message in (
        (torch.zeros(1).expand(2**40), "holds tensors that are far larger than itself"),  # some bytes that claim 4 TiB
        (torch.zeros(3, dtype=torch.complex64), "holds a tensor that is not plain"),
        (torch.zeros(3, 3).to_sparse(), "holds a tensor that is not plain"),
        (torch.zeros(3, device="meta"), "holds a tensor that is not plain"),
        ({1.5: torch.zeros(3)}, "holds a dict"),
        ({1, 2}, "holds a set"),
        (nested, "asks for more memory"),
        (deep, "holds more than 200,000 parts"),
        (Path(), "wants to run pathlib"),
    ):
        torch.save({"begin_conv.weight": held}, tmp_path / "odd.pth")
        refuse(tmp_path / "odd.pth", message)


def test_the_child_is_bounded(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    code = "import sys, resource; from ncsn_engine.foreign import child; child._limit(1000, 7); "
    code += "print(*(resource.getrlimit(getattr(resource, 'RLIMIT_' + n))[0] for n in ('CPU', 'FSIZE', 'CORE', 'AS')))"
    ended, out, err = finished(python(code))
    assert ended == 0, err
    seconds, written, core, memory = map(int, out.split())
    assert (seconds, written, core) == (8, child.most_bytes(1000), 0)
    assert memory < 2**34 or sys.platform != "linux"


def test_weights_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    state, name = v2_state(), "res2.0.conv1.weight"
    file = tmp_path / "w.safetensors"
    for changed, message in (
        (
            {**state, name: torch.full_like(state[name], np.nan)},
            rf"are damaged: {name} holds numbers that are not finite",
        ),
        ({**state, name: state[name].long()}, "are damaged"),
        ({**state, name: torch.zeros(1, 2)}, rf"{name} is of shape \(1, 2\), and should be of shape \(8, 8, 3, 3\)"),
        ({k: v for k, v in state.items() if k != name}, f"{name} is missing"),
        ({**state, "fc\x1b[31m.weight": torch.zeros(2)}, r"fc \[31m\.weight belongs to another network"),
        ({**state, "begin_conv.weight": torch.zeros(8)}, "has 1 dimensions, not 4"),
        ({**state, "begin_conv.weight": torch.zeros(8, 4, 3, 3)}, "pictures of 4 channels"),
        ({**state, "begin_conv.weight": torch.zeros(4, 1, 3, 3)}, r"network\.width = 4: Width must be"),
    ):
        refuse(plain(file, changed, sigmas=LADDER), message, said={"size": 8})


def test_a_network_with_parts_that_ours_lacks_is_refused(tmp_path: Path) -> None:
    state, file = NCSNpp(1, 8, 8, **NCSNPP).state_dict(), tmp_path / "w.safetensors"
    said = {"size": 8, "process": "vp"}
    block = next(n.rsplit(".", 2)[0] for n in state if n.endswith("Dense_0.weight"))
    another = {"all_modules.90.weight": torch.zeros(8)}
    for extra, message in (
        ({f"{block}.NIN_0.W": torch.zeros(8, 8)}, r"DDPM's residual blocks and parts of NCSN\+\+, which this program"),
        ({**another, "all_modules.91.weight": torch.zeros(8, 8, 3, 3)}, "an output pyramid of features"),
        ({**another, "all_modules.91.weight": torch.zeros(1, 8, 3, 3)}, "an output pyramid without an input pyramid"),
        ({"all_modules.90.Conv_0.weight": torch.zeros(8, 8, 1, 1)}, "of 1×1 convolutions, or the reverse"),
        ({"all_modules.90.Dense_0.weight": torch.zeros(8, 8)}, "not in an order that is known"),
        (another, "not in an order that is known"),
    ):
        refuse(plain(file, {**state, **extra}), message, said=said)
    refuse(plain(file, {"all_modules.0.weight": torch.zeros(2, 2)}), "not in an order that is known", said=said)


@pytest.mark.parametrize("parts", [PLAIN, {"embedding": "fourier", "fir": True}, PYRAMIDS, DDPM])
def test_a_file_that_lacks_a_tensor_is_refused_or_known_all_the_same(parts: dict[str, Any]) -> None:
    """Whatever is looked at to tell the network: never another error."""
    settings = {**NCSNPP, "progressive_input": "residual", **parts, "attention_at": (4,)}
    state = NCSNpp(1, 8, 32, **settings).state_dict()
    assert network_of(state).settings["multipliers"] == "1 2"
    refused = 0
    for name in state:
        for changed in ({**state, name: state[name][0]}, {k: v for k, v in state.items() if k != name}):
            try:
                network_of(changed)
            except InputError:
                refused += 1
    assert refused > 10


def test_pyramids_that_are_put_beside_the_features_are_refused(tmp_path: Path) -> None:
    """The authors' code can do so too, ``progressive_combine = "cat"``; the block behind sees twice the channels."""
    settings = {**NCSNPP, **PYRAMIDS, "fir": True, "multipliers": (1, 1, 2)}
    state = NCSNpp(1, 8, 8, **settings).state_dict()
    beside = {"all_modules.7.GroupNorm_0.weight": torch.ones(16), "all_modules.7.GroupNorm_0.bias": torch.ones(16)}
    refuse(
        plain(tmp_path / "w.safetensors", {**state, **beside}, sigmas=LADDER),
        r"the weights of NCSN\+\+ with output pyramid .*7\.GroupNorm_0\.weight is of shape \(16,\), .* \(8,\)",
        said={"size": 8},
    )


def test_opening_ends_in_time(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"could not be opened within 0\.05 s"):
        import_checkpoint(DATA / "official_ncsn.pth", tmp_path / "run", timeout=0.05)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("below", ["run", "elsewhere"])  # elsewhere: folders can be made, files can't be finished
def test_a_disk_that_fails_leaves_nothing(
    error: int, below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = plain(tmp_path / "v2.safetensors", v2_state(), sigmas=LADDER)
    disk = Disk(monkeypatch, tmp_path / below)
    disk.error = error
    with pytest.raises(InputError, match=r"the disk is full|can't be written"):
        import_checkpoint(file, tmp_path / "run", size=8)
    assert not (tmp_path / "run").exists()
    disk.mend()
    assert import_checkpoint(file, tmp_path / "run", size=8).checkpoints()


def test_a_run_without_its_checkpoint_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = plain(tmp_path / "v2.safetensors", v2_state(), sigmas=LADDER)
    monkeypatch.setattr(importing, "write_checkpoint", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        import_checkpoint(file, tmp_path / "run", size=8)
    assert not (tmp_path / "run").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    file = plain(tmp_path / "v2.safetensors", v2_state(), sigmas=LADDER)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="holds other files"):
        import_checkpoint(file, tmp_path / "full", size=8)
    with pytest.raises(InputError, match="can't be made"):
        import_checkpoint(file, tmp_path / "full" / "thesis.txt", size=8)
    assert (tmp_path / "full" / "thesis.txt").read_text() == "mine"
