"""The right side of the page Sample: numbers of the step, one picture enlarged, and what leaves the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ncsn_gui.language import tr
from ncsn_gui.views.sample.closer import Closer
from ncsn_gui.widgets.buttons import push_button
from ncsn_gui.widgets.readout import Readout
from ncsn_gui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from ncsn_gui.widgets.twofold import Twofold

__all__ = ["Side"]


class Side(QWidget):
    """Shows one step; what its buttons do is the view's."""

    def __init__(self, words: Twofold, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = Readout("level 100   σ 0.1052   α 0.00264")
        self.state.setObjectName("sample.state")
        self.more = Readout("T 1.000   |s| 10000   S/N 0.1000")
        self.more.setObjectName("sample.numbers")
        self.more.setProperty("role", "dim")
        self.more.setToolTip(
            tr("Of this step: the thermometer T = σ²|s|²/D, the norm of the score |s|, and signal to noise")
        )
        self.closer = Closer(words)
        self.export = push_button("sample.export", tr("Export…"), "")
        words.add(
            self.export.setToolTip,
            tr("Save pictures, a film or the arrays, with their recipe"),
            tr("Save a picture of the points, a film or the arrays, with their recipe"),
        )
        self.copy = push_button("sample.copy", tr("Copy"), "")
        words.add(
            self.copy.setToolTip,
            tr("Copy the chosen picture, or the grid, to the clipboard (Ctrl+C)"),
            tr("Copy a picture of the points to the clipboard (Ctrl+C)"),
        )
        keep = QHBoxLayout()
        keep.addWidget(self.copy)
        keep.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.state)
        column.addWidget(self.more)
        column.addWidget(Scrolled(self.closer, sideways=False), 1)
        column.addLayout(keep)
