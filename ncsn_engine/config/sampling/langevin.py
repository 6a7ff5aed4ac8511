"""Langevin dynamics, at one noise level or down the ladder."""

from __future__ import annotations

from typing import Literal

from ncsn_engine.config.sampling.sampler import Denoises
from ncsn_engine.config.settings import setting

__all__ = ["AnnealedLangevin", "ConsistentAnnealed", "Langevin", "OnLadder"]

_EPSILON = (
    "Base step size, at the smallest level: too small, and a level does not settle; too large, and it adds noise of "
    "its own. As in the official code; the 2019 paper's α/2, √α is twice ours."
)


class Steps(Denoises):
    """Samplers that walk by Langevin's steps."""

    allow_unstable: bool = setting(
        False,
        "Beyond the stable range",
        "Takes an ε beyond its stable range all the same, to see how it runs away.",
        advanced=True,
    )


class OnLadder(Steps):
    """Samplers on the model's ladder, several steps a level."""

    steps_per_level: int = setting(
        5,
        "Steps T",
        "Langevin steps at each noise level: more let it settle, as the thermometer shows, and take longer in "
        "proportion.",
        formula="residual variance: r^(2T) (γ² - B) + B,   r = 1 - ε/σ_L²,   B = 2ε/(σ_L² (1 - r²))",
        ge=1,
        le=10_000,
    )
    n_levels: int | None = setting(
        None,
        "Levels L",
        "Another number of levels than the model was trained with, equal ratios: fewer are quicker, more are gentler. "
        "Only networks that know any σ take it.",
        formula="σ_i = σ_max (σ_min/σ_max)^((i-1)/(L-1))",
        empty="as trained",
        ge=2,
        le=100_000,
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: T looks a level, and the last."""
        return n * self.steps_per_level + self.denoise


class AnnealedLangevin(OnLadder):
    """Annealed Langevin dynamics (Song & Ermon 2019, algorithm 1; 2020, algorithm 3)."""

    kind: Literal["annealed-langevin"] = "annealed-langevin"
    epsilon: float | None = setting(
        None,
        "ε",
        _EPSILON,
        formula="x ← x + α s + √(2α) z,   α = ε σ²/σ_L²,   stable for 0 < ε < 2σ_L²",
        log=True,
        empty="by the rule",
        gt=0,
        le=1e6,
    )
    step_rule: Literal["annealed", "constant"] = setting(
        "annealed",
        "Step size",
        "'annealed' shrinks the step with σ², so that each level has the same signal to noise; 'constant' takes ε "
        "everywhere, and no ε suits the largest and the smallest.",
        formula="annealed: α = ε σ²/σ_L²;   constant: α = ε",
    )
    start: Literal["normal", "uniform"] = setting(
        "normal",
        "Start",
        "Where the pictures begin: normal noise of the largest σ, as in training, or uniform in the pixel range, as in "
        "the official code.",
        formula="normal: x ~ N(0, σ₁²);   uniform: x ~ U[pixel range]",
    )


class ConsistentAnnealed(OnLadder):
    """Consistent annealed sampling: the noise stays exactly on the ladder (Jolicoeur-Martineau et al. 2020, alg. 2)."""

    kind: Literal["consistent-annealed"] = "consistent-annealed"
    steps_per_level: int = setting(
        5,
        "Steps T",
        "Steps between two levels: each goes to a level of its own, so that more follow the ladder more gently and "
        "take longer in proportion.",
        formula="n = L · T levels, equal ratios",
        ge=1,
        le=10_000,
    )
    epsilon: float | None = setting(
        None,
        "ε",
        _EPSILON,
        formula="x ← x + η σ_i² s + β σ_{i+1} z,   η = ε/σ_L²,   β² = 1 - (1-η)² γ²,   γ = σ_i/σ_{i+1};   |1-η| ≤ 1/γ",
        log=True,
        empty="by the rule",
        gt=0,
        le=1e6,
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: one look a level of the finer ladder, and the last."""
        return n + self.denoise


class Langevin(Steps):
    """Plain Langevin dynamics at one noise level (Parisi 1981): what annealing improves on."""

    kind: Literal["langevin"] = "langevin"
    n_steps: int = setting(
        1000,
        "Steps",
        "How many Langevin steps; between far apart kinds of pictures no number of them is enough, which is why one "
        "anneals.",
        own=True,
        ge=1,
        le=1_000_000,
    )
    sigma: float | None = setting(
        None,
        "σ",
        "The one noise level: a large one moves freely and stays blurred, a small one is sharp and stuck where it "
        "began.",
        formula="s = s(x, σ)",
        log=True,
        empty="the model's smallest",
        gt=0,
        le=10_000,
    )
    epsilon: float | None = setting(
        None,
        "ε",
        "The step size, in units of x²: larger walks faster and adds noise of its own, until it runs away. Pictures do "
        "from 2σ² on, points from 2σ²/a on, where the score falls with slope a/σ² at its steepest.",
        formula="x ← x + ε s + √(2ε) z,   stable for 0 < ε < 2σ²/a,   a ≤ 1",
        log=True,
        own=True,
        empty="a tenth of the stable range",
        gt=0,
        le=1e6,
    )
    start: Literal["uniform", "normal"] = setting(
        "uniform",
        "Start",
        "Where the pictures begin, which plain Langevin never quite forgets: uniform in the pixel range, or normal "
        "noise of the largest σ.",
        formula="uniform: x ~ U[pixel range];   normal: x ~ N(0, σ₁²)",
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: one look a step, and the last."""
        return self.n_steps + self.denoise
