"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from typing import TYPE_CHECKING

from ncsn_engine.config import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SaveError", "say_why", "write_whole"]


_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}  # Windows knows no quotas by that name


class SaveError(InputError):
    """A file could not be saved; what was on disk before is untouched."""


def write_whole(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a file so that after a crash it is there whole, or the old one still is.

    Written beside its place under a temporary name, flushed, synced, read back, renamed; then the
    folder is synced. After a failure the temporary file is gone and the next try starts from memory.

    Raises
    ------
    SaveError
        Naming the file and the reason, for example a full disk; also if `replace` is false and
        the file exists.
    """
    temporary = ""
    try:
        if not replace and path.exists():
            raise SaveError(f"{path}: exists already; choose another name.")
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with open(temporary, "rb") as file:
            if file.read() != data:
                raise OSError(errno.EIO, "the disk gave back other bytes than were written")
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        if temporary:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
        raise SaveError(f"{path}: could not be saved: {say_why(error)}") from error


def say_why(error: OSError) -> str:
    """Say what went wrong with a file and the way out, in one sentence."""
    match error.errno:
        case number if number in _FULL:
            return "the disk is full; free some space and try again."
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return "this place can't be written to; choose another folder or change its permissions."
        case errno.ENOENT | errno.ENOTDIR:
            return "its folder does not exist; make it or choose another."
    return f"{error.strerror or error}."


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders can't be opened there; renaming is journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
