"""The pages of the window, in the order of their tabs. The one list: a new view is named here and nowhere else."""

from __future__ import annotations

from ncsn_gui.views.levels import levels
from ncsn_gui.views.sample import sample
from ncsn_gui.views.time_machine import time_machine
from ncsn_gui.views.train import train

__all__ = ["PAGES"]

PAGES = (train, levels, sample, time_machine)
