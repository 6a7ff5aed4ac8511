"""What can be done with a run of the list besides looking at it: evaluate, compare, design, share."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from ncsn_engine.storage import write_whole
from ncsn_gui.frame.palette import Entry
from ncsn_gui.language import tr
from ncsn_gui.words import told_apart
from ncsn_gui.works import measures
from ncsn_gui.works.measures import FORMS, Far, Made

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu

    from ncsn_engine.runs import Run
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.works.measures import Told, Work

__all__ = ["ResultDialog", "RunWorks", "named_apart"]

_OFTEN = 0.05  # seconds between two reports of progress


class _StoppedError(Exception):
    """The user asked for an end."""


class RunWorks(QObject):
    """Does one of these at a time, on the worker, and shows what came of it."""

    def __init__(self, workshop: Workshop, teller: Teller, parent: QWidget) -> None:
        super().__init__(parent)
        self._workshop, self._teller, self._parent = workshop, teller, parent
        stop = (tr("Stop this"), tr("Stops measuring, comparing, designing or sharing a run; nothing is kept"))
        self.job = workshop.job("run-work", stop=stop)

    def fill(self, menu: QMenu, run: Run, other: Run | None) -> None:
        """Add what can be done with a run, and with another one that is selected too."""
        menu.addAction(tr("Evaluate…"), partial(self.evaluate, run))
        if other is None:
            compare = menu.addAction(tr("Compare: select two runs first"))
            compare.setEnabled(False)
        else:
            said = tr("Compare with {run}…").format(run=other.name)
            menu.addAction(said, partial(self.compare, run, other))
        menu.addAction(tr("Design noise from its data…"), partial(self.design, run))
        menu.addAction(tr("Share…"), partial(self.ask_share, run))

    def entries(self, run: Run | None, other: Run | None) -> list[Entry]:
        """Return the same for the palette."""
        if run is None:
            return []
        sort, name = tr("Run"), run.name
        found = [
            Entry(tr("Evaluate {run}").format(run=name), sort, partial(self.evaluate, run)),
            Entry(tr("Design noise for {run}").format(run=name), sort, partial(self.design, run)),
            Entry(tr("Share {run}").format(run=name), sort, partial(self.ask_share, run)),
        ]
        if other is not None:
            said = tr("Compare {run} with {other}").format(run=name, other=other.name)
            found.append(Entry(said, sort, partial(self.compare, run, other)))
        return found

    def evaluate(self, run: Run) -> None:
        """Measure samples of a run."""
        title = tr("Evaluation of {run}").format(run=run.name)
        self._begin(title, run.name, lambda told: measures.evaluate(run, self._workshop.device, told))

    def compare(self, run: Run, other: Run) -> None:
        """Measure two runs side by side."""
        names = named_apart(run, other)
        title = tr("{run} and {other} compared").format(run=run.name, other=other.name)
        device = self._workshop.device
        self._begin(title, f"{run.name}-{other.name}", lambda told: measures.compare((run, other), names, device, told))

    def design(self, run: Run) -> None:
        """Say which noise the rules make of a run's data."""
        title = tr("Noise for the data of {run}").format(run=run.name)
        self._begin(title, run.name, lambda told: measures.design(run, told))

    def ask_share(self, run: Run) -> None:
        """Ask in which form a run is given away, and where."""
        ask = QFileDialog(self._parent, tr("Share {run}: name a new folder").format(run=run.name))
        ask.setObjectName("runs.share")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        ask.setOption(QFileDialog.Option.DontConfirmOverwrite)  # a folder that holds something is refused
        filters = {f"{said} (*)": form for form, said in FORMS.items()}
        ask.setNameFilters(list(filters))
        ask.selectFile(f"{run.name}-shared")
        ask.fileSelected.connect(lambda path: self.share(run, filters[ask.selectedNameFilter()], Path(path)))
        ask.open()

    def share(self, run: Run, form: str, folder: Path) -> None:
        """Write a run into a new folder."""
        title = tr("{run} shared").format(run=run.name)
        self._begin(title, run.name, lambda told: measures.share(run, form, folder, told))

    # -- the work ---------------------------------------------------------------------------

    def _begin(self, title: str, name: str, make: Callable[[Told], Work]) -> None:
        if not self.job.begin(lambda: self._work(title, name, make)):
            busy = self.job.busy
            self._teller.say(tr("Wait for its end, or stop what is under way.") if busy else tr("Torch still loads."))

    async def _work(self, title: str, name: str, make: Callable[[Told], Work]) -> None:
        loop, due, made = asyncio.get_running_loop(), time.perf_counter(), None

        def told(what: str, share: float) -> None:  # on the worker's thread
            nonlocal due
            if self.job.stopping or self._workshop.closing:
                raise _StoppedError
            if what and (now := time.perf_counter()) >= due:
                due = now + _OFTEN
                loop.call_soon_threadsafe(self._show, title, Far(what, share))

        self.job.say(f"{title}…")
        try:
            async with self.job.steps(make(told)) as steps:
                async for step in steps:
                    if isinstance(step, Made):
                        made = step
                    else:
                        self._show(title, step)
        except _StoppedError:
            pass  # as asked: said below
        if made is None:
            self.job.end(tr("{title}: stopped; nothing was kept.").format(title=title), keep=True)
        else:
            self.job.end(tr("{title}: done").format(title=title))
            dialog = ResultDialog(title, name, made, self._parent)
            dialog.save_wanted.connect(lambda path, made=made: self._workshop.spawn(self._save(Path(path), made)))
            dialog.show()

    async def _save(self, path: Path, made: Made) -> None:
        await self._workshop.run(write_whole, path, made.data)
        self._teller.say(tr("Saved {path}").format(path=path))

    def _show(self, title: str, far: Far) -> None:
        if self.job.busy:
            self.job.say(f"{title}: {far.what}", round(1000 * far.share), 1000)


