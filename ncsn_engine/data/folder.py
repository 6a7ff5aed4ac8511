"""Any folder of pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ncsn_engine.config import FolderConfig, InputError
from ncsn_engine.data.album import Album
from ncsn_engine.data.load import Progress, loads
from ncsn_engine.data.sets import Pictures, Streamed, fits
from ncsn_engine.pictures import READ, Found, Picture, find_pictures
from ncsn_engine.pictures import read_picture as read_any

__all__ = ["classes_of", "folder", "nothing_in", "place_of", "read_picture", "read_square", "said_of"]


@loads(FolderConfig)
def folder(settings: FolderConfig, progress: Progress | None = None) -> Pictures | Streamed:
    """Open all pictures in a folder and below it.

    Mixed sizes and modes are converted; files that can't be read are skipped and listed in the
    result. Where all pictures lie in sub-folders, these are the classes, in the order of their names.
    Sets larger than ``data.memory`` are read while training, after each file was opened once to see
    that it is a picture.

    Raises
    ------
    InputError
        If the folder does not exist or holds no picture.
    """
    place = place_of(settings)
    found = find_pictures(place)
    files = found.files
    in_memory = fits(len(files), (_channels(settings.colour), settings.size, settings.size), settings)
    pictures, good, skipped = [], [], list(found.unread)
    remarks: dict[str, list[str]] = {}  # and the files that they are about
    for index, file in enumerate(files):
        name = file.relative_to(place).as_posix()
        try:
            values, remark = read_square(file, settings, name)
        except InputError as error:
            skipped.append(str(error))
            continue
        good.append(file)
        if remark:
            remarks.setdefault(remark, []).append(name)
        if in_memory:
            pictures.append(values)
        if progress and index % 64 == 0:
            progress(f"reading pictures in {place}", index / len(files))
    if not good:
        raise InputError(nothing_in(place, found))
    labels, classes, stray = classes_of(place, good)
    album = Album(place, tuple(file.relative_to(place).as_posix() for file in good), classes)
    notes = (*filter(None, [stray]), *said_of(found, remarks))
    if in_memory:
        return Pictures(torch.stack(pictures), labels=labels, skipped=tuple(skipped), notes=notes, album=album)
    return Streamed(_Files(tuple(good), settings), labels, tuple(skipped), notes, album)


def place_of(settings: FolderConfig) -> Path:
    """Return the folder that the settings name.

    Raises
    ------
    InputError
        If none is named, or there is no such folder.
    """
    if not settings.folder:
        raise InputError("data.folder: is empty; name a folder of pictures.")
    place = Path(settings.folder).expanduser()
    if not place.is_dir():
        raise InputError("data.folder: there is no folder {place}; name a folder of pictures.", place=place)
    return place


def nothing_in(place: Path, found: Found) -> str:
    """Say why a folder gives no picture."""
    files = len(found.files)
    holds = f"{files} files look like pictures, but none could be read" if files else "no pictures"
    hidden = f" ({_listed(found.left_out)} left out, as it is hidden or the system's own)" if found.left_out else ""
    return f"data.folder: {place} holds {holds}{hidden}; {READ} are read."


def said_of(found: Found, remarks: dict[str, list[str]]) -> list[str]:
    """Say what of a folder is left out, and why; and what is remarked on some of its pictures, by their names."""
    said = []
    if found.left_out:
        said.append(f"Left out, as hidden or the system's own: {_listed(found.left_out)}.")
    if found.twice:
        said.append(f"Links to what was met already count once: {_listed(found.twice)}.")
    return said + [f"{_listed(names)}: {remark}." for remark, names in remarks.items()]


def classes_of(place: Path, files: list[Path]) -> tuple[np.ndarray | None, tuple[str, ...], str]:
    """Return the number of each file's sub-folder, (N,), and the sub-folders' names; None and () without classes.

    The third is the reason why there are none although there are several sub-folders; empty, if there is no such.
    """
    names = [file.relative_to(place).parts[0] if file.parent != place else "" for file in files]
    known = sorted(set(names) - {""})
    if len(known) < 2:
        return None, (), ""
    if "" in names:
        stray = [file.name for file, name in zip(files, names, strict=True) if not name]
        lie, them = ("lies", "it") if len(stray) == 1 else ("lie", "them")
        return (
            None,
            (),
            (
                f"There are no classes, as {_listed(stray)} {lie} beside the {len(known)} folders ({_listed(known)}); "
                f"move {them} into one of these to have classes."
            ),
        )
    return np.array([known.index(name) for name in names], dtype=np.int64), tuple(known), ""


def _listed(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


@dataclass(frozen=True)
class _Files:
    files: tuple[Path, ...]
    settings: FolderConfig

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> torch.Tensor:
        return read_picture(self.files[index], self.settings.size, self.settings.colour)


def read_picture(file: Path, size: int, colour: str) -> torch.Tensor:
    """Read one picture, upright, resized and centre-cropped; uint8 (C, size, size).

    Raises
    ------
    InputError
        Naming the file and why it is no picture.
    """
    return _square(read_any(file, _channels(colour), file.name), size)


def read_square(file: Path, settings: FolderConfig, called: str) -> tuple[torch.Tensor, str]:
    """Read one picture as :func:`read_picture` does, by the settings; and what should be known of it."""
    picture = read_any(file, _channels(settings.colour), called)
    return _square(picture, settings.size), picture.note


def _channels(colour: str) -> int:
    return 3 if colour == "RGB" else 1


def _square(picture: Picture, size: int) -> torch.Tensor:
    return torch.from_numpy(picture.square(size).transpose(2, 0, 1).copy())
