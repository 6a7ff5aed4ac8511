"""The thermometer: what it reads where a level has settled, and that it tells settled levels from others."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from ncsn_engine.config import DDIM, AnnealedLangevin, GeometricLadder, Langevin, SamplingConfig
from ncsn_engine.data import load
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.inspection import settled_levels
from ncsn_engine.models import load_model
from ncsn_engine.samplers import sample
from ncsn_engine.samplers.step import Step
from ncsn_engine.thermometer import Settled, judge, levels_walked, name_levels
from ncsn_engine.trajectory import Trajectory
from tests.engine.truth import Truth

PAIR = GaussianMixture([0.2, 0.8], [[-5.0, -5.0], [5.0, 5.0]], [1.0, 1.0])
THIN = GaussianMixture([1.0], [[0.0] * 64], [1e-3])  # data thin beside σ, as at the large levels of pictures
WIDE = GaussianMixture([1.0], [[0.0] * 16], [1.0])
BOTH = GaussianMixture([1.0], [[0.0] * 32], covariances=[np.diag([1.0] * 16 + [1e-4] * 16)])  # as at small levels


@pytest.mark.parametrize(("sigma", "value"), [(20.0, 0.962), (7.0, 0.818), (2.0, 0.793), (0.5, 0.200), (0.1, 0.0099)])
def test_settled_is_one_minus_the_loss(sigma: float, value: float, truth: Truth) -> None:
    """The table of the pair: σ²E‖s‖²/D with the exact score, and 1 - L."""
    x = PAIR.sample(60_000).float()
    found = settled_levels(PAIR, x, [sigma])
    noised = x + sigma * torch.randn(x.shape, generator=torch.Generator().manual_seed(3))
    loss = (PAIR.denoise(noised, sigma) - x).square().mean() / sigma**2
    truth.near("The thermometer rests at 1 - L", f"pair, σ = {sigma:g}", float(found.value[0]), value, 0.012)
    assert float(found.value[0] + loss) == pytest.approx(1, abs=0.012)


@pytest.mark.parametrize(
    ("density", "h"),
    [(THIN, 0.05), (THIN, 0.5), (THIN, 1.5), (WIDE, 0.05), (WIDE, 0.5), (WIDE, 1.5), (BOTH, 0.05), (BOTH, 0.5)],
)
def test_the_bias_of_langevins_steps_is_known(density: GaussianMixture, h: float) -> None:
    """Steps of size hσ² settle along each axis at 2/(2 - ha) times the variance, a = σ²/(λ + σ²)."""
    sigma = 0.3
    a = sigma**2 / (density.variances[0].numpy() + sigma**2)
    exact = float((a * 2 / (2 - h * a)).mean())
    found, _ = settled_levels(density, density.sample(20_000).float(), [sigma]).at(sigma, h)
    assert found == pytest.approx(exact, rel=0.02)


def test_a_step_without_a_settled_state_is_infinite() -> None:
    settled = settled_levels(THIN, THIN.sample(500).float(), [0.5])
    assert math.isinf(settled.at(0.5, 2.1)[0])
    assert math.isnan(settled.at(0.4)[0]), "a level that was not measured is not guessed"


# -- settled, and not -----------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Films of `count` pictures at one level, come from a larger one, or from elsewhere."""

    density: GaussianMixture
    sigma: float
    ratio: float  # of the level before
    h: float
    count: int = 64

    def readings(self, steps: int, films: int = 100) -> np.ndarray:
        """Return the needle at each look of many films at once, (steps + 1, films)."""
        draw = torch.Generator().manual_seed(steps)
        alpha, sigma = self.h * self.sigma**2, self.sigma
        x = self.density.sample(films * self.count, seed=1).float()
        x = x + self.ratio * sigma * torch.randn(x.shape, generator=draw)  # in equilibrium at the level before
        seen = []
        for _ in range(steps + 1):
            away = self.density.denoise(x, sigma) - x
            seen.append((away / sigma).square().mean(1).view(films, self.count).mean(1).numpy())
            x = x + alpha * away / sigma**2 + math.sqrt(2 * alpha) * torch.randn(x.shape, generator=draw)
        return np.stack(seen)

    def called_settled(self, steps: int) -> float:
        """Return the share of films whose level is called settled after so many steps."""
        settled = settled_levels(self.density, self.density.sample(4096, seed=2).float(), [self.sigma])
        alpha = self.h * self.sigma**2
        films, shape = self.readings(steps).T, (self.count, self.density.shape[0])
        called = [not judge(_film(film, self.sigma, alpha, shape), settled).restless for film in films]
        return sum(called) / len(called)


def _film(readings: np.ndarray, sigma: float, alpha: float, shape: tuple[int, int]) -> Trajectory:
    """Record a film of one level whose needle shows these values."""
    film, x = Trajectory(limit=1), torch.zeros(shape)
    for index, value in enumerate(readings.tolist()):
        toward = x + sigma * math.sqrt(value)
        step = Step.at(index, len(readings), 0, sigma, alpha, x, toward, math.sqrt(2 * alpha))
        film.add(step)
    film.add(step.result(x))
    film.close()
    return film


