"""Exports that know how they were made, and can be made again."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, UnidentifiedImageError
from pydantic import TypeAdapter

from ncsn_engine import export
from ncsn_engine.config import Branch, ExportConfig, InputError, NoiseConfig, RunConfig, SamplingConfig
from ncsn_engine.encoding import VIDEO_MISSING, animation, has_video, mp4_comment
from ncsn_engine.origin import svg_text
from ncsn_engine.runs import library_versions
from ncsn_engine.sheets import Sheets
from ncsn_engine.storage import SaveError, say_why, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.encoding import FilmKind
    from ncsn_engine.score import ScoreModel
    from ncsn_engine.trajectory import Trajectory

__all__ = [
    "Recipe",
    "beside",
    "kind_for",
    "places",
    "read_recipe",
    "recipe_for",
    "rendered",
    "save_export",
    "save_image_grid",
]

_KINDS = {
    ".png": "grid",
    ".gif": "gif",
    ".apng": "apng",
    ".webp": "webp",
    ".mp4": "mp4",
    ".npz": "npz",
    "": "pictures",
}
_DESCRIPTION = 0x010E  # Exif's ImageDescription, where a WebP has its recipe
FORMAT = 2  # 1: without branches, as recipes that have none are written still


@dataclass(frozen=True)
class Recipe:
    """Everything needed to make an export again.

    Attributes
    ----------
    model
        Fingerprint, run, step and weights of the model (:class:`~ncsn_engine.source.ModelSource`).
    sampling, noise
        The sampler's settings, count and seed included; another ladder than the model's, or None.
    export
        Kind and look of the file.
    low, high
        Pixel range of the model.
    device, versions
        What it was made on and with. Other devices and versions may differ in the last bit.
    branches
        Where the sampling was left for other settings, one after the other; the last one's film is exported.
    """

    model: dict[str, Any]
    sampling: SamplingConfig
    noise: NoiseConfig | None
    export: ExportConfig
    low: float
    high: float
    device: str
    versions: dict[str, str]
    branches: tuple[Branch, ...] = ()

    @property
    def last(self) -> SamplingConfig:
        """The settings of the film that is exported: of the last branch, if there are any."""
        return self.branches[-1].sampling if self.branches else self.sampling

    def to_json(self) -> str:
        """Write as JSON, the same text for the same recipe."""
        tree = {
            "ncsn-recipe": 2 if self.branches else 1,
            **{key: getattr(self, key) for key in ("model", "low", "high", "device", "versions")},
            "sampling": self.sampling.model_dump(),
            "noise": self.noise.model_dump() if self.noise else None,
            "export": self.export.model_dump(),
        }
        if self.branches:
            tree["branches"] = [{"at": b.at, "sampling": b.sampling.model_dump()} for b in self.branches]
        return json.dumps(tree, sort_keys=True)


def recipe_for(
    model: ScoreModel,
    sampling: SamplingConfig,
    look: ExportConfig,
    noise: NoiseConfig | None = None,
    branches: tuple[Branch, ...] = (),
) -> Recipe:
    """Write down how an export is made."""
    if model.source is None:
        raise InputError("this model was not opened from a file; save it first, so that a recipe can name it.")
    return Recipe(
        asdict(model.source),
        sampling,
        noise,
        look,
        model.facts.low,
        model.facts.high,
        str(model.sigmas.device),
        library_versions(),
        branches,
    )


def kind_for(path: Path, look: ExportConfig) -> ExportConfig:
    """Choose the kind of export from a file's name: .png, a film's, .npz, or a folder without suffix."""
    suffix = path.suffix.lower()
    if suffix not in _KINDS:
        raise InputError(f"{path}: can't write {suffix} files; use {', '.join(filter(None, _KINDS))}, or a folder.")
    if suffix == ".png" and look.format in ("picture", "apng"):
        return look
    if suffix == ".mp4" and not has_video():
        raise InputError(VIDEO_MISSING)
    return look.replace(format=_KINDS[suffix])


def beside(path: Path) -> Path:
    """Return where the recipe of an exported file stands once more, as JSON."""
    return path.with_name(path.name + ".recipe.json")


def places(path: Path, trajectory: Trajectory, look: ExportConfig) -> list[Path]:
    """Return every file that an export would write or, of a recipe that is left out, remove."""
    if look.format != "pictures":
        return [path, beside(path)]
    count = len(trajectory.final) if trajectory.final is not None and trajectory.final.ndim > 2 else 1
    return [*(path / f"{i:0{len(str(count - 1))}d}.png" for i in range(count)), path / "recipe.json"]


def save_export(
    path: Path, trajectory: Trajectory, recipe: Recipe, progress: Callable[[float], None] = lambda share: None
) -> list[Path]:
    """Save an export with its recipe inside, and as JSON beside it; without, if the export is told to leave it out.

    Parameters
    ----------
    path
        A file, or for the kind ``pictures`` a folder.
    progress
        Told the share that is done, from 0 to 1. What it raises stops the export, and nothing is written.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    SaveError, InputError
        If it could not be written, or the recipe asks for a picture or a step that is not there.
    """
    files = places(path, trajectory, recipe.export)
    if recipe.export.format == "pictures":
        pictures = []
        for i in range(len(files) - 1):
            progress(i / len(files))
            one = replace(recipe, export=recipe.export.replace(format="picture", picture=i))
            pictures.append(rendered(trajectory, one))
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SaveError(f"{path}: can't be made: {say_why(error)}") from error
    else:
        pictures = [rendered(trajectory, recipe, progress)]
    progress(1.0)
    for file, data in zip(files, pictures, strict=False):
        write_whole(file, data)
    return [*files[:-1], *_write_text(files[-1], recipe)]


def _write_text(path: Path, recipe: Recipe) -> list[Path]:
    """Write the recipe by itself; one that is left out does not stay from an earlier export either."""
    if recipe.export.recipe:
        write_whole(path, recipe.to_json().encode())
        return [path]
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise SaveError(f"{path}: can't be removed: {say_why(error)}") from error
    return []


def rendered(trajectory: Trajectory, recipe: Recipe, progress: Callable[[float], None] = lambda share: None) -> bytes:
    """Return the bytes of an exported file; of the kind ``pictures``, of the picture that is named."""
    if trajectory.final is None:
        raise InputError("nothing was sampled yet; sample first, then export.")
    look = recipe.export
    text = recipe.to_json() if look.recipe else ""
    if look.format == "npz":
        return _arrays(trajectory, look, text)
    sheets = Sheets(trajectory, look, recipe.low, recipe.high, progress)
    if look.is_film:
        kind: FilmKind = look.format  # type: ignore[assignment]
        return animation(kind, sheets, look.fps, look.hold, text, sheets.scale)
    picture = export.enlarged(sheets[-1], sheets.scale)
    return export.png(picture, {"ncsn-recipe": text} if text else None)


def _arrays(trajectory: Trajectory, look: ExportConfig, text: str) -> bytes:
    """Return x or the model's estimate at the last step, and numbers about each step from the first to it."""
    newest = trajectory.facts[-1].index
    last = newest if look.last_step is None else min(look.last_step, newest)
    facts = [f for f in trajectory.facts if look.first_step <= f.index <= last]
    frame = trajectory.frame(last)
    x = frame.denoised if look.shown == "denoised" else trajectory.final if last == trajectory.total else frame.x
    ends = [i for i in trajectory.level_ends() if look.first_step <= i < last] + [last]
    arrays: dict[str, Any] = {
        "x": x,
        "sigma": np.array([f.sigma for f in facts]),
        "alpha": np.array([f.alpha for f in facts]),
        "level": np.array([f.level for f in facts]),
        "temperature": np.array([f.temperature for f in facts]),
        "level_ends": np.stack([trajectory.frame(i).x for i in ends]),
        **({"recipe": np.array(text)} if text else {}),
    }
    return export.npz(arrays)


def save_image_grid(file: Path | str, x: Any, low: float = 0.0, high: float = 1.0, scale: int = 4) -> None:
    """Save pictures (N, C, H, W), an array or a tensor, as one PNG, enlarged by a whole factor."""
    pixels = export.to_pixels(np.asarray(x.cpu() if hasattr(x, "cpu") else x), low, high)
    write_whole(Path(file), export.png(export.grid(pixels, scale=scale)))


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
        raise InputError(f"{path}: can't be read ({error.strerror or error}).") from error
    except (
        ValueError,
        KeyError,
        MemoryError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
        zipfile.BadZipFile,
    ) as error:
        raise InputError(f"{path}: holds no recipe of NCSN Studio ({error}).") from error
    try:
        tree = json.loads(text)
        if tree["ncsn-recipe"] > FORMAT:
            raise InputError(f"{path}: its recipe was made by a newer version; update the program.")
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
        raise InputError(f"{path}: holds no recipe of NCSN Studio.") from error


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
