"""How far apart two sets of samples are, and how good a model's samples are.

``evaluate`` draws samples and measures all that fits; ``compare`` measures two given sets. Every
number comes with an interval and with the same metric of real against real samples.
"""

from ncsn_engine.metrics.distances import frechet_distance, kernel_distance, sliced_wasserstein
from ncsn_engine.metrics.energy import energy_distance
from ncsn_engine.metrics.evaluate import Evaluating, evaluate
from ncsn_engine.metrics.evaluation import Evaluation
from ncsn_engine.metrics.measured import Measured, Stage, compare
from ncsn_engine.metrics.neighbours import (
    Copies,
    Nearest,
    coverage,
    density,
    find_copies,
    nearest,
    precision,
    recall,
)

__all__ = [
    "Copies",
    "Evaluating",
    "Evaluation",
    "Measured",
    "Nearest",
    "Stage",
    "compare",
    "coverage",
    "density",
    "energy_distance",
    "evaluate",
    "find_copies",
    "frechet_distance",
    "kernel_distance",
    "nearest",
    "precision",
    "recall",
    "sliced_wasserstein",
]
