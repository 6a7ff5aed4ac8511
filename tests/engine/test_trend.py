"""Which trainings are said to diverge."""

from __future__ import annotations

import numpy as np
import pytest

from ncsn_engine.history import diverging

RNG = np.random.default_rng(0)
FALLING = 0.4 + 0.6 * np.exp(-np.arange(600) / 100) + 0.05 * RNG.standard_normal(600)
NONE = np.empty(0)


@pytest.mark.parametrize(
    ("loss", "held_out", "newest"),
    [
        (np.append(FALLING, np.full(40, 90.0)), NONE, 90.0),
        (np.append(FALLING[:60], np.full(40, 3.0)), NONE, 3.0),
        (np.append([np.nan], np.append(FALLING, np.full(40, 90.0))), NONE, 90.0),
        (FALLING, np.array([0.6, 96.8]), 96.8),  # harmless on most data, far off on some
        (FALLING[:25], np.array([4.9]), 4.9),  # soon after it began
        (np.append(1e6 * FALLING[:20], FALLING[:100]), np.array([4.9, 7.3]), 7.3),  # broke in its first steps
    ],
)
def test_a_training_diverges_where_it_is_worse_than_nothing_and_than_it_was(
    loss: np.ndarray, held_out: np.ndarray, newest: float
) -> None:
    assert diverging(loss, held_out) == pytest.approx(newest)


@pytest.mark.parametrize(
    ("loss", "held_out"),
    [
        (FALLING, np.array([0.7, 0.5])),
        (30 * FALLING, 30 * FALLING[::100]),  # begins high, and falls
        (np.append(FALLING, [500.0]) * 0 + 1.0, NONE),  # knows nothing
        (np.concatenate([FALLING[:300], np.full(20, 90.0), FALLING[300:]]), NONE),  # jumped, and came back
        (np.append(FALLING, np.full(40, 1.9)), np.array([0.5, 1.9])),
        (FALLING[:10] * 100, NONE),  # too few to tell
        (np.full(100, np.nan), NONE),
        (NONE, NONE),
    ],
)
def test_others_do_not(loss: np.ndarray, held_out: np.ndarray) -> None:
    assert diverging(loss, held_out) is None
