"""The command palette: everything the window can do, found by typing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ncsn_gui import theme
from ncsn_gui.finding import nothing_found, ranked, unheard
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["Entry", "Palette"]

_TO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


@dataclass(frozen=True)
class Entry:
    """Something that can be done: its title, what sort of thing it is, how, its key, and what else finds it."""

    title: str
    sort: str
    do: Callable[[], Any]
    key: str = ""
    more: str = ""


class Palette(QDialog):
    """A line and a list; Enter does the chosen one.

    Parameters
    ----------
    elsewhere
        Searches the help for a text, where nothing is found here.
    """

    def __init__(
        self, commands: Sequence[Entry], parent: QWidget, elsewhere: Callable[[str], Any] | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setWindowTitle(tr("Commands"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._commands, self._elsewhere = list(commands), elsewhere
        self._found: list[Entry] = []  # that are listed
        self.line = QLineEdit()
        self.line.setObjectName("palette.line")
        self.line.setAccessibleName(tr("Command"))
        self.line.setToolTip(tr("Type what you look for; Enter does it, Esc closes"))
        self.line.setPlaceholderText(tr("Type a command, view, preset, run or sampler"))
        self.line.setClearButtonEnabled(True)
        self.list = QTreeWidget()
        self.list.setObjectName("palette.list")
        self.list.setAccessibleName(tr("Commands"))
        self.list.setToolTip(tr("Everything that can be done here"))
        self.list.setColumnCount(3)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        self.nothing = QLabel("", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.nothing.setObjectName("palette.nothing")
        self.nothing.setProperty("role", "dim")
        layout.addWidget(self.line)
        layout.addWidget(self.nothing)
        layout.addWidget(self.list)
        self.resize(560, 420)
        self.line.textChanged.connect(self._filter)
        self.line.returnPressed.connect(self._do)
        self.list.itemClicked.connect(lambda *_: self._do())
        self.line.installEventFilter(self)
        self._filter("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys of the line walk the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _TO_LIST:
            QApplication.sendEvent(self.list, event)
            return True
        return super().eventFilter(watched, event)

    def _filter(self, text: str) -> None:
        dim = QColor(theme.current().dim)
        self.list.clear()
        self._found = ranked(text, self._commands, _told)
        self.nothing.setVisible(not self._found)
        if not self._found:
            self._say_nothing(text)
        for number, command in enumerate(self._found):
            item = QTreeWidgetItem([command.title, command.sort, command.key])
            item.setData(0, Qt.ItemDataRole.UserRole, number)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{command.sort}: {command.title}")
            item.setToolTip(0, command.title)
            for column in (1, 2):
                item.setForeground(column, dim)
            self.list.addTopLevelItem(item)
        if first := self.list.topLevelItem(0):
            self.list.setCurrentItem(first)

    def _say_nothing(self, text: str) -> None:
        """Say that nothing was found, and offer to look in the help."""
        words = unheard(text, lambda query: any(query.score(*_told(command)) for command in self._commands))
        self.nothing.setText(nothing_found(words))
        if search := self._elsewhere:
            title = tr("Search the help for “{text}”").format(text=text.strip())
            self._found = [Entry(title, tr("Help"), lambda: search(text))]

    def _do(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            command = self._found[item.data(0, Qt.ItemDataRole.UserRole)]
            self.accept()
            command.do()


def _told(command: Entry) -> tuple[str, str, str]:
    return command.title, command.sort, command.more
