"""Stochastic differential equations, in the process's own time."""

from __future__ import annotations

from typing import Literal

from ncsn_engine.config.sampling.sampler import Denoises
from ncsn_engine.config.settings import setting

__all__ = ["EulerMaruyama", "InTime", "PredictorCorrector"]


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
