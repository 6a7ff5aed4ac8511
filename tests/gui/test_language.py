"""Every text that is shown can be translated, and a translation reaches all of the window."""

from __future__ import annotations

import ast
import os
import re
import string
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from ncsn_engine.config import AnnealedLangevin, FolderConfig, InputError
from ncsn_engine.data import load
from ncsn_engine.models import load_model
from ncsn_engine.presets import preset
from ncsn_engine.runs import open_run
from ncsn_engine.samplers import plan
from ncsn_gui import texts
from ncsn_gui.language import install, languages, tr
from ncsn_gui.words import worded

ROOT = Path(__file__).parents[2]
GUI = ROOT / "ncsn_gui"

# Calls whose texts are shown, by the name of what is called.
SHOWS = {
    *("setText", "setToolTip", "setWindowTitle", "setTitle", "setPlaceholderText", "setStatusTip", "setWhatsThis"),
    *("setAccessibleName", "setAccessibleDescription", "setTabText", "addTab", "addMenu", "addAction", "addItem"),
    *("QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QDockWidget", "setItemText"),
    *("addButton", "addRow", "setHorizontalHeaderLabels", "say", "offer", "clear", "InputError", "QFileDialog"),
    *("note", "wait", "progress", "end", "Entry"),
}
# The same where some arguments are names or keys: those that are shown.
PARTLY = {
    "addItem": slice(0, 1),
    **dict.fromkeys(("Command", "Page", "help_button"), slice(1, 2)),
    **dict.fromkeys(("push_button", "tool_button"), slice(1, 3)),
}
NAMES = {"Inter", "English", "NCSN Studio", *languages().values()}  # the same everywhere
QTS_OWN = {"Close", "Press shortcut", "Scroll Left", "Scroll Right", "Float"}  # translated by Qt


def words(text: str) -> bool:
    """Tell whether a text holds a word, not only symbols: σ, x, px and the like need no translation."""
    return bool(re.search(r"[A-Za-z]{3,}", text)) and text not in NAMES


def literal(node: ast.expr) -> str:
    """Return the text of a literal, with what is put in left out; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return literal(node.left) + literal(node.right)
    return ""


def shown(node: ast.expr) -> list[ast.expr]:
    """Return the texts that an argument may be."""
    if isinstance(node, ast.IfExp):
        return [*shown(node.body), *shown(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [part for value in node.values for part in shown(value)]
    if isinstance(node, ast.List | ast.Tuple):
        return [part for value in node.elts for part in shown(value)]
    return [node]


def bare_texts(file: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "tr" and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
            found.append(f"{file.name}:{node.lineno}: tr() of a text that is put together")
        if called not in SHOWS | PARTLY.keys():
            continue
        given = node.args[PARTLY.get(called, slice(None))]
        arguments = [*given, *(k.value for k in node.keywords if k.arg in ("text", "placeholderText"))]
        for argument in arguments:
            found += [f"{file.name}:{node.lineno}: {called}({t!r})" for t in map(literal, shown(argument)) if words(t)]
    return found


@pytest.mark.parametrize("file", sorted(GUI.rglob("*.py")), ids=lambda path: path.relative_to(GUI).as_posix())
def test_texts_are_wrapped(file: Path) -> None:
    found = bare_texts(file)
    assert not found, "\n".join(found)


def test_the_check_finds_what_is_not_wrapped(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text(
        'label.setText("Hello" if x else tr("Well"))\nQLabel(f"{n} pictures")\nbox.addItem("σ²", "sigma2")\n'
        'tr(f"{n} wrong")\nbutton.setToolTip(tr("Right"))\nmenu.addAction("Open " + name)\n'
    )
    assert sorted(line.split(":")[1] for line in bare_texts(file)) == ["1", "2", "4", "6"]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("file", sorted((ROOT / "resources" / "languages").glob("*.ts")), ids=lambda path: path.stem)
def test_translations_put_in_the_same_things(file: Path) -> None:
    messages = list(ElementTree.parse(file).iter("message"))
    assert len(messages) > 500
    for message in messages:
        source, translation = message.findtext("source") or "", message.findtext("translation") or ""
        if translation and fields_or_none(source) is not None:
            assert fields_or_none(translation) == fields_or_none(source), source
            assert translation.startswith(" ") == source.startswith(" "), source


def fields_or_none(text: str) -> set[str] | None:
    """Return what a text leaves room for; None where its braces are mathematics."""
    try:
        found = fields(text)
    except ValueError:
        return None
    return found if all(name.isidentifier() for name in found) else None


def test_german_is_here(qapp: QCoreApplication) -> None:
    assert languages()["de"] == "Deutsch"
    install(qapp, "de")
    try:
        assert tr("Train") == "Trainieren"
        assert tr("{count} pictures").format(count=64) == "64 Bilder"
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"  # Qt's own texts
    finally:
        for made in qapp.findChildren(QTranslator):
            qapp.removeTranslator(made)
            made.deleteLater()
    assert tr("Train") == "Train"
    install(qapp, "klingon")  # does nothing
    assert tr("Train") == "Train"


def test_what_the_engine_refuses_is_said_in_german(qapp: QCoreApplication) -> None:
    """Templates of the engine are translated before names and numbers are put in; settings have their titles."""
    refused = []
    for broken in (
        lambda: preset("digits").replace(**{"training.steps": 0}),
        lambda: load(FolderConfig(folder="/nowhere/at/all")),
        lambda: open_run(Path("/nowhere")),
        lambda: plan(load_model("ready-made"), AnnealedLangevin(epsilon=1.0)),
    ):
        with pytest.raises(InputError) as error:
            broken()
        refused.append(error.value)
    install(qapp, "de")
    try:
        said = [worded(error) for error in refused]
    finally:
        for made in qapp.findChildren(QTranslator):
            qapp.removeTranslator(made)
            made.deleteLater()
    assert "muss" in said[0] and "nicht 0" in said[0]
    assert "/nowhere/at/all" in said[1] and "gibt" in said[1] and "data.folder" not in said[1]
    assert "/nowhere" in said[2]
    assert "stabil" in said[3] and "ε" in said[3]
    english = [str(error) for error in refused]
    assert all(one != other for one, other in zip(said, english, strict=True)), said


def test_every_refusal_of_the_engine_has_a_german_sentence(qapp: QCoreApplication) -> None:
    install(qapp, "de")
    try:
        left = [text for text in texts.refusals() if words(re.sub(r"{[^}]*}", "", text)) and tr(text) == text]
    finally:
        for made in qapp.findChildren(QTranslator):
            qapp.removeTranslator(made)
            made.deleteLater()
    assert left == []


def test_german_has_one_form_of_address() -> None:
    messages = ElementTree.parse(ROOT / "resources/languages/ncsn_de.ts").iter("message")
    told = [message.findtext("translation") or "" for message in messages]
    wrong = [text for text in told if re.search(r"[a-zäöü,] (Sie|Ihre?[nmr]?)\b", text)]
    assert wrong == []


def test_english_needs_no_translation(qapp: QCoreApplication) -> None:
    assert tr("Nobody ever wrote this") == "Nobody ever wrote this"
    assert "" not in languages()


def test_the_engines_texts_are_declared() -> None:
    found = texts.declared()
    assert len(found) == len(set(found)) > 300
    assert {"Steps T", "Largest noise level; about the largest distance between two pictures, so that all of them "
            "melt together.", "by the rule", "true or false"} <= set(found)  # fmt: skip


# A language in which every text stands in brackets, and a look at all that is then shown.
_LOOK = """
import os, sys
sys.path.insert(0, {root!r})
from PySide6.QtCore import QCoreApplication, QTranslator
class Brackets(QTranslator):
    def translate(self, context, text, about=None, n=-1):
        return f"⟦{{text}}⟧" if context == "" and text else None
    def isEmpty(self):
        return False
