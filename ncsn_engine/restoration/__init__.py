"""Repairing pictures with a score model as the prior: samples of p(x | y) for ``y = A x + σ_y n``.

Split Gibbs sampling with a diffusion prior (Vono et al. 2019; Wu et al. 2024, PnP-DM, algorithm 1): a copy z of
the picture is held near x by ρ. In turn, z is drawn from what is given, which is normal and exact, and x from
the prior, ``p(x | z) ∝ p(x) N(z; x, ρ²)``, which is denoising from noise level ρ. Each round leaves p(x | y)
as it is, up to ρ; ρ falls from the range of the data to the model's smallest σ.
"""

from ncsn_engine.restoration.operators import Blur, Grey, Identity, Mask, Means, Operator
from ncsn_engine.restoration.restore import consistency, restore
from ncsn_engine.restoration.tasks import operator

__all__ = ["Blur", "Grey", "Identity", "Mask", "Means", "Operator", "consistency", "operator", "restore"]
