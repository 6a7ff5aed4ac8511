"""Densities whose score is known: the truth that samplers and learned scores are checked against.

Each answers :class:`~ncsn_engine.score.Denoiser`, and ``log_prob`` and ``sample`` besides. Noise σ
turns a density into its convolution with N(0, σ² I). Numbers are computed in the dtype and on the
device of x; σ is a number, or a tensor () or (N,), in units of x.
"""

from ncsn_engine.exact.kernel import KernelDensity, empirical
from ncsn_engine.exact.mixture import GaussianMixture

__all__ = ["GaussianMixture", "KernelDensity", "empirical"]
