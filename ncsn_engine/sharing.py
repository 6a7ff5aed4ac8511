"""Giving a model away in forms that others open: plain weights with a model card, or a folder for diffusers."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from ncsn_engine.config import Ancestral, DDPMConfig, InputError, to_toml
from ncsn_engine.models import load_model
from ncsn_engine.networks.build import whole_numbers
from ncsn_engine.networks.ddpm import groups_of
from ncsn_engine.runs import library_versions
from ncsn_engine.score import ScoreModel
from ncsn_engine.storage import SaveError, say_why, write_whole
from ncsn_engine.weights import meaning, tensors_of, weights_files, without_paths

if TYPE_CHECKING:
    from ncsn_engine.runs import Run

__all__ = ["export_diffusers", "export_weights"]

_DIFFUSERS = "0.42.1"  # the version whose files these are
_DATA = {
    "digits": "1797 handwritten digits, 8×8 (UCI 1998, as in scikit-learn)",
    "mnist": "MNIST",
    "fashion-mnist": "FashionMNIST",
    "cifar10": "CIFAR-10",
    "folder": "a folder of pictures (say here which)",
    "points-file": "a file of points (say here which)",
}


def export_weights(
    source: ScoreModel | Run | Path | str, folder: Path | str, weights: str = "ema", evaluation: str = ""
) -> list[Path]:
    """Save a model as plain weights: ``model.safetensors``, ``config.json`` and a model card, ``README.md``.

    :func:`~ncsn_engine.models.load_model` and ``ncsn sample`` open the folder; for other programs
    ``config.json`` says which network this is, and what its output means.

    Parameters
    ----------
    source
        A model, as it is; or a run, a run folder, a checkpoint file, or ``"ready-made"``.
    folder
        A new or an empty one.
    weights
        ``"ema"`` or ``"raw"``, as :func:`~ncsn_engine.models.load_model` takes it; not for a model.
    evaluation
        What is known of how good it is, in Markdown, for the card.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    InputError
        If there is no model, or the folder holds other files.
    SaveError
        If it could not be written; then nothing is there.
    """
    model = _opened(source, weights)
    return _write_folder(Path(folder), {**weights_files(model), "README.md": _weights_card(model, evaluation)})


def export_diffusers(
    source: ScoreModel | Run | Path | str, folder: Path | str, weights: str = "ema", evaluation: str = ""
) -> list[Path]:
    """Save a DDPM as a folder that Hugging Face's diffusers opens, as a ``DDPMPipeline``.

    The scheduler's betas are those of the model's own ladder, ``β_i = 1 - ᾱ_i/ᾱ_{i-1}`` with
    ``ᾱ = 1/(1 + σ²)`` (Ho et al. 2020, eq. 4), and it does not clip: it steps as the sampler ``ddpm`` does.
    With class labels there is no ``model_index.json``, as that pipeline asks for no class; U-Net and
    scheduler open by themselves.

    Parameters
    ----------
    source, folder, weights, evaluation
        As in :func:`export_weights`.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    InputError
        If diffusers has no such network, noise or pixel range; says which it has, and how to train one.
    SaveError
        If it could not be written; then nothing is there.
    """
    model = _opened(source, weights)
    settings = _expressible(model)
    files = {
        "unet/config.json": _json(_unet(model, settings)),
        "unet/diffusion_pytorch_model.safetensors": tensors_of(model),
        "scheduler/scheduler_config.json": _json(_scheduler(model)),
        "README.md": _diffusers_card(model, evaluation),
    }
    if not model.classes:
        parts = {"unet": ["diffusers", "UNet2DModel"], "scheduler": ["diffusers", "DDPMScheduler"]}
        files["model_index.json"] = _json(_named("DDPMPipeline") | parts)
    return _write_folder(Path(folder), files)


def _opened(source: ScoreModel | Run | Path | str, weights: str) -> ScoreModel:
    return source if isinstance(source, ScoreModel) else load_model(source, weights)


def _json(tree: dict[str, Any]) -> bytes:
    return json.dumps(tree, indent=2).encode() + b"\n"


# ---------------------------------------------------------------------------------------------
# diffusers


def _expressible(model: ScoreModel) -> DDPMConfig:
    """Return the settings of the network if diffusers has such a model, or say why it has not."""
    config, facts = model.config, model.facts
    way_out = "preset 'ddpm' trains a model that it opens; or export plain weights."
    if not isinstance(config.network, DDPMConfig):
        raise InputError(f"network.kind = {config.network.kind!r}: diffusers opens 'ddpm-unet' only; {way_out}")
    for name, value, wanted in (
        ("network.preconditioning", config.network.preconditioning, "noise"),
        ("noise.kind", config.noise.kind, "vp"),
        ("data.pixel_range", f"[{facts.low:g}, {facts.high:g}]", "[-1, 1]"),
    ):
        if value != wanted:
            raise InputError(f"{name} = {value!r}: diffusers' DDPM has {wanted!r} only; {way_out}")
    return config.network


def _named(name: str) -> dict[str, Any]:
    return {"_class_name": name, "_diffusers_version": _DIFFUSERS}


def _unet(model: ScoreModel, settings: DDPMConfig) -> dict[str, Any]:
    """Return the settings of google/ddpm-cifar10-32, and in them the sizes of this network."""
    channels, size = model.shape[0], model.shape[1]
    multipliers = whole_numbers("network.multipliers", settings.multipliers)
    attention_at = whole_numbers("network.attention_at", settings.attention_at)
    attends = [size // 2**level in attention_at for level in range(len(multipliers))]
    return {
        **_named("UNet2DModel"),
        "sample_size": size,
        "in_channels": channels,
        "out_channels": channels,
        "center_input_sample": False,
        "time_embedding_type": "positional",
        "freq_shift": 1,
        "flip_sin_to_cos": False,
        "down_block_types": ["AttnDownBlock2D" if attention else "DownBlock2D" for attention in attends],
        "up_block_types": ["AttnUpBlock2D" if attention else "UpBlock2D" for attention in reversed(attends)],
        "block_out_channels": [multiplier * settings.width for multiplier in multipliers],
        "layers_per_block": settings.blocks,
        "mid_block_scale_factor": 1,
        "downsample_padding": 0,
        "downsample_type": "conv",
        "upsample_type": "conv",
        "dropout": settings.dropout,
        "act_fn": "silu",
        "attention_head_dim": None,  # one head
        "norm_num_groups": groups_of(settings.width),
        "norm_eps": 1e-6,
        "resnet_time_scale_shift": "default",
        "add_attention": True,
        "num_class_embeds": model.classes + 1 if model.classes else None,
    }


def _scheduler(model: ScoreModel) -> dict[str, Any]:
    kept = 1 / (1 + model.sigmas.double().cpu().flip(0) ** 2)  # ᾱ
    betas = 1 - kept / torch.cat([torch.ones(1, dtype=torch.float64), kept[:-1]])
    sampling = model.config.sampling
    large = isinstance(sampling, Ancestral) and sampling.variance == "large"
    return {
        **_named("DDPMScheduler"),
        "num_train_timesteps": len(betas),
        "trained_betas": betas.tolist(),
        "variance_type": "fixed_large" if large else "fixed_small",
        "prediction_type": "epsilon",
        "clip_sample": False,
        "timestep_spacing": "linspace",
    }


# ---------------------------------------------------------------------------------------------
# Model cards

_CARD = """\
---
license:  # yours to choose; mind that of the data
{tags}
---

