"""The training as a caller has it: a generator of events that may be sent commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_engine.training.trainer import NotFiniteError, Trainer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ncsn_engine.runs import Run
    from ncsn_engine.training.commands import Command
    from ncsn_engine.training.events import TrainEvent

__all__ = ["SLICE", "train"]

SLICE = 0.05  # seconds of work between events: short enough for a window, long enough to be free


def train(
    run: Run,
    device: str = "auto",
    progress: Callable[[str, float], None] | None = None,
    slice_seconds: float = SLICE,
) -> Generator[TrainEvent, Command, None]:
    """Train a run from where it stands, yielding an event about every 50 ms.

    Not calling ``next`` pauses; ``close()`` stops and saves. What is sent, for example ``Save("before")`` or
    ``Change(config)``, is done at once, before any further step; ``send`` returns an event that tells of it. What
    can't be done changes nothing, and the event's `note` says why.

    Whatever else ends it saves first as well, except a loss that is not finite; a note on the exception says so.

    Parameters
    ----------
    run
        From :func:`~ncsn_engine.runs.create_run` or :func:`~ncsn_engine.runs.open_run`. It may have other settings
        than those on record: they are written down once they are known to fit what the run has learned.
    device
        As :func:`~ncsn_engine.devices.pick` takes it.
    progress
        Called while data is read or downloaded.
    slice_seconds
        Work between events.

    Raises
    ------
    InputError
        If the data can't be had, the settings are not those it has learned with, the device is not here, another
        program trains this run, or the loss stops being finite; the last good checkpoint is kept.
    """
    with run.writing():
        trainer = Trainer(run, device, progress)
        try:
            yield from _tell(trainer)
            while True:
                while not trainer.is_done():
                    for doing in trainer.slice(slice_seconds):
                        if (yield from _tell(trainer, doing)):
                            break  # what was under way was of later weights
                if trainer.try_to_save():
                    break
                yield from _tell(trainer, "saving")  # stands until there is room
        except GeneratorExit:
            trainer.end("stopped")
            raise
        except NotFiniteError:
            trainer.record_end("failed")
            raise
        except BaseException as error:
            error.add_note(trainer.rescue())
            raise
        trainer.record_end("done")
        yield trainer.event("finished")


def _tell(trainer: Trainer, doing: str = "training") -> Generator[TrainEvent, Command, bool]:
    """Yield an event, and one more after each command, until training is to go on; tells if it was rolled back."""
    rolled_back = False
    command = yield trainer.event(doing)
    while command is not None or trainer.paused:
        trainer.obey(command)
        rolled_back = rolled_back or trainer.news.rolled_back
        command = yield trainer.event("paused" if trainer.paused else doing)
    trainer.obey(None)
    return rolled_back
