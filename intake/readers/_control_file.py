"""The stream of a small compound file ([MS-CFB]), as each ActiveX control of a Word document has one.

A form has hundreds of them, each a few sectors with one stream. olefile, made for whole documents, takes as long over them as over
the rest of the reading; what is needed of the format here fits on a page. Whatever does not add up makes the file damaged.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import takewhile
from typing import Final

from intake import sentences

_HEADER: Final = struct.Struct("<30x2H14xI4x2I")
"""Sizes of sectors and mini sectors as powers of two, first sector of the directory, size below which a stream is mini, first sector of
the mini FAT."""
_DIFAT_PLACE, _DIFAT_LENGTH = 76, 109
_LARGEST_POWER: Final = 12
_ENTRY_SIZE: Final = 128
_ENTRY: Final = struct.Struct("<64sHB49xII4x")
"""Name, its length in bytes with the final zero, kind, first sector, size."""
_STREAM: Final = 2
_NO_SECTOR: Final = 0xFFFFFFFA
"""From here on, numbers are marks: end of chain, free sector…"""


def stream_in(data: bytes, name: str) -> bytes:
    """The bytes of the stream `name` of the compound file `data`. Raises `Refused` DAMAGED."""
    try:
        return _SmallFile(data).stream(name)
    except (struct.error, ValueError, IndexError) as error:
        raise sentences.damaged(f"control file: {error}") from error


class _SmallFile:
    """The tables of one file. Raises ValueError, IndexError or struct.error when they contradict each other."""

    def __init__(self, data: bytes) -> None:
        power, mini_power, directory, self._cutoff, mini_fat = _HEADER.unpack_from(data)
        if max(power, mini_power) > _LARGEST_POWER:
            raise ValueError("sector size")
        self._data, self._size, self._mini_size = data, 1 << power, 1 << mini_power
        difat = struct.unpack_from(f"<{_DIFAT_LENGTH}I", data, _DIFAT_PLACE)
        self._fat = _numbers(b"".join(self._sector(number) for number in takewhile(_NO_SECTOR.__gt__, difat)))
        self._directory = self._chain(directory)
        self._mini_fat = _numbers(self._chain(mini_fat)) if mini_fat < _NO_SECTOR else ()

    def stream(self, name: str) -> bytes:
        """The stream `name`, of which there must be one."""
        wanted = name.encode("utf-16-le")
        entries = [_ENTRY.unpack_from(self._directory, place) for place in range(0, len(self._directory), _ENTRY_SIZE)]
        found = [each for each in entries if each[2] == _STREAM and each[0][: max(0, each[1] - 2)] == wanted]
        if len(found) != 1:
            raise ValueError(f"{len(found)} streams {name!r}")
        *_, start, size = found[0]
        content = self._chain(start) if size >= self._cutoff else self._mini_chain(start, entries[0][3])
        if len(content) < size:
            raise ValueError("stream cut")
        return content[:size]

    def _mini_chain(self, start: int, container: int) -> bytes:
        whole, size = self._chain(container), self._mini_size
        return _joined(start, self._mini_fat, lambda number: _exactly(whole[number * size : (number + 1) * size], size))

    def _chain(self, start: int) -> bytes:
        return _joined(start, self._fat, self._sector)

    def _sector(self, number: int) -> bytes:
        return _exactly(self._data[(number + 1) * self._size : (number + 2) * self._size], self._size)


def _joined(start: int, table: tuple[int, ...], sector: Callable[[int], bytes]) -> bytes:
    """The sectors of the chain that begins at `start`; a chain longer than its table goes in circles."""
    numbers: list[int] = []
    while start < _NO_SECTOR:
        numbers.append(start)
        if len(numbers) > len(table):
            raise ValueError("chain in circles")
        start = table[start]
    return b"".join(map(sector, numbers))


def _numbers(table: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(table) // 4}I", table)


def _exactly(piece: bytes, size: int) -> bytes:
    if len(piece) != size:
        raise ValueError("sector outside the file")
    return piece
