"""What any plot offers on a right click, or on the menu key: save it, copy it, as pixels or as a drawing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QMenu

from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.plots.plot import Plot
from ncsn_gui.widgets.ask_where import ask_where

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

__all__ = ["OWN", "PlotMenus", "picture", "vector"]

OWN = "application/x-ncsn-studio"  # marks what this program put on the clipboard


class PlotMenus(QObject):
    """Offers a menu on every plot inside a widget, whenever it was made: plots let the click pass to what holds them.

    Parameters
    ----------
    view
        That holds the plots.
    save
        Writes a file.
    """

    def __init__(self, view: QWidget, save: Callable[[Path, bytes], None]) -> None:
        super().__init__(view)
        self._view, self._save = view, save
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the menu if there is a plot under the mouse, or if it has the focus."""
        if isinstance(event, QContextMenuEvent) and watched is self._view:
            place: QObject | None = self._view.childAt(event.pos())
            while place is not None and not isinstance(place, Plot):
                place = place.parent()
            if isinstance(place, Plot):
                self._pop_up(place, event)
                return True
        return super().eventFilter(watched, event)

    def _pop_up(self, plot: Plot, event: QContextMenuEvent) -> None:
        menu = QMenu(plot)
        menu.setObjectName("plot.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Save as SVG…"), partial(self._ask_where, plot, ".svg", vector))
        menu.addAction(tr("Save as PNG…"), partial(self._ask_where, plot, ".png", picture))
        menu.addAction(tr("Copy picture"), partial(_copy, plot))
        menu.popup(event.globalPos())

    def _ask_where(self, plot: Plot, suffix: str, make: Callable[[Plot], bytes]) -> None:
        name = plot.objectName().replace(".", "-") or "plot"
        ask_where(plot, "plot.save-dialog", name, suffix, lambda path: self._save(path, make(plot)))


def _copy(plot: Plot) -> None:
    """Put a plot on the clipboard, as pixels and as a drawing."""
    mime = QMimeData()
    mime.setImageData(QImage.fromData(picture(plot)))
    mime.setData("image/svg+xml", vector(plot))
    mime.setData(OWN, b"")
    QGuiApplication.clipboard().setMimeData(mime)


def picture(plot: Plot) -> bytes:
    """Return a plot as a PNG, twice as large as it is seen."""
    image = QImage(plot.size() * 2, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.current().base))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plot.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def vector(plot: Plot) -> bytes:
    """Return a plot as an SVG; pyqtgraph's own exporter fails on pictures."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(plot.size())
    generator.setViewBox(plot.rect())
    generator.setTitle(plot.accessibleName())
    painter = QPainter(generator)
    painter.fillRect(plot.rect(), QColor(theme.current().base))
    plot.render(painter)
    painter.end()
    return bytes(buffer.data().data())
