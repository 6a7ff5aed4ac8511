"""How the authors' files are laid out, for ``foreign.py``: what is where, and which network it is."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import torch

from ncsn_engine.config import InputError
from ncsn_engine.foreign.file import readable

__all__ = ["Held", "Network", "State", "held_in", "network_of"]

State = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Held:
    """A file's contents, whichever code wrote it.

    Attributes
    ----------
    weights
        By name, without the ``module.`` of torch's DataParallel, in the order of the file.
    ema
        Their averages, by name or in the order of the parameters; empty where there are none.
    sigmas
        The ladder, where it is kept.
    step
        Optimiser steps taken; 0 where that isn't known.
    ema_rate
        Of the averages, where it is kept.
    """

    weights: State
    ema: State | list[torch.Tensor] = field(default_factory=dict)
    sigmas: torch.Tensor | None = None
    step: int = 0
    ema_rate: float | None = None


def held_in(found: Any) -> Held:
    """Sort out what :func:`~ncsn_engine.foreign.file.open_file` returned.

    Raises
    ------
    InputError
        If the authors' code writes no such files.
    """
    ema: Any = {}
    rate: Any = None
    step = 0
    match found:
        case [dict(weights), int(step)]:  # NCSN: model, optimiser
            pass
        case [dict(weights), _, _, int(step)]:  # NCSNv2: model, optimiser, epoch, step, averages
            pass
        case [dict(weights), _, _, int(step), dict(ema)]:
            pass
        case {"model": dict(weights), "ema": {"shadow_params": list(ema), "decay": rate}, "step": int(step)}:
            pass
        case dict(weights):  # weights alone, as in a safetensors file
            pass
        case _:
            weights = {}
    averages = list(ema.values()) if isinstance(ema, dict) else ema
    if not weights or not all(isinstance(value, torch.Tensor) for value in [*weights.values(), *averages]):
        raise InputError(f"is no checkpoint of NCSN, NCSNv2 or score SDE: it holds {_in_words(found)}.")
    weights = _plain_names(weights)
    return Held(
        weights,
        _plain_names(ema) if isinstance(ema, dict) else ema,
        weights.pop("sigmas", None),
        max(0, step),
        rate if isinstance(rate, float) and 0 < rate < 1 else None,
    )


def _plain_names(state: dict[Any, Any]) -> State:
    return {str(name).removeprefix("module."): value for name, value in state.items()}


def _in_words(found: Any) -> str:
    if isinstance(found, dict):
        return f"a dict of {readable(', '.join(map(str, found)), 80) or 'nothing'}"
    if isinstance(found, list):
        return f"a list of {len(found)} ({', '.join(sorted({type(part).__name__ for part in found}))})"
    return f"a {type(found).__name__}"


@dataclass(frozen=True)
class Network:
    """A network, as far as its tensors tell.

    Attributes
    ----------
    title, sizes
        What it is, and the picture sizes that its paper has, in words.
    settings
        Of the network's section.
    channels
        Of the pictures.
    levels
        L, where the network itself has something for each; else 0.
    attends
        At which resolutions there is attention, counted from the full one.
    """

    title: str
    sizes: str
    settings: dict[str, Any]
    channels: int
    levels: int = 0
    attends: tuple[int, ...] = ()

    @property
    def positional(self) -> bool:
        """Whether it is told a level's number, so that it may be of any process."""
        return self.settings.get("embedding") == "positional"


def network_of(state: State) -> Network:
    """Tell from names and shapes which network it is.

    Raises
    ------
    InputError
        If it is none of those that this program has.
    """
    if any(name.startswith("all_modules.") for name in state):
        return _ncsnpp(state)
    if "begin_conv.weight" in state:
        return _refinenet(state)
    raise InputError(
        "holds no network of NCSN, NCSNv2 or NCSN++, whose tensors are named begin_conv.weight or "
        f"all_modules.0…; its tensors are named {readable(', '.join(state), 80)}."
    )


