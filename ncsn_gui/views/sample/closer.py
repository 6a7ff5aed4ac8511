"""One picture of a film enlarged: where it stands, its path, and what it is nearest to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from ncsn_engine.export import to_pixels
from ncsn_engine.film import score_lines, score_size
from ncsn_gui.language import tr
from ncsn_gui.views.sample.histogram import Histogram
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.image_grid import ImageGrid

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from ncsn_engine.film import Bounds, NearestPictures
    from ncsn_engine.trajectory import Frame
    from ncsn_gui.widgets.twofold import Twofold

__all__ = ["RESULT", "Closer"]

RESULT = tr("the result: no step follows")
_NEAREST = 3
_PARTS = (
    ("x", "x", tr("The picture at this step"), tr("The points at this step; the chosen one is framed")),
    (
        "denoised",
        tr("denoised"),
        tr("x + σ² score: where the model thinks it goes"),
        tr("x + σ² score: where the model thinks they go"),
    ),
    (
        "score",
        tr("score"),
        tr("Length of the score at each pixel, σ|s|: black is 0, white is 2"),
        tr("Along the score from some of the points, as long as σ|s|; the square is as large as the points need"),
    ),
)


class _Alike(QWidget):
    """Pictures beside each other with a line under each, in equal places, so that all are enlarged alike."""

    def __init__(self, pictures: list[ImageGrid], lines: list[QLabel]) -> None:
        super().__init__()
        self.pictures, self.lines = pictures, lines
        for part in (*pictures, *lines):
            part.setParent(self)
        self.setMinimumHeight(48 + self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width; what is left over stays empty."""
        wide, text = self.width() // len(self.pictures), self.fontMetrics().height()
        for i, (part, line) in enumerate(zip(self.pictures, self.lines, strict=True)):
            part.setGeometry(i * wide, 0, wide, self.height() - text)
            line.setGeometry(i * wide, self.height() - text, wide, text)


