"""Presets of one's own: settings kept as TOML files in the user's folder."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path

from ncsn_engine.config import RunConfig, read_toml, to_toml
from ncsn_engine.presets import preset
from ncsn_engine.storage import SaveError, say_why, write_whole

__all__ = ["own_presets", "presets_folder", "save", "settings_of"]


def presets_folder() -> Path:
    """Return where one's own presets are kept."""
    return user_config_path("ncsn-studio") / "presets"


def own_presets() -> dict[str, Path]:
    """Return one's own presets by name."""
    return {path.stem: path for path in sorted(presets_folder().glob("*.toml"))}


def settings_of(chosen: str | Path) -> RunConfig:
    """Return the settings of a preset, by its name, or of one's own, by its file."""
    return read_toml(chosen, base=preset("digits")) if isinstance(chosen, Path) else preset(chosen)


def save(config: RunConfig, path: Path) -> None:
    """Write settings as a file; the runs made from it are called after it.

    Raises
    ------
    SaveError
        If it can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(f"{path.parent}: can't be made: {say_why(error)}") from error
    write_whole(path, to_toml(config.replace(name=path.stem)).encode())
