"""How a setting is declared, and what is said where one is refused."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from pydantic import Field

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

__all__ = ["InputError", "Setting", "describe", "setting"]


class InputError(ValueError):
    """What the user asked for can't be done; the message names what, the rule and the way out.

    Parameters
    ----------
    template, values
        The message, and what stands in its braces: kept apart, so that a window may say it in its own language.
        Without values it is the message as it stands.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template, self.values = template, values


def setting(
    default: Any,
    title: str,
    help: str,
    *,
    formula: str = "",
    unit: str = "",
    log: bool = False,
    empty: str = "",
    path: str = "",
    advanced: bool = False,
    own: bool = False,
    **bounds: Any,
) -> Any:
    """Declare a setting.

    Parameters
    ----------
    default
        The value when nothing is said. ``None`` where the field is optional.
    title, help, formula, unit
        The label, one sentence of why, the formula for the tooltip, the unit behind the number.
    log
        Whether the control steps by factors rather than by sums.
    empty
        What an optional setting does when it is left empty, for example "by the rule".
    path
        ``"folder"``, ``"file"`` or ``"points"`` (a file of points) for a string that names one.
    advanced
        Whether it comes after all others, for those who look for it.
    own
        Whether other kinds mean something else by its name: a change of kind leaves it behind.
    bounds
        ``gt``, ``ge``, ``lt``, ``le`` as in pydantic.
    """
    shown: dict[str, Any] = {
        "formula": formula,
        "unit": unit,
        "log": log,
        "empty": empty,
        "path": path,
        "advanced": advanced,
        "own": own,
    }
    return Field(default, title=title, description=help, json_schema_extra=shown, **bounds)


@dataclass(frozen=True)
class Setting:
    """One declared setting, as the form, the command line and the help page need it."""

    name: str
    title: str
    help: str
    type: type
    default: Any
    choices: tuple[str, ...] = ()
    optional: bool = False
    lower: float | None = None
    upper: float | None = None
    lower_open: bool = False
    upper_open: bool = False
    formula: str = ""
    unit: str = ""
    log: bool = False
    empty: str = ""
    path: str = ""
    advanced: bool = False
    own: bool = False

    @property
    def rule(self) -> str:
        """The allowed values in words, for example ``0 < … ≤ 1``."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.type is bool:
            return "true or false"
        left = "" if self.lower is None else f"{_typed(self.lower)} {'<' if self.lower_open else '≤'} "
        right = "" if self.upper is None else f" {'<' if self.upper_open else '≤'} {_typed(self.upper)}"
        noun = {int: "a whole number", float: "a number", str: "text"}[self.type]
        return f"{left}…{right}" if left or right else noun


def _typed(bound: float) -> str:
    """Write a bound as it may be typed: a comma between thousands would be a decimal point."""
    return f"{int(bound):,}".replace(",", "\u202f") if bound == int(bound) else f"{bound:g}"


def describe(name: str, field: FieldInfo) -> Setting:
    """Return a declared setting as forms, flags and help pages need it."""
    annotation, optional = field.annotation, False
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(a for a in get_args(annotation) if a is not types.NoneType)
        optional = True
    choices = get_args(annotation) if get_origin(annotation) is Literal else ()
    bounds: dict[str, Any] = {}
    for limit in field.metadata:
        for key, side in (("gt", "lower"), ("ge", "lower"), ("lt", "upper"), ("le", "upper")):
            if hasattr(limit, key):
                bounds[side] = getattr(limit, key)
                bounds[f"{side}_open"] = key in ("gt", "lt")
    shown: dict[str, Any] = dict(field.json_schema_extra or {})  # type: ignore[arg-type]
    return Setting(
        name=name,
        title=field.title or name,
        help=field.description or "",
        type=str if choices else annotation,  # type: ignore[arg-type]
        default=field.default,
        choices=choices,
        optional=optional,
        **bounds,
        **shown,
    )
