"""How the rooms of a package lie: no circle of modules, no long file, no long function, no winding way."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ncsn_engine
from ncsn_engine.config import Ancestral, AnnealedLangevin, GeometricLadder, Heun, Langevin, PredictorCorrector
from ncsn_engine.exact import GaussianMixture
from tests.engine.helpers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.samplers import Step

PACKAGES = ["ncsn_engine", "ncsn_gui"]
LONGEST_FILE, LONGEST_FUNCTION = 300, 60
# Declarations, which are looked up by name and not read through.
MAY_BE_LONG = ("ncsn_engine/config/", "ncsn_engine/presets.py")


# ---------------------------------------------------------------------------------------------
# Who knows whom


def sources(package: str, root: Path = ROOT) -> dict[str, ast.Module]:
    """Every module of a package by its name, parsed; a package's own name stands for its ``__init__``."""
    found = {}
    for file in sorted((root / package).rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(file.read_text(encoding="utf-8"))
    return found


def asked(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every import anywhere in a module, as the module and the name asked of it ("" for the module itself)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module
            yield from ((node.module, alias.name) for alias in node.names)


def handed_on(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """What an ``__init__`` binds at its top by ``from … import``: name → the module and the name there."""
    return {
        alias.asname or alias.name: (node.module, alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def known_by(package: str, root: Path = ROOT) -> dict[str, set[str]]:
    """For each module of a package the others it knows, through what packages hand on to where a name is defined.

    Imports inside functions and those for types alone count. Whoever enters a package from outside also runs
    its ``__init__``, and with it what that imports.
    """
    trees = sources(package, root)
    packages = {name.rpartition(".")[0] for name in trees if "." in name}
    handed = {name: handed_on(trees[name]) for name in packages}

    def home(module: str, name: str) -> str:
        """The module that defines a name, behind all packages that only hand it on."""
        if module in packages and name in handed[module]:
            further, there = handed[module][name]
            return home(further, there) if f"{further}.{there}" != f"{module}.{name}" else f"{module}.{name}"
        return f"{module}.{name}" if f"{module}.{name}" in trees else module

    def entered(by: str, module: str) -> set[str]:
        """The packages in whose rooms a module lies and `by` does not."""
        parts = module.split(".")
        above = {".".join(parts[:n]) for n in range(1, len(parts))} & packages
        return {p for p in above if by != p and not by.startswith(f"{p}.")}

    found: dict[str, set[str]] = {}
    for by, tree in trees.items():
        homes = {home(module, name) for module, name in asked(tree)} & trees.keys()
        found[by] = homes.union(*(entered(by, module) for module in homes)) - {by}
    return found


def circles(knows: dict[str, set[str]]) -> list[list[str]]:
    """Every group of modules each of which leads to all others (Tarjan 1972)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(name: str) -> None:
        number[name] = lowest[name] = len(number)
        stack.append(name)
        for other in sorted(knows[name]):
            if other not in number:
                visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in stack:
                lowest[name] = min(lowest[name], number[other])
        if lowest[name] == number[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in knows:
        if name not in number:
            visit(name)
    return sorted(found)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_know_each_other_in_a_circle(package: str) -> None:
    knows = known_by(package)
    assert sum(map(len, knows.values())) > len(knows)  # something was found at all
    # A package may hand names on at the first call, for those outside; within, whoever asked it could hide a circle.
    assert [name for name, others in knows.items() if package in others] == []
    assert circles(knows) == []


def made_up(place: Path, files: dict[str, str]) -> list[list[str]]:
    """The circles in a package of these files."""
    for name, text in {"__init__": "", **files}.items():
        file = place / "house" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return circles(known_by("house", place))


BACK = [
    "import house.a",
    "from house.a import X",
    "from house import a",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.a import X",
    "def f():\n    from house import a",
]


@pytest.mark.parametrize("back", BACK)
def test_a_circle_is_found_whichever_way_it_is_closed(back: str, tmp_path: Path) -> None:
    found = made_up(tmp_path, {"a": "from house import b\nX = 1", "b": back, "c": "import house.a"})
    assert found == [["house.a", "house.b"]]


@pytest.mark.parametrize("back", BACK)
def test_a_circle_does_not_hide_behind_a_package(back: str, tmp_path: Path) -> None:
    rooms = {"room/__init__": "from house.room.inside import Y", "room/inside": f"{back}\nY = 1"}
    found = made_up(tmp_path, {**rooms, "a": "from house.room import Y\nX = 1"})
    assert found == [["house.a", "house.room", "house.room.inside"]]


def test_a_package_that_only_hands_names_on_makes_no_circle(tmp_path: Path) -> None:
    # A room asks its own package for what another room in it defines; a name is also that of a file.
    rooms = {
        "room/__init__": "from house.room.one import X\nfrom house.room.two import two",
        "room/one": "from house.room import two\nX = 1",
        "room/two": "def two(): ...",
    }
    assert made_up(tmp_path, {**rooms, "a": "from house.room import X"}) == []


# ---------------------------------------------------------------------------------------------
# Sizes


def long_files(package: str, root: Path = ROOT) -> set[str]:
    names = {f.relative_to(root).as_posix(): f for f in (root / package).rglob("*.py")}
    lines = {name: len(f.read_text(encoding="utf-8").splitlines()) for name, f in names.items()}
    return {name for name, count in lines.items() if count > LONGEST_FILE and not name.startswith(MAY_BE_LONG)}


def long_functions(package: str, root: Path = ROOT) -> list[str]:
    """Functions of more lines than allowed, from ``def`` to the last one, with what they say of themselves."""
    found = []
    for name, tree in sources(package, root).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = (node.end_lineno or 0) - node.lineno + 1
                if count > LONGEST_FUNCTION:
                    found.append(f"{name}.{node.name}: {count}")
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_holds_one_idea(package: str) -> None:
    assert long_files(package) == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_function_fits_on_a_screen(package: str) -> None:
    assert long_functions(package) == []


# ---------------------------------------------------------------------------------------------
# The way of a sampling

ENGINE = ROOT / "ncsn_engine"
# What every file may ask without the reader having to follow: each says one thing that is known by its name.
ASKED = (
    "exact/",
    "samplers/step.py",
    "samplers/stability.py",
    "seeds.py",
    "devices.py",
    "threads.py",
    "config/",
    "registry.py",
)
FORMULAS = ("noise/", "design.py")  # numbers in, numbers out
PLAN = "samplers/plan.py"


def calls(work: Callable[[], object]) -> list[tuple[str, str]]:
    """Which file of the engine called a function of which, in order, while something was done."""
    found = []

    def file_of(frame: FrameType | None) -> str | None:
        while frame is not None:
            path = Path(frame.f_code.co_filename)
            if path.is_relative_to(ENGINE):
                return path.relative_to(ENGINE).as_posix()
            frame = frame.f_back  # through torch, to who called it
        return None

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and Path(frame.f_code.co_filename).is_relative_to(ENGINE):
            found.append((file_of(frame.f_back) or "", file_of(frame) or ""))

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return found


@pytest.mark.parametrize(
    ("settings", "own"),
    [
        (AnnealedLangevin(count=2), "samplers/langevin.py"),
        (Langevin(count=2), "samplers/langevin.py"),
        (PredictorCorrector(count=2), "samplers/sde.py"),
        (Ancestral(count=2), "samplers/ddpm.py"),
        (Heun(count=2), "samplers/ode.py"),
    ],
    ids=["annealed-langevin", "langevin", "predictor-corrector", "ddpm", "heun"],
)
def test_a_sampling_goes_from_sample_through_plan_to_its_own_file(settings: SamplingConfig, own: str) -> None:
    model = GaussianMixture([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0])

    sample = ncsn_engine.sample  # the package hands it on at the first call

    def first_step() -> Step:
        return next(sample(model, settings, noise=GeometricLadder()))

    first_step()  # the registry looks for samplers once
    made = calls(first_step)
    files = dict.fromkeys(called for _, called in made)
    assert [f for f in files if not f.startswith((*ASKED, *FORMULAS))] == [
        "samplers/sample.py",
        PLAN,
        own,
    ]
    # Only who plans and who steps computes, and no way leads on from the formulas, nor from what is asked.
    assert {by for by, called in made if called.startswith(FORMULAS) and not by.startswith(FORMULAS)} <= {PLAN, own}
    assert {called for by, called in made if by.startswith(ASKED) and not called.startswith(ASKED)} == set()
    assert {called for by, called in made if by.startswith(FORMULAS) and not called.startswith(FORMULAS)} == set()
