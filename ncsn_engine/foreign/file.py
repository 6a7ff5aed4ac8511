"""Opens a file that nobody trusts, for ``foreign.py``: a process of its own does, this one sees plain numbers.

A checkpoint of ``torch.save`` is a pickle, which could run anything. ``child.py`` opens it with
torch's loader for weights only, within limits, and leaves what the file holds as safetensors and JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import safetensors
import safetensors.torch

from ncsn_engine.config import InputError
from ncsn_engine.foreign import child as opener
from ncsn_engine.storage import SaveError, say_why

if TYPE_CHECKING:
    import torch

__all__ = ["open_file", "readable"]

MOST_BYTES = 8 * 2**30  # the largest official file has about 1.7 GB
_MOST_TEXT = 2**26  # of the JSON beside the tensors
_PICKLE, _ZIP = b"\x80", b"PK\x03\x04"  # how files of torch.save begin: before version 1.6, and since


def open_file(file: Path, timeout: float) -> Any:
    """Return what a file of ``torch.save``, or a ``.safetensors`` file, holds.

    Parameters
    ----------
    timeout
        Seconds after which opening is given up.

    Returns
    -------
    Any
        Lists, dicts, numbers, texts and plain tensors; an optimiser's state is the steps it took.

    Raises
    ------
    InputError
        If it is missing, damaged, too large, or holds anything else; the message leaves out the file's name.
    """
    size = _checked(file)
    if file.suffix == ".safetensors":
        return _tensors(file, size)
    try:
        with tempfile.TemporaryDirectory(prefix="ncsn-import-", ignore_cleanup_errors=True) as place:
            _run_child(file, Path(place), size, timeout)
            return _handed_over(Path(place), size)
    except OSError as error:
        raise SaveError(f"needs room in {tempfile.gettempdir()} to be opened: {say_why(error)}") from error


def _checked(file: Path) -> int:
    """Refuse what one look from outside tells is wrong; returns the size in bytes."""
    if file.is_dir():
        raise InputError("is a folder; name the checkpoint file in it.")
    try:
        size = file.stat().st_size
        if not file.is_file() or not size:
            raise InputError("is empty; get it once more." if file.is_file() else "is no file.")
        with open(file, "rb") as opened:
            head = opened.read(4)
    except OSError as error:
        raise InputError("can't be read ({strerror}).", strerror=error.strerror) from error
    if size > MOST_BYTES:
        raise InputError(
            "has {size:,} bytes; no official checkpoint comes near the {most_bytes:,} that are allowed.",
            size=size,
            most_bytes=MOST_BYTES,
        )
    if head == _ZIP:
        _check_zip(file, size)
    elif not head.startswith(_PICKLE) and file.suffix != ".safetensors":
        raise InputError("is no checkpoint: neither torch.save nor safetensors writes such files.")
    return size


def _check_zip(file: Path, size: int) -> None:
    """Refuse an archive whose parts are more than the archive: torch.save stores them as they are."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise InputError("is torn or damaged ({readable}); get it once more.", readable=readable(str(error))) from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > size or any(part.compress_type != zipfile.ZIP_STORED for part in parts):
        raise InputError(
            "has {size:,} bytes that unpack to {unpacked:,}; torch.save does not compress, so this may be a trap. "
            "If you trust it, unpack it and save it with torch.save again.",
            size=size,
            unpacked=unpacked,
        )


def _run_child(file: Path, place: Path, size: int, timeout: float) -> None:
    # Isolated: neither the environment nor the folder can slip it other modules.
    command = [sys.executable, "-I", opener.__file__, str(file.resolve()), str(place), str(size)]
    child = subprocess.Popen(
        [*command, str(int(timeout))],
        cwd=place,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        code = child.wait(timeout)
    except subprocess.TimeoutExpired:
        raise InputError(
            "could not be opened within {timeout:g} s; nothing was kept. Allow more time.", timeout=timeout
        ) from None
    finally:
        _end(child)
    if code:
        refused = place / opener.REFUSED
        why = f"the process that opened it ended with code {code}: it is damaged, or there was no room for it."
        if refused.exists() and refused.stat().st_size < _MOST_TEXT:
            why = refused.read_text(encoding="utf-8", errors="replace")
        raise InputError(readable(why))


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        if os.name == "posix":
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
        child.wait()


def _handed_over(place: Path, size: int) -> Any:
    """Read what the child left, trusting it no more than the file itself."""
    structure = place / opener.STRUCTURE
    tensors = _tensors(place / opener.TENSORS, opener.most_bytes(size))
    used: set[str] = set()

    def rebuilt(node: Any) -> Any:
        match node:
            case {"tensor": int(number)}:
                used.add(str(number))
                return tensors[str(number)]
            case {"dict": list(pairs)}:
                return {key: rebuilt(part) for key, part in pairs}
            case {"list": list(parts)}:
                return [rebuilt(part) for part in parts]
        return node["value"]

    try:
        if structure.stat().st_size > _MOST_TEXT:
            raise ValueError("its structure is too large")
        found = rebuilt(json.loads(structure.read_text(encoding="utf-8")))
        if used != tensors.keys():
            raise ValueError("tensors are left over")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError("could not be read back ({readable}).", readable=readable(str(error))) from error
    return found


def _tensors(file: Path, most: int) -> dict[str, torch.Tensor]:
    if file.stat().st_size > most:
        raise InputError("grew while it was opened; nothing was kept.")
    try:
        tensors = safetensors.torch.load(file.read_bytes())
    except (safetensors.SafetensorError, ValueError, KeyError) as error:
        raise InputError("is torn, or no safetensors file ({readable}).", readable=readable(str(error))) from error
    return tensors


def readable(text: str, most: int = 200) -> str:
    """Return text of a foreign file fit for a message: short, and nothing that a terminal would obey."""
    with contextlib.suppress(UnicodeError):
        text = text.encode("utf-8", "replace").decode()
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain if len(plain) <= most else f"{plain[:most]}…"
