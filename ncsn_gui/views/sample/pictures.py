"""The pictures of a step; on the right what else is known of it, or another film at the same noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ncsn_engine.export import to_pixels
from ncsn_engine.film import before, score_lines, seen
from ncsn_gui.language import tr
from ncsn_gui.views.sample.closer import RESULT
from ncsn_gui.widgets.image_grid import ImageGrid

if TYPE_CHECKING:
    from ncsn_engine.film import Bounds, Range, Shown
    from ncsn_engine.trajectory import Frame, Trajectory
    from ncsn_gui.widgets.twofold import Twofold

__all__ = ["EMPTY", "Pictures"]

EMPTY = (
    tr("Press Sample to draw pictures from noise and watch them appear."),
    tr("Press Sample to draw points from noise and watch them find their places."),
)
_START = tr("the start: nothing has changed yet")
_ARROWS = 2000  # lines to where points go; more cost time and show nothing


class Pictures(QWidget):
    """One grid, or two beside each other under captions."""

    def __init__(self, words: Twofold, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bounds: Bounds = (0.0, 1.0)  # of the pixels
        self.range: Range = "fixed"
        self.captions, self._sides = (QLabel(""), QLabel("")), (QWidget(), QWidget())
        self.words = words
        self.first = ImageGrid(EMPTY[0], selectable=True)
        self.first.setObjectName("sample.grid")
        words.add(self.first.setAccessibleName, tr("Pictures"), tr("Points"))
        self.second = ImageGrid(selectable=True)
        self.second.setObjectName("sample.grid-denoised")
        words.add(self.second.setAccessibleName, tr("Denoised pictures"), tr("Denoised points"))
        self.second.picked.connect(self.first.select)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for place, grid, caption, side in zip(
            self._sides, (self.first, self.second), self.captions, ("left", "right"), strict=True
        ):
            caption.setObjectName(f"sample.caption-{side}")
            caption.setProperty("role", "dim")
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column = QVBoxLayout(place)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(caption)
            column.addWidget(grid, 1)
            row.addWidget(place, 1)

    def clear(self, empty: str) -> None:
        """Show nothing, and say why."""
        self.first.clear(empty)
        self.second.clear("")

    def open_right(self, on: bool) -> None:
        """Show or hide the right side, and the captions that tell them apart."""
        self._sides[1].setVisible(on)
        self.captions[0].setVisible(on)

    def choose(self, picture: int, beside: bool) -> None:
        """Frame a picture; nobody is told. A step without anything to see does not lose it."""
        self.first.selected = picture
        self.second.selected = picture if beside else -1

    def name(self, left: str, right: str) -> None:
        """Say what stands on the left and on the right."""
        for caption, text in zip(self.captions, (left, right), strict=True):
            caption.setText(text)

    def draw(self, grid: ImageGrid, film: Trajectory, frame: Frame, which: Shown) -> None:
        """Draw one step of a film as `which` says; of points, score and change are lines to and from them."""
        earlier = before(film, frame) if which == "change" else None
        nothing = (which == "score" and not frame.alpha) or (which == "change" and earlier is None)
        if frame.x.ndim == 2 and not nothing:
            towards, bounds = earlier.x[:_ARROWS] if earlier else None, self.bounds
            if which == "score":
                towards, bounds = score_lines(frame, self.bounds)
            grid.show_points(frame.denoised if which == "denoised" else frame.x, *bounds, towards)
        elif not nothing and (found := seen(frame, earlier, which, self.range, self.bounds)):
            values, bounds = found
            grid.show_pictures(to_pixels(values, *bounds))
        else:
            grid.clear(RESULT if which == "score" else _START)
