"""Reader of Word documents (.docx, .docm, .dotx; ECMA-376): controls of every kind, and identity carriers.

Properties are read with python-docx. A form filled in LibreOffice and saved as Word keeps its controls as ActiveX parts, which that
library does not see; and opening an unknown document with it inflates every picture, and lays its tables out cell by cell. Only the parts
needed are read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from docx.opc.coreprops import CoreProperties
from docx.oxml.coreprops import CT_CoreProperties
from docx.oxml.parser import parse_xml
from lxml import etree

from forms.returns import Carrier, CarrierKind, Notice, RawReturn
from intake import sentences
from intake.readers import _wordprocessing as word
from intake.readers._activex import ActiveXParts
from intake.readers._opc import Parts, Relationship
from intake.readers._word_fields import Gathered
from intake.recognition import as_text, bounded, carrier, printed_references, require_ours
from intake.sniffing import Content
from intake.zipsafe import SafeZip

READS: Final = (Content.DOCX,)

_EMBEDDED: Final = frozenset({"oleObject", "package", "aFChunk", "subDocument"})
_FETCHING: Final = frozenset({"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "IMPORT", "INCLUDE", "DATABASE", "RD"})
"""Field instructions that would make Word open something else."""


def read(data: bytes) -> RawReturn:
    """The controls of a form saved by Word, or by LibreOffice for Word. Raises `Refused`."""
    parts = Parts(SafeZip(data))
    main = next(parts.related("", "officeDocument"), "word/document.xml")
    document = parts.xml(main)
    if document is None:
        raise sentences.damaged(f"no {main}")
    relationships = parts.relationships(main)
    margins = [root for name in parts.related(main, "header", "footer") if (root := parts.xml(name)) is not None]
    tracked = [word.drop_deletions(root) for root in (document, *margins)]
    gathered = Gathered()
    stored = ActiveXParts(parts, relationships, gathered)
    for root in (document, *margins):
        word.gather(root, gathered, stored.add)
    fields, cut = bounded(gathered.fields())
    carriers = (*_metadata(parts), *_printed(document, *margins))
    changed = [sentences.tracked_changes()] if any(tracked) else []
    notices = (*cut, *changed, *_notices(parts, main, document, relationships))
    return require_ours(RawReturn(fields, carriers, _producer(parts), notices), sentences.no_fields_odt)


# Carriers ------------------------------------------------------------------------------------------------------------------------


def _metadata(parts: Parts) -> Iterator[Carrier]:
    for part in parts.related("", "custom-properties"):
        for text in _texts(parts.xml(part), "lpwstr", "lpstr", "bstr"):
            yield from carrier(CarrierKind.USER_DEFINED, text)
    for part in parts.related("", "core-properties"):
        root = parts.xml(part)
        if root is not None:
            yield from _core(parse_xml(etree.tostring(root)))


def _core(root: etree._Element) -> Iterator[Carrier]:
    """What the core properties carry (ECMA-376 part 2, clause 11), once our own parser has found nothing to refuse in them."""
    if isinstance(root, CT_CoreProperties):
        properties = CoreProperties(root)
        for kind, text in (
            (CarrierKind.TITLE, properties.title),
            (CarrierKind.SUBJECT, properties.subject),
            (CarrierKind.KEYWORDS, properties.keywords),
        ):
            yield from carrier(kind, text)


def _texts(root: etree._Element | None, *names: str) -> Iterator[str]:
    if root is not None:
        yield from (each.text for each in root.iter(*(f"{{*}}{name}" for name in names)) if each.text)


def _printed(*roots: etree._Element) -> tuple[Carrier, ...]:
    texts = (text for root in roots for text in word.paragraphs(root))
    return printed_references("\n".join(text for text in texts if "EC" in text.upper()))


def _producer(parts: Parts) -> str:
    applications = (text for part in parts.related("", "extended-properties") for text in _texts(parts.xml(part), "Application"))
    return as_text(next(applications, ""))[:200]


# Notices -------------------------------------------------------------------------------------------------------------------------


def _notices(parts: Parts, main: str, document: etree._Element, relationships: Mapping[str, Relationship]) -> Iterator[Notice]:
    settings = (each for name in parts.related(main, "settings") for each in parts.relationships(name).values())
    every = [*relationships.values(), *settings]
    if any(each.kind == "vbaProject" for each in every):
        yield sentences.macros_present()
    if any(each.external and each.kind != "hyperlink" for each in every) or _FETCHING.intersection(word.instructions(document)):
        yield sentences.external_links()
    if any(each.kind in _EMBEDDED for each in every):
        yield sentences.embedded_objects()
    if any(each.kind == "origin" for each in parts.relationships("").values()):
        yield sentences.signed()
