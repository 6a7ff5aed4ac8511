"""Where runs stand: making, finding, listing, renaming and discarding their folders."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from ncsn_engine.config import InputError
from ncsn_engine.runs.folder import Run
from ncsn_engine.runs.head import open_run, write_head
from ncsn_engine.runs.versions import library_versions
from ncsn_engine.storage import SaveError, say_why

if TYPE_CHECKING:
    from ncsn_engine.config import RunConfig

__all__ = [
    "Known",
    "create_run",
    "discard_run",
    "free_folder",
    "list_runs",
    "named_folder",
    "rename_run",
    "runs_folder",
]


class Known(dict[str, tuple[tuple[int, int, int], Run]]):
    """Runs by folder, each with when its head was written, how long it is, and which file it is."""


def runs_folder() -> Path:
    """Return where runs live unless told otherwise: ``$NCSN_RUNS``, or below the user's data folder."""
    told = os.environ.get("NCSN_RUNS")
    return Path(told).expanduser() if told else user_data_path("ncsn-studio") / "runs"


def free_folder(name: str) -> Path:
    """Return a folder below the runs' that does not exist yet, called after `name` with a number."""
    place = runs_folder()
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "run"
    try:
        taken = set(os.listdir(place))
    except OSError:  # there is no such folder yet
        taken = set()
    number = 1
    while f"{plain}-{number:02d}" in taken:
        number += 1
    return place / f"{plain}-{number:02d}"


def named_folder(name: Path | str) -> Path:
    """Return the path that a person means: a path as it is, or the run of that plain name if there is no such path."""
    path = Path(name).expanduser()
    if path.exists() or path.name != str(name):
        return path
    return next((run.folder for run in list_runs()[0] if run.name == str(name)), path)


def list_runs(folder: Path | str | None = None, known: Known | None = None) -> tuple[list[Run], list[str]]:
    """Return the runs below a folder, newest first, and what was wrong with those that can't be opened.

    Parameters
    ----------
    known
        What was found the last time, by folder; only heads that were written since are read again, which takes a
        hundredth of the time. It is brought up to date.
    """
    place = Path(folder).expanduser() if folder else runs_folder()
    runs, problems, found = [], [], Known()
    for name in _folders(place):
        try:
            stat = os.stat(f"{name}{os.sep}run.json")
            written = stat.st_mtime_ns, stat.st_size, stat.st_ino
            before = known.get(name) if known else None
            found[name] = before if before and before[0] == written else (written, open_run(name))
            runs.append(found[name][1])
        except InputError as error:
            problems.append(str(error))
        except OSError:  # none, or it vanished this very moment
            continue
    if known is not None:
        known.clear()
        known.update(found)
    return sorted(runs, key=lambda run: (run.created, run.name), reverse=True), problems


def _folders(place: Path) -> list[str]:
    """Return the folders in a folder, as text: thousands of paths would take longer than to look at all their files."""
    try:
        with os.scandir(place) as entries:
            return [entry.path for entry in entries if entry.is_dir()]
    except OSError:  # there is no such folder yet
        return []


def create_run(config: RunConfig, folder: Path | str | None = None, made: Run | None = None) -> Run:
    """Make a new run folder.

    Parameters
    ----------
    folder
        Where; by default the runs folder, with the run's name and the next free number.
    made
        A run that this is a copy of: it keeps that one's id, date and versions.

    Raises
    ------
    InputError
        If the folder holds a run or other files already, or can't be written.
    """
    place = Path(folder).expanduser() if folder else free_folder(config.name)
    if (place / "run.json").exists():
        raise InputError("{place}: holds a run already; resume it, or choose another folder.", place=place)
    if place.is_dir() and any(place.iterdir()):
        raise InputError("{place}: holds other files; choose an empty or a new folder.", place=place)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    run = replace(made, folder=place) if made else Run(place, secrets.token_hex(8), now, library_versions(), config)
    try:
        for name in ("checkpoints", "previews", "samples"):
            (place / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(f"{place}: can't be made: {say_why(error)}") from error
    write_head(run)
    return run


def discard_run(run: Run) -> None:
    """Delete the folder of a run that could not begin; one that has learned something is left alone."""
    if not run.checkpoints():
        shutil.rmtree(run.folder, ignore_errors=True)


def rename_run(run: Run, name: str) -> Run:
    """Give a run and its folder another name.

    Raises
    ------
    InputError
        If it is being trained, the name is none for a folder, or there is such a folder.
    """
    if not re.fullmatch(r"[\w.-][\w. -]*", name) or set(name) <= {"."}:
        raise InputError("{name!r}: is no name for a run; use letters, digits, spaces, dots and dashes.", name=name)
    place = run.folder.with_name(name)
    if place.exists():
        raise InputError("{place}: is there already; choose another name.", place=place)
    if run.locked():
        raise InputError("{name}: is being trained; stop it first.", name=run.name)
    try:
        run.folder.rename(place)
    except OSError as error:
        raise InputError("{folder}: can't be renamed: {say_why}", folder=run.folder, say_why=say_why(error)) from error
    return replace(run, folder=place)
