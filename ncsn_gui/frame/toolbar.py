"""The bar at the top: train, pause, stop; device and preset; the run's name; theme, help and more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QSizePolicy, QStyle, QToolBar, QToolButton, QWidget

from ncsn_engine.presets import PRESETS
from ncsn_engine.threads import sharing
from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.elided import Elided
from ncsn_gui.widgets.icons import icon

if TYPE_CHECKING:
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.works.training import Training

__all__ = ["MainToolBar", "show_key"]

_GAP = 5  # pixels between a button's icon and its text


def show_key(action: QAction) -> None:
    """Say in a button's tooltip which key does the same."""
    if tip := action.property("tip"):
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({key})" if key else tip)


class MainToolBar(QToolBar):
    """Begins and ends a training, chooses device and preset, and says what lies on the desk."""

    def __init__(self, workshop: Workshop, shelf: Shelf, desk: Desk, training: Training, parent: QWidget) -> None:
        super().__init__(tr("Main"), parent)
        self._workshop, self._shelf, self._desk, self._training = workshop, shelf, desk, training
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.train = self._shown("train", tr("Train"), "ph.play-fill", "Ctrl+T", tr("Train the model"))
        self.pause = self._shown("pause", tr("Pause"), "ph.pause-fill", "Ctrl+P", tr("Stand still; all is saved"))
        self.stop = self._shown("stop", tr("Stop"), "ph.stop-fill", "Ctrl+.", tr("Save and end the training"))
        self.addSeparator()
        self.device = Combo("device", tr("Device: where the numbers are computed"), [(tr("starting…"), "auto")])
        self.device.setEnabled(False)
        entries = [(name, name) for name in PRESETS]
        self.preset = Combo("preset", tr("Preset: begin a new run from ready settings"), entries)
        for row, made in enumerate(PRESETS.values()):
            self.preset.setItemData(row, tr(made.about), Qt.ItemDataRole.ToolTipRole)
        self.preset.setPlaceholderText(tr("Preset"))
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.title, self.subtitle = Elided(), Elided()
        self.title.setObjectName("title")
        self.title.setProperty("role", "title")
        self.subtitle.setProperty("role", "dim")
        self.subtitle.setObjectName("subtitle")
        for part in (self.device, self.preset, spacer, self.title, self.subtitle):
            self.addWidget(part)
        tip = tr("Light or dark; the preferences go back to the system's")
        self.theme = self._shown("theme", tr("Theme"), "ph.circle-half-fill", "", tip, icon_only=True)
        tip = tr("Help on the view that is shown")
        self.help = self._shown("help", tr("Help"), "ph.question", "F1", tip, icon_only=True)
        self.menu = QMenu(self)
        self.more = QToolButton()
        self.more.setObjectName("more")
        self.more.setToolTip(tr("Everything else that can be done"))
        self.more.setAccessibleName(tr("More"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self.menu)
        self.addWidget(self.more)
        self._join()

    def _join(self) -> None:
        workshop, desk, training = self._workshop, self._desk, self._training
        self.train.triggered.connect(lambda: training.start_or_resume())
        self.pause.triggered.connect(lambda: training.pause())
        self.stop.triggered.connect(lambda: training.stop())
        self.device.activated.connect(lambda _: workshop.choose_device(self.device.currentData()))
        workshop.up.connect(self._show_devices)
        workshop.device_chosen.connect(self._show_device)
        workshop.threads_changed.connect(self._show_threads)
        desk.turned.connect(self._show_preset)
        for told in (workshop.up, desk.turned, desk.stood, training.changed, training.job.changed):
            told.connect(self._show_state)
        training.progressed.connect(self._show_progress)
        self._show_state()

    # -- what is shown ----------------------------------------------------------------------

    def _show_devices(self) -> None:
        """Offer the devices that are really here, the fastest first."""
        self.device.clear()
        for device in self._workshop.devices:
            self.device.addItem(device.title, device.name)
        self.device.setEnabled(True)
        self._show_device()
        self._show_threads()

    def _show_threads(self) -> None:
        """Say how many threads the processor's torch really uses."""
        row, now = self.device.findData("cpu"), sharing()
        if row < 0 or not now.given:
            return
        said = tr("CPU · {given} of {own} threads") if now.busy else tr("CPU · {given} threads")
        said = tr("CPU · 1 thread") if now.given == 1 and not now.busy else said
        self.device.setItemText(row, said.format(given=now.given, own=now.own))

    def _show_device(self) -> None:
        self.device.setCurrentIndex(self.device.findData(self._workshop.device))

    def _show_preset(self) -> None:
        """Name the preset that a new run began with; a run has none."""
        name = self._desk.config.name if self._desk.run is None else ""
        self.preset.setCurrentIndex(self.preset.findText(name) if name else -1)

    def _show_state(self) -> None:
        """Enable what can be done, and say how the run stands."""
        desk, training = self._desk, self._training
        session, running = training.session, training.running
        resumes = not running if session else desk.run is not None and bool(desk.run.checkpoints()) and desk.resumable
        self.train.setText(tr("Resume") if resumes else tr("Train"))
        self.train.setEnabled(self._workshop.ready and not running and not desk.wrong and not self._ending())
        self.pause.setEnabled(running and not self._ending())
        self.stop.setEnabled(session is not None and not self._ending())
        run = desk.run
        self.title.setText(tr("New run") if run is None else run.name)
        said = tr("{status} · {steps} steps")
        self.subtitle.setText(
            "" if run is None else said.format(status=self._shelf.word(run), steps=spaced(run.status()[1]))
        )
        self.paint_icons()

    def _ending(self) -> bool:
        return self._training.job.busy and self._training.job.stopping

    def _show_progress(self, step: int, steps: int) -> None:
        self.subtitle.setText(tr("{step} of {steps} steps").format(step=spaced(step), steps=spaced(steps)))

    def paint_icons(self) -> None:
        """Draw the icons in the colours of the theme."""
        colours = theme.current()
        for action in (self.train, self.pause, self.stop, self.theme, self.help):
            colour = colours.good if action is self.train else colours.text
            action.setIcon(icon(action.property("icon_name"), colour if action.isEnabled() else colours.dim))
        self.more.setIcon(icon("ph.dots-three-vertical-bold", colours.text))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "more"):
            self.paint_icons()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Follow the room there is."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and hasattr(self, "more"):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Show buttons without their text where there is no room for all: else Qt hides the last ones."""
        style = Qt.ToolButtonStyle
        buttons: list[Any] = [self.widgetForAction(action) for action in (self.stop, self.pause, self.train)]
        texts = [_GAP + self.fontMetrics().horizontalAdvance(button.text()) for button in buttons]
        bare = [button.toolButtonStyle() == style.ToolButtonIconOnly for button in buttons]
        need = self._least() + sum(text for text, now in zip(texts, bare, strict=True) if now)
        for button, text, now in zip(buttons, texts, bare, strict=True):
            fits = need + (text // 4 if now else 0) <= self.width()  # a text comes back where there is room to spare
            need -= 0 if fits else text
            wanted = style.ToolButtonTextBesideIcon if fits else style.ToolButtonIconOnly
            if button.toolButtonStyle() != wanted:
                button.setToolButtonStyle(wanted)
                if layout := self.layout():  # which still holds the width of before
                    layout.invalidate()

    def _least(self) -> int:
        """Return the width that all parts need as they are."""
        parts = [self.widgetForAction(action) for action in self.actions()]
        spacing = self.style().pixelMetric(QStyle.PixelMetric.PM_ToolBarItemSpacing, None, self)
        least = sum(max(part.minimumSizeHint().width(), part.minimumWidth(), 0) + spacing for part in parts)
        layout = self.layout()
        return least + (layout.contentsMargins().left() + layout.contentsMargins().right() if layout else 0)

    def _shown(self, name: str, text: str, picture: str, key: str, tip: str, icon_only: bool = False) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setProperty("icon_name", picture)
        action.setShortcut(key)
        action.setProperty("tip", tip)
        show_key(action)
        self.addAction(action)
        button: Any = self.widgetForAction(action)
        button.setObjectName(f"button.{name}")
        if icon_only:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return action