def _refinenet(state: State) -> Network:
    width, channels, *_ = _shape(state, "begin_conv.weight", 4)
    if "normalizer.embed.weight" in state:
        levels = _shape(state, "normalizer.embed.weight", 2)[0]
        return Network(
            "NCSN (2019)", "28 for MNIST, 32 for CIFAR-10", {"kind": "ncsn", "width": width}, channels, levels
        )
    parts = {name.split(".")[0] for name in state}
    variant, sizes = "base", "32 for CIFAR-10, 64 for CelebA"
    if "res31" in parts:
        variant, sizes = "deepest", "256 for FFHQ"
    elif "res5" in parts:
        variant, sizes = "deeper", "96 for LSUN church, 128 for LSUN bedroom"
    return Network("NCSNv2 (2020)", sizes, {"kind": "ncsnv2", "variant": variant, "width": width}, channels)


def _shape(state: State, name: str, dimensions: int) -> tuple[int, ...]:
    shape = tuple(state[name].shape)
    if len(shape) != dimensions:
        raise InputError(
            f"its tensor {name}, by which the network is known, has {len(shape)} dimensions, not {dimensions}."
        )
    return shape


def _ncsnpp(state: State) -> Network:
    """Read an NCSN++ off its list of modules, which are told apart by what they hold."""
    by_number: dict[int, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for name, tensor in state.items():
        if match := re.fullmatch(r"all_modules\.(\d{1,4})\.(.+)", name):
            by_number[int(match[1])][match[2]] = tuple(tensor.shape)
    modules = [by_number[number] for number in sorted(by_number)]
    alone = [m["Conv_0.weight"] for m in modules if "Conv_0.weight" in m and "Dense_0.weight" not in m]
    for part, there in {
        "DDPM's residual blocks": any({"Dense_0.weight", "NIN_0.W"} <= module.keys() for module in modules),
        "an output pyramid": sum(len(module.get("weight", ())) == 1 for module in modules) > 1,
        "an input pyramid of 1×1 convolutions": any(shape[2:] == (1, 1) for shape in alone),
    }.items():
        if there:
            raise InputError(f"is a network with {part}, which this program lacks; NCSN++ for 32 and 64 px have none.")
    try:
        width, channels, blocks, multipliers, attends = _resolutions(modules)
    except (StopIteration, KeyError, IndexError, ValueError, ZeroDivisionError) as error:
        raise InputError("looks like an NCSN++, but its modules are not in an order that is known.") from error
    fir = any("Conv2d_0.weight" in module for module in modules)
    pyramid = fir or bool(alone)
    settings = {
        "kind": "ncsnpp",
        "width": width,
        "multipliers": " ".join(map(str, multipliers)),
        "blocks": blocks,
        "embedding": "fourier" if "W" in modules[0] else "positional",
        "fir": fir,  # only the pyramid tells; networks without one, the DDPM++, have none
        "skip_rescale": True,
        "progressive_input": "residual" if pyramid else "none",
    }
    title = f"{'NCSN' if pyramid else 'DDPM'}++ (2021)"
    return Network(title, "32 for CIFAR-10, 64 for CelebA", settings, channels, attends=tuple(attends))


def _resolutions(modules: list[dict[str, tuple[int, ...]]]) -> tuple[int, int, int, list[int], list[int]]:
    """Return width, channels, blocks a resolution, multipliers, and which resolutions have attention."""
    width, channels, *_ = next(module["weight"] for module in modules if len(module.get("weight", ())) == 4)
    places = [place for place, module in enumerate(modules) if "Dense_0.weight" in module]
    outs = {place: modules[place]["Conv_0.weight"][0] for place in places}
    # A block that halves or doubles has a third convolution though its channels stay the same.
    changes = [p for p in places if "Conv_2.weight" in modules[p] and modules[p]["GroupNorm_0.weight"][0] == outs[p]]
    count = len(changes) // 2 + 1
    # Down: so many blocks a resolution, and one to halve. Middle: 2. Up: one more a resolution, and one to double.
    blocks = (len(places) - 3 * count) // (2 * count)
    firsts = [places[level * (blocks + 1)] for level in range(count)]
    attends = [level for level, first in enumerate(firsts) if "NIN_3.W" in modules[first + 1]]
    return width, channels, blocks, [outs[first] // width for first in firsts], attends
