"""Rows of pictures, one row a noise level, in groups of columns under headings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ncsn_gui import theme
from ncsn_gui.language import tr
from ncsn_gui.widgets.image_grid import to_image

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Group", "LevelTable"]

_GAP, _APART = 2, 16  # pixels


@dataclass(frozen=True)
class Group:
    """One heading and its pictures: uint8 (R, K, H, W, C)."""

    title: str
    pixels: np.ndarray


class LevelTable(QWidget):
    """Draws as many rows as there is room for, spread evenly over those it was given."""

    spoken_role = QAccessible.Role.Graphic

    def __init__(self, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty = empty
        self.labels: Sequence[str] = ()
        self._label = self._head = 0  # width of the labels, height of the headings
        self._groups: Sequence[Group] = ()
        self._images: list[QImage] = []
        self.setMinimumSize(300, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def spoken(self) -> str:
        """Return what is shown now, in words."""
        if not self.labels:
            return self.empty
        return tr("{count} noise levels, from {first} to {last}; columns: {columns}").format(
            count=len(self.labels),
            first=" ".join(self.labels[0].split()),
            last=" ".join(self.labels[-1].split()),
            columns=", ".join(self.columns),
        )

    @property
    def columns(self) -> list[str]:
        """The headings."""
        return [group.title for group in self._groups]

    def show_rows(self, labels: Sequence[str], groups: Sequence[Group]) -> None:
        """Show other rows; `labels` has one text a row."""
        self.labels, self._groups = labels, groups
        self._measure()
        # (R, K, H, W, C) as one strip: picture (r, k) is the rows from (r·K + k)·H on.
        self._images = [
            to_image(g.pixels.reshape(-1, g.pixels.shape[3], g.pixels.shape[4])) for g in groups if len(g.pixels)
        ]
        self.update()

    def clear(self, empty: str) -> None:
        """Show no rows, and say why."""
        self.empty = empty
        self.show_rows((), ())

    def rows_shown(self) -> np.ndarray:
        """Return which rows there is room for now."""
        scale = self._scale()
        if not self._groups or not scale:
            return np.empty(0, int)
        height = self._groups[0].pixels.shape[2] * scale + _GAP + 2
        room = max(1, int((self.height() - self._head) // height))
        n = len(self.labels)
        return np.unique(np.linspace(0, n - 1, min(room, n)).round().astype(int))

    def _measure(self) -> None:
        """Make room for the texts."""
        metrics = self.fontMetrics()
        self._label = max((metrics.horizontalAdvance(text) for text in self.labels), default=0) + 24
        self._head = metrics.height() + 12
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _scale(self) -> float:
        """Return the size of one pixel: a whole factor of the screen's, that fills the width."""
        columns = sum(g.pixels.shape[1] for g in self._groups)
        if not columns:
            return 0
        w = self._groups[0].pixels.shape[3]
        ratio = self.devicePixelRatioF()
        room = self.width() - self._label - _APART * len(self._groups) - _GAP * columns
        by_width = room / (columns * w)
        # A few levels, however large the pictures, are better than one.
        by_height = (self.height() - self._head) / (min(5, len(self.labels)) * (self._groups[0].pixels.shape[2] + 1))
        fit = min(by_width, by_height) * ratio
        return float(math.floor(fit) if fit >= 1 else max(fit, 0.05)) / ratio

    def sizeHint(self) -> QSize:
        """Return a middling size; the layout decides."""
        return QSize(720, 560)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headings, labels and pictures, or the remark."""
        painter, colours = QPainter(self), theme.current()
        if not self._groups:
            painter.setPen(QColor(colours.dim))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(32, 32, -32, -32), flags, self.empty)
            return
        scale, rows = self._scale(), self.rows_shown()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        _, _, h, w, _ = self._groups[0].pixels.shape
        height, width = h * scale, w * scale
        # Spread the rows over the height there is.
        step = min((self.height() - self._head) / len(rows), height * 1.5)
        used = sum(g.pixels.shape[1] * (width + _GAP) + _APART for g in self._groups) + self._label
        left = max(0.0, (self.width() - used) / 2)
        x = left + self._label
        for group, image in zip(self._groups, self._images, strict=True):
            count = group.pixels.shape[1]
            painter.setPen(QColor(colours.dim))
            room = count * (width + _GAP) + _APART / 2
            title = painter.fontMetrics().elidedText(group.title, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QRectF(x, 0, room, self._head), Qt.AlignmentFlag.AlignVCenter, title)
            for place, row in enumerate(rows):
                top = round(self._head + place * step + (step - height) / 2)
                for k in range(count):
                    target = QRectF(round(x + k * (width + _GAP)), top, width, height)
                    painter.drawImage(target, image, QRectF(0, (row * count + k) * h, w, h))
            x += count * (width + _GAP) + _APART
        painter.setPen(QColor(colours.text))
        for place, row in enumerate(rows):
            box = QRectF(left, self._head + place * step, self._label - 10, step)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.labels[row])
