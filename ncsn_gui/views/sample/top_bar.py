"""The row above the pictures: draw, stop, branch; what is shown, in which range, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker

from ncsn_gui.language import tr
from ncsn_gui.widgets.buttons import push_button
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.wrapping import Wrapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from ncsn_gui.widgets.twofold import Twofold

__all__ = ["BESIDE", "TopBar"]

_SHOWN = ((tr("Picture x"), "x"), (tr("Denoised"), "denoised"), (tr("Score σ|s|"), "score"), (tr("Change"), "change"))
_RANGES = ((tr("Range: fixed"), "fixed"), (tr("Range: step"), "step"), (tr("Range: 1–99 %"), "clipped"))

BESIDE = {  # what of the same film may stand on the right -> entry, caption
    "denoised": (tr("Beside: denoised"), tr("Denoised")),
    "score": (tr("Beside: score"), tr("Score σ|s|")),
    "change": (tr("Beside: change"), tr("Change")),
}


class TopBar(Wrapping):
    """Buttons and choices; what they do is the view's."""

    def __init__(self, words: Twofold, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.start = push_button("sample.start", tr("Sample"), "")
        words.add(
            self.start.setToolTip,
            tr("Draw pictures with the settings under Sampling (Ctrl+Return)"),
            tr("Draw points with the settings under Sampling (Ctrl+Return)"),
        )
        self.start.setProperty("primary", True)
        self.halt = push_button("sample.stop", tr("Stop"), tr("Stop sampling; what was recorded stays"))
        self.halt.setEnabled(False)
        tip = tr(
            "Go on from the shown step with the settings under Sampling (another seed, ε, T, method …) as a film of "
            "its own, beside this one: what was decided before that step stays, and of the levels only those below its "
            "σ are walked (Ctrl+B)"
        )
        self.branch = push_button("sample.branch", tr("Branch"), tip)
        self.branch.setEnabled(False)
        of_pictures = tr(
            "x: the pictures as they stand. Denoised: where the model thinks they go. Score: its length at each "
            "pixel. Change: of x since the recorded step before; grey is none"
        )
        self.which = Combo("sample.shown", of_pictures, _SHOWN)
        of_points = tr(
            "x: the points as they stand. Denoised: where the model thinks they go. Score: a line from a point, "
            "along it, as long as σ|s|; the square is as large as the points need. Change: since the step before"
        )
        for say in (self.which.setToolTip, self.which.setAccessibleName):
            words.add(say, of_pictures, of_points)
        words.add(lambda text: self.which.setItemText(0, text), tr("Picture x"), tr("Points x"))
        tip = tr(
            "Which values are black and white. Fixed: the pixel range. Step: this step's smallest and largest. "
            "1–99 %: its percentiles, so that a few wild pixels do not count"
        )
        self.range = Combo("sample.range", tip, _RANGES)
        self.beside = Combo("sample.beside")
        about = (
            tr(
                "What stands on the right: nothing; where the model thinks the pictures go, its score, or what "
                "changed; or another film of this start, in step with this one, at the same noise"
            ),
            tr(
                "What stands on the right: nothing; where the model thinks the points go, its score, or what changed; "
                "or another film of this start, in step with this one, at the same noise"
            ),
        )
        for say in (self.beside.setToolTip, self.beside.setAccessibleName):
            words.add(say, *about)
        for part in (self.start, self.halt, self.branch, self.which, self.range, self.beside):
            self.add(part)

    def offer_beside(self, films: Sequence[tuple[int, object]], beside: object = None) -> None:
        """Offer what may stand on the right; nobody is told.

        Parameters
        ----------
        films
            Number and film of those that may.
        beside
            What stands there from now on; by default what stood there before, if it may.
        """
        wanted = beside or self.beside.currentData()
        entries: list[tuple[str, object]] = [(tr("Beside: nothing"), None)]
        entries += [(text, which) for which, (text, _) in BESIDE.items()]
        entries += [(tr("Beside: film {number}").format(number=number), film) for number, film in films]
        with QSignalBlocker(self.beside):
            self.beside.clear()
            for text, data in entries:
                self.beside.addItem(text, data)
            self.beside.setCurrentIndex(next((i for i, (_, data) in enumerate(entries) if data is wanted), 0))
