"""What the page Train shows: loss curves, loss by noise level, previews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced
from ncsn_gui.plots.loss import LossPlot
from ncsn_gui.plots.overlay import OverlayPlot
from ncsn_gui.plots.plot import Plot
from ncsn_gui.plots.thinning import moving_average
from ncsn_gui.views.train.by_level import AXES, UNLIKE, ByLevel
from ncsn_gui.views.train.differences_dialog import DifferencesDialog
from ncsn_gui.views.train.diverging import Diverging
from ncsn_gui.views.train.folder import FolderView
from ncsn_gui.views.train.previews import Previews
from ncsn_gui.views.train.quantities import OVER, QUANTITIES, SMOOTHING, TITLES, WIDE
from ncsn_gui.views.train.record import Record
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.wrapping import Wrapping

if TYPE_CHECKING:
    from ncsn_engine.config import RunConfig
    from ncsn_engine.history import History
    from ncsn_engine.training import TrainEvent

__all__ = ["TrainView"]


class TrainView(QWidget):
    """Shows a run's past and follows its training; several runs' curves over each other."""

    save_wanted = Signal()  # curves or a plot: what, is asked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quantity = Combo("train.quantity", tr("What the upper plot shows"), QUANTITIES.items())
        self.smoothing = Combo("train.smoothing", tr("How strongly the loss is smoothed"), SMOOTHING.items())
        scales = [(tr("Log"), True), (tr("Linear"), False)]
        self.scale = Combo("train.scale", tr("Scale of the upper plot and of curves by level"), scales)
        self.over = Combo("train.over", tr("What the curves run over; wall clock includes pauses"), OVER)
        self.save = QPushButton(tr("Save…"))
        self.save.setObjectName("train.save")
        self.save.setAccessibleName(tr("Save curves"))
        self.save.setToolTip(tr("Save the curves as a table (CSV), or a plot as a picture (SVG, PNG)"))
        self.differ = QPushButton(tr("Differences…"))
        self.differ.setObjectName("train.differ")
        self.differ.setAccessibleName(tr("Settings that differ"))
        self.differ.setToolTip(tr("A table of the settings in which the chosen runs differ"))
        self.numbers = QLabel("")
        self.numbers.setObjectName("train.numbers")
        self.loss_plot, self.overlay_plot = LossPlot(), OverlayPlot()
        self.upper_plots = QStackedWidget()
        self.by_level, self.previews = ByLevel(), Previews()
        self.folder = FolderView()
        self.diverging = Diverging()
        self.record = Record()
        self.name = "run"
        self._own: RunConfig | None = None
        self._others: list[tuple[str, RunConfig, History]] = []
        self._drawn: tuple[Plot, str, bool] = (self.loss_plot, "loss", False)  # the upper plot, its quantity, log
        self._zoom_x: tuple[float, float] | None = None  # of the upper plots, which run over the same
        self._zoom_y: dict[tuple[str, bool], tuple[float, float] | None] = {}  # of each quantity, log or not
        self._arrange()
        self._join()
        self.clear(tr("Choose a preset and press Train, or choose a run on the left."))

    def _join(self) -> None:
        for combo in (self.quantity, self.scale, self.smoothing):
            combo.currentTextChanged.connect(lambda _: self.draw())
        self.by_level.chosen.connect(self.draw)
        self.over.currentTextChanged.connect(lambda _: self._rescale())
        self.save.clicked.connect(self.save_wanted)
        self.differ.clicked.connect(self._show_differences)

    # -- what is shown ----------------------------------------------------------------------

    def clear(self, empty: str) -> None:
        """Show nothing, and say what to do."""
        self.record = Record()
        self.previews.clear(empty)
        self.numbers.setText("")
        self._rescale()

    def show_history(self, history: History, ema: bool, name: str = "run") -> None:
        """Show what a run has done so far; the zoom stays while it is the same one."""
        another, self.name = name != self.name or not self.record.count, name
        self.record = Record(history)
        self.numbers.setText("")
        self.previews.clear(tr("No previews yet."))
        self.show_weights(ema)
        self.previews.follow(self.record.previews)
        self._rescale() if another else self.draw()

    def show_least(self, loss: float | None, by_level: np.ndarray) -> None:
        """Draw the best possible loss too, as a whole and by level (L,); None: it is not known."""
        self.loss_plot.show_least(loss)
        self.by_level.least = by_level
        self.draw()

    def show_weights(self, ema: bool) -> None:
        """Say with which weights the previews are drawn."""
        self.previews.show_weights(ema)

    def show_folder(self, wanted: bool) -> None:
        """Show what the folder holds instead of the curves, where nothing was trained yet."""
        self._sides.setCurrentIndex(int(wanted))

    def shown_plots(self) -> tuple[Plot, Plot]:
        """Return the plots that are seen now, the upper and the lower one."""
        upper, lower = self.upper_plots.currentWidget(), self.by_level.plots.currentWidget()
        assert isinstance(upper, Plot)
        assert isinstance(lower, Plot)
        return upper, lower

    def shown_as(self) -> dict[str, Any]:
        """Return how the curves are drawn, for a saved plot to tell."""
        return {
            "quantity": self.quantity.currentData(),
            "over": self.over.currentData(),
            "smoothing": self.smoothing.currentData(),
            "log": bool(self.scale.currentData()),
            **self.by_level.shown_as(),
        }

    def add(self, event: TrainEvent) -> None:
        """Take in what happened; :meth:`draw` shows it."""
        self.record.add(event)
        if event.preview:
            self.previews.follow(self.record.previews)

    def overlay(self, own: RunConfig | None, others: list[tuple[str, RunConfig, History]]) -> None:
        """Draw other runs' curves over the shown one's, whose settings are `own`; none of them ends it."""
        self._own, self._others = own, others
        self.differ.setVisible(bool(others))
        self.numbers.setVisible(not others)  # they speak of one run, and the row is full
        self.draw()

    def draw(self) -> None:
        """Draw the curves; costs a few milliseconds whatever their length."""
        now = self.record.now()
        over, quantity = self.over.currentData(), self.quantity.currentData()
        self.smoothing.setEnabled(quantity == "loss")
        self.scale.setEnabled(quantity in WIDE or self.by_level.curves)
        log = self.scale.currentData() and quantity in WIDE
        steps = now.along(over, np.arange(1, self.record.count + 1, dtype=np.float64))
        plain = quantity == "loss" and steps is not None and not self._others
        shown = (self.loss_plot if plain else self.overlay_plot, quantity, log)
        turned = shown != self._drawn
        if turned:
            self._note_zoom()
        if plain and steps is not None:
            held_out = np.column_stack([self._along(now, now.held_out[:, 0]), now.held_out[:, 1]])
            self.loss_plot.set_log(log)
            smoothing, note = self.smoothing.currentData(), "" if now.alike else UNLIKE
            self.loss_plot.show_curves(steps, now.loss, smoothing, held_out, AXES[over], note)
        else:
            self._draw_runs(now, log)
        self.upper_plots.setCurrentWidget(shown[0])
        if turned:
            self._drawn = shown
            shown[0].set_zoom(self._zoom_x, self._zoom_y.get((quantity, log)))
        self.by_level.draw(now, over, self.scale.currentData())
        self._draw_marks(now)
        self._write_numbers(now)
        self.diverging.judge(now)

    def _write_numbers(self, now: History) -> None:
        recent = now.loss[-max(1, self.record.count // 50) :]
        said = (
            [tr("loss {loss:.3f}").format(loss=np.nanmean(recent))] if len(recent) and np.isfinite(recent).any() else []
        )
        said += [tr("held-out {loss:.3f}").format(loss=self.record.held_out[-1][1])] if self.record.held_out else []
        self.numbers.setText("\n".join(said))  # below each other: the row is full

    def _draw_marks(self, now: History) -> None:
        """Mark where settings were changed, and the like; what happened at one step shares a line."""
        told: dict[int, list[str]] = {}
        for step, what in self.record.marks:
            told.setdefault(step, []).append(what)
        steps = np.array(list(told), dtype=np.float64)
        places = now.along(self.over.currentData(), steps)
        marks = [] if places is None else list(zip(places.tolist(), told.items(), strict=True))
        shown = [(x, "\n".join([tr("step {step}").format(step=spaced(step)), *what])) for x, (step, what) in marks]
        for plot in (self.upper_plots.currentWidget(), self.by_level.past_plot):
            assert isinstance(plot, Plot)
            plot.show_marks(shown)

    def _draw_runs(self, now: History, log: bool) -> None:
        """Draw a quantity of the shown run and of those beside it."""
        quantity, over = self.quantity.currentData(), self.over.currentData()
        curves: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        missing: list[str] = []
        for name, history in [(self.name, now), *((name, past) for name, _, past in self._others)]:
            line, dots = self._curve(history, quantity)
            places = [history.along(over, part[:, 0]) for part in (line, dots)]
            if places[0] is None or places[1] is None:
                missing.append(name)
                continue
            unique = name if name not in curves else f"{name} ({len(curves) + 1})"
            curves[unique] = (np.column_stack([places[0], line[:, 1]]), np.column_stack([places[1], dots[:, 1]]))
        self.overlay_plot.show_runs(TITLES[quantity], AXES[over], log, curves, self._unlike(now, quantity))
        if not any(len(line) for line, _ in curves.values()):
            what = (self.over if missing else self.quantity).currentText().lower()
            said = tr("The records of this run hold no {what}.") if missing else tr("This run has no {what} yet.")
            old = tr("An older version made it; training it further records this.") if self.record.count else ""
            self.overlay_plot.say(f"{said.format(what=what)} {old}".rstrip())

    def _unlike(self, now: History, quantity: str) -> str:
        """Say which of the overlaid losses an older version told with weights; empty: all are on one scale."""
        told = {self.name: now.weighted, **{name: past.weighted for name, _, past in self._others}}
        names = [name for name, weighted in told.items() if weighted]
        if quantity != "loss" or not names or len(names) == len(told):
            return ""
        return tr("Not on one scale: an older version told the loss of {names} with weights").format(
            names=", ".join(names)
        )

    def _curve(self, history: History, quantity: str) -> tuple[np.ndarray, np.ndarray]:
        """Return a line and dots of a run, (N, 2) each: step and value."""
        if quantity != "loss":
            return history.curve(quantity), np.empty((0, 2))
        steps = np.arange(1, len(history.loss) + 1, dtype=np.float64)
        width = max(1, int(len(history.loss) * self.smoothing.currentData()))
        return np.column_stack([steps, moving_average(history.loss, width)]), history.held_out

    # -- parts ------------------------------------------------------------------------------

    def _along(self, history: History, steps: np.ndarray) -> np.ndarray:
        found = history.along(self.over.currentData(), steps)
        assert found is not None
        return found

    def _show_differences(self) -> None:
        if self._own is not None:
            runs = [(self.name, self._own), *((name, config) for name, config, _ in self._others)]
            DifferencesDialog(runs, self).open()

    def _note_zoom(self) -> None:
        """Remember how the upper plot is zoomed; one that only says why it is empty has nothing to be zoomed."""
        plot, quantity, log = self._drawn
        if not (isinstance(plot, OverlayPlot) and plot.sentence.text()):
            self._zoom_x, self._zoom_y[quantity, log] = plot.zoom()

    def _rescale(self) -> None:
        """Draw over another axis, or another run, and show all; the old zoom means nothing there."""
        self.draw()
        self._zoom_x, self._zoom_y = None, {}
        for plot in (self.loss_plot, self.overlay_plot, *self.by_level.all_plots):
            plot.enableAutoRange()

    def _arrange(self) -> None:
        top = Wrapping()
        for part in (self.quantity, self.smoothing, self.scale, self.over, self.save, self.differ):
            top.add(part)
        self.differ.hide()
        top.add_stretch()
        top.add(self.numbers)
        for plot in (self.loss_plot, self.overlay_plot):
            self.upper_plots.addWidget(plot)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setObjectName("train.parts")
        parts.addWidget(self.by_level)
        parts.addWidget(self.previews)
        parts.setSizes([500, 400])
        parts.setChildrenCollapsible(False)
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.setObjectName("train.whole")
        whole.addWidget(self.upper_plots)
        whole.addWidget(parts)
        whole.setSizes([360, 340])
        whole.setChildrenCollapsible(False)
        for splitter in (parts, whole):
            splitter.setHandleWidth(8)
        curves = QWidget()
        layout = QVBoxLayout(curves)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addWidget(top)
        layout.addWidget(self.diverging)
        layout.addWidget(whole, 1)
        self._sides = QStackedLayout(self)
        self._sides.addWidget(curves)
        self._sides.addWidget(self.folder)
