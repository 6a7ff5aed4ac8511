"""How much memory a look of a network takes, known before it is taken, and how many pictures it may look at at once.

A network is run on torch's ``meta`` device, where tensors have shapes and no contents, while its living tensors are
counted. Libraries' own working memory is not seen so: real looks take up to twice as much.
"""

from __future__ import annotations

import functools
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import torch
from torch.func import functional_call
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import nn

__all__ = ["at_once", "free_memory", "in_parts", "peak_of", "picture_bytes"]

# Bytes of a network's results that one look may hold by the count above. Constants, so that the same pictures are
# looked at together on every machine of a kind, whatever else it does.
_HELD, _HELD_ON_GPU = 2**26, 2**31
_FEW = 2**14  # numbers, whose looks are small in any network: not worth counting


class _Living(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts the bytes of all storages that live, and the most that ever did at once."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.now, self.most = 0, 0
        self._known: dict[int, int] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        for tensor in tree_leaves(out):
            if isinstance(tensor, torch.Tensor) and (key := tensor.untyped_storage()._cdata) not in self._known:
                self._known[key] = tensor.untyped_storage().nbytes()
                self.now += self._known[key]
                self.most = max(self.most, self.now)
                weakref.finalize(tensor.untyped_storage(), self._gone, key)
        return out

    def _gone(self, key: int) -> None:
        self.now -= self._known.pop(key)


def peak_of(look: Callable[[], object]) -> int:
    """Return the most bytes of tensors that live at once while something is computed on the ``meta`` device."""
    living = _Living()
    with living:
        look()
    return living.most


def picture_bytes(network: nn.Module, shape: tuple[int, ...], labels: bool = False, learning: bool = False) -> int:
    """Return the bytes that one more picture takes in a look of a network.

    Parameters
    ----------
    network
        Takes pictures, σ, and classes if it has `labels`.
    shape
        Of one picture.
    learning
        Whether everything is held until the backward pass.
    """
    weights = {n: torch.empty_like(p, device="meta") for n, p in network.named_parameters()}
    buffers = {n: torch.empty_like(b, device="meta") for n, b in network.named_buffers()}
    if learning:
        weights = {n: w.requires_grad_() for n, w in weights.items()}

    def look(count: int) -> None:
        with torch.set_grad_enabled(learning), torch.random.fork_rng(devices=[]):
            known = (torch.zeros(count, dtype=torch.int64, device="meta"),) if labels else ()
            given = (torch.empty(count, *shape, device="meta"), torch.empty(count, device="meta"), *known)
            out = functional_call(network, _both(weights, buffers), given)
            if learning:
                out.sum().backward()

    one, two = (peak_of(functools.partial(look, count)) for count in (1, 2))
    return max(1, two - one)


def _both(weights: Mapping[str, torch.Tensor], buffers: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {**weights, **buffers}


def at_once(a_picture: Callable[[], int], x: torch.Tensor) -> int:
    """Return how many of some pictures (N, ...) a network may look at at once; `a_picture` counts bytes, if asked."""
    if len(x) == 1 or x.numel() <= _FEW:
        return len(x)
    return max(1, (_HELD if x.device.type == "cpu" else _HELD_ON_GPU) // a_picture())


def in_parts(look: Callable[..., torch.Tensor], count: int, *given: torch.Tensor | None) -> torch.Tensor:
    """Return what a look at many pictures gives, (N, ...), at most `count` of them at a time.

    Parameters
    ----------
    given
        What the look takes, each (N, ...) or None.
    """
    first = next(values for values in given if values is not None)
    if len(first) <= count:
        return look(*given)
    parts = [[None] * -(-len(first) // count) if v is None else torch.split(v, count) for v in given]
    return torch.cat([look(*part) for part in zip(*parts, strict=True)])


def free_memory(device: torch.device) -> int:
    """Return the bytes that are free on a device: of its own memory, or of what the system lets this program use."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    free = int(psutil.virtual_memory().available)
    group = Path("/sys/fs/cgroup")  # the share of a container, on Linux
    try:
        allowed, used = ((group / f"memory.{name}").read_text().strip() for name in ("max", "current"))
    except OSError:
        return free
    return min(free, int(allowed) - int(used)) if allowed.isdecimal() else free
