"""Where a saved plot or table comes from: runs, steps and settings, inside the file or beside it. Needs no torch."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from ncsn_engine.export import png
from ncsn_engine.runs import library_versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ncsn_engine.runs import Run

__all__ = ["curves_origin", "read_origin", "svg_text", "with_text"]

_KIND = "ncsn-curves"  # the first key of what tells of curves; recipes of samples have "ncsn-recipe"
_METADATA = '<metadata id="ncsn-recipe">{}</metadata>'


def curves_origin(runs: Sequence[tuple[Run, int]], shown: dict[str, Any]) -> str:
    """Tell, as JSON, which runs curves are of.

    Parameters
    ----------
    runs
        Each with the step up to which its curves go; the shown one first.
    shown
        How they are drawn: quantity, smoothing, axis and the like.
    """
    told = [
        {
            "name": run.name,
            "id": run.id,
            "step": step,
            "created": run.created,
            "versions": run.versions,
            "settings": run.config.model_dump(mode="json"),
        }
        for run, step in runs
    ]
    return json.dumps({_KIND: 1, "runs": told, "shown": shown, "versions": library_versions()}, indent=1)


def with_text(data: bytes, suffix: str, text: str) -> bytes:
    """Return a PNG or an SVG with a text inside, where :mod:`ncsn_engine.recipe` has its own; others as they are."""
    if not text:
        return data
    if suffix == ".png":
        with Image.open(io.BytesIO(data)) as image:
            return png(np.asarray(image), {"ncsn-recipe": text})
    if suffix == ".svg":
        drawn = data.decode()
        first = re.search(r"<svg\b[^>]*>", drawn)
        assert first is not None
        return (drawn[: first.end()] + "\n" + _METADATA.format(html.escape(text)) + drawn[first.end() :]).encode()
    return data


def svg_text(path: Path) -> str:
    """Return the text in an SVG.

    Raises
    ------
    ValueError
        If there is none.
    """
    found = re.search(_METADATA.format("(.*?)"), path.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise ValueError("no metadata")
    return html.unescape(found[1])


def read_origin(file: Path | str) -> dict[str, Any] | None:
    """Read what :func:`curves_origin` wrote out of a PNG, an SVG or a JSON; None if there is no such thing."""
    path = Path(file)
    try:
        match path.suffix.lower():
            case ".json":
                text = path.read_text(encoding="utf-8")
            case ".svg":
                text = svg_text(path)
            case _:
                with Image.open(path) as image:
                    text = str(image.info.get("ncsn-recipe", ""))
        tree = json.loads(text)
        return tree if isinstance(tree, dict) and tree.get(_KIND) == 1 else None
    except Exception:  # whatever a file does to its reader: it is none of ours
        return None
