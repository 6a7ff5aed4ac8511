"""The view Levels: what the model does at each noise level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ncsn_gui.language import tr
from ncsn_gui.widgets.level_table import Group, LevelTable
from ncsn_gui.widgets.number_box import NumberBox
from ncsn_gui.widgets.twofold import Twofold
from ncsn_gui.widgets.wrapping import Wrapping

if TYPE_CHECKING:
    from ncsn_engine.inspection import LevelTable as Measured

__all__ = ["LevelsView"]


class LevelsView(QWidget):
    """Pictures noised and denoised at each level; samples as they stood at each level's end."""

    wanted = Signal(int, int)  # how many pictures, which is the first

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = NumberBox(whole=True, lower=1, upper=16, strict=True)
        self.count.setObjectName("levels.count")
        self.count.setAccessibleName(tr("Pictures in a row"))
        self.count.setToolTip(tr("How many pictures stand beside each other"))
        self.count.set_value(4)
        self.first = NumberBox(whole=True, lower=1, upper=100_000, strict=True)
        self.first.setObjectName("levels.first")
        self.first.setAccessibleName(tr("First picture"))
        self.first.setToolTip(tr("Which held-out pictures, counted from 1"))
        self.first.set_value(1)
        self.words = words = Twofold()
        self.others = QPushButton("")
        self.others.setObjectName("levels.others")
        words.add(self.others.setText, tr("Other pictures"), tr("Other points"))
        words.add(self.others.setToolTip, tr("Take the next held-out pictures"), tr("Take the next held-out points"))
        self.denoising = QPushButton(tr("Denoising"))
        self.denoising.setObjectName("levels.denoising")
        self.ends = QPushButton(tr("Samples at each level's end"))
        for part in (self.denoising, self.ends):
            part.setCheckable(True)
        self.denoising.setChecked(True)
        words.add(
            self.denoising.setToolTip,
            tr("Held-out pictures under the noise of each level, and what the model makes of them"),
            tr("Held-out points under the noise of each level, and what the model makes of them"),
        )
        self.ends.setObjectName("levels.ends")
        words.add(
            self.ends.setToolTip,
            tr("The pictures drawn in Sample, as they stood when each noise level was left"),
            tr("The points drawn in Sample, as they stood when each noise level was left"),
        )
        self.note = QLabel("")
        self.note.setObjectName("levels.note")
        self.note.setProperty("role", "dim")
        self.table = LevelTable(tr("Choose a run that has saved a checkpoint: the ready-made one will do."))
        self.table.setObjectName("levels.table")
        self.samples = LevelTable("")
        self.samples.setObjectName("levels.samples")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.samples)
        self._arrange()
        self.clear_ends()
        choice = QButtonGroup(self)
        choice.addButton(self.denoising, 0)
        choice.addButton(self.ends, 1)
        choice.idToggled.connect(lambda page, on: self._turn(page) if on else None)
        self.count.changed.connect(lambda _: self.ask())
        self.first.changed.connect(lambda _: self.ask())
        for box in (self.count, self.first):
            box.refused.connect(lambda why, box=box: self.note.setText(f"{box.accessibleName()}: {why}"))
        self.others.clicked.connect(self._next)

    def ask(self) -> None:
        """Ask for the chosen pictures."""
        self.wanted.emit(int(self.count.value() or 1), int(self.first.value() or 1) - 1)

    def show_measured(self, measured: Measured) -> None:
        """Show pictures at each level."""
        rows = len(measured.levels)
        clean = np.repeat(measured.clean[None], rows, axis=0)
        # σ‖score‖ is about 1 where the model sees all the noise: white is twice that.
        score = (measured.score / 2 * 255).clip(0, 255).astype(np.uint8)[..., None]
        if measured.clean.shape[-1] == 3:
            score = np.repeat(score, 3, axis=-1)
        self.table.show_rows(
            [f"{level + 1}   σ {sigma:.3g}" for level, sigma in zip(measured.levels, measured.sigmas, strict=True)],
            [
                Group(tr("Clean"), clean),
                Group(tr("With noise"), measured.noised),
                Group(tr("Denoised"), measured.denoised),
                Group(tr("Score σ|s|"), score),
            ],
        )
        worst = int(np.argmax(measured.error))
        error, sigma = f"{measured.error[worst]:.2f}", f"{measured.sigmas[worst]:.3g}"
        self.note.setText(tr("RMS error {error} at σ {sigma}").format(error=error, sigma=sigma))
        self.note.setToolTip(tr("Root mean square of denoised − clean, in units of x, where it is largest"))

    def show_ends(self, sigmas: list[float], levels: list[int], pixels: np.ndarray, made: str) -> None:
        """Show samples at the end of each level, uint8 (R, K, H, W, C); `made` says by which model."""
        labels = [f"{level + 1}   σ {sigma:.3g}" for level, sigma in zip(levels, sigmas, strict=True)]
        self.samples.show_rows(
            labels, [Group(tr("Samples at the end of each level, {made}").format(made=made), pixels)]
        )

    def speak_of(self, points: bool) -> None:
        """Speak of points, or of pictures; what counts pictures is of no use for points."""
        self.words.turn(points)
        self._turn(self._pages.currentIndex())

    def clear(self, why: str) -> None:
        """Show nothing, and say why."""
        self.table.clear(why)
        self.note.setText("")

    def clear_ends(self) -> None:
        """Show no samples."""
        draw = (
            tr("Draw pictures in Sample first; here you see how they stood at each level's end."),
            tr("Draw points in Sample first; here you see how they stood at each level's end."),
        )
        self.samples.clear(draw[self.words.points])

    def _turn(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        for part in (self.others, self.note):
            part.setVisible(page == 0)
        for one in self._counting:
            one.setVisible(page == 0 and not self.words.points)

    def _next(self) -> None:
        self.first.set_value(int(self.first.value() or 1) + int(self.count.value() or 1))
        self.ask()

    def _arrange(self) -> None:
        top = Wrapping()
        top.add(self.denoising)
        top.add(self.ends)
        top.add_stretch()
        self._counting: list[QWidget] = []  # pictures: points make one of them together
        for text, box in ((tr("Pictures"), self.count), (tr("from"), self.first)):
            label = QLabel(text)
            label.setProperty("role", "dim")
            label.setBuddy(box)
            top.add(label, box)
            self._counting += [label, box]
        top.add(self.others)
        self._widen()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addWidget(top)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.note)

    def _widen(self) -> None:
        """Make the boxes as wide as their numbers."""
        for box, widest in ((self.count, "16"), (self.first, "10000")):
            box.setFixedWidth(box.fontMetrics().horizontalAdvance(widest) + 28)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        if event.type() == QEvent.Type.FontChange:
            self._widen()
        super().changeEvent(event)
