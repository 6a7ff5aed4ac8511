"""The bar at the top: train, pause, stop; device and preset; the run's name; theme, help and more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from ncsn_engine.presets import PRESETS
from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from ncsn_engine.devices import Device

__all__ = ["MainToolBar", "show_key"]


def show_key(action: QAction) -> None:
    """Say in a button's tooltip which key does the same."""
    if tip := action.property("tip"):
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({key})" if key else tip)


class MainToolBar(QToolBar):
    """Holds actions and says nothing of what they do: the window connects them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Main"), parent)
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
        self.title, self.subtitle = QLabel(""), QLabel("")
        self.title.setObjectName("title")
        self.title.setProperty("role", "title")
        self.subtitle.setProperty("role", "dim")
        for label in (self.title, self.subtitle):
            label.setTextFormat(Qt.TextFormat.PlainText)  # a run's name comes from a folder
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
        self.paint_icons()

    def add_to_menu(self, name: str, text: str, key: QKeySequence | str, do: Callable[[], Any]) -> QAction:
        """Add an entry to the menu behind the three dots; its own key is kept in mind under its name."""
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcut(key)
        action.triggered.connect(lambda: do())
        self.menu.addAction(action)
        return action

    def show_devices(self, devices: list[Device]) -> None:
        """Offer the devices that are really here, the fastest first."""
        self.device.clear()
        for device in devices:
            self.device.addItem(device.title, device.name)
        self.device.setEnabled(True)

    def show_run(self, title: str, subtitle: str) -> None:
        """Show the run's name, and how it stands."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)

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
