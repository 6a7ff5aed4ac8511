"""Samplers: one file a family. Each is a generator that reads like its paper and yields every step.

A new sampler is a function with ``@draws`` in its family's file, and its settings in ``config/sampling/``.
"""

from ncsn_engine.samplers.plan import Plan, draws, plan
from ncsn_engine.samplers.sample import carry_on, sample, sample_branched
from ncsn_engine.samplers.step import Step

__all__ = ["Plan", "Step", "carry_on", "draws", "plan", "sample", "sample_branched"]