# {name}

A score-based generative model of {data}, trained with NCSN Studio.

| | |
|---|---|
| Data | {data}; {shape}, values in [{low:g}, {high:g}]; {classes} |
| Network | `{network}`, {millions:.3g} million weights |
| Output | {about} |
| Noise | `{noise}`, {levels} levels from σ = {sigma_max:.4g} down to {sigma_min:.4g} |
| Trained | {trained} |
| Written by | {versions} |

## How to sample

{how}
{evaluation}## Settings

With these lines in a file, `ncsn train --config FILE` trains such a model.

```toml
{settings}
```

## License

Not chosen yet.
"""

_HOW_WEIGHTS = """\
In this folder, with NCSN Studio:

```sh
ncsn sample . --count 16 --out ../samples.{suffix}
```

or in Python:

```python
from ncsn_engine import load_model, sample

*_, last = sample(load_model("."), count=16)
x = last.x  # {batch}
```

Other programs find the weights of the network F in `model.safetensors`, and all else in `config.json`. With
x = x₀ + σ n at one of the noise levels `sigmas`, the model's estimate of x₀ is

```
{formula}
```

{where}
"""

_HOW_PIPELINE = """\
In this folder, with diffusers:

```python
from diffusers import DDPMPipeline

pipeline = DDPMPipeline.from_pretrained(".")
pictures = pipeline(batch_size=16, num_inference_steps={levels}).images
```
"""

_HOW_CLASSES = """\
In this folder, with diffusers, one class for each picture ({classes}: no class):

