"""Shows the films of a sampling: as they grow, one after another, beside each other; and finds what they are near."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu

from ncsn_engine.config import InputError, is_points
from ncsn_engine.thermometer import joined, levels_walked
from ncsn_gui.export.showing import Showing, of_film
from ncsn_gui.language import tr
from ncsn_gui.views.sample import errands
from ncsn_gui.words import worded

if TYPE_CHECKING:
    from ncsn_engine.config import ExportConfig
    from ncsn_engine.film import NearestPictures
    from ncsn_engine.thermometer import Settled
    from ncsn_gui.export.exporting import Exporting
    from ncsn_gui.studio.desk import Desk
    from ncsn_gui.studio.teller import Teller
    from ncsn_gui.studio.workshop import Workshop
    from ncsn_gui.views.sample.view import SampleView
    from ncsn_gui.widgets.image_grid import ImageGrid
    from ncsn_gui.works.films import Film
    from ncsn_gui.works.sampling import Sampling

__all__ = ["Watching"]


class Watching(QObject):
    """Joins the view Sample to the films."""

    wanted = Signal()  # the page is to be seen

    def __init__(
        self,
        view: SampleView,
        workshop: Workshop,
        teller: Teller,
        desk: Desk,
        sampling: Sampling,
        exporting: Exporting,
    ) -> None:
        super().__init__(view)
        self._view, self._workshop, self._teller, self._desk = view, workshop, teller, desk
        self._sampling, self._exporting = sampling, exporting
        self._film: Film | None = None  # that is seen
        self._nearest, self._settling = workshop.latest(), workshop.latest()
        self._sought: tuple[Film, int] | None = None  # whose nearest pictures are being looked for
        sampling.begun.connect(self.wanted)
        sampling.changed.connect(self._show)
        sampling.grew.connect(self._grow)
        sampling.recorded.connect(self._play)
        sampling.job.changed.connect(self._show_state)
        for told in (workshop.up, desk.turned):
            told.connect(self._show_state)
        for told in (desk.turned, desk.edited):
            told.connect(lambda *_: self._speak())
        view.sample_wanted.connect(sampling.sample)
        view.stop_wanted.connect(sampling.stop)
        view.branch_wanted.connect(self.branch)
        view.film_wanted.connect(self._show_film)
        view.film_given_up.connect(self._give_up)
        view.nearest_wanted.connect(self._find_nearest)
        view.export_wanted.connect(lambda: exporting.ask(self.showing()))
        view.copy_wanted.connect(self._copy_menu)
        first, second = view.pictures.first, view.pictures.second
        first.dragged.connect(lambda index: exporting.drag(first, self._dragged("x"), index))
        second.dragged.connect(lambda index: exporting.drag(second, self._dragged_beside(), index))
        for name, part in view.closer.parts.items():
            part.dragged.connect(functools.partial(self._drag_closer, name, part))
        self._show_state()

    # -- films ------------------------------------------------------------------------------

    def branch(self) -> None:
        """Go on from the shown step with the present settings, as a film of its own beside the shown one."""
        film, frame = self._sampling.shown, self._view.frame
        if film is None or frame is None:
            return
        if frame.alpha:
            self._sampling.branch(film, frame.index)
        elif self._sampling.job.may_begin():
            self._teller.say(tr("The result is the end: go to an earlier step to branch off."))

    def _show(self) -> None:
        """Show which films there are, and the one that is to be seen; a branch beside the film that it left."""
        films, film, before = self._sampling.films, self._sampling.shown, self._film
        view = self._view
        if film is None:
            self._film = None
            view.show_sampling(None)
            self._speak()
            return
        beside = None
        if film is not before:
            fresh = not film.trajectory.facts
            stood = view.top.beside.currentData() in films
            beside = film.parent if fresh else before if stood else None
            self._film = film
            view.show_sampling(film.trajectory, film.model.low, film.model.high, film.made)
            self._say_whose()
        view.show_tree(films, film, beside)
        view.grow()
        self._settle()

    def _speak(self) -> None:
        self._view.speak_of(is_points(self._desk.config.data.kind))

    def _say_whose(self) -> None:
        """Say whose film is seen; with emphasis if another run was chosen since."""
        film, run = self._film, self._desk.run
        if film is None:
            return
        text, strange = film.made, run is not None and bool(film.run) and film.run != run.name
        if run is not None and strange:
            said = tr("{made}, not by {run}, which was chosen since: Sample draws from that one")
            text = said.format(made=film.made, run=run.name)
        self._view.traces.say_whose(text, strange)

    def _show_film(self, film: Film) -> None:
        """Show another film, where it stands at the same noise.

        Where a film stood beside, the one that was shown before stands there now.
        """
        before, at = self._sampling.shown, self._view.transport.index
        self._sampling.show_film(film)
        if before and film is not before:
            self._view.transport.seek(film.step_beside(before, at))

    def _give_up(self, film: Film) -> None:
        if self._sampling.job.busy or self._exporting.job.busy:
            self._teller.say(tr("Wait for the sampling or the export, or stop it first."))
            return
        if self._sampling.shown and film.parent and film in self._sampling.shown.line():
            self._show_film(film.parent)
        self._sampling.give_up(film)

    def _grow(self) -> None:
        if self._film is self._sampling.shown:
            self._view.grow()

    def _play(self, wished: bool) -> None:
        if wished:
            self._view.transport.toggle()

    def _show_state(self) -> None:
        self._view.set_busy(self._sampling.job.busy)
        self._settle()
        self._view.top.start.setEnabled(self._sampling.job.may_begin() and self._desk.run is not None)
        self._say_whose()

    # -- the thermometer --------------------------------------------------------------------

    def _settle(self) -> None:
        """Show where the shown film's levels settle; measure it first if that was not done, when nothing is drawn."""
        film = self._film
        if film is None or self._sampling.job.busy:
            return
        sigmas = levels_walked(film.trajectory)
        if film.settled is not None or not len(sigmas):
            self._view.traces.show_settled(film.settled)
            return
        looks = film.trajectory.shape[0] * len(film.trajectory.facts) // len(sigmas)

        async def measured() -> Settled | str | None:
            parts = []
            for sigma in sigmas.tolist():  # a level at a time, so that others have their turn
                if self._film is not film or self._sampling.job.busy or self._workshop.closing:
                    return None
                told = (film.model, film.sampling, sigma, looks)
                try:
                    parts.append(await self._workshop.run(errands.settled_level, *told))
                except InputError as error:  # the data is gone: the film is of use without it
                    return worded(error)
            return joined(parts)

        def show(answer: Settled | str | None) -> None:
            film.settled = film.settled or answer
            if self._film is film:
                self._view.traces.show_settled(film.settled)

        self._settling.ask(measured, show)

    # -- nearest pictures -------------------------------------------------------------------

    def _find_nearest(self) -> None:
        """Look for the training pictures nearest to the chosen one."""
        film, picture = self._film, self._view.unsearched()
        if film is None or picture is None or film.trajectory.final is None or self._sought == (film, picture):
            return
        self._sought = (film, picture)
        x = film.trajectory.final[picture]

        async def found() -> NearestPictures | str:
            try:
                return await self._workshop.run(errands.nearest_pictures, film.model, x)
            except InputError as error:  # the data is gone: the film is of use without it
                return worded(error)

        def show(answer: NearestPictures | str) -> None:
            self._sought = None
            self._view.show_nearest(film.trajectory, picture, answer)

        self._nearest.ask(found, show)

    # -- what leaves the window -------------------------------------------------------------

    def showing(self) -> Showing | None:
        """Return the shown step, for Export and Copy."""
        film, view = self._film, self._view
        if film is None or view.frame is None:
            return None
        empty = not (len(view.grid.pixels) or len(view.grid.points))
        return replace(self._of(film, view.frame.index, view.look()), empty=empty)

    def origin(self, table: bool) -> str:
        """Return the recipe of the shown film."""
        if self._film is None or self._film.model.source is None:
            return ""
        look = self._view.look()
        return self._of(self._film, 0, look).recipe(look).to_json()

    def _of(self, film: Film, step: int, look: ExportConfig) -> Showing:
        return of_film(film, step, look, self._view.grid.selected)

    def _dragged(self, shown: str) -> Showing | None:
        """Return the shown film for a drag from the left: alone, even if denoised stands on the right."""
        film, frame, look = self._film, self._view.frame, self._view.look()
        if film is None or frame is None:
            return None
        return self._of(film, frame.index, look.replace(shown=shown) if look.shown == "both" else look)

    def _dragged_beside(self) -> Showing | None:
        """Return what stands on the right: the same step seen otherwise, or another film's, at the same noise."""
        film, frame, look = self._film, self._view.frame, self._view.look()
        beside: Any = self._view.top.beside.currentData()
        if film is None or frame is None or beside is None:
            return None
        if isinstance(beside, str):
            return self._of(film, frame.index, look.replace(shown=beside))
        return self._of(beside, beside.trajectory.frame(beside.step_beside(film, frame.index)).index, look)

    def _drag_closer(self, name: str, part: ImageGrid, _: int) -> None:
        """Drag a part of the enlarged picture: x, denoised or score."""
        film, frame = self._film, self._view.frame
        if film is not None and frame is not None:
            showing = self._of(film, frame.index, self._view.look().replace(shown=name))
            self._exporting.drag(part, showing, self._view.grid.selected)

    def _copy_menu(self) -> None:
        """Ask what is to be copied."""
        button, chosen = self._view.copy, self._view.grid.selected
        menu = QMenu(self._view)
        menu.setObjectName("copy")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        points = self._view.words.points
        menu.addAction(tr("All points") if points else tr("All pictures"), lambda: self._exporting.copy(self.showing()))
        if chosen >= 0 and not points:  # of points there is one picture
            one = tr("Picture {number}").format(number=chosen + 1)
            menu.addAction(one, lambda: self._exporting.copy(self.showing(), chosen))
        menu.popup(button.mapToGlobal(button.rect().topLeft()))
