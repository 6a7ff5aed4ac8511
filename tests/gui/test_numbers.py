"""Numbers that people type: read as they are meant, or refused in words; never changed without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from ncsn_engine.config import ExportConfig, InputError, RunConfig, kinds
from ncsn_engine.presets import preset
from ncsn_engine.samplers.step import Step
from ncsn_engine.trajectory import Trajectory
from ncsn_gui.export.dialog import ExportDialog
from ncsn_gui.export.showing import Showing
from ncsn_gui.form.form import SettingsForm
from ncsn_gui.form.panel import SettingsPanel
from ncsn_gui.frame.dropping import ImportDialog
from ncsn_gui.frame.preferences_dialog import PreferencesDialog
from ncsn_gui.numbers import read_number, shown_number
from ncsn_gui.studio.preferences import Preferences
from ncsn_gui.views.levels.view import LevelsView
from ncsn_gui.widgets.number_box import NumberBox
from ncsn_gui.words import worded

if TYPE_CHECKING:
    from tests.gui.bare import Bare
    from tests.gui.conftest import Bare as Journeys

READ = {
    "0,02": 0.02,
    "0,001": 0.001,
    "0.5": 0.5,
    ",5": 0.5,
    "5.": 5.0,
    "1e-3": 1e-3,
    "1E-3": 1e-3,
    "1,5e-3": 1.5e-3,
    " 0.2 ": 0.2,
    "10 000": 10_000,
    "10\u202f000,5": 10_000.5,
    "\u22123": -3.0,
    "+2": 2.0,
    "２，５": 2.5,  # full width
    "\u0663\u066b\u0665": 3.5,  # Arabic-Indic
    "१२": 12.0,  # Devanagari
}
REFUSED = [
    "1,000,000",
    "1.000,5",
    "1..2",
    "1,,2",
    "1e-3,0",
    "1_0",
    "abc",
    "2x",
    "0x10",
    "nan",
    "inf",
    "1 2",
    "1e",
    "--1",
    "1e999",
    "√2",
    "10²",
    "2²",
    "①",
    "½",
    "0 001",
    "1 00",
    "1e-400",
]


@pytest.mark.parametrize("text", READ)
def test_what_is_typed_is_what_is_meant(text: str) -> None:
    assert read_number(text) == READ[text]


@pytest.mark.parametrize("text", [*REFUSED, "", "  "])
def test_what_is_no_number_is_refused_with_the_rule(text: str) -> None:
    with pytest.raises(InputError, match=r"number"):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("1e3", 1000), ("10 000", 10_000), ("9007199254740993", 9007199254740993)]
)
def test_whole_numbers(text: str, number: int) -> None:
    assert read_number(text, whole=True) == number
    for broken in ("2.7", "2,5", "1e-3", "1,000", "2.0"):
        with pytest.raises(InputError, match="whole number"):
            read_number(broken, whole=True)


def test_every_number_is_shown_as_it_may_be_typed() -> None:
    for value in (0, 1, -7, 10_000_000, 0.02, 1e-30, 8.1e-5, 123456.789, 1e22):
        assert read_number(shown_number(value), isinstance(value, int)) == value


# -- every box ------------------------------------------------------------------------------


def type_into(box: QAbstractSpinBox, text: str) -> None:
    line = box.findChild(QLineEdit)
    line.setFocus()
    line.selectAll()
    line.insert(text)
    line.setModified(True)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() or not text


def boxes(widget: QWidget) -> list[NumberBox]:
    return widget.findChildren(NumberBox)


@pytest.fixture(params=["levels", "preferences", "import", *RunConfig.model_fields])
def place(request: pytest.FixtureRequest, qapp: QApplication) -> QWidget:
    """Every place with number boxes: the form with each kind of a section, and the dialogs."""
    parent = QWidget()
    match request.param:
        case "levels":
            made: QWidget = LevelsView(parent)
        case "preferences":
            made = PreferencesDialog(Preferences(), [], parent)
        case "import":
            said = "x.pth: does not say it; give --size, --sigma-max, --sigma-min and --process"
            made = ImportDialog("x.pth", said, parent)
        case "name" | "seed":
            pytest.skip("not in the form")
        case section:
            made = SettingsForm(preset("digits"), parent)
            for kind in [kind for kind in kinds(section) if kind]:
                made.change(f"{section}.kind", kind)
                QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the rows of the kind before
                _try_all(made)
    yield made
    parent.deleteLater()


def _try_all(widget: QWidget) -> None:
    for box in boxes(widget):
        before, told = box.value(), []
        box.changed.connect(told.append)
        for text in ("1,2,3", "1_0", "abc", "1e-3,0"):
            type_into(box, text)
            assert box.value() == before, "nothing changed"
            assert box.findChild(QLineEdit).text() == text, "nor was it put back"
            assert box.property("wrong"), "it is framed"
            assert box.complaint
        if box.whole:
            type_into(box, "2.7")
            assert (box.value(), bool(box.complaint)) == (before, True)
        if not box.empty:
            type_into(box, "")
            assert (box.value(), bool(box.complaint)) == (before, True)
        assert not told
        box.set_value(before)
        assert not box.complaint
        assert not box.property("wrong")


def test_no_box_takes_what_is_no_number(place: QWidget) -> None:
    _try_all(place)


def test_no_box_changes_under_the_wheel(place: QWidget) -> None:
    for box in [*boxes(place), *place.findChildren(QComboBox)]:
        shown = box.currentIndex() if isinstance(box, QComboBox) else box.value()
        box.setFocus()
        here = QPointF(box.rect().center())
        event = QWheelEvent(
            here, box.mapToGlobal(here), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(box, event)
        assert (box.currentIndex() if isinstance(box, QComboBox) else box.value()) == shown


def test_a_dialog_waits_until_its_numbers_are_right(qapp: QApplication) -> None:
    said = "x.pth: does not say it; give --size, --sigma-max, --sigma-min and --process"
    parent = QWidget()
    dialog = ImportDialog("x.pth", said, parent)
    box = boxes(dialog)[1]
    type_into(box, "0,,5")
    assert not dialog.button.isEnabled()
    assert box.accessibleName() in dialog.problem.text()
    type_into(box, "0,5")
    assert (dialog.button.isEnabled(), box.value()) == (True, 0.5)
    parent.deleteLater()


def test_levels_say_which_pictures_there_may_be(qapp: QApplication) -> None:
    view = LevelsView()
    type_into(view.count, "40")
    assert "from 1 to 16" in view.note.text()
    assert view.count.value() == 4
    view.deleteLater()


# -- the form -------------------------------------------------------------------------------


@pytest.fixture
def form(qapp: QApplication) -> SettingsForm:
    made = SettingsForm(preset("digits"))
    made.show()
    yield made
    made.close()
    made.deleteLater()


def framed(form: SettingsForm) -> list[str]:
    return [w.objectName().removeprefix("setting.") for w in form.findChildren(QWidget) if w.property("wrong") is True]


def said(form: SettingsForm) -> str:
    return "\n".join(label.text() for label in form.findChildren(QLabel) if label.property("role") == "wrong").strip()


def box(form: SettingsForm, dotted: str) -> NumberBox:
    found = form.control(dotted)
    assert isinstance(found, NumberBox)
    return found


def test_a_comma_is_a_decimal_point_in_the_form(form: SettingsForm) -> None:
    type_into(box(form, "training.learning_rate"), "0,001")
    assert form.config.training.learning_rate == 0.001
    assert framed(form) == []


def test_what_is_refused_stands_while_others_are_edited(form: SettingsForm) -> None:
    wrong: list[str] = []
    form.wrong.connect(wrong.append)
    type_into(box(form, "training.learning_rate"), "0,0,1")
    assert wrong[-1]
    type_into(box(form, "training.steps"), "700")
    assert form.config.training.steps == 700
    assert framed(form) == ["training.learning_rate"]
    assert box(form, "training.learning_rate").findChild(QLineEdit).text() == "0,0,1"
    assert wrong[-1], "Train stays shut"
    type_into(box(form, "training.learning_rate"), "0.01")
    assert (framed(form), wrong[-1], said(form)) == ([], "", "")
    assert form.config.training.steps == 700


def test_two_that_fit_only_together_are_taken_together(form: SettingsForm) -> None:
    form.change("noise.kind", "geometric")
    type_into(box(form, "noise.sigma_min"), "30")
    assert form.config.noise.sigma_min != 30  # type: ignore[union-attr]
    type_into(box(form, "noise.sigma_max"), "60")
    noise = form.config.noise
    assert (noise.sigma_min, noise.sigma_max) == (30, 60)  # type: ignore[union-attr]
    assert framed(form) == []


def test_the_field_that_is_framed_is_the_one_the_message_names(form: SettingsForm) -> None:
    type_into(box(form, "training.batch_size"), "0")
    type_into(box(form, "data.held_out"), "-1")
    assert sorted(framed(form)) == ["data.held_out", "training.batch_size"]
    assert "Batch" in said(form)
    assert "Held out" in said(form)
    assert "training." not in said(form), "settings are called as in the form"
    assert box(form, "data.held_out").toolTip().startswith("Data › Held out must be"), "and the field itself says why"
    type_into(box(form, "data.held_out"), "20")
    assert "must be" not in box(form, "data.held_out").toolTip().splitlines()[0]


def test_every_refusal_names_settings_by_their_titles() -> None:
    for name in RunConfig.model_fields:
        for kind, model in kinds(name).items() if name not in ("name", "seed") else ():
            config = RunConfig().replace(**({f"{name}.kind": kind} if kind else {}))
            for setting in model.settings():
                if setting.type not in (int, float):
                    continue
                with pytest.raises(InputError) as error:
                    config.replace(**{f"{name}.{setting.name}": "nothing"})
                text = worded(error.value)
                assert setting.title in text
                assert f"{name}.{setting.name}" not in text


def test_one_undo_takes_back_one_edit(bare: Journeys) -> None:
    async def journey(b: Bare) -> None:
        b.open()
        desk = b.studio.desk
        panel = SettingsPanel(b.studio.workshop, desk)
        b.leave(panel)
        panel.show()
        desk.draft(preset("digits"))
        panel.form.change("training.steps", 700)
        type_into(box(panel.form, "training.batch_size"), "6,4,0")
        assert desk.wrong
        desk.undo()
        assert (desk.wrong, desk.config.training.steps) == ("", 700)
        assert box(panel.form, "training.batch_size").findChild(QLineEdit).text() == str(
            desk.config.training.batch_size
        )
        desk.undo()
        assert desk.config.training.steps == preset("digits").training.steps

    bare(journey)


def test_an_export_waits_until_its_numbers_are_right(qapp: QApplication) -> None:
    recorded, look = Trajectory(), ExportConfig(format="gif")
    x = torch.zeros(4, 1, 8, 8)
    for index in range(4):
        recorded.add(Step.at(index, 4, index, 1 - index / 5, 0.1, x, x))
    recorded.add(Step.at(3, 4, 3, 0.2, 0.1, x, x).result(x))
    dialog = ExportDialog(look, Showing(recorded, 0, 1, 0, look, lambda look: None))  # type: ignore[arg-type,return-value]
    fps = dialog._controls["fps"]
    type_into(fps, "2,5,0")
    assert not dialog.save.isEnabled()
    dialog._edit("scale", 4)
    assert not dialog.save.isEnabled(), "another control changes nothing about it"
    assert fps.property("wrong")
    type_into(fps, "12")
    assert (dialog.save.isEnabled(), dialog.look.fps, dialog.look.scale) == (True, 12, 4)
    dialog.deleteLater()
    recorded.close()
