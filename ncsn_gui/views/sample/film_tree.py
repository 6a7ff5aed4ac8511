"""The films that were drawn, as a tree: a lane shows where each left the one before; and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ncsn_gui import theme
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint

    from ncsn_engine.trajectory import Frame
    from ncsn_gui.works.films import Film

__all__ = ["FilmRow", "FilmTree", "begin_of", "caption", "places"]

_MOST = 3  # rows that are seen at once; more scroll
_LANE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class FilmRow:
    """One film: what it is called, the row it branched off (-1: none), and where, from 0 to 1 of the first film."""

    title: str
    parent: int
    begin: float


class FilmTree(QTreeWidget):
    """Lists films; a click or the arrow keys show one, Delete gives a branch up."""

    chosen = Signal(int)
    given_up = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[FilmRow, ...] = ()
        self._items: list[QTreeWidgetItem] = []
        self.setObjectName("sample.films")
        self.setProperty("role", "films")
        self.setAccessibleName(tr("Films that were drawn"))
        self.setToolTip(
            tr(
                "The films that were drawn, and below each the branches made from it. Choose one to show it; “Beside” "
                "shows another one in step with it, at the same noise. Delete gives a film up, and its branches; of "
                "more than six that begin from noise the oldest goes"
            )
        )
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(16)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setItemDelegateForColumn(1, _Lane(self))
        self.currentItemChanged.connect(self._tell)
        self.customContextMenuRequested.connect(self._ask_menu)

    def show_rows(self, rows: Sequence[FilmRow], shown: int) -> None:
        """Show other films, of which one is shown; says nothing to others."""
        self.blockSignals(True)
        if tuple(rows) != self.rows:
            self.rows = tuple(rows)
            self.clear()
            self._items = []
            for number, row in enumerate(rows):
                item = QTreeWidgetItem([f"{number + 1}   {row.title}", ""])
                item.setToolTip(0, f"{number + 1}   {row.title}")
                item.setData(1, _LANE, (row.begin, -1.0, ""))
                under = self._items[row.parent] if row.parent >= 0 else self.invisibleRootItem()
                under.addChild(item)
                self._items.append(item)
            self.expandAll()
        if 0 <= shown < len(self._items):
            self.setCurrentItem(self._items[shown])
        self.blockSignals(False)
        self.updateGeometry()

    def show_places(self, places: dict[int, float], beside: int) -> None:
        """Mark where films stand, row -> from 0 to 1, and which one stands beside."""
        for number, (item, row) in enumerate(zip(self._items, self.rows, strict=True)):
            role = "second" if number == beside else "accent" if item is self.currentItem() else ""
            item.setData(1, _LANE, (row.begin, places.get(number, -1.0), role))

    def sizeHint(self) -> QSize:
        """Return room for a few rows."""
        row = self.sizeHintForRow(0) if self._items else 24
        return QSize(200, min(_MOST, max(1, len(self._items))) * row + 2 * self.frameWidth() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same: the films are seen, or nothing is."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down, and give a branch up with Delete; all other keys are the film's."""
        if event.key() == Qt.Key.Key_Delete:
            self._give_up()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
        else:
            event.ignore()  # the film's, or the window's

    def _give_up(self) -> None:
        item = self.currentItem()
        if item in self._items and self._may_go(item):
            self.given_up.emit(self._items.index(item))

    def _may_go(self, item: QTreeWidgetItem) -> bool:
        """Tell whether a film may be given up: a branch, or one of several that begin from noise."""
        return item.parent() is not None or self.topLevelItemCount() > 1

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        if item in self._items:
            self.chosen.emit(self._items.index(item))

    def _ask_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        if item is None or not self._may_go(item):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        number = self._items.index(item)
        below = _below(item)
        text = tr("Give this film up, and {count} made from it").format(count=below) if below else ""
        menu.addAction(text or tr("Give this film up"), lambda: self.given_up.emit(number))
        menu.popup(self.viewport().mapToGlobal(place))


def _below(item: QTreeWidgetItem | None) -> int:
    """Count the branches of a branch, and theirs."""
    return sum((1 + _below(item.child(i)) for i in range(item.childCount())), 0) if item else 0


class _Lane(QStyledItemDelegate):
    """Draws a film as a line from where it begins to the result, with a mark where it stands."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one lane over the row's own ground."""
        super().paint(painter, option, index)
        begin, place, role = index.data(_LANE)
        colours, room = theme.current(), option.rect.adjusted(8, 0, -8, 0)
        colour = QColor({"accent": colours.accent, "second": colours.second}.get(role, colours.dim))
        y = room.center().y() + 0.5
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 2))
        first, last = (QPointF(room.left() + room.width() * share, y) for share in (begin, 1.0))
        painter.drawLine(first, last)
        painter.setBrush(QColor(colours.base))
        painter.drawEllipse(first, 3.5, 3.5)
        if place >= 0:
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(room.left() + room.width() * place, y), 5, 5)
        painter.restore()


def begin_of(film: Film) -> float:
    """Return where a film begins, from 0 to 1 of the first film's steps."""
    if film.parent is None:
        return 0.0
    *_, first = film.line()
    at = film.at if film.parent is first else first.step_beside(film.parent, film.at)
    return at / max(1, first.trajectory.total)


def places(films: Sequence[Film], film: Film, beside: Film | None, step: int) -> dict[int, float]:
    """Return where the watched film stands, and the one beside it, by their numbers in `films`, from 0 to 1."""
    *_, first = film.line()
    length = max(1, first.trajectory.total)
    place = first.step_beside(film, step) / length if film.parent else step / length
    found = {films.index(film): place}
    if beside is not None:
        found[films.index(beside)] = max(place, begin_of(beside))
    return found


def caption(film: Film, frame: Frame) -> str:
    """Say which step of which film is seen."""
    said = tr("film {number} · step {step} · σ {sigma:.3g}")
    return said.format(number=film.number, step=frame.index, sigma=frame.sigma)
