"""Which versions made something."""

from __future__ import annotations

import contextlib
import importlib.metadata

__all__ = ["library_versions"]


def library_versions() -> dict[str, str]:
    """Return the versions of this program and of the libraries that its numbers depend on."""
    names = {"ncsn-studio": "ncsn_studio", "torch": "torch", "numpy": "numpy"}
    found = {}
    for shown, name in names.items():
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[shown] = importlib.metadata.version(name)
    return found
