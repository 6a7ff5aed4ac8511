"""Buttons as they are all over the window: with a name, an explanation, and no more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QToolButton

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["help_button", "push_button", "tool_button"]


def push_button(name: str, text: str, tip: str) -> QPushButton:
    """Return a button with a text."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button


def tool_button(name: str, text: str, tip: str, do: Callable[[], object]) -> QToolButton:
    """Return a small flat button, whose text may be a sign or, later, an icon."""
    button = QToolButton()
    button.setText(text)
    button.setObjectName(name)
    button.setAccessibleName(tip)
    button.setToolTip(tip)
    button.setProperty("flat", True)
    button.clicked.connect(lambda: do())
    return button


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
