"""The list of runs: newest first, with state, steps and a thumbnail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QSignalBlocker, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QInputDialog,
    QListWidget,
    QMenu,
    QMessageBox,
    QPushButton,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.config import InputError
from ncsn_gui.frame.run_items import THUMB, RunItems
from ncsn_gui.frame.run_works import RunWorks
from ncsn_gui.language import tr
from ncsn_gui.studio.beside import MOST_BESIDE
from ncsn_gui.widgets.elided import plain_tip
from ncsn_gui.words import told_apart

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint
    from PySide6.QtGui import QFontMetrics
    from PySide6.QtWidgets import QStyleOptionViewItem

    from ncsn_engine.runs import Run
    from ncsn_gui.frame.palette import Entry
    from ncsn_gui.studio.beside import Beside
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.shelf import Shelf
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop

__all__ = ["RunList"]

_NAME = 12  # letters of a name that are always seen


class RunList(QWidget):
    """Shows the runs; the selected one lies on the desk, with others beside it."""

    def __init__(
        self,
        workshop: Workshop,
        shelf: Shelf,
        desk: Desk,
        beside: Beside,
        teller: Teller,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shelf, self._desk, self._beside, self._teller = shelf, desk, beside, teller
        self._works = RunWorks(workshop, teller, self)
        self._apart: dict[Path, list[str]] = {}  # what tells runs apart that are called alike
        self.list = QListWidget()
        self.list.setObjectName("runs")
        self.list.setAccessibleName(tr("Runs"))
        self.list.setIconSize(QSize(THUMB, THUMB))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setToolTip(
            tr("Ctrl+click or Shift+click: see the curves of several runs over each other. F2 renames, Delete deletes")
        )
        self.list.setItemDelegate(_TwoLines(self.list))
        self.list.installEventFilter(self)
        self.list.itemSelectionChanged.connect(self._choose)
        self.new = QPushButton(tr("New run"))
        self.new.setObjectName("runs.new")
        self.new.setToolTip(tr("Begin with the settings on the right (Ctrl+N)"))
        self.new.clicked.connect(lambda: desk.renew())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.new)
        layout.setAlignment(self.new, Qt.AlignmentFlag.AlignHCenter)
        self._runs: dict[Path, Run] = {}
        self._rows = RunItems(self.list, self._text, self._tip)
        shelf.listed.connect(self._show_runs)
        shelf.followed.connect(self._follow)
        desk.turned.connect(self._frame)

    def minimumSizeHint(self) -> QSize:
        """Keep room for the button, and for the beginning of the names beside the thumbnails."""
        names = THUMB + 40 + _NAME * self.fontMetrics().averageCharWidth()
        return QSize(max(names, self.new.sizeHint().width() + 8), super().minimumSizeHint().height())

    def _shown(self) -> Path | None:
        return self._desk.run.folder if self._desk.run else None

    def _show_runs(self) -> None:
        """Show the runs, the ready-made one last; those that were selected stay so."""
        shown = self._shown()
        kept = {run.folder for run in self._selected()} if shown else set()
        kept = kept if shown in kept else set()
        with QSignalBlocker(self.list):
            self._runs = {run.folder: run for run in self._shelf.all()}
            apart = told_apart([(run.name, run.config) for run in self._runs.values()])
            self._apart = dict(zip(self._runs, apart, strict=True))
            self._rows.show(list(self._runs.values()))
            self.list.clearSelection()
            if item := self._rows.item(shown):
                self.list.setCurrentItem(item, QItemSelectionModel.SelectionFlag.Select)
            for folder in kept:
                if item := self._rows.item(folder):
                    item.setSelected(True)
        self._select(self._selected())

    def _frame(self) -> None:
        """Frame the run on the desk, unless it is among those that are selected; nobody is told."""
        shown, selected = self._shown(), self._selected()
        if shown not in [run.folder for run in selected]:
            with QSignalBlocker(self.list):
                self.list.setCurrentRow(-1)
                self.list.clearSelection()
                if item := self._rows.item(shown):
                    self.list.setCurrentItem(item)
            selected = self._selected()
        self._select(selected)

    def _follow(self, run: Run) -> None:
        """Show anew how a run stands that is being trained."""
        self._rows.retell(run)

    def _select(self, selected: list[Run]) -> None:
        others = [run for run in selected if run.folder != self._shown()]
        if len(others) > MOST_BESIDE:
            said = tr("The first {shown} of {all} runs are shown.")
            self._teller.say(said.format(shown=MOST_BESIDE + 1, all=len(others) + 1))
        self._beside.select(selected)

    def _text(self, run: Run) -> str:
        apart = self._apart.get(run.folder, [])[:1]  # the first; all are in the tooltip
        return f"{' · '.join([run.name, *apart])}\n{self._shelf.line(run)}"

    def _tip(self, run: Run) -> str:
        return plain_tip("\n".join([run.name, str(run.folder), *self._apart.get(run.folder, [])]))

    def _selected(self) -> list[Run]:
        chosen = sorted(self.list.selectionModel().selectedIndexes(), key=lambda index: index.row())
        folders = [index.data(Qt.ItemDataRole.UserRole) for index in chosen]
        return [self._runs[folder] for folder in folders if folder in self._runs]

    def _choose(self) -> None:
        """Tell what is selected; the run that is shown stays so while it is among them."""
        selected = self._selected()
        if not selected:
            return
        if self._shown() in [run.folder for run in selected]:
            self._select(selected)
            return
        current = self.list.currentItem()
        wanted = current.data(Qt.ItemDataRole.UserRole) if current and current.isSelected() else selected[0].folder
        self._desk.show(self._runs[wanted])  # which brings the others beside it

    def _menu(self, place: QPoint) -> None:
        item = self.list.itemAt(place)
        if item is None:
            return
        run = self._runs[item.data(Qt.ItemDataRole.UserRole)]
        menu = QMenu(self)
        menu.setObjectName("runs.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._works.fill(menu, run, self._other(run))
        menu.addSeparator()
        menu.addAction(tr("Open folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(run.folder))))
        if not self._is_ready_made(run):
            menu.addAction(tr("Rename…"), lambda: self._ask_name(run))
            menu.addAction(tr("Delete…"), lambda: self._ask_delete(run))
        menu.popup(self.list.mapToGlobal(place))

    def _other(self, run: Run | None) -> Run | None:
        """Return the run that one is compared with: the other one of two that are selected, or that on the desk."""
        others = [one for one in self._selected() if run is None or one.folder != run.folder]
        return others[0] if len(others) == 1 else None

    def entries(self) -> list[Entry]:
        """Return what can be done with the run on the desk, for the palette."""
        return self._works.entries(self._desk.run, self._other(self._desk.run))

    def _is_ready_made(self, run: Run) -> bool:
        return self._shelf.ready_made is not None and run.folder == self._shelf.ready_made.folder

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rename the chosen run with F2, delete it with Delete."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            asked = {Qt.Key.Key_F2: self._ask_name, Qt.Key.Key_Delete: self._ask_delete}.get(Qt.Key(event.key()))
            chosen = [run for run in self._selected() if not self._is_ready_made(run)]
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
        ask.textValueSelected.connect(lambda name: self._rename(run, name))
        ask.open()

    def _rename(self, run: Run, name: str) -> None:
        if name == run.name:
            return
        shown = run.folder == self._shown()
        try:
            renamed = self._shelf.rename(run, name)
        except InputError as error:
            self._teller.report(error)
            return
        if shown:
            self._desk.show(renamed)

    def _delete(self, run: Run) -> None:
        shown = run.folder == self._shown()
        try:
            self._shelf.bin(run)
        except InputError as error:
            self._teller.report(error)
            return
        if shown and self._shelf.ready_made:
            self._desk.show(self._shelf.ready_made)

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
        delete.clicked.connect(lambda: self._delete(run))
        ask.open()


class _TwoLines(QStyledItemDelegate):
    """Keeps room for the thumbnail, and for two lines whatever the size of text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height alone: the width is the list's."""
        metrics: QFontMetrics = option.fontMetrics
        return QSize(0, max(THUMB, 2 * metrics.lineSpacing() + 8) + 14)
