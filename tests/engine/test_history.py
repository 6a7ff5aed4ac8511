from __future__ import annotations

import csv
import io
import itertools
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ncsn_engine.history import binned, differing_settings, lagging, read_history, row_levels, to_csv, written
from ncsn_engine.presets import preset
from ncsn_engine.runs import TOLD, MetricsFile, create_run
from tests.engine.helpers import tiny_config, train_to

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.runs import Run


def test_a_new_run_has_no_past(tmp_path: Path) -> None:
    history = read_history(create_run(tiny_config(), tmp_path / "r"))
    assert history.loss.shape == (0,)
    assert history.held_out.shape == (0, 2)
    assert history.previews == []
    assert history.seconds(np.array([0, 5])).tolist() == [0, 0]


def test_a_finished_run_tells_every_loss_and_time(trained: Run) -> None:
    history = read_history(trained)
    assert history.loss.shape == (2,)
    assert np.isfinite(history.loss).all()
    assert history.held_out[:, 0].tolist() == [2]
    times = history.seconds(np.array([0, 1, 2]))
    assert times[0] == 0
    assert (np.diff(times) > 0).all()


def test_losses_of_a_training_are_read_back(tmp_path: Path) -> None:
    config = tiny_config(**{"training.held_out_every": 4, "training.preview_every": 6})
    run = create_run(config, tmp_path / "r")
    events = train_to(run)
    history = read_history(run)
    np.testing.assert_allclose(history.loss, np.concatenate([e.losses for e in events]), atol=1e-5)
    told = [(e.held_out.step, e.held_out.loss) for e in events if e.held_out]
    np.testing.assert_allclose(history.held_out, told, atol=1e-5)
    assert [step for step, _ in history.previews] == [6, 12]
    assert all(file.is_file() for _, file in history.previews)
    assert history.levels.shape == history.held_out_levels.shape == (4,)


def test_losses_lost_with_a_torn_line_leave_a_gap(tmp_path: Path) -> None:
    run = create_run(tiny_config(), tmp_path / "r")
    MetricsFile(run).append(
        [
            {"kind": "train", "step": 2, "seconds": 1.0, "loss": [0.1, 0.2]},
            {"kind": "train", "step": 5, "seconds": 4.0, "loss": [0.5]},
        ]
    )
    history = read_history(run)
    np.testing.assert_allclose(history.loss, [0.1, 0.2, np.nan, np.nan, 0.5], rtol=1e-6)
    np.testing.assert_allclose(history.seconds(np.array([1, 2, 5])), [0.5, 1, 4])


def test_a_preview_that_was_deleted_is_left_out(tmp_path: Path) -> None:
    run = create_run(tiny_config(**{"training.preview_every": 6}), tmp_path / "r")
    train_to(run)
    (run.folder / "previews" / "step-000000006.png").unlink()
    assert [step for step, _ in read_history(run).previews] == [12]


def _recorded(run: Run, steps: int, levels: int, every: int) -> None:
    """Write what a training of so many steps would have."""
    rng = np.random.default_rng(0)
    file, records = MetricsFile(run), []
    for step in range(50, steps + 1, 50):
        base = {"step": step, "seconds": step / 50}
        measured = {"learning_rate": 1e-3, "gradient_norm": 0.5, "weight_norm": step / 10.0, "images_per_second": 400.0}
        loss = rng.random(50).round(5).tolist()
        records.append({"kind": "train", **base, "loss": loss, **measured, "epoch": step / 100, "time": 1e9 + step})
        if step % every == 0:
            for kind in ("held-out", "levels"):
                by_level = [round(v, 5) for v in (np.arange(levels) / levels + (kind == "held-out") / 100).tolist()]
                told = {"loss": 0.5} if kind == "held-out" else {}
                records.append({"kind": kind, **base, **told, "by_level": [None, *by_level[1:]]})
    file.append(records)


