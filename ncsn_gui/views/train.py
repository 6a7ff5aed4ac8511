"""The view Train: loss curves, loss by noise level, previews."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.export import read_tiles
from ncsn_engine.history import MOST_RECORDS, History, binned, lagging, row_levels, to_csv
from ncsn_gui.differences_dialog import DifferencesDialog
from ncsn_gui.language import tr
from ncsn_gui.statusbar import spaced
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.image_grid import ImageGrid
from ncsn_gui.widgets.plots import HeatPlot, LevelPlot, LossPlot, OverlayPlot, Plot, moving_average, picture, vector

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.config import RunConfig
    from ncsn_engine.training import TrainEvent

__all__ = ["TrainView"]

_SMOOTHING = {tr("Smooth strongly"): 0.05, tr("Smooth lightly"): 0.01, tr("No smoothing"): 0.0}
_LEVELS_DRAWN = 6  # curves over time: as many as can be told apart
_MEMORY = 0.95  # how slowly the loss by level forgets, for each event
_QUANTITIES = {
    tr("Loss"): "loss",
    tr("Learning rate"): "learning_rate",
    tr("Gradient norm"): "gradient_norm",
    tr("Weight norm"): "weight_norm",
    tr("Images per second"): "images_per_second",
}
_WIDE = ("loss", "learning_rate", "gradient_norm")  # whose values span decades
_TITLES = {
    "loss": tr("Loss ÷ (D/2), smoothed; dots: held-out; 1 means “knows nothing”"),
    "learning_rate": tr("Learning rate, warm-up and decay included"),
    "gradient_norm": tr("Gradient norm, before it is clipped"),
    "weight_norm": tr("Weight norm: length of all trained weights"),
    "images_per_second": tr("Images per second, previews and saving included"),
}
_AXES = {
    tr("Steps"): ("steps", tr("step")),
    tr("Epochs"): ("epochs", tr("epoch")),
    tr("Time"): ("time", tr("training time, s")),
    tr("Wall clock"): ("wall", tr("wall time since it began, s")),
}
_LABELS = dict(_AXES.values())
_RULE = tr(
    "The level whose held-out loss is highest above its training loss, both averaged over the last quarter of their "
    "records: there the model has learned its pictures more than the rule behind them"
)


class TrainView(QWidget):
    """Shows a run's past and follows its training; several runs' curves over each other."""

    save_wanted = Signal(object, object)  # where, and the bytes or, where that takes long, what makes them

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quantity = Combo("train.quantity", tr("What the upper plot shows"), _QUANTITIES.items())
        self.smoothing = Combo("train.smoothing", tr("How strongly the loss is smoothed"), _SMOOTHING.items())
        scales = [(tr("Log"), True), (tr("Linear"), False)]
        self.scale = Combo("train.scale", tr("Scale of the upper plot and of curves by level"), scales)
        over = [(text, name) for text, (name, _) in _AXES.items()]
        self.over = Combo("train.over", tr("What the curves run over; wall clock includes pauses"), over)
        self.save = QPushButton(tr("Save…"))
        self.save.setObjectName("train.save")
        self.save.setAccessibleName(tr("Save curves"))
        self.save.setToolTip(tr("Save the curves as a table (CSV), or a plot as a picture (SVG, PNG)"))
        self.differ = QPushButton(tr("Differences…"))
        self.differ.setObjectName("train.differ")
        self.differ.setAccessibleName(tr("Settings that differ"))
        self.differ.setToolTip(tr("A table of the settings in which the chosen runs differ"))
        ways = [(tr("By level"), 0), (tr("Over time"), 1), (tr("Curves over time"), 2)]
        self.levels_as = Combo("train.levels-as", tr("How the loss by noise level is shown"), ways)
        whose = [(tr("Training"), False), (tr("Held-out"), True)]
        self.which = Combo("train.which", tr("Whose loss is shown"), whose)
        self.lags = QLabel("")
        self.lags.setObjectName("train.lags")
        self.lags.setProperty("role", "dim")
        self.lags.setToolTip(_RULE)
        self.lags.setWordWrap(True)
        self.lags.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.lags.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.numbers = QLabel("")
        self.numbers.setObjectName("train.numbers")
        self.loss_plot, self.level_plot = LossPlot(), LevelPlot()
        self.overlay_plot, self.heat_plot = OverlayPlot(), HeatPlot()
        self.past_plot = OverlayPlot("plot.past", ordered=True)
        self.upper_plots, self.lower_plots = QStackedWidget(), QStackedWidget()
        self.preview = ImageGrid(tr("Previews appear here while a model learns."))
        self.preview.setObjectName("train.preview")
        self.preview.setAccessibleName(tr("Preview"))
        self.preview_title = QLabel(tr("Preview"))
        self.preview_title.setProperty("role", "title")
        self.preview_step = QLabel("")
        self.preview_step.setProperty("role", "dim")
        self.preview_slider = QSlider(Qt.Orientation.Horizontal)
        self.preview_slider.setObjectName("train.preview-slider")
        self.preview_slider.setAccessibleName(tr("Earlier previews"))
        self.preview_slider.setToolTip(tr("Earlier previews; all come from the same seed"))
        self.preview_slider.setEnabled(False)
        self._name = "run"
        self._own: RunConfig | None = None
        self._others: list[tuple[str, RunConfig, History]] = []
        self._drawn: tuple[Plot, str, bool] = (self.loss_plot, "loss", False)  # the upper plot, its quantity, log
        self._zoom_x: tuple[float, float] | None = None  # of the upper plots, which run over the same
        self._zoom_y: dict[tuple[str, bool], tuple[float, float] | None] = {}  # of each quantity, log or not
        self._arrange()
        self._join()
        self.clear(tr("Choose a preset and press Train, or choose a run on the left."))

    def _join(self) -> None:
        for combo in (self.quantity, self.scale, self.smoothing, self.levels_as, self.which):
            combo.currentTextChanged.connect(lambda _: self.draw())
        self.over.currentTextChanged.connect(lambda _: self._rescale())
        self.save.clicked.connect(self._save_menu)
        self.differ.clicked.connect(self._show_differences)
        self.preview_slider.valueChanged.connect(self._show_preview)

    # -- what is shown ----------------------------------------------------------------------

    def clear(self, empty: str) -> None:
        """Show nothing, and say what to do."""
        self._forget(empty)
        self._rescale()

    def _forget(self, empty: str) -> None:
        """Know nothing of any run."""
        self._loss = np.empty(1024, np.float32)
        self._count = 0
        self._clock: list[tuple[float, float]] = [(0.0, 0.0)]
        self._held_out: list[tuple[float, float]] = []
        self._levels, self._held_out_levels = np.empty(0), np.empty(0)
        self._measured: list[np.ndarray] = []
        self._level_past: list[tuple[float, np.ndarray]] = []
        self._held_out_past: list[tuple[float, np.ndarray]] = []
        self._sigmas = np.empty(0)
        self._fresh = np.zeros((2, 0))  # training loss by level since the last column: sum, and how many
        self._drawn_pictures = (0.0, 0.0)  # since the last row of what was measured: pictures, seconds
        self._previews: list[tuple[int, Path | np.ndarray]] = []
        self._marks: list[tuple[int, str]] = []
        self.preview.clear(empty)
        self.preview_step.setText("")
        self.preview_slider.setEnabled(False)
        self.numbers.setText("")

    def show_history(self, history: History, ema: bool, name: str = "run") -> None:
        """Show what a run has done so far; the zoom stays while it is the same one."""
        another, self._name = name != self._name or not self._count, name
        self._forget(tr("No previews yet."))
        self.show_weights(ema)
        self._append(history.loss)
        self._clock = [(float(s), float(t)) for s, t in history.clock]
        self._held_out = [(float(s), float(v)) for s, v in history.held_out]
        self._levels, self._held_out_levels = history.levels, history.held_out_levels
        self._measured = list(history.measured)
        self._level_past = list(zip(history.level_steps, history.level_past, strict=True))
        self._held_out_past = list(zip(history.held_out_steps, history.held_out_past, strict=True))
        self._sigmas = history.sigmas
        self._previews = list(history.previews)
        self._marks = list(history.marks)
        self._new_preview()
        self._rescale() if another else self.draw()

    def show_weights(self, ema: bool) -> None:
        """Say with which weights the previews are drawn."""
        self.preview_title.setText(tr("Preview, EMA weights") if ema else tr("Preview"))

    @property
    def step(self) -> int:
        """The steps that the shown run has taken."""
        return self._count

    def shown_as(self) -> dict[str, Any]:
        """Return how the curves are drawn, for a saved plot to tell."""
        return {
            "quantity": self.quantity.currentData(),
            "over": self.over.currentData(),
            "smoothing": self.smoothing.currentData(),
            "log": bool(self.scale.currentData()),
            "levels": ("by level", "over time", "curves over time")[self.levels_as.currentData()],
            "held_out": bool(self.which.currentData()),
        }

    def add(self, event: TrainEvent) -> None:
        """Take in what happened; :meth:`draw` shows it."""
        self._stand_at(event.step - len(event.losses))
        self._append(event.losses)
        self._marks += event.marks
        self._clock.append((event.step, event.seconds))
        if event.held_out:
            self._held_out.append((event.step, event.held_out.loss))
            self._held_out_levels = event.held_out.by_level
        if len(self._levels) != len(event.sigmas):
            self._levels = np.full(len(event.sigmas), np.nan)
        fresh = np.isfinite(event.level_loss)
        known = np.isfinite(self._levels)
        self._levels = np.where(fresh & ~known, event.level_loss, self._levels)
        both = fresh & known
        self._levels[both] = _MEMORY * self._levels[both] + (1 - _MEMORY) * event.level_loss[both]
        self._remember(event)
        if event.preview:
            self._previews.append((event.preview.step, event.preview.pixels))
            self._new_preview()

    def overlay(self, own: RunConfig | None, others: list[tuple[str, RunConfig, History]]) -> None:
        """Draw other runs' curves over the shown one's, whose settings are `own`; none of them ends it."""
        self._own, self._others = own, others
        self.differ.setVisible(bool(others))
        self.numbers.setVisible(not others)  # they speak of one run, and the row is full
        self.draw()

    def draw(self) -> None:
        """Draw the curves; costs a few milliseconds whatever their length."""
        now = self._now()
        over, quantity = self.over.currentData(), self.quantity.currentData()
        self.smoothing.setEnabled(quantity == "loss")
        self.scale.setEnabled(quantity in _WIDE or self.levels_as.currentData() == 2)
        log = self.scale.currentData() and quantity in _WIDE
        steps = now.along(over, np.arange(1, self._count + 1, dtype=np.float64))
        plain = quantity == "loss" and steps is not None and not self._others
        shown = (self.loss_plot if plain else self.overlay_plot, quantity, log)
        turned = shown != self._drawn
        if turned:
            self._note_zoom()
        if plain and steps is not None:
            held_out = np.column_stack([self._along(now, now.held_out[:, 0]), now.held_out[:, 1]])
            self.loss_plot.set_log(log)
            self.loss_plot.show_curves(steps, now.loss, self.smoothing.currentData(), held_out, _LABELS[over])
        else:
            self._draw_runs(now, log)
        self.upper_plots.setCurrentWidget(shown[0])
        if turned:
            self._drawn = shown
            shown[0].set_zoom(self._zoom_x, self._zoom_y.get((quantity, log)))
        if self.levels_as.currentData():
            self._draw_past(now)
        else:
            self.level_plot.show_levels(self._levels, self._held_out_levels)
        self.which.setVisible(bool(self.levels_as.currentData()))
        self.lower_plots.setCurrentIndex(self.levels_as.currentData())
        self._draw_marks(now)
        self.lags.setText(self._lagging(now))
        recent = now.loss[-max(1, self._count // 50) :]
        said = (
            [tr("loss {loss:.3f}").format(loss=np.nanmean(recent))] if len(recent) and np.isfinite(recent).any() else []
        )
        said += [tr("held-out {loss:.3f}").format(loss=self._held_out[-1][1])] if self._held_out else []
        self.numbers.setText("\n".join(said))  # below each other: the row is full

    def _draw_marks(self, now: History) -> None:
        """Mark where settings were changed, and the like; what happened at one step shares a line."""
        told: dict[int, list[str]] = {}
        for step, what in self._marks:
            told.setdefault(step, []).append(what)
        steps = np.array(list(told), dtype=np.float64)
        places = now.along(self.over.currentData(), steps)
        marks = [] if places is None else list(zip(places.tolist(), told.items(), strict=True))
        shown = [(x, "\n".join([tr("step {step}").format(step=spaced(step)), *what])) for x, (step, what) in marks]
        for plot in (self.upper_plots.currentWidget(), self.past_plot):
            assert isinstance(plot, Plot)
            plot.show_marks(shown)

    def _draw_runs(self, now: History, log: bool) -> None:
        """Draw a quantity of the shown run and of those beside it."""
        quantity, over = self.quantity.currentData(), self.over.currentData()
        curves: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        missing: list[str] = []
        for name, history in [(self._name, now), *((name, past) for name, _, past in self._others)]:
            line, dots = self._curve(history, quantity)
            places = [history.along(over, part[:, 0]) for part in (line, dots)]
            if places[0] is None or places[1] is None:
                missing.append(name)
                continue
            unique = name if name not in curves else f"{name} ({len(curves) + 1})"
            curves[unique] = (np.column_stack([places[0], line[:, 1]]), np.column_stack([places[1], dots[:, 1]]))
        self.overlay_plot.show_runs(_TITLES[quantity], _LABELS[over], log, curves)
        if not any(len(line) for line, _ in curves.values()):
            what = (self.over if missing else self.quantity).currentText().lower()
            said = tr("The records of this run hold no {what}.") if missing else tr("This run has no {what} yet.")
            old = tr("An older version made it; training it further records this.") if self._count else ""
            self.overlay_plot.say(f"{said.format(what=what)} {old}".rstrip())

    def _curve(self, history: History, quantity: str) -> tuple[np.ndarray, np.ndarray]:
        """Return a line and dots of a run, (N, 2) each: step and value."""
        if quantity != "loss":
            return history.curve(quantity), np.empty((0, 2))
        steps = np.arange(1, len(history.loss) + 1, dtype=np.float64)
        width = max(1, int(len(history.loss) * self.smoothing.currentData()))
        return np.column_stack([steps, moving_average(history.loss, width)]), history.held_out

    def _draw_past(self, now: History) -> None:
        """Draw the loss by level over time: all levels as colours, or some as curves."""
        held_out = self.which.currentData()
        steps, past = (now.held_out_steps, now.held_out_past) if held_out else (now.level_steps, now.level_past)
        over = self.over.currentData()
        known = now.along(over, steps)
        x = steps if known is None else known
        levels = max(len(self._levels), len(self._held_out_levels), 1)
        title = tr("Held-out loss ÷ (D/2) by noise level") if held_out else tr("Training loss ÷ (D/2) by noise level")
        label = _LABELS[over if known is not None else "steps"]
        if self.levels_as.currentData() == 1:
            self.heat_plot.show_past(title, label, x, past, levels)
            return
        rows = past.shape[1] if len(past) else 0
        chosen = np.unique(np.linspace(0, rows - 1, min(rows, _LEVELS_DRAWN)).round().astype(int)).tolist()
        curves = {}
        for row in chosen:
            line = np.column_stack([x, past[:, row]])
            curves[self._row_name(row, levels)] = (line[np.isfinite(line[:, 1])], np.empty((0, 2)))
        self.past_plot.show_runs(title, label, self.scale.currentData(), curves)
        if not any(len(line) for line, _ in curves.values()):
            self.past_plot.say(tr("No loss by level is recorded yet."))

    def _row_name(self, row: int, levels: int) -> str:
        """Name what a row of the loss over time tells of: one level or several, and their σ where it is known."""
        first, end = row_levels(levels)[row]
        named = tr("level {level}").format(level=first + 1)
        if end > first + 1:
            named = tr("levels {first}–{last}").format(first=first + 1, last=end)
        sigma = f", σ {self._sigmas[(first + end - 1) // 2]:.2g}" if len(self._sigmas) == levels else ""
        return named + sigma

    def _lagging(self, now: History) -> str:
        found = lagging(now.level_past, now.held_out_past)
        if found is None:
            return ""
        row, behind = found
        levels = max(len(self._levels), len(self._held_out_levels))
        return tr("lags: {levels} (+{behind:.3f})").format(levels=self._row_name(row, levels), behind=behind)

    # -- parts ------------------------------------------------------------------------------

    def _now(self) -> History:
        """Return what is known of the shown run up to now."""

        def past(found: list[tuple[float, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
            rows = [row for _, row in found if len(row) == len(found[-1][1])]
            steps = [step for step, row in found if len(row) == len(found[-1][1])]
            return np.array(steps, dtype=float), np.stack(rows) if rows else np.empty((0, 0))

        level_steps, level_past = past(self._level_past)
        held_out_steps, held_out_past = past(self._held_out_past)
        now = History(
            self._loss[: self._count],
            np.array(self._clock),
            np.array(self._held_out).reshape(-1, 2),
            self._levels,
            self._held_out_levels,
            level_steps=level_steps,
            level_past=level_past,
            held_out_steps=held_out_steps,
            held_out_past=held_out_past,
            sigmas=self._sigmas,
        )
        if self._measured:
            now.measured = np.stack(self._measured)
        return now

    def _along(self, history: History, steps: np.ndarray) -> np.ndarray:
        found = history.along(self.over.currentData(), steps)
        assert found is not None
        return found

    def _remember(self, event: TrainEvent) -> None:
        """Lengthen what is drawn over time: once a second what is measured, by level when held-out pictures are."""
        self._sigmas = event.sigmas
        pictures, seconds = self._drawn_pictures
        before = self._clock[-2][1]
        pictures += event.images_per_second * (event.seconds - before)
        seconds += event.seconds - before
        if len(event.losses) and seconds >= (1.0 if self._measured else 0.0):
            rate = pictures / seconds if seconds > 0 else np.nan
            values = (event.step, event.learning_rate, event.gradient_norm, event.weight_norm, rate, event.epoch)
            self._measured.append(np.array([*values, time.time()]))
            pictures = seconds = 0.0
        self._drawn_pictures = (pictures, seconds)
        if self._fresh.shape[1] != len(event.sigmas):
            self._fresh = np.zeros((2, len(event.sigmas)))
        self._fresh += [np.where(event.level_count > 0, event.level_loss * event.level_count, 0), event.level_count]
        if event.held_out is None:
            return
        total, count = self._fresh
        learnt = np.divide(total, count, where=count > 0, out=np.full(len(total), np.nan))
        for past, found in ((self._held_out_past, event.held_out.by_level), (self._level_past, learnt)):
            past.append((event.step, binned(found[None])[0]))
            if len(past) > 2 * MOST_RECORDS:
                past[:] = past[::-2][::-1]
        self._fresh = np.zeros((2, len(event.sigmas)))

    def _show_differences(self) -> None:
        if self._own is not None:
            runs = [(self._name, self._own), *((name, config) for name, config, _ in self._others)]
            DifferencesDialog(runs, self).open()

    # -- saving -----------------------------------------------------------------------------

    def _save_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("train.save-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        upper, lower = self.upper_plots.currentWidget(), self.lower_plots.currentWidget()
        assert isinstance(upper, Plot)
        assert isinstance(lower, Plot)
        menu.addAction(tr("Curves as a table (CSV)…"), lambda: self._ask_where("curves", ".csv", self._table))
        for what, name, plot in (
            (tr("Upper plot"), self.quantity.currentData(), upper),
            (tr("Loss by level"), "levels", lower),
        ):
            menu.addSeparator()
            menu.addAction(
                tr("{what} as SVG…").format(what=what), partial(self._ask_where, name, ".svg", partial(vector, plot))
            )
            menu.addAction(
                tr("{what} as PNG…").format(what=what), partial(self._ask_where, name, ".png", partial(picture, plot))
            )
        menu.popup(self.save.mapToGlobal(self.save.rect().bottomLeft()))

    def _table(self) -> Callable[[], bytes]:
        return partial(to_csv, self._now())

    def _ask_where(self, what: str, suffix: str, make: Callable[[], bytes | Callable[[], bytes]]) -> None:
        """Ask for a file; the dialog asks again before it takes one that exists."""
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        place = documents if documents.is_dir() else Path.home()
        name = f"{self._name}-{what.replace('_', '-')}{suffix}"
        ask = QFileDialog(self, tr("Save as"), str(place / name), f"{suffix[1:].upper()} (*{suffix})")
        ask.setObjectName("train.save-dialog")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        ask.setDefaultSuffix(suffix[1:])
        ask.fileSelected.connect(lambda path: self.save_wanted.emit(Path(path), make()))
        ask.open()

    def _append(self, losses: np.ndarray) -> None:
        needed = self._count + len(losses)
        if needed > len(self._loss):
            grown = np.empty(max(needed, 2 * len(self._loss)), np.float32)
            grown[: self._count] = self._loss[: self._count]
            self._loss = grown
        self._loss[self._count : needed] = losses
        self._count = needed

    def _stand_at(self, step: int) -> None:
        """Take back what came after a step: a run that was interrupted goes on from its last checkpoint."""
        if self._count > step:
            self._count = step
            self._clock = [at for at in self._clock if at[0] <= step]
            self._held_out = [at for at in self._held_out if at[0] <= step]
            self._measured = [row for row in self._measured if row[0] <= step]
            self._level_past = [at for at in self._level_past if at[0] <= step]
            self._held_out_past = [at for at in self._held_out_past if at[0] <= step]
            self._marks = [at for at in self._marks if at[0] <= step]
        elif self._count < step:  # lost with a torn line
            self._append(np.full(step - self._count, np.nan, np.float32))

    def _note_zoom(self) -> None:
        """Remember how the upper plot is zoomed; one that only says why it is empty has nothing to be zoomed."""
        plot, quantity, log = self._drawn
        if not (isinstance(plot, OverlayPlot) and plot.sentence.text()):
            self._zoom_x, self._zoom_y[quantity, log] = plot.zoom()

    def _rescale(self) -> None:
        """Draw over another axis, or another run, and show all; the old zoom means nothing there."""
        self.draw()
        self._zoom_x, self._zoom_y = None, {}
        for plot in (self.loss_plot, self.overlay_plot, self.heat_plot, self.past_plot):
            plot.enableAutoRange()

    def _new_preview(self) -> None:
        """Lengthen the slider; stay at the newest if it was there."""
        if not self._previews:
            return
        at_end = self.preview_slider.value() == self.preview_slider.maximum() or not self.preview_slider.isEnabled()
        self.preview_slider.setEnabled(True)
        self.preview_slider.setMaximum(len(self._previews) - 1)
        if at_end:
            self.preview_slider.setValue(len(self._previews) - 1)
        self._show_preview(self.preview_slider.value())

    def _show_preview(self, index: int) -> None:
        if not 0 <= index < len(self._previews):
            return
        step, pixels = self._previews[index]
        if not isinstance(pixels, np.ndarray):
            pixels = read_tiles(pixels)
        self.preview.show_pictures(pixels)
        self.preview_step.setText(tr("step {step}").format(step=spaced(step)))

    def _arrange(self) -> None:
        top = QHBoxLayout()
        for part in (self.quantity, self.smoothing, self.scale, self.over, self.save, self.differ):
            top.addWidget(part)
        self.differ.hide()
        top.addStretch(1)
        top.addWidget(self.numbers)
        for plot in (self.loss_plot, self.overlay_plot):
            self.upper_plots.addWidget(plot)
        for plot in (self.level_plot, self.heat_plot, self.past_plot):
            self.lower_plots.addWidget(plot)
        side = QWidget()
        below = QVBoxLayout(side)
        below.setContentsMargins(0, 8, 0, 0)
        title = QHBoxLayout()
        title.addWidget(self.preview_title)
        title.addStretch(1)
        title.addWidget(self.preview_step)
        below.addLayout(title)
        below.addWidget(self.preview, 1)
        below.addWidget(self.preview_slider)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 8, 0, 0)
        chosen = QHBoxLayout()
        chosen.addWidget(self.levels_as)
        chosen.addWidget(self.which)
        chosen.addWidget(self.lags, 1)
        column.addLayout(chosen)
        column.addWidget(self.lower_plots, 1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setObjectName("train.parts")
        parts.addWidget(left)
        parts.addWidget(side)
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addLayout(top)
        layout.addWidget(whole, 1)
