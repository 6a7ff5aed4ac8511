"""Settings of the data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ncsn_engine.config.settings import Settings, setting

__all__ = ["DataConfig", "DigitsConfig", "DownloadedConfig", "FolderConfig", "PointsConfig", "PointsFileConfig"]


class _Split(Settings):
    held_out: int = setting(
        297,
        "Held out",
        "Pictures set aside to judge the model on; never more than a quarter of the set.",
        ge=1,
        le=100_000,
    )
    split_seed: int = setting(0, "Split seed", "Decides which pictures are held out.", ge=0, le=2**31 - 1)


class _Pictures(_Split):
    flip: bool = setting(False, "Mirror at random", "Shows each picture mirrored half of the time.")
    pixel_range: Literal["[0, 1]", "[-1, 1]"] = setting(
        "[0, 1]",
        "Pixel range",
        "Units of x. The σ of the NCSN papers hold in [0, 1], those of VP, DDPM and EDM in [-1, 1], "
        "where the same noise has twice the σ.",
        formula="x = pixel / 255   or   x = pixel / 127.5 - 1",
    )
    memory: int = setting(
        2048,
        "Memory for data",
        "Sets larger than this are read from disk while training.",
        unit="MiB",
        ge=0,
        le=1_000_000,
        advanced=True,
    )


class DigitsConfig(_Pictures):
    """1797 handwritten digits, 8×8 grey, that ship inside scikit-learn (UCI, 1998)."""

    kind: Literal["digits"] = "digits"


class DownloadedConfig(_Pictures):
    """Sets that torchvision downloads once."""

    kind: Literal["mnist", "fashion-mnist", "cifar10"] = "mnist"
    folder: str = setting(
        "",
        "Kept in",
        "Folder that holds the downloaded files; empty: the user's data folder.",
        path="folder",
    )


class FolderConfig(_Pictures):
    """Your own pictures: every picture below a folder; its sub-folders are the classes."""

    kind: Literal["folder"] = "folder"
    folder: str = setting("", "Folder", "All pictures in it and below it.", path="folder")
    size: int = setting(32, "Size", "Pictures are resized and centre-cropped to size × size.", unit="px", ge=4, le=1024)
    colour: Literal["grey", "RGB"] = setting("RGB", "Colour", "Channels of a picture: 1 or 3.")


class PointsConfig(_Split):
    """Points in the plane, where one can see a whole density; drawn anew from a formula."""

    kind: Literal["checkerboard", "moons", "circles", "swiss-roll", "spiral", "eight-gaussians", "pair", "pinwheel"] = (
        "checkerboard"
    )
    count: int = setting(10_000, "Points", "How many points the set has.", ge=8, le=1_000_000)


class PointsFileConfig(_Split):
    """Your own points: a CSV file of x, y and perhaps a class, or points drawn by hand."""

    kind: Literal["points-file"] = "points-file"
    file: str = setting(
        "", "File", "A CSV file with two columns, and a third with whole numbers for classes.", path="points"
    )


DataConfig = Annotated[
    DigitsConfig | DownloadedConfig | FolderConfig | PointsConfig | PointsFileConfig, Field(discriminator="kind")
]
