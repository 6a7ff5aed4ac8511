"""What a file will show, played as it will play."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QTimer

from ncsn_engine.sheets import Sheets
from ncsn_gui.language import tr
from ncsn_gui.widgets.image_grid import ImageGrid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ncsn_engine.config import ExportConfig
    from ncsn_gui.export.showing import Showing

__all__ = ["Preview"]


class Preview(ImageGrid):
    """Shows an export by whole factors; a film at its speed.

    Parameters
    ----------
    side
        Pixels of the widget, each way.

    Attributes
    ----------
    sheets
        The pictures of the file; None: it can't be made.
    """

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(largest=64, parent=parent)
        self.setObjectName("export.preview")
        self.setAccessibleName(tr("Preview"))
        self.setToolTip(tr("What the file will show, by whole factors; a film plays at its speed"))
        self.setFixedSize(side, side)
        self.sheets: Sheets | None = None
        self._side, self._fps = side, 1.0
        self._thin, self._drawn = 1, -1
        self._clock, self._tick = QElapsedTimer(), QTimer(self)
        self._tick.timeout.connect(self._draw)

    def begin(self, showing: Showing, look: ExportConfig) -> Sheets:
        """Show the first frame of a look; a film then plays.

        Raises
        ------
        InputError
            If a file can't look so.
        """
        self._tick.stop()
        self.sheets = None
        self.clear("")
        self.sheets = sheets = Sheets(showing.trajectory, look, showing.low, showing.high)
        room = (self._side - 2) * self.devicePixelRatioF()
        self._thin = max(1, -(-max(sheets.size) // int(room)))
        self._fps, self._drawn = look.fps, -1
        self._clock.start()
        self._draw()
        if len(sheets) > 1:
            self._tick.start(max(15, round(1000 / look.fps)))
        return sheets

    def _draw(self) -> None:
        """Draw the frame that is due, if it is not drawn yet: a slow one delays none."""
        sheets = self.sheets
        if sheets is None:
            return
        due = self._clock.elapsed() / 1000 % sheets.seconds * self._fps if len(sheets) > 1 else 0
        frame = min(int(due), len(sheets) - 1)
        if frame != self._drawn:
            self._drawn = frame
            try:
                self.show_pictures(sheets.sheet(sheets.steps[frame], self._thin)[None])
            except OSError:  # the window closes, and the recording is gone
                self._tick.stop()
