"""Every setting of a run, declared once: one file a section.

From each declaration come its validation, its control in the window's form, its command-line flag,
its line in the run's file and its line in the reference page. A section of :class:`RunConfig` is
either one settings model or a choice among several that differ in ``kind``; a new kind is one more
class in the section's union.

This package imports neither torch nor anything else of the engine.
"""

from __future__ import annotations

from ncsn_engine.config.data import (
    DataConfig,
    DigitsConfig,
    DownloadedConfig,
    FolderConfig,
    PointsConfig,
    PointsFileConfig,
)
from ncsn_engine.config.export import ExportConfig
from ncsn_engine.config.networks import (
    DDPMConfig,
    MLPConfig,
    NCSNConfig,
    NCSNppConfig,
    NCSNv2Config,
    NetworkConfig,
    TutorialCNNConfig,
    UNetConfig,
)
from ncsn_engine.config.noise import (
    GeometricLadder,
    KarrasLadder,
    LinearLadder,
    NoiseConfig,
    RulesLadder,
    SubVPProcess,
    VPProcess,
)
from ncsn_engine.config.run import RunConfig, is_points, kinds, read_toml, to_toml
from ncsn_engine.config.sampling import (
    DDIM,
    Ancestral,
    AnnealedLangevin,
    Branch,
    ConsistentAnnealed,
    DormandPrince,
    DPMSolver,
    Euler,
    EulerMaruyama,
    Heun,
    InTime,
    Langevin,
    OnGrid,
    OnLadder,
    PredictorCorrector,
    Sampler,
    SamplingConfig,
)
from ncsn_engine.config.settings import InputError, Setting, Settings
from ncsn_engine.config.training import (
    DenoisingConfig,
    ExplicitConfig,
    ImplicitConfig,
    ObjectiveConfig,
    SlicedConfig,
    TrainingConfig,
)
from ncsn_engine.config.uses import (
    ColouriseConfig,
    DeblurConfig,
    DenoiseConfig,
    EditConfig,
    InpaintConfig,
    LikelihoodConfig,
    Restoration,
    RestorationConfig,
    SuperResolutionConfig,
    Uses,
)

__all__ = [
    "DDIM",
    "Ancestral",
    "AnnealedLangevin",
    "Branch",
    "ColouriseConfig",
    "ConsistentAnnealed",
    "DDPMConfig",
    "DPMSolver",
    "DataConfig",
    "DeblurConfig",
    "DenoiseConfig",
    "DenoisingConfig",
    "DigitsConfig",
    "DormandPrince",
    "DownloadedConfig",
    "EditConfig",
    "Euler",
    "EulerMaruyama",
    "ExplicitConfig",
    "ExportConfig",
    "FolderConfig",
    "GeometricLadder",
    "Heun",
    "ImplicitConfig",
    "InTime",
    "InpaintConfig",
    "InputError",
    "KarrasLadder",
    "Langevin",
    "LikelihoodConfig",
    "LinearLadder",
    "MLPConfig",
    "NCSNConfig",
    "NCSNppConfig",
    "NCSNv2Config",
    "NetworkConfig",
    "NoiseConfig",
    "ObjectiveConfig",
    "OnGrid",
    "OnLadder",
    "PointsConfig",
    "PointsFileConfig",
    "PredictorCorrector",
    "Restoration",
    "RestorationConfig",
    "RulesLadder",
    "RunConfig",
    "Sampler",
    "SamplingConfig",
    "Setting",
    "Settings",
    "SlicedConfig",
    "SubVPProcess",
    "SuperResolutionConfig",
    "TrainingConfig",
    "TutorialCNNConfig",
    "UNetConfig",
    "Uses",
    "VPProcess",
    "is_points",
    "kinds",
    "read_toml",
    "to_toml",
]
