"""A DDPM as a folder that Hugging Face's diffusers opens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from ncsn_engine.config import Ancestral, DDPMConfig, InputError
from ncsn_engine.models import load_model
from ncsn_engine.networks.build import whole_numbers
from ncsn_engine.networks.ddpm import groups_of
from ncsn_engine.score import ScoreModel
from ncsn_engine.sharing.cards import diffusers_card
from ncsn_engine.sharing.folder import write_folder
from ncsn_engine.weights import tensors_of

if TYPE_CHECKING:
    from ncsn_engine.runs import Run

__all__ = ["export_diffusers"]

_DIFFUSERS = "0.42.1"  # the version whose files these are


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
    model = source if isinstance(source, ScoreModel) else load_model(source, weights)
    settings = _expressible(model)
    files = {
        "unet/config.json": _json(_unet(model, settings)),
        "unet/diffusion_pytorch_model.safetensors": tensors_of(model),
        "scheduler/scheduler_config.json": _json(_scheduler(model)),
        "README.md": diffusers_card(model, evaluation),
    }
    if not model.classes:
        parts = {"unet": ["diffusers", "UNet2DModel"], "scheduler": ["diffusers", "DDPMScheduler"]}
        files["model_index.json"] = _json(_named("DDPMPipeline") | parts)
    return write_folder(Path(folder), files)


def _expressible(model: ScoreModel) -> DDPMConfig:
    """Return the settings of the network if diffusers has such a model, or say why it has not."""
    config, facts = model.config, model.facts
    way_out = "preset 'ddpm' trains a model that it opens; or export plain weights."
    if not isinstance(config.network, DDPMConfig):
        raise InputError(
            "network.kind = {kind!r}: diffusers opens 'ddpm-unet' only; {way_out}",
            kind=config.network.kind,
            way_out=way_out,
        )
    for name, value, wanted in (
        ("network.preconditioning", config.network.preconditioning, "noise"),
        ("noise.kind", config.noise.kind, "vp"),
        ("data.pixel_range", f"[{facts.low:g}, {facts.high:g}]", "[-1, 1]"),
    ):
        if value != wanted:
            raise InputError(
                "{name} = {value!r}: diffusers' DDPM has {wanted!r} only; {way_out}",
                name=name,
                value=value,
                wanted=wanted,
                way_out=way_out,
            )
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


def _json(tree: dict[str, Any]) -> bytes:
    return json.dumps(tree, indent=2).encode() + b"\n"
