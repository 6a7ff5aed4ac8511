"""The split of people's own data, kept by file or row: what was learned from is never what is judged on later."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path  # noqa: TC003 - a dataclass reads its fields' types
from typing import TYPE_CHECKING, Any

import numpy as np

from ncsn_engine.config import InputError
from ncsn_engine.storage import write_whole

if TYPE_CHECKING:
    from ncsn_engine.config import DataConfig
    from ncsn_engine.data.album import Album
    from ncsn_engine.data.sets import Split

__all__ = ["SPLIT_FILE", "KeptSplit", "keep_split", "kept", "read_kept"]

SPLIT_FILE = "split.json"  # in a run's folder
_FORMAT = 1
_Files = dict[str, str]  # name → fingerprint, which is empty where the file was gone


@dataclass(frozen=True)
class KeptSplit:
    """Which files of a folder, or rows of a file of points, are learned from and which are held out.

    Attributes
    ----------
    split_seed, held_out_asked
        The settings that it was drawn with.
    classes
        Names of the classes in the order of their numbers.
    train, held_out
        Files that were there when it was written.
    gone_train, gone_held_out
        Files that were there before: they stay what they were, should they come back.
    """

    split_seed: int
    held_out_asked: int
    classes: tuple[str, ...]
    train: _Files
    held_out: _Files
    gone_train: _Files = field(default_factory=dict)
    gone_held_out: _Files = field(default_factory=dict)

    def is_of(self, settings: DataConfig) -> bool:
        """Tell whether it was drawn with these settings."""
        return (self.split_seed, self.held_out_asked) == (settings.split_seed, settings.held_out)


def read_kept(path: Path) -> KeptSplit | None:
    """Read a kept split; None where there is none, as of older versions' runs.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        if tree.pop("format") != _FORMAT:
            raise InputError("{path}: was made by a newer version; update the program.", path=path)
        return KeptSplit(**{**tree, "classes": tuple(tree["classes"])})
    except FileNotFoundError:
        return None
    except InputError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "{path}: is damaged ({error}); delete it, and the pictures are split anew by data.split_seed.",
            path=path,
            error=error,
        ) from error


def keep_split(path: Path, split: Split) -> None:
    """Write down how people's own data is split; of other data nothing.

    Raises
    ------
    SaveError
        If it can't be written.
    """
    if (album := split.source.album) is None:
        return
    album = album.known()
    before, files = read_kept(path), list(zip(album.names, album.contents, strict=True))
    settings = split.settings
    train, held_out = (
        dict(files[i] for i in indices.tolist()) for indices in (split.train_indices, split.held_out_indices)
    )
    now = KeptSplit(settings.split_seed, settings.held_out, album.classes, train, held_out)
    if before and before.is_of(settings):
        there = set(album.names)
        now = replace(
            now,
            gone_train=_without(before.gone_train | before.train, there),
            gone_held_out=_without(before.gone_held_out | before.held_out, there),
        )
    if now != before:
        write_whole(path, json.dumps({"format": _FORMAT, **asdict(now)}, ensure_ascii=False, indent=0).encode())


def kept(split: Split, before: KeptSplit) -> tuple[Split, str]:
    """Return a split as it was before, whatever became of the data since, and what became of it.

    A file is known by its content, else by its name. What is new is learned from; what was renamed or edited stays
    what it was. A class keeps its number by its name.

    Raises
    ------
    InputError
        If no picture is left of either part, or the classes are others.
    """
    album = split.source.album
    assert album is not None
    held, changes = _sides(album, before)
    changes["removed"] = len(_missing(before, album))
    for part, number in (("held out", held.sum()), ("learned from", (~held).sum())):
        if not number:
            raise InputError(
                "{place}: nothing is left there of what this run has {part}; give it back, or start a new run.",
                place=album.place,
                part=part,
            )
    labels = _labels(album, before.classes)
    source = replace(split.source, labels=labels, album=replace(album, classes=before.classes))
    indices = np.arange(len(held))
    found = replace(split, source=source, train_indices=indices[~held], held_out_indices=indices[held])
    return found, _said(changes, int(held.sum()))


def _sides(album: Album, before: KeptSplit) -> tuple[np.ndarray, Counter[str]]:
    """Return whether each file is held out, bool (N,), and how many were added, renamed, edited or changed class."""
    names = {n: (p, False) for n, p in (before.gone_train | before.train).items()}
    names |= {n: (p, True) for n, p in (before.gone_held_out | before.held_out).items()}
    contents: dict[str, tuple[str, bool]] = {}
    for name, (content, held) in sorted(
        names.items(), key=lambda item: not item[1][1]
    ):  # learned from wins: comes last
        contents[content] = name, held
    contents.pop("", None)
    changes, sides, there = Counter[str](), [], set(album.contents)
    for name, content in zip(album.names, album.contents, strict=True):
        was, held = names.get(name, (None, False))
        if was is not None and (was == content or "" in (was, content)):
            pass
        elif content in contents:
            old, held = contents[content]
            changes["renamed"] += 1
            changes["moved"] += bool(before.classes) and old.split("/")[0] != name.split("/")[0]
        elif was is not None and was not in there:
            changes["edited"] += 1
        else:
            held = False
            changes["added"] += 1
        sides.append(held)
    return np.array(sides, dtype=bool), changes


def _missing(before: KeptSplit, album: Album) -> list[str]:
    """Return the files whose name and content are both gone."""
    names, contents = set(album.names), set(album.contents)
    return [
        name
        for name, content in (before.train | before.held_out).items()
        if {name, content}.isdisjoint(names | contents)
    ]


def _labels(album: Album, classes: tuple[str, ...]) -> np.ndarray | None:
    """Return the numbers that the run gave the classes, int64 (N,)."""
    if not classes:
        return None
    found = [name.split("/")[0] if "/" in name else "" for name in album.names]
    other = sorted(set(found) - set(classes))
    if other:
        stray = next(name for name, of in zip(album.names, found, strict=True) if of == other[0])
        new = f"{other[0]} is none" if other[0] else f"{stray} lies in none"
        raise InputError(
            "{place}: {new} of the classes that this run tells apart ({names}); move or rename "
            "what is new, or start a new run.",
            place=album.place,
            new=new,
            names=", ".join(classes),
        )
    return np.array([classes.index(name) for name in found], dtype=np.int64)


def _without(files: _Files, names: set[str]) -> _Files:
    return {name: content for name, content in files.items() if name not in names}


def _said(changes: Counter[str], held_out: int) -> str:
    """Say what became of the data; nothing where it is as it was."""
    told: list[Any] = [
        ("added", "{} added, which are learned from"),
        ("removed", "{} removed"),
        ("renamed", "{} renamed, moved or copied"),
        ("edited", "{} edited"),
    ]
    parts = [text.format(changes[what]) for what, text in told if changes[what]]
    if not parts:
        return ""
    moved = f" {changes['moved']} are of another class now." if changes["moved"] else ""
    return (
        f"The data has changed since this run was trained: {', '.join(parts)}. The split is kept, "
        f"{held_out} stay held out.{moved}"
    )
