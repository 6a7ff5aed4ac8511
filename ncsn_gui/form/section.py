"""One group of settings under a header that folds it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ncsn_gui.finding import Query
from ncsn_gui.form.marked_label import MarkedLabel
from ncsn_gui.form.rows import PathLine, connect_control, control_for, narrow, set_control, tooltip
from ncsn_gui.help_pages import settings_section
from ncsn_gui.language import tr
from ncsn_gui.widgets.buttons import help_button
from ncsn_gui.widgets.number_box import NumberBox
from ncsn_gui.widgets.wrong import mark_wrong
from ncsn_gui.words import KIND_LABELS, kind_title, shown_value

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ncsn_engine.config import Settings

__all__ = ["Section"]


class Section(QWidget):
    """One group of settings under a header that folds it.

    Parameters
    ----------
    name, title
        Under which its settings are told, and as its header says.
    options
        The kinds among which one can choose; one alone has the name "".
    """

    edited = Signal(str, object)
    refused = Signal(str, str)  # dotted name, the rule that what was typed there breaks
    menu_wanted = Signal(str, QPoint)
    built = Signal(QWidget)  # a new control
    help_wanted = Signal(str)

    def __init__(self, name: str, title: str, options: Mapping[str, type[Settings]], parent: QWidget) -> None:
        super().__init__(parent)
        self._options = options
        self.name = name
        self._sought = Query("")  # what is searched for
        self.header = QToolButton(self)
        self.header.setText(title)
        self.header.setCheckable(True)
        self.header.setChecked(True)
        self.header.setObjectName(f"section.{name}")
        self.header.setProperty("role", "section")
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.header.toggled.connect(self._fold)
        about = tr("What the settings under {title} mean").format(title=title)
        self.help = help_button(f"help.{name}", about)
        self.help.clicked.connect(self._ask_help)
        self.body = QWidget(self)
        self._rows = QFormLayout(self.body)
        self._rows.setContentsMargins(0, 2, 0, 8)
        self._rows.setHorizontalSpacing(8)
        self._rows.setVerticalSpacing(5)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.more = QToolButton(self)
        self.more.setObjectName(f"more.{name}")
        self.more.setAccessibleName(tr("{title}: more settings").format(title=title))
        self.more.setToolTip(tr("Shows or hides the settings that are seldom changed"))
        self.more.setCheckable(True)
        self.more.setProperty("flat", True)
        self.more.setProperty("role", "more")
        self.more.toggled.connect(self._unfold_more)
        self._advanced: dict[str, int] = {}  # rows for those who look for them
        self._hint = _remark("dim", self)
        self._problem = _remark("wrong", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        top = QHBoxLayout()
        top.addWidget(self.header, 1)
        top.addWidget(self.help)
        layout.addLayout(top)
        for part in (self.body, self.more, self._problem, self._hint):
            layout.addWidget(part)
        self._shown: type[Settings] | None = None
        self._values: dict[str, Any] = {}
        self._controls: dict[str, QWidget] = {}
        self._tips: dict[str, str] = {}
        self._labels: dict[str, MarkedLabel] = {}
        self._add_choice()
        self._fold(True)

    def shows(self, settings: Settings) -> bool:
        """Tell whether there are rows for settings of this kind now."""
        return type(settings) is self._shown

    def show_settings(self, settings: Settings, kept: Collection[str] = ()) -> None:
        """Show other values, and other rows if they are of another kind; in the kept ones stands what was refused."""
        kind, self._values = getattr(settings, "kind", ""), settings.model_dump()
        if not self.shows(settings):
            self._build(settings)
        if kind and "kind" in self._controls:
            set_control(self._controls["kind"], kind)
        for setting in settings.settings():
            if f"{self.name}.{setting.name}" not in kept:
                set_control(self._controls[setting.name], getattr(settings, setting.name))

    def mark(self, base: Settings) -> None:
        """Mark the rows whose value is not that of `base`."""
        shown, before = self._values, base.model_dump()
        defaults = {s.name: s.default for s in self._shown.settings()} if self._shown else {}
        for name, label in self._labels.items():
            was = before.get(name, defaults.get(name))
            label.mark(name in shown and shown[name] != was, shown_value(was))

    def lock(self, free: set[str] | None, reason: str) -> None:
        """Disable all settings but the free ones; None: enable all."""
        self.header.setToolTip(reason if free == set() else "")
        for name, control in self._controls.items():
            locked = free is not None and f"{self.name}.{name}" not in free
            control.setEnabled(not locked)
            tip = self._tips[name]
            control.setToolTip(f"{reason}\n{tip}" if locked else tip)

    def search(self, query: Query) -> int:
        """Show only the rows that hold all that is asked; returns how many."""
        self._sought = query
        self._fold(self.header.isChecked())
        if not self._sought:
            self.show()
            for control in self._controls.values():
                self._rows.setRowVisible(control, True)
            self._unfold_more(self.more.isChecked())
            return len(self._labels)
        return self._narrow_rows()

    def found(self, query: Query) -> set[str]:
        """Return the settings that hold all that is asked: in title, name, explanation or choices."""
        return {name for name, label in self._labels.items() if query.score(label.text(), *self._told(name))}

    def _told(self, name: str) -> tuple[str, str, str]:
        control = self._controls[name]
        choices = [control.itemText(i) for i in range(control.count())] if isinstance(control, QComboBox) else []
        return f"{self.header.text()} {self.name}.{name}", control.toolTip(), ", ".join(choices)

    def _narrow_rows(self) -> int:
        found = self.found(self._sought)
        for name, control in self._controls.items():
            self._rows.setRowVisible(control, name in found)
        self.setVisible(bool(found))
        return len(found)

    def _ask_help(self) -> None:
        self.help_wanted.emit(settings_section(self.name, self._values.get("kind", "")))

    def show_hint(self, text: str) -> None:
        """Show a remark below the rows."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text) and self.header.isChecked() and not self._sought)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong, by dotted name, and frame the settings that it is about."""
        self._problem.setText("\n".join(dict.fromkeys(problems.values())))
        self._problem.setVisible(bool(problems))
        if any(dotted.rpartition(".")[2] in self._advanced for dotted in problems):
            self.more.setChecked(True)
        for name, control in self._controls.items():
            why = problems.get(f"{self.name}.{name}")
            mark_wrong(control, why is not None)
            if control.isEnabled():
                control.setToolTip(f"{why}\n{self._tips[name]}" if why else self._tips[name])

    def _fold(self, unfolded: bool) -> None:
        unfolded = unfolded or bool(self._sought)
        self.header.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self.body.setVisible(unfolded)
        self.more.setVisible(unfolded and bool(self._advanced) and not self._sought)
        self._hint.setVisible(unfolded and bool(self._hint.text()) and not self._sought)

    def _unfold_more(self, unfolded: bool) -> None:
        self.more.setText(tr("Fewer settings") if unfolded else tr("More settings…"))
        if self._sought:
            return
        for row in self._advanced.values():
            self._rows.setRowVisible(row, unfolded)

    def _add_choice(self) -> None:
        """Add the choice among kinds, if there is one; it stays while the rows below it change."""
        options = self._options
        if "" in options:
            return
        combo = narrow()
        for kind in options:
            combo.addItem(kind_title(kind), kind)
        combo.activated.connect(lambda _: self.edited.emit(f"{self.name}.kind", combo.currentData()))
        notes = [f"{kind_title(k)}: {tr((m.__doc__ or '').strip().splitlines()[0])}" for k, m in options.items()]
        combo.setToolTip("\n".join(notes))
        self._add("kind", KIND_LABELS.get(self.name, tr("Kind")), combo)

    def _build(self, settings: Settings) -> None:
        """Make the rows of another kind."""
        kept = 1 if "kind" in self._controls else 0
        while self._rows.rowCount() > kept:
            self._rows.removeRow(kept)
        self._controls = {name: c for name, c in self._controls.items() if name == "kind"}
        self._labels = {name: label for name, label in self._labels.items() if name == "kind"}
        self._shown, self._advanced = type(settings), {}
        for setting in settings.settings():
            control = control_for(setting)
            connect_control(control, partial(self.edited.emit, f"{self.name}.{setting.name}"))
            if isinstance(control, NumberBox):
                control.refused.connect(partial(self.refused.emit, f"{self.name}.{setting.name}"))
            control.setToolTip(tooltip(setting, f"{self.name}.{setting.name}"))
            if setting.advanced:
                self._advanced[setting.name] = self._rows.rowCount()
            self._add(setting.name, tr(setting.title), control)
        self.more.setVisible(bool(self._advanced) and self.header.isChecked() and not self._sought)
        self._unfold_more(self.more.isChecked())
        if self._sought:
            self._narrow_rows()

    def _add(self, name: str, title: str, control: QWidget) -> None:
        control.setObjectName(f"setting.{self.name}.{name}")
        control.setAccessibleName(f"{self.header.text()}: {title}")
        label = MarkedLabel(title, control.toolTip())
        label.setObjectName(f"label.{self.name}.{name}")
        label.setBuddy(control)
        self._rows.addRow(label, control)
        self._controls[name], self._labels[name], self._tips[name] = control, label, control.toolTip()
        inner = control.findChild(QLineEdit) if isinstance(control, PathLine) else None
        if inner:
            inner.setAccessibleName(control.accessibleName())
        for part in (label, inner or control):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            part.customContextMenuRequested.connect(partial(self._ask_menu, name, part))
        self.built.emit(control)

    def _ask_menu(self, name: str, part: QWidget, place: QPoint) -> None:
        self.menu_wanted.emit(f"{self.name}.{name}", part.mapToGlobal(place))


def _remark(role: str, parent: QWidget) -> QLabel:
    label = QLabel("", parent, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setContentsMargins(8, 0, 0, 8)
    label.hide()
    return label
