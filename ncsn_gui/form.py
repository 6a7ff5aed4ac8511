"""Any run's settings as labelled controls, made from their declarations in the engine."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.config import InputError, RunConfig, Setting, Settings, kinds
from ncsn_engine.runs import changed_settings
from ncsn_gui.help import help_button, settings_section
from ncsn_gui.language import tr
from ncsn_gui.points_dialog import PointsDialog
from ncsn_gui.undo import LetsUndoThrough
from ncsn_gui.widgets.combo import Combo
from ncsn_gui.widgets.marked_label import MarkedLabel
from ncsn_gui.widgets.number_box import NumberBox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["SettingsForm", "control_for", "kind_title", "shown_value", "tooltip"]

_TITLES = {
    "data": tr("Data"),
    "network": tr("Network"),
    "noise": tr("Noise"),
    "objective": tr("Objective"),
    "training": tr("Training"),
    "sampling": tr("Sampling"),
}
_KIND_TITLES = {
    "digits": tr("Digits 8×8"),
    "mnist": tr("MNIST"),
    "fashion-mnist": tr("FashionMNIST"),
    "cifar10": tr("CIFAR-10"),
    "folder": tr("Folder of pictures"),
    "checkerboard": tr("Checkerboard (2-D)"),
    "moons": tr("Two moons (2-D)"),
    "circles": tr("Circles (2-D)"),
    "swiss-roll": tr("Swiss roll (2-D)"),
    "spiral": tr("Spiral (2-D)"),
    "eight-gaussians": tr("8 Gaussians (2-D)"),
    "pair": tr("Pair 0.2/0.8 (2-D)"),
    "pinwheel": tr("Pinwheel (2-D)"),
    "points-file": tr("Your points (2-D)"),
    "unet": tr("U-Net"),
    "tutorial-cnn": tr("Tutorial CNN"),
    "mlp": tr("MLP"),
    "ncsn": tr("RefineNet (NCSN)"),
    "ncsnv2": tr("RefineNet (NCSNv2)"),
    "ncsnpp": tr("NCSN++"),
    "ddpm-unet": tr("U-Net (DDPM)"),
    "rules": tr("Rules (from data)"),
    "geometric": tr("Geometric (VE)"),
    "linear": tr("Linear"),
    "karras": tr("Karras (EDM)"),
    "vp": tr("VP (DDPM)"),
    "sub-vp": tr("Sub-VP"),
    "denoising": tr("Denoising (DSM)"),
    "sliced": tr("Sliced (SSM)"),
    "implicit": tr("Implicit (ISM)"),
    "explicit": tr("Explicit (ESM)"),
    "annealed-langevin": tr("Annealed Langevin"),
    "consistent-annealed": tr("Consistent annealed"),
    "langevin": tr("Plain Langevin"),
    "predictor-corrector": tr("Predictor-corrector"),
    "euler-maruyama": tr("Euler–Maruyama"),
    "ddpm": tr("DDPM ancestral"),
    "ddim": tr("DDIM"),
    "euler": tr("ODE, Euler"),
    "heun": tr("ODE, Heun (EDM)"),
    "dpm-solver++": tr("DPM-Solver++ (2M)"),
    "dormand-prince": tr("ODE, Dormand–Prince"),
    "sigma2": tr("σ²"),
    "edm": tr("EDM"),
    "min-snr": tr("min-SNR"),
    "over-sigma": tr("F(x)/σ"),
    "ema": tr("EMA"),
}
_KIND_LABELS = {
    "data": tr("Set"),
    "network": tr("Kind"),
    "noise": tr("Ladder"),
    "objective": tr("Loss"),
    "sampling": tr("Method"),
}
_TIP_WIDTH = 80  # letters in a line of a tooltip


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
        self._sections: dict[str, _Section] = {}
        self._wrong: dict[str, Any] = {}  # what was typed and refused, until it is put right
        inner = QWidget()
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(8, 0, 8, 8)
        self._layout.setSpacing(2)
        for name, title in _TITLES.items():
            section = _Section(name, title, self)
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

    def adopt(self, config: RunConfig, dotted: str) -> None:
        """Show settings as if a person had chosen them: listeners are told, `dotted` is what they hear."""
        self.show_config(config, self.base)
        self.edited.emit(config, dotted)

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
        """Mark a setting that is allowed by itself but does not fit the rest; an empty text takes it back."""
        self._sections[dotted.split(".")[0]].show_problem(text, dotted if text else "")

    def lock(self, sections: Iterable[str], reason: str, free: Iterable[str] = ()) -> None:
        """Disable the settings of some sections, but the free ones, and enable all others; tooltips say the reason."""
        self.locked, self._free = set(sections), set(free)
        for name, section in self._sections.items():
            section.lock({n for n in self._free if n.startswith(f"{name}.")} if name in self.locked else None, reason)

    def locks(self, config: RunConfig) -> bool:
        """Tell whether these settings differ from the shown ones in a setting that is locked."""
        changed = (name for name, _, _ in changed_settings(self.config, config))
        return any(name.split(".")[0] in self.locked and name not in self._free for name in changed)

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


class _Section(QWidget):
    """One group of settings under a header that folds it."""

    edited = Signal(str, object)
    menu_wanted = Signal(str, QPoint)
    built = Signal(QWidget)  # a new control
    help_wanted = Signal(str)

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self._sought: list[str] = []  # words that are searched for
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

    def show_settings(self, settings: Settings) -> None:
        kind, self._values = getattr(settings, "kind", ""), settings.model_dump()
        if type(settings) is not self._shown:
            self._build(settings)
        if kind and "kind" in self._controls:
            set_control(self._controls["kind"], kind)
        for setting in settings.settings():
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

    def search(self, text: str) -> int:
        """Show only the rows that hold all these words; returns how many."""
        self._sought = text.lower().split()
        self._fold(self.header.isChecked())
        if not self._sought:
            self.show()
            for control in self._controls.values():
                self._rows.setRowVisible(control, True)
            self._unfold_more(self.more.isChecked())
            return len(self._labels)
        return self._narrow_rows()

    def _narrow_rows(self) -> int:
        found = 0
        for name, label in self._labels.items():
            told = f"{self.header.text()} {label.text()} {self.name}.{name} {self._controls[name].toolTip()}".lower()
            fits = all(word in told for word in self._sought)
            self._rows.setRowVisible(self._controls[name], fits)
            found += fits
        self.setVisible(found > 0)
        return found

    def _ask_help(self) -> None:
        self.help_wanted.emit(settings_section(self.name, self._values.get("kind", "")))

    def show_hint(self, text: str) -> None:
        self._hint.setText(text)
        self._hint.setVisible(bool(text) and self.header.isChecked() and not self._sought)

    def show_problem(self, text: str, dotted: str = "") -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        if dotted.rpartition(".")[2] in self._advanced:
            self.more.setChecked(True)
        for name, control in self._controls.items():
            mark_wrong(control, f"{self.name}.{name}" == dotted)

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
        options = kinds(self.name)
        if "" in options:
            return
        combo = _narrow()
        for kind in options:
            combo.addItem(kind_title(kind), kind)
        combo.activated.connect(lambda _: self.edited.emit(f"{self.name}.kind", combo.currentData()))
        notes = [f"{kind_title(k)}: {tr((m.__doc__ or '').strip().splitlines()[0])}" for k, m in options.items()]
        combo.setToolTip("\n".join(notes))
        self._add("kind", _KIND_LABELS.get(self.name, tr("Kind")), combo)

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
        inner = control.findChild(QLineEdit) if isinstance(control, _PathEdit) else None
        if inner:
            inner.setAccessibleName(control.accessibleName())
        for part in (label, inner or control):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            part.customContextMenuRequested.connect(partial(self._ask_menu, name, part))
        self.built.emit(control)

    def _ask_menu(self, name: str, part: QWidget, place: QPoint) -> None:
        self.menu_wanted.emit(f"{self.name}.{name}", part.mapToGlobal(place))


class _PathEdit(QWidget):
    """A line for a folder or a file, with a button that opens a dialog; points may be drawn as well."""

    changed = Signal(str)

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self._ask = tr("Choose a folder") if kind == "folder" else tr("Choose a file")
        self.line = QLineEdit(placeholderText=self._ask)
        self.line.editingFinished.connect(lambda: self._tell(self.line.text()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        name = "choose-a-folder" if kind == "folder" else "choose-a-file"
        layout.addWidget(_small_button(name, "…", self._ask, self._choose))
        if kind == "points":
            layout.addWidget(_small_button("draw-points-by-hand", "✎", tr("Draw points by hand"), self._draw))
        self.setFocusProxy(self.line)
        self._told = ""

    def set_path(self, path: str) -> None:
        self._told = path
        self.line.setText(path)
        self.line.setToolTip(path or self._ask)

    def _tell(self, path: str) -> None:
        if path != self._told:
            self._told = path
            self.changed.emit(path)

    def _chosen(self, path: str) -> None:
        self.line.setText(path)
        self._tell(path)

    def _choose(self) -> None:
        folder = self.kind == "folder"
        dialog = QFileDialog(self.window(), self._ask, self.line.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _draw(self) -> None:
        dialog = PointsDialog(self.window())
        dialog.kept.connect(self._chosen)
        dialog.open()


def _small_button(name: str, text: str, tip: str, do: Callable[[], None]) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setObjectName(name)
    button.setAccessibleName(tip)
    button.setToolTip(tip)
    button.setProperty("flat", True)
    button.clicked.connect(lambda: do())
    return button


def _narrow() -> Combo:
    """Return a combo box that may be narrower than its entries: the panel is slim."""
    combo = Combo()
    combo.setMinimumContentsLength(6)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return combo


def kind_title(kind: str) -> str:
    """Return how a kind is called in the form."""
    return _KIND_TITLES.get(kind) or tr(kind)


def shown_value(value: object) -> str:
    """Return a setting's value as people read it."""
    if value is None or value == "":
        return tr("empty")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return f"{value:.10g}" if isinstance(value, float) else kind_title(str(value))


