"""Whether a file that has stopped growing looks whole: copies pause, and some clients reserve the full size before writing.

A look at the head and the tail only, a few dozen kilobytes at most whatever the size. It decides how long to wait, never what a file is
worth: one that stays incomplete is taken in the end, and its reader says what is wrong.
"""

from __future__ import annotations

import os
import re
import struct
from pathlib import Path
from typing import Final

from forms.errors import EcoclicError
from intake.spool import open_regular

_HEAD: Final = 1024
_ZIP_END: Final = struct.Struct("<4s4H2LH")
_ZIP_TAIL: Final = _ZIP_END.size + 0xFFFF
_IN_ZIP64: Final = 0xFFFFFFFF
_PDF_TAIL: Final = 4096
_PDF_ENDING: Final = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")


def seems_whole(root: Path, relative: bytes) -> bool:
    """Whether the file at `relative` below `root` has the structure its first bytes announce, as far as its ends tell.

    A ZIP has its end record and the directory it points to (APPNOTE.TXT 4.3.16); a PDF ends with its last « %%EOF » (ISO 32000-1, 7.5.5);
    a head of zeros is a size reserved in advance. What announces nothing we know is whole, and so is what cannot be opened now: taking
    it will tell why.
    """
    try:
        with open_regular(root, relative) as (descriptor, stamp):
            return _is_whole(descriptor, stamp.size)
    except (OSError, EcoclicError):
        return True


def _is_whole(descriptor: int, size: int) -> bool:
    head = os.pread(descriptor, _HEAD, 0)
    if not head.strip(b"\0"):
        return size == 0
    if head.startswith(b"PK\x03\x04"):
        return _zip_is_whole(descriptor, size)
    if b"%PDF-" in head:
        return _PDF_ENDING.search(_tail(descriptor, size, _PDF_TAIL)) is not None
    return True


def _zip_is_whole(descriptor: int, size: int) -> bool:
    tail = _tail(descriptor, size, _ZIP_TAIL)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or place + _ZIP_END.size > len(tail):
        return False
    *_, count, _, offset, _ = _ZIP_END.unpack_from(tail, place)
    if offset == _IN_ZIP64 or not count:
        return True
    return os.pread(descriptor, 4, offset) == b"PK\x01\x02"


def _tail(descriptor: int, size: int, length: int) -> bytes:
    return os.pread(descriptor, length, max(0, size - length))
