from __future__ import annotations

import errno
import math
import os
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import chisquare

from ncsn_engine.config import InputError
from ncsn_engine.data import points_file
from ncsn_engine.data.points import SETS, density, read_points, write_points
from ncsn_engine.metrics import energy_distance
from ncsn_engine.storage import SaveError

LABELS = {
    "moons": 2,
    "circles": 2,
    "swiss-roll": 1,
    "spiral": 2,
    "checkerboard": 8,
    "eight-gaussians": 8,
    "pair": 2,
    "pinwheel": 5,
}
EACH = pytest.mark.parametrize("name", SETS)


def draw(name: str, n: int = 20_000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return SETS[name](n, np.random.default_rng(seed))


def polar(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.hypot(x[:, 0], x[:, 1]), np.arctan2(x[:, 1], x[:, 0])


def wrapped(angle: np.ndarray) -> np.ndarray:
    """Bring angles into [-π, π)."""
    return (angle + math.pi) % (2 * math.pi) - math.pi


# All sets


def test_these_sets_are_there() -> None:
    assert list(SETS) == list(LABELS)


@EACH
def test_points_and_labels_have_their_types(name: str) -> None:
    for n in (0, 1, 7):
        x, labels = draw(name, n)
        assert (x.shape, x.dtype) == ((n, 2), np.float32)
        assert (labels.shape, labels.dtype) == ((n,), np.int64)


@EACH
def test_the_generator_decides(name: str) -> None:
    (x, labels), (again, labels_again) = draw(name, 50), draw(name, 50)
    assert np.array_equal(x, again) and np.array_equal(labels, labels_again)
    assert not np.array_equal(x, draw(name, 50, seed=1)[0])
    rng = np.random.default_rng(0)
    assert not np.array_equal(SETS[name](50, rng)[0], SETS[name](50, rng)[0])


@EACH
def test_all_labels_occur_as_often_as_they_should(name: str) -> None:
    _, labels = draw(name)
    counts = np.bincount(labels, minlength=LABELS[name])
    shares = np.array([0.2, 0.8]) if name == "pair" else np.full(LABELS[name], 1 / LABELS[name])
    assert len(counts) == LABELS[name]
    assert len(counts) == 1 or chisquare(counts, shares * len(labels)).pvalue > 0.001


@pytest.mark.parametrize("name", [name for name in SETS if LABELS[name] > 1])
def test_points_are_drawn_independently(name: str) -> None:
    # Counts of a label vary from draw to draw as a binomial's do: no quota, no order.
    n, p = 60, 0.2 if name == "pair" else 1 / LABELS[name]
    rng = np.random.default_rng(1)
    counts = [int((SETS[name](n, rng)[1] == 0).sum()) for _ in range(400)]
    assert np.var(counts) == pytest.approx(n * p * (1 - p), rel=0.35)
    _, labels = draw(name)
    assert abs(np.corrcoef(labels[:-1] == 0, labels[1:] == 0)[0, 1]) < 4 / math.sqrt(20_000)


@pytest.mark.parametrize("name", [name for name in SETS if name != "pair"])
def test_sets_have_about_the_same_size(name: str) -> None:
    x, _ = draw(name)
    assert (np.abs(x) <= 4).mean() > 0.995
    assert np.abs(x).max() == pytest.approx(4, abs=1.5)


@EACH
def test_two_draws_of_a_set_are_alike_and_draws_of_two_sets_are_not(name: str) -> None:
    x = draw(name, 1000)[0]
    assert abs(energy_distance(x, draw(name, 1000, seed=1)[0])) < 0.03
    for other in SETS:
        assert other == name or energy_distance(x, draw(other, 1000)[0]) > 0.01


# Each set: points are where their labels say


def test_moons_lie_on_their_half_circles() -> None:
    x, labels = draw("moons")
    for label, centre, side in ((0, [-1, -0.5], 1), (1, [1, 0.5], -1)):
        away = side * (x[labels == label] - centre)
        radius, turn = polar(away)
        inner = (turn > 0.4) & (turn < math.pi - 0.4)  # noise at the ends goes around them
        assert np.mean(radius[inner] - 2) == pytest.approx(0, abs=0.02)
        assert np.std(radius[inner]) == pytest.approx(0.2, abs=0.01)
        assert (away[:, 1] > -1).all()
        assert np.histogram(turn, 4, (0, math.pi))[0] == pytest.approx([2500] * 4, rel=0.1)


def test_circles_have_their_radii() -> None:
    x, labels = draw("circles")
    for label, expected in ((0, 3.2), (1, 1.6)):
        radius, turn = polar(x[labels == label])
        # Noise across the radius, of variance s², lengthens it by s²/2r.
        assert np.mean(radius) == pytest.approx(expected + 0.15**2 / (2 * expected), abs=0.007)
        assert np.std(radius) == pytest.approx(0.15, abs=0.005)
        assert chisquare(np.histogram(turn, 12, (-math.pi, math.pi))[0]).pvalue > 0.001


def test_the_swiss_roll_is_one_sheet() -> None:
    x, _ = draw("swiss-roll")
    radius, turn = polar(x)
    sheets = (turn[:, None] + 2 * math.pi * np.arange(4)) / 4
    sheets = np.where((sheets > 1.1) & (sheets < 3.6), sheets, np.inf)
    nearest = np.abs(radius[:, None] - sheets).min(1)
    assert np.mean(nearest < 0.65) > 0.99
    assert np.sqrt(np.mean(nearest[nearest < 0.65] ** 2)) == pytest.approx(0.2, abs=0.02)


def test_arms_of_the_spiral_are_half_a_turn_apart() -> None:
    x, labels = draw("spiral")
    radius, turn = polar(x)
    far = radius > 1  # further in, noise turns points far around
    away = wrapped(turn - 2.6 * radius - math.pi * labels)[far]
    assert np.mean(away) == pytest.approx(0, abs=0.02)
    assert np.abs(away).mean() < 0.3
    assert np.histogram(radius, [1, 2, 3])[0] / 20_000 == pytest.approx([3 / 3.625**2, 5 / 3.625**2], abs=0.02)


def test_blades_of_the_pinwheel_are_a_fifth_of_a_turn_apart() -> None:
    x, labels = draw("pinwheel")
    radius, turn = polar(x / 2)
    away = wrapped(turn - 2 * math.pi / 5 * labels - 0.25 * np.exp(radius))
    assert np.median(away) == pytest.approx(0, abs=0.02)
    assert np.mean(np.abs(away) < math.pi / 5) > 0.97
    assert np.median(radius) == pytest.approx(1, abs=0.02)


def square_of(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Column and row, 0 to 3, counted from the lower left."""
    column, row = np.floor(x.astype(np.float64) / 2).astype(int).T + 2
    return column, row


def test_the_checkerboard_is_uniform_on_its_dark_squares() -> None:
    x, labels = draw("checkerboard", 200_000, seed=7)
    column, row = square_of(x)
    assert (np.abs(x) < 4).all()
    assert ((column + row) % 2 == 0).all()
    counts = np.bincount(4 * column + row, minlength=16).reshape(4, 4)
    dark = np.indices((4, 4)).sum(0) % 2 == 0
    assert (counts[~dark] == 0).all()
    assert dark[1, 1] and dark[2, 2]  # those that touch the centre, of which int() would make one
    assert chisquare(counts[dark]).pvalue > 0.01
    assert chisquare([counts[1, 1], counts[2, 2]]).pvalue > 0.01
    # And within the squares: quarters, and the whole board's columns.
    quarter = np.floor(x % 2).astype(int)
    assert chisquare(np.bincount(8 * quarter[:, 0] + labels + 16 * quarter[:, 1])).pvalue > 0.01
    for axis in (0, 1):
        assert chisquare(np.histogram(x[:, axis], 40, (-4, 4))[0]).pvalue > 0.01


def test_labels_of_the_checkerboard_go_up_the_columns() -> None:
    x, labels = draw("checkerboard")
    column, row = square_of(x)
    order = [(c, r) for c in range(4) for r in range(4) if (c + r) % 2 == 0]
    assert [order[label] for label in labels.tolist()] == list(zip(column.tolist(), row.tolist(), strict=True))


@pytest.mark.parametrize("last", [True, False])
def test_no_point_is_rounded_onto_a_light_square(last: bool) -> None:
    class Edge:
        """Draws every square once, and in it always the first or the last place."""

        def integers(self, high: int, size: int | tuple[int, int]) -> np.ndarray:
            if size == 8:
                return np.arange(8)
            return np.full(size, high - 1 if last else 0)

    x, _ = SETS["checkerboard"](8, Edge())  # type: ignore[arg-type]
    column, row = square_of(x)
    assert ((column + row) % 2 == 0).all()
    assert len(set(zip(column.tolist(), row.tolist(), strict=True))) == 8


# Densities


@pytest.mark.parametrize("name", ["eight-gaussians", "pair"])
def test_samplers_draw_from_their_densities(name: str) -> None:
    known = density(name)
    assert known is not None
    x, labels = draw(name, 40_000)
    truth = known.sample(3000, seed=1)
    assert abs(energy_distance(x[:3000], truth)) < 0.02
    assert energy_distance(x[:3000] + 0.3, truth) > 0.02
    share = np.bincount(labels) / len(labels)
    assert share == pytest.approx(known.weights.numpy(), abs=0.01)
    for k in range(len(share)):
        own = x[labels == k]
        assert own.mean(0) == pytest.approx(known.means[k].numpy(), abs=0.05)
        assert np.cov(own.T) == pytest.approx(float(known.variances[k, 0]) * np.eye(2), abs=0.04)
    moments = torch.from_numpy(x).double()
    torch.testing.assert_close(moments.mean(0), known.mean(), rtol=0, atol=0.08)
    torch.testing.assert_close(torch.cov(moments.T), known.covariance(), rtol=0.03, atol=0.05)


def test_the_pair_is_the_papers_toy() -> None:
    toy = density("pair")
    assert toy is not None and toy.stds is not None
    assert toy.weights.tolist() == pytest.approx([0.2, 0.8])
    assert toy.means.tolist() == [[-5, -5], [5, 5]]
    assert toy.stds.tolist() == [1, 1]


def test_other_sets_have_no_known_density() -> None:
    assert [name for name in SETS if density(name)] == ["eight-gaussians", "pair"]
    assert density("nothing") is None


# Files

FOUR = "1,2\n3,4\n5,6\n-7.5,8e-1\n"
FOUR_POINTS = [[1, 2], [3, 4], [5, 6], [-7.5, 0.8]]


def file_of(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "points.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@EACH
def test_what_is_written_is_read_again(name: str, tmp_path: Path) -> None:
    x, _ = draw(name, 500)
    write_points(tmp_path / "points.csv", x)
    again, labels = read_points(tmp_path / "points.csv")
    assert again.dtype == np.float32
    assert np.array_equal(again, x)
    assert labels is None
    assert (tmp_path / "points.csv").read_text().startswith("x,y\n")


@given(arrays(np.float32, (4, 2), elements=st.floats(width=32, allow_nan=False, allow_infinity=False)))
@example(np.full((4, 2), np.finfo(np.float32).max))
@example(np.full((4, 2), np.finfo(np.float32).smallest_subnormal))
def test_every_float32_survives_the_file(tmp_path_factory: pytest.TempPathFactory, x: np.ndarray) -> None:
    path = tmp_path_factory.getbasetemp() / "every-float.csv"
    write_points(path, x)
    assert np.array_equal(read_points(path)[0], x)


@pytest.mark.parametrize(
    "text",
    [
        FOUR,
        FOUR.replace(",", ";"),
        FOUR.replace(",", "\t"),
        FOUR.replace(",", " "),
        FOUR.replace(",", "    ").replace("\n", "  \n  "),
        FOUR.replace(",", " , "),
        FOUR.replace("\n", "\r\n"),
        FOUR.rstrip("\n"),
        "x,y\n" + FOUR,
        "\ufeffx,y\n" + FOUR,
        "x coordinate; y coordinate\n" + FOUR.replace(",", ";"),
        "x1,x2\n" + FOUR,
        "# from numpy.savetxt\n" + FOUR,
        "\n# a\n\n  # b\nx y\n\n" + FOUR.replace("\n", "\n\n# c\n") + "\n\n",
        "1.000000000000000000e+00 2.0e+00\n+3 4.\n5 6\n-7.5 .8\n",
    ],
)
def test_separators_headers_and_remarks(text: str, tmp_path: Path) -> None:
    x, labels = read_points(file_of(tmp_path, text))
    assert x == pytest.approx(np.array(FOUR_POINTS))
    assert (x.shape, x.dtype, labels) == ((4, 2), np.float32, None)


@pytest.mark.parametrize(
    "text",
    ["x,y,label\n1,2,0\n3,4,1\n5,6,-3\n-7.5,0.8,12\n", "1 2 0.0\n3 4 1e0\n5 6 -3\n-7.5 0.8 1.2e1\n"],
)
def test_a_third_column_is_the_label(text: str, tmp_path: Path) -> None:
    x, labels = read_points(file_of(tmp_path, text))
    assert x == pytest.approx(np.array(FOUR_POINTS))
    assert labels is not None
    assert (labels.dtype, labels.tolist()) == (np.int64, [0, 1, -3, 12])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1\n2\n3\n4\n", r", line 1: columns found: 1, expected: 2 \(x, y\) or 3 \(x, y, label\)"),
        ("1,2,3,4\n" * 4, ", line 1: columns found: 4"),
        (FOUR + "1,2,3\n", ", line 5: columns found: 3, expected: 2"),
        ("1,2,3\n" * 4 + "# x\n\n1,2\n", ", line 7: columns found: 2, expected: 3"),
        ("x,y\n" + FOUR + "a,1\n", ", line 6: found 'a', expected a number"),
        ("x,y\nu,v\n" + FOUR, ", line 2: found 'u', expected a number"),
        ("1,b\n" + FOUR, ", line 1: found 'b', expected a number"),
        ("1_0,2\n" + FOUR, ", line 1: found '1_0', expected a number"),
        (FOUR + "1,\n", ", line 5: found '', expected a number"),
        ("1,5;2,5\n" * 4, ", line 1: found '1,5', expected a number; write decimals with a point"),
        (FOUR + "nan,1\n", ", line 5: found 'nan', expected a finite number"),
        (FOUR + "1,-inf\n", ", line 5: found '-inf', expected a finite number"),
        (FOUR + "1,1e39\n", r", line 5: found '1e39', expected a finite number up to 3\.4e\+38"),
        (FOUR + "1,-3.4028236e38\n", r", line 5: found '-3\.4028236e38', expected a finite number"),
        ("1,2,0.5\n" * 4, r", line 1: found '0\.5', expected a whole number as label in the third column"),
        ("1,2,red\n" * 4, ", line 1: found 'red', expected a whole number"),
        ("1,2,nan\n" * 4, ", line 1: found 'nan', expected a whole number"),
        ("1,2,1e300\n" * 4, ", line 1: found '1e300', expected a whole number"),
        (FOUR + "9" * 30 + "z" * 100 + ",1\n", ", line 5: found '9{30}z{10}', expected"),
        ("", ": holds no points; expected at least 4 lines such as"),
        ("x,y\n# nothing\n", ": holds no points"),
        ("1,2\n", ": holds only 1 point; expected at least 4"),
        ("1,2\n3,4\n5,6\n", ": holds only 3 points; expected at least 4"),
        (b"\x89PNG\r\n\x1a\n", ": is not text in UTF-8"),
    ],
)
def test_files_that_hold_no_points_are_explained(text: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"points\.csv" + message):
        read_points(file_of(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv: there is no such file; name a CSV file"):
        read_points(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="is not a file; name a CSV file"):
        read_points(tmp_path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file_of(tmp_path, FOUR)

    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"points\.csv: can't be read \(Permission denied\)"):
        read_points(path)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere files without content take room")
def test_a_file_over_a_gibibyte_is_refused_unread(tmp_path: Path) -> None:
    path = file_of(tmp_path, FOUR)
    os.truncate(path, 2**30 + 2**28)
    with pytest.raises(InputError, match=r"is 1\.25 GiB; at most 1 GiB"):
        read_points(path)


def test_too_many_points_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert points_file._MOST == 10_000_000
    monkeypatch.setattr(points_file, "_MOST", 1000)
    assert len(read_points(file_of(tmp_path, "1,2,0\n" * 1000))[0]) == 1000
    with pytest.raises(InputError, match="line 1001: more than 1,000 points; leave out some"):
        read_points(file_of(tmp_path, "1,2,0\n" * 1001))


def test_only_points_in_the_plane_are_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"points have shape \(4, 3\); expected \(n, 2\)"):
        write_points(tmp_path / "points.csv", np.zeros((4, 3)))
    with pytest.raises(SaveError, match="could not be saved"):
        write_points(tmp_path / "no" / "points.csv", np.zeros((4, 2)))
    assert list(tmp_path.glob("**/*.csv")) == []