class Closer(QWidget):
    """One picture enlarged: x, denoised, the length of the score, the histogram; path and nearest pictures."""

    step_wanted = Signal(int)  # by a click on the path
    turned = Signal(str)  # to "path" or "nearest"

    def __init__(self, words: Twofold) -> None:
        super().__init__()
        self.setObjectName("sample.closer")
        self.setMinimumWidth(180)
        self.title = QLabel("")
        self.title.setProperty("role", "title")
        self.steps: list[int] = []  # of the path
        self.parts: dict[str, ImageGrid] = {}
        self.cells = cells = QGridLayout()
        cells.setSpacing(4)
        for place, (name, text, *tips) in enumerate(_PARTS):
            part = self.parts[name] = _pictures(f"sample.closer.{name}", text, "")
            words.add(part.setToolTip, *tips)
            label = _dim(text)
            self._put(place, part, label)
        self.score_label = label
        self.histogram = Histogram()
        self.histogram.setObjectName("sample.closer.histogram")
        self.histogram.setAccessibleName(tr("Histogram"))
        self.histogram.setToolTip(tr("How many pixels of x have which value; the lines mark the pixel range"))
        self.histogram_label = _dim(tr("pixels of x"))
        self._put(3, self.histogram, self.histogram_label)
        ways = [(tr("Path"), "path"), (tr("Nearest in training"), "nearest")]
        self.more = Combo("sample.closer.more", "", ways)
        about = (
            tr("What to see of this picture below: its path through the steps, or the training pictures nearest to it"),
            tr("What to see of this point below: its path through the steps"),
        )
        for say in (self.more.setToolTip, self.more.setAccessibleName):
            words.add(say, *about)
        self.path = _pictures("sample.closer.path", tr("Path"), "", True)
        words.add(
            self.path.setToolTip,
            tr("This picture at steps; a click moves the film"),
            tr("This point at steps; a click moves the film"),
        )
        self.near: list[ImageGrid] = []
        self.near_labels: list[QLabel] = []
        self.pages = QStackedWidget()
        self.pages.addWidget(self.path)
        self.pages.addWidget(self._nearest_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addLayout(cells, 2)
        layout.addWidget(self.more)
        layout.addWidget(self.pages, 1)
        self.more.currentIndexChanged.connect(self._turn)
        self.path.picked.connect(lambda i: self.step_wanted.emit(self.steps[i]) if i < len(self.steps) else None)

    @property
    def page(self) -> str:
        """What is seen below: ``"path"`` or ``"nearest"``."""
        return str(self.more.currentData())

    def clear(self) -> None:
        """Show no picture."""
        self.title.setText("")
        self.histogram.clear()
        for part in self.parts.values():
            part.clear("")
        self.clear_path()
        self.say_nearest("")

    def show_picture(self, frame: Frame, index: int, x_bounds: Bounds, denoised_bounds: Bounds, fixed: Bounds) -> None:
        """Show a picture at a step.

        Parameters
        ----------
        x_bounds, denoised_bounds
            Values that are drawn black and white.
        fixed
            The pixel range.
        """
        self._make_room(frame.x.ndim > 2)
        if not 0 <= index < len(frame.x):
            self.clear()
            return
        if frame.x.ndim == 2:
            self._show_points(frame, index, fixed)
        else:
            self.title.setText(tr("Picture {number}").format(number=index + 1))
            for name, values, bounds in (
                ("x", frame.x, x_bounds),
                ("denoised", frame.denoised, denoised_bounds),
            ):
                self.parts[name].show_pictures(to_pixels(values[index : index + 1], *bounds))
            self.histogram.show_values(frame.x[index], *fixed)
            if frame.alpha:
                one = replace(frame, x=frame.x[index : index + 1], denoised=frame.denoised[index : index + 1])
                self.parts["score"].show_pictures(to_pixels(score_size(one), 0.0, 2.0))
        if not frame.alpha:
            self.parts["score"].clear(tr("result"))
        self.mark_step(frame.index)

    def show_path(self, steps: list[int], path: np.ndarray, fixed: Bounds, now: int) -> None:
        """Show a picture (S, C, H, W), or a point (S, 2), as it was at steps."""
        self.steps = steps
        self.path.names = [tr("step {step}").format(step=step) for step in steps]
        if path.ndim == 2:
            whole = float(np.nanmin([path.min(), fixed[0]])), float(np.nanmax([path.max(), fixed[1]]))
            self.path.show_points(path, *whole, joined=True)
        else:
            self.path.show_pictures(to_pixels(path, *fixed))
        self.mark_step(now)

    def clear_path(self, remark: str = "") -> None:
        """Show no path."""
        self.steps, self.path.names = [], []
        self.path.clear(remark)

    def mark_step(self, now: int) -> None:
        """Frame the place on the path where the film stands."""
        if self.steps:
            self.path.selected = max(0, int(np.searchsorted(self.steps, now, side="right")) - 1)
            self.path.update()

    def show_nearest(self, found: NearestPictures) -> None:
        """Show training pictures with their distances."""
        for i, (part, label) in enumerate(zip(self.near, self.near_labels, strict=True)):
            if i >= len(found.pixels):
                part.clear("")
                label.setText("")
                continue
            mirrored = bool(found.mirrored[i])
            part.show_pictures(found.pixels[i : i + 1])
            said = (
                tr("Picture {number} of the data set, mirrored") if mirrored else tr("Picture {number} of the data set")
            )
            part.setToolTip(said.format(number=found.numbers[i] + 1))
            label.setText(f"{found.distances[i]:.3g}" + (" ⇋" if mirrored else ""))
        self.near_note.setText(tr("Euclidean distance, of {count}").format(count=found.looked_at))
        self.near_pages.setCurrentIndex(0)

    def say_nearest(self, remark: str) -> None:
        """Say why there are no nearest pictures."""
        self.near_remark.clear(remark)
        self.near_pages.setCurrentIndex(1)

    def _show_points(self, frame: Frame, index: int, fixed: Bounds) -> None:
        x, y = frame.x[index].astype(float)
        self.title.setText(tr("Point {number}").format(number=index + 1) + f"   {x:.2f}, {y:.2f}")
        self.parts["x"].show_points(frame.x, *fixed)
        self.parts["denoised"].show_points(frame.denoised, *fixed)
        if frame.alpha:
            towards, bounds = score_lines(frame, fixed)
            self.parts["score"].show_points(frame.x[:150], *bounds, towards=towards[:150])

    def _turn(self) -> None:
        self.pages.setCurrentIndex(self.more.currentIndex())
        self.turned.emit(self.page)

    def _put(self, place: int, part: QWidget, label: QLabel) -> None:
        row, column = 2 * (place // 2), place % 2
        self.cells.addWidget(part, row, column)
        self.cells.addWidget(label, row + 1, column)
        self.cells.setRowStretch(row, 1)
        self.cells.setColumnStretch(column, 1)

    def _make_room(self, pictures: bool) -> None:
        """Show the histogram, which only pictures have; else the score has its room as well."""
        if pictures == self.histogram.isHidden():
            for part in (self.histogram, self.histogram_label):
                part.setVisible(pictures)
            self.cells.addWidget(self.parts["score"], 2, 0, 1, 1 if pictures else 2)
            self.cells.addWidget(self.score_label, 3, 0, 1, 1 if pictures else 2)

    def _nearest_page(self) -> QWidget:
        found = QWidget()
        for i in range(_NEAREST):
            part = _pictures(
                f"sample.closer.nearest-{i + 1}", tr("Nearest training picture {number}").format(number=i + 1), ""
            )
            label = _dim("")
            label.setToolTip(tr("Distance: root of the summed squares over all pixels; ⇋: of the mirrored picture"))
            self.near.append(part)
            self.near_labels.append(label)
        row = _Alike(self.near, self.near_labels)
        self.near_note = _dim("")
        column = QVBoxLayout(found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(row, 1)
        column.addWidget(self.near_note)
        self.near_remark = _pictures("sample.closer.nearest-remark", tr("Nearest training pictures"), "")
        self.near_pages = QStackedWidget()
        self.near_pages.addWidget(found)
        self.near_pages.addWidget(self.near_remark)
        self.near_pages.setCurrentIndex(1)
        return self.near_pages


def _pictures(name: str, text: str, tip: str, selectable: bool = False) -> ImageGrid:
    made = ImageGrid(selectable=selectable)
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.setMinimumSize(64, 40)
    return made


def _dim(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "dim")
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return label