def control_for(setting: Setting) -> QWidget:
    """Return the control that suits a declared setting."""
    if setting.type is bool:
        return QCheckBox()
    if setting.choices:
        combo = _narrow()
        for choice in setting.choices:
            combo.addItem(kind_title(choice), choice)
        return combo
    if setting.type in (int, float):
        return NumberBox(
            whole=setting.type is int,
            log=setting.log,
            empty=tr(setting.empty) if setting.optional else "",
            lower=None if setting.lower_open else setting.lower,
            upper=None if setting.upper_open else setting.upper,
        )
    return _PathEdit(setting.path) if setting.path else QLineEdit()


def set_control(control: QWidget, value: Any) -> None:
    """Show a value in a control; its listeners are not told."""
    with QSignalBlocker(control):
        match control:
            case QCheckBox():
                control.setChecked(bool(value))
            case QComboBox():
                control.setCurrentIndex(control.findData(value))
            case NumberBox():
                control.set_value(value)
            case _PathEdit():
                control.set_path(str(value))
            case QLineEdit():
                control.setText(str(value))


def connect_control(control: QWidget, tell: Any) -> None:
    """Call `tell` with the new value when the user changes it."""
    match control:
        case QCheckBox():
            control.toggled.connect(tell)
        case QComboBox():
            control.activated.connect(lambda _: tell(control.currentData()))
        case NumberBox() | _PathEdit():
            control.changed.connect(tell)
        case QLineEdit():
            control.editingFinished.connect(lambda: tell(control.text()))


def mark_wrong(control: QWidget, wrong: bool) -> None:
    """Draw a control's border in the colour of mistakes, or no longer."""
    if bool(control.property("wrong")) != wrong:
        control.setProperty("wrong", wrong)
        control.style().unpolish(control)
        control.style().polish(control)


def tooltip(setting: Setting, dotted: str) -> str:
    """Return what a control says about itself: meaning, formula, rule, name."""
    unit = f" {tr(setting.unit)}" if setting.unit else ""
    parts = [textwrap.fill(tr(setting.help), _TIP_WIDTH), tr(setting.formula), f"{tr(setting.rule)}{unit}", dotted]
    return "\n".join(p for p in parts if p)


def _remark(role: str, parent: QWidget) -> QLabel:
    label = QLabel("", parent, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setContentsMargins(8, 0, 0, 8)
    label.hide()
    return label
