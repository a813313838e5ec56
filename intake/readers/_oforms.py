"""Form controls as Microsoft Forms 2.0 stores them ([MS-OFORMS] 2.2.5, MorphDataControl): boxes, buttons, entries and lists.

A header, a mask that says which properties are stored, the properties in the order of the mask, each aligned to its own size, then the
strings. Only value, caption and group are of interest; the rest is stepped over.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from intake import sentences
from intake.recognition import as_text

MORPH_CLASSES: Final = frozenset(f"8BD21D{kind}0-EC42-11CE-9E0D-00AA006002F3" for kind in "123456")
"""Class identifiers of text boxes, lists, combo boxes, check boxes, option buttons and toggles: those stored as `MorphData`."""

_HEADER: Final = struct.Struct("<2BH")
_HEADER_SIZE: Final = 4
_MASK_SIZE: Final = 8
_MAJOR_VERSION: Final = 2
_COMPRESSED: Final = 1 << 31
_WITHOUT_DATA: Final = frozenset({8, 19, 30, 31})
"""Bits of the mask that announce nothing among the properties: the size (stored with the strings) and three unused."""
_SHORT: Final = dict.fromkeys((4, 5, 6, 7, 16, 17, 18, 20, 21), 1) | dict.fromkeys((9, 11, 12, 13, 14, 15, 27, 28, 29), 2)
"""Bytes of the properties, by bit, that do not take four."""
_LAST_PROPERTY: Final = 32
_DISPLAY_STYLE, _SIZE, _VALUE, _CAPTION, _GROUP = 6, 8, 22, 23, 32
_OF_INTEREST: Final = frozenset({_DISPLAY_STYLE, _VALUE, _CAPTION, _GROUP})


class DisplayStyle(IntEnum):
    """What a control looks like, which is what it is ([MS-OFORMS] 2.5.25)."""

    TEXT = 1
    LIST = 2
    COMBO = 3
    CHECK_BOX = 4
    OPTION_BUTTON = 5
    TOGGLE = 6
    DROP_LIST = 7


@dataclass(frozen=True, slots=True)
class MorphData:
    """One control: `value` is « 1 » or « 0 » for a button, its text otherwise; `caption` is the label beside it."""

    style: DisplayStyle
    value: str = ""
    caption: str = ""
    group: str = ""


def parse_morph_data(data: bytes) -> MorphData:
    """The control in the stream `contents`. Raises `Refused` DAMAGED when it contradicts its own format."""
    try:
        return _parsed(data)
    except (struct.error, ValueError) as error:
        raise sentences.damaged(f"MorphData: {error}") from error


def _parsed(data: bytes) -> MorphData:
    _, major, size = _HEADER.unpack_from(data)
    if major != _MAJOR_VERSION or _HEADER_SIZE + size > len(data):
        raise ValueError("header")
    body = data[: _HEADER_SIZE + size]
    (mask,) = struct.unpack_from("<Q", body, _HEADER_SIZE)
    properties, place = _properties(body, mask)
    if mask >> _SIZE & 1:
        place += 8
    strings = {}
    for bit in (_VALUE, _CAPTION, _GROUP):
        strings[bit], place = _string(body, place, properties.get(bit, 0))
    return MorphData(DisplayStyle(properties.get(_DISPLAY_STYLE, DisplayStyle.TEXT)), strings[_VALUE], strings[_CAPTION], strings[_GROUP])


def _properties(body: bytes, mask: int) -> tuple[Mapping[int, int], int]:
    """The properties of interest that are stored, by bit, and where all of them end."""
    places, end = _layout(mask)
    return {bit: int.from_bytes(_piece(body, place, size), "little") for bit, (place, size) in places.items()}, end


@lru_cache(maxsize=64)
def _layout(mask: int) -> tuple[Mapping[int, tuple[int, int]], int]:
    """Place and size of the properties of interest, by bit, and where all end: only the mask says, and controls share a few of them."""
    places, place = dict[int, tuple[int, int]](), _HEADER_SIZE + _MASK_SIZE
    for bit in range(_LAST_PROPERTY + 1):
        if mask >> bit & 1 and bit not in _WITHOUT_DATA:
            size = _SHORT.get(bit, 4)
            place = _aligned(place, size)
            if bit in _OF_INTEREST:
                places[bit] = place, size
            place += size
    return places, _aligned(place, 4)


def _string(body: bytes, place: int, announced: int) -> tuple[str, int]:
    """A string of the length announced, and where the next begins. Its highest bit says that each character was cut to one byte."""
    length = announced & ~_COMPRESSED
    piece = _piece(body, place, length)
    text = piece.decode("latin-1") if announced & _COMPRESSED else piece.decode("utf-16-le", "replace")
    return as_text(text), _aligned(place + length, 4)


def _piece(body: bytes, place: int, length: int) -> bytes:
    piece = body[place : place + length]
    if len(piece) != length:
        raise ValueError(f"{length} bytes announced at {place}")
    return piece


def _aligned(place: int, size: int) -> int:
    return -(-place // size) * size
