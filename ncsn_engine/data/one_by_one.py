"""Pictures that are read one by one, while they are needed; one that has vanished since is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from ncsn_engine.config import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch

__all__ = ["PictureFiles", "Reader"]


class PictureFiles(Protocol):
    """Pictures that are read one by one."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int) -> torch.Tensor:
        """Return one picture, uint8 (C, H, W)."""
        ...


class Reader:
    """Reads pictures one by one; for one that can't be read any more, the next one that can."""

    def __init__(self, files: PictureFiles, indices: np.ndarray, lost: Callable[[str], object] | None) -> None:
        self.files, self.indices, self.lost = files, indices, lost
        self.told: set[int] = set()

    def read(self, index: int) -> tuple[torch.Tensor, int]:
        """Return a picture and which one it is."""
        if self.lost is None:
            return self.files[index], index
        while True:
            try:
                return self.files[index], index
            except InputError as error:
                if index not in self.told:
                    self.told.add(index)
                    self.lost(str(error))
                index = self._after(index)

    def _after(self, index: int) -> int:
        """Return the next picture that was never missed."""
        place = int(np.flatnonzero(self.indices == index)[0])
        for here in np.roll(self.indices, -place).tolist():
            if here not in self.told:
                return int(here)
        raise InputError("data: none of its pictures can be read any more; bring them back, and go on.")