```python
import torch
from diffusers import DDPMScheduler, UNet2DModel

unet, scheduler = UNet2DModel.from_pretrained("unet"), DDPMScheduler.from_pretrained("scheduler")
scheduler.set_timesteps({levels})
x, label = torch.randn{batch}, torch.full((16,), 0)
with torch.no_grad():
    for t in scheduler.timesteps:
        x = scheduler.step(unet(x, t, label).sample, t, x).prev_sample  # at the end in [-1, 1]
```
"""

_HOW_DIFFUSERS = """\
The betas are those of the model's own noise levels, and the scheduler does not clip: it steps as NCSN Studio's
sampler `ddpm`. `clip_sample=True` keeps the estimates in [-1, 1], as the paper does.
"""


def _weights_card(model: ScoreModel, evaluation: str) -> bytes:
    told = meaning(model)
    how = _HOW_WEIGHTS.format(
        suffix="npz" if model.facts.is_points else "png",
        batch=(16, *model.shape),
        formula=told["formula"],
        where="\n".join(f"- {name}: {text}" for name, text in told["where"].items()),
    )
    return _card(model, [], how, evaluation)


def _diffusers_card(model: ScoreModel, evaluation: str) -> bytes:
    how = _HOW_CLASSES if model.classes else _HOW_PIPELINE
    how = how.format(classes=model.classes, levels=len(model.sigmas), batch=(16, *model.shape))
    return _card(model, ["library_name: diffusers"], how + "\n" + _HOW_DIFFUSERS, evaluation)


def _card(model: ScoreModel, tags: list[str], how: str, evaluation: str) -> bytes:
    config, facts, source = model.config, model.facts, model.source
    tags = [*tags, "tags: [score-based-generative-model, ncsn-studio]"]
    if not facts.is_points:
        tags.append("pipeline_tag: unconditional-image-generation")
    steps = f"{source.step} steps of {config.training.batch_size}" if source else "steps not known"
    which = "the running average of the weights" if source and source.weights == "ema" else "the weights as they stand"
    text = _CARD.format(
        tags="\n".join(tags),
        name=source.run if source else config.name,
        data=_DATA.get(config.data.kind, f"points in the plane, {config.data.kind}"),
        shape="×".join(map(str, facts.shape)),
        low=facts.low,
        high=facts.high,
        classes=f"told {model.classes} classes apart" if model.classes else "without class labels",
        network=config.network.kind,
        millions=sum(p.numel() for p in model.network.parameters()) / 1e6,
        about=meaning(model)["about"],
        noise=config.noise.kind,
        levels=len(model.sigmas),
        sigma_max=float(model.sigmas[0]),
        sigma_min=float(model.sigmas[-1]),
        trained=f"{steps}; {which}",
        versions=", ".join(f"{name} {version}" for name, version in library_versions().items()),
        how=how,
        evaluation=f"## Evaluation\n\n{evaluation.strip()}\n\n" if evaluation.strip() else "",
        settings=to_toml(without_paths(config)).strip(),
    )
    return text.encode()


# ---------------------------------------------------------------------------------------------
# Files


def _write_folder(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write a folder whole or not at all: beside its place under a temporary name, then renamed."""
    folder = folder.expanduser().resolve()
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; choose a folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(f"{folder}: holds other files; choose an empty or a new folder.")
    staged = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        staged.chmod(0o755)
        for name, data in files.items():
            (staged / name).parent.mkdir(exist_ok=True)
            write_whole(staged / name, data)
        if folder.exists():
            folder.rmdir()  # empty; Windows renames onto nothing only
        os.replace(staged, folder)
    except SaveError as error:
        raise SaveError(str(error).replace(str(staged), str(folder))) from error
    except OSError as error:
        raise SaveError(f"{folder}: could not be saved: {say_why(error)}") from error
    finally:
        if staged:
            shutil.rmtree(staged, ignore_errors=True)  # gone already, unless something failed
    return [folder / name for name in files]
