"""Changes to a ZIP that keep it a ZIP: the directory and its records are rewritten, so that the checks behind them are reached."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_TELLING = (0, 1, 2, 8, 12, 99, 255, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
_MARKUP = re.compile(rb"<[^<>]*>|[^<>]+")
_ATTRIBUTE = re.compile(rb'([\w:-]+)="([^"]*)"')
_VALUES = (
    b"", b"true", b"false", b"0", b"-1", b"9" * 400, b"1e999", b"&amp;", b"&#10;", b"\xc3\xa9" * 50, b"checked", b"page", b"__", b"q04__plan", b"meta__token", b"EC-AAAA-BBBB-C", b"ecoclic:1/-/-/-/-", b"ecoclic:1/" + b"/" * 300, b"\xe2\x80\xae", b"nsp", b"nc",
)  # fmt: skip
_ILL_FORMED = (b"&#0;", b"&#xD800;", b"&x;", b"\xff", b"\x00", b"<!DOCTYPE x>", b"<text:tracked-changes>", b"<", b"</text:p>", b"]]>")
_PIECES = (
    b"<![CDATA[x]]>", b"<?x y?>", b"<!-- - -->", b"<text:soft-page-break/>", b"<text:p/>", b"<form:radio/>", b"<table:table/>", b"EC",
    b'<form:text form:name="x" form:current-value="y"/>', b'<draw:control draw:control=""/>', b"<text:tracked-changes/>", b"<form:listbox/>",
    b'<form:hidden form:name="meta__token" form:value="ecoclic:1/x"/>', b"<office:body/>", b"<office:text/>", b"<style:style/>",
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One member as the records will tell of it; `central` and `local` hold the records' fixed fields by position, where they lie."""

    name: bytes
    body: bytes
    central: tuple[tuple[int, int], ...] = ()
    local: tuple[tuple[int, int], ...] = ()
    extra: bytes = b""
    listed: bool = True


def members_of(data: bytes) -> list[Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [Member(name.encode(), package.read(name)) for name in package.namelist()]


def packed(members: list[Member], random: Random, *, count_lies: int = 0, comment: bytes = b"") -> bytes:
    """A ZIP of `members`, deflated or stored by chance."""
    out, central = bytearray(), bytearray()
    for member in members:
        method = random.choice((0, 8))
        machine = zlib.compressobj(1, zlib.DEFLATED, -15)
        body = machine.compress(member.body) + machine.flush() if method else member.body
        sizes = (zlib.crc32(member.body), len(body), len(member.body))
        local = _lying((b"PK\x03\x04", 20, 0, method, 0, 0, *sizes, len(member.name), 0), member.local)
        lengths = (len(member.name), len(member.extra), 0, 0, 0, 0)
        fixed = (b"PK\x01\x02", 20, 20, 0, method, 0, 0, *sizes, *lengths, len(out))
        if member.listed:
            central += _CENTRAL.pack(*_lying(fixed, member.central)) + member.name + member.extra
        out += _LOCAL.pack(*local) + member.name + body
    count = (sum(member.listed for member in members) + count_lies) & 0xFFFF
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(central), len(out), len(comment))
    return bytes(out + central + end + comment)


def _lying(fields: tuple[bytes | int, ...], lies: tuple[tuple[int, int], ...]) -> list[bytes | int]:
    told = list(fields)
    for place, value in lies:
        old = told[place]
        assert isinstance(old, int)
        told[place] = value & (0xFFFF if place not in _WIDE[len(fields)] else 0xFFFFFFFF)
    return told


_WIDE = {17: {7, 8, 9, 15, 16}, 11: {6, 7, 8}}
"""Which fields have 32 bits, by how many the record has."""


