"""Exports that know how they were made, and can be made again."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PIL import Image, UnidentifiedImageError
from pydantic import TypeAdapter

from ncsn_engine import export
from ncsn_engine.config import ExportConfig, InputError, NoiseConfig, RunConfig, SamplingConfig
from ncsn_engine.runs import library_versions
from ncsn_engine.storage import SaveError, say_why, write_whole

if TYPE_CHECKING:
    from ncsn_engine.score import ScoreModel
    from ncsn_engine.trajectory import Trajectory

__all__ = ["Recipe", "beside", "kind_for", "read_recipe", "recipe_for", "save_export", "save_image_grid"]

FORMAT = 1


@dataclass(frozen=True)
class Recipe:
    """Everything needed to make an export again.

    Attributes
    ----------
    model
        Fingerprint, run, step and weights of the model (:class:`~ncsn_engine.models.ModelSource`).
    sampling, noise
        The sampler's settings, count and seed included; another ladder than the model's, or None.
    export
        Kind and look of the file.
    low, high
        Pixel range of the model.
    device, versions
        What it was made on and with. Other devices and versions may differ in the last bit.
    """

    model: dict[str, Any]
    sampling: SamplingConfig
    noise: NoiseConfig | None
    export: ExportConfig
    low: float
    high: float
    device: str
    versions: dict[str, str]

    def to_json(self) -> str:
        """Write as JSON, the same text for the same recipe."""
        tree = {
            "ncsn-recipe": FORMAT,
            **{key: getattr(self, key) for key in ("model", "low", "high", "device", "versions")},
            "sampling": self.sampling.model_dump(),
            "noise": self.noise.model_dump() if self.noise else None,
            "export": self.export.model_dump(),
        }
        return json.dumps(tree, sort_keys=True)


def recipe_for(
    model: ScoreModel, sampling: SamplingConfig, look: ExportConfig, noise: NoiseConfig | None = None
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
    )


def kind_for(path: Path, look: ExportConfig) -> ExportConfig:
    """Choose the kind of export from a file's name: .png, .gif, .apng, .npz, or a folder without suffix."""
    kinds = {".png": "grid", ".gif": "gif", ".apng": "apng", ".npz": "npz", "": "pictures"}
    suffix = path.suffix.lower()
    if suffix not in kinds:
        raise InputError(f"{path}: can't write {suffix} files; use .png, .gif, .apng, .npz, or a folder.")
    if suffix == ".png" and look.format in ("picture", "apng"):
        return look
    return look.replace(format=kinds[suffix])


def save_export(path: Path, trajectory: Trajectory, recipe: Recipe) -> list[Path]:
    """Save an export with its recipe inside, and as JSON beside it; without, if the export is told to leave it out.

    Parameters
    ----------
    path
        A file, or for the kind ``pictures`` a folder.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    SaveError, InputError
        If it could not be written, or the recipe asks for a picture that is not there.
    """
    if recipe.export.format == "pictures":
        return _save_pictures(path, trajectory, recipe)
    write_whole(path, _render(trajectory, recipe))
    return [path, *_write_text(beside(path), recipe)]


def beside(path: Path) -> Path:
    """Return where the recipe of an exported file stands once more, as JSON."""
    return path.with_name(path.name + ".recipe.json")


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


def _render(trajectory: Trajectory, recipe: Recipe) -> bytes:
    look = recipe.export
    text = recipe.to_json() if look.recipe else ""
    if look.format in ("gif", "apng"):
        kind: Literal["gif", "apng"] = "gif" if look.format == "gif" else "apng"
        count = min(look.frames, trajectory.total + 1)
        chosen = np.unique(np.linspace(0, trajectory.total, count).round().astype(int))
        frames = [_sheet(getattr(trajectory.frame(int(i)), look.shown), recipe) for i in chosen]
        frames[-1] = _sheet(_final(trajectory, look), recipe)
        return export.animation(kind, frames, look.fps, look.hold, text)
    x = _final(trajectory, look)
    if look.format == "npz":
        facts = trajectory.facts
        return export.npz(
            {
                "x": x,
                "sigma": np.array([f.sigma for f in facts]),
                "alpha": np.array([f.alpha for f in facts]),
                "level": np.array([f.level for f in facts]),
                "temperature": np.array([f.temperature for f in facts]),
                "level_ends": np.stack([trajectory.frame(i).x for i in trajectory.level_ends()]),
                **({"recipe": np.array(text)} if text else {}),
            }
        )
    if look.format == "picture" and x.ndim > 2:  # points are one picture
        if look.picture >= len(x):
            raise InputError(f"export.picture = {look.picture}: only {len(x)} pictures were drawn, counted from 0.")
        x = x[look.picture : look.picture + 1]
    return export.png(_sheet(x, recipe), {"ncsn-recipe": text} if text else None)


def _save_pictures(folder: Path, trajectory: Trajectory, recipe: Recipe) -> list[Path]:
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(f"{folder}: can't be made: {say_why(error)}") from error
    final = _final(trajectory, recipe.export)
    count = len(final) if final.ndim > 2 else 1
    for i in range(count):
        look = recipe.export.replace(format="picture", picture=i)
        one = Recipe(**{**vars(recipe), "export": look})
        path = folder / f"{i:0{len(str(count - 1))}d}.png"
        write_whole(path, _render(trajectory, one))
        written.append(path)
    return [*written, *_write_text(folder / "recipe.json", recipe)]


def _final(trajectory: Trajectory, look: ExportConfig) -> np.ndarray:
    if trajectory.final is None:
        raise InputError("nothing was sampled yet; sample first, then export.")
    if look.shown == "denoised":
        return trajectory.frame(len(trajectory.facts) - 1).denoised
    return trajectory.final


def _sheet(x: np.ndarray, recipe: Recipe) -> np.ndarray:
    look = recipe.export
    if x.ndim == 2:  # points are drawn at the size asked for, not enlarged
        return export.scatter(x, recipe.low, recipe.high, 128 * look.scale)
    pixels = export.to_pixels(x, recipe.low, recipe.high)
    return export.grid(pixels, look.columns or None, look.gap, look.scale)


def save_image_grid(file: Path | str, x: Any, low: float = 0.0, high: float = 1.0, scale: int = 4) -> None:
    """Save pictures (N, C, H, W), an array or a tensor, as one PNG, enlarged by a whole factor."""
    pixels = export.to_pixels(np.asarray(x.cpu() if hasattr(x, "cpu") else x), low, high)
    write_whole(Path(file), export.png(export.grid(pixels, scale=scale)))


def read_recipe(file: Path | str) -> Recipe:
    """Read the recipe out of an exported PNG, APNG, GIF, NPZ or JSON.

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
            sampling=RunConfig.checked({"sampling": tree["sampling"]}).sampling,
            noise=TypeAdapter[Any](NoiseConfig).validate_python(tree["noise"]) if tree["noise"] else None,
            export=ExportConfig.checked(tree["export"]),
            low=float(tree["low"]),
            high=float(tree["high"]),
            device=str(tree["device"]),
            versions=dict(tree["versions"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: holds no recipe of NCSN Studio.") from error


def _text_in(path: Path) -> str:
    match path.suffix.lower():
        case ".json":
            return path.read_text(encoding="utf-8")
        case ".npz":
            with open(path, "rb") as file, np.load(file, allow_pickle=False) as arrays:
                return str(arrays["recipe"])
        case _:
            with Image.open(path) as image:
                found: Any = image.info.get("ncsn-recipe") or image.info["comment"]
                return found.decode() if isinstance(found, bytes) else str(found)
