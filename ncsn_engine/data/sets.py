"""What every data set gives: batches in model space, in an order that a resumed run continues."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import torch

from ncsn_engine.config import InputError
from ncsn_engine.data.one_by_one import PictureFiles, Reader
from ncsn_engine.score import DataFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ncsn_engine.config import DataConfig, FolderConfig
    from ncsn_engine.data.album import Album

__all__ = ["FEWEST", "Batch", "PictureFiles", "Pictures", "Points", "Split", "Streamed", "order", "split"]

FEWEST = 4  # pictures or points that can be split
_SEEN_FOR_FACTS = 4096  # pictures that are looked at for a set's mean and deviation
_SEEN_FOR_RULES = 10_000  # and for its largest distance, which costs their number squared
_HELD_FOR_FACTS, _HELD_FOR_RULES = 2**28, 2**30  # bytes of pictures at once, in model space: large ones are seen fewer


@dataclass(frozen=True)
class Pictures:
    """A small set: all pictures in one tensor, as whole numbers.

    Attributes
    ----------
    values
        uint8, (N, C, H, W).
    white
        The value that becomes 1: 255, or 16 for the digits.
    labels
        The class of each picture, counted from 0, int64 (N,); None where there are no classes.
    skipped
        Files that were no pictures, with the reason.
    notes
        What else a person should know of the set, a sentence each.
    album
        The files behind it; None where it is no folder.
    """

    values: torch.Tensor
    white: int = 255
    labels: np.ndarray | None = None
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    album: Album | None = None

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Points:
    """Points in the plane.

    Attributes
    ----------
    values
        float32, (N, 2).
    labels, skipped, notes, album
        As in :class:`Pictures`.
    """

    values: torch.Tensor
    labels: np.ndarray | None = None
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    album: Album | None = None

    @classmethod
    def labelled(cls, values: np.ndarray, labels: np.ndarray | None) -> Self:
        """Return points with their classes numbered from 0; a single one is none."""
        known, numbered = (None, None) if labels is None else np.unique(labels, return_inverse=True)
        return cls(torch.from_numpy(values), numbered if known is not None and len(known) > 1 else None)

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Streamed:
    """A large set: pictures are read while training, by torch's loader."""

    files: PictureFiles
    labels: np.ndarray | None = None
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    album: Album | None = None

    def __len__(self) -> int:
        return len(self.files)


Batch = tuple[torch.Tensor, torch.Tensor | None]  # pictures (N, C, H, W) or points (N, 2); classes (N,)


