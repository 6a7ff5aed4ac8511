"""Groups of settings: checked together, changed together."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Self, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from ncsn_engine.config.declaring import InputError, Setting, describe, setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

__all__ = ["InputError", "Setting", "Settings", "describe", "kinds_in", "setting"]


class Settings(BaseModel):
    """A frozen group of settings; unknown names are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    @classmethod
    def settings(cls) -> Iterator[Setting]:
        """Yield this model's own settings, the advanced ones last, without ``kind`` and sub-sections."""
        found = [
            describe(name, field)
            for name, field in cls.model_fields.items()
            if name != "kind" and not _section_classes(field)
        ]
        yield from sorted(found, key=lambda s: s.advanced)

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some settings changed, all checked again.

        Parameters
        ----------
        **changes
            Dotted names, for example ``replace(**{"training.steps": 500})``. Changing a section's
            ``kind`` keeps what was changed by hand and the new kind also has.

        Raises
        ------
        InputError
            Naming the setting, the value and the rule.
        """
        tree = self.model_dump()
        # A change of kind goes first, so that the settings of the new kind can be given with it.
        for dotted, value in sorted(changes.items(), key=lambda item: not item[0].endswith("kind")):
            *sections, name = dotted.split(".")
            node: Any = tree
            for section in sections:
                node = node.get(section) if isinstance(node, dict) else None
            if not isinstance(node, dict):
                raise InputError(_unknown(type(self), dotted))
            if name == "kind" and sections:
                _switch_kind(type(self), sections[0], node, value)
            else:
                node[name] = value
        return type(self).checked(tree)

    @classmethod
    def checked(cls, tree: Mapping[str, Any]) -> Self:
        """Build the model from a nested dict.

        Raises
        ------
        InputError
            One line that names the setting, the rule and the way out.
        """
        try:
            return cls.model_validate(dict(tree))
        except ValidationError as error:
            raise _explain(cls, error) from error


def kinds_in(field: FieldInfo) -> dict[str, type[Settings]]:
    """Return the kinds that a section of settings may be of, with their models.

    A section without a choice gives one entry under the empty name; a plain setting gives none.
    """
    found: dict[str, type[Settings]] = {}
    for model in _section_classes(field):
        kind = model.model_fields.get("kind")
        for name in get_args(kind.annotation) if kind else ("",):
            found[name] = model
    return found


def _section_classes(field: FieldInfo) -> tuple[type[Settings], ...]:
    options = get_args(field.annotation) or (field.annotation,)
    return tuple(o for o in options if isinstance(o, type) and issubclass(o, Settings))


def _switch_kind(cls: type[Settings], section: str, node: dict[str, Any], kind: str) -> None:
    options = kinds_in(cls.model_fields[section]) if section in cls.model_fields else {}
    if "" in options or not options:
        raise InputError(_unknown(cls, f"{section}.kind"))
    if not isinstance(kind, str) or kind not in options:
        raise InputError(
            "{section}.kind = {kind!r}: no such choice; use one of {names}.",
            section=section,
            kind=kind,
            names=", ".join(options),
        )
    old = options[node["kind"]].model_fields
    changed = {n: v for n, v in node.items() if n != "kind" and v != old[n].default}
    own = {n for model in (options[node["kind"]], options[kind]) for n, f in model.model_fields.items() if _is_own(f)}
    kept = {n: v for n, v in changed.items() if n not in own and _allowed(options[kind], kind, n, v)}
    node.clear()
    node.update(kept, kind=kind)


def _is_own(field: FieldInfo) -> bool:
    return isinstance(field.json_schema_extra, dict) and bool(field.json_schema_extra.get("own"))


def _allowed(model: type[Settings], kind: str, name: str, value: Any) -> bool:
    """Tell whether a model has a setting and takes this value."""
    try:
        model.model_validate({"kind": kind, name: value})
    except ValidationError as error:
        # Only what is said of this setting counts: how it fits the others is seen with all of them.
        return name in model.model_fields and all(name not in e["loc"] for e in error.errors())
    return True


def _all_names(cls: type[Settings], prefix: str = "") -> Iterator[str]:
    for name, field in cls.model_fields.items():
        models = _section_classes(field)
        if not models:
            yield prefix + name
        for model in models:
            yield from _all_names(model, f"{prefix}{name}.")


def _unknown(cls: type[Settings], dotted: str) -> str:
    names = list(dict.fromkeys(_all_names(cls)))
    near = difflib.get_close_matches(dotted, names, n=1, cutoff=0.6)
    elsewhere = [n for n in names if n.rsplit(".", 1)[-1] == dotted.rsplit(".", 1)[-1]]
    if dotted in names:
        section = dotted.split(".", 1)[0]
        return f"{dotted}: not a setting of the chosen {section}.kind; choose another kind first."
    hint = f" Did you mean {(elsewhere or near)[0]}?" if elsewhere or near else ""
    return f"{dotted}: there is no such setting.{hint} 'ncsn config' prints them all."


def _explain(cls: type[Settings], error: ValidationError) -> InputError:
    first = error.errors()[0]
    # In a choice of kinds, pydantic puts the kind behind the section: ("noise", "linear", "n_levels").
    loc = [str(part) for part in first["loc"]]
    field = cls.model_fields.get(loc[0]) if loc else None
    options = kinds_in(field) if field else {}
    kind = loc.pop(1) if len(loc) > 1 and loc[1] in options else ""
    model = options[kind] if kind else next(iter(options.values()), cls)
    dotted = ".".join(loc)
    if first["type"] == "extra_forbidden":
        return InputError(_unknown(cls, dotted))
    if first["type"].startswith("union_tag"):
        return InputError("{name}.kind: use one of {kinds}.", name=dotted, kinds=", ".join(options))
    declared = next((s for s in model.settings() if loc and s.name == loc[-1]), None)
    if declared is None:
        said = first.get("ctx", {}).get("error")  # what one of our own checks raised, with its template
        text = first["msg"].removeprefix("Value error, ")
        if isinstance(said, InputError):  # it names its settings itself
            return InputError(said.template, **said.values)
        return InputError(f"{dotted}: {text}" if dotted else text)
    if isinstance(first["input"], str) and "parsing" in first["type"]:
        return InputError(
            "{name} = {value!r}: {title} must be {rule}; write it like {like}.",
            name=dotted,
            value=first["input"],
            title=declared.title,
            rule=declared.rule,
            like="2000" if declared.type is int else "0.02 or 2e-2",
        )
    return InputError(
        "{name} = {value!r}: {title} must be {rule}.",
        name=dotted,
        value=first["input"],
        title=declared.title,
        rule=declared.rule,
    )
