"""Noise: ladders, processes, and the distribution of σ in training.

Every process here is ``x_t = s(t) (x_0 + σ(t) n)`` (Karras et al. 2022, eq. 41). Models are asked about
the part in brackets; the process says how σ and the scale s belong to a time t in [0, 1].
"""

from ncsn_engine.noise.ladders import geometric, karras, ladder, linear, nearest_level, ratio, step_sizes
from ncsn_engine.noise.processes import VE, VP, Process, SubVP, process
from ncsn_engine.noise.training import log_density, training_sigma

__all__ = [
    "VE",
    "VP",
    "Process",
    "SubVP",
    "geometric",
    "karras",
    "ladder",
    "linear",
    "log_density",
    "nearest_level",
    "process",
    "ratio",
    "step_sizes",
    "training_sigma",
]
