"""The settings of a run: which differ, which may change while it trains, and which go back with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ncsn_engine.config import InputError

if TYPE_CHECKING:
    from ncsn_engine.config import RunConfig

__all__ = ["CHANGEABLE", "changeable", "changed_settings", "flat", "gone_back", "resumable"]

# What may be changed while a run is trained. All else decides what its weights mean, or which pictures come next.
CHANGEABLE = (
    "objective.weighting",
    "objective.min_snr_gamma",
    "training.steps",
    "training.learning_rate",
    "training.warmup_steps",
    "training.decay",
    "training.gradient_clip",
    "training.ema_rate",
    "training.label_dropout",
    "training.held_out_every",
    "training.preview_every",
    "training.checkpoint_every",
    "training.keep_checkpoints",
)
# What may be changed besides while a run stands: where its data lies, and how it learns, but not what its weights mean.
_AT_REST = ("seed", "data.flip", "data.memory", "data.folder", "data.file", "network.dropout")
_AT_REST_SECTIONS = ("objective", "training")
# What stays as it is when a run goes back to an earlier checkpoint: it has no part in what is learned.
_NOT_LEARNED = ("held_out_every", "preview_every", "checkpoint_every", "keep_checkpoints")


def changed_settings(old: RunConfig, new: RunConfig) -> list[tuple[str, Any, Any]]:
    """Return the settings that differ, as (name, before, after); those of sampling and the run's name are left out."""
    before, after = flat(old), flat(new)
    names = dict.fromkeys([*before, *after])
    return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def changeable(old: RunConfig, new: RunConfig, step: int = 0) -> list[tuple[str, Any, Any]]:
    """Return what :func:`changed_settings` does, if a training that stands at `step` can take all of it.

    Raises
    ------
    InputError
        Naming the first setting that can't be changed under way.
    """
    changes = changed_settings(old, new)
    for name, before, after in changes:
        if name not in CHANGEABLE:
            raise InputError(
                "{name}: can't be changed while the run is trained, as what it has learned rests on it; "
                "stop the training and begin a new run.",
                name=name,
            )
        if name == "objective.weighting" and "learned" in (before, after):
            raise InputError(_no_learned_weights())
    if changes and new.training.steps <= step:
        raise InputError(
            "training.steps: must be above {step}, where the training stands (got {steps}); "
            "stop the training to end it there.",
            step=step,
            steps=new.training.steps,
        )
    return changes


def resumable(learned: RunConfig, wanted: RunConfig) -> None:
    """Refuse settings with which a run can't go on from a checkpoint.

    Parameters
    ----------
    learned
        With which the checkpoint was made.
    wanted
        With which the run is to go on.

    Raises
    ------
    InputError
        Naming the first setting that must be given back.
    """
    changes = changed_settings(learned, wanted)
    for name, before, after in sorted(changes, key=lambda change: not change[0].endswith(".kind")):
        section = name.split(".")[0]
        if name == "objective.weighting" and "learned" in (before, after):
            raise InputError(_no_learned_weights())
        unnamed = section == "data" and getattr(learned.data, "folder", None) == "" and name != "data.pixel_range"
        if name in _AT_REST or section in _AT_REST_SECTIONS or (unnamed and learned.data.kind == "folder"):
            continue  # an official checkpoint does not say what data it learned from
        raise InputError(
            "{name} = {shown}: the run has learned with {shown_2}, and what its weights mean rests on "
            "it; give back {shown_2}, or begin a new run.",
            name=name,
            shown=_shown(after),
            shown_2=_shown(before),
        )


def _no_learned_weights() -> str:
    return (
        "objective.weighting: 'learned' has weights of its own, which begin with the run; "
        "choose another weight, or begin a new run."
    )


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)


def gone_back(now: RunConfig, then: RunConfig) -> RunConfig:
    """Return the settings with which a run goes on from a checkpoint made with `then`."""
    every = {name: getattr(now.training, name) for name in _NOT_LEARNED}
    training = then.training.model_copy(update=every)
    return then.model_copy(update={"name": now.name, "sampling": now.sampling, "training": training})


def flat(config: RunConfig) -> dict[str, Any]:
    """Return the settings by name, without those of sampling and the run's name."""
    found: dict[str, Any] = {}
    for section, value in config.model_dump(exclude={"name", "sampling"}).items():
        found |= {f"{section}.{name}": v for name, v in value.items()} if isinstance(value, dict) else {section: value}
    return found
