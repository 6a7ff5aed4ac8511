"""What an export is made from, written down."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ncsn_engine.config import Branch, ExportConfig, InputError, NoiseConfig, SamplingConfig
from ncsn_engine.runs import library_versions

if TYPE_CHECKING:
    from ncsn_engine.score import ScoreModel

__all__ = ["FORMAT", "Recipe", "recipe_for"]

FORMAT = 3  # 1: without branches and note; 2: without a note; recipes that need no more are written so still


@dataclass(frozen=True)
class Recipe:
    """Everything needed to make an export again.

    Attributes
    ----------
    model
        Fingerprint, run, step and weights of the model (:class:`~ncsn_engine.source.ModelSource`).
    sampling, noise
        The sampler's settings, count and seed included; another ladder than the model's, or None.
    export
        Kind and look of the file.
    low, high
        Pixel range of the model.
    device, versions
        What it was made on and with. Other devices and versions may differ in the last bit.
    branches
        Where the sampling was left for other settings, one after the other; the last one's film is exported.
    """

    model: dict[str, Any]
    sampling: SamplingConfig
    noise: NoiseConfig | None
    export: ExportConfig
    low: float
    high: float
    device: str
    versions: dict[str, str]
    branches: tuple[Branch, ...] = ()

    @property
    def last(self) -> SamplingConfig:
        """The settings of the film that is exported: of the last branch, if there are any."""
        return self.branches[-1].sampling if self.branches else self.sampling

    def to_json(self) -> str:
        """Write as JSON, the same text for the same recipe."""
        export = self.export.model_dump()
        if not self.export.note:
            del export["note"]
        tree = {
            "ncsn-recipe": 3 if self.export.note else 2 if self.branches else 1,
            **{key: getattr(self, key) for key in ("model", "low", "high", "device", "versions")},
            "sampling": self.sampling.model_dump(),
            "noise": self.noise.model_dump() if self.noise else None,
            "export": export,
        }
        if self.branches:
            tree["branches"] = [{"at": b.at, "sampling": b.sampling.model_dump()} for b in self.branches]
        return json.dumps(tree, sort_keys=True)


def recipe_for(
    model: ScoreModel,
    sampling: SamplingConfig,
    look: ExportConfig,
    noise: NoiseConfig | None = None,
    branches: tuple[Branch, ...] = (),
) -> Recipe:
    """Write down how an export is made."""
    if model.source is None:
        raise InputError("this model was not opened from a file; save it first, so that a recipe can name it.")
    return Recipe(
        asdict(model.source),
        sampling,
        noise,
        look,
        model.facts.low,
        model.facts.high,
        str(model.sigmas.device),
        library_versions(),
        branches,
    )
