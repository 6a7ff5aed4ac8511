"""A second device that is none: tensors that say they lie on one, and refuse to be mixed with the processor's.

Everything is computed on the processor, so that numbers can be compared. Like Apple's GPUs it has no float64.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

__all__ = ["DEVICE", "SecondDevice"]

DEVICE = torch.device("meta")  # the one that every build of torch knows


class _Elsewhere(torch.Tensor):
    """A tensor that lies there."""

    inner: torch.Tensor

    @staticmethod
    def __new__(cls, inner: torch.Tensor) -> _Elsewhere:
        if inner.dtype == torch.float64:
            raise TypeError("float64 is not there on this device")
        made = torch.Tensor._make_wrapper_subclass(
            cls, inner.shape, inner.stride(), inner.storage_offset(), dtype=inner.dtype, device=DEVICE
        )
        made.inner = inner
        return made

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _compute(func, args, kwargs or {})


class SecondDevice(TorchDispatchMode):
    """While it lasts, the device is there: what is made for it, or moved to it, lies there."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _compute(func, args, kwargs or {})


def _compute(func: Any, args: Any, kwargs: Any) -> Any:
    tensors = [t for t in tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]
    there = any(isinstance(t, _Elsewhere) for t in tensors)
    asked = kwargs.get("device")
    moves = func.overloadpacket in (torch.ops.aten._to_copy, torch.ops.aten.copy_)
    if there and not moves and any(not isinstance(t, _Elsewhere) and t.ndim for t in tensors):
        raise RuntimeError(f"{func}: expected all tensors to be on the same device")
    inner = tree_map(lambda value: value.inner if isinstance(value, _Elsewhere) else value, (args, kwargs))
    if asked is not None:
        there = torch.device(asked).type == DEVICE.type
        inner[1]["device"] = torch.device("cpu")
    out = func(*inner[0], **inner[1])
    if func.overloadpacket is torch.ops.aten.copy_:
        return args[0]
    return tree_map(lambda value: _Elsewhere(value) if there and isinstance(value, torch.Tensor) else value, out)
