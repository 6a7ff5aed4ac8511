"""The window's words in the user's language: every text that is shown goes through :func:`tr`."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from ncsn_gui.assets import resource

__all__ = ["install", "languages", "tr"]


def tr(text: str) -> str:
    """Return a text in the language of the window; English where there is no translation.

    Numbers and names are put in afterwards: ``tr("{count} pictures").format(count=64)``. ``make languages`` finds
    literal texts only; those that the engine declares, as a setting's title, it writes down first.
    """
    return QCoreApplication.translate("", text) if text else ""


def languages() -> dict[str, str]:
    """Return the languages that the window can speak besides English: code -> name, as its speakers call it."""
    found = {}
    for file in sorted(resource("languages").glob("ncsn_*.qm")):
        code = file.stem.removeprefix("ncsn_")
        made = QTranslator()
        if made.load(str(file)) and not made.isEmpty():  # one that is only prepared holds no texts
            found[code] = QLocale(code).nativeLanguageName().capitalize()
    return found


def install(app: QCoreApplication, code: str) -> None:
    """Give the window a language, if it is there; called before any module with texts is imported.

    Parameters
    ----------
    code
        For example ``"de"``; empty: English.
    """
    for name, folder in (
        (f"ncsn_{code}", str(resource("languages"))),
        (f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),  # Qt's own: OK, Cancel
    ):
        made = QTranslator(app)
        if code and made.load(name, folder):
            app.installTranslator(made)
