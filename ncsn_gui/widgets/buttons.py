"""Buttons as they are all over the window: with a name, an explanation, and no more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QToolButton

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["push_button", "tool_button"]


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
