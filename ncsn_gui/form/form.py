"""Any run's settings as labelled controls, made from their declarations in the engine."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QLineEdit,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.config import InputError, RunConfig, kinds
from ncsn_gui.form.section import Section
from ncsn_gui.language import tr
from ncsn_gui.words import shown_value

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["REDO", "UNDO", "LetsUndoThrough", "SettingsForm"]


UNDO, REDO = "Ctrl+Z", "Ctrl+Shift+Z; Ctrl+Y"


class LetsUndoThrough(QObject):
    """Lets the keys of undo and redo pass a text line that has nothing to undo itself.

    Qt's text lines take these keys even then, and the window would never hear of them.
    """

    def watch(self, control: QWidget) -> None:
        """Watch a control's line, if it has one."""
        lines = [control] if isinstance(control, QLineEdit) else control.findChildren(QLineEdit)
        for line in (*lines, control):
            line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take from the line what it would only swallow."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        line = watched if isinstance(watched, QLineEdit) else watched.findChild(QLineEdit)
        keys = QKeySequence(event.keyCombination())
        undo, redo = (keys in QKeySequence.listFromString(text) for text in (UNDO, REDO))
        if not isinstance(line, QLineEdit):
            return False
        if (undo and not line.isUndoAvailable()) or (redo and not line.isRedoAvailable()):
            event.ignore()
            return True
        return False


_TITLES = {
    "data": tr("Data"),
    "network": tr("Network"),
    "noise": tr("Noise"),
    "objective": tr("Objective"),
    "training": tr("Training"),
    "sampling": tr("Sampling"),
}


class SettingsForm(QScrollArea):
    """Shows a :class:`RunConfig`; tells of each change as a new, checked one."""

    edited = Signal(object, str)  # RunConfig, the dotted name that changed
    wrong = Signal(str)  # the message, or empty when all is well again
    help_wanted = Signal(str)  # the place in the help

    def __init__(self, config: RunConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.config = self.base = config  # what is shown, and what it began from
        self.locked: set[str] = set()
        self._free: set[str] = set()  # settings of locked sections that may be changed all the same
        self._undo_filter = LetsUndoThrough(self)
        self._sections: dict[str, Section] = {}
        self._wrong: dict[str, Any] = {}  # what was typed and refused, until it is put right
        inner = QWidget()
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(8, 0, 8, 8)
        self._layout.setSpacing(2)
        for name, title in _TITLES.items():
            section = Section(name, title, kinds(name), self)
            section.edited.connect(self.change)
            section.menu_wanted.connect(self._row_menu)
            section.built.connect(self._undo_filter.watch)
            section.help_wanted.connect(self.help_wanted)
            self._sections[name] = section
            self._layout.addWidget(section)
        self._layout.addStretch(1)
        self.setWidget(inner)
        self.show_config(config)

    def show_config(self, config: RunConfig, base: RunConfig | None = None) -> None:
        """Show other settings; listeners are not told. What differs from `base` is marked."""
        self.config, self.base = config, base or config
        self._wrong.clear()
        for name, section in self._sections.items():
            section.show_settings(getattr(config, name))
            section.show_problem("")
            section.mark(getattr(self.base, name))
        self.wrong.emit("")

    def search(self, text: str) -> int:
        """Show only the rows that hold all these words; returns how many. Nothing: all as it was."""
        return sum(section.search(text) for section in self._sections.values())

    def open_sections(self, names: Iterable[str]) -> None:
        """Unfold these sections and fold the others."""
        wanted = set(names)
        for name, section in self._sections.items():
            section.header.setChecked(name in wanted)

    def unfolded(self) -> list[str]:
        """Return which sections are unfolded."""
        return [name for name, section in self._sections.items() if section.header.isChecked()]

    def set_hint(self, section: str, text: str) -> None:
        """Show a remark under a section, for example what the rules made of the data."""
        self._sections[section].show_hint(text)

    def complain(self, dotted: str, text: str) -> None:
        """Mark a setting that is allowed by itself but does not fit the rest; an empty text takes it back.

        What was refused in that section, and stands there still, is more urgent.
        """
        section = dotted.split(".")[0]
        if section not in {name.split(".")[0] for name in self._wrong}:
            self._sections[section].show_problem(text, dotted if text else "")

    def lock(self, sections: Iterable[str], reason: str, free: Iterable[str] = ()) -> None:
        """Disable the settings of some sections, but the free ones, and enable all others; tooltips say the reason."""
        self.locked, self._free = set(sections), set(free)
        for name, section in self._sections.items():
            section.lock({n for n in self._free if n.startswith(f"{name}.")} if name in self.locked else None, reason)

    def control(self, dotted: str) -> QWidget:
        """Return the control of a setting, for example ``training.steps``."""
        found = self.findChild(QWidget, f"setting.{dotted}")
        if found is None:
            raise KeyError(dotted)
        return found

    def change(self, dotted: str, value: Any) -> None:
        """Change one setting, as its control does."""
        section = dotted.split(".")[0]
        try:
            # What was refused before may be right together with this change.
            config = self.config.replace(**{**self._wrong, dotted: value})
        except InputError as error:
            self._wrong[dotted] = value
            self._sections[section].show_problem(str(error), dotted)
            self.wrong.emit(str(error))
            return
        for name in {w.split(".")[0] for w in self._wrong} | {section}:
            self._sections[name].show_problem("")
        self._wrong.clear()
        self.config = config
        for name, one in self._sections.items():  # another kind of data takes others along
            one.show_settings(getattr(config, name))
            one.mark(getattr(self.base, name))
        self.wrong.emit("")
        self.edited.emit(config, dotted)

    def _row_menu(self, dotted: str, place: QPoint) -> None:
        """Offer what can be done with one setting, below what its own line offers."""
        control = self.control(dotted)
        line = control.findChild(QLineEdit) if not isinstance(control, QLineEdit) else control
        menu = line.createStandardContextMenu() if line and control.isEnabled() else QMenu(self)
        menu.setParent(self, menu.windowFlags())
        menu.setObjectName("setting.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSeparator()
        section, _, name = dotted.partition(".")
        for text, of in ((tr("Reset to preset"), self.base), (tr("Reset to default"), RunConfig())):
            settings = getattr(of, section)
            if name not in type(settings).model_fields:
                # Another kind began here: the default that the present kind declares.
                settings = type(getattr(self.config, section))()
            value = getattr(settings, name)
            action = menu.addAction(f"{text}: {shown_value(value)}", partial(self.change, dotted, value))
            action.setEnabled(control.isEnabled() and value != getattr(getattr(self.config, section), name))
        menu.addAction(tr("Copy name"), partial(QGuiApplication.clipboard().setText, dotted))
        menu.popup(place)
