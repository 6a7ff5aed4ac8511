"""The frame around a control whose entry was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["mark_wrong"]


def mark_wrong(control: QWidget, wrong: bool) -> None:
    """Draw a control's border in the colour of mistakes, or no longer."""
    if bool(control.property("wrong")) != wrong:
        control.setProperty("wrong", wrong)
        control.style().unpolish(control)
        control.style().polish(control)
