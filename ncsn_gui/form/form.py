"""Any run's settings as labelled controls, made from their declarations in the engine."""

from __future__ import annotations

from dataclasses import dataclass
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
from ncsn_gui.finding import Query
from ncsn_gui.form.section import Section
from ncsn_gui.language import tr
from ncsn_gui.words import SECTIONS, shown_value, subject, titled, worded

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


@dataclass
class _Refused:
    """What was typed and refused.

    Attributes
    ----------
    value
        What it was read as; None and not `read`: it could not be.
    about
        Dotted name of the setting that the message names, which is framed.
    """

    why: str
    about: str
    value: Any = None
    read: bool = True


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
        self._refused: dict[str, _Refused] = {}  # by dotted name, until it is put right
        self._complaints: dict[str, str] = {}  # of settings that are right, but do not fit the rest
        inner = QWidget()
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(8, 0, 8, 8)
        self._layout.setSpacing(2)
        for name, title in SECTIONS.items():
            section = Section(name, title, kinds(name), self)
            section.edited.connect(self.change)
            section.refused.connect(self._refuse)
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
        self._refused.clear()
        self._show_sections()
        self._show_refused()

    @property
    def refuses(self) -> bool:
        """Whether something stands here that was refused."""
        return bool(self._refused)

    def search(self, text: str) -> int:
        """Show only the rows that hold all these words; returns how many. Nothing: all as it was."""
        query = Query(text)
        if not self.holds(query):
            query = Query(text, loose=True)
        return sum(section.search(query) for section in self._sections.values())

    def holds(self, query: Query) -> bool:
        """Tell whether a row holds all that is asked."""
        return any(section.found(query) for section in self._sections.values())

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
        """Mark a setting that is allowed by itself but does not fit the rest; an empty text takes it back."""
        self._complaints.pop(dotted, None)
        if text:
            self._complaints[dotted] = text
        self._show_problems()

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
        """Change one setting, as its control does; what was refused before may be right together with it."""
        self._refused.pop(dotted, None)
        waiting = {name: refused.value for name, refused in self._refused.items() if refused.read}
        changes: dict[str, Any] = {dotted: value}
        try:
            config = self.config.replace(**waiting, **changes)
            changes |= waiting
        except InputError:
            try:
                config = self.config.replace(**changes)
            except InputError as error:
                self._refused[dotted] = _Refused(worded(error), subject(error) or dotted, value)
                self._show_refused()
                return
        for name in changes:
            self._refused.pop(name, None)
        self.config = config
        self._show_sections()  # another kind of data takes others along
        self._show_refused()
        self.edited.emit(config, dotted)

    def _refuse(self, dotted: str, why: str) -> None:
        """Take in that something was typed that can't be read; the setting is what it was."""
        self._refused[dotted] = _Refused(f"{titled(dotted)}: {why}", dotted, read=False)
        self._show_refused()

    def _show_sections(self) -> None:
        for name, one in self._sections.items():
            settings = getattr(self.config, name)
            if not one.shows(settings):  # other rows come, and what was typed into these goes with them
                self._refused = {n: refused for n, refused in self._refused.items() if n.split(".")[0] != name}
            one.show_settings(settings, self._refused.keys())
            one.mark(getattr(self.base, name))

    def _show_refused(self) -> None:
        self._show_problems()
        self.wrong.emit(next((refused.why for refused in reversed(self._refused.values())), ""))

    def _show_problems(self) -> None:
        """Say in each section what is wrong there, and frame the settings that it is about."""
        problems = {refused.about: refused.why for refused in self._refused.values()}
        problems = problems | {n: text for n, text in self._complaints.items() if n not in problems}
        for name, section in self._sections.items():
            section.show_problems({n: text for n, text in problems.items() if n.split(".")[0] == name})

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
