"""What an export shows: which steps of a recorded sampling, and each laid out as one picture. Needs no torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from PIL import Image, ImageDraw

from ncsn_engine.config import ExportConfig, InputError
from ncsn_engine.export import columns_for, grid, scatter, to_pixels
from ncsn_engine.film import before, score_lines, seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ncsn_engine.film import Shown
    from ncsn_engine.trajectory import Fact, Frame, Trajectory

__all__ = ["Sheets", "facts_of", "last_step_of"]

_APART = 4  # pixels between x and denoised, before enlarging
_LINES, _LINE = 2000, (255, 176, 92)  # at most so many; RGB, as in the window


class Sheets(Sequence[np.ndarray]):
    """The sheets of an export, one a frame, uint8 (H, W, C); each is drawn when it is asked for.

    They are not enlarged yet: :func:`~ncsn_engine.export.enlarged` by `scale` does that. Points are drawn at the size
    asked for, so their scale is 1.

    Parameters
    ----------
    look
        What is shown and how. A picture is a film of one frame, its last step.
    low, high
        The model's pixel range.
    watch
        Told the share of the frames that were taken, when iterated; what it raises stops that.

    Raises
    ------
    InputError
        If there are no such steps, or no such picture.
    """

    def __init__(
        self,
        trajectory: Trajectory,
        look: ExportConfig,
        low: float,
        high: float,
        watch: Callable[[float], None] = lambda share: None,
    ) -> None:
        if not trajectory.facts:
            raise InputError("nothing was sampled yet; sample first, then export.")
        self._trajectory, self.look, self._range, self._watch = trajectory, look, (low, high), watch
        self.points = len(trajectory.shape) == 2
        count = trajectory.shape[0]
        if look.format == "picture" and not self.points and look.picture >= count:
            raise InputError(
                "export.picture = {picture}: only {count} pictures were drawn, counted from 0.",
                picture=look.picture,
                count=count,
            )
        self.scale = 1 if self.points else look.scale
        self._columns = {"picture": 1, "pictures": None}.get(look.format, look.columns)  # of a grid only it is a choice
        self.steps = _steps(trajectory, look)

    def __len__(self) -> int:
        return len(self.steps)

    @overload
    def __getitem__(self, i: int) -> np.ndarray: ...
    @overload
    def __getitem__(self, i: slice) -> list[np.ndarray]: ...
    def __getitem__(self, i: Any) -> Any:
        return [self.sheet(step) for step in self.steps[i]] if isinstance(i, slice) else self.sheet(self.steps[i])

    def __iter__(self) -> Iterator[np.ndarray]:
        for done, step in enumerate(self.steps):
            self._watch(done / len(self.steps))
            yield self.sheet(step)

    @property
    def seconds(self) -> float:
        """How long it plays, once."""
        return (len(self) - 1) / self.look.fps + max(1 / self.look.fps, self.look.hold)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a sheet, in pixels."""
        look = self.look
        if self.points:
            w = h = 128 * look.scale
        else:
            count, _, h, w = self._trajectory.shape
            count = 1 if look.format == "picture" else count
            columns = self._columns or columns_for(count)
            w, h = columns * (w + look.gap) - look.gap, -(-count // columns) * (h + look.gap) - look.gap
        return (2 * w + self._apart(1) if look.shown == "both" else w), h

    def _apart(self, thin: int) -> int:
        return -(-_APART // thin) * (self.look.scale if self.points else 1)

    def sheet(self, step: int, thin: int = 1) -> np.ndarray:
        """Draw a step; of pictures perhaps only every `thin`-th pixel, which costs less where there are many."""
        frame = self._frame(step)
        shown: tuple[Shown, ...] = ("x", "denoised") if self.look.shown == "both" else (self.look.shown,)
        draw = self._points if self.points else self._pictures
        sheets = [draw(frame, which, thin) for which in shown]
        if len(sheets) == 1:
            return sheets[0]
        h, _, channels = sheets[0].shape
        apart = np.zeros((h, self._apart(thin), channels), np.uint8)
        return np.concatenate([sheets[0], apart, sheets[1]], axis=1)

    def _frame(self, step: int) -> Frame:
        frame, film = self._trajectory.frame(step), self._trajectory
        if step == film.total and film.final is not None:  # recorded with more digits
            return replace(frame, x=film.final)
        return frame

    def _pictures(self, frame: Frame, which: Shown, thin: int) -> np.ndarray:
        look = self.look
        earlier = before(self._trajectory, frame) if which == "change" else None
        if thin > 1:
            frame, earlier = _thinned(frame, thin), earlier and _thinned(earlier, thin)
        found = seen(frame, earlier, which, look.range, self._range)
        if found is None:
            raise _nothing(frame, which)
        values, bounds = found
        if look.format == "picture":
            values = values[look.picture : look.picture + 1]
        return grid(to_pixels(values, *bounds), self._columns, -(-look.gap // thin))

    def _points(self, frame: Frame, which: Shown, thin: int) -> np.ndarray:
        """Draw points; lines lead from each to where its score points, or to where it came from."""
        side, (low, high) = 128 * self.look.scale // thin, self._range
        towards = None
        if which == "score":
            if not frame.alpha:
                raise _nothing(frame, which)
            towards, (low, high) = score_lines(frame, self._range)
        elif which == "change":
            earlier = before(self._trajectory, frame)
            if earlier is None:
                raise _nothing(frame, which)
            towards = earlier.x
        picture = scatter(frame.denoised if which == "denoised" else frame.x, low, high, side)
        if towards is None:
            return picture
        count = min(_LINES, len(towards))
        ends = (np.stack([frame.x[:count], towards[:count]], 1).astype(np.float64) - low) / (high - low) * side
        ends[..., 1] = side - ends[..., 1]
        drawn = Image.fromarray(picture)
        draw = ImageDraw.Draw(drawn)
        for line in ends[np.isfinite(ends).all((1, 2))].clip(-side, 2 * side):
            draw.line([tuple(line[0]), tuple(line[1])], fill=_LINE)
        return np.asarray(drawn)


def _nothing(frame: Frame, which: Shown) -> InputError:
    return InputError("step {index}: has no {which} to be seen; choose other steps.", index=frame.index, which=which)


def last_step_of(trajectory: Trajectory) -> int | None:
    """Return where a sampling was stopped; None if it came to its end."""
    newest = trajectory.facts[-1].index
    return None if newest == trajectory.total else newest


def facts_of(trajectory: Trajectory, look: ExportConfig) -> list[Fact]:
    """Return what is known of the steps of an export of arrays, the first to the last.

    Raises
    ------
    InputError
        If there are no such steps.
    """
    newest = trajectory.facts[-1].index
    last = newest if look.last_step is None else min(look.last_step, newest)
    if look.first_step > last:
        raise InputError(
            "export.first_step = {first_step}: the steps go to {last}; choose an earlier one.",
            first_step=look.first_step,
            last=last,
        )
    return [fact for fact in trajectory.facts if look.first_step <= fact.index <= last]


def _steps(trajectory: Trajectory, look: ExportConfig) -> list[int]:
    """Return which steps are shown, spread evenly; a score ends before the result, a change begins after the start."""
    facts = trajectory.facts[:]
    newest = facts[-1].index
    first, last = look.first_step, newest if look.last_step is None else min(look.last_step, newest)
    if look.shown == "score" and not facts[last].alpha:
        last -= 1
    if look.shown == "change":
        first, last = max(first, 1), max(last, 1)
    if not look.is_film:
        return [last]
    if first > last:
        raise InputError(
            "export.first_step = {first}: the steps go to {last}; choose an earlier one.", first=first, last=last
        )
    count = min(look.frames, last - first + 1)
    steps: list[int] = np.unique(np.linspace(first, last, count).round().astype(int)).tolist()
    return steps


def _thinned(frame: Frame, thin: int) -> Frame:
    return replace(frame, x=frame.x[..., ::thin, ::thin], denoised=frame.denoised[..., ::thin, ::thin])
