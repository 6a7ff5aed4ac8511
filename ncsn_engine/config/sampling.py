"""Settings of the samplers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from ncsn_engine.config.settings import Settings, setting

__all__ = [
    "DDIM",
    "Ancestral",
    "AnnealedLangevin",
    "Branch",
    "ConsistentAnnealed",
    "DPMSolver",
    "DormandPrince",
    "Euler",
    "EulerMaruyama",
    "Heun",
    "InTime",
    "Langevin",
    "OnGrid",
    "OnLadder",
    "PredictorCorrector",
    "Sampler",
    "SamplingConfig",
]


class Sampler(Settings):
    """What every sampler is asked."""

    count: int = setting(64, "Pictures", "How many to draw.", ge=1, le=100_000)
    seed: int = setting(0, "Seed", "Same seed, same pictures, on the same kind of device.", ge=0, le=2**31 - 1)
    weights: Literal["ema", "raw"] = setting("ema", "Weights", "The running average, or the weights as they stand.")
    label: int | None = setting(
        None,
        "Class",
        "Which class to draw, counted from 0, where the model was trained with labels.",
        empty="any",
        ge=0,
        le=100_000,
        advanced=True,
    )
    guidance: float = setting(
        1.0,
        "Guidance",
        "Above 1 the class is exaggerated: clearer and less varied (Ho & Salimans 2022); costs twice the evaluations.",
        formula="D = D(x; σ) + w (D(x; σ, class) - D(x; σ))",
        ge=0,
        le=100,
        advanced=True,
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture (NFE) on a grid of `n` noise levels; 0: not known before."""
        raise NotImplementedError


class Denoises(Sampler):
    """Samplers that end at the smallest σ, and may remove the noise that is left."""

    denoise: bool = setting(
        True,
        "Final denoising",
        "Removes the last bit of noise, which the eye does not see but metrics do.",
        formula="x ← x + σ_L² s(x, σ_L)",
        advanced=True,
    )


# ---------------------------------------------------------------------------------------------
# Langevin dynamics, on the ladder

_EPSILON = "Base step size, at the smallest level, as in the official code; the 2019 paper's α/2, √α is twice ours."


class OnLadder(Denoises):
    """Samplers on the model's ladder, several steps a level."""

    steps_per_level: int = setting(5, "Steps T", "Langevin steps at each noise level.", ge=1, le=10_000)
    n_levels: int | None = setting(
        None,
        "Levels L",
        "Another number of levels than the model was trained with, equal ratios.",
        empty="as trained",
        ge=2,
        le=5000,
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
        "'annealed' shrinks the step with σ²; 'constant' takes ε everywhere, as in plain Langevin dynamics.",
        formula="annealed: α = ε σ²/σ_L²;   constant: α = ε",
    )
    start: Literal["normal", "uniform"] = setting(
        "normal",
        "Start",
        "Where the pictures begin: normal noise of the largest σ, or uniform in the pixel range.",
        formula="normal: x ~ N(0, σ₁²);   uniform: x ~ U[pixel range]",
    )


class ConsistentAnnealed(OnLadder):
    """Consistent annealed sampling: the noise stays exactly on the ladder (Jolicoeur-Martineau et al. 2020, alg. 2)."""

    kind: Literal["consistent-annealed"] = "consistent-annealed"
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


