"""Reading a ZIP that may be hostile: everything is checked before anything is inflated, and inflating is counted as it goes.

Only what office packages use is read (APPNOTE.TXT 6.3.10): one disk, stored or deflated members, zip64 when consistent. The standard
library's `zipfile` is not used: it trusts the sizes declared, lets members overlap and share names, and inflates bzip2 without bound.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from intake import sentences

LARGEST_MEMBER: Final = 30 * 1024 * 1024
LARGEST_TOTAL: Final = 100 * 1024 * 1024
MOST_ENTRIES: Final = 2_000
HIGHEST_RATIO: Final = 200
_RATIO_MATTERS_ABOVE: Final = 1024 * 1024
"""A small member may be very repetitive (a blank table) without harm."""

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_IN_ZIP64 = 0xFFFFFFFF
_COUNT_IN_ZIP64 = 0xFFFF
_STORED, _DEFLATED = 0, 8
_FLAG_ENCRYPTED, _FLAG_STRONG, _FLAG_UTF8 = 0x1, 0x40, 0x800
_UNIX, _FILE_TYPE_MASK, _SYMLINK, _DIRECTORY = 3, 0xF000, 0xA000, 0x4000
_ZIP64_EXTRA = 0x0001


@dataclass(frozen=True, slots=True)
class Entry:
    """One member, as the central directory describes it. Sizes and offset in bytes."""

    name: str
    raw_name: bytes
    method: int
    crc: int
    packed: int
    size: int
    offset: int


class SafeZip:
    """A ZIP held in memory, checked whole on construction.

    Raises `Refused`: INCOMPLETE without an end record, DAMAGED when records contradict each other, ENCRYPTED when a member is, TOO_LARGE
    beyond the limits above.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = LARGEST_TOTAL
        self._entries, self._starts = _checked(data)

    @property
    def names(self) -> Collection[str]:
        """Names of the members, each once."""
        return self._entries.keys()

    def size_of(self, name: str) -> int:
        """Size declared by member `name`, in bytes. Raises `KeyError` when there is none."""
        return self._entries[name].size

    def read(self, name: str) -> bytes:
        """The bytes of member `name`, inflated. Raises `KeyError` when there is none, `Refused` when it lies about its size or CRC."""
        entry = self._entries[name]
        start = self._starts[name]
        content = _unpacked(entry, memoryview(self._data)[start : start + entry.packed])
        self._left -= len(content)
        if self._left < 0:
            raise sentences.too_large("more than 100 MB inflated in all")
        return content


@lru_cache(maxsize=1)
def _checked(data: bytes) -> tuple[Mapping[str, Entry], Mapping[str, int]]:
    """The members by name, and where the bytes of each start. Kept for the last file: telling what it is and reading it both ask."""
    entries = _central_directory(data)
    _check_limits(entries)
    return {entry.name: entry for entry in entries}, _check_layout(data, entries)


def _unpacked(entry: Entry, packed: memoryview) -> bytes:
    content = bytes(packed) if entry.method == _STORED else _inflated(entry, packed)
    if len(content) != entry.size:
        raise sentences.damaged(f"{entry.name!r}: {len(content)} bytes instead of {entry.size}")
    if zlib.crc32(content) != entry.crc:
        raise sentences.damaged(f"{entry.name!r}: wrong CRC")
    return content


def _inflated(entry: Entry, packed: memoryview) -> bytes:
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = machine.decompress(packed, entry.size + 1)
    except zlib.error as error:
        raise sentences.damaged(f"{entry.name!r}: {error}") from error
    if len(content) > entry.size:
        raise sentences.damaged(f"{entry.name!r}: inflates beyond its declared size")
    return content


# Where the directory is ----------------------------------------------------------------------------------------------------------


def _central_directory(data: bytes) -> list[Entry]:
    count, size, offset, end = _end_record(data)
    if count > MOST_ENTRIES:
        raise sentences.too_large(f"{count} entries")
    if offset + size > end:
        raise sentences.damaged("central directory outside the file")
    entries, place = [], offset
    for _ in range(count):
        entry, place = _central_entry(data, place)
        entries.append(entry)
    if place != offset + size:
        raise sentences.damaged("central directory size is wrong")
    return entries


def _end_record(data: bytes) -> tuple[int, int, int, int]:
    """Count of entries, size and offset of the directory, and where it must end at the latest."""
    place = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _LONGEST_COMMENT))
    if place < 0 or place + _END.size > len(data):
        raise sentences.incomplete("no ZIP end record")
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(data, place)
    if disk or first_disk or here != count or place + _END.size + comment != len(data):
        raise sentences.damaged("ZIP end record disagrees with the file")
    if count == _COUNT_IN_ZIP64 or _IN_ZIP64 in (size, offset):
        return _end64_record(data, place)
    return count, size, offset, place


def _end64_record(data: bytes, end: int) -> tuple[int, int, int, int]:
    locator = end - _END64_LOCATOR.size
    if locator < 0 or data[locator : locator + 4] != b"PK\x06\x07":
        raise sentences.damaged("zip64 locator missing")
    place = _END64_LOCATOR.unpack_from(data, locator)[2]
    if place + _END64.size > locator or data[place : place + 4] != b"PK\x06\x06":
        raise sentences.damaged("zip64 end record missing")
    *_, here, count, size, offset = _END64.unpack_from(data, place)
    if here != count:
        raise sentences.damaged("zip64 archive over several disks")
    return count, size, offset, place


