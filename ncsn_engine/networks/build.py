"""From settings to a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from torch import nn

from ncsn_engine.config import InputError
from ncsn_engine.registry import Registry

if TYPE_CHECKING:
    from ncsn_engine.config import NetworkConfig

__all__ = ["build", "builds", "check_halvings", "whole_numbers"]

_builders = Registry[Callable[[Any, tuple[int, ...], np.ndarray, int], nn.Module]]("ncsn_engine.networks")
builds = _builders.serves


def build(settings: NetworkConfig, shape: tuple[int, ...], sigmas: np.ndarray, classes: int = 0) -> nn.Module:
    """Build the network for pictures (C, H, W) or points (2,), with fresh weights.

    Parameters
    ----------
    sigmas
        The ladder (L,), for networks that are told a level's number instead of σ.
    classes
        How many classes labels tell apart; 0: the network takes no labels.

    Raises
    ------
    InputError
        If such a network can't take data of this shape.
    """
    if len(shape) != 3 and settings.kind != "mlp":
        raise InputError(
            "network.kind = {kind!r}: takes pictures, this data is points; choose 'mlp'.", kind=settings.kind
        )
    return _builders.find(settings)(settings, shape, sigmas, classes)


def whole_numbers(name: str, text: str, *, empty: bool = True) -> tuple[int, ...]:
    """Read numbers with blanks or commas between them, for example ``"1 2 2 2"``.

    Raises
    ------
    InputError
        Naming the setting, if it holds anything else, or nothing where it may not be `empty`.
    """
    words = text.replace(",", " ").split()
    if not all(word.isdecimal() and int(word) > 0 for word in words):
        raise InputError(
            "{name} = {text!r}: must be whole numbers above 0 with blanks between, for example 1 2 2 2.",
            name=name,
            text=text,
        )
    if not words and not empty:
        raise InputError("{name}: is empty; give one number a resolution, for example 1 2 2 2.", name=name)
    return tuple(int(word) for word in words)


def check_halvings(size: int, multipliers: tuple[int, ...]) -> None:
    """Refuse pictures that can't be halved once less than there are `multipliers`.

    Raises
    ------
    InputError
        With the number of multipliers that fits.
    """
    halvings = len(multipliers) - 1
    if size % 2**halvings:
        fit = (size & -size).bit_length()  # one more than how often the size can be halved
        raise InputError(
            "network.multipliers = {names!r}: pictures of {size}×{size} can't be halved "
            "{halvings} times; give {fit} or fewer multipliers, or a size divisible by {halvings_2}.",
            names=" ".join(map(str, multipliers)),
            size=size,
            halvings=halvings,
            fit=fit,
            halvings_2=2**halvings,
        )
