"""One picture file, whatever its depth, colours, transparency and turning: upright, on white paper, 8 bits."""

from __future__ import annotations

import contextlib
import hashlib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ncsn_engine.config import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["READ", "SUFFIXES", "Picture", "fingerprint", "read_picture", "read_size"]

READ = "PNG, JPEG, BMP, GIF, WebP, TIFF and PPM"  # for people; no other reader of Pillow's is let near a file
_FORMATS = ("PNG", "JPEG", "BMP", "DIB", "GIF", "WEBP", "TIFF", "PPM")
SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm", ".pfm"}
)
_MOST_PIXELS = 64_000_000  # larger files are refused: a small file can unpack to fill the memory
_ORIENTATION, _BITS, _PHOTOMETRIC, _SAMPLE_FORMAT = 0x0112, 258, 262, 339  # EXIF's and TIFF's tags
_UNSIGNED = 1  # of TIFF's sample formats
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_DARK = 16  # a deep picture that uses less than this part of its range holds fewer bits than its file has room for


@dataclass(frozen=True)
class Picture:
    """A picture as it was read.

    Attributes
    ----------
    image
        Of mode L or RGB, 8 bits, upright.
    note
        What a person should know of it, without the file's name; empty: nothing.
    """

    image: Image.Image
    note: str = ""

    def square(self, size: int) -> np.ndarray:
        """Return it resized and cropped at the centre, uint8 (size, size, C)."""
        fitted = ImageOps.fit(self.image, (size, size), Image.Resampling.LANCZOS)
        return np.asarray(fitted, dtype=np.uint8).reshape(size, size, -1)

    def pixels(self) -> np.ndarray:
        """Return it as it is, uint8 (H, W, C)."""
        return np.asarray(self.image, dtype=np.uint8).reshape(self.image.height, self.image.width, -1)


def read_picture(path: Path, channels: int = 3, called: str = "") -> Picture:
    """Read one picture: upright, see-through parts white as on paper, its depth's range brought to 0 … 255.

    Parameters
    ----------
    channels
        3 for RGB, else grey.
    called
        What messages call the file; by default its path.

    Raises
    ------
    InputError
        Naming the file and why it is not read, whatever is wrong with it.
    """
    with _opened(path, called) as opened:
        raw = _stored_as(opened)
        opened.load()
        image, note = _on_paper(opened, raw)
        turn = _TURNS.get(_orientation(opened))
        image = image.convert("RGB" if channels == 3 else "L")
        return Picture(image if turn is None else image.transpose(turn), note)


def read_size(path: Path, called: str = "") -> tuple[int, int]:
    """Return (width, height) of a picture as it is stored, from the head of its file alone.

    Raises
    ------
    InputError
        Naming the file and why it is no picture.
    """
    with _opened(path, called) as opened:
        return opened.width, opened.height


def fingerprint(path: Path) -> str:
    """Return what tells a file's content from others': 128 bits in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


@contextlib.contextmanager
def _opened(path: Path, called: str) -> Iterator[Any]:
    """Open a picture; whatever its file does to the reader, within too, comes out as one sentence that names it."""
    name = called or str(path)
    try:
        if path.exists() and not path.is_file():
            raise InputError("{name}: is not a file; name a picture.", name=name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is wrong enough to matter is an error
            with Image.open(path, formats=_FORMATS) as opened:
                _refuse_large(name, opened.width * opened.height)
                yield opened
    except InputError:
        raise
    except UnidentifiedImageError as error:
        if called:
            raise InputError("{name}: not a picture", name=name) from error
        raise InputError("{name}: not a picture; {read} are read.", name=name, read=READ) from error
    except Image.DecompressionBombError as error:
        raise InputError("{name}: {too_large}", name=name, too_large=_TOO_LARGE) from error
    except _UnknownRangeError as error:
        raise InputError("{name}: {error}", name=name, error=error) from error
    except MemoryError as error:
        raise InputError("{name}: needs more memory than there is; make it smaller.", name=name) from error
    except OSError as error:
        raise InputError(
            "{name}: can't be read ({in_one_line}).", name=name, in_one_line=_in_one_line(error.strerror or error)
        ) from error
    except Exception as error:  # Pillow raises what it likes on broken files: struct.error, TypeError, IndexError …
        raise InputError(
            "{name}: is damaged ({what}).", name=name, what=_in_one_line(error) or type(error).__name__
        ) from error


_TOO_LARGE = f"is over {_MOST_PIXELS // 1_000_000} million pixels; make it smaller."


class _UnknownRangeError(Exception):
    """Numbers of which nobody says what is black and what is white."""


def _refuse_large(name: str, pixels: int) -> None:
    if pixels > _MOST_PIXELS:
        raise InputError("{name}: {too_large}", name=name, too_large=_TOO_LARGE)


def _in_one_line(what: object) -> str:
    return " ".join(str(what).split())[:120]


def _stored_as(opened: Any) -> str:
    """Return Pillow's name of how the numbers lie in the file, for example ``RGB;16B``; known before it is loaded."""
    arguments = opened.tile[0][3] if opened.tile else ""
    return str(arguments[0] if isinstance(arguments, tuple) else arguments)


