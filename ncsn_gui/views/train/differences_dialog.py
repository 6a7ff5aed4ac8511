"""The settings in which several runs differ, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ncsn_engine.history import differing_settings
from ncsn_gui.language import tr

if TYPE_CHECKING:
    from ncsn_engine.config import RunConfig

__all__ = ["DifferencesDialog"]


class DifferencesDialog(QDialog):
    """A row a setting, a column a run.

    Parameters
    ----------
    runs
        Name and settings of each.
    """

    def __init__(self, runs: list[tuple[str, RunConfig]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("differences")
        self.setWindowTitle(tr("Settings that differ"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = differing_settings(*(config for _, config in runs))
        self.table = QTableWidget(len(rows), 1 + len(runs))
        self.table.setObjectName("differences.table")
        self.table.setAccessibleName(tr("Settings that differ, a column a run"))
        tip = tr("Settings that are the same in all runs are left out; – means that a run has no such one")
        self.table.setToolTip(tip)
        self.table.setHorizontalHeaderLabels([tr("setting"), *(name for name, _ in runs)])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                text = f"{value:g}" if isinstance(value, float) else str(value)
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(i, j, item)
        self.table.resizeColumnsToContents()
        header = self.table.horizontalHeader()
        header.setMaximumSectionSize(260)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(len(runs), QHeaderView.ResizeMode.Stretch)
        note = QLabel(tr("All settings are the same.") if not rows else "")
        note.setProperty("role", "dim")
        note.setVisible(not rows)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(note)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self.resize(min(900, 240 + 160 * len(runs)), min(560, 140 + 30 * len(rows)))
