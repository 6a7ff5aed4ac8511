"""The view Sample: draw pictures, play the denoising, look closer, keep what was made."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ncsn_engine.export import grid, scatter, to_pixels
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.image_grid import ImageGrid
from ncsn_gui.widgets.plots import TracePlot
from ncsn_gui.widgets.transport import TransportBar

if TYPE_CHECKING:
    from ncsn_engine.trajectory import Frame, Trajectory

__all__ = ["SampleView"]

_EMPTY = "Press Sample to draw pictures from noise and watch them appear."


class SampleView(QWidget):
    """Shows one recorded sampling. Reads the recording itself, with NumPy alone."""

    sample_wanted = Signal()
    stop_wanted = Signal()
    export_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trajectory: Trajectory | None = None
        self.low, self.high = 0.0, 1.0
        self._frame: Frame | None = None
        self._follow = True  # show the newest step while sampling
        self.start = _button("sample.start", "Sample", "Draw pictures with the settings under Sampling (Ctrl+Return)")
        self.start.setProperty("primary", True)
        self.halt = _button("sample.stop", "Stop", "Stop sampling; what was recorded stays")
        self.halt.setEnabled(False)
        about = "x: the pictures as they stand. Denoised: where the model thinks they go."
        self.shown = Combo("sample.shown", about, [("Picture x", "x"), ("Denoised", "denoised")])
        self.model = QLabel("")
        self.model.setProperty("role", "dim")
        self.state = QLabel("")
        self.state.setObjectName("sample.state")
        self.grid = ImageGrid(_EMPTY, selectable=True)
        self.grid.setObjectName("sample.grid")
        self.grid.setAccessibleName("Pictures")
        self.transport = TransportBar()
        self.closer = _Closer()
        self.export = _button("sample.export", "Export…", "Save pictures, a film or the arrays, with their recipe")
        self.copy = _button("sample.copy", "Copy", "Copy the chosen picture, or the grid, to the clipboard (Ctrl+C)")
        self.steps_plot = TracePlot("σ (strong) and α by step", {"sigma": "accent", "alpha": "dim"}, log=True)
        self.heat_plot = TracePlot("Thermometer σ‖s‖/√D: 1 = settled", {"temperature": "second"}, log=False)
        self.heat_plot.line(1.0)
        self._arrange()
        self.start.clicked.connect(self.sample_wanted)
        self.halt.clicked.connect(self.stop_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        self.shown.currentIndexChanged.connect(lambda _: self._draw())
        self.transport.moved.connect(self._show_step)
        self.grid.picked.connect(lambda _: self._draw())
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
        self._frame, self._follow = None, True
        self.transport.index = 0
        self.transport.set_film(0, -1)
        self.grid.clear(_EMPTY if trajectory is None else "Sampling…")
        self.closer.clear()
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
        self.heat_plot.show_trace(self.trajectory.total, temperature=np.array([f.temperature for f in facts]))
        if self._follow:
            self.transport.seek(newest[-1])
        self.copy.setEnabled(True)

    def set_busy(self, busy: bool) -> None:
        """Say whether a sampling runs."""
        self.start.setEnabled(not busy)
        self.halt.setEnabled(busy)
        self.export.setEnabled(not busy and self.trajectory is not None and self.trajectory.final is not None)

    def picture(self, index: int | None) -> np.ndarray | None:
        """Return all that the grid shows, or one picture of it, enlarged; uint8 (H, W, C)."""
        if self._frame is None:
            return None
        values = getattr(self._frame, self.shown.currentData())
        if values.ndim == 2:
            return scatter(values, self.low, self.high, 1024)
        pixels = to_pixels(values if index is None else values[index : index + 1], self.low, self.high)
        return grid(pixels, scale=4)

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
        values = getattr(frame, self.shown.currentData())
        if values.ndim == 2:
            self.grid.show_points(values, self.low, self.high)
        else:
            self.grid.show_pictures(to_pixels(values, self.low, self.high))
        alpha = f"α {frame.alpha:.3g}" if frame.alpha else "result"
        self.state.setText(f"level {frame.level + 1}   σ {frame.sigma:.4g}   {alpha}")
        for plot in (self.steps_plot, self.heat_plot):
            plot.show_cursor(frame.index)
        if self.grid.selected < 0 and len(frame.x):
            self.grid.selected = 0
        self.closer.show_picture(frame, self.grid.selected, self.low, self.high)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        for part in (self.start, self.halt, self.shown):
            top.addWidget(part)
        top.addSpacing(8)
        top.addWidget(self.model)
        top.addStretch(1)
        top.addWidget(self.state)
        side = QVBoxLayout()
        side.addWidget(self.closer, 1)
        keep = QHBoxLayout()
        keep.addWidget(self.copy)
        keep.addWidget(self.export)
        side.addLayout(keep)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.grid, 3)
        middle.addLayout(side, 1)
        plots = QHBoxLayout()
        plots.setSpacing(8)
        for plot in (self.steps_plot, self.heat_plot):
            plot.setFixedHeight(128)
            plots.addWidget(plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(self.transport)
        layout.addLayout(plots)


class _Closer(QWidget):
    """One picture enlarged: x, denoised, and the length of the score."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sample.closer")
        self.setMinimumWidth(150)
        self.title = QLabel("")
        self.title.setProperty("role", "title")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title, 0, 0)
        self.parts: dict[str, ImageGrid] = {}
        for row, (name, text, tip) in enumerate(
            (
                ("x", "x", "The picture at this step"),
                ("denoised", "denoised", "x + σ² score: where the model thinks it goes"),
                (
                    "score",
                    "score",
                    "Length of the score at each pixel, σ‖s‖: black is 0, white is 2. Of points: where it leads",
                ),
            )
        ):
            part = ImageGrid()
            part.setObjectName(f"sample.closer.{name}")
            part.setAccessibleName(text)
            part.setToolTip(tip)
            label = QLabel(text)
            label.setProperty("role", "dim")
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(part, 1 + 2 * row, 0)
            layout.addWidget(label, 2 + 2 * row, 0)
            layout.setRowStretch(1 + 2 * row, 1)
            self.parts[name] = part

    def clear(self) -> None:
        self.title.setText("")
        for part in self.parts.values():
            part.clear("")

    def show_picture(self, frame: Frame, index: int, low: float, high: float) -> None:
        if not 0 <= index < len(frame.x):
            self.clear()
            return
        self.title.setText(f"Picture {index + 1}")
        if frame.x.ndim == 2:
            self._show_points(frame, index, low, high)
            return
        x, denoised = (a[index].astype(np.float32) for a in (frame.x, frame.denoised))
        score = np.sqrt(np.square((denoised - x) / frame.sigma).mean(0, keepdims=True)) / 2
        for name, values in (("x", x), ("denoised", denoised)):
            self.parts[name].show_pictures(to_pixels(values[None], low, high))
        if frame.alpha:
            self.parts["score"].show_pictures(to_pixels(score[None]))
        else:
            self.parts["score"].clear("the result: no step follows")

    def _show_points(self, frame: Frame, index: int, low: float, high: float) -> None:
        x, y = frame.x[index].astype(float)
        self.title.setText(f"Point {index + 1}   {x:.2f}, {y:.2f}")
        self.parts["x"].show_points(frame.x, low, high)
        self.parts["denoised"].show_points(frame.denoised, low, high)
        if frame.alpha:
            self.parts["score"].show_points(frame.x[:150], low, high, towards=frame.denoised[:150])
        else:
            self.parts["score"].clear("the result: no step follows")


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button
