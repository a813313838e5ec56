"""Packages that lie, overlap, unfold or break off."""

from __future__ import annotations

import bz2
import struct
import zlib

from forms.returns import RefusalCode as R
from tests.intake.hostile import ODT_MIMETYPE, odt, odt_content, odt_members, raw_zip, zipped
from tests.intake.hostile_case import READ, Case, cases

_MIB = 1 << 20
_CONTENT = (b"content.xml", odt_content().encode())
_MIMETYPE = (b"mimetype", ODT_MIMETYPE.encode())


def unfolding(megabytes: int) -> bytes:
    """A package whose content.xml unfolds into `megabytes`; both sizes are told truly."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(machine.compress(bytes(_MIB)) for _ in range(megabytes)) + machine.flush()
    size = megabytes * _MIB
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), size, 11, 0) + b"content.xml" + packed
    fixed = (b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(packed), size, 11, 0, 0, 0, 0, 0, 0)
    central = struct.pack("<4s6H3L5H2L", *fixed) + b"content.xml"
    return local + central + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)


def bzip2_bomb() -> bytes:
    """The method that escapes counting in the standard library."""
    packed = bz2.compress(bytes(64 * _MIB))
    data = bytearray(raw_zip([(b"content.xml", packed)], method=0))
    for signature, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(signature) + place
        data[at : at + 2] = struct.pack("<H", 12)
    return bytes(data)


def cut(percent: int) -> bytes:
    whole = odt()
    return whole[: len(whole) * percent // 100]


def zeroed_middle() -> bytes:
    whole = odt()
    third = len(whole) // 3
    return whole[:third] + bytes(third) + whole[2 * third :]


def zip64(record: bytes) -> bytes:
    """An end record that defers to `record`, cut or absurd."""
    whole = odt()
    end = whole.rfind(b"PK\x05\x06")
    locator = b"PK\x06\x07" + bytes(4) + struct.pack("<Q", end) + struct.pack("<L", 1)
    return whole[:end] + record + locator + whole[end : end + 8] + b"\xff" * 12 + whole[end + 20 :]


def nested_bomb() -> bytes:
    inner = zipped({f"{number}.zip": bytes(4 * _MIB) for number in range(4)})
    return odt(**{"Object 1!x.zip": inner, "Pictures!1.png": bytes(40 * _MIB)})


ABSURD = b"PK\x06\x06" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, 2**60, 2**60, 2**60, 2**60)

CASES: list[Case] = cases(
    "ZIP",
    {
        "content.xml unfolds into 1 GiB": (lambda: unfolding(1024), R.TOO_LARGE),
        "content.xml unfolds into 64 MiB": (lambda: unfolding(64), R.TOO_LARGE),
        "declared size too small": (lambda: raw_zip(odt_members(), sizes={b"content.xml": 10}), R.DAMAGED),
        "4 GiB claimed": (lambda: raw_zip(odt_members(), sizes={b"content.xml": 2**32 - 2}), R.TOO_LARGE),
        "bzip2 bomb": (bzip2_bomb, R.DAMAGED),
        "zip64 record absurd": (lambda: zip64(ABSURD), R.TOO_LARGE),
        "zip64 record cut": (lambda: zip64(b"PK\x06\x06"), R.DAMAGED),
        "nested bombs that are never opened": (nested_bomb, READ),
        "mimetype last, with a newline": (lambda: raw_zip([_CONTENT, (b"mimetype", ODT_MIMETYPE.encode() + b"\n")]), READ),
        "no mimetype": (lambda: raw_zip([_CONTENT]), READ),
        "entry names that are no UTF-8": (lambda: raw_zip([*odt_members(), (b"\xff\xfe\x80.txt", b"x")]), READ),
        "overlapping entries": (lambda: raw_zip(odt_members(), same_offset=True), R.DAMAGED),
        "1 500 entries": (lambda: raw_zip([*odt_members(), *((b"P/%d" % n, b"") for n in range(1_500))]), READ),
        "60 000 entries": (lambda: raw_zip([*odt_members(), *((b"P/%d" % n, b"") for n in range(60_000))]), R.TOO_LARGE),
        "entries named ../ and /etc/passwd": (lambda: raw_zip([*odt_members(), (b"../../x", b"x"), (b"/etc/passwd", b"x")]), READ),
        "bytes before the package": (lambda: b"PKjunk" + odt(), R.DAMAGED),
        "bytes after the package": (lambda: odt() + b"junk", R.DAMAGED),
        "case twins": (lambda: raw_zip([*odt_members(), (b"Content.xml", b"<x/>")]), READ),
        "two content.xml": (lambda: raw_zip([*odt_members(), _CONTENT]), R.DAMAGED),
        "local and central names differ": (lambda: raw_zip(odt_members(), local_names={b"content.xml": b"c0ntent.xml"}), R.DAMAGED),
        "an entry that is a symbolic link": (lambda: raw_zip(odt_members(), mode=0o120777), R.DAMAGED),
        "an entry that is a folder with content": (lambda: raw_zip([*odt_members(), (b"dossier/", b"x")]), R.DAMAGED),
        "encrypted entries": (lambda: raw_zip(odt_members(), flags=1), R.ENCRYPTED),
        "wrong CRC": (lambda: raw_zip(odt_members(), crc_error=1), R.DAMAGED),
        **{f"cut at {percent} %": (lambda percent=percent: cut(percent), R.INCOMPLETE) for percent in (10, 50, 90, 99)},
        "no end record": (lambda: b"PK\x03\x04" + bytes(200), R.INCOMPLETE),
        "zeroed middle": (zeroed_middle, R.DAMAGED),
    },
)