def named_apart(run: Run, other: Run) -> tuple[str, str]:
    """Return names of two runs that say what differs, if their own do not."""
    both = (run, other)
    apart = told_apart([(one.name, one.config) for one in both])
    said = [f" ({', '.join(settings[:2])})" if settings else "" for settings in apart]
    return run.name + said[0], other.name + said[1]


class ResultDialog(QDialog):
    """Shows what came of a work: a text one can copy, and a file one can save; not modal.

    Parameters
    ----------
    name
        Of a saved file, without a suffix.
    """

    save_wanted = Signal(str)

    def __init__(self, title: str, name: str, made: Made, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("result")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._name, self._made = name, made
        self.text = QPlainTextEdit(made.text, readOnly=True)
        self.text.setObjectName("result.text")
        self.text.setAccessibleName(title)
        self.text.setToolTip(tr("What was found; it can be marked and copied"))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF() * 0.92)
        self.text.setFont(fixed)
        table = made.suffix != ""
        wrap = QPlainTextEdit.LineWrapMode
        self.text.setLineWrapMode(wrap.NoWrap if table else wrap.WidgetWidth)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("result.copy")
        copy.setAccessibleName(tr("Copy"))
        copy.setToolTip(tr("Puts the text on the clipboard"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(made.text))
        if made.suffix:
            save = buttons.addButton(tr("Save as…"), QDialogButtonBox.ButtonRole.ActionRole)
            save.setObjectName("result.save")
            save.setAccessibleName(tr("Save as…"))
            save.setToolTip(tr("Saves samples of both beside each other, or all numbers, as a file"))
            save.clicked.connect(self._ask_where)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
        lines, letters = made.text.splitlines(), self.text.fontMetrics()
        wide, high = max(map(len, lines)) + 8, len(lines) + 9
        self.resize(min(900, max(420, wide * letters.averageCharWidth())), min(600, high * letters.lineSpacing()))

    def _ask_where(self) -> None:
        suffix = self._made.suffix
        ask = QFileDialog(self, tr("Save as"), self._name + suffix, f"{suffix[1:].upper()} (*{suffix})")
        ask.setObjectName("result.file")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        ask.setDefaultSuffix(suffix)
        ask.fileSelected.connect(self.save_wanted)
        ask.open()
