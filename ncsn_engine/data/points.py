"""Toy sets of points in the plane: drawn, or read from a file.

Each set is a function that draws n points, independent of each other, and says which moon, ring, arm,
square or Gaussian each belongs to. All but ``pair`` lie within about [-4, 4] in both directions. The
forms are those that normalising flows made common (Grathwohl et al. 2019, FFJORD), scaled to one size.
"""

from __future__ import annotations

import math
import re
from array import array
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from ncsn_engine.config import InputError, PointsConfig, PointsFileConfig
from ncsn_engine.data.load import Progress, loads
from ncsn_engine.data.sets import Points
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.storage import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    Drawn = tuple[np.ndarray, np.ndarray]  # float32 (n, 2) and int64 (n,)

__all__ = ["SETS", "density", "read_points", "write_points"]

_FEWEST, _MOST = 4, 10_000_000  # rows of a file
_LARGEST_FILE = 2**30  # bytes
_LARGEST = 3.4028235e38  # rounds to the largest float32, which is a little less
_LARGEST_LABEL = 2**53  # up to here a float is exact
_MEANT = re.compile(r"[+-]?\.?\d")  # how a number begins, though it may be written wrongly

# Weights, means and standard deviations.
_MIXTURES: dict[str, tuple[list[float], list[list[float]], list[float]]] = {
    "eight-gaussians": (
        [1 / 8] * 8,
        [[3 * math.cos(k * math.pi / 4), 3 * math.sin(k * math.pi / 4)] for k in range(8)],
        [0.3] * 8,
    ),
    "pair": ([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0]),
}


# ---------------------------------------------------------------------------------------------
# Drawn


