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

    count: int = setting(
        64,
        "Pictures",
        "How many to draw; the time grows in proportion, and each picture stays the same however many there are.",
        ge=1,
        le=100_000,
    )
    seed: int = setting(
        0,
        "Seed",
        "Decides all noise: the same seed draws the same pictures again, on the same kind of device. Keep it to "
        "compare two settings.",
        ge=0,
        le=2**31 - 1,
    )
    weights: Literal["ema", "raw"] = setting(
        "ema",
        "Weights",
        "The running average samples better; the weights as they stand show what the last steps of a training did.",
        formula="ema: θ' ← r θ' + (1-r) θ;   raw: θ",
    )
    label: int | None = setting(
        None,
        "Class",
        "Which class to draw, counted from 0, where the model was trained with labels; empty draws of all that it "
        "learned.",
        empty="any",
        ge=0,
        le=100_000,
        advanced=True,
    )
    guidance: float = setting(
        1.0,
        "Guidance",
        "Above 1 the class is exaggerated: clearer and less varied (Ho & Salimans 2022); costs twice the evaluations.",
        formula="D = D(x; σ) + w (D(x; σ, class) - D(x; σ)),   w = 1: the class as learned, 0: any",
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
        "Removes the last bit of noise, which the eye does not see but metrics do; leave it off only to look at that "
        "noise.",
        formula="x ← x + σ_L² s(x, σ_L)",
        advanced=True,
    )


# ---------------------------------------------------------------------------------------------
# Langevin dynamics, on the ladder

_EPSILON = (
    "Base step size, at the smallest level: too small, and a level does not settle; too large, and it adds noise of "
    "its own. As in the official code; the 2019 paper's α/2, √α is twice ours."
)
_GRID = (
    "Noise levels on the way down; then comes σ = 0. More follow the way more closely, in proportion to the time they "
    "take."
)
_SPACING = (
    "Where the levels lie: evenly in the process's time, dense at small σ (Karras 2022, eq. 5), which needs the "
    "fewest, or at levels of the ladder itself, evenly chosen."
)
_SPACING_FORMULA = "karras: σ_i = (σ_max^(1/ρ) + i/(N-1) (σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ"


class OnLadder(Denoises):
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


class Langevin(Denoises):
    """Plain Langevin dynamics at one noise level (Parisi 1981): what annealing improves on."""

    kind: Literal["langevin"] = "langevin"
    n_steps: int = setting(
        1000,
        "Steps",
        "How many Langevin steps; between far apart kinds of pictures no number of them is enough, which is why one "
        "anneals.",
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
        "The step size, in units of x²: larger walks faster and adds noise of its own, and at 2σ² it runs away.",
        formula="x ← x + ε s + √(2ε) z,   stable for 0 < ε < 2σ²",
        log=True,
        empty="σ²/5",
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


# ---------------------------------------------------------------------------------------------
# Stochastic differential equations, in the process's own time


class InTime(Denoises):
    """Samplers in the process's own time, from 1 to its smallest, in equal steps."""

    n_steps: int = setting(
        500,
        "Steps N",
        "Time steps, evenly from t = 1 down: too few, and the SDE is followed badly and grain stays in the pictures. "
        "The papers take 1000.",
        formula="dx = [f x - g² s] dt + g dw,   dt = 1/N",
        ge=2,
        le=1_000_000,
    )


class PredictorCorrector(InTime):
    """Predictor-corrector sampling of the reverse SDE (Song et al. 2021, algorithms 1 to 5)."""

    kind: Literal["predictor-corrector"] = "predictor-corrector"
    predictor: Literal["reverse-diffusion", "ancestral", "none"] = setting(
        "reverse-diffusion",
        "Predictor",
        "How to step to the next smaller σ (Song et al. 2021, eq. 46 and 4): 'ancestral' adds a little less noise; "
        "'none' leaves all to the corrector.",
        formula="reverse diffusion: y ← (2 - A) y + G² s + G z,   G² = s_i² (σ_i² - σ_{i+1}²)",
    )
    corrector_steps: int = setting(
        1,
        "Corrector steps M",
        "Langevin steps at each σ, which mend what the predictor got wrong; each costs as much as a predictor's. 0: "
        "none.",
        formula="y ← y + α s + √(2α) z",
        ge=0,
        le=100,
    )
    snr: float = setting(
        0.16,
        "Signal to noise",
        "How far a corrector step goes: the wanted ratio between its pull and its noise. Larger corrects more, and too "
        "large leaves grain; 0.16 is the paper's for CIFAR-10.",
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

    n_steps: int = setting(50, "Steps", _GRID, ge=2, le=100_000)
    spacing: Literal["time", "karras", "levels"] = setting(
        "time",
        "Spacing",
        _SPACING,
        formula=_SPACING_FORMULA,
    )
    rho: float = setting(
        7.0,
        "ρ",
        "How dense 'karras' is at small σ, where mistakes are seen; 1 is linear, EDM's is 7.",
        formula=_SPACING_FORMULA,
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


class Ancestral(OnGrid):
    """DDPM's ancestral sampling (Ho et al. 2020, algorithm 2), for any process."""

    kind: Literal["ddpm"] = "ddpm"
    n_steps: int = setting(
        200,
        "Steps",
        "Noise levels on the way down; DDPM itself takes 1000. With fewer, each step is less nearly normal, and the "
        "pictures lose variety or keep grain.",
        formula="x' = σ'²/σ² x + (1 - σ'²/σ²) D + c z",
        ge=2,
        le=100_000,
    )
    variance: Literal["small", "large"] = setting(
        "small",
        "Variance",
        "Of the noise added: the posterior's where the data is one point, or where it is normal (Ho et al. 2020, 3.2). "
        "'small' is the better one with few steps.",
        formula="small: σ'²(σ² - σ'²)/σ²;   large: (σ² - σ'²)(s/s')²",
    )


class DDIM(OnGrid):
    """Denoising diffusion implicit models (Song, Meng & Ermon 2021, eq. 12), for any process."""

    kind: Literal["ddim"] = "ddim"
    eta: float = setting(
        0.0,
        "η",
        "How much fresh noise: 0 none, which is best with few steps and gives each start one picture; 1 as in DDPM.",
        formula="x' = D + √(σ'² - c²) (x - D)/σ + c z,   c = η σ'/σ √(σ² - σ'²)",
        ge=0,
        le=1,
    )


class Euler(OnGrid):
    """The probability-flow ODE by Euler's steps (Karras et al. 2022, table 1): first order."""

    kind: Literal["euler"] = "euler"
    n_steps: int = setting(50, "Steps", _GRID, formula="x ← x + (σ' - σ) (x - D)/σ", ge=2, le=100_000)
    spacing: Literal["karras", "time", "levels"] = setting("karras", "Spacing", _SPACING, formula=_SPACING_FORMULA)


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
    spacing: Literal["karras", "time", "levels"] = setting("karras", "Spacing", _SPACING, formula=_SPACING_FORMULA)
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
    spacing: Literal["karras", "time", "levels"] = setting("karras", "Spacing", _SPACING, formula=_SPACING_FORMULA)


class DormandPrince(Sampler):
    """The probability-flow ODE by Dormand and Prince's adaptive fifth-order steps (torchdiffeq)."""

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
