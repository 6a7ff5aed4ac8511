"""Giving a model away in forms that others open: plain weights with a model card, or a folder for diffusers."""

from ncsn_engine.sharing.diffusers import export_diffusers
from ncsn_engine.sharing.plain import export_weights

__all__ = ["export_diffusers", "export_weights"]
