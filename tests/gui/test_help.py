"""The help: it opens at the place that was asked about, can be searched, and its numbers are true."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

import ncsn_gui
from ncsn_engine.cli import main
from ncsn_engine.config import RunConfig
from ncsn_engine.design import design, residual_variance
from ncsn_gui.frame.help_dialog import HelpDialog
from ncsn_gui.help_pages import Help
from tests.gui.driver import Driver

Studio = Callable[..., None]
VIEWS = Path(ncsn_gui.__file__).parent / "views"
HELP = Help({file.parent.name.replace("_", "-"): file for file in VIEWS.glob("*/help.md")})


def shown(d: Driver) -> Any:
    found = d.window.findChildren(QDialog, "help")
    assert len(found) == 1, "one help is enough"
    return found[0]


def top_lines(help_shown: Any) -> list[str]:
    """Return what is seen in the first lines of the page."""
    browser, line = help_shown.browser, help_shown.browser.fontMetrics().height()
    return [browser.cursorForPosition(QPoint(40, at * line)).block().text() for at in range(4)]


def test_every_link_leads_somewhere() -> None:
    places = {section.place for section in HELP.sections}
    for page, text in HELP.pages.items():
        assert text.startswith("# "), page
        for link in re.findall(r"\]\(([^)]*)\)", text):
            assert link in places, f"{page} leads to {link}, which is not there"


@pytest.mark.parametrize(
    "topic",
    [
        ("score", "∇", "Tweedie"),
        ("noise-levels", "largest distance"),
        ("choosing", "2σ<sub>L</sub>", "γ"),
        ("loss", "knows nothing", "D/2", "Held-out", "lags"),
        ("thermometer", "settled", "√D"),
        ("train",),
        ("levels",),
        ("sample",),
        ("time-machine", "EMA", "Roll back"),
    ],
    ids=lambda topic: topic[0],
)
def test_there_is_a_page_on(topic: tuple[str, ...]) -> None:
    for word in topic[1:]:
        assert word in HELP.pages[topic[0]]


def test_every_setting_is_in_the_reference() -> None:
    text = HELP.pages["settings"]
    for section in RunConfig.model_fields:
        if section not in ("name", "seed"):
            for setting in getattr(RunConfig(), section).settings():
                assert f"`{section}.{setting.name}` — {setting.title}. {setting.help}" in text


def test_the_numbers_are_those_of_the_rules() -> None:
    text = HELP.pages["choosing"]
    digits = design(4.815, 0.01, 64)
    assert f"Digits: γ = {digits.ratio:.2f}, {digits.n_levels} levels" in text
    for epsilon, left in ((2e-5, "1.11 times"), (1e-4, "twice")):
        many = residual_variance(epsilon, 0.01, 1.1, 10_000)  # so many steps that only ε counts
        assert left in text
        assert f"{many:.2f}" == {"1.11 times": "1.11", "twice": "2.00"}[left]
        h = epsilon / 0.01**2
        assert many == pytest.approx(2 / (2 - h))  # the page's B
    few, (r, b, gamma) = residual_variance(2e-5, 0.01, 1.36, 5), (1 - 0.2, 2 / 1.8, 1.36)
    assert few == pytest.approx(r**10 * (gamma**2 - b) + b)  # the page's formula


def test_help_opens_at_the_shown_view(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        for view in ("levels", "sample", "train", "time-machine"):
            d.turn_to(view)
            d.click("views.help")
            assert shown(d).place == view
            assert f"The view {view.capitalize().replace('-', ' ')}" in top_lines(shown(d))
        d.turn_to("levels")
        d.window.activateWindow()
        await d.until(d.window.isActiveWindow, "the window to be active")
        QTest.keyClick(d.window, Qt.Key.Key_F1)
        assert shown(d).place == "levels"
        assert not shown(d).isModal()
        shown(d).close()

    studio(journey)


def test_a_question_mark_opens_its_place_in_the_reference(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await d.until(lambda: d.ready, "torch")
        for section, kind, heading in (
            ("training", "", "Training"),
            ("noise", "Karras", "Noise: karras"),
            ("sampling", "Heun", "Sampling: heun"),
        ):
            if kind:
                d.form.open_sections([section])
                d.choose(f"setting.{section}.kind", kind)
            d.click(f"help.{section}")
            assert heading in top_lines(shown(d))
        shown(d).close()

    studio(journey)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("ESM", "settings#objective-explicit"),
        ("SSM", "settings#objective-sliced"),
        ("two gaussians", "settings#data-pair"),
        ("thermometer settled", "thermometer"),
        ("settled thermometer film", "thermometer"),
        ("how many levels", "choosing#how-many-levels-l"),
        ("compare", "command-line#ncsn-compare"),
        ("quality", "command-line#ncsn-evaluate"),
        ("inpainting", "command-line#ncsn-restore"),
        ("FID", "methods"),
        ("∇ Tweedie", "score"),
        ("schst", "nothing"),
    ],
)
def test_the_help_finds_what_people_call_it(asked: str, first: str) -> None:
    found = HELP.found(asked)
    if first == "nothing":
        assert found == []
    else:
        assert found[0].place.startswith(first), [section.place for section in found]


def test_every_command_is_a_place_of_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE)
    assert len(listed) > 15 and {"train", "restore", "compare"} <= set(listed)
    places = {section.place: section for section in HELP.sections}
    for name in listed:
        section = places[f"command-line#ncsn-{name}"]
        assert section.title == f"ncsn {name}" and len(section.summary) > 10
        assert f"```\nncsn {name}" in section.text
    assert "ncsn compare RUN RUN" in places["command-line#ncsn-compare"].text
    assert "ncsn share RUN|FILE --out FOLDER" in places["command-line#ncsn-share"].text


def test_search_back_and_forward(qapp: QApplication) -> None:
    help_shown = HelpDialog(HELP)
    help_shown.show_at("first-steps")
    try:
        line = help_shown.line
        QTest.keyClicks(line, "NEEDLE loss")
        found = [item.text(0) for item in help_shown._items()]
        assert found == ["How to read the thermometer", "Where it settles"]
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert help_shown.place == "thermometer#where-it-settles"
        marked = {mark.cursor.selectedText().lower() for mark in help_shown.browser.extraSelections()}
        assert marked == {"needle", "loss"}
        QTest.mouseClick(help_shown.back, Qt.MouseButton.LeftButton)
        assert help_shown.place == "first-steps"
        assert not help_shown.back.isEnabled()
        QTest.mouseClick(help_shown.forward, Qt.MouseButton.LeftButton)
        assert help_shown.place == "thermometer#where-it-settles"
        line.clear()
        assert len(help_shown._items()) == len(HELP.sections)
        QTest.keyClicks(line, "xyzzy")
        assert help_shown.nothing.isVisible() and "“xyzzy” is nowhere. Leave it out" in help_shown.nothing.text()
        line.setText("xyzzy loss esm")
        assert "“xyzzy”" in help_shown.nothing.text() and "loss" not in help_shown.nothing.text()
        help_shown.browser.anchorClicked.emit("choosing#how-many-levels-l")
        assert help_shown.place == "choosing#how-many-levels-l"
        assert "How many levels, L" in top_lines(help_shown)
        help_shown.show_at("no such place")
        assert help_shown.place == "first-steps"
    finally:
        help_shown.close()
