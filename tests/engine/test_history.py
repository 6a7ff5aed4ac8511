from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ncsn_engine.history import read_history
from ncsn_engine.runs import MetricsFile, create_run
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
