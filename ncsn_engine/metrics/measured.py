"""Metrics with what makes them honest: how many samples, an interval, and real against real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ncsn_engine.config import InputError
from ncsn_engine.metrics.distances import frechet_cost
from ncsn_engine.metrics.families import FAMILIES, PICTURES, POINTS, PROJECTIONS, Family
from ncsn_engine.metrics.rows import both
from ncsn_engine.seeds import seed_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ncsn_engine.metrics.families import Part
    from ncsn_engine.metrics.rows import Rows

__all__ = [
    "FAMILIES",
    "PICTURES",
    "POINTS",
    "PROJECTIONS",
    "Family",
    "Measured",
    "Stage",
    "compare",
    "measure",
    "sizes",
]

DRAWS = 100
POOL = 5000  # real samples from which those for real against real are drawn
_OPERATIONS, _FEWEST = 4e12, 4  # for the draws of one family: half a minute on two cores; and draws at the least
_ROUGH = 20  # draws, below which it is said how few they are


@dataclass(frozen=True)
class Measured:
    """One metric of generated against real samples.

    Attributes
    ----------
    name, better, unit
        What it is, whether ``"lower"`` or ``"higher"`` is better, and its unit, if any.
    value
        Of `n` generated samples against `n_real` real ones.
    low, high
        95 % interval for what this metric is on average at these sample sizes.
    floor, floor_low, floor_high
        The same metric of `n` real samples against `n_real` other real ones: median, and where 95 %
        of random draws lie. A perfect model's value is as likely to lie there.
    n, n_real
        Samples on each side.
    note
        What was compared, and what to bear in mind.
    """

    name: str
    value: float
    low: float
    high: float
    floor: float
    floor_low: float
    floor_high: float
    n: int
    n_real: int
    better: Literal["lower", "higher"]
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Stage:
    """How far a comparison has come.

    Attributes
    ----------
    what, share
        What is being done, and the share of it that is done, 0 to 1.
    measured
        What is known so far; all of it at the end.
    """

    what: str
    share: float
    measured: tuple[Measured, ...] = ()


def compare(
    x: Rows,
    real: Rows,
    families: tuple[str, ...] = PICTURES,
    *,
    n_real: int | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    about: str = "",
) -> Iterator[Stage]:
    """Measure generated against real samples, yielding after every small piece; the last holds all.

    Parameters
    ----------
    x, real
        Features of generated and of real samples, (N, D) and (M, D).
    families
        Keys of :data:`FAMILIES`.
    n_real
        Compare with the first so many of `real`; by default with as many as are generated, at
        random, or with a half of them if there are not twice as many.
    draws
        Halves drawn for the interval, and times that real is compared with real.
    seed
        Of all draws.
    about
        Written into each note: which features these are.

    Notes
    -----
    *Sizes.* n generated samples are compared with m real ones, n + m ≤ M, so that n real samples can
    be compared with m other real ones; what is generated beyond n stays unused, and `Measured.n` says so.

    *Interval.* Value ± 1.96 standard errors. The error is the spread of the metric over random halves
    of both sets, drawn without replacement: the jackknife that deletes half (Shao & Wu 1989, Ann.
    Statist. 17: with d = n/2 its factor (n-d)/d is 1), about the halves' own mean, because the
    metrics' bias depends on n. The usual bootstrap draws with replacement, and so hands every
    sample twins at distance 0: neighbourhoods shrink, the kernel's diagonal gets in. On 80 to 300
    normal samples these intervals hold 86 to 100 % of the time: a little less than they say for skewed
    distances, more for shares. Where the distributions are nearly equal they are up to twice too wide:
    there the floor's interval says more.

    *Floor.* Random disjoint draws from the real samples: as in a permutation test.

    Raises
    ------
    InputError
        If there are too few samples, or numbers that are not finite, or the widths differ.
    """
    chosen = [FAMILIES[name] for name in families]
    least = 2 * max(family.least for family in chosen)  # halves are compared too
    a, b = both("compare", x, real, ("x", "real"), least=least)
    n, m = sizes(len(a), len(b), n_real, least)
    b = _in_order(b, n, m, seed, anew=n_real is None)
    measured: tuple[Measured, ...] = ()
    for family in chosen:
        few, few_real = min(n, family.most), min(m, family.most)
        for stage in measure(family, a[:few], b, few_real, draws, seed, about):
            yield Stage(stage.what, stage.share, measured + stage.measured)
        measured += stage.measured


def _in_order(real: np.ndarray, n: int, m: int, seed: int, *, anew: bool) -> np.ndarray:
    """Return the real rows in random order, the first m to compare with: those that come first, or drawn `anew`."""
    random = np.random.default_rng(seed_for(seed, "compare"))
    if anew:
        real = real[random.permutation(len(real))]
    return np.concatenate([real[:m], real[m:][random.permutation(len(real) - m)]])[: max(POOL, n + m)]


def sizes(n: int, n_real: int, wanted: int | None, least: int) -> tuple[int, int]:
    """Return how many generated and real samples are compared.

    Parameters
    ----------
    n, n_real
        How many there are.
    wanted
        How many real samples to compare with; None: as many as generated ones.

    Raises
    ------
    InputError
        If fewer than `least` remain for one of the sides.
    """
    if n < least:
        raise InputError("compare: {n} generated samples; expected at least {least}: draw more.", n=n, least=least)
    m = min(n, n_real // 2) if wanted is None else wanted
    used = min(n, n_real - m)
    if m < least or used < least:
        raise InputError(
            "compare: {n_real} real samples, {m} of them to compare with; expected at least {least}, {least_2} "
            "to compare with and {least_2} others for real against real: take more data.",
            n_real=n_real,
            m=m,
            least=2 * least,
            least_2=least,
        )
    return used, m


def measure(
    family: Family, x: np.ndarray, real: np.ndarray, n_real: int, draws: int = DRAWS, seed: int = 0, about: str = ""
) -> Iterator[Stage]:
    """Measure one family of metrics of rows `x` against the first `n_real` of the rows `real`; see :func:`compare`."""
    what = family.parts[0].name if len(family.parts) == 1 else "nearest neighbours"
    if family is FAMILIES["frechet"]:
        draws = affordable(len(x), n_real, x.shape[1], draws)
    yield Stage(what, 0.0)
    statistic = family.prepare(np.concatenate([x, real]))
    ours, pool = np.arange(len(x)), len(x) + np.arange(len(real))
    theirs = pool[:n_real]
    random = np.random.default_rng(seed_for(seed, what))
    value = np.array(statistic(ours, theirs))
    halves, floors = [], []
    for i in range(draws):
        halves.append(statistic(_some(ours, len(ours) // 2, random), _some(theirs, n_real // 2, random)))
        yield Stage(what, (i + 0.5) / draws)
        mixed = random.permutation(pool)
        floors.append(statistic(np.sort(mixed[: len(x)]), np.sort(mixed[len(x) : len(x) + n_real])))
        yield Stage(what, (i + 1) / draws)
    error = 1.96 * np.std(halves, axis=0, ddof=1)
    floor_low, floor, floor_high = np.quantile(floors, [0.025, 0.5, 0.975], axis=0)
    measured = []
    for k, part in enumerate(family.parts):
        low, high = value[k] - error[k], value[k] + error[k]
        low, high = (max(0.0, low), min(1.0, high)) if part.share else (low, high)
        note = "; ".join(filter(None, [about, part.note, _warning(part, len(x), n_real, x.shape[1], draws)]))
        measured.append(
            Measured(
                part.name,
                float(value[k]),
                float(low),
                float(high),
                float(floor[k]),
                float(floor_low[k]),
                float(floor_high[k]),
                len(x),
                n_real,
                part.better,
                part.unit,
                note,
            )
        )
    yield Stage(what, 1.0, tuple(measured))


def affordable(n: int, m: int, dim: int, draws: int) -> int:
    """Return how many draws of a Fréchet distance stay within half a minute or so, by counting operations.

    By a count and not by the clock, so that the same numbers come out on every machine.
    """
    each = frechet_cost(n, m, dim) + frechet_cost(n // 2, m // 2, dim)
    return min(draws, max(_FEWEST, int(_OPERATIONS / each)))


def _some(indices: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    return np.sort(random.permutation(indices)[:count])  # in order, memory is read twice as fast


def _warning(part: Part, n: int, m: int, width: int, draws: int) -> str:
    if part.name != "Fréchet distance":
        return ""
    few = f"interval and floor of {draws} draws only, as each takes long: rough" if draws < _ROUGH else ""
    singular = f"fewer samples than the {width} features: the covariances are singular, the value is mostly bias"
    return "; ".join(filter(None, [few, singular if min(n, m) <= width else ""]))
