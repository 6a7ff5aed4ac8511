"""Any folder of pictures."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError

from ncsn_engine.config import FolderConfig, InputError
from ncsn_engine.data.load import Progress, loads
from ncsn_engine.data.sets import Pictures, Streamed, fits

__all__ = ["folder", "read_picture"]

_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm"}
_MOST_PIXELS = 64_000_000  # larger files are refused: a small file can unpack to fill the memory


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
    if not settings.folder:
        raise InputError("data.folder: is empty; name a folder of pictures.")
    place = Path(settings.folder).expanduser()
    if not place.is_dir():
        raise InputError(f"data.folder: there is no folder {place}; name a folder of pictures.")
    files = sorted(f for f in place.rglob("*") if f.is_file() and f.suffix.lower() in _SUFFIXES)
    shape = (3 if settings.colour == "RGB" else 1, settings.size, settings.size)
    in_memory = fits(len(files), shape, settings)
    pictures, good, skipped = [], [], []
    for index, file in enumerate(files):
        try:
            picture = read_picture(file, settings.size, settings.colour)
        except InputError as error:
            skipped.append(str(error))
            continue
        good.append(file)
        if in_memory:
            pictures.append(picture)
        if progress and index % 64 == 0:
            progress(f"reading pictures in {place}", index / len(files))
    if not good:
        found = f"{len(files)} files look like pictures, but none could be read" if files else "no pictures"
        raise InputError(f"data.folder: {place} holds {found}; PNG, JPEG, BMP, GIF, WebP, TIFF and PPM are read.")
    labels = _classes(place, good)
    if in_memory:
        return Pictures(torch.stack(pictures), labels=labels, skipped=tuple(skipped))
    return Streamed(_Files(tuple(good), settings), labels, tuple(skipped))


def _classes(place: Path, files: list[Path]) -> np.ndarray | None:
    """Return the number of each file's sub-folder, (N,); None where there are none to tell apart."""
    names = [file.relative_to(place).parts[0] for file in files]
    known = sorted(set(names))
    if len(known) < 2 or any((place / name).is_file() for name in known):
        return None
    return np.array([known.index(name) for name in names], dtype=np.int64)


class _Files:
    def __init__(self, files: tuple[Path, ...], settings: FolderConfig) -> None:
        self.files, self.settings = files, settings

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
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is below
            with Image.open(file) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    raise InputError(f"{file.name}: {opened.width}×{opened.height} is over 64 million pixels")
                image = ImageOps.exif_transpose(opened)
                if image.mode.startswith("I;16"):  # Pillow clips 16-bit grey instead of scaling it
                    image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
                elif image.mode in ("RGBA", "LA", "PA", "P"):
                    rgba = image.convert("RGBA")  # see-through parts become white, as on paper
                    image = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
                image = image.convert("RGB" if colour == "RGB" else "L")
                image = ImageOps.fit(image, (size, size), Image.Resampling.LANCZOS)
    except UnidentifiedImageError as error:
        raise InputError(f"{file.name}: not a picture") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{file.name}: {error}") from error
    values = np.asarray(image, dtype=np.uint8)
    return torch.from_numpy(values.reshape(size, size, -1).transpose(2, 0, 1).copy())
