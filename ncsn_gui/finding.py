"""Finding things by what people call them: whole words, other names of the same, the best match first.

The help, the palette and the search of settings ask here, so that what one of them finds the others find too.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["ALIKE", "Query", "nothing_found", "ranked", "unheard"]

T = TypeVar("T")

# Names of the same thing, or of things that one looks for together: any of a row finds the others.
ALIKE = (
    ("explicit", "ESM"),
    ("denoising", "DSM"),
    ("sliced", "SSM"),
    ("implicit", "ISM"),
    ("pair", "two Gaussians", "2 Gaussians"),
    ("FID", "Fréchet"),
    ("KID", "kernel distance"),
    ("quality", "evaluate", "metrics", "measure", "how good"),
    ("NFE", "evaluations"),
    ("restore", "restoration", "inpainting", "inpaint", "repair", "deblurring", "super-resolution"),
    ("compare", "comparison", "side by side", "versus"),
    ("share", "pack", "publish", "give away", "model card"),
    ("design", "rules", "advice"),
    ("sampler", "method"),
    ("VE", "variance exploding"),
    ("VP", "variance preserving"),
    ("ladder", "noise levels", "schedule"),
    ("ODE", "probability flow"),
    ("SDE", "stochastic"),
    ("predictor-corrector", "PC"),
    ("EMA", "running average"),
    ("likelihood", "bits per dimension", "BPD", "NLL"),
    ("held-out", "validation"),
    ("class", "label", "conditional"),
    ("guidance", "CFG", "classifier-free"),
    ("step size", "epsilon", "ε"),
    ("learning rate", "LR"),
    ("sigma", "σ"),
    ("gamma", "γ"),
    ("alpha", "α"),
    ("film", "animation", "video"),
    ("picture", "image"),
    ("device", "GPU", "CUDA"),
    ("theme", "dark", "light"),
    ("resume", "continue"),
    ("delete", "remove", "bin"),
)
_ENDINGS = re.compile(r"((?<=\w{4})(ings?|ed|es)|(?<=\w{3})[se])$")
_IN_TITLE = 3.0  # times as good as elsewhere
_AS_IT_IS, _BENT, _CALLED_SO, _BEGUN, _WITHIN = 4.0, 3.5, 3.0, 2.0, 1.0


def _words(text: str) -> list[str]:
    """Return words and mathematical signs, without case, accents and raised or lowered forms."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    found = re.findall(r"[^\W_]+|[^\w\s]", plain)
    return [word for word in found if word.isalnum() or unicodedata.category(word) == "Sm"]


def _one(word: str) -> str:
    """Return a word as of one thing: Gaussians is gaussian."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _stem(word: str) -> str:
    """Return what forms of a word share: settled, settles and settling begin with settl."""
    return _ENDINGS.sub("", word)


def _run(words: Sequence[str]) -> str:
    """Write words so that those beside each other are found as a part."""
    return f" {' '.join(words)} "


class _Read(NamedTuple):
    """A text as it is searched: its words, as of one thing and as stems, beside each other."""

    words: str
    ones: str
    stems: str

    def holds(self, asked: _Asked, loose: bool) -> float:
        """Return how well this holds something asked; 0: not at all."""
        if there := self.words.count(_run(asked.words)):  # the more of a text is about it, the better
            return _AS_IT_IS + min(0.4, 4 * there / self.words.count(" "))
        if _run([_stem(word) for word in asked.words]) in self.stems:
            return _BENT
        for number, other in enumerate(asked.others):  # the nearest names stand first in their row
            if other in self.ones:
                return _CALLED_SO - 0.05 * number
        if len(asked.words) > 1:
            return min(self.holds(_Asked((word,), ()), loose) for word in asked.words) / 2  # apart
        stem = _stem(asked.words[0])
        if len(stem) > 2 and f" {stem}" in self.words:
            return _BEGUN
        return _WITHIN if loose and asked.words[0] in self.words else 0.0


@functools.lru_cache(maxsize=4096)
def _read(text: str) -> _Read:
    words = _words(text)
    return _Read(_run(words), _run([_one(word) for word in words]), _run([_stem(word) for word in words]))


class _Asked(NamedTuple):
    """A word that is asked for, or some that have another name together; and those other names."""

    words: tuple[str, ...]
    others: tuple[str, ...]


@functools.cache
def _names() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the other names of each name in the table, longer ones first."""
    rows = [[tuple(_one(word) for word in _words(name)) for name in row] for row in ALIKE]
    pairs = [(name, tuple(_run(other) for other in row if other != name)) for row in rows for name in row]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