def test_the_past_of_each_level_is_read_back(tmp_path: Path) -> None:
    run = create_run(tiny_config(**{"training.held_out_every": 4}), tmp_path / "r")
    events = train_to(run)
    history = read_history(run)
    judged = [e.held_out for e in events if e.held_out]
    assert history.held_out_steps.tolist() == history.level_steps.tolist() == [4, 8, 12]
    np.testing.assert_allclose(history.held_out_past, [h.by_level for h in judged], atol=1e-5)
    np.testing.assert_allclose(history.levels, history.level_past[-1])
    np.testing.assert_allclose(history.sigmas, events[0].sigmas)
    assert history.level_past.shape == (3, 4)


def test_what_is_measured_once_a_second_is_read_back(tmp_path: Path) -> None:
    run = create_run(tiny_config(), tmp_path / "r")
    last = train_to(run)[-1]
    history = read_history(run)
    for name in ("learning_rate", "gradient_norm", "weight_norm", "epoch"):
        assert history.curve(name)[-1] == pytest.approx([12, getattr(last, name)], rel=1e-4), name
    assert (history.curve("images_per_second")[:, 1] > 0).all()
    at = np.array([0.0, 6.0, 12.0])
    np.testing.assert_allclose(history.along("epochs", at), at / 12 * last.epoch, rtol=1e-4)
    wall = history.along("wall", at)
    assert wall is not None and wall[0] == 0 and (np.diff(wall) >= 0).all() and wall[-1] < 60


def test_a_run_of_an_older_version_tells_less(tmp_path: Path) -> None:
    run = create_run(tiny_config(), tmp_path / "r")
    MetricsFile(run).append([{"kind": "train", "step": 2, "seconds": 1.0, "loss": [0.1, 0.2]}])
    history = read_history(run)
    assert len(history.curve("weight_norm")) == 0
    assert history.along("epochs", np.array([1.0])) is history.along("wall", np.array([1.0])) is None
    assert history.along("steps", np.array([1.0])) == history.along("time", np.array([2.0])) == 1


def test_nights_count_as_wall_time_only(tmp_path: Path) -> None:
    run = create_run(tiny_config(), tmp_path / "r")
    told = dict.fromkeys(("learning_rate", "gradient_norm", "weight_norm", "images_per_second"), 1.0)
    at = ((2, 1.0, 1000.0), (4, 2.0, 1001.0), (6, 3.0, 9001.0))
    MetricsFile(run).append(
        {"kind": "train", "step": step, "seconds": s, "loss": [0.1, 0.2], **told, "epoch": step / 2, "time": t}
        for step, s, t in at
    )
    history, steps = read_history(run), np.array([2.0, 4.0, 6.0])
    np.testing.assert_allclose(history.along("time", steps), [1, 2, 3])
    np.testing.assert_allclose(history.along("wall", steps), [1, 2, 8002])
    np.testing.assert_allclose(history.along("epochs", steps), [1, 2, 3])


@pytest.mark.parametrize(
    ("settings", "of", "alike"),
    [
        ({"objective.kind": "explicit"}, {}, False),
        ({"objective.weighting": "learned"}, {}, False),
        ({"objective.kind": "explicit"}, {"of": TOLD}, True),
        ({"objective.weighting": "learned"}, {"of": TOLD}, True),
        ({"objective.kind": "sliced"}, {}, True),
        ({"objective.weighting": "uniform"}, {}, True),
    ],
)
def test_losses_that_an_older_version_told_are_known_to_be_of_two_measures(
    tmp_path: Path, settings: dict[str, str], of: dict[str, str], alike: bool
) -> None:
    run = create_run(preset("toy").replace(**settings), tmp_path / "run")
    assert read_history(run).alike
    MetricsFile(run).append([{"kind": "train", "step": 2, "seconds": 1.0, "loss": [0.5, -0.5], **of}])
    assert read_history(run).alike is alike


@pytest.mark.parametrize(
    ("weighting", "of", "weighted"),
    [("edm", {}, True), ("uniform", {}, True), ("sigma2", {}, False), ("edm", {"of": TOLD}, False)],
)
def test_losses_that_an_older_version_weighted_do_not_compare(
    tmp_path: Path, weighting: str, of: dict[str, str], weighted: bool
) -> None:
    run = create_run(preset("toy").replace(**{"objective.weighting": weighting}), tmp_path / "run")
    assert not read_history(run).weighted
    MetricsFile(run).append([{"kind": "train", "step": 2, "seconds": 1.0, "loss": [0.5, 0.4], **of}])
    assert read_history(run).weighted is weighted


