"""Which pictures lie in a folder and below it: links followed, what is hidden left out, nothing twice."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_engine.pictures.reading import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Found", "find_pictures", "holds_pictures"]

# Folders that systems and programs make by themselves; those whose name begins with a dot are hidden anyway.
_SYSTEMS = {
    "__macosx",
    "@eadir",
    "@recycle",
    "#recycle",
    "#snapshot",
    "$recycle.bin",
    "lost+found",
    "system volume information",
    "__pycache__",
}
_LOOKED_AT = 2000  # entries of a folder among which a picture is sought


@dataclass
class Found:
    """What was found in a folder.

    Attributes
    ----------
    files
        Pictures by their name's ending, sorted; as they are reached from the folder, through links too.
    left_out
        Hidden and system's own folders that hold pictures, and such files, relative to the folder.
    unread
        Folders and links that can't be followed, each with the reason.
    twice
        Links to folders and pictures that were met already.
    """

    files: list[Path] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


def find_pictures(place: Path) -> Found:
    """Return all pictures in a folder and below it.

    A folder or file that is reached in several ways counts once, where it really lies if that is below `place`.
    """
    found = Found()
    for what, path, why in _walk(place):
        if what == "picture":
            found.files.append(path)
            continue
        name = path.relative_to(place).as_posix()
        match what:
            case "hidden" if not path.is_dir() or holds_pictures(path):
                found.left_out.append(name)
            case "unread":
                found.unread.append(f"{name}: {why}")
            case "twice":
                found.twice.append(name)
    found.files.sort()
    for told in (found.left_out, found.unread, found.twice):
        told.sort()
    return found


def holds_pictures(place: Path) -> bool:
    """Tell whether a folder holds pictures, as far as its first 2000 entries show."""
    return any(what == "picture" for what, _, _ in islice(_walk(place), _LOOKED_AT))


def _walk(place: Path) -> Iterator[tuple[str, Path, str]]:
    """Yield each entry below a folder: what it is, its path, and why where it can't be read."""
    root = os.path.realpath(place)
    folders, links, files = deque([place]), deque[Path](), deque[Path]()
    seen: set[str] = set()
    while folders or links:  # what really lies here goes first, so that it keeps its own name
        path = folders.popleft() if folders else links.popleft()
        home = os.path.realpath(path)
        if home in seen or (path != place and _is_above(home, root)):
            yield "twice", path, ""
            continue
        seen.add(home)
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError as error:
            yield "unread", path, f"can't be opened ({error.strerror})"
            continue
        for entry in entries:
            here = path / entry.name
            kind = _kind_of(entry)
            if kind == "folder" and not entry.is_symlink():
                folders.append(here)
            elif kind == "folder":
                links.append(here)
            elif kind == "picture" and entry.is_symlink():
                files.append(here)
            else:
                if kind == "picture":
                    seen.add(os.path.join(home, entry.name))
                yield kind, here, "is a link that leads nowhere" if kind == "unread" else ""
    for path in files:
        home = os.path.realpath(path)
        yield "twice" if home in seen else "picture", path, ""
        seen.add(home)


def _kind_of(entry: os.DirEntry[str]) -> str:
    """Tell what an entry of a folder is: folder, picture, hidden, unread, or other."""
    named = os.path.splitext(entry.name)[1].lower() in SUFFIXES
    hidden = entry.name.startswith(".") or entry.name.lower() in _SYSTEMS
    try:
        if entry.is_dir():
            return "hidden" if hidden else "folder"
        if not named or (not entry.is_file() and not entry.is_symlink()):
            return "other"
        return "hidden" if hidden else "picture" if entry.is_file() else "unread"
    except OSError:  # a link in a circle
        return "unread" if named else "other"


def _is_above(folder: str, below: str) -> bool:
    """Tell whether a folder holds another: a link there leads back to where it stands."""
    return below.startswith(folder.rstrip(os.sep) + os.sep)
