"""The window's words in the user's language: every text that is shown goes through :func:`tr`."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

__all__ = ["tr"]


def tr(text: str) -> str:
    """Return a text in the language of the window; English where there is no translation.

    Numbers and names are put in afterwards: ``tr("{count} pictures").format(count=64)``. ``make languages`` finds
    literal texts only.
    """
    return QCoreApplication.translate("", text)