def _orientation(opened: Any) -> int:
    """Return how the camera was held, 1 to 8 by EXIF; TIFF's was obeyed when it was loaded, and is gone."""
    found = opened.getexif().get(_ORIENTATION, 1)
    return found if isinstance(found, int) else 1


def _on_paper(opened: Any, raw: str) -> tuple[Any, str]:
    """Return the picture with 8 bits and without transparency, and what should be known of it."""
    if opened.mode.startswith("I") or opened.mode == "F":
        return _from_deep(opened)
    deep = ";16" in raw  # of which Pillow has kept the upper 8 bits
    image, clear = opened, opened.info.get("transparency")
    if clear is not None and opened.mode in ("L", "RGB") and opened.format == "PNG":
        opened.info["transparency"] = _in_eight_bits(clear, raw)  # tRNS counts in the file's own depth
    if image.mode == "La":
        image = image.convert("LA")
    if clear is not None or image.mode in ("RGBA", "LA", "PA", "RGBa"):
        rgba = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    elif image.mode == "LAB":
        raise _UnknownRangeError("its colours are in L*a*b*, which are not read; save it as RGB.")
    largest = max(high for _, high in _extrema(opened)) if deep else 255
    return image, _dark_note(largest, 255) if deep else ""


def _extrema(image: Any) -> list[tuple[int, int]]:
    """Return the smallest and the largest value of each colour."""
    colours = image.convert("RGB") if image.mode == "RGBA" else image
    found = colours.getextrema()
    return list(found) if isinstance(found[0], tuple) else [found]


def _in_eight_bits(clear: Any, raw: str) -> Any:
    """Return a PNG's see-through value in the 8 bits that Pillow has made of its 2, 4 or 16."""
    if ";16" in raw:
        return tuple(value >> 8 for value in clear) if isinstance(clear, tuple) else clear >> 8
    bits = {"L;2": 2, "L;4": 4}.get(raw)
    return clear * 255 // (2**bits - 1) if bits and isinstance(clear, int) else clear


def _from_deep(opened: Any) -> tuple[Any, str]:
    """Return a grey picture of more than 8 bits, scaled from its own range, and what should be known of it.

    Its values are never spread from its least to its largest: pictures of one set would lose their relation.
    """
    values = np.asarray(opened)
    top = _white_of(opened, values)
    if opened.mode == "I" and top == 2**32 - 1:
        values = values.view(np.uint32)  # Pillow keeps unsigned numbers as if they had a sign
    share = values.astype(np.float32)  # of a large picture a quarter of a gigabyte already
    share /= top
    if opened.format == "TIFF" and opened.tag_v2.get(_PHOTOMETRIC) == 0:  # white is 0, which Pillow passes over
        np.subtract(1, share, out=share)
    clear = opened.info.get("transparency")
    if isinstance(clear, int):
        share[values == clear] = 1
    note = _dark_note(float(values.max()), top) if top > 1 else ""
    share *= 255
    return Image.fromarray(np.rint(share, out=share).astype(np.uint8)), note


def _white_of(opened: Any, values: np.ndarray) -> float:
    """Return the number that is white in a deep grey picture."""
    if opened.mode == "F":
        low, high = float(values.min()), float(values.max())
        if not 0 <= low <= high <= 1:  # NaN too
            raise _UnknownRangeError(
                f"holds floating-point numbers from {low:.4g} to {high:.4g}, and only 0 (black) to 1 (white) are "
                "read; scale it."
            )
        return 1.0
    if opened.format != "TIFF":  # PPM's are scaled when they are read
        return 65535.0
    bits, sign = opened.tag_v2.get(_BITS, (16,))[0], opened.tag_v2.get(_SAMPLE_FORMAT, (_UNSIGNED,))[0]
    if sign != _UNSIGNED:
        raise _UnknownRangeError(
            f"holds {bits}-bit numbers with a sign, of which black and white are not known; save it without a sign."
        )
    return float(2**bits - 1)


def _dark_note(largest: float, top: float) -> str:
    if not 0 < largest < top / _DARK:
        return ""
    return "less than a sixteenth of the depth is used, as of 12 bits kept in 16; this is read as dark as it stands"
