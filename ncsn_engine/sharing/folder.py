"""A folder written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from ncsn_engine.config import InputError
from ncsn_engine.storage import SaveError, say_why, write_whole

__all__ = ["write_folder"]


def write_folder(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write a folder whole or not at all: beside its place under a temporary name, then renamed."""
    folder = folder.expanduser().resolve()
    if folder.exists() and not folder.is_dir():
        raise InputError("{folder}: is a file; choose a folder.", folder=folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError("{folder}: holds other files; choose an empty or a new folder.", folder=folder)
    staged = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        staged.chmod(0o755)
        for name, data in files.items():
            (staged / name).parent.mkdir(exist_ok=True)
            write_whole(staged / name, data)
        if folder.exists():
            folder.rmdir()  # empty; Windows renames onto nothing only
        os.replace(staged, folder)
    except SaveError as error:
        raise SaveError(str(error).replace(str(staged), str(folder))) from error
    except OSError as error:
        raise SaveError(f"{folder}: could not be saved: {say_why(error)}") from error
    finally:
        if staged:
            shutil.rmtree(staged, ignore_errors=True)  # gone already, unless something failed
    return [folder / name for name in files]
