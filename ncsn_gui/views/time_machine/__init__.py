"""The page Time machine: a run at its kept checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_gui.language import tr
from ncsn_gui.page import Page
from ncsn_gui.views.time_machine.drawing import Drawing
from ncsn_gui.views.time_machine.keeping import Keeping
from ncsn_gui.views.time_machine.view import TimeMachineView
from ncsn_gui.works.lines import sample_line

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from ncsn_gui.page import Studio

__all__ = ["time_machine"]

_KEYS = (
    (tr("Play or stop"), tr("Space")),
    (tr("Checkpoint before, next checkpoint"), "← →"),
    (tr("First and newest checkpoint"), tr("Home End")),
)


def time_machine(studio: Studio) -> Page:
    """Make the page."""
    view, workshop, desk = TimeMachineView(), studio.workshop, studio.desk
    drawing = Drawing(view, workshop, studio.teller, desk, studio.training)
    Keeping(view, workshop, studio.shelf, desk, studio.training, studio.sampling)

    def line() -> Awaitable[str]:
        moment = view.moment()
        return sample_line(workshop, studio.shelf, desk, moment.path if moment else None)

    return Page(
        "time-machine",
        tr("Time machine"),
        view,
        Path(__file__).with_name("help.md"),
        sections=("sampling",),
        keys=((tr("In the time machine"), _KEYS),),
        turned_to=drawing.draw,
        line=line,
    )
