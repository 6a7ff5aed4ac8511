"""Whether a file's tensors are those of the network that it is taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from ncsn_engine.config import InputError
from ncsn_engine.foreign.file import readable

if TYPE_CHECKING:
    from ncsn_engine.foreign.layout import State

__all__ = ["check_fit"]


def check_fit(state: State, expected: State, what: str) -> None:
    """Refuse tensors that are not exactly those of the network, or not finite."""

    def shape(name: str, of: State) -> str:
        return f"of shape {tuple(of[name].shape)}" if name in of else "missing"

    for name in [*expected, *state]:
        if name not in expected:
            raise InputError(
                "does not hold {what}: the tensor {readable} belongs to another network.",
                what=what,
                readable=readable(name),
            )
        if (has := shape(name, state)) != (should := shape(name, expected)):
            raise InputError(
                "does not hold {what}: the tensor {name} is {has}, and should be {should}.",
                what=what,
                name=name,
                has=has,
                should=should,
            )
        if not state[name].is_floating_point() or not torch.isfinite(state[name]).all():
            raise InputError(
                "{what} are damaged: {name} holds numbers that are not finite; take an older file.",
                what=what,
                name=name,
            )
