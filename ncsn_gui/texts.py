"""The texts that the engine declares and the window shows, as ``make languages`` needs them: ``tr("…")`` lines.

``python -m ncsn_gui.texts`` prints them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ncsn_engine.config import RunConfig, Uses
from ncsn_engine.config.settings import kinds_in
from ncsn_engine.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.config import Settings

__all__ = ["declared"]


def declared() -> list[str]:
    """Return all titles, helps, rules, choices and remarks of settings and presets, each once."""
    found = [preset.about for preset in PRESETS.values()]
    for declares in (RunConfig, Uses):
        for field in declares.model_fields.values():
            for kind, model in kinds_in(field).items():
                found += [kind, *_of(model)]
    return [text for text in dict.fromkeys(found) if any(letter.isalpha() for letter in text)]


def _of(model: type[Settings]) -> Iterator[str]:
    yield (model.__doc__ or "").strip().splitlines()[0]
    for setting in model.settings():
        yield from (setting.title, setting.help, setting.rule, setting.unit, setting.empty, *setting.choices)
        if re.search("[a-z]{4}", setting.formula):  # some hold words
            yield setting.formula


if __name__ == "__main__":
    for text in declared():
        print(f"tr({json.dumps(text, ensure_ascii=False)})")  # noqa: T201
