"""A run of points: it is spoken of as points, its score is seen, and the result has none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget

from ncsn_engine.config import ExportConfig
from ncsn_engine.presets import preset
from ncsn_engine.trajectory import Trajectory
from ncsn_gui.export.dialog import ExportDialog
from ncsn_gui.export.kinds import OF_POINTS
from ncsn_gui.export.showing import Showing
from ncsn_gui.views.levels.view import LevelsView
from ncsn_gui.views.sample import sample
from ncsn_gui.views.sample.closer import RESULT
from ncsn_gui.views.sample.pictures import EMPTY
from ncsn_gui.views.sample.view import SampleView
from ncsn_gui.widgets.twofold import Twofold
from tests.gui.bare import Bare
from tests.gui.test_film import filmed


def said(top: QWidget) -> list[str]:
    """Return all that a view says now: labels, buttons, choices, tooltips, names for screen readers."""
    texts = []
    for part in [top, *top.findChildren(QWidget)]:
        if not part.isVisible():
            continue
        texts += [part.toolTip(), part.accessibleName(), getattr(part, "empty", "")]
        if isinstance(part, QLabel | QAbstractButton):
            texts.append(part.text())
        if isinstance(part, QComboBox):
            texts += [part.itemText(i) for i in range(part.count())]
    return [text for text in texts if text]


def of_pictures(top: QWidget) -> list[str]:
    return [text for text in said(top) if re.search(r"\bpictures?\b", text.replace("picture of the points", ""), re.I)]


@pytest.fixture
def view(qapp: QApplication) -> SampleView:
    made = SampleView()
    made.resize(900, 700)
    made.show()
    return made


def test_a_film_of_points_is_spoken_of_as_points(view: SampleView) -> None:
    film, pictures = filmed(20, 4, (300, 2)), filmed(20, 4)
    growing = Trajectory()  # which has no shape before its first step
    view.show_sampling(growing, -3.0, 3.0)
    growing.close()
    view.show_sampling(film, -3.0, 3.0)
    view.grow()
    assert not [text for text in of_pictures(view) if text != "of pictures only"]
    assert view.top.which.itemText(0) == "Points x"
    view.show_sampling(pictures)
    view.grow()
    assert view.top.which.itemText(0) == "Picture x"
    assert any("Draw pictures" in text for text in said(view))
    view.close()
    view.deleteLater()
    film.close()
    pictures.close()


def test_before_there_is_a_film_the_run_decides(bare: Callable[..., None]) -> None:
    async def journey(b: Bare) -> None:
        b.open()
        page = sample(b.studio)
        b.leave(page.view)
        view = page.view
        assert isinstance(view, SampleView)
        assert view.grid.empty == EMPTY[False]
        b.studio.desk.draft(preset("digits").replace(**{"data.kind": "moons"}), None)
        assert view.grid.empty == EMPTY[True]
        b.studio.desk.draft(preset("digits"), None)
        assert view.grid.empty == EMPTY[False]

    bare(journey)


def test_the_result_has_no_score_and_the_start_no_change(view: SampleView) -> None:
    for shape in ((300, 2), (4, 1, 8, 8)):
        film = filmed(20, 4, shape)
        view.show_sampling(film, -3.0, 3.0)
        view.grow()
        for shown, step in (("score", 20), ("change", 0)):
            view.top.which.setCurrentIndex(view.top.which.findData(shown))
            view.transport.seek(step)
            assert not len(view.grid.points) and not len(view.grid.pixels)
            assert view.grid.empty == (RESULT if shown == "score" else "the start: nothing has changed yet")
            view.transport.seek(10)
            assert len(view.grid.points) or len(view.grid.pixels)
        film.close()
    view.close()
    view.deleteLater()


def test_lines_of_a_score_are_told_apart_at_a_large_sigma(view: SampleView) -> None:
    film = filmed(20, 4, (2000, 2))
    view.show_sampling(film, -3.0, 3.0)
    view.grow()
    view.transport.seek(0)
    assert view.frame is not None
    rng = np.random.default_rng(0)
    x = rng.normal(0, 10, (2000, 2)).astype(np.float32)
    view.frame = replace(view.frame, x=x, denoised=np.zeros_like(x), sigma=10.0, alpha=1.0)
    view.top.which.setCurrentIndex(view.top.which.findData("score"))
    view.grid.resize(400, 400)
    picture = view.grid.grab().toImage().convertToFormat(view.grid.grab().toImage().Format.Format_RGB888)
    raw = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    pixels = raw[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3).astype(int)
    orange = (pixels[..., 0] > pixels[..., 2] + 60).mean()
    assert 0.005 < orange < 0.25, "lines, not a square"
    view.close()
    view.deleteLater()
    film.close()


def test_levels_count_no_points(qapp: QApplication) -> None:
    view = LevelsView()
    view.show()
    view.speak_of(True)
    assert not of_pictures(view)
    assert view.others.text() == "Other points" and view.count.isHidden()
    view.speak_of(False)
    assert view.others.text() == "Other pictures" and not view.count.isHidden()
    view.close()
    view.deleteLater()


def test_an_export_of_points_says_so(qapp: QApplication) -> None:
    film = filmed(20, 4, (300, 2))
    showing = Showing(film, -3.0, 3.0, 20, ExportConfig(), lambda look: None)  # type: ignore[arg-type, return-value]
    dialog = ExportDialog(ExportConfig(), showing)
    dialog.show()
    texts = said(dialog)
    assert OF_POINTS["x"] in texts and OF_POINTS["grid"] in texts
    assert "Picture x" not in texts
    dialog.close()
    dialog.deleteLater()
    film.close()


def test_what_is_added_later_suits_what_is_shown() -> None:
    words, heard = Twofold(), list[str]()
    words.add(heard.append, "picture", "point")
    words.turn(True)
    words.turn(True)
    words.add(heard.append, "pictures", "points")
    assert heard == ["picture", "point", "points"]
