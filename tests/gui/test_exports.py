"""What leaves the window: the export dialog, films, copies, drags, plots, commands."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import torch
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QDrag, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QMessageBox

from ncsn_engine.config import ExportConfig, RunConfig
from ncsn_engine.export import enlarged, grid, to_pixels
from ncsn_engine.recipe import Recipe, read_recipe, save_export
from ncsn_engine.runs import open_run, ready_made_run
from ncsn_engine.samplers import Step
from ncsn_engine.trajectory import Trajectory
from ncsn_gui.export.dialog import ExportDialog
from ncsn_gui.export.showing import Showing
from ncsn_gui.plots.plot import Plot
from ncsn_gui.works.films import Film
from tests.gui.driver import Driver
from tests.gui.test_journey import first_sampling
from tests.gui.test_manners import dialog, drop, keys, parsed

Studio = Callable[..., None]
LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


async def first_film(d: Driver) -> None:
    await first_sampling(d)
    d.sample.transport.stop()


async def opened(d: Driver, kind: str = "") -> Any:
    d.click("sample.export")
    shown = await dialog(d, "export")
    if kind:
        d.choose("export.format", kind)
    return shown


async def choose_path(d: Driver, path: Path) -> None:
    """Press Save as… and name a file in the file dialog, which asks nothing itself."""
    d.click("export.save")
    await d.until(lambda: d.window.findChildren(QFileDialog), "the file dialog")
    ask = d.window.findChildren(QFileDialog)[0]
    assert ask.testOption(QFileDialog.Option.DontConfirmOverwrite)
    ask.fileSelected.emit(str(path))
    ask.close()


def type_in(d: Driver, name: str, text: str) -> None:
    control = d.find(name)
    editor = control.lineEdit() if hasattr(control, "lineEdit") else control
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


async def saved(d: Driver, path: Path) -> None:
    await choose_path(d, path)
    await d.until(lambda: d.status() == f"Saved {path}", f"{path.name} to be saved")
    await d.until(lambda: not d.window.findChildren(QDialog), "the dialogs to be gone")


def test_films_are_saved_dropped_and_made_again(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        d.type_setting("sampling.count", "9")
        d.type_setting("sampling.steps_per_level", "3")
        d.click("sample.start")
        await d.until(lambda: not d.films.job.busy, "a small sampling")
        for name, kind in (("film.webp", "WebP"), ("film.mp4", "MP4")):
            await opened(d, kind)
            type_in(d, "export.scale", "1")
            type_in(d, "export.first_step", "30")
            type_in(d, "export.last_step", "60")
            d.choose("export.shown", "x and denoised")
            await saved(d, tmp_path / name)
            made = read_recipe(tmp_path / name)
            assert (made.export.first_step, made.export.last_step, made.export.shown) == (30, 60, "both")
            assert made.sampling == d.desk.config.sampling
            if kind == "WebP":
                with Image.open(tmp_path / name) as film:
                    assert film.n_frames == 31  # type: ignore[attr-defined]
            d.type_setting("sampling.seed", "9")
            drop(d, tmp_path / name)
            await dialog(d, "recipe")
            assert d.find("recipe.file").text().endswith(", x and denoised, steps 30 to 60")
            d.click("recipe.again")
            await d.until(lambda: d.films.job.busy, "the sampling")
            await d.until(lambda: not d.films.job.busy, "its end")
            await opened(d)  # offers the recipe's look
            await saved(d, tmp_path / f"again-{name}")
            assert (tmp_path / f"again-{name}").read_bytes() == (tmp_path / name).read_bytes()

    studio(journey)


def test_the_dialog_shows_what_will_be_written(studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def preview(d: Driver) -> None:
        film = d.sample.trajectory
        assert film is not None and film.final is not None
        shown = await opened(d)
        assert np.array_equal(shown.preview.pixels[0], grid(to_pixels(film.final)))
        await d.until(lambda: shown.note.text().count(" · ") == 1, "the size")
        assert shown.note.text().startswith("284 × 284 pixels · ")
        size = int("".join(filter(str.isdigit, shown.note.text().split(" · ")[1])))
        type_in(d, "export.last_step", "40")
        assert np.array_equal(shown.preview.pixels[0], grid(to_pixels(film.frame(40).x)))
        type_in(d, "export.last_step", "")
        await saved(d, tmp_path / "a.png")
        assert (tmp_path / "a.png").stat().st_size == size
        shown = await opened(d, "GIF")
        type_in(d, "export.first_step", "90")
        type_in(d, "export.fps", "40")
        assert shown.note.text().startswith("284 × 284 pixels · 22 frames · 2.0 s")
        wanted = {grid(to_pixels(film.frame(step).x)).tobytes() for step in range(90, film.total)}
        seen: set[bytes] = set()

        def look() -> bool:
            seen.add(shown.preview.pixels[0].tobytes())
            return len(seen & wanted) > 4

        await d.until(look, "the film to play")
        await d.until(lambda: "about" in shown.note.text(), "the size")
        about = float(shown.note.text().split("about ")[1].split()[0])
        await saved(d, tmp_path / "b.gif")
        assert (tmp_path / "b.gif").stat().st_size == pytest.approx(1000 * about, rel=0.3)

    async def last_look(d: Driver) -> None:
        await opened(d, "GIF")
        type_in(d, "export.scale", "2")
        type_in(d, "export.last_step", "50")
        d.click("export.recipe")
        await saved(d, tmp_path / "a.gif")
        assert not (tmp_path / "a.gif.recipe.json").exists()
        d.choose("sample.shown", "Change")
        d.choose("sample.range", "step")
        shown = await opened(d)
        look = shown.look
        assert (look.format, look.scale, look.recipe) == ("gif", 2, False)
        assert (look.shown, look.range, look.last_step) == ("change", "step", None)
        assert shown._folder == str(tmp_path)
        shown.reject()
        await d.until(lambda: not d.window.findChildren(QDialog), "the dialog to be gone")
        d.store.setValue("export/look", '{"format": "of another version"}')
        shown = await opened(d)
        assert (shown.look.format, shown.look.recipe) == ("grid", True)
        shown.reject()

    async def mended(d: Driver) -> None:
        await opened(d, "GIF")
        save, problem = d.find("export.save"), d.find("export.problem")
        type_in(d, "export.last_step", "10")
        type_in(d, "export.first_step", "20")
        assert "a film ends after its first step" in problem.text() and not save.isEnabled()
        type_in(d, "export.last_step", "30")  # right together with the other
        assert not problem.text() and save.isEnabled()
        assert d.find("export", ExportDialog).preview.sheets.steps == list(range(20, 31))
        monkeypatch.setattr("ncsn_gui.export.dialog.has_video", lambda: False)
        d.choose("export.format", "MP4")
        assert 'pip install "ncsn-studio[video]"' in problem.text() and not save.isEnabled()
        d.choose("export.format", "WebP")
        assert not problem.text() and save.isEnabled()
        assert not d.window.findChildren(QFileDialog)  # Return only took the numbers
        d.find("export").reject()

    async def quick(d: Driver) -> None:
        """A frame of 64 colour pictures is drawn well within what the window's thread may take."""
        recorded, draw = Trajectory(), torch.Generator().manual_seed(0)
        x = torch.rand((64, 3, 32, 32), generator=draw)
        for index in range(40):
            recorded.add(Step.at(index, 40, index // 10, 1 - index / 200, 0.1, x, x.flip(3)))
        recorded.add(Step.at(39, 40, 3, 0.2, 0.1, x, x).result(x))
        shown: Any = d.films.shown
        film, look = Film(1, recorded, shown.model, shown.sampling), ExportConfig(format="gif", shown="both")
        showing = Showing(recorded, film.model.low, film.model.high, 0, look, lambda look: None)  # type: ignore[arg-type,return-value]
        large = ExportDialog(look.replace(range="clipped"), showing, "", d.window)
        large.open()
        spent = []
        for _ in range(40):
            large._drawn = -1
            begun = time.perf_counter()
            large.preview._draw()
            spent.append(time.perf_counter() - begun)
        assert np.median(spent) < 0.03, f"{1000 * np.median(spent):.1f} ms"
        large.reject()
        await d.until(lambda: not d.window.findChildren(QDialog), "the dialog to be gone")
        recorded.close()

    async def journey(d: Driver) -> None:
        await first_film(d)
        for part in (preview, last_look, mended, quick):
            await part(d)
            await d.until(lambda: not d.window.findChildren(QDialog), "the dialogs to be gone")

    studio(journey)


def test_nothing_is_replaced_without_asking_and_nothing_half_is_left(studio: Studio, tmp_path: Path) -> None:
    place = tmp_path / "mine"
    (place / "all").mkdir(parents=True)
    for name in ("a.png", "b.png.recipe.json", "all/07.png", "all/notes.txt"):
        (place / name).write_bytes(b"mine")

    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}

    async def replaced(d: Driver) -> None:
        for name, kind, there in (
            ("a.png", "Grid", "a.png"),
            ("b.png", "Grid", "b.png.recipe.json"),
            ("all", "Every picture", "07.png"),
        ):
            before = files()
            await opened(d, kind)
            await choose_path(d, place / name)
            ask: QMessageBox = await dialog(d, "export.replace")
            assert there in ask.text()
            assert ask.defaultButton().objectName() == "export.replace.no"
            d.click("export.replace.no")
            await d.until(lambda: not d.window.findChild(QDialog, "export.replace"), "the question to be gone")
            assert files() == before
            assert d.find("export").isVisible()  # to choose another name
            await choose_path(d, place / name)
            await dialog(d, "export.replace")
            d.click("export.replace.yes")
            await d.until(lambda name=name: d.status() == f"Saved {place / name}", name)
            await d.until(lambda: not d.window.findChildren(QDialog), "the dialogs to be gone")
        assert [path.name for path, data in files().items() if data == b"mine"] == ["notes.txt"]
        assert len(list((place / "all").glob("*.png"))) == 64

    async def stopped(d: Driver) -> None:
        halt, said = d.find("export.stop"), set[str]()

        def told() -> bool:
            said.add(d.status())
            return any("left" in text for text in said)

        assert not halt.isVisible()
        await opened(d, "WebP")
        type_in(d, "export.scale", "24")
        await choose_path(d, tmp_path / "large.webp")
        await d.until(told, "the time left")
        assert any(text.startswith("Saving large.webp: ") for text in said)
        assert 0 < d.window.status.bar.value() < d.window.status.bar.maximum()
        d.click("export.stop")
        await d.until(lambda: "stopped" in d.status(), "the end")
        assert not list(tmp_path.glob("*large*")) and not halt.isVisible()
        await opened(d, "WebP")
        await choose_path(d, tmp_path / "large.webp")
        said.clear()
        await d.until(told, "the next to begin")  # the window is closed meanwhile: it ends

    async def journey(d: Driver) -> None:
        await first_film(d)
        await replaced(d)
        await stopped(d)

    studio(journey)
    assert not list(tmp_path.glob("*large*"))


def test_exports_of_a_stopped_sampling_and_while_a_training_runs(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        d.type_setting("sampling.steps_per_level", "40")
        d.click("sample.start")
        film: Any = d.films
        await d.until(
            lambda: film.job.busy and film.trajectory.total > 800 and len(film.trajectory.facts) > 20, "steps"
        )
        d.click("sample.stop")
        await d.until(lambda: not film.job.busy, "the end")
        newest = film.trajectory.facts[-1].index
        assert newest < film.trajectory.total
        await d.save_as(tmp_path / "a.png")
        assert read_recipe(tmp_path / "a.png").export.last_step == newest  # made again, it ends there
        d.choose("preset", "toy")
        d.click("button.train")
        await d.until(lambda: d.train.record.count >= 5, "some steps")
        d.turn_to("sample")
        await opened(d, "GIF")
        type_in(d, "export.scale", "1")
        await choose_path(d, tmp_path / "a.gif")
        await d.until((tmp_path / "a.gif.recipe.json").exists, "the film")
        await d.until(lambda: d.said() == f"Saved {tmp_path / 'a.gif'}", "the word")
        count = d.train.record.count
        await d.until(lambda: d.train.record.count > count, "the training to go on")

    studio(journey)


# -- copied and dragged --------------------------------------------------------------------------


def check_mime(mime: QMimeData, wanted: np.ndarray, step: int | None, picture: int | None) -> Path:
    """The picture, the file and the recipe are the same thing, as it is shown."""
    image = QImage(mime.imageData()).convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    np.testing.assert_array_equal(pixels[:, : image.width()], wanted[..., 0])
    (url,) = mime.urls()
    file = Path(url.toLocalFile())
    with Image.open(file) as opened:
        np.testing.assert_array_equal(np.asarray(opened), wanted[..., 0])
    made = read_recipe(file)
    assert made.to_json() == mime.text()
    assert made.export.last_step == step
    assert made.export.format == ("grid" if picture is None else "picture")
    assert made.export.picture == (picture or 0)
    assert bytes(mime.data("x-special/gnome-copied-files").data()) == b"copy\n" + url.toString().encode()
    return file


async def copied(d: Driver) -> None:
    view = d.sample
    film = view.trajectory
    assert film is not None and film.final is not None
    clipboard = QGuiApplication.clipboard()
    d.key("transport", Qt.Key.Key_End)
    keys(d, Qt.Key.Key_C)
    file = check_mime(clipboard.mimeData(), grid(to_pixels(film.final), scale=4), None, None)
    d.drag_slider(0.5)
    step = view.frame.index  # type: ignore[union-attr]
    d.choose("sample.range", "step")
    x = film.frame(step).x.astype(np.float32)
    sheet = to_pixels(x, float(x.min()), float(x.max()))
    view.grid.select(5)
    d.click("sample.copy")
    menu = d.find("copy", QMenu)
    next(a for a in menu.actions() if a.text() == "Picture 6").trigger()
    menu.close()
    check_mime(clipboard.mimeData(), enlarged(sheet[5], 32), step, 5)
    drop(d, file)
    await dialog(d, "recipe")
    assert d.find("recipe.said").text() == "Its settings are the present ones."
    d.find("recipe").reject()
    await d.until(lambda: not d.window.findChildren(QDialog), "the dialog to be gone")
    d.choose("sample.shown", "Score")
    d.key("transport", Qt.Key.Key_End)
    clipboard.setText("before")
    keys(d, Qt.Key.Key_C)  # no score of the result: nothing to copy
    assert clipboard.text() == "before"


def test_pictures_are_copied_and_dragged_out_with_file_and_recipe(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[QMimeData] = []

    def noted(drag: QDrag, *_: Any) -> Qt.DropAction:
        assert not drag.pixmap().isNull()
        mime = QMimeData()
        for kind in drag.mimeData().formats():
            mime.setData(kind, drag.mimeData().data(kind))
        mime.setImageData(drag.mimeData().imageData())
        dragged.append(mime)
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", noted)

    def pull(widget: Any, index: int, far: int) -> None:
        place = widget.rect_of(index).center().toPoint()
        QTest.mousePress(widget, LEFT, pos=place)
        for way in (1, far // 2, far):
            QTest.mouseMove(widget, place + QPoint(way, way))
        QTest.mouseRelease(widget, LEFT, pos=place + QPoint(far, far))

    async def journey(d: Driver) -> None:
        await first_film(d)
        await copied(d)
        view = d.sample
        film = view.trajectory
        assert film is not None and film.final is not None
        d.choose("sample.shown", "Picture x")
        d.choose("sample.range", "fixed")
        d.key("transport", Qt.Key.Key_End)
        pull(view.grid, 12, 2)  # a hand that trembles
        assert view.grid.selected == 12 and not dragged
        pull(view.grid, 9, 40)
        assert len(dragged) == 1
        file = check_mime(dragged[0], enlarged(to_pixels(film.final)[9], 32), None, 9)
        assert view.grid.selected == 9
        d.drag_slider(0.4)
        frame = film.frame(view.frame.index)  # type: ignore[union-attr]
        pull(view.closer.parts["denoised"], 0, 40)
        check_mime(dragged[1], enlarged(to_pixels(frame.denoised)[9], 32), frame.index, 9)
        d.choose("sample.beside", "denoised")
        pull(view.pictures.second, 3, 40)
        check_mime(dragged[2], enlarged(to_pixels(frame.denoised)[3], 32), frame.index, 3)
        pull(view.grid, 3, 40)
        check_mime(dragged[3], enlarged(to_pixels(frame.x)[3], 32), frame.index, 3)
        assert len(dragged) == 4
        drop(d, file)
        await dialog(d, "recipe")
        assert d.find("recipe.file").text() == "One picture, PNG, Picture x, picture 10"
        d.find("recipe").reject()

    studio(journey)


# -- plots, tables, commands ---------------------------------------------------------------------


def test_plots_tables_and_commands_leave_the_window(studio: Studio, tmp_path: Path) -> None:
    async def plots_saved(d: Driver) -> None:
        plots = d.window.findChildren(Plot)
        assert len(plots) >= 6
        for plot in plots:
            assert plot.focusPolicy() & Qt.FocusPolicy.TabFocus
        for name in ("sample.plot.trace", "plot.loss"):
            d.turn_to("train" if name == "plot.loss" else "sample")
            plot = d.find(name)
            for suffix in ("svg", "png"):
                here = plot.rect().center()
                why = QContextMenuEvent.Reason.Keyboard if suffix == "svg" else QContextMenuEvent.Reason.Mouse
                QApplication.sendEvent(plot.viewport(), QContextMenuEvent(why, here, plot.mapToGlobal(here)))
                menu = d.find("plot.menu", QMenu)
                next(a for a in menu.actions() if suffix.upper() in a.text()).trigger()
                menu.close()
                ask = await dialog(d, "plot.save-dialog")
                ask.fileSelected.emit(str(tmp_path / f"{name}.{suffix}"))
                ask.close()
                await d.until(lambda name=name, suffix=suffix: (tmp_path / f"{name}.{suffix}").exists(), "the file")
                await d.until(lambda: not d.window.findChild(QMenu, "plot.menu"), "the menu to be gone")
                await d.until(lambda: not d.window.findChildren(QFileDialog), "the dialog to be gone")
            assert b"<svg" in (tmp_path / f"{name}.svg").read_bytes()
            with Image.open(tmp_path / f"{name}.png") as saved:
                assert saved.size == (2 * plot.width(), 2 * plot.height())
        here = plot.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, here, plot.mapToGlobal(here))
        QApplication.sendEvent(plot.viewport(), event)
        menu = d.find("plot.menu", QMenu)
        menu.actions()[-1].trigger()
        menu.close()
        copied = QGuiApplication.clipboard().mimeData()
        assert copied.hasImage() and b"<svg" in bytes(copied.data("image/svg+xml").data())
        assert QGuiApplication.clipboard().image().width() == 2 * plot.width()

    async def table(d: Driver) -> None:  # off the window's thread
        d.studio.exporting.save(tmp_path / "who.csv", lambda: threading.current_thread().name.encode(), "")
        await d.until((tmp_path / "who.csv").exists, "the file")
        assert (tmp_path / "who.csv").read_bytes().startswith(b"ncsn-worker")
        d.studio.exporting.save(tmp_path / "no-folder" / "a.csv", b"", "")
        await d.until(lambda: "does not exist" in d.said(), "the reason")

    async def copied(d: Driver) -> Any:
        QGuiApplication.clipboard().clear()
        keys(d, Qt.Key.Key_C, CTRL | SHIFT)
        await d.until(QGuiApplication.clipboard().text, "the command")
        return parsed(QGuiApplication.clipboard().text())

    async def commands(d: Driver) -> None:
        d.type_setting("sampling.seed", "5")
        for i in range(d.window.tabs.count()):
            d.window.tabs.setCurrentIndex(i)
            options = await copied(d)
            if d.window.front().view is d.train:
                assert options.preset == "digits"
            else:
                assert (options.model, vars(options)["set:sampling.seed"]) == ("ready-made", "5")
        older = "step-000003000.safetensors"  # of a run with two checkpoints
        given = tmp_path / "given"
        shutil.copytree(ready_made_run().folder, given)
        shutil.copy(next((given / "checkpoints").glob("*.safetensors")), given / "checkpoints" / older)
        d.desk.show(open_run(given))
        d.turn_to("time-machine")
        options = await copied(d)
        assert options.model == str(given)
        d.machine.go_to(0)
        options = await copied(d)
        assert options.model == str(given / "checkpoints" / older)
        d.turn_to("sample")
        await d.save_as(tmp_path / "a film.gif", "GIF")
        drop(d, tmp_path / "a film.gif")
        await dialog(d, "recipe")
        d.click("recipe.command")
        options = parsed(QGuiApplication.clipboard().text())
        assert (options.recipe, options.out) == (str(tmp_path / "a film.gif"), "again-a film.gif")
        d.find("recipe").reject()
        await d.until(lambda: not d.window.findChildren(QDialog), "the dialog to be gone")

    async def journey(d: Driver) -> None:
        await first_film(d)
        await commands(d)
        await plots_saved(d)
        await table(d)

    studio(journey)


def recorded() -> Trajectory:
    """Return a short recording of three small pictures, without a model."""
    film, draw = Trajectory(), torch.Generator().manual_seed(3)
    step = None
    for index in range(12):
        x = torch.rand((3, 1, 5, 5), generator=draw)
        step = Step.at(index, 12, index // 4, 2.0 - index / 12, 0.1, x, x / 2)
        film.add(step)
    assert step is not None
    film.add(step.result(x))
    return film


@pytest.mark.parametrize(
    ("look", "said"),
    [
        ({"format": "gif", "hold": 0}, "13 frames"),
        ({"format": "gif", "frames": 5, "hold": 0}, "5 frames"),
        ({"format": "mp4", "fps": 25, "hold": 0.7}, "30 frames"),
        ({"format": "pictures"}, "4 files"),
        ({"format": "pictures", "recipe": False}, "3 files"),
        ({"format": "npz", "first_step": 3}, "arrays of 3: x, σ, α, level, temperature · 10 steps"),
    ],
)
def test_what_is_counted_is_what_is_written(
    qapp: QApplication, tmp_path: Path, look: dict[str, Any], said: str
) -> None:
    film, chosen = recorded(), ExportConfig(scale=1, **look)
    model = {"sha256": "0" * 64, "run": "none", "step": 1, "weights": "ema"}
    made = Recipe(model, RunConfig().sampling, None, chosen, 0.0, 1.0, "cpu", {})
    dialog = ExportDialog(chosen, Showing(film, 0.0, 1.0, 12, chosen, lambda look: made))
    assert said in dialog.note.text()
    file = tmp_path / "out"
    written = save_export(file, film, made)
    count = int(said.split(" · ")[-1].split()[0])
    match chosen.format:
        case "gif":
            with Image.open(file) as picture:
                assert picture.n_frames == count  # type: ignore[attr-defined]
        case "mp4":
            with av.open(str(file)) as video:
                assert len(list(video.decode(video=0))) == count
        case "npz":
            with np.load(file) as arrays:
                assert len(arrays["sigma"]) == count
        case _:
            assert len(written) == len(list(file.iterdir())) == count
    dialog.deleteLater()
    film.close()


def test_layout_of_a_grid_and_one_picture_by_itself(studio: Studio, tmp_path: Path) -> None:
    async def journey(d: Driver) -> None:
        await first_film(d)
        d.sample.grid.select(5)
        final = d.films.trajectory.final  # type: ignore[union-attr]
        await opened(d, "Grid")
        columns = d.find("export.columns")
        assert (columns.lineEdit().text(), columns.lineEdit().placeholderText()) == ("", "automatic")
        type_in(d, "export.columns", "0")  # as it was called before
        assert columns.lineEdit().text() == "" and not d.find("export.problem").text()
        type_in(d, "export.columns", "4")
        type_in(d, "export.gap", "2")
        type_in(d, "export.scale", "3")
        await saved(d, tmp_path / "grid.png")
        with Image.open(tmp_path / "grid.png") as picture:
            assert picture.size == ((4 * 10 - 2) * 3, (16 * 10 - 2) * 3)
        await opened(d, "One picture")
        await saved(d, tmp_path / "one.png")
        with Image.open(tmp_path / "one.png") as picture:
            wanted = to_pixels(final[5:6])[0, ..., 0].repeat(3, 0).repeat(3, 1)
            np.testing.assert_array_equal(np.asarray(picture), wanted)

    studio(journey)
