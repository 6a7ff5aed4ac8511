"""Which devices are here and what each can do."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from ncsn_engine.config import InputError

__all__ = ["Device", "finest", "list_devices", "pick"]

_NO_FLOAT64 = ("mps",)


@dataclass(frozen=True)
class Device:
    """A device that torch can use here.

    Attributes
    ----------
    name
        As torch names it: ``cpu``, ``cuda:0``, ``mps``.
    title
        As people know it.
    float64
        Whether it computes in double precision.
    """

    name: str
    title: str
    float64: bool


def list_devices() -> list[Device]:
    """Return the devices of this machine, the fastest first."""
    found = [
        Device(f"cuda:{i}", torch.cuda.get_device_name(i), True)
        for i in range(torch.cuda.device_count() if torch.cuda.is_available() else 0)
    ]
    if torch.backends.mps.is_available():
        found.append(Device("mps", "Apple GPU", "mps" not in _NO_FLOAT64))
    threads = torch.get_num_threads()
    return [*found, Device("cpu", f"CPU · {threads} thread{'s' if threads > 1 else ''}", True)]


def pick(name: str = "auto") -> torch.device:
    """Return the device of that name; ``auto`` is the fastest.

    Raises
    ------
    InputError
        If it is not on this machine; names those that are.
    """
    here = list_devices()
    if name == "auto":
        return torch.device(here[0].name)
    wanted = "cuda:0" if name == "cuda" else name
    if wanted not in [device.name for device in here]:
        raise InputError(
            "device {name!r}: is not on this machine; use auto or {names}.",
            name=name,
            names=", ".join(d.name for d in here),
        )
    return torch.device(wanted)


def finest(device: torch.device) -> torch.dtype:
    """Return the finest numbers that a device computes with: Apple's GPUs have no float64."""
    return torch.float32 if device.type in _NO_FLOAT64 else torch.float64
