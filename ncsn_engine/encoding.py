"""Films as files: GIF, APNG, WebP and MP4, encoded a frame at a time. Needs no torch.

Pillow takes all frames of an animation before it encodes the first. Here each is encoded when it is taken, so that a
long film needs the memory of one frame, and whoever gives the frames knows how far it is and may stop it.
"""

from __future__ import annotations

import io
import struct
import zlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PIL import GifImagePlugin, Image

from ncsn_engine.config import InputError
from ncsn_engine.export import enlarged, image, png

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["VIDEO_MISSING", "FilmKind", "animation", "has_video", "mp4_comment", "pictures_in"]

FilmKind = Literal["gif", "apng", "webp", "mp4"]
VIDEO_MISSING = 'MP4 films need PyAV: pip install "ncsn-studio[video]", or choose WebP, GIF or APNG.'

_LARGEST = {"gif": 65_535, "apng": 2**31 - 1, "webp": 16_383, "mp4": 16_384}  # pixels a side
_DESCRIPTION = 0x010E  # Exif's ImageDescription
_BT601 = 6  # H.264's number of this matrix
_CLOCK = 90_000  # parts of a second in an MP4: whole frames at all usual speeds
_LOOKED_AT, _COLOURS_OF = 64, 2**18  # frames and pixels at most, out of which a palette is made
# Of x264. At a rate factor of 12 no difference is seen; mbtree, which looks ahead, makes other bytes each time.
_X264 = {"crf": "12", "preset": "fast", "x264-params": "mbtree=0"}


def animation(
    kind: FilmKind, frames: Sequence[np.ndarray], fps: float, hold: float, recipe: str, scale: int = 1
) -> bytes:
    """Encode frames (H, W, C) uint8 as a film that plays in circles.

    Parameters
    ----------
    frames
        The last is looked at first, for its size, and for a GIF of colours some from the first to the last; then each
        is asked for in order.
    fps
        Frames a second. GIF counts in hundredths of a second, APNG and WebP in thousandths, MP4 in finer parts; what
        rounding adds to one frame it takes from the next.
    hold
        Seconds that the last frame stays.
    recipe
        Goes into the GIF's or MP4's comment, the PNG's text or the WebP's Exif description; empty: nothing does.
    scale
        Whole factor by which frames are enlarged.

    Raises
    ------
    InputError
        If the frames are too large for this kind, or MP4 can't be made here.
    """
    if kind == "mp4" and not has_video():
        raise InputError(VIDEO_MISSING)
    last = frames[-1]
    h, w = last.shape[0] * scale, last.shape[1] * scale
    if max(h, w) > _LARGEST[kind]:
        raise InputError(
            "{w} × {h} pixels: {upper} holds at most {largest} a side; enlarge less, or choose APNG.",
            w=w,
            h=h,
            upper=kind.upper(),
            largest=_LARGEST[kind],
        )
    match kind:
        case "gif":
            return _gif(frames, _ticks(len(frames), fps, hold, 100), recipe, scale)
        case "apng":
            return _apng(frames, _ticks(len(frames), fps, hold, 1000), recipe, scale)
        case "webp":
            return _webp(frames, _ticks(len(frames), fps, hold, 1000), recipe, scale)
        case "mp4":
            return _mp4(frames, fps, hold, recipe, scale)


def _ticks(count: int, fps: float, hold: float, rate: int) -> list[int]:
    """Return how long each frame stays, in whole parts 1/`rate` of a second that add up to the exact time."""
    ends = np.arange(1, count + 1) / fps
    ends[-1] = (count - 1) / fps + max(1 / fps, hold)
    ticks: list[int] = np.diff(np.floor(ends * rate + 0.5).astype(int), prepend=0).tolist()
    return ticks


