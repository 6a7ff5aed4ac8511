"""The bar at the bottom: what is going on, how far it is, how much memory it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar

from ncsn_engine.threads import sharing
from ncsn_gui.language import tr
from ncsn_gui.widgets.elided import Elided

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["StatusBar"]


class StatusBar(QStatusBar):
    """One sentence, a progress bar with a button that ends it where nothing else does, and the use of the machine."""

    def __init__(self, teller: Teller, workshop: Workshop, parent: QWidget) -> None:
        super().__init__(parent)
        self._workshop = workshop
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setObjectName("progress")
        self.bar.setAccessibleName(tr("Progress"))
        self.bar.setFixedWidth(120)
        self.stop = QPushButton(tr("Stop"))
        self.stop.setObjectName("status.stop")
        self.stop.setToolTip(tr("Stops what is under way"))
        self.stop.clicked.connect(self._stop)
        self.stop.hide()
        self.text = Elided(tr("Starting…"))
        self.text.setObjectName("status")
        self.usage = QLabel("")
        self.usage.setObjectName("usage")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 8, 0)
        self.addWidget(self.bar)
        self.addWidget(self.stop)
        self.addWidget(self.text, 1)
        self.addPermanentWidget(self.usage)
        self._process = psutil.Process()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._show_usage)
        self._timer.start()
        teller.said.connect(self.text.setText)
        teller.progressed.connect(self._show_progress)
        workshop.jobs_changed.connect(self._offer_stop)
        workshop.at_end(self._timer.stop)

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _offer_stop(self) -> None:
        """Show the button of the work that it ends, if there is one."""
        job = self._workshop.to_be_stopped
        self.stop.setVisible(job is not None)
        if job is not None:
            text, about = job.stop_text
            self.stop.setObjectName(f"{job.objectName()}.stop")
            self.stop.setText(text)
            self.stop.setToolTip(about)

    def _stop(self) -> None:
        if job := self._workshop.to_be_stopped:
            job.stop()

    def _show_usage(self) -> None:
        memory = self._process.memory_info().rss / 2**30
        first = self._workshop.devices[0].title.split(" · ")[0] if self._workshop.devices else ""
        now, busy, about = sharing(), "", ""
        if now.busy and self._workshop.device == "cpu":
            busy = tr("busy machine: {given} of {own} threads").format(given=now.given, own=now.own)
            about = tr("Other programs use {others:.1f} of the cores. With fewer threads torch is quicker beside them.")
        self.usage.setText(" · ".join(part for part in (busy, first, f"{memory:.1f} GiB") if part))
        self.usage.setToolTip(about.format(others=now.others))
