from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import settings

from ncsn_engine.runs import create_run
from tests.engine.helpers import tiny_config, train_to
from tests.engine.truth import Line, Truth, write_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.runs import Run

# The same examples on every machine, and no folder of theirs in the repository.
settings.register_profile("engine", deadline=None, derandomize=True, database=None, max_examples=40)
settings.load_profile("engine")


_LINES, _BEGAN = pytest.StashKey[list[Line]](), time.monotonic()


@pytest.fixture
def truth(request: pytest.FixtureRequest) -> Truth:
    """Notes what a test compared with what, for the page of truth."""
    slow = request.node.get_closest_marker("slow") is not None
    return Truth(request.node.nodeid.split("/")[-1], slow, request.config.stash.setdefault(_LINES, []))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--truth"):  # only what notes something
        wanted = [item for item in items if "truth" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if (file := session.config.getoption("--truth")) and exitstatus == pytest.ExitCode.OK:
        write_page(Path(file), session.config.stash.get(_LINES, []), time.monotonic() - _BEGAN)


@pytest.fixture(scope="package", autouse=True)
def _one_torch_thread() -> Iterator[None]:
    # Tiny networks run no faster on more, and sums come out the same in child processes.
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("NCSN_RUNS", str(home / "runs"))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # for child processes


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run of two steps; not to be changed."""
    run = create_run(tiny_config(**{"training.steps": 2}), tmp_path_factory.mktemp("trained") / "two-steps")
    train_to(run)
    return run


@pytest.fixture
def runs_here(trained: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the runs folder the one that holds the trained run."""
    monkeypatch.setenv("NCSN_RUNS", str(trained.folder.parent))
    return trained.folder.parent
