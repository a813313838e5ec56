"""ODF packages written fast: what never changes is compressed once, and every byte is the same each time.

A stamped member is cut at its slots. The text between two slots is deflated once, ended by a full flush (RFC 1951, section 3.2.4: an
empty stored block on a byte boundary, no reference back across it), so the pieces can be joined with freshly deflated ones into
one valid stream.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.odt import slots
from forms.odt.slots import AnySlot

_STORED, _DEFLATED = 0, 8
_VERSION_NEEDED = 20
_UTF8_NAMES = 0x800
_DOS_DATE = (1980 - 1980) << 9 | 1 << 5 | 1
"""1 January 1980, the first day a ZIP file can tell: a form bears no clock."""
_LAST_BLOCK = b"\x03\x00"
"""An empty final block, fixed codes: what ends a stream of flushed pieces."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package, ready to be written."""

    name: str
    data: bytes
    crc: int
    size: int
    method: int = _DEFLATED

    @classmethod
    def stored(cls, name: str, content: bytes) -> Member:
        """`content` as it is."""
        return cls(name, content, zlib.crc32(content), len(content), _STORED)

    @classmethod
    def deflated(cls, name: str, content: bytes) -> Member:
        """`content`, deflated."""
        return cls(name, _flushed(content) + _LAST_BLOCK, zlib.crc32(content), len(content))


class StampedMember:
    """A file of the package whose `slots` change from one form to the next."""

    def __init__(self, name: str, document: str) -> None:
        self._name = name
        pieces = slots.split(document)
        self._pieces = tuple(piece if isinstance(piece, AnySlot) else _Piece.of(piece) for piece in pieces)
        self.slots = tuple(piece for piece in pieces if isinstance(piece, AnySlot))

    def stamped(self, values: Mapping[AnySlot, str]) -> Member:
        """The member with `values` (already XML) in its slots. Raises KeyError when a slot has none."""
        pieces = [piece if isinstance(piece, _Piece) else _Piece.of(values[piece]) for piece in self._pieces]
        crc, size = 0, 0
        for piece in pieces:
            crc, size = zlib.crc32(piece.plain, crc), size + len(piece.plain)
        return Member(self._name, b"".join(piece.deflated for piece in pieces) + _LAST_BLOCK, crc, size)


@dataclass(frozen=True, slots=True)
class _Piece:
    plain: bytes
    deflated: bytes

    @classmethod
    def of(cls, text: str) -> _Piece:
        plain = text.encode()
        return cls(plain, _flushed(plain) if plain else b"")


def _flushed(content: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(content) + deflate.flush(zlib.Z_FULL_FLUSH)


def package(members: Iterable[Member]) -> bytes:
    """The ZIP file of `members` in the order given (APPNOTE.TXT 6.3.3; ODF 1.2 part 3, section 3.3: `mimetype` first, stored)."""
    files, directory, offset, count = [], [], 0, 0
    for member in members:
        name, fields = member.name.encode(), _common_fields(member)
        file = struct.pack("<I", 0x04034B50) + fields + name + member.data
        entry = struct.pack("<IH", 0x02014B50, _VERSION_NEEDED) + fields + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name
        files.append(file)
        directory.append(entry)
        offset, count = offset + len(file), count + 1
    central = b"".join(directory)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(central), offset, 0)
    return b"".join([*files, central, end])


def _common_fields(member: Member) -> bytes:
    """What the local header and the central directory say in the same words, from « version needed » to « extra field length »."""
    sizes = (member.crc, len(member.data), member.size)
    return struct.pack("<HHHHHIIIHH", _VERSION_NEEDED, _UTF8_NAMES, member.method, 0, _DOS_DATE, *sizes, len(member.name.encode()), 0)
