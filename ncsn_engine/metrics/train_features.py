"""Makes the classifier whose features digits are compared by: ``python -m ncsn_engine.metrics.train_features``.

It learns from the training split of the digits' own settings (split seed 0), so that the 297 held-out
digits are as new to it as they are to a model. The same seed gives the same file, byte for byte, on
the same kind of processor.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import safetensors.torch
import torch
from torch.nn import functional as F

from ncsn_engine.config import DigitsConfig
from ncsn_engine.data import load
from ncsn_engine.metrics.features import FILE, DigitFeatures
from ncsn_engine.seeds import reseed, seed_for
from ncsn_engine.storage import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.data import Split

__all__ = ["accuracy", "file_of", "train_features"]

STEPS, BATCH, RATE, SEED = 1000, 128, 3e-3, 0


def train_features(data: Split, steps: int = STEPS, seed: int = SEED) -> Iterator[tuple[int, DigitFeatures]]:
    """Train the classifier on the training pictures, yielding every hundredth step and the network.

    Adam with a cosine to nothing; every picture is moved by up to one pixel each way and gets noise
    of σ = 0.1, so that the features do not turn on single pixels.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = DigitFeatures()
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=0.01)
    draw = torch.Generator()
    for step, (x, label) in zip(range(steps), data.batches(seed, 0, BATCH, torch.device("cpu")), strict=False):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 + torch.cos(torch.tensor(torch.pi * step / steps)).item()) / 2
        reseed(draw, seed, "features", step)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed_for(seed, "dropout", step))  # it draws from the one generator of all
            logits = network.train().classify(_disturbed(x, draw))
        assert label is not None
        optimizer.zero_grad()
        F.cross_entropy(logits, label, label_smoothing=0.05).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if (step + 1) % 100 == 0 and step + 1 < steps:
            yield step + 1, network.eval()
    with torch.no_grad():
        seen = network.eval()(data.train)
        network.mean += seen.mean(0)
        network.scale *= (seen - seen.mean(0)).square().mean().sqrt()
    yield steps, network.requires_grad_(False)


def _disturbed(x: torch.Tensor, draw: torch.Generator) -> torch.Tensor:
    dx, dy = torch.randint(0, 3, (2, len(x)), generator=draw)
    index = torch.arange(8)
    rows, columns = (dy[:, None] + index)[:, :, None], (dx[:, None] + index)[:, None, :]
    moved = F.pad(x, (1, 1, 1, 1))[torch.arange(len(x))[:, None, None], 0, rows, columns]
    return moved[:, None] + 0.1 * torch.randn(x.shape, generator=draw)


@torch.no_grad()
def accuracy(network: DigitFeatures, data: Split) -> float:
    """Return the share of held-out pictures that the network names rightly."""
    label = data.labels(data.held_out_indices)
    assert label is not None
    return float((network.classify(data.held_out).argmax(1) == label).double().mean())


def file_of(network: DigitFeatures, facts: dict[str, Any]) -> bytes:
    """Return the file, with the facts of its making in its head; the same bytes for the same numbers."""
    # One entry: safetensors writes several in any order.
    return safetensors.torch.save(
        {name: tensor.contiguous() for name, tensor in network.state_dict().items()},
        {"ncsn-features": json.dumps(facts, sort_keys=True)},
    )


def main() -> None:
    """Train, judge on the held-out digits, and write the file that ships with the program."""
    torch.set_num_threads(1)  # sums in the same order on any number of cores
    settings = DigitsConfig()
    data = load(settings)
    for step, network in train_features(data):
        sys.stdout.write(f"step {step}: {accuracy(network, data):.4f} right on held-out digits\n")
    facts = {
        "accuracy": accuracy(network, data),
        "held_out": len(data.held_out_indices),
        "train": len(data.train_indices),
        "split_seed": settings.split_seed,
        "seed": SEED,
        "steps": STEPS,
    }
    made = file_of(network, facts)
    write_whole(FILE, made)
    sys.stdout.write(f"{FILE}: {len(made)} bytes\n")


if __name__ == "__main__":
    main()
