"""The probability-flow ODE."""

from __future__ import annotations

from typing import Literal

from ncsn_engine.config.sampling.grid import GRID, SPACING, SPACING_FORMULA, OnGrid
from ncsn_engine.config.sampling.sampler import Sampler
from ncsn_engine.config.settings import setting

__all__ = ["DPMSolver", "DormandPrince", "Euler", "Heun"]


class Euler(OnGrid):
    """The probability-flow ODE by Euler's steps (Karras et al. 2022, table 1): first order."""

    kind: Literal["euler"] = "euler"
    n_steps: int = setting(50, "Steps", GRID, formula="x ← x + (σ' - σ) (x - D)/σ", ge=2, le=100_000)
    spacing: Literal["karras", "time", "levels"] = setting("karras", "Spacing", SPACING, formula=SPACING_FORMULA)


class Heun(OnGrid):
    """The probability-flow ODE by Heun's steps, with churn if wished (Karras et al. 2022, alg. 2): second order."""

    kind: Literal["heun"] = "heun"
    n_steps: int = setting(
        18,
        "Steps",
        "Noise levels on the way down; each but the last costs two looks, and mends its own bend. 18 were enough for "
        "EDM on CIFAR-10.",
        formula="x ← x + (σ' - σ) ½(d + d'),   d = (x - D)/σ",
        ge=2,
        le=100_000,
    )
    spacing: Literal["karras", "time", "levels"] = setting("karras", "Spacing", SPACING, formula=SPACING_FORMULA)
    s_churn: float = setting(
        0.0,
        "Churn",
        "Fresh noise at each step, to mend what earlier steps got wrong; too much washes detail out. 0: none, and the "
        "same start always gives the same picture.",
        formula="σ̂ = σ (1 + min(S_churn/N, √2 - 1)),   x ← x + S_noise √(σ̂² - σ²) z",
        ge=0,
        le=1000,
    )
    s_min: float = setting(
        0.0,
        "Churn from",
        "Smallest σ with churn; a little above 0 keeps the last details from being noised again.",
        formula="churn where S_min ≤ σ ≤ S_max",
        ge=0,
        le=10_000,
        advanced=True,
    )
    s_max: float = setting(
        10_000.0,
        "Churn to",
        "Largest σ with churn; above the data's size there is nothing to mend yet.",
        formula="churn where S_min ≤ σ ≤ S_max",
        gt=0,
        le=10_000,
        advanced=True,
    )
    s_noise: float = setting(
        1.0,
        "Churn noise",
        "Size of churn's noise; a little above 1 makes up for detail that denoisers lose, EDM's is 1.003 to 1.007.",
        formula="x ← x + S_noise √(σ̂² - σ²) z",
        ge=0.5,
        le=2,
        advanced=True,
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: two looks a level, one at the last."""
        return 2 * n - 1


class DPMSolver(OnGrid):
    """DPM-Solver++ (2M): second order for one look a step (Lu et al. 2022b, algorithm 2)."""

    kind: Literal["dpm-solver++"] = "dpm-solver++"
    n_steps: int = setting(
        20,
        "Steps",
        "Noise levels on the way down, one look each; 15 to 20 are mostly enough, as each step learns from the one "
        "before.",
        formula="x ← σ'/σ x + (1 - σ'/σ) D',   D': extrapolated from the last two D",
        ge=2,
        le=100_000,
    )
    spacing: Literal["karras", "time", "levels"] = setting("karras", "Spacing", SPACING, formula=SPACING_FORMULA)


class DormandPrince(Sampler):
    """The probability-flow ODE by Dormand and Prince's adaptive fifth-order steps, each picture its own."""

    kind: Literal["dormand-prince"] = "dormand-prince"
    rtol: float = setting(
        1e-5,
        "Tolerance",
        "Relative error allowed in a step: smaller is more exact and takes more steps, each of six looks or more.",
        formula="error ≤ atol + rtol |x|",
        log=True,
        gt=0,
        le=0.1,
    )
    atol: float = setting(
        1e-5,
        "Absolute",
        "Absolute error allowed in a step, in units of x: what counts where x is near 0.",
        formula="error ≤ atol + rtol |x|",
        log=True,
        gt=0,
        le=1,
    )
    frames: int = setting(
        32,
        "Frames",
        "How many states on the way are shown, evenly in ln σ; each also ends a step, so that very many cost time.",
        ge=2,
        le=10_000,
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: not known before: the steps adapt."""
        return 0
