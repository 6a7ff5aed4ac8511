"""Data sets: one file a kind. ``load`` opens the one that the settings name.

A new kind is a file with a ``@loads`` function that returns :class:`Pictures`, :class:`Points` or
:class:`Streamed`, and its settings in ``config/data.py``.
"""

from ncsn_engine.data.load import load, loads
from ncsn_engine.data.sets import Pictures, Points, Split, Streamed

__all__ = ["Pictures", "Points", "Split", "Streamed", "load", "loads"]
