"""Points in the plane as a CSV file: read line by line, and written."""

from __future__ import annotations

import math
import re
from array import array
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np

from ncsn_engine.config import InputError, PointsFileConfig
from ncsn_engine.data.album import Album
from ncsn_engine.data.load import Progress, loads
from ncsn_engine.data.sets import Points
from ncsn_engine.storage import write_whole

__all__ = ["read_points", "write_points"]

_FEWEST, _MOST = 4, 10_000_000  # rows of a file
_MOST_NAMED = 200_000  # points whose split is kept should the file change; more would take seconds and megabytes
_LARGEST_FILE = 2**30  # bytes
_LARGEST = 3.4028235e38  # rounds to the largest float32, which is a little less
_LARGEST_LABEL = 2**53  # up to here a float is exact
_MEANT = re.compile(r"[+-]?\.?\d")  # how a number begins, though it may be written wrongly


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
    path = Path(settings.file).expanduser()
    values, labels = read_points(path)
    if np.ptp(values, axis=0).max() == 0:
        raise InputError("{file}: all its points are one and the same; give others.", file=settings.file)
    album = Album.of_points(path, values, labels) if len(values) <= _MOST_NAMED else None
    return replace(Points.labelled(values, labels), album=album)


def _check(path: Path) -> None:
    """Refuse what is no file, or too large a one."""
    if not path.exists():
        raise InputError("{path}: there is no such file; name a CSV file with columns x and y.", path=path)
    if not path.is_file():
        raise InputError("{path}: is not a file; name a CSV file with columns x and y.", path=path)
    if path.stat().st_size > _LARGEST_FILE:
        raise InputError(
            "{path}: is {st_size:.2f} GiB; at most 1 GiB is read: leave out points.",
            path=path,
            st_size=path.stat().st_size / 2**30,
        )


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
        _check(path)
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
                    raise InputError(
                        "{place}: columns found: {count}, expected: {expected}.",
                        place=place,
                        count=len(fields),
                        expected=expected,
                    )
                values.extend([_coordinate(place, field) for field in fields[:2]])
                values.extend([_label(place, field) for field in fields[2:]])
                if len(values) > _MOST * columns:
                    raise InputError("{place}: more than {most:,} points; leave out some.", place=place, most=_MOST)
    except OSError as error:
        raise InputError("{path}: can't be read ({strerror}).", path=path, strerror=error.strerror) from error
    except UnicodeDecodeError as error:
        raise InputError("{path}: is not text in UTF-8; save it as CSV in UTF-8.", path=path) from error
    count = len(values) // columns if columns else 0
    if count < _FEWEST:
        found = f"only {count} point{'s' * (count != 1)}" if count else "no points"
        raise InputError(
            "{path}: holds {found}; expected at least {fewest} lines such as '0.5, -1.2', to learn and to judge.",
            path=path,
            found=found,
            fewest=_FEWEST,
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
        raise InputError("{path}: points have shape {shape}; expected (n, 2).", path=path, shape=points.shape)
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


def _number(field: str) -> float:
    """Return a number as every program writes it: Python alone takes ``1_0`` for ten."""
    if "_" in field:
        raise ValueError
    return float(field)


def _is_number(field: str) -> bool:
    try:
        _number(field)
    except ValueError:
        return False
    return True


def _coordinate(place: str, field: str) -> float:
    try:
        value = _number(field)
    except ValueError:
        hint = "; write decimals with a point" if "," in field else ""
        raise InputError(
            "{place}: found {field!r}, expected a number{hint}.", place=place, field=field[:40], hint=hint
        ) from None
    if not abs(value) <= _LARGEST:  # NaN too
        raise InputError(
            "{place}: found {field!r}, expected a finite number up to {largest:.2g}.",
            place=place,
            field=field[:40],
            largest=_LARGEST,
        )
    return value


def _label(place: str, field: str) -> float:
    value = float(field) if _is_number(field) else math.nan
    if not abs(value) <= _LARGEST_LABEL or value != int(value):
        raise InputError(
            "{place}: found {field!r}, expected a whole number as label in the third column.",
            place=place,
            field=field[:40],
        )
    return value
