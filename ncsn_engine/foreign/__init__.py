"""Other people's checkpoints, opened safely and made into runs of ours."""

from ncsn_engine.foreign.importing import import_checkpoint

__all__ = ["import_checkpoint"]
