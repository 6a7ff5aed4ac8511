"""Reading a recipe out of any file that holds one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pydantic import TypeAdapter

from ncsn_engine.config import Branch, ExportConfig, InputError, NoiseConfig, RunConfig, SamplingConfig
from ncsn_engine.encoding import mp4_comment
from ncsn_engine.origin import svg_text
from ncsn_engine.recipe.record import FORMAT, Recipe

__all__ = ["read_recipe"]

_DESCRIPTION = 0x010E  # Exif's ImageDescription, where a WebP has its recipe


def read_recipe(file: Path | str) -> Recipe:
    """Read the recipe out of an exported PNG, APNG, GIF, WebP, MP4, NPZ or JSON.

    Raises
    ------
    InputError
        If the file is missing, or holds none.
    """
    path = Path(file).expanduser()
    try:
        text = _text_in(path)
    except OSError as error:
        raise InputError("{path}: can't be read ({what}).", path=path, what=error.strerror or error) from error
    except Exception as error:  # Pillow, NumPy and zipfile raise what they like on files that are none of ours
        raise InputError(
            "{path}: holds no recipe of NCSN Studio ({names}).", path=path, names=" ".join(str(error).split())
        ) from error
    try:
        tree = json.loads(text)
        if tree["ncsn-recipe"] > FORMAT:
            raise InputError("{path}: its recipe was made by a newer version; update the program.", path=path)
        return Recipe(
            model={key: tree["model"][key] for key in ("sha256", "run", "step", "weights")},
            sampling=_sampling_in(tree["sampling"]),
            noise=TypeAdapter[Any](NoiseConfig).validate_python(tree["noise"]) if tree["noise"] else None,
            export=ExportConfig.checked(tree["export"]),
            low=float(tree["low"]),
            high=float(tree["high"]),
            device=str(tree["device"]),
            versions=dict(tree["versions"]),
            branches=tuple(Branch(int(b["at"]), _sampling_in(b["sampling"])) for b in tree.get("branches", ())),
        )
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("{path}: holds no recipe of NCSN Studio.", path=path) from error


def _sampling_in(tree: dict[str, Any]) -> SamplingConfig:
    return RunConfig.checked({"sampling": tree}).sampling


def _text_in(path: Path) -> str:
    match path.suffix.lower():
        case ".json":
            return path.read_text(encoding="utf-8")
        case ".svg":
            return svg_text(path)
        case ".npz":
            with open(path, "rb") as file, np.load(file, allow_pickle=False) as arrays:
                return str(arrays["recipe"])
        case ".mp4":
            return mp4_comment(path)
        case _:
            with Image.open(path) as image:
                found: Any = image.info.get("ncsn-recipe") or image.info.get("comment")
                found = found or image.getexif()[_DESCRIPTION]
                return found.decode() if isinstance(found, bytes) else str(found)
