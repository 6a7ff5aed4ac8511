"""What a run is: ``run.json``, which holds its format, id, name, settings, date and versions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from ncsn_engine.config import InputError, RunConfig
from ncsn_engine.runs.folder import Run
from ncsn_engine.storage import write_whole

__all__ = ["change_settings", "open_run", "write_head"]

FORMAT = 1


def open_run(folder: Path | str) -> Run:
    """Open a run folder.

    Raises
    ------
    InputError
        If it is no run folder, is damaged, or was made by a newer version.
    """
    place = Path(folder).expanduser()
    file = place / "run.json"
    try:
        head = json.loads(file.read_text(encoding="utf-8"))
        if head["format"] > FORMAT:
            raise InputError(
                "{file}: was made by a newer version (format {head}); update the program.",
                file=file,
                head=head["format"],
            )
        if not isinstance(head["config"], dict):
            raise TypeError("its settings are no table")
        return Run(place, head["id"], head["created"], head["versions"], RunConfig.checked(head["config"]))
    except FileNotFoundError:
        raise InputError("{place}: is no run folder; it has no run.json.", place=place) from None
    except OSError as error:
        raise InputError("{file}: can't be read ({strerror}).", file=file, strerror=error.strerror) from error
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise InputError("{file}: {error}", file=file, error=error) from error
        raise InputError("{file}: is damaged ({error}).", file=file, error=error) from error


def change_settings(run: Run, config: RunConfig) -> Run:
    """Write down that a run has other settings, for example more steps; what it has learned stays.

    Nothing is checked here: :func:`~ncsn_engine.training.train` refuses what a run can't go on with before it writes.
    """
    changed = replace(run, config=config)
    write_head(changed)
    return changed


def write_head(run: Run) -> None:
    """Write what a run is, for :func:`open_run`."""
    head = {
        "format": FORMAT,
        "id": run.id,
        "created": run.created,
        "versions": run.versions,
        "config": run.config.model_dump(),
    }
    write_whole(run.folder / "run.json", json.dumps(head, indent=1).encode())
