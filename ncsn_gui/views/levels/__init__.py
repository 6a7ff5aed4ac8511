"""The page Levels: what a model does at each noise level."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_gui.language import tr
from ncsn_gui.page import Page
from ncsn_gui.views.levels.control import Measuring
from ncsn_gui.views.levels.view import LevelsView
from ncsn_gui.works.lines import sample_line

if TYPE_CHECKING:
    from ncsn_gui.page import Studio

__all__ = ["levels"]


def levels(studio: Studio) -> Page:
    """Make the page."""
    view, desk = LevelsView(), studio.desk
    measuring = Measuring(view, studio.workshop, desk, studio.models, studio.training, studio.sampling)
    return Page(
        "levels",
        tr("Levels"),
        view,
        Path(__file__).with_name("help.md"),
        sections=("noise",),
        turned_to=measuring.measure,
        line=lambda: sample_line(studio.workshop, studio.shelf, desk),
    )
