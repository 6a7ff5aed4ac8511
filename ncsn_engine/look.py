"""A look at a folder of pictures before anything is trained: what is in it, and what the rules would make of it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from ncsn_engine.advice import Rules, rules, too_alike
from ncsn_engine.config import FolderConfig, InputError
from ncsn_engine.data.folder import classes_of, nothing_in, place_of, read_square, said_of
from ncsn_engine.data.load import capped
from ncsn_engine.data.sets import FEWEST
from ncsn_engine.pictures import find_pictures, read_size

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.config import RunConfig

__all__ = ["Look", "look"]

_HEADS = 4000  # files whose heads are read
_OPENED, _SECONDS = 256, 3.0  # files that are opened whole, and how long at most; a few always
_FEW = 8
_STRIP = 12


@dataclass(frozen=True)
class Look:
    """What a folder holds, and what training makes of it.

    Attributes
    ----------
    place
        The folder.
    count
        Files that look like pictures, without those that were found to be none.
    heads, opened
        Of how many the head was read, and how many were opened whole: an even choice of a large folder.
    sizes
        (width, height, how many), the most frequent first, of the files whose heads were read.
    smaller
        How many of these are smaller than what is trained on, and are enlarged.
    skipped
        Files that are no pictures, with the reason, as far as was looked.
    notes
        Why there are no classes, that fewer are held out than was asked, and what is left out, a sentence each.
    classes
        Names and how many pictures each has; empty: there are none.
    train, held_out
        How many will be learned from, and judged on.
    strip
        Some pictures as they will be trained on, uint8 (N, size, size, C).
    names
        Of the pictures in the strip.
    rules
        σ₁, L, T and ε with the reasons, from the pictures that were opened; None where they can't be had.
    problem
        Why they can't; empty otherwise.
    warnings
        That the pictures are copies of each other, or nearly the same.
    """

    place: str
    count: int
    heads: int
    opened: int
    sizes: tuple[tuple[int, int, int], ...]
    smaller: int
    skipped: tuple[str, ...]
    notes: tuple[str, ...]
    classes: tuple[tuple[str, int], ...]
    train: int
    held_out: int
    strip: np.ndarray
    names: tuple[str, ...]
    rules: Rules | None
    problem: str
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return all of it as plain values, without the strip's pixels."""
        tree = asdict(self)
        del tree["strip"]
        return tree


def look(config: RunConfig, seconds: float = _SECONDS) -> Look:
    """Look at the folder of some settings, in bounded time, whatever its size.

    Parameters
    ----------
    seconds
        How long whole pictures are opened; a few are opened whatever it is.

    Raises
    ------
    InputError
        If the data is no folder, or it does not exist or holds no picture.
    """
    settings = config.data
    if not isinstance(settings, FolderConfig):
        raise InputError("data.kind = {kind!r}: is no folder to look at; choose 'folder'.", kind=settings.kind)
    place = place_of(settings)
    found = find_pictures(place)
    skipped = list(found.unread)
    sizes, bad = _heads(place, found.files, skipped)
    files = [file for file in found.files if file not in bad]
    remarks: dict[str, list[str]] = {}
    values, seen = _opened(place, [f for f in files if f in sizes], settings, seconds, skipped, remarks)
    files = [file for file in files if file not in seen or seen[file]]
    if not values:
        raise InputError(nothing_in(place, found))
    labels, classes, stray = classes_of(place, files)
    counts = np.bincount(labels, minlength=len(classes)).tolist() if labels is not None else []
    made, problem, warnings = _rules(config, settings, values)
    read = [file for file, good in seen.items() if good]
    chosen = np.unique(np.linspace(0, len(values) - 1, min(_STRIP, len(values))).astype(int)).tolist()
    held_out = min(settings.held_out, len(files) // 4)
    known = [sizes[file] for file in files if file in sizes]
    return Look(
        place=str(place),
        count=len(files),
        heads=len(known),
        opened=len(values),
        sizes=tuple((*size, n) for size, n in Counter(known).most_common()),
        smaller=sum(min(size) < settings.size for size in known),
        skipped=tuple(skipped),
        notes=(*filter(None, [stray, capped(settings.held_out, held_out, len(files))]), *said_of(found, remarks)),
        classes=tuple(zip(classes, counts, strict=True)),
        train=len(files) - held_out,
        held_out=held_out,
        strip=torch.stack([values[i] for i in chosen]).permute(0, 2, 3, 1).numpy(),
        names=tuple(read[i].relative_to(place).as_posix() for i in chosen),
        rules=made,
        problem=problem,
        warnings=tuple(warnings),
    )


def _heads(place: Path, files: list[Path], skipped: list[str]) -> tuple[dict[Path, tuple[int, int]], set[Path]]:
    """Return the sizes of an even choice of files, and which of them are no pictures; these are noted as skipped."""
    sizes, bad = {}, set()
    for file in _evenly(files, _HEADS):
        try:
            sizes[file] = read_size(file, file.relative_to(place).as_posix())
        except InputError as error:
            skipped.append(str(error))
            bad.add(file)
    return sizes, bad


def _opened(
    place: Path,
    files: list[Path],
    settings: FolderConfig,
    seconds: float,
    skipped: list[str],
    remarks: dict[str, list[str]],
) -> tuple[list[torch.Tensor], dict[Path, bool]]:
    """Return some pictures as they are trained on, uint8 (C, size, size), and which files were opened and are good."""
    values: list[torch.Tensor] = []
    seen: dict[Path, bool] = {}
    end = time.perf_counter() + seconds
    for file in _spread(_evenly(files, _OPENED)):
        if len(values) >= _FEW and time.perf_counter() > end:
            break
        name = file.relative_to(place).as_posix()
        try:
            picture, remark = read_square(file, settings, name)
        except InputError as error:
            skipped.append(str(error))
            seen[file] = False
            continue
        values.append(picture)
        seen[file] = True
        if remark:
            remarks.setdefault(remark, []).append(name)
    return values, seen


def _evenly(files: list[Path], most: int) -> list[Path]:
    if len(files) <= most:
        return files
    return [files[i] for i in np.linspace(0, len(files) - 1, most).astype(int)]


def _spread(files: list[Path]) -> list[Path]:
    """Return the files in an order of which every beginning is a choice of all of them."""
    return [files[i] for i in np.random.default_rng(0).permutation(len(files))]


def _rules(
    config: RunConfig, settings: FolderConfig, values: list[torch.Tensor]
) -> tuple[Rules | None, str, list[str]]:
    """Return what the rules make of pictures, why they can't, and whether these are too much alike."""
    if len(values) < FEWEST:
        return None, f"data: only {len(values)} pictures; at least {FEWEST} are needed to learn and to judge.", []
    x, span = torch.stack(values).float() / 255, 1.0
    if settings.pixel_range == "[-1, 1]":
        x, span = 2 * x - 1, 2.0
    try:
        made = rules(config, x)
    except InputError as error:
        return None, str(error), []
    return made, "", too_alike(x, made.sigma_max, span)
