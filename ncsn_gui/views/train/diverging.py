"""A word where a training goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from ncsn_engine.history import diverging
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from ncsn_engine.history import History

__all__ = ["Diverging"]


class Diverging(QLabel):
    """Says that a training diverges, and what helps; else it takes no room."""

    def __init__(self) -> None:
        super().__init__("")
        self.setObjectName("train.diverging")
        self.setAccessibleName(tr("Whether the training diverges"))
        self.setToolTip(tr("The last losses, or the last held-out one, are over 2, and over twice the least so far"))
        self.setProperty("role", "wrong")
        self.setWordWrap(True)
        self.hide()

    def judge(self, now: History) -> None:
        """Look at the losses so far."""
        loss = diverging(now.loss, now.held_out[:, 1])
        if loss is not None:
            rates = now.curve("learning_rate")[:, 1]
            rate = tr(" (at most {rate:g} so far)").format(rate=rates.max()) if len(rates) else ""
            said = tr(
                "It diverges: the loss is {loss:.3g}, and 1 means “knows nothing”. Lower the learning rate{rate} or "
                "set Clip gradient, and go back to a checkpoint from before, or begin anew."
            )
            self.setText(said.format(loss=loss, rate=rate))
        self.setVisible(loss is not None)
