"""A view in one folder: the recipe of CONTRIBUTING.md, run as it stands there."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit

import ncsn_gui.views
from ncsn_gui import pages
from ncsn_gui.export.dialog import ExportDialog
from ncsn_gui.frame.help_dialog import HelpDialog
from ncsn_gui.frame.palette import Palette
from tests.engine.helpers import ROOT
from tests.gui.driver import Driver
from tests.gui.test_journey import first_sampling

Studio = Callable[..., None]
CTRL = Qt.KeyboardModifier.ControlModifier


def recipe() -> dict[str, str]:
    """The files of the recipe, by their names in the view's folder."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^  ```python\n(.*?)^  ```$", text, flags=re.DOTALL | re.MULTILINE)
    lines = ["\n".join(line.removeprefix("  ") for line in block.split("\n")) for block in blocks]
    named = [(re.match(r"# ncsn_gui/views/hello/(\S+):", block), block) for block in lines]
    return {found[1]: block for found, block in named if found}


@pytest.fixture
def hello(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The view Hello as a folder that the window finds as it finds its own; nothing else is touched."""
    files = recipe()
    assert set(files) == {"view.py", "errands.py", "control.py", "__init__.py"}
    folder = tmp_path / "more" / "hello"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "help.md").write_text("# Hello\n\nIt greets the run on the desk.\n", encoding="utf-8")
    monkeypatch.setattr(ncsn_gui.views, "__path__", [*ncsn_gui.views.__path__, str(folder.parent)])
    made = importlib.import_module("ncsn_gui.views.hello").hello
    monkeypatch.setattr(pages, "PAGES", (*pages.PAGES, made))
    yield made
    for name in [name for name in sys.modules if name.startswith("ncsn_gui.views.hello")]:
        del sys.modules[name]


def press(d: Driver, key: Qt.Key) -> None:
    d.window.activateWindow()
    QTest.keyClick(QApplication.focusWidget() or d.window, key, CTRL)


def test_a_new_view_is_one_folder(studio: Studio, hello: Any) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        d.turn_to("hello")
        assert d.window.tabs.tabText(d.window.tabs.currentIndex()) == "Hello"
        view: Any = d.window.front().view
        assert isinstance(view, QLabel)
        press(d, Qt.Key.Key_G)  # its key
        d.window.menu.refresh()  # something else happened while it works
        assert not d.entry("greet").isEnabled()
        await d.until(lambda: view.text() == "Hello digits", "the greeting")
        await d.until(lambda: d.status() == "Greeted", "the word")
        assert d.entry("greet") in d.window.bar.menu.actions() and d.entry("greet").isEnabled()  # the menu

        d.do("commands")  # the palette
        palette: Any = d.find("palette", Palette)
        palette.findChild(QLineEdit).setText("greet")
        assert palette.list.topLevelItem(0).text(0) == "Greet"
        assert palette.list.topLevelItem(0).text(2) == "Ctrl+G"
        view.setText("")
        QTest.keyClick(palette.findChild(QLineEdit), Qt.Key.Key_Return)
        await d.until(lambda: view.text() == "Hello digits", "another greeting")

        d.do("shortcuts")
        assert d.find("shortcut.greet").keySequence().toString() == "Ctrl+G"
        d.find("shortcuts", QDialog).reject()

        d.click("button.help")  # the help opens at its page
        shown = d.find("help", HelpDialog)
        assert shown.place == "hello" and "greets the run" in shown.browser.toPlainText()
        shown.reject()

        d.do("export")  # what it shows
        dialog = d.find("export", ExportDialog)
        assert dialog._showing.trajectory is d.films.trajectory
        dialog.reject()
        await d.until(lambda: not d.window.findChildren(QDialog), "the dialogs to be gone")
        QGuiApplication.clipboard().clear()
        d.do("copy-pictures")
        assert d.status() == "Copied all pictures" and not QGuiApplication.clipboard().image().isNull()
        d.do("copy-as-command")
        await d.until(lambda: d.status() == "There is no command for what this page does.", "the word")

    studio(journey)


def test_a_package_of_its_own_is_all_that_a_view_needs_elsewhere() -> None:
    """A view that is forgotten in pyproject.toml is missing in the wheel; test_structure builds one to see that."""
    listed = re.findall(r'"(ncsn_gui\.views\.\w+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {name.rpartition(".")[2] for name in listed} == {make.__name__ for make in pages.PAGES}
