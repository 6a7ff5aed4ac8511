"""Light and dark: colours, palette and style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QPalette

from ncsn_gui.assets import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

__all__ = ["DARK", "LIGHT", "Theme", "apply", "choose", "current", "follow_system", "system_theme"]


@dataclass(frozen=True)
class Theme:
    """Colours by their use; every text on its ground has a contrast of at least 4.5."""

    name: str
    window: str
    base: str
    panel: str
    text: str
    dim: str
    line: str
    accent: str
    on_accent: str
    second: str  # beside the accent in plots; told apart by colour-blind people
    good: str
    bad: str
    bad_ground: str
    series: tuple[str, ...]  # runs over each other in one plot: after Okabe and Ito, told apart by colour-blind people


DARK = Theme(
    "dark", "#17191e", "#101216", "#1d2026", "#e4e6eb", "#8b92a0", "#2b2f38",
    "#5b9dff", "#0b1220", "#f2a93b", "#4fc38a", "#ff8f8f", "#3a1f24",
    ("#5b9dff", "#e69f00", "#2fc79a", "#e08fbf", "#f0e442", "#b8bfcc"),
)  # fmt: skip
LIGHT = Theme(
    "light", "#f4f5f7", "#ffffff", "#ffffff", "#1c1f26", "#5f6673", "#d9dce2",
    "#1f6fe5", "#ffffff", "#b26a00", "#1a7f4b", "#b3261e", "#fdeceb",
    ("#1f6fe5", "#b26a00", "#00805c", "#b0408a", "#6f6200", "#5f6673"),
)  # fmt: skip

_theme = DARK
_following = True  # the system's changes


def current() -> Theme:
    """Return the theme in use."""
    return _theme


def system_theme() -> Theme:
    """Return the theme that the system asks for; dark where it does not say."""
    return LIGHT if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light else DARK


def choose(app: QApplication, name: str) -> None:
    """Use the theme of that name from now on; with any other name that of the system, as it changes."""
    global _following
    chosen = {"light": LIGHT, "dark": DARK}.get(name)
    _following = chosen is None
    apply(app, chosen or system_theme())


def follow_system(app: QApplication) -> None:
    """Take over a change of the system's colours, unless a theme was chosen by hand."""
    if _following:
        apply(app, system_theme())


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole program a theme. Views hear of it through ``QEvent.PaletteChange``."""
    global _theme
    _theme = theme
    palette = QPalette()
    role = QPalette.ColorRole
    for roles, colour in (
        ((role.Window, role.Button), theme.window),
        ((role.Base, role.ToolTipBase), theme.base),
        ((role.AlternateBase,), theme.panel),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), theme.text),
        ((role.PlaceholderText,), theme.dim),
        ((role.Mid, role.Midlight, role.Dark, role.Light), theme.line),
        ((role.Highlight, role.Accent, role.Link), theme.accent),
        ((role.HighlightedText,), theme.on_accent),
    ):
        for one in roles:
            palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(theme.dim)
        faded.setAlpha(150)
        palette.setColor(QPalette.ColorGroup.Disabled, one, faded)
    app.setPalette(palette)
    app.setStyleSheet(_sheet(theme))


def _line_height() -> int:
    """Return the least height of a line of text in a control: what a sheet says is stronger than what a text needs."""
    return max(18, QFontMetrics(QGuiApplication.font()).height())


def _sheet(t: Theme) -> str:
    return f"""
    QToolTip {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.line}; padding: 6px; }}
    QToolBar {{ background: {t.window}; border: none; border-bottom: 1px solid {t.line}; padding: 4px 8px; spacing: 6px; }}
    QToolBar[role="rail"] {{ border: none; padding: 4px 2px; }}
    QToolBar QToolButton, QPushButton, QToolButton[flat="true"] {{
        border: 1px solid transparent; border-radius: 5px; padding: 4px 10px; color: {t.text}; background: transparent; }}
    QToolButton[flat="true"][tight="true"], QToolBar QToolButton[tight="true"] {{ padding: 4px; }}
    QPushButton {{ border-color: {t.line}; background: {t.panel}; min-height: {_line_height()}px; }}
    QToolBar QToolButton:hover, QPushButton:hover, QToolButton[flat="true"]:hover {{ background: {t.line}; }}
    QToolBar QToolButton:disabled, QPushButton:disabled {{ color: {t.dim}; border-color: transparent; }}
    QPushButton:focus, QToolButton:focus {{ border-color: {t.accent}; }}
    QPushButton[primary="true"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; font-weight: 600; }}
    QPushButton[primary="true"]:hover {{ background: {t.accent}; border-color: {t.text}; }}
    QPushButton[primary="true"]:disabled {{ background: {t.line}; color: {t.dim}; border-color: {t.line}; }}
    QDockWidget {{ color: {t.text}; font-weight: 600; titlebar-close-icon: none; titlebar-normal-icon: none; }}
    QDockWidget::title {{ padding: 8px; background: {t.window}; }}
    QMainWindow::separator {{ background: {t.line}; width: 1px; height: 1px; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {t.line}; }}
    QTabBar::tab {{ padding: 8px 16px; color: {t.dim}; background: transparent; border: none; border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.accent}; }}
    QTabBar::tab:hover {{ color: {t.text}; }}
    QTabBar::tab:focus {{ color: {t.accent}; }}
    QListWidget {{ background: {t.window}; border: none; outline: none; }}
    QListWidget::item {{ padding: 6px; border-radius: 6px; margin: 1px 6px; }}
    QListWidget::item:selected {{ background: {t.line}; color: {t.text}; }}
    QListWidget::item:focus {{ border: 1px solid {t.accent}; }}
    QTreeWidget::item {{ padding: 3px 4px; }}
    QTreeWidget[role="films"] {{ border: 1px solid {t.line}; border-radius: 4px; outline: none; }}
    QTreeWidget[role="films"]::item:selected {{ background: {t.line}; color: {t.text}; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: {t.window}; border: none; }}
    """ + _controls(t)


def _controls(t: Theme) -> str:
    icons = resource("icons").as_posix()
    return f"""
    QAbstractSpinBox, QComboBox, QLineEdit {{
        background: {t.base}; border: 1px solid {t.line}; border-radius: 4px; padding: 3px 6px; min-height: {_line_height()}px;
        selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
    QAbstractSpinBox:focus, QComboBox:focus, QLineEdit:focus {{ border-color: {t.accent}; }}
    QAbstractSpinBox[wrong="true"], QComboBox[wrong="true"], QLineEdit[wrong="true"] {{ border-color: {t.bad}; }}
    QAbstractSpinBox:disabled, QComboBox:disabled, QLineEdit:disabled {{ color: {t.dim}; background: {t.window}; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
    QAbstractSpinBox QLineEdit {{ border: none; padding: 0 4px; min-height: 0; background: transparent; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox::down-arrow {{ image: url("{icons}/chevron-{t.name}.svg"); width: 12px; height: 12px; }}
    QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {t.line}; border-radius: 4px; background: {t.base}; }}
    QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url("{icons}/check-{t.name}.svg"); }}
    QCheckBox::indicator:focus {{ border-color: {t.accent}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QPushButton:checked {{ background: {t.line}; border-color: {t.accent}; }}
    QComboBox QAbstractItemView {{ background: {t.panel}; border: 1px solid {t.line}; outline: none; padding: 4px; }}
    QCheckBox {{ spacing: 8px; }}
    QHeaderView {{ background: {t.base}; }}
    QHeaderView::section {{
        background: {t.base}; color: {t.dim}; border: none; border-bottom: 1px solid {t.line}; padding: 4px 8px; }}
    QTableWidget {{ background: {t.base}; border: 1px solid {t.line}; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QStatusBar {{ background: {t.window}; border-top: 1px solid {t.line}; color: {t.dim}; }}
    QStatusBar::item {{ border: none; }}
    QProgressBar {{ background: {t.line}; border: none; border-radius: 3px; max-height: 6px; }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
    QMenu {{ background: {t.panel}; border: 1px solid {t.line}; padding: 4px; }}
    QMenu::item {{ padding: 6px 24px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
    QLabel[role="dim"], QCheckBox[role="dim"] {{ color: {t.dim}; }}
    QLabel[role="title"] {{ font-weight: 600; }}
    QLabel[role="wrong"] {{ color: {t.bad}; }}
    QFrame[role="banner"] {{ background: {t.bad_ground}; border: 1px solid {t.bad}; border-radius: 6px; }}
    QFrame[role="banner"] QLabel {{ color: {t.text}; }}
    QFrame[role="note"] {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 6px; }}
    QToolButton[role="section"] {{ border: none; text-align: left; font-weight: 600; padding: 6px 4px; color: {t.text}; }}
    QToolButton[role="section"]:hover, QToolButton[role="section"]:focus {{ color: {t.accent}; }}
    QToolButton[role="help"] {{ color: {t.dim}; padding: 2px 8px; margin: 1px 4px; font-weight: 600; }}
    QToolButton[role="help"]:hover, QToolButton[role="help"]:focus {{ color: {t.accent}; }}
    QTreeWidget {{ background: {t.window}; border: none; outline: none; }}
    QTreeWidget::item:selected {{ background: {t.line}; color: {t.text}; }}
    QTextBrowser {{ background: {t.base}; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {t.line}; border-radius: 5px; min-height: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; }}
    QScrollBar::handle:horizontal {{ background: {t.line}; border-radius: 5px; min-width: 24px; }}
    QSlider::groove:horizontal {{ height: 4px; background: {t.line}; border-radius: 2px; }}
    QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 2px; }}
    QSlider::handle:horizontal {{ background: {t.text}; width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; }}
    QSlider::handle:horizontal:focus {{ background: {t.accent}; }}
    QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {{ background: {t.line}; }}
    """
