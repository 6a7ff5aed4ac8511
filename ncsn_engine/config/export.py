"""Settings of what is exported."""

from __future__ import annotations

from typing import Literal

from ncsn_engine.config.settings import Settings, setting

__all__ = ["ExportConfig"]


class ExportConfig(Settings):
    """How an exported picture or film looks."""

    format: Literal["grid", "picture", "pictures", "gif", "apng", "npz"] = setting(
        "grid",
        "What",
        "All pictures in one PNG, one picture, one PNG for each, the denoising as a film, or the arrays.",
    )
    picture: int = setting(0, "Picture", "Which one, counted from 0.", ge=0, le=100_000)
    scale: int = setting(4, "Enlarge", "Whole factor, nearest neighbour: pixels stay squares.", unit="×", ge=1, le=64)
    columns: int = setting(0, "Columns", "Pictures in a row; 0: about square.", ge=0, le=1000)
    gap: int = setting(1, "Gap", "Dark pixels between pictures, before enlarging.", unit="px", ge=0, le=64)
    shown: Literal["x", "denoised"] = setting(
        "x", "Show", "The picture as it stands, or the model's estimate of where it goes."
    )
    frames: int = setting(120, "Frames", "Most frames of a film, spread evenly over the steps.", ge=2, le=5000)
    fps: float = setting(20.0, "Speed", "Frames a second.", unit="/s", ge=0.5, le=50)
    hold: float = setting(1.5, "Hold", "How long the last frame stays.", unit="s", ge=0, le=60)
    recipe: bool = setting(
        True,
        "Recipe",
        "Model, settings and seed are written into the file and beside it; without, it can't be made again, and tells "
        "nothing of you.",
    )
