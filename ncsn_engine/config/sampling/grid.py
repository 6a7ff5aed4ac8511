"""Samplers down a grid of noise levels: one step from each to the next."""

from __future__ import annotations

from typing import Literal

from ncsn_engine.config.sampling.sampler import Sampler
from ncsn_engine.config.settings import setting

__all__ = ["GRID", "SPACING", "SPACING_FORMULA", "OnGrid"]

GRID = (
    "Noise levels on the way down; then comes σ = 0. More follow the way more closely, in proportion to the time they "
    "take."
)
SPACING = (
    "Where the levels lie: evenly in the process's time, dense at small σ (Karras 2022, eq. 5), which needs the "
    "fewest, or at levels of the ladder itself, evenly chosen."
)
SPACING_FORMULA = "karras: σ_i = (σ_max^(1/ρ) + i/(N-1) (σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ"


class OnGrid(Sampler):
    """Samplers that take one step from each of a few noise levels to the next, and at last to 0."""

    n_steps: int = setting(50, "Steps", GRID, ge=2, le=100_000)
    spacing: Literal["time", "karras", "levels"] = setting(
        "time",
        "Spacing",
        SPACING,
        formula=SPACING_FORMULA,
    )
    rho: float = setting(
        7.0,
        "ρ",
        "How dense 'karras' is at small σ, where mistakes are seen; 1 is linear, EDM's is 7.",
        formula=SPACING_FORMULA,
        ge=1,
        le=100,
        advanced=True,
    )
    sigma_max: float | None = setting(
        None,
        "σ max",
        "Where to begin: below the model's, steps are saved, but the start no longer looks like a noised picture.",
        formula="start: x ~ N(0, σ_max²)",
        log=True,
        empty="the model's",
        gt=0,
        le=10_000,
        advanced=True,
    )
    sigma_min: float | None = setting(
        None,
        "σ min",
        "The last level before 0, where all noise that is left goes at once: larger is quicker and smoother.",
        formula="at last: x ← D(x; σ_min)",
        log=True,
        empty="the model's",
        gt=0,
        le=1000,
        advanced=True,
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: one look a level."""
        return n
