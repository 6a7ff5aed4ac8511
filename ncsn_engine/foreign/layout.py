"""How the authors' files are laid out, for ``foreign.py``: what is where, and which network it is."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

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
        raise InputError(
            "is no checkpoint of NCSN, NCSNv2 or score SDE: it holds {in_words}.", in_words=_in_words(found)
        )
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
        """Whether it is told a number instead of σ, so that it may be of any process."""
        return self.settings.get("embedding") == "positional"


def network_of(state: State) -> Network:
    """Tell from names and shapes which network it is.

    Raises
    ------
    InputError
        If it is none of those that this program has.
    """
    if any(name.startswith("all_modules.") for name in state):
        return _sde(state)
    if "begin_conv.weight" in state:
        return _refinenet(state)
    raise InputError(
        "holds no network of NCSN, NCSNv2 or score SDE, whose tensors are named begin_conv.weight or "
        "all_modules.0…; its tensors are named {readable}.",
        readable=readable(", ".join(state), 80),
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
            "its tensor {name}, by which the network is known, has {count} dimensions, not {dimensions}.",
            name=name,
            count=len(shape),
            dimensions=dimensions,
        )
    return shape


def _sde(state: State) -> Network:
    """Read a network of score SDE off its list of modules, which are told apart by what they hold."""
    by_number: dict[int, _Module] = defaultdict(dict)
    for name, tensor in state.items():
        if match := re.fullmatch(r"all_modules\.(\d{1,4})\.(.+)", name):
            by_number[int(match[1])][match[2]] = tuple(tensor.shape)
    modules = [by_number[number] for number in sorted(by_number)]
    try:
        shape, shown = _resolutions(modules), _shown(modules)
    except (StopIteration, KeyError, IndexError, ValueError, ZeroDivisionError) as error:
        raise InputError("looks like an NCSN++, but its modules are not in an order that is known.") from error
    parts = _parts(modules, shape, shown)
    title, sizes = _TITLES[parts["progressive"] != "none", parts["progressive_input"] != "none", shape.ddpm]
    settings = {
        "kind": "ncsnpp",
        "width": shape.width,
        "multipliers": " ".join(map(str, shape.multipliers)),
        "blocks": shape.blocks,
        "block_type": "DDPM" if shape.ddpm else "BigGAN",
        "skip_rescale": not shape.ddpm,
        **parts,
    }
    return Network(title, sizes, settings, shape.channels, attends=tuple(shape.attends))


_Module = dict[str, tuple[int, ...]]  # names and shapes of what one module holds
_SMALL = "32 for CIFAR-10, 64 for CelebA"
# By output pyramid, input pyramid, and DDPM's blocks.
_TITLES = {
    (False, False, False): ("DDPM++ (2021)", _SMALL),
    (False, True, False): ("NCSN++ (2021)", _SMALL),
    (True, True, False): ("NCSN++ with output pyramid (2021)", "256 for LSUN, 256 or 1024 for CelebA-HQ and FFHQ"),
    (False, False, True): ("DDPM (2020)", "32 for CIFAR-10, 256 for LSUN and CelebA-HQ"),
}


class _Shape(NamedTuple):
    """Sizes of a network; `attends`: which resolutions have attention, counted from the full one."""

    ddpm: bool
    width: int
    channels: int
    blocks: int
    multipliers: list[int]
    attends: list[int]


def _resolutions(modules: list[_Module]) -> _Shape:
    """Count the residual blocks, and what lies between them."""
    width, channels, *_ = next(module["weight"] for module in modules if len(module.get("weight", ())) == 4)
    places = [place for place, module in enumerate(modules) if "Dense_0.weight" in module]
    outs = {place: modules[place]["Conv_0.weight"][0] for place in places}
    ddpm = _any_holds(modules, "Dense_0.weight", "NIN_0.W") and not _any_holds(modules, "Conv_2.weight")
    # What halves or doubles: a convolution alone, or a block with a third one though its channels stay the same.
    if ddpm:
        changes = [place for place, module in enumerate(modules) if _alone(module)]
    else:
        changes = [
            p for p in places if "Conv_2.weight" in modules[p] and modules[p]["GroupNorm_0.weight"][0] == outs[p]
        ]
    count = len(changes) // 2 + 1
    # Down: so many blocks a resolution. Middle: 2. Up: one more a resolution.
    blocks = (len(places) - 2 - count - (0 if ddpm else len(changes))) // (2 * count)
    firsts = [places[level * (blocks if ddpm else blocks + 1)] for level in range(count)]
    attends = [level for level, first in enumerate(firsts) if "NIN_3.W" in modules[first + 1]]
    return _Shape(ddpm, width, channels, blocks, [outs[first] // width for first in firsts], attends)


def _any_holds(modules: list[_Module], *names: str) -> bool:
    return any(module.keys() >= set(names) for module in modules)


def _alone(module: _Module) -> tuple[int, ...]:
    """Return the shape of a convolution that stands by itself; empty where there is none."""
    return module.get("Conv_0.weight", ()) if "Dense_0.weight" not in module else ()


def _shown(modules: list[_Module]) -> list[int]:
    """Return the channels of what is drawn behind each norm that stands by itself: the output, or its pyramid."""
    norms = [place for place, module in enumerate(modules) if len(module.get("weight", ())) == 1]
    return [modules[place + 1]["weight"][0] for place in norms]


def _parts(modules: list[_Module], shape: _Shape, shown: list[int]) -> dict[str, Any]:
    """Return the settings of the embedding, the pyramids and the filter.

    Raises
    ------
    InputError
        If the authors' code could make such a network, but no configuration of theirs does, and this program neither.
    """
    alone = [size for module in modules if (size := _alone(module))]
    fir = _any_holds(modules, "Conv2d_0.weight")
    fourier = "W" in modules[0]
    skips = any(size[2:] == (1, 1) for size in alone)
    pyramid = "input-skip" if skips else "residual" if fir or (alone and not shape.ddpm) else "none"
    output = len(shown) == len(shape.multipliers) > 1
    biggan = fourier or fir or skips or output or not shape.ddpm
    for part, there in {
        "DDPM's residual blocks and parts of NCSN++": _any_holds(modules, "Dense_0.weight", "NIN_0.W") and biggan,
        "an output pyramid of features": set(shown) != {shape.channels} or not (len(shown) == 1 or output),
        "an output pyramid without an input pyramid of 1×1 convolutions, or the reverse": output != skips,
    }.items():
        if there:
            raise InputError(
                "is a network with {part}, which this program lacks, as do the authors' configurations.", part=part
            )
    return {
        "embedding": "fourier" if fourier else "positional",
        # Only a pyramid of convolutions tells. Networks without one, the DDPM++ and DDPM, have no filter.
        "fir": fir or skips,
        "progressive_input": pyramid,
        "progressive": "output-skip" if output else "none",
    }
