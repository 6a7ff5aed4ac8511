"""A spin box for scientific numbers: steps by factors if wished, keeps what was typed exactly.

What it can't read stays as it was typed, framed, with the rule in its tooltip, until it is put right.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QValidator
from PySide6.QtWidgets import QAbstractSpinBox

from ncsn_engine.config import InputError
from ncsn_gui.language import tr
from ncsn_gui.numbers import read_number, shown_number
from ncsn_gui.widgets.wrong import mark_wrong

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

__all__ = ["NumberBox"]


class NumberBox(QAbstractSpinBox):
    """Edits a whole number, a number, or nothing.

    Parameters
    ----------
    whole
        Only whole numbers.
    log
        Arrow keys and buttons go by factors (1, 2, 5, 10, …) instead of by ones.
    empty
        What is shown for nothing, for example "by the rule"; empty: there must be a number.
    lower, upper
        Bounds that arrows and keys stay within.
    strict
        Whether typed numbers beyond the bounds are refused; else who listens judges them.

    Attributes
    ----------
    complaint
        Why what stands there was refused; empty: it is the number.
    """

    spoken_role = QAccessible.Role.SpinBox

    changed = Signal(object)  # float, int or None; only when the user changed it, or put right what was refused
    refused = Signal(str)  # the rule that was broken; the number is the one before

    def __init__(
        self,
        *,
        whole: bool = False,
        log: bool = False,
        empty: str = "",
        lower: float | None = None,
        upper: float | None = None,
        strict: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.whole, self.log, self.empty, self.strict = whole, log, empty, strict
        self.complaint = ""
        self.lowest, self.highest = lower, upper  # QWidget has a lower() of its own
        self._value: float | int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setPlaceholderText(empty)
        self.lineEdit().setTextMargins(3, 0, 0, 0)  # in line with combo boxes
        self.editingFinished.connect(self._commit)

    def spoken(self) -> str:
        """Return what is shown now, in words; Qt would ask for a value that it does not hold."""
        return self.lineEdit().text() or self.empty

    def value(self) -> float | int | None:
        """Return the number, or None for nothing."""
        return self._value

    def set_value(self, value: float | int | None) -> None:
        """Show a number in place of whatever stands there; says nothing to listeners."""
        self._value = value
        self.lineEdit().setText("" if value is None else shown_number(value))
        self.complaint = ""
        mark_wrong(self, False)

    def _commit(self) -> None:
        text = self.lineEdit().text().strip()
        if text == ("" if self._value is None else shown_number(self._value)):
            if self.complaint:  # the number from before was typed again
                self.set_value(self._value)
                self.changed.emit(self._value)
            return
        try:
            value: float | int | None = None if not text and self.empty else self._number(text)
        except InputError as error:
            if str(error) != self.complaint:
                self.complaint = str(error)
                mark_wrong(self, True)
                self.refused.emit(self.complaint)
            return
        self.set_value(value)
        self.changed.emit(value)

    def _number(self, text: str) -> float | int:
        number = read_number(text, self.whole)
        least = -math.inf if self.lowest is None else self.lowest
        most = math.inf if self.highest is None else self.highest
        if self.strict and not least <= number <= most:
            said = tr("must be from {least} to {most}.") if math.isfinite(most) else tr("must be {least} or more.")
            raise InputError(said.format(least=shown_number(least), most=shown_number(most)))
        return number

    # -- what QAbstractSpinBox asks of us ----------------------------------------------------

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Allow what may become a number."""
        try:
            read_number(text, self.whole)
        except InputError:
            return QValidator.State.Intermediate, text, position
        return QValidator.State.Acceptable, text, position

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Both ways; the bounds are kept in :meth:`stepBy`."""
        return QAbstractSpinBox.StepEnabledFlag.StepUpEnabled | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled

    def stepBy(self, steps: int) -> None:
        """Go up or down: by a factor where logarithmic, else by the last digit's size."""
        self._commit()
        if self.complaint:
            return
        value = self._value if self._value is not None else (self.lowest or 0)
        for _ in range(abs(steps)):
            value = _next_125(value, steps > 0) if self.log and value > 0 else self._plain_step(value, steps > 0)
        if self.highest is not None:
            value = min(value, self.highest)
        if self.lowest is not None:
            value = max(value, self.lowest)
        value = round(value) if self.whole else float(f"{value:.10g}")
        if value != self._value:
            self.set_value(value)
            self.changed.emit(value)

    def _plain_step(self, value: float, up: bool) -> float:
        size = 1.0 if self.whole or abs(value) >= 10 else (0.1 if abs(value) >= 1 else 0.01)
        return value + (size if up else -size)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll: a box that kept the focus must not change under the wheel."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all when entered by keyboard, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


def _next_125(value: float, up: bool) -> float:
    """Return the next number of the series 0.1, 0.2, 0.5, 1, 2, 5, 10 and so on."""
    power = math.floor(math.log10(value) + 1e-9)
    ladder = [m * 10.0**p for p in (power - 1, power, power + 1) for m in (1, 2, 5)]
    if up:
        return next(n for n in ladder if n > value * (1 + 1e-9))
    return next(n for n in reversed(ladder) if n < value * (1 - 1e-9))