# One entry -----------------------------------------------------------------------------------------------------------------------


def _central_entry(data: bytes, place: int) -> tuple[Entry, int]:
    if place + _CENTRAL.size > len(data):
        raise sentences.damaged("central directory is cut")
    fields = _CENTRAL.unpack_from(data, place)
    signature, made_by, _, flags, method, _, _, crc, packed, size = fields[:10]
    name_length, extra_length, comment_length, _, _, attributes, offset = fields[10:]
    if signature != b"PK\x01\x02":
        raise sentences.damaged("central directory entry expected")
    after_name = place + _CENTRAL.size + name_length
    raw_name = data[place + _CENTRAL.size : after_name]
    extra = data[after_name : after_name + extra_length]
    size, packed, offset = _zip64_values((size, packed, offset), extra)
    entry = Entry(_name(raw_name, flags), raw_name, method, crc, packed, size, offset)
    _check_kind(entry, flags, made_by >> 8, attributes >> 16)
    return entry, after_name + extra_length + comment_length


def _name(raw: bytes, flags: int) -> str:
    """Names only serve to find the members we know, which are ASCII: any other encoding is kept legible, never interpreted."""
    return raw.decode("utf-8", "backslashreplace") if flags & _FLAG_UTF8 else raw.decode("cp437")


def _check_kind(entry: Entry, flags: int, system: int, mode: int) -> None:
    if flags & (_FLAG_ENCRYPTED | _FLAG_STRONG):
        raise sentences.encrypted(f"{entry.name!r} is encrypted in the ZIP")
    if system == _UNIX and mode & _FILE_TYPE_MASK == _SYMLINK:
        raise sentences.damaged(f"{entry.name!r} is a symbolic link")
    if entry.size and (entry.name.endswith("/") or (system == _UNIX and mode & _FILE_TYPE_MASK == _DIRECTORY)):
        raise sentences.damaged(f"{entry.name!r} is a folder with content")


def _zip64_values(values: tuple[int, int, int], extra: bytes) -> list[int]:
    """`values` with those that say « see zip64 » taken from the extra field, in the order of section 4.5.3."""
    wide = _zip64_extra(extra) if _IN_ZIP64 in values else b""
    resolved = []
    for value in values:
        if value == _IN_ZIP64:
            if len(wide) < 8:
                raise sentences.damaged("zip64 extra field is cut")
            value, wide = int.from_bytes(wide[:8], "little"), wide[8:]  # noqa: PLW2901 – the wide value replaces the narrow one
        resolved.append(value)
    return resolved


def _zip64_extra(extra: bytes) -> bytes:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        if kind == _ZIP64_EXTRA:
            return extra[4 : 4 + length]
        extra = extra[4 + length :]
    return b""


# All together --------------------------------------------------------------------------------------------------------------------


def _check_limits(entries: Sequence[Entry]) -> None:
    if len({entry.name for entry in entries}) != len(entries):
        raise sentences.damaged("two members bear one name")
    for entry in entries:
        _check_size(entry)
    if sum(entry.size for entry in entries if _is_ours_to_open(entry.name)) > LARGEST_TOTAL:
        raise sentences.too_large("more than 100 MB inflated in all")


def _check_size(entry: Entry) -> None:
    if entry.method not in (_STORED, _DEFLATED):
        raise sentences.damaged(f"{entry.name!r}: compression method {entry.method}")
    if entry.method == _STORED and entry.packed != entry.size:
        raise sentences.damaged(f"{entry.name!r}: stored, with two sizes")
    if not _is_ours_to_open(entry.name):
        return
    if entry.size > LARGEST_MEMBER:
        raise sentences.too_large(f"{entry.name!r}: {entry.size} bytes")
    if entry.size > _RATIO_MATTERS_ABOVE and entry.size > HIGHEST_RATIO * entry.packed:
        raise sentences.too_large(f"{entry.name!r}: ratio above {HIGHEST_RATIO}")


def _is_ours_to_open(name: str) -> bool:
    """Only XML and the mimetype are ever inflated: a bomb among the pictures stays folded."""
    return name == "mimetype" or name.endswith((".xml", ".rels"))


def _check_layout(data: bytes, entries: Sequence[Entry]) -> dict[str, int]:
    """Where each member's bytes start. Local headers must agree with the directory, and no two members may share a byte."""
    starts = {entry.name: _local_start(data, entry) for entry in entries}
    extents = sorted((entry.offset, starts[entry.name] + entry.packed) for entry in entries)
    if any(end > following for (_, end), (following, _) in pairwise(extents)):
        raise sentences.damaged("members overlap")
    if extents and extents[0][0] != 0:
        raise sentences.damaged("bytes stand before the first member")
    return starts


def _local_start(data: bytes, entry: Entry) -> int:
    if entry.offset + _LOCAL.size > len(data) or data[entry.offset : entry.offset + 4] != b"PK\x03\x04":
        raise sentences.damaged(f"{entry.name!r}: no local header")
    _, _, flags, method, *_, name_length, extra_length = _LOCAL.unpack_from(data, entry.offset)
    start: int = entry.offset + _LOCAL.size
    if data[start : start + name_length] != entry.raw_name or method != entry.method or flags & _FLAG_ENCRYPTED:
        raise sentences.damaged(f"{entry.name!r}: local header disagrees")
    if start + name_length + extra_length + entry.packed > len(data):
        raise sentences.damaged(f"{entry.name!r}: beyond the end of the file")
    return start + int(name_length) + int(extra_length)
