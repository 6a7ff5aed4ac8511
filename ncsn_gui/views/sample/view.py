"""What the page Sample shows: the pictures as they are drawn, played, looked at closely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ncsn_engine.config import ExportConfig
from ncsn_engine.film import bounds_of, numbers, path
from ncsn_gui.language import tr
from ncsn_gui.views.sample.film_tree import FilmRow, FilmTree, begin_of, caption, places
from ncsn_gui.views.sample.pictures import EMPTY, Pictures
from ncsn_gui.views.sample.side import Side
from ncsn_gui.views.sample.top_bar import BESIDE, TopBar
from ncsn_gui.views.sample.traces import Traces
from ncsn_gui.widgets.transport import TransportBar
from ncsn_gui.widgets.twofold import Twofold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from ncsn_engine.film import Bounds, NearestPictures, Range, Trace
    from ncsn_engine.trajectory import Frame, Trajectory
    from ncsn_gui.works.films import Film

__all__ = ["SampleView"]

_STRIP, _LINE = 8, 100  # steps on a picture's path, and on a point's


class SampleView(QWidget):
    """Shows one recorded sampling. Reads the recording itself, with NumPy alone."""

    sample_wanted = Signal()
    stop_wanted = Signal()
    export_wanted = Signal()
    copy_wanted = Signal()
    nearest_wanted = Signal()  # of what unsearched() names
    branch_wanted = Signal()  # from the shown step on
    film_wanted = Signal(object)  # the Film to be shown
    film_given_up = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trajectory: Trajectory | None = None
        self.low, self.high = 0.0, 1.0
        self.frame: Frame | None = None  # the shown step
        self._films: list[Film] = []
        self._film: Film | None = None
        self._follow = True  # show the newest step while sampling
        self._busy = False
        self._nearest: dict[int, NearestPictures | str] = {}  # picture -> its nearest, or why there are none
        self.words = Twofold()
        self.top = TopBar(self.words)
        self.tree = FilmTree()
        self.tree.hide()
        self.side = Side(self.words)
        self.state, self.more, self.closer = self.side.state, self.side.more, self.side.closer
        self.export, self.copy = self.side.export, self.side.copy
        self.pictures, self.transport, self.traces = Pictures(self.words), TransportBar(), Traces()
        self.grid = self.pictures.first
        self._arrange()
        self._join()
        self._offer_beside(None)
        self.show_sampling(None)

    def _join(self) -> None:
        top = self.top
        top.start.clicked.connect(self.sample_wanted)
        top.halt.clicked.connect(self.stop_wanted)
        top.branch.clicked.connect(self.branch_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        for combo in (top.which, top.range):
            combo.currentIndexChanged.connect(lambda _: self._draw())
        top.beside.currentIndexChanged.connect(lambda _: self._set_beside())
        self.tree.chosen.connect(lambda row: self.film_wanted.emit(self._films[row]))
        self.tree.given_up.connect(lambda row: self.film_given_up.emit(self._films[row]))
        self.transport.moved.connect(self._show_step)
        self.grid.picked.connect(self._pick)
        self.closer.step_wanted.connect(self._go_to)
        self.closer.turned.connect(lambda _: self._show_nearest())
        self.traces.step_wanted.connect(self.transport.seek)

    # -- a sampling -------------------------------------------------------------------------

    def show_sampling(
        self, trajectory: Trajectory | None, low: float = 0.0, high: float = 1.0, model: str = ""
    ) -> None:
        """Show another recording, which may still grow; `model` says whose it is."""
        self.transport.stop()
        self._film = next((film for film in self._films if film.trajectory is trajectory), None)
        self.trajectory, self.low, self.high = trajectory, low, high
        self.frame, self._follow, self._nearest = None, True, {}
        self.transport.index = 0
        self.transport.set_film(0, -1)
        self.pictures.bounds = (low, high)
        if trajectory is not None and trajectory.facts:
            self.words.turn(len(trajectory.shape) == 2)
        self.pictures.clear(EMPTY[self.words.points] if trajectory is None else tr("Sampling…"))
        self.closer.clear()
        self.traces.begin(trajectory, model)
        self.state.setText("")
        for part in (self.export, self.copy):
            part.setEnabled(False)

    def speak_of(self, points: bool) -> None:
        """Speak of the points, or the pictures, that a sampling would draw, while there is none."""
        if self.trajectory is None:
            self.words.turn(points)
            self.pictures.clear(EMPTY[points])

    def show_tree(self, films: Sequence[Film], shown: Film | None, beside: Film | None) -> None:
        """Show which films there are besides the shown one, and one of them on the right."""
        self._films, self._film = list(films), shown
        rows = [FilmRow(film.title, films.index(film.parent) if film.parent else -1, begin_of(film)) for film in films]
        self.tree.show_rows(rows, self._films.index(shown) if shown else -1)
        self.tree.setVisible(len(films) > 1)
        self.traces.shrink(len(films) > 1)  # the tree needs room too
        self._offer_beside(beside)
        self._draw()

    def grow(self) -> None:
        """Take in the steps recorded since; shows the newest unless an earlier one is being looked at."""
        if self.trajectory is None or not self.trajectory.facts:
            return
        if not (newest := self.trajectory.indices):
            return
        self.words.turn(len(self.trajectory.shape) == 2)
        self._follow = self._follow and not self.transport.playing and self.transport.index == self.transport.recorded
        self._follow = self._follow or self.transport.recorded < 0
        self.transport.set_film(self.trajectory.total, newest[-1], self.traces.grow())
        if self._follow:
            self.transport.seek(newest[-1])
        self.copy.setEnabled(True)
        self.export.setEnabled(not self._busy and self.trajectory.final is not None)
        self._show_path()

    def set_busy(self, busy: bool) -> None:
        """Say whether a sampling runs."""
        self._busy = busy
        self.top.start.setEnabled(not busy)
        self.top.halt.setEnabled(busy)
        self.top.branch.setEnabled(not busy and self.frame is not None and bool(self.frame.alpha))
        self.export.setEnabled(not busy and self.trajectory is not None and self.trajectory.final is not None)
        self._show_path()
        self._show_nearest()

    def look(self) -> ExportConfig:
        """Return how an export looks as what is shown here."""
        both = self.top.beside.currentData() == "denoised"
        shown: Any = "both" if both else self.top.which.currentData()
        return ExportConfig(shown=shown, range=self.top.range.currentData())

    def unsearched(self) -> int | None:
        """Return the picture whose nearest training pictures are wanted and not known yet."""
        chosen = self.grid.selected
        final = None if self._busy or self.trajectory is None else self.trajectory.final
        if self.closer.page != "nearest" or final is None or final.ndim == 2 or chosen in self._nearest:
            return None
        return chosen if 0 <= chosen < len(final) else None

    def show_nearest(self, trajectory: Trajectory, picture: int, found: NearestPictures | str) -> None:
        """Take in the nearest training pictures of a recording's picture, or why there are none."""
        if trajectory is self.trajectory:
            self._nearest[picture] = found
            self._show_nearest()

    # -- one step ---------------------------------------------------------------------------

    def _show_step(self, index: int) -> None:
        if self.trajectory is None:
            return
        self.frame = self.trajectory.frame(index)
        self._draw()

    def _draw(self) -> None:
        frame = self.frame
        if frame is None or self.trajectory is None:
            return
        if self.grid.selected < 0 and len(frame.x):
            self.grid.selected = 0
        chosen, pictures = self.grid.selected, self.pictures
        beside, which = self.top.beside.currentData(), self.top.which.currentData()
        self.top.range.setEnabled(frame.x.ndim > 2)
        pictures.range = self.top.range.currentData()
        pictures.draw(self.grid, self.trajectory, frame, which)
        if beside in BESIDE:
            pictures.draw(pictures.second, self.trajectory, frame, beside)
            pictures.name(self.top.which.currentText(), BESIDE[beside][1])
        elif beside is not None and self._film is not None and beside.trajectory.indices:
            other = beside.trajectory.frame(beside.step_beside(self._film, frame.index))
            pictures.draw(pictures.second, beside.trajectory, other, which)
            pictures.name(caption(self._film, frame), caption(beside, other))
        pictures.choose(chosen, beside is not None)
        alpha = f"α {frame.alpha:.3g}" if frame.alpha else tr("result")
        self.state.setText(tr("level {level}").format(level=frame.level + 1) + f"   σ {frame.sigma:.4g}   {alpha}")
        self.more.setText(_said(numbers(self.trajectory, frame.index)))
        self.top.branch.setEnabled(bool(frame.alpha) and not self._busy)
        self.traces.show_cursor(frame.index)
        self._show_places(frame)
        fixed = (self.low, self.high)
        bounds = self._bounds(frame.x, fixed), self._bounds(frame.denoised, fixed)
        self.closer.show_picture(frame, chosen, *bounds, fixed)

    def _show_places(self, frame: Frame) -> None:
        """Mark in the tree where the shown film stands, and the one beside it."""
        film, beside = self._film, self.top.beside.currentData()
        if film is None or len(self._films) < 2:
            return
        other = beside if beside in self._films else None
        found = places(self._films, film, other, frame.index)
        self.tree.show_places(found, self._films.index(other) if other else -1)

    def _bounds(self, values: np.ndarray, fixed: Bounds) -> Bounds:
        how: Range = self.top.range.currentData()
        return fixed if values.ndim == 2 else bounds_of(values, how, fixed)

    def _pick(self, index: int) -> None:
        self._draw()
        self._show_path()
        self._show_nearest()

    def _go_to(self, step: int) -> None:
        self.transport.stop()
        self.transport.seek(step)

    def _offer_beside(self, beside: Film | None) -> None:
        others = [film for film in self._films if film is not self._film]
        self.top.offer_beside([(film.number, film) for film in others], beside)
        self._set_beside()

    def _set_beside(self) -> None:
        self.pictures.open_right(self.top.beside.currentData() is not None)
        self._draw()

    def _show_path(self) -> None:
        """Show the chosen picture's way, once the sampling is over."""
        film, chosen = self.trajectory, self.grid.selected
        if film is None or self.frame is None or not 0 <= chosen < film.shape[0]:
            return
        if self._busy:
            self.closer.clear_path(tr("after the sampling"))
            return
        steps, way = path(film, chosen, _LINE if len(film.shape) == 2 else _STRIP)
        self.closer.show_path(steps, way, (self.low, self.high), self.frame.index)

    def _show_nearest(self) -> None:
        """Show the chosen picture's nearest training pictures, or ask for them."""
        if self.closer.page != "nearest":
            return
        found = self._nearest.get(self.grid.selected)
        if found is None or isinstance(found, str):
            points = self.trajectory is not None and len(self.trajectory.shape) == 2
            waits = tr("of pictures only") if points else tr("after the sampling") if self._busy else ""
            self.closer.say_nearest(found or waits)
        else:
            self.closer.show_nearest(found)
        if self.unsearched() is not None:
            self.closer.say_nearest(tr("looking…"))
            self.nearest_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Obey the film player's keys wherever the focus is in this view, unless it is of use there."""
        if not self.transport.obey(event):
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.pictures, 2)
        middle.addWidget(self.side, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self.top)
        layout.addLayout(middle, 1)
        layout.addWidget(self.transport)
        layout.addWidget(self.tree)
        layout.addWidget(self.traces)


def _said(numbers: dict[Trace, float]) -> str:
    named = (("T", "temperature"), ("|s|", "score"), ("S/N", "snr"))
    known = [(name, numbers[which]) for name, which in named if np.isfinite(numbers[which])]  # type: ignore[index]
    return "   ".join(f"{name} {value:.3g}" for name, value in known)