class Query:
    """What is looked for.

    Parameters
    ----------
    text
        As it was typed.
    loose
        Whether beginnings of one or two letters and inner parts of words count, where whole words found nothing.

    Attributes
    ----------
    asked
        Its words, each with the other names it has.
    """

    def __init__(self, text: str, loose: bool = False) -> None:
        self.text, self.loose = text, loose
        words, self.asked = _words(text), list[_Asked]()
        while words:
            ones = [_one(word) for word in words]
            name = next((name for name in _names() if tuple(ones[: len(name)]) == name), tuple(ones[:1]))
            self.asked.append(_Asked(tuple(words[: len(name)]), _names().get(name, ())))
            words = words[len(name) :]

    def __bool__(self) -> bool:
        """Tell whether anything is looked for."""
        return bool(self.asked)

    def score(self, title: str, *texts: str, every: bool = True) -> float:
        """Return how well a thing fits, by its title and what else is said of it; 0: it does not hold every word.

        Parameters
        ----------
        every
            Whether all words are needed; else one is enough, and more count more.
        """
        of_title, others, total = _read(title), [_read(text) for text in texts], 0.0
        for asked in self.asked:
            best = max([_IN_TITLE * of_title.holds(asked, self.loose), *(o.holds(asked, self.loose) for o in others)])
            if every and not best:
                return 0.0
            total += best
        near = 1 / (1 + of_title.words.count(" "))  # of two titles that hold it the shorter one is meant
        return total + near if total else 0.0

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where the words stand in a text, as begins and ends."""
        found = []
        for word in re.finditer(r"[^\W_]+|[^\w\s]", text):
            said = _read(word[0])
            names = [asked for asked in self.asked if len(asked.words) == 1]
            names += [_Asked((w,), ()) for asked in self.asked if len(asked.words) > 1 for w in asked.words]
            if said.words.strip() and any(said.holds(asked, self.loose) for asked in names):
                found.append(word.span())
        return found


def ranked(text: str, things: Sequence[T], told: Callable[[T], Sequence[str]]) -> list[T]:
    """Return the things that hold every word of a text, the best first; all of them where nothing is asked.

    Parameters
    ----------
    told
        The title of a thing, and what else is said of it.
    """
    for query in (Query(text), Query(text, loose=True)):
        if not query:
            return list(things)
        scored = [(query.score(*told(thing)), thing) for thing in things]
        if found := [pair for pair in scored if pair[0]]:
            return [thing for _, thing in sorted(found, key=lambda pair: -pair[0])]
    return []


def unheard(text: str, holds: Callable[[Query], bool]) -> list[str]:
    """Return the words of a text that nothing holds."""
    words = [" ".join(asked.words) for asked in Query(text).asked]
    return [word for word in words if not holds(Query(word, loose=True))]


def nothing_found(words: Sequence[str]) -> str:
    """Say that nothing was found, and the way out.

    Parameters
    ----------
    words
        Those that nothing holds; none: each is held, but not all by one.
    """
    if words:
        said = tr("Nothing found: “{words}” is nowhere. Leave it out, or try another word.")
        return said.format(words=", ".join(words))
    return tr("Nothing found that holds all these words. Leave one out.")
