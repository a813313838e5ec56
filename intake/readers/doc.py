"""Reader of old Word documents (.doc; [MS-DOC] in a compound file): the controls of the object pool, and identity carriers.

Each control is a storage of `ObjectPool`, with its name and what Microsoft Forms stored. The text is not laid out: codes printed in
it are looked for in the stream that holds it, in either of the encodings Word uses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from forms.identity import tokens_in
from forms.returns import Carrier, CarrierKind, Notice, RawReturn
from intake import sentences
from intake.compound import CompoundFile
from intake.readers._doc_changes import changes_of
from intake.readers._oforms import MORPH_CLASSES, parse_morph_data
from intake.readers._word_fields import Gathered
from intake.recognition import as_text, bounded, carrier, printed_references, require_ours
from intake.sniffing import Content, compound_content, refusal_of

READS: Final = (Content.OLE,)
"""Any compound file: only once opened does it tell whether Word wrote it."""

_POOL: Final = "ObjectPool"
_NAME: Final = "\x03OCXNAME"
_SUMMARY: Final = "\x05SummaryInformation"
_USER_DEFINED: Final = "\x05DocumentSummaryInformation"
_CODEPAGE, _APPLICATION = 1, 18
_SUMMARISED: Final = {2: CarrierKind.TITLE, 3: CarrierKind.SUBJECT, 5: CarrierKind.KEYWORDS}
_FLAGS_PLACE: Final = 0x0A
_ENCRYPTED: Final = 0x0100
_SECOND_TABLE: Final = 0x0200
"""Of the flags at the head of the stream `WordDocument` ([MS-DOC] 2.5.2): encrypted or obfuscated; tables in `1Table`."""
_CODE_BEGINS: Final = re.compile(rb"E\x00?C")
_CODE_LENGTH: Final = 40
"""Bytes that hold a whole reference code in either encoding."""


def read(data: bytes) -> RawReturn:
    """The controls of a form saved as .doc. Raises `Refused`."""
    document = CompoundFile(data)
    content = compound_content(document.root_names)
    if content is not Content.DOC:
        raise refusal_of(content)
    text = document.read("WordDocument", most=len(data))
    if _flags(text) & _ENCRYPTED:
        raise sentences.encrypted("WordDocument is encrypted")
    changes = changes_of(text, document.read(_table(text), most=len(data)))
    fields, cut = bounded(_controls(document, changes.deleted).fields())
    summary = document.properties(_SUMMARY)
    carriers = (*_user_defined(document), *_summarised(summary), *_printed(text))
    producer = _text(summary, _APPLICATION)[:200]
    tracked = [sentences.tracked_changes()] if changes.tracked else []
    return require_ours(RawReturn(fields, carriers, producer, (*cut, *tracked, *_notices(document))), sentences.no_fields_odt)


def _flags(text: bytes) -> int:
    return int.from_bytes(text[_FLAGS_PLACE : _FLAGS_PLACE + 2], "little")


def _table(text: bytes) -> str:
    """The stream of tables that is in use: there may be two."""
    return "1Table" if _flags(text) & _SECOND_TABLE else "0Table"


def _controls(document: CompoundFile, deleted: Collection[str]) -> Gathered:
    """The controls of the pool but those `deleted` while changes were tracked: their storages are still there."""
    gathered = Gathered()
    for storage in document.storages_in(_POOL):
        if storage not in deleted and document.class_of(_POOL, storage) in MORPH_CLASSES:
            name = document.read(_POOL, storage, _NAME).decode("utf-16-le", "replace").partition("\0")[0]
            gathered.add_stored(name, parse_morph_data(document.read(_POOL, storage, "contents")))
    return gathered


# Carriers ------------------------------------------------------------------------------------------------------------------------


def _user_defined(document: CompoundFile) -> Iterator[Carrier]:
    """Tokens among the properties that people and programs add, found without trusting the property set's own offsets."""
    stored = document.read(_USER_DEFINED)
    for text in (stored.decode("utf-8", "replace"), stored.decode("utf-16-le", "replace")):
        for token in tokens_in(text):
            yield from carrier(CarrierKind.USER_DEFINED, str(token))


def _summarised(summary: dict[int, object]) -> Iterator[Carrier]:
    for number, kind in _SUMMARISED.items():
        yield from carrier(kind, _text(summary, number))


def _text(summary: dict[int, object], number: int) -> str:
    """The property as text: bytes are in the code page the set declares, and 65001 is UTF-8."""
    value, page = summary.get(number), summary.get(_CODEPAGE)
    if isinstance(value, bytes):
        encoding = "utf-8" if page in (65001, 65001 - 65536) else "cp1252"
        return as_text(value.decode(encoding, "replace").rstrip("\0"))
    return as_text(value) if isinstance(value, str) else ""


def _printed(text: bytes) -> tuple[Carrier, ...]:
    """Reference codes in the text, whose pieces are in one byte or in two bytes a character."""
    found = (text[each.start() : each.start() + _CODE_LENGTH] for each in _CODE_BEGINS.finditer(text))
    codes = (piece.decode("utf-16-le" if piece[1:2] == b"\0" else "cp1252", "replace") for piece in found)
    return printed_references("\n".join(codes))


def _notices(document: CompoundFile) -> Iterator[Notice]:
    if document.root_names & {"Macros", "_VBA_PROJECT_CUR"}:
        yield sentences.macros_present()
    if document.root_names & {"_signatures", "_xmlsignatures"}:
        yield sentences.signed()
