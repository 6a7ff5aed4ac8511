"""The film on all of the screen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from ncsn_gui import theme
from ncsn_gui.views.sample.presenting import Presentation
from ncsn_gui.views.sample.view import SampleView
from tests.gui.driver import Driver
from tests.gui.test_film import filmed
from tests.gui.test_journey import first_sampling

Studio = Callable[..., None]


def test_f11_presents_the_film_and_ends_it(studio: Studio) -> None:
    async def journey(d: Driver) -> None:
        await first_sampling(d)
        view = d.sample
        view.transport.stop()
        assert d.entry("present").shortcut().toString() == "F11"
        for end in (Qt.Key.Key_F11, Qt.Key.Key_Escape):
            d.do("present")
            shown = d.window.findChild(Presentation)
            assert shown is not None and shown.isFullScreen()
            QTest.keyClick(shown, Qt.Key.Key_Home)
            assert view.transport.index == 0
            QTest.keyClick(shown, Qt.Key.Key_Right)
            assert view.transport.index == 1
            np.testing.assert_array_equal(shown.pictures.first.pixels, view.grid.pixels)
            said = shown.caption.text()
            assert said.startswith(f"step 1 / {view.transport.total}   level 1   σ 4.8") and said.endswith("digits")
            QTest.keyClick(shown, Qt.Key.Key_Space)
            assert view.transport.playing
            QTest.keyClick(shown, Qt.Key.Key_Space)
            assert not view.transport.playing
            QTest.keyClick(shown, end)
            await d.until(lambda: d.window.findChild(Presentation) is None, "the end of it")
        d.turn_to("levels")
        d.do("present")  # from any page
        await d.until(lambda: d.window.findChild(Presentation), "the presentation")
        QTest.keyClick(d.window.findChild(Presentation), Qt.Key.Key_Escape)
        await d.until(lambda: d.window.findChild(Presentation) is None, "the end of it")

    studio(journey)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=lambda colours: colours.name)
@pytest.mark.parametrize("shape", [(300, 2), (4, 1, 8, 8)], ids=["points", "pictures"])
def test_it_is_dark_and_follows_what_is_seen(
    qapp: object, shape: tuple[int, ...], colours: theme.Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "_theme", colours)
    view, film = SampleView(), filmed(20, 4, shape)
    view.show_sampling(film, -3.0, 3.0)
    view.grow()
    shown = Presentation(view, "a run")
    shown.resize(900, 600)
    shown.show()
    try:
        picture = shown.grab().toImage()
        assert picture.pixelColor(3, 3) == QColor(theme.DARK.base) == picture.pixelColor(890, 590)
        assert len(shown.pictures.first.points) == (300 if len(shape) == 2 else 0)
        view.top.beside.setCurrentIndex(view.top.beside.findData("denoised"))
        assert shown.pictures.second.isVisible() and shown.pictures.captions[1].text() != ""
        view.top.beside.setCurrentIndex(0)
        assert not shown.pictures.second.isVisible()
        assert shown.pictures.width() > 800  # large
    finally:
        shown.close()
        view.deleteLater()
        film.close()
