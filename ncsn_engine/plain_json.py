"""JSON that every reader takes: what is not finite is null, which Python's own writer would write as NaN."""

from __future__ import annotations

import json
import math
from typing import Any

__all__ = ["finite", "plain_json"]


def plain_json(tree: object, **options: Any) -> str:
    """Return a tree of plain values as JSON, null where a number is not finite; options as of :func:`json.dumps`."""
    return json.dumps(finite(tree), allow_nan=False, **options)


def finite(value: Any) -> Any:
    """Return a tree of plain values with None where a number is not finite."""
    match value:
        case dict():
            return {key: finite(v) for key, v in value.items()}
        case list() | tuple():
            return [finite(v) for v in value]
        case float() if not math.isfinite(value):
            return None
    return value