class Langevin(Denoises):
    """Plain Langevin dynamics at one noise level (Parisi 1981): what annealing improves on."""

    kind: Literal["langevin"] = "langevin"
    n_steps: int = setting(1000, "Steps", "How many Langevin steps.", ge=1, le=1_000_000)
    sigma: float | None = setting(
        None, "σ", "The one noise level.", log=True, empty="the model's smallest", gt=0, le=10_000
    )
    epsilon: float | None = setting(
        None,
        "ε",
        "The step size, in units of x².",
        formula="x ← x + ε s + √(2ε) z,   stable for 0 < ε < 2σ²",
        log=True,
        empty="σ²/5",
        gt=0,
        le=1e6,
    )
    start: Literal["uniform", "normal"] = setting(
        "uniform", "Start", "Where the pictures begin: uniform in the pixel range, or normal noise of the largest σ."
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: one look a step, and the last."""
        return self.n_steps + self.denoise


# ---------------------------------------------------------------------------------------------
# Stochastic differential equations, in the process's own time


class InTime(Denoises):
    """Samplers in the process's own time, from 1 to its smallest, in equal steps."""

    n_steps: int = setting(500, "Steps N", "Time steps, evenly from t = 1 down.", ge=2, le=1_000_000)


class PredictorCorrector(InTime):
    """Predictor-corrector sampling of the reverse SDE (Song et al. 2021, algorithms 1 to 5)."""

    kind: Literal["predictor-corrector"] = "predictor-corrector"
    predictor: Literal["reverse-diffusion", "ancestral", "none"] = setting(
        "reverse-diffusion", "Predictor", "How to step to the next smaller σ (Song et al. 2021, eq. 46 and 4)."
    )
    corrector_steps: int = setting(1, "Corrector steps M", "Langevin steps at each σ; 0: none.", ge=0, le=100)
    snr: float = setting(
        0.16,
        "Signal to noise",
        "How far a corrector step goes: the wanted ratio between its pull and its noise.",
        formula="step = 2 A² (snr ‖z‖/‖s‖)²,   ‖z‖/‖s‖ as expected: s(t) σ(t),   A = s(t)/s(t - dt)",
        gt=0,
        le=10,
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: M looks at each level, one between two, and the last."""
        return n * self.corrector_steps + (n - 1) * (self.predictor != "none") + self.denoise


class EulerMaruyama(InTime):
    """The reverse SDE by Euler and Maruyama (Song et al. 2021, eq. 6)."""

    kind: Literal["euler-maruyama"] = "euler-maruyama"

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: one look between two times, and the last."""
        return n - 1 + self.denoise


# ---------------------------------------------------------------------------------------------
# Down a grid of noise levels


class OnGrid(Sampler):
    """Samplers that take one step from each of a few noise levels to the next, and at last to 0."""

    n_steps: int = setting(50, "Steps", "Noise levels on the way down; then comes σ = 0.", ge=2, le=100_000)
    spacing: Literal["time", "karras", "levels"] = setting(
        "time",
        "Spacing",
        "Where the levels lie: evenly in the process's time, dense at small σ (Karras 2022, eq. 5), or at levels of "
        "the ladder itself, evenly chosen.",
        formula="karras: σ_i = (σ_max^(1/ρ) + i/(N-1) (σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ",
    )
    rho: float = setting(7.0, "ρ", "How dense 'karras' is at small σ; 1 is linear.", ge=1, le=100, advanced=True)
    sigma_max: float | None = setting(
        None, "σ max", "Where to begin.", log=True, empty="the model's", gt=0, le=10_000, advanced=True
    )
    sigma_min: float | None = setting(
        None, "σ min", "The last level before 0.", log=True, empty="the model's", gt=0, le=1000, advanced=True
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: one look a level."""
        return n


class Ancestral(OnGrid):
    """DDPM's ancestral sampling (Ho et al. 2020, algorithm 2), for any process."""

    kind: Literal["ddpm"] = "ddpm"
    n_steps: int = setting(200, "Steps", "Noise levels on the way down; DDPM itself takes 1000.", ge=2, le=100_000)
    variance: Literal["small", "large"] = setting(
        "small",
        "Variance",
        "Of the noise added: the posterior's where the data is one point, or where it is normal (Ho et al. 2020, 3.2).",
        formula="small: σ'²(σ² - σ'²)/σ²;   large: (σ² - σ'²)(s/s')²",
    )


class DDIM(OnGrid):
    """Denoising diffusion implicit models (Song, Meng & Ermon 2021, eq. 12), for any process."""

    kind: Literal["ddim"] = "ddim"
    eta: float = setting(
        0.0,
        "η",
        "How much fresh noise: 0 none, 1 as in DDPM.",
        formula="x' = D + √(σ'² - c²) (x - D)/σ + c z,   c = η σ'/σ √(σ² - σ'²)",
        ge=0,
        le=1,
    )


class Euler(OnGrid):
    """The probability-flow ODE by Euler's steps (Karras et al. 2022, table 1): first order."""

    kind: Literal["euler"] = "euler"
    spacing: Literal["karras", "time", "levels"] = setting("karras", "Spacing", "Where the levels lie.")


class Heun(OnGrid):
    """The probability-flow ODE by Heun's steps, with churn if wished (Karras et al. 2022, alg. 2): second order."""

    kind: Literal["heun"] = "heun"
    n_steps: int = setting(
        18, "Steps", "Noise levels on the way down; each but the last costs two looks.", ge=2, le=100_000
    )
    spacing: Literal["karras", "time", "levels"] = setting("karras", "Spacing", "Where the levels lie.")
    s_churn: float = setting(
        0.0,
        "Churn",
        "Fresh noise at each step, to mend what earlier steps got wrong; 0: none.",
        formula="σ̂ = σ (1 + min(S_churn/N, √2 - 1))",
        ge=0,
        le=1000,
    )
    s_min: float = setting(0.0, "Churn from", "Smallest σ with churn.", ge=0, le=10_000, advanced=True)
    s_max: float = setting(10_000.0, "Churn to", "Largest σ with churn.", gt=0, le=10_000, advanced=True)
    s_noise: float = setting(
        1.0, "Churn noise", "Size of churn's noise; a little above 1 keeps detail.", ge=0.5, le=2, advanced=True
    )

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: two looks a level, one at the last."""
        return 2 * n - 1


class DPMSolver(OnGrid):
    """DPM-Solver++ (2M): second order for one look a step (Lu et al. 2022b, algorithm 2)."""

    kind: Literal["dpm-solver++"] = "dpm-solver++"
    n_steps: int = setting(20, "Steps", "Noise levels on the way down.", ge=2, le=100_000)
    spacing: Literal["karras", "time", "levels"] = setting("karras", "Spacing", "Where the levels lie.")


class DormandPrince(Sampler):
    """The probability-flow ODE by Dormand and Prince's adaptive fifth-order steps (torchdiffeq)."""

    kind: Literal["dormand-prince"] = "dormand-prince"
    rtol: float = setting(1e-5, "Tolerance", "Relative error allowed in a step.", log=True, gt=0, le=0.1)
    atol: float = setting(1e-5, "Absolute", "Absolute error allowed in a step, in units of x.", log=True, gt=0, le=1)
    frames: int = setting(32, "Frames", "How many states on the way are shown.", ge=2, le=10_000)

    def evaluations(self, n: int) -> int:
        """Return the network evaluations a picture: not known before: the steps adapt."""
        return 0


SamplingConfig = Annotated[
    AnnealedLangevin
    | ConsistentAnnealed
    | Langevin
    | PredictorCorrector
    | EulerMaruyama
    | Ancestral
    | DDIM
    | Euler
    | Heun
    | DPMSolver
    | DormandPrince,
    Field(discriminator="kind"),
]


@dataclass(frozen=True)
class Branch:
    """Where a sampling is left, and how it goes on from there.

    Attributes
    ----------
    at
        The step at which the sampling before is left; 0 is its start.
    sampling
        The settings from there on.
    """

    at: int
    sampling: SamplingConfig
