"""Numbers and times as people read them, and numbers as people type them."""

from __future__ import annotations

import math
import re
import unicodedata

from ncsn_engine.config import InputError
from ncsn_gui.language import tr

__all__ = ["clock", "read_number", "shown_number", "spaced"]

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(\s\d{3})+(?!\d)")  # spaces between thousands
_SIGNS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u066b": ",", "\u3002": "."})


def read_number(text: str, whole: bool = False) -> float | int:
    """Return the number that a person typed.

    A comma alone is a decimal point, as a point is. Spaces around it and between thousands, the minus sign of print and
    the digits of other scripts are understood.

    Raises
    ------
    InputError
        The rule that the text breaks.
    """
    odd = any(unicodedata.category(sign) == "No" for sign in text)  # 10² is not 102, and ½ not 1⁄2
    plain = "".join(_plain(sign) for sign in unicodedata.normalize("NFKC", text)).translate(_SIGNS).strip()
    if not plain:
        raise InputError(tr("a number is needed here."))
    if grouped := _GROUPED.match(plain):
        plain = re.sub(r"\s", "", grouped[0]) + plain[grouped.end() :]
    if odd or not _NUMBER.fullmatch(plain):
        raise InputError(tr("“{text}” is not a number; write it like 0.02, 0,02 or 2e-2.").format(text=text.strip()))
    number = float(plain.replace(",", "."))
    if math.isinf(number) or (number == 0 and re.search("[1-9]", re.split("e", plain, flags=re.IGNORECASE)[0])):
        raise InputError(tr("“{text}” is beyond the numbers that there are here.").format(text=text.strip()))
    if not whole:
        return number
    if re.search("[.,]", plain) or number != round(number):  # 1,000 may be a thousand or one: it is asked
        raise InputError(tr("must be a whole number without comma or point, not {text}.").format(text=text.strip()))
    return int(plain) if re.fullmatch(r"[+-]?\d+", plain) else round(number)


def _plain(sign: str) -> str:
    """Return a digit of any script as 0 to 9."""
    return str(unicodedata.decimal(sign, sign))


def shown_number(value: float | int) -> str:
    """Write a number as it may be typed."""
    return str(value) if isinstance(value, int) else f"{value:.10g}"


def spaced(number: int) -> str:
    """Write a number with thin spaces between thousands."""
    return f"{number:,}".replace(",", "\u202f")


def clock(seconds: float) -> str:
    """Write a time as minutes and seconds, with hours if there are any."""
    minutes, rest = divmod(round(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"
