"""The texts of the engine that the window shows, as ``make languages`` needs them: ``tr("…")`` lines.

``python -m ncsn_gui.texts`` prints them.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import ncsn_engine
from ncsn_engine.config import RunConfig, Uses
from ncsn_engine.config.settings import kinds_in
from ncsn_engine.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.config import Settings

__all__ = ["declared", "refusals"]


def declared() -> list[str]:
    """Return all titles, helps, rules, choices and remarks of settings and presets, each once."""
    found = [preset.about for preset in PRESETS.values()]
    for declares in (RunConfig, Uses):
        for field in declares.model_fields.values():
            for kind, model in kinds_in(field).items():
                found += [kind, *_of(model)]
    return [text for text in dict.fromkeys(found) if any(letter.isalpha() for letter in text)]


def refusals() -> list[str]:
    """Return all messages with which the engine refuses something, with braces where names and numbers stand.

    Those of the command line are not among them: no window shows them.
    """
    found, engine = [], Path(ncsn_engine.__file__).parent
    for file in sorted(file for file in engine.rglob("*.py") if file.parent.name != "cli"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and called.endswith("Error") and node.args:
                text = node.args[0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and " " in text.value:
                    found.append(text.value)
    return list(dict.fromkeys(found))


def _of(model: type[Settings]) -> Iterator[str]:
    yield (model.__doc__ or "").strip().splitlines()[0]
    for setting in model.settings():
        yield from (setting.title, setting.help, setting.rule, setting.unit, setting.empty, *setting.choices)
        if re.search("[a-z]{4}", setting.formula):  # some hold words
            yield setting.formula


if __name__ == "__main__":
    for text in dict.fromkeys([*declared(), *refusals()]):
        print(f"tr({json.dumps(text, ensure_ascii=False)})")  # noqa: T201
