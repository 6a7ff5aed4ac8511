"""Saved curves tell which run they are of, inside a picture or a drawing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.export import png
from ncsn_engine.origin import curves_origin, read_origin, svg_text, with_text
from ncsn_engine.recipe import read_recipe
from ncsn_engine.runs import create_run
from tests.engine.helpers import tiny_config

if TYPE_CHECKING:
    from pathlib import Path

SVG = b'<?xml version="1.0"?>\n<svg width="9" height="9">\n<title>\xc3\xb7</title></svg>'


def test_what_is_inside_is_read_again(tmp_path: Path) -> None:
    run = create_run(tiny_config(), tmp_path / "<σ & ]]>")
    text = curves_origin([(run, 7)], {"quantity": "loss"})
    pixels = np.random.default_rng(0).integers(0, 256, (5, 6, 3), dtype=np.uint8)
    drawn = with_text(SVG, ".svg", text)
    picture = with_text(png(pixels), ".png", text)
    for name, data in (("a.svg", drawn), ("a.png", picture), ("a.csv.recipe.json", text.encode())):
        (tmp_path / name).write_bytes(data)
        told = read_origin(tmp_path / name)
        assert told is not None, name
        (one,) = told["runs"]
        assert (one["name"], one["id"], one["step"]) == (run.name, run.id, 7)
        assert RunConfig.checked(one["settings"]) == run.config
        assert told["shown"] == {"quantity": "loss"}
    with Image.open(io.BytesIO(picture)) as image:
        np.testing.assert_array_equal(np.asarray(image), pixels)
    assert drawn.startswith(SVG[:50]) and drawn.endswith(SVG[50:])


def test_files_without_it_are_told_apart(tmp_path: Path) -> None:
    assert with_text(SVG, ".svg", "") == SVG
    assert with_text(b"step,loss", ".csv", "{}") == b"step,loss"
    (tmp_path / "plain.svg").write_bytes(SVG)
    (tmp_path / "other.json").write_text("[1, 2]")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    for name in ("plain.svg", "other.json", "broken.png", "missing.png"):
        assert read_origin(tmp_path / name) is None, name
    with pytest.raises(ValueError, match="no metadata"):
        svg_text(tmp_path / "plain.svg")
    with pytest.raises(InputError, match="holds no recipe"):
        read_recipe(tmp_path / "plain.svg")
