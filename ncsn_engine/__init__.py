"""NCSN Studio's engine: score-based generative models, without a window.

The names below are stable. They are handed on lazily: ``ncsn_engine.config`` alone costs no torch.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {
    "config": "DDIM Ancestral AnnealedLangevin Branch ConsistentAnnealed DPMSolver DormandPrince Euler EulerMaruyama "
    "GeometricLadder Heun InputError KarrasLadder Langevin LinearLadder PredictorCorrector RulesLadder RunConfig "
    "SubVPProcess VPProcess read_toml to_toml",
    "presets": "PRESETS preset",
    "runs": "Run create_run list_runs open_run ready_made_run runs_folder",
    "training": "Change Pause Resume RollBack Save TrainEvent roll_back train",
    "models": "load_model pack_run",
    "samplers": "Step carry_on plan sample sample_branched",
    "trajectory": "Trajectory record",
    "exact": "GaussianMixture KernelDensity empirical",
    "recipe": "Recipe read_recipe recipe_for save_export save_image_grid",
    "devices": "list_devices",
    "design": "design",
    "metrics": "energy_distance evaluate frechet_distance",
    "score": "Guided",
    "likelihood": "bits_per_dim decode encode interpolate interpolate_noise log_prob",
    "restoration": "restore",
    "advice": "advise",
    "comparison": "compare_runs",
    "foreign": "import_checkpoint",
    "sharing": "export_diffusers export_weights",
}
_PUBLIC = {name: home for home, names in _HOME.items() for name in names.split()}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(importlib.import_module(f"ncsn_engine.{_PUBLIC[name]}"), name)
    raise AttributeError(f"ncsn_engine has no name {name!r}")


def __dir__() -> list[str]:
    return __all__
