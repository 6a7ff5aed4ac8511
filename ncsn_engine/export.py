"""Pictures out of arrays: one PNG, a grid, the arrays themselves. Needs no torch."""

from __future__ import annotations

import io
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, PngImagePlugin

from ncsn_engine.storage import write_whole

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Pixels", "grid", "read_tiles", "scatter", "to_pixels", "write_tiles"]

Pixels = np.ndarray  # uint8 (N, H, W, C)


def to_pixels(x: np.ndarray, low: float = 0.0, high: float = 1.0) -> Pixels:
    """Clip pictures (N, C, H, W) to the pixel range and round to uint8 (N, H, W, C).

    Points (N, 2) become one picture: the square from `low` to `high`, each point a bright spot on dark.
    """
    if x.ndim == 2:
        return scatter(x, low, high)[None]
    unit = (x.astype(np.float32) - low) * (1 / (high - low))
    pixels: Pixels = np.rint(unit.clip(0, 1) * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    return pixels


_DOT, _DARK = np.array([122, 176, 255], np.float32), np.array([16, 18, 22], np.float32)  # RGB


def scatter(x: np.ndarray, low: float, high: float, size: int = 256) -> np.ndarray:
    """Draw points (N, 2) as a picture, uint8 (size, size, 3), y upwards; many on one spot glow brighter."""
    from scipy.ndimage import gaussian_filter1d

    place = (x.astype(np.float64) - low) / (high - low) * size - 0.5
    place = place[(np.abs(place) < 1e6).all(1)]  # not NaN, not too far to be counted in pixels
    ink = np.zeros((size, size), np.float32)
    corner = np.floor(place).astype(int)
    part = place - corner
    for right, up in ((0, 0), (1, 0), (0, 1), (1, 1)):  # a spot of one pixel, shared by the four it touches
        at = corner + np.array([right, up])
        inside = ((at >= 0) & (at < size)).all(1)
        share = np.abs(1 - right - part[:, 0]) * np.abs(1 - up - part[:, 1])
        np.add.at(ink, (size - 1 - at[inside, 1], at[inside, 0]), share[inside])
    for axis in (0, 1):  # a soft spot, about size/100 wide
        ink = gaussian_filter1d(ink, size / 230, axis=axis, mode="constant")
    # Few points glow each by itself; of many, the densest places are brightest.
    glow = 1 - np.exp(-ink * max(4.0, 0.15 * size**2 / max(1, len(x))))
    picture: np.ndarray = np.rint(_DARK + glow[..., None] * (_DOT - _DARK)).astype(np.uint8)
    return picture


def columns_for(count: int) -> int:
    """Return how many columns make a grid of `count` pictures about square."""
    return max(1, math.ceil(math.sqrt(count)))


def grid(pixels: Pixels, columns: int | None = None, gap: int = 1, scale: int = 1) -> np.ndarray:
    """Lay pictures out in rows, enlarged by a whole factor; uint8 (H, W, C).

    Parameters
    ----------
    gap
        Dark pixels between pictures, before enlarging.
    """
    n, h, w, c = pixels.shape
    columns = columns or columns_for(n)
    rows = math.ceil(n / columns)
    sheet = np.zeros((rows * (h + gap) - gap, columns * (w + gap) - gap, c), np.uint8)
    for i, picture in enumerate(pixels):
        top, left = i // columns * (h + gap), i % columns * (w + gap)
        sheet[top : top + h, left : left + w] = picture
    return enlarged(sheet, scale)


def enlarged(picture: np.ndarray, scale: int) -> np.ndarray:
    """Enlarge a picture (H, W, C) by a whole factor: pixels stay squares."""
    return picture.repeat(scale, axis=0).repeat(scale, axis=1) if scale > 1 else picture


def image(pixels: np.ndarray) -> Image.Image:
    """Return a Pillow picture of (H, W, C) uint8; grey for one channel."""
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def png(pixels: np.ndarray, text: dict[str, str] | None = None) -> bytes:
    """Encode one picture (H, W, C) as PNG, with texts inside."""
    info = PngImagePlugin.PngInfo()
    for key, value in (text or {}).items():
        info.add_itxt(key, value)
    out = io.BytesIO()
    image(pixels).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def npz(arrays: dict[str, Any]) -> bytes:
    """Encode arrays as a compressed NPZ; strings become unicode arrays."""
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def write_tiles(path: Path, pixels: Pixels) -> None:
    """Save pictures (N, H, W, C) as a PNG without gaps that :func:`read_tiles` takes apart again."""
    layout = {"count": len(pixels), "columns": columns_for(len(pixels))}
    write_whole(path, png(grid(pixels, layout["columns"], gap=0), {"ncsn-tiles": json.dumps(layout)}))


def read_tiles(path: Path) -> Pixels:
    """Read what :func:`write_tiles` wrote; uint8 (N, H, W, C)."""
    with Image.open(path) as opened:
        opened.load()
        layout = json.loads(opened.info["ncsn-tiles"])
        sheet = np.asarray(opened)
    count, columns = int(layout["count"]), int(layout["columns"])
    rows = math.ceil(count / columns)
    h, w = sheet.shape[0] // rows, sheet.shape[1] // columns
    tiles = sheet.reshape(rows, h, columns, w, -1).transpose(0, 2, 1, 3, 4)
    return tiles.reshape(rows * columns, h, w, -1)[:count]
