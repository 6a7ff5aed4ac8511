"""Settings of what is exported."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import field_serializer, field_validator, model_validator

from ncsn_engine.config.settings import InputError, Settings, setting

__all__ = ["ExportConfig"]


class ExportConfig(Settings):
    """How an exported picture or film looks."""

    format: Literal["grid", "picture", "pictures", "gif", "apng", "webp", "mp4", "npz"] = setting(
        "grid",
        "What",
        "All pictures in one PNG, one picture, one PNG for each, the denoising as a film, or the arrays.",
    )
    picture: int = setting(0, "Picture", "Which one, counted from 0.", ge=0, le=100_000)
    shown: Literal["x", "denoised", "both", "score", "change"] = setting(
        "x",
        "Show",
        "The picture as it stands; the model's estimate of where it goes; both beside each other; the length of the "
        "score at each pixel; or how x has changed since the step before, where grey is no change.",
        formula="score: σ|s|, black 0, white 2",
    )
    range: Literal["fixed", "step", "clipped"] = setting(
        "fixed",
        "Range",
        "Which values are black and white: those of the pixel range; each step's smallest and largest; or its "
        "percentiles 1 and 99, so that a few wild pixels do not count.",
    )
    scale: int = setting(4, "Enlarge", "Whole factor, nearest neighbour: pixels stay squares.", unit="×", ge=1, le=64)
    columns: int | None = setting(
        None, "Columns", "Pictures in a row; automatic: about square.", empty="automatic", ge=1, le=1000
    )
    gap: int = setting(1, "Gap", "Dark pixels between pictures, before enlarging.", unit="px", ge=0, le=64)
    first_step: int = setting(0, "First step", "Where a film begins; 0 is the noise.", ge=0, le=10_000_000)
    last_step: int | None = setting(
        None,
        "Last step",
        "Where a film ends, and the step that a picture shows.",
        empty="the result",
        ge=0,
        le=10_000_000,
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
    note: str = setting("", "Note", "What you want to remember of it: kept in the recipe, shown when it is opened.")

    @field_validator("columns", mode="before")
    @classmethod
    def _automatic(cls, value: Any) -> Any:
        return None if value in (0, "0") else value

    @field_serializer("columns")
    def _as_in_recipes(self, value: int | None) -> int:
        return value or 0  # as recipes have it since the first one

    @model_validator(mode="after")
    def _steps_ascend(self) -> Self:
        if self.last_step is not None and self.is_film and self.last_step <= self.first_step:
            raise InputError(
                "export.last_step = {last_step}: a film ends after its first step, {first_step}; "
                "choose a later last step or an earlier first one.",
                last_step=self.last_step,
                first_step=self.first_step,
            )
        return self

    @property
    def is_film(self) -> bool:
        """Whether it plays."""
        return self.format in ("gif", "apng", "webp", "mp4")