CASES = {
    "thin, γ 1.36": Case(THIN, 0.5, 1.36, 0.05),
    "thin, γ 1.15": Case(THIN, 0.5, 1.15, 0.05),
    "wide and thin": Case(BOTH, 0.3, 1.36, 0.05),
    "wide, from far": Case(WIDE, 1.0, 3.0, 0.05),
    "pair, from σ 10": Case(PAIR, 5.0, 2.0, 0.05, 500),
}


@pytest.mark.parametrize("name", CASES)
def test_settled_levels_are_told_from_others_in_95_of_100_films(name: str, truth: Truth) -> None:
    """A level that took five relaxation times has settled; one stopped at a tenth of one has not."""
    case = CASES[name]
    a = float(settled_levels(case.density, case.density.sample(4096).float(), [case.sigma]).slope[0])
    a /= float(settled_levels(case.density, case.density.sample(4096).float(), [case.sigma]).value[0])
    relaxation = 1 / (case.h * a)  # steps
    settled, stopped = case.called_settled(round(5 * relaxation)), case.called_settled(round(relaxation / 10))
    claim = "The thermometer tells settled levels from others"
    truth.at_most(claim, f"{name}: films of 100 that are blamed though settled", 100 * (1 - settled), 5)
    truth.at_most(claim, f"{name}: films of 100 that are let pass at a tenth", 100 * stopped, 5)


def drawn(density: GaussianMixture, settings: SamplingConfig, ladder: GeometricLadder, count: int = 500) -> Trajectory:
    film = Trajectory(limit=1)
    for step in sample(density, settings.replace(count=count), noise=ladder):
        film.add(step)
    film.close()
    return film


def of_the_pair(film: Trajectory) -> Settled:
    return settled_levels(PAIR, PAIR.sample(4096, seed=5).float(), levels_walked(film))


LADDER = GeometricLadder(sigma_max=20, sigma_min=0.3, n_levels=20)


def test_right_films_of_the_pair_are_not_blamed() -> None:
    plain = Langevin(n_steps=2000, sigma=0.5, epsilon=0.05, denoise=False)
    film = drawn(PAIR, plain, LADDER)
    assert judge(film, of_the_pair(film)).restless == {}
    film = drawn(PAIR, AnnealedLangevin(steps_per_level=40, epsilon=0.009), LADDER)
    verdict = judge(film, of_the_pair(film))
    assert (verdict.levels, verdict.restless, verdict.heated) == (20, {}, {})


def test_what_is_wrong_is_caught() -> None:
    """Too large an ε, too few steps, too few levels."""
    found = {}
    for name, settings, ladder in (
        ("ε", AnnealedLangevin(steps_per_level=40, epsilon=0.11), LADDER),
        ("steps", AnnealedLangevin(steps_per_level=3, epsilon=0.002), LADDER),
        ("levels", AnnealedLangevin(steps_per_level=5, epsilon=0.009), LADDER.replace(n_levels=4)),
    ):
        film = drawn(PAIR, settings, ladder)
        found[name] = judge(film, of_the_pair(film))
    assert found["ε"].heated
    assert found["ε"].heat > 1.25
    assert found["steps"].restless
    assert found["levels"].restless


def test_one_step_a_level_cannot_tell() -> None:
    for settings in (AnnealedLangevin(steps_per_level=1), DDIM(n_steps=12)):
        film = drawn(PAIR, settings, LADDER)
        assert len(levels_walked(film)) == 0
        assert judge(film, of_the_pair(film)).levels == 0


def test_the_ready_made_model_is_blamed_for_what_is_wrong_and_no_more() -> None:
    model = load_model("ready-made")
    x = load(model.config.data).held_out[:64]
    found = {}
    for name, changes in (
        ("as it comes", {}),
        ("too large", {"epsilon": 1.2e-4, "n_levels": 6}),
        ("too few steps", {"epsilon": 5e-6, "n_levels": 6}),
    ):
        film = Trajectory(limit=1)
        for step in sample(model, model.config.sampling.replace(count=16, **changes)):
            film.add(step)
        film.close()
        found[name] = judge(film, settled_levels(model, x, levels_walked(film)))
    assert (found["as it comes"].levels, found["as it comes"].restless, found["as it comes"].heated) == (22, {}, {})
    assert len(found["too large"].heated) == 6
    assert len(found["too few steps"].restless) >= 5


def test_a_film_that_grows_is_judged_by_the_levels_it_has_left() -> None:
    settled = settled_levels(PAIR, PAIR.sample(4096, seed=5).float(), LADDER_SIGMAS := [20.0, 2.0])
    film, x = Trajectory(limit=1), torch.zeros(800, 2)
    for index in range(7):
        sigma = LADDER_SIGMAS[index // 4]
        film.add(Step.at(index, 8, index // 4, sigma, sigma**2 / 8, x, x + 1.2 * sigma, sigma / 2))
    verdict = judge(film, settled)
    assert (verdict.levels, verdict.restless) == (1, {0: (0, 3)})
    np.testing.assert_allclose(verdict.settled[:4], settled.at(20.0, 1 / 8)[0])
    film.close()


def test_levels_are_named_in_short() -> None:
    assert name_levels([0, 1, 4, 5, 6, 7, 9]) == "1, 2, 5–8, 10"
