"""Tracked changes of old Word documents, told by the properties of their runs of text ([MS-DOC] 2.4.6.2, 2.6.1).

A run that was added or deleted while changes were tracked says so; that of an object also says which storage holds it.
Only the pages of properties that could say it are parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_PAGE: Final = 512
_TABLE_ENTRY: Final = 4
_TABLE_OF_PAGES: Final = 0xFA
"""Where the head of `WordDocument` says where the table of pages stands ([MS-DOC] 2.5.6, fcPlcfBteChpx), then how long it is."""
_MOST_PAGES: Final = 200
"""Of properties of runs, as many as some 20 000 runs fill; a form has some tens of pages."""
_PAGE_NUMBER: Final = (1 << 22) - 1

_DELETED: Final = 0x0800
_ADDED: Final = 0x0801
_IS_OBJECT: Final = 0x080A
_PLACE: Final = 0x6A03
"""sprmCFRMarkDel, sprmCFRMarkIns, sprmCFOle2 and sprmCPicLocation; the last is the number of a storage when the run is an object's."""
_MARKS: Final = (_DELETED.to_bytes(2, "little"), _ADDED.to_bytes(2, "little"))
_OPERANDS: Final = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
"""Bytes of an operand by the three highest bits of its property ([MS-DOC] 2.2.5.1); 6 is for those that say their length."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Whether any change was tracked, and the storages of `ObjectPool` whose objects were deleted so."""

    tracked: bool = False
    deleted: frozenset[str] = frozenset()


def changes_of(document: bytes, table: bytes) -> Changes:
    """What the streams `WordDocument` and its table say. What contradicts itself says nothing: answers stand elsewhere."""
    tracked, deleted = False, set()
    for page in _pages(document, table):
        for run in _runs(page):
            tracked |= run.get(_ADDED) == 1 or run.get(_DELETED) == 1
            if run.get(_DELETED) == 1 and run.get(_IS_OBJECT) == 1:
                deleted.add(f"_{run.get(_PLACE)}")
    return Changes(tracked, frozenset(deleted))


def _pages(document: bytes, table: bytes) -> Iterator[bytes]:
    """The pages of properties in which some run may be marked ([MS-DOC] 2.8.5, 2.9.33)."""
    place, length = _number(document, _TABLE_OF_PAGES), _number(document, _TABLE_OF_PAGES + 4)
    entries = table[place : place + length]
    count = len(entries) // (2 * _TABLE_ENTRY)
    numbers = (_number(entries, (count + 1 + each) * _TABLE_ENTRY) & _PAGE_NUMBER for each in range(count))
    for number in list(dict.fromkeys(numbers))[:_MOST_PAGES]:
        page = document[number * _PAGE : (number + 1) * _PAGE]
        if len(page) == _PAGE and any(mark in page for mark in _MARKS):
            yield page


def _runs(page: bytes) -> Iterator[dict[int, int]]:
    """The properties of each run of `page`: runs' boundaries, then a place for each, halved, then what stands there, its length first."""
    count = page[-1]
    places = page[4 * (count + 1) : 4 * (count + 1) + count]
    for place in dict.fromkeys(places):
        if place:
            start = 2 * place + 1
            yield dict(_properties(page[start : start + page[start - 1]]))


def _properties(stored: bytes) -> Iterator[tuple[int, int]]:
    place = 0
    while place + 2 < len(stored):
        name = _number(stored, place, 2)
        place += 2
        size = _OPERANDS.get(name >> 13) or 1 + stored[place]
        yield name, _number(stored, place, min(size, 4))
        place += size


def _number(data: bytes, place: int, size: int = 4) -> int:
    return int.from_bytes(data[place : place + size], "little")
