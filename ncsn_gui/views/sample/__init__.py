"""The page Sample: films of the denoising."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncsn_gui.language import tr
from ncsn_gui.page import Command, Page
from ncsn_gui.views.sample.control import Watching
from ncsn_gui.views.sample.view import SampleView
from ncsn_gui.works.lines import film_line, sample_line

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from ncsn_gui.page import Studio

__all__ = ["sample"]

_KEYS = (
    (tr("Play or stop"), tr("Space")),
    (tr("Play backwards, stop, play"), "J K L"),
    (tr("One step"), "← →"),
    (tr("Ten steps"), tr("Shift+← Shift+→")),
    (tr("Next level, last level"), tr("PgDown PgUp")),
    (tr("First and last step"), tr("Home End")),
)


def sample(studio: Studio) -> Page:
    """Make the page."""
    view, sampling = SampleView(), studio.sampling
    watching = Watching(view, studio.workshop, studio.teller, studio.desk, sampling, studio.exporting)

    def line() -> Awaitable[str]:
        """Return the command of a branch as it was drawn; else of what would be drawn now."""
        if sampling.shown is not None and sampling.shown.parent is not None:
            return film_line(studio.workshop, studio.shelf, sampling.shown)
        return sample_line(studio.workshop, studio.shelf, studio.desk)

    return Page(
        "sample",
        tr("Sample"),
        view,
        Path(__file__).with_name("help.md"),
        wanted=watching.wanted,
        commands=(
            Command("sample", tr("Sample"), sampling.sample, "Ctrl+Return"),
            Command("branch-off-here", tr("Branch off here"), watching.branch, "Ctrl+B"),
            Command("present", tr("Present, full screen"), watching.present, "F11"),
        ),
        sections=("sampling",),
        keys=((tr("In the film"), _KEYS),),
        showing=watching.showing,
        origin=watching.origin,
        line=line,
    )
