"""The texts of the help: pages of topics and of views; and, made from declarations, all settings and commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ncsn_engine.config import RunConfig, kinds
from ncsn_gui.assets import resource
from ncsn_gui.finding import Query

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["COMMANDS", "Help", "Section", "anchor", "commands_reference", "settings_reference", "settings_section"]

_FIRST = "first-steps"  # then the pages of the views, then these topics; one that is not named comes after them
_TOPICS = ("score", "noise-levels", "choosing", "loss", "thermometer", "methods")
_SETTINGS, COMMANDS = "settings", "command-line"  # the pages that are made


@dataclass(frozen=True)
class Section:
    """A heading of a page and what stands under it.

    Attributes
    ----------
    page, anchor
        Together the place, written ``page#anchor``; the page's own title has the place ``page``.
    level
        1 for the page's title, 2 for its parts.
    text
        As Markdown, without the heading.
    """

    page: str
    anchor: str
    title: str
    level: int
    text: str

    @property
    def place(self) -> str:
        """Where it is, as links and :meth:`HelpDialog.show_at` name it."""
        return self.page if self.level == 1 else f"{self.page}#{self.anchor}"

    @property
    def summary(self) -> str:
        """The first paragraph."""
        return self.text.strip().partition("\n\n")[0]


class Help:
    """All pages.

    Parameters
    ----------
    own
        The files of the views' pages by their names, in the order of the tabs.
    """

    def __init__(self, own: Mapping[str, Path]) -> None:
        topics = {file.stem: file for file in sorted(resource("help").glob("*.md"))}
        files = {_FIRST: topics.pop(_FIRST), **own}
        files |= {name: topics.pop(name) for name in _TOPICS} | topics
        self._files = files

    @cached_property
    def pages(self) -> dict[str, str]:
        """All pages as Markdown, in the order of the contents."""
        texts = {name: file.read_text(encoding="utf-8") for name, file in self._files.items()}
        return texts | {COMMANDS: commands_reference(), _SETTINGS: settings_reference()}

    @cached_property
    def sections(self) -> list[Section]:
        """All pages cut at their headings."""
        found = []
        for page, text in self.pages.items():
            for part in re.split(r"^(?=#+ )", text, flags=re.MULTILINE):
                if heading := re.match(r"(#+) (.*)", part):
                    title = heading[2].strip()
                    found.append(Section(page, anchor(title), title, len(heading[1]), part[heading.end() :]))
        return found

    def found(self, text: str) -> list[Section]:
        """Return the places of what is asked for, the best page first, and of a page the best place first.

        A page counts that holds every word anywhere; its places are those that hold all words, or else any.
        """
        pages = dict[str, list[Section]]()
        for section in self.sections:
            pages.setdefault(section.page, []).append(section)
        for query in (Query(text), Query(text, loose=True)):
            if not query:
                return self.sections
            found = []
            for page, sections in pages.items():
                if whole := query.score(sections[0].title, self.pages[page]):
                    places = _places(query, sections)
                    found.append((whole + places[0][0], [section for _, section in places]))
            if found:
                return [section for _, places in sorted(found, key=lambda pair: -pair[0]) for section in places]
        return []


def _places(query: Query, sections: list[Section]) -> list[tuple[float, Section]]:
    """Return the places of a page that hold all that is asked, or else any of it, the best first, each with its score.

    Words that stand apart from each other count half.
    """
    for every in (True, False):
        scored = [(query.score(s.title, s.text, every=every) / (1 if every else 2), s) for s in sections]
        if found := [pair for pair in scored if pair[0]]:
            return sorted(found, key=lambda pair: -pair[0])
    return []


def settings_section(section: str, kind: str = "") -> str:
    """Return the place of a section of settings in the reference, or of one of its kinds."""
    return f"{_SETTINGS}#{anchor(f'{section} {kind}')}"


def anchor(title: str) -> str:
    """Return a heading as links name it: ``How to choose ε`` is ``how-to-choose-ε``."""
    return "-".join(re.findall(r"[^\W_]+", title.lower()))


def settings_reference() -> str:
    """Return all settings as Markdown."""
    lines = ["# All settings", "The same names work on the command line and in settings files."]
    for section in RunConfig.model_fields:
        if section in ("name", "seed"):
            continue
        lines.append(f"## {section.capitalize()}")
        for kind, model in kinds(section).items():
            about = " ".join((model.__doc__ or "").split())
            lines += [f"### {section.capitalize()}: {kind}", about] if kind else [about]
            for s in model.settings():
                default = s.empty if s.default is None else s.default
                formula = f" `{s.formula}`" if s.formula else ""
                lines.append(f"- `{section}.{s.name}` — {s.title}. {s.help}{formula} *{s.rule}; default {default}*")
    return "\n\n".join(lines)


def commands_reference() -> str:
    """Return all commands of the command line as Markdown, as they are typed."""
    from ncsn_engine.cli import described  # when the help is first asked for

    lines = [
        "# Command line",
        "The same engine without a window: type these in a terminal, or copy them from here. "
        "With `--json` each prints JSON for scripts; `ncsn COMMAND --help` lists all that it takes.",
    ]
    for command in described():
        lines += [f"## {command.name}", command.does, f"```\n{command.usage}\n```"]
        lines += [f"- `{option}` — {about}" for option, about in command.options]
        if command.settings:
            said = ", ".join(f"`{section}`" for section in command.settings)
            lines.append(f"It takes each of [All settings](settings) in {said} too, as `--section.name VALUE`.")
    return "\n\n".join(lines)
