"""Parsing XML that may be hostile: no document type, no entity, no network, bounded in elements and depth."""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from lxml import etree

from intake import sentences

MOST_MARKUP: Final = 600_000
"""How many « < » are parsed at most: about 300 000 elements, some 200 MB once in memory."""


class _PrologRead(Exception):
    """The root element begins: what follows is not the prolog's business."""


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of the XML document `data`, called `name` in the log.

    Raises `Refused`: FORBIDDEN_CONTENT for a document type, TOO_LARGE beyond 256 levels (libxml2's own bound), `MOST_MARKUP` or 10 MB
    in one attribute, DAMAGED when it is not well-formed.
    """
    if data.count(b"<") > MOST_MARKUP:
        raise sentences.too_large(f"{name}: too many elements")
    _refuse_doctype(data, name)
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        raise _refusal(error, name) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(name)
    return root


def local_names(data: bytes, name: str) -> set[str]:
    """Names of the elements of the XML document `data`, called `name` in the log, whatever their prefix, declared or not.

    A document type may name a DTD, which is never fetched. Raises `Refused`: FORBIDDEN_CONTENT when it declares anything, TOO_LARGE
    beyond `MOST_MARKUP`, DAMAGED when it is not well-formed.
    """
    if data.count(b"<") > MOST_MARKUP:
        raise sentences.too_large(f"{name}: too many elements")
    found = set[str]()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *told: _raise(_doctype(name)) if told[-1] else None
    parser.StartElementHandler = lambda tag, _: found.add(tag.rpartition(":")[2])
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise sentences.damaged(f"{name}: {error}") from error
    return found


def _parser() -> etree.XMLParser:
    """`collect_ids=False` because real documents repeat an xml:id; never `recover`, which loses answers in silence."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, collect_ids=False, remove_comments=True, remove_pis=True
    )


def _refuse_doctype(data: bytes, name: str) -> None:
    """Stop at the document type itself, before any entity can unfold.

    A search of bytes would miss it in UTF-16, so expat reads the prolog alone; what it cannot decode is looked at after libxml2 parsed it.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: _raise(_doctype(name))
    parser.StartElementHandler = lambda *_: _raise(_PrologRead())
    try:
        parser.Parse(data, True)
    except (_PrologRead, expat.ExpatError, ValueError, LookupError):  # the last two: an unknown encoding
        return


def _raise(error: Exception) -> None:
    raise error


def _doctype(name: str) -> Exception:
    return sentences.forbidden("une déclaration de type de document (DOCTYPE)", f"{name}: DOCTYPE")


def _refusal(error: etree.XMLSyntaxError, name: str) -> Exception:
    beyond_limits = getattr(error, "code", None) in (etree.ErrorTypes.ERR_NO_MEMORY, etree.ErrorTypes.ERR_RESOURCE_LIMIT)
    return sentences.too_large(f"{name}: {error}") if beyond_limits else sentences.damaged(f"{name}: {error}")
