"""The shape of the engine's rooms that grow most easily: what trains, the run folder, and its past."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.engine.helpers import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_CHANGING, MOST_LINES, MOST_LINES_A_FILE = 12, 60, 300
MUTATING = {
    *("append", "appendleft", "extend", "insert", "pop", "popleft", "remove", "clear", "sort", "reverse"),
    *("add", "discard", "update", "setdefault", "popitem"),
    *("step", "zero_grad", "manual_seed", "update_parameters", "train", "eval", "load_state_dict"),  # torch's own
}


def files(package: str) -> list[Path]:
    place = ROOT / "ncsn_engine" / package
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def trees(package: str) -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files(package)}


def own(node: ast.AST) -> str | None:
    """x, where an expression is self.x, or something in it or below it."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            return node.attr
        node = node.value
    return None


def assigned(node: ast.AST) -> Iterator[ast.AST]:
    """What a statement assigns to, adds to, deletes or loops over by name."""
    match node:
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            found = targets
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target) | ast.For(target=target):
            found = [target]
        case ast.NamedExpr(target=target):
            found = [target]
        case ast.withitem(optional_vars=ast.expr() as target):
            found = [target]
        case _:
            found = []
    for target in found:
        yield from target.elts if isinstance(target, ast.Tuple | ast.List) else [target]


def functions(node: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def changed(of: ast.ClassDef) -> set[str]:
    """The attributes that a class assigns, deletes or mutates after it is made."""
    found: set[str | None] = set()
    for function in of.body:
        if isinstance(function, ast.FunctionDef) and function.name not in ("__init__", "__post_init__"):
            for node in ast.walk(function):
                found |= {own(target) for target in assigned(node)}
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATING:
                    found.add(own(node.func.value))
    return {name for name in found if name}


def held(of: ast.ClassDef, classes: set[str]) -> set[str]:
    """The attributes that are made from one of these classes."""
    found: set[str] = set()
    for node in ast.walk(of):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=True))
                for to, value in pairs:
                    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in classes:
                        found |= {own(to)} - {None}  # type: ignore[arg-type]
    return found


def changing(modules: list[ast.Module]) -> dict[str, set[str]]:
    """By class, what changes after it is made: what it changes itself, and the parts it holds that change."""
    classes = [node for module in modules for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
    alone = {node.name: changed(node) for node in classes}
    moving = {name for name, found in alone.items() if found}
    return {node.name: alone[node.name] | held(node, moving) for node in classes}


def test_no_class_that_trains_keeps_track_of_many_things() -> None:
    found = changing(list(trees("training").values()))
    trains = [name for name in found if name.endswith("Trainer")]
    assert len(trains) == 1
    assert len(found[trains[0]]) >= 4  # it does hold what changes: the count is no empty promise
    assert {name: sorted(what) for name, what in found.items() if len(what) > MOST_CHANGING} == {}


def test_the_count_sees_every_way_to_change_an_attribute() -> None:
    text = """
class Part:
    def go(self):
        self.n += 1

class Whole:
    def __init__(self):
        self.still, self.part, self.a = 1, Part(), 0
        self.other: list = []

    def go(self):
        self.a, self.b = 1, 2
        del self.c
        self.d.append(1)
        self.e["x"] = self.other
        self.f.inner.value += self.still
        self.g: int = 2
        self.h[0].pop()
"""
    found = changing([ast.parse(text)])
    assert found == {"Part": {"n"}, "Whole": {"part", *"abcdefgh"}}


@pytest.mark.parametrize("package", ["training", "runs", "history"])
def test_no_function_and_no_file_is_long(package: str) -> None:
    long = {}
    for file, tree in trees(package).items():
        lines = {f.name: (f.end_lineno or 0) - f.lineno + 1 for f in functions(tree)}
        long |= {f"{file.stem}.{name}": count for name, count in lines.items() if count > MOST_LINES}
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > MOST_LINES_A_FILE:
            long[file.name] = count
    assert long == {}
