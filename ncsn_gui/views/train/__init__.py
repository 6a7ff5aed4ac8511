"""The page Train: learning curves and previews."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_gui.language import tr
from ncsn_gui.page import Page
from ncsn_gui.views.train.aiming import Aiming
from ncsn_gui.views.train.control import Following
from ncsn_gui.views.train.looking import Looking
from ncsn_gui.views.train.view import TrainView
from ncsn_gui.works.lines import train_line

if TYPE_CHECKING:
    from ncsn_gui.page import Studio

__all__ = ["train"]


def train(studio: Studio) -> Page:
    """Make the page."""
    view = TrainView()
    following = Following(view, studio.desk, studio.beside, studio.training, studio.exporting.save)
    Looking(view, studio.workshop, studio.desk, studio.beside)
    Aiming(view, studio.workshop, studio.desk, studio.training)
    return Page(
        "train",
        tr("Train"),
        view,
        Path(__file__).with_name("help.md"),
        wanted=following.wanted,
        sections=("data", "noise", "objective", "training"),
        turned_to=view.draw,
        origin=following.origin,
        line=lambda: train_line(studio.workshop, studio.desk),
    )