from ncsn_gui import language
def install(app, code):
    app.brackets = Brackets(app)
    app.installTranslator(app.brackets)
language.install = install
from ncsn_gui.app import make_app
app = make_app(["ncsn-studio"])
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import *
from ncsn_engine.worker import Worker
from ncsn_gui.window import MainWindow
from ncsn_gui.studio.preferences import Preferences
from ncsn_gui.frame.preferences_dialog import PreferencesDialog
worker = Worker()
window = MainWindow(worker, QSettings({store!r}, QSettings.Format.IniFormat))
PreferencesDialog(Preferences(), [], window)
window.menu.ask_keys(window.pages)
window.helping.show()
shown = set()
for a in window.findChildren(QAction):
    if a.objectName() or a.parent() is window.bar.menu:
        shown |= {{a.text(), a.toolTip()}}
for w in window.findChildren(QWidget):
    shown |= {{w.toolTip(), w.accessibleName(), w.windowTitle() if w.isWindow() or isinstance(w, QDockWidget) else ""}}
    if isinstance(w, (QLabel, QAbstractButton)):
        shown.add(w.text())
    if isinstance(w, QLineEdit):
        shown.add(w.placeholderText())
    if isinstance(w, QComboBox) and w.objectName() not in ("preset", "device"):
        shown |= {{w.itemText(i) for i in range(w.count())}}
    if isinstance(w, QTabWidget):
        shown |= {{w.tabText(i) for i in range(w.count())}}
for text in sorted(shown):
    print(text.replace("\\n", "␤"))
worker.close()
os._exit(0)
"""


def test_a_translation_reaches_all_of_the_window(tmp_path: Path) -> None:
    script = _LOOK.format(root=str(ROOT), store=str(tmp_path / "w.ini"))
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, timeout=60, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    lines = ran.stdout.splitlines()
    assert sum("⟦" in line for line in lines) > 150
    bare = []
    for line in lines:
        outside = line.replace("␤", "\n")
        for _ in range(3):  # texts within texts
            outside = re.sub(r"⟦[^⟦⟧]*⟧", "", outside)
        outside = re.sub(r"[a-z_]+\.[a-z_]+|Ctrl\+\S+|Alt\+\S+|/\S+", "", outside)  # names of settings, keys, paths
        outside = re.sub(r"^.*[=←].*$", "", outside, flags=re.MULTILINE)  # formulas
        if words(outside.strip()) and line not in QTS_OWN:
            bare.append(line)
    assert not bare, "\n".join(bare)
