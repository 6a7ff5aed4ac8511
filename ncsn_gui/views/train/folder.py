"""What a folder of pictures holds, before anything is trained on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ncsn_gui.language import tr
from ncsn_gui.numbers import spaced
from ncsn_gui.widgets.buttons import push_button
from ncsn_gui.widgets.image_grid import ImageGrid
from ncsn_gui.words import titled

if TYPE_CHECKING:
    from ncsn_engine.advice import Rules
    from ncsn_engine.look import Look

__all__ = ["FolderView"]

_SIZES, _CLASSES = 4, 12  # that are named; the tooltip names all
_STRIP = 168  # height of the strip of pictures, px


class FolderView(QScrollArea):
    """Counts, sizes and classes of a folder, some of its pictures as they are trained on, and what the rules make."""

    look_wanted = Signal()  # once more

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.folder")
        self.setAccessibleName(tr("The folder of pictures"))
        self.setToolTip(tr("What training will meet in the folder under Data"))
        self.setWidgetResizable(True)
        self.title, self.state = _label("folder.title", "title"), _label("folder.state")
        self.again = push_button("folder.again", tr("Look again"), tr("Looks at the folder once more"))
        self.again.clicked.connect(self.look_wanted)
        self.counts, self.sizes = _label("folder.counts"), _label("folder.sizes")
        self.classes, self.notes = _label("folder.classes"), _label("folder.notes", "dim")
        self.strip = ImageGrid(selectable=True)
        self.strip.setObjectName("folder.strip")
        self.strip.setAccessibleName(tr("Some pictures as they are trained on"))
        self.strip.setFixedHeight(_STRIP)
        self.about_strip = _label("folder.about-strip", "dim")
        self.rules_title, self.rules = _label("folder.rules-title", "title"), _label("folder.rules")
        self.problem = _label("folder.problem", "wrong")
        self.skipped_title = _label("folder.skipped-title", "title")
        self.skipped = QListWidget()
        self.skipped.setObjectName("folder.skipped")
        self.skipped.setAccessibleName(tr("Skipped files, with the reason"))
        self.skipped.setToolTip(tr("Files that are no pictures, or can't be read, and why"))
        self._arrange()
        self.show_waiting("")

    # -- what is shown ----------------------------------------------------------------------

    def show_waiting(self, folder: str) -> None:
        """Say that a folder is being looked at; without one, that one is to be chosen."""
        self._say(tr("Looking at {folder}…").format(folder=folder) if folder else _CHOOSE)
        self.again.setEnabled(False)

    def show_problem(self, text: str) -> None:
        """Say why a folder can't be looked at."""
        self._say("", text)
        self.again.setEnabled(True)

    def show_look(self, seen: Look) -> None:
        """Show what was seen."""
        said = tr("A new run. Look over the folder and the settings on the right, then press Train.")
        self._say(said, "\n".join([*filter(None, [titled(seen.problem)]), *seen.warnings]))
        self.again.setEnabled(True)
        self.title.setText(seen.place)
        said = tr("{count} pictures: {train} are learned from, {held_out} held out to judge the model.")
        self.counts.setText(
            said.format(count=spaced(seen.count), train=spaced(seen.train), held_out=spaced(seen.held_out))
        )
        self._show_sizes(seen)
        self._show_classes(seen)
        _fill(self.notes, "\n".join(map(titled, seen.notes)))
        self.strip.names = list(seen.names)
        self.strip.show_pictures(seen.strip)
        side = seen.strip.shape[1]
        colour = tr("RGB") if seen.strip.shape[3] == 3 else tr("grey")
        said = tr("Some of them as they are trained on: {side}×{side}, {colour}")
        _fill(self.about_strip, said.format(side=side, colour=colour))
        self.strip.show()
        self._show_rules(seen)
        self._show_skipped(seen.skipped)

    def _say(self, state: str, problem: str = "") -> None:
        """Show a sentence alone."""
        _fill(self.state, state)
        _fill(self.problem, problem)
        for part in (self.counts, self.sizes, self.classes, self.notes, self.about_strip, self.rules_title, self.rules):
            part.hide()
        for widget in (self.strip, self.skipped_title, self.skipped):
            widget.hide()
        self.title.setText(tr("A folder of pictures"))

    def _show_sizes(self, seen: Look) -> None:
        told = [tr("{count} of {width}×{height}").format(count=spaced(n), width=w, height=h) for w, h, n in seen.sizes]
        parts = [", ".join(told[:_SIZES])]
        if len(told) > _SIZES:
            parts.append(tr("and {count} more sizes").format(count=len(told) - _SIZES))
        if seen.heads < seen.count:
            parts.append(tr("of {heads} that were looked at").format(heads=spaced(seen.heads)))
        sentences = [f"{' '.join(parts)}."]
        if seen.smaller:
            sentences.append(
                tr("{count} are smaller than what is trained on, and are enlarged.").format(count=seen.smaller)
            )
        self.counts.show()
        _fill(self.sizes, tr("Sizes: {sizes}").format(sizes=" ".join(sentences)), "\n".join(told))

    def _show_classes(self, seen: Look) -> None:
        told = [f"{name} {spaced(n)}" for name, n in seen.classes]
        said = tr("{count} classes: {classes}").format(count=len(told), classes=" · ".join(told[:_CLASSES]))
        more = tr("and {count} more").format(count=len(told) - _CLASSES) if len(told) > _CLASSES else ""
        _fill(self.classes, f"{said} {more}".strip() if told else tr("No classes: no two folders in it hold pictures."))
        self.classes.setToolTip("\n".join(told))
        if any("no classes" in note for note in seen.notes):  # it is said there why
            self.classes.hide()

    def _show_rules(self, seen: Look) -> None:
        if seen.rules is None:
            return
        part = tr("by {opened} of {count} pictures; training looks at all")
        by = part.format(opened=spaced(seen.opened), count=spaced(seen.count)) if seen.opened < seen.count else ""
        _fill(self.rules_title, tr("What NCSNv2's rules make of them") + (f" ({by})" if by else ""))
        _fill(self.rules, "\n".join(_reasons(seen.rules)))

    def _show_skipped(self, reasons: tuple[str, ...]) -> None:
        self.skipped.clear()
        self.skipped.addItems(list(reasons))
        for row, reason in enumerate(reasons):
            self.skipped.item(row).setToolTip(reason)
        _fill(self.skipped_title, tr("Skipped files: {count}").format(count=len(reasons)) if reasons else "")
        self.skipped.setVisible(bool(reasons))

    # -- parts ------------------------------------------------------------------------------

    def _arrange(self) -> None:
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.again)
        layout.addLayout(top)
        for part in (self.state, self.problem, self.counts, self.sizes, self.classes, self.notes, self.about_strip):
            layout.addWidget(part)
        layout.addWidget(self.strip)
        for part in (self.rules_title, self.rules, self.skipped_title):
            layout.addWidget(part)
        layout.addWidget(self.skipped, 1)
        layout.addStretch(0)
        self.setWidget(inner)


_CHOOSE = tr("Choose a folder under Data on the right, or drop one on the window.")


def _reasons(rules: Rules) -> list[str]:
    """Return σ₁, L, T and ε, each with its reason."""
    return [
        tr("σ₁ = {value:.4g}: the largest distance between two pictures, so that noise joins them all.").format(
            value=rules.sigma_max
        ),
        tr("L = {count}, ratio γ = {ratio:.4g}: so close that neighbouring levels overlap in D = {dim}.").format(
            count=rules.n_levels, ratio=rules.ratio, dim=rules.dim
        ),
        tr("T = {steps}: as many steps a level as time allows; 3 to 5 are usual.").format(steps=rules.steps_per_level),
        tr("ε = {value:.3g}: leaves {left:.3f} times a level's own noise, the nearest to 1 that T allows.").format(
            value=rules.epsilon, left=rules.residual
        ),
    ]


def _label(name: str, role: str = "") -> QLabel:
    label = QLabel("", wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def _fill(label: QLabel, text: str, tip: str = "") -> None:
    """Show a text, or nothing at all."""
    label.setText(text)
    label.setToolTip(tip)
    label.setVisible(bool(text))
