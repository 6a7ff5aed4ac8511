"""Makes the journey on the screen that is there and takes a picture of every view.

``python -m tests.gui.tour FOLDER``: light and dark, 1280×800 and 1920×1080.
``--quick``: of the page Train alone, small, before torch is there.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from ncsn_engine.worker import Worker
from ncsn_gui import theme
from ncsn_gui.app import missing_display
from tests.gui.driver import Driver, application, live

SIZES = ((1280, 800), (1920, 1080))


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if problem := missing_display():
        print(f"tour: {problem}")
        return 2
    with tempfile.TemporaryDirectory() as own:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            os.environ[name] = own
        os.environ["NCSN_RUNS"] = f"{own}/runs"
        worker = Worker()
        try:
            live(application(), worker, Path(own, "window.ini"), lambda driver: tour(driver, folder))
        finally:
            worker.close()
    return 0


async def tour(d: Driver, folder: Path) -> None:
    window = d.window
    view = d.sample

    async def picture(name: str) -> None:
        app = application()
        for colours in (theme.DARK, theme.LIGHT):
            theme.apply(app, colours)
            for width, height in SIZES[:1] if "--quick" in sys.argv else SIZES:
                window.setWindowState(Qt.WindowState.WindowNoState)
                window.resize(width, height)
                await asyncio.sleep(0.1)  # not processEvents: that would run tasks inside this one
                window.grab().save(str(folder / f"{name}-{colours.name}-{width}.png"))
        theme.apply(app, theme.DARK)

    if "--quick" in sys.argv:
        await d.until(lambda: d.desk.run is not None, "the ready-made run")
        d.turn_to("train")
        await picture("train")
        os._exit(0)  # else it would wait for torch
    await d.until(lambda: d.ready, "torch")
    await d.until(lambda: view.transport.recorded == view.transport.total > 0, "the first sampling")
    await d.until(lambda: not d.films.job.busy, "its end")
    view.transport.stop()
    d.key("transport.slider", Qt.Key.Key_End)
    view.grid.select(11)
    await picture("sample")
    d.drag_slider(0.62)
    await picture("sample-middle")
    d.click("sample.export")
    await d.until(lambda: window.findChildren(QDialog), "the export dialog")
    dialog = window.findChildren(QDialog)[0]
    dialog.grab().save(str(folder / "export.png"))
    dialog.close()
    d.drag_slider(0.3)
    d.type_setting("sampling.seed", "7")
    d.click("sample.branch")
    await d.until(lambda: len(d.films.films) == 2 and not d.films.job.busy, "the branch")
    d.drag_slider(0.55)
    d.type_setting("sampling.seed", "8")
    d.click("sample.branch")
    await d.until(lambda: len(d.films.films) == 3 and not d.films.job.busy, "its branch")
    d.key("transport.slider", Qt.Key.Key_End)
    await picture("branches")
    d.turn_to("levels")
    await d.until(lambda: d.levels.table._groups, "the levels")
    await picture("levels")
    d.click("levels.ends")
    await picture("level-ends")
    d.turn_to("train")
    await picture("train")
    d.choose("preset", "tutorial")
    d.type_setting("noise.sigma_min", "3")
    await picture("mistake")
    d.choose("preset", "digits")
    await picture("new-run")
    d.type_setting("network.width", "16")
    d.type_setting("training.preview_every", "40")
    d.type_setting("training.held_out_every", "20")
    d.type_setting("training.checkpoint_every", "25")
    d.click("button.train")
    await d.until(lambda: len(d.train.record.previews) >= 2, "two previews")
    d.train.draw()
    await picture("training")
    d.click("button.pause")
    await d.until(lambda: d.session and d.session._standing, "the pause")
    d.type_setting("training.learning_rate", "0.0003")
    d.click("button.train")
    learnt = d.train.record.count
    await d.until(lambda: d.train.record.count > learnt + 30, "some more steps")
    d.click("button.pause")
    await d.until(lambda: d.session and d.session._standing, "the pause")
    await picture("poked")
    d.turn_to("time-machine")
    d.click("time-machine.all")
    await d.until(lambda: d.drawing, "the drawing to begin")
    await d.until(lambda: not d.drawing, "all to be drawn")
    d.machine.go_to(len(d.machine.moments) - 1)
    await picture("time-machine")
    d.turn_to("sample")
    await picture("paused")
    d.click("button.help")
    helped = window.findChild(QDialog, "help")
    await asyncio.sleep(0.1)
    helped.grab().save(str(folder / "help.png"))
    helped.close()
    d.expects += (ArithmeticError,)
    d.studio.teller.report(ArithmeticError("this is how an unexpected error looks"))
    await picture("fault")


if __name__ == "__main__":
    sys.exit(main())
