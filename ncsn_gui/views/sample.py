"""The view Sample: draw pictures, play the denoising, look closer, keep what was made."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ncsn_engine.export import grid, scatter, to_pixels
from ncsn_engine.film import bounds_of, change, name_levels, path, score_size, trace, unsettled
from ncsn_gui import theme
from ncsn_gui.widgets.closer import RESULT, Closer
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.image_grid import ImageGrid
from ncsn_gui.widgets.plots import TracePlot
from ncsn_gui.widgets.transport import TransportBar

if TYPE_CHECKING:
    from ncsn_engine.film import Bounds, NearestPictures, Range
    from ncsn_engine.trajectory import Frame, Trajectory

__all__ = ["SampleView"]

_EMPTY = "Press Sample to draw pictures from noise and watch them appear."
_START = "the start: nothing has changed yet"
_STRIP, _LINE = 8, 100  # steps on a picture's path, and on a point's
_ARROWS = 2000  # lines to where points go; more cost time and show nothing
_SHOWN = (("Picture x", "x"), ("Denoised", "denoised"), ("Score σ|s|", "score"), ("Change", "change"))
_RANGES = (("Range: fixed", "fixed"), ("Range: step", "step"), ("Range: 1–99 %", "clipped"))
_TRACES = {  # what the second plot shows -> entry, title, whether logarithmic
    "temperature": ("Thermometer", "Thermometer σ|s|/√D: 1 = settled", False),
    "score": ("Norm of the score", "Norm of the score |s|", True),
    "snr": ("Signal to noise", "Drift ÷ noise of a Langevin step: √(α/2)|s|/√D", False),
}


class SampleView(QWidget):
    """Shows one recorded sampling. Reads the recording itself, with NumPy alone."""

    sample_wanted = Signal()
    stop_wanted = Signal()
    export_wanted = Signal()
    copy_wanted = Signal()
    nearest_wanted = Signal()  # of what unsearched() names

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trajectory: Trajectory | None = None
        self.low, self.high = 0.0, 1.0
        self._frame: Frame | None = None
        self._follow = True  # show the newest step while sampling
        self._busy = False
        self._nearest: dict[int, NearestPictures | str] = {}  # picture -> its nearest, or why there are none
        self.start = _button("sample.start", "Sample", "Draw pictures with the settings under Sampling (Ctrl+Return)")
        self.start.setProperty("primary", True)
        self.halt = _button("sample.stop", "Stop", "Stop sampling; what was recorded stays")
        self.halt.setEnabled(False)
        about = (
            "x: the pictures as they stand. Denoised: where the model thinks they go. Score: its length at each "
            "pixel. Change: of x since the recorded step before; grey is none"
        )
        self.shown = Combo("sample.shown", about, _SHOWN)
        about = (
            "Which values are black and white. Fixed: the pixel range. Step: this step's smallest and largest. "
            "1–99 %: its percentiles, so that a few wild pixels do not count"
        )
        self.range = Combo("sample.range", about, _RANGES)
        self.beside = _button("sample.beside", "Beside", "x on the left, denoised on the right")
        self.beside.setCheckable(True)
        self.model = _Elided()
        self.state = QLabel("")
        self.state.setObjectName("sample.state")
        self.state.setMinimumWidth(self.state.fontMetrics().horizontalAdvance("level 100   σ 0.1052   α 0.00264") + 4)
        self.grid = ImageGrid(_EMPTY, selectable=True)
        self.grid.setObjectName("sample.grid")
        self.grid.setAccessibleName("Pictures")
        self.second = ImageGrid(selectable=True)
        self.second.setObjectName("sample.grid-denoised")
        self.second.setAccessibleName("Denoised pictures")
        self.second.hide()
        self.transport = TransportBar()
        self.closer = Closer()
        self.export = _button("sample.export", "Export…", "Save pictures, a film or the arrays, with their recipe")
        self.copy = _button("sample.copy", "Copy", "Copy the chosen picture, or the grid, to the clipboard (Ctrl+C)")
        self.steps_plot = TracePlot("σ (strong) and α by step", {"sigma": "accent", "alpha": "dim"}, log=True)
        self.heat_plot = TracePlot(_TRACES["temperature"][1], {"temperature": "second"}, log=False)
        self.steps_plot.setObjectName("sample.plot.steps")
        self.heat_plot.setObjectName("sample.plot.trace")
        self.one = self.heat_plot.line(1.0)
        about = (
            "What the right plot shows. Thermometer: levels that had not settled are shaded. Signal to noise: "
            "only of samplers that add a Langevin step's noise"
        )
        self.traced = Combo("sample.trace", about, [(entry, name) for name, (entry, _, _) in _TRACES.items()])
        self.settled = QLabel("")
        self.settled.setObjectName("sample.settled")
        self.settled.setProperty("role", "dim")
        self.settled.setToolTip("Settled: the thermometer at the level's last step is from 0.9 to 1.1")
        self._arrange()
        self.start.clicked.connect(self.sample_wanted)
        self.halt.clicked.connect(self.stop_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        for combo in (self.shown, self.range):
            combo.currentIndexChanged.connect(lambda _: self._draw())
        self.beside.toggled.connect(self._set_beside)
        self.traced.currentIndexChanged.connect(lambda _: self._change_trace())
        self.transport.moved.connect(self._show_step)
        self.grid.picked.connect(self._pick)
        self.second.picked.connect(self.grid.select)
        self.closer.step_wanted.connect(self._go_to)
        self.closer.turned.connect(lambda _: self._show_nearest())
        for plot in (self.steps_plot, self.heat_plot):
            plot.clicked.connect(self.transport.seek)
        self.show_sampling(None)

    # -- a sampling -------------------------------------------------------------------------

    def show_sampling(
        self, trajectory: Trajectory | None, low: float = 0.0, high: float = 1.0, model: str = ""
    ) -> None:
        """Show another recording, which may still grow; `model` says whose it is."""
        self.model.setText(model)
        self.transport.stop()
        self.trajectory, self.low, self.high = trajectory, low, high
        self._frame, self._follow, self._nearest = None, True, {}
        self.transport.index = 0
        self.transport.set_film(0, -1)
        self.grid.clear(_EMPTY if trajectory is None else "Sampling…")
        self.second.clear("")
        self.closer.clear()
        self.settled.setText("")
        self.heat_plot.show_shades([])
        self.state.setText("")
        for part in (self.export, self.copy):
            part.setEnabled(False)

    def grow(self) -> None:
        """Take in the steps recorded since; shows the newest unless an earlier one is being looked at."""
        if self.trajectory is None or not self.trajectory.facts:
            return
        facts = self.trajectory.facts[:]
        newest = self.trajectory.indices
        if not newest:
            return
        self._follow = self._follow and not self.transport.playing and self.transport.index == self.transport.recorded
        self._follow = self._follow or self.transport.recorded < 0
        marks = [f.index for a, f in itertools.pairwise(facts) if f.level != a.level]
        self.transport.set_film(self.trajectory.total, newest[-1], [0, *marks])
        self.steps_plot.show_trace(
            self.trajectory.total, sigma=np.array([f.sigma for f in facts]), alpha=np.array([f.alpha for f in facts])
        )
        self._show_trace()
        if self._follow:
            self.transport.seek(newest[-1])
        self.copy.setEnabled(True)
        self._show_path()

    def set_busy(self, busy: bool) -> None:
        """Say whether a sampling runs."""
        self._busy = busy
        self.start.setEnabled(not busy)
        self.halt.setEnabled(busy)
        self.export.setEnabled(not busy and self.trajectory is not None and self.trajectory.final is not None)
        self._show_path()
        self._show_nearest()

    def unsearched(self) -> int | None:
        """Return the picture whose nearest training pictures are wanted and not known yet."""
        chosen = self.grid.selected
        final = None if self._busy or self.trajectory is None else self.trajectory.final
        if self.closer.page != "nearest" or final is None or final.ndim == 2 or chosen in self._nearest:
            return None
        return chosen if 0 <= chosen < len(final) else None

    def show_nearest(self, trajectory: Trajectory, picture: int, found: NearestPictures | str) -> None:
        """Take in the nearest training pictures of a recording's picture, or why there are none."""
        if trajectory is self.trajectory:
            self._nearest[picture] = found
            self._show_nearest()

    def picture(self, index: int | None) -> np.ndarray | None:
        """Return all that the grid shows, or one picture of it, enlarged; uint8 (H, W, C)."""
        if self._frame is None:
            return None
        if self._frame.x.ndim == 2:
            points = self._frame.denoised if self.shown.currentData() == "denoised" else self._frame.x
            return scatter(points, self.low, self.high, 1024)
        if not len(self.grid.pixels):  # nothing to be seen at this step
            return None
        return grid(self.grid.pixels if index is None else self.grid.pixels[index : index + 1], scale=4)

    # -- one step ---------------------------------------------------------------------------

    def _show_step(self, index: int) -> None:
        if self.trajectory is None:
            return
        self._frame = self.trajectory.frame(index)
        self._draw()

    def _draw(self) -> None:
        frame = self._frame
        if frame is None:
            return
        if self.grid.selected < 0 and len(frame.x):
            self.grid.selected = 0
        chosen = self.grid.selected
        points, fixed = frame.x.ndim == 2, (self.low, self.high)
        self.range.setEnabled(not points)
        self.shown.setEnabled(not self.beside.isChecked())
        x_bounds, denoised_bounds = self._bounds(frame.x, fixed), self._bounds(frame.denoised, fixed)
        which = "x" if self.beside.isChecked() else self.shown.currentData()
        if points:
            self._draw_points(frame, which)
        elif which == "x":
            self.grid.show_pictures(to_pixels(frame.x, *x_bounds))
        elif which == "denoised":
            self.grid.show_pictures(to_pixels(frame.denoised, *denoised_bounds))
        else:
            self._draw_derived(frame, which)
        self.grid.selected = chosen  # a step without anything to see does not lose it
        if self.beside.isChecked():
            if points:
                self.second.show_points(frame.denoised, *fixed)
            else:
                self.second.show_pictures(to_pixels(frame.denoised, *denoised_bounds))
            self.second.selected = chosen
        alpha = f"α {frame.alpha:.3g}" if frame.alpha else "result"
        self.state.setText(f"level {frame.level + 1}   σ {frame.sigma:.4g}   {alpha}")
        for plot in (self.steps_plot, self.heat_plot):
            plot.show_cursor(frame.index)
        self.closer.show_picture(frame, chosen, x_bounds, denoised_bounds, fixed)

    def _bounds(self, values: np.ndarray, fixed: Bounds) -> Bounds:
        how: Range = self.range.currentData()
        return fixed if values.ndim == 2 else bounds_of(values, how, fixed)

    def _before(self, frame: Frame) -> Frame | None:
        """Return the recorded step before one."""
        if self.trajectory is None or frame.index <= self.trajectory.indices[0]:
            return None
        return self.trajectory.frame(frame.index - 1)

    def _draw_points(self, frame: Frame, which: str) -> None:
        """Draw points; score and change are lines to where they go and to where they came from."""
        points, towards = frame.x, None
        if which == "denoised":
            points = frame.denoised
        elif which == "score" and frame.alpha:
            towards = frame.denoised[:_ARROWS]
        elif which == "change" and (before := self._before(frame)):
            towards = before.x[:_ARROWS]
        self.grid.show_points(points, self.low, self.high, towards)

    def _draw_derived(self, frame: Frame, which: str) -> None:
        span = self.high - self.low
        if which == "score":
            if not frame.alpha:
                self.grid.clear(RESULT)
                return
            values = score_size(frame)
            bounds = self._bounds(values, (0.0, 2.0))
        else:
            before = self._before(frame)
            if before is None:
                self.grid.clear(_START)
                return
            values = change(frame, before)
            most = max(map(abs, self._bounds(values, (-span / 2, span / 2))))
            bounds = -most, most  # so that grey is no change
        self.grid.show_pictures(to_pixels(values, *bounds))

    def _pick(self, index: int) -> None:
        self._draw()
        self._show_path()
        self._show_nearest()

    def _go_to(self, step: int) -> None:
        self.transport.stop()
        self.transport.seek(step)

    def _set_beside(self, on: bool) -> None:
        self.second.setVisible(on)
        self.shown.setEnabled(not on)
        self._draw()

    def _change_trace(self) -> None:
        name = self.traced.currentData()
        _, title, log = _TRACES[name]
        self.heat_plot.change_to(title, log)
        self.one.setVisible(name != "score")
        self._show_trace()

    def _show_trace(self) -> None:
        """Draw the second plot, and say which levels had not settled."""
        film, name = self.trajectory, self.traced.currentData()
        if film is None or not film.facts:
            return
        self.heat_plot.show_trace(film.total, temperature=trace(film, name))
        restless, levels = unsettled(film)
        self.heat_plot.show_shades(list(restless.values()) if name == "temperature" else [])
        if not levels:
            self.settled.setText("")
        elif not restless:
            self.settled.setText(f"All {levels} levels had settled")
        else:
            self.settled.setText(f"{len(restless)} of {levels} levels had not settled: {name_levels(sorted(restless))}")

    def _show_path(self) -> None:
        """Show the chosen picture's way, once the sampling is over."""
        film, chosen = self.trajectory, self.grid.selected
        if film is None or self._frame is None or not 0 <= chosen < film.shape[0]:
            return
        if self._busy:
            self.closer.clear_path("after the sampling")
            return
        steps, way = path(film, chosen, _LINE if len(film.shape) == 2 else _STRIP)
        self.closer.show_path(steps, way, (self.low, self.high), self._frame.index)

    def _show_nearest(self) -> None:
        """Show the chosen picture's nearest training pictures, or ask for them."""
        if self.closer.page != "nearest":
            return
        found = self._nearest.get(self.grid.selected)
        if found is None or isinstance(found, str):
            points = self.trajectory is not None and len(self.trajectory.shape) == 2
            waits = "of pictures only" if points else "after the sampling" if self._busy else ""
            self.closer.say_nearest(found or waits)
        else:
            self.closer.show_nearest(found)
        if self.unsearched() is not None:
            self.closer.say_nearest("looking…")
            self.nearest_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Obey the film player's keys wherever the focus is in this view, unless it is of use there."""
        if not self.transport.obey(event):
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        for part in (self.start, self.halt, self.shown, self.range, self.beside):
            top.addWidget(part)
        top.addWidget(self.model, 1)
        top.addWidget(self.state)
        side = QVBoxLayout()
        side.addWidget(self.closer, 1)
        keep = QHBoxLayout()
        keep.addWidget(self.copy)
        keep.addWidget(self.export)
        side.addLayout(keep)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        grids = QHBoxLayout()
        grids.addWidget(self.grid, 1)
        grids.addWidget(self.second, 1)
        middle.addLayout(grids, 2)
        middle.addLayout(side, 1)
        plots = QHBoxLayout()
        plots.setSpacing(8)
        for plot in (self.steps_plot, self.heat_plot):
            plot.setFixedHeight(128)
            plots.addWidget(plot)
        below = QHBoxLayout()
        below.addWidget(self.settled, 1)
        below.addWidget(self.traced)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(self.transport)
        layout.addLayout(plots)
        layout.addLayout(below)


class _Elided(QLabel):
    """A label that gives way: what does not fit ends in dots, and stands in the tooltip."""

    def __init__(self) -> None:
        super().__init__("")
        self.setProperty("role", "dim")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Say something else."""
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        painter.setPen(QColor(theme.current().dim))
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitting)


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button
