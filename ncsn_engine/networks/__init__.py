"""Networks: one file a family. Each maps x (N, C, H, W) and σ (N,) to the shape of x.

A new family is a class in its own file, its settings in ``config.py`` and a line in ``build``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncsn_engine.config import InputError, TutorialCNNConfig, UNetConfig
from ncsn_engine.networks.tutorial import TutorialCNN
from ncsn_engine.networks.unet import UNet

if TYPE_CHECKING:
    from torch import nn

    from ncsn_engine.config import NetworkConfig

__all__ = ["TutorialCNN", "UNet", "build"]


def build(settings: NetworkConfig, shape: tuple[int, int, int]) -> nn.Module:
    """Build the network for pictures of `shape` (C, H, W), with fresh weights."""
    match settings:
        case TutorialCNNConfig():
            return TutorialCNN(settings, shape)
        case UNetConfig():
            step = 2 ** (settings.resolutions - 1)
            if shape[1] % step or shape[2] % step:
                raise InputError(
                    f"network.resolutions = {settings.resolutions}: pictures of {shape[1]}×{shape[2]} can't be "
                    f"halved {settings.resolutions - 1} times; choose fewer, or a size divisible by {step}."
                )
            return UNet(settings, shape)
