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


def filled_part(value: Any) -> Any:  # noqa: ANN401 – as canonical_json, and what it becomes
    """`value` as plain mappings, lists and scalars, without whatever is empty (None, False, "", no element): what is left is the same
    before and after its type learns a new field that may be left out."""
    return _without_empty(msgspec.to_builtins(value))


def _without_empty(value: Any) -> Any:  # noqa: ANN401 – likewise
    if isinstance(value, dict):
        return {name: _without_empty(each) for name, each in value.items() if not _is_empty(each)}
    return [_without_empty(each) for each in value] if isinstance(value, list | tuple) else value


def _is_empty(value: object) -> bool:
    return value is None or value is False or value in ("", (), [], {})