def moons(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from two half circles of radius 2 that reach into each other, noise 0.2; labels 0 above, 1 below."""
    labels = rng.integers(2, size=n)
    turn = rng.uniform(0, math.pi, n)
    side = 1 - 2 * labels  # +1: the upper moon
    x = np.stack([2 * side * np.cos(turn) - side, 2 * side * np.sin(turn) - side / 2], axis=1)
    return _noisy(x, 0.2, rng), labels


def circles(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from two rings of radius 3.2 (label 0) and 1.6 (label 1), half of the points each, noise 0.15."""
    labels = rng.integers(2, size=n)
    x = _around(np.where(labels == 0, 3.2, 1.6), rng.uniform(0, 2 * math.pi, n))
    return _noisy(x, 0.15, rng), labels


def swiss_roll(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from one rolled sheet seen from its end, angle U[3π/2, 9π/2], noise 0.2; all labels 0."""
    turn = rng.uniform(1.5 * math.pi, 4.5 * math.pi, n)
    x = _around(turn / 4, turn)
    return _noisy(x, 0.2, rng), np.zeros(n, dtype=np.int64)


def spiral(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from two arms that wind 1.5 times around each other, noise 0.1; labels by arm."""
    labels = rng.integers(2, size=n)
    turn = 3 * math.pi * np.sqrt(rng.uniform(0, 1, n))  # √: as many points for each length of the arm
    x = _around(turn / 2.6, turn + math.pi * labels)
    return _noisy(x, 0.1, rng), labels


def checkerboard(n: int, rng: np.random.Generator) -> Drawn:
    """Draw uniformly from the dark squares of a 4×4 board on [-4, 4]²; labels 0 to 7 by square.

    A square is 2 wide; dark are those where ⌊x/2⌋ + ⌊y/2⌋ is even. Labels go up the columns, from
    left to right.
    """
    labels = rng.integers(8, size=n)
    column = labels // 2
    row = 2 * (labels % 2) + column % 2
    # Midpoints of 2²² equal steps: float32 holds them, so none is rounded onto a light square.
    inside = (rng.integers(2**22, size=(n, 2)) + 0.5) / 2**22
    x = 2 * (np.stack([column, row], axis=1) - 2 + inside)
    return x.astype(np.float32), labels


def eight_gaussians(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from eight Gaussians of std 0.3 on a circle of radius 3; labels count them from the right, leftwards."""
    return _mixed("eight-gaussians", n, rng)


def pair(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from 0.2 N((-5, -5), I) + 0.8 N((5, 5), I), the toy of NCSN's paper (Song & Ermon 2019, §3.2.2)."""
    return _mixed("pair", n, rng)


def pinwheel(n: int, rng: np.random.Generator) -> Drawn:
    """Draw from five blades, Gaussians sheared around the centre (Johnson et al. 2016); labels by blade."""
    labels = rng.integers(5, size=n)
    out = 1 + 0.3 * rng.standard_normal(n)
    across = 0.1 * rng.standard_normal(n)
    turn = 2 * math.pi / 5 * labels + 0.25 * np.exp(out)
    x = 2 * np.stack(
        [out * np.cos(turn) - across * np.sin(turn), out * np.sin(turn) + across * np.cos(turn)],
        axis=1,
    )
    return x.astype(np.float32), labels


SETS: dict[str, Callable[[int, np.random.Generator], Drawn]] = {
    "moons": moons,
    "circles": circles,
    "swiss-roll": swiss_roll,
    "spiral": spiral,
    "checkerboard": checkerboard,
    "eight-gaussians": eight_gaussians,
    "pair": pair,
    "pinwheel": pinwheel,
}


def density(name: str) -> GaussianMixture | None:
    """Return the density that a set of :data:`SETS` draws from, where its score is known; else None."""
    return GaussianMixture(*_MIXTURES[name]) if name in _MIXTURES else None


@loads(PointsConfig)
def points(settings: PointsConfig, progress: Progress | None = None) -> Points:
    """Return a set drawn anew; the split's seed decides its points too."""
    return _made(*SETS[settings.kind](settings.count, np.random.default_rng([settings.split_seed, 2])))


@loads(PointsFileConfig)
def points_file(settings: PointsFileConfig, progress: Progress | None = None) -> Points:
    """Return the points of a CSV file.

    Raises
    ------
    InputError
        If none is named, or as :func:`read_points`.
    """
    if not settings.file:
        raise InputError("data.file: is empty; name a CSV file of points, or draw some.")
    values, labels = read_points(Path(settings.file).expanduser())
    if np.ptp(values, axis=0).max() == 0:
        raise InputError(f"{settings.file}: all its points are one and the same; give others.")
    return _made(values, labels)


def _made(values: np.ndarray, labels: np.ndarray | None) -> Points:
    """Return points with their classes numbered from 0; a single one is none."""
    known, numbered = (None, None) if labels is None else np.unique(labels, return_inverse=True)
    return Points(torch.from_numpy(values), numbered if known is not None and len(known) > 1 else None)


def _around(radius: np.ndarray, turn: np.ndarray) -> np.ndarray:
    return np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)


def _noisy(x: np.ndarray, std: float, rng: np.random.Generator) -> np.ndarray:
    return (x + std * rng.standard_normal(x.shape)).astype(np.float32)


def _mixed(name: str, n: int, rng: np.random.Generator) -> Drawn:
    weights, means, stds = map(np.asarray, _MIXTURES[name])
    labels = rng.choice(len(weights), size=n, p=weights)
    z = rng.standard_normal((n, 2))
    return (means[labels] + stds[labels, None] * z).astype(np.float32), labels


# ---------------------------------------------------------------------------------------------
# Read and written


def read_points(path: Path) -> tuple[np.ndarray, np.ndarray | None]:
    """Read points, one a line: x and y, and in a third column a whole number as label, if there is one.

    Comma, semicolon, tab or blanks part the columns. Empty lines and lines that start with # are
    skipped, and so is a first line without any number. Decimals have a point.

    Returns
    -------
    points
        float32, (n, 2).
    labels
        int64, (n,); None where the file has two columns.

    Raises
    ------
    InputError
        Naming the file, the line, what stands there and what is expected; also if there are fewer
        than 4 points, more than 10 million, or more than 1 GiB.
    """
    values, columns, started = array("d"), 0, False
    try:
        if not path.exists():
            raise InputError(f"{path}: there is no such file; name a CSV file with columns x and y.")
        if not path.is_file():
            raise InputError(f"{path}: is not a file; name a CSV file with columns x and y.")
        if path.stat().st_size > _LARGEST_FILE:
            raise InputError(
                f"{path}: is {path.stat().st_size / 2**30:.2f} GiB; at most 1 GiB is read: leave out points."
            )
        with path.open(encoding="utf-8-sig") as file:  # Excel's files begin with a byte-order mark
            for number, line in enumerate(file, start=1):
                fields = _fields(line)
                header = not started and not any(_is_number(field) or _MEANT.match(field) for field in fields)
                started = started or bool(fields)
                if not fields or header:
                    continue
                place = f"{path}, line {number}"
                columns = columns or len(fields)
                if len(fields) != columns or columns not in (2, 3):
                    expected = columns if columns in (2, 3) else "2 (x, y) or 3 (x, y, label)"
                    plural = "s" * (len(fields) != 1)
                    raise InputError(f"{place}: found {len(fields)} column{plural}, expected {expected}.")
                values.extend([_coordinate(place, field) for field in fields[:2]])
                values.extend([_label(place, field) for field in fields[2:]])
                if len(values) > _MOST * columns:
                    raise InputError(f"{place}: more than {_MOST:,} points; leave out some.")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not text in UTF-8; save it as CSV in UTF-8.") from error
    count = len(values) // columns if columns else 0
    if count < _FEWEST:
        found = f"only {count} point{'s' * (count != 1)}" if count else "no points"
        raise InputError(
            f"{path}: holds {found}; expected at least {_FEWEST} lines such as '0.5, -1.2', to learn and to judge."
        )
    table = np.frombuffer(values).reshape(count, columns)
    return table[:, :2].astype(np.float32), table[:, 2].astype(np.int64) if columns == 3 else None


def write_points(path: Path, points: np.ndarray) -> None:
    """Write points, (n, 2), as a CSV file from which :func:`read_points` reads the same float32 numbers.

    Raises
    ------
    SaveError
        If the file can't be written.
    InputError
        If these are not points in the plane.
    """
    if points.ndim != 2 or points.shape[1] != 2:
        raise InputError(f"{path}: points have shape {points.shape}; expected (n, 2).")
    text = BytesIO()
    # Nine digits tell any two float32 apart.
    np.savetxt(text, points.astype(np.float32), fmt="%.9g", delimiter=",", header="x,y", comments="")
    write_whole(path, text.getvalue())


def _fields(line: str) -> list[str]:
    """Part a line into its columns; none where it is empty or a remark."""
    line = line.strip()
    if not line or line.startswith("#"):
        return []
    # Semicolons first: they are used where commas are decimal points, and the message can then say so.
    for separator in ";\t,":
        if separator in line:
            return [field.strip() for field in line.split(separator)]
    return line.split()


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def _coordinate(place: str, field: str) -> float:
    try:
        value = float(field)
    except ValueError:
        hint = "; write decimals with a point" if "," in field else ""
        raise InputError(f"{place}: found {field[:40]!r}, expected a number{hint}.") from None
    if not abs(value) <= _LARGEST:  # NaN too
        raise InputError(f"{place}: found {field[:40]!r}, expected a finite number up to {_LARGEST:.2g}.")
    return value


def _label(place: str, field: str) -> float:
    value = float(field) if _is_number(field) else math.nan
    if not abs(value) <= _LARGEST_LABEL or value != int(value):
        raise InputError(f"{place}: found {field[:40]!r}, expected a whole number as label in the third column.")
    return value