@dataclass(frozen=True)
class Split:
    """A data set, split into pictures to learn from and pictures to judge by.

    Attributes
    ----------
    source
        The whole set.
    train_indices, held_out_indices
        Which pictures of the source are which, int64.
    settings
        The data section of the run.
    notes
        What a person should know of the set and its split, a sentence each.
    """

    source: Pictures | Points | Streamed
    train_indices: np.ndarray
    held_out_indices: np.ndarray
    settings: DataConfig
    notes: tuple[str, ...] = ()

    @property
    def low(self) -> float:
        """Darkest value in model space; for points, the least coordinate of the square that holds them."""
        return self._range[0]

    @cached_property
    def _range(self) -> tuple[float, float]:
        if isinstance(self.source, Points):
            values = self.source.values
            middle = (values.amax(0) + values.amin(0)).mean() / 2
            reach = 1.1 * float((values - middle).abs().max())  # a margin, so that no point lies on the edge
            return float(middle) - reach, float(middle) + reach
        return (0.0, 1.0) if getattr(self.settings, "pixel_range", "[0, 1]") == "[0, 1]" else (-1.0, 1.0)

    def model_space(self, values: torch.Tensor) -> torch.Tensor:
        """Bring uint8 pictures to the pixel range of the settings, float32; points are in it already."""
        if isinstance(self.source, Points):
            return values
        unit = values.float() / (self.source.white if isinstance(self.source, Pictures) else 255)
        return unit if self.low == 0 else 2 * unit - 1

    def pictures(self, indices: np.ndarray) -> torch.Tensor:
        """Return chosen pictures or points of the source in model space, (N, C, H, W) or (N, 2) float32."""
        if not isinstance(self.source, Streamed):
            return self.model_space(self.source.values[torch.from_numpy(indices)])
        return self.model_space(torch.stack([self.source.files[int(i)] for i in indices]))

    def labels(self, indices: np.ndarray) -> torch.Tensor | None:
        """Return the classes of chosen pictures, int64 (N,), or None."""
        return None if self.source.labels is None else torch.from_numpy(self.source.labels[indices])

    @property
    def train(self) -> torch.Tensor:
        """The training pictures in model space; of a streamed set an even choice of 4096, or fewer."""
        return self.pictures(self._looked_at(self.train_indices))

    @property
    def held_out(self) -> torch.Tensor:
        """The held-out pictures in model space; of a streamed set an even choice of 4096, or fewer."""
        return self.pictures(self._looked_at(self.held_out_indices))

    @property
    def all(self) -> torch.Tensor:
        """Training and held-out pictures, for the rules that look at the whole set; at most 10 000."""
        most = _SEEN_FOR_FACTS if isinstance(self.source, Streamed) else _SEEN_FOR_RULES
        return self.pictures(self._few(np.arange(len(self.source)), most, _HELD_FOR_RULES))

    def facts(self) -> DataFacts:
        """Return what a model must know of this data."""
        x = self.pictures(self._few(self.train_indices, _SEEN_FOR_FACTS, _HELD_FOR_FACTS))
        std, mean = torch.std_mean(x.double())
        if not std > 0:
            raise InputError("data: all of it is one and the same value; choose other data.")
        if not (x != x[:1]).any():
            raise InputError("data: all of it is one and the same, and there is nothing to learn; choose other data.")
        labels, album = self.source.labels, self.source.album
        named = len(album.classes) if album else 0  # one that has lost its pictures keeps its number
        classes = 0 if labels is None else max(int(labels.max()) + 1, named)
        return DataFacts(tuple(x.shape[1:]), float(mean), float(std), *self._range, classes)

    def batches(
        self,
        seed: int,
        first_step: int,
        batch_size: int,
        device: torch.device,
        lost: Callable[[str], object] | None = None,
    ) -> Iterator[Batch]:
        """Yield training batches without end, from `first_step` on: (batch, ...) and classes, on `device`.

        The order depends on the seed and the step alone, so a resumed run goes on where it stood.

        Parameters
        ----------
        lost
            Called once for each picture that can't be read any more, with the reason; the picture after it takes its
            place. Without, such a picture ends the batches.

        Raises
        ------
        InputError
            If a picture can't be read any more, or none at all.
        """
        steps = _Order(self.train_indices, seed, first_step, batch_size)
        labels = None if self.source.labels is None else torch.from_numpy(self.source.labels).to(device)
        if not isinstance(self.source, Streamed):
            values = self.source.values.to(device)
            for chosen in steps:
                here = torch.tensor(chosen, device=device)
                yield self.model_space(values[here]), None if labels is None else labels[here]
        else:
            # Read where they are needed, by no helper process: a laptop's training waits for the network, not for
            # the disk, and forking a process that holds a window and threads is a trap.
            reader = Reader(self.source.files, self.train_indices, lost)
            for chosen in steps:
                pictures, found = zip(*map(reader.read, chosen), strict=True)
                here = torch.tensor(found, device=device)
                yield self.model_space(torch.stack(pictures).to(device)), None if labels is None else labels[here]

    def _looked_at(self, indices: np.ndarray) -> np.ndarray:
        streamed = isinstance(self.source, Streamed)
        return self._few(indices, _SEEN_FOR_FACTS, _HELD_FOR_RULES) if streamed else indices

    def _few(self, indices: np.ndarray, most: int, held: int) -> np.ndarray:
        """Return at most so many indices, evenly spread, whose pictures together are at most so many bytes."""
        one = self.pictures(indices[:1])
        return _evenly(indices, min(most, max(2, held // (one.numel() * one.element_size()))))


def _evenly(indices: np.ndarray, most: int) -> np.ndarray:
    """Return at most so many of the indices, evenly spread."""
    if len(indices) <= most:
        return indices
    chosen: np.ndarray = indices[np.linspace(0, len(indices) - 1, most).astype(int)]
    return chosen


class _Order:
    """Endless batches of indices, as torch's loader wants them."""

    def __init__(self, indices: np.ndarray, seed: int, first_step: int, batch_size: int) -> None:
        self.indices, self.seed = indices, seed
        self.step, self.batch_size = first_step, batch_size

    def __iter__(self) -> Iterator[list[int]]:
        step, epochs = self.step, dict[int, np.ndarray]()
        while True:
            chosen = order(len(self.indices), self.batch_size, self.seed, step, epochs)
            yield self.indices[chosen].tolist()
            step += 1


def order(n: int, batch_size: int, seed: int, step: int, epochs: dict[int, np.ndarray] | None = None) -> np.ndarray:
    """Return which of `n` pictures step `step` learns from, int64 (batch_size,).

    Every epoch shuffles anew and shows each picture once; batches run across epochs' ends.
    `epochs` remembers shuffles between calls.
    """
    epochs = {} if epochs is None else epochs
    place = np.arange(step * batch_size, (step + 1) * batch_size)
    needed = range(int(place[0]) // n, int(place[-1]) // n + 1)
    for epoch in [e for e in epochs if e not in needed]:
        del epochs[epoch]
    for epoch in needed:
        if epoch not in epochs:
            epochs[epoch] = np.random.default_rng([seed, 1, epoch]).permutation(n)
    return np.concatenate([epochs[e][place[place // n == e] % n] for e in needed])


def split(source: Pictures | Points | Streamed, settings: DataConfig) -> Split:
    """Split a set by the seed in its settings."""
    n = len(source)
    if n < FEWEST:
        what = "points" if isinstance(source, Points) else "pictures"
        raise InputError(
            "data: only {n} {what}; at least {fewest} are needed to learn and to judge.", n=n, what=what, fewest=FEWEST
        )
    shuffled = np.random.default_rng(settings.split_seed).permutation(n)
    held_out = min(settings.held_out, n // 4)
    return Split(source, np.sort(shuffled[held_out:]), np.sort(shuffled[:held_out]), settings)


def fits(count: int, shape: tuple[int, int, int], settings: FolderConfig) -> bool:
    """Tell whether that many pictures stay within the memory that the settings allow for data."""
    return count * int(np.prod(shape)) <= settings.memory * 2**20
