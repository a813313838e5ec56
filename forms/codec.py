"""Values to JSON and back, one way for the whole product.

Canonical JSON (sorted keys, no spaces, UTF-8) is what hashes and fingerprints are taken of.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")


def canonical_json(value: Any) -> bytes:  # noqa: ANN401 – any frozen dataclass, mapping or sequence of the product
    """`value` as canonical JSON: the same value always gives the same bytes."""
    return msgspec.json.encode(value, order="sorted")


def from_json(text: bytes | str, kind: type[_T]) -> _T:
    """The value of type `kind` that `text` was made from. Raises `msgspec.ValidationError` when it is not one."""
    return msgspec.json.decode(text, type=kind)


def sha256_of(value: Any) -> str:  # noqa: ANN401 – as canonical_json
    """SHA-256 (64 hexadecimal digits) of the canonical JSON of `value`."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
