"""The kinds of export: how they are called, and what each is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from ncsn_engine.config import ExportConfig

__all__ = ["ASKED", "OF_PICTURES", "OF_POINTS", "SUFFIXES", "TITLES", "WORDS", "describe", "size_said"]

TITLES = {  # entry, what the file dialog calls such files, suffix
    "grid": (tr("Grid, PNG"), tr("PNG picture") + " (*.png)", ".png"),
    "picture": (tr("One picture, PNG"), tr("PNG picture") + " (*.png)", ".png"),
    "pictures": (tr("Every picture, a folder of PNGs"), "", ""),
    "gif": (tr("Film, GIF"), tr("GIF film") + " (*.gif)", ".gif"),
    "apng": (tr("Film, animated PNG"), tr("Animated PNG") + " (*.apng *.png)", ".apng"),
    "webp": (tr("Film, WebP without loss"), tr("WebP film") + " (*.webp)", ".webp"),
    "mp4": (tr("Film, MP4"), tr("MP4 film") + " (*.mp4)", ".mp4"),
    "npz": (tr("Arrays, NPZ"), tr("NumPy arrays") + " (*.npz)", ".npz"),
}
SUFFIXES = {suffix for _, _, suffix in TITLES.values() if suffix}
WORDS = {
    "x": tr("Picture x"),
    "denoised": tr("Denoised"),
    "both": tr("x and denoised"),
    "score": tr("Score σ|s|"),
    "change": tr("Change"),
    "fixed": tr("Pixel range"),
    "step": tr("Of each step"),
    "clipped": tr("1–99 % of each step"),
}
OF_POINTS = {"grid": tr("All points, PNG"), "x": tr("Points x")}  # said of points instead
_STILL = {"scale", "shown", "range", "last_step"}
_SHEET = _STILL | {"columns", "gap"}
_FILM = _SHEET | {"first_step", "frames", "fps", "hold"}
ASKED = {
    "grid": _SHEET,
    "picture": _STILL | {"picture"},
    "pictures": _STILL,
    "gif": _FILM,
    "apng": _FILM,
    "webp": _FILM,
    "mp4": _FILM,
    "npz": {"first_step", "last_step"},
}
OF_PICTURES = {"picture", "range", "columns", "gap"}  # points have none of these


def describe(look: ExportConfig) -> str:
    """Say in a line what kind of export this is, and of which steps."""
    said = [TITLES[look.format][0], WORDS[look.shown]]
    if look.format == "picture":
        said.append(tr("picture {number}").format(number=look.picture + 1))
    if look.is_film and (look.first_step or look.last_step is not None):
        last = tr("the end") if look.last_step is None else look.last_step
        said.append(tr("steps {first} to {last}").format(first=look.first_step, last=last))
    elif look.last_step is not None:
        said.append(tr("step {step}").format(step=look.last_step))
    return ", ".join(said)


def size_said(count: int) -> str:
    """Write a size as people read it."""
    if count < 10_000:
        return f"{count:,} B".replace(",", "\u202f")
    return f"{count / 1000:,.0f} kB".replace(",", "\u202f") if count < 1e6 else f"{count / 1e6:,.1f} MB"
