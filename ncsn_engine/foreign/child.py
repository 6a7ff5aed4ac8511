"""What opens a file that nobody trusts: run as a script, in a process that is thrown away afterwards.

``python -I child.py FILE FOLDER BYTES SECONDS`` leaves in the folder either what the file
holds, as plain as can be (:data:`TENSORS`, :data:`STRUCTURE`), or why not (:data:`REFUSED`). It
imports nothing of this program, so that it starts without it and has nothing of it to give away.
"""

from __future__ import annotations

import contextlib
import errno
import json
import pickle
import pickletools
import re
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

__all__ = ["REFUSED", "STRUCTURE", "TENSORS", "main", "most_bytes"]

TENSORS, STRUCTURE, REFUSED = "tensors.safetensors", "structure.json", "refused.txt"
_MOST_PARTS = 200_000  # list elements and dict entries; official files have a few thousand
_SAFETENSORS = {  # the dtypes that may come out, by the names they have in safetensors
    "torch.float64": "F64",
    "torch.float32": "F32",
    "torch.float16": "F16",
    "torch.bfloat16": "BF16",
    "torch.int64": "I64",
    "torch.int32": "I32",
    "torch.int16": "I16",
    "torch.int8": "I8",
    "torch.uint8": "U8",
    "torch.bool": "BOOL",
}


def most_bytes(size: int) -> int:
    """Return how large the tensors of a file of so many bytes may be, written out, and their names.

    A tensor can be said to repeat a few numbers for ever. Averages that are still the weights are stored once.
    """
    return 2 * size + 2**26


class _RefusedError(Exception):
    """The file holds what no checkpoint needs; the text says what."""


def main(arguments: list[str]) -> int:
    """Open the file; returns 0 where that was possible."""
    file, folder, size, seconds = Path(arguments[0]), Path(arguments[1]), int(arguments[2]), int(arguments[3])
    try:
        import torch

        _limit(size, seconds)
        # Mapped, so that only what is written below is ever read: an optimiser's state is not.
        found = torch.load(file, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(file))
        parts = _Parts(size)
        structure = json.dumps(parts.plain(found))
        _write(folder / TENSORS, parts.tensors)
        (folder / STRUCTURE).write_text(structure, encoding="utf-8")
    except Exception as error:  # whatever it is, the parent is told and decides
        (folder / REFUSED).write_text(_why(error, file), encoding="utf-8")
        return 1
    return 0


def _limit(size: int, seconds: int) -> None:
    """Bound what this process may take from now on, where the system can: Linux and macOS."""
    try:
        import resource
    except ImportError:
        return
    import psutil

    memory = psutil.Process().memory_info().vms + 2 * size + 2**30
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds + 1,
        resource.RLIMIT_FSIZE: most_bytes(size),
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS; a limit may be tighter already
            resource.setrlimit(kind, (most, most))


class _Parts:
    """What a file holds, as JSON with numbers in place of tensors, and the tensors."""

    def __init__(self, size: int) -> None:
        self.tensors: list[torch.Tensor] = []
        self.parts, self.bytes_left = 0, 2 * size

    def plain(self, value: Any) -> dict[str, Any]:
        self.parts += 1
        if self.parts > _MOST_PARTS:
            raise _RefusedError(f"holds more than {_MOST_PARTS:,} parts")
        match value:
            case None | bool() | int() | float() | str():
                return {"value": value}
            case {"param_groups": _}:  # an optimiser's state: only how far it got
                return {"value": _steps_of(value)}
            case dict() if all(isinstance(key, str | int) for key in value):
                return {"dict": [[key, self.plain(part)] for key, part in value.items()]}
            case list() | tuple():
                return {"list": [self.plain(part) for part in value]}
        return {"tensor": self._tensor(value)}

    def _tensor(self, tensor: Any) -> int:
        import torch

        if not isinstance(tensor, torch.Tensor):
            raise _RefusedError(f"holds a {type(tensor).__name__}, where numbers, texts, lists and dicts may be")
        if (
            str(tensor.layout) != "torch.strided"
            or str(tensor.dtype) not in _SAFETENSORS
            or tensor.device.type != "cpu"
        ):
            raise _RefusedError(f"holds a tensor that is not plain ({tensor.layout}, {tensor.dtype}, {tensor.device})")
        self.bytes_left -= tensor.numel() * tensor.element_size()
        if self.bytes_left < 0:
            raise _RefusedError("holds tensors that are far larger than itself")
        self.tensors.append(tensor.detach())
        return len(self.tensors) - 1


def _steps_of(optimizer: dict[str, Any]) -> int:
    state = optimizer.get("state")
    each = list(state.values()) if isinstance(state, dict) else []
    return int(each[0]["step"]) if each and isinstance(each[0], dict) and "step" in each[0] else 0


def _write(path: Path, tensors: list[torch.Tensor]) -> None:
    """Write a safetensors file of tensors named 0, 1, …, one after the other: their copies need not fit in memory."""
    import torch

    head: dict[str, Any] = {}
    end = 0
    for number, tensor in enumerate(tensors):
        begin, end = end, end + tensor.numel() * tensor.element_size()
        kind = _SAFETENSORS[str(tensor.dtype)]
        head[str(number)] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [begin, end]}
    text = json.dumps(head).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for tensor in tensors:
            file.write(tensor.contiguous().reshape(-1).view(torch.uint8).numpy().data)


def _why(error: Exception, file: Path) -> str:
    match error:
        case _RefusedError():
            return f"{error}; nothing was run."
        case pickle.UnpicklingError():
            wanted = _wanted(str(error), file)
            return f"{f'wants to run {wanted}' if wanted else 'holds more than numbers'}; nothing was run."
        case MemoryError() | RecursionError():
            return "asks for more memory than a file of its size can need."
        case OSError(errno=errno.ENOSPC):
            return f"{file.name}: the disk for temporary files is full; free some space and try again."
    return (
        f"is torn or damaged, or torch.save did not write it ({str(error).split(chr(10))[0] or error!r}); get it again."
    )


def _wanted(message: str, file: Path) -> str:
    """Return the function or class that a pickle asked for, which torch refused; empty if it can't be said."""
    if named := re.search(r"GLOBAL (\S+)", message):
        return named[1]
    if zipfile.is_zipfile(file):
        return ""
    texts: list[str] = []  # torch knows the oldest protocol only; of a newer one, look without running anything
    with contextlib.suppress(Exception), open(file, "rb") as opened:
        for code, argument, _ in pickletools.genops(opened.read(2**20)):
            if code.name == "STACK_GLOBAL":
                return ".".join(texts[-2:])
            if isinstance(argument, str):
                texts.append(argument)
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
