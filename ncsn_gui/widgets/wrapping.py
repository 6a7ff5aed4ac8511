"""A row of controls that goes on in a second line where it is too narrow for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

__all__ = ["Wrapping"]


class Wrapping(QWidget):
    """Lays groups of widgets beside each other, and those for which there is no room below.

    Not a layout with a height for each width: pages that hold one ask for their favourite height then, and would be
    scrolled where they fit.

    Parameters
    ----------
    spacing
        Pixels between groups, and between lines.
    """

    def __init__(self, spacing: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spacing = spacing
        self._groups: list[list[QWidget]] = []

    def add(self, *group: QWidget) -> None:
        """Add widgets that stay beside each other; those that expand take the room that is left in their line."""
        for part in group:
            part.setParent(self)
        self._groups.append(list(group))
        self.updateGeometry()

    def add_stretch(self) -> None:
        """Leave free here what is left of a line."""
        self._groups.append([])

    def sizeHint(self) -> QSize:
        """Return the width of one line; the height of as many as there are."""
        groups = [self._wide(group, False) for group in self._shown() if group]
        return QSize(sum(groups) + self._spacing * max(0, len(groups) - 1), self._place(self.width(), False))

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest group."""
        widest = max((self._wide(group, True) for group in self._groups), default=0)
        return QSize(widest, self._place(self.width(), False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        """Lay out anew when a part is shown or hidden, or has another size."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._lay_out()
            self.updateGeometry()
        return super().event(event)

    def _lay_out(self) -> None:
        tall = self._place(self.width(), True)
        if tall != self.minimumHeight():
            self.setFixedHeight(tall)

    def _shown(self) -> list[list[QWidget]]:
        """Return the groups with something to see; an empty one stands for free room."""
        seen = [[part for part in group if not part.isHidden()] for group in self._groups]
        return [now for now, group in zip(seen, self._groups, strict=True) if now or not group]

    def _wide(self, group: list[QWidget], least: bool) -> int:
        wide = [_least(part) if least else _best(part).width() for part in group]
        return sum(wide) + self._spacing * max(0, len(group) - 1)

    def _lines(self, width: int) -> list[list[list[QWidget]]]:
        lines: list[list[list[QWidget]]] = [[]]
        left = width
        for group in self._shown():
            need = self._wide(group, False) + (self._spacing if any(lines[-1]) else 0) if group else 0
            if need > left and any(lines[-1]):
                lines.append([])
                left, need = width, self._wide(group, False)
            lines[-1].append(group)
            left -= need
        return lines

    def _place(self, width: int, move: bool) -> int:
        """Return the height that a width asks for; move the parts there if that is wished."""
        top = 0
        for number, line in enumerate(self._lines(width)):
            parts = [part for group in line for part in group]
            tall = max((_best(part).height() for part in parts), default=0)
            top += self._spacing if number and tall else 0
            if move:
                self._move(line, parts, width, top, tall)
            top += tall
        return top

    def _move(self, line: list[list[QWidget]], parts: list[QWidget], width: int, top: int, tall: int) -> None:
        free = width - self._wide(parts, False)
        grows = [p for p in parts if p.sizePolicy().expandingDirections() & Qt.Orientation.Horizontal]
        places = len(grows) + sum(not group for group in line)
        x = 0
        for group in line:
            x += max(0, free) // places if not group else 0
            for part in group:
                best = _best(part)
                w, h = best.width(), best.height()
                w += max(0, free) // places if part in grows else 0
                w = max(_least(part), w + free) if free < 0 and len(parts) == 1 else w  # wider than the line by itself
                part.setGeometry(QRect(x, top + (tall - h) // 2, w, h))
                x += w + self._spacing


def _least(part: QWidget) -> int:
    return min(part.maximumWidth(), max(part.minimumSizeHint().width(), part.minimumWidth()))


def _best(part: QWidget) -> QSize:
    least = part.minimumSizeHint().expandedTo(part.minimumSize())
    return part.sizeHint().expandedTo(least).boundedTo(part.maximumSize())
