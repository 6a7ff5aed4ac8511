"""A small button with a question mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QToolButton

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["help_button"]


def help_button(name: str, about: str, place: str = "", do: Callable[[str], None] | None = None) -> QToolButton:
    """Return a small button with a question mark; `do` is called with the place."""
    button = QToolButton()
    button.setObjectName(name)
    button.setText("?")
    button.setAccessibleName(about)
    button.setToolTip(about)
    button.setProperty("flat", True)
    button.setProperty("role", "help")
    if do:
        button.clicked.connect(lambda: do(place))
    return button
