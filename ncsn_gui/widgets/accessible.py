"""What screen readers hear of the widgets that Qt does not know: a role, and in words what is to be seen."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

__all__ = ["Painted", "install", "tell_change"]


@runtime_checkable
class Painted(Protocol):
    """A widget that Qt does not know: it says itself what it is, and in words what is to be seen."""

    spoken_role: QAccessible.Role

    def spoken(self) -> str:
        """Return what is shown now, in words."""
        ...


class _Painted(QAccessibleWidget):
    """The description is what is shown now, then what the widget is for.

    A value interface would be better for the slider, but one made in Python crashes when a screen reader asks
    for it (PySide6 6.10 and 6.11: ``interface_cast`` hands out a wrong address).
    """

    def __init__(self, widget: QWidget, painted: Painted) -> None:
        super().__init__(widget, painted.spoken_role)
        self._painted = painted

    def text(self, which: QAccessible.Text) -> str:
        """Return its name, what it shows, or what it is for."""
        if which == QAccessible.Text.Value:
            return self._painted.spoken()
        usual = super().text(which)
        if which == QAccessible.Text.Name:
            return usual or self._painted.spoken()
        if which == QAccessible.Text.Description:
            return ". ".join(part for part in (self._painted.spoken(), usual) if part)
        return usual


def install() -> None:
    """Let Qt ask here for what it can't know by itself."""
    QAccessible.installFactory(_made)


def _made(name: str, widget: Any) -> QAccessibleInterface | None:
    if isinstance(widget, QWidget) and isinstance(widget, Painted):
        return _Painted(widget, widget)
    return None


def tell_change(widget: QWidget) -> None:
    """Tell screen readers that a painted widget shows something else."""
    if QAccessible.isActive() and widget.hasFocus():
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.DescriptionChanged))