def _gif(frames: Sequence[np.ndarray], ticks: list[int], recipe: str, scale: int) -> bytes:
    h, w, channels = frames[-1].shape
    palette = _palette(frames) if channels == 3 else None  # grey needs none
    colours = bytes((palette.getpalette("RGB") or []) if palette else np.arange(256).repeat(3).tolist()).ljust(
        768, b"\0"
    )
    parts = [b"GIF89a", struct.pack("<HHBBB", w * scale, h * scale, 0xF7, 0, 0), colours]
    parts.append(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")  # again and again
    text = recipe.encode()
    if text:
        blocks = (text[i : i + 255] for i in range(0, len(text), 255))
        parts.append(b"\x21\xfe" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0")
    for frame, stay in zip(frames, ticks, strict=True):
        picture = image(frame)
        if palette:  # before it is enlarged: the fewer pixels
            picture = picture.quantize(palette=palette, dither=Image.Dither.NONE)
        picture = picture.resize((w * scale, h * scale), Image.Resampling.NEAREST)
        parts.append(struct.pack("<BBBBHBB", 0x21, 0xF9, 4, 0, stay, 0, 0))
        parts += GifImagePlugin.getdata(picture)
    return b"".join([*parts, b";"])


def _palette(frames: Sequence[np.ndarray]) -> Image.Image:
    """Return one palette for all frames, or colours would flicker: of pixels from the first frame to the last."""
    chosen = np.unique(np.linspace(0, len(frames) - 1, _LOOKED_AT).round().astype(int)).tolist()
    draw, most, some = np.random.default_rng(0), _COLOURS_OF // len(chosen), []
    for index in chosen:
        pixels = frames[index].reshape(-1, 3)
        some.append(pixels if len(pixels) <= most else pixels[draw.integers(0, len(pixels), most)])
    return image(np.concatenate(some)[None]).quantize(256)


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Take a PNG apart into its chunks."""
    found, at = list[tuple[bytes, bytes]](), 8
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size]))
        at += size + 12
    return found


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _apng(frames: Sequence[np.ndarray], ticks: list[int], recipe: str, scale: int) -> bytes:
    parts, number = [b"\x89PNG\r\n\x1a\n"], 0
    for i, (frame, stay) in enumerate(zip(frames, ticks, strict=True)):
        still = _chunks(png(enlarged(frame, scale), {"ncsn-recipe": recipe} if recipe and not i else None))
        if not i:
            parts += [_chunk(name, data) for name, data in still if name not in (b"IDAT", b"IEND")]
            parts.append(_chunk(b"acTL", struct.pack(">II", len(ticks), 0)))
        h, w = frame.shape[0] * scale, frame.shape[1] * scale
        parts.append(_chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, w, h, 0, 0, stay, 1000, 0, 0)))
        number += 1
        pixels = b"".join(data for name, data in still if name == b"IDAT")
        if i:
            parts.append(_chunk(b"fdAT", struct.pack(">I", number) + pixels))
            number += 1
        else:
            parts.append(_chunk(b"IDAT", pixels))
    return b"".join([*parts, _chunk(b"IEND", b"")])


def _webp(frames: Sequence[np.ndarray], ticks: list[int], recipe: str, scale: int) -> bytes:
    """Encode without loss; the recipe is the Exif description."""
    h, w = frames[-1].shape[0] * scale, frames[-1].shape[1] * scale
    size = (w - 1).to_bytes(3, "little") + (h - 1).to_bytes(3, "little")
    parts = [_riff(b"VP8X", bytes([0x02 | (0x08 if recipe else 0), 0, 0, 0]) + size), _riff(b"ANIM", bytes(6))]
    for frame, stay in zip(frames, ticks, strict=True):
        out = io.BytesIO()
        image(enlarged(frame, scale)).convert("RGB").save(out, "WEBP", lossless=True, method=2)
        still = out.getvalue()[12:]  # one chunk, VP8L
        parts.append(_riff(b"ANMF", bytes(6) + size + stay.to_bytes(3, "little") + b"\x02" + still))
    if recipe:
        exif = Image.Exif()
        exif[_DESCRIPTION] = recipe
        parts.append(_riff(b"EXIF", exif.tobytes().removeprefix(b"Exif\0\0")))
    return _riff(b"RIFF", b"WEBP" + b"".join(parts))


def _riff(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def has_video() -> bool:
    """Tell whether MP4 can be made here."""
    import importlib.util

    return importlib.util.find_spec("av") is not None


def _mp4(frames: Sequence[np.ndarray], fps: float, hold: float, recipe: str, scale: int) -> bytes:
    """Encode as H.264, which everything plays; sides are made even by repeating the last row and column.

    The last frame is repeated while it stays: players differ in what they make of a single long frame. Its repeats
    share its time evenly, so that the film is as long as was asked. One thread gives the same bytes everywhere.
    """
    import av

    out = io.BytesIO()
    *begins, over = np.cumsum([0, *_ticks(len(frames), fps, hold, _CLOCK)]).tolist()
    last, again = begins[-1], _repeats(fps, hold)
    begins += [last + (over - last) * k // again for k in range(1, again)]
    ends = dict(zip(begins, [*begins[1:], over], strict=True))
    h, w = (side * scale + side * scale % 2 for side in frames[-1].shape[:2])
    with av.open(out, "w", format="mp4", options={"fflags": "+bitexact"}) as film:
        stream: Any = film.add_stream("libx264", rate=Fraction(fps).limit_denominator(1000), options=_X264)
        stream.codec_context.time_base = Fraction(1, _CLOCK)
        stream.width, stream.height, stream.pix_fmt = w, h, "yuv420p"
        stream.codec_context.thread_count = 1
        stream.codec_context.colorspace, stream.codec_context.color_range = _BT601, 1  # as the pixels are converted
        if recipe:
            film.metadata["comment"] = recipe
        for i, frame in enumerate(frames):
            large = enlarged(frame, scale)
            even = np.pad(large, ((0, h - large.shape[0]), (0, w - large.shape[1]), (0, 0)), mode="edge")
            picture = av.VideoFrame.from_ndarray(even.repeat(3 // even.shape[2], axis=2), format="rgb24")
            for begin in begins[i:] if i == len(frames) - 1 else begins[i : i + 1]:
                picture.pts, picture.time_base = begin, Fraction(1, _CLOCK)
                _mux(film, stream.encode(picture), ends)
        _mux(film, stream.encode(), ends)
    return out.getvalue()


def _mux(film: Any, packets: Any, ends: dict[int, int]) -> None:
    """Write packets, and how long each stays: the encoder does not say it, and a player needs it of the last."""
    for packet in packets:
        packet.duration = ends[packet.pts] - packet.pts
        film.mux(packet)


def _repeats(fps: float, hold: float) -> int:
    """Return how often a video has its last frame."""
    return max(1, round(hold * fps))


def pictures_in(kind: str, count: int, fps: float, hold: float) -> int:
    """Return how many pictures a film of `count` frames holds: in a video the last one is repeated."""
    return count - 1 + _repeats(fps, hold) if kind == "mp4" else count


def mp4_comment(path: Path) -> str:
    """Return the comment in an MP4 file; needs no PyAV, as a film may come from elsewhere.

    Raises
    ------
    KeyError
        If there is none.
    """
    with open(path, "rb") as file:
        file.seek(0, 2)
        begin, end = 0, file.tell()
        for name, skipped in ((b"moov", 0), (b"udta", 0), (b"meta", 4), (b"ilst", 0), (b"\xa9cmt", 0), (b"data", 8)):
            while begin + 8 <= end:
                file.seek(begin)
                size, found, more = struct.unpack(">I4sQ", file.read(16).ljust(16, b"\0"))
                long = size == 1
                size = more if long else size or end - begin
                if found == name:
                    begin, end = begin + (16 if long else 8) + skipped, min(end, begin + size)
                    break
                begin += max(8, size)
            else:
                raise KeyError("comment")
        file.seek(begin)
        return file.read(end - begin).decode()
