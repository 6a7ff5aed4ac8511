"""Previews of a training, the newest or an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from ncsn_engine.export import read_tiles
from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced
from ncsn_gui.widgets.image_grid import ImageGrid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Previews"]


class Previews(QWidget):
    """A grid of pictures, all from the same seed, and a slider through time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = ImageGrid(tr("Previews appear here while a model learns."))
        self.grid.setObjectName("train.preview")
        self.grid.setAccessibleName(tr("Preview"))
        self.title = QLabel(tr("Preview"))
        self.title.setProperty("role", "title")
        self.step = QLabel("")
        self.step.setProperty("role", "dim")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("train.preview-slider")
        self.slider.setAccessibleName(tr("Earlier previews"))
        self.slider.setToolTip(tr("Earlier previews; all come from the same seed"))
        self.slider.setEnabled(False)
        self.slider.valueChanged.connect(self._show)
        self._all: Sequence[tuple[int, Path | np.ndarray]] = ()
        below = QVBoxLayout(self)
        below.setContentsMargins(0, 8, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.step)
        below.addLayout(row)
        below.addWidget(self.grid, 1)
        below.addWidget(self.slider)

    def clear(self, empty: str) -> None:
        """Show none, and say why."""
        self._all = ()
        self.grid.clear(empty)
        self.step.setText("")
        self.slider.setEnabled(False)

    def show_weights(self, ema: bool) -> None:
        """Say with which weights they are drawn."""
        self.title.setText(tr("Preview, EMA weights") if ema else tr("Preview"))

    def follow(self, previews: Sequence[tuple[int, Path | np.ndarray]]) -> None:
        """Take in a list that has grown; stay at the newest if that was shown."""
        self._all = previews
        if not previews:
            return
        at_end = self.slider.value() == self.slider.maximum() or not self.slider.isEnabled()
        self.slider.setEnabled(True)
        self.slider.setMaximum(len(previews) - 1)
        if at_end:
            self.slider.setValue(len(previews) - 1)
        self._show(self.slider.value())

    def _show(self, index: int) -> None:
        if not 0 <= index < len(self._all):
            return
        step, pixels = self._all[index]
        if not isinstance(pixels, np.ndarray):
            pixels = read_tiles(pixels)
        self.grid.show_pictures(pixels)
        self.step.setText(tr("step {step}").format(step=spaced(step)))
