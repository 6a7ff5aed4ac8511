"""Settings of the samplers: one file a family, as the samplers are; here the choice among them.

A new sampler's settings are a class in its family's file and one more name in :data:`SamplingConfig`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ncsn_engine.config.sampling.ddpm import DDIM, Ancestral
from ncsn_engine.config.sampling.grid import OnGrid
from ncsn_engine.config.sampling.langevin import AnnealedLangevin, ConsistentAnnealed, Langevin, OnLadder
from ncsn_engine.config.sampling.ode import DormandPrince, DPMSolver, Euler, Heun
from ncsn_engine.config.sampling.sampler import Sampler
from ncsn_engine.config.sampling.sde import EulerMaruyama, InTime, PredictorCorrector

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
