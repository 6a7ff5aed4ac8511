"""The help panel: texts from ``resources/help`` and a page of all settings, made from their declarations."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from ncsn_engine.config import RunConfig, kinds
from ncsn_gui.assets import resource

__all__ = ["HelpDialog", "settings_reference"]


class HelpDialog(QDialog):
    """Shows the help; not modal, so that one can read and try."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setWindowTitle("Help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tabs = QTabWidget()
        for title, text in (
            ("First steps", resource("help", "first-steps.md").read_text(encoding="utf-8")),
            ("Score models", resource("help", "score-models.md").read_text(encoding="utf-8")),
            ("Methods", resource("help", "methods.md").read_text(encoding="utf-8")),
            ("All settings", settings_reference()),
        ):
            page = QTextBrowser()
            page.setMarkdown(text)
            page.document().setDocumentMargin(16)
            _space_paragraphs(page.document())
            tabs.addTab(page, title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(tabs)
        layout.addWidget(buttons)
        self.resize(720, 640)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)


def _space_paragraphs(document: QTextDocument) -> None:
    """Give paragraphs room; Markdown's own are set solid."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        form = block.blockFormat()
        form.setTopMargin(12 if form.headingLevel() else 2)
        form.setBottomMargin(8)
        form.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setPosition(block.position())
        cursor.setBlockFormat(form)
        block = block.next()


def settings_reference() -> str:
    """Return all settings as Markdown."""
    lines = ["# All settings", "The same names work on the command line and in settings files."]
    for section in RunConfig.model_fields:
        if section in ("name", "seed"):
            continue
        lines.append(f"## {section}")
        for kind, model in kinds(section).items():
            about = " ".join((model.__doc__ or "").split())
            lines.append(f"**{kind}**: {about}" if kind else about)
            for s in model.settings():
                default = s.empty if s.default is None else s.default
                formula = f" `{s.formula}`" if s.formula else ""
                lines.append(f"- `{section}.{s.name}` — {s.title}. {s.help}{formula} *{s.rule}; default {default}*")
    return "\n\n".join(lines)
