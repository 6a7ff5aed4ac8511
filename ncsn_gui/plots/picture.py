"""A plot as a picture: pixels or drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from ncsn_gui import theme

if TYPE_CHECKING:
    from ncsn_gui.plots.plot import Plot

__all__ = ["picture", "vector"]


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
