"""The view Time machine: the same seeds drawn at every kept checkpoint, with the running average and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced
from ncsn_gui.widgets.buttons import push_button
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.icons import icon
from ncsn_gui.widgets.image_grid import ImageGrid
from ncsn_gui.widgets.step_slider import CalmSlider
from ncsn_gui.widgets.wrapping import Wrapping

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from ncsn_engine.history import Moment

__all__ = ["Drawn", "TimeMachineView"]

_REST = 300  # milliseconds without a move, after which what is missing is drawn
_SPEEDS = (1, 2, 5, 10)
_TITLES = {"ema": tr("EMA weights"), "raw": tr("Raw weights")}
Drawn = tuple[np.ndarray, float, float]  # uint8 (N, H, W, C), or points (N, 2); and the data's range


class TimeMachineView(QWidget):
    """Shows one moment of a training; tells what is wanted of it. What is drawn is brought by others."""

    moved = Signal()  # to another moment
    rested = Signal()  # at a moment, for a while
    all_wanted = Signal()
    stop_wanted = Signal()
    save_wanted = Signal()
    roll_back_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.moments: list[Moment] = []
        tip = tr(
            "Draws the same seeds at every kept checkpoint, with the settings under Sampling; nothing is drawn twice"
        )
        self.all = push_button("time-machine.all", tr("Sample all"), tip)
        self.all.setProperty("primary", True)
        self.halt = push_button("time-machine.stop", tr("Stop"), tr("Stop drawing; what is drawn stays"))
        tip = tr("Keep this very moment of the training under a name; it is never deleted by itself")
        self.save = push_button("time-machine.save", tr("Save checkpoint…"), tip)
        tip = tr("Let the training go on from this checkpoint; what came after it is set aside, not deleted")
        self.back = push_button("time-machine.roll-back", tr("Roll back to this…"), tip)
        tip = tr("Open Sample and draw a film with this checkpoint's weights")
        self.sample = push_button("time-machine.sample", tr("Sample from this"), tip)
        self.said = QLabel("")
        self.said.setObjectName("time-machine.progress")
        self.said.setProperty("role", "dim")
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.grids = {name: ImageGrid() for name in _TITLES}
        self.titles = {name: QLabel(title) for name, title in _TITLES.items()}
        self._halves = {name: QWidget() for name in _TITLES}
        for name, grid in self.grids.items():
            grid.setObjectName(f"time-machine.{name}")
            grid.setAccessibleName(_TITLES[name])
            self.titles[name].setProperty("role", "title")
        self.titles["ema"].setToolTip(tr("The running average of the weights: θ' ← r θ' + (1-r) θ"))
        self.titles["raw"].setToolTip(tr("The weights as they stood at that step"))
        self.play = self._tool(
            "play", "ph.play-fill", tr("Play through the checkpoints, or pause (Space)"), self.toggle
        )
        self.first = self._tool("first", "ph.skip-back-fill", tr("First checkpoint (Home)"), lambda: self.go_to(0))
        tip = tr("The checkpoint before (←)")
        self.before = self._tool("before", "ph.caret-left-fill", tip, lambda: self.go_to(self.slider.value() - 1))
        tip = tr("The next checkpoint (→)")
        self.next = self._tool("next", "ph.caret-right-fill", tip, lambda: self.go_to(self.slider.value() + 1))
        tip = tr("Newest checkpoint (End)")
        self.last = self._tool("last", "ph.skip-forward-fill", tip, lambda: self.go_to(len(self.moments) - 1))
        self.slider = CalmSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("time-machine.slider")
        self.slider.setAccessibleName(tr("Checkpoint"))
        self.slider.setToolTip(tr("Which kept checkpoint is shown; what is missing is drawn when you stop moving"))
        self.slider.setPageStep(5)
        self.place = QLabel("")
        self.place.setObjectName("time-machine.place")
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        about = tr("Checkpoints a second")
        self.speed = Combo("time-machine.speed", about, [(f"{speed} / s", speed) for speed in _SPEEDS])
        self.speed.setCurrentIndex(_SPEEDS.index(2))
        self._player, self._rest = QTimer(self), QTimer(self, singleShot=True, interval=_REST)
        self._arrange()
        self._join()
        self.show_progress("", False)
        self.clear("")

    def _join(self) -> None:
        self.all.clicked.connect(self.slider.setFocus)  # so that the keys of a film work at once
        self.all.clicked.connect(self.all_wanted)
        self.halt.clicked.connect(self.stop_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.back.clicked.connect(self.roll_back_wanted)
        self.sample.clicked.connect(self.sample_wanted)
        self.slider.valueChanged.connect(lambda _: self._move())
        self.slider.sliderPressed.connect(self.pause)
        self._player.timeout.connect(self._play_on)
        self._rest.timeout.connect(self.rested)

    # -- what is shown ----------------------------------------------------------------------

    def clear(self, empty: str) -> None:
        """Show no moments, and say what to do."""
        self.show_moments([], empty)

    def show_moments(self, moments: list[Moment], empty: str = "", newest: bool = False) -> None:
        """Show these moments, oldest first: the one that was shown stays, unless it is gone or the newest is asked for.

        What a training adds is not followed: drawing each new checkpoint would slow it.
        """
        shown = self.moment()
        self.moments = moments
        if not moments:
            self.pause()
        paths = [moment.path for moment in moments]
        stays = shown is not None and shown.path in paths and not newest
        place = paths.index(shown.path) if shown and stays else len(moments) - 1
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(moments) - 1))
        self.slider.setValue(max(0, place))
        self.slider.blockSignals(False)
        for part in (self.slider, self.play, self.first, self.before, self.next, self.last):
            part.setEnabled(len(moments) > 1)
        if not moments:
            self.show_drawn({"ema": empty})
        self._move()
        if stays:
            self._rest.stop()

    def moment(self) -> Moment | None:
        """Return the moment that is shown."""
        place = self.slider.value()
        return self.moments[place] if place < len(self.moments) else None

    def show_drawn(self, drawn: dict[str, Drawn | str]) -> None:
        """Show what was drawn with each kind of weights, or what to say in its place; one alone takes all the room."""
        for name, grid in self.grids.items():
            found = drawn.get(name)
            self._halves[name].setVisible(found is not None)
            self.titles[name].setVisible(bool(self.moments))
            if found is None or isinstance(found, str):
                grid.clear(found)
            elif found[0].ndim == 2:
                grid.show_points(*found)
            else:
                grid.show_pictures(found[0])

    def show_progress(self, said: str, busy: bool) -> None:
        """Say how far the drawing is."""
        self.said.setText(said)
        self.halt.setEnabled(busy)

    # -- playing ----------------------------------------------------------------------------

    def go_to(self, place: int) -> None:
        """Show another moment."""
        self.pause()
        self.slider.setValue(place)

    def toggle(self) -> None:
        """Play on from here, from the start if this is the end; or pause."""
        if self._player.isActive():
            self.pause()
        elif len(self.moments) > 1:
            if self.slider.value() == self.slider.maximum():
                self.slider.setValue(0)
            self._player.start(round(1000 / self.speed.currentData()))
            self._paint_icons()

    def pause(self) -> None:
        """Stand."""
        self._player.stop()
        self._paint_icons()

    def _play_on(self) -> None:
        self._player.setInterval(round(1000 / self.speed.currentData()))
        if self.slider.value() == self.slider.maximum():
            self.pause()
        else:
            self.slider.setValue(self.slider.value() + 1)

    def _move(self) -> None:
        moment = self.moment()
        self.place.setText(self._about(moment) if moment else "")
        self.slider.setAccessibleDescription(self.place.text())
        self.moved.emit()
        if moment and not self._player.isActive():
            self._rest.start()

    def _about(self, moment: Moment) -> str:
        parts = [tr("step {step}").format(step=spaced(moment.step))]
        if moment.name:
            parts.append(f"“{moment.name}”")
        if moment.held_out:
            step, loss = moment.held_out
            known = tr("held-out {loss:.4f}").format(loss=loss)
            at = tr("(at step {step})").format(step=spaced(step))
            parts.append(known if step == moment.step else f"{known} {at}")
        parts.append(tr("{number} of {all}").format(number=self.slider.value() + 1, all=len(self.moments)))
        return " · ".join(parts)

    # -- Qt ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Obey the keys of a film wherever the focus is in this view, unless it is of use there."""
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Space: self.toggle,
            Qt.Key.Key_Left: lambda: self.go_to(self.slider.value() - 1),
            Qt.Key.Key_Right: lambda: self.go_to(self.slider.value() + 1),
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(self.slider.maximum()),
        }
        if event.key() in keys and self.moments:
            keys[event.key()]()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: object) -> None:
        """Stop playing when nobody looks."""
        self.pause()
        self._rest.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def showEvent(self, event: object) -> None:
        """Load the icons when they are first seen; draw what is missing."""
        self._paint_icons()
        self._rest.start()
        super().showEvent(event)  # type: ignore[arg-type]

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and hasattr(self, "_rest"):
            self._paint_icons()
        super().changeEvent(event)

    def _paint_icons(self) -> None:
        colours = theme.current()
        for button in (self.first, self.before, self.play, self.next, self.last):
            name, strong = button.property("icon_name"), button is self.play
            if strong and self._player.isActive():
                name = "ph.pause-fill"
            button.setIcon(icon(name, colours.accent if strong else colours.text))

    def _tool(self, name: str, picture: str, tip: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"time-machine.{name}")
        button.setProperty("flat", True)
        button.setProperty("tight", True)
        button.setProperty("icon_name", picture)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: do())
        return button

    def _arrange(self) -> None:
        top = Wrapping()
        for part in (self.all, self.halt):
            top.add(part)
        top.add_stretch()
        for part in (self.save, self.back, self.sample):
            top.add(part)
        grids = QHBoxLayout()
        grids.setSpacing(16)
        for name, half in self._halves.items():
            column = QVBoxLayout(half)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(self.titles[name], 0, Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(self.grids[name], 1)
            grids.addWidget(half, 1)
        tools = QHBoxLayout()
        tools.setSpacing(0)
        for tool in (self.first, self.before, self.play, self.next, self.last):
            tools.addWidget(tool)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(tools)
        row.addWidget(self.slider, 1)
        row.addWidget(self.speed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(top)
        layout.addLayout(grids, 1)
        layout.addWidget(self.place, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(row)
        layout.addWidget(self.said)
