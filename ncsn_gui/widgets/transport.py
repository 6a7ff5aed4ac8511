"""Play, pause, step and scrub, as in a film player."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.widgets.accessible import tell_change
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.icons import icon
from ncsn_gui.widgets.readout import Readout
from ncsn_gui.widgets.step_slider import StepSlider
from ncsn_gui.widgets.wrapping import Wrapping

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["StepSlider", "TransportBar"]

_SPEEDS = (1, 2, 5, 10, 20, 30, 60)
_LEAP = 10  # steps
_BEHIND = 0.1  # seconds that a film which was held up makes good; of more it lets go
_LOOPS = {  # mode -> icon, tooltip
    "once": ("ph.arrow-line-right", tr("Plays once; press to play again and again")),
    "again": ("ph.repeat", tr("Plays again and again; press to play back and forth")),
    "swing": ("ph.arrows-left-right", tr("Plays back and forth; press to play once")),
}
_WIDEST = 5000  # steps that the label has room for from the start


class TransportBar(QWidget):
    """Buttons, slider, speed and loop. It holds a place in a film of steps; what is shown is up to others.

    Keys, while it or a child has the focus: Space plays or pauses, J plays backwards, K pauses, L plays,
    Left and Right step, with Shift ten steps, Home and End jump, Page Up and Page Down go level by level.
    """

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setAccessibleName(tr("Film player"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.index, self.total, self.recorded = 0, 0, -1
        self.direction = 1  # -1: backwards
        self.looping = "once"
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._due = 0.0  # when the next step is to be shown
        self.first = self._button("first", "ph.skip-back-fill", tr("First step (Home)"), lambda: self.seek(0))
        self.leap_back = self._button(
            "leap-back",
            "ph.caret-double-left-fill",
            tr("Ten steps back (Shift+←)"),
            lambda: self._scrub(self.index - _LEAP),
        )
        self.back = self._button(
            "back", "ph.caret-left-fill", tr("One step back (←)"), lambda: self.seek(self.index - 1)
        )
        self.reverse = self._button("reverse", "ph.play-fill", tr("Play backwards, or pause (J)"), self.toggle_reverse)
        self.play = self._button("play", "ph.play-fill", tr("Play or pause (Space; L plays, K pauses)"), self.toggle)
        self.forward = self._button(
            "forward", "ph.caret-right-fill", tr("One step on (→)"), lambda: self.seek(self.index + 1)
        )
        self.leap = self._button(
            "leap", "ph.caret-double-right-fill", tr("Ten steps on (Shift+→)"), lambda: self._scrub(self.index + _LEAP)
        )
        self.last = self._button(
            "last", "ph.skip-forward-fill", tr("Last step (End)"), lambda: self.seek(self.recorded)
        )
        self._players = (
            *(self.first, self.leap_back, self.back, self.reverse),
            *(self.play, self.forward, self.leap, self.last),
        )
        self.loop = self._button("loop", "", "", self._change_loop)
        self._set_loop("once")
        self.slider = StepSlider(self)
        self.slider.setObjectName("transport.slider")
        self.slider.moved.connect(self._scrub)
        self.slider.installEventFilter(self)
        self.label = Readout(_place(_WIDEST, _WIDEST))
        self.label.setText(tr("no film yet"))
        self.label.setObjectName("transport.label")
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.speed = Combo("transport.speed", tr("Steps a second"), [(f"{speed} / s", speed) for speed in _SPEEDS])
        self.speed.setCurrentIndex(_SPEEDS.index(20))
        self.speed.currentIndexChanged.connect(self._set_speed)
        self._arrange()
        self._show_state()

    def _arrange(self) -> None:
        tools = QWidget()
        buttons = QHBoxLayout(tools)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(0)
        for part in (*self._players, self.loop):
            buttons.addWidget(part)
        row = Wrapping(8)
        row.add(tools)
        row.add(self.slider)
        row.add(self.label, self.speed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(row)

    @property
    def playing(self) -> bool:
        """Whether the film runs."""
        return self._timer.isActive()

    def set_film(self, total: int, recorded: int, marks: Sequence[int] = ()) -> None:
        """Say how long the film will be, how far it is recorded, and where levels begin."""
        self.total, self.recorded = total, recorded
        self.slider.maximum, self.slider.marks = max(0, total), marks
        self.label.make_room(_place(total, total))
        self.index = min(self.index, max(0, recorded))
        self._show_state()

    def show_index(self, index: int) -> None:
        """Go to a step because the program says so; listeners are told as always."""
        self.seek(index)

    def seek(self, index: int) -> None:
        """Go to a step that is recorded."""
        if self.recorded < 0:
            return
        self.index = min(max(0, index), self.recorded)
        self._show_state()
        self.moved.emit(self.index)

    def toggle(self) -> None:
        """Pause, or play; at the end, play from the start."""
        if self.playing and self.direction > 0:
            self.stop()
        else:
            self.run(1)

    def toggle_reverse(self) -> None:
        """Pause, or play backwards; at the start, from the end."""
        if self.playing and self.direction < 0:
            self.stop()
        else:
            self.run(-1)

    def run(self, direction: int) -> None:
        """Play on (1) or backwards (-1), from where it stands or else from the other end."""
        if self.recorded < 1:
            return
        if not 0 <= self.index + direction <= self.recorded:
            self.seek(0 if direction > 0 else self.recorded)
        self.direction = direction
        self._set_speed()
        self._timer.start()
        self._paint_icons()

    def stop(self) -> None:
        """Pause."""
        if self.playing:
            self._timer.stop()
            self._paint_icons()

    def _tick(self) -> None:
        self._await_next()
        if not 0 <= self.index + self.direction <= self.recorded:
            if self.looping == "once" or self.recorded < 1:
                self.stop()
                return
            if self.looping == "again":
                self.seek(0 if self.direction > 0 else self.recorded)
                return
            self.direction = -self.direction
            self._paint_icons()
        self.seek(self.index + self.direction)

    def _change_loop(self) -> None:
        modes = list(_LOOPS)
        self._set_loop(modes[(modes.index(self.looping) + 1) % len(modes)])
        self._paint_icons()

    def _set_loop(self, mode: str) -> None:
        self.looping = mode
        picture, tip = _LOOPS[mode]
        self.loop.setProperty("icon_name", picture)
        self.loop.setToolTip(tip)
        self.loop.setAccessibleName(tip)

    def _scrub(self, index: int) -> None:
        self.stop()
        self.seek(index)

    def _set_speed(self) -> None:
        self._due = time.perf_counter()
        self._await_next()

    def _await_next(self) -> None:
        """Set the timer to the next step; always the same whole milliseconds would make 60 steps a second 59."""
        now = time.perf_counter()
        self._due = max(self._due + 1 / self.speed.currentData(), now - _BEHIND)
        self._timer.setInterval(max(1, round(1000 * (self._due - now))))

    def _show_state(self) -> None:
        ready = self.recorded >= 0
        for part in (*self._players, self.slider):
            part.setEnabled(ready)
        self.slider.value = self.index
        self.slider.update()
        tell_change(self.slider)
        self.label.setText(_place(self.index, self.total) if ready else tr("no film yet"))

    def _button(self, name: str, picture: str, tip: str, action: object) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"transport.{name}")
        button.setProperty("flat", True)
        button.setProperty("tight", True)
        button.setProperty("icon_name", picture)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(action)
        button.installEventFilter(self)
        return button

    def _paint_icons(self) -> None:
        colours = theme.current()
        for button in (*self._players, self.loop):
            name, strong = button.property("icon_name"), button is self.play
            runs = self.playing and button is (self.play if self.direction > 0 else self.reverse)
            if runs:
                name, strong = "ph.pause-fill", True
            strong = strong or (button is self.loop and self.looping != "once")
            mirrored = button is self.reverse and not runs
            button.setIcon(icon(name, colours.accent if strong else colours.text, mirrored))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Obey the film player's keys."""
        if not self.obey(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Take the film player's keys from the buttons and the slider."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.obey(event)
        return False

    def obey(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; returns whether it is one of the film player's."""
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        marks = [*self.slider.marks, self.recorded]
        stride = _LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        match event.key():
            case Qt.Key.Key_Space:
                if self.playing:
                    self.stop()
                else:
                    self.run(1)
            case Qt.Key.Key_J:
                self.run(-1)
            case Qt.Key.Key_K:
                self.stop()
            case Qt.Key.Key_L:
                self.run(1)
            case Qt.Key.Key_Left:
                self._scrub(self.index - stride)
            case Qt.Key.Key_Right:
                self._scrub(self.index + stride)
            case Qt.Key.Key_Home:
                self._scrub(0)
            case Qt.Key.Key_End:
                self._scrub(self.recorded)
            case Qt.Key.Key_PageUp:
                self._scrub(max((m for m in marks if m < self.index), default=0))
            case Qt.Key.Key_PageDown:
                self._scrub(min((m for m in marks if m > self.index), default=self.recorded))
            case _:
                return False
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colours of the theme."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and hasattr(self, "loop"):
            self._paint_icons()
        super().changeEvent(event)

    def showEvent(self, event: object) -> None:
        """Load the icons when they are first seen."""
        self._paint_icons()
        super().showEvent(event)  # type: ignore[arg-type]


def _place(step: int, total: int) -> str:
    return tr("step {step} / {total}").format(step=step, total=total)