def test_what_was_written_tells_whether_to_read_again(tmp_path: Path) -> None:
    run = create_run(tiny_config(), tmp_path / "r")
    assert written(run) == (0, 0)
    file = MetricsFile(run)
    file.append([{"kind": "train", "step": s, "seconds": float(s), "loss": [0.1]} for s in (1, 2)])
    before = written(run)
    assert before == written(run) and before[0] == (run.folder / "metrics.jsonl").stat().st_size
    file.append([{"kind": "train", "step": 3, "seconds": 3.0, "loss": [0.1]}])
    longer = written(run)
    assert longer[0] > before[0]
    file.rewind(2)
    assert written(run) not in (before, longer)  # as long as before, yet written later


def test_long_ladders_are_averaged_into_few_rows() -> None:
    assert row_levels(5, 64) == [(i, i + 1) for i in range(5)]
    rows = row_levels(2311)
    assert (len(rows), rows[0][0], rows[-1][1]) == (64, 0, 2311)
    assert all(end == first for (_, end), (first, _) in itertools.pairwise(rows))
    values = np.array([[1.0, 3.0, np.nan, 5.0, np.nan, np.nan]])
    np.testing.assert_allclose(binned(values, 3), [[2.0, 5.0, np.nan]])
    assert binned(values, 6) is values


def test_the_level_that_lags_is_named() -> None:
    train = np.full((8, 5), 0.3)
    held_out = np.full((8, 5), 0.31)
    held_out[:, 3] += 0.1
    held_out[0, 1] = 9.0  # long ago
    row, behind = lagging(train, held_out) or (None, None)
    assert (row, behind) == (3, pytest.approx(0.11))
    assert lagging(train, train - 0.1) is None
    assert lagging(train, train + 0.0004) is None  # "+0.000" is nothing to say
    assert lagging(train, train + 0.0011) is not None
    assert lagging(np.empty((0, 0)), held_out) is None


def test_curves_as_a_table(tmp_path: Path) -> None:
    run = create_run(tiny_config(), tmp_path / "r")
    _recorded(run, 200, 3, 100)
    rows = list(csv.DictReader(io.StringIO(to_csv(read_history(run)).decode())))
    assert [int(row["step"]) for row in rows] == list(range(1, 201))
    assert rows[99]["held-out loss"] == "0.5"
    assert float(rows[99]["held-out loss, level 3"]) == pytest.approx(2 / 3 + 0.01, abs=1e-4)
    assert rows[99]["training loss, level 1"] == rows[98]["training loss, level 3"] == ""
    assert (rows[49]["weight norm"], rows[48]["weight norm"], rows[49]["seconds"]) == ("5", "", "1.000")
    assert None not in rows[0]


def test_settings_that_differ(tmp_path: Path) -> None:
    one = tiny_config()
    other, third = tiny_config(**{"training.batch_size": 9}), tiny_config(**{"noise.n_levels": 6})
    assert differing_settings(one, other) == [("training.batch_size", 8, 9)]
    assert differing_settings(one, other, third) == [("noise.n_levels", 4, 4, 6), ("training.batch_size", 8, 9, 8)]
    assert differing_settings() == differing_settings(one, one) == []


@pytest.mark.parametrize("levels", [232, 2311])
def test_a_run_of_100_000_logged_steps_opens_at_once(tmp_path: Path, levels: int) -> None:
    run = create_run(tiny_config(), tmp_path / "r")
    _recorded(run, 100_000, levels, 250)
    spent = []
    for _ in range(3):
        began = time.process_time()  # other programs' work does not count
        history = read_history(run)
        spent.append(time.process_time() - began)
    assert history.loss.shape == (100_000,)
    assert history.held_out_past.shape == ({232: 256, 2311: 108}[levels], 64)
    assert history.level_steps[-1] == 100_000
    assert history.held_out.shape == (400, 2)
    assert min(spent) < 0.3
