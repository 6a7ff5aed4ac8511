"""What an evaluation found: as a table for people, and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ncsn_engine.plain_json import plain_json

if TYPE_CHECKING:
    import numpy as np

    from ncsn_engine.config import SamplingConfig
    from ncsn_engine.metrics.measured import Measured
    from ncsn_engine.metrics.neighbours import Copies
    from ncsn_engine.source import ModelSource

__all__ = ["Evaluation"]


@dataclass(frozen=True)
class Evaluation:
    """What was measured of one model with one sampler.

    Attributes
    ----------
    measured
        Every metric, with its interval and its floor.
    copies
        Whether samples are copies of training pictures; None where too few pictures are held out.
    n, nfe, seconds
        Samples drawn, network evaluations for each, and how long drawing took.
    features
        What samples were compared by.
    against
        ``"all"`` real samples or only the ``"held-out"`` ones.
    remarks
        What was left out or not used, and why, a sentence each.
    model
        Where the model came from, with its fingerprint; None where it was not opened from a file.
    sampling
        Settings of the sampler.
    data
        Settings of the data.
    device, versions
        What it was computed on and with.
    x
        The samples themselves, (N, …) float32; not part of the JSON.
    """

    measured: tuple[Measured, ...]
    copies: Copies | None
    n: int
    nfe: int
    seconds: float
    features: str
    against: str
    remarks: tuple[str, ...]
    model: ModelSource | None
    sampling: SamplingConfig
    data: dict[str, Any]
    device: str
    versions: dict[str, str]
    x: np.ndarray = field(repr=False, compare=False)

    def to_json(self) -> str:
        """Return everything but the samples; what is not a number becomes null."""
        tree = {
            **vars(self),
            "measured": [asdict(m) for m in self.measured],
            "copies": asdict(self.copies) if self.copies else None,
            "model": asdict(self.model) if self.model else None,
            "sampling": self.sampling.model_dump(),
        }
        del tree["x"]
        return plain_json(tree, ensure_ascii=False, indent=1)

    def table(self) -> str:
        """Return the metrics as a table for people, real against real beside them."""
        head = ("metric", "value", "95 % interval", "real against real", "n : n real")
        lines = [head]
        for m in self.measured:
            arrow = "↓" if m.better == "lower" else "↑"
            interval, floor = f"{m.low:.3g} … {m.high:.3g}", f"{m.floor:.3g} ({m.floor_low:.3g} … {m.floor_high:.3g})"
            lines.append((f"{m.name} {arrow}", f"{m.value:.3g}", interval, floor, f"{m.n} : {m.n_real}"))
        widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
        text = "".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n"
            for line in lines
        )
        if self.copies:
            c = self.copies
            text += (
                f"copies: {'YES' if c.copies else 'none found'}; distance to the nearest training sample "
                f"{c.ratio:.2f} × that of held-out ones, {c.share:.1%} closer than the closest "
                f"{c.expected:.1%} of held-out ones\n"
            )
        text += "".join(f"{remark}\n" for remark in self.remarks)
        whose = f"{self.model.run}, step {self.model.step}, {self.model.weights}" if self.model else "not from a file"
        return text + (
            f"{self.n} samples by {self.sampling.kind}, {self.nfe} evaluations each, {self.seconds:.1f} s on "
            f"{self.device}; {self.features}; model: {whose}\n"
        )
