"""The view Train: loss curves, loss by noise level, previews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSplitter, QVBoxLayout, QWidget

from ncsn_engine.export import read_tiles
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.image_grid import ImageGrid
from ncsn_gui.widgets.plots import LevelPlot, LossPlot

if TYPE_CHECKING:
    from pathlib import Path

    from ncsn_engine.history import History
    from ncsn_engine.training import TrainEvent

__all__ = ["TrainView"]

_SMOOTHING = {"Smooth strongly": 0.05, "Smooth lightly": 0.01, "No smoothing": 0.0}
_MEMORY = 0.95  # how slowly the loss by level forgets, for each event


class TrainView(QWidget):
    """Shows a run's past and follows its training."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.smoothing = Combo("train.smoothing", "How strongly the loss is smoothed", _SMOOTHING.items())
        self.scale = Combo("train.scale", "Scale of the loss", [("Log", True), ("Linear", False)])
        self.over = Combo("train.over", "What the curves run over", [("Steps", False), ("Time", True)])
        self.numbers = QLabel("")
        self.numbers.setObjectName("train.numbers")
        self.loss_plot, self.level_plot = LossPlot(), LevelPlot()
        self.preview = ImageGrid("Previews appear here while a model learns.")
        self.preview.setObjectName("train.preview")
        self.preview.setAccessibleName("Preview")
        self.preview_title = QLabel("Preview")
        self.preview_title.setProperty("role", "title")
        self.preview_step = QLabel("")
        self.preview_step.setProperty("role", "dim")
        self.preview_slider = QSlider(Qt.Orientation.Horizontal)
        self.preview_slider.setObjectName("train.preview-slider")
        self.preview_slider.setAccessibleName("Earlier previews")
        self.preview_slider.setToolTip("Earlier previews; all come from the same seed")
        self.preview_slider.setEnabled(False)
        self._arrange()
        self.scale.currentTextChanged.connect(lambda _: self.loss_plot.set_log(self.scale.currentData()))
        self.smoothing.currentTextChanged.connect(lambda _: self.draw())
        self.over.currentTextChanged.connect(lambda _: self._rescale())
        self.preview_slider.valueChanged.connect(self._show_preview)
        self.loss_plot.set_log(True)
        self.clear("Choose a preset and press Train, or choose a run on the left.")

    # -- what is shown ----------------------------------------------------------------------

    def clear(self, empty: str) -> None:
        """Show nothing, and say what to do."""
        self._loss = np.empty(1024, np.float32)
        self._count = 0
        self._clock: list[tuple[float, float]] = [(0.0, 0.0)]
        self._held_out: list[tuple[float, float]] = []
        self._levels, self._held_out_levels = np.empty(0), np.empty(0)
        self._previews: list[tuple[int, Path | np.ndarray]] = []
        self.preview.clear(empty)
        self.preview_step.setText("")
        self.preview_slider.setEnabled(False)
        self.numbers.setText("")
        self.draw()
        self.loss_plot.enableAutoRange()

    def show_history(self, history: History, ema: bool) -> None:
        """Show what a run has done so far."""
        self.clear("No previews yet.")
        self.preview_title.setText("Preview, EMA weights" if ema else "Preview")
        self._append(history.loss)
        self._clock = [(float(s), float(t)) for s, t in history.clock]
        self._held_out = [(float(s), float(v)) for s, v in history.held_out]
        self._levels, self._held_out_levels = history.levels, history.held_out_levels
        self._previews = list(history.previews)
        self._new_preview()
        self.draw()

    def add(self, event: TrainEvent) -> None:
        """Take in what happened; :meth:`draw` shows it."""
        self._append(event.losses)
        self._clock.append((event.step, event.seconds))
        if event.held_out:
            self._held_out.append((event.step, event.held_out.loss))
            self._held_out_levels = event.held_out.by_level
        if len(self._levels) != len(event.sigmas):
            self._levels = np.full(len(event.sigmas), np.nan)
        fresh = np.isfinite(event.level_loss)
        known = np.isfinite(self._levels)
        self._levels = np.where(fresh & ~known, event.level_loss, self._levels)
        both = fresh & known
        self._levels[both] = _MEMORY * self._levels[both] + (1 - _MEMORY) * event.level_loss[both]
        if event.preview:
            self._previews.append((event.preview.step, event.preview.pixels))
            self._new_preview()

    def draw(self) -> None:
        """Draw the curves; costs a few milliseconds whatever their length."""
        loss = self._loss[: self._count]
        steps = np.arange(1, self._count + 1, dtype=np.float64)
        clock = np.array(self._clock)
        held_out = np.array(self._held_out).reshape(-1, 2)
        label = "step"
        if self.over.currentData():
            steps = np.interp(steps, clock[:, 0], clock[:, 1])
            held_out = np.column_stack([np.interp(held_out[:, 0], clock[:, 0], clock[:, 1]), held_out[:, 1]])
            label = "training time, s"
        self.loss_plot.show_curves(steps, loss, self.smoothing.currentData(), held_out, label)
        self.level_plot.show_levels(self._levels, self._held_out_levels)
        recent = loss[-max(1, self._count // 50) :]
        said = [f"loss {np.nanmean(recent):.3f}"] if len(recent) and np.isfinite(recent).any() else []
        said += [f"held-out {self._held_out[-1][1]:.3f}"] if self._held_out else []
        self.numbers.setText("   ".join(said))

    # -- parts ------------------------------------------------------------------------------

    def _append(self, losses: np.ndarray) -> None:
        needed = self._count + len(losses)
        if needed > len(self._loss):
            grown = np.empty(max(needed, 2 * len(self._loss)), np.float32)
            grown[: self._count] = self._loss[: self._count]
            self._loss = grown
        self._loss[self._count : needed] = losses
        self._count = needed

    def _rescale(self) -> None:
        """Draw over the other axis; the old zoom means nothing there."""
        self.draw()
        self.loss_plot.enableAutoRange()

    def _new_preview(self) -> None:
        """Lengthen the slider; stay at the newest if it was there."""
        if not self._previews:
            return
        at_end = self.preview_slider.value() == self.preview_slider.maximum() or not self.preview_slider.isEnabled()
        self.preview_slider.setEnabled(True)
        self.preview_slider.setMaximum(len(self._previews) - 1)
        if at_end:
            self.preview_slider.setValue(len(self._previews) - 1)
        self._show_preview(self.preview_slider.value())

    def _show_preview(self, index: int) -> None:
        if not 0 <= index < len(self._previews):
            return
        step, pixels = self._previews[index]
        if not isinstance(pixels, np.ndarray):
            pixels = read_tiles(pixels)
        self.preview.show_pictures(pixels)
        self.preview_step.setText(f"step {step:,}".replace(",", "\u202f"))

    def _arrange(self) -> None:
        top = QHBoxLayout()
        for part in (self.smoothing, self.scale, self.over):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.numbers)
        side = QWidget()
        below = QVBoxLayout(side)
        below.setContentsMargins(0, 8, 0, 0)
        title = QHBoxLayout()
        title.addWidget(self.preview_title)
        title.addStretch(1)
        title.addWidget(self.preview_step)
        below.addLayout(title)
        below.addWidget(self.preview, 1)
        below.addWidget(self.preview_slider)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.level_plot)
        lower = QSplitter(Qt.Orientation.Horizontal)
        lower.addWidget(left)
        lower.addWidget(side)
        lower.setSizes([500, 400])
        lower.setChildrenCollapsible(False)
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.addWidget(self.loss_plot)
        whole.addWidget(lower)
        whole.setSizes([360, 340])
        whole.setChildrenCollapsible(False)
        for splitter in (lower, whole):
            splitter.setHandleWidth(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addLayout(top)
        layout.addWidget(whole, 1)
