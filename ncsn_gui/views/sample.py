"""The view Sample: draw pictures, play the denoising, look closer, keep what was made."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ncsn_engine.export import to_pixels
from ncsn_engine.film import before, bounds_of, name_levels, numbers, path, seen, trace, unsettled
from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.widgets.closer import RESULT, Closer
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.film_tree import FilmRow, FilmTree
from ncsn_gui.widgets.image_grid import ImageGrid
from ncsn_gui.widgets.plots import TracePlot
from ncsn_gui.widgets.readout import Readout
from ncsn_gui.widgets.transport import TransportBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ncsn_engine.film import Bounds, NearestPictures, Range, Shown, Trace
    from ncsn_engine.trajectory import Frame, Trajectory
    from ncsn_gui.films import Film

__all__ = ["SampleView"]

_EMPTY = tr("Press Sample to draw pictures from noise and watch them appear.")
_START = tr("the start: nothing has changed yet")
_STRIP, _LINE = 8, 100  # steps on a picture's path, and on a point's
_TALL, _LOW = 128, 92  # pixels of the plots, without and with the tree of films
_ARROWS = 2000  # lines to where points go; more cost time and show nothing
_SHOWN = ((tr("Picture x"), "x"), (tr("Denoised"), "denoised"), (tr("Score σ|s|"), "score"), (tr("Change"), "change"))
_RANGES = ((tr("Range: fixed"), "fixed"), (tr("Range: step"), "step"), (tr("Range: 1–99 %"), "clipped"))
_BESIDE = {  # what of the same film may stand on the right -> entry, caption
    "denoised": (tr("Beside: denoised"), tr("Denoised")),
    "score": (tr("Beside: score"), tr("Score σ|s|")),
    "change": (tr("Beside: change"), tr("Change")),
}
_TRACES = {  # what the second plot shows -> entry, title, whether logarithmic
    "temperature": (tr("Thermometer"), tr("Thermometer σ²|s|²/D: 1 = settled"), False),
    "score": (tr("Norm of the score"), tr("Norm of the score |s|"), True),
    "snr": (tr("Signal to noise"), tr("Drift ÷ noise of a step: √(α/2)|s|/√D in Langevin dynamics"), False),
}


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
        self.start = _button(
            "sample.start", tr("Sample"), tr("Draw pictures with the settings under Sampling (Ctrl+Return)")
        )
        self.start.setProperty("primary", True)
        about = tr(
            "Go on from the shown step with the settings under Sampling (another seed, ε, T, method …) as a film of "
            "its own, beside this one: what was decided before that step stays (Ctrl+B)"
        )
        self.branch = _button("sample.branch", tr("Branch"), about)
        self.branch.setEnabled(False)
        self.halt = _button("sample.stop", tr("Stop"), tr("Stop sampling; what was recorded stays"))
        self.halt.setEnabled(False)
        about = tr(
            "x: the pictures as they stand. Denoised: where the model thinks they go. Score: its length at each "
            "pixel. Change: of x since the recorded step before; grey is none"
        )
        self.shown = Combo("sample.shown", about, _SHOWN)
        about = tr(
            "Which values are black and white. Fixed: the pixel range. Step: this step's smallest and largest. "
            "1–99 %: its percentiles, so that a few wild pixels do not count"
        )
        self.range = Combo("sample.range", about, _RANGES)
        about = tr(
            "What stands on the right: nothing; where the model thinks the pictures go, its score, or what changed; or "
            "another film of this start, in step with this one, at the same noise"
        )
        self.beside = Combo("sample.beside", about)
        self.captions, self.sides = (QLabel(""), QLabel("")), (QWidget(), QWidget())
        for side, caption in zip(("left", "right"), self.captions, strict=True):
            caption.setObjectName(f"sample.caption-{side}")
            caption.setProperty("role", "dim")
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.tree = FilmTree()
        self.tree.hide()
        self.model = _Elided()
        self.state = Readout("level 100   σ 0.1052   α 0.00264")
        self.state.setObjectName("sample.state")
        self.more = Readout("T 1.000   |s| 10000   S/N 0.1000")
        self.more.setObjectName("sample.numbers")
        self.more.setProperty("role", "dim")
        self.more.setToolTip(
            tr("Of this step: the thermometer T = σ²|s|²/D, the norm of the score |s|, and signal to noise")
        )
        self.grid = ImageGrid(_EMPTY, selectable=True)
        self.grid.setObjectName("sample.grid")
        self.grid.setAccessibleName(tr("Pictures"))
        self.second = ImageGrid(selectable=True)
        self.second.setObjectName("sample.grid-denoised")
        self.second.setAccessibleName(tr("Denoised pictures"))
        self.transport = TransportBar()
        self.closer = Closer()
        self.export = _button(
            "sample.export", tr("Export…"), tr("Save pictures, a film or the arrays, with their recipe")
        )
        self.copy = _button(
            "sample.copy", tr("Copy"), tr("Copy the chosen picture, or the grid, to the clipboard (Ctrl+C)")
        )
        self.steps_plot = TracePlot(tr("σ (strong) and α by step"), {"sigma": "accent", "alpha": "dim"}, log=True)
        self.heat_plot = TracePlot(_TRACES["temperature"][1], {"temperature": "second"}, log=False)
        self.steps_plot.setObjectName("sample.plot.steps")
        self.heat_plot.setObjectName("sample.plot.trace")
        self.one = self.heat_plot.line(1.0)
        about = tr(
            "What the right plot shows. Thermometer: levels that had not settled are shaded. Signal to noise: how far "
            "the score moves the pictures over how far the noise does; nothing where a method adds none"
        )
        self.traced = Combo("sample.trace", about, [(entry, name) for name, (entry, _, _) in _TRACES.items()])
        self.settled = QLabel("")
        self.settled.setObjectName("sample.settled")
        self.settled.setProperty("role", "dim")
        self.settled.setToolTip(tr("Settled: the thermometer at the level's last step is from 0.8 to 1.2"))
        self._arrange()
        self.start.clicked.connect(self.sample_wanted)
        self.halt.clicked.connect(self.stop_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        for combo in (self.shown, self.range):
            combo.currentIndexChanged.connect(lambda _: self._draw())
        self.beside.currentIndexChanged.connect(lambda _: self._set_beside())
        self.branch.clicked.connect(self.branch_wanted)
        self.tree.chosen.connect(lambda row: self.film_wanted.emit(self._films[row]))
        self.tree.given_up.connect(lambda row: self.film_given_up.emit(self._films[row]))
        self.traced.currentIndexChanged.connect(lambda _: self._change_trace())
        self.transport.moved.connect(self._show_step)
        self.grid.picked.connect(self._pick)
        self.second.picked.connect(self.grid.select)
        self.closer.step_wanted.connect(self._go_to)
        self.closer.turned.connect(lambda _: self._show_nearest())
        for plot in (self.steps_plot, self.heat_plot):
            plot.clicked.connect(self.transport.seek)
        self._offer_beside(None)
        self.show_sampling(None)

    # -- a sampling -------------------------------------------------------------------------

    def show_sampling(
        self, trajectory: Trajectory | None, low: float = 0.0, high: float = 1.0, model: str = ""
    ) -> None:
        """Show another recording, which may still grow; `model` says whose it is."""
        self.model.setText(model)
        self.transport.stop()
        self._film = next((film for film in self._films if film.trajectory is trajectory), None)
        self.trajectory, self.low, self.high = trajectory, low, high
        self.frame, self._follow, self._nearest = None, True, {}
        self.transport.index = 0
        self.transport.set_film(0, -1)
        self.grid.clear(_EMPTY if trajectory is None else tr("Sampling…"))
        self.second.clear("")
        self.closer.clear()
        self.settled.setText("")
        self.heat_plot.show_shades([])
        self.state.setText("")
        for part in (self.export, self.copy):
            part.setEnabled(False)

    def show_tree(self, films: Sequence[Film], shown: Film | None, beside: Film | None) -> None:
        """Show which films there are besides the shown one, and one of them on the right."""
        self._films, self._film = list(films), shown
        rows = [FilmRow(film.title, films.index(film.parent) if film.parent else -1, _begin(film)) for film in films]
        self.tree.show_rows(rows, self._films.index(shown) if shown else -1)
        self.tree.setVisible(len(films) > 1)
        for plot in (self.steps_plot, self.heat_plot):  # the tree needs room too
            plot.setMaximumHeight(_LOW if len(films) > 1 else _TALL)
        self._offer_beside(beside)
        self._draw()

    def grow(self) -> None:
        """Take in the steps recorded since; shows the newest unless an earlier one is being looked at."""
        if self.trajectory is None or not self.trajectory.facts:
            return
        facts = self.trajectory.facts[:]
        newest = self.trajectory.indices
        if not newest:
            return
        self._follow = self._follow and not self.transport.playing and self.transport.index == self.transport.recorded
        self._follow = self._follow or self.transport.recorded < 0
        marks = [f.index for a, f in itertools.pairwise(facts) if f.level != a.level]
        self.transport.set_film(self.trajectory.total, newest[-1], [0, *marks])
        self.steps_plot.show_trace(
            self.trajectory.total, sigma=np.array([f.sigma for f in facts]), alpha=np.array([f.alpha for f in facts])
        )
        self._show_trace()
        if self._follow:
            self.transport.seek(newest[-1])
        self.copy.setEnabled(True)
        self.export.setEnabled(not self._busy and self.trajectory.final is not None)
        self._show_path()

    def set_busy(self, busy: bool) -> None:
        """Say whether a sampling runs."""
        self._busy = busy
        self.start.setEnabled(not busy)
        self.halt.setEnabled(busy)
        self.branch.setEnabled(not busy and self.frame is not None and bool(self.frame.alpha))
        self.export.setEnabled(not busy and self.trajectory is not None and self.trajectory.final is not None)
        self._show_path()
        self._show_nearest()

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
        chosen = self.grid.selected
        fixed, beside = (self.low, self.high), self.beside.currentData()
        self.range.setEnabled(frame.x.ndim > 2)
        which: Shown = self.shown.currentData()
        self._draw_on(self.grid, self.trajectory, frame, which)
        self.grid.selected = chosen  # a step without anything to see does not lose it
        if beside in _BESIDE:
            self._draw_on(self.second, self.trajectory, frame, beside)
            self.captions[0].setText(self.shown.currentText())
            self.captions[1].setText(_BESIDE[beside][1])
        elif beside is not None and self._film is not None and beside.trajectory.indices:
            step = beside.step_beside(self._film, frame.index)
            other = beside.trajectory.frame(step)
            self._draw_on(self.second, beside.trajectory, other, which)
            self.captions[0].setText(_caption(self._film, frame))
            self.captions[1].setText(_caption(beside, other))
        self.second.selected = chosen if beside else -1
        alpha = f"α {frame.alpha:.3g}" if frame.alpha else tr("result")
        self.state.setText(tr("level {level}").format(level=frame.level + 1) + f"   σ {frame.sigma:.4g}   {alpha}")
        self.more.setText(_said(numbers(self.trajectory, frame.index)))
        self.branch.setEnabled(bool(frame.alpha) and not self._busy)
        for plot in (self.steps_plot, self.heat_plot):
            plot.show_cursor(frame.index)
        self._show_places(frame)
        bounds = self._bounds(frame.x, fixed), self._bounds(frame.denoised, fixed)
        self.closer.show_picture(frame, chosen, *bounds, fixed)

    def _draw_on(self, pictures: ImageGrid, film: Trajectory, frame: Frame, which: Shown) -> None:
        """Draw one step of a film as `which` says; of points, score and change are lines to and from them."""
        fixed = self.low, self.high
        earlier = before(film, frame) if which == "change" else None
        if frame.x.ndim == 2:
            towards = None
            if which == "score" and frame.alpha:
                towards = frame.denoised[:_ARROWS]
            elif earlier:
                towards = earlier.x[:_ARROWS]
            pictures.show_points(frame.denoised if which == "denoised" else frame.x, *fixed, towards)
        elif found := seen(frame, earlier, which, self.range.currentData(), fixed):
            values, bounds = found
            pictures.show_pictures(to_pixels(values, *bounds))
        else:
            pictures.clear(RESULT if which == "score" else _START)

    def _show_places(self, frame: Frame) -> None:
        """Mark in the tree where the shown film stands, and the one beside it."""
        film, beside = self._film, self.beside.currentData()
        if film is None or len(self._films) < 2:
            return
        first = self._films[0]
        length = max(1, first.trajectory.total)
        place = first.step_beside(film, frame.index) / length if film.parent else frame.index / length
        places = {self._films.index(film): place}
        number = self._films.index(beside) if beside in self._films else -1
        if number >= 0:
            places[number] = max(place, _begin(beside))
        self.tree.show_places(places, number)

    def _bounds(self, values: np.ndarray, fixed: Bounds) -> Bounds:
        how: Range = self.range.currentData()
        return fixed if values.ndim == 2 else bounds_of(values, how, fixed)

    def _pick(self, index: int) -> None:
        self._draw()
        self._show_path()
        self._show_nearest()

    def _go_to(self, step: int) -> None:
        self.transport.stop()
        self.transport.seek(step)

    def _offer_beside(self, beside: Film | None) -> None:
        """Offer what may stand on the right; `beside` stands there now, or what stood there before."""
        before = beside or self.beside.currentData()
        entries: list[tuple[str, object]] = [(tr("Beside: nothing"), None)]
        entries += [(text, which) for which, (text, _) in _BESIDE.items()]
        entries += [
            (tr("Beside: film {number}").format(number=film.number), film)
            for film in self._films
            if film is not self._film
        ]
        self.beside.blockSignals(True)
        self.beside.clear()
        for text, data in entries:
            self.beside.addItem(text, data)
        self.beside.setCurrentIndex(next((i for i, (_, data) in enumerate(entries) if data is before), 0))
        self.beside.blockSignals(False)
        self._set_beside()

    def _set_beside(self) -> None:
        on = self.beside.currentData() is not None
        self.sides[1].setVisible(on)
        self.captions[0].setVisible(on)
        self._draw()

    def _change_trace(self) -> None:
        name = self.traced.currentData()
        _, title, log = _TRACES[name]
        self.heat_plot.change_to(title, log)
        self.one.setVisible(name != "score")
        self._show_trace()

    def _show_trace(self) -> None:
        """Draw the second plot, and say which levels had not settled."""
        film, name = self.trajectory, self.traced.currentData()
        if film is None or not film.facts:
            return
        self.heat_plot.show_trace(film.total, temperature=trace(film, name))
        restless, levels = unsettled(film)
        self.heat_plot.show_shades(list(restless.values()) if name == "temperature" else [])
        if not levels:
            self.settled.setText("")
        elif not restless:
            self.settled.setText(tr("All {levels} levels had settled").format(levels=levels))
        else:
            said = tr("{count} of {levels} levels had not settled: {names}")
            names = name_levels(sorted(restless))
            self.settled.setText(said.format(count=len(restless), levels=levels, names=names))

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
        top = QHBoxLayout()
        for part in (self.start, self.halt, self.branch, self.shown, self.range, self.beside):
            top.addWidget(part)
        top.addStretch(1)
        side = QVBoxLayout()
        side.addWidget(self.state)
        side.addWidget(self.more)
        side.addWidget(self.closer, 1)
        keep = QHBoxLayout()
        keep.addWidget(self.copy)
        keep.addWidget(self.export)
        side.addLayout(keep)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        grids = QHBoxLayout()
        for place, pictures, caption in zip(self.sides, (self.grid, self.second), self.captions, strict=True):
            column = QVBoxLayout(place)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(caption)
            column.addWidget(pictures, 1)
            grids.addWidget(place, 1)
        middle.addLayout(grids, 2)
        middle.addLayout(side, 1)
        plots = QHBoxLayout()
        plots.setSpacing(8)
        for plot in (self.steps_plot, self.heat_plot):
            plot.setMinimumHeight(46)
            plot.setMaximumHeight(_TALL)
            plots.addWidget(plot)
        below = QHBoxLayout()
        below.addWidget(self.settled)
        below.addWidget(self.model, 1)
        below.addWidget(self.traced)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(self.transport)
        layout.addWidget(self.tree)
        layout.addLayout(plots)
        layout.addLayout(below)


def _begin(film: Film) -> float:
    """Return where a film begins, from 0 to 1 of the first film's steps."""
    if film.parent is None:
        return 0.0
    *_, first = film.line()
    at = film.at if film.parent is first else first.step_beside(film.parent, film.at)
    return at / max(1, first.trajectory.total)


def _said(numbers: dict[Trace, float]) -> str:
    named = (("T", "temperature"), ("|s|", "score"), ("S/N", "snr"))
    known = [(name, numbers[which]) for name, which in named if np.isfinite(numbers[which])]  # type: ignore[index]
    return "   ".join(f"{name} {value:.3g}" for name, value in known)


def _caption(film: Film, frame: Frame) -> str:
    said = tr("film {number} · step {step} · σ {sigma:.3g}")
    return said.format(number=film.number, step=frame.index, sigma=frame.sigma)


class _Elided(QLabel):
    """A label that gives way: what does not fit ends in dots, and stands in the tooltip."""

    def __init__(self) -> None:
        super().__init__("")
        self.setProperty("role", "dim")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Say something else."""
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        painter.setPen(QColor(theme.current().dim))
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, fitting)


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button
