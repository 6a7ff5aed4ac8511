"""The help: texts from ``resources/help`` and a page of all settings, made from their declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QKeySequence, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ncsn_gui import theme
from ncsn_gui.finding import Query, nothing_found, unheard
from ncsn_gui.frame.help_text import document
from ncsn_gui.language import tr
from ncsn_gui.widgets.icons import icon

if TYPE_CHECKING:
    from ncsn_gui.help_pages import Help, Section

__all__ = ["HelpDialog"]


class HelpDialog(QDialog):
    """Contents and search on the left, the page on the right; not modal, so that one can read and try.

    Parameters
    ----------
    pages
        All that can be read.

    Attributes
    ----------
    place
        What is shown: a page, or a heading in it, ``page#heading``.
    """

    def __init__(self, pages: Help, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self.setObjectName("help")
        self.setWindowTitle(tr("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.place = ""
        self._page = ""
        self._been: list[str] = []  # places, for back and forward
        self._at = -1
        self._query = Query("")  # what is searched for
        self.back = self._button("help.back", "ph.arrow-left", tr("Back"), QKeySequence("Alt+Left"), -1)
        self.forward = self._button("help.forward", "ph.arrow-right", tr("Forward"), QKeySequence("Alt+Right"), 1)
        self.line = QLineEdit()
        self.line.setObjectName("help.search")
        self.line.setAccessibleName(tr("Search the help"))
        self.line.setPlaceholderText(tr("Search the help"))
        self.line.setToolTip(tr("Lists the places of pages that hold all these words, the best first; Enter shows it"))
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._search)
        self.line.returnPressed.connect(self._show_first)
        self.contents = QTreeWidget()
        self.contents.setObjectName("help.contents")
        self.contents.setAccessibleName(tr("Contents"))
        self.contents.setToolTip(tr("What the help holds; a click shows it"))
        self.contents.setHeaderHidden(True)
        self.contents.currentItemChanged.connect(lambda item, _: self._chosen(item))
        self.nothing = QLabel("", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.nothing.setObjectName("help.nothing")
        self.nothing.setProperty("role", "dim")
        self.nothing.hide()
        self.browser = QTextBrowser()
        self.browser.setObjectName("help.text")
        self.browser.setAccessibleName(tr("Help text"))
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(self._follow)
        self._arrange()
        self._list(self._pages.sections)

    def _arrange(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addWidget(self.line, 1)
        column.addLayout(row)
        column.addWidget(self.nothing)
        column.addWidget(self.contents, 1)
        both = QSplitter()
        both.addWidget(left)
        both.addWidget(self.browser)
        both.setStretchFactor(1, 1)
        both.setChildrenCollapsible(False)
        wide = self.fontMetrics().averageCharWidth()
        both.setSizes([wide * 36, wide * 88])
        layout = QVBoxLayout(self)
        layout.addWidget(both)
        room = self.screen().availableGeometry()
        self.resize(min(wide * 128, room.width() - 40), min(wide * 100, room.height() - 80))

    def _button(self, name: str, picture: str, about: str, key: QKeySequence, by: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setProperty("flat", True)
        button.setProperty("tight", True)
        button.setProperty("icon_name", picture)
        button.setShortcut(key)
        button.setAccessibleName(about)
        button.setToolTip(f"{about} ({key.toString(QKeySequence.SequenceFormat.NativeText)})")
        button.clicked.connect(lambda: self._go(self._at + by))
        return button

    # -- going to places --------------------------------------------------------------------

    def show_at(self, place: str) -> None:
        """Show the help at a page or a heading; one that is not there leads to the first page."""
        self._been = [*self._been[: self._at + 1], place]
        self._go(self._at + 1)
        self.show()
        self.raise_()
        self.activateWindow()
        self.browser.scrollToAnchor(self.place.partition("#")[2])  # once more: now the page has its width

    def _go(self, at: int) -> None:
        if not 0 <= at < len(self._been):
            return
        self._at = at
        self._show(self._been[at])
        self.back.setEnabled(at > 0)
        self.forward.setEnabled(at < len(self._been) - 1)

    def _show(self, place: str) -> None:
        known = [section.place for section in self._pages.sections]
        self.place = place if place in known else known[0]
        page, _, anchor = self.place.partition("#")
        if page != self._page:
            self._page = page
            self.browser.setDocument(document(self._pages.pages[page], self.browser))
        self.browser.scrollToAnchor(anchor)
        if not anchor:
            self.browser.verticalScrollBar().setValue(0)
        self._mark_words()
        self._choose(self.place)

    def _follow(self, link: QUrl) -> None:
        if link.scheme():
            QDesktopServices.openUrl(link)
        else:
            self.show_at(link.toString())

    # -- contents and search ----------------------------------------------------------------

    def _list(self, found: list[Section]) -> None:
        """Fill the contents with these places, below the pages that they are of."""
        self.contents.blockSignals(True)
        self.contents.clear()
        above: list[QTreeWidgetItem] = []
        titles = {section.page: section for section in self._pages.sections if section.level == 1}
        for section in found:
            if section.level > 1 and (not above or above[0].data(0, Qt.ItemDataRole.UserRole) != section.page):
                above = [self._add(titles[section.page], None)]
            above = above[: 1 if self._query else section.level - 1] if section.level > 1 else []
            above.append(self._add(section, above[-1] if above else None))
        if self._query:
            self.contents.expandAll()
        self.contents.blockSignals(False)
        self._choose(self.place)

    def _add(self, section: Section, above: QTreeWidgetItem | None) -> QTreeWidgetItem:
        item = QTreeWidgetItem([section.title])
        item.setData(0, Qt.ItemDataRole.UserRole, section.place)
        if above:
            above.addChild(item)
        else:
            self.contents.addTopLevelItem(item)
        return item

    def _items(self) -> list[QTreeWidgetItem]:
        return self.contents.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)

    def _choose(self, place: str) -> None:
        """Frame a place in the contents; nobody is told."""
        self.contents.blockSignals(True)
        for item in self._items():
            if item.data(0, Qt.ItemDataRole.UserRole) == place:
                self.contents.setCurrentItem(item)
                item.setExpanded(True)
        self.contents.blockSignals(False)

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if item and (place := item.data(0, Qt.ItemDataRole.UserRole)) != self.place:
            self._been = [*self._been[: self._at + 1], place]
            self._go(self._at + 1)

    def _search(self, text: str) -> None:
        self._query = Query(text)
        found = self._pages.found(text)
        if not found:
            self.nothing.setText(nothing_found(unheard(text, lambda query: bool(self._pages.found(query.text)))))
        self.nothing.setVisible(not found)
        self._list(found)
        self._mark_words()

    def _show_first(self) -> None:
        if self._query and (found := self._pages.found(self._query.text)):
            self.show_at(found[0].place)
            self.line.setFocus()

    def _mark_words(self) -> None:
        """Mark the words that are searched for in the text."""
        marks = []
        form = QTextCharFormat()
        form.setBackground(QColor(theme.current().second))
        form.setForeground(QColor(theme.current().window))
        text = self.browser.document().toPlainText()
        for begin, end in self._query.places(text) if self._query else ():
            cursor = QTextCursor(self.browser.document())
            cursor.setPosition(begin)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, form
            marks.append(mark)
        self.browser.setExtraSelections(marks)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and text size."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._page:
            self._page = ""
            self._show(self.place)
            self._paint_icons()
        super().changeEvent(event)

    def showEvent(self, event: object) -> None:
        """Load the icons when they are first seen."""
        self._paint_icons()
        super().showEvent(event)  # type: ignore[arg-type]

    def _paint_icons(self) -> None:
        for button in (self.back, self.forward):
            colour = theme.current().text if button.isEnabled() else theme.current().dim
            button.setIcon(icon(button.property("icon_name"), colour))
