"""Networks: one file a family. Each maps x (N, C, H, W) and σ (N,) to the shape of x.

A new family is a class in its own file with a ``@builds`` function, and its settings in ``config/networks.py``.
"""

from ncsn_engine.networks.build import build, builds

__all__ = ["build", "builds"]
