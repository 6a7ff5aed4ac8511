"""What a person prefers, whatever the run: folder, threads, device, room for films, look, language."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_data_path

from ncsn_engine.config import InputError
from ncsn_engine.storage import say_why
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

__all__ = [
    "LARGEST_TEXT",
    "LEAST_RECORDING",
    "MOST_RECORDING",
    "MOST_THREADS",
    "SMALLEST_TEXT",
    "Preferences",
    "check_folder",
    "folder_told",
    "read",
    "recording_bytes",
    "use_runs_folder",
    "usual_folder",
    "write",
]

SMALLEST_TEXT, LARGEST_TEXT = 90, 150
LEAST_RECORDING, MOST_RECORDING = 16, 2**20
MOST_THREADS = 1024

_put = ""  # what the preference made of NCSN_RUNS; anything else there is the user's own word


@dataclass(frozen=True)
class Preferences:
    """What is preferred; by default, what the program does by itself.

    Attributes
    ----------
    runs_folder
        Where runs are made and looked for; empty: the usual folder.
    threads
        Of torch; 0: as many as it chooses.
    device
        That is chosen at the start, if it is there; empty: the fastest.
    recording
        Most room for the film of one sampling, MiB on disk.
    text_size
        In percent of the system's.
    theme
        ``"light"``, ``"dark"``, or empty: as the system.
    language
        For example ``"de"``; empty: English.
    """

    runs_folder: str = ""
    threads: int = 0
    device: str = ""
    recording: int = 256
    text_size: int = 100
    theme: str = ""
    language: str = ""


_BOUNDS = {
    "threads": (0, MOST_THREADS),
    "recording": (LEAST_RECORDING, MOST_RECORDING),
    "text_size": (SMALLEST_TEXT, LARGEST_TEXT),
}


def read(store: QSettings) -> Preferences:
    """Return what is kept; what makes no sense, from another version say, is as if it were not there."""
    kept: dict[str, Any] = {}
    for field in fields(Preferences):
        value = store.value(field.name)
        if field.name in _BOUNDS:
            least, most = _BOUNDS[field.name]
            if isinstance(value, int | str) and str(value).isdecimal() and least <= int(value) <= most:
                kept[field.name] = int(value)
        elif isinstance(value, str):
            kept[field.name] = value
    return Preferences(**kept)


def write(store: QSettings, wanted: Preferences) -> None:
    """Keep preferences; those that are as by default leave nothing behind."""
    usual = asdict(Preferences())
    for name, value in asdict(wanted).items():
        if value == usual[name]:
            store.remove(name)
        else:
            store.setValue(name, value)
    store.sync()


def recording_bytes(store: QSettings) -> int:
    """Return how many bytes the film of one sampling may take on disk."""
    return read(store).recording * 2**20


def usual_folder() -> Path:
    """Return where runs are kept when nobody says otherwise."""
    return user_data_path("ncsn-studio") / "runs"


def folder_told() -> str:
    """Return what the user's own ``NCSN_RUNS`` says, which is stronger than the preference; empty: nothing."""
    told = os.environ.get("NCSN_RUNS", "")
    return "" if told == _put else told


def check_folder(folder: str) -> None:
    """Make sure that runs can be made in a folder; it is made if it is not there.

    Raises
    ------
    InputError
        Naming the folder and the reason.
    """
    place = Path(folder).expanduser()
    if not place.is_absolute():
        raise InputError(tr("{folder}: give the whole path, from the root of the disk on.").format(folder=folder))
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except FileExistsError:
        raise InputError(tr("{folder}: is a file, not a folder; choose another.").format(folder=place)) from None
    except OSError as error:
        said = tr("{folder}: runs can't be kept there: {why}")
        raise InputError(said.format(folder=place, why=say_why(error))) from error


def use_runs_folder(folder: str) -> None:
    """Tell the engine where runs are, the way the command line is told: by ``NCSN_RUNS``, unless the user set it.

    Parameters
    ----------
    folder
        Empty: the usual one.
    """
    global _put
    if folder_told():
        return
    _put = str(Path(folder).expanduser()) if folder else ""
    if _put:
        os.environ["NCSN_RUNS"] = _put
    else:
        os.environ.pop("NCSN_RUNS", None)
