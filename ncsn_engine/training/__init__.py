"""Training: a generator of small facts. The caller owns progress, display, pause and stop.

One file an idea: ``train`` is a loop around a ``Trainer``, which joins the parts that learn, measure, write
down, tell and save; each part keeps its own state.
"""

from ncsn_engine.training.commands import Change, Command, Pause, Resume, RollBack, Save
from ncsn_engine.training.events import HeldOut, Preview, TrainEvent
from ncsn_engine.training.loop import SLICE, train
from ncsn_engine.training.previews import PREVIEW_COUNT, PREVIEW_POINTS
from ncsn_engine.training.saving import roll_back

__all__ = [
    "PREVIEW_COUNT",
    "PREVIEW_POINTS",
    "SLICE",
    "Change",
    "Command",
    "HeldOut",
    "Pause",
    "Preview",
    "Resume",
    "RollBack",
    "Save",
    "TrainEvent",
    "roll_back",
    "train",
]
