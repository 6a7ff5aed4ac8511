"""What screen readers hear of the widgets that Qt does not know: a role, and in words what is to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["install", "tell_change"]


def _slider(widget: Any) -> str:
    return tr("step {step} of {total}").format(step=widget.value, total=widget.maximum)


def _grid(widget: Any) -> str:
    count = len(widget.points) or len(widget.pixels)
    if not count:
        return str(widget.empty)
    said = tr("{count} points") if len(widget.points) else tr("{count} pictures")
    chosen = tr("number {number} is chosen").format(number=widget.selected + 1) if widget.selected >= 0 else ""
    return ", ".join(part for part in (said.format(count=count), chosen) if part)


def _levels(widget: Any) -> str:
    if not widget.labels:
        return str(widget.empty)
    return tr("{count} noise levels, from {first} to {last}; columns: {columns}").format(
        count=len(widget.labels),
        first=" ".join(widget.labels[0].split()),
        last=" ".join(widget.labels[-1].split()),
        columns=", ".join(widget.columns),
    )


def _canvas(widget: Any) -> str:
    return tr("{count} points").format(count=len(widget.points))


def _plot(widget: Any) -> str:
    return str(widget.getPlotItem().titleLabel.text) or tr("Plot")


def _number(widget: Any) -> str:
    return str(widget.lineEdit().text() or widget.empty)


def _nothing(widget: Any) -> str:
    return ""


_ROLE = QAccessible.Role
_PAINTED: dict[str, tuple[QAccessible.Role, Callable[[Any], str]]] = {  # class -> role, what it shows
    "StepSlider": (_ROLE.Slider, _slider),
    "ImageGrid": (_ROLE.Graphic, _grid),
    "LevelTable": (_ROLE.Graphic, _levels),
    "PointCanvas": (_ROLE.Canvas, _canvas),
    "NumberBox": (_ROLE.SpinBox, _number),  # Qt's own would ask it for a value that it does not hold
    "Histogram": (_ROLE.Chart, _nothing),
    "Plot": (_ROLE.Chart, _plot),
}


class _Painted(QAccessibleWidget):
    """The description is what is shown now, then what the widget is for.

    A value interface would be better for the slider, but one made in Python crashes when a screen reader asks
    for it (PySide6 6.10 and 6.11: ``interface_cast`` hands out a wrong address).
    """

    def __init__(self, widget: QWidget, role: QAccessible.Role, words: Callable[[Any], str]) -> None:
        super().__init__(widget, role)
        self._words = words

    def text(self, which: QAccessible.Text) -> str:
        """Return its name, what it shows, or what it is for."""
        if which == QAccessible.Text.Value:
            return self._words(self.widget())
        usual = super().text(which)
        if which == QAccessible.Text.Name:
            return usual or self._words(self.widget())
        if which == QAccessible.Text.Description:
            return ". ".join(part for part in (self._words(self.widget()), usual) if part)
        return usual


def install() -> None:
    """Let Qt ask here for what it can't know by itself."""
    QAccessible.installFactory(_made)


def _made(name: str, widget: Any) -> QAccessibleInterface | None:
    if not isinstance(widget, QWidget):
        return None
    for kind in type(widget).__mro__:
        if kind.__name__ in _PAINTED:
            return _Painted(widget, *_PAINTED[kind.__name__])
    return None


def tell_change(widget: QWidget) -> None:
    """Tell screen readers that a painted widget shows something else."""
    if QAccessible.isActive() and widget.hasFocus():
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.DescriptionChanged))