def mutated_zip(data: bytes, random: Random) -> bytes:
    """`data` with one to three changes of its members, records or XML."""
    members = members_of(data)
    if random.random() < 0.6:  # honest records around odd XML: otherwise little of it would ever be parsed
        _edit_xml(members, random)
        return packed(members, random)
    for _ in range(random.randint(1, 3)):
        random.choice(_CHANGES)(members, random)
    lies = random.choice((0, 0, 0, 0, 1, -1, 0xFFFF))
    return packed(members, random, count_lies=lies, comment=random.choice((b"", b"", b"", b"PK\x05\x06", bytes(30))))


def _duplicate(members: list[Member], random: Random) -> None:
    members.insert(random.randrange(len(members) + 1), random.choice(members))


def _unlist(members: list[Member], random: Random) -> None:
    _replace_one(members, random, lambda member: replace(member, listed=False))


def _remove(members: list[Member], random: Random) -> None:
    if len(members) > 1:
        del members[random.randrange(len(members))]


def _swap(members: list[Member], random: Random) -> None:
    random.shuffle(members)


def _rename(members: list[Member], random: Random) -> None:
    names = [member.name for member in members] + [b"", b"content.xml", b"../x", b"\xff\xfe", b"META-INF/manifest.xml", b"mimetype", b"x/"]
    _replace_one(members, random, lambda member: replace(member, name=random.choice(names)))


def _lie_centrally(members: list[Member], random: Random) -> None:
    lie = (random.randrange(1, 17), random.choice(_TELLING))
    if lie[0] not in (10, 11, 12):  # lengths: what follows would only be garbage, which flipped bytes already are
        _replace_one(members, random, lambda member: replace(member, central=(*member.central, lie)))


def _lie_locally(members: list[Member], random: Random) -> None:
    lie = (random.randrange(1, 11), random.choice(_TELLING))
    _replace_one(members, random, lambda member: replace(member, local=(*member.local, lie)))


def _widen(members: list[Member], random: Random) -> None:
    """A zip64 extra field, and one of the values that defer to it."""
    wide = struct.pack("<2H", 1, random.choice((0, 8, 16, 24, 9000))) + random.randbytes(random.choice((0, 4, 8, 24)))
    lie = (random.choice((8, 9, 16)), 0xFFFFFFFF)
    _replace_one(members, random, lambda member: replace(member, extra=wide, central=(*member.central, lie)))


def _edit_xml(members: list[Member], random: Random) -> None:
    _replace_one(members, random, lambda member: replace(member, body=edited_xml(member.body, random)))


def _replace_one(members: list[Member], random: Random, change: Callable[[Member], Member]) -> None:
    place = random.randrange(len(members))
    members[place] = change(members[place])


_CHANGES: tuple[Callable[[list[Member], Random], None], ...] = (
    _duplicate, _unlist, _remove, _swap, _rename, _lie_centrally, _lie_locally, _widen, _edit_xml, _edit_xml,
)  # fmt: skip


def edited_xml(body: bytes, random: Random) -> bytes:
    """`body` with a few attributes given telling values, empty elements or texts added or moved; now and then ill-formed."""
    pieces: list[bytes] = _MARKUP.findall(body)
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(pieces) + 1)
        choice = random.randrange(20)
        if choice == 0:
            del pieces[place : place + 1]
        elif choice == 1:
            pieces.insert(place, random.choice(_ILL_FORMED))
        elif choice < 7:
            pieces.insert(place, random.choice([random.choice(_PIECES), *(each for each in pieces if each.endswith(b"/>"))]))
        elif place < len(pieces):
            pieces[place] = _with_other_attribute(pieces[place], random)
    return b"".join(pieces)


def _with_other_attribute(piece: bytes, random: Random) -> bytes:
    """`piece` with one attribute's value, or its text, replaced: by a telling value or by nothing."""
    attributes = list(_ATTRIBUTE.finditer(piece))
    if not attributes:
        return piece if piece.startswith(b"<") else random.choice(_VALUES)
    found = random.choice(attributes)
    if random.random() < 0.2:
        return piece[: found.start()] + piece[found.end() :]
    return piece[: found.start(2)] + random.choice(_VALUES) + piece[found.end(2) :]
