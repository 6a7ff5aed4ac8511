"""The run folder: one training with all it made. Costs no torch.

::

    RUN/run.json            format, id, name, settings, created, versions
    RUN/split.json          which of your own pictures or points are learned from, and which held out
    RUN/metrics.jsonl       one line a record; a torn last line is dropped when read
    RUN/checkpoints/step-000012000.safetensors; with a name: step-000012000_before-lr.safetensors
    RUN/previews/, samples/ pictures
    RUN/set-aside/01/       what came after the checkpoint that the run was rolled back to
    RUN/lock                held by the one writer
"""

from ncsn_engine.runs.folder import Kept, Run
from ncsn_engine.runs.going_back import name_newest, set_aside
from ncsn_engine.runs.head import change_settings, open_run
from ncsn_engine.runs.metrics import MetricsFile
from ncsn_engine.runs.ready_made import READY_MADE, ready_made_run
from ncsn_engine.runs.records import MEASURED, TOLD, mark_of
from ncsn_engine.runs.settings import CHANGEABLE, changeable, changed_settings, resumable
from ncsn_engine.runs.shelf import (
    Known,
    create_run,
    discard_run,
    free_folder,
    list_runs,
    named_folder,
    rename_run,
    runs_folder,
)
from ncsn_engine.runs.versions import library_versions

__all__ = [
    "CHANGEABLE",
    "MEASURED",
    "READY_MADE",
    "TOLD",
    "Kept",
    "Known",
    "MetricsFile",
    "Run",
    "change_settings",
    "changeable",
    "changed_settings",
    "create_run",
    "discard_run",
    "free_folder",
    "library_versions",
    "list_runs",
    "mark_of",
    "name_newest",
    "named_folder",
    "open_run",
    "ready_made_run",
    "rename_run",
    "resumable",
    "runs_folder",
    "set_aside",
]
