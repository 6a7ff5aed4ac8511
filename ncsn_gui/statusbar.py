"""The bar at the bottom: what is going on, how far it is, how much memory it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["StatusBar", "clock", "spaced"]


class StatusBar(QStatusBar):
    """One sentence, a progress bar, and the program's use of the machine."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.device = ""
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setObjectName("progress")
        self.bar.setAccessibleName(tr("Progress"))
        self.bar.setFixedWidth(120)
        self.text = QLabel(tr("Starting…"))
        self.text.setObjectName("status")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.usage = QLabel("")
        self.usage.setObjectName("usage")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 8, 0)
        self.addWidget(self.bar)
        self.addWidget(self.text, 1)
        self.addPermanentWidget(self.usage)
        self._process = psutil.Process()
        self.timer = QTimer(self)
        self.timer.setInterval(1000)
        self.timer.timeout.connect(self._show_usage)
        self.timer.start()

    def say(self, text: str) -> None:
        """Show a sentence."""
        self.text.setText(text)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far something is; a total of 0 shows that it is not known."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def show_idle(self) -> None:
        """Show that nothing is under way."""
        self.show_progress(0, 1)

    def _show_usage(self) -> None:
        memory = self._process.memory_info().rss / 2**30
        self.usage.setText(" · ".join(part for part in (self.device, f"{memory:.1f} GiB") if part))


def spaced(number: int) -> str:
    """Write a number with thin spaces between thousands."""
    return f"{number:,}".replace(",", "\u202f")


def clock(seconds: float) -> str:
    """Write a time as minutes and seconds, with hours if there are any."""
    minutes, rest = divmod(round(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"
