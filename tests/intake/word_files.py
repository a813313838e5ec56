"""Builders of Word files, honest and hostile: packages of parts, stored controls, and compound files written sector by sector."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from tests.intake.hostile import zipped

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{OFFICE}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
TEXT_BOX, CHECK_BOX, OPTION_BUTTON, LABEL = (
    UUID(each)
    for each in (
        "8BD21D10-EC42-11CE-9E0D-00AA006002F3",
        "8BD21D40-EC42-11CE-9E0D-00AA006002F3",
        "8BD21D50-EC42-11CE-9E0D-00AA006002F3",
        "978C9E23-D4B0-11CE-BF2D-00AA003F40D0",
    )
)
NO_CLASS = UUID(int=0)
_STYLES = {TEXT_BOX: 1, CHECK_BOX: 4, OPTION_BUTTON: 5}


# Stored controls -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stored:
    """A control as Microsoft Forms stores it."""

    name: str
    kind: UUID
    value: str = ""
    caption: str = ""
    group: str = ""

    @property
    def contents(self) -> bytes:
        return morph_data(_STYLES.get(self.kind, 1), self.value, self.caption, self.group)


def entry(name: str, value: str = "") -> Stored:
    return Stored(name, TEXT_BOX, value)


def box(name: str, value: str = "1", caption: str = "Libellé") -> Stored:
    return Stored(name, CHECK_BOX, value, caption)


def radio(name: str, caption: str, value: str = "1", group: str = "") -> Stored:
    return Stored(name, OPTION_BUTTON, value, caption, group or name)


def morph_data(style: int, value: str = "", caption: str = "", group: str = "", *, compressed: bool = False, border: bool = False) -> bytes:
    """The stream `contents`: style, value, caption and group; `border` puts an odd byte before them, to be aligned after."""
    texts = {bit: text for bit, text in ((22, value), (23, caption), (32, group)) if text}
    pieces = {bit: text.encode("latin-1" if compressed else "utf-16-le") for bit, text in texts.items()}
    mask = 1 << 6 | 1 << 8 | 1 << 31 | (1 << 4 if border else 0) | sum(1 << bit for bit in pieces)
    block = (bytes([1]) if border else b"") + bytes([style])
    block += bytes(-len(block) % 4)
    block += b"".join(struct.pack("<I", len(piece) | (compressed << 31)) for piece in pieces.values())
    strings = b"".join(piece + bytes(-len(piece) % 4) for piece in pieces.values())
    body = struct.pack("<Q", mask) + block + bytes(8) + strings
    return struct.pack("<2BH", 0, 2, len(body)) + body


# Compound files ([MS-CFB]) -------------------------------------------------------------------------------------------------------

_OWN_SECTORS = 4096
_SECTOR, _END, _FREE, _FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


@dataclass
class Storage:
    """A storage and what stands in it: streams are bytes."""

    children: Mapping[str, bytes | Storage] = field(default_factory=dict)
    kind: UUID = NO_CLASS


def compound(root: Storage) -> bytes:
    """A compound file without mini stream: every stream is filled with zeros up to the size from which it has sectors of its own."""
    entries: list[bytes] = []
    chains: list[bytes] = []
    _lay_out("Root Entry", root, entries, chains, 5)
    directory = b"".join(entries)
    directory += _entry("", 0) * (-len(entries) % 4)
    sectors, fat, starts = [], [], {}
    for number, chain in enumerate([directory, *chains]):
        starts[number] = len(fat)
        count = max(1, -(-len(chain) // _SECTOR))
        sectors.append(chain.ljust(count * _SECTOR, b"\0"))
        fat += [*range(len(fat) + 1, len(fat) + count), _END]
    body = b"".join(sectors)
    for number in range(1, len(chains) + 1):
        body = body.replace(struct.pack("<I", 0xAA000000 + number - 1), struct.pack("<I", starts[number]), 1)
    fat_sectors = next(n for n in range(1, 110) if n * 128 >= len(fat) + n)
    places = range(len(fat), len(fat) + fat_sectors)
    table = [*fat, *([_FAT] * fat_sectors)]
    table += [_FREE] * (fat_sectors * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, fat_sectors, 0, 0, _OWN_SECTORS, _END, 0, _END, 0)
    header += b"".join(struct.pack("<I", place) for place in places) + struct.pack("<I", _FREE) * (109 - fat_sectors)
    return header + body + struct.pack(f"<{len(table)}I", *table)


def _lay_out(name: str, node: bytes | Storage, entries: list[bytes], chains: list[bytes], kind: int) -> int:
    """Adds the directory entries of `node`, its children in a list (a degenerate tree), and gives its number."""
    number = len(entries)
    entries.append(b"")
    if isinstance(node, bytes):
        filled = node.ljust(_OWN_SECTORS, b"\0")
        entries[number] = _entry(name, 2, start=0xAA000000 + len(chains), size=len(filled))
        chains.append(filled)
        return number
    ordered = sorted(node.children.items(), key=lambda item: (len(item[0]), item[0].upper()))
    kids = [_lay_out(each, child, entries, chains, 1) for each, child in ordered]
    for this, following in pairwise(kids):
        entries[this] = entries[this][:72] + struct.pack("<I", following) + entries[this][76:]
    entries[number] = _entry(name, kind, child=kids[0] if kids else _FREE, clsid=node.kind, start=_END if kind == 5 else 0)
    return number


def _entry(name: str, kind: int, *, child: int = _FREE, clsid: UUID = NO_CLASS, start: int = 0, size: int = 0) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<H2B3I", len(text) + 2 if kind else 0, kind, 1, _FREE, _FREE, child)
    return head + clsid.bytes_le + bytes(20) + struct.pack("<IQ", start, size)


def doc(*controls: Stored, text: bytes = b"", flags: int = 0, runs: Sequence[bytes] = (), **streams: bytes) -> bytes:
    """A .doc whose object pool holds `controls`, and our respondent's name field; `runs` are the properties of runs of its text."""
    pool = {f"_{number}": _pooled(each) for number, each in enumerate((entry("identite__name"), *controls), 1)}
    head = bytes(10) + struct.pack("<H", flags)
    tables = {"0Table": struct.pack("<3I", 0, 2048, 1), "1Table": b""} if runs else {}
    head = head.ljust(0xFA, b"\0") + struct.pack("<2I", 0, 12 if runs else 0)
    document = head.ljust(512, b"\0") + (_page_of_properties(runs) if runs else b"") + text
    return compound(Storage({"WordDocument": document, "ObjectPool": Storage(pool), **tables, **streams}))


