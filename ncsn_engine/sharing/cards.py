"""Model cards: what a model is and how to sample from it, in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_engine.config import to_toml
from ncsn_engine.runs import library_versions
from ncsn_engine.weights import meaning, without_paths

if TYPE_CHECKING:
    from ncsn_engine.score import ScoreModel

__all__ = ["diffusers_card", "weights_card"]

_DATA = {
    "digits": "1797 handwritten digits, 8×8 (UCI 1998, as in scikit-learn)",
    "mnist": "MNIST",
    "fashion-mnist": "FashionMNIST",
    "cifar10": "CIFAR-10",
    "folder": "a folder of pictures (say here which)",
    "points-file": "a file of points (say here which)",
}

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


def weights_card(model: ScoreModel, evaluation: str) -> bytes:
    """Write the card of plain weights."""
    told = meaning(model)
    how = _HOW_WEIGHTS.format(
        suffix="npz" if model.facts.is_points else "png",
        batch=(16, *model.shape),
        formula=told["formula"],
        where="\n".join(f"- {name}: {text}" for name, text in told["where"].items()),
    )
    return _card(model, [], how, evaluation)


def diffusers_card(model: ScoreModel, evaluation: str) -> bytes:
    """Write the card of a folder for diffusers."""
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
