"""MNIST, FashionMNIST and CIFAR-10 through torchvision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from platformdirs import user_data_path

from ncsn_engine.config import DownloadedConfig, InputError
from ncsn_engine.data.load import Progress, loads
from ncsn_engine.data.sets import Pictures

__all__ = ["downloaded", "is_here"]

_CLASSES = {"mnist": "MNIST", "fashion-mnist": "FashionMNIST", "cifar10": "CIFAR10"}
_UNPACKED = {
    "mnist": "MNIST/raw/train-images-idx3-ubyte",
    "fashion-mnist": "FashionMNIST/raw/train-images-idx3-ubyte",
    "cifar10": "cifar-10-batches-py/data_batch_1",
}
# Where torchvision looks for files fetched by hand, below the folder, and what they are called.
_BY_HAND = {
    "mnist": ("MNIST/raw", "train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz (and the t10k pair)"),
    "fashion-mnist": (
        "FashionMNIST/raw",
        "train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz (and the t10k pair)",
    ),
    "cifar10": ("", "cifar-10-python.tar.gz"),
}


@loads(DownloadedConfig)
def downloaded(settings: DownloadedConfig, progress: Progress | None = None) -> Pictures:
    """Open the training part of a torchvision set, downloading it once.

    Raises
    ------
    InputError
        If it is not there and can't be downloaded; names the folder for files fetched by hand.
    """
    import torchvision.datasets

    kind, place = settings.kind, _place(settings)
    make: Any = getattr(torchvision.datasets, _CLASSES[kind])
    try:
        found = make(str(place), train=True, download=False)
    except RuntimeError:  # torchvision's way of saying that the files are not there
        found = _fetch(make, kind, place, progress)
    values = torch.as_tensor(np.asarray(found.data))
    values = values[:, None] if values.ndim == 3 else values.permute(0, 3, 1, 2)
    return Pictures(values.contiguous(), labels=np.asarray(found.targets, dtype=np.int64))


def is_here(settings: DownloadedConfig) -> bool:
    """Tell whether a set was downloaded; costs no reading."""
    return (_place(settings) / _UNPACKED[settings.kind]).exists()


def _place(settings: DownloadedConfig) -> Path:
    return Path(settings.folder).expanduser() if settings.folder else user_data_path("ncsn-studio") / "data"


def _fetch(make: Any, kind: str, place: Path, progress: Progress | None) -> Any:
    below, names = _BY_HAND[kind]
    try:
        with _Shown(f"downloading {kind}", progress):
            place.mkdir(parents=True, exist_ok=True)
            return make(str(place), train=True, download=True)
    except (OSError, RuntimeError) as error:  # no network, a full disk, a damaged file
        why = " ".join(str(error).split())  # torchvision's own takes several lines
        raise InputError(
            "data.kind = {kind!r}: is not on this machine and could not be downloaded ({why}). "
            "Fetch {names} elsewhere and put them into {place}; or choose 'digits', which needs no network.",
            kind=kind,
            why=why,
            names=names,
            place=place / below,
        ) from error


class _Shown:
    """Reports torchvision's own download bar, which it draws with tqdm, to a callback."""

    def __init__(self, what: str, progress: Progress | None) -> None:
        self.what, self.progress = what, progress

    def __enter__(self) -> None:
        import torchvision.datasets.utils as utils
        from tqdm import tqdm

        what, progress = self.what, self.progress

        class Bar(tqdm):
            def __init__(self, *args: Any, **options: Any) -> None:
                super().__init__(*args, **{**options, "disable": progress is not None})
                self.seen = 0

            def update(self, n: float | None = 1) -> bool | None:
                self.seen += int(n or 0)
                if progress and self.total:
                    progress(what, min(1.0, self.seen / self.total))
                shown: bool | None = super().update(n)
                return shown

        self.utils: Any = utils
        self.bar, utils.tqdm = self.utils.tqdm, Bar

    def __exit__(self, *_: object) -> None:
        self.utils.tqdm = self.bar
