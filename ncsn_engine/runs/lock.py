"""The lock of a run folder, held by the one writer."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from ncsn_engine.config import InputError
from ncsn_engine.storage import say_why

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["hold", "is_held"]


def is_held(folder: Path) -> bool:
    """Tell whether a training writes to a run folder now."""
    path = folder / "lock"
    if not path.exists() or not os.access(path, os.W_OK):
        return False
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold the lock of a run folder; raises an InputError where that is not possible."""
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=1)  # a run list elsewhere may be looking at this very moment
    except Timeout:
        raise InputError(
            "{folder}: is being trained by another program; stop that one, or choose another folder.", folder=folder
        ) from None
    except OSError as error:
        raise InputError("{folder}: can't be written to: {say_why}", folder=folder, say_why=say_why(error)) from error
    try:
        yield
    finally:
        lock.release()
