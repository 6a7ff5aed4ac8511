"""The film on all of the screen, in dark surroundings, for others to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.views.sample.pictures import Pictures
from ncsn_gui.widgets.twofold import Twofold

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ncsn_gui.views.sample.view import SampleView

__all__ = ["Presentation"]

_LARGEST = 400  # the factor by which a pixel is enlarged: a screen's worth
_LETTERS = 1.6  # of the caption, against those of the window


class Presentation(QWidget):
    """Follows the view Sample: what stands there beside each other stands here too. The player's keys work.

    Parameters
    ----------
    view
        That draws and plays.
    run
        Whose film it is, for the caption.
    """

    def __init__(self, view: SampleView, run: str) -> None:
        super().__init__(view, Qt.WindowType.Window)
        self._view, self._run = view, run
        self.setObjectName("presentation")
        self.setWindowTitle(tr("Presentation"))
        self.setAccessibleName(tr("The film, full screen; Esc ends it"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        palette = self.palette()
        for role, colour in (
            (QPalette.ColorRole.Window, theme.DARK.base),
            (QPalette.ColorRole.WindowText, theme.DARK.text),
        ):
            palette.setColor(role, QColor(colour))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        words = Twofold()  # of its own: the view's outlives this window
        words.turn(view.words.points)
        self.pictures = Pictures(words, "presentation", _LARGEST)
        self.caption = QLabel("", alignment=Qt.AlignmentFlag.AlignHCenter, textFormat=Qt.TextFormat.PlainText)
        self.caption.setObjectName("presentation.caption")
        font = self.caption.font()
        font.setPointSizeF(font.pointSizeF() * _LETTERS)
        self.caption.setFont(font)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addWidget(self.pictures, 1)
        column.addWidget(self.caption)
        for part in (*self.pictures.findChildren(QWidget), self.pictures, self.caption):
            part.setPalette(palette)
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # all keys come here
        view.drawn.connect(self._show)
        self._show()

    def _show(self) -> None:
        """Show the step at which the film stands."""
        view, frame = self._view, self._view.frame
        if frame is None:
            self.pictures.clear(view.grid.empty)
            self.caption.setText(self._run)
            return
        view.draw_into(self.pictures, frame)
        self.pictures.choose(-1, False)
        said = tr("step {step} / {total}   level {level}   σ {sigma}").format(
            step=frame.index, total=view.transport.total, level=frame.level + 1, sigma=f"{frame.sigma:.3g}"
        )
        self.caption.setText(f"{said}   {self._run}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End with Esc or F11; all others are the player's."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        elif not self._view.transport.obey(event):
            super().keyPressEvent(event)
