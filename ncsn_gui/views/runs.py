"""The list of runs: newest first, with state, steps and a thumbnail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QSignalBlocker, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QInputDialog,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.export import grid, read_tiles
from ncsn_gui.language import tr
from ncsn_gui.widgets.image_grid import to_image

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QPoint

    from ncsn_engine.runs import Run

__all__ = ["RunList"]

_THUMB = 40
_WORDS = {
    "new": tr("not trained yet"),
    "interrupted": tr("interrupted"),
    "training": tr("training"),
    "stopped": tr("stopped"),
    "done": tr("done"),
    "failed": tr("failed"),
    "ready-made": tr("ready-made"),
}


class RunList(QWidget):
    """Shows the runs; tells which one is chosen."""

    chosen = Signal(object)  # Run
    overlaid = Signal(list)  # of Run: all that are selected
    new_wanted = Signal()
    renamed = Signal(object, str)  # Run, its new name
    deleted = Signal(object)  # Run

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setObjectName("runs")
        self.list.setAccessibleName(tr("Runs"))
        self.list.setIconSize(QSize(_THUMB, _THUMB))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setToolTip(
            tr("Ctrl+click or Shift+click: see the curves of several runs over each other. F2 renames, Delete deletes")
        )
        self.list.installEventFilter(self)
        self.list.itemSelectionChanged.connect(self._choose)
        self.new = QPushButton(tr("New run"))
        self.new.setObjectName("runs.new")
        self.new.setToolTip(tr("Begin with the settings on the right (Ctrl+N)"))
        self.new.clicked.connect(self.new_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.new)
        layout.setAlignment(self.new, Qt.AlignmentFlag.AlignHCenter)
        self._runs: dict[Path, Run] = {}
        self._shown: Path | None = None  # the run whose settings are shown
        self._ready_made: Path | None = None

    def minimumSizeHint(self) -> QSize:
        """Keep room for the button, and a little of the names, whatever the size of text."""
        return QSize(self.new.sizeHint().width() + 8, super().minimumSizeHint().height())

    def show_runs(self, runs: list[Run], ready_made: Run | None, chosen: Path | None) -> None:
        """Show the runs, the ready-made one last; `chosen` is framed without telling."""
        kept = {run.folder for run in self._selected()} if chosen else set()
        kept = kept if chosen in kept else set()
        with QSignalBlocker(self.list):
            self.list.clear()
            self._shown = chosen
            self._ready_made = ready_made.folder if ready_made else None
            self._runs = {r.folder: r for r in [*runs, *([ready_made] if ready_made else [])]}
            for run in self._runs.values():
                item = QListWidgetItem(self._text(run, run is ready_made))
                item.setData(Qt.ItemDataRole.UserRole, run.folder)
                item.setIcon(_thumbnail(run))
                item.setToolTip(str(run.folder))
                item.setSizeHint(QSize(0, _THUMB + 14))
                self.list.addItem(item)
                if run.folder == chosen:
                    self.list.setCurrentItem(item, QItemSelectionModel.SelectionFlag.Select)
                item.setSelected(run.folder in kept or run.folder == chosen)
        self.overlaid.emit(self._selected())

    def refresh(self, run: Run, state: str | None = None) -> None:
        """Show a run's state anew, for example while it trains."""
        for i in range(self.list.count()):
            item = self.list.item(i)
            if item.data(Qt.ItemDataRole.UserRole) == run.folder:
                item.setText(f"{run.name}\n{state}" if state else self._text(run, False))
                if state is None:
                    item.setIcon(_thumbnail(run))

    def choose_nothing(self) -> None:
        """Frame no run; nobody is told."""
        with QSignalBlocker(self.list):
            self.list.setCurrentRow(-1)
            self.list.clearSelection()
        self._shown = None
        self.overlaid.emit([])

    def _text(self, run: Run, ready_made: bool) -> str:
        status, step = run.status()
        if ready_made:
            return f"{run.name}\n{_WORDS['ready-made']}"
        said = _WORDS.get(status, status)
        if status not in ("new", "interrupted"):
            said = tr("{state} · {count} steps").format(state=said, count=f"{step:,}".replace(",", "\u202f"))
        return f"{run.name}\n{said}"

    def _selected(self) -> list[Run]:
        items = (self.list.item(i) for i in range(self.list.count()))
        return [self._runs[item.data(Qt.ItemDataRole.UserRole)] for item in items if item.isSelected()]

    def _choose(self) -> None:
        """Tell what is selected; the run that is shown stays so while it is among them."""
        selected = self._selected()
        if not selected:
            return
        if self._shown not in [run.folder for run in selected]:
            current = self.list.currentItem()
            shown = current.data(Qt.ItemDataRole.UserRole) if current and current.isSelected() else selected[0].folder
            self._shown = shown
            self.chosen.emit(self._runs[shown])
        self.overlaid.emit(selected)

    def _menu(self, place: QPoint) -> None:
        item = self.list.itemAt(place)
        if item is None:
            return
        run = self._runs[item.data(Qt.ItemDataRole.UserRole)]
        menu = QMenu(self)
        menu.setObjectName("runs.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(run.folder))))
        if run.folder != self._ready_made:
            menu.addAction(tr("Rename…"), lambda: self._ask_name(run))
            menu.addAction(tr("Delete…"), lambda: self._ask_delete(run))
        menu.popup(self.list.mapToGlobal(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rename the chosen run with F2, delete it with Delete."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            asked = {Qt.Key.Key_F2: self._ask_name, Qt.Key.Key_Delete: self._ask_delete}.get(Qt.Key(event.key()))
            chosen = [run for run in self._selected() if run.folder != self._ready_made]
            if asked and len(chosen) == 1:
                asked(chosen[0])
                return True
        return super().eventFilter(watched, event)

    def _ask_name(self, run: Run) -> None:
        ask = QInputDialog(self)
        ask.setObjectName("runs.rename")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setWindowTitle(tr("Rename run"))
        ask.setLabelText(tr("A new name for {run}; its folder is renamed too").format(run=run.name))
        ask.setTextValue(run.name)
        ask.textValueSelected.connect(lambda name: self.renamed.emit(run, name))
        ask.open()

    def _ask_delete(self, run: Run) -> None:
        ask = QMessageBox(self)
        ask.setObjectName("runs.delete")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setIcon(QMessageBox.Icon.Question)
        ask.setText(tr("Move {run}, its checkpoints and previews to the bin?").format(run=run.name))
        ask.setInformativeText(str(run.folder))
        delete = ask.addButton(tr("Move to bin"), QMessageBox.ButtonRole.DestructiveRole)
        delete.setObjectName("runs.delete.yes")
        ask.setDefaultButton(ask.addButton(QMessageBox.StandardButton.Cancel))
        delete.clicked.connect(lambda: self.deleted.emit(run))
        ask.open()


def _thumbnail(run: Run) -> QIcon:
    """Return four pictures of the newest preview; an empty one where there is none."""
    pixmap = QPixmap(_THUMB, _THUMB)
    pixmap.fill(Qt.GlobalColor.transparent)
    previews = sorted((run.folder / "previews").glob("step-*.png"))
    if previews:
        try:
            sheet = grid(read_tiles(previews[-1])[:4], columns=2)
        except (OSError, ValueError, KeyError):  # a damaged picture costs the thumbnail, no more
            return QIcon(pixmap)
        pixmap = QPixmap.fromImage(to_image(sheet)).scaled(_THUMB, _THUMB, Qt.AspectRatioMode.KeepAspectRatio)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt tints the chosen one
    return icon
