"""What settings will do, in a few words; runs on the worker's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_gui.language import tr
from ncsn_gui.works.errands import data

if TYPE_CHECKING:
    from ncsn_engine.config import RunConfig, SamplingConfig
    from ncsn_engine.score import ScoreModel

__all__ = ["describe_noise", "describe_sampling"]


def describe_sampling(model: ScoreModel, settings: SamplingConfig) -> str:
    """Say what the sampler will do: its cost, and for Langevin's dynamics the stable range and the rule."""
    from ncsn_engine.config import AnnealedLangevin, InputError, Langevin, OnLadder
    from ncsn_engine.design import residual_variance
    from ncsn_engine.noise import ratio
    from ncsn_engine.samplers import plan

    try:
        planned = plan(model, settings)
    except InputError as error:
        return str(error)
    cost = tr("{count} evaluations a picture.").format(count=planned.evaluations)
    if not planned.evaluations:
        cost = tr("As many evaluations a picture as it takes.")
    if isinstance(settings, Langevin):
        said = tr("Stable for 0 < ε < 2σ² = {most:.3g}; ε is {epsilon:.3g}.")
        return f"{said.format(most=2 * planned.sigmas[0] ** 2, epsilon=planned.epsilon)} {cost}"
    said = tr("{count} levels, σ {first:.4g} to {last:.3g};")
    said = f"{said.format(count=len(planned.sigmas), first=planned.sigmas[0], last=planned.sigmas[-1])} {cost}"
    if isinstance(settings, OnLadder):
        epsilon = tr("ε is {epsilon:.3g}.")
        said = f"{epsilon.format(epsilon=planned.epsilon)} {said}"
    if isinstance(settings, AnnealedLangevin):
        smallest, gamma, steps = float(planned.sigmas[-1]), ratio(planned.sigmas), settings.steps_per_level
        stable = tr("Stable for 0 < ε < 2σ_L² = {most:.3g}.")
        said = f"{stable.format(most=2 * smallest**2)} {said}"
        if settings.step_rule == "annealed":
            left = residual_variance(planned.epsilon, smallest, gamma, steps)
            rest = tr("Noise left after a level: {left:.2f} times its own variance.")
            said = f"{said} {rest.format(left=left)}"
    return said


def describe_noise(config: RunConfig) -> str:
    """Say which ladder the rules make of the data."""
    from ncsn_engine.noise import ladder, ratio

    sigmas = ladder(config.noise, data(config.data).all)
    said = tr("From the data: σ₁ {first:.4g}, L {count}, ratio γ {ratio:.4g}.")
    return said.format(first=sigmas[0], count=len(sigmas), ratio=ratio(sigmas))
