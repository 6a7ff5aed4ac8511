"""Pictures that people give: found in folders, and read by one reader for training, restoration, masks and drops.

Costs no torch.
"""

from ncsn_engine.pictures.finding import Found, find_pictures, holds_pictures
from ncsn_engine.pictures.reading import READ, SUFFIXES, Picture, fingerprint, read_picture, read_size

__all__ = [
    "READ",
    "SUFFIXES",
    "Found",
    "Picture",
    "find_pictures",
    "fingerprint",
    "holds_pictures",
    "read_picture",
    "read_size",
]
