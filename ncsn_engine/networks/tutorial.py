"""The tutorials' network: a few convolutions that see σ as one more channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from ncsn_engine.config import TutorialCNNConfig
from ncsn_engine.networks.build import builds

if TYPE_CHECKING:
    import numpy as np

__all__ = ["TutorialCNN"]


class TutorialCNN(nn.Module):
    """Three 3×3 convolutions; x (N, C, H, W) and σ (N,) to (N, C, H, W)."""

    def __init__(self, settings: TutorialCNNConfig, shape: tuple[int, ...]) -> None:
        super().__init__()
        channels, width = shape[0], settings.width
        self.layers = nn.Sequential(
            nn.Conv2d(channels + 1, width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(width, channels, 3, padding=1),
        )

    def forward(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        """Return the raw output, shape of `x`."""
        level = sigma.view(-1, 1, 1, 1).expand(-1, 1, *x.shape[2:])
        out: torch.Tensor = self.layers(torch.cat([x, level], dim=1))
        return out


@builds(TutorialCNNConfig)
def tutorial_cnn(settings: TutorialCNNConfig, shape: tuple[int, ...], sigmas: np.ndarray, classes: int) -> TutorialCNN:
    """Build the network."""
    return TutorialCNN(settings, shape)
