from __future__ import annotations

import ast
import pkgutil
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, NamedTuple

import pytest

import ncsn_engine
from tests.engine.helpers import ROOT, finished, python

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENGINE = sorted(m.name for m in pkgutil.walk_packages(ncsn_engine.__path__, "ncsn_engine."))
NO_TORCH = [
    "config",
    "presets",
    "runs",
    "history",
    "export",
    "pictures",
    "trajectory",
    "storage",
    "cli",
    "worker",
    "design",
]
OURS = {"main", "ncsn_gui", "ncsn_engine", "ncsn_resources", "tests"}
QT = {"PySide6", "PySide2", "PyQt5", "PyQt6", "shiboken6", "pyqtgraph", "superqt", "qtawesome", "qasync", "qtpy"}


class Import(NamedTuple):
    """One import statement: the module it stands in, and the module it asks for."""

    by: str
    of: str


def imports(below: str) -> Iterator[Import]:
    """Every import in a package or a file, also those inside functions and those only for types."""
    place = ROOT / below
    for file in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
        parts = file.relative_to(ROOT).with_suffix("").parts
        by = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (Import(by, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file} has a relative import"
                # "from a import b" may mean the module a.b as well.
                yield from (Import(by, f"{node.module}.{alias.name}") for alias in node.names)


def wrong(found: Iterator[Import], allowed: set[str]) -> list[Import]:
    return [i for i in found if i.of.split(".")[0] in OURS - allowed]


def under(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def test_imports_point_one_way() -> None:
    assert wrong(imports("ncsn_engine"), {"ncsn_engine", "ncsn_resources"}) == []
    assert wrong(imports("ncsn_gui"), {"ncsn_gui", "ncsn_engine", "ncsn_resources"}) == []
    assert wrong(imports("main"), {"ncsn_gui"}) == []
    assert wrong(imports("resources"), set()) == []


def test_the_engine_never_imports_qt() -> None:
    assert [i for i in imports("ncsn_engine") if i.of.split(".")[0] in QT] == []


def test_config_imports_no_sibling() -> None:
    found = list(imports("ncsn_engine/config"))
    assert len(found) > 20
    assert [i for i in found if i.of.startswith("ncsn_") and not under(i.of, "ncsn_engine.config")] == []
    assert [i for i in found if i.of.split(".")[0] in ("torch", "numpy")] == []


@pytest.mark.parametrize("part", ["samplers", "objectives", "training", "inspection", "trajectory", "exact"])
def test_what_receives_the_model_never_imports_a_network(part: str) -> None:
    assert [i for i in imports(f"ncsn_engine/{part}") if under(i.of, "ncsn_engine.networks")] == []


def test_networks_know_only_settings_and_each_other() -> None:
    allowed = ("ncsn_engine.networks", "ncsn_engine.config", "ncsn_engine.registry")
    assert len(list(imports("ncsn_engine/networks"))) > 20
    assert [i for i in imports("ncsn_engine/networks") if i.of.startswith("ncsn_") and not under(i.of, *allowed)] == []


def test_only_the_command_line_prints() -> None:
    calls = []
    for file in (ROOT / "ncsn_engine").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                calls.append(file.relative_to(ROOT / "ncsn_engine").parts[0].removesuffix(".py"))
    assert set(calls) == {"cli"}


ROOMS = (  # of the window, from the ground up
    ("language", "assets", "theme", "numbers", "words", "command_line", "help_pages", "finding"),
    ("widgets", "plots"),
    ("studio",),
    ("works",),
    ("form", "export"),
    ("page",),
    ("views",),
    ("pages", "frame"),
    ("window",),
    ("app",),
)


def room_of(module: str) -> int:
    """The floor on which a module of the window lies; -1: on none, as texts.py, which is a tool."""
    name = [*module.split("."), ""][1]
    return next((floor for floor, rooms in enumerate(ROOMS) if name in rooms), -1)


def test_the_windows_rooms_lie_in_order() -> None:
    found = [i for i in imports("ncsn_gui") if i.of.startswith("ncsn_gui.") and room_of(i.by) >= 0]
    assert len(found) > 300
    assert [i for i in found if room_of(i.of) > room_of(i.by)] == []
    stems = {f.relative_to(ROOT / "ncsn_gui").parts[0].removesuffix(".py") for f in (ROOT / "ncsn_gui").rglob("*.py")}
    assert stems == {room for rooms in ROOMS for room in rooms} | {"__init__", "texts"}  # each has its place


def test_no_view_knows_another_one() -> None:
    found = [i for i in imports("ncsn_gui/views") if under(i.of, "ncsn_gui.views") and i.of != "ncsn_gui.views"]
    assert len(found) > 20
    assert [i for i in found if i.by.split(".")[2] != i.of.split(".")[2]] == []
    listed = {i.by for i in imports("ncsn_gui") if under(i.of, "ncsn_gui.views") and not under(i.by, "ncsn_gui.views")}
    assert listed == {"ncsn_gui.pages"}


def test_what_draws_knows_neither_studio_nor_worker() -> None:
    above = ("ncsn_gui.studio", "ncsn_gui.page", "ncsn_gui.export", "ncsn_engine.worker", "ncsn_engine.models")
    found = [i for i in imports("ncsn_gui/views") if i.by.endswith(".view")]
    assert [i for i in found if under(i.of, *above)] == []
    assert [i for i in found if under(i.of, "ncsn_gui.works") and not under(i.of, "ncsn_gui.works.films")] == []


def test_studio_and_works_have_no_widgets() -> None:
    widgets = ("PySide6.QtWidgets", "PySide6.QtGui", "pyqtgraph", "qtawesome")
    found = [*imports("ncsn_gui/studio"), *imports("ncsn_gui/works")]
    assert [i for i in found if under(i.of, *widgets)] == []


def test_torch_is_named_by_errands_alone() -> None:
    files = {
        i.by.rpartition(".")[2] for i in imports("ncsn_gui") if under(i.of, "torch", "ncsn_engine.samplers.sample")
    }
    assert files == {"errands"}


def named(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.alias):
            yield part.name.rpartition(".")[2]


def who_names(*names: str) -> set[str]:
    files = (ROOT / "ncsn_gui").rglob("*.py")
    return {
        f.relative_to(ROOT / "ncsn_gui").as_posix()
        for f in files
        if set(named(ast.parse(f.read_text(encoding="utf-8")))) & set(names)
    }


def test_nobody_reaches_through_everything() -> None:
    """No controller holds the window or the studio: each gets the parts that it needs."""
    inits = {f"views/{folder.name}/__init__.py" for folder in (ROOT / "ncsn_gui/views").iterdir() if folder.is_dir()}
    assert who_names("Studio") <= {"page.py", "pages.py", "window.py"} | inits
    assert who_names("MainWindow") == {"app.py"}  # beside its own file
    assert who_names("_window", "sender") == set()
    tree = ast.parse((ROOT / "ncsn_gui/page.py").read_text(encoding="utf-8"))
    studio = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Studio")
    assert not [node for node in studio.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_who_may_speak_is_decided_in_one_place() -> None:
    """A fault of 0.3.0: three works asked each other who has the status bar."""
    assert who_names("loudest") == {"studio/workshop.py"}
    assert who_names("setTextVisible") == {"frame/statusbar.py"}  # the one progress bar
    emitted = who_names("progressed") - {"frame/statusbar.py"}  # which listens
    assert emitted == {"studio/teller.py", "works/training.py", "frame/toolbar.py"}  # the latter two: of a run's steps


def test_there_is_no_house_for_odds_and_ends() -> None:
    files = {f.stem for package in ("ncsn_engine", "ncsn_gui") for f in (ROOT / package).rglob("*.py")}
    assert not files & {"utils", "util", "helpers", "common", "misc", "base"}


BLOCKED = """
import importlib, sys

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in BLOCK:
            raise ImportError(f"{name} is blocked")

BLOCK = set(sys.argv[1].split(","))
sys.meta_path.insert(0, Block())
for name in sys.argv[2].split(","):
    importlib.import_module(name)
print(*sorted(BLOCK & {name.split(".")[0] for name in sys.modules}))
"""


def test_every_module_of_the_engine_imports_without_qt() -> None:
    assert len(ENGINE) > 25
    code, out, err = finished(python(BLOCKED, ",".join(QT), ",".join(ENGINE)))
    assert (code, out.strip()) == (0, ""), err


def test_the_engine_trains_and_samples_without_qt(tmp_path: Path) -> None:
    script = (
        BLOCKED
        + """
import ncsn_engine as ne
config = ne.preset("digits").replace(**{"training.steps": 2, "training.batch_size": 4, "training.preview_every": 0})
run = ne.create_run(config, sys.argv[3])
for event in ne.train(run, "cpu"):
    pass
model = ne.load_model(run)
for step in ne.sample(model, count=2, seed=1):
    pass
print(event.step, tuple(step.x.shape), *sorted(BLOCK & {name.split(".")[0] for name in sys.modules}))
"""
    )
    code, out, err = finished(python(script, ",".join(QT), "ncsn_engine", tmp_path / "run"))
    assert (code, out.split("\n")[1]) == (0, "2 (2, 1, 8, 8)"), err


def test_settings_runs_and_pictures_cost_no_torch() -> None:
    names = ",".join(f"ncsn_engine.{name}" for name in NO_TORCH)
    code, out, err = finished(python(BLOCKED, "torch,torchvision,sklearn", names))
    assert (code, out.strip()) == (0, ""), err


def test_public_names_are_there() -> None:
    missing = [name for name in ncsn_engine.__all__ if getattr(ncsn_engine, name, None) is None]
    assert missing == []
    promised = {"preset", "create_run", "open_run", "train", "load_model", "sample", "read_recipe", "save_image_grid"}
    promised |= {"AnnealedLangevin", "GaussianMixture", "GeometricLadder", "InputError", "RunConfig"}
    assert promised <= set(ncsn_engine.__all__) <= set(dir(ncsn_engine))
    with pytest.raises(AttributeError, match="no name 'dream'"):
        ncsn_engine.dream  # noqa: B018


def test_every_module_names_its_public_parts() -> None:
    import importlib

    for name in ENGINE:
        module = importlib.import_module(name)
        assert [n for n in getattr(module, "__all__", []) if not hasattr(module, n)] == [], name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the files git knows or would take, outside the repository."""
    place = tmp_path_factory.mktemp("wheel")
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (place / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / "copy" / name)
    flags = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    build = [sys.executable, "-m", "pip", "wheel", *flags, "--wheel-dir", str(place), str(place / "copy")]
    made = subprocess.run(build, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    (found,) = place.glob("*.whl")
    return found


def test_the_wheel_holds_exactly_three_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    tops = {name.split("/")[0] for name in names}
    info = {top for top in tops if top.endswith(".dist-info")}
    assert len(info) == 1
    assert tops - info == {"ncsn_engine", "ncsn_gui", "ncsn_resources"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".part")]


def test_the_wheel_holds_every_module_and_every_resource(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
    for package, folder in (("ncsn_engine", "ncsn_engine"), ("ncsn_gui", "ncsn_gui"), ("ncsn_resources", "resources")):
        here = {
            f"{package}/{f.relative_to(ROOT / folder).as_posix()}"
            for f in (ROOT / folder).rglob("*")
            # README.md's pictures stay at home: the program never shows them
            if f.is_file() and not {"__pycache__", "screenshots"} & set(f.parts) and f.name != "lock"
        }
        assert here - names == set()
    for part in (
        "fonts/Inter-Regular.otf",
        "fonts/OFL.txt",
        "help/first-steps.md",
        "models/digits.toml",
        "models/digits/run.json",
        "models/digits/metrics.jsonl",
        "models/digits/checkpoints/step-000006000.safetensors",
    ):
        assert f"ncsn_resources/{part}" in names


def test_the_wheel_brings_the_commands_and_is_small(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        entry = next(name for name in file.namelist() if name.endswith("entry_points.txt"))
        commands = file.read(entry).decode()
    assert "ncsn = ncsn_engine.cli:entry" in commands
    assert "ncsn-studio = ncsn_gui.app:entry" in commands
    assert wheel.stat().st_size < 8 * 2**20


def test_the_top_level_is_as_promised() -> None:
    listing = ["git", "ls-files", "-z"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    tops = {name.split("/")[0] for name in names if name}
    promised = {"main.py", "ncsn_gui", "ncsn_engine", "resources", "pyproject.toml", "README.md", "Makefile", "LICENSE"}
    usual = {"tests", "CONTRIBUTING.md", "CHANGELOG.md", ".gitignore", ".ci", "docs", ".gitattributes", ".github"}
    assert promised <= tops <= promised | usual
