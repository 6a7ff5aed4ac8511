"""A page of the help as it is shown: headings with anchors, paragraphs with room, formulas set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import (
    QColor,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from ncsn_gui import theme
from ncsn_gui.help_pages import anchor

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTextBrowser

__all__ = ["document"]


def document(text: str, parent: QTextBrowser) -> QTextDocument:
    """Return a page of Markdown as it is shown."""
    made = QTextDocument(parent)
    made.setDefaultFont(parent.font())
    made.setMarkdown(text)
    made.setDocumentMargin(20)
    cursor = QTextCursor(made)
    block = made.begin()
    while block.isValid():
        _set(block, cursor)
        block = block.next()
    return made


def _set(block: QTextBlock, cursor: QTextCursor) -> None:
    cursor.setPosition(block.position())
    if table := cursor.currentTable():
        look = table.format()
        look.setBorder(0)
        look.setCellPadding(5)
        look.setBackground(QColor(theme.current().window))
        table.setFormat(look)
        return
    form = block.blockFormat()
    formula = form.hasProperty(QTextFormat.Property.BlockQuoteLevel)
    form.setTopMargin(16 if form.headingLevel() else 2)
    form.setBottomMargin(8)
    form.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if formula:
        form.setLeftMargin(28)
    cursor.setBlockFormat(form)
    if not formula and not form.headingLevel():
        return
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    letters = QTextCharFormat()
    if formula:
        letters.setProperty(QTextFormat.Property.FontSizeAdjustment, 1)
    else:
        letters.setAnchor(True)
        letters.setAnchorNames([anchor(block.text())])
    cursor.mergeCharFormat(letters)
