"""Canonical JSON and its digest: the bytes an approval binds.

Keys sorted, no blanks, ASCII only, decimals as plain strings: for such documents this equals RFC 8785.
"""

import hashlib
import json
from numbers import Real

from pydantic import BaseModel, JsonValue


def canonical(document: JsonValue | BaseModel) -> bytes:
    """Canonical JSON bytes of a model or of JSON data without floats.

    Raises:
        ValueError: when the data holds a float, which has no canonical decimal text.
    """
    data = document.model_dump(mode="json") if isinstance(document, BaseModel) else document
    _refuse_floats(data)
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(document: JsonValue | BaseModel) -> str:
    """`sha256:` and the hex digest of the canonical bytes."""
    return "sha256:" + hashlib.sha256(canonical(document)).hexdigest()


def _refuse_floats(data: JsonValue) -> None:
    if isinstance(data, dict):
        for value in data.values():
            _refuse_floats(value)
    elif isinstance(data, list):
        for value in data:
            _refuse_floats(value)
    elif isinstance(data, Real) and not isinstance(data, int):
        raise ValueError("floats have no canonical form; write decimals as strings")
