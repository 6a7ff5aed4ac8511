"""An evaluation ends within a minute, unless one was told otherwise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ncsn_engine.cli import main
from ncsn_engine.config import DormandPrince, Euler
from ncsn_engine.metrics import choosing
from ncsn_engine.metrics.choosing import choose
from ncsn_engine.models import load_model
from ncsn_engine.timing import seconds_a_picture
from tests.engine.test_memory import model_of

if TYPE_CHECKING:
    from ncsn_engine.runs import Run


@pytest.mark.parametrize(
    ("each", "count", "told", "kind", "n"),
    [
        (1e-5, None, False, "annealed-langevin", 1000),  # 111 looks: in time
        (1e-3, None, False, "dpm-solver++", 1000),
        (1e-2, None, False, "dpm-solver++", 200),
        (1.0, None, False, "dpm-solver++", 100),  # and no fewer
        (1e-2, 500, False, "dpm-solver++", 500),  # what was told stays
        (1e-2, None, True, "annealed-langevin", 100),
        (1e-2, 500, True, "annealed-langevin", 500),
        (float("nan"), None, False, "annealed-langevin", 1000),
    ],
)
def test_sampler_and_count_end_in_time_and_what_was_told_stays(
    each: float, count: int | None, told: bool, kind: str, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "seconds_a_picture", lambda _: each)
    model = load_model("ready-made")
    found = choose(model, model.config.sampling, count, told)
    assert (found.sampling.kind, found.count) == (kind, n)
    assert ("--sampling.kind annealed-langevin" in found.why) == (kind == "dpm-solver++")
    assert ("--count 1000" in found.why) == (count is None and n < 1000)
    if n > 100 and count is None and not told and each == each:
        assert found.seconds <= 40


def test_a_network_that_knows_its_levels_only_is_looked_at_on_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "seconds_a_picture", lambda _: 1e-2)
    model = model_of("ncsn")
    found = choose(model, model.config.sampling.replace(steps_per_level=100))
    assert found.sampling.kind == "dpm-solver++" and found.sampling.model_dump()["spacing"] == "levels"


def test_looks_are_not_more_than_the_runs_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "seconds_a_picture", lambda _: 1e-2)
    model = load_model("ready-made")
    assert choose(model, Euler(n_steps=10)).sampling == Euler(n_steps=10)
    assert choose(model, DormandPrince()).sampling.kind == "dpm-solver++"


def test_the_time_of_a_look_is_measured() -> None:
    assert 1e-7 < seconds_a_picture(load_model("ready-made")) < 1


def test_the_command_says_what_it_chose_and_why(
    trained: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(choosing, "seconds_a_picture", lambda _: 1e-2)
    monkeypatch.setattr(choosing, "_SECONDS", 0.6)
    monkeypatch.setattr(choosing, "FEWEST", 30)
    monkeypatch.setattr(choosing, "_STEPS", 2)
    assert main(["evaluate", str(trained.folder), "--json"]) == 0
    out, err = capsys.readouterr()
    told: dict[str, Any] = json.loads(out)
    assert (told["n"], told["sampling"]["kind"]) == (30, "dpm-solver++")
    assert "30 samples instead of 1000" in err and told["remarks"][-1] in err
    assert main(["evaluate", str(trained.folder), "--count=24", "--sampling.kind=euler", "--sampling.n_steps=2"]) == 0
    out, err = capsys.readouterr()
    assert "24 samples by euler" in out and "instead" not in err
