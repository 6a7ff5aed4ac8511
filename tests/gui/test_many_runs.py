"""Thousands of runs: what was read once is not read again, and what is out of sight waits."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel

from ncsn_engine.export import write_tiles
from ncsn_engine.presets import preset
from ncsn_engine.runs import Known, MetricsFile, Run, change_settings, create_run, list_runs
from ncsn_engine.runs import shelf as engine_shelf
from ncsn_gui.frame.run_list import RunList
from tests.gui.bare import Bare

COUNT = 150
Start = Callable[..., None]


def many(folder: Path) -> None:
    """Make runs that were trained for a while."""
    first = create_run(preset("digits"), folder / "run-000")
    MetricsFile(first).append([{"kind": "end", "step": 1000, "why": "done"}])
    head = json.loads((first.folder / "run.json").read_text())
    for i in range(1, COUNT):
        place = shutil.copytree(first.folder, folder / f"run-{i:03d}")
        made = f"2026-01-01T{i // 60:02d}:{i % 60:02d}:00+00:00"
        (place / "run.json").write_text(json.dumps({**head, "id": f"{i}", "created": made}))


def counted(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> list[object]:
    """Note what a function or a method is called with."""
    calls, real = list[object](), getattr(owner, name)
    monkeypatch.setattr(owner, name, lambda *a: (calls.append(a[0]), real(*a))[1])
    return calls


def test_only_heads_that_were_written_since_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many(tmp_path)
    known, opened = Known(), counted(monkeypatch, engine_shelf, "open_run")
    runs, problems = list_runs(tmp_path, known)
    assert (len(runs), len(opened), problems) == (COUNT, COUNT, [])
    assert list_runs(tmp_path, known)[0] == runs == list_runs(tmp_path)[0]
    opened.clear()
    changed = change_settings(runs[5], runs[5].config.replace(**{"training.steps": 77}))
    shutil.rmtree(runs[9].folder)
    (runs[7].folder / "run.json").write_text("{")
    (tmp_path / "no-run").mkdir()
    (tmp_path / "a file").touch()
    found, problems = list_runs(tmp_path, known)
    assert found == [changed if i == 5 else run for i, run in enumerate(runs) if i not in (7, 9)]
    assert sorted(os.path.basename(str(place)) for place in opened) == sorted([runs[5].name, runs[7].name])
    assert len(problems) == 1 and runs[7].name in problems[0]
    assert list_runs(tmp_path / "nowhere", known) == ([], []) and not known


def test_a_list_of_many_runs_is_brought_up_to_date_without_a_stall(
    bare: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(tmp_path / "runs")
    looked = counted(monkeypatch, Run, "status")

    async def journey(bare: Bare) -> None:
        shelf, desk = bare.studio.shelf, bare.studio.desk
        rows = RunList(bare.studio.workshop, shelf, desk, bare.studio.beside, bare.studio.teller)
        bare.leave(rows)
        rows.resize(220, 500)
        rows.show()
        bare.open()
        items = [rows.list.item(i) for i in range(rows.list.count())]
        assert [item.text().split("\n")[0] for item in items] == [run.name for run in shelf.all()]
        assert "1\u202f000 steps" in items[0].text() and items[-2].text() == f"{shelf.runs[-1].name}\n"
        await bare.until(lambda: all(item.text().count("\n") and item.text()[-1] != "\n" for item in items), "all")
        # What a training does when it begins and ends.
        looked.clear()
        shelf.list_again()
        assert len(looked) < 40
        assert [rows.list.item(i) for i in range(rows.list.count())] == items
        # A run changes far below: it is seen soon.
        last = shelf.runs[-1]
        MetricsFile(last).append([{"kind": "end", "step": 2000, "why": "stopped"}])
        write_tiles(last.folder / "previews" / "step-000002000.png", np.zeros((4, 8, 8, 1), np.uint8))
        shelf.list_again()
        await bare.until(lambda: "2\u202f000 steps" in items[-2].text(), "its new state")
        # What is selected stays so, in its place, while others come and go.
        desk.show(shelf.runs[3])
        rows.list.setCurrentItem(items[5], QItemSelectionModel.SelectionFlag.Select)
        chosen = [desk.run.name, shelf.runs[5].name]
        shutil.rmtree(shelf.runs[0].folder)
        new = create_run(preset("digits").replace(name="new"))
        shelf.list_again()
        assert rows.list.item(0).text().startswith(new.name) and rows.list.count() == len(items)
        assert [run.name for run in rows._selected()] == chosen
        renamed = shelf.rename(shelf.runs[8], "zzz")
        assert [rows.list.item(i).text().split("\n")[0] for i in range(rows.list.count())] == [
            run.name for run in shelf.all()
        ]
        assert renamed.name == "zzz" and [run.name for run in rows._selected()] == chosen

    bare(journey)


def test_thumbnails_are_painted_anew_only_for_another_preview(
    bare: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ncsn_gui.frame import run_items

    run = create_run(preset("digits"), tmp_path / "runs" / "one")
    preview = run.folder / "previews" / "step-000001000.png"
    write_tiles(preview, np.zeros((4, 8, 8, 1), np.uint8))
    painted = counted(monkeypatch, run_items, "_thumbnail")

    async def journey(bare: Bare) -> None:
        s, shelf = bare.studio, bare.studio.shelf
        rows = RunList(s.workshop, shelf, s.desk, s.beside, s.teller)
        bare.leave(rows)
        shelf.list_again()
        shelf.list_again()
        assert [one.name for one in painted] == ["one"]
        write_tiles(preview, np.full((4, 8, 8, 1), 255, np.uint8))
        os.utime(preview, (time.time() + 5, time.time() + 5))
        shelf.list_again()
        write_tiles(preview.with_name("step-000002000.png"), np.zeros((4, 8, 8, 1), np.uint8))
        shelf.list_again()
        assert [one.name for one in painted] == ["one"] * 3

    bare(journey)
