"""What a file or folder is that was dropped on the window, or named when it was started."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

__all__ = ["MAY", "dropped_paths", "kind_of", "run_of"]

MAY = tr(
    "Drop an exported picture, film, NPZ or recipe; a run's folder; a folder of pictures; points as .csv; settings as "
    ".toml; or a checkpoint (.pth, .pt) of the NCSN and score SDE papers."
)

_PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm"}
_KINDS = {
    **dict.fromkeys((".png", ".apng", ".gif", ".webp", ".mp4", ".npz", ".json", ".svg"), "recipe"),
    **dict.fromkeys((".pth", ".pt", ".ckpt", ".safetensors"), "checkpoint"),
    ".csv": "points",
    ".toml": "settings",
}
_LOOKED_AT = 2000  # files of a folder among which a picture is sought


def kind_of(path: Path) -> str:
    """Tell what a path is: run, recipe, pictures, points, settings, checkpoint, or empty."""
    if path.is_dir():
        if (path / "run.json").is_file():
            return "run"
        if (path / "recipe.json").is_file():  # pictures that were exported one by one
            return "recipe"
        some = (file for _, file in zip(range(_LOOKED_AT), path.rglob("*"), strict=False))
        return "pictures" if any(file.suffix.lower() in _PICTURES for file in some) else ""
    if path.name == "run.json" or (path.suffix == ".safetensors" and run_of(path)):
        return "run"
    return _KINDS.get(path.suffix.lower(), "") if path.is_file() else ""


def run_of(path: Path) -> Path | None:
    """Return the run folder that a file is of, or that the path is."""
    folders = [path] if path.is_dir() else [path.parent] if path.name == "run.json" else [path.parent.parent]
    return next((folder for folder in folders if (folder / "run.json").is_file()), None)


def dropped_paths(mime: QMimeData) -> list[Path]:
    """Return the files and folders that are being dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