def _page_of_properties(runs: Sequence[bytes]) -> bytes:
    """Boundaries, a place for each run, and there its properties ([MS-DOC] 2.9.33), from the end of the page."""
    page = bytearray(512)
    page[511] = len(runs)
    end = 510
    for number, properties in enumerate(runs):
        end = (end - 1 - len(properties)) & ~1
        page[end : end + 1 + len(properties)] = bytes([len(properties)]) + properties
        page[4 * (len(runs) + 1) + number] = end // 2
    return bytes(page)


def _pooled(control: Stored) -> Storage:
    return Storage({"\x03OCXNAME": control.name.encode("utf-16-le") + bytes(4), "contents": control.contents}, control.kind)


# Packages ------------------------------------------------------------------------------------------------------------------------


def relationships(*targets: tuple[str, str, str] | tuple[str, str, str, str]) -> str:
    """A .rels part; each target is (id, last word of the type, target), and « External » if it is."""
    lines = (
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"{f" TargetMode={chr(34)}{mode[0]}{chr(34)}" if mode else ""}/>'
        for name, kind, target, *mode in targets
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(lines)}</Relationships>'


def paragraph(text: str = "", inside: str = "") -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r>{inside}</w:p>"


def docx(body: str = "", controls: Sequence[Stored] = (), *, targets: Sequence[tuple[str, ...]] = (), **members: str | bytes) -> bytes:
    """A .docx: `controls` and our respondent's name field as ActiveX parts, then `body`; in `members` « / » is written « ! »."""
    stored = (entry("identite__name"), *controls)
    drawn = "".join(
        f'<w:p><w:r><w:object><w:control r:id="c{n}" w:name="{each.name}"/></w:object></w:r></w:p>' for n, each in enumerate(stored)
    )
    links = [(f"c{n}", "control", f"activeX/activeX{n}.xml") for n in range(len(stored))]
    package: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relationships(
            ("r1", "officeDocument", "word/document.xml"), ("r2", "metadata/core-properties", "docProps/core.xml")
        ),
        "word/document.xml": word_document(drawn + body),
        "word/_rels/document.xml.rels": relationships(*links, *targets),
    }
    for number, each in enumerate(stored):
        package |= _activex(number, each)
    return zipped(package | {name.replace("!", "/"): content for name, content in members.items()})


def word_document(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>'


def _activex(number: int, control: Stored) -> dict[str, str | bytes]:
    name = f"word/activeX/activeX{number}.xml"
    attributes = f'ax:classid="{{{control.kind}}}" ax:persistence="persistStorage" r:id="rId1"'
    return {
        name: f'<ax:ocx xmlns:ax="http://schemas.microsoft.com/office/2006/activeX" xmlns:r="{OFFICE}" {attributes}/>',
        f"word/activeX/_rels/activeX{number}.xml.rels": relationships(("rId1", "activeXControlBinary", f"activeX{number}.bin")),
        f"word/activeX/activeX{number}.bin": compound(Storage({"contents": control.contents})),
    }
