"""From the settings of a task to its map: what is hidden, how it is blurred."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from ncsn_engine.config import ColouriseConfig, DeblurConfig, InpaintConfig, InputError, SuperResolutionConfig
from ncsn_engine.restoration.operators import Blur, Grey, Identity, Mask, Means
from ncsn_engine.seeds import reseed

if TYPE_CHECKING:
    from ncsn_engine.config import RestorationConfig
    from ncsn_engine.restoration.operators import Operator

__all__ = ["operator"]


def operator(
    settings: RestorationConfig,
    shape: tuple[int, ...],
    mask: torch.Tensor | None = None,
    dtype: torch.dtype = torch.float32,
) -> Operator:
    """Return the map A of a task for pictures of `shape` (C, H, W).

    Parameters
    ----------
    mask
        Of inpainting with ``hidden = 'file'``: (H, W), 1 where known.

    Raises
    ------
    InputError
        If the task does not fit pictures of this shape.
    """
    if len(shape) != 3:
        raise InputError("restoration: works on pictures, this model makes data of shape {shape}.", shape=shape)
    match settings:
        case InpaintConfig():
            return Mask(_known(settings, shape, mask).to(dtype))
        case SuperResolutionConfig():
            if shape[1] % settings.factor or shape[2] % settings.factor:
                raise InputError(
                    "restoration.factor = {factor}: does not divide pictures of {shape}×{shape_2}; "
                    "choose a divisor of both sides.",
                    factor=settings.factor,
                    shape=shape[1],
                    shape_2=shape[2],
                )
            return Means(settings.factor)
        case DeblurConfig():
            return Blur(_kernel(settings, shape).to(dtype))
        case ColouriseConfig():
            if shape[0] == 1:
                raise InputError(
                    "restoration.kind = 'colourise': this model's pictures are grey; use one of colour pictures."
                )
            return Grey(shape[0])
    return Identity()


def _known(settings: InpaintConfig, shape: tuple[int, ...], mask: torch.Tensor | None) -> torch.Tensor:
    """Return what is known, 1 or 0, (1, H, W)."""
    _, h, w = shape
    known = torch.ones(1, h, w)
    rows, columns = round(h * settings.share), round(w * settings.share)
    match settings.hidden:
        case "right":
            known[:, :, w - columns :] = 0
        case "left":
            known[:, :, :columns] = 0
        case "top":
            known[:, :rows] = 0
        case "bottom":
            known[:, h - rows :] = 0
        case "centre":
            top, left = (h - rows) // 2, (w - columns) // 2
            known[:, top : top + rows, left : left + columns] = 0
        case "random":
            draws = torch.rand(h * w, generator=reseed(torch.Generator(), settings.seed, "mask"))
            known.view(-1)[draws.argsort()[: round(h * w * settings.share)]] = 0
        case "file":
            if mask is None or tuple(mask.shape) != (h, w):
                found = "none was given" if mask is None else f"it is {mask.shape[0]}×{mask.shape[1]}"
                raise InputError(
                    "restoration.mask: must be a picture of {h}×{w}, as the model's are; {found}.",
                    h=h,
                    w=w,
                    found=found,
                )
            known = (mask > 0.5).float()[None]
    if known.all() or not known.any():
        raise InputError(
            "restoration.hidden = {hidden!r}: hides {what}; change restoration.share or the mask.",
            hidden=settings.hidden,
            what="nothing" if known.all() else "everything",
        )
    return known


def _kernel(settings: DeblurConfig, shape: tuple[int, ...]) -> torch.Tensor:
    """Return the blur's kernel, (H, W), its middle at (0, 0), sum 1."""
    _, h, w = shape
    y = torch.fft.fftfreq(h, 1 / h)[:, None]  # 0, 1, …, -2, -1: distances from the corner that wrap around
    x = torch.fft.fftfreq(w, 1 / w)[None, :]
    if settings.blur == "gaussian":
        kernel = torch.exp(-0.5 * (x**2 + y**2) / settings.width**2)
    else:
        turn = math.radians(settings.angle)
        along = x * math.cos(turn) - y * math.sin(turn)
        across = x * math.sin(turn) + y * math.cos(turn)
        # A line one pixel thick with soft ends.
        kernel = (0.5 + settings.width / 2 - along.abs()).clamp(0, 1) * (1 - across.abs()).clamp(0, 1)
    return kernel / kernel.sum()
