"""A run's past as arrays: what its ``metrics.jsonl`` says. Needs no torch."""

from ncsn_engine.history.curves import History, read_history, read_ladder, written
from ncsn_engine.history.levels import MOST_RECORDS, MOST_ROWS, binned, lagging, row_levels
from ncsn_engine.history.tables import differing_settings, to_csv
from ncsn_engine.history.time_machine import Moment, moments
from ncsn_engine.history.trend import diverging

__all__ = [
    "MOST_RECORDS",
    "MOST_ROWS",
    "History",
    "Moment",
    "binned",
    "differing_settings",
    "diverging",
    "lagging",
    "moments",
    "read_history",
    "read_ladder",
    "row_levels",
    "to_csv",
    "written",
]
